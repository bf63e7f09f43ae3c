"""A convolution as a matrix: rows are output pixels, columns input pixels."""

import numpy as np


def convolution_matrix(kernel, size, padding):
    """The matrix that convolves flattened (size, size) images.

    kernel: (k, k). Returns (outputs ** 2, size ** 2).
    """
    k = len(kernel)
    outputs = size + 2 * padding - k + 1
    matrix = np.zeros((outputs, outputs, size, size), kernel.dtype)
    for y, x, m, n in np.ndindex(outputs, outputs, k, k):
        # Weight (m, n) meets this pixel, or the padding, which has no column.
        row, column = y + m - padding, x + n - padding
        if 0 <= row < size and 0 <= column < size:
            matrix[y, x, row, column] = kernel[m, n]
    return matrix.reshape(outputs**2, size**2)


if __name__ == "__main__":
    numbered = np.arange(1, 10).reshape(3, 3)
    same = convolution_matrix(numbered, size=4, padding=1)
    print(str(same).replace("0", "."))
    per_row = np.count_nonzero(same, axis=1)
    print(per_row.sum(), "of", same.size, "entries are weights")
    for weights in (4, 6, 9):
        print(np.sum(per_row == weights), "rows with", weights, "weights")
