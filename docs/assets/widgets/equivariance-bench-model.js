// The equivariance bench without its elements: one image, the layers that read it, and what becomes of |f(Tx) - T f(x)|.
// Everything is a whole number, so that "exactly 0" means what it says.

import { axis, conv2d, plane, reads } from "./convolution.js";
import { choice, integer } from "./fields.js";
import { range } from "./numbers.js";
import { array, programs } from "./python.js";

/** Pixels along a side; a multiple of 4, so that stride and pooling leave nothing over. */
export const SIDE = 12;

const GROUND = [
  "323323311113", "312313123121", "313222222333", "322321313211",
  "211232333222", "122131113331", "322123212133", "123332132112",
  "322332221122", "211123222322", "222223312221", "123123311311",
]; // prettier-ignore

const OBJECT = ["####", "#...", "###.", "#...", "#..."];
const [TOP, LEFT] = [3, 4];
/** The object's middle, before any move. */
export const MIDDLE = [TOP + 2, LEFT + 1];
const BRIGHT = 9;

export const KERNELS = {
  "sobel-x": [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]],
  "sobel-y": [[-1, -2, -1], [0, 0, 0], [1, 2, 1]],
  box: [[1, 1, 1], [1, 1, 1], [1, 1, 1]],
}; // prettier-ignore

export const attributes = {
  layer: choice("convolution", "convolution", "dense"),
  padding: choice("zero", "zero", "circular"),
  stride: integer(1, 1, 2),
  pooling: choice("none", "none", "max", "global"),
  kernel: choice("sobel-x", ...Object.keys(KERNELS)),
  ground: choice("texture", "texture", "black"),
};

/** `down` and `right` are the move, in pixels and with wrap-around. */
export const fields = { down: integer(0, 0, SIDE - 1), right: integer(0, 0, SIDE - 1), ...attributes };

const square = (side, value) => range(side).map((r) => range(side).map((c) => value(r, c)));
export const around = (place, side) => ((place % side) + side) % side;

/** The move that leads to the same place the short way: -5 to 6. */
export const short = (pixels) => (pixels > SIDE / 2 ? pixels - SIDE : pixels);

/** Whether the pixel belongs to the object, before any move. */
export const isObject = (row, column) => OBJECT[row - TOP]?.[column - LEFT] === "#";

/** The image before any move. */
export const picture = (ground) =>
  square(SIDE, (r, c) => (isObject(r, c) ? BRIGHT : ground === "black" ? 0 : +GROUND[r][c]));

/** Moved down and to the right; what leaves on one side comes back on the other. */
export const moved = (values, down, right) =>
  square(values.length, (r, c) => values[around(r - down, values.length)][around(c - right, values.length)]);

/** The dense layer's weight from pixel `i` to output `j`, both counted row by row: −1, 0 or 1 without a pattern. */
export const weight = (i, j) => (((7 * j * j + 5 * j * i + 3 * i * i) % 1009) % 3) - 1;

const along = ({ padding, stride }) => axis({ size: SIDE, kernel: 3, padding: 1, mode: padding, stride });
const block = ({ pooling }, size) => ({ none: 1, max: 2, global: size })[pooling];

/** f(x): the map that the layer makes of an image. */
export function layer(state, image) {
  if (state.layer === "dense") {
    const pixels = image.flat();
    return square(SIDE, (r, c) => pixels.reduce((sum, pixel, i) => sum + weight(i, r * SIDE + c) * pixel, 0));
  }
  const own = along(state);
  const [map] = conv2d([image], [[KERNELS[state.kernel]]], plane(own));
  const side = block(state, own.outputs);
  const within = (r, c) => range(side * side).map((k) => map[r * side + Math.floor(k / side)][c * side + (k % side)]);
  return square(own.outputs / side, (r, c) => Math.max(...within(r, c)));
}

/** Pixels by which the input moves while the map should move by one step, along one axis. */
export function jump({ layer, stride, pooling }) {
  if (layer === "dense") return 1;
  return stride * (pooling === "max" ? 2 : 1);
}

/** Rows, or columns, of the map that read padded zeros. */
export function borders(state) {
  if (state.layer === "dense" || state.padding === "circular") return [];
  const own = along(state);
  const hanging = range(own.outputs).filter((output) => reads(own, output).some(({ pixel }) => pixel < 0));
  return [...new Set(hanging.map((output) => Math.floor(output / block(state, own.outputs))))];
}

/**
 * Both orders and what lies between them. `strips` are the rows and columns in which padded zeros can make the orders
 * differ, with those of the two maps apart; inside is what lies outside of them.
 */
