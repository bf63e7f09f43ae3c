// How far a unit sees, along one axis, without a DOM: the recurrence of field, jump and start for a stack of layers.

import { axis, reads, refusal } from "./convolution.js";

/**
 * The stack, layer by layer; level 0 is the input itself. `field` is the number of input pixels from the first to the last that
 * a unit can depend on, `jump` the distance of two neighbouring units in input pixels, `start` the first pixel of unit 0
 * (negative in the padding), `size` the number of units, `coverage` the share of the square input that the middle unit sees.
 * From a layer that PyTorch refuses on, there is `refusal`, the sentence, and no size.
 * @param {import("./convolution.js").Setting[]} layers each {kernel, stride, dilation, padding}; the size is put in
 */
export function levels(layers, size) {
  const found = [{ field: 1, jump: 1, start: 0, size, coverage: 1 / size ** 2, refusal: "" }];
  for (const { kernel, stride = 1, dilation = 1, padding = 0 } of layers) {
    const below = found.at(-1);
    const setting = { size: below.size, kernel, stride, dilation, padding };
    const problem = below.refusal || refusal(setting);
    const level = {
      field: below.field + (kernel - 1) * dilation * below.jump,
      jump: below.jump * stride,
      start: below.start - padding * below.jump,
      size: problem ? 0 : axis(setting).outputs,
      coverage: 0,
      refusal: problem,
    };
    found.push(level);
    if (!problem) {
      const [first, last] = clipped(level, Math.floor((level.size - 1) / 2), size);
      level.coverage = ((last - first + 1) / size) ** 2;
    }
  }
  return found;
}

/** First and last input pixel of a unit's field, as far as they lie in the input; of none (it sees padding only) [0, -1]. */
export function clipped({ field, jump, start }, unit, size) {
  const first = start + unit * jump;
  const [low, high] = [Math.max(first, 0), Math.min(first + field - 1, size - 1)];
  return low > high ? [0, -1] : [low, high];
}

/**
 * The units of each level below that one unit depends on, exactly: with dilation or a stride beyond the kernel's reach there are
 * gaps in the field. Element l holds the units of level l in order; the last is the unit itself.
 */
export function cone(layers, size, unit) {
  const sizes = levels(layers, size).map((level) => level.size);
  const seen = Array(layers.length + 1);
  seen[layers.length] = [unit];
  for (let l = layers.length - 1; l >= 0; l--) {
    const along = axis({ ...layers[l], size: sizes[l] });
    const units = new Set(seen[l + 1].flatMap((above) => reads(along, above).map((read) => read.pixel)));
    units.delete(-1);
    seen[l] = [...units].sort((a, b) => a - b);
  }
  return seen;
}
