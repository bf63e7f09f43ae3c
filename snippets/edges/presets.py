"""Six well-known kernels: the sum of the weights, and the rank."""

import numpy as np

PRESETS = {
    "Sobel x": np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]),
    "Sobel y": np.array([[-1, -2, -1], [0, 0, 0], [1, 2, 1]]),
    "Laplacian": np.array([[0, 1, 0], [1, -4, 1], [0, 1, 0]]),
    "Blur": np.array([[1, 2, 1], [2, 4, 2], [1, 2, 1]]) / 16,
    "Sharpen": np.array([[0, -1, 0], [-1, 5, -1], [0, -1, 0]]),
    "Emboss": np.array([[-2, -1, 0], [-1, 1, 1], [0, 1, 2]]),
}
IDENTITY = np.array([[0, 0, 0], [0, 1, 0], [0, 0, 0]])

if __name__ == "__main__":
    for name, kernel in PRESETS.items():
        rank = np.linalg.matrix_rank(kernel)
        print(f"{name:10} sum {kernel.sum():.0f}  rank {rank}")
