// The base of every widget: an element whose light DOM is its fallback, whose attributes are the page's own state, and whose
// state lives in the fragment of the address. A subclass says what the state is, builds its elements once and renders them.
// An idle widget asks for no animation frame and has no timer.

import { button, css, element, folded, select, setText } from "./elements.js";
import { stateOf } from "./fields.js";
import { entries, fragmentWith, read, write } from "./permalink.js";

const PAUSE = 250; // milliseconds of quiet before something is announced or written to the address
const LINGER = 40; // milliseconds until what is no longer looked at goes dark: the focus moves first

/** The colours of the book, with values for pages that have none. */
const shared = css`
  :host {
    --paper-: var(--paper, light-dark(#ffffff, #16181d));
    --ink-: var(--ink, light-dark(#1d2026, #e4e6ea));
    --muted-: var(--muted, light-dark(#5b626d, #a3a9b3));
    --rule-: var(--rule, light-dark(#d9dce1, #363b44));
    --shade-: var(--shade, light-dark(#f5f6f8, #1f2229));
    --accent-: var(--accent, light-dark(#a3195b, #ff8cba));
    --input-: var(--input, light-dark(#0b62a8, #6cb6f5));
    --kernel-: var(--kernel, light-dark(#b35400, #f5a252));
    --output-: var(--output, light-dark(#17784a, #5cc998));
    --target: 30px; /* the least side of what can be pressed */
    --tint: var(--muted-); /* what a table or figure is about */
    background: var(--paper-);
    border-block: 1px solid var(--rule-);
    color: var(--ink-);
    display: block;
    font-variant-numeric: tabular-nums;
    isolation: isolate; /* is painted apart from the page */
    line-height: 1.45;
    margin: 1.8em 0;
    padding: 0.9em 0 0.5em;
  }
  @media (pointer: coarse) {
    :host {
      --target: 44px;
    }
  }
  :host([hidden]),
  [hidden] {
    display: none !important;
  }
  .input {
    --tint: var(--input-);
  }
  .kernel {
    --tint: var(--kernel-);
  }
  .output {
    --tint: var(--output-);
  }
  .widget {
    container-type: inline-size;
    font-size: max(0.86em, 13px);
    touch-action: manipulation;
  }
  :is(p, ul, ol, fieldset) {
    border: 0;
    margin: 0;
    min-width: 0;
    padding: 0;
  }
  :is(button, select, input, textarea) {
    accent-color: var(--accent-);
    background: var(--paper-);
    border: 1px solid var(--muted-);
    border-radius: 4px;
    box-sizing: border-box;
    color: var(--ink-);
    font: inherit;
    min-height: var(--target);
    min-width: var(--target);
    padding: 0.1em 0.55em;
    scroll-margin-bottom: 4em;
  }
  :is(input[type="checkbox"], input[type="radio"]) {
    height: 20px;
    margin: 0;
    min-height: 20px;
    min-width: 20px;
    width: 20px;
  }
  @media (pointer: coarse) {
    :is(select, input, textarea) {
      font-size: max(1em, 16px); /* else an iPhone enlarges the page */
    }
  }
  select {
    contain: paint; /* in WebKit its options reach beyond it */
  }
  input[type="range"] {
    border: 0;
    padding: 0;
  }
  button {
    cursor: pointer;
  }
  button:hover:not([aria-disabled="true"]) {
    border-color: var(--ink-);
  }
  button[aria-disabled="true"] {
    border-color: var(--rule-);
    color: var(--muted-);
    cursor: default;
  }
  .plain {
    background: none;
    border-color: transparent;
    color: var(--muted-);
    padding-inline: 0.2em;
  }
  :is(.plain, summary > span) {
    text-decoration: underline;
    text-underline-offset: 0.18em;
  }
  :focus-visible {
    outline: 2px solid var(--accent-);
    outline-offset: 2px;
  }
  .row {
    align-items: end;
    display: flex;
    flex-wrap: wrap;
    gap: 0.5em 0.9em;
  }
  .name,
  label {
    color: var(--muted-);
  }
  label:has(input:is([type="checkbox"], [type="radio"])) {
    align-items: center;
    color: inherit;
    display: inline-flex;
    gap: 0.4em;
    min-height: var(--target);
  }
  .field > span {
    display: block;
    font-size: 0.88em;
  }
  summary {
    box-sizing: border-box;
    color: var(--muted-);
    cursor: pointer;
    min-height: var(--target);
    padding-block: calc((var(--target) - 1.45em) / 2);
  }
  details ul {
    padding: 0 0 0.6em 1.2em;
  }
  :is(.note, .refused):not(:empty) {
    border-left: 3px solid var(--accent-);
    margin: 0.5em 0;
    padding: 0.3em 0.8em;
  }
  .note {
    background: var(--paper-);
    bottom: 0;
    position: sticky; /* is told where its reader is */
  }
  .guess input {
    width: 5em;
  }
  .facts {
    display: grid;
    gap: 0.25em;
  }
  .foot {
    border-top: 1px solid var(--rule-);
    padding-top: 0.2em;
  }
  .hidden {
    clip-path: inset(50%);
    height: 1px;
    overflow: hidden;
    position: absolute;
    white-space: nowrap;
    width: 1px;
  }
  slot {
    display: none;
  }
  @media (forced-colors: active) {
    button[aria-disabled="true"] {
      color: GrayText;
    }
  }
  @media print {
    :host {
      border: 0;
      padding: 0;
    }
    .widget {
      display: none;
    }
    slot {
      display: block;
    }
  }
`;

