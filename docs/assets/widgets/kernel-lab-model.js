// The kernel lab without its elements: what its state is, what follows from it, and the code that computes the same.

import { signed } from "./colours.js";
import { choice, integer, numbers, stateOf } from "./fields.js";
import { NONE, directions, magnitudes, packed, pass, passes } from "./picture-pass.js";
import { array, programs } from "./python.js";

/** Weights, and what their sum is divided by: those of the page "Edges". */
export const KERNELS = {
  "sobel-x": [[-1, 0, 1, -2, 0, 2, -1, 0, 1], 1],
  "sobel-y": [[-1, -2, -1, 0, 0, 0, 1, 2, 1], 1],
  laplacian: [[0, 1, 0, 1, -4, 1, 0, 1, 0], 1],
  blur: [[1, 2, 1, 2, 4, 2, 1, 2, 1], 16],
  sharpen: [[0, -1, 0, -1, 5, -1, 0, -1, 0], 1],
  emboss: [[-2, -1, 0, -1, 1, 1, 0, 1, 2], 1],
  identity: [[0, 0, 0, 0, 1, 0, 0, 0, 0], 1],
};

/** Width and height of the photograph, camera.png. */
export const SIDE = 320;
/** Longest side of the reader's own picture, in pixels; a larger one is scaled down to it. */
export const LONGEST = 512;
export const MOST = 99; // the largest weight, of either sign
export const LARGEST_DIVISOR = 999;

export const attributes = {
  preset: choice("sobel-x", ...Object.keys(KERNELS)),
  show: choice("answer", "answer", "magnitude", "direction"),
};

export const fields = {
  picture: choice("camera", "camera", "own"),
  weights: numbers(KERNELS["sobel-x"][0], -MOST, MOST),
  divisor: integer(1, 1, LARGEST_DIVISOR),
  cell: integer(4, 0, 8),
  show: attributes.show,
  scale: choice("signed", "signed", "clipped"),
  contrast: choice("2", "1", "2", "4", "8"),
  threshold: integer(255, 0, 1020),
  row: integer(240, 1, LONGEST - 2),
  column: integer(191, 1, LONGEST - 2),
};

export const start = ({ preset, show }) => ({ ...stateOf(fields), ...chosen(preset, show), show });

/** What changes when a kernel is chosen by its name: one that keeps the picture is shown as a picture. */
export function chosen(preset, show) {
  const [weights, divisor] = KERNELS[preset];
  const change = total(weights) === 0;
  return { weights: [...weights], divisor, scale: change ? "signed" : "clipped", show: change ? show : "answer" };
}

export function problem({ picture, weights, row, column }) {
  if (weights.length !== 9) return "A 3 × 3 kernel has nine weights.";
  if (picture === "camera" && Math.max(row, column) > SIDE - 2) return "Its loupe lies beyond the photograph.";
  return "";
}

/** The name of the kernel if it is one of those given, else "". */
export const preset = ({ weights, divisor }) =>
  Object.keys(KERNELS).find((name) => KERNELS[name][1] === divisor && KERNELS[name][0].join() === weights.join()) ?? "";

export const total = (values) => values.reduce((sum, value) => sum + value, 0);

/** Rows and columns exchanged. */
export const transposed = (kernel) => [0, 3, 6, 1, 4, 7, 2, 5, 8].map((place) => kernel[place]);

/** What the kernel answers where brightness grows by 1 a pixel, to the right and downwards. */
export const slopes = (kernel) => ({
  right: total(kernel.map((weight, place) => weight * ((place % 3) - 1))),
  down: total(kernel.map((weight, place) => weight * (Math.floor(place / 3) - 1))),
});

/**
 * The kernel and its transpose as the two that make a vector: `x` is the one that answers more to a slope to the right, the
 * kernel itself if neither does.
 */
export function pair({ weights }) {
  const { right, down } = slopes(weights);
  const own = Math.abs(right) >= Math.abs(down);
  return own ? { own, x: weights, y: transposed(weights) } : { own, x: transposed(weights), y: weights };
}

/** What the direction of the two answers means, for this kernel. */
export function meaning({ weights }) {
  if (weights.join() === transposed(weights).join()) {
    return "This kernel is its own transpose, so both answers are equal: the direction can only be 45° or −135°, however the edge lies.";
  }
  if (total(weights) !== 0) {
    return "Its weights don’t add up to 0, so both answers contain the brightness itself: the direction says little about an edge.";
  }
  const { right, down } = slopes(pair({ weights }).x);
  if (right === 0) return "This kernel gives no answer to an even slope, so the direction doesn’t say which side is brighter.";
  const side = right > 0 ? "brighter" : "darker";
  if (down !== 0) return `The kernel answers to slopes along both axes, so on a slope the direction only roughly points to the ${side} side.`;
  return `On an even slope the direction points to the ${side} side.`;
}

/** Room for the answers to a picture, so that none has to be found for every change. */
export const room = ({ width, height }) => Array.from({ length: 3 }, () => new Float64Array((width - 2) * (height - 2)));

/** All that is shown of a picture: one number for each position, row by row; NONE where no direction is shown. */
export function answers(picture, state, [found, first, second] = room(picture)) {
  const { pixels, width, height } = picture;
  if (state.show === "answer") return pass(pixels, width, height, state.weights, state.divisor, found);
  const { x, y } = pair(state);
  passes(pixels, width, height, x, y, state.divisor, first, second);
  return state.show === "magnitude" ? magnitudes(first, second, found) : directions(first, second, state.threshold, found);
}

/** The nine pixels around a position, in an array like the picture's: a `pass` that meets two kinds of arrays is half as quick. */
export const neighbours = ({ pixels, width }, row, column) =>
  Float32Array.from([-1, 0, 1].flatMap((down) => [-1, 0, 1].map((along) => pixels[(row + down) * width + column + along])));

