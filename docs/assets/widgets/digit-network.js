// The networks of networks.json (snippets/shift_experiment/networks.py describes the file): unpacked, and their answers computed
// in typed arrays. No page is needed; the tests compare every answer with PyTorch.

export const SIDE = 12; // of the canvas
export const INNER = 8; // of a digit
export const MARGIN = (SIDE - INNER) / 2;

/** A place on the canvas, (down, right), as one number; the tallies are kept by it. */
const at = (down, right) => (down + MARGIN) * (2 * MARGIN + 1) + right + MARGIN;

/** The numbers that were packed in three bytes each. */
function unpacked({ step, data }) {
  const bytes = atob(data);
  const byte = (i) => bytes.charCodeAt(i);
  return Float64Array.from({ length: bytes.length / 3 }, (_, i) => {
    const integer = byte(3 * i) | (byte(3 * i + 1) << 8) | (byte(3 * i + 2) << 16);
    return step * ((integer << 8) >> 8); // the highest bit of three bytes is the sign
  });
}

/** The maps within a border of zeros or of what is on the other side, written into `to`. */
function pad(from, to, maps, side, circular) {
  const wide = side + 2;
  for (let map = 0; map < maps; map++) {
    for (let row = circular ? -1 : 0; row < side + circular; row++) {
      const source = (map * side + ((row + side) % side)) * side;
      const target = (map * wide + row + 1) * wide + 1;
      for (let column = 0; column < side; column++) to[target + column] = from[source + column];
      if (circular) [to[target - 1], to[target + side]] = [from[source + side - 1], from[source]];
    }
  }
}

/** 3 x 3, stride 1, padding 1. Nearly all time goes here, so two outputs (there are 8 or 16) share the pixels that they read, and
 * eighteen weights and nine pixels stay in variables. */
function convolution({ weight, bias, padding }, maps, side) {
  const [outputs, inputs] = weight.shape;
  const [w, b, wide, area] = [unpacked(weight), unpacked(bias), side + 2, side * side];
  const [padded, values] = [new Float64Array(inputs * wide * wide), new Float64Array(outputs * area)];
  const add = (input, output) => {
    const k = 9 * (output * inputs + input);
    const l = k + 9 * inputs;
    const k0 = w[k], k1 = w[k + 1], k2 = w[k + 2], k3 = w[k + 3], k4 = w[k + 4], k5 = w[k + 5], k6 = w[k + 6], k7 = w[k + 7], k8 = w[k + 8];
    const l0 = w[l], l1 = w[l + 1], l2 = w[l + 2], l3 = w[l + 3], l4 = w[l + 4], l5 = w[l + 5], l6 = w[l + 6], l7 = w[l + 7], l8 = w[l + 8];
    for (let row = 0; row < side; row++) {
      let above = (input * wide + row) * wide;
      let at = above + wide;
      let below = at + wide;
      let a0 = padded[above++];
      let a1 = padded[above++];
      let b0 = padded[at++];
      let b1 = padded[at++];
      let c0 = padded[below++];
      let c1 = padded[below++];
      const first = output * area + row * side;
      for (let q = first; q < first + side; q++) {
        const a2 = padded[above++];
        const b2 = padded[at++];
        const c2 = padded[below++];
        values[q] += k0 * a0 + k1 * a1 + k2 * a2 + (k3 * b0 + k4 * b1 + k5 * b2) + (k6 * c0 + k7 * c1 + k8 * c2);
        values[q + area] += l0 * a0 + l1 * a1 + l2 * a2 + (l3 * b0 + l4 * b1 + l5 * b2) + (l6 * c0 + l7 * c1 + l8 * c2);
        a0 = a1;
        a1 = a2;
        b0 = b1;
        b1 = b2;
        c0 = c1;
        c1 = c2;
      }
    }
  };
  const apply = (from) => {
    pad(from, padded, inputs, side, Number(padding === "circular"));
    for (let output = 0; output < outputs; output++) values.fill(b[output], output * area, (output + 1) * area);
    for (let output = 0; output < outputs; output += 2) for (let input = 0; input < inputs; input++) add(input, output);
  };
  return { apply, values, maps: outputs, side };
}

