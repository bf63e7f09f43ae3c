"""The matrix of a convolution: one row per output pixel, one column per input pixel."""

import numpy as np


def convolution_matrix(kernel, size, padding):
    """The matrix that convolves a flattened (size, size) image with a (k, k) kernel.

    Shape (outputs ** 2, size ** 2), where outputs = size + 2 * padding - k + 1.
    """
    k = len(kernel)
    outputs = size + 2 * padding - k + 1
    matrix = np.zeros((outputs, outputs, size, size), kernel.dtype)
    for y, x, m, n in np.ndindex(outputs, outputs, k, k):
        row, column = y + m - padding, x + n - padding  # the pixel under weight (m, n)
        if 0 <= row < size and 0 <= column < size:  # else padding: no entry
            matrix[y, x, row, column] = kernel[m, n]
    return matrix.reshape(outputs**2, size**2)


if __name__ == "__main__":
    numbered = np.arange(1, 10).reshape(3, 3)
    same = convolution_matrix(numbered, size=4, padding=1)
    print(str(same).replace("0", "."))
    per_row, rows = np.unique(np.count_nonzero(same, axis=1), return_counts=True)
    print(np.count_nonzero(same), "of", same.size, "entries are weights")
    for weights, count in zip(per_row, rows, strict=True):
        print(f"{count} rows with {weights} weights")
