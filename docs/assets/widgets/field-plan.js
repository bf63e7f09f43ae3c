// A level of a stack seen from above: its units as a square, what is lit of them, and which unit is chosen. All levels of a
// widget are drawn to the scale of the input, so that a unit is as wide as its jump. Cells have lines and numbers where there is
// room; else the square is a box.

import { signed } from "./colours.js";
import { css, element, setText, svg } from "./elements.js";

export const planStyles = css`
  .plan {
    --tint: var(--output-);
    margin: 0;
    max-width: 100%;
  }
  .plan.input {
    --tint: var(--input-);
  }
  .plan figcaption {
    color: color-mix(in srgb, var(--tint) 82%, var(--ink-));
    font-weight: 650;
    line-height: 1.25;
    padding-bottom: 0.2em;
  }
  .plan.chosen figcaption {
    text-decoration: underline;
    text-underline-offset: 0.18em;
  }
  .plan .sheet {
    display: grid;
    justify-content: start;
    position: relative;
  }
  .plan canvas {
    image-rendering: pixelated;
    position: absolute;
  }
  .plan svg {
    cursor: pointer;
    display: block;
    height: auto;
    max-width: 100%;
    overflow: visible;
    position: relative;
  }
  .plan svg * {
    vector-effect: non-scaling-stroke;
  }
  .plan .body {
    fill: color-mix(in srgb, var(--tint) 12%, var(--paper-));
    stroke: var(--tint);
  }
  .plan .painted {
    fill: none;
  }
  .plan .lines {
    fill: none;
    stroke: var(--paper-);
    stroke-width: 1.5px;
  }
  .plan .left {
    fill: none;
    stroke: var(--muted-);
  }
  .plan .lit {
    fill: color-mix(in srgb, var(--tint) 55%, var(--paper-));
    stroke: none;
  }
  .plan .box {
    fill: none;
    stroke: var(--ink-);
    stroke-dasharray: 4 3;
    stroke-width: 1.5px;
  }
  .plan .unit {
    fill: none;
    stroke: var(--ink-);
    stroke-width: 2.5px;
  }
  .plan text {
    fill: #000;
    font-size: 0.4px;
    pointer-events: none;
    text-anchor: middle;
  }
  @media (forced-colors: active) {
    .plan .body {
      fill: Canvas;
      stroke: CanvasText;
    }
    .plan .painted {
      fill: none;
    }
    .plan .lines {
      stroke: GrayText;
    }
    .plan .lit {
      fill: Highlight;
    }
    .plan :is(.unit, .box) {
      stroke: CanvasText;
    }
  }
`;

const FINE = 5; // from so many screen pixels on a cell has lines
/** And from so many a number. */
export const ROOMY = 26;
const STEPS = 1000;
const SHADES = Array.from({ length: STEPS + 1 }, (_, i) => [...signed(i / STEPS), 255]);
const SMALLEST = 8; // a map is not drawn smaller

const put = (node, given) => {
  for (const [name, value] of Object.entries(given)) if (node.getAttribute(name) !== String(value)) node.setAttribute(name, value);
};
const square = (row, column, rows, columns) => `M${column} ${row}h${columns}v${rows}h${-columns}z`;

