// <kernel-lab>: a kernel of the reader's own on a photograph, seen as a picture, as big pixels and as numbers.

import { painted, written } from "./colours.js";
import { STEPS, button, css, element, radios, setText } from "./elements.js";
import { Grid, gridStyles } from "./grid.js";
import * as model from "./kernel-lab-model.js";
import { NumberEditor, editorStyles } from "./number-editor.js";
import { percent, shown, sum } from "./numbers.js";
import { load, open } from "./own-picture.js";
import { NONE, paint, tally } from "./picture-pass.js";
import { Widget, define } from "./widget.js";

const PHOTOGRAPH = new URL("./camera.png", import.meta.url);
const BIG = 15; // pixels that the loupe shows along a side
const ZOOM = 24; // how large it draws them
const TALLEST = 480; // CSS pixels of a picture on the page
const NAMES = {
  "sobel-x": "Sobel x",
  "sobel-y": "Sobel y",
  laplacian: "Laplacian",
  blur: "Blur",
  sharpen: "Sharpen",
  emboss: "Emboss",
  identity: "Identity",
};
const MANY = { answer: "answers", magnitude: "magnitudes", direction: "directions" };
const SHOWN = { answer: "Answer", magnitude: "Magnitude", direction: "Direction" };
const SHARES = { 1: "", 2: "½ of ", 4: "¼ of ", 8: "⅛ of " };

const factor = (value) => (value < 0 ? `(${shown(value)})` : shown(value));

const styles = css`
  .stage {
    display: grid;
    gap: 0.7em;
    grid-template-columns: minmax(0, 1fr);
  }
  .presets {
    align-items: center;
    gap: 0.4em;
  }
  button[aria-pressed="true"] {
    background: var(--ink-);
    border-color: var(--ink-);
    color: var(--paper-);
  }
  .views {
    display: grid;
    gap: 0.7em;
    grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
    max-width: 664px;
  }
  .close {
    align-items: start;
    display: grid;
    gap: 0.7em 1.1em;
    grid-template: "from to kernel" "pixels answers kernel" / minmax(0, 13em) minmax(0, 13em) auto;
    justify-content: start;
  }
  .close > .from {
    grid-area: from;
  }
  .close > .to {
    grid-area: to;
  }
  .close > .input {
    grid-area: pixels;
  }
  .close > .output {
    grid-area: answers;
  }
  .close > .edited {
    display: grid;
    gap: 0.6em;
    grid-area: kernel;
  }
  @container (max-width: 38em) {
    .close {
      grid-template: "from to" "pixels answers" "kernel kernel" / minmax(0, 1fr) minmax(0, 1fr);
    }
  }
  @container (max-width: 23.5em) {
    .close {
      grid-template: "from to" "pixels pixels" "answers answers" "kernel kernel" / minmax(0, 1fr) minmax(0, 1fr);
    }
  }
  figure {
    margin: 0;
  }
  figcaption {
    color: color-mix(in srgb, var(--tint) 82%, var(--ink-));
    font-weight: 650;
  }
  .from {
    --tint: var(--input-);
  }
  .to {
    --tint: var(--output-);
  }
  .frame {
    background: repeating-linear-gradient(135deg, var(--paper-) 0 5px, var(--rule-) 5px 6px);
    cursor: crosshair;
    overflow: hidden;
    position: relative;
    -webkit-user-select: none;
    user-select: none;
  }
  canvas {
    display: block;
    height: auto;
    width: 100%;
  }
  canvas.small {
    image-rendering: pixelated;
  }
  .frame > div {
    border: 2px solid #fff;
    box-sizing: border-box;
    outline: 2px solid #000;
    pointer-events: none;
    position: absolute;
  }
  .close .from .frame > div {
    height: 20%;
    left: 40%;
    top: 40%;
    width: 20%;
  }
  .close .to .frame > div {
    height: calc(100% / 15 + 4px);
    left: calc(100% * 7 / 15 - 2px);
    top: calc(100% * 7 / 15 - 2px);
    width: calc(100% / 15 + 4px);
  }
  .close td {
    min-width: max(46px, var(--target));
  }
  .edited .name {
    min-width: 4.6em;
  }
  .facts .sum {
    min-height: 4.35em; /* so that what is below stays in place while the loupe moves */
  }
  .facts b {
    color: color-mix(in srgb, var(--output-) 82%, var(--ink-));
  }
  .about,
  .hint {
    color: var(--muted-);
  }
  .about {
    padding-bottom: 0.6em;
  }
  .field > .range {
    align-items: center;
    display: flex;
    gap: 0.6em;
  }
  .legend {
    align-items: center;
    display: flex;
    flex-wrap: wrap;
    gap: 0.4em 1em;
    min-height: 4.75em; /* so that what is below stays in place from one kernel to the next */
  }
  .bar {
    display: grid;
    flex: 0 1 22em;
    grid-template-columns: 1fr 1fr 1fr;
    min-width: 14em;
  }
  .bar > i {
    border: 1px solid var(--muted-);
    forced-color-adjust: none;
    grid-column: 1 / -1;
    height: 14px;
  }
  .bar > span:nth-of-type(2) {
    text-align: center;
  }
  .bar > span:nth-of-type(3) {
    text-align: right;
  }
  .wheel {
    align-items: center;
    display: grid;
    gap: 0.1em 0.4em;
    grid-template: ". up ." "left disc right" ". down ." / auto auto auto;
    justify-items: center;
  }
  .wheel > i {
    border-radius: 50%;
    forced-color-adjust: none;
    grid-area: disc;
    height: 46px;
    width: 46px;
  }
  .legend > p {
    flex: 1 1 16em;
  }
  fieldset.row {
    align-items: center;
    gap: 0.2em 0.9em;
  }
  fieldset legend {
    color: var(--muted-);
    float: left;
    padding: 0;
  }
  select {
    max-width: 100%;
  }
  .field {
    min-width: 0;
  }
  input[type="file"] {
    max-width: 100%;
    width: 20em;
  }
  a.plain {
    align-items: center;
    display: inline-flex;
    min-height: var(--target);
  }
  @media (forced-colors: active) {
    button[aria-pressed="true"] {
      border: 3px double ButtonText;
    }
  }
`;

