"""A linear and a nonlinear stack of edge kernels look for corners."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

SOBEL_X = np.outer([1, 2, 1], [-1, 0, 1])
SOBEL_Y = SOBEL_X.T
BLUR = np.outer([1, 2, 1], [1, 2, 1]) / 16


def correlate(image, kernel):
    """Slide a kernel over a (height, width) image, without padding."""
    windows = sliding_window_view(image, kernel.shape)
    return np.einsum("ijmn,mn->ij", windows, kernel)


def tilted_square(degrees, size=46, side=24):
    """A white square, turned clockwise, in a black (size, size) image; soft rim."""
    y, x = np.indices((size, size)) - (size - 1) / 2
    angle = np.radians(degrees)
    along = np.cos(angle) * x + np.sin(angle) * y
    across = np.cos(angle) * y - np.sin(angle) * x
    return np.clip((side + 1) / 2 - np.maximum(abs(along), abs(across)), 0, 1)


def linear_corners(image):
    """Sobel x, then Sobel y, nothing between: one 5 x 5 kernel."""
    return correlate(correlate(image, SOBEL_X), SOBEL_Y)


def gradient_corners(image):
    """Blurred products: zero where all gradients nearby are parallel."""
    gx, gy = correlate(image, SOBEL_X), correlate(image, SOBEL_Y)
    xx, yy, xy = (correlate(p, BLUR) for p in (gx * gx, gy * gy, gx * gy))
    return xx * yy - xy * xy


if __name__ == "__main__":
    for degrees in (0, 25):
        for detect in (linear_corners, gradient_corners):
            answer = abs(detect(tilted_square(degrees)))
            beside = answer[len(answer) // 2].max()  # no corner there
            ratio = beside / answer.max()
            print(f"{detect.__name__:16} {degrees:2} degrees: {ratio:.3f}")
