// A 3 × 3 kernel over a whole picture, and what its answers look like: typed arrays, no DOM, no nested arrays on the way.
// What it computes is what conv2d of convolution.js computes; the tests compare both with PyTorch.

/**
 * Lays a kernel on every 3 × 3 window, without padding: (height - 2) × (width - 2) answers, row by row. The sum is taken of whole
 * numbers, exactly, and divided once.
 * @param {Float32Array} pixels row by row; 32 bits hold 0 to 255 exactly, and engines multiply them faster than bytes
 * @param {number[]} kernel nine whole numbers, row by row
 */
export function pass(pixels, width, height, kernel, divisor, answers = new Float64Array((width - 2) * (height - 2))) {
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

/** The answers of two kernels at once, written into `answers` and `others`: each pixel is read three times, not eighteen. */
export function passes(pixels, width, height, kernel, other, divisor, answers, others) {
  const [a, b, c, d, e, f, g, h, i] = kernel;
  const [j, k, l, m, n, o, s, t, u] = other;
  let at = 0;
  for (let row = 0; row < height - 2; row++) {
    let p = row * width;
    let q = p + width;
    let r = q + width;
    let p0 = pixels[p];
    let p1 = pixels[p + 1];
    let q0 = pixels[q];
    let q1 = pixels[q + 1];
    let r0 = pixels[r];
    let r1 = pixels[r + 1];
    for (const end = p + width - 2; p < end; p++, q++, r++) {
      const p2 = pixels[p + 2];
      const q2 = pixels[q + 2];
      const r2 = pixels[r + 2];
      answers[at] = (a * p0 + b * p1 + c * p2 + d * q0 + e * q1 + f * q2 + g * r0 + h * r1 + i * r2) / divisor;
      others[at++] = (j * p0 + k * p1 + l * p2 + m * q0 + n * q1 + o * q2 + s * r0 + t * r1 + u * r2) / divisor;
      p0 = p1;
      p1 = p2;
      q0 = q1;
      q1 = q2;
      r0 = r1;
      r1 = r2;
    }
  }
}

/** The length of the vector (gx, gy) at each position. */
export function magnitudes(gx, gy, found = new Float64Array(gx.length)) {
  for (let i = 0; i < gx.length; i++) found[i] = Math.sqrt(gx[i] * gx[i] + gy[i] * gy[i]);
  return found;
}

/** arctan(t) / t for t from -1 to 1 as a polynomial in t², through Chebyshev's points; the tests find these numbers again. */
export const ARCTANGENT = [
  0.9999999999982, -0.3333333326254, 0.1999999534278, -0.1428559243348, 0.1110942871868,
  -0.0907680084484, 0.0761425733130, -0.0636610967335, 0.0504558693612, -0.0352680543495,
  0.0199376972326, -0.0082420228199, 0.0021628280436, -0.0002666058551,
];

/** Where no direction is shown: below all of them. A NaN would take ten times as long to colour. */
export const NONE = -181;

/**
 * The direction of the vector in degrees, 0 to the right and 90 downwards; NONE where it is not longer than `least`. Half the angle
 * between the vector and the axis has the tangent y / (length + |x|). Math.atan2 asks for the octant, which on a noisy picture no
 * processor can guess, and takes half as long again.
 */
export function directions(gx, gy, least, found = new Float64Array(gx.length)) {
  const [a, b, c, d, e, f, g, h, j, k, l, m, n, o] = ARCTANGENT;
  for (let i = 0; i < gx.length; i++) {
    const x = gx[i];
    const y = gy[i];
    const length = Math.sqrt(x * x + y * y);
    if (!(length > least)) {
      found[i] = NONE;
      continue;
    }
    const t = y / (length + Math.abs(x));
    const u = t * t;
    const last = h + u * (j + u * (k + u * (l + u * (m + u * (n + u * o)))));
    const share = a + u * (b + u * (c + u * (d + u * (e + u * (f + u * (g + u * last))))));
    const angle = (360 / Math.PI) * t * share;
    const left = +(x < 0);
    const above = +(y < 0);
    found[i] = left * (180 - 360 * above) + (1 - 2 * left) * angle;
  }
  return found;
}

/**
 * The smallest and the largest answer, and how many are negative, positive and above 255. It has no branches: four times quicker
 * where signs alternate.
 */
export function tally(answers) {
  let [least, most, negative, positive, above] = [Infinity, -Infinity, 0, 0, 0];
  for (let i = 0; i < answers.length; i++) {
    const value = answers[i];
    least = Math.min(least, value);
    most = Math.max(most, value);
    negative += +(value < 0);
    positive += +(value > 0);
    above += +(value > 255);
  }
  return { least, most, negative, positive, above };
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
