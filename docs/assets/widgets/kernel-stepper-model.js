// The kernel stepper without its elements: what its state is, what follows from it, and the code that computes the same.

import { conv2d, outputSize, plane, refusal, source } from "./convolution.js";
import { products, receivers } from "./dependencies.js";
import { choice, flag, integer, numbers, stateOf, text } from "./fields.js";
import { range } from "./numbers.js";
import { array, programs } from "./python.js";

/** The image of the page "The kernel slides". */
const WORKED = [
  [1, 2, 0, 1, 2],
  [0, 1, 2, 1, 0],
  [2, 0, 1, 0, 1],
  [1, 2, 0, 2, 1],
  [0, 1, 1, 0, 2],
];

export const KERNELS = {
  "sobel-x": [-1, 0, 1, -2, 0, 2, -1, 0, 1],
  "sobel-y": [-1, -2, -1, 0, 0, 0, 1, 2, 1],
  laplacian: [0, 1, 0, 1, -4, 1, 0, 1, 0],
  sharpen: [0, -1, 0, -1, 5, -1, 0, -1, 0],
  box: [1, 1, 1, 1, 1, 1, 1, 1, 1],
  identity: [0, 0, 0, 0, 1, 0, 0, 0, 0],
  lopsided: [1, 2, 0, 0, 1, 0, 0, 0, 0],
};

/** Pictures to begin with: the value of a pixel, by channel, row and column, in an image of a size. */
export const PICTURES = {
  "the worked example": (c, r, s) => WORKED[(r + c) % 5][s % 5],
  "an upright edge": (c, r, s, size) => (s >= size / 2 ? 5 : 0),
  "a spot": (c, r, s, size) => Number(r === size >> 1 && s === size >> 1),
  "a ramp": (c, r, s) => r + s,
};

/** "Find the kernel that makes this map": what the map is, a hint, and one of the kernels that make it. */
export const CHALLENGES = [
  { map: "the middle of the input, unchanged", hint: "Eight weights have nothing to say.", kernel: KERNELS.identity },
  {
    map: "the input moved one pixel to the left",
    hint: "Each output takes over the pixel to the right of its middle.",
    kernel: [0, 0, 0, 0, 0, 1, 0, 0, 0],
  },
  {
    map: "the right neighbour minus the left one",
    hint: "Two weights, of opposite sign, in the middle row.",
    kernel: [0, 0, 0, -1, 0, 1, 0, 0, 0],
  },
  { map: "the sum of the nine pixels", hint: "Every pixel counts the same.", kernel: KERNELS.box },
  {
    map: "the pixels below minus the pixels above, those in the middle twice",
    hint: "Turn the kernel of the worked example by a quarter.",
    kernel: KERNELS["sobel-y"],
  },
];

/** The settings that the sentences of the challenges are about. */
export const PLAIN = { side: 3, channels: 1, stride: 1, padding: 0, dilation: 1 };
export const CHALLENGED = "A challenge has a 3 × 3 kernel and one channel, stride and dilation 1 and no padding.";

export const LEAST = -99;
export const MOST = 99;
export const DECIMALS = 1;

export const attributes = {
  preset: choice("sobel-x", ...Object.keys(KERNELS)),
  stride: integer(1, 1, 4),
  padding: integer(0, 0, 4),
  mode: choice("zero", "zero", "circular"),
  dilation: integer(1, 1, 3),
  channels: integer(1, 1, 3),
};

export const fields = {
  size: integer(5, 3, 10),
  side: integer(3, 1, 5),
  stride: attributes.stride,
  padding: attributes.padding,
  mode: attributes.mode,
  dilation: attributes.dilation,
  channels: attributes.channels,
  operation: choice("correlation", "correlation", "convolution"),
  done: integer(0, 0, 999),
  pin: text("", /^$|^(input|kernel)\.\d\.\d\.\d$/, "a cell"),
  shade: flag(),
  challenge: integer(0, 0, CHALLENGES.length),
  image: numbers([], LEAST, MOST, DECIMALS),
  weights: numbers([], LEAST, MOST, DECIMALS),
};

/** A picture's pixels, channel by channel and row by row. */
export const picture = (name, size, channels) =>
  range(channels).flatMap((c) => range(size).flatMap((r) => range(size).map((s) => PICTURES[name](c, r, s, size))));

/** A kernel of nine weights, for each channel. */
export const kernelFor = (weights, channels) => range(channels).flatMap(() => weights);

