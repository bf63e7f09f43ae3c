// A table of numbers whose cells change in place; what becomes of a cell's looks is a subclass's affair.

import { element, setText } from "./elements.js";
import { range } from "./numbers.js";

export class Table {
  #shape = "";
  /** Rows of cells: the element of each with what it shows. */
  cells = [];

  /** @param {string} caption its tag @param {object} [given] attributes of the table */
  constructor(caption, given) {
    this.caption = element(caption);
    this.head = element("thead");
    this.body = element("tbody");
    this.table = element("table", given, this.head, this.body);
  }

  /**
   * @param {{caption: string, rows: number, columns?: number, first?: [number, number], cell: (row: number, column: number) =>
   *   {text: string, label?: string, class?: string, background?: string, colour?: string}}} given `first` is the number of the
   *   first row and column, `label` is read aloud
   */
  show({ caption, rows, columns = rows, first = [0, 0], cell }) {
    setText(this.caption, caption);
    const shape = [rows, columns, first].join();
    if (shape !== this.#shape) {
      this.#shape = shape;
      this.lay(rows, columns, first);
    }
    this.cells.forEach((line, row) =>
      line.forEach((kept, column) => {
        const made = cell(row, column);
        if (made.text !== kept.node.data) kept.node.data = made.text;
        this.dress(kept, made);
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
}
