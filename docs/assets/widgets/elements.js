// Elements made in one expression, and the controls that widgets have.

import { typed } from "./numbers.js";

/** @param {Record<string, any>} [given] attributes; a function is a listener ("onclick"), false and undefined leave one out */
export function element(tag, given = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(given)) {
    if (typeof value === "function") made.addEventListener(name.slice(2), value);
    else if (value !== false && value !== undefined) made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children);
  return made;
}

/** An element of a drawing. */
export function svg(tag, given) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(given)) made.setAttribute(name, value);
  return made;
}

/** Sets the text only where it differs, so that nothing is announced or selected anew. */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** A sheet for `Widget.styles`. */
export function css(parts, ...values) {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(String.raw(parts, ...values));
  return sheet;
}

/** Rows and columns that a key goes on by. */
export const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

export const button = (text, onclick, given = {}) => element("button", { type: "button", ...given, onclick }, text);

/** A part that is folded below its title. */
export const folded = (name, title, ...content) =>
  element("details", { class: name }, element("summary", {}, element("span", {}, title)), ...content);

// Options are [value, text] pairs or values; `onchange` is given the chosen value as text, `show` chooses one.

/** A native select below its label. */
export function select(label, options, onchange) {
  const control = element("select", { "aria-label": label, onchange: () => onchange(control.value) });
  control.append(
    ...options.map((option) => {
      const [value, text] = [option].flat();
      return element("option", { value }, String(text ?? value));
    }),
  );
  const show = (value) => control.value !== `${value}` && (control.value = value);
  return { control, show, element: element("label", { class: "field" }, element("span", {}, label), control) };
}

/** Radio buttons in a row; their legend is for those who cannot see them. */
export function radios(legend, options, onchange) {
  const inputs = options.map(([value]) => element("input", { type: "radio", name: legend, value, onchange: () => onchange(String(value)) }));
  const labels = options.map(([, text], i) => element("label", {}, inputs[i], text));
  const show = (value) => inputs.forEach((input) => (input.checked = input.value === String(value)));
  return { show, element: element("fieldset", { class: "row" }, element("legend", { class: "hidden" }, legend), ...labels) };
}

/** Asks for a number before it is shown. */
export class Guess {
  /**
   * @param {import("./widget.js").Widget} widget is told what is no number
   * @param {{check: (guess: number) => void, text?: string, wanted?: string, inputmode?: string}} given `text` is the button's
   */
  constructor(widget, { check, text = "Check", wanted = "Write a number in digits.", inputmode = "numeric" }) {
    const take = () => {
      const guess = typed(this.field.value.replace("%", ""));
      if (this.field.disabled) return;
      if (Number.isNaN(guess)) return widget.say(wanted);
      this.field.value = "";
      check(guess);
    };
    this.question = element("span");
    this.field = element("input", {
      type: "text",
      inputmode,
      autocomplete: "off",
      onkeydown: (event) => event.key === "Enter" && (event.preventDefault(), take()),
    });
    this.button = button(text, take);
    this.row = element("div", { class: "row" }, element("label", {}, this.question, " ", this.field), this.button);
    this.reply = element("p", { class: "reply" });
    this.element = element("div", { class: "guess" }, this.row, this.reply);
  }
}
