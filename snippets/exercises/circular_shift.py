"""Shift, then convolve; convolve, then shift: the same if the image wraps."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def roll(image, pixels):
    """Move the image to the right; what leaves there comes in on the left."""
    return np.roll(image, pixels, axis=1)


def correlate(image, kernel):
    """Slide a kernel over a (height, width) image, without padding."""
    windows = sliding_window_view(image, kernel.shape)
    return np.einsum("ijmn,mn->ij", windows, kernel)


def convolve_circular(image, kernel):
    """As many outputs as pixels; beyond the border the image wraps around.

    image: (height, width); kernel: (k, k), k odd.
    """
    padded = np.pad(image, len(kernel) // 2, mode="wrap")
    return correlate(padded, kernel)


def convolve_zeros(image, kernel):
    """The same with zeros beyond the border."""
    return correlate(np.pad(image, len(kernel) // 2), kernel)


if __name__ == "__main__":
    rng = np.random.default_rng(0)
    image, kernel = rng.random((32, 32)), rng.normal(size=(3, 3))
    for layer in (convolve_circular, convolve_zeros):
        shift_first = layer(roll(image, 5), kernel)
        shift_last = roll(layer(image, kernel), 5)
        differ = ~np.isclose(shift_first, shift_last)
        columns = np.flatnonzero(differ.any(axis=0)).tolist()
        count = f"{differ.sum()} of {differ.size}"
        print(f"{layer.__name__:17} {count:>11} differ, columns {columns}")
