// Questions drawn afresh: text, answer, and the numbers that typical slips give, each with its reply. No DOM.

/**
 * @typedef {{slip: string, value: number, reply: string}} Wrong a number that a slip gives, and what to say to it
 * @typedef {{text: string, unit: string, value: number, reply: string, wrong: Wrong[]}} Drawn
 */

export const shown = (value) => value.toLocaleString("en-GB");
const square = (side) => `${side}\u00a0×\u00a0${side}`; // stays in one line

/** Numbers that look random and depend on the seed alone (mulberry32). @param {number} seed */
function chance(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  return { from: (choices) => choices[Math.floor(next() * choices.length)] };
}

function denseParameters({ from }) {
  const side = from([16, 20, 28, 32, 48, 64, 100, 128]);
  const channels = from([1, 3]);
  const units = from([10, 50, 100, 200, 300, 500, 1000]);
  const inputs = side * side * channels;
  const wrong = [
    ["no biases", inputs * units, "Those are the weights. Each unit has a bias as well."],
    ["one unit", inputs + 1, `That is a single unit. Each of the ${shown(units)} has its own weights and its own bias.`],
    [
      "one channel",
      (side * side + 1) * units,
      "That is the count for one channel. A colour pixel is three inputs, each with weights of its own.",
    ],
    ["side", (side * channels + 1) * units, `An image of ${square(side)} pixels has ${shown(side * side)} of them, not ${side}.`],
    ["bias per input", inputs * units + inputs, "That has a bias for each input. It is the units that have one."],
  ];
  return {
    text:
      `A dense layer of ${shown(units)} units reads a ${channels === 3 ? "colour" : "grey"} image of ${square(side)} pixels. ` +
      "How many parameters does it have, biases included?",
    unit: "parameters",
    value: (inputs + 1) * units,
    reply: `${shown(inputs)} inputs give each unit ${shown(inputs)} weights and a bias, and there are ${shown(units)} units.`,
    wrong: wrong.filter(([slip]) => channels === 3 || slip !== "one channel"),
  };
}

function convolutionParameters({ from }) {
  const k = from([1, 3, 5, 7]);
  const channels = from([2, 3, 16, 32, 64, 128]);
  const filters = from([8, 16, 32, 64, 96, 256]);
  const side = from([14, 28, 32, 56, 112]);
  const weights = k * k * channels;
  return {
    text:
      `A convolution of ${square(k)} reads ${channels} channels of ${square(side)} and makes ${filters} feature maps of the same ` +
      "size. How many parameters does it have, biases included?",
    unit: "parameters",
    value: (weights + 1) * filters,
    reply: `${shown(weights)} weights and one bias for each of the ${filters} filters, wherever they are used.`,
    wrong: [
      ["no biases", weights * filters, "Those are the weights. Each filter has a bias, too."],
      [
        "one channel",
        (k * k + 1) * filters,
        `That gives each filter a single kernel. It has one for each of the ${channels} channels.`,
      ],
      [
        "bias per kernel",
        (k * k + 1) * channels * filters,
        "That has a bias for each kernel. The sums of a filter's kernels are added up, and the total takes one bias.",
      ],
      ["one filter", weights + 1, `That is one filter. Each of the ${filters} feature maps has its own.`],
      [
        "per position",
        (weights + 1) * filters * side * side,
        "That has weights of its own for every position. A convolution uses the same everywhere.",
      ],
    ],
  };
}

function convolutionMultiplyAdds({ from }) {
  const k = from([3, 5, 7]);
  const channels = from([2, 3, 16, 32, 64]);
  const filters = from([8, 16, 32, 64, 128]);
  const side = from([14, 16, 28, 32, 56]);
  const positions = side * side;
  return {
    text:
      `A convolution of ${square(k)} reads ${channels} channels and makes ${filters} feature maps of ${square(side)}. ` +
      "How many multiply-adds is that? Products with padding count, biases don't.",
    unit: "multiply-adds",
    value: k * k * channels * filters * positions,
    reply: `${shown(k * k * channels)} for one output, and there are ${shown(filters * positions)} outputs.`,
    wrong: [
      [
        "parameters",
        k * k * channels * filters,
        `That is the number of weights. Each is used at ${shown(positions)} positions, and every use is a multiplication.`,
      ],
      ["one channel", k * k * filters * positions, `Each output sums over all ${channels} channels, not over one.`],
      ["one filter", k * k * channels * positions, `That is one feature map. There are ${filters}.`],
      [
        "dense",
        channels * filters * positions * positions,
        `That joins every output to every input pixel. Here an output reads a window of ${square(k)}.`,
      ],
    ],
  };
}

