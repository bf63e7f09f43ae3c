// <receptive-cone>: a stack of layers, one unit of it, and everything below on which it depends, down to the input's pixels.

import { button, css, element, select, setText } from "./elements.js";
import { Plan, ROOMY, planStyles } from "./field-plan.js";
import { counted, fixed, range, shown, typed } from "./numbers.js";
import * as model from "./receptive-cone-model.js";
import { levels } from "./receptive-field.js";
import { Widget, define } from "./widget.js";

const DATA = new URL("./effective_maps.json", import.meta.url);
const ROOM = 680; // screen pixels for all levels side by side
const GAP = 16;

const styles = css`
  .plans {
    align-items: end;
    display: flex;
    flex-wrap: wrap;
    gap: 10px 16px;
    padding: 0.8em 0 0.4em;
  }
  .plans.small {
    font-size: 0.85em;
    gap: 6px;
    padding: 0;
  }
  .unit.row {
    align-items: center;
  }
  .unit label {
    align-items: center;
    display: inline-flex;
    flex: 1 1 12em;
    gap: 0.5em;
    max-width: 20em;
  }
  .unit input {
    flex: 1;
    min-width: 5em;
    width: 0;
  }
  .unit output {
    color: var(--ink-);
    min-width: 4.6em;
  }
  .where:not(:empty) {
    min-height: 2.9em;
  }
  .reach:not(:empty) {
    min-height: 4.35em; /* as high for all that can lie over the input */
  }
  .facts a {
    align-items: center;
    color: inherit;
    display: inline-flex;
    min-height: var(--target);
  }
  .refused button {
    margin: 0.2em 0 0.2em 0.4em;
  }
  .levels {
    margin: 0.5em 0 0.8em;
    max-height: 26em;
    overflow: auto;
  }
  .levels table {
    border-collapse: collapse;
    width: 100%;
  }
  .levels caption {
    color: var(--muted-);
    padding-bottom: 0.2em;
    text-align: left;
  }
  .levels :is(th, td) {
    border-top: 1px solid var(--rule-);
    padding: 0 0.5em;
    text-align: right;
    white-space: nowrap;
  }
  .levels :is(th:first-child, td:first-child) {
    font-weight: 400;
    padding-left: 0.2em;
    text-align: left;
    white-space: normal;
  }
  .levels thead th {
    background: var(--paper-);
    border: 0;
    color: var(--muted-);
    font-weight: 650;
    position: sticky;
    top: 0;
    z-index: 1;
  }
  .levels tbody tr:not(.next) {
    cursor: pointer;
  }
  .levels tbody tr.chosen {
    background: var(--shade-);
  }
  .levels tr.chosen > th {
    font-weight: 650;
  }
  .levels tr.next {
    color: var(--muted-);
  }
  .levels tr.next th {
    height: var(--target);
    padding-left: 26px;
  }
  .layer {
    border-top: 1px solid var(--rule-);
    padding: 0.5em 0;
  }
  .title {
    font-weight: 650;
  }
  .formulas {
    list-style: none;
    padding: 0.5em 0 0;
  }
  .formulas b {
    color: color-mix(in srgb, var(--output-) 82%, var(--ink-));
  }
  :is(.size, .guess) input {
    width: 5em;
  }
  .reply:not(:empty) {
    padding-top: 0.4em;
  }
  @container (max-width: 23em) {
    .levels {
      font-size: 0.88em;
    }
  }
  @container (max-width: 30em) {
    .levels :is(th, td) {
      padding-inline: 0.2em;
    }
    .levels label {
      gap: 0.2em;
    }
    .layer .field {
      flex: 1 1 4.4em;
    }
    .layer .field select {
      width: 100%;
    }
  }
`;

const HINT =
  "Each lit pixel can change the unit. How much each of them counts is another question: lay the paths over the input.";

const upTo = ([least, most]) => range(most - least + 1).map((i) => least + i);
const PROPERTIES = Object.entries({ kernel: "Kernel", stride: "Stride", dilation: "Dilation", padding: "Padding" });
const COLUMNS = [
  ["units", "units"],
  ["r", "field r"],
  ["j", "jump j"],
  ["start", "start, the first pixel of unit 0"],
  ["coverage", "coverage, the share of the input in the middle unit’s field"],
];

