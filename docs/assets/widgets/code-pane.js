// The code that computes what the widget shows, one text for each library, with a button that copies it.

import { button, css, element, folded, radios, setText } from "./elements.js";

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

/** Put on the clipboard, or where the browser forbids that do something else. @returns {Promise<string>} what is to be told */
export async function copied(text, said, otherwise) {
  try {
    await navigator.clipboard.writeText(text);
    return said;
  } catch {
    return otherwise();
  }
}

export class CodePane {
  #texts = new Map();
  #tab = "";

  /** @param {(text: string) => void} say announces */
  constructor(say) {
    this.say = say;
    this.tabs = element("div");
    this.text = element("code");
    const block = element("pre", { tabindex: 0, role: "group", "aria-label": "Code for this state" }, this.text);
    const copy = button("Copy code", () => this.#copy(), { class: "copy-code" });
    this.element = folded("code", "Code for this state", element("div", { class: "row" }, this.tabs, copy), block);
  }

  /** @param {[string, string][] | undefined} code tabs and their texts; without any the pane is not there */
  show(code = []) {
    const texts = new Map(code);
    const tabs = [...texts.keys()];
    this.element.hidden = !code.length;
    if (tabs.join() !== [...this.#texts.keys()].join()) {
      this.radios = radios("Library", tabs.map((tab) => [tab, tab]), (tab) => this.#choose(tab));
      this.tabs.replaceChildren(this.radios.element);
    }
    this.#texts = texts;
    if (code.length) this.#choose(texts.has(this.#tab) ? this.#tab : tabs[0]);
  }

  #choose(tab) {
    this.#tab = tab;
    this.radios.show(tab);
    setText(this.text, this.#texts.get(tab));
  }

  async #copy() {
    const select = () => {
      getSelection().selectAllChildren(this.text);
      return "The code is selected; copy it with the keyboard.";
    };
    this.say(await copied(this.text.textContent, `The ${this.#tab} code is copied.`, select));
  }
}
