// <kernel-stepper>: a kernel slides over an input, output by output, with every product and both directions of dependency.

import { shade } from "./colours.js";
import { source } from "./convolution.js";
import { Guess, button, css, element, folded, select, setText } from "./elements.js";
import { Grid, gridStyles } from "./grid.js";
import * as model from "./kernel-stepper-model.js";
import { NumberEditor, editorStyles } from "./number-editor.js";
import { counted, range, shown, sum } from "./numbers.js";
import { Player, playerStyles } from "./player.js";
import { Widget, define } from "./widget.js";

const styles = css`
  .grids {
    display: flex;
    flex-wrap: wrap;
    gap: 0.9em 1.3em;
  }
  .grids > * {
    min-width: 0;
  }
  :is(.channels, .outputs) {
    align-content: start;
    display: grid;
    gap: 0.9em;
    max-width: 100%;
  }
  .grid td.todo:not(.lit) {
    background: color-mix(in srgb, var(--tint) 5%, var(--paper-));
  }
  .grid td.todo:not(.lit, .pinned) {
    border-color: color-mix(in srgb, var(--tint) 30%, var(--paper-));
  }
  .products table {
    border-spacing: 2px;
    margin: -2px;
  }
  .products caption {
    color: var(--muted-);
    font-weight: 650;
    padding-bottom: calc(1.16em + 2px); /* so that its rows lie beside the kernel's */
    text-align: left;
  }
  .products td {
    background: var(--shade-);
    border: 2px solid transparent;
    border-radius: 3px;
    box-sizing: border-box;
    height: max(32px, var(--target));
    line-height: 1.15;
    min-width: 4.1em;
    padding: 0 0.3em;
    text-align: center;
    white-space: nowrap;
  }
  .products td > small {
    color: var(--muted-);
    display: block;
    font-size: 0.8em;
  }
  .products td.lit {
    border-color: var(--kernel-);
  }
  .products .partial {
    padding: 0.2em 0;
  }
  .challenges li button {
    text-align: left;
    vertical-align: top;
  }
  td.differs {
    text-decoration: underline wavy;
  }
  .facts > .where {
    min-height: 2.9em; /* so that what is below stays in place while cells are looked at */
  }
  .facts .sum b {
    color: color-mix(in srgb, var(--output-) 82%, var(--ink-));
  }
  .guess {
    padding: 0.4em 0;
  }
  .settings > .row {
    padding-bottom: 0.7em;
  }
  .channels {
    grid-auto-rows: 1fr; /* one channel's input, kernel and products begin side by side */
  }
  .grids > :is(.player, .facts, .refused, .goal, .name, .editor) {
    flex: 1 0 100%;
  }
  .grids > .name {
    line-height: var(--target); /* as high as the editor that takes its place */
  }
  .reply {
    min-height: 1.45em;
  }
  @container (max-width: 36em) {
    .grids > .products {
      order: 1;
    }
    .grids > .facts {
      order: 2;
    }
    .facts > .sum {
      min-height: 2.9em;
    }
    .products caption {
      padding-bottom: 0.2em;
    }
  }
  @media (forced-colors: active) {
    .products td {
      border-color: GrayText;
    }
    .products td.lit {
      border-color: Highlight;
    }
  }
`;

/** The name of a cell in formulas: "Y(0, 1)", "X(2, 0, 1)" where there are channels. */
const named = (letter, ...place) => `${letter}(${place.join(", ")})`;
const factor = (value) => (value < 0 ? `(${shown(value)})` : shown(value));

class KernelStepper extends Widget {
  static label = "Kernel stepper";
  static attributes = model.attributes;
  static fields = model.fields;
  static styles = [gridStyles, playerStyles, editorStyles, styles];
  static tries = [
    "Guess the next output before you press Step.",
    "Look at a pixel of the input: which outputs does it take part in? Compare a corner with the middle.",
    "Choose “a spot” as the input and step through. What does the output look like, and what if the kernel is turned (convolution)?",
    "Padding 0 and stride 2 on an input of 6: which pixels does no output read?",
    "Padding 1: how large is the output now, and which outputs are partly about zeros?",
    "Padding 0 and dilation 3 on the input of 5: why is there no output?",
  ];
  static start = model.start;
  static problem = model.problem;
  static code = (state) => (model.setting(state).geometry ? model.code(state) : undefined);