function dense({ weight, bias }) {
  const [outputs, inputs] = weight.shape;
  const [w, b, values] = [unpacked(weight), unpacked(bias), new Float64Array(outputs)];
  const apply = (from) => {
    for (let output = 0; output < outputs; output++) {
      let sum = b[output];
      for (let input = 0, k = output * inputs; input < inputs; input++, k++) sum += w[k] * from[input];
      values[output] = sum;
    }
  };
  return { apply, values, maps: outputs, side: 1 };
}

function relu(_, maps, side) {
  const values = new Float64Array(maps * side * side);
  const apply = (from) => {
    for (let i = 0; i < values.length; i++) values[i] = from[i] > 0 ? from[i] : 0;
  };
  return { apply, values, maps, side };
}

/** The largest of each window of `size` x `size`. */
function pooling(maps, side, size) {
  const small = side / size;
  const values = new Float64Array(maps * small * small);
  const apply = (from) => {
    for (let i = 0; i < values.length; i++) {
      const [map, row, column] = [Math.floor(i / (small * small)), Math.floor(i / small) % small, i % small];
      let largest = -Infinity;
      for (let m = 0; m < size; m++) {
        const start = (map * side + row * size + m) * side + column * size;
        for (let p = start; p < start + size; p++) if (from[p] > largest) largest = from[p];
      }
      values[i] = largest;
    }
  };
  return { apply, values, maps, side: small };
}

const KINDS = {
  convolution,
  dense,
  relu,
  pool: (_, maps, side) => pooling(maps, side, 2),
  "global pool": (_, maps, side) => pooling(maps, side, side),
  flatten: (_, maps, side) => ({ apply: null, maps: maps * side * side, side: 1 }),
};

/** One network. What it computed last stands in its layers, until it computes again. */
export class Network {
  constructor(name, layers) {
    this.name = name;
    let [maps, side] = [1, SIDE];
    this.layers = layers.map((layer) => {
      const made = { kind: layer.kind, ...KINDS[layer.kind](layer, maps, side) };
      ({ maps, side } = made);
      return made;
    });
  }

  /** The ten logits of a canvas. */
  logits(canvas) {
    let values = canvas;
    for (const layer of this.layers) {
      layer.apply?.(values);
      values = layer.values ?? values;
    }
    return values;
  }
}

/** The number of the largest. */
export function largest(values) {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i] > values[best]) best = i;
  return best;
}

/** What a softmax makes of the largest logit. */
export const confidence = (logits) => 1 / logits.reduce((sum, logit) => sum + Math.exp(logit - Math.max(...logits)), 0);

/** 64 pixels from 0 to 16 as a network sees them: from 0 to 1, on a blank canvas, moved by whole pixels from its middle. */
export function placed(pixels, down, right, canvas = new Float64Array(SIDE * SIDE)) {
  canvas.fill(0);
  for (let row = 0; row < INNER; row++) {
    const target = (row + MARGIN + down) * SIDE + MARGIN + right;
    for (let column = 0; column < INNER; column++) canvas[target + column] = pixels[row * INNER + column] / 16;
  }
  return canvas;
}

/** The content of networks.json, ready for use, with what the test digits have shown so far. */
export class Experiment {
  #tallies = new Map();
  #canvas = new Float64Array(SIDE * SIDE);

  constructor({ networks, digits, labels }) {
    this.networks = Object.entries(networks).map(([name, layers]) => new Network(name, layers));
    this.digits = digits.map((text) => Uint8Array.from(text, (pixel) => parseInt(pixel, 17)));
    this.labels = [...labels].map(Number);
  }

  /** For each network how many of the test digits, all in one place, it was asked and how many it named. */
  tally(down, right) {
    const key = at(down, right);
    if (!this.#tallies.has(key)) this.#tallies.set(key, this.networks.map(() => ({ asked: 0, right: 0 })));
    return this.#tallies.get(key);
  }

  /** Whether all networks were asked all digits in that place. */
  measured(down, right) {
    return this.tally(down, right).every(({ asked }) => asked === this.digits.length);
  }

  /** Go on asking in that place, the fastest network first, while `more()`; a slice of work so long as the caller likes. */
  measure(down, right, more = () => true) {
    for (const [which, tally] of this.tally(down, right).entries()) {
      for (; tally.asked < this.digits.length; tally.asked++) {
        if (!more()) return;
        const logits = this.networks[which].logits(placed(this.digits[tally.asked], down, right, this.#canvas));
        tally.right += largest(logits) === this.labels[tally.asked];
      }
    }
  }
}
