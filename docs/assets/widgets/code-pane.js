// The code that computes what the widget shows, one text for each library, with a button that copies it.

import { css, element, setText } from "./elements.js";

export const paneStyles = css`
  .code pre {
    background: var(--shade-);
    border-radius: 3px;
    font-family: var(--md-code-font, ui-monospace), monospace;
    font-size: 0.92em;
    line-height: 1.5;
    margin: 0.4em 0 0.8em;
    overflow-x: auto;
    padding: 0.8em 1em;
  }
  .code code {
    font: inherit;
  }
`;

let panes = 0;

export class CodePane {
  #texts = new Map();
  #tab = "";

  /** @param {(text: string) => void} say announces */
  constructor(say) {
    this.say = say;
    this.name = `code-${panes++}`;
    this.tabs = element("fieldset", { class: "row" }, element("legend", { class: "hidden" }, "Library"));
    this.copy = element("button", { type: "button", class: "copy-code", onclick: () => this.#copy() }, "Copy code");
    this.text = element("code");
    const block = element("pre", { tabindex: 0, role: "group", "aria-label": "Code for this state" }, this.text);
    const summary = element("summary", {}, element("span", {}, "Code for this state"));
    this.element = element("details", { class: "code" }, summary, element("div", { class: "row" }, this.tabs, this.copy), block);
  }

  /** @param {[string, string][] | undefined} code tabs and their texts; without any the pane is not there */
  show(code) {
    this.element.hidden = !code;
    const tabs = (code ?? []).map(([tab]) => tab);
    if (tabs.join() !== [...this.#texts.keys()].join()) {
      this.tabs.replaceChildren(this.tabs.firstChild, ...tabs.map((tab) => this.#radio(tab)));
    }
    this.#texts = new Map(code ?? []);
    this.#choose(this.#texts.has(this.#tab) ? this.#tab : (tabs[0] ?? ""));
  }

  #radio(tab) {
    const input = element("input", { type: "radio", name: this.name, value: tab, onchange: () => this.#choose(tab) });
    return element("label", {}, input, tab);
  }

  #choose(tab) {
    this.#tab = tab;
    for (const input of this.tabs.querySelectorAll("input")) input.checked = input.value === tab;
    setText(this.text, this.#texts.get(tab) ?? "");
  }

  async #copy() {
    try {
      await navigator.clipboard.writeText(this.text.textContent);
      this.say(`The ${this.#tab} code is copied.`);
    } catch {
      getSelection().selectAllChildren(this.text);
      this.say("The code is selected; copy it with the keyboard.");
    }
  }
}
