// Pieces of the Python that a code pane shows.

const WIDE = 76;

/** A number as Python writes it: −0 is 0, and nothing is a long tail of binary rounding. */
export const number = (value) => String(Number(value.toFixed(10)) || 0);

/** Nested arrays as a Python literal, one innermost row a line unless all fits on one; continued lines are indented. */
export function literal(values, indent = 0) {
  const flat = JSON.stringify(values, (_, value) => (typeof value === "number" ? Number(number(value)) : value));
  const line = flat.replaceAll(",", ", ");
  if (!Array.isArray(values[0]) ? line.length + indent <= WIDE : line.length + indent <= WIDE && values.length === 1) return line;
  const pad = " ".repeat(indent);
  if (!Array.isArray(values[0])) return wrapped(values.map(number), pad);
  return `[\n${values.map((row) => `${pad}    ${literal(row, indent + 4)},\n`).join("")}${pad}]`;
}

function wrapped(words, pad) {
  const lines = [];
  for (const word of words) {
    const last = lines.at(-1);
    if (last && pad.length + 4 + last.length + word.length + 2 <= WIDE) lines[lines.length - 1] += ` ${word},`;
    else lines.push(`${word},`);
  }
  return `[\n${lines.map((line) => `${pad}    ${line}\n`).join("")}${pad}]`;
}

/** ``name = np.array(...)``; `wrap` may be another function that takes the literal, such as "torch.tensor". */
export function array(name, values, wrap = "np.array", more = "") {
  return `${name} = ${wrap}(${literal(values)}${more && `, ${more}`})`;
}
