// <connectivity-map>: a small input connected with its outputs in three ways.

import { painted, written } from "./colours.js";
import * as model from "./connectivity-map-model.js";
import { Guess, button, css, element, radios, setText, svg } from "./elements.js";
import { Grid, gridStyles } from "./grid.js";
import { counted, shown } from "./numbers.js";
import { Widget, define } from "./widget.js";

const styles = css`
  .scene,
  .board {
    align-items: center;
    display: flex;
    flex-wrap: wrap;
    gap: 1.2em 2em;
    max-width: 100%;
  }
  .board {
    gap: 3em 4.5em;
    position: relative;
  }
  .scene.line {
    gap: 1em;
  }
  .scene.line .board {
    flex-wrap: nowrap;
    gap: clamp(2.6em, 18cqw, 9em);
    padding-block: 0.73em; /* a caption has up to two lines */
  }
  .wires {
    height: 100%;
    inset: 0;
    overflow: visible;
    pointer-events: none;
    position: absolute;
    width: 100%;
    z-index: -1;
  }
  .wires .case {
    stroke: var(--muted-);
    stroke-width: 4.4;
  }
  .wires .lit {
    stroke-width: 3;
  }
  .board .grid :is(caption, table) {
    background: var(--paper-); /* over the lines */
  }
  .grid td {
    font-size: 0.92em;
  }
  .grid td.lit {
    font-weight: 650;
  }
  .grid.output td {
    min-width: 54px; /* in all three layers */
  }
  .grid.output td:not(.lit) {
    color: var(--muted-);
    font-size: 0.78em;
    white-space: normal;
  }
  .grid.kernel caption {
    padding-left: 0;
    white-space: normal;
  }
  .line thead {
    display: none;
  }
  .kind,
  .settings {
    padding-bottom: 0.7em;
  }
  .where {
    min-height: 2.9em;
    padding-block: 0.7em;
  }
  .counts {
    border-collapse: collapse;
    width: 100%;
  }
  .counts caption {
    font-weight: 650;
    padding-top: 0.9em;
    text-align: left;
  }
  .counts :is(th, td) {
    border-bottom: 1px solid var(--rule-);
    font-weight: 400;
    padding: 0.25em 0.4em;
    text-align: right;
    vertical-align: bottom;
  }
  .counts :is(thead, small) {
    color: var(--muted-);
  }
  .counts small {
    display: block;
  }
  .counts tr > :first-child {
    text-align: left;
  }
  .counts .now {
    background: var(--shade-);
  }
  .counts .now :is(th, span) {
    font-weight: 650;
  }
  .zeros {
    color: var(--muted-);
    padding-block: 0.3em 0.9em;
  }
  .guess {
    min-height: var(--target);
    padding-top: 0.6em;
  }
  @container (max-width: 34em) {
    .scene:not(.line) .board {
      gap: 2.2em;
    }
    .counts thead {
      clip-path: inset(50%);
      position: absolute;
    }
    .counts tbody tr {
      border-bottom: 1px solid var(--rule-);
      display: grid;
      grid-template-columns: repeat(auto-fit, minmax(min(100%, 11.4em), 1fr));
    }
    .counts tbody th {
      grid-column: 1 / -1;
    }
    .counts tbody :is(th, td) {
      border: 0;
      overflow-wrap: anywhere;
      text-align: left;
    }
    .counts td::before {
      color: var(--muted-);
      content: attr(data-what) " ";
    }
  }
  @media (forced-colors: active) {
    .wires path {
      stroke: GrayText !important;
    }
    .wires .lit {
      stroke: Highlight !important;
    }
  }
`;

const LAYERS = {
  dense: ["Dense", "Every output reads every input, each by a weight of its own."],
  local: ["Locally connected", "Every output reads a window of the input, by weights of its own."],
  convolution: ["Convolution", "Every output reads a window of the input, all of them by the same weights."],
};
const NAMES = Object.fromEntries(Object.entries(LAYERS).map(([layer, [name]]) => [layer, name]));
const COUNTED = ["connections", "parameters"];

const part = (some, all, one) => (some === all ? (all === 1 ? `the only ${one}` : `all ${counted(all, one)}`) : `${some} of ${counted(all, one)}`);

