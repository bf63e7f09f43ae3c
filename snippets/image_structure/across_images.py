"""Correlation of two fixed pixels across many images: handwritten digits."""

import numpy as np
from sklearn.datasets import load_digits


def across_images(images, down, right):
    """Mean r of pixel pairs with this offset, over (images, height, width).

    A pair is correlated across the images; constant pixels are left out.
    """
    height, width = images.shape[1:]
    found = []
    for i in range(height - down):
        for j in range(width - right):
            pair = images[:, i, j], images[:, i + down, j + right]
            if all(pixel.std() > 0 for pixel in pair):
                found.append(np.corrcoef(*pair)[0, 1])
    return np.mean(found)


if __name__ == "__main__":
    digits = load_digits().images  # (1797, 8, 8)
    for distance in (1, 2, 4):
        beside = across_images(digits, 0, distance)
        below = across_images(digits, distance, 0)
        print(f"{distance} px: beside {beside:5.2f}, below {below:5.2f}")
