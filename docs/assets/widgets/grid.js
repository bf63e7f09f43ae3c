// A table of numbers as one tab stop: arrow keys, Home and End move (with Ctrl to the corners), hover and focus look, Enter, a
// click or a tap pins, Escape lets go. What looking and pinning mean is the widget's business.

import { css, element, setText } from "./elements.js";

export const gridStyles = css`
  .grid {
    --tint: var(--muted-);
    max-width: 100%;
    overflow: auto;
    padding: 3px;
    margin: -3px;
  }
  .grid.input {
    --tint: var(--input-);
  }
  .grid.kernel {
    --tint: var(--kernel-);
  }
  .grid.output {
    --tint: var(--output-);
  }
  .grid table {
    border-collapse: separate;
    border-spacing: 2px;
    margin: -2px;
  }
  .grid caption {
    caption-side: top;
    color: color-mix(in srgb, var(--tint) 82%, var(--ink-));
    font-weight: 650;
    padding: 0 0 0.1em 1.6em;
    text-align: left;
    white-space: nowrap;
  }
  .grid th {
    color: var(--muted-);
    font-size: 0.8em;
    font-weight: 400;
    min-width: 1.4em;
    padding: 0;
    text-align: center;
  }
  .grid td {
    background: color-mix(in srgb, var(--tint) 15%, var(--paper-));
    border: 2px solid transparent;
    border-radius: 3px;
    box-sizing: border-box;
    cursor: pointer;
    height: max(var(--cell, 32px), var(--target));
    min-width: max(var(--cell, 32px), var(--target));
    padding: 0 2px;
    text-align: center;
    white-space: nowrap;
  }
  .grid td.todo {
    background: color-mix(in srgb, var(--tint) 5%, var(--paper-));
    border-color: color-mix(in srgb, var(--tint) 30%, var(--paper-));
  }
  .grid td.lit {
    background: color-mix(in srgb, var(--tint) 38%, var(--paper-));
    border-color: var(--tint);
  }
  .grid td.pad {
    background: var(--paper-);
    border: 1px dashed var(--muted-);
    color: var(--muted-);
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
`;

const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

/**
 * @typedef {{text: string, label: string, class?: string, background?: string, colour?: string}} Cell
 *   `label` is what is read aloud: where the cell is, and what is in it
 */
export class Grid {
  #active = [0, 0];
  #cells = [];
  #shape = "";

  /**
   * @param {{kind: string, look?: (place: [number, number] | null) => void, pin?: (place: [number, number]) => void,
   *   release?: () => void, type?: (place: [number, number]) => void}} given kind is "input", "kernel", "output" or another
   *   class; a place is [row, column]; `type` is called when a digit or a minus sign is pressed on a cell
   */
  constructor({ kind, look, pin, release, type }) {
    Object.assign(this, { look, pin, release, type });
    this.caption = element("caption");
    this.head = element("thead");
    this.body = element("tbody");
    const on = (name, handle) => ({ [`on${name}`]: handle });
    this.table = element(
      "table",
      {
        role: "grid",
        ...on("keydown", (event) => this.#key(event)),
        ...on("click", (event) => this.#at(event, (place) => (this.focus(place), this.pin?.(place)))),
        ...on("focusin", (event) => this.#at(event, (place) => ((this.#active = place), this.look?.(place)))),
        ...on("focusout", () => this.look?.(null)),
        ...on("pointerover", (event) => event.pointerType === "mouse" && this.#at(event, (place) => this.look?.(place))),
        ...on("pointerleave", (event) => event.pointerType === "mouse" && this.look?.(null)),
      },
      this.caption,
      this.head,
      this.body,
    );
    this.element = element("div", { class: `grid ${kind}` }, this.table);
  }

  /**
   * @param {{caption: string, rows: number, columns: number, first?: [number, number], cell: (row: number, column: number) => Cell,
   *   pinned?: [number, number] | null}} given `first` is the number of the first row and of the first column, in the headers
   */
  show({ caption, rows, columns, first = [0, 0], cell, pinned = null }) {
    setText(this.caption, caption);
    const shape = [rows, columns, ...first].join();
    if (shape !== this.#shape) this.#lay(rows, columns, first, shape);
    this.#cells.forEach((line, row) =>
      line.forEach((td, column) => {
        const { text, label, class: classes = "", background = "", colour = "" } = cell(row, column);
        const isPinned = pinned?.[0] === row && pinned[1] === column;
        const name = isPinned ? `${classes} pinned`.trim() : classes;
        setText(td, text);
        if (td.className !== name) td.className = name;
        if (td.getAttribute("aria-label") !== label) td.setAttribute("aria-label", label);
        td.ariaSelected = isPinned ? "true" : null;
        td.style.background = background;
        td.style.color = colour;
      }),
    );
  }

  #lay(rows, columns, first, shape) {
    const held = this.body.contains(this.element.getRootNode().activeElement);
    this.#shape = shape;
    this.#cells = Array.from({ length: rows }, () => Array.from({ length: columns }, () => element("td", { tabindex: -1 })));
    const numbers = Array.from({ length: columns }, (_, c) => element("th", { scope: "col" }, String(c + first[1]).replace("-", "−")));
    this.head.replaceChildren(element("tr", {}, element("th", { "aria-hidden": "true" }), ...numbers));
    this.head.hidden = rows * columns === 0;
    const lines = this.#cells.map((line, r) =>
      element("tr", {}, element("th", { scope: "row" }, String(r + first[0]).replace("-", "−")), ...line),
    );
    this.body.replaceChildren(...lines);
    this.#active = [Math.max(0, Math.min(this.#active[0], rows - 1)), Math.max(0, Math.min(this.#active[1], columns - 1))];
    this.cellAt(this.#active)?.setAttribute("tabindex", 0);
    if (held) this.focus(this.#active);
  }

  cellAt([row, column]) {
    return this.#cells[row]?.[column];
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
    const row = this.#cells.findIndex((line) => line.includes(cell));
    if (row >= 0) use([row, this.#cells[row].indexOf(cell)]);
  }

  #key(event) {
    if (event.altKey || event.metaKey) return;
    const [row, column] = this.#active;
    const [last, end] = [this.#cells.length - 1, this.#cells[0].length - 1];
    const far = event.ctrlKey;
    if (event.key in STEPS) {
      const [down, along] = STEPS[event.key];
      this.focus([Math.max(0, Math.min(row + down, last)), Math.max(0, Math.min(column + along, end))]);
    } else if (event.key === "Home") this.focus([far ? 0 : row, 0]);
    else if (event.key === "End") this.focus([far ? last : row, end]);
    else if (event.key === "Enter" || event.key === " ") this.pin?.([row, column]);
    else if (event.key === "Escape") this.release?.();
    else if (/^[-\d−]$/.test(event.key) && !far && this.type) return this.type([row, column]); // the key goes on to the editor
    else return;
    event.preventDefault();
  }
}