class ReceptiveCone extends Widget {
  static label = "Receptive field";
  static attributes = model.attributes;
  static fields = model.fields;
  static styles = [planStyles, styles];
  static tries = [
    "Take “3 × 3 with stride 2, three times” and set the stride of layer 1 back to 1. Which rows of the table change: its own field, or those of the layers after it?",
    "Take “3 × 3, dilation 2, three times”. Which pixels of its field does the unit not use? Set the dilation of layer 1 to 1.",
    "Take “50 plain 3 × 3 layers” and lay the paths over the image, then the measured gradients. How much of a field of 101 × 101 pixels counts?",
  ];
  static start = model.start;
  static problem = model.problem;
  static code = model.code;

  build(stage) {
    this.plans = [];
    this.large = this.#plan("output", () => this.state.level);
    this.ends = element("div", { class: "plans" });
    this.between = element("div", { class: "plans small" });
    this.where = element("p", { class: "where" });
    this.reach = element("p", { class: "reach" });
    this.data = element("a", { href: DATA, download: "effective_maps.json" }, "effective_maps.json");
    this.source = element("p", {}, "The measured maps: ", this.data);
    this.enlarge = button("", () => this.#enlarge());
    this.refused = element("p", { class: "refused" }, element("span"), this.enlarge);
    stage.append(
      this.#controls(),
      this.ends,
      this.between,
      this.#unit(),
      element("div", { class: "facts" }, this.where, this.reach, this.source),
      this.#table(),
      this.#layer(),
      this.refused,
      this.#next(),
    );
  }

  refocus() {
    super.refocus();
    this.replied = "";
    if (this.reply) setText(this.reply, "");
    if (this.guess) this.guess.value = "";
  }

  // Controls

  #controls() {
    const names = Object.entries(model.PRESETS).map(([key, { name }]) => [key, name]);
    const stacks = select("Stack", [["", "your own"], ...names], (name) => (name ? this.#set(model.preset(name)) : this.refresh()));
    const overlays = { field: "its field", paths: "paths: equal weights", measured: "measured gradients" };
    const overlay = this.choose("overlay", "On the input", overlays, { change: (overlay) => this.#set({ overlay }) });
    this.stacks = stacks;
    const size = this.enter("size", "Side of the input in pixels", (size) => this.#change({ size }));
    size.classList.add("size");
    return element("div", { class: "row" }, stacks.element, size, overlay.element);
  }

  #enlarge() {
    this.levels[this.state.level].querySelector("input").focus();
    this.#change({ size: model.least(this.state.layers) });
  }

  #unit() {
    const slider = (name, text) => {
      const control = element("input", { type: "range", min: 0, oninput: () => this.#set({ [name]: +control.value }) });
      const value = element("output", { "aria-hidden": "true" });
      this[`${name}Slider`] = { control, value };
      return element("label", {}, text, control, value);
    };
    return element("div", { class: "row unit", role: "group", "aria-label": "Unit" }, slider("row", "Row"), slider("column", "Column"));
  }

  #table() {
    const heads = COLUMNS.map(([text, name]) => element("th", { scope: "col", "aria-label": name }, text));
    this.body = element("tbody");
    this.levels = [];
    this.nextRow = element("tr", { class: "next" }, element("th", { scope: "row" }), ...COLUMNS.map(() => element("td")));
    const caption = element("caption", {}, "Choose a level; start is the first pixel that unit 0 sees, in the padding if negative.");
    const head = element("thead", {}, element("tr", {}, element("th", { scope: "col" }, "level"), ...heads));
    this.scroller = element("div", { class: "levels" }, element("table", {}, caption, head, this.body));
    return this.scroller;
  }

  /** Four selects for the properties of a layer. */
  #properties(onchange) {
    const made = PROPERTIES.map(([name, label]) => [name, select(label, upTo(model.RANGES[name]), (value) => onchange(name, +value))]);
    return {
      show: (layer) => made.forEach(([name, { show }]) => show(layer[name])),
      elements: made.map(([, { element }]) => element),
    };
  }

  #layer() {
    const own = this.#properties((name, value) => this.#edit((layers, at) => [layers.with(at, { ...layers[at], [name]: value }), at]));
    this.showOwn = own.show;
    this.earlier = button("Move earlier", () => this.#move(this.earlier, -1));
    this.later = button("Move later", () => this.#move(this.later, 1));
    this.remove = button("Remove", () => this.#remove());
    this.heading = element("p", { class: "title" });
    this.formulas = element("ul", { class: "formulas" });
    this.written = ""; // what stands in them
    this.editor = element("div", { class: "row" }, ...own.elements, this.earlier, this.later, this.remove);
    this.layer = element("div", { class: "layer", role: "group" }, this.heading, this.editor, this.formulas);
    return this.layer;
  }

  #next() {
    const next = this.#properties((name, value) => {
      this.#set({ next: [{ ...this.state.next[0], [name]: value }] });
    });
    this.showNext = next.show;
    this.guess = element("input", {
      type: "text",
      inputmode: "numeric",
      autocomplete: "off",
      onkeydown: (event) => event.key === "Enter" && this.#add(),
    });
    this.add = button("Add layer", () => this.#add());
    this.reply = element("p", { class: "reply" });
    const field = element("label", { class: "field guess" }, element("span", {}, "Your guess of its r"), this.guess);
    this.nextHeading = element("p", { class: "title" });
    return element(
      "div",
      { class: "layer", role: "group", "aria-label": "Next layer" },
      this.nextHeading,
      element("div", { class: "row" }, ...next.elements, field, this.add),
      this.reply,
    );
  }

  // Changes

  /** Change what leaves the stack as it is. */
  #set(change) {
    this.look = null;
    setText(this.reply, "");
    this.update(change);
  }

  /** Change the stack or the input. */
  #change(change) {
    this.#set(model.changed(this.state, change));
  }

  #choose(level, at) {
    if (at) this.#set({ level, row: at[0], column: at[1] });
    else if (level !== this.state.level) this.#set(model.centred({ ...this.state, level }));
  }

