// The code that computes what is shown, one text for each library, and a button that copies it. Loaded when it is unfolded.

import { button, css, element, radios, setText } from "./elements.js";

const LACKING = "The code could not be loaded.";

const styles = css`
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

const panes = new WeakMap();

/**
 * Bring the widget's pane in line with its code.
 * @param {import("./widget.js").Widget} widget
 * @param {[string, string][] | (() => Promise<[string, string][]>)} code tabs and their texts, or what loads them
 */
export function fill(widget, code) {
  if (!widget.pane.open) return; // it was folded while this module came
  if (!panes.has(widget.pane)) panes.set(widget.pane, new CodePane(widget));
  return panes.get(widget.pane).show(code);
}

class CodePane {
  #code;
  #tab = "";
  #texts = new Map();

  constructor(widget) {
    this.widget = widget;
    this.tabs = element("div");
    this.text = element("code");
    const block = element("pre", { tabindex: 0, role: "group", "aria-label": "Code for this state" }, this.text);
    const copy = button("Copy code", () => this.#copy(), { class: "copy-code" });
    this.parts = [element("div", { class: "row" }, this.tabs, copy), block];
    widget.shadowRoot.adoptedStyleSheets.push(styles);
  }

  async show(code) {
    this.#code = code;
    if (!this.text.isConnected) this.widget.pane.append(...this.parts);
    const loaded = typeof code === "function" ? await code().catch(() => this.widget.say(LACKING)) : code;
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
    await this.widget.coded;
    if (!this.text.textContent) return this.widget.say(LACKING);
    this.widget.copy(this.text.textContent, `The ${this.#tab} code is copied.`, select);
  }
}
