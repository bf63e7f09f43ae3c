"""The gradient of a shared weight: a sum over all the positions it serves."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

ROWS = "000100", "001210", "012221", "001221", "000210", "000100"
IMAGE = np.array([[int(pixel) for pixel in row] for row in ROWS])
WANTED = np.array([[-1, 0, 1], [-1, 0, 1], [-1, 0, 1]])  # right minus left


def local_layer(image, kernels):
    """Locally connected layer; one kernel per position, or one for all."""
    return (sliding_window_view(image, (3, 3)) * kernels).sum((2, 3))


def penalty(image, kernels, target):
    """Half the squared error, summed over the positions."""
    return ((local_layer(image, kernels) - target) ** 2).sum() / 2


def untied_gradient(image, kernels, target):
    """For each weight at each position: the error there times the pixel."""
    error = local_layer(image, kernels) - target
    return error[:, :, None, None] * sliding_window_view(image, (3, 3))


if __name__ == "__main__":
    target = local_layer(IMAGE, WANTED)
    kernels = np.zeros((4, 4, 3, 3))  # all equal, but not tied
    gradient = untied_gradient(IMAGE, kernels, target)
    tied = gradient.sum((0, 1)).astype(int)
    print(f"{gradient.size} parameters untied, {tied.size} tied. Gradient:")
    print(tied)

    nudges = np.eye(9).reshape(9, 3, 3)  # of one kernel for all positions
    up = [penalty(IMAGE, nudge, target) for nudge in nudges]
    down = [penalty(IMAGE, -nudge, target) for nudge in nudges]
    measured = np.subtract(up, down).reshape(3, 3) / 2
    print("as measured:", np.array_equal(measured, tied))
    stepped = (kernels - 0.01 * gradient).reshape(16, 9)
    print("after one step:", len(np.unique(stepped, axis=0)), "kernels")
