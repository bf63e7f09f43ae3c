// <quick-check>: a question with a reply to each answer. Its content, which docs/widgets.md shows, is the question as it reads
// without scripts: reply i belongs to list item i, or holds in its verdict the number that it replies to; <div class="other">
// replies to any other. drawn="output-size" offers another one, drawn afresh.

import { button, element } from "./elements.js";
import { answers as kept, isAnswered, keepAnswered, pageAt } from "./kept-answers.js";

/** @typedef {{right: boolean, value?: string, label: Node[], reply: Element}} Answer `reply` is its element in the folded answer */

const OTHER = "That is not the answer, and no slip that is known here leads to it.";

class QuickCheck extends HTMLElement {
  #note = element("span", { class: "answered" }, "answered");

  connectedCallback() {
    if (document.readyState === "loading") {
      document.addEventListener("DOMContentLoaded", () => this.connectedCallback(), { once: true });
      return;
    }
    if (!this.querySelector(":scope > form")) enhance(this);
    kept.addEventListener("change", this);
    this.handleEvent();
  }

  disconnectedCallback() {
    kept.removeEventListener("change", this);
  }

  handleEvent() {
    if (isAnswered(pageAt(location.href), this.id)) this.append(this.#note);
    else this.#note.remove();
  }
}

// A page that loads the script twice stays as it is.
if (!customElements.get("quick-check")) customElements.define("quick-check", QuickCheck);

/** A module for what the reader does; null where it cannot be had. */
const load = (name) => import(`./${name}.js`).catch(() => null);

let reader; // of numbers: there by the time that one has been typed
const read = async () => (reader = await load("typed-number"));

/** Makes the question one that can be answered; one that lacks something stays as it is. */
function enhance(check) {
  const folded = check.querySelector(":scope > .answer");
  const text = check.querySelector(":scope > p");
  const list = check.querySelector(":scope > ol");
  let answers = folded ? answersIn(folded, list) : [];
  const complete = list ? list.children.length === answers.length : answers.every(({ value }) => value);
  if (!text || !complete || answers.filter(({ right }) => right).length !== 1) {
    console.error("A quick check needs a question, a reply to each answer, and exactly one of them right:", check);
    return;
  }
  check.id ||= text.textContent.trim().replace(/\W+/g, "-");
  const other = folded.querySelector(":scope > .other");
  const way = list ? choice(list) : field(text, answers[0]);
  const reveal = button("Show the answer", show, { hidden: true });
  const another = button("Another one", draw, { hidden: true });
  const status = element("div", { class: "reply", role: "status" });
  const question = element(list ? "fieldset" : "div");
  while (check.firstElementChild !== folded) question.append(check.firstElementChild);
  if (list) text.replaceWith(element("legend", {}, ...text.childNodes));
  const buttons = [element("button", { class: "check" }, "Check"), reveal, another];
  const actions = element("div", { class: "actions" }, ...way.entry(buttons));
  const oninput = () => status.classList.add("old"); // it replied to another answer
  check.prepend(element("form", { autocomplete: "off", novalidate: true, onsubmit: answer, oninput }, question, actions, status));

  function tell(...words) {
    status.classList.remove("old");
    status.replaceChildren(...words);
  }

  function answer(event) {
    event?.preventDefault();
    const { wait, problem, place } = way.given(answers);
    if (wait) return wait.then(() => answer());
    if (problem) return tell(problem);
    const given = answers[place];
    const right = Boolean(given?.right);
    way.mark(place, right);
    tell(...replyOf(given?.reply ?? other ?? element("div", {}, element("p", {}, OTHER)), right ? "Right." : "No."));
    if (right) keepAnswered(pageAt(location.href), check.id);
    reveal.hidden = right;
    another.hidden = !check.hasAttribute("drawn");
    if (!another.hidden) load("another-one"); // so that it is there by the time of a press
  }

  function show() {
    const place = answers.findIndex(({ right }) => right);
    const { label, reply } = answers[place];
    if (list) way.mark(place, true);
    const said = element("p", {}, "The answer: ", element("strong", {}, ...label.map((node) => node.cloneNode(true))));
    tell(said, ...replyOf(reply, ""));
  }

  async function draw() {
    const drawn = await load("another-one");
    if (!drawn) return tell("Another one could not be loaded.");
    drawn.redraw(check.getAttribute("drawn"), text, folded);
    answers = answersIn(folded, null);
    tell();
    reveal.hidden = true;
    way.begin(answers[0]);
  }
}

/** Answering by choosing from the list: an option that is chosen is not yet an answer. */
function choice(list) {
  const radios = [...list.children].map((item) => {
    const radio = element("input", { type: "radio", name: "answer" });
    item.append(element("label", {}, radio, element("span", {}, ...item.childNodes)));
    return radio;
  });
  return {
    entry: (buttons) => buttons,
    given() {
      const place = radios.findIndex((radio) => radio.checked);
      return place < 0 ? { problem: "Choose an answer first, then press Check." } : { place };
    },
    mark(place, right) {
      const label = radios[place].parentElement;
      label.querySelector(".mark")?.remove();
      label.append(element("span", { class: right ? "mark right" : "mark" }, right ? " right" : " no"));
    },
  };
}

/** Answering by typing a number; the question names the field. */
function field(text, answer) {
  text.id ||= `${text.parentElement.id}-text`;
  const mark = element("span", { class: "mark" });
  const unit = element("span", { class: "unit" });
  const oninput = () => {
    mark.replaceChildren();
    read();
  };
  const input = element("input", { type: "text", size: 12, "aria-labelledby": text.id, oninput });
  const begin = ({ value, label }) => {
    input.value = "";
    input.inputMode = value.startsWith("-") ? "text" : "decimal"; // a telephone's decimal pad has no minus sign
    unit.textContent = label[2].textContent;
    mark.replaceChildren();
  };
  begin(answer);
  return {
    entry: ([check, ...others]) => [element("div", { class: "entry" }, input, unit, check, mark), ...others],
    given(answers) {
      if (reader === undefined) return { wait: read() };
      if (!reader) return { problem: "What reads numbers could not be loaded. Reload the page to try again." };
      const { value, problem } = reader.readNumber(input.value, unit.textContent);
      return { problem, place: problem ? -1 : reader.matching(value, answers) };
    },
    mark(place, right) {
      mark.classList.toggle("right", right);
      mark.replaceChildren(right ? "right" : "no");
    },
    begin(next) {
      begin(next);
      input.focus();
    },
  };
}

/** The answers, which stand in the folded answer, and in the list if there is one. @returns {Answer[]} */
function answersIn(folded, list) {
  return [...folded.querySelectorAll(":scope > div:not(.other)")].map((reply, place) => {
    const number = reply.querySelector(".verdict > data");
    const unit = number?.parentElement.querySelector(":scope > span");
    const label = list ? (list.children[place]?.cloneNode(true).childNodes ?? []) : [number, new Text(" "), unit ?? new Text()];
    return { right: reply.matches(".right"), value: number?.value, label: [...label], reply };
  });
}

/** A copy of what a reply says, with another verdict before it. */
function replyOf(reply, verdict) {
  const copy = reply.cloneNode(true);
  copy.querySelector(".verdict")?.remove();
  if (verdict) copy.querySelector("p")?.prepend(element("strong", {}, verdict), " ");
  return copy.childNodes;
}
