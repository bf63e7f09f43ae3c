"""Edge detectors on a chequerboard, and squares too small for them."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

SOBEL_X = np.outer([1, 2, 1], [-1, 0, 1])


def chequerboard(squares, side):
    """Zeros and ones in squares: (squares * side, squares * side) pixels."""
    small = np.indices((squares, squares)).sum(axis=0) % 2
    return np.kron(small, np.ones((side, side)))


def edges(image):
    """Derivatives gx, to the right, and gy, downwards, without padding."""
    windows = sliding_window_view(image, (3, 3))
    gx = np.einsum("ijmn,mn->ij", windows, SOBEL_X)
    gy = np.einsum("ijmn,mn->ij", windows, SOBEL_X.T)
    return gx, gy


if __name__ == "__main__":
    for side in (1, 2, 3, 8):
        gx, gy = edges(chequerboard(8, side))
        values = ", ".join(f"{value:.0f}" for value in np.unique(gx))
        print(f"squares of {side} px: gx is not 0 at {np.mean(gx != 0):6.1%}")
        print(f"  its values: {values}")
