"""The effective receptive field of random ReLU networks, measured from their gradients."""

import json
import sys

import torch
from torch.nn.functional import conv2d, relu

DEPTHS = 5, 10, 20, 50


def influence(depth, networks=20, images=4, channels=8):
    """Share of the squared gradient that each pixel holds: (2 * depth + 1, 2 * depth + 1), sum 1.

    Unpadded 3x3 layers shrink an image as large as the receptive field to a single unit.
    """
    random = torch.Generator().manual_seed(depth)
    normal = {"generator": random, "dtype": torch.float64}
    side = 2 * depth + 1
    shares = torch.zeros(side, side, dtype=torch.float64)
    for _ in range(networks):
        image = torch.randn(images, 3, side, side, **normal, requires_grad=True)
        signal = image
        for layer in range(depth):
            kernels = torch.randn(channels, signal.shape[1], 3, 3, **normal)
            signal = conv2d(relu(signal) if layer else signal, kernels)
        signal[:, 0].sum().backward()  # one output channel; images do not mix
        energy = image.grad.square().sum(1)  # (images, side, side)
        shares += (energy / energy.sum((1, 2), keepdim=True)).mean(0) / networks
    return shares


def deviation(shares):
    """Standard deviation along one axis, the mean square of both, in pixels."""
    offsets = torch.arange(len(shares)) - len(shares) // 2
    return float(((shares.sum(0) + shares.sum(1)) / 2 @ offsets.double() ** 2).sqrt())


def record(shares):
    """What the figure needs: the deviation, and the map in thousandths of its peak."""
    thousandths = (shares / shares.max() * 1000).round().int()
    return {"deviation": round(deviation(shares), 2), "map": thousandths.tolist()}


if __name__ == "__main__":
    torch.set_num_threads(1)  # maps this small cost threads more than they save
    maps = {depth: influence(depth) for depth in DEPTHS}
    if sys.argv[1:] == ["--json"]:
        data = {depth: record(shares) for depth, shares in maps.items()}
        print(json.dumps(data, separators=(",", ":")))
    else:
        for depth, shares in maps.items():
            print(
                f"{depth:2} layers: r = {len(shares):3}, deviation {deviation(shares):.2f}, "
                f"with uniform kernels {(2 * depth / 3) ** 0.5:.2f}"
            )