class ConnectivityMap extends Widget {
  static label = "Connectivity map";
  static attributes = model.attributes;
  static fields = model.fields;
  static styles = [gridStyles, styles];
  static tries = [
    "Dense, then locally connected: which connections of an output go, and which numbers can you still find twice?",
    "Convolution: compare the numbers of two outputs. Press one of the weights: where is it used?",
    "Make the picture larger. Which numbers grow with it? Which of the two steps saved connections, and which only parameters?",
  ];
  static start = model.start;
  static problem = model.problem;
  static code = (state) => (model.refused(state) ? undefined : async () => (await import("./connectivity-map-code.js")).code(state));

  #resized = new ResizeObserver(() => this.#wire());

  build(stage) {
    this.grids = Object.fromEntries(["input", "output", "weight"].map((kind) => [kind, this.#grid(kind)]));
    this.wires = svg("svg", { class: "wires", "aria-hidden": "true" });
    this.faint = this.wires.appendChild(svg("g", {}));
    this.strong = this.wires.appendChild(svg("g", {}));
    this.laid = "";
    const { input, output, weight } = this.grids;
    this.board = element("div", { class: "board" }, this.wires, input.element, output.element);
    this.board.addEventListener("scroll", () => this.#wire(), { capture: true, passive: true });
    this.scene = element("div", { class: "scene" }, this.board, weight.element);
    this.kind = element("p", { class: "kind" });
    this.refused = element("p", { class: "refused" });
    this.where = element("p", { class: "where" });
    this.zeros = element("p", { class: "zeros" });
    this.impossible = element("p", { class: "refused" });
    this.tables = [element("table"), element("table")];
    this.guess = new Guess(this, { check: (guess) => this.#tell(guess) });
    setText(this.guess.question, "Guess first: the parameters of the convolution, without biases");
    this.guess.row.append(button("Show", () => this.#tell(), { class: "plain" }));
    this.guess.reply.tabIndex = -1;
    const change = (name) => (value) => this.#set({ [name]: value });
    const settings = [
      this.choose("shape", "Input", { line: "a line", square: "a square" }, { change: change("shape") }),
      ...Object.entries({ size: "Inputs a side", kernel: "Kernel size", padding: "Padding" }).map(([name, label]) =>
        this.choose(name, label, {}, { change: change(name) }),
      ),
    ];
    const picture = Object.entries({ width: "Width", height: "Height", channels: "Channels", filters: "Filters" }).map(([name, label]) =>
      this.enter(name, label, (value) => this.#change({ [name]: value }, "picture")),
    );
    const layer = this.choose("layer", "Layer", NAMES, { make: radios, change: (layer) => this.#layer(layer) });
    const legend = element("legend", { class: "hidden" }, "A picture of your own");
    stage.append(
      ...[layer.element, this.kind, this.refused, this.scene, this.where],
      element("div", { class: "settings row" }, ...settings.map((made) => made.element)),
      ...[this.tables[0], this.zeros],
      element("fieldset", { class: "row" }, legend, ...picture),
      ...[this.impossible, this.tables[1], this.guess.element],
    );
    this.#resized.disconnect();
    this.#resized.observe(this.board);
  }

  refocus() {
    super.refocus();
    this.reply = this.news = "";
  }

  #grid(kind) {
    return new Grid({
      kind: kind === "weight" ? "kernel" : kind,
      look: (place) => this.lookAt(place && this.#at(kind, place)),
      pin: (place) => this.#pin(this.#at(kind, place)),
      release: () => this.#release(),
    });
  }

  // Changes; the news is what is announced of them

  #change(change, news = "") {
    this.reply = "";
    this.news = news;
    this.look = null;
    this.update(change);
  }

  #layer(layer) {
    const { at, of } = this.state;
    this.#change({ layer, at: at.startsWith("weight") ? `output.${of}` : at }, "drawing");
  }

  /** Another shape or size: an output in the middle is in view. */
  #set(change) {
    const next = { ...this.state, ...change };
    const { rows, columns } = model.refused(next) ? { rows: 1, columns: 1 } : model.setting(next).outputs;
    const of = ((rows - 1) >> 1) * columns + ((columns - 1) >> 1);
    this.#change({ ...change, of, at: `output.${of}` }, "drawing");
  }

  #tell(guess) {
    const { factors, count } = model.counts(this.state).convolution.parameters;
    const begin = guess === undefined ? "It is" : count == guess ? "Right:" : `Not ${shown(guess)}:`; // a BigInt and a number
    this.#change({ told: true }, "reply");
    this.reply = `${begin} ${factors} = ${shown(count)}. The size of the picture is not in it.`;
    queueMicrotask(() => this.guess.reply.focus());
  }

  // Looking at things and holding on to them

  /** What stands at a place of a grid, as in the state; undefined for a padded zero. */
  #at(kind, [row, column]) {
    const { rows, columns, down = 0, along = 0, first = 0 } = this.shapes[kind];
    const [r, s] = [row - down, column - along];
    return r >= 0 && s >= 0 && r < rows && s < columns ? `${kind}.${first + r * columns + s}` : undefined;
  }

  #release() {
    this.look = null;
    this.#pin(`output.${this.state.of}`);
  }

  #pin(at) {
    if (!at) return this.say("A padded zero is no input: nothing is learned from it.");
    const [kind, number] = model.held(at);
    this.#change({ at, of: { output: number, input: this.state.of, weight: this.view }[kind] });
  }

  // Drawing

  render(state) {
    const [name, what] = LAYERS[state.layer];
    const { news } = this;
    this.news = "";
    setText(this.kind, what);
    const larger = this.#showPicture(state);
    const problem = this.#refuse(this.refused, "No output.", state);
    for (const part of [this.scene, this.where, this.tables[0], this.zeros]) part.hidden = Boolean(problem);
    if (problem) return problem;
    const setup = [state.shape, state.size, state.kernel, state.padding, state.layer].join();
    if (setup !== this.setup) Object.assign(this, { setup, made: model.setting(state), all: model.connections(state) });
    const drawn = this.#showDrawing(state);
    const at = model.held(this.look ?? state.at);
    this.lit = this.all.filter((connection) => connection[at[0]] === at[1]);
    this.#showGrids(state, at);
    const words = this.#words(state, at);
    setText(this.where, words);
    this.#wire(); // it asks where everything is, so it comes last
    if (news === "reply") return this.reply;
    if (news === "picture") return larger ? `${name}, ${state.width} × ${state.height}: ${larger}.` : this.impossible.textContent;
    return news ? `${name}: ${drawn}. ${words}` : words;
  }

  #refuse(place, begin, given) {
    const problem = model.refused(given);
    place.hidden = !problem;
    setText(place, problem && `${begin} ${problem}`);
    return place.textContent;
  }

  #showGrids(state, [kind, number]) {
    const { inputs, padded, outputs, window, beside } = this.made;
    const isLine = state.shape === "line";
    const isShared = state.layer === "convolution";
    this.scene.className = `scene ${state.shape}`;
    this.view = kind === "output" ? number : state.of;
    const [first] = model.weightsOf(state, this.view);
    this.shapes = {
      input: { ...inputs, down: state.padding, along: beside },
      output: outputs,
      weight: { ...(state.layer === "dense" ? inputs : window), first },
    };
    const named = (letter, { columns }, at) => `${letter}(${isLine ? at : `${Math.floor(at / columns)}, ${at % columns}`})`;
    this.nameOf = { input: (at) => named("X", inputs, at), output: (at) => named("Y", outputs, at), weight: (at) => `weight ${at}` };
    const lit = {
      input: new Map(this.lit.map(({ place, weight }) => [place.join(), weight])),
      output: new Map(this.lit.map(({ to, weight }) => [to.join(), weight])),
      weight: new Set(this.lit.map(({ weight }) => weight)),
    };
    const [pinnedKind, pinned] = model.held(state.at);
    /** `dress` gives text and label from a cell's number, whether it is looked at, and the weight that lights it. */
    const show = (one, given, dress) => {
      const { rows, columns, down = 0, along = 0, first = 0 } = this.shapes[one];
      const place = [Math.floor((pinned - first) / columns) + down, ((pinned - first) % columns) + along];
      const cell = (...place) => {
        const held = this.#at(one, place);
        const at = held && model.held(held)[1];
        const isMine = held === `${kind}.${number}`;
        const weight = one === "weight" ? at : isMine ? 0 : lit[one].get(place.join());
        const isLit = one === "weight" ? lit.weight.has(at) : isMine || weight;
        const [text, label] = dress(at, isMine, weight, isLit);
        return { text, label, class: [!held && "pad", isLit && "lit"].filter(Boolean).join(" "), ...(weight && painted(model.tint(state, weight))) };
      };
      this.grids[one].show({ rows, columns, pinned: pinnedKind === one && place, cell, ...given });
    };
    show("input", { caption: "Input X", ...padded, first: [-state.padding, -beside] }, (at, isMine, weight) => {
      const is = isMine ? "looked at" : weight ? `connected by weight ${weight}` : "not connected";
      return [isMine ? "X" : String(weight ?? ""), `${at === undefined ? "padded zero" : this.nameOf.input(at)}, ${is}`];
    });
    show("output", { caption: "Output Y" }, (at, isMine, weight) => {
      const [first, last] = model.weightsOf(state, at);
      const own = first === last ? `${first}` : `${first}–\u200b${last}`;
      const is = isMine ? ", looked at" : weight ? `, connected by weight ${weight}` : "";
      return [isMine ? "Y" : weight ? String(weight) : own, `${this.nameOf.output(at)}, weights ${first} to ${last}${is}`];
    });
    show("weight", { caption: isShared ? "Kernel" : `Weights of ${this.nameOf.output(this.view)}` }, (weight, isMine, _, isLit) => [
      String(weight),
      `weight ${weight}${isLit ? ", lit" : ""}`,
    ]);
  }

  #words(state, [kind, number]) {
    const { inputs, outputs } = this.made;
    const isShared = state.layer === "convolution";
    const zeros = this.lit.filter(({ input }) => input < 0).length;
    const read = this.lit.length - zeros;
    const name = this.nameOf[kind](number);
    if (kind === "output") {
      const [first, last] = model.weightsOf(state, number);
      const by = first === last ? `weight ${first}` : `the weights ${first} to ${last}`;
      const whose = outputs.count === 1 ? "" : isShared ? ", as every other output does" : ", which no other output has";
      return `${name} reads ${part(read, inputs.count, "input")}${zeros ? ` and ${counted(zeros, "padded zero")}` : ""}, by ${by}${whose}.`;
    }
    if (kind === "input") {
      if (!read) return `${name} feeds no output: no window reaches it.`;
      const by = read === 1 ? `by weight ${this.lit[0].weight}` : `by ${read} different weights`;
      return `${name} feeds ${part(read, outputs.count, "output")}, ${by}.`;
    }
    if (isShared) {
      const where = zeros ? ` ${counted(zeros, "time")} it meets a padded zero.` : "";
      return `Weight ${number} is used ${counted(this.lit.length, "time")}, once in every output.${where}`;
    }
    const [{ input, output }] = this.lit;
    const what = input < 0 ? "a padded zero" : this.nameOf.input(input);
    return `Weight ${number} is used once in the whole layer, between ${what} and ${this.nameOf.output(output)}.`;
  }

  /** All connections as faint lines, those that are lit as strong ones. */
  #wire() {
    if (!this.lit || this.scene.hidden) return;
    const { state, all } = this;
    const isLine = state.shape === "line";
    const [from, to] = [this.#middles(this.grids.input), this.#middles(this.grids.output, isLine)];
    const ofWeight = ({ weight }) => written(model.tint(state, weight));
    const path = (own) => own.map((one) => `M${from[one.place[0]][one.place[1]]}L${to[one.to[0]][one.to[1]]}`).join("");
    const paths = (lines, colour, given) =>
      [...new Set(lines.map(colour))].map((stroke) =>
        svg("path", { d: path(lines.filter((line) => colour(line) === stroke)), stroke, ...given }),
      );
    const laid = [this.setup, from, to].join();
    if (laid !== this.laid) {
      this.laid = laid;
      const given = { "stroke-width": isLine ? 1.6 : 0.7, opacity: isLine ? 0.75 : Math.max(0.12, Math.min(0.5, 90 / all.length)) };
      const isTinted = isLine || state.layer === "convolution";
      this.faint.replaceChildren(...paths(all, isTinted ? ofWeight : () => `var(--${state.layer}, var(--muted-))`, given));
    }
    this.strong.replaceChildren(svg("path", { class: "case", d: path(this.lit) }), ...paths(this.lit, ofWeight, { class: "lit" }));
  }

  /** The middle of each cell, or the edge before it; a cell scrolled out of its grid is at the edge. */
  #middles({ cells, element }, atEdge) {
    const [board, frame] = [this.board, element].map((part) => part.getBoundingClientRect());
    return cells.map((row) =>
      row.map(({ td }) => {
        const { x, y, width, height } = td.getBoundingClientRect();
        const along = Math.max(frame.left, Math.min(atEdge ? frame.left : x + width / 2, frame.right));
        return [along - board.x, y + height / 2 - board.y].map((at) => at.toFixed(1)).join(" ");
      }),
    );
  }

