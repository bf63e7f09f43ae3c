// <equivariance-bench>: an object is moved over the input, before a layer or after it, and both maps are compared number by number.

import { Board, boardStyles } from "./board.js";
import { shade } from "./colours.js";
import { css, element, select, setText } from "./elements.js";
import * as model from "./equivariance-bench-model.js";
import { counted, shown, typed } from "./numbers.js";
import { Widget, define } from "./widget.js";

const styles = css`
  .bench {
    --cell: min(24px, calc((50cqi - 3em) / 14));
    align-items: start;
    display: grid;
    gap: 0.9em 1.6em;
    grid-template: "input first" "last difference" "facts facts" / max-content max-content;
    justify-content: start;
    margin-top: 0.9em;
  }
  .bench > table {
    justify-self: start;
  }
  .bench > .from {
    grid-area: input;
  }
  .bench > .first {
    grid-area: first;
  }
  .bench > .last {
    grid-area: last;
  }
  .bench > .difference {
    --tint: var(--accent-);
    grid-area: difference;
  }
  .bench > .facts {
    display: grid;
    align-content: start;
    gap: 0.25em;
    grid-area: facts;
    min-height: 8.2em; /* so that what is below stays in place while the object moves */
    min-width: 100%;
    width: 0; /* as wide as the maps */
  }
  .facts b {
    font-weight: 650;
  }
  .field-of-play {
    border-radius: 4px;
    display: inline-block;
    user-select: none;
  }
  .board tbody td.pad {
    background: var(--paper-);
    border: 1px dashed var(--muted-);
    color: var(--muted-);
  }
  .board tbody td.object {
    background: var(--input-);
    color: var(--paper-);
    cursor: grab;
    font-weight: 650;
    touch-action: none; /* a finger that begins on the object drags it; anywhere else it scrolls the page */
  }
  .field-of-play.dragged td {
    cursor: grabbing;
  }
  .board tbody td.lit {
    box-shadow: 0 0 0 1px var(--accent-), inset 0 0 0 1px var(--accent-);
  }
  .difference tbody td.lit {
    background: color-mix(in srgb, var(--accent-) 30%, var(--paper-));
    font-weight: 650;
  }
  .arrows {
    display: flex;
    gap: 0.4em;
    padding-top: 0.5em;
  }
  .predict {
    margin-top: 0.9em;
  }
  .predict input {
    margin-left: 0.4em;
    text-align: center;
    width: 4.5em;
  }
  .reply {
    min-height: 1.45em; /* so that the boards stay in place while the object is dragged */
  }
  @container (max-width: 34em) {
    .bench > .facts {
      min-height: 14em;
    }
    .bench {
      --cell: min(24px, calc((100cqi - 1.8em) / 14));
      grid-template: "input" "first" "facts" "difference" "last" / minmax(0, 1fr);
    }
  }
  @media (forced-colors: active) {
    .board tbody td {
      border: 1px solid GrayText;
    }
    .board tbody td.object {
      border: 2px solid CanvasText;
    }
    .board tbody td.lit {
      border: 3px solid Highlight;
    }
  }
`;

const ARROWS = {
  ArrowLeft: ["←", "Left", 0, -1],
  ArrowUp: ["↑", "Up", -1, 0],
  ArrowDown: ["↓", "Down", 1, 0],
  ArrowRight: ["→", "Right", 0, 1],
};

const around = (pixels) => (pixels + model.SIDE) % model.SIDE;

/** "3 right, 1 up", or "" where nothing moved. */
function direction(down, right, of = "") {
  const part = (by, plus, minus) => by && `${shown(Math.abs(by))}${of && ` ${Math.abs(by) === 1 ? of : `${of}s`}`} ${by > 0 ? plus : minus}`;
  return [part(right, "right", "left"), part(down, "down", "up")].filter(Boolean).join(", ");
}

