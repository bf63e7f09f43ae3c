"""Where VGG-16 keeps its parameters and where it spends its multiply-adds."""

from collections import namedtuple

import numpy as np

Layer = namedtuple("Layer", "name outputs parameters multiply_adds")
# The filters of each layer, block by block.
BLOCKS = [[64] * 2, [128] * 2, [256] * 3, [512] * 3, [512] * 3]


def convolution(name, side, in_channels, filters, k=3):
    """A padded k x k convolution to (filters, side, side) outputs."""
    weights = k * k * in_channels * filters
    return Layer(name, filters * side**2, weights + filters, weights * side**2)


def dense(name, inputs, units):
    """A dense layer; its biases are parameters but no multiply-adds."""
    return Layer(name, units, inputs * units + units, inputs * units)


def vgg16():
    """The 16 layers with weights, for 224 x 224 RGB and 1,000 classes."""
    layers, side, channels = [], 224, 3
    for block, widths in enumerate(BLOCKS, 1):
        for number, filters in enumerate(widths, 1):
            name = f"conv{block}_{number}"
            layers.append(convolution(name, side, channels, filters))
            channels = filters
        side //= 2  # a 2 x 2 pooling, which has no parameters
    sizes = [side * side * channels, 4096, 4096, 1000]
    for number in 1, 2, 3:
        layers.append(dense(f"dense{number}", sizes[number - 1], sizes[number]))
    return layers


if __name__ == "__main__":
    print(f"{'':8}{'outputs':>10}{'parameters':>13}{'multiply-adds':>16}")
    for layer in vgg16():
        print("{:8}{:>10,}{:>13,}{:>16,}".format(*layer))
    costs = np.array([layer[2:] for layer in vgg16()])
    total, shares = costs.sum(0), costs[-3:].sum(0) / costs.sum(0)
    print("{:18}{:>13,}{:>16,}".format("total", *total))
    print("{:18}{:>13.1%}{:>16.1%}".format("in dense layers", *shares))
