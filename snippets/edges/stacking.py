"""Two 3 x 3 kernels are one 5 x 5 kernel, unless a ReLU comes between."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from skimage import data

SOBEL_X = np.outer([1, 2, 1], [-1, 0, 1])
SOBEL_Y = SOBEL_X.T


def correlate(image, kernel):
    """Slide a kernel over a (height, width) image, without padding."""
    windows = sliding_window_view(image, kernel.shape)
    return np.einsum("ijmn,mn->ij", windows, kernel)


def merge(first, second):
    """The one kernel that does at once what two kernels do in turn."""
    size = np.add(first.shape, second.shape) - 1
    merged = np.zeros(size, np.result_type(first, second))
    height, width = first.shape
    for (row, column), weight in np.ndenumerate(second):
        merged[row : row + height, column : column + width] += weight * first
    return merged


def rectified_edges(image):
    """Two layers: +Sobel and -Sobel with ReLU, then the sum of both maps."""
    brightening = np.maximum(correlate(image, SOBEL_X), 0)
    darkening = np.maximum(correlate(image, -SOBEL_X), 0)
    return brightening + darkening


if __name__ == "__main__":
    image = data.camera() / 255
    in_turn = correlate(correlate(image, SOBEL_X), SOBEL_Y)
    merged = merge(SOBEL_X, SOBEL_Y)
    at_once = correlate(image, merged)
    print(merged)
    print("in turn is at once:", np.allclose(in_turn, at_once))
    negative = 1 - image
    flips = np.allclose(correlate(negative, merged), -at_once)
    print("negative, linear: sign flips:", flips)
    stays = np.allclose(rectified_edges(negative), rectified_edges(image))
    print("negative, ReLU:   same answer:", stays)
