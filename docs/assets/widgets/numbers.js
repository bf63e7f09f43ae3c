// Numbers: as readers see and type them, and those that are counted through.

/** With at most so many decimals, thousands separated, a real minus sign, and no sign on what rounds to zero. */
export function shown(value, decimals = 2) {
  if (Number.isInteger(value) && Math.abs(value) < 1000) return `${value}`.replace("-", "−"); // much faster
  return written(value, { maximumFractionDigits: decimals });
}

export function fixed(value, decimals) {
  return written(value, { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
}

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

/** A typed number, or NaN: a hyphen may be the minus; a comma separates thousands, as in "1,024", or is the decimal sign. */
export function typed(text) {
  const whole = text.trim().replace("−", "-");
  const plain = /^-?[1-9]\d{0,2}(,\d{3})+$/.test(whole) ? whole.replaceAll(",", "") : whole.replace(",", ".");
  return /^[-+]?(\d+\.?\d*|\.\d+)$/.test(plain) ? Number(plain) : NaN;
}

/** 0, 1, 2, ... as many as asked for. */
export const range = (length) => Array.from({ length }, (_, i) => i);

/** "1 pixel", "3 pixels"; a BigInt counts, too. */
export const counted = (count, one, many = `${one}s`) => `${shown(count)} ${Number(count) === 1 ? one : many}`;