export const start = ({ preset, ...settings }) => ({
  ...stateOf(fields, settings),
  image: picture("the worked example", fields.size.initial, settings.channels),
  weights: kernelFor(KERNELS[preset], settings.channels),
});

/** The state with another size, kernel size or number of channels; cells that there were before keep their values. */
export function resized(state, change) {
  const next = { ...state, ...change };
  const before = tensors(state);
  const kept = (old, c, r, s, otherwise) => old[c]?.[r]?.[s] ?? otherwise;
  const fresh = nested(picture("the worked example", next.size, next.channels), next.size);
  next.image = fresh.flatMap((rows, c) => rows.flatMap((row, r) => row.map((value, s) => kept(before.image, c, r, s, value))));
  next.weights = range(next.channels).flatMap((c) =>
    range(next.side).flatMap((m) => range(next.side).map((n) => kept(before.kernel, Math.min(c, state.channels - 1), m, n, 0))),
  );
  return next;
}

export function problem(state) {
  const { size, side, channels, done, pin } = state;
  if (state.image.length !== channels * size ** 2) return "It has another number of pixels than its size says.";
  if (state.weights.length !== channels * side ** 2) return "It has another number of weights than its kernel's size says.";
  const { geometry } = setting(state);
  if (done > (geometry ? geometry.rows.outputs ** 2 : 0)) return "It has more outputs than there are positions.";
  const isPlain = Object.entries(PLAIN).every(([name, value]) => state[name] === value);
  if (state.challenge && !isPlain) return CHALLENGED;
  if (pin && !held(state)) return "It points at a cell that is not there.";
  return "";
}

/** The pinned cell as {kind, channel, row, column}; undefined if there is none. */
export function held({ pin, size, side, channels }) {
  if (!pin) return undefined;
  const [kind, channel, row, column] = pin.split(".").map((part, i) => (i ? +part : part));
  const last = kind === "input" ? size : side;
  return channel < channels && row < last && column < last ? { kind, channel, row, column } : undefined;
}

/** What the formula of the output size gives along an axis. */
export const formula = ({ side, ...along }) => outputSize({ ...along, kernel: side });

/** The geometry of the state, or why PyTorch refuses it. */
export function setting({ size, side, stride, padding, mode, dilation }) {
  const along = { size, kernel: side, stride, padding, mode, dilation };
  const sentence = refusal(along);
  return sentence ? { refusal: sentence, geometry: null } : { refusal: "", geometry: plane(along) };
}

/** Image and kernel as nested arrays, and the kernel as it is applied: turned for a convolution. */
function tensors({ image, weights, size, side, operation }) {
  const kernel = nested(weights, side);
  return { image: nested(image, size), kernel, applied: operation === "convolution" ? kernel.map(turned) : kernel };
}

/** Everything that is shown: the outputs row by row, and for a challenge the map to be made. */
export function outcome(state) {
  const { geometry, refusal } = setting(state);
  const { image, kernel, applied } = tensors(state);
  if (!geometry) return { geometry, refusal, image, kernel, applied, output: [], target: null };
  const made = (filter) => conv2d(image, [filter], geometry)[0].map((row) => row.map(tidy));
  const wanted = state.challenge ? nested(CHALLENGES[state.challenge - 1].kernel, 3) : null;
  const target = wanted && made(wanted); // what its sentence says, whichever way the kernel is applied
  return { geometry, refusal, image, kernel, applied, output: made(applied), target };
}

/** The products behind an output, with the kernel's cell that each weight stands in. */
export function terms(state, { image, applied, geometry }, row, column) {
  const flipped = state.operation === "convolution";
  return products(image, applied, geometry, row, column).map((term) => ({
    ...term,
    product: tidy(term.product),
    cell: flipped ? term.tap.map((place) => state.side - 1 - place) : term.tap,
  }));
}

/**
 * What lights up while a cell is looked at, as sets of "channel,row,column": positions of the padded input, cells of the
 * kernel, outputs (channel 0), and the taps of the window whose products are meant.
 * @param {{kind: "output" | "input" | "kernel", channel: number, row: number, column: number}} cell pixels of the input count
 *   without padding
 */
