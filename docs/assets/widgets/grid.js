// A table of numbers that is used, as one tab stop: arrow keys, Home and End move (with Ctrl to the corners), hover and focus look,
// Enter, a click or a tap pins, Escape lets go; the widget says what that means.

import { STEPS, css, element } from "./elements.js";
import { Table } from "./table.js";

export const gridStyles = css`
  .grid caption {
    color: color-mix(in srgb, var(--tint) 82%, var(--ink-));
    font-weight: 650;
    padding: 0 0 0.1em 1.6em;
    text-align: left;
    white-space: nowrap;
  }
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
  .grid :is(th, td) {
    box-sizing: border-box;
    padding: 0;
    text-align: center;
    white-space: nowrap;
  }
  .grid th {
    color: var(--muted-);
    font-size: 0.8em;
    font-weight: 400;
    min-width: 1.4em;
  }
  .grid td {
    background: color-mix(in srgb, var(--tint) 14%, var(--paper-));
    border: 2px solid transparent;
    border-radius: 3px;
    cursor: pointer;
    height: max(var(--cell, 32px), var(--target));
    min-width: max(var(--cell, 32px), var(--target));
    padding: 0 2px;
  }
  .grid td.pad {
    background: var(--paper-);
    border: 1px dashed var(--muted-);
    color: var(--muted-);
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
`;

export class Grid extends Table {
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
    super("caption", {
      role: "grid",
      onkeydown: (event) => this.#key(event),
      onclick: (event) => this.#at(event, (place) => (this.focus(place), pin?.(place))),
      onfocusin: (event) => this.#at(event, (place) => ((this.#active = place), lookOnce(place))),
      onfocusout: ({ relatedTarget }) => this.table.contains(relatedTarget) || lookOnce(null),
      onpointerover: byMouse((event) => this.#at(event, lookOnce)),
      onpointerleave: byMouse(() => lookOnce(null)),
    });
    Object.assign(this, { pin, release, type });
    this.table.prepend(this.caption);
    this.element = element("div", { class: `grid ${kind}` }, this.table);
  }

  /** As a table, with one cell `pinned`. @param {{pinned?: [number, number] | false | null}} given */
  show({ pinned, cell, ...given }) {
    const dress = (...place) => {
      const made = cell(...place);
      return String(place) === String(pinned) ? { ...made, class: `${made.class ?? ""} pinned` } : made;
    };
    super.show({ ...given, cell: dress });
    for (const { td, name } of this.cells.flat()) td.ariaSelected = name.endsWith("pinned") ? "true" : null;
  }

  dress(kept, { label, class: name = "", background = "", colour = "" }) {
    if (label !== kept.label) kept.td.ariaLabel = kept.label = label;
    if (name !== kept.name) kept.td.className = kept.name = name;
    if (colour !== kept.colour) kept.td.style.color = kept.colour = colour;
    if (background === kept.background) return;
    // the shorthand takes three times as long
    kept.td.style[background.startsWith("url") ? "background" : "backgroundColor"] = kept.background = background;
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

  focus(place, options) {
    const cell = this.cellAt(place);
    if (!cell) return;
    this.cellAt(this.#active)?.setAttribute("tabindex", -1);
    this.#active = place;
    cell.setAttribute("tabindex", 0);
    cell.focus(options);
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
    const go = (...place) => this.focus(this.#within(place), { focusVisible: true });
    if (event.key in STEPS) go(row + STEPS[event.key][0], column + STEPS[event.key][1]);
    else if (event.key === "Home") go(far ? 0 : row, 0);
    else if (event.key === "End") go(far ? Infinity : row, Infinity);
    else if (event.key === "Enter" || event.key === " ") this.pin?.([row, column]);
    else if (event.key === "Escape") this.release?.();
    else if (/^[-\d−]$/.test(event.key) && !far && this.type) return this.type([row, column]); // the key goes on to the editor
    else return;
    event.preventDefault();
  }
}
