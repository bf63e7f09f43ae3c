// The digit lab without the page: its state, the walk over the places, a drawing and its preprocessing, and the code.

import { INNER, MARGIN } from "./digit-network.js";
import { choice, integer, text } from "./fields.js";
import { counted } from "./numbers.js";

export const DIGITS = 597;
export const PAD = 32; // cells of the drawing, each way
const BLOCK = PAD / INNER;
const PEN = 5; // squared radius: 21 cells, which inks as much of the square as the data set's strokes do

/** The places in the order of the walk: from the middle outwards, each one pixel from the one before. [[down, right], ...] */
export const WALK = (() => {
  const [places, ways] = [[[0, 0]], [[0, 1], [1, 0], [0, -1], [-1, 0]]];
  for (let leg = 0; places.length < (2 * MARGIN + 1) ** 2; leg++) {
    for (let step = 0; step <= leg / 2; step++) places.push(places.at(-1).map((x, axis) => x + ways[leg % 4][axis]));
  }
  return places.filter((place) => distance(place) <= MARGIN);
})();

/** How many pixels a place is away, the longer way. */
export function distance([down, right]) {
  return Math.max(Math.abs(down), Math.abs(right));
}

export const moment = ({ down, right }) => WALK.findIndex((place) => place[0] === down && place[1] === right);

/** The places where the reader has been: a bit for each moment of the walk; the one on the screen counts. */
export const been = (state) => {
  const seen = state.seen | (1 << moment(state));
  return WALK.filter((_, i) => seen & (1 << i));
};

/** Whether the reader has been in all places of the walk before the one on the screen. */
export const followed = (state) => {
  const before = 2 ** moment(state) - 1;
  return (state.seen & before) === before;
};

export const fields = {
  source: choice("test", "test", "drawn"),
  digit: integer(2, 1, DIGITS),
  drawing: text("", /^([0-9a-f]{256})?$/, "256 hexadecimal digits, 8 for each row"),
  down: integer(0, -MARGIN, MARGIN),
  right: integer(0, -MARGIN, MARGIN),
  seen: integer(1, 0, 2 ** WALK.length - 1),
  maps: choice("first", "first", "last"),
  guess: text("", /^(|skipped|100|\d{1,2}(\.\d)?)$/, "a number from 0 to 100, or skipped"),
};

/** "1 pixel down and 2 pixels left" */
export function where({ down, right }) {
  const part = (by, one, other) => (by ? [`${counted(Math.abs(by), "pixel")} ${by > 0 ? one : other}`] : []);
  return [...part(down, "down", "up"), ...part(right, "right", "left")].join(" and ") || "in the middle";
}

// A drawing is a bitmap of 32 x 32 cells, 1 where there is ink; in a link its rows stand as hexadecimal numbers.

export function bitmap(drawing) {
  const bits = [...drawing].map((digit) => parseInt(digit, 16).toString(2).padStart(4, "0")).join("");
  return Uint8Array.from({ length: PAD * PAD }, (_, i) => Number(bits[i] ?? 0));
}

export function written(cells) {
  if (!cells.includes(1)) return "";
  return cells.join("").replace(/.{4}/g, (four) => parseInt(four, 2).toString(16));
}

/** The data set's preprocessing: how many cells of each block of 4 x 4 are inked, from 0 to 16. */
export function counts(cells) {
  const found = new Uint8Array(INNER * INNER);
  cells.forEach((ink, i) => (found[Math.floor(i / PAD / BLOCK) * INNER + Math.floor((i % PAD) / BLOCK)] += ink));
  return found;
}

/** Draw with the round pen along a line; places are [row, column]. */
export function stroke(cells, [row, column], to) {
  const steps = Math.max(Math.abs(to[0] - row), Math.abs(to[1] - column), 1);
  for (let step = 0; step <= steps; step++) {
    const [y, x] = [row + ((to[0] - row) * step) / steps, column + ((to[1] - column) * step) / steps].map(Math.round);
    for (let r = Math.max(0, y - 2); r <= Math.min(PAD - 1, y + 2); r++) {
      for (let c = Math.max(0, x - 2); c <= Math.min(PAD - 1, x + 2); c++) {
        if ((r - y) ** 2 + (c - x) ** 2 <= PEN) cells[r * PAD + c] = 1;
      }
    }
  }
}

/** How many rows a drawing reaches over, from its first to its last. */
export const height = (cells) => (cells.includes(1) ? Math.floor(cells.lastIndexOf(1) / PAD) - Math.floor(cells.indexOf(1) / PAD) + 1 : 0);

