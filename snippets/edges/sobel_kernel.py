"""The Sobel kernel is smoothing times difference; its answers to five patches."""

import numpy as np

SMOOTHING = np.array([1, 2, 1])  # down the column
DIFFERENCE = np.array([-1, 0, 1])  # along the row: right minus left

SOBEL_X = np.outer(SMOOTHING, DIFFERENCE)  # horizontal derivative
SOBEL_Y = SOBEL_X.T  # vertical derivative

PATCHES = {
    "flat": [[5, 5, 5], [5, 5, 5], [5, 5, 5]],
    "ramp": [[0, 1, 2], [0, 1, 2], [0, 1, 2]],
    "vertical step": [[0, 0, 1], [0, 0, 1], [0, 0, 1]],
    "horizontal step": [[0, 0, 0], [0, 0, 0], [1, 1, 1]],
    "diagonal step": [[0, 0, 0], [0, 0, 1], [0, 1, 1]],
}


def respond(patch):
    """Answers (gx, gy) of the two kernels to one 3 x 3 patch."""
    return int((SOBEL_X * patch).sum()), int((SOBEL_Y * patch).sum())


if __name__ == "__main__":
    print(SOBEL_X)
    print("rank", np.linalg.matrix_rank(SOBEL_X))
    print("weights that are not zero:", np.count_nonzero(SOBEL_X))
    for name, patch in PATCHES.items():
        gx, gy = respond(patch)
        print(f"{name:16} gx = {gx}  gy = {gy}")
