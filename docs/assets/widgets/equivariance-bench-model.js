// The equivariance bench without its elements: one image, layers that read it, and |f(Tx) - T f(x)|.
// Everything is a whole number, so that "exactly 0" means what it says.

import { axis, conv2d, plane, reads } from "./convolution.js";
import { choice, integer } from "./fields.js";
import { range } from "./numbers.js";

/** Pixels a side; a multiple of 4, so that stride and pooling leave nothing over. */
export const SIDE = 12;

const GROUND = [
  "323323311113", "312313123121", "313222222333", "322321313211",
  "211232333222", "122131113331", "322123212133", "123332132112",
  "322332221122", "211123222322", "222223312221", "123123311311",
];

const OBJECT = ["####", "#...", "###.", "#...", "#..."];
const [TOP, LEFT] = [3, 4];
/** The object's middle before any move. */
export const MIDDLE = [TOP + 2, LEFT + 1];
const BRIGHT = 9;

export const KERNELS = {
  "sobel-x": [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]],
  "sobel-y": [[-1, -2, -1], [0, 0, 0], [1, 2, 1]],
  box: [[1, 1, 1], [1, 1, 1], [1, 1, 1]],
};

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

/** Before any move. */
export const isObject = (row, column) => OBJECT[row - TOP]?.[column - LEFT] === "#";

export const picture = (ground) =>
  square(SIDE, (r, c) => (isObject(r, c) ? BRIGHT : ground === "black" ? 0 : +GROUND[r][c]));

/** What leaves on one side comes back on the other. */
export const moved = (values, down, right) =>
  square(values.length, (r, c) => values[around(r - down, values.length)][around(c - right, values.length)]);

/** The dense layer's weight from pixel `i` to output `j`: −1, 0 or 1 without a pattern. */
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

/** Pixels by which the input moves while the map should move by one step. */
export const jump = ({ layer, stride, pooling }) => (layer === "dense" ? 1 : stride * (pooling === "max" ? 2 : 1));

/** Rows, or columns, that read padded zeros. */
export function borders(state) {
  if (state.layer === "dense" || state.padding === "circular") return [];
  const own = along(state);
  const hanging = range(own.outputs).filter((output) => reads(own, output).some(({ pixel }) => pixel < 0));
  return [...new Set(hanging.map((output) => Math.floor(output / block(state, own.outputs))))];
}

/** Both orders and what lies between them. In `rows` and `columns` padded zeros can make the orders differ; inside is the rest. */
export function outcome(state) {
  const { down, right } = state;
  const image = picture(state.ground);
  const input = moved(image, down, right);
  const map = layer(state, image);
  const pixels = jump(state);
  const whole = [down, right].map((by) => Math.trunc(short(by) / pixels));
  const steps = whole.map((by) => around(by, map.length));
  const first = layer(state, input);
  const last = moved(map, ...steps);
  const difference = square(map.length, (r, c) => Math.abs(first[r][c] - last[r][c]));
  const own = borders(state);
  const sorted = (lines) => [...new Set(lines)].sort((x, y) => x - y);
  const [rows, columns] = [down, right].map((by, a) => {
    if (!by) return { own: [], carried: [], all: [] };
    const carried = sorted(own.map((line) => (line + steps[a]) % map.length));
    return { own, carried, all: sorted([...own, ...carried]) };
  });
  const isEdge = (r, c) => rows.all.includes(r) || columns.all.includes(c);
  const [inside, border] = [[], []];
  difference.forEach((line, r) => line.forEach((value, c) => (isEdge(r, c) ? border : inside).push(value)));
  const count = (values) => ({ outputs: values.length, wrong: values.filter(Boolean).length, largest: Math.max(0, ...values) });
  return {
    image, input, map, first, last, difference, pixels, whole, steps, rows, columns,
    fits: [down, right].every((by) => by % pixels === 0),
    all: count([...inside, ...border]),
    inside: count(inside),
    border: count(border),
  };
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

export function strongest(map) {
  const flat = map.flat().map(Math.abs);
  const at = flat.indexOf(Math.max(...flat));
  return [Math.floor(at / map.length), at % map.length];
}