export function lights(state, { geometry }, cell, current) {
  const lit = { input: new Set(), kernel: new Set(), output: new Set(), taps: new Set() };
  const { rows, columns } = geometry;
  const flip = (place) => (state.operation === "convolution" ? place.map((p) => state.side - 1 - p) : place);
  const window = (channel, [i, j], taps) => {
    for (const [m, n] of taps) {
      lit.input.add([channel, i * rows.stride + m * rows.dilation, j * columns.stride + n * columns.dilation].join());
      lit.taps.add([channel, m, n].join());
      lit.kernel.add([channel, ...flip([m, n])].join());
    }
  };
  const all = range(state.side).flatMap((m) => range(state.side).map((n) => [m, n]));
  if (cell.kind === "output") {
    for (const channel of range(state.channels)) window(channel, [cell.row, cell.column], all);
    lit.output.add([0, cell.row, cell.column].join());
  } else if (cell.kind === "kernel") {
    window(cell.channel, current, [flip([cell.row, cell.column])]);
    lit.output.add([0, ...current].join());
  } else {
    for (const p of range(rows.padded)) {
      for (const q of range(columns.padded)) {
        if (source(rows, p) === cell.row && source(columns, q) === cell.column) lit.input.add([cell.channel, p, q].join());
      }
    }
    for (const path of paths(state, geometry, cell)) {
      lit.output.add([0, ...path.output].join());
      lit.kernel.add([cell.channel, ...path.cell].join());
    }
  }
  return lit;
}

/** Each output that a pixel takes part in, with the cell of the kernel that it meets there. */
export function paths({ operation, side }, geometry, { row, column }) {
  const flip = (place) => (operation === "convolution" ? place.map((p) => side - 1 - p) : place);
  return receivers(geometry, row, column).map(({ output, tap }) => ({ output, cell: flip(tap) }));
}

/** NumPy and PyTorch code that leaves in `output` what the widget shows. */
export function code(state) {
  const { side, stride, padding, mode, dilation } = state;
  const { image, kernel } = tensors(state);
  const wide = dilation * (side - 1) + 1;
  const flipped = state.operation === "convolution";
  const twice = (step) => `::${step}, ::${step}`;
  const steps = dilation === 1 ? `:, ${twice(stride)}` : stride === 1 ? `..., ${twice(dilation)}` : `:, ${twice(stride)}, ${twice(dilation)}`;
  const size = dilation > 1 ? `(${wide}, ${wide})` : "kernel.shape[1:]";
  const reach = dilation > 1 ? `  # ${dilation} * (${side} - 1) + 1 pixels` : "";
  const isWhole = [state.image, state.weights].flat().every(Number.isInteger); // sums of decimals end in 5.6e-17
  const pad = `((0, 0), (${padding}, ${padding}), (${padding}, ${padding}))${mode === "circular" ? ', mode="wrap"' : ""}`;
  const numpy = [
    "import numpy as np",
    "from numpy.lib.stride_tricks import sliding_window_view",
    "",
    array("image", image),
    array("kernel", kernel),
    flipped && "kernel = kernel[:, ::-1, ::-1]  # a convolution turns the kernel",
    padding > 0 && `image = np.pad(image, ${pad})`,
    `windows = sliding_window_view(image, ${size}, axis=(1, 2))${reach}`,
    (stride > 1 || dilation > 1) && `windows = windows[${steps}]`,
    'output = np.einsum("cijmn,cmn->ij", windows, kernel)',
    isWhole ? "print(output)" : "print(output.round(6) + 0.0)  # without -0.",
  ];
  const more = [stride > 1 && `stride=${stride}`, padding > 0 && mode === "zero" && `padding=${padding}`, dilation > 1 && `dilation=${dilation}`];
  const torch = [
    "import torch",
    "from torch.nn import functional as F",
    "",
    array("image", image, "torch.tensor", "dtype=torch.float64"),
    array("kernel", kernel, "torch.tensor", "dtype=torch.float64"),
    flipped && "kernel = kernel.flip(1, 2)  # conv2d would not turn it",
    padding > 0 && mode === "circular" && `image = F.pad(image[None], (${Array(4).fill(padding).join(", ")}), mode="circular")[0]`,
    `output = F.conv2d(${["image[None]", "kernel[None]", ...more.filter(Boolean)].join(", ")})[0, 0]`,
    isWhole ? "print(output)" : "print(output.round(decimals=6) + 0.0)  # without -0.",
  ];
  return programs({ NumPy: numpy, PyTorch: torch });
}

/** The kernel after half a turn, which makes of a cross-correlation the convolution of mathematics. */
const turned = (kernel) => kernel.map((row) => row.toReversed()).toReversed();

const tidy = (value) => Number(value.toFixed(6)) || 0;

/** A flat list as [channel][row][column]. */
function nested(flat, side) {
  const rows = range(flat.length / side).map((r) => flat.slice(r * side, (r + 1) * side));
  return range(rows.length / side).map((c) => rows.slice(c * side, (c + 1) * side));
}
