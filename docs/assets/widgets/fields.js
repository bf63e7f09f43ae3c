// What a widget's state is made of. A field has an initial value, and reads and writes itself as the text of a link or an
// attribute; `read` gives undefined for what it does not allow, `allowed` says what it does, and `values` lists them if few.

import { range } from "./numbers.js";

/** A whole number of a range. */
export const integer = (initial, least, most) => ({
  initial,
  least,
  most,
  allowed: `a whole number from ${least} to ${most}`,
  get values() {
    return range(most - least + 1).map((i) => least + i);
  },
  read: (text) => (/^-?\d{1,9}$/.test(text) && +text >= least && +text <= most ? +text : undefined),
  write: String,
});

/** One of some words. */
export const choice = (initial, ...values) => ({
  initial,
  values,
  allowed: `one of ${values.join(", ")}`,
  read: (text) => (values.includes(text) ? text : undefined),
  write: String,
});

/** Yes or no. As an attribute it stands without a value. */
export const flag = (initial = false) => ({
  initial,
  allowed: "yes or no",
  read: (text) => ["yes", ""].includes(text) || (text === "no" ? false : undefined),
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

/** A state of these fields, initial but for what is given. */
export const stateOf = (fields, given = {}) =>
  structuredClone(Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, given[name] ?? field.initial])));
