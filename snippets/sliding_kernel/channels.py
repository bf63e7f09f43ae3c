"""A filter has one kernel for each input channel and adds up their sums."""

import numpy as np

WINDOW = np.array(  # (in_channels, height, width): where the filters stand
    [
        [[1, 2, 0], [0, 1, 2], [2, 0, 1]],
        [[0, 1, 1], [2, 0, 1], [1, 2, 0]],
        [[2, 0, 1], [1, 1, 0], [0, 1, 2]],
    ]
)
FILTERS = np.array(  # (out_channels, in_channels, height, width)
    [
        [
            [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]],
            [[0, -1, 0], [0, 3, 0], [0, -1, 0]],
            [[-1, -2, -1], [0, 0, 0], [1, 2, 1]],
        ],
        [
            [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
            [[0, 0, 0], [-1, 0, 1], [0, 0, 0]],
            [[0, 1, 0], [1, 1, 1], [0, 1, 0]],
        ],
    ]
)
BIASES = np.array([1, -2])  # one for each filter


def partial_sums(window, filters):
    """What each kernel makes of its channel: (out_channels, in_channels)."""
    return (filters * window).sum(axis=(2, 3))


if __name__ == "__main__":
    all_sums = partial_sums(WINDOW, FILTERS)
    for sums, bias in zip(all_sums, BIASES, strict=True):
        output = sums.sum() + bias
        print("channels", sums.tolist(), "bias", bias, "output", output)
