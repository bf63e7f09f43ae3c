// The code pane of the connectivity map, loaded when somebody unfolds it. No DOM.

import { held, setting } from "./connectivity-map-model.js";
import { programs } from "./python.js";

const NUMBERS = "# numbers[output, input] is the number of the weight, 0 where there is no connection";

/** NumPy and PyTorch code that leaves in `output` the numbers of the weights that are lit, and 0 elsewhere. */
export function code(state) {
  const { shape, size, kernel, padding, layer } = state;
  const line = shape === "line";
  const [kind, number] = held(state.at);
  const { inputs, outputs } = setting(state);
  const twice = (text) => (line ? text : `${text}, ${text}`);
  const squared = (name) => (line ? name : `${name}**2`);
  const place = ({ columns }) => (line ? `${number}` : `${Math.floor(number / columns)}, ${number % columns}`);
  const padded = padding > 0 && layer !== "dense";
  const sizes = [`size, kernel${padding ? ", padding" : ""} = ${size}, ${kernel}${padding ? `, ${padding}` : ""}`, `outputs = size${padding ? " + 2 * padding" : ""} - kernel + 1`];
  const wide = padded ? "wide" : "size";
  const inner = line ? "padding : padding + size" : "inner, inner";
  const crop = !padded || kind === "weight" ? [] : ["# without the padded zeros, which are not inputs", !line && "inner = slice(padding, padding + size)", `numbers = numbers[${twice(":")}, ${inner}]`];
  const focus = (where) =>
    ({
      output: `output = numbers[${place(outputs)}]  # the weights by which this output reads the inputs`,
      input: `output = numbers[${twice(":")}, ${place(inputs)}]  # the weights by which this input feeds the outputs`,
      weight: `output = ${where}  # the outputs that use this weight`,
    })[kind];
  const outputsOnly = line ? "1" : "(2, 3)";
  const spread = `${twice("outputs")}, ${twice(wide)}`;
  const many = { dense: `${squared("outputs")} * ${squared("size")}`, local: `${squared("outputs")} * ${squared("kernel")}`, convolution: squared("kernel") }[layer];
  const own = layer === "local";
  const windows = [
    `weights = 1 + np.arange(${many})${line && !own ? "" : `.reshape(${own ? `${twice("outputs")}, ` : ""}${twice("kernel")})`}`,
    padded && "wide = size + 2 * padding",
    NUMBERS,
    `numbers = np.zeros((${spread}), dtype=int)`,
    line ? "for i in range(outputs):" : "for i, j in np.ndindex(outputs, outputs):",
    line
      ? `    numbers[i, i : i + kernel] = weights${own ? "[i]" : ""}`
      : `    numbers[i, j, i : i + kernel, j : j + kernel] = weights${own ? "[i, j]" : ""}`,
  ];
  const numpy = [
    "import numpy as np",
    "",
    ...sizes,
    ...(layer === "dense" ? [NUMBERS, `numbers = 1 + np.arange(${many}).reshape(${spread})`] : windows),
    `print(np.count_nonzero(numbers), "connections,", ${layer === "dense" ? "numbers" : "weights"}.size, "parameters")`,
    ...crop,
    focus(`${number} * (numbers == ${number}).any(axis=${outputsOnly})`),
    "print(output)",
  ];
  const count = own ? "weights.numel()" : "layer.weight.numel()";
  const filled = `layer.weight = nn.Parameter(torch.arange(1.0, ${many} + 1).reshape(layer.weight.shape))`;
  const made = {
    dense: [`layer = nn.Linear(${squared("size")}, ${squared("outputs")}, bias=False)`, filled, `image = torch.zeros(${squared("size")})`],
    convolution: [`layer = nn.Conv${line ? 1 : 2}d(1, 1, kernel, bias=False)`, filled],
    local: [
      `weights = torch.arange(1.0, ${many} + 1).reshape(${squared("outputs")}, ${squared("kernel")})`,
      "",
      "",
      "def layer(image):",
      line ? "    windows = image[0].unfold(0, kernel, 1)  # (outputs, kernel)" : "    windows = nn.functional.unfold(image[None], kernel)[0].T  # (outputs**2, kernel**2)",
      "    return (weights * windows).sum(dim=1)",
      "",
      "",
    ],
  }[layer];
  const torch = [
    "import torch",
    "from torch import nn",
    "from torch.autograd.functional import jacobian",
    "",
    ...sizes,
    ...made,
    padded && "wide = size + 2 * padding",
    layer !== "dense" && `image = torch.zeros(1, ${twice(wide)})${padded ? "  # with its padded zeros" : ""}`,
    "# an output's derivative with respect to an input is the weight between them",
    `numbers = jacobian(layer, image).reshape(${spread}).long()`,
    `print(numbers.count_nonzero().item(), "connections,", ${count}, "parameters")`,
    ...crop,
    focus(`${number} * (numbers == ${number}).any(dim=${outputsOnly})`),
    "print(output)",
  ];
  return programs({ NumPy: numpy, PyTorch: torch });
}
