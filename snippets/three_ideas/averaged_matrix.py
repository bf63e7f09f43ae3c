"""Make a random dense layer respect shifts: a convolution is left."""

import numpy as np

SIDE = 8  # the image has SIDE x SIDE pixels and wraps around


def averaged(matrix):
    """Mean over all shifts of: shift the image, apply the layer, shift back.

    matrix: (SIDE ** 2, SIDE ** 2), a dense layer from image to image.
    """
    weights = matrix.reshape(SIDE, SIDE, SIDE, SIDE)  # output, input pixel
    total = np.zeros_like(weights)
    for shift in np.ndindex(SIDE, SIDE):
        total += np.roll(weights, shift + shift, axis=(0, 1, 2, 3))
    return total.reshape(matrix.shape) / SIDE**2


def apply(matrix, image):
    return (matrix @ image.ravel()).reshape(image.shape)


def wrapped(kernel, image):
    """At each position, kernel[m, n] times the pixel m down and n right."""
    answer = np.zeros_like(image)
    for m, n in np.ndindex(kernel.shape):
        answer += kernel[m, n] * np.roll(image, (-m, -n), axis=(0, 1))
    return answer


if __name__ == "__main__":
    rng = np.random.default_rng(0)
    image = rng.normal(size=(SIDE, SIDE))
    random = rng.normal(size=(SIDE**2, SIDE**2))
    for name, layer in (("random", random), ("averaged", averaged(random))):
        print(f"{name}: {len(np.unique(layer.round(9)))} different weights")
        shifted = apply(layer, np.roll(image, (1, 2), axis=(0, 1)))
        expected = np.roll(apply(layer, image), (1, 2), axis=(0, 1))
        print("  commutes with a shift:", np.allclose(shifted, expected))
        kernel = layer[0].reshape(SIDE, SIDE)  # what output (0, 0) sees
        same = np.allclose(apply(layer, image), wrapped(kernel, image))
        print("  is a convolution:", same)