/** "column 3", "columns 0, 2 and 11". */
function lines(what, numbers) {
  if (numbers.length < 2) return `${what} ${numbers[0]}`;
  return `${what}s ${numbers.slice(0, -1).join(", ")} and ${numbers.at(-1)}`;
}

/** Rows and columns in one list, or "". */
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
  static code = model.code;

  build(stage) {
    this.replied = "";
    this.drag = null;
    this.input = new Board("input");
    this.first = new Board("output first");
    this.last = new Board("output last");
    this.difference = new Board("difference");
    this.facts = Object.fromEntries(["answer", "inside", "followed", "why"].map((name) => [name, element("p", { class: name })]));
    stage.append(
      this.#settings(),
      this.#predict(),
      element(
        "div",
        { class: "bench" },
        element("div", { class: "from" }, this.#play(), this.#arrows()),
        this.first.element,
        this.last.element,
        this.difference.element,
        element("div", { class: "facts" }, ...Object.values(this.facts)),
      ),
    );
  }

  refocus() {
    this.replied = "";
    this.drag = null;
  }

  // Controls

  #settings() {
    const choose = (name, label, options) => {
      const made = select(label, options, (text) => this.update({ [name]: model.fields[name].read(text) }));
      this.selects[name] = made.control;
      return made.element;
    };
    this.selects = {};
    return element(
      "div",
      { class: "row settings" },
      choose("layer", "Layer", [
        ["convolution", "convolution"],
        ["dense", "dense"],
      ]),
      choose("padding", "Padding", [
        ["zero", "zeros"],
        ["circular", "circular"],
      ]),
      choose("stride", "Stride", [1, 2]),
      choose("pooling", "Pooling", [
        ["none", "none"],
        ["max", "max, 2 × 2"],
        ["global", "global max"],
      ]),
      choose("kernel", "Kernel", [
        ["sobel-x", "right minus left"],
        ["sobel-y", "below minus above"],
        ["box", "sum of nine"],
      ]),
      choose("ground", "Ground", ["texture", "black"]),
    );
  }

  /** The input, which the object is moved over: by arrow keys, by dragging the object, by a press on where it is to go. */
  #play() {
    const held = (event) => event.pointerId === this.drag?.id;
    const stop = (event) => held(event) && this.#drop();
    this.place = element(
      "div",
      {
        class: "field-of-play",
        role: "application",
        tabindex: 0,
        "aria-label": "Input: arrow keys move the object, Home puts it back",
        onkeydown: (event) => this.#key(event),
        onpointerdown: (event) => this.#grasp(event),
        onpointermove: (event) => held(event) && this.#haul(event),
        onpointerup: stop,
        onpointercancel: stop,
        onclick: (event) => this.#put(event),
      },
      this.input.element,
    );
    return this.place;
  }

  #arrows() {
    const buttons = Object.values(ARROWS).map(([sign, name, down, right]) =>
      element("button", { type: "button", "aria-label": name, onclick: () => this.#move(down, right) }, sign),
    );
    const back = element("button", { type: "button", onclick: () => this.#to(0, 0) }, "Put back");
    return element("div", { class: "arrows", role: "group", "aria-label": "Move the object" }, ...buttons, back);
  }

  #move(down, right) {
    this.#to(this.state.down + down, this.state.right + right);
  }

  #to(down, right) {
    this.replied = "";
    this.update({ down: around(down % model.SIDE), right: around(right % model.SIDE) });
  }

  #key(event) {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key in ARROWS) this.#move(...ARROWS[event.key].slice(2));
    else if (event.key === "Home") this.#to(0, 0);
    else return;
    event.preventDefault();
  }

  #grasp(event) {
    if (event.button || !event.target.closest(".object")) return;
    const { down, right } = this.state;
    this.drag = { id: event.pointerId, from: this.input.placeAt(event), down, right };
    this.place.setPointerCapture(event.pointerId);
    this.place.classList.add("dragged");
  }

  #haul(event) {
    const { from, down, right } = this.drag;
    const [row, column] = this.input.placeAt(event);
    const to = [down + row - from[0], right + column - from[1]];
    if (around(to[0] % model.SIDE) !== this.state.down || around(to[1] % model.SIDE) !== this.state.right) this.#to(...to);
  }

  #drop() {
    this.drag = null;
    this.place.classList.remove("dragged");
  }

  /** A press beside the object brings its middle there. */
  #put(event) {
    const cell = event.target.closest("tbody td");
    if (!cell || cell.matches(".object")) return;
    const [row, column] = this.input.placeAt(event).map((at) => at - this.pad);
    this.#to(row - model.MIDDLE[0], column - model.MIDDLE[1]);
  }

  #predict() {
    this.asked = element("span");
    this.guess = element("input", {
      type: "text",
      inputmode: "numeric",
      autocomplete: "off",
      onkeydown: (event) => event.key === "Enter" && this.#check(),
    });
    this.reply = element("p", { class: "reply" });
    const check = element("button", { type: "button", onclick: () => this.#check() }, "Move and check");
    return element("div", { class: "predict" }, element("div", { class: "row" }, element("label", {}, this.asked, this.guess), check), this.reply);
  }

  #check() {
    const guess = typed(this.guess.value);
    if (Number.isNaN(guess)) return this.say("Type how many outputs will differ, then check.");
    const right = around(this.state.right + 1);
    const { wrong, outputs } = model.outcome({ ...this.state, right }).all;
    this.guess.value = "";
    this.replied = guess === wrong ? `Right: ${wrong} of ${outputs}.` : `You said ${shown(guess)}; it is ${wrong} of ${outputs}.`;
    this.update({ right });
  }

  // Drawing

  render(state) {
    const made = model.outcome(state);
    const isDense = state.layer === "dense";
    for (const [name, control] of Object.entries(this.selects)) {
      control.value = model.fields[name].write(state[name]);
      control.disabled = isDense && ["padding", "stride", "pooling", "kernel"].includes(name);
    }
    this.pad = isDense ? 0 : 1;
    this.#showInput(state, made);
    this.#showMaps(made);
    const { wrong, outputs } = made.all;
    const isOne = outputs === 1;
    setText(this.asked, `Predict: one more to the right, how many of ${counted(outputs, "output")} will differ?`);
    setText(this.reply, this.replied);
    const where = direction(model.short(state.down), model.short(state.right));
    const strips = this.#strips(made);
    const answer = `${where ? `Moved ${where}` : "Not moved"}: ${wrong} of ${counted(outputs, "output")} differ${wrong === 1 || isOne ? "s" : ""}${strips}.`;
    this.facts.answer.replaceChildren(element("b", {}, answer));
    setText(this.facts.inside, this.#inside(made));
    setText(this.facts.followed, this.#followed(made));
    const why = this.#why(state, made, where);
    setText(this.facts.why, why);
    return [this.replied, answer, why].filter(Boolean).join(" ");
  }

  #showInput(state, { input }) {
    const { SIDE } = model;
    const { pad } = this;
    const [rows, columns] = [state.down, state.right];
    this.input.show({
      caption: `Input, moved: T x${pad ? ", padding dashed" : ""}`,
      rows: SIDE + 2 * pad,
      first: -pad,
      cell: (r, c) => {
        const [row, column] = [r - pad, c - pad];
        const isPad = Math.min(row, column) < 0 || Math.max(row, column) >= SIDE;
        const at = [around(row), around(column)].map((place) => place % SIDE);
        const value = isPad && state.padding === "zero" ? 0 : input[at[0]][at[1]];
        const isObject = !isPad && model.isObject(around(at[0] - rows), around(at[1] - columns));
        return { text: String(value), class: [isPad && "pad", isObject && "object"].filter(Boolean).join(" ") };
      },
    });
  }

  #showMaps({ first, last, difference }) {
    const rows = first.length;
    const scale = Math.min(8, model.SIDE / rows);
    const most = Math.max(...[first, last].flat(2).map(Math.abs));
    const looks = new Map(); // few values, many cells
    const look = (value) => looks.get(value) ?? looks.set(value, { text: shown(value), ...shade(value, most) }).get(value);
    const map = (values) => (r, c) => ({ ...look(values[r][c]), class: difference[r][c] ? "lit" : "" });
    this.first.show({ caption: "Move first: f(T x)", rows, scale, cell: map(first) });
    this.last.show({ caption: "Move last: T f(x)", rows, scale, cell: map(last) });
    this.difference.show({
      caption: "Difference: |f(T x) − T f(x)|",
      rows,
      scale,
      cell: (r, c) => ({ text: shown(difference[r][c]), class: difference[r][c] ? "lit" : "" }),
    });
  }

  /** Where the differences lie, if all of them lie in a few rows and columns. */
  #strips({ rows, columns, difference, inside, border }) {
    if (!border.wrong || inside.wrong || difference.length === 1) return "";
    const isWrong = { rows: (r) => difference[r].some(Boolean), columns: (c) => difference.some((line) => line[c]) };
    return `, all in ${named(rows.all.filter(isWrong.rows), columns.all.filter(isWrong.columns))}`;
  }

  /** The read-out: the largest error inside, and at the border. */
  #inside({ inside, border }) {
    const part = ({ outputs, wrong, largest }) =>
      wrong ? `up to ${shown(largest)}, at ${wrong} of ${counted(outputs, "output")}` : `exactly 0 at ${outputs === 1 ? "the 1 output" : `all ${outputs} outputs`}`;
    if (!border.outputs) return `|f(T x) − T f(x)| is ${part(inside)}.`;
    if (!inside.outputs) return `|f(T x) − T f(x)| is ${part(border)}.`;
    return `|f(T x) − T f(x)| is ${part(inside)} inside, and ${part(border)} by the borders.`;
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
    const { all, border, pixels, fits, steps, rows, columns } = made;
    if (!where) return "Move the object: drag it, press where it is to go, or use the arrows.";
    if (state.layer === "dense") {
      return `Each output of a dense layer has its own weight for every pixel. The moved object meets other weights: the best of all moves of the map still leaves ${model.best(made)} wrong.`;
    }
    const isGlobal = state.pooling === "global";
    if (!fits) {
      const wanted = direction(model.short(state.down) / pixels, model.short(state.right) / pixels, "step");
      if (isGlobal) return `With stride 2, an odd move makes the kernel stand on other pixels${all.wrong ? ", and their maximum is another." : ". That their maximum is the same is luck."}`;
      const whole = steps.map((by) => (by > made.map.length / 2 ? by - made.map.length : by));
      const done = direction(...whole, "step");
      return `The map has an output for every ${pixels} pixels, so it would have to move ${wanted}. It can't; it is compared ${done ? `after ${done}` : "with the map left in place"}. The best of all moves leaves ${model.best(made)} of ${all.outputs} wrong.`;
    }
    if (state.padding === "circular") {
      if (isGlobal) return "The move only rearranges the map, and a maximum over all places does not ask for their order: the answer stays.";
      return "The same weights at every place and no border: whatever the object does, the map does.";
    }
    if (isGlobal) {
      const unmoved = "The strongest response lies inside, where the map only moves along. Take the object over the border.";
      return all.wrong ? "At the border zeros take part in the sums, and the maximum is another one there." : unmoved;
    }
    if (!border.wrong) return "The ground is as black as the zeros around it. Take the object over the border.";
    return `In ${named(rows.own, columns.own)} of f(T x) the kernel reads zeros from beyond the border, where the other order reads pixels. In ${named(rows.carried, columns.carried)} of T f(x) it did so before the move carried them there.`;
  }
}

define("equivariance-bench", EquivarianceBench);
