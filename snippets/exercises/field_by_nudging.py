"""The receptive field without gradients: nudge each pixel in turn."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def measured_field(network, side):
    """(height, width) of the field of the central unit of a network's map."""
    image = np.ones((side, side))
    before = network(image)
    centre = before.shape[0] // 2, before.shape[1] // 2
    before = before[centre]  # a number: a view would change with the image
    seen = np.zeros((side, side), dtype=bool)
    for pixel in np.ndindex(side, side):
        image[pixel] += 1
        seen[pixel] = network(image)[centre] != before
        image[pixel] -= 1
    rows, columns = np.nonzero(seen)
    return int(np.ptp(rows)) + 1, int(np.ptp(columns)) + 1


def oblong(image):
    """3 x 3 with stride 2, then 5 x 3; all weights are 1."""
    signal = sliding_window_view(image, (3, 3)).sum(axis=(2, 3))[::2, ::2]
    return sliding_window_view(signal, (5, 3)).sum(axis=(2, 3))


if __name__ == "__main__":
    print("measured", measured_field(oblong, side=21))
