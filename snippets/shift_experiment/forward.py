"""Reads networks.json and computes what the networks answer, with NumPy alone."""

import base64
import functools
import json
from pathlib import Path

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

FILE = Path(__file__).with_name("networks.json")


@functools.cache
def stored():
    """The file as it is; networks.py describes it."""
    return json.loads(FILE.read_text())


@functools.cache
def digits():
    """The test digits in the middle of their canvas, from 0 to 1, and their labels: (597, 12, 12), (597,)."""
    pixels = np.array([[int(pixel, 17) for pixel in digit] for digit in stored()["digits"]])
    canvas = np.pad(pixels.reshape(-1, 8, 8) / 16, [(0, 0), (2, 2), (2, 2)])
    return canvas, np.array([int(label) for label in stored()["labels"]])


def unpacked(weights):
    """The array that was packed."""
    low_bytes = np.frombuffer(base64.b64decode(weights["data"]), np.uint8).reshape(-1, 3)
    integers = np.pad(low_bytes, [(0, 0), (1, 0)]).view("<i4") >> 8
    return weights["step"] * integers.reshape(weights["shape"])


def convolution(maps, layer):
    """(n, inputs, h, w) to (n, outputs, h, w), with a border of zeros or of the opposite side."""
    mode = {"zeros": "constant", "circular": "wrap"}[layer["padding"]]
    windows = sliding_window_view(np.pad(maps, [(0, 0), (0, 0), (1, 1), (1, 1)], mode), (3, 3), (2, 3))
    summed = np.einsum("nihwab,oiab->nohw", windows, unpacked(layer["weight"]), optimize=True)
    return summed + unpacked(layer["bias"])[:, None, None]


APPLY = {
    "flatten": lambda maps, layer: maps.reshape(len(maps), -1),
    "relu": lambda maps, layer: np.maximum(maps, 0),
    "convolution": convolution,
    "pool": lambda maps, layer: sliding_window_view(maps, (2, 2), (2, 3))[:, :, ::2, ::2].max((4, 5)),
    "global pool": lambda maps, layer: maps.max((2, 3)),
    "dense": lambda maps, layer: maps @ unpacked(layer["weight"]).T + unpacked(layer["bias"]),
}


def logits(name, images):
    """The ten outputs of a network for each image: (n, side, side) to (n, 10)."""
    maps = images[:, None]
    for layer in stored()["networks"][name]:
        maps = APPLY[layer["kind"]](maps, layer)
    return maps
