"""The same nine sums from the input's side: each pixel gives its share."""

import numpy as np

IMAGE = np.array(
    [
        [1, 2, 0, 1, 2],
        [0, 1, 2, 1, 0],
        [2, 0, 1, 0, 1],
        [1, 2, 0, 2, 1],
        [0, 1, 1, 0, 2],
    ]
)
KERNEL = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]])


def scatter(image, kernel):
    """(outputs, how many outputs each pixel takes part in)."""
    height, width = kernel.shape
    rows, columns = image.shape[0] - height + 1, image.shape[1] - width + 1
    output = np.zeros((rows, columns), np.result_type(image, kernel))
    parts = np.zeros(image.shape, int)
    for r, c in np.ndindex(image.shape):
        for m, n in np.ndindex(kernel.shape):
            # Weight (m, n) meets this pixel in one output, if that exists.
            i, j = r - m, c - n
            if 0 <= i < rows and 0 <= j < columns:
                output[i, j] += kernel[m, n] * image[r, c]
                parts[r, c] += 1
    return output, parts


if __name__ == "__main__":
    output, parts = scatter(IMAGE, KERNEL)
    print(output)
    print(parts)
    print(parts.sum(), "products")
