// Pieces of the Python that a code pane shows.

const WIDE = 76;

/** A number as Python writes it, without −0 and the tail of binary rounding. */
export const number = (value) => String(Number(value.toFixed(10)) || 0);

/** Nested arrays as NumPy prints them, a row a line; `indent` is the column that they begin in. */
export function literal(values, indent = 0) {
  if (!Array.isArray(values)) return number(values);
  const parts = values.map((value) => literal(value, indent + 1));
  if (Array.isArray(values[0])) return `[${parts.join(`,\n${" ".repeat(indent + 1)}`)}]`;
  const lines = [""];
  for (const [i, part] of parts.entries()) {
    const word = i < parts.length - 1 ? `${part},` : part;
    if (lines.at(-1) && indent + lines.at(-1).length + word.length > WIDE) lines.push(word);
    else lines[lines.length - 1] += lines.at(-1) ? ` ${word}` : word;
  }
  return `[${lines.join(`\n${" ".repeat(indent + 1)}`)}]`;
}

/** ``name = np.array(...)``; `wrap` may be another function that takes the literal, such as "torch.tensor". */
export function array(name, values, wrap = "np.array", more = "") {
  const begin = `${name} = ${wrap}(`;
  return `${begin}${literal(values, begin.length)}${more && `, ${more}`})`;
}

/** What a code pane shows, from the lines of each library's program; lines that are false are left out. */
export const programs = (libraries) =>
  Object.entries(libraries).map(([library, lines]) => [library, lines.filter((line) => line !== false).join("\n") + "\n"]);
