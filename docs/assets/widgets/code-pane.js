// The code that computes what is shown, one text for each library, and a button that copies it.

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

/** Put on the clipboard, or do something else where that is forbidden. @returns {Promise<string>} what is to be told */
export async function copied(text, said, otherwise) {
  try {
    await navigator.clipboard.writeText(text);
    return said;
  } catch {
    return otherwise();
  }
}

export class CodePane {
  #code;
  #tab = "";
  #texts = new Map();

  constructor(say) {
    this.say = say;
    this.tabs = element("div");
    this.text = element("code");
    const block = element("pre", { tabindex: 0, role: "group", "aria-label": "Code for this state" }, this.text);
    const copy = button("Copy code", () => this.#copy(), { class: "copy-code" });
    this.element = folded("code", "Code for this state", element("div", { class: "row" }, this.tabs, copy), block);
    this.element.addEventListener("toggle", () => this.show(this.#code));
  }

  /**
   * @param {[string, string][] | (() => Promise<[string, string][]>) | undefined} code tabs and their texts, or what loads them
   *   once the pane is unfolded; without any the pane is not there
   */
  show(code) {
    this.element.hidden = !code;
    this.#code = code;
    if (typeof code === "function") this.loaded = this.#load(code);
    else this.#fill(code);
  }

  async #load(code) {
    const loaded = this.element.open ? await code().catch(() => this.say("The code could not be loaded.")) : [];
    if (code === this.#code) this.#fill(loaded); // another may have come in the meantime
  }

  #fill(code = []) {
    const texts = new Map(code);
    const tabs = [...texts.keys()];
    if (tabs.join() !== [...this.#texts.keys()].join()) {
      this.radios = radios("Library", tabs.map((tab) => [tab, tab]), (tab) => this.#choose(tab));
      this.tabs.replaceChildren(...(tabs.length ? [this.radios.element] : []));
    }
    this.#texts = texts;
    this.#choose(texts.has(this.#tab) ? this.#tab : (tabs[0] ?? this.#tab));
  }

  #choose(tab) {
    this.#tab = tab;
    this.radios?.show(tab);
    setText(this.text, this.#texts.get(tab) ?? "");
  }

  async #copy() {
    const select = () => {
      getSelection().selectAllChildren(this.text);
      return "The code is selected; copy it with the keyboard.";
    };
    await this.loaded;
    this.say(await copied(this.text.textContent, `The ${this.#tab} code is copied.`, select));
  }
}