/** What is shown at one position, NaN for no direction, and the two answers behind it. */
export function answer(picture, state, row, column) {
  const around = { pixels: neighbours(picture, row, column), width: 3, height: 3 };
  const { x, y } = pair(state);
  const [shown] = answers(around, state);
  const value = state.show === "direction" && shown === NONE ? NaN : shown;
  return { value, gx: pass(around.pixels, 3, 3, x, state.divisor)[0], gy: pass(around.pixels, 3, 3, y, state.divisor)[0] };
}

/** The largest answer that a picture could get. */
export function largest({ weights, divisor }) {
  const side = (sign) => total(weights.filter((weight) => weight * sign > 0)) * sign;
  return (255 * Math.max(side(1), side(-1))) / divisor;
}

/** What is drawn in the last colour of the scale. */
export const limit = (state) => largest(state) / state.contrast;

/** Brightens to the right, down, to the left, up: four hues with four different lightnesses, as in the figure of the page. */
export const WHEEL = [
  [0xff, 0xd2, 0x3f],
  [0xff, 0x5a, 0x6e],
  [0x5b, 0x7b, 0xff],
  [0x35, 0xd6, 0xa0],
];
export const NIGHT = [0x16, 0x18, 0x1d];

/** The colour of a direction in degrees. */
export function hue(degrees) {
  const quarter = (((degrees % 360) + 360) % 360) / 90;
  const from = WHEEL[Math.floor(quarter)];
  const to = WHEEL[(Math.floor(quarter) + 1) % 4];
  return from.map((channel, i) => Math.round(channel + (quarter % 1) * (to[i] - channel)));
}

const STEPS = 511; // colours on each side of zero

const range = (first, last) => Array.from({ length: last - first + 1 }, (_, i) => first + i);
const made = (colours, zero) => ({ colours, table: Uint32Array.from(colours, packed), zero, gain: 1 });

/** 0 to 255 as it is, from black to white. */
export const GREYS = made(range(0, 255).map((value) => [value, value, value]), 0);
const HUES = made([NIGHT, ...range(-180, 180).map(hue)], 181);
const SIGNS = made(range(-STEPS, STEPS).map((step) => signed(step / STEPS)), STEPS);

/** The colours of a state, as `paint` takes them, and as red, green and blue. */
export function scale(state) {
  if (state.show === "direction") return HUES;
  if (state.show === "magnitude") return { ...GREYS, gain: 255 / (limit(state) || 1) };
  return state.scale === "clipped" ? GREYS : { ...SIGNS, gain: STEPS / (limit(state) || 1) };
}

/** The colour of one value, as red, green and blue. */
export function colour(value, { colours, zero, gain }) {
  return colours[Math.max(0, Math.min(Math.trunc(zero + 0.5 + gain * value) || 0, colours.length - 1))];
}

const EIGHT = ["right", "down right", "down", "down left", "left", "up left", "up", "up right"];

/** A direction in words. */
export const towards = (degrees) => EIGHT[Math.round((degrees + 360) / 45) % 8];

/** NumPy and PyTorch code that leaves in `output` what the widget shows; a picture of one's own is in no file that it could read. */
export function code(state) {
  if (state.picture === "own") return undefined;
  const { weights, divisor, show, threshold, row, column } = state;
  const rows = [0, 3, 6].map((first) => weights.slice(first, first + 3));
  const share = divisor > 1 ? ` / ${divisor}` : "";
  const [x, y] = pair(state).own ? ["kernel", "kernel.T"] : ["kernel.T", "kernel"];
  const both = (made) => ["# of the kernel and its transpose, the one for changes along a row makes gx", `gx = ${made(x)}`, `gy = ${made(y)}`];
  const numpy = (kernel) => `np.einsum("ijmn,mn->ij", windows, ${kernel})${share}`;
  const torch = (kernel) => `F.conv2d(image[None, None], ${kernel}[None, None])[0, 0]${share}`;
  const result = {
    answer: (made) => [`output = ${made("kernel")}`],
    magnitude: (made, { root }) => [...both(made), `output = ${root}`],
    direction: (made, { root, where, angle }) => [
      ...both(made),
      `magnitude = ${root}`,
      "# degrees: 0 points to the right, 90 down, because rows are counted downwards",
      `output = ${where}(magnitude > ${threshold}, ${angle})`,
    ],
  }[show];
  const around = [row, column].map((place) => `${Math.max(place - 2, 0)}:${place + 1}`).join(", ");
  const print = [`# around row ${row}, column ${column} of the picture; output begins one further in`, `print(output[${around}])`];
  return programs({
    NumPy: [
      "import numpy as np",
      "from numpy.lib.stride_tricks import sliding_window_view",
      "from skimage import io",
      "",
      'image = io.imread("camera.png").astype(float)  # download it beside this code',
      array("kernel", rows),
      "windows = sliding_window_view(image, kernel.shape)",
      ...result(numpy, {
        root: "np.sqrt(gx**2 + gy**2)",
        where: "np.where",
        angle: "np.degrees(np.arctan2(gy, gx)), np.nan",
      }),
      ...print,
    ],
    PyTorch: [
      "import torch",
      "from skimage import io",
      "from torch.nn import functional as F",
      "",
      'image = torch.tensor(io.imread("camera.png"), dtype=torch.float64)  # download it beside this code',
      array("kernel", rows, "torch.tensor", "dtype=torch.float64"),
      ...result(torch, {
        root: "(gx**2 + gy**2).sqrt()",
        where: "torch.where",
        angle: "torch.rad2deg(torch.atan2(gy, gx)), torch.nan",
      }),
      ...print,
    ],
  });
}