class KernelLab extends Widget {
  static label = "Kernel lab";
  static attributes = model.attributes;
  static fields = model.fields;
  static styles = [gridStyles, editorStyles, styles];
  static tries = [
    "Which outlines will Sobel y draw that Sobel x leaves out, and which will it lose? Decide for the tripod’s pole and for the shoulder, then press Sobel y.",
    "Back to Sobel x. Move the loupe over the pole from its left side to its right side. Where does the answer change its sign, and which side is brighter there?",
    "Press Identity, then change weights until the sky turns to zero and the outlines stay. What do your nine numbers add up to? The same nine were used at every position, and nobody told them where the tripod stands.",
  ];
  static start = model.start;
  static problem = model.problem;
  static code = model.code;

  /** Fulfilled when the photograph is there and drawn, or cannot be had. */
  loaded = new Promise((done) => (this.settle = done));
  photograph = null;
  get unlinked() {
    return this.state.picture === "own" ? " Your picture is not in it: the photograph stands in for it." : "";
  }
  #frame = 0;

  onScreen() {
    this.fetching ??= load(PHOTOGRAPH, "A photographer in a dark coat bends to the camera on his tripod; behind him a lawn, domes and a bright sky. Photograph: camera, Lav Varshney, CC0.")
      .then((picture) => (this.photograph = picture))
      .catch((error) => {
        const why = "The photograph could not be loaded. Open a picture of your own, or reload the page.";
        this.say(error instanceof RangeError ? error.message : why);
        this.settle();
      })
      .then(() => this.refresh());
  }

