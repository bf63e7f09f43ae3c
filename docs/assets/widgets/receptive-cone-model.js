// The receptive cone without its elements: a stack of layers, one unit of it, what that unit sees, and code that finds the same.

import { axis } from "./convolution.js";
import { feeds } from "./dependencies.js";
import { choice, integer } from "./fields.js";
import { counted, shown } from "./numbers.js";
import { programs } from "./python.js";
import { clipped, cone, levels } from "./receptive-field.js";

/** @typedef {{kernel: number, stride: number, dilation: number, padding: number}} Layer */

export const RANGES = { kernel: [1, 11], stride: [1, 4], dilation: [1, 8], padding: [0, 8] };
export const LAYERS = 60;
const LARGEST = 512;
/** Depths of plain stacks whose squared gradients were measured; the maps are in effective_maps.json. */
export const DEPTHS = [5, 10, 20, 50];
/** What weighs less than this share of the peak lies beyond two standard deviations of a Gaussian. */
const THRESHOLD = 0.0455;

const PLAIN = { kernel: 3, stride: 1, dilation: 1, padding: 0 };
const LETTERS = { s: "stride", d: "dilation", p: "padding" };

/** "7s2p3": what differs from stride 1, dilation 1 and no padding is written behind the kernel. */
function layerOf(text) {
  const match = /^([1-9]\d?)(s\d)?(d\d)?(p\d)?$/.exec(text);
  if (!match) return undefined;
  const layer = { ...PLAIN, kernel: Number(match[1]) };
  for (const part of match.slice(2)) if (part) layer[LETTERS[part[0]]] = Number(part[1]);
  const fits = ([name, [least, most]]) => layer[name] >= least && layer[name] <= most;
  return Object.entries(RANGES).every(fits) ? layer : undefined;
}

const layerText = ({ kernel, stride, dilation, padding }) =>
  [kernel, stride > 1 && `s${stride}`, dilation > 1 && `d${dilation}`, padding > 0 && `p${padding}`].filter(Boolean).join("");

/** A field of a state that holds layers, from `least` to `most` of them. */
const stack = (initial, least, most) => ({
  initial,
  allowed: "layers such as 3 or 7s2p3 (kernel, stride, dilation, padding), separated by commas",
  read(text) {
    const layers = text === "" ? [] : text.split(",").map(layerOf);
    return layers.length >= least && layers.length <= most && !layers.includes(undefined) ? layers : undefined;
  },
  write: (layers) => layers.map(layerText).join(","),
});

const times = (count, ...texts) => Array(count).fill(texts).flat();

/** A ResNet-50: in the first block of the stages 2 to 4 the stride is in the 1x1 or in the 3x3 convolution. */
const resnet50 = (first, second) => [
  ...["7s2p3", "3s2p1"],
  ...[3, 4, 6, 3].flatMap((blocks, stage) => [...(stage ? [first, second, "1"] : ["1", "3p1", "1"]), ...times(blocks - 1, "1", "3p1", "1")]),
];

