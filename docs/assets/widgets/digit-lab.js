// Digit lab: a digit is moved over its canvas, and three networks of the experiment answer; the whole test set moves along.
// networks.json loads when the widget is in view. What takes long, asking 597 digits in a new place, is done in slices.

import { signed } from "./colours.js";
import { Guess, STEPS, button, css, element, radios, setText } from "./elements.js";
import { choice, integer } from "./fields.js";
import * as model from "./digit-lab-model.js";
import { Experiment, MARGIN, SIDE, confidence, largest, placed } from "./digit-network.js";
import { counted, fixed, percent, range } from "./numbers.js";
import { Player, playerStyles } from "./player.js";
import { Widget, define } from "./widget.js";

const still = (event) => event.preventDefault(); // WebKit would begin to select what is around

const FILE = new URL("./networks.json", import.meta.url).href;
const SLICE = 8; // milliseconds of asking before the page has its turn
const TOLD = 250; // milliseconds until it is shown how far the asking is: a frame takes longer than a slice
const LATER = 600; // milliseconds until a result that came late is announced
const NAMES = ["MLP-32", "CNN-dense", "CNN-circular"];
const WANTED = "Type a number from 0 to 100.";
const RINGS = ["0 px", "1 px", "2 px"];
const MARK = [255, 45, 149]; // the largest value of a map
const MOVES = [[-1, 0, "↑", "Up"], [0, -1, "←", "Left"], [0, 0, "•", "To the middle"], [0, 1, "→", "Right"], [1, 0, "↓", "Down"]];

const START = [4, 15]; // of the pen
const clamp = (x, least, most) => Math.max(least, Math.min(x, most));

const LACKING = "The networks could not be loaded. Reload the page to try again.";

let lab = null; // once for all widgets of the page
let loading = null;

async function load() {
  const answer = await fetch(FILE);
  if (!answer.ok) throw new Error(answer.statusText);
  lab = new Experiment(await answer.json());
}

