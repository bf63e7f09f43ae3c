"""A dense layer that is a convolution: its weights and its biases."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def dense_layer(kernel, bias, size, stride):
    """What a dense layer needs to convolve flattened (size, size) images.

    kernel: (k, k); bias: a number. No padding, n outputs along each axis.
    Returns weight (n * n, size * size) and biases (n * n,).
    """
    k = len(kernel)
    n = (size - k) // stride + 1
    weight = np.zeros((n, n, size, size))
    for i, j in np.ndindex(n, n):
        row, column = i * stride, j * stride
        weight[i, j, row : row + k, column : column + k] = kernel
    return weight.reshape(n * n, size * size), np.full(n * n, bias)


if __name__ == "__main__":
    rng = np.random.default_rng(0)
    image, kernel = rng.random((6, 6)), rng.normal(size=(3, 3))
    windows = sliding_window_view(image, kernel.shape)
    for stride in (1, 3):
        weight, biases = dense_layer(kernel, 0.5, 6, stride)
        slid = np.einsum("ijmn,mn->ij", windows[::stride, ::stride], kernel) + 0.5
        same = np.allclose(weight @ image.ravel() + biases, slid.ravel())
        used = np.count_nonzero(weight)
        print(f"stride {stride}: weight {weight.shape}, biases {biases.shape}")
        print(f"  {used} of {weight.size} entries not zero, same outputs {same}")