  // Counts; the convolution's parameters are hidden until they are guessed

  #showTable(at, caption, counts, { layer }, isCovered = false) {
    const cell = (name, what) => {
      const { factors, count } = counts[name][what];
      const isHidden = isCovered && name === "convolution" && what === "parameters";
      const formula = isHidden || factors === String(count) ? "" : `${factors} =`;
      return element("td", { "data-what": what }, element("small", {}, formula), element("span", {}, isHidden ? "?" : shown(count)));
    };
    const row = (name) =>
      element("tr", { class: name === layer && "now" }, element("th", { scope: "row" }, NAMES[name]), ...COUNTED.map((what) => cell(name, what)));
    const head = element("tr", {}, element("td"), ...COUNTED.map((what) => element("th", { scope: "col" }, what)));
    const made = element(
      "table",
      { class: "counts" },
      element("caption", {}, caption),
      element("thead", {}, head),
      element("tbody", {}, ...Object.keys(LAYERS).map(row)),
    );
    if (!made.isEqualNode(this.tables[at])) {
      this.tables[at].replaceWith(made);
      this.tables[at] = made;
    }
    const { connections, parameters } = counts[layer];
    return `${counted(connections.count, "connection")}${isCovered && layer === "convolution" ? "" : `, ${counted(parameters.count, "parameter")}`}`;
  }

  #showDrawing(state) {
    const { shape, size, kernel, padding } = state;
    const isLine = shape === "line";
    const counts = model.counts({ height: size, width: size, channels: 1, filters: 1, kernel, padding, isLine });
    const sum = `${size}${padding ? ` + 2 · ${padding}` : ""} − ${kernel} + 1 = ${counted(counts.positions[0], "output")}`;
    const caption = `In the drawing: ${isLine ? "" : "a side of "}${counted(size, "input")}, so ${sum}${isLine ? "" : " a side"}`;
    const windows = shown(counts.convolution.connections.count);
    setText(this.zeros, counts.zeros ? `Of the ${windows} connections of the windows, ${shown(counts.zeros)} read padded zeros.` : "");
    return this.#showTable(0, caption, counts, state);
  }

  /** The counts for the reader's picture; "" where the kernel does not fit. */
  #showPicture(state) {
    const { width, height, kernel, padding, told } = state;
    const problem = this.#refuse(this.impossible, "No output for that picture.", { size: Math.min(width, height), kernel, padding });
    this.tables[1].hidden = Boolean(problem);
    this.guess.row.hidden = told || Boolean(problem);
    setText(this.guess.reply, this.reply);
    if (problem) return "";
    const counts = model.counts(state);
    const [down, along] = counts.positions.map((positions) => shown(positions));
    const size = `${shown(width)} × ${shown(height)} pixels, ${kernel} × ${kernel} kernels`;
    const caption = `In a picture of ${size}${padding ? `, padding ${padding}` : ""}: ${along} × ${down} positions`;
    return this.#showTable(1, caption, counts, state, !told);
  }
}

define("connectivity-map", ConnectivityMap);
