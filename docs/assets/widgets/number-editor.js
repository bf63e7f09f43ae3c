// Changes one number: a text field between a minus and a plus button, beside the name of what is changed.

import { button, css, element, setText } from "./elements.js";
import { shown, typed } from "./numbers.js";

export const editorStyles = css`
  .editor {
    align-items: center;
    display: flex;
    flex-wrap: wrap;
    gap: 0.3em;
  }
  .editor input {
    text-align: center;
    width: 4.5em;
  }
  .editor .name {
    margin-right: 0.3em;
  }
`;

export class NumberEditor {
  #value = 0;

  /**
   * @param {{least: number, most: number, decimals?: number, change: (value: number) => void, done: () => void,
   *   say: (text: string) => void}} given `done` is called when the reader leaves the field by Enter or Escape
   */
  constructor({ least, most, decimals = 0, change, done, say }) {
    Object.assign(this, { least, most, decimals, change, done, say });
    const step = (text, by, name) => button(text, () => this.#set(this.#value + by), { "aria-label": name });
    this.name = element("span", { class: "name" });
    this.field = element("input", {
      type: "text",
      inputmode: "text",
      autocomplete: "off",
      onchange: () => this.#read(),
      onfocus: () => this.field.select(),
      onkeydown: (event) => this.#key(event),
    });
    this.element = element("div", { class: "editor" }, this.name, step("−", -1, "one less"), this.field, step("+", 1, "one more"));
  }

  /** Edit another number. */
  show(name, value) {
    setText(this.name, name);
    this.field.ariaLabel = name;
    this.#value = value;
    if (this.element.getRootNode().activeElement !== this.field) this.field.value = shown(value, this.decimals);
  }

  /** Focus the empty field, so that the key just pressed is the first of the new number. */
  begin() {
    this.field.focus();
    this.field.value = "";
  }

  #set(value) {
    const allowed = Math.max(this.least, Math.min(this.most, Number(value.toFixed(this.decimals))));
    this.#value = allowed;
    this.field.value = shown(allowed, this.decimals);
    this.change(allowed);
  }

  #read() {
    if (this.field.value === shown(this.#value, this.decimals)) return; // read before, by Enter
    const value = typed(this.field.value);
    if (value >= this.least && value <= this.most) {
      this.#set(value);
      if (this.#value !== value) this.say(`Rounded to ${this.field.value}.`);
      return;
    }
    this.field.value = shown(this.#value, this.decimals);
    this.say(`A number from ${shown(this.least)} to ${shown(this.most)} is wanted, in digits.`);
  }

  #key(event) {
    if (event.key === "Escape") this.field.value = shown(this.#value, this.decimals);
    else if (event.key === "Enter") this.#read();
    else return;
    event.preventDefault();
    this.done();
  }
}
