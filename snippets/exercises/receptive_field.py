"""How far a unit sees: computed from the layers, and measured by a gradient."""

import torch
from torch.nn import functional as F

LAYERS = (3, 2, 1), (5, 1, 1), (3, 1, 2)  # kernel, stride, dilation


def receptive_field(layers):
    """Pixels along an axis; layers are triples (kernel, stride, dilation)."""
    field, jump = 1, 1
    for kernel, stride, dilation in layers:
        field += (kernel - 1) * dilation * jump
        jump *= stride
    return field


def measured_field(network, side):
    """(height, width) of the field of the central unit of a network's map.

    network: a function from a (side, side) image to a smaller map.
    """
    image = torch.ones(side, side, requires_grad=True)  # bright: no ReLU at rest
    answers = network(image)
    height, width = answers.shape
    answers[height // 2, width // 2].backward()
    rows, columns = image.grad.nonzero(as_tuple=True)
    return int(rows.max() - rows.min()) + 1, int(columns.max() - columns.min()) + 1


def dilated(image):
    """Three layers whose weights are all 1, with ReLU after each."""
    signal = image[None, None]
    for size, stride, dilation in LAYERS:
        ones = torch.ones(1, 1, size, size)
        signal = F.conv2d(signal, ones, stride=stride, dilation=dilation).relu()
    return signal[0, 0]


if __name__ == "__main__":
    print("computed", receptive_field(LAYERS))
    print("measured", measured_field(dilated, side=41))