  build(stage) {
    this.inputs = [];
    this.kernels = [];
    this.inputPlace = element("div", { class: "channels" });
    this.kernelPlace = element("div", { class: "channels" });
    this.products = element("div", { class: "channels products" });
    this.multiplied = { shape: "", tables: [] };
    this.output = new Grid({
      kind: "output",
      look: (place) => this.lookAt(place && { kind: "output", channel: 0, row: place[0], column: place[1] }),
      pin: ([row, column]) => this.update({ done: row * this.columns + column + 1, pin: "" }),
      release: () => this.#release(),
    });
    this.target = new Grid({ kind: "target" });
    this.outputs = element("div", { class: "outputs" }, this.output.element, this.target.element);
    this.refused = element("p", { class: "refused" });
    this.sum = element("p", { class: "sum" });
    this.where = element("p", { class: "where" });
    this.size = element("p", { class: "size" });
    this.goal = element("p", { class: "goal" });
    this.changeable = element("p", { class: "name" }, "Press a pixel or a weight to change it.");
    new Player(this, {
      what: "Outputs so far",
      length: () => this.count,
      at: () => this.state.done,
      go: (done) => this.update({ done, pin: "" }),
    });
    this.editor = new NumberEditor({
      least: model.LEAST,
      most: model.MOST,
      decimals: model.DECIMALS,
      change: (value) => this.#edit(value),
      done: () => this.#editedGrid()?.grid.focus(this.#editedGrid().place),
      say: (text) => this.say(text),
    });
    stage.append(
      element(
        "div",
        { class: "grids" },
        ...[this.inputPlace, this.kernelPlace, this.products, this.outputs],
        ...[this.refused, this.player.element, this.goal, this.changeable, this.editor.element],
        element("div", { class: "facts" }, this.sum, this.where),
      ),
      this.#guess(),
      this.#settings(),
      this.#challenges(),
    );
  }

  refocus() {
    super.refocus();
    this.guessing = false;
    if (this.guess) setText(this.guess.reply, "");
  }

  // Controls

  #guess() {
    this.guess = new Guess(this, { check: (guess) => this.#check(guess), inputmode: "text" });
    this.guess.field.addEventListener("focus", () => this.#guessFrom(true));
    this.guess.field.addEventListener("blur", () => this.#guessFrom(false));
    return this.guess.element;
  }

  #guessFrom(on) {
    if (on) this.player.stop();
    this.guessing = on && this.state.done < this.count;
    this.refresh();
  }

  #check(guess) {
    const next = this.state.done;
    if (next >= this.count) return;
    const [row, column] = this.#place(next);
    const right = this.made.output[row][column];
    const said = Math.abs(guess - right) < 1e-9 ? `Right, it is ${shown(right)}.` : `It is ${shown(right)}, not ${shown(guess)}: add up the products above.`;
    this.guess.button.focus();
    this.update({ done: next + 1, pin: "" });
    setText(this.guess.reply, said);
    this.replied = said;
  }

  #settings() {
    const setting = (name, label, texts) => this.choose(name, label, texts, { change: (value) => this.#set(name, value) }).element;
    const square = Object.fromEntries(range(11).map((n) => [n, `${n} × ${n}`]));
    this.kernelSelect = select("Kernel", [["", "your own"], ...Object.keys(model.KERNELS)], (name) => this.#preset(name));
    this.pictureSelect = select("Input", [["", "your own"], ...Object.keys(model.PICTURES)], (name) => this.#picture(name));
    this.shading = element("input", { type: "checkbox", onchange: () => this.update({ shade: this.shading.checked }) });
    const rows = [
      [
        this.kernelSelect.element,
        this.pictureSelect.element,
        setting("operation", "Operation", { correlation: "as PyTorch: cross-correlation", convolution: "kernel turned: convolution" }),
      ],
      [
        setting("size", "Input size", square),
        setting("side", "Kernel size", square),
        setting("stride", "Stride"),
        setting("padding", "Padding"),
        setting("mode", "Padding holds", { zero: "zeros", circular: "the other side (circular)" }),
        setting("dilation", "Dilation"),
        setting("channels", "Channels"),
      ],
    ].map((row) => element("div", { class: "row" }, ...row));
    const shading = element("label", {}, this.shading, "Shade cells by value, dark for negative, light for positive");
    return folded("settings", "Settings", ...rows, this.size, shading);
  }

  #set(name, value) {
    const resizing = ["size", "side", "channels"].includes(name);
    const next = resizing ? model.resized(this.state, { [name]: value }) : { [name]: value };
    const ends = this.state.challenge && model.PLAIN[name] !== undefined;
    if (ends) next.challenge = 0;
    this.update({ ...next, done: this.state.challenge ? 999 : 0, pin: "" });
    if (ends) this.say(`The challenge has ended. ${model.CHALLENGED}`);
  }

  #preset(name) {
    if (!name) return this.refresh();
    const { channels, challenge } = this.state;
    this.update({ side: 3, weights: model.kernelFor(model.KERNELS[name], channels), done: challenge ? 999 : 0, pin: "" });
  }

  #picture(name) {
    if (!name) return this.refresh();
    this.update({ image: model.picture(name, this.state.size, this.state.channels), done: this.state.challenge ? 999 : 0, pin: "" });
  }

  #challenges() {
    const buttons = model.CHALLENGES.map(({ map }, i) =>
      element("li", {}, button(map, () => this.#challenge(i + 1), { class: "plain" })),
    );
    this.hint = folded("hint", "Hint", element("p"));
    return folded(
      "challenges",
      "Challenges: find the kernel",
      element("p", {}, "Change the kernel until the output is the target. Any kernel that makes the map counts. Make a map of"),
      element("ul", {}, ...buttons),
      this.hint,
    );
  }

  #challenge(challenge) {
    this.hint.open = false;
    this.update({ ...model.start({ preset: "identity", mode: "zero", ...model.PLAIN }), challenge, done: 999 });
    this.update({ weights: Array(9).fill(0), pin: "kernel.0.1.1" });
    this.output.element.scrollIntoView({ block: "nearest" });
  }

  // Looking at cells and changing them

  update(change) {
    setText(this.guess.reply, "");
    super.update(change);
  }

  #release() {
    this.look = null;
    this.update({ pin: "" });
  }

