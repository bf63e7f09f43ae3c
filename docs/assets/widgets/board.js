// A table of numbers that is only looked at, with small cells: no controls, so that it may be as dense as a picture.

import { css, element, setText } from "./elements.js";

// A length that is computed once a board, and not again by each of its cells whenever one of them changes.
try {
  CSS.registerProperty({ name: "--board-cell", syntax: "<length>", inherits: true, initialValue: "24px" });
} catch {
  // another copy of this file has registered it
}

export const boardStyles = css`
  .board {
    --board-cell: calc((var(--cell, 24px) - 1px) * var(--scale, 1));
    --tint: var(--muted-);
    border-collapse: separate;
    border-spacing: 1px;
    margin: 0;
  }
  .board td {
    font-size: min(1em, calc(var(--board-cell) * 0.46));
    line-height: 1;
  }
  .board.input {
    --tint: var(--input-);
  }
  .board.output {
    --tint: var(--output-);
  }
  .board caption {
    color: color-mix(in srgb, var(--tint) 82%, var(--ink-));
    font-weight: 650;
    padding-bottom: 0.2em;
    text-align: left;
  }
  .board th {
    color: var(--muted-);
    font-size: calc(var(--cell, 24px) * 0.42);
    font-weight: 400;
    min-width: 1.4em;
    padding: 0 0 1px;
    text-align: center;
  }
  .board tbody td {
    background: color-mix(in srgb, var(--tint) 12%, var(--paper-));
    border-radius: 2px;
    box-sizing: border-box;
    height: var(--board-cell);
    min-width: var(--board-cell);
    padding: 0;
    text-align: center;
    white-space: nowrap;
    width: var(--board-cell);
  }
`;

export class Board {
  #cells = [];
  #shape = "";

  /** @param {string} kind a class: "input", "output" or another */
  constructor(kind) {
    this.caption = element("caption");
    this.head = element("thead");
    this.body = element("tbody");
    this.element = element("table", { class: `board ${kind}` }, this.caption, this.head, this.body);
  }

  /**
   * @param {{caption: string, rows: number, columns?: number, first?: number, scale?: number,
   *   cell: (row: number, column: number) => {text: string, class?: string, background?: string, colour?: string}}} given
   *   `first` is the number of the first row and column in the headers, `scale` how many cells of `--cell` a side is
   */
  show({ caption, rows, columns = rows, first = 0, scale = 1, cell }) {
    setText(this.caption, caption);
    const shape = [rows, columns, first, scale].join();
    if (shape !== this.#shape) this.#lay(rows, columns, first, scale, shape);
    this.#cells.forEach((line, row) =>
      line.forEach((kept, column) => {
        const { text, class: name = "", background = "", colour = "" } = cell(row, column);
        if (text !== kept.text) kept.td.textContent = kept.text = text;
        if (name !== kept.name) kept.td.className = kept.name = name;
        if (background === kept.background) return;
        kept.td.style.background = kept.background = background;
        kept.td.style.color = colour; // it follows from the background
      }),
    );
  }

  #lay(rows, columns, first, scale, shape) {
    const range = (length) => Array.from({ length }, (_, i) => i);
    const number = (i) => String(i + first).replace("-", "−");
    this.#shape = shape;
    this.#cells = range(rows).map(() => range(columns).map(() => ({ td: element("td"), text: "", name: "", background: "" })));
    this.element.style.setProperty("--scale", scale);
    const heads = range(columns).map((c) => element("th", { scope: "col" }, number(c)));
    this.head.replaceChildren(element("tr", {}, element("td"), ...heads));
    this.body.replaceChildren(
      ...this.#cells.map((line, r) => element("tr", {}, element("th", { scope: "row" }, number(r)), ...line.map(({ td }) => td))),
    );
  }

  /** The row and column under a point of the window, also where the board would go on beyond its sides. */
  placeAt({ clientX, clientY }) {
    const start = this.#cells[0][0].td.getBoundingClientRect();
    const end = this.#cells.at(-1).at(-1).td.getBoundingClientRect();
    const at = (point, from, to, count) => Math.floor(((point - from) / (to - from)) * count);
    return [
      at(clientY, start.top, end.bottom, this.#cells.length),
      at(clientX, start.left, end.right, this.#cells[0].length),
    ];
  }
}
