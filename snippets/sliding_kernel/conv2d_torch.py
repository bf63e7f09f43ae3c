"""The same layer in PyTorch, which adds an axis for the images of a batch."""

import numpy as np
import torch
from torch.nn import functional as F


def conv2d_torch(image, filters, biases, stride=1, padding=0, dilation=1):
    """(in, height, width), (out, in, k, k), (out,) -> (out, rows, columns)"""
    image, filters, biases = map(torch.from_numpy, (image, filters, biases))
    batch = image[None]  # (1, in, height, width)
    maps = F.conv2d(batch, filters, biases, stride, padding, dilation)
    return maps[0].numpy()


if __name__ == "__main__":
    image = np.arange(216).reshape(3, 9, 8) % 7 - 3
    filters = np.arange(54).reshape(2, 3, 3, 3) % 5 - 2
    biases = np.array([1, -2])
    setting = {"stride": 2, "padding": 1, "dilation": 2}
    print(conv2d_torch(image, filters, biases, **setting))