export class Widget extends HTMLElement {
  /** What it is called, for those who cannot see it. */
  static label = "Widget";
  /** Attributes that an author may give: name -> field (fields.js). docs/hooks/widgets.py explains and checks the same. */
  static attributes = {};
  /** The state, all of which a link carries: name -> field. */
  static fields = {};
  /** Style sheets beside the shared ones, and lists of them. */
  static styles = [];
  /** What a first-time reader might try, as sentences. */
  static tries = [];

  /** The page's own state, from the values of the attributes. */
  static start(settings) {
    return stateOf(this.fields, settings);
  }

  /** Why the parts of a state do not go together, or "". Asked only of states that come from links. */
  static problem(state) {
    return "";
  }

  /** Programs that compute what is shown: [[tab, text], ...], or a function that loads them; undefined where a state has none. */
  static code(state) {
    return undefined;
  }

  static get observedAttributes() {
    return Object.keys(this.attributes);
  }

  #stale = false;
  #timers = new Map();
  #stop;
  #seen;
  #path;
  #inView = false;
  /** The widget's entry in the address, as far as the widget has taken notice of it. */
  #known;
  /** Field -> what brings its control in line with it. */
  #followers = new Map();
  /** What a link lacks, in words. */
  get unlinked() {
    return "";
  }

  #used = false; // before it is, only notes are announced

  /** Silent and forgetful while something plays. */
  quiet = false;
  /** @type {import("./player.js").Player | null} stops when the widget leaves the screen */
  player = null;

  /** Append the widget's elements to `stage`; called once, and again by Reset. */
  build(stage) {}

  /** Bring the elements in line with the state; returns what to announce. */
  render(state) {
    return "";
  }

  /** Forget what is only looked at: before elements are built, and for a link. */
  refocus() {
    this.look = null;
  }

  /** Show what the pointer or the focus is on; null waits for what comes next. */
  lookAt(what) {
    this.look = what;
    this.#used = true;
    if (what) this.refresh();
    else this.#timers.set("look", setTimeout(() => this.refresh(), LINGER));
  }

  /** The widget came into view, or its page, or it was reset there. */
  onScreen() {}

  /** The widget left the view, or its page. */
  offScreen() {}

  /**
   * A control (`make`: select or radios) for a field of the state, which it follows; `texts` names its values.
   * @param {{change?: (value: any) => void}} how what a choice does
   */
  choose(name, label, texts = {}, { make = select, change = (value) => this.update({ [name]: value }) } = {}) {
    const { values, read } = this.constructor.fields[name];
    const options = values.map((value) => [value, texts[value] ?? value]);
    const control = make(label, options, (text) => change(read(text)));
    this.#followers.set(name, control.show);
    return control;
  }