const styles = css`
  .guess {
    margin-bottom: 0.9em;
    min-height: calc(3.3em + var(--target)); /* as high when it is answered */
  }
  .guess .row {
    margin-top: 0.4em;
  }
  .top {
    align-items: start;
    display: flex;
    flex-wrap: wrap;
    gap: 8px clamp(8px, 3cqi, 24px);
    margin-top: 0.6em;
  }
  .surface {
    border-radius: 2px;
    cursor: grab;
    display: block;
    forced-color-adjust: none;
    position: relative;
    -webkit-user-select: none;
    user-select: none;
    width: 204px;
  }
  .surface.pad {
    cursor: crosshair;
  }
  :is(.surface.pad, .object) {
    -webkit-touch-callout: none;
    touch-action: none; /* a finger that begins on the digit drags it; beside it, the page scrolls */
  }
  canvas {
    display: block;
    image-rendering: pixelated;
    width: 100%;
  }
  .surface canvas {
    background: #000;
  }
  .surface i {
    box-sizing: border-box;
    position: absolute;
  }
  .surface i:not(.object) {
    pointer-events: none;
  }
  .object {
    height: calc(100% * 8 / 12);
    width: calc(100% * 8 / 12);
  }
  .home {
    border: 1px dashed #9aa0aa;
    inset: calc(100% * 2 / 12);
  }
  .pen {
    border: 1px solid #000;
    border-radius: 50%;
    box-shadow: 0 0 0 1.5px #fff;
    height: calc(100% * 5 / 32);
    translate: -50% -50%;
    width: calc(100% * 5 / 32);
  }
  .pen.down {
    box-shadow: 0 0 0 3px rgb(${MARK});
  }
  .lines {
    background:
      repeating-linear-gradient(#8886 0 1px, transparent 1px 12.5%),
      repeating-linear-gradient(90deg, #8886 0 1px, transparent 1px 12.5%);
    inset: 0;
  }
  .under {
    color: var(--muted-);
    font-size: 0.92em;
    margin-top: 0.4em;
  }
  .moves {
    display: grid;
    gap: 3px;
    grid-template-columns: repeat(3, auto);
    justify-content: start;
  }
  .moves button {
    padding: 0;
  }
  .moves :is(:first-child, :last-child) {
    grid-column: 2;
  }
  .moves :nth-child(2) {
    grid-column: 1;
  }
  input[type="number"] {
    width: 5em;
  }
  .networks {
    --dense-: var(--dense, light-dark(#6b7078, #9aa0aa));
    display: grid;
    gap: 0.9em clamp(8px, 3.5cqi, 28px);
    grid-template-columns: repeat(3, minmax(0, 1fr));
    margin-top: 1em;
  }
  .networks > div {
    border-top: 3px solid var(--dense-);
    padding-top: 0.3em;
  }
  .networks > div:last-child {
    border-color: var(--convolution, var(--accent-));
  }
  .title {
    font-weight: 650;
  }
  .answer {
    align-items: baseline;
    display: flex;
    flex-wrap: wrap;
    gap: 0 0.6em;
    min-height: 4.4em;
  }
  .answer b {
    font-size: 2em;
    line-height: 1.2;
  }
  .answer .wrong {
    color: var(--accent-);
    font-weight: 650;
  }
  .answer span:last-child {
    color: var(--muted-);
    flex: 1 0 100%;
  }
  .share b {
    font-size: 1.35em;
  }
  .share {
    min-height: 5em;
  }
  .share span {
    color: var(--muted-);
    display: block;
  }
  .bar {
    background: var(--shade-);
    border: 1px solid var(--muted-);
    height: 8px;
  }
  .bar i {
    background: var(--output-);
    display: block;
    forced-color-adjust: none;
    height: 100%;
  }
  .part {
    color: var(--muted-);
    font-size: 0.92em;
    margin: 0.7em 0 0.2em;
  }
  .logits {
    border-spacing: 0;
    width: 100%;
  }
  .logits th {
    font-weight: 400;
    text-align: left;
    width: 1.2em;
  }
  .logits td {
    padding: 0;
  }
  .logits td:last-child {
    text-align: right;
    width: 3.4em;
  }
  .logits .answers {
    background: var(--shade-);
    font-weight: 650;
    outline: 1px solid var(--muted-);
  }
  .logits .truth th {
    font-weight: 650;
    text-decoration: underline;
    text-underline-offset: 0.15em;
  }
  .logits div {
    height: 10px;
    position: relative;
  }
  .logits i {
    background: var(--dense-);
    forced-color-adjust: none;
    height: 100%;
    position: absolute;
    transform-origin: 0;
    width: 100%;
  }
  .logits .answers i {
    background: var(--output-);
  }
  .map {
    display: grid;
    font-size: 11px;
    gap: 1px;
    grid-template-columns: repeat(5, 1fr);
    line-height: 1;
    max-width: 170px;
  }
  .map i {
    aspect-ratio: 1;
    border: 1px solid var(--rule-);
    cursor: pointer;
    display: grid;
    font-style: normal;
    place-items: center;
  }
  @media (pointer: coarse) {
    .map {
      pointer-events: none; /* its cells are smaller than a finger, and the arrows lead to every one */
    }
  }
  .map .here {
    outline: 2px solid var(--ink-);
    z-index: 1;
  }
  .rings td {
    padding: 0 0.4em 0 0;
    white-space: nowrap;
  }
  .rings small {
    color: var(--muted-);
    font-size: inherit;
  }
  .waiting {
    min-height: 700px;
  }
  .files {
    font-size: 0.92em;
    margin-top: 0.6em;
  }
  .files a {
    color: inherit;
    display: inline-block;
    line-height: var(--target);
    min-width: var(--target);
  }
  @container (max-width: 26em) {
    .surface {
      width: 168px;
    }
    .networks {
      font-size: 12px;
    }
    .rings {
      font-size: 11px;
    }
  }
  @container (max-width: 330px) {
    .surface {
      width: 138px;
    }
    .rings small {
      display: none;
    }
  }
`;

const cell = (tag, name, ...children) => element(tag, { class: name }, ...children);

