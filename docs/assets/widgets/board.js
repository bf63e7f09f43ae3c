// A square table of numbers that is only looked at. It is drawn, several times faster than hundreds of cells. Its content is the
// table, for those who cannot see it.

import { css, element } from "./elements.js";
import { shown } from "./numbers.js";
import { Table } from "./table.js";

const HEAD = 14; // pixels for the numbers of rows and of columns

export const boardStyles = css`
  .board {
    margin: 0;
  }
  .board figcaption {
    color: color-mix(in srgb, var(--tint) 82%, var(--ink-));
    font-weight: 650;
    padding-bottom: 0.2em;
  }
  .board canvas {
    aspect-ratio: 1;
    border: 0 solid;
    border-color: var(--muted-) var(--tint) var(--accent-) var(--paper-); /* what it is drawn with */
    color: var(--ink-);
    display: block;
    transition: color 1ms; /* tells when the scheme has changed */
    width: calc(${HEAD}px + var(--cell) * var(--cells));
  }
  @media (forced-colors: active) {
    .board canvas {
      border-color: GrayText CanvasText Highlight Canvas;
      color: CanvasText;
      forced-color-adjust: none;
    }
  }
`;

export class Board extends Table {
  /** Draws a cell, in the size and the colours of the last look. */
  #cell;

  /** @param {string} kind a class: "input" or "output" colours it */
  constructor(kind) {
    super("figcaption");
    const look = () => this.#look();
    this.canvas = element("canvas", { ontransitionend: look }, this.table);
    this.element = element("figure", { class: `board ${kind}` }, this.caption, this.canvas);
    const sizes = new ResizeObserver(look);
    try {
      sizes.observe(this.canvas, { box: "device-pixel-content-box" }); // changes when the reader zooms, too
    } catch {
      sizes.observe(this.canvas); // Safari knows no such box
    }
  }

  /**
   * As a table, with cells `scale` times as wide as `--cell`. Of the classes, "pad" is an empty cell, "object" a full one, and
   * "lit" one that stands out.
   */
  show({ scale = 1, ...given }) {
    this.scale = scale;
    this.table.ariaLabel = given.caption;
    super.show(given);
    if (this.#cell) this.#draw();
    else this.#look();
  }

  lay(rows, columns, first) {
    super.lay(rows, columns, first);
    this.first = first;
    this.canvas.style.setProperty("--cells", this.scale * rows);
    this.#cell = null;
  }

  dress(kept, { text, class: name, background, colour }) {
    const look = [text, name, background, colour].join();
    kept.isDrawn &&= look === kept.look;
    Object.assign(kept, { look, name, background, colour });
  }

  /** The row and column under a point of the window, also where the board would go on beyond its sides. */
  placeAt({ clientX, clientY }) {
    const { left, top, width } = this.canvas.getBoundingClientRect();
    return [clientY - top, clientX - left].map((at) => Math.floor(((at - HEAD) / (width - HEAD)) * this.cells.length));
  }

  #look() {
    const { canvas } = this;
    const style = getComputedStyle(canvas);
    const { color: ink, fontFamily } = style;
    const [muted, tint, accent, paper] = ["Top", "Right", "Bottom", "Left"].map((side) => style[`border${side}Color`]);
    const looks = { "": [0.14, ink], pad: [0, muted], object: [1, paper, 650], lit: [0.3, ink, 650] };
    const line = Math.round(devicePixelRatio);
    const side = (canvas.width = canvas.height = Math.round(canvas.clientWidth * devicePixelRatio));
    const head = HEAD * devicePixelRatio;
    const cell = (side - head) / this.cells.length;
    const start = (at) => Math.round(head + cell * at);
    const letters = Math.min(parseFloat(style.fontSize) * devicePixelRatio, 0.46 * cell);
    const pen = canvas.getContext("2d");
    let last;
    const write = (text, x, y, height, colour, weight = 400) => {
      const font = `${weight} ${height}px ${fontFamily}`;
      if (font !== last) pen.font = last = font;
      pen.fillStyle = colour;
      pen.fillText(text, x, y + 0.36 * height, cell - 4 * line); // within a frame
    };
    pen.textAlign = "center";
    pen.lineWidth = line;
    pen.strokeStyle = muted;
    pen.setLineDash([3 * line, 2 * line]);
    this.cells.forEach((_, at) => {
      const [row, column] = this.first.map((first) => shown(first + at));
      write(column, start(at + 0.5), head / 2, 0.7 * head, muted);
      write(row, head / 2, start(at + 0.5), 0.7 * head, muted);
    });
    this.#cell = ({ node, name = "", background, colour }, ...place) => {
      const [y, x, below, beside] = [...place, ...place.map((at) => at + 1)].map(start);
      const fill = (colour, by) => {
        pen.fillStyle = colour;
        pen.fillRect(x + by, y + by, beside - x - line - 2 * by, below - y - line - 2 * by);
      };
      const isLit = name === "lit";
      const [share, letter, weight] = looks[name];
      pen.clearRect(x, y, beside - x, below - y);
      if (isLit) {
        fill(accent, 0);
        fill(paper, 2 * line);
      }
      pen.globalAlpha = background ? 1 : share;
      fill(background || tint, isLit ? 2 * line : 0);
      pen.globalAlpha = 1;
      if (name === "pad") pen.strokeRect(x + line / 2, y + line / 2, beside - x - 2 * line, below - y - 2 * line);
      write(node.data, (x + beside - line) / 2, (y + below - line) / 2, letters, colour || letter, background ? 400 : weight);
    };
    this.#draw(true);
  }

  #draw(all) {
    this.cells.forEach((line, row) =>
      line.forEach((kept, column) => {
        if (all || !kept.isDrawn) this.#cell(kept, row, column);
        kept.isDrawn = true;
      }),
    );
  }
}
