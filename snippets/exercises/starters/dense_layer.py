"""Exercise: a dense layer that is a convolution.

Replace every raise, then type: python check.py dense_layer.py
"""

import numpy as np


def dense_layer(kernel, bias, size, stride):
    """What a dense layer needs to convolve flattened (size, size) images.

    kernel: (k, k); bias: a number, added to every output. Without padding
    there are n = (size - k) // stride + 1 outputs along each axis. Pixels and
    outputs are counted row by row.
    Returns weight (n * n, size * size) and biases (n * n,).
    """
    raise NotImplementedError