/** Name, side of the input, and layers. The networks are those of snippets/receptive_field/named_networks.py, with their padding. */
const STACKS = {
  "plain-3": ["three 3 × 3 layers", 7, times(3, "3")],
  "stride-2": ["3 × 3 with stride 2, three times", 15, times(3, "3s2")],
  "dilation-124": ["3 × 3, dilation 1, 2, 4", 15, ["3", "3d2", "3d4"]],
  "dilation-222": ["3 × 3, dilation 2, three times", 13, times(3, "3d2")],
  "padded-3": ["three padded 3 × 3 layers", 7, times(3, "3p1")],
  "lenet-5": ["LeNet-5", 32, ["5", "2s2", "5", "2s2", "5"]],
  alexnet: ["AlexNet", 224, ["11s4p2", "3s2", "5p2", "3s2", ...times(3, "3p1"), "3s2"]],
  "vgg-16": ["VGG-16", 224, [...times(2, "3p1", "3p1", "2s2"), ...times(3, "3p1", "3p1", "3p1", "2s2")]],
  "resnet-18": ["ResNet-18", 224, ["7s2p3", "3s2p1", ...times(4, "3p1"), ...times(3, "3s2p1", "3p1", "3p1", "3p1")]],
  "resnet-50-1x1": ["ResNet-50, stride in 1 × 1", 224, resnet50("1s2", "3p1")],
  "resnet-50-3x3": ["ResNet-50, stride in 3 × 3", 224, resnet50("1", "3s2p1")],
  ...Object.fromEntries(DEPTHS.map((n) => [`plain-${n}`, [`${n} plain 3 × 3 layers`, 2 * n + 1, times(n, "3")]])),
};
export const PRESETS = Object.fromEntries(
  Object.entries(STACKS).map(([key, [name, size, texts]]) => [key, { name, size, layers: texts.map(layerOf) }]),
);

export const attributes = {
  preset: choice("plain-3", ...Object.keys(PRESETS)),
  overlay: choice("field", "field", "paths", "measured"),
};

export const fields = {
  size: integer(7, 1, LARGEST),
  layers: stack([], 0, LAYERS),
  next: stack([PLAIN], 1, 1),
  level: integer(0, 0, LAYERS),
  row: integer(0, 0, LARGEST - 1),
  column: integer(0, 0, LARGEST - 1),
  overlay: attributes.overlay,
};

/** The state of a preset: its last layer is chosen, and the unit in the middle. */
export function preset(name) {
  const { size, layers } = PRESETS[name];
  return centred({ size, layers: structuredClone(layers), level: layers.length });
}

/** With the middle unit of the chosen level. */
export function centred(state) {
  const middle = Math.max(0, Math.floor((levels(state.layers, state.size)[state.level].size - 1) / 2));
  return { ...state, row: middle, column: middle };
}

export const start = ({ preset: name, overlay }) => ({ ...preset(name), next: [{ ...PLAIN }], overlay });

/** The state after a change of its stack or its input: level and unit are there, and the unit stays in the middle if it was. */
export function changed(state, change) {
  const next = { ...state, ...change };
  next.level = Math.min(next.level, next.layers.length);
  const was = centred(state);
  if (state.level !== next.level || (was.row === state.row && was.column === state.column)) return centred(next);
  const last = Math.max(0, levels(next.layers, next.size)[next.level].size - 1);
  return { ...next, row: Math.min(next.row, last), column: Math.min(next.column, last) };
}

export function problem({ size, layers, level, row, column }) {
  if (level > layers.length) return "It points at a layer that is not there.";
  const { size: units } = levels(layers, size)[level];
  return row < Math.max(1, units) && column < Math.max(1, units) ? "" : "It points at a unit that is not there.";
}

/** A layer as it is written on the page: "3×3/2", with dilation and padding. */
export const named = ({ kernel, stride, dilation, padding }) =>
  [`${kernel}×${kernel}${stride > 1 ? `/${stride}` : ""}`, dilation > 1 && `d${dilation}`, padding > 0 && `p${padding}`].filter(Boolean).join(" ");

/** The smallest input on which every layer of the stack has a unit; 0 if it is larger than any that is offered. */
export function least(layers) {
  for (let size = 1; size <= LARGEST; size++) if (!levels(layers, size).at(-1).refusal) return size;
  return 0;
}

/** How many of the last units of each level no unit above reads, because the kernel has no room for another step. */
export const leftOver = (layers, size) =>
  levels(layers, size).map((level, l, all) => {
    if (l === layers.length || level.refusal || all[l + 1].refusal) return 0;
    return Math.max(0, axis({ ...layers[l], size: level.size }).left - layers[l].padding);
  });

/**
 * What is lit, level by level, along one axis: below a unit what it depends on, above a pixel what depends on it; nothing on the
 * levels that have nothing to do with it.
 */
