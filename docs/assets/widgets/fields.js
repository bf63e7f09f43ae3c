// What a widget's state is made of. A field has an initial value, and reads and writes itself as the text of a link or an
// attribute; `read` gives undefined for what it does not allow, and `allowed` says in words what it does.

/** A whole number of a range. */
export const integer = (initial, least, most) => ({
  initial,
  allowed: `a whole number from ${least} to ${most}`,
  read: (text) => (/^-?\d{1,9}$/.test(text) && +text >= least && +text <= most ? +text : undefined),
  write: String,
});

/** One of some words. */
export const choice = (initial, ...words) => ({
  initial,
  words,
  allowed: `one of ${words.join(", ")}`,
  read: (text) => (words.includes(text) ? text : undefined),
  write: String,
});

/** Yes or no. As an attribute it stands without a value. */
export const flag = (initial = false) => ({
  initial,
  allowed: "yes or no",
  read: (text) => ({ yes: true, "": true, no: false })[text],
  write: (value) => (value ? "yes" : "no"),
});

/** A list of numbers of a range, in no more than so many decimals; `Widget.problem` checks how many they are. */
export const numbers = (initial, least, most, decimals = 0) => ({
  initial,
  allowed: `numbers from ${least} to ${most}, separated by commas`,
  read(text) {
    const words = text === "" ? [] : text.split(",");
    const form = new RegExp(`^-?\\d{1,9}(\\.\\d{1,${decimals || 1}})?$`);
    const fine = (word) => form.test(word) && +word >= least && +word <= most && (decimals || Number.isInteger(+word));
    return words.every(fine) ? words.map((word) => Number(word) || 0) : undefined;
  },
  write: (values) => values.map((value) => String(Number(value.toFixed(decimals)) || 0)).join(","),
});

/** Text of a given form; `allowed` describes it. */
export const text = (initial, form, allowed) => ({
  initial,
  allowed,
  read: (value) => (form.test(value) ? value : undefined),
  write: String,
});