/** 257 colours from 0 to the largest value, as a canvas stores them. */
const palette = (colour) => Uint32Array.from({ length: 257 }, (_, i) => stored(colour(i / 256)));
const stored = ([red, green, blue]) => ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
const ACTIVE = palette(signed);
const GREY = palette((value) => [1, 1, 1].map(() => Math.round(255 * value)));
const PEAK = stored(MARK);

/** Square maps beside each other, `side` values a side, on a canvas; a value is `zoom` pixels wide, `top` has the last colour. */
function tile(canvas, { values, maps, side }, { columns = 1, zoom = 1, top = 1, colours = GREY, marked = false }) {
  const step = side * zoom + 1;
  const image = new ImageData(columns * step - 1, Math.ceil(maps / columns) * step - 1);
  const dots = new Uint32Array(image.data.buffer);
  for (let map = 0; map < maps; map++) {
    const own = values.subarray(map * side * side, (map + 1) * side * side);
    const peak = marked && own[largest(own)] > 0 ? largest(own) : -1;
    for (let i = 0; i < own.length; i++) {
      const colour = i === peak ? PEAK : colours[top > 0 ? Math.round((256 * own[i]) / top) : 0];
      const row = Math.floor(map / columns) * step + Math.floor(i / side) * zoom;
      const start = row * image.width + (map % columns) * step + (i % side) * zoom;
      for (let line = 0; line < zoom; line++) dots.fill(colour, start + line * image.width, start + line * image.width + zoom);
    }
  }
  if (canvas.width !== image.width) canvas.width = image.width;
  if (canvas.height !== image.height) canvas.height = image.height;
  canvas.getContext("2d").putImageData(image, 0, 0);
}

/** The activations of a layer, as bright as the largest allows. */
function activity(canvas, layer, marked) {
  const single = layer.side === 1;
  const top = layer.values.reduce((most, value) => Math.max(most, value), 0);
  tile(canvas, layer, { columns: single ? 8 : 4, zoom: single ? 6 : 12 / layer.side, top, colours: ACTIVE, marked });
}

class DigitLab extends Widget {
  static label = "Digit lab";
  static attributes = { digit: integer(2, 1, model.DIGITS), maps: choice("first", "first", "last") };
  static fields = model.fields;
  static styles = [playerStyles, styles];
  static tries = [
    "Guess, then press Play. The walk leads through all 25 places: which network loses nothing, and which loses more with each ring?",
    "Show the maps before the head and move the digit. In CNN-circular the maps move along, and the largest value of each stays. The pooled maps of CNN-dense change instead, and it reads them at fixed positions.",
    "Draw a digit in the middle, again if the three networks disagree about it, and move it. Maps that move with the digit are not enough: an answer stays only where the head throws the place away.",
  ];
  static code = model.code;

  /** Settles when there is something to see, the accuracies in the place on the screen included. */
  loaded = new Promise((settle) => (this.settle = settle));
  /** Whether test digits are still to be asked. */
  asking = false;
  #speaking = 0;
  #visible = false;
  #seen = false; // the answer to what was done last
  #told = 0;
  #pen = START;
  #penDown = false;
  #past = []; // drawings before each stroke

  // Building

