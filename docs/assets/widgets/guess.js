// Asks for a number before it is shown.

import { button, element, setText } from "./elements.js";
import { typed } from "./numbers.js";

export class Guess {
  /**
   * @param {import("./widget.js").Widget} widget is told what is no number
   * @param {{check: (guess: number) => void, text?: string, wanted?: string, inputmode?: string}} given `text` is the button's
   */
  constructor(widget, { check, text = "Check", wanted = "Type a number first.", inputmode = "numeric" }) {
    const take = () => {
      const guess = typed(this.field.value);
      if (Number.isNaN(guess)) {
        setText(this.reply, wanted);
        return widget.say(wanted);
      }
      this.field.value = "";
      check(guess);
    };
    this.question = element("span");
    this.field = element("input", {
      type: "text",
      inputmode,
      autocomplete: "off",
      onkeydown: (event) => event.key === "Enter" && take(),
    });
    this.button = button(text, take);
    this.row = element("div", { class: "row" }, element("label", {}, this.question, " ", this.field), this.button);
    this.reply = element("p", { class: "reply" });
    this.element = element("div", { class: "guess" }, this.row, this.reply);
  }
}
