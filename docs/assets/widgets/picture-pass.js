// A 3 × 3 kernel over a whole picture, and what its answers look like: typed arrays, no DOM, no nested arrays on the way.
// What it computes is what conv2d of convolution.js computes; the tests compare both with PyTorch.

/**
 * Lays a kernel on every 3 × 3 window, without padding: (height - 2) × (width - 2) answers, row by row. The sum is taken of whole
 * numbers, exactly, and divided once.
 * @param {Float32Array} pixels row by row; 32 bits hold 0 to 255 exactly, and engines multiply them faster than bytes
 * @param {number[]} kernel nine whole numbers, row by row
 */
export function pass(pixels, width, height, kernel, divisor = 1, answers = new Float64Array((width - 2) * (height - 2))) {
  const [a, b, c, d, e, f, g, h, i] = kernel;
  let at = 0;
  for (let row = 0; row < height - 2; row++) {
    let p = row * width;
    let q = p + width;
    let r = q + width;
    for (const end = p + width - 2; p < end; p++, q++, r++) {
      answers[at++] =
        (a * pixels[p] + b * pixels[p + 1] + c * pixels[p + 2] +
          d * pixels[q] + e * pixels[q + 1] + f * pixels[q + 2] +
          g * pixels[r] + h * pixels[r + 1] + i * pixels[r + 2]) / divisor;
    }
  }
  return answers;
}

/** The length of the vector (gx, gy) at each position. */
export function magnitudes(gx, gy, found = new Float64Array(gx.length)) {
  for (let i = 0; i < gx.length; i++) found[i] = Math.sqrt(gx[i] * gx[i] + gy[i] * gy[i]);
  return found;
}

/** The direction of the vector in degrees, 0 to the right and 90 downwards; NaN where it is not longer than `least`. */
export function directions(gx, gy, least, found = new Float64Array(gx.length)) {
  for (let i = 0; i < gx.length; i++) {
    const long = Math.sqrt(gx[i] * gx[i] + gy[i] * gy[i]) > least;
    found[i] = long ? (Math.atan2(gy[i], gx[i]) * 180) / Math.PI : NaN;
  }
  return found;
}

/**
 * The smallest and the largest answer, and how many are negative, positive, above 255, and not a number. It has no branches: four times
 * quicker where signs alternate.
 */
export function tally(answers) {
  let [least, most, negative, positive, above, none] = [Infinity, -Infinity, 0, 0, 0, 0];
  for (let i = 0; i < answers.length; i++) {
    const value = answers[i];
    least = Math.min(least, value);
    most = Math.max(most, value);
    negative += +(value < 0);
    positive += +(value > 0);
    above += +(value > 255);
    none += +Number.isNaN(value);
  }
  return { least, most, negative, positive, above, none };
}

/**
 * Colours the answers: `table` holds the pixels (four bytes each), and a value stands for entry `zero + gain * value`, rounded;
 * what lies beyond the table takes its last entry, what is not a number its first.
 * @param {{table: Uint32Array, zero: number, gain: number}} scale @param {Uint32Array} drawn
 */
export function paint(answers, { table, zero, gain }, drawn = new Uint32Array(answers.length)) {
  const last = table.length - 1;
  const base = zero + 0.5;
  for (let i = 0; i < answers.length; i++) {
    const entry = (base + gain * answers[i]) | 0;
    drawn[i] = table[entry < 0 ? 0 : entry > last ? last : entry];
  }
  return drawn;
}

/** The four bytes of a pixel as one number. */
export const packed = ([red, green, blue]) => new Uint32Array(Uint8Array.of(red, green, blue, 255).buffer)[0];

/** Brightness from 0 to 255 of pixels given as red, green, blue and opacity, with the weights of scikit-image's rgb2gray. */
export function grey(rgba) {
  const found = new Float32Array(rgba.length / 4);
  for (let i = 0, at = 0; i < found.length; i++, at += 4) {
    found[i] = Math.round(0.2125 * rgba[at] + 0.7154 * rgba[at + 1] + 0.0721 * rgba[at + 2]);
  }
  return found;
}

/** Width and height scaled down, with the same proportions, so that neither exceeds `most`; none becomes 0. */
export function fitted(width, height, most) {
  const share = Math.min(1, most / Math.max(width, height));
  return [width, height].map((side) => Math.max(1, Math.round(side * share)));
}
