// A table of numbers that is only looked at: no controls, so that it may be as dense as a picture. grid.js has one with them.

import { css, element, setText } from "./elements.js";
import { range } from "./numbers.js";

// A length that is computed once a board, and not again by each of its cells whenever one of them changes.
try {
  CSS.registerProperty({ name: "--board-cell", syntax: "<length>", inherits: true, initialValue: "24px" });
} catch {
  // another copy of this file has registered it
}

/** Of boards and grids. */
export const tableStyles = css`
  :is(.grid, .board) caption {
    color: color-mix(in srgb, var(--tint) 82%, var(--ink-));
    font-weight: 650;
    padding: 0 0 0.2em;
    text-align: left;
  }
  :is(.grid, .board) th {
    color: var(--muted-);
    font-weight: 400;
    min-width: 1.4em;
    padding: 0;
    text-align: center;
  }
  :is(.grid, .board) td {
    background: color-mix(in srgb, var(--tint) 14%, var(--paper-));
    border-radius: 3px;
    box-sizing: border-box;
    padding: 0;
    text-align: center;
    white-space: nowrap;
  }
  :is(.grid, .board) td.pad {
    background: var(--paper-);
    border: 1px dashed var(--muted-);
    color: var(--muted-);
  }
`;

export const boardStyles = [
  tableStyles,
  css`
    .board {
      --board-cell: calc((var(--cell, 24px) - 1px) * var(--scale, 1));
      border-spacing: 1px;
    }
    .board th {
      font-size: calc(var(--cell, 24px) * 0.42);
    }
    .board td {
      font-size: min(1em, calc(var(--board-cell) * 0.46));
      height: var(--board-cell);
      line-height: 1;
      min-width: var(--board-cell);
      width: var(--board-cell);
    }
  `,
];

export class Board {
  #shape = "";
  /** Rows of cells: the element of each with what it shows. */
  cells = [];

  /** @param {object} given attributes of the table; the class "board input" or "board output" colours it */
  constructor(given) {
    this.caption = element("caption");
    this.head = element("thead");
    this.body = element("tbody");
    this.element = element("table", given, this.caption, this.head, this.body);
  }

  /**
   * @param {{caption: string, rows: number, columns?: number, first?: [number, number], scale?: number, cell: (row: number,
   *   column: number) => {text: string, label?: string, class?: string, background?: string, colour?: string}}} given `first` is
   *   the number of the first row and column, `scale` how many times `--cell` a cell is wide, `label` is read aloud
   */
  show({ caption, rows, columns = rows, first = [0, 0], scale = "", cell }) {
    setText(this.caption, caption);
    const shape = [rows, columns, first, scale].join();
    if (shape !== this.#shape) {
      this.#shape = shape;
      this.element.style.setProperty("--scale", scale);
      this.lay(rows, columns, first);
    }
    this.cells.forEach((line, row) =>
      line.forEach((kept, column) => {
        const { text, label, class: name = "", background = "", colour = "" } = cell(row, column);
        if (text !== kept.text) kept.td.textContent = kept.text = text;
        if (label !== kept.label) kept.td.ariaLabel = kept.label = label;
        if (name !== kept.name) kept.td.className = kept.name = name;
        if (background === kept.background) return;
        kept.td.style.background = kept.background = background;
        kept.td.style.color = colour; // it follows from the background
      }),
    );
  }

  lay(rows, columns, first) {
    const head = (scope, number) => element("th", { scope }, String(number).replace("-", "−"));
    this.cells = range(rows).map(() => range(columns).map(() => ({ td: element("td"), text: "", name: "", background: "" })));
    const across = range(columns).map((c) => head("col", c + first[1]));
    this.head.replaceChildren(element("tr", {}, element("th", { "aria-hidden": "true" }), ...across));
    this.head.hidden = rows * columns === 0;
    this.body.replaceChildren(
      ...this.cells.map((line, r) => element("tr", {}, head("row", r + first[0]), ...line.map(({ td }) => td))),
    );
  }

  cellAt([row, column]) {
    return this.cells[row]?.[column]?.td;
  }

  /** The row and column under a point of the window, also where the board would go on beyond its sides. */
  placeAt({ clientX, clientY }) {
    const size = [this.cells.length, this.cells[0].length];
    const start = this.cellAt([0, 0]).getBoundingClientRect();
    const end = this.cellAt(size.map((count) => count - 1)).getBoundingClientRect();
    const at = (point, from, to, count) => Math.floor(((point - from) / (to - from)) * count);
    return [at(clientY, start.top, end.bottom, size[0]), at(clientX, start.left, end.right, size[1])];
  }
}
