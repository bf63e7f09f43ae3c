// <equivariance-bench>: an object is moved over the input, before a layer or after it; both maps are compared.

import { Board, boardStyles } from "./board.js";
import { shade } from "./colours.js";
import { Guess, STEPS, button, css, element, setText } from "./elements.js";
import * as model from "./equivariance-bench-model.js";
import { counted, shown } from "./numbers.js";
import { Widget, define } from "./widget.js";

const styles = css`
  .bench {
    --cell: min(24px, round(down, (50cqi - 3em) / 14, 1px));
    display: grid;
    gap: 0.9em 1.6em;
    grid-template-columns: max-content max-content;
    justify-content: start;
    place-items: start;
  }
  .difference {
    --tint: var(--accent-);
  }
  .facts {
    align-content: start;
    grid-column: 1 / -1;
    min-height: 12.4em; /* so that what is below stays in place */
    min-width: 100%;
    width: 0; /* as wide as the maps */
  }
  .field-of-play {
    margin-bottom: 0.3em;
    -webkit-user-select: none;
    user-select: none;
  }
  .over {
    cursor: grab;
  }
  .dragged {
    cursor: grabbing;
  }
  .arrows {
    padding-top: 0.5em;
  }
  .guess {
    margin-block: 0.9em;
  }
  .reply {
    min-height: 1.45em; /* so that what is below stays in place */
  }
  @container (max-width: 34em) {
    .bench {
      --cell: min(24px, round(down, (100cqi - 1.8em) / 14, 1px));
      grid-template-columns: minmax(0, 1fr);
    }
    .facts {
      min-height: 15.2em;
      order: 1;
    }
    .difference {
      order: 2;
    }
    .last {
      order: 3;
    }
  }
`;

const ARROWS = { ArrowLeft: "←", ArrowUp: "↑", ArrowDown: "↓", ArrowRight: "→" };

const SETTINGS = {
  layer: ["Layer"],
  padding: ["Padding", { zero: "zeros" }],
  stride: ["Stride"],
  pooling: ["Pooling", { max: "max, 2 × 2", global: "global max" }],
  kernel: ["Kernel", { "sobel-x": "right minus left", "sobel-y": "below minus above", box: "sum of nine" }],
  ground: ["Ground"],
};

const around = (pixels) => model.around(pixels, model.SIDE);

/** "3 right, 1 up" or "3 steps right, 1 step up"; "" where nothing moved. */
function direction(down, right, amount = shown) {
  const part = (by, plus, minus) => by && `${amount(Math.abs(by))} ${by > 0 ? plus : minus}`;
  return [part(right, "right", "left"), part(down, "down", "up")].filter(Boolean).join(", ");
}

const inSteps = (by) => counted(by, "step");

/** "column 3", "columns 0, 2 and 11". */
function lines(what, numbers) {
  if (numbers.length < 2) return `${what} ${numbers[0]}`;
  return `${what}s ${numbers.slice(0, -1).join(", ")} and ${numbers.at(-1)}`;
}

const named = (rows, columns) =>
  [columns.length && lines("column", columns), rows.length && lines("row", rows)].filter(Boolean).join(" and ");

class EquivarianceBench extends Widget {
  static label = "Equivariance bench";
  static attributes = model.attributes;
  static fields = model.fields;
  static styles = [boardStyles, styles];
  static tries = [
    "Circular padding: take the object anywhere, also over the border. Can you make a single output differ?",
    "Padding with zeros: predict how many outputs differ after a move by 1, by 2, by 3. Which columns are they, and whose borders? On the black ground nothing differs until the object meets the border. Why?",
    "Circular again: find the moves that stride 2 follows, those that max-pooling follows, those that a dense layer follows. Then take the global maximum with stride 1: the map moved along, and the answer stays.",
  ];
  static code = (state) => async () => (await import("./equivariance-bench-code.js")).code(state);

