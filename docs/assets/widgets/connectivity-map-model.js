// The connectivity map without its elements: every connection with the number of its weight, and counts.
//
// All are numbered row by row; weights from 1, so that 0 is no connection. What a window reads beyond the border, zeros, is
// drawn and counted.

import { axis, reads, refusal } from "./convolution.js";
import { choice, flag, integer, stateOf, text } from "./fields.js";
import { range } from "./numbers.js";

export const attributes = { opens: choice("line", "line", "square") };

export const fields = {
  shape: attributes.opens,
  size: integer(8, 3, 8),
  kernel: integer(3, 1, 5),
  padding: integer(0, 0, 2),
  layer: choice("dense", "dense", "local", "convolution"),
  at: text("output.0", /^(input|output|weight)\.\d{1,4}$/, "an input, an output or a weight"),
  of: integer(0, 0, 143), // the output whose weights are listed
  // A picture of the reader's, whose connections are counted and not drawn.
  width: integer(1920, 1, 1920),
  height: integer(1080, 1, 1080),
  channels: integer(1, 1, 512),
  filters: integer(1, 1, 512),
  told: flag(),
};

const OPENS = {
  line: { at: "output.2", of: 2 },
  square: { size: 4, padding: 1, layer: "local", at: "output.5", of: 5, width: 224, height: 224, channels: 3, filters: 64, told: true },
};

export const start = ({ opens }) => stateOf(fields, { shape: opens, ...OPENS[opens] });

export function problem(state) {
  const sentence = refused(state);
  if (sentence) return sentence;
  const { inputs, outputs } = setting(state);
  const [kind, number] = held(state.at);
  const [first, last] = weightsOf(state, state.of);
  const there = { input: number < inputs.count, output: number === state.of, weight: number >= first && number <= last }[kind];
  return there && state.of < outputs.count ? "" : "It points at something that is not there.";
}

/** "output.4" as ["output", 4]. */
export const held = (at) => at.split(".").map((part, i) => (i ? +part : part));

export const refused = ({ size, kernel, padding }) => refusal({ size, kernel, padding });

/**
 * The axes, and shapes as {rows, columns, count}: of the input, without and with its padding, of the outputs, of a window. A line
 * stands upright: it has one column.
 */
export function setting({ shape, size, kernel, padding }) {
  const down = axis({ size, kernel, padding });
  const along = shape === "line" ? axis({ size: 1, kernel: 1 }) : down;
  const both = (name) => ({ rows: down[name], columns: along[name], count: down[name] * along[name] });
  return { down, along, inputs: both("size"), padded: both("padded"), outputs: both("outputs"), window: both("kernel"), beside: along.padding };
}

/**
 * Every connection: the output and its place as [row, column], the place it reads in the padded input, the input there (-1 for a
 * padded zero) and the number of the weight.
 */
export function connections(state) {
  const { down, along, inputs, outputs } = setting(state);
  const all = ({ size, padding }) => range(size).map((pixel) => ({ tap: pixel, position: pixel + padding, pixel }));
  const from = (axis, output) => (state.layer === "dense" ? all(axis) : reads(axis, output));
  return range(outputs.count).flatMap((output) => {
    const to = [Math.floor(output / outputs.columns), output % outputs.columns];
    const across = from(along, to[1]);
    const [first] = weightsOf(state, output);
    return from(down, to[0]).flatMap((row) =>
      across.map((column) => ({
        output,
        to,
        place: [row.position, column.position],
        input: Math.min(row.pixel, column.pixel) < 0 ? -1 : row.pixel * inputs.columns + column.pixel,
        weight: first + row.tap * across.length + column.tap,
      })),
    );
  });
}

/** The first and the last weight of an output. */
export function weightsOf({ layer, ...state }, output) {
  const { inputs, window } = setting(state);
  const many = layer === "dense" ? inputs.count : window.count;
  const first = layer === "convolution" ? 1 : output * many + 1;
  return [first, first + many - 1];
}

/**
 * Connections and parameters of the three layers, without biases: for each the factors as text, and their product. `zeros` are the
 * connections of a window layer that read padding. A line has its length as its height, and one column.
 */
export function counts({ height, width, channels, filters, kernel, padding, isLine = false }) {
  const down = axis({ size: height, kernel, padding });
  const along = isLine ? axis({ size: 1, kernel: 1 }) : axis({ size: width, kernel, padding });
  const outputs = [down.outputs, along.outputs, filters];
  const inputs = [height, along.size, channels];
  const window = [kernel, along.kernel, channels];
  const of = (...groups) => ({ factors: product(groups), count: groups.flat().reduce((all, one) => all * BigInt(one), 1n) });
  const [dense, local] = [of(outputs, inputs), of(outputs, window)];
  const inside = ({ size, kernel, padding, outputs }) =>
    range(kernel).reduce((all, tap) => all + Math.max(0, Math.min(outputs, size + padding - tap) - Math.max(0, padding - tap)), 0);
  return {
    dense: { connections: dense, parameters: dense },
    local: { connections: local, parameters: local },
    convolution: { connections: local, parameters: of(window, [filters]) },
    positions: [down.outputs, along.outputs],
    zeros: local.count - BigInt(inside(down)) * BigInt(inside(along)) * BigInt(channels * filters),
  };
}

/** "(224 · 224 · 64) · (3 · 3)", without the ones; a line breaks between the brackets only. */
function product(groups) {
  const parts = groups.map((group) => group.filter((factor) => factor !== 1)).filter((group) => group.length);
  const written = parts.map((group) => (group.length > 1 && parts.length > 1 ? `(${group.join("\u00a0·\u00a0")})` : group.join(" · ")));
  return written.join(" · ") || "1";
}

const RGB = (hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
/** Light, middle and strong of each hue; the first three are those of the figures. */
const HUES = ["#fbc583 #e8984a #bd6d15", "#a9d0f2 #7ab0e0 #4a84bb", "#a8e0c0 #74c49a #41976c", "#d5baf0 #b287dc #8d60bb", "#f4bcb6 #e0887e #c25e54"].map(
  (row) => row.split(" ").map(RGB),
);

/** The colour of a weight, as red, green and blue: for a kernel a hue for each row, else hues all around. */
export function tint(state, weight) {
  const { kernel, shape, layer } = state;
  if (layer !== "convolution") {
    const [hue, light] = [weight * 2.4, [190, 150, 170][weight % 3]]; // 2.4 radians: neighbours differ
    return [0, 4, 2].map((turn) => Math.round(light + 60 * Math.cos(hue + (turn * Math.PI) / 3)));
  }
  if (shape === "line") return HUES[weight - 1][2];
  const [row, column] = [Math.floor((weight - 1) / kernel), (weight - 1) % kernel];
  const place = kernel > 1 ? (2 * column) / (kernel - 1) : 1;
  const low = Number(place > 1);
  return HUES[row][low].map((channel, i) => Math.round(channel + (place - low) * (HUES[row][low + 1][i] - channel)));
}