// Code

function opening(state, imports) {
  const rows = (state.drawing || "0".repeat(256)).match(/.{8}/g);
  const lines = Array.from({ length: 8 }, (_, i) => rows.slice(4 * i, 4 * i + 4).join(" "));
  const drawn = `# The drawing: 32 rows of 32 cells, each row a hexadecimal number.
rows = """
${lines.join("\n")}
""".split()
bitmap = np.array([[int(bit) for bit in f"{int(row, 16):032b}"] for row in rows])
pixels = bitmap.reshape(8, 4, 8, 4).sum(axis=(1, 3))  # inked cells of each block
`;
  const test = `# Digit ${state.digit} of the test set, counted from 1; pixels from 0 to 16, in base 17.
pixels = [int(pixel, 17) for pixel in content["digits"][${state.digit - 1}]]
print("It is labelled", content["labels"][${state.digit - 1}])
`;
  return `import base64
import json

import numpy as np
${imports}
with open("networks.json") as file:  # it lies beside this file
    content = json.load(file)

${state.source === "drawn" ? drawn : test}
image = np.pad(np.reshape(pixels, (8, 8)) / 16, 2)  # on a blank canvas
image = np.roll(image, (${state.down}, ${state.right}), axis=(0, 1))  # down, right


def unpacked(packed):
    """Whole multiples of a step, in three bytes each, the lowest first."""
    three = np.frombuffer(base64.b64decode(packed["data"]), np.uint8).reshape(-1, 3)
    four = np.pad(three, [(0, 0), (1, 0)]).view("<i4")  # zeros below: times 256
    return packed["step"] * (four >> 8).reshape(packed["shape"])

`;
}

const NUMPY = `
def convolution(maps, layer):
    mode = {"zeros": "constant", "circular": "wrap"}[layer["padding"]]
    padded = np.pad(maps, [(0, 0), (1, 1), (1, 1)], mode)
    windows = np.lib.stride_tricks.sliding_window_view(padded, (3, 3), (1, 2))
    summed = np.einsum("cijmn,ocmn->oij", windows, unpacked(layer["weight"]))
    return summed + unpacked(layer["bias"])[:, None, None]


def pool(maps, layer):
    channels, rows, columns = maps.shape
    return maps.reshape(channels, rows // 2, 2, columns // 2, 2).max(axis=(2, 4))


def dense(values, layer):
    return unpacked(layer["weight"]) @ values + unpacked(layer["bias"])


apply = {
    "flatten": lambda maps, layer: maps.flatten(),
    "relu": lambda maps, layer: np.maximum(maps, 0),
    "global pool": lambda maps, layer: maps.max(axis=(1, 2)),
    "convolution": convolution,
    "pool": pool,
    "dense": dense,
}

output = []
for name, layers in content["networks"].items():
    values = image[None]
    for layer in layers:
        values = apply[layer["kind"]](values, layer)
    output.append(values)
    print(f"{name} says {values.argmax()}, its logits are\\n{values.round(2)}")
`;

const TORCH = `
def module(layer):
    kind = layer["kind"]
    if kind == "flatten":
        return nn.Flatten()
    if kind == "relu":
        return nn.ReLU()
    if kind == "pool":
        return nn.MaxPool2d(2)
    if kind == "global pool":
        return nn.AdaptiveMaxPool2d(1)
    weight, bias = (torch.tensor(unpacked(layer[name])) for name in ("weight", "bias"))
    outputs, inputs = weight.shape[:2]
    if kind == "dense":
        made = nn.Linear(inputs, outputs)
    else:
        made = nn.Conv2d(inputs, outputs, 3, padding=1, padding_mode=layer["padding"])
    made.weight, made.bias = nn.Parameter(weight), nn.Parameter(bias)
    return made


output = []
for name, layers in content["networks"].items():
    network = nn.Sequential(*map(module, layers))
    with torch.no_grad():
        logits = network(torch.tensor(image)[None, None])[0]
    output.append(logits.numpy())
    print(f"{name} says {logits.argmax()}, its logits are\\n{output[-1].round(2)}")
`;

/** The logits of the three networks, from networks.json: [[library, text], ...]. */
export const code = (state) => [
  ["NumPy", opening(state, "") + NUMPY],
  ["PyTorch", opening(state, "import torch\nfrom torch import nn\n") + TORCH],
];
