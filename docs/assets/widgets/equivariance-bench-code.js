// The code pane of the equivariance bench, loaded when somebody unfolds it. No DOM.

import { KERNELS, SIDE, outcome, short } from "./equivariance-bench-model.js";
import { array, programs } from "./python.js";

const STAYS = "# a single number: it has nowhere to move";

/** NumPy and PyTorch code that leaves |f(Tx) − T f(x)| in `output`. */
export function code(state) {
  const { padding, stride, pooling } = state;
  const isDense = state.layer === "dense";
  const { image, map, pixels } = outcome(state);
  const side = SIDE / stride;
  const wrapped = padding === "circular";
  const every = stride > 1 ? `[::${stride}, ::${stride}]` : "";
  const pools = { max: `.reshape(${side / 2}, 2, ${side / 2}, 2).max(axis=(1, 3))`, global: ".max(keepdims=True)" };
  const formula = "(7 * j * j + 5 * j * i + 3 * i * i) % 1009 % 3 - 1";
  const many = SIDE ** 2;
  const dense = (indices) => [indices, `weights = ${formula}  # from pixel i to output j`];
  const define = (...body) => ["", "", "def layer(x):", ...body.filter(Boolean).map((line) => `    ${line}`), "", ""];
  const isPoint = map.length === 1;
  const isCoarse = pixels > 1 && !isPoint;
  const steps = isCoarse ? "steps" : "(down, right)";
  const moves = [
    `down, right = ${short(state.down)}, ${short(state.right)}  # what leaves on one side comes back on the other`,
    isCoarse && `pixels = ${pixels}  # of the input, for one step of the map`,
    isCoarse && "steps = int(down / pixels), int(right / pixels)  # whole steps only",
  ];
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
          `${pooling === "none" ? "return" : "feature_map ="} np.einsum("ijmn,mn->ij", windows, kernel)`,
          pooling !== "none" && `return feature_map${pools[pooling]}`,
        )),
    ...moves,
    "move_first = layer(np.roll(image, (down, right), axis=(0, 1)))",
    isPoint ? `move_last = layer(image)  ${STAYS}` : `move_last = np.roll(layer(image), ${steps}, axis=(0, 1))`,
    "output = np.abs(move_first - move_last)",
    "print(output)",
    `print(np.count_nonzero(output), "of", output.size, "differ")`,
  ];
  const pooled = { none: "maps", max: "F.max_pool2d(maps, 2)", global: "F.adaptive_max_pool2d(maps, 1)" };
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
    ...moves,
    "move_first = layer(image.roll((down, right), (0, 1)))",
    isPoint ? `move_last = layer(image)  ${STAYS}` : `move_last = layer(image).roll(${steps}, (0, 1))`,
    "output = (move_first - move_last).abs()",
    "print(output)",
    'print(int(output.count_nonzero()), "of", output.numel(), "differ")',
  ];
  return programs({ NumPy: numpy, PyTorch: torch });
}
