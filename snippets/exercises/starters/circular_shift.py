"""Exercise: a layer that moves along.

Replace every raise, then type: python check.py circular_shift.py
"""

import numpy as np


def roll(image, pixels):
    """Move the image to the right; what leaves there comes in on the left.

    image: (height, width). Returns the same shape.
    """
    raise NotImplementedError


def convolve_circular(image, kernel):
    """As many outputs as pixels; beyond the border the image wraps around.

    The middle of the kernel stands on the pixel; the kernel is not flipped.
    image: (height, width); kernel: (k, k), k odd. Returns (height, width).
    """
    raise NotImplementedError