  build(stage) {
    this.file = null; // the reader's own picture
    this.opening = null;
    this.result = null; // what the canvases show
    this.buttons = Object.fromEntries(
      Object.entries(NAMES).map(([name, text]) => [
        name,
        button(text, () => this.update(model.chosen(name, this.state.show))),
      ]),
    );
    const shows = this.choose("show", "Show", SHOWN, { make: radios }).element;
    shows.firstChild.className = ""; // here the legend is seen
    const presets = element("div", { class: "row presets", role: "group", "aria-label": "Kernels" }, ...Object.values(this.buttons));
    this.editor = this.#editor(-model.MOST, model.MOST, (value) => this.update({ weights: this.state.weights.with(this.state.cell, value) }));
    this.divisor = this.#editor(1, model.LARGEST_DIVISOR, (divisor) => this.update({ divisor }));
    this.sum = element("p", { class: "sum" });
    this.total = element("p", { class: "total" });
    this.about = element("p", { class: "about" });
    stage.append(
      presets,
      shows,
      ...this.#views(),
      this.#close(),
      element("div", { class: "facts" }, this.sum, this.total),
      this.#drawing(),
      this.#legend(),
      this.#files(),
      this.about,
    );
  }

  refocus() {
    super.refocus(); // what is looked at is a place in the window
    this.before = null; // where the loupe was when it was moved by a table
  }

  // Controls

  #editor(least, most, change) {
    return new NumberEditor({
      ...{ least, most, change },
      done: () => this.kernel.focus(this.#place(this.state.cell)),
      say: (text) => this.say(text),
    });
  }

  #place = (cell) => [Math.floor(cell / 3), cell % 3];