export function lit({ layers, size }, level, unit) {
  if (level > 0) return cone(layers.slice(0, level), size, unit);
  const sizes = levels(layers, size);
  const found = [[unit]];
  for (let l = 0; l < layers.length && !sizes[l + 1].refusal; l++) {
    const along = axis({ ...layers[l], size: sizes[l].size });
    const units = new Set(found[l].flatMap((below) => feeds(along, below).map(({ output }) => output)));
    found.push([...units].sort((a, b) => a - b));
  }
  return found;
}

/** Neighbouring units together: [[first, last], ...]. */
export function runs(units) {
  const found = [];
  for (const unit of units) {
    if (found.length && found.at(-1)[1] === unit - 1) found.at(-1)[1] = unit;
    else found.push([unit, unit]);
  }
  return found;
}

/**
 * How many paths lead from each pixel along an axis to the unit: its gradient where all weights are 1. With equal weights of any
 * other size it is the same but for a factor. In two dimensions it is the product of both axes.
 */
export function paths({ layers, size }, level, unit) {
  const sizes = levels(layers, size);
  let ways = Array(sizes[level].size).fill(0);
  ways[unit] = 1;
  for (let l = level - 1; l >= 0; l--) {
    const { kernel, stride, dilation, padding } = layers[l];
    const below = Array(sizes[l].size).fill(0);
    ways.forEach((count, above) => {
      if (!count) return;
      for (let tap = 0; tap < kernel; tap++) {
        const at = above * stride + tap * dilation - padding;
        if (at >= 0 && at < below.length) below[at] += count;
      }
    });
    ways = below;
  }
  return ways;
}

/**
 * How far weights reach from their middle: the standard deviation along an axis (the mean square of both), the share of the
 * field's pixels in the input that weigh at least 4.55 % of the peak, and, where all of the field lies in the input, the central
 * pixels that hold 95 % along the rows.
 */
export function reach(rows, columns, { field, inside }) {
  const variance = (weights) => {
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const mean = weights.reduce((sum, weight, i) => sum + (i * weight) / total, 0);
    return weights.reduce((sum, weight, i) => sum + ((i - mean) ** 2 * weight) / total, 0);
  };
  const peak = Math.max(...rows) * Math.max(...columns);
  if (peak === 0) return null;
  let heavy = 0;
  for (const r of rows) for (const c of columns) if (r * c >= THRESHOLD * peak) heavy++;
  const seen = rows.slice(rows.findIndex(Boolean), rows.findLastIndex(Boolean) + 1);
  const total = seen.reduce((sum, weight) => sum + weight, 0);
  let central = seen.length;
  for (let held = total, k = 0; central > 2; k++) {
    held -= seen[k] + seen[seen.length - 1 - k];
    if (held < 0.95 * total) break;
    central -= 2;
  }
  return {
    deviation: Math.sqrt((variance(rows) + variance(columns)) / 2),
    area: heavy / inside,
    central: seen.length === field ? central : 0,
  };
}

/** What the chosen unit is about; null if its layer is refused. `first` and `last` are [row, column], in the padding too. */
export function seen(state, level = state.level, at = [state.row, state.column]) {
  const own = levels(state.layers, state.size)[level];
  if (own.refusal) return null;
  const [rows, columns] = at.map((unit) => clipped(own, unit, state.size));
  const first = at.map((unit) => own.start + unit * own.jump);
  const last = first.map((from) => from + own.field - 1);
  const inside = (rows[1] - rows[0] + 1) * (columns[1] - columns[0] + 1);
  const whole = inside === own.field ** 2;
  return { own, at, level, rows, columns, first, last, inside, whole };
}

