// <connectivity-map>: a small input connected with its outputs in three ways; every connection shows the weight it uses.

import { readable } from "./colours.js";
import * as model from "./connectivity-map-model.js";
import { css, element, select, setText } from "./elements.js";
import { Grid, gridStyles } from "./grid.js";
import { counted, shown, typed } from "./numbers.js";
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
    isolation: isolate;
    position: relative;
  }
  .scene.line .board {
    flex-wrap: nowrap;
    gap: clamp(2.6em, 18cqw, 9em);
  }
  .scene.line {
    gap: 1em;
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
  .wires path {
    fill: none;
  }
  .wires .case {
    stroke: var(--muted-);
    stroke-width: 4.4;
  }
  .wires .lit {
    stroke-width: 3;
  }
  .board :is(th, caption) {
    text-shadow:
      0 0 2px var(--paper-),
      0 0 3px var(--paper-),
      0 0 4px var(--paper-);
  }
  .grid td {
    font-size: 0.92em;
  }
  .board td {
    box-shadow: 0 0 0 2px var(--paper-); /* no line shows between cells */
  }
  .grid.output td {
    min-width: 54px; /* as wide in all three layers */
  }
  .grid.output td:not(.lit) {
    color: var(--muted-);
    font-size: 0.78em;
    white-space: normal;
  }
  .line thead {
    display: none;
  }
  .grid.kernel caption {
    padding-left: 0;
    white-space: normal;
  }
  .grid td.lit {
    font-weight: 650;
  }
  .layers {
    gap: 0 1.1em;
    padding-bottom: 0.3em;
  }
  .kind {
    padding-bottom: 0.8em;
  }
  .where {
    min-height: 2.9em;
    padding-block: 0.7em;
  }
  .refused {
    border-left: 3px solid var(--accent-);
    margin-bottom: 0.7em;
    padding: 0.4em 0.8em;
  }
  .counts {
    border-collapse: collapse;
    width: 100%;
  }
  .counts caption {
    font-weight: 650;
    padding-top: 0.5em;
    text-align: left;
  }
  .counts :is(th, td) {
    border-bottom: 1px solid var(--rule-);
    font-weight: 400;
    padding: 0.25em 0.4em;
    text-align: right;
    vertical-align: bottom;
  }
  .counts th:first-child {
    text-align: left;
  }
  .counts thead :is(th, td) {
    color: var(--muted-);
    font-size: 0.88em;
  }
  .counts small {
    color: var(--muted-);
    display: block;
    font-size: 0.84em;
  }
  .counts tr.now :is(th, td) {
    background: var(--shade-);
    font-weight: 650;
  }
  .counts tr.now small {
    font-weight: 400;
  }
  .zeros {
    color: var(--muted-);
    padding-top: 0.3em;
  }
  .picture {
    padding-top: 0.9em;
  }
  .picture input,
  .guess input {
    width: 6.2em;
  }
  .guess {
    padding-top: 0.6em;
  }
  .guess label,
  .picture label {
    align-items: center;
    display: flex;
    flex-wrap: wrap;
    gap: 0.3em 0.6em;
  }
  .settings {
    padding-bottom: 0.7em;
  }
  @container (max-width: 34em) {
    .scene:not(.line) .board {
      gap: 2.2em;
    }
    .counts :is(tbody, tr) {
      display: block;
    }
    .counts thead {
      clip-path: inset(50%);
      position: absolute;
    }
    .counts tbody tr {
      border-bottom: 1px solid var(--rule-);
      display: grid;
      grid-template-columns: repeat(auto-fit, minmax(min(100%, 11.4em), 1fr));
      padding-bottom: 0.3em;
    }
    .counts tbody th {
      grid-column: 1 / -1;
    }
    .counts tbody :is(th, td) {
      border: 0;
      overflow-wrap: anywhere;
    }
    .counts td::before {
      color: var(--muted-);
      content: attr(data-what);
      display: block;
      font-size: 0.84em;
      font-weight: 400;
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
const PICTURE = { width: "Width", height: "Height", channels: "Channels", filters: "Filters" };

const svg = (tag, given) => {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(given)) made.setAttribute(name, value);
  return made;
};
const rgb = (colour) => `rgb(${colour.join(" ")})`;

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
  static code = (state) => (model.refused(state) ? undefined : model.code(state));

  #resized = null;

  build(stage) {
    this.look = null;
    this.reply = "";
    this.told = "";
    const grid = (kind, name) =>
      new Grid({
        kind,
        look: (place) => this.#look(place && this.#at(name, place)),
        pin: (place) => this.#pin(this.#at(name, place)),
        release: () => this.#release(),
      });
    this.inputs = grid("input", "input");
    this.outputs = grid("output", "output");
    this.weights = grid("kernel", "weight");
    this.laid = "";
    this.wires = svg("svg", { class: "wires", "aria-hidden": "true" });
    this.faint = this.wires.appendChild(svg("g", {}));
    this.strong = this.wires.appendChild(svg("g", {}));
    this.board = element("div", { class: "board" }, this.wires, this.inputs.element, this.outputs.element);
    this.board.addEventListener("scroll", () => this.#wire(), { capture: true, passive: true });
    this.scene = element("div", { class: "scene" }, this.board, this.weights.element);
    this.kind = element("p", { class: "kind" });
    this.where = element("p", { class: "where" });
    this.refused = element("p", { class: "refused" });
    this.drawing = this.#table();
    this.zeros = element("p", { class: "zeros" });
    this.picture = this.#table();
    this.impossible = element("p", { class: "refused" });
    stage.append(
      ...[this.#layers(), this.kind, this.refused, this.scene, this.where, this.#settings()],
      ...[this.drawing.element, this.zeros, this.#picture(), this.impossible, this.picture.element, this.#guess()],
    );
    this.#resized?.disconnect();
    this.#resized = new ResizeObserver(() => this.#wire());
    this.#resized.observe(this.board);
  }

  refocus() {
    this.look = null;
    this.reply = "";
  }

  // Controls

  #layers() {
    this.radios = Object.entries(LAYERS).map(([value, [name]]) => {
      const input = element("input", { type: "radio", name: "layer", value, onchange: () => this.#layer(value) });
      return element("label", {}, input, name);
    });
    return element("fieldset", { class: "layers row" }, element("legend", { class: "hidden" }, "Layer"), ...this.radios);
  }

  #settings() {
    this.selects = {};
    const choose = (name, label, options) => {
      const made = select(label, options, (text) => this.#set({ [name]: model.fields[name].read(text) }));
      this.selects[name] = made.control;
      return made.element;
    };
    const upTo = (least, most) => Array.from({ length: most - least + 1 }, (_, i) => least + i);
    const row = element(
      "div",
      { class: "settings row" },
      choose("shape", "Input", [
        ["line", "a line"],
        ["square", "a square"],
      ]),
      choose("size", "Inputs a side", upTo(3, 8)),
      choose("kernel", "Kernel size", upTo(1, 5)),
      choose("padding", "Padding", upTo(0, 2)),
    );
    return row;
  }

  #picture() {
    this.fields = {};
    const made = Object.entries(PICTURE).map(([name, label]) => {
      const input = element("input", {
        type: "number",
        min: 1,
        max: model.LARGEST[name],
        oninput: () => this.#measure(name),
        onchange: () => this.#measured(name),
      });
      this.fields[name] = input;
      return element("label", {}, label, input);
    });
    return element("fieldset", { class: "picture row" }, element("legend", { class: "hidden" }, "A picture of your own"), ...made);
  }

  #guess() {
    this.field = element("input", { type: "text", autocomplete: "off", inputmode: "numeric", onkeydown: (event) => event.key === "Enter" && this.#check() });
    const question = "Guess first: the parameters of the convolution";
    this.asked = element(
      "div",
      { class: "row" },
      element("label", {}, question, this.field),
      element("button", { type: "button", onclick: () => this.#check() }, "Check"),
      element("button", { type: "button", class: "plain", onclick: () => this.update({ told: true }) }, "Show"),
    );
    this.answer = element("p", { class: "answer", tabindex: -1 });
    return element("div", { class: "guess" }, this.asked, this.answer);
  }

  #check() {
    const guess = typed(this.field.value.replace(/,(?=\d{3})/g, "")); // a comma separates thousands, as in the table
    if (Number.isNaN(guess)) return this.say("Type a number first.");
    const { factors, count } = this.#larger().convolution.parameters;
    const right = Number.isInteger(guess) && BigInt(guess) === count;
    this.reply = `${right ? "Right" : `Not ${shown(guess)}`}: ${factors} = ${shown(count)}. The size of the picture is not in it.`;
    this.answered = true;
    this.field.value = "";
    this.update({ told: true });
    queueMicrotask(() => this.answer.focus());
  }

  #measure(name) {
    const value = model.fields[name].read(this.fields[name].value.trim());
    if (value !== undefined && value !== this.state[name]) this.#change({ [name]: value });
  }

  /** What was typed last is told if it cannot be counted with. */
  #measured(name) {
    const { allowed, read } = model.fields[name];
    if (read(this.fields[name].value.trim()) !== undefined) return;
    this.fields[name].value = this.state[name];
    this.say(`${PICTURE[name]} is ${allowed}.`);
  }

  #change(change) {
    this.reply = "";
    this.update(change);
  }

  #layer(layer) {
    const { at, of } = this.state;
    this.#change({ layer, at: at.startsWith("weight") ? `output.${of}` : at });
  }

  /** Another shape or size: an output in the middle is in view. */
  #set(change) {
    const next = { ...this.state, ...change };
    if (!model.refused(next)) {
      const { rows, columns } = model.setting(next).outputs;
      next.of = Math.floor((rows - 1) / 2) * columns + Math.floor((columns - 1) / 2);
    } else next.of = 0;
    this.#change({ ...next, at: `output.${next.of}` });
  }

  // Looking at things and holding on to them

  /** What stands at a place of a grid, as the state has it; undefined for a padded zero. */
  #at(kind, [row, column]) {
    const { inputs, outputs, beside } = this.made;
    if (kind === "output") return `output.${row * outputs.columns + column}`;
    if (kind === "weight") return `weight.${this.first + row * this.listed.columns + column}`;
    const [r, s] = [row - this.state.padding, column - beside];
    return r >= 0 && s >= 0 && r < inputs.rows && s < inputs.columns ? `input.${r * inputs.columns + s}` : undefined;
  }

  #look(at) {
    this.look = at || null;
    this.refresh();
  }

  #release() {
    this.look = null;
    this.#pin(`output.${this.state.of}`);
  }

  #pin(at) {
    if (!at) return this.say("A padded zero is no input: nothing is learned from it.");
    const [kind, number] = model.held(at);
    if (kind === "output") return this.#change({ at, of: number });
    this.#change({ at, of: kind === "weight" ? this.view : this.state.of });
  }

  // Drawing

  render(state) {
    const [name, what] = LAYERS[state.layer];
    for (const radio of this.radios) radio.firstChild.checked = radio.firstChild.value === state.layer;
    for (const [field, control] of Object.entries(this.selects)) control.value = state[field];
    for (const [field, input] of Object.entries(this.fields)) {
      if (input.getRootNode().activeElement !== input || +input.value !== state[field]) input.value = state[field];
    }
    setText(this.kind, what);
    const problem = model.refused(state);
    this.refused.hidden = !problem;
    this.scene.hidden = this.where.hidden = Boolean(problem);
    setText(this.refused, problem && `No output. ${problem}`);
    const larger = this.#showPicture(state);
    if (problem) {
      this.drawing.element.hidden = this.zeros.hidden = true;
      return `No output. ${problem}`;
    }
    const setup = [state.shape, state.size, state.kernel, state.padding, state.layer].join();
    if (setup !== this.setup) Object.assign(this, { setup, made: model.setting(state), all: model.connections(state) });
    const counts = this.#showDrawing(state);
    const at = model.held(this.look ?? state.at);
    this.lit = model.through(this.all, at);
    this.#showGrids(state, at);
    this.#wire();
    const words = this.#words(state, at);
    setText(this.where, words);
    return this.#news(state, setup, larger, [name, counts[state.layer]], words);
  }

  /** What is announced: an answer, the counts that have changed, or what is looked at. */
  #news(state, setup, larger, [name, { connections, parameters }], words) {
    const amount = ({ count }, one) => `${shown(count)} ${one}${count === 1n ? "" : "s"}`;
    const picture = Object.keys(PICTURE).map((field) => state[field]).join();
    const before = this.told;
    this.told = { setup, picture };
    if (this.answered) {
      this.answered = false;
      return this.reply;
    }
    if (before && before.picture !== picture) {
      const { connections, parameters } = larger?.[state.layer] ?? {};
      if (!larger) return this.impossible.textContent;
      const known = state.told || state.layer !== "convolution";
      return `${name}, ${state.width} × ${state.height}: ${amount(connections, "connection")}${known ? `, ${amount(parameters, "parameter")}` : ""}.`;
    }
    if (before && before.setup !== setup) return `${name}: ${amount(connections, "connection")}, ${amount(parameters, "parameter")}. ${words}`;
    return words;
  }

  #showGrids(state, [kind, number]) {
    const { inputs, padded, outputs, window, beside } = this.made;
    this.scene.className = `scene ${state.shape}`;
    const line = state.shape === "line";
    const named = (letter, { columns }, at) => `${letter}(${line ? at : `${Math.floor(at / columns)}, ${at % columns}`})`;
    this.nameOf = { input: (at) => named("X", inputs, at), output: (at) => named("Y", outputs, at) };
    const pinned = model.held(state.at);
    const place = (of, at, columns) => (pinned[0] === of ? [Math.floor(at / columns), at % columns] : null);
    const colours = (weight) => {
      const colour = model.tint(state, weight);
      return { background: rgb(colour), colour: readable(colour) };
    };
    const by = { place: new Map(), output: new Map() };
    for (const { place, output, weight } of this.lit) {
      by.place.set(place.join(), weight);
      by.output.set(output, weight);
    }
    const at = place("input", pinned[1], inputs.columns);
    this.inputs.show({
      caption: "Input X",
      rows: padded.rows,
      columns: padded.columns,
      first: [-state.padding, -beside],
      pinned: at && [at[0] + state.padding, at[1] + beside],
      cell: (row, column) => {
        const held = this.#at("input", [row, column]);
        const name = held ? this.nameOf.input(model.held(held)[1]) : "padded zero";
        const mine = kind === "input" && held === `input.${number}`;
        const weight = mine ? undefined : by.place.get([row, column].join());
        const is = mine ? "looked at" : weight ? `connected by weight ${weight}` : "not connected";
        return {
          text: mine ? "X" : weight ? String(weight) : "",
          label: `${name}, ${is}`,
          class: [!held && "pad", (mine || weight) && "lit"].filter(Boolean).join(" "),
          ...(weight ? colours(weight) : {}),
        };
      },
    });
    this.outputs.show({
      caption: "Output Y",
      ...outputs,
      pinned: place("output", pinned[1], outputs.columns),
      cell: (row, column) => {
        const output = row * outputs.columns + column;
        const mine = kind === "output" && output === number;
        const weight = mine ? undefined : by.output.get(output);
        const [first, last] = model.weightsOf(state, output);
        const is = mine ? ", looked at" : weight ? `, connected by weight ${weight}` : "";
        return {
          text: mine ? "Y" : weight ? String(weight) : first === last ? `${first}` : `${first}–\u200b${last}`,
          label: `${this.nameOf.output(output)}, weights ${first} to ${last}${is}`,
          class: mine || weight ? "lit" : "",
          ...(weight ? colours(weight) : {}),
        };
      },
    });
    this.view = kind === "output" ? number : state.of;
    this.listed = state.layer === "dense" ? inputs : window;
    [this.first] = model.weightsOf(state, this.view);
    const used = new Set(this.lit.map(({ weight }) => weight));
    this.weights.show({
      caption: state.layer === "convolution" ? "Kernel" : `Weights of ${this.nameOf.output(this.view)}`,
      ...this.listed,
      pinned: place("weight", pinned[1] - this.first, this.listed.columns),
      cell: (row, column) => {
        const weight = this.first + row * this.listed.columns + column;
        const isLit = used.has(weight);
        return { text: String(weight), label: `weight ${weight}${isLit ? ", lit" : ""}`, class: isLit ? "lit" : "", ...colours(weight) };
      },
    });
  }

  /** What is looked at, in words. */
  #words(state, [kind, number]) {
    const { inputs, outputs } = this.made;
    const shared = state.layer === "convolution";
    const amount = (some, all, one) => (some === all ? `all ${counted(all, one)}` : `${some} of ${counted(all, one)}`);
    const zeros = this.lit.filter(({ input }) => input < 0).length;
    const read = this.lit.length - zeros;
    if (kind === "output") {
      const [first, last] = model.weightsOf(state, number);
      const by = first === last ? `weight ${first}` : `the weights ${first} to ${last}`;
      const whose = shared ? "as every other output does" : "which no other output has";
      return `${this.nameOf.output(number)} reads ${amount(read, inputs.count, "input")}${zeros ? ` and ${counted(zeros, "padded zero")}` : ""}, by ${by}, ${whose}.`;
    }
    if (kind === "input") {
      const name = this.nameOf.input(number);
      if (!read) return `${name} feeds no output: no window reaches it.`;
      const by = read === 1 ? `by weight ${this.lit[0].weight}` : `by ${read} different weights`;
      return `${name} feeds ${amount(read, outputs.count, "output")}, ${by}.`;
    }
    if (shared) {
      const where = zeros ? ` ${counted(zeros, "time")} it meets a padded zero.` : "";
      return `Weight ${number} is used ${counted(this.lit.length, "time")}, once in every output.${where}`;
    }
    const [{ input, output }] = this.lit;
    const what = input < 0 ? "a padded zero" : this.nameOf.input(input);
    return `Weight ${number} is used once in the whole layer, between ${what} and ${this.nameOf.output(output)}.`;
  }

  /** All connections as faint lines, those that are lit as strong ones in the colour of their weight. */
  #wire() {
    if (!this.lit || this.scene.hidden) return;
    const { state, all } = this;
    const line = state.shape === "line";
    const shared = state.layer === "convolution";
    const frames = [this.board, this.inputs.element, this.outputs.element].map((part) => part.getBoundingClientRect());
    const scrolled = [this.inputs, this.outputs].map(({ element }) => element.scrollLeft);
    const laid = [this.setup, scrolled, ...frames.flatMap(({ x, y, width, height }) => [x - frames[0].x, y - frames[0].y, width, height])].join();
    const { columns } = this.made.outputs;
    const path = (lines) =>
      lines.map(({ place, output }) => `M${this.middles[0][place[0]][place[1]]}L${this.middles[1][Math.floor(output / columns)][output % columns]}`).join("");
    const paths = (lines, colour, given) =>
      [...Map.groupBy(lines, colour)].map(([stroke, own]) => svg("path", { d: path(own), stroke, ...given }));
    const ofWeight = ({ weight }) => rgb(model.tint(state, weight));
    if (laid !== this.laid) {
      this.laid = laid;
      this.middles = [this.inputs, this.outputs].map((grid, i) => this.#middles(grid, frames[0], frames[i + 1]));
      const given = { "stroke-width": line ? 1.6 : 0.7, opacity: line ? 0.75 : Math.max(0.12, Math.min(0.5, 90 / all.length)) };
      this.faint.replaceChildren(...paths(all, line || shared ? ofWeight : () => `var(--${state.layer}-)`, given));
    }
    this.strong.replaceChildren(svg("path", { class: "case", d: path(this.lit) }), ...paths(this.lit, ofWeight, { class: "lit" }));
  }

  /** The middle of each cell on the board; that of a cell that is scrolled out of its grid lies at the grid's edge. */
  #middles(grid, board, frame) {
    return [...grid.body.rows].map((row) =>
      [...row.cells].slice(1).map((cell) => {
        const { x, y, width, height } = cell.getBoundingClientRect();
        const along = Math.max(frame.left, Math.min(x + width / 2, frame.right));
        return `${(along - board.x).toFixed(1)} ${(y + height / 2 - board.y).toFixed(1)}`;
      }),
    );
  }

  // Counts

  #table() {
    const rows = Object.entries(LAYERS).map(([layer, [name]]) => {
      const cells = ["connections", "parameters"].map((what) => element("td", { "data-what": what }, element("small"), element("span")));
      return [layer, element("tr", {}, element("th", { scope: "row" }, name), ...cells)];
    });
    const caption = element("caption");
    const head = element("tr", {}, element("td"), ...["connections", "parameters"].map((what) => element("th", { scope: "col" }, what)));
    const made = element("table", { class: "counts" }, caption, element("thead", {}, head), element("tbody", {}, ...rows.map(([, row]) => row)));
    return { element: made, caption, rows: Object.fromEntries(rows) };
  }

  #fill({ caption, rows }, title, counts, { layer, told }, covered = false) {
    setText(caption, title);
    for (const [name, row] of Object.entries(rows)) {
      row.className = name === layer ? "now" : "";
      ["connections", "parameters"].forEach((what, i) => {
        const { factors, count } = counts[name][what];
        const hidden = covered && !told && name === "convolution" && what === "parameters";
        const [formula, number] = row.children[i + 1].children;
        setText(formula, hidden || factors === String(count) ? "" : `${factors} =`);
        setText(number, hidden ? "?" : shown(count));
      });
    }
  }

  #showDrawing(state) {
    const { shape, size, kernel, padding } = state;
    const line = shape === "line";
    const counts = model.counts({ height: size, width: size, channels: 1, filters: 1, kernel, padding, line });
    const across = counts.positions[0];
    const along = `${size}${padding ? ` + 2 · ${padding}` : ""} − ${kernel} + 1 = ${across}`;
    const title = `In the drawing: ${line ? "" : "a side of "}${counted(size, "input")}, so ${along} ${across === 1 ? "output" : "outputs"}${line ? "" : " a side"}`;
    this.#fill(this.drawing, title, counts, state);
    this.drawing.element.hidden = false;
    this.zeros.hidden = !counts.zeros;
    const many = shown(counts.convolution.connections.count);
    setText(this.zeros, counts.zeros ? `Of the ${many} connections of the windows, ${shown(counts.zeros)} read padded zeros.` : "");
    return counts;
  }

  #larger() {
    const { width, height, channels, filters, kernel, padding } = this.state;
    return model.counts({ width, height, channels, filters, kernel, padding });
  }

  /** The counts for the reader's picture; null where the kernel does not fit. */
  #showPicture(state) {
    const { width, height, kernel, padding } = state;
    const problem = model.refused({ size: Math.min(width, height), kernel, padding });
    this.impossible.hidden = !problem;
    setText(this.impossible, problem && `No output for that picture. ${problem}`);
    this.picture.element.hidden = Boolean(problem);
    this.asked.hidden = state.told || Boolean(problem);
    this.answer.hidden = !this.reply;
    setText(this.answer, this.reply);
    if (problem) return null;
    const counts = this.#larger();
    const [down, along] = counts.positions.map((many) => shown(many));
    const size = `${shown(width)} × ${shown(height)} pixels, ${kernel} × ${kernel} kernels`;
    const title = `In a picture of ${size}${padding ? `, padding ${padding}` : ""}: ${along} × ${down} positions`;
    this.#fill(this.picture, title, counts, state, true);
    return counts;
  }
}

define("connectivity-map", ConnectivityMap);
