// The feature hierarchy without the page: the layers and their fields, and the Python that computes an activation.

export const UNITS = 12; // shown of each layer
export const PATCHES = 9;
export const NETWORKS = ["trained", "untrained"];

/** The file of the weights: what is untrained has random kernels from this layer on, above layers that were trained. */
const file = ({ layer, network }) => (network === "untrained" && layer === 1 ? "noise.npz" : `${network}.npz`);

/** [kernel, stride] of what leads to each layer from the one before; the third begins with a pooling. */
const STEPS = [[[7, 2]], [[5, 1]], [[2, 2], [5, 1]]];

/** Side of a receptive field and distance from one to the next, in pixels, of a layer counted from 1. */
export function field(layer) {
  let [side, jump] = [1, 1];
  for (const [kernel, stride] of STEPS.slice(0, layer).flat()) {
    side += (kernel - 1) * jump;
    jump *= stride;
  }
  return { side, jump };
}

const OPENING = ({ layer, network, unit, patch }, weights, imports, more = "") => `import json

${imports}
from PIL import Image
${more}
# features.json, pictures.webp and ${weights} lie beside this file.
with open("features.json") as file:
    record = json.load(file)
shown = record["${network}"][${layer - 1}]["shown"][${unit - 1}]
number, left, top, activation = shown["patches"][${patch - 1}]
side = record["layers"][${layer - 1}]["field"]
`;

const CLOSING = (layer) => `
output = map${layer}[shown["unit"], 0, 0]
print(f"computed {output:.3f}, shown {activation:.3f}")
`;

const NUMPY = [
  `
w = windows(patch, 7, 2)
axes = 0, 3, 4  # those of a window: its channels, rows and columns
# how far a window's pixels are from their mean; layer 1 divides by
# this plus 1, so contrast counts less
length = np.sqrt(np.square(w - w.mean(axes, keepdims=True)).sum(axes))
map1 = conv2d(patch, weights["kernel1"], 2) / (length + 1)
map1 = np.maximum(map1 + weights["bias1"][:, None, None], 0)
`,
  `map2 = conv2d(map1, weights["kernel2"]) + weights["bias2"][:, None, None]
map2 = np.maximum(map2, 0)
`,
  `pooled = windows(map2, 2, 2).max(axis=(3, 4))
map3 = conv2d(pooled, weights["kernel3"]) + weights["bias3"][:, None, None]
map3 = np.maximum(map3, 0)
`,
];

const TORCH = [
  `
ones = torch.ones(1, 3, 7, 7)
total, squares = (conv2d(p, ones, stride=2) for p in (patch, patch**2))
# how far a window's pixels are from their mean; layer 1 divides by
# this plus 1, so contrast counts less
length = (squares - total**2 / ones.numel()).clamp(min=0).sqrt()
map1 = conv2d(patch, weights["kernel1"], stride=2) / (length + 1)
map1 = relu(map1 + weights["bias1"][:, None, None])
`,
  `map2 = relu(conv2d(map1, weights["kernel2"], weights["bias2"]))
`,
  `map3 = relu(conv2d(max_pool2d(map2, 2), weights["kernel3"], weights["bias3"]))
`,
];

/** The activation of the patch that the state has chosen, from the published files: [[library, text], ...]. */
export function code(state) {
  const { layer } = state;
  const weights = file(state);
  const cut = `start, _, _ = record["pictures"][number]["place"]  # the pictures stand side by side
pixels = np.asarray(Image.open("pictures.webp").convert("RGB")) / 255
patch = pixels[top : top + side, start + left : start + left + side]
patch = patch.transpose(2, 0, 1)  # (3, side, side)
`;
  const numpy = `${OPENING(state, weights, "import numpy as np")}
${cut}weights = {k: w.astype(float) for k, w in np.load("${weights}").items()}


def windows(image, size, stride=1):
    found = np.lib.stride_tricks.sliding_window_view(image, (size, size), (1, 2))
    return found[:, ::stride, ::stride]  # (channels, rows, columns, size, size)


def conv2d(image, kernels, stride=1):
    found = windows(image, kernels.shape[-1], stride)
    return np.einsum("cijmn,ocmn->oij", found, kernels)

${NUMPY.slice(0, layer).join("")}${CLOSING(layer)}`;
  const used = ["conv2d", ...(layer === 3 ? ["max_pool2d"] : []), "relu"].join(", ");
  const torch = `${OPENING(state, weights, "import numpy as np\nimport torch", `from torch.nn.functional import ${used}\n`)}
${cut}patch = torch.tensor(patch).float()
weights = {k: torch.tensor(w).float() for k, w in np.load("${weights}").items()}
${TORCH.slice(0, layer).join("")}${CLOSING(layer)}`;
  return [["NumPy", numpy], ["PyTorch", torch]];
}
