// Tables of numbers. A board is only looked at, and may be as dense as a picture. A grid is used, as one tab stop: arrow keys, Home
// and End move (with Ctrl to the corners), hover and focus look, Enter, a click or a tap pins, Escape lets go; the widget says what
// that means.

import { STEPS, css, element, setText } from "./elements.js";
import { range } from "./numbers.js";

const tableStyles = css`
  :is(.grid, .board) caption {
    color: color-mix(in srgb, var(--tint) 82%, var(--ink-));
    font-weight: 650;
    padding: 0 0 0.2em;
    text-align: left;
  }
  :is(.grid, .board) :is(th, td) {
    box-sizing: border-box;
    padding: 0;
    text-align: center;
    white-space: nowrap;
  }
  :is(.grid, .board) th {
    color: var(--muted-);
    font-weight: 400;
    min-width: 1.4em;
  }
  :is(.grid, .board) td {
    background: color-mix(in srgb, var(--tint) 14%, var(--paper-));
    border-radius: 3px;
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
      display: grid; /* measures no cells, as a table would */
      gap: 1px;
      grid: auto auto / calc(var(--cell, 24px) * 0.6) repeat(var(--columns), var(--board-cell));
      grid-auto-rows: var(--board-cell);
    }
    .board :is(thead, tbody, tr) {
      display: contents;
    }
    .board tbody {
      font-size: min(1em, calc(var(--board-cell) * 0.46));
      line-height: var(--board-cell);
    }
    .board caption {
      grid-column: 1 / -1;
    }
    .board th {
      font-size: calc(var(--cell, 24px) * 0.42);
    }
  `,
];

