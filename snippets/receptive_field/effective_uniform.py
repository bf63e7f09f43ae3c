"""Uniform 3x3 kernels in a stack weigh the pixels of their field like a bell."""

import numpy as np


def profile(depth):
    """Weight of each pixel along one axis, summing to 1: (2 * depth + 1,)."""
    weights = np.ones(1)
    for _ in range(depth):
        weights = np.convolve(weights, np.ones(3) / 3)
    return weights


def spread(weights):
    """Standard deviation of the weights about the central pixel, in pixels."""
    offsets = np.arange(weights.size) - weights.size // 2
    return np.sqrt(weights @ offsets**2)


def central_pixels(weights, share=0.95):
    """How many pixels, from the centre outwards, hold ``share`` of it all."""
    centre = weights.size // 2
    reach = 0
    while weights[centre - reach : centre + reach + 1].sum() < share:
        reach += 1
    return 2 * reach + 1


def area_above(weights, threshold=0.0455):
    """Share of the square that weighs at least ``threshold`` of the peak."""
    square = np.outer(weights, weights)
    return (square >= threshold * square.max()).mean()


if __name__ == "__main__":
    for depth in 5, 10, 20, 50:
        weights = profile(depth)
        inner, area = central_pixels(weights), area_above(weights)
        print(f"{depth:2} layers: r = {weights.size:3}", end=", ")
        print(f"deviation {spread(weights):.2f}", end=", ")
        print(f"95 % in {inner:2} px, {area:5.1%} of the area")