  build(stage) {
    this.waiting = element("p", { class: "waiting" });
    this.player = new Player(this, {
      what: "Walk over the 25 places",
      length: () => model.WALK.length - 1,
      at: () => model.moment(this.state),
      go: (moment) => this.#go(model.WALK[moment]),
      whole: () => model.followed(this.state),
    });
    this.columns = NAMES.map((name) => this.#column(name));
    const legend =
      "Below a map: the mean over the places seen at that distance, and how many they are. A bold row is the answer, an underlined digit the right one. " +
      "Bars are logits, negative ones to the left; how sure a network is, is what a softmax makes of the largest.";
    this.whole = element(
      "div",
      {},
      this.#guess(),
      cell("div", "row", this.#sources(), this.#digit()),
      cell("div", "top", this.#pad(), this.#canvas(), cell("div", "row", this.#arrows(), this.#tools())),
      this.caption,
      this.hint,
      cell("p", "under", "The walk, from the middle outwards:"),
      this.player.element,
      cell("div", "networks", ...this.columns.map((column) => column.element)),
      cell("p", "under", legend),
      this.#choice(),
      element("p", { class: "files" }, "File that the code reads: ", element("a", { href: FILE, download: "networks.json" }, "networks.json"), "."),
    );
    stage.append(this.waiting, this.whole);
  }

  #guess() {
    this.question = element("p");
    this.guess = new Guess(this, { check: (guess) => this.#check(guess), wanted: WANTED, inputmode: "decimal" });
    setText(this.guess.question, "Your guess, in per cent");
    this.guess.row.append(button("Show me without a guess", () => this.#reveal("skipped"), { class: "plain" }));
    this.guess.reply.remove(); // the question becomes the reply
    this.guess.element.prepend(this.question);
    return this.guess.element;
  }

  #sources() {
    return this.choose("source", "Digit", { test: "A test digit", drawn: "Draw one" }, { make: radios }).element;
  }

  #choice() {
    const maps = { first: "First feature maps", last: "Last ones, before the head" };
    return this.choose("maps", "Feature maps", maps, { make: radios }).element;
  }

  #digit() {
    const to = (digit) => this.update({ digit: Math.max(1, Math.min(digit, model.DIGITS)) });
    const step = (text, by) => button(text, () => to(this.state.digit + by));
    const of = this.enter("digit", "Number of the digit", to);
    return (this.chooser = cell("div", "row", of, step("Previous", -1), step("Next", 1)));
  }

  #arrows() {
    this.arrows = MOVES.map(([down, right, text, name]) => {
      const press = () => (down || right ? this.#move(down, right) : this.#home());
      return button(text, press, { "aria-label": name });
    });
    return cell("div", "moves", ...this.arrows);
  }

  /** What the networks see; it can be dragged and moved with the arrow keys. */
  #canvas() {
    this.shown = element("canvas", { width: SIDE, height: SIDE, "aria-hidden": "true" });
    let from = null;
    let pointer; // other fingers change nothing
    const end = ({ pointerId }) => pointerId === pointer && (from = null);
    this.surface = element(
      "div",
      {
        class: "surface",
        role: "application",
        tabindex: 0,
        onkeydown: (event) => this.#key(event, ([down, right]) => this.#move(down, right), () => this.#home()),
        onpointerdown: (event) => {
          if (from || event.button || (event.pointerType === "touch" && event.target !== this.object)) return;
          pointer = event.pointerId;
          this.surface.setPointerCapture(pointer);
          this.player.stop();
          from = [event.clientY, event.clientX, this.state.down, this.state.right];
        },
        onpointermove: (event) => {
          if (!from || event.pointerId !== pointer) return;
          const size = this.surface.clientWidth / SIDE;
          this.#go([from[2] + (event.clientY - from[0]) / size, from[3] + (event.clientX - from[1]) / size]);
        },
        onpointerup: end,
        onpointercancel: end,
        onselectstart: still,
      },
      this.shown,
      (this.object = cell("i", "object")),
      cell("i", "home"),
    );
    this.caption = cell("p", "under");
    return this.surface;
  }

  /** Where one draws: by pointer, or with arrow keys that move a pen and Space that puts it down. */
  #pad() {
    this.ink = element("canvas", { width: model.PAD, height: model.PAD, "aria-hidden": "true" });
    this.tip = cell("i", "pen");
    const place = (event) => {
      const { left, top, width } = this.drawing.getBoundingClientRect();
      return [event.clientY - top, event.clientX - left].map((x) => clamp(Math.floor((x / width) * model.PAD), 0, model.PAD - 1));
    };
    let drawing = false;
    let pointer; // as above
    const end = ({ pointerId }) => pointerId === pointer && (drawing = false);
    this.drawing = element(
      "div",
      {
        class: "surface pad",
        role: "application",
        tabindex: 0,
        "aria-label": "Drawing, 32 by 32 cells. Arrow keys move the pen, with Shift by four cells; Space puts it down and lifts it.",
        onkeydown: (event) => this.#key(event, (way) => this.#steer(way, event.shiftKey ? 4 : 1), null),
        onblur: () => this.#lift(),
        onpointerdown: (event) => {
          if (drawing || event.button) return;
          pointer = event.pointerId;
          this.drawing.setPointerCapture(pointer);
          this.#lift();
          this.#pen = place(event);
          drawing = true;
          this.#remember();
          this.#draw(this.#pen);
        },
        onpointermove: (event) => drawing && event.pointerId === pointer && this.#draw(place(event)),
        onpointerup: end,
        onpointercancel: end,
        onselectstart: still,
      },
      this.ink,
      cell("i", "lines"),
      this.tip,
    );
    return this.drawing;
  }

  #tools() {
    this.undo = button("Undo", () => this.#undo());
    this.clear = button("Clear", () => this.#clear());
    this.hint = cell("p", "under");
    return (this.tools = cell("div", "row", this.undo, this.clear));
  }

  #column(name) {
    const [title, says, right, sure] = [cell("p", "title", name), element("b"), element("span"), element("span")];
    const [share, bar, of] = [element("b"), element("i"), element("span")];
    const rows = range(10).map((digit) => {
      const [fill, number] = [element("i"), element("td")];
      return { fill, number, element: element("tr", {}, element("th", { scope: "row" }, String(digit)), element("td", { "aria-hidden": "true" }, element("div", {}, fill)), number) };
    });
    const [drawn, numbers, what, read] = [element("canvas", { role: "img" }), element("canvas", { role: "img" }), cell("p", "part"), cell("p", "part")];
    const cells = range(25).map(() => element("i"));
    const to = (k) => k >= 0 && this.#move(Math.floor(k / 5) - MARGIN - this.state.down, (k % 5) - MARGIN - this.state.right);
    const rings = RINGS.map((ring) => {
      const [mean, count] = [element("td"), element("small")];
      return { mean, count, element: element("tr", {}, element("td", {}, ring), mean, element("td", {}, count)) };
    });
    const made = cell(
      "div",
      "",
      title,
      cell("p", "answer", says, right, sure),
      element("div", { class: "share" }, element("span", {}, `All ${model.DIGITS} moved`), share, cell("div", "bar", bar), of),
      cell("p", "part", "% right, by place"),
      element("div", { class: "map", "aria-hidden": "true", onclick: ({ target }) => to(cells.indexOf(target)) }, ...cells),
      element("table", { class: "rings", "aria-label": `Accuracy of ${name} by distance` }, ...rings.map((ring) => ring.element)),
      cell("p", "part", "Logits"),
      element("table", { class: "logits", "aria-label": `Logits of ${name}` }, ...rows.map((row) => row.element)),
      what,
      drawn,
      read,
      numbers,
    );
    return { name, says, right, sure, share, bar, of, rows, drawn, numbers, what, read, cells, rings, element: made };
  }

  // What the reader does

  /** To a place, as far as the margin lets it. */
  #go(place) {
    const [down, right] = place.map((x) => clamp(Math.round(x), -MARGIN, MARGIN));
    if (down === this.state.down && right === this.state.right) return;
    const seen = model.been(this.state).reduce((bits, [d, r]) => bits | (1 << model.moment({ down: d, right: r })), 0);
    this.update({ down, right, seen: seen | (1 << model.moment({ down, right })) });
  }