/** Why there is no measured map for the unit, or "". */
export function unmeasured({ layers }, unit) {
  const below = layers.slice(0, unit.level);
  const plain = below.every(({ kernel, stride, dilation }) => kernel === 3 && stride === 1 && dilation === 1);
  if (!plain || !DEPTHS.includes(below.length)) return "Measured were stacks of 5, 10, 20 and 50 plain 3 × 3 layers; choose one of them.";
  return unit.whole ? "" : "Measured were units whose field lies in the image as a whole; choose one further inside.";
}

/** A reply to a guess of r, with the misconception that leads to it where there is one. */
export function reply(guess, below, layer) {
  const { kernel, stride, dilation } = layer;
  const { field, jump } = below;
  const right = field + (kernel - 1) * dilation * jump;
  const added = `${shown(field)} + (${kernel} − 1) · ${dilation} · ${shown(jump)} = ${shown(right)}`;
  if (guess === right) return `Right: ${added}.`;
  const fewer = "a kernel adds one step less than it has taps, for the field of its first tap is there already";
  // The first that fits is told. A layer without dilation or stride, or one on the pixels, makes some of them equal.
  const slips = [
    [field + (kernel - 1) * dilation, `one step below is ${shown(jump)} pixels, for so far apart are the fields of neighbours`],
    [field + (kernel - 1) * dilation * jump * stride, "its own stride says where its units stand; only the layers after it step further"],
    [field + (kernel - 1) * dilation * stride, "what counts are the strides of the layers below, not its own"],
    [field + (kernel - 1) * jump, `dilation puts its taps ${dilation} units apart`],
    [field + kernel * dilation * jump, fewer],
    [field + kernel, fewer],
    [field > jump ? field * kernel : NaN, "fields of neighbours overlap, so that the field grows by addition"],
    [(kernel - 1) * dilation * jump, "what the units below see comes on top"],
    [field, "a kernel with more than one tap sees more than any unit that it reads"],
  ];
  const why = slips.find(([value]) => value === guess)?.[1];
  return `It is ${shown(right)}, not ${shown(guess)}: ${why ? `${why}. ` : ""}r = ${added}.`;
}