  /** A labelled input for a whole number of the state, which it follows; what the number cannot be is told and taken back. */
  enter(name, label, change) {
    const { least, most, read, allowed } = this.constructor.fields[name];
    const onchange = () => {
      const value = read(input.value.trim());
      input.value = value ?? this.state[name];
      if (value !== undefined) return change(value);
      this.say(`${label} is ${allowed}.`);
    };
    const input = element("input", { type: "number", min: least, max: most, onchange });
    let known; // what is being typed stays while the state does
    this.#followers.set(name, (value) => value !== known && (input.value = known = value));
    return element("label", { class: "field" }, element("span", {}, label), input);
  }

  connectedCallback() {
    const root = this.shadowRoot ?? this.attachShadow({ mode: "open" });
    // Material gives and takes this class with the focus; each time every cell would be styled anew.
    this.classList.add("focus-visible");
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    addEventListener("hashchange", () => this.#restore() && this.#hush(), { signal });
    document.addEventListener("visibilitychange", () => (document.hidden ? this.#leave() : this.#enter()), { signal });
    this.#seen = new IntersectionObserver((all) => {
      this.#inView = all.at(-1).isIntersecting;
      if (this.#inView) this.#enter();
      else this.#leave();
    });
    this.#seen.observe(this);
    this.#path = location.pathname;
    if (!this.state) this.#begin(root);
    this.flush();
  }

  disconnectedCallback() {
    this.#inView = false;
    this.#leave();
    this.#stop.abort();
    this.#seen.disconnect();
    this.#timers.forEach(clearTimeout);
  }

  attributeChangedCallback() {
    if (this.state) this.#begin(this.shadowRoot);
  }

  #enter() {
    if (this.#inView && !document.hidden) this.onScreen();
  }

  #leave() {
    this.player?.stop();
    this.offScreen();
  }

  #begin(root) {
    root.adoptedStyleSheets = [shared, this.constructor.styles].flat(2);
    this.key ??= this.#key();
    this.stage = element("div", { class: "stage" });
    this.status = element("p", { class: "status hidden", role: "status" });
    this.note = element("p", { class: "note" });
    this.own = this.constructor.start(this.#settings());
    this.state = structuredClone(this.own);
    this.pane = folded("code", "Code for this state");
    this.pane.addEventListener("toggle", () => this.#showCode());
    const tries = this.constructor.tries.map((text) => element("li", {}, text));
    const foot = element(
      "div",
      { class: "foot" },
      folded("tries", "What to try", element("ul", {}, ...tries)),
      this.pane,
      button("Reset", () => this.reset(), { class: "plain" }),
      " ",
      button("Copy link to this state", () => this.#copyLink(), { class: "plain" }),
    );
    const label = this.getAttribute("aria-label") ?? this.constructor.label;
    const widget = element("div", { class: "widget", role: "group", "aria-label": label }, this.stage, this.note, this.status, foot);
    root.replaceChildren(widget, element("slot")); // paper cannot answer: it has the fallback
    this.#build();
    const linked = this.#restore();
    this.#draw();
    this.setAttribute("data-ready", "");
    // A page that is loaded again, or gone back to, stands where it was left.
    const isReturn = /reload|back/.test(performance.getEntriesByType("navigation")[0]?.type);
    if (linked && !isReturn && [...entries(location.hash).keys()].pop() === this.key) this.scrollIntoView({ block: "nearest" });
  }

  #build() {
    this.refocus();
    this.#followers.clear();
    this.stage.replaceChildren();
    this.build(this.stage);
  }

  /** Attributes as values; what is not allowed is told and replaced by the default. */
  #settings() {
    const fields = Object.entries(this.constructor.attributes);
    return Object.fromEntries(
      fields.map(([name, field]) => {
        const given = this.getAttribute(name);
        const value = given === null ? field.initial : field.read(given);
        if (value === undefined) this.say(`${name}="${given}" is not ${field.allowed}; ${field.write(field.initial)} is used.`);
        return [name, value ?? field.initial];
      }),
    );
  }

  /** The name of the widget's entry in the fragment: its id, or its tag, numbered from the second on. */
  #key() {
    const place = [...document.querySelectorAll(this.localName)].indexOf(this);
    return this.id || (place > 0 ? `${this.localName}-${place + 1}` : this.localName);
  }