  #pin(cell) {
    this.player.stop();
    this.update({ pin: [cell.kind, cell.channel, cell.row, cell.column].join(".") });
  }

  /** The grid and the place in it of the pinned cell. */
  #editedGrid() {
    const cell = model.held(this.state);
    if (!cell) return undefined;
    const by = cell.kind === "input" ? this.#pad() : 0;
    const grid = (cell.kind === "input" ? this.inputs : this.kernels)[cell.channel];
    return { grid, place: [cell.row + by, cell.column + by] };
  }

  #edit(value) {
    const { kind, channel, row, column } = model.held(this.state) ?? {};
    if (!kind) return;
    const [name, side] = kind === "input" ? ["image", this.state.size] : ["weights", this.state.side];
    const values = [...this.state[name]];
    values[(channel * side + row) * side + column] = value;
    this.update({ [name]: values });
  }

  /** The pixel at a place of the input's grid, null in padded zeros. */
  #pixel(place) {
    const { geometry } = this.made;
    const pixel = geometry ? place.map((position) => source(geometry.rows, position)) : place;
    return pixel.includes(-1) ? null : pixel;
  }

  #grid(kind, channel) {
    const cell = (place) => {
      const at = kind === "input" ? this.#pixel(place) : place;
      return at && { kind, channel, row: at[0], column: at[1] };
    };
    const pin = (place) => (cell(place) ? this.#pin(cell(place)) : this.say("Padded zeros stay zero."));
    return new Grid({
      kind,
      look: (place) => this.lookAt(place && cell(place)),
      pin,
      release: () => this.#release(),
      type: (place) => {
        pin(place);
        this.flush();
        if (cell(place)) this.editor.begin();
      },
    });
  }

  /** Cells of padding that are drawn: a setting that is refused has none. */
  #pad() {
    return this.made.geometry ? this.state.padding : 0;
  }

  #place(index) {
    return [Math.floor(index / this.columns), index % this.columns];
  }

  // Drawing

  render(state) {
    const all = model.outcome(state);
    this.made = all;
    this.columns = all.geometry?.columns.outputs ?? 0;
    this.count = this.columns ** 2;
    state.done = Math.min(state.done, this.count);
    this.#lay(this.inputs, this.inputPlace, "input");
    this.#lay(this.kernels, this.kernelPlace, "kernel");
    this.#showControls(state);
    const step = Math.max(0, Math.min(this.guessing ? state.done : state.done - 1, this.count - 1));
    const current = all.geometry ? this.#place(step) : [0, 0];
    const pinned = model.held(state);
    if (this.look && !this.#isThere(this.look)) this.look = null;
    const cell = this.look ?? (this.guessing ? null : pinned) ?? { kind: "output", channel: 0, row: current[0], column: current[1] };
    const at = cell.kind === "output" ? [cell.row, cell.column] : current;
    const lit = all.geometry ? model.lights(state, all, cell, current) : { input: new Set(), kernel: new Set(), output: new Set(), taps: new Set() };
    this.refused.hidden = !all.refusal;
    setText(this.refused, all.refusal && `No output. ${all.refusal}`);
    this.#showGrids(state, all, lit, pinned);
    const known = !this.guessing && at[0] * this.columns + at[1] < state.done;
    return this.#showSum(state, all, cell, at, lit, known);
  }

  /** Whether a cell that is looked at still exists, after a setting has changed under the pointer. */
  #isThere({ kind, channel, row, column }) {
    const side = { output: this.columns, input: this.state.size, kernel: this.state.side }[kind];
    return channel < this.state.channels && Math.max(row, column) < side;
  }

  #lay(grids, place, kind) {
    while (grids.length > this.state.channels) grids.pop().element.remove();
    while (grids.length < this.state.channels) {
      grids.push(this.#grid(kind, grids.length));
      place.append(grids.at(-1).element);
    }
  }

  #showControls(state) {
    this.player.show();
    const isSame = (a, b) => a.length === b.length && a.every((value, i) => value === b[i]);
    const known = (among, values, make) => Object.keys(among).find((name) => isSame(values, make(name))) ?? "";
    this.kernelSelect.show(known(model.KERNELS, state.weights, (name) => model.kernelFor(model.KERNELS[name], state.channels)));
    this.pictureSelect.show(known(model.PICTURES, state.image, (name) => model.picture(name, state.size, state.channels)));
    this.shading.checked = state.shade;
    const next = state.done < this.count;
    const question = next ? `Your guess for ${named("Y", ...this.#place(state.done))}` : "Every output is there";
    if (question !== this.guess.question.textContent) this.guess.field.value = "";
    setText(this.guess.question, question);
    this.guess.field.disabled = !next;
    this.guess.element.hidden = !this.count || Boolean(state.challenge);
    this.guess.button.ariaDisabled = String(!next);
    const cell = model.held(state);
    const letter = cell?.kind === "input" ? "X" : "K";
    const values = cell && (cell.kind === "input" ? this.made.image : this.made.kernel);
    this.editor.element.hidden = !cell;
    this.changeable.hidden = Boolean(cell);
    if (cell) {
      const channel = state.channels > 1 ? ` of channel ${cell.channel}` : "";
      this.editor.show(`Change ${named(letter, cell.row, cell.column)}${channel}`, values[cell.channel][cell.row][cell.column]);
    }
    const { challenge } = state;
    const goal = challenge ? model.CHALLENGES[challenge - 1] : null;
    this.goal.hidden = this.hint.hidden = !goal;
    if (goal) {
      setText(this.goal, this.#verdict(goal));
      setText(this.hint.lastChild, goal.hint);
    }
  }

  /** How far a challenge is. */
  #verdict({ map }) {
    const { output, target } = this.made;
    if (!target) return "This setting has no output.";
    if (this.state.done < this.count) return `Wanted: ${map}. Step to the end: it is compared when every output is there.`;
    const same = output.flat().filter((value, i) => value === target.flat()[i]).length;
    if (same === this.count) return `Found: this kernel makes ${map}, at least on this input.`;
    return `Wanted: ${map}. ${same} of ${counted(this.count, "cell")} ${same === 1 || this.count === 1 ? "agrees" : "agree"}; change the kernel.`;
  }

  #showGrids(state, { geometry, image, kernel, output, target }, lit, pinned) {
    const pad = this.#pad();
    const reached = geometry ? geometry.rows.padded - geometry.rows.left : Infinity;
    const largest = (values) => Math.max(...values.flat(3).map(Math.abs));
    const shading = (value, most, plain) => {
      if (!state.shade || plain) return {};
      const { background, colour } = shade(value, most);
      return { background, colour };
    };
    const many = state.channels > 1;
    const at = (cell, kind, channel) => (cell?.kind === kind && cell.channel === channel ? [cell.row, cell.column] : null);
    this.inputs.forEach((grid, channel) => {
      const most = largest(image);
      const place = at(pinned, "input", channel);
      grid.show({
        caption: many ? `Input, channel ${channel}` : "Input X",
        rows: state.size + 2 * pad,
        columns: state.size + 2 * pad,
        first: [-pad, -pad],
        pinned: place && place.map((p) => p + pad),
        cell: (row, column) => {
          const pixel = this.#pixel([row, column]);
          const value = pixel ? image[channel][pixel[0]][pixel[1]] : 0;
          const isPad = Math.min(row, column) < pad || Math.max(row, column) >= pad + state.size;
          const isLeft = Math.max(row, column) >= reached;
          const isLit = lit.input.has([channel, row, column].join());
          const unread = state.mode === "circular" ? "not read here" : "read by no output";
          const words = [isPad && "padding", isLeft && unread, isLit && "lit"].filter(Boolean);
          const where = `row ${row - pad}, column ${column - pad}`.replaceAll("-", "−");
          return {
            text: shown(value),
            label: [`${shown(value)}, ${where}`, ...words].join(", "),
            class: [isPad && "pad", isLeft && "left", isLit && "lit"].filter(Boolean).join(" "),
            ...shading(value, most, isPad),
          };
        },
      });
    });
    this.kernels.forEach((grid, channel) => {
      const most = largest(kernel);
      grid.show({
        caption: many ? `Kernel, channel ${channel}` : "Kernel K",
        rows: state.side,
        columns: state.side,
        pinned: at(pinned, "kernel", channel),
        cell: (row, column) => {
          const value = kernel[channel][row][column];
          const isLit = lit.kernel.has([channel, row, column].join());
          return {
            text: shown(value),
            label: `${shown(value)}, weight in row ${row}, column ${column}${isLit ? ", lit" : ""}`,
            class: isLit ? "lit" : "",
            ...shading(value, most),
          };
        },
      });
    });
    this.output.element.hidden = !geometry;
    this.target.element.hidden = !target;
    const most = largest([output, target ?? []]);
    const shape = { rows: this.columns, columns: this.columns };
    this.output.show({
      caption: "Output Y",
      ...shape,
      cell: (row, column) => {
        const isKnown = row * this.columns + column < state.done;
        const isLit = lit.output.has([0, row, column].join());
        const value = output[row][column];
        const differs = target && state.done === this.count && value !== target[row][column];
        return {
          text: isKnown ? shown(value) : "",
          label: [isKnown ? shown(value) : "not yet computed", `row ${row}, column ${column}`, isLit && "lit", differs && "not as wanted"]
            .filter(Boolean)
            .join(", "),
          class: [!isKnown && "todo", isLit && "lit", differs && "differs"].filter(Boolean).join(" "),
          ...shading(value, most, !isKnown),
        };
      },
    });
    if (!target) return;
    this.target.show({
      caption: "Target",
      ...shape,
      cell: (row, column) => ({
        text: shown(target[row][column]),
        label: `${shown(target[row][column])} wanted, row ${row}, column ${column}`,
        ...shading(target[row][column], most),
      }),
    });
  }

  /** Products, their sum, and what is looked at, in words; returns what is announced. */
  #showSum(state, all, cell, place, lit, known) {
    const { geometry } = all;
    for (const part of [this.products, this.sum, this.where]) part.hidden = !geometry;
    this.#showSize(state, geometry);
    if (!geometry) return `No output. ${all.refusal}`;
    const terms = model.terms(state, all, ...place);
    const bySide = range(state.channels).map((c) => terms.filter((term) => term.channel === c));
    this.#showProducts(state, bySide, lit);
    const value = all.output[place[0]][place[1]];
    const partial = bySide.map((own) => own.reduce((total, term) => total + term.product, 0));
    const name = named("Y", ...place);
    const added = terms.map((term) => term.product);
    const parts = state.channels > 1 ? sum(partial) : sum(added);
    const written = known ? `${name} = ${parts} = ` : `${name} = ${this.guessing ? "" : `${parts} = `}`;
    this.sum.replaceChildren(written, element("b", {}, known ? shown(value) : "?"));
    const words = this.#words(state, all, cell, place, terms);
    setText(this.where, state.done ? words : `${words} ${state.challenge ? "Press" : "Guess the sum below, or press"} Step.`);
    if (this.replied) {
      const said = this.replied;
      this.replied = "";
      return said;
    }
    if (state.challenge) return this.goal.textContent;
    if (cell.kind !== "output") return words;
    if (!known) return this.where.textContent;
    return `${name} = ${shown(value)}, ${state.done} of ${counted(this.count, "output")}.`;
  }

  #showSize(state, geometry) {
    const { size, side, stride, padding, dilation } = state;
    const { outputs, left } = geometry?.rows ?? {};
    const value = model.formula(state);
    const refused = `${shown(value)}, ${value > 0 ? "which this padding can’t give" : "so none"}`;
    const result = geometry ? `${outputs}${left ? `, and ${counted(left, "row and column", "rows and columns")} left over` : ""}` : refused;
    setText(
      this.size,
      `Outputs along an axis: ⌊(${size} + 2 · ${padding} − ${dilation} · (${side} − 1) − 1) / ${stride}⌋ + 1 = ${result}`,
    );
  }

  #showProducts({ side, channels }, byChannel, lit) {
    const shape = [side, channels].join();
    if (shape !== this.multiplied.shape) {
      this.multiplied = { shape, tables: byChannel.map((_, channel) => this.#productTable(side, channels > 1 && channel)) };
      this.products.replaceChildren(...this.multiplied.tables.map((table) => table.element));
    }
    byChannel.forEach((terms, channel) => {
      const { cells, partial } = this.multiplied.tables[channel];
      terms.forEach((term, i) => {
        const [formula, product] = cells[i].childNodes;
        setText(formula, `${factor(term.weight)} · ${factor(term.value)} = `);
        setText(product, this.guessing ? "?" : shown(term.product));
        const isLit = lit.taps.size < side ** 2 && lit.taps.has([channel, ...term.tap].join());
        if (isLit !== cells[i].matches(".lit")) cells[i].classList.toggle("lit");
      });
      const total = terms.reduce((sum, term) => sum + term.product, 0);
      setText(partial, `partial sum ${this.guessing ? "?" : shown(total)}`);
    });
  }

  /** The cells for the products of one kernel, and of one of several channels its partial sum. */
  #productTable(side, channel) {
    const cells = range(side ** 2).map(() => element("td", {}, element("small"), ""));
    const rows = range(side).map((m) => element("tr", {}, ...cells.slice(m * side, (m + 1) * side)));
    const caption = channel === false ? "Products K · X" : `Products, channel ${channel}`;
    const table = element("table", {}, element("caption", {}, caption), element("tbody", {}, ...rows));
    const partial = element("p", { class: "partial" });
    return { cells, partial, element: element("div", {}, table, ...(channel === false ? [] : [partial])) };
  }

  /** What is looked at, in words. */
  #words(state, { image, kernel, geometry }, cell, place, terms) {
    const { kind, channel, row, column } = cell;
    const of = state.channels > 1 ? [channel] : [];
    if (kind === "output") {
      const zeros = terms.filter((term) => !term.pixel).length;
      const padded = zeros === terms.length ? ", padded zeros only" : zeros ? `, ${zeros} of them padded zeros` : "";
      const [r, s] = terms[0].position.map((p) => shown(p - this.#pad()));
      const isTwice = !zeros && new Set(terms.map(({ channel, pixel }) => [channel, pixel].join())).size < terms.length; // circular
      return `${named("Y", ...place)} reads ${counted(terms.length, isTwice ? "place" : "pixel")}${padded}, from row ${r}, column ${s} on.`;
    }
    if (kind === "kernel") {
      const met = terms.find((term) => term.channel === channel && term.cell[0] === row && term.cell[1] === column);
      const pixel = met.pixel ? `${named("X", ...of, ...met.pixel)} = ${shown(met.value)}` : "a padded zero";
      const uses = this.count > 1 ? `all ${counted(this.count, "output")}` : "the only output";
      return `${named("K", ...of, row, column)} = ${shown(kernel[channel][row][column])} is used in ${uses}; in ${named("Y", ...place)} it meets ${pixel}.`;
    }
    const to = model.paths(state, geometry, cell);
    const outputs = new Set(to.map(({ output }) => output.join())).size;
    const list = to.map(({ output, cell: [m, n] }) => `${named("Y", ...output)} by ${shown(kernel[channel][m][n])}`);
    const pixel = `${named("X", ...of, row, column)} = ${shown(image[channel][row][column])}`;
    if (!list.length) return `${pixel} takes part in no output: no weight ever lies on it.`;
    return `${pixel} takes part in ${counted(outputs, "output")}: ${list.join(", ")}.`;
  }
}

define("kernel-stepper", KernelStepper);