  /** Change the layers by a function of them and of the place of the chosen one, which gives both anew. */
  #edit(by) {
    const [layers, at] = by(this.state.layers, this.state.level - 1);
    this.#change({ layers, level: at + 1 });
  }

  #move(control, by) {
    if (control.ariaDisabled === "true") return;
    this.#edit((layers, at) => [layers.with(at, layers[at + by]).with(at + by, layers[at]), at + by]);
  }

  #remove() {
    if (this.state.level === 0) return;
    if (this.state.layers.length === 1) this.levels[0].querySelector("input").focus(); // the button goes, too
    this.#edit((layers, at) => [layers.toSpliced(at, 1), Math.min(at, layers.length - 2)]);
  }

  #add() {
    const { layers, next, size } = this.state;
    const text = this.guess.value.trim();
    const guess = typed(text);
    if (layers.length >= model.LAYERS) return this.say(`A stack has at most ${model.LAYERS} layers here.`);
    if (text && !Number.isInteger(guess)) return this.say("Guess a whole number, or leave the field empty.");
    const below = levels(layers, size).at(-1);
    this.guess.value = "";
    this.#change({ layers: [...layers, { ...next[0] }], level: layers.length + 1 });
    this.replied = text ? model.reply(guess, below, next[0]) : "";
    setText(this.reply, this.replied);
  }

  // Drawing

  onScreen() {
    if (this.state.overlay === "measured") this.#load();
  }

  /** The measured maps, once, also when they don't come. */
  async #load() {
    if (this.loading) return;
    this.loading = true;
    try {
      this.maps = await (await fetch(DATA)).json();
      this.refresh();
    } catch {
      this.say("The measured maps could not be loaded. Reload the page to try again.");
    }
  }

  #plan(kind, level) {
    return new Plan({
      kind,
      // What lies over the input belongs to the chosen unit: it stays while the pointer is on it.
      look: (at) => this.#look(at && (level() || this.state.overlay === "field") ? { level: level(), at } : null),
      pick: (at) => this.#choose(level(), at),
    });
  }

  #look(look) {
    if (JSON.stringify(look) === JSON.stringify(this.look)) return;
    this.lookAt(look);
  }

  render(state) {
    const all = levels(state.layers, state.size);
    const chosen = this.look ?? { level: state.level, at: [state.row, state.column] };
    const unit = model.seen(state, chosen.level, chosen.at);
    const [rows, columns] = unit ? unit.at.map((at) => model.lit(state, unit.level, at)) : [[], []];
    this.#showControls(state, all);
    this.#showTable(state, all);
    this.#showLayer(state, all);
    this.#showPlans(state, all, unit, rows, columns);
    const sentence = this.#showWhere(state, all, unit, rows, columns);
    const problem = this.#showRefusal(state, all);
    this.#follow(state); // it asks where everything is, so it comes last
    const more = state.overlay === "field" ? "" : this.reach.textContent; // the hint is read when it is wanted
    const said = this.replied || (problem && !unit ? problem : [sentence, more].filter(Boolean).join(" "));
    this.replied = "";
    return said;
  }

  #showControls(state, all) {
    const written = model.fields.layers.write(state.layers);
    const same = ([, { size, layers }]) => size === state.size && model.fields.layers.write(layers) === written;
    this.stacks.show(Object.entries(model.PRESETS).find(same)?.[0] ?? "");
    const units = all[state.level].size;
    for (const [name, slider] of [["row", this.rowSlider], ["column", this.columnSlider]]) {
      slider.control.max = Math.max(0, units - 1);
      slider.control.value = state[name];
      slider.control.disabled = units < 2;
      slider.control.ariaValueText = `${name} ${state[name]}, the first is 0, of ${units}`;
      setText(slider.value, units ? `${state[name]} of ${units}` : "none");
    }
  }

  #showTable(state, all) {
    while (this.levels.length > all.length) this.levels.pop().remove();
    while (this.levels.length < all.length) this.levels.push(this.#level(this.levels.length));
    this.body.append(...this.levels.filter((row) => !row.isConnected), this.nextRow);
    all.forEach((level, l) => {
      const row = this.levels[l];
      const radio = row.querySelector("input");
      const layer = state.layers[l - 1];
      radio.checked = l === state.level;
      row.classList.toggle("chosen", l === state.level);
      radio.ariaLabel = layer ? described(layer, l) : "the input";
      setText(row.querySelector("span"), layer ? `${l}: ${model.named(layer)}` : "input");
      const none = level.refusal !== "";
      const texts = [none ? "none" : level.size, shown(level.field), shown(level.jump), shown(level.start), none ? "none" : percent(level.coverage)];
      texts.forEach((text, i) => setText(row.cells[i + 1], String(text)));
    });
    const next = state.next[0];
    setText(this.nextRow.cells[0], `${all.length}: ${model.named(next)}`);
    ["", "?", "", "", ""].forEach((text, i) => setText(this.nextRow.cells[i + 1], text));
  }

  /** Scroll the table to the chosen level, if another was chosen. */
  #follow({ level, layers }) {
    const { scroller } = this;
    const chosen = `${level} ${layers.length}`;
    if (this.followed !== chosen && scroller.scrollHeight > scroller.clientHeight) {
      const [own, around] = [this.levels[level], scroller].map((part) => part.getBoundingClientRect());
      const hidden = own.top < around.top + 40 || own.bottom > around.bottom - 10;
      if (hidden) scroller.scrollTop += own.top - around.top - around.height / 2;
    }
    this.followed = chosen;
  }

  #level(l) {
    const radio = element("input", { type: "radio", name: "level", value: l, onchange: () => this.#choose(l) });
    const head = element("th", { scope: "row" }, element("label", {}, radio, element("span")));
    return element("tr", { onclick: (event) => event.target.closest("label") ?? this.#choose(l) }, head, ...COLUMNS.map(() => element("td")));
  }

  #showLayer(state, all) {
    const { level } = state;
    const layer = state.layers[level - 1];
    this.layer.hidden = !layer;
    const full = state.layers.length >= model.LAYERS;
    setText(this.nextHeading, full ? `A stack has at most ${model.LAYERS} layers here.` : `Next: layer ${all.length}`);
    this.nextRow.hidden = full;
    this.showNext(state.next[0]);
    this.add.ariaDisabled = String(full);
    if (!layer) return;
    this.layer.ariaLabel = `Layer ${level}`;
    setText(this.heading, `Layer ${level}`);
    this.showOwn(layer);
    this.earlier.ariaDisabled = String(level === 1);
    this.later.ariaDisabled = String(level === state.layers.length);
    const formulas = formulasOf(layer, level, all[level - 1], all[level], state.size);
    const written = formulas.join();
    if (written === this.written) return;
    this.written = written;
    this.formulas.replaceChildren(...formulas.map(([text, result, more = ""]) => element("li", {}, `${text} = `, element("b", {}, result), more)));
  }

  #tell(text) {
    setText(this.reach, bound(text));
  }

  /** The weights that lie over the input along both axes, or the measured map; null where only the field is drawn. */
  #painting(state, unit, scale) {
    this.#tell("");
    this.source.hidden = state.overlay !== "measured";
    if (!unit) return null;
    if (state.overlay === "field") {
      if (unit.level) this.#tell(HINT);
      return null;
    }
    if (unit.level === 0) {
      this.#tell("Choose a unit of a layer to see how its pixels count.");
      return null;
    }
    if (state.overlay === "measured") {
      this.#load();
      const why = model.unmeasured(state, unit);
      if (why) this.#tell(why);
      if (why || !this.maps) return null;
      const { map, deviation } = this.maps[unit.level];
      const uniform = Math.sqrt((2 * unit.level) / 3);
      this.#tell(
        `Squared gradients of random ReLU networks, relative to the peak. Standard deviation along an axis: ${fixed(deviation, 2)} pixels measured, √(2 · ${unit.level} / 3) = ${fixed(uniform, 2)} for equal weights; the field is ${unit.own.field} wide.`,
      );
      const value = (r, c) => map[r - unit.first[0]]?.[c - unit.first[1]];
      return { value: (r, c) => value(r, c) / 1000, text: (r, c) => shown(value(r, c) / 10, 0) };
    }
    const [rows, columns] = unit.at.map((at) => model.paths(state, unit.level, at));
    const peak = Math.max(...rows) * Math.max(...columns);
    const spread = model.reach(rows, columns, { field: unit.own.field, inside: unit.inside });
    if (spread) {
      const central = spread.central ? `; along the rows’ axis the central ${spread.central} hold at least 95 %` : "";
      const numbered = peak < 10_000 ? "The numbers count paths. " : "The numbers are per cent of the peak. ";
      const counts = scale >= ROOMY ? numbered : "";
      this.#tell(
        `${counts}With equal weights the standard deviation along an axis is ${fixed(spread.deviation, 2)} pixels, in the root mean square of both${central}. ${shown(100 * spread.area, 1)} % of the field’s pixels in the image weigh at least 4.55 % of the peak.`,
      );
    }
    return {
      value: (r, c) => (rows[r] * columns[c] || NaN) / peak,
      text: (r, c) => (peak < 10_000 ? String(rows[r] * columns[c]) : shown((100 * rows[r] * columns[c]) / peak, 0)),
    };
  }

  #showPlans(state, all, unit, rows, columns) {
    const legal = all.filter((level) => !level.refusal);
    const left = model.leftOver(state.layers, state.size);
    const margin = marginOf(all[state.level], state.size);
    const input = state.size + margin[0] + margin[1];
    const total = legal.slice(1).reduce((sum, level) => sum + level.size * level.jump, input);
    const together = Math.min(32, (ROOM - GAP * legal.length) / total);
    const few = legal.length <= 8 && together * Math.min(input, state.size * 2) >= 90;
    const beside = input + all[state.level].size * all[state.level].jump;
    const scale = few ? together : Math.min(24, 356 / input, (ROOM - GAP) / beside);
    const small = few ? scale : 52 / state.size;
    const paint = this.#painting(state, unit, scale);
    while (this.plans.length > legal.length) this.plans.pop().element.remove();
    while (this.plans.length < legal.length) {
      const l = this.plans.length;
      this.plans.push(this.#plan(l ? "output" : "input", () => l));
    }
    const lay = (place, plans) => {
      plans.forEach((plan, i) => place.children[i] !== plan.element && place.insertBefore(plan.element, place.children[i] ?? null));
      while (place.children.length > plans.length) place.lastChild.remove();
    };
    const ends = few ? this.plans : [this.plans[0], ...(state.level && !all[state.level].refusal ? [this.large] : [])];
    lay(this.ends, ends);
    lay(this.between, few ? [] : this.plans.slice(1));
    const draw = (plan, l, caption, pixel) =>
      plan.show({
        caption,
        label: labelOf(l, legal[l].size, rows[l], columns[l]),
        units: legal[l].size,
        scale: pixel * legal[l].jump,
        rows: model.runs(rows[l] ?? []),
        columns: model.runs(columns[l] ?? []),
        left: left[l],
        unit: unit?.level === l ? unit.at : null,
        chosen: l === state.level,
        ...(l ? {} : { margin, paint, box: unit?.level ? { first: unit.first, side: unit.own.field } : null }),
      });
    this.plans.forEach((plan, l) => {
      const sides = `${legal[l].size} × ${legal[l].size}`;
      if (l === 0) draw(plan, l, `Input, ${sides}`, scale);
      else if (few) draw(plan, l, legal.length > 6 || legal[l].size * legal[l].jump * scale < 90 ? `${l}: ${sides}` : `Layer ${l}, ${sides}`, scale);
      else draw(plan, l, String(l), small);
    });
    if (ends.includes(this.large)) draw(this.large, state.level, `Layer ${state.level}, ${all[state.level].size} × ${all[state.level].size}`, scale);
  }

  #showWhere(state, all, unit, rows, columns) {
    let text = "";
    if (unit?.level) text = model.sentence(unit, rows[0].length * columns[0].length, state.size);
    else if (unit) {
      const counts = rows.map((units, l) => `${shown(units.length * columns[l].length)} of ${shown(all[l].size ** 2)} of layer ${l}`).slice(1);
      const which = counts.length > 3 ? [counts[0], counts.at(-1)] : counts;
      const isRead = rows[1]?.length && columns[1].length;
      const units = !which.length ? "" : isRead ? ` It can change units above: ${which.join(", ")}.` : " No unit above reads it.";
      text = `Pixel (${unit.at.join(", ")}) of the input.${units}`;
    }
    setText(this.where, bound(text));
    return text;
  }

  #showRefusal(state, all) {
    const at = all.findIndex((level) => level.refusal);
    this.refused.hidden = at < 0;
    if (at < 0) return "";
    const why = at > 1 ? all[at].refusal.replace("pixel", "unit") : all[at].refusal;
    const text = `Layer ${at} has no units. ${why} Enlarge the input, pad, or take a smaller kernel.`;
    setText(this.refused.firstChild, text);
    const enough = model.least(state.layers);
    this.enlarge.hidden = !enough;
    setText(this.enlarge, `Make the input ${enough} × ${enough}`);
    return text;
  }
}

