"""Two kernels turn a photograph into its brightness gradient: NumPy only."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from skimage import data

SOBEL_X = np.outer([1, 2, 1], [-1, 0, 1])  # horizontal derivative
SOBEL_Y = SOBEL_X.T  # vertical derivative


def photograph():
    """The camera picture of scikit-image: (512, 512), 0 black to 1 white."""
    return data.camera() / 255


def correlate(image, kernel):
    """Slide a kernel over a (height, width) image, without padding."""
    windows = sliding_window_view(image, kernel.shape)
    return np.einsum("ijmn,mn->ij", windows, kernel)


def sobel(image):
    """Derivatives gx (to the right) and gy (downwards), 8 times too large."""
    return correlate(image, SOBEL_X), correlate(image, SOBEL_Y)


def polar(gx, gy):
    """Magnitude; direction in degrees, 0 to the right and 90 downwards."""
    return np.hypot(gx, gy), np.degrees(np.arctan2(gy, gx))


if __name__ == "__main__":
    gx, gy = sobel(photograph())
    magnitude, direction = polar(gx, gy)
    print("shape    ", gx.shape)
    print(f"gx        {gx.min():.2f} to {gx.max():.2f}")
    print(f"gy        {gy.min():.2f} to {gy.max():.2f}")
    print(f"magnitude {magnitude.min():.2f} to {magnitude.max():.2f}")
    print(f"median    {np.median(magnitude):.2f}")
    print(f"above 1   {np.mean(magnitude > 1):.1%}")
