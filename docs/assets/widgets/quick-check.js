// <quick-check>: a question with a reply to each answer. Its content is the question as it reads without scripts:
//
//   <quick-check id="overlap">
//     <p>How far does a unit see after three 3 × 3 layers?</p>
//     <ol><li>9 pixels</li><li>7 pixels</li></ol>
//     <details class="hint"><summary>Hint</summary><p>...</p></details>                        may be left out
//     <details class="answer"><summary>Answer</summary>
//       <div><p><strong class="verdict">A: no.</strong> Adding counts shared pixels twice.</p></div>
//       <div class="right"><p><strong class="verdict">B: right.</strong> Each layer adds two.</p></div>
//     </details>
//   </quick-check>
//
// Reply i belongs to list item i. Without a list the answer is a number, which each verdict then holds:
// <strong class="verdict"><data value="7">7</data> <span>pixels</span>: right.</strong>; <div class="other"> replies to any
// other number. drawn="output-size" offers "Another one", drawn afresh; drawn-questions.js has the kinds.

import { answers as kept, isAnswered, keepAnswered, pageAt } from "./kept-answers.js";
import { matching, readNumber } from "./typed-number.js";

/** @typedef {{right: boolean, value?: string, label: Node[], reply: Element}} Answer `reply` is its element in the folded answer */

const OTHER = "That is neither the answer nor what one of the usual slips would give.";

class QuickCheck extends HTMLElement {
  #note = made("span", { className: "answered", textContent: "answered" });

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

  /** Says whether the question has been answered, now or on an earlier visit. */
  handleEvent() {
    if (isAnswered(pageAt(location.href), this.id)) this.append(this.#note);
    else this.#note.remove();
  }
}

// A page that loads the script twice stays as it is.
if (!customElements.get("quick-check")) customElements.define("quick-check", QuickCheck);

/** Makes the question one that can be answered; a question that lacks something stays as it is. @param {HTMLElement} check */
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
  const reveal = made("button", { type: "button", textContent: "Show the answer", hidden: true });
  const another = made("button", { type: "button", textContent: "Another one", hidden: true });
  const status = made("div", { className: "reply" });
  status.setAttribute("role", "status");

  const form = made("form", { autocomplete: "off", noValidate: true });
  const question = form.appendChild(made(list ? "fieldset" : "div"));
  while (check.firstElementChild !== folded) question.append(check.firstElementChild);
  if (list) text.replaceWith(made("legend", {}, ...text.childNodes));
  const buttons = [made("button", { className: "check", textContent: "Check" }), reveal, another];
  form.append(made("div", { className: "actions" }, ...way.entry(buttons)), status);
  check.prepend(form);

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const { problem, place } = way.given(answers);
    if (problem) return status.replaceChildren(paragraph(problem));
    const answer = answers[place];
    const right = Boolean(answer?.right);
    way.mark(place, right);
    status.replaceChildren(...replyOf(answer?.reply ?? other ?? made("div", {}, paragraph(OTHER)), right ? "Right." : "No."));
    if (right) keepAnswered(pageAt(location.href), check.id);
    reveal.hidden = right;
    another.hidden = !check.hasAttribute("drawn");
    if (!another.hidden) import("./drawn-questions.js"); // loaded where somebody answers, and there by the time of a press
  });

  reveal.addEventListener("click", () => {
    const place = answers.findIndex(({ right }) => right);
    const { label, reply } = answers[place];
    if (list) way.mark(place, true);
    const said = made("p", {}, "The answer: ", made("strong", {}, ...label.map((node) => node.cloneNode(true))));
    status.replaceChildren(said, ...replyOf(reply, ""));
  });

  another.addEventListener("click", async () => {
    const { draw, shown } = await import("./drawn-questions.js");
    const drawn = draw(check.getAttribute("drawn"), crypto.getRandomValues(new Uint32Array(1))[0]);
    const replyTo = ({ value, reply }, right) => drawnReply(value, shown(value), drawn.unit, right, reply);
    const right = replyTo(drawn, true);
    const wrong = drawn.wrong.map((slip) => replyTo(slip, false));
    text.replaceChildren(drawn.text);
    folded.replaceChildren(folded.querySelector("summary"), right, ...wrong, ...(other ? [other] : []));
    answers = answersIn(folded, null);
    status.replaceChildren();
    reveal.hidden = true;
    way.begin(answers[0]);
  });
}

/** Answering by choosing from the list: an option that is chosen is not yet an answer. @param {HTMLOListElement} list */
function choice(list) {
  const radios = [...list.children].map((item) => {
    const radio = made("input", { type: "radio", name: "answer" });
    item.append(made("label", {}, radio, made("span", {}, ...item.childNodes)));
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
      label.append(made("span", { className: right ? "mark right" : "mark", textContent: right ? " right" : " no" }));
    },
  };
}

/** Answering by typing a number; the question names the field. @param {HTMLElement} text @param {Answer} answer */
function field(text, answer) {
  const input = made("input", { type: "text", size: 12 });
  const unit = made("span", { className: "unit" });
  const mark = made("span", { className: "mark" });
  text.id ||= `${text.parentElement.id}-text`;
  input.setAttribute("aria-labelledby", text.id);
  input.addEventListener("input", () => mark.replaceChildren());
  const begin = ({ value, label }) => {
    input.value = "";
    // The keys of a telephone's decimal pad have no minus sign.
    input.inputMode = value.startsWith("-") ? "text" : "decimal";
    unit.textContent = label[1]?.textContent ?? "";
    mark.replaceChildren();
  };
  begin(answer);
  return {
    entry: ([check, ...others]) => [made("div", { className: "entry" }, input, unit, check, mark), ...others],
    given(answers) {
      const { value, problem } = readNumber(input.value, unit.textContent);
      return { problem, place: problem ? -1 : matching(value, answers) };
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
    const label = list ? (list.children[place]?.cloneNode(true).childNodes ?? []) : [number, unit].filter(Boolean);
    return { right: reply.matches(".right"), value: number?.value, label: [...label], reply };
  });
}

/** A copy of what a reply says, with another verdict before it. @param {Element} reply @param {string} verdict */
function replyOf(reply, verdict) {
  const copy = reply.cloneNode(true);
  copy.querySelector(".verdict")?.remove();
  if (verdict) copy.querySelector("p")?.prepend(made("strong", { textContent: verdict }), " ");
  return copy.childNodes;
}

/** The reply to a drawn number, in the markup of the folded answer. */
function drawnReply(value, literal, unit, right, reply) {
  const number = made("data", { value: String(value), textContent: literal });
  const verdict = made("strong", { className: "verdict" }, number, " ", made("span", { textContent: unit }));
  verdict.append(right ? ": right." : ": no.");
  return made("div", { className: right ? "right" : "" }, made("p", {}, verdict, ` ${reply}`));
}

const paragraph = (text) => made("p", { textContent: text });

function made(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}
