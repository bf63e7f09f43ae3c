// Reads a number as people type it, and finds the answer that it is. No DOM.

const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";
const EXAMPLES = "Write digits, for example 1,024, 0.5, 1e6 or 1/3.";
// Groups of three between equal separators, or digits alone; decimals; a power of ten.
const DECIMAL =
  /^([+-]?)(?=\.?\d)(\d{1,3}(?:([, ])\d{3})(?:\3\d{3})*|\d*)(\.\d*)?(?:e([+-]?\d+)| ?\* ?10 ?\^ ?([+-]?\d+))?$/;

/** What was typed, perhaps with its unit: {value}, or a sentence why it is no number as {problem}. */
export function readNumber(typed, unit = "") {
  let text = typed
    .trim()
    .replace(/[−‐‑–]/g, "-")
    .replace(/\s+/g, " ")
    .replace(/10(⁻?)([⁰¹²³⁴⁵⁶⁷⁸⁹]+)/g, (_, minus, power) => {
      return `10^${minus && "-"}${[...power].map((digit) => SUPERSCRIPTS.indexOf(digit)).join("")}`;
    });
  if (unit && text.toLowerCase().endsWith(unit.toLowerCase())) text = text.slice(0, -unit.length).trim();
  if (!text) return { problem: "Type a number first, then press Check." };
  const parts = text.split(/ ?[/⁄] ?/);
  const values = parts.map(decimal);
  if (parts.length > 2 || values.some(Number.isNaN)) {
    const comma = /^[+-]?(\d+),(\d+)$/.exec(text);
    if (comma) return { problem: `Write ${comma[1]}.${comma[2]} with a point: a comma separates groups of three digits.` };
    return { problem: `“${typed.trim()}” is not a number. ${EXAMPLES}` };
  }
  if (values[1] === 0) return { problem: "Nothing can be divided by 0." };
  const value = values[0] / (values[1] ?? 1);
  return Number.isFinite(value) ? { value } : { problem: "That is too large." };
}

/** NaN if it is no decimal number. */
function decimal(text) {
  const match = DECIMAL.exec(text.replace(/[×x·]/g, "*").toLowerCase().replace(/^([+-]?)10 ?\^/, "$11*10^"));
  if (!match) return NaN;
  const [, sign, whole, , decimals = "", e, power] = match;
  return Number(`${sign}${whole.replace(/[, ]/g, "")}${decimals}e${e ?? power ?? 0}`);
}

/**
 * The place of `value` among the answers, or -1. A whole number that is right must be met exactly; an answer with decimals,
 * and a wrong one, is met by whatever rounds to it.
 * @param {{value: string, right: boolean}[]} answers values as literals, "6.6" or "2.80e8"
 */
export function matching(value, answers) {
  const off = answers.map((answer) => Math.abs(value - Number(answer.value)));
  const near = answers.map((answer, i) => off[i] === 0 || off[i] <= allowance(answer) * (1 + 1e-9));
  const closest = Math.min(...off.filter((_, i) => near[i]));
  const all = answers.map((_, i) => i).filter((i) => near[i] && off[i] === closest);
  return all.find((i) => answers[i].right) ?? all[0] ?? -1;
}

/** Half a unit of the last digit. */
function allowance({ value, right }) {
  const [digits, power = "0"] = value.split("e");
  const decimals = (digits.split(".")[1] ?? "").length;
  return right && !decimals && power === "0" ? 0 : 0.5 * 10 ** (Number(power) - decimals);
}