  #move(down, right) {
    this.player.stop();
    const to = [this.state.down + down, this.state.right + right];
    if (model.distance(to) > MARGIN) this.say("The margin is two pixels wide. Further on, strokes would leave the canvas.");
    else this.#go(to);
  }

  #home() {
    this.player.stop();
    this.#go([0, 0]);
  }

  #key(event, arrow, home) {
    if (event.altKey || event.metaKey || event.ctrlKey) return;
    if (event.key in STEPS) arrow(STEPS[event.key]);
    else if (event.key === "Home" && home) home();
    else if (event.key === " " && !home) event.repeat || this.#toggle(); // a key that is held is one press
    else if (event.key === "Escape" && !home) this.#lift();
    else return;
    event.preventDefault();
  }

  #check(guess) {
    if (guess >= 0 && guess <= 100) this.#reveal(String(Math.round(10 * guess) / 10));
    else this.say(WANTED);
  }

  /** Show what happens two pixels to the right. */
  #reveal(guess) {
    this.update({ guess });
    this.#go([0, MARGIN]);
    this.surface.focus();
  }

  // Drawing

  #remember() {
    this.#past.push(this.state.drawing);
  }

  #draw(to) {
    const cells = model.bitmap(this.state.drawing);
    model.stroke(cells, this.#pen, to);
    this.#pen = to;
    this.update({ drawing: model.written(cells) });
  }

  #steer(way, by) {
    const to = this.#pen.map((x, axis) => clamp(x + by * way[axis], 0, model.PAD - 1));
    if (this.#penDown) return this.#draw(to);
    this.#pen = to;
    this.refresh();
  }

  #toggle() {
    this.#penDown = !this.#penDown;
    if (!this.#penDown) return this.refresh();
    this.#remember();
    this.#draw(this.#pen);
  }

  #lift() {
    if (!this.#penDown) return;
    this.#penDown = false;
    this.refresh();
  }

  #undo() {
    if (this.#past.length) this.update({ drawing: this.#past.pop() });
  }

  #clear() {
    if (!this.state.drawing) return;
    this.#remember();
    this.update({ drawing: "" });
  }

  refocus() {
    [this.#pen, this.#penDown, this.#past] = [START, false, []];
  }

  // Asking the test digits

  onScreen() {
    this.#visible = true;
    loading ??= load();
    loading.then(
      () => {
        if (this.note.textContent === LACKING) setText(this.note, "");
        this.refresh();
        this.#ask();
      },
      () => {
        loading = null;
        this.say(LACKING);
      },
    );
  }

  offScreen() {
    this.#visible = false;
    clearTimeout(this.#speaking);
  }

  /** A slice of asking at a time, the place on the screen before those of the map. */
  #ask() {
    if (this.asking || !this.#visible || !lab) return;
    const here = [this.state.down, this.state.right];
    const asked = this.state.guess === "" ? [0, 0] : [0, MARGIN]; // what the question speaks of
    const place = [here, ...model.been(this.state), asked].find((one) => !lab.measured(...one));
    if (!place) return;
    this.asking = true;
    const ask = () => setTimeout(() => this.#slice(place, here));
    const see = () => {
      this.#seen = true;
      ask();
    };
    if (this.#seen) ask();
    else requestAnimationFrame(see);
  }

  #slice(place, here) {
    this.asking = false;
    if (!this.#visible) return;
    if (!this.#seen) return this.#ask(); // something was done in the meantime
    const begun = performance.now();
    lab.measure(...place, () => performance.now() < begun + SLICE);
    if (lab.measured(...place) || begun > this.#told + TOLD) {
      this.#told = begun;
      this.#accuracies(this.state);
    }
    if (lab.measured(...place) && place === here) {
      clearTimeout(this.#speaking);
      if (!this.quiet) this.#speaking = setTimeout(() => this.refresh(), LATER); // one that plays says so when it stops
    }
    this.#ask();
  }

  // Rendering

  render(state) {
    clearTimeout(this.#speaking);
    this.whole.hidden = !lab;
    this.waiting.hidden = Boolean(lab);
    setText(this.waiting, lab ? "" : "The networks load when this comes into view.");
    if (!lab) return "";
    const drawn = state.source === "drawn";
    const cells = model.bitmap(state.drawing);
    const pixels = drawn ? model.counts(cells) : lab.digits[state.digit - 1];
    const truth = drawn ? -1 : lab.labels[state.digit - 1];
    const canvas = placed(pixels, state.down, state.right);
    this.#showDigit(state, canvas, truth);
    this.#showPad(drawn, cells);
    this.player.show();
    const answers = lab.networks.map((network, i) => this.#show(this.columns[i], network, network.logits(canvas), truth, state));
    this.#accuracies(state);
    this.#seen = false;
    this.#ask();
    if (lab.measured(state.down, state.right)) queueMicrotask(() => this.settle());
    const what = drawn ? "Your drawing" : `Digit ${state.digit}, ${truth === 8 ? "an" : "a"} ${truth}`;
    return `${what}, ${model.where(state)}. ${answers.join(" ")} ${this.#spoken(state)}`;
  }

  #showDigit(state, canvas, truth) {
    this.object.style.inset = [state.down, state.right].map((pixels) => `${((MARGIN + pixels) / SIDE) * 100}%`).join(" auto auto ");
    tile(this.shown, { values: canvas, maps: 1, side: SIDE }, {});
    const what = truth < 0 ? "Your drawing" : `${truth === 8 ? "An" : "A"} ${truth}`;
    setText(this.caption, `${what}, ${model.where(state)}. Drag it. Dashed: where all training digits were.`);
    this.surface.ariaLabel = `What the networks see: ${what}, ${model.where(state)}. Arrow keys move it, Home leads to the middle.`;
    this.chooser.hidden = truth < 0;
    MOVES.forEach(([down, right], i) => {
      const to = [state.down + down, state.right + right];
      const stuck = down || right ? model.distance(to) > MARGIN : !state.down && !state.right;
      this.arrows[i].ariaDisabled = String(stuck);
    });
  }

  #showPad(drawn, cells) {
    for (const part of [this.drawing, this.tools, this.hint]) part.hidden = !drawn;
    if (!drawn) return;
    tile(this.ink, { values: cells, maps: 1, side: model.PAD }, {});
    [this.tip.style.top, this.tip.style.left] = this.#pen.map((x) => `${(100 * (x + 0.5)) / model.PAD}%`);
    this.tip.classList.toggle("down", this.#penDown);
    this.undo.ariaDisabled = String(!this.#past.length);
    this.clear.ariaDisabled = String(!cells.includes(1));
    const tall = model.height(cells);
    const made = "As in the data set, each block of 4 × 4 cells becomes a pixel: the number of its inked cells, 0 to 16.";
    const keys = "By keyboard: arrows move the pen, with Shift by four cells; Space puts it down and lifts it.";
    const advice = !tall
      ? "Draw a digit as tall as the square."
      : tall < 30
        ? `It is ${counted(tall, "cell")} tall; the data set’s digits fill all ${model.PAD}.`
        : "";
    setText(this.hint, `${made} ${keys} ${advice}`.trim());
  }

  /** One network's answer, logits and maps; returns the answer as a sentence. */
  #show(column, network, logits, truth, state) {
    const [answer, sure] = [largest(logits), confidence(logits)];
    const blank = truth < 0 && !state.drawing;
    const verdict = blank ? "for a blank" : truth < 0 ? "" : answer === truth ? "right" : "wrong";
    setText(column.says, String(answer));
    setText(column.right, verdict);
    column.right.className = truth < 0 ? "" : verdict;
    setText(column.sure, `${sure > 0.995 ? "over 99 %" : percent(sure)} sure`);
    const reach = Math.max(...logits.map(Math.abs));
    column.rows.forEach(({ fill, number, element: row }, digit) => {
      const [logit, half] = [logits[digit], (50 * Math.abs(logits[digit])) / reach];
      setText(number, fixed(logit, 2));
      row.className = [digit === answer && "answers", digit === truth && "truth"].filter(Boolean).join(" ");
      fill.style.transform = `translateX(${logit < 0 ? 50 - half : 50}%) scaleX(${half / 100})`; // which moves nothing else
    });
    this.#maps(column, network, state.maps === "last");
    return `${network.name} says ${answer}${verdict && `, ${verdict}`}.`;
  }

  /** The maps that the state asks for, and the numbers that the head reads where they are not the maps themselves. */
  #maps(column, { name, layers }, last) {
    const shown = layers.filter(({ kind }) => kind === "relu").at(last ? -1 : 0);
    const pooled = layers.findLast(({ kind }) => kind.endsWith("pool"));
    const global = pooled?.side === 1;
    const drawn = last && pooled && !global ? pooled : shown;
    const hidden = drawn.side === 1;
    activity(column.drawn, drawn, last && global);
    const size = `${drawn.maps} maps of ${drawn.side} × ${drawn.side}`;
    setText(column.what, hidden ? `${drawn.maps} hidden units` : last && !global ? `${size}, all read by the head` : last ? `${size}, the largest of each marked` : size);
    column.drawn.ariaLabel = `${name}: ${column.what.textContent}`;
    column.numbers.hidden = column.read.hidden = !(last && global);
    if (!(last && global)) return;
    activity(column.numbers, pooled, false);
    setText(column.read, `${pooled.maps} largest values, all that the head reads`);
    column.numbers.ariaLabel = `${name}: ${column.read.textContent}`;
  }

  /** Whether the reader may see the accuracies in a place: before a guess only in the middle. */
  #open(state, place) {
    return state.guess !== "" || model.distance(place) === 0;
  }

  #accuracies(state) {
    const here = [state.down, state.right];
    const places = model.been(state);
    this.columns.forEach((column, i) => {
      const { asked, right } = lab.tally(...here)[i];
      const [done, open] = [asked === model.DIGITS, this.#open(state, here)];
      setText(column.share, open ? (done ? percent(right / asked, 1) : "…") : "?");
      column.bar.style.width = open && done ? `${(100 * right) / asked}%` : "0";
      setText(column.of, open ? (done ? `${right} / ${model.DIGITS} right` : `${asked} asked`) : "guess first");
      column.of.className = done ? "" : "asking";
      const known = places.filter((place) => this.#open(state, place) && lab.tally(...place)[i].asked === model.DIGITS);
      const share = (place) => lab.tally(...place)[i].right / model.DIGITS;
      column.cells.forEach((box, k) => {
        const place = [Math.floor(k / 5) - MARGIN, (k % 5) - MARGIN];
        const found = known.some(([down, right]) => down === place[0] && right === place[1]);
        const text = found ? fixed(100 * share(place), 0) : "";
        if (text !== box.textContent) {
          box.textContent = text;
          box.style.background = found ? `color-mix(in srgb, var(--output-) ${Math.round(45 * share(place))}%, var(--paper-))` : "";
        }
        box.classList.toggle("here", place[0] === here[0] && place[1] === here[1]);
      });
      column.rings.forEach(({ mean, count }, ring) => {
        const of = known.filter((place) => model.distance(place) === ring);
        setText(mean, of.length ? percent(of.reduce((sum, place) => sum + share(place), 0) / of.length, 1) : "–");
        setText(count, ring ? `${of.length}/${8 * ring}` : "");
      });
    });
    this.#prediction(state);
  }

  /** The question, and what has become of the guess. */
  #prediction(state) {
    const share = (place) => {
      const { asked, right } = lab.tally(...place)[0];
      return asked === model.DIGITS ? `${percent(right / asked, 1)}` : "…";
    };
    this.guess.row.hidden = state.guess !== "";
    const told = state.guess === "skipped" ? "" : `Your guess for ${NAMES[0]}, two pixels to the right: ${state.guess} %. `;
    const names = told ? "It" : `Two pixels to the right, ${NAMES[0]}`;
    setText(
      this.question,
      state.guess === ""
        ? `With all ${model.DIGITS} test digits in the middle, ${NAMES[0]} names ${share([0, 0])} of them rightly. Now all of them move two pixels to the right. How many per cent does it name rightly then?`
        : `${told}${names} names ${share([0, MARGIN])} of the ${model.DIGITS} test digits rightly. Play the walk to see the other places.`,
    );
  }

  #spoken(state) {
    const here = [state.down, state.right];
    if (!this.#open(state, here)) return "The accuracies are shown after your guess.";
    if (!lab.measured(...here)) return "";
    const parts = lab.tally(...here).map(({ right }, i) => `${NAMES[i]} ${percent(right / model.DIGITS, 1)}`);
    return `Of all ${model.DIGITS} digits here: ${parts.join(", ")}.`;
  }
}

define("digit-lab", DigitLab);
