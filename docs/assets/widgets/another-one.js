// "Another one": a quick check's question drawn afresh. Loaded where somebody answers, and there by the time of a press.

import { draw, shown } from "./drawn-questions.js";
import { element } from "./elements.js";

/** Another question of a kind instead of the text, and replies to its answers instead of those that are folded. */
export function redraw(kind, text, folded) {
  const drawn = draw(kind, crypto.getRandomValues(new Uint32Array(1))[0]);
  const kept = folded.querySelectorAll(":scope > :is(summary, .other)");
  const replies = drawn.wrong.map((slip) => replyTo(slip, drawn.unit, false));
  text.replaceChildren(drawn.text);
  folded.replaceChildren(kept[0], replyTo(drawn, drawn.unit, true), ...replies, ...[...kept].slice(1));
}

/** The reply to a number, in the markup of the folded answer. */
function replyTo({ value, reply }, unit, right) {
  const number = element("data", { value }, shown(value));
  const verdict = element("strong", { class: "verdict" }, number, " ", element("span", {}, unit), right ? ": right." : ": no.");
  return element("div", { class: right && "right" }, element("p", {}, verdict, ` ${reply}`));
}