/** NumPy and PyTorch code that leaves in `output` what is drawn on the input. */
export function code(state) {
  const unit = seen(state);
  if (!unit) return undefined;
  const { size, row, column, level, overlay } = state;
  const below = state.layers.slice(0, level);
  const given = [layerList(below), `size, row, column = ${size}, ${row}, ${column}`];
  if (overlay === "measured" && !unmeasured(state, unit)) {
    const [top, left] = unit.first;
    const side = unit.own.field;
    const read = (library, zeros, map) => [
      ...["import json", "", ...library, ""],
      "# effective_maps.json lies beside this file; the widget offers it",
      'with open("effective_maps.json") as file:',
      `    measured = json.load(file)["${level}"]  # layers`,
      `output = ${zeros}`,
      `output[${top}:${top + side}, ${left}:${left + side}] = ${map}`,
      "output /= 1000  # stored as thousandths of the peak",
      'print("standard deviation", measured["deviation"])',
    ];
    return programs({
      NumPy: read(["import numpy as np"], `np.zeros((${size}, ${size}))`, 'measured["map"]'),
      PyTorch: read(["import torch"], `torch.zeros(${size}, ${size})`, 'torch.tensor(measured["map"])'),
    });
  }
  const isBlank = !unit.at.every((at) => paths(state, level, at).some(Boolean));
  const wanted = (indices) =>
    overlay !== "paths"
      ? ["output = paths > 0  # the pixels that can change the unit", 'print("pixels:", int(output.sum()))']
      : isBlank
        ? ["output = paths  # all 0: the unit sees nothing but padding", "print(float(output.sum()))"]
        : [
            "output = paths / paths.max()  # relative to the peak",
            "# how far the paths spread about their mean",
            `i, j = ${indices}`,
            "share = paths / paths.sum()",
            "variances = [(share * (x - (share * x).sum()) ** 2).sum() for x in (i, j)]",
            "deviation = (sum(variances) / 2) ** 0.5",
            'print(f"standard deviation along an axis: {deviation:.2f} pixels")',
          ];
  const numpy = [
    ...["import numpy as np", "", ...given, ""],
    "field, jump, start, units = 1, 1, 0, [size]",
    "for kernel, stride, dilation, padding in layers:",
    "    field += (kernel - 1) * dilation * jump",
    "    start -= padding * jump",
    "    jump *= stride",
    "    reach = dilation * (kernel - 1) + 1",
    "    units.append((units[-1] + 2 * padding - reach) // stride + 1)",
    'print(f"r = {field}, j = {jump}, start = {start}, units = {units}")',
    ...["", ""],
    "def along(unit):",
    '    """How many paths lead from each pixel along an axis to this unit."""',
    "    ways = np.eye(units[-1])[unit]  # 1 at the unit, then down layer by layer",
    "    for layer, below in zip(layers[::-1], units[-2::-1], strict=True):",
    "        kernel, stride, dilation, padding = layer",
    "        padded = np.zeros(below + 2 * padding)",
    "        for tap in range(kernel):",
    "            # unit u reads position u * stride + tap * dilation",
    "            padded[tap * dilation :: stride][: len(ways)] += ways",
    "        ways = padded[padding : padding + below]",
    "    return ways",
    ...["", ""],
    "paths = np.outer(along(row), along(column))",
    ...wanted("np.indices(paths.shape)"),
  ];
  const torch = [
    ...["import torch", "from torch.nn import functional as F", "", ...given, ""],
    "image = torch.ones(1, 1, size, size, dtype=torch.float64, requires_grad=True)",
    "signal = image",
    "for kernel, stride, dilation, padding in layers:",
    "    ones = torch.ones(1, 1, kernel, kernel, dtype=torch.float64)",
    "    signal = F.conv2d(signal, ones, stride=stride, padding=padding, dilation=dilation)",
    "signal[0, 0, row, column].backward()",
    "paths = image.grad[0, 0]  # with weights 1 the gradient counts paths",
    ...wanted('torch.meshgrid(torch.arange(size), torch.arange(size), indexing="ij")'),
  ];
  return programs({ NumPy: numpy, PyTorch: torch });
}

/** The layers in Python, as many in a line as fit. */
function layerList(layers) {
  if (!layers.length) return "layers = []  # kernel, stride, dilation, padding";
  const rows = ["layers = [  # kernel, stride, dilation, padding"];
  for (const { kernel, stride, dilation, padding } of layers) {
    const text = `(${kernel}, ${stride}, ${dilation}, ${padding}),`;
    if (rows.length > 1 && rows.at(-1).length + text.length < 76) rows[rows.length - 1] += ` ${text}`;
    else rows.push(`    ${text}`);
  }
  return [...rows, "]"].join("\n");
}

/** "rows −2 to 4 (0 to 4 in the image)". */
const span = (name, first, last, [low, high]) => {
  const all = first === last ? `${name} ${shown(first)}` : `${name}s ${shown(first)} to ${shown(last)}`;
  return first === low && last === high ? all : `${all} (${low > high ? "none" : `${shown(low)} to ${shown(high)}`} in the image)`;
};

/** What the unit sees, in a sentence or two; `used` is the number of pixels that are lit. */
export function sentence({ own, at, level, rows, columns, first, last, inside }, used, size) {
  const spans = `${span("row", first[0], last[0], rows)} and ${span("column", first[1], last[1], columns)}`;
  const share = `${counted(inside, "pixel")} of ${shown(size ** 2)}, ${shown((100 * inside) / size ** 2)} %`;
  const gaps = used < inside ? ` It uses ${used ? `${shown(used)} of them; the others can’t reach it` : "none of them"}.` : "";
  return `Unit (${at.join(", ")}) of layer ${level} has a field of ${own.field} × ${own.field}: ${spans}. That is ${share} of the image.${gaps}`;
}