  build(stage) {
    this.input = new Board("input");
    this.maps = { first: new Board("output first"), last: new Board("output last"), difference: new Board("difference") };
    this.facts = Object.fromEntries(["answer", "inside", "followed", "why"].map((name) => [name, element("p", { class: name })]));
    this.weights = element("p", { class: "name" });
    this.settings = Object.entries(SETTINGS).map(([name, [label, texts]]) => this.choose(name, label, texts));
    this.guess = new Guess(this, { check: (guess) => this.#check(guess), text: "Move and check" });
    const maps = Object.values(this.maps).map((map) => map.element);
    stage.append(
      element("div", { class: "row" }, ...this.settings.map((setting) => setting.element)),
      this.guess.element,
      element(
        "div",
        { class: "bench" },
        element("div", {}, this.#play(), this.weights, this.#arrows()),
        ...maps,
        element("div", { class: "facts" }, ...Object.values(this.facts)),
      ),
    );
  }

  refocus() {
    this.replied = "";
    this.drag = null;
  }

  // Moving the object

  #play() {
    const held = (use) => (event) => event.pointerId === this.drag?.id && use(event);
    const haul = held((event) => this.#haul(event));
    const point = (event) => this.place.classList.toggle("over", this.#meets(event));
    this.place = element(
      "div",
      {
        class: "field-of-play",
        role: "application",
        tabindex: 0,
        "aria-label": "Input: arrow keys move the object, Home puts it back",
        onkeydown: (event) => this.#key(event),
        onpointerdown: (event) => this.#grasp(event),
        onpointermove: (event) => (this.drag ? haul : point)(event),
        ontouchstart: (event) => this.#meets(event.changedTouches[0]) && event.preventDefault(), // else a finger scrolls the page
        onpointerup: held(() => this.#drop()),
        onpointercancel: held(() => this.#drop()),
        onclick: (event) => this.#put(event),
      },
      this.input.element,
    );
    return this.place;
  }

  #arrows() {
    const buttons = Object.entries(ARROWS).map(([key, sign]) => button(sign, () => this.#move(...STEPS[key]), { "aria-label": key.slice(5) }));
    const back = button("Put back", () => this.#to(0, 0));
    return element("div", { class: "row arrows", role: "group", "aria-label": "Move the object" }, ...buttons, back);
  }

  #move(down, right) {
    this.#to(this.state.down + down, this.state.right + right);
  }

  #to(down, right) {
    this.update({ down: around(down), right: around(right) });
  }

  #key(event) {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key in STEPS) this.#move(...STEPS[event.key]);
    else if (event.key === "Home") this.#to(0, 0);
    else return;
    event.preventDefault();
  }

  #grasp(event) {
    if (event.button || !this.#meets(event)) return;
    this.drag = { ...this.state, id: event.pointerId, from: this.input.placeAt(event) };
    this.place.setPointerCapture(event.pointerId);
    this.place.classList.add("dragged");
  }

  #haul(event) {
    const { from, down, right } = this.drag;
    const [row, column] = this.input.placeAt(event);
    const to = [down + row - from[0], right + column - from[1]].map(around);
    if (to.join() !== [this.state.down, this.state.right].join()) this.#to(...to);
  }

  #drop() {
    this.drag = null;
    this.place.classList.remove("dragged");
  }

  /** What the board shows under the pointer. */
  #under(event) {
    const [row, column] = this.input.placeAt(event);
    return this.input.cells[row]?.[column]?.name;
  }

  #meets(event) {
    return this.#under(event) === "object";
  }

  /** A press beside the object brings its middle there; the end of a drag is no press on the board. */
  #put(event) {
    if (event.target !== this.input.canvas || [undefined, "object"].includes(this.#under(event))) return;
    const [row, column] = this.input.placeAt(event).map((at) => at - this.pad);
    this.#to(row - model.MIDDLE[0], column - model.MIDDLE[1]);
  }

  #check(guess) {
    const right = around(this.state.right + 1);
    const { wrong, outputs } = model.outcome({ ...this.state, right }).all;
    if (!Number.isInteger(guess) || guess < 0 || guess > outputs) return this.say(`Write a whole number from 0 to ${outputs}.`);
    this.update({ right });
    this.replied = guess === wrong ? `Right: ${wrong} of ${outputs}.` : `You said ${shown(guess)}; it is ${wrong} of ${outputs}.`;
  }

  // Drawing

  render(state) {
    const made = model.outcome(state);
    const isDense = state.layer === "dense";
    for (const { control } of this.settings.slice(1, 5)) control.disabled = isDense;
    this.pad = isDense ? 0 : 1;
    this.#showInput(state, made);
    this.#showMaps(made);
    const rows = isDense ? ["144 for each output"] : model.KERNELS[state.kernel].map((row) => row.map((weight) => shown(weight)).join(" "));
    setText(this.weights, `Weights: ${rows.join(", ")}.`);
    const { wrong, outputs } = made.all;
    setText(this.guess.question, `Predict: one more to the right, how many of ${counted(outputs, "output")} will differ?`);
    const { replied } = this;
    this.replied = "";
    setText(this.guess.reply, replied);
    const where = direction(model.short(state.down), model.short(state.right));
    const differ = wrong === 1 || outputs === 1 ? "differs" : "differ";
    const answer = `${where ? `Moved ${where}` : "Not moved"}: ${wrong} of ${counted(outputs, "output")} ${differ}${this.#strips(made)}.`;
    const why = this.#why(state, made, where);
    this.facts.answer.replaceChildren(element("b", {}, answer));
    setText(this.facts.inside, this.#inside(made));
    setText(this.facts.followed, this.#followed(made));
    setText(this.facts.why, why);
    return [replied, answer, why].filter(Boolean).join(" ");
  }

  #showInput({ padding, down, right }, { input }) {
    const { pad } = this;
    this.input.show({
      caption: `Input, moved: T x${pad ? ", padding dashed" : ""}`,
      rows: model.SIDE + 2 * pad,
      first: [-pad, -pad],
      cell: (r, c) => {
        const place = [r - pad, c - pad];
        const [row, column] = place.map(around);
        const isPad = row !== place[0] || column !== place[1];
        const isObject = !isPad && model.isObject(around(row - down), around(column - right));
        const value = isPad && padding === "zero" ? 0 : input[row][column];
        return { text: String(value), class: isPad ? "pad" : isObject ? "object" : "" };
      },
    });
  }

  #showMaps({ first, last, difference }) {
    const scale = Math.min(8, model.SIDE / first.length);
    const most = Math.max(...[first, last].flat(2).map(Math.abs));
    const looks = new Map(); // few values, many cells
    const look = (value) => looks.get(value) ?? looks.set(value, { text: shown(value), ...shade(value, most) }).get(value);
    const show = (name, caption, cell) =>
      this.maps[name].show({ caption, rows: first.length, scale, cell: (r, c) => ({ ...cell(r, c), class: difference[r][c] ? "lit" : "" }) });
    show("first", "Move first: f(T x)", (r, c) => look(first[r][c]));
    show("last", "Move last: T f(x)", (r, c) => look(last[r][c]));
    show("difference", "Difference: |f(T x) − T f(x)|", (r, c) => ({ text: shown(difference[r][c]) }));
  }

  /** Where all differences lie. */
  #strips({ rows, columns, difference, inside, border }) {
    if (!border.wrong || inside.wrong || difference.length === 1) return "";
    const wrongRows = rows.all.filter((r) => difference[r].some(Boolean));
    const wrongColumns = columns.all.filter((c) => difference.some((line) => line[c]));
    return `, all in ${named(wrongRows, wrongColumns)}`;
  }

