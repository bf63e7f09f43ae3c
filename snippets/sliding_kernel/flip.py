"""Correlation or convolution: who turns the kernel, and what comes out."""

import numpy as np
import torch
from scipy.signal import convolve2d, correlate2d
from torch.nn import functional as F

PATCH = np.array([[1, 2, 0], [0, 1, 2], [2, 0, 1]])  # top left of the image
KERNELS = {
    "the worked kernel": np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]),
    "the same, turned": np.array([[1, 0, -1], [2, 0, -2], [1, 0, -1]]),
    "a lopsided kernel": np.array([[1, 2, 0], [3, 0, 0], [0, 0, 0]]),
    "the same, turned ": np.array([[0, 0, 0], [0, 0, 3], [0, 2, 1]]),
}


def conv2d_answer(image, kernel):
    """What a convolutional layer of PyTorch computes, without padding."""
    image, kernel = torch.from_numpy(image), torch.from_numpy(kernel)
    return F.conv2d(image[None, None], kernel[None, None])[0, 0].numpy()


if __name__ == "__main__":
    print(f"{'':17}  correlate2d  convolve2d  F.conv2d")
    for name, kernel in KERNELS.items():
        correlated = correlate2d(PATCH, kernel, mode="valid").item()
        convolved = convolve2d(PATCH, kernel, mode="valid").item()
        answered = conv2d_answer(PATCH, kernel).item()
        print(f"{name:17}  {correlated:11}  {convolved:10}  {answered:8}")