export class Plan {
  /** @param {{kind: string, look: (place: [number, number] | null) => void, pick: (place: [number, number]) => void}} given */
  constructor({ kind, look, pick }) {
    const mouse = (event, place) => event.pointerType === "mouse" && look(place);
    const parts = ["body", "lit", "lines", "left", "box", "unit"].map((name) => [name, svg("path", { class: name })]);
    this.parts = Object.fromEntries(parts);
    this.texts = svg("g", { "aria-hidden": "true" });
    this.svg = svg("svg", { role: "img" });
    this.svg.append(...parts.map(([, part]) => part), this.texts);
    this.svg.addEventListener("click", (event) => this.#at(event) && pick(this.#at(event)));
    this.svg.addEventListener("pointermove", (event) => mouse(event, this.#at(event)));
    this.svg.addEventListener("pointerleave", (event) => mouse(event, null));
    this.canvas = element("canvas", { hidden: true });
    this.caption = element("figcaption");
    const sheet = element("div", { class: "sheet" }, this.canvas, this.svg);
    this.element = element("figure", { class: `plan ${kind}` }, this.caption, sheet);
  }

  /**
   * @param {{caption: string, label: string, units: number, scale: number, margin?: [number, number], rows?: [number, number][],
   *   columns?: [number, number][], left?: number, unit?: [number, number] | null, chosen?: boolean,
   *   box?: {first: [number, number], side: number} | null,
   *   paint?: {value: (row: number, column: number) => number, text: (row: number, column: number) => string} | null}} given `scale` is the width of a
   *   unit on the screen, `margin` what is drawn before and behind the units, `rows` and `columns` the runs that are lit;
   *   a painted value is from 0 to 1, and NaN where there is none
   */
  show({ caption, label, units, scale, margin = [0, 0], rows = [], columns = [], left = 0, unit = null, chosen = false, box = null, paint = null }) {
    const extent = units + margin[0] + margin[1];
    const side = Math.max(SMALLEST, Math.round(extent * scale));
    this.shape = { units, before: margin[0], extent };
    setText(this.caption, caption);
    this.element.classList.toggle("chosen", chosen);
    put(this.svg, { width: side, height: side, viewBox: `${-margin[0]} ${-margin[0]} ${extent} ${extent}`, "aria-label": label });
    const { parts } = this;
    put(parts.body, { d: square(0, 0, units, units), class: paint ? "body painted" : "body" });
    const inner = scale >= FINE ? Array.from({ length: units - 1 }, (_, i) => i + 1) : [];
    put(parts.lines, { d: paint ? "" : inner.map((i) => `M0 ${i}h${units}M${i} 0v${units}`).join("") });
    const lit = paint ? [] : rows.flatMap(([r, to]) => columns.map(([c, end]) => square(r, c, to - r + 1, end - c + 1)));
    put(parts.lit, { d: lit.join("") });
    put(parts.left, { d: hatching(units, left, scale) });
    put(parts.box, { d: box ? square(...box.first, box.side, box.side) : "" });
    put(parts.unit, { d: unit ? square(...unit, 1, 1) : "" });
    this.#paint(paint, units, extent, margin[0], scale);
  }

  #paint(paint, units, extent, before, scale) {
    const { canvas } = this;
    canvas.hidden = !paint;
    this.texts.replaceChildren();
    if (!paint) return;
    const part = (amount) => `${(100 * amount) / extent}%`;
    Object.assign(canvas.style, { left: part(before), top: part(before), width: part(units), height: part(units) });
    Object.assign(canvas, { width: units, height: units });
    const pen = canvas.getContext("2d");
    const pixels = pen.createImageData(units, units);
    for (let r = 0; r < units; r++) {
      for (let c = 0; c < units; c++) {
        const value = paint.value(r, c);
        if (Number.isNaN(value)) continue;
        pixels.data.set(SHADES[Math.round(value * STEPS)], 4 * (r * units + c));
        if (scale < ROOMY) continue;
        const text = svg("text", { x: c + 0.5, y: r + 0.64 });
        text.textContent = paint.text(r, c);
        this.texts.append(text);
      }
    }
    pen.putImageData(pixels, 0, 0);
  }

  /** The unit under a pointer. */
  #at({ clientX, clientY }) {
    const { units, before, extent } = this.shape;
    const { left, top, width, height } = this.svg.getBoundingClientRect();
    const place = [((clientY - top) / height) * extent - before, ((clientX - left) / width) * extent - before].map(Math.floor);
    return place.every((at) => at >= 0 && at < units) ? place : null;
  }
}

/** Diagonals over the last rows and columns, cell by cell where cells can be told apart. */
function hatching(units, left, scale) {
  if (!left) return "";
  const step = scale >= FINE ? 1 : Math.max(1, Math.round(FINE / scale));
  const found = [];
  for (let r = 0; r < units; r += step) {
    for (let c = 0; c < units; c += step) {
      if (Math.max(r, c) + step > units - left) found.push(`M${c} ${Math.min(r + step, units)}L${Math.min(c + step, units)} ${r}`);
    }
  }
  return found.join("");
}