export function outcome(state) {
  const { down, right } = state;
  const image = picture(state.ground);
  const input = moved(image, down, right);
  const map = layer(state, image);
  const pixels = jump(state);
  const steps = state.pooling === "global" && state.layer !== "dense" ? [0, 0] : [down, right].map((by) => Math.floor(by / pixels));
  const first = layer(state, input);
  const last = moved(map, ...steps);
  const difference = square(map.length, (r, c) => Math.abs(first[r][c] - last[r][c]));
  const own = borders(state);
  const strips = [down, right].map((by, a) => {
    const sorted = (lines) => [...new Set(lines)].sort((x, y) => x - y);
    const carried = sorted(own.map((line) => (line + steps[a]) % map.length));
    const all = by ? sorted([...own, ...carried]) : [];
    return { own: by ? own : [], carried: by ? carried : [], all };
  });
  const [rows, columns] = strips;
  const isEdge = (r, c) => rows.all.includes(r) || columns.all.includes(c);
  const cells = difference.flatMap((line, r) => line.map((value, c) => ({ value, edge: isEdge(r, c) })));
  const count = (some) => {
    const values = some.map((cell) => cell.value);
    return { outputs: values.length, wrong: values.filter(Boolean).length, largest: Math.max(0, ...values) };
  };
  return {
    image, input, map, first, last, difference, pixels, steps, rows, columns,
    fits: [down, right].every((by) => by % pixels === 0),
    all: count(cells),
    inside: count(cells.filter((cell) => !cell.edge)),
    border: count(cells.filter((cell) => cell.edge)),
  }; // prettier-ignore
}

/** Outputs that differ under the best of all moves of the map: whether any step would do. */
export function best({ first, map }) {
  const side = map.length;
  let least = side ** 2;
  for (let down = 0; down < side; down++) {
    for (let right = 0; right < side; right++) {
      let wrong = 0;
      for (let r = 0; r < side && wrong < least; r++) {
        const line = map[around(r - down, side)];
        for (let c = 0; c < side; c++) wrong += Number(first[r][c] !== line[around(c - right, side)]);
      }
      least = Math.min(least, wrong);
    }
  }
  return least;
}

/** The place of the strongest response of a map. */
export function strongest(map) {
  const flat = map.flat().map(Math.abs);
  const at = flat.indexOf(Math.max(...flat));
  return [Math.floor(at / map.length), at % map.length];
}

/** NumPy and PyTorch code that leaves |f(Tx) − T f(x)| in `output`. */
export function code(state) {
  const { down, right, padding, stride, pooling } = state;
  const isDense = state.layer === "dense";
  const { image, steps, first } = outcome(state);
  const side = SIDE / stride;
  const wrapped = padding === "circular";
  const every = stride > 1 ? `[::${stride}, ::${stride}]` : "";
  const pools = { none: "maps", max: `maps.reshape(${side / 2}, 2, ${side / 2}, 2).max(axis=(1, 3))`, global: "maps.max(keepdims=True)" };
  const formula = "(7 * j * j + 5 * j * i + 3 * i * i) % 1009 % 3 - 1";
  const many = SIDE ** 2;
  const dense = (indices) => [indices, `weights = ${formula}  # from pixel i to output j`];
  const define = (...body) => ["", "", "def layer(x):", ...body.map((line) => `    ${line}`), "", ""];
  const numpy = [
    "import numpy as np",
    !isDense && "from numpy.lib.stride_tricks import sliding_window_view",
    "",
    array("image", image),
    ...(isDense ? dense(`j, i = np.indices((${many}, ${many}))`) : [array("kernel", KERNELS[state.kernel])]),
    ...(isDense
      ? define(`return (weights @ x.ravel()).reshape(${SIDE}, ${SIDE})`)
      : define(
          `x = np.pad(x, 1${wrapped ? ', mode="wrap"' : ""})`,
          `windows = sliding_window_view(x, (3, 3))${every}`,
          'maps = np.einsum("ijmn,mn->ij", windows, kernel)',
          `return ${pools[pooling]}`,
        )),
    `move_first = layer(np.roll(image, (${down}, ${right}), axis=(0, 1)))`,
    `move_last = np.roll(layer(image), (${steps.join(", ")}), axis=(0, 1))`,
    "output = np.abs(move_first - move_last)",
    "print(output)",
    `print(np.count_nonzero(output), "of", output.size, "differ")`,
  ];
  const pooled = { none: "maps", max: "F.max_pool2d(maps, 2)", global: "maps.amax((2, 3), keepdim=True)" };
  const whole = "dtype=torch.float64";
  const torch = [
    "import torch",
    !isDense && "from torch.nn import functional as F",
    "",
    array("image", image, "torch.tensor", whole),
    ...(isDense
      ? dense(`j, i = torch.meshgrid(torch.arange(${many}), torch.arange(${many}), indexing="ij")`)
      : [array("kernel", KERNELS[state.kernel], "torch.tensor", whole)]),
    ...(isDense
      ? define(`return (weights.double() @ x.flatten()).reshape(${SIDE}, ${SIDE})`)
      : define(
          `x = F.pad(x[None, None], (1, 1, 1, 1)${wrapped ? ', mode="circular"' : ""})`,
          `maps = F.conv2d(x, kernel[None, None]${stride > 1 ? `, stride=${stride}` : ""})`,
          `return ${pooled[pooling]}[0, 0]`,
        )),
    `move_first = layer(image.roll((${down}, ${right}), (0, 1)))`,
    `move_last = layer(image).roll((${steps.join(", ")}), (0, 1))`,
    "output = (move_first - move_last).abs()",
    "print(output)",
    `print(int(output.count_nonzero()), "of", ${first.length ** 2}, "differ")`,
  ];
  return programs({ NumPy: numpy, PyTorch: torch });
}
