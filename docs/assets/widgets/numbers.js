// Numbers as readers see and type them.

/** With at most so many decimals, thousands separated, a real minus sign, and no sign on what rounds to zero. */
export function shown(value, decimals = 2) {
  return written(value, { maximumFractionDigits: decimals });
}

/** With exactly so many decimals. */
export function fixed(value, decimals) {
  return written(value, { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
}

/** A share as per cent. */
export const percent = (share, decimals = 0) => `${fixed(100 * share, decimals)} %`;

const formats = new Map(); // making one takes longer than using it a hundred times

function written(value, options) {
  const key = `${options.minimumFractionDigits ?? 0} ${options.maximumFractionDigits}`;
  if (!formats.has(key)) formats.set(key, new Intl.NumberFormat("en", { ...options, signDisplay: "negative" }));
  return formats.get(key).format(value).replace("-", "−");
}

/** Numbers added up as text: "−1 + 4 − 2". */
export function sum(values, decimals = 2) {
  const [first, ...more] = values.map((value) => shown(value, decimals));
  return [first ?? "0", ...more.map((text) => (text.startsWith("−") ? ` − ${text.slice(1)}` : ` + ${text}`))].join("");
}

/** A typed number, or NaN: a comma may be the decimal sign, a hyphen the minus. */
export function typed(text) {
  const plain = text.trim().replace("−", "-").replace(",", ".");
  return /^[-+]?(\d+\.?\d*|\.\d+)$/.test(plain) ? Number(plain) : NaN;
}

/** "1 pixel", "3 pixels". */
export const counted = (count, one, many = `${one}s`) => `${shown(count)} ${count === 1 ? one : many}`;