/** How far fields of a level hang over the input, before and behind. */
const marginOf = ({ field, jump, start, size: units, refusal }, size) =>
  refusal ? [0, 0] : [Math.max(0, -start), Math.max(0, start + (units - 1) * jump + field - size)];

/** With no break before a per cent sign or a factor. */
const bound = (text) => text.replace(/ (?=[%×])/g, "\u00a0");

const percent = (share) => `${shown(100 * share, share < 1e-4 ? 4 : 2)} %`;

const described = ({ kernel, stride, dilation, padding }, l) =>
  `layer ${l}: kernel ${kernel} × ${kernel}, stride ${stride}, dilation ${dilation}, padding ${padding}`;

function labelOf(l, size, rows = [], columns = []) {
  const name = l ? `Layer ${l}` : "Input";
  const used = rows.length * columns.length;
  const where = used ? `, rows ${rows[0]} to ${rows.at(-1)}, columns ${columns[0]} to ${columns.at(-1)}` : "";
  return `${name}, ${size} × ${size}: ${used ? counted(used, "cell") : "nothing"} lit${where}`;
}

/** The recurrence with the numbers of one layer: [formula, result, what it means]. */
function formulasOf({ kernel, stride, dilation, padding }, l, below, own, size) {
  const sub = (number) => String(number).replace(/\d/g, (digit) => "₀₁₂₃₄₅₆₇₈₉"[digit]);
  const [at, before] = [sub(l), sub(l - 1)];
  const none = own.refusal !== "";
  const room = below.refusal ? "none below" : `⌊(${below.size} + 2 · ${padding} − ${dilation} · (${kernel} − 1) − 1) / ${stride}⌋ + 1`;
  const side = Math.round(Math.sqrt(own.coverage) * size);
  return [
    [`r${at} = r${before} + (k − 1) · d · j${before} = ${shown(below.field)} + (${kernel} − 1) · ${dilation} · ${shown(below.jump)}`, shown(own.field)],
    [`j${at} = j${before} · s = ${shown(below.jump)} · ${stride}`, shown(own.jump)],
    [`start${at} = start${before} − p · j${before} = ${shown(below.start)} − ${padding} · ${shown(below.jump)}`, shown(own.start)],
    [`units a side = ${room}`, none ? "none" : shown(own.size)],
    ...(none ? [] : [[`coverage = (${side} / ${size})²`, percent(own.coverage), own.field > side ? ": the field is cut off at the border" : ""]]),
  ];
}

define("receptive-cone", ReceptiveCone);