  #entry() {
    return entries(location.hash).get(this.key);
  }

  /** Take the state from the fragment, if it has one for this widget. */
  #restore() {
    const text = (this.#known = this.#entry());
    if (text === undefined) return false;
    this.player?.stop();
    const state = read(this.constructor.fields, text);
    const problem = state ? this.constructor.problem(state) : "The link is not one of this widget's.";
    if (problem) {
      this.say(`The state in the address was not used. ${problem}`);
      return false;
    }
    this.state = state;
    setText(this.note, "");
    this.refocus();
    this.refresh();
    return true;
  }

  /** Change some fields of the state; elements follow before anything else happens. */
  update(change) {
    Object.assign(this.state, change);
    setText(this.note, "");
    this.#hush();
    this.refresh();
  }

  /** Render again, for what is looked at and not part of the state. */
  refresh() {
    if (this.#stale) return;
    this.#stale = true;
    queueMicrotask(() => this.isConnected && this.flush());
  }

  /** Render at once if due. */
  flush() {
    if (this.#stale) this.#draw();
  }

  #draw() {
    this.#stale = false;
    clearTimeout(this.#timers.get("look"));
    const said = this.render(this.state);
    for (const [name, show] of this.#followers) show(this.state[name]);
    this.#announce(said);
    this.#showCode();
    this.#later("remember", () => this.#remember());
  }

  /** What computes what is shown, while it is unfolded; without code the pane is not there. */
  #showCode() {
    const { pane } = this;
    const code = this.constructor.code(this.state);
    pane.hidden = !code;
    while (!pane.open && pane.childElementCount > 1) pane.lastChild.remove();
    if (!code || !pane.open) return;
    this.coded = import("./code-pane.js").then(
      ({ fill }) => fill(this, code),
      () => this.say("The code could not be loaded."),
    );
  }

  reset() {
    this.#leave();
    this.#hush();
    this.state = structuredClone(this.own);
    setText(this.note, "");
    this.#build();
    this.#draw();
    this.#enter();
  }

  /** Tell the reader something, to be seen and heard until the state changes. */
  say(text) {
    setText(this.note, text);
    this.shadowRoot.activeElement?.scrollIntoView({ block: "nearest" }); // not below the note
    this.#hush();
    this.#announce();
  }

  /** Empty the status: what follows is announced even if it was before. */
  #hush() {
    this.#used = true;
    if (!this.quiet) setText(this.status, "");
  }

  /** When nothing more has come for a moment, and not while something plays. */
  #announce(text) {
    const said = this.note.textContent || (this.#used && text);
    if (said) this.#later("say", () => !this.quiet && setText(this.status, said));
  }

  #later(what, action) {
    clearTimeout(this.#timers.get(what));
    this.#timers.set(what, setTimeout(action, PAUSE));
  }

  #remember() {
    const [text, own] = [this.state, this.own].map((state) => write(this.constructor.fields, state));
    const fragment = fragmentWith(location.hash, this.key, text === own ? null : text);
    const gone = location.pathname !== this.#path; // with instant navigation the address comes first
    if (this.quiet || gone || fragment === location.hash) return;
    if (![undefined, this.#known].includes(this.#entry())) return; // a link has just been opened; its state comes first
    history.replaceState(history.state, "", fragment || location.pathname + location.search);
    this.#known = this.#entry();
  }

  #copyLink() {
    const text = fragmentWith(location.hash, this.key, write(this.constructor.fields, this.state));
    const link = new URL(text, location.href);
    const show = () => {
      history.replaceState(history.state, "", link);
      this.#known = this.#entry();
      return "The address of this page is now the link to this state; copy it there.";
    };
    this.copy(link.href, `The link to this state is copied.${this.unlinked}`, show);
  }

  /** Put a text on the clipboard and tell so, or do something else where that is forbidden, and tell what it returns. */
  async copy(text, said, otherwise) {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      said = otherwise();
    }
    this.say(said);
  }
}

/** Make the element known; a page that loads the script twice stays as it is. */
export function define(name, widget) {
  if (!customElements.get(name)) customElements.define(name, widget);
}
