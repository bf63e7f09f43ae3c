// The arithmetic of convolutions, without a DOM: sizes, what an output reads, sums; dependencies.js has what a pixel feeds.
// "Convolution" is what PyTorch calls so: nothing is turned.
//
// Positions on the padded axis count from its first cell: pixel i lies at i + padding. Images are nested arrays
// [channel][row][column], filters [output][channel][row][column].

import { counted, range } from "./numbers.js";

/**
 * @typedef {{size: number, kernel: number, stride?: number, padding?: number, mode?: "zero" | "circular", dilation?: number}} Setting
 * @typedef {Required<Setting> & {padded: number, outputs: number, left: number}} Axis
 */

const reach = (kernel, dilation = 1) => dilation * (kernel - 1) + 1;

/** Why PyTorch would refuse the setting, as a sentence; "" if it would not. @param {Setting} setting */
export function refusal({ size, kernel, stride = 1, padding = 0, mode = "zero", dilation = 1 }) {
  if (size < 1) return "An input needs at least one pixel.";
  if (kernel < 1) return "A kernel needs at least one weight.";
  if (stride < 1) return "The stride is at least 1: the kernel has to move on.";
  if (dilation < 1) return "The dilation is at least 1, the distance of neighbouring pixels.";
  if (padding < 0) return "Padding cannot be negative.";
  if (mode === "circular" && padding > size) {
    return `Circular padding of ${padding} would wrap around an input of ${size} more than once; at most ${size} is possible.`;
  }
  const wide = reach(kernel, dilation);
  const room = size + 2 * padding;
  if (wide > room) {
    const why = dilation > 1 ? ` (${kernel} taps, ${dilation} apart)` : "";
    const where = padding ? " of the padded input" : "";
    return `A kernel that reaches over ${wide}${why} does not fit into ${counted(room, "pixel")}${where}.`;
  }
  return "";
}

/** What the formula of the output size gives, also where there is no output. @param {Setting} setting */
export const outputSize = ({ size, kernel, stride = 1, padding = 0, dilation = 1 }) =>
  Math.floor((size + 2 * padding - reach(kernel, dilation)) / stride) + 1;

/**
 * The axis with its defaults, and what follows; `left` are the cells over at the far end. Throws a RangeError with the sentence of
 * `refusal`. @param {Setting} setting @returns {Axis}
 */
export function axis(setting) {
  const problem = refusal(setting);
  if (problem) throw new RangeError(problem);
  const whole = { stride: 1, padding: 0, mode: "zero", dilation: 1, ...setting };
  const padded = whole.size + 2 * whole.padding;
  const room = padded - reach(whole.kernel, whole.dilation);
  return { ...whole, padded, outputs: outputSize(whole), left: room % whole.stride };
}

/** The pixel at a position of the padded axis; -1 where zeros are padded. @param {Axis} axis */
export function source(axis, position) {
  const pixel = position - axis.padding;
  if (axis.mode === "circular") return (pixel + axis.size) % axis.size;
  return pixel < axis.size ? Math.max(pixel, -1) : -1;
}

/** What an output reads, tap by tap. @param {Axis} axis */
export function reads(axis, output) {
  return range(axis.kernel).map((tap) => {
    const position = output * axis.stride + tap * axis.dilation;
    return { tap, position, pixel: source(axis, position) };
  });
}

/** Both axes of an image. @param {Setting} rows @param {Setting} [columns] */
export const plane = (rows, columns = rows) => ({ rows: axis(rows), columns: axis(columns) });

/**
 * A convolutional layer: (in, rows, columns) and (out, in, k, k) give (out, rows, columns).
 * @param {number[][][]} image @param {number[][][][]} filters @param {number[]} [biases] zeros unless given
 */
export function conv2d(image, filters, both, biases = filters.map(() => 0)) {
  if (filters[0].length !== image.length) {
    throw new RangeError(`A filter with ${filters[0].length} kernels cannot read ${image.length} channels; each has its own.`);
  }
  const down = range(both.rows.outputs).map((i) => reads(both.rows, i).map((read) => read.pixel));
  const along = range(both.columns.outputs).map((j) => reads(both.columns, j).map((read) => read.pixel));
  return filters.map((filter, o) =>
    down.map((rows) =>
      along.map((columns) => {
        let sum = biases[o];
        filter.forEach((kernel, c) =>
          rows.forEach((r, m) => {
            if (r >= 0) columns.forEach((s, n) => (sum += s >= 0 ? kernel[m][n] * image[c][r][s] : 0));
          }),
        );
        return sum;
      }),
    ),
  );
}
