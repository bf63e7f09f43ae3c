// Answers the cases that tests/in_node.py sends, with the modules of the widgets: JSON in, JSON out.

import { readFileSync } from "node:fs";
import * as colours from "../docs/assets/widgets/colours.js";
import * as map from "../docs/assets/widgets/connectivity-map-model.js";
import * as mapCode from "../docs/assets/widgets/connectivity-map-code.js";
import { conv1d } from "../docs/assets/widgets/convolution-1d.js";
import * as convolution from "../docs/assets/widgets/convolution.js";
import { feeds, products, receivers } from "../docs/assets/widgets/dependencies.js";
import * as benchCode from "../docs/assets/widgets/equivariance-bench-code.js";
import * as bench from "../docs/assets/widgets/equivariance-bench-model.js";
import * as digitLab from "../docs/assets/widgets/digit-lab-model.js";
import * as digits from "../docs/assets/widgets/digit-network.js";
import * as drawn from "../docs/assets/widgets/drawn-questions.js";
import * as features from "../docs/assets/widgets/feature-hierarchy-model.js";
import * as lab from "../docs/assets/widgets/kernel-lab-model.js";
import * as stepper from "../docs/assets/widgets/kernel-stepper-model.js";
import * as numbers from "../docs/assets/widgets/numbers.js";
import * as permalink from "../docs/assets/widgets/permalink.js";
import * as python from "../docs/assets/widgets/python.js";
import * as pass from "../docs/assets/widgets/picture-pass.js";
import * as cone from "../docs/assets/widgets/receptive-cone-model.js";
import * as field from "../docs/assets/widgets/receptive-field.js";
import * as typed from "../docs/assets/widgets/typed-number.js";

const { axis, conv2d, plane, reads } = convolution;
const range = (length) => Array.from({ length }, (_, i) => i);

const MODULES = {
  bench: { ...bench, ...benchCode }, colours, cone, digitLab, drawn, features, field, lab, map: { ...map, ...mapCode }, numbers, pass, permalink, python, stepper, typed,
};
// JSON has neither sets nor whole numbers of any length.
const plain = (_, value) => (value instanceof Set ? [...value] : typeof value === "bigint" ? String(value) : value);

const ANSWERS = {
  conv2d: ({ image, filters, biases, rows, columns }) => conv2d(image, filters, plane(rows, columns), biases),
  conv1d: ({ signal, filters, biases, along }) => conv1d(signal, filters, axis(along), biases),
  dependencies({ along }) {
    const set = axis(along);
    return {
      reads: range(set.outputs).map((output) => reads(set, output).map((read) => read.pixel)),
      feeds: range(set.size).map((pixel) => feeds(set, pixel).map(({ output, tap }) => [output, tap])),
      left: set.left,
    };
  },
  products({ image, filter, rows, columns }) {
    const both = plane(rows, columns);
    return {
      products: range(both.rows.outputs).map((i) => range(both.columns.outputs).map((j) => products(image, filter, both, i, j))),
      receivers: range(rows.size).map((r) => range(columns.size).map((s) => receivers(both, r, s))),
    };
  },
  field({ layers, size }) {
    const levels = field.levels(layers, size);
    const problem = levels.at(-1).refusal;
    if (problem) throw new RangeError(problem);
    const clips = levels.map((level) => range(level.size).map((unit) => field.clipped(level, unit, size)));
    return { levels, clips, cones: range(levels.at(-1).size).map((unit) => field.cone(layers, size, unit)) };
  },
  bench: ({ state }) =>
    range(bench.SIDE ** 2).map((at) => {
      const made = bench.outcome({ ...state, down: Math.floor(at / bench.SIDE), right: at % bench.SIDE });
      return { ...made, best: made.fits && state.layer === "convolution" ? null : bench.best(made) };
    }),
  pass({ image, weights, divisor }) {
    const [height, width] = [image.length, image[0].length];
    const pixels = Float32Array.from(image.flat());
    const answers = [...pass.pass(pixels, width, height, weights, divisor)];
    const both = [0, 1].map(() => new Float64Array(answers.length));
    pass.passes(pixels, width, height, weights, lab.transposed(weights), divisor, ...both);
    const kernel = [0, 3, 6].map((first) => weights.slice(first, first + 3));
    return {
      count: answers.length,
      both: both.map((made) => [...made]),
      pass: range(height - 2).map((row) => answers.slice(row * (width - 2), (row + 1) * (width - 2))),
      conv2d: conv2d([image], [[kernel]], plane({ size: height, kernel: 3 }, { size: width, kernel: 3 }))[0],
    };
  },
  digits({ file, inputs, places }) {
    const experiment = new digits.Experiment(JSON.parse(readFileSync(file, "utf8")));
    const pixels = ({ digit, drawing }) => (drawing === undefined ? experiment.digits[digit] : digitLab.counts(digitLab.bitmap(drawing)));
    const canvases = inputs.map((input) => digits.placed(pixels(input), input.down, input.right));
    for (const [down, right] of places) experiment.measure(down, right);
    return {
      logits: experiment.networks.map((network) => canvases.map((canvas) => [...network.logits(canvas)])),
      right: places.map(([down, right]) => experiment.tally(down, right).map((tally) => tally.right)),
      counts: inputs.map((input) => [...pixels(input)]),
    };
  },
  kinds: () => Object.keys(drawn.kinds),
  walk: () => digitLab.WALK,
  strokes: ({ lines }) => {
    const cells = digitLab.bitmap("");
    for (const [from, to] of lines) digitLab.stroke(cells, from, to);
    return { cells: [...cells], again: [...digitLab.bitmap(digitLab.written(cells))], height: digitLab.height(cells) };
  },
  call: ({ module, name, given }) => MODULES[module][name](...given),
  has: ({ module, name }) => MODULES[module][name],
  // States as their fields read them from texts, and the texts that the fields write again.
  states: ({ module, texts }) =>
    texts.map((one) => {
      const { fields } = MODULES[module];
      const state = Object.fromEntries(Object.entries(one).map(([name, text]) => [name, fields[name].read(text)]));
      return { state, texts: Object.fromEntries(Object.entries(state).map(([name, value]) => [name, fields[name].write(value)])) };
    }),
  written: ({ module, states }) => states.map((state) => permalink.write(MODULES[module].fields, state)),
  read: ({ module, links }) => links.map((text) => permalink.read(MODULES[module].fields, text) ?? null),
  admitted: ({ module, tries }) =>
    Object.entries(MODULES[module].attributes).map(([name, field]) => [
      name,
      field.write(field.initial),
      tries.filter((text) => field.read(text) !== undefined),
    ]),
};

const answers = JSON.parse(readFileSync(0, "utf8")).map(({ what, ...given }) => {
  try {
    return { answer: ANSWERS[what](given) };
  } catch (error) {
    if (error instanceof RangeError) return { refused: error.message };
    throw error;
  }
});
process.stdout.write(JSON.stringify(answers, plain));