  #inside({ inside, border }) {
    const part = ({ outputs, wrong, largest }) =>
      wrong ? `up to ${shown(largest)}, at ${wrong} of ${counted(outputs, "output")}` : `exactly 0 at ${outputs === 1 ? "the 1 output" : `all ${outputs} outputs`}`;
    const both = border.outputs && inside.outputs;
    const where = both ? `${part(inside)} inside, and ${part(border)} by the borders` : part(border.outputs ? border : inside);
    return `|f(T x) − T f(x)| is ${where}.`;
  }

  /** The strongest response of the map of the unmoved input, and where it went. */
  #followed({ map, first, last, steps }) {
    const from = model.strongest(map);
    const to = from.map((at, axis) => (at + steps[axis]) % map.length);
    const value = (values, [r, c]) => shown(values[r][c]);
    const [at, before] = [`(${to.join(", ")})`, `(${from.join(", ")})`];
    return `The strongest response: f(T x)${at} = ${value(first, to)}, and T f(x)${at} = f(x)${before} = ${value(last, to)}.`;
  }

  #why(state, made, where) {
    const { all, border, pixels, fits, whole, rows, columns } = made;
    if (!where) return "Move the object: drag it, press where it is to go, or use the arrows.";
    if (state.layer === "dense") {
      return `Each output of a dense layer has its own weight for every pixel. The moved object meets other weights: the best of all moves of the map still leaves ${model.best(made)} wrong.`;
    }
    const isGlobal = state.pooling === "global";
    if (!fits) {
      const wanted = direction(model.short(state.down) / pixels, model.short(state.right) / pixels, inSteps);
      if (isGlobal) return `With stride 2, an odd move makes the kernel stand on other pixels${all.wrong ? ". Their maximum is another." : ". Here their maximum is the same."}`;
      const done = direction(...whole, inSteps);
      const least = model.best(made);
      const left = least ? `${least} of ${all.outputs}` : "by luck none";
      return `The map has an output for every ${pixels} pixels, so it would have to move ${wanted}. It can't; it is compared ${done ? `after ${done}` : "with the map left in place"}. The best of all moves leaves ${left} wrong.`;
    }
    if (state.padding === "circular") {
      if (isGlobal) return "The move only rearranges the map, and a maximum over all places does not ask for their order: the answer stays.";
      return "The same weights at every place and no border: whatever the object does, the map does.";
    }
    if (isGlobal) {
      const same = "The zeros at the border happen to leave the largest answer as it was.";
      return all.wrong ? "At the border zeros take part in the sums, and so the largest answer is another." : same;
    }
    if (!border.wrong) return "The ground is as black as the zeros around it. Take the object over the border.";
    return `In ${named(rows.own, columns.own)} of f(T x) the kernel reads zeros from beyond the border, where the other order reads pixels. In ${named(rows.carried, columns.carried)} of T f(x) it did so before the move carried them there.`;
  }
}

define("equivariance-bench", EquivarianceBench);