  #views() {
    const view = (kind) => {
      const canvas = element("canvas", { role: "img", "aria-label": "not loaded yet", width: model.SIDE, height: model.SIDE });
      const loupe = element("div");
      const caption = element("figcaption");
      const frame = element("div", { class: "frame" }, canvas, loupe);
      return { canvas, loupe, caption, frame, element: element("figure", { class: kind }, caption, frame) };
    };
    [this.from, this.to, this.bigFrom, this.bigTo] = ["from", "to", "from", "to"].map(view);
    for (const { canvas } of [this.bigFrom, this.bigTo]) Object.assign(canvas, { width: BIG * ZOOM, height: BIG * ZOOM });
    this.whole = element(
      "div",
      {
        ...{ class: "views", role: "application", tabindex: 0, "aria-label": "Loupe over the pictures", "aria-roledescription": "loupe" },
        onkeydown: (event) => this.#key(event),
      },
      ...[this.from.element, this.to.element],
    );
    for (const { frame } of [this.from, this.to]) {
      const move = (event) => {
        const { width, height } = this.#picture() ?? { width: 0, height: 0 };
        const box = frame.getBoundingClientRect();
        this.#move(Math.floor(((event.clientY - box.top) / box.height) * height), Math.floor(((event.clientX - box.left) / box.width) * width));
      };
      frame.addEventListener("click", move);
      frame.addEventListener("pointerdown", (event) => event.pointerType === "mouse" && !event.button && frame.setPointerCapture(event.pointerId));
      frame.addEventListener("pointermove", (event) => frame.hasPointerCapture(event.pointerId) && event.pointerType === "mouse" && move(event));
    }
    for (const { frame } of [this.bigFrom, this.bigTo]) {
      frame.addEventListener("click", (event) => {
        const box = frame.getBoundingClientRect();
        const by = (place, from, size) => Math.floor(((place - from) / size) * BIG) - (BIG >> 1);
        this.#move(this.state.row + by(event.clientY, box.top, box.height), this.state.column + by(event.clientX, box.left, box.width));
      });
    }
    return [
      this.whole,
      element(
        "p",
        { class: "hint" },
        "Click or tap on a picture to move the loupe, or drag with the mouse; or focus the pictures and press the arrow keys, with Shift for ten pixels at a time.",
      ),
    ];
  }

  /** Big pixels, numbers, and the kernel. */
  #close() {
    const move = ([down, along]) => {
      const { row, column } = this.state;
      const before = this.before ?? [row, column];
      this.#move(row + down - 1, column + along - 1);
      this.before = before;
    };
    const back = () => {
      this.look = null;
      this.#move(...(this.before ?? [this.state.row, this.state.column]));
    };
    const look = (place) => this.lookAt(place);
    this.pixels = new Grid({ kind: "input", look, pin: move, release: back });
    this.kernel = new Grid({
      kind: "kernel",
      look,
      pin: ([row, column]) => this.update({ cell: 3 * row + column }),
      release: () => {
        this.look = null;
        this.update({ cell: this.own.cell });
      },
      type: ([row, column]) => {
        this.update({ cell: 3 * row + column });
        this.flush();
        this.editor.begin();
      },
    });
    this.values = new Grid({ kind: "output", pin: move, release: back });
    const edited = element("div", { class: "edited" }, this.kernel.element, this.editor.element, this.divisor.element, element("p", { class: "name" }, "Weights are whole numbers; divide to get fractions."));
    const views = [this.bigFrom.element, this.bigTo.element, this.pixels.element, this.values.element];
    return element("div", { class: "close" }, ...views, edited);
  }

  #drawing() {
    this.scale = this.choose("scale", "Draw the answers", {
      signed: "signed: zero is the grey in the middle",
      clipped: "as a picture: cut off below 0 and above 255",
    });
    this.contrast = this.choose("contrast", "Contrast", { 1: "× 1", 2: "× 2", 4: "× 4", 8: "× 8" });
    this.range = element("input", { ...{ type: "range", min: 0, max: 1020 }, oninput: () => this.update({ threshold: +this.range.value }) });
    this.least = element("output", { "aria-hidden": "true" });
    const [name, range] = ["Shown where the magnitude is above", element("div", { class: "range" }, this.range, this.least)];
    this.threshold = element("label", { class: "field" }, element("span", {}, name), range);
    return element("div", { class: "row" }, this.scale.element, this.contrast.element, this.threshold);
  }

  #legend() {
    this.strip = element("i");
    this.ends = [element("span"), element("span"), element("span")];
    this.bar = element("div", { class: "bar" }, this.strip, ...this.ends);
    const disc = element("i");
    const [right, down, left, up] = model.WHEEL.map(written);
    disc.style.background = `radial-gradient(circle, var(--paper-) 32%, transparent 34%), conic-gradient(${[up, right, down, left, up]})`;
    const words = ["up", "left", "right", "down"].map((word) => {
      const made = element("span", {}, word);
      made.style.gridArea = word;
      return made;
    });
    this.wheel = element("div", { class: "wheel" }, disc, ...words);
    this.reading = element("p");
    return element("div", { class: "legend" }, this.bar, this.wheel, this.reading);
  }

  #files() {
    this.chooser = element("input", {
      type: "file",
      accept: "image/*",
      onclick: () => (this.chooser.value = ""), // the same file may be chosen again
      onchange: () => this.#open(this.chooser.files[0]),
    });
    this.back = button("Back to the photograph", () => {
      this.opening = null;
      this.chooser.value = "";
      this.#show("camera");
      this.chooser.focus(); // this button goes away
    });
    const label = element("span", {}, "A picture of your own; it does not leave this device");
    return element(
      "div",
      { class: "row" },
      element("label", { class: "field" }, label, this.chooser),
      this.back,
      button("Download the result", () => this.#download()),
      element("a", { class: "plain", href: PHOTOGRAPH.href, download: "camera.png" }, "Download the photograph"),
    );
  }

  async #open(file) {
    if (!file) return;
    this.opening = file;
    try {
      const picture = await open(file, model.LONGEST);
      if (this.opening !== file) return; // another was chosen, or Reset was pressed, in the meantime
      this.file = picture;
      this.#show("own");
    } catch (error) {
      if (this.opening !== file) return;
      this.chooser.value = ""; // it names no picture that isn't shown
      this.say(error instanceof RangeError ? error.message : `${file.name} could not be opened.`);
    }
  }

  /** Exchange the picture; the loupe stays where it is, as a share of the sides. */
  #show(picture) {
    const before = this.#picture();
    this.state.picture = picture;
    const after = this.#picture();
    const moved = (place, from, to) => Math.round((place / from) * to);
    if (!before || !after) return this.update({ picture });
    const { row, column } = this.state;
    this.#move(moved(row, before.height, after.height), moved(column, before.width, after.width));
  }

  #picture() {
    return this.state.picture === "own" ? this.file : this.photograph;
  }

  #move(row, column) {
    const picture = this.#picture();
    if (!picture) return;
    const within = (place, size) => Math.max(1, Math.min(place, size - 2));
    this.before = null;
    this.update({ row: within(row, picture.height), column: within(column, picture.width) });
  }

  #key(event) {
    if (event.altKey || event.metaKey || event.ctrlKey || !(event.key in STEPS)) return;
    const [down, along] = STEPS[event.key].map((step) => step * (event.shiftKey ? 10 : 1));
    this.#move(this.state.row + down, this.state.column + along);
    event.preventDefault();
  }

  async #download() {
    if (!this.result) return this.say("There is no result yet: the photograph is not loaded.");
    const { image } = this.result;
    const canvas = element("canvas", { width: image.width, height: image.height });
    canvas.getContext("2d").putImageData(image, 0, 0);
    const blob = await new Promise((done) => canvas.toBlob(done));
    const link = element("a", { href: URL.createObjectURL(blob), download: `${model.preset(this.state) || "kernel"}-${this.state.show}.png` });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000); // an iPhone asks its reader first
    this.say(`The result is downloaded: ${image.width} × ${image.height} pixels, as PNG.`);
  }

  // Drawing

  render(state) {
    if (state.picture === "own" && !this.file) {
      state.picture = "camera";
      this.say("A picture of one's own is never sent, and not in its link: the photograph stands in for it.");
    }
    const picture = this.#picture();
    if (picture) {
      state.row = Math.min(state.row, picture.height - 2);
      state.column = Math.min(state.column, picture.width - 2);
    }
    const scale = model.scale(state);
    this.#showControls(state, picture);
    this.#showLegend(state, scale);
    this.#showNumbers(state, picture, scale);
    if (picture) this.#frame ||= requestAnimationFrame(() => this.#draw());
    return picture ? this.#showSum(state, picture) : "";
  }

  #showControls(state, picture) {
    const preset = model.preset(state);
    for (const [name, button] of Object.entries(this.buttons)) button.ariaPressed = String(name === preset);
    const signed = state.show === "answer" && state.scale === "signed";
    this.scale.element.hidden = state.show !== "answer";
    this.contrast.element.hidden = !signed && state.show !== "magnitude";
    this.threshold.hidden = state.show !== "direction";
    this.range.value = state.threshold;
    setText(this.least, shown(state.threshold));
    this.back.hidden = state.picture !== "own" || !this.photograph;
    const [row, column] = this.#place(state.cell);
    this.editor.show(`K(${row}, ${column})`, state.weights[state.cell]);
    this.divisor.show("divided by", state.divisor);
    setText(this.about, picture ? picture.about : "The photograph is loaded when it comes into view.");
    setText(this.from.caption, state.picture === "own" ? "Your picture" : "Photograph");
    setText(this.to.caption, this.#title(state));
    setText(this.bigFrom.caption, `${BIG} × ${BIG} pixels`);
    setText(this.bigTo.caption, `${BIG} × ${BIG} ${MANY[state.show]}`);
  }

  #title(state) {
    const kernel = NAMES[model.preset(state)] ?? "Your kernel";
    return state.show === "answer" ? kernel : `${SHOWN[state.show]}: ${kernel}`;
  }

  #showLegend(state, scale) {
    const { show } = state;
    const limit = model.limit(state);
    this.bar.hidden = show === "direction";
    this.wheel.hidden = !this.bar.hidden;
    const signed = show === "answer" && state.scale === "signed";
    const last = scale.colours.length - 1;
    this.strip.style.background = `linear-gradient(90deg, ${[0, last >> 1, last].map((at) => written(scale.colours[at]))})`;
    const ends = signed ? [-limit, 0, limit] : show === "magnitude" ? [0, limit / 2, limit] : [0, 127.5, 255];
    this.ends.forEach((end, i) => setText(end, shown(ends[i])));
    const share = `${SHARES[state.contrast]}the largest answer that ${show === "magnitude" ? "one kernel alone" : "any picture"} could get`;
    const texts = {
      magnitude: `Black is 0, white ${shown(limit)} and more: ${share}. The second kernel is the transpose of the first.`,
      direction: `Hue and arrow are the direction. ${model.meaning(state)} Dark: no magnitude above ${shown(state.threshold)}.`,
      answer: signed
        ? `Dark is negative, light positive. The ends are ${share}; what lies beyond is drawn like them.`
        : "Answers are rounded; below 0 they are drawn black, above 255 white.",
    };
    setText(this.reading, texts[show]);
  }

  #showNumbers(state, picture, scale) {
    const { row, column } = state;
    const around = picture && model.neighbours(picture, row, column);
    const first = [row - 1, column - 1];
    const lit = (r, c) => (this.look?.[0] === r && this.look[1] === c ? "lit" : "");
    this.pixels.show({
      ...{ caption: "Pixels X", rows: 3, columns: 3, first },
      cell: (r, c) => {
        const label = `X(${row + r - 1}, ${column + c - 1})`;
        if (!picture) return { text: "–", label: `${label}, not loaded` };
        const value = around[3 * r + c];
        return { text: shown(value), label: `${label} = ${value}`, class: lit(r, c), ...painted(model.GREYS.colours[value]) };
      },
    });
    this.kernel.show({
      ...{ caption: state.divisor > 1 ? `Kernel K ÷ ${state.divisor}` : "Kernel K", rows: 3, columns: 3, pinned: this.#place(state.cell) },
      cell: (r, c) => {
        const text = shown(state.weights[3 * r + c]);
        return { text, label: `K(${r}, ${c}) = ${text}`, class: lit(r, c) };
      },
    });
    this.values.show({
      ...{ caption: SHOWN[state.show], rows: 3, columns: 3, first, pinned: [1, 1] },
      cell: (r, c) => {
        const [i, j] = [row + r - 1, column + c - 1];
        const label = `${SHOWN[state.show]} at ${i}, ${j}`;
        if (!picture) return { text: "–", label: `${label}, not loaded` };
        if (i < 1 || j < 1 || i > picture.height - 2 || j > picture.width - 2) {
          return { text: "–", label: `${label}: none, the kernel would reach beyond the picture`, class: "left" };
        }
        const { value } = model.answer(picture, state, i, j);
        const text = Number.isNaN(value) ? "–" : this.#value(state, value);
        return { text, label: `${label}: ${Number.isNaN(value) ? "not shown" : text}`, ...painted(model.colour(value, scale)) };
      },
    });
  }

  /** A value as the table shows it. */
  #value(state, value) {
    return state.show === "direction" ? `${shown(value, 0)}°` : shown(value, Math.abs(value) < 100 ? 2 : 1);
  }

  /** The arithmetic under the loupe in words; returns what is announced. */
  #showSum(state, picture) {
    const { row, column, weights, divisor } = state;
    const around = model.neighbours(picture, row, column);
    const { value, gx, gy } = model.answer(picture, state, row, column);
    const { own, x } = model.pair(state);
    const kernel = state.show === "answer" ? weights : x;
    const terms = kernel.map((weight, i) => `${factor(weight)} · ${around[i]}`);
    const products = kernel.map((weight, i) => weight * around[i]);
    const name = state.show === "answer" ? "Y" : "Gx";
    const lit = this.look && state.show === "answer" ? 3 * this.look[0] + this.look[1] : -1;
    const by = divisor > 1 ? ` ÷ ${divisor}` : "";
    const at = `(${row}, ${column})`;
    const result = state.show === "answer" ? value : gx;
    const parts = [`${name}${at} = `];
    if (by) parts.push("(");
    terms.forEach((term, i) => parts.push(i ? " + " : "", i === lit ? element("b", {}, term) : term));
    if (by) parts.push(`)${by}`);
    parts.push(` = ${by ? `(${sum(products)})${by}` : sum(products)} = `, element("b", {}, shown(result)));
    const length = Math.hypot(gx, gy);
    const vector = `Gx = ${shown(gx)}, from ${own ? "this kernel" : "its transpose"}; Gy = ${shown(gy)}, from ${own ? "its transpose" : "this kernel"}. `;
    const magnitude = `Magnitude √(${factor(gx)}² + ${factor(gy)}²) = ${shown(length)}`;
    const degrees = Number.isNaN(value)
      ? ", too small for a direction."
      : `, direction ${shown(value, 1)}°: ${model.towards(value)}.`;
    const more = { answer: "", magnitude: `${vector}${magnitude}.`, direction: `${vector}${magnitude}${degrees}` }[state.show];
    this.sum.replaceChildren(...parts, ...(more ? [element("br"), more] : []));
    const all = model.total(weights);
    const flat = all / divisor;
    const isClose = [0, 1, -1].some((value) => Math.abs(flat - value) < 0.01); // to what it must not seem to be
    const share = shown(flat, isClose ? 6 : 2);
    const effect = flat === 0 ? "a flat region answers 0" : flat === 1 ? "a flat region keeps its brightness" : `a flat region answers ${share} times its brightness`;
    setText(this.total, `The weights add up to ${shown(all)}${by}${by ? ` = ${share}` : ""}: ${effect}.`);
    const said = state.show === "direction" && Number.isNaN(value) ? "not shown" : this.#value(state, value);
    return `${this.#title(state)}. Row ${row}, column ${column}: ${SHOWN[state.show].toLowerCase()} ${said}.`;
  }

  /** The pictures, in the next frame: many changes within one are drawn once. */
  #draw() {
    this.#frame = 0;
    const { state } = this;
    const picture = this.#picture();
    if (!picture || !this.isConnected) return;
    const { width, height } = picture;
    const scale = model.scale(state);
    const { weights, divisor, show, contrast, threshold } = state;
    if (picture !== this.result?.picture) this.#begin(picture);
    const drawn = [weights, divisor, show, state.scale, contrast, threshold].join();
    if (drawn !== this.result.drawn) {
      const { image, room } = this.result;
      const answers = model.answers(picture, state, room);
      paint(answers, scale, new Uint32Array(image.data.buffer));
      this.to.canvas.getContext("2d").putImageData(image, 1, 1);
      this.#tellLater(state, answers);
      Object.assign(this.result, { answers, drawn });
    }
    for (const { loupe } of [this.from, this.to]) {
      const reach = BIG >> 1;
      Object.assign(loupe.style, {
        height: `${(100 * BIG) / height}%`,
        left: `${(100 * (state.column - reach)) / width}%`,
        top: `${(100 * (state.row - reach)) / height}%`,
        width: `${(100 * BIG) / width}%`,
      });
    }
    this.#drawBig(state, picture);
    this.settle();
  }

  /** Draw a picture that was not drawn before, and make room for what becomes of it. */
  #begin(picture) {
    const { width, height } = picture;
    for (const { canvas } of [this.from, this.to]) {
      Object.assign(canvas, { width, height });
      canvas.className = width < 160 ? "small" : "";
      canvas.parentElement.style.maxWidth = `${(TALLEST * width) / height}px`;
    }
    const grey = new ImageData(width, height);
    paint(picture.pixels, model.GREYS, new Uint32Array(grey.data.buffer));
    this.from.canvas.getContext("2d").putImageData(grey, 0, 0);
    this.from.canvas.ariaLabel = picture.about;
    this.result = { picture, room: model.room(picture), image: new ImageData(width - 2, height - 2), drawn: "", place: "" };
  }

  /** It takes as long as a pass, and nobody hears it at once: the picture is seen before. */
  #tellLater(state, answers) {
    clearTimeout(this.telling);
    this.telling = setTimeout(() => {
      this.to.canvas.ariaLabel = this.#alternative(state, answers);
      this.telling = 0;
    }, 50);
  }

  /** What the whole result looks like, for whoever cannot see it. */
  #alternative(state, answers) {
    const share = (count) => percent(count / answers.length);
    if (state.show === "direction") {
      const some = answers.reduce((count, degrees) => count + (degrees !== NONE), 0);
      return `${this.#title(state)}: ${share(some)} of the positions have a direction; the others are dark.`;
    }
    const { least, most, negative, positive, above } = tally(answers);
    const range = `${this.#title(state)}: values from ${shown(least)} to ${shown(most)}`;
    if (state.show === "magnitude") return `${range}; ${share(above)} are above 255.`;
    return `${range}; ${share(negative)} are negative, ${share(answers.length - negative - positive)} are zero, ${share(positive)} are positive, ${share(above)} above 255.`;
  }

  #drawBig(state, picture) {
    const [top, left] = [state.row, state.column].map((place) => place - (BIG >> 1));
    const pairs = [[this.to, this.bigTo]];
    const place = [top, left].join();
    if (place !== this.result.place) pairs.push([this.from, this.bigFrom]); // else it shows the same pixels as before
    this.result.place = place;
    for (const [small, big] of pairs) {
      const context = big.canvas.getContext("2d");
      context.imageSmoothingEnabled = false;
      context.clearRect(0, 0, BIG * ZOOM, BIG * ZOOM);
      context.drawImage(small.canvas, left, top, BIG, BIG, 0, 0, BIG * ZOOM, BIG * ZOOM);
    }
    if (state.show === "direction") this.#drawArrows(top, left, picture);
    const where = `around row ${state.row}, column ${state.column}`;
    this.bigFrom.canvas.ariaLabel = `${BIG} × ${BIG} pixels ${where}; the 3 × 3 in the middle are in the table of pixels`;
    this.bigTo.canvas.ariaLabel = `${SHOWN[state.show]} ${where}; the 3 × 3 in the middle are in the table of answers`;
  }

  #drawArrows(top, left, { width, height }) {
    const context = this.bigTo.canvas.getContext("2d");
    context.beginPath();
    for (let i = 0; i < BIG; i++) {
      for (let j = 0; j < BIG; j++) {
        const [row, column] = [top + i, left + j];
        if (row < 1 || column < 1 || row > height - 2 || column > width - 2) continue;
        const degrees = this.result.answers[(row - 1) * (width - 2) + column - 1];
        if (degrees !== NONE) arrow(context, (j + 0.5) * ZOOM, (i + 0.5) * ZOOM, degrees);
      }
    }
    context.fill();
  }
}

/** Add an arrow around a point to the path, for a direction in degrees; four corners, because 225 arrows are drawn at once. */
function arrow(context, x, y, degrees) {
  const angle = (degrees * Math.PI) / 180;
  const along = Math.cos(angle);
  const down = Math.sin(angle);
  context.moveTo(x + 9 * along, y + 9 * down);
  context.lineTo(x - 8 * along - 5 * down, y - 8 * down + 5 * along);
  context.lineTo(x - 4 * along, y - 4 * down);
  context.lineTo(x - 8 * along + 5 * down, y - 8 * down - 5 * along);
}

define("kernel-lab", KernelLab);