export const gridStyles = [
  tableStyles,
  css`
    .grid {
      max-width: 100%;
      overflow: auto;
      padding: 3px;
      margin: -3px;
    }
    .grid table {
      border-spacing: 2px;
      margin: -2px;
    }
    .grid caption {
      padding: 0 0 0.1em 1.6em;
      white-space: nowrap;
    }
    .grid th {
      font-size: 0.8em;
    }
    .grid td {
      border: 2px solid transparent;
      cursor: pointer;
      height: max(var(--cell, 32px), var(--target));
      min-width: max(var(--cell, 32px), var(--target));
      padding: 0 2px;
    }
    .grid td.lit {
      background: color-mix(in srgb, var(--tint) 38%, var(--paper-));
      border-color: var(--tint);
    }
    .grid td.pad.lit {
      background: color-mix(in srgb, var(--tint) 22%, var(--paper-));
      border: 2px dashed var(--tint);
      color: var(--ink-);
    }
    .grid td.left {
      background-image: repeating-linear-gradient(135deg, transparent 0 5px, var(--muted-) 5px 6px);
    }
    .grid td.pinned {
      border-color: var(--ink-);
    }
    .grid td:focus-visible {
      outline-offset: 1px;
    }
    @media (forced-colors: active) {
      .grid td {
        border-color: GrayText;
      }
      .grid td:is(.lit, .pad.lit) {
        border: 3px solid Highlight;
      }
      .grid td.pinned {
        border-style: double;
      }
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
      this.element.style.setProperty("--columns", columns);
      this.lay(rows, columns, first);
    }
    this.cells.forEach((line, row) =>
      line.forEach((kept, column) => {
        const { text, label, class: name = "", background = "", colour = "" } = cell(row, column);
        if (text !== kept.node.data) kept.node.data = text;
        if (label !== kept.label) kept.td.ariaLabel = kept.label = label;
        if (name !== kept.name) kept.td.className = kept.name = name;
        if (colour !== kept.colour) kept.td.style.color = kept.colour = colour;
        if (background === kept.background) return;
        // the shorthand takes three times as long
        kept.td.style[background.startsWith("url") ? "background" : "backgroundColor"] = kept.background = background;
      }),
    );
  }

  lay(rows, columns, first) {
    const head = (scope, number) => element("th", { scope }, String(number).replace("-", "−"));
    const empty = (td) => ({ td, node: td.appendChild(new Text()), name: "", background: "", colour: "" });
    this.cells = range(rows).map(() => range(columns).map(() => empty(element("td"))));
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

export class Grid extends Board {
  #active = [0, 0];

  /**
   * @param {{kind: string, look?: (place: [number, number] | null) => void, pin?: (place: [number, number]) => void,
   *   release?: () => void, type?: (place: [number, number]) => void}} given `kind` is a class, "kernel" is one more that
   *   colours; a place is [row, column]; `type` is called when a digit or a minus sign is pressed on a cell
   */
  constructor({ kind, look, pin, release, type }) {
    const byMouse = (use) => (event) => event.pointerType === "mouse" && use(event);
    let looked = "null";
    const lookOnce = (place) => looked !== (looked = String(place)) && look?.(place);
    super({
      role: "grid",
      onkeydown: (event) => this.#key(event),
      onclick: (event) => this.#at(event, (place) => (this.focus(place), pin?.(place))),
      onfocusin: (event) => this.#at(event, (place) => ((this.#active = place), lookOnce(place))),
      onfocusout: ({ relatedTarget }) => this.element.contains(relatedTarget) || lookOnce(null),
      onpointerover: byMouse((event) => this.#at(event, lookOnce)),
      onpointerleave: byMouse(() => lookOnce(null)),
    });
    Object.assign(this, { pin, release, type, table: this.element });
    this.element = element("div", { class: `grid ${kind}` }, this.table);
  }

  /** As a board, with one cell `pinned`. @param {{pinned?: [number, number] | false | null}} given */
  show({ pinned, cell, ...given }) {
    const dress = (...place) => {
      const made = cell(...place);
      return String(place) === String(pinned) ? { ...made, class: `${made.class ?? ""} pinned` } : made;
    };
    super.show({ ...given, cell: dress });
    for (const { td, name } of this.cells.flat()) td.ariaSelected = name.endsWith("pinned") ? "true" : null;
  }

  lay(rows, columns, first) {
    const held = this.body.contains(this.element.getRootNode().activeElement);
    super.lay(rows, columns, first);
    for (const { td } of this.cells.flat()) td.tabIndex = -1;
    this.#active = this.#within(this.#active);
    this.cellAt(this.#active)?.setAttribute("tabindex", 0);
    if (held) this.focus(this.#active);
  }

  #within([row, column]) {
    const clamp = (at, { length }) => Math.max(0, Math.min(at, length - 1));
    return [clamp(row, this.cells), clamp(column, this.cells[0] ?? [])];
  }

  focus(place) {
    const cell = this.cellAt(place);
    if (!cell) return;
    this.cellAt(this.#active)?.setAttribute("tabindex", -1);
    this.#active = place;
    cell.setAttribute("tabindex", 0);
    cell.focus();
  }

  /** Call with the place of the cell that an event came from, if it came from one. */
  #at(event, use) {
    const cell = event.target.closest("td");
    if (cell) use([cell.parentElement.sectionRowIndex, cell.cellIndex - 1]);
  }

  #key(event) {
    if (event.altKey || event.metaKey) return;
    const [row, column] = this.#active;
    const far = event.ctrlKey;
    if (event.key in STEPS) this.focus(this.#within([row + STEPS[event.key][0], column + STEPS[event.key][1]]));
    else if (event.key === "Home") this.focus([far ? 0 : row, 0]);
    else if (event.key === "End") this.focus(this.#within([far ? Infinity : row, Infinity]));
    else if (event.key === "Enter" || event.key === " ") this.pin?.([row, column]);
    else if (event.key === "Escape") this.release?.();
    else if (/^[-\d−]$/.test(event.key) && !far && this.type) return this.type([row, column]); // the key goes on to the editor
    else return;
    event.preventDefault();
  }
}
