"""Writes networks.json: three of the trained networks and the test digits, for a browser.

    networks   by name, a list of layers in order. A layer has a "kind": flatten, relu,
               convolution (3 x 3, stride 1, padding 1, with "padding" zeros or circular),
               pool (maximum of 2 x 2), global pool (maximum of a map) or dense. The kinds
               convolution and dense have "weight" and "bias".
    weight     "shape" as in PyTorch, (outputs, inputs) or (outputs, inputs, 3, 3), and in
               "data" base64 of one integer a number, row by row: 3 bytes, the lowest first,
               two's complement. Times "step" it is the weight.
    digits     64 characters a digit, row by row: a pixel from 0 to 16 in base 17 (g is 16).
               A network sees it divided by 16, in the middle of 12 x 12 zeros.
    labels     a character a digit.

Run it from the root of the repository: python -m snippets.shift_experiment.networks
"""

import base64
import json
from pathlib import Path

from torch import nn

from snippets.shift_experiment.cells import Cell
from snippets.shift_experiment.measuring import trained

NAMES = "MLP-32", "CNN-dense", "CNN-circular"
KINDS = {nn.Flatten: "flatten", nn.ReLU: "relu", nn.MaxPool2d: "pool", nn.AdaptiveMaxPool2d: "global pool"}
KINDS |= {nn.Linear: "dense", nn.Conv2d: "convolution"}


def packed(tensor):
    """A tensor in 24 bits a number: it comes back to within a part in 16 million of its largest entry."""
    step = tensor.abs().max().item() / (2**23 - 1)
    integers = (tensor.double() / step).round().long().flatten().tolist()
    data = b"".join(integer.to_bytes(3, "little", signed=True) for integer in integers)
    return {"shape": list(tensor.shape), "step": step, "data": base64.b64encode(data).decode()}


def exported(network):
    """The layers of a network, as the docstring of this file describes them."""
    for layer in network.modules():
        if type(layer) in KINDS:
            weights = {name: packed(tensor.detach()) for name, tensor in layer.named_parameters()}
            padding = {"padding": layer.padding_mode} if isinstance(layer, nn.Conv2d) else {}
            yield {"kind": KINDS[type(layer)], **padding, **weights}


if __name__ == "__main__":
    networks = {}
    for name in NAMES:
        network, images, labels = trained(Cell("shift", name, seed=0))
        networks[name] = list(exported(network))
    pixels = (images[:, 0, 2:10, 2:10] * 16).long().flatten(1).tolist()
    digits = ["".join("0123456789abcdefg"[pixel] for pixel in digit) for digit in pixels]
    content = {"networks": networks, "digits": digits, "labels": "".join(map(str, labels.tolist()))}
    Path(__file__).with_suffix(".json").write_text(json.dumps(content, separators=(",", ":")) + "\n")