function outputSize({ from }) {
  const size = from([28, 32, 64, 96, 128, 224, 227]);
  const k = from([2, 3, 4, 5, 7, 11]);
  const stride = from([1, 2, 2, 3, 4]);
  const dilation = from([1, 1, 2, 3]);
  const padding = from([0, 1, 2, 3].filter((p) => p < k));
  const reach = dilation * (k - 1) + 1;
  const steps = (n) => Math.floor(n / stride);
  const free = size + 2 * padding - reach;
  const settings = [`stride ${stride}`, `padding ${padding}`, ...(dilation > 1 ? [`dilation ${dilation}`] : [])];
  const list = `${settings.slice(0, -1).join(", ")} and ${settings.at(-1)}`;
  const wrong = [
    ["no padding", steps(size - reach) + 1, `That leaves out the padding. It adds ${padding} on each side.`],
    ["padding once", steps(size + padding - reach) + 1, "Padding is added on both sides."],
    ["steps", steps(free), "That counts the steps. The first position needs no step, so there is one more."],
    [
      "no dilation",
      steps(size + 2 * padding - k) + 1,
      `That leaves out the dilation. The ${k} taps stand ${dilation} pixels apart, so the kernel reaches over ${reach}.`,
    ],
    ["no stride", free + 1, `That is the number for stride 1. Here the kernel moves on by ${stride} pixels at a time.`],
    ["rounded up", Math.ceil(free / stride) + 1, "What does not suffice for a whole step is left over: round down."],
    ["size over stride", Math.ceil(size / stride), `The size divided by the stride leaves the kernel${padding ? " and the padding" : ""} out of account.`],
  ];
  return {
    text: `A kernel of ${square(k)} slides over an image of ${square(size)} pixels, with ${list}. How many outputs are there along one axis?`,
    unit: "outputs",
    value: free < 2 * stride ? 0 : steps(free) + 1, // of 0 another is drawn: so there are steps, in the plural
    reply:
      `${size + 2 * padding} pixels${padding ? " with padding" : ""}, of which the kernel reaches over ${reach}. ` +
      `The other ${free} leave room for ${steps(free)} steps of ${stride}, and there is one position more than steps.`,
    wrong,
  };
}

function receptiveField({ from }) {
  const layers = Array.from({ length: from([2, 3, 3, 4]) }, () => {
    const [stride, dilation] = from([[1, 1], [1, 1], [2, 1], [2, 1], [3, 1], [1, 2], [1, 3]]);
    return { k: from([2, 3, 3, 5]), stride, dilation };
  });
  const field = (step) => {
    let jump = 1;
    let r = 1;
    for (const layer of layers) {
      r += step(layer, jump);
      jump *= layer.stride;
    }
    return r;
  };
  const names = layers.map(({ k, stride, dilation }) => {
    return square(k) + (stride > 1 ? ` with stride ${stride}` : "") + (dilation > 1 ? ` with dilation ${dilation}` : "");
  });
  const width = ({ k, dilation }) => dilation * (k - 1);
  const counts = { stride: layers.slice(0, -1), dilation: layers }; // the last layer's stride is for layers above it
  const ignored = Object.keys(counts).filter((setting) => counts[setting].some((layer) => layer[setting] > 1)).join(" and the ");
  return {
    text: `A stack has ${["two", "three", "four"][layers.length - 2]} layers, in this order: ${names.join(", ")}. How many pixels wide is the receptive field of a unit of the last one?`,
    unit: "pixels",
    value: field((layer, jump) => width(layer) * jump),
    reply: `1 pixel, and then the layers add ${new Intl.ListFormat("en-GB").format(added(layers).map(String))}.`,
    wrong: [
      [
        "own stride",
        field((layer) => width(layer) * layer.stride),
        "That multiplies each kernel by its own stride. A stride widens the steps of the layers after it.",
      ],
      [
        "no strides",
        field(width),
        "That leaves the strides out. After a layer with a stride, neighbouring units stand further apart, and later kernels step over that.",
      ],
      [
        "no dilation",
        field(({ k }, jump) => (k - 1) * jump),
        "That leaves the dilation out. It moves the taps of its kernel apart.",
      ],
      [
        "whole kernels",
        field(({ k, dilation }, jump) => dilation * k * jump),
        "A kernel adds one step less than it has taps: its first tap lies on a pixel that was counted before.",
      ],
      ["sum of kernels", layers.reduce((sum, { k }) => sum + k, 0), `Kernel sizes don't add up, since a kernel adds one step less than it has taps${ignored && `, and this leaves the ${ignored} out`}.`],
      ["no start", field((layer, jump) => width(layer) * jump) - 1, "The field starts with one pixel, before the first layer adds any."],
    ],
  };
}

/** What each layer adds to the field. */
function added(layers) {
  let jump = 1;
  return layers.map(({ k, stride, dilation }) => {
    const pixels = dilation * (k - 1) * jump;
    jump *= stride;
    return pixels;
  });
}

/** Kinds of question, by the name under which a page asks for them. */
export const kinds = {
  "dense-parameters": denseParameters,
  "convolution-parameters": convolutionParameters,
  "convolution-multiply-adds": convolutionMultiplyAdds,
  "output-size": outputSize,
  "receptive-field": receptiveField,
};

/**
 * The question of this kind that belongs to the seed. No two of its numbers are the same: slips with one result share a reply,
 * under the name of the first, and a slip that leads to the right result is no slip. Settings that do not fit each other are
 * drawn again.
 * @param {keyof kinds} kind @param {number} seed @returns {Drawn}
 */
export function draw(kind, seed) {
  const random = chance(seed);
  for (;;) {
    const drawn = kinds[kind](random);
    const wrong = [];
    for (const [slip, value, reply] of drawn.wrong) {
      const same = wrong.find((other) => other.value === value);
      if (same) same.reply += ` Or: ${reply}`;
      else if (value > 0 && value !== drawn.value) wrong.push({ slip, value, reply });
    }
    if (drawn.value > 0 && wrong.length >= 2) return { ...drawn, wrong };
  }
}
