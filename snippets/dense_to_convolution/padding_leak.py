"""Zero padding tells a convolution where the border is."""

import numpy as np
from scipy.signal import correlate2d


def convolved(image, kernel, depth):
    """The image after 1, 2, ... depth convolutions with zero padding."""
    maps = []
    for _ in range(depth):
        image = correlate2d(image, kernel, mode="same")  # zeros around it
        maps.append(image)
    return maps


if __name__ == "__main__":
    uniform = np.ones((8, 8))
    print(convolved(uniform, np.ones((3, 3)), depth=1)[0].astype(int))
    mean = np.full((3, 3), 1 / 9)
    for layer, image in enumerate(convolved(uniform, mean, depth=3), 1):
        print(f"layer {layer}:", *(f"{value:.3f}" for value in image[4]))
