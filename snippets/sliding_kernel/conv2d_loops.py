"""A convolutional layer in loops: one weight and one value at a time."""

import numpy as np


def check_setting(image, filters, biases, stride, padding, dilation):
    """Refuse, with a sentence, what has no answer."""
    if stride < 1 or dilation < 1 or padding < 0:
        raise ValueError("stride and dilation from 1 up, padding from 0")
    if len(image) != filters.shape[1]:
        raise ValueError(f"{len(image)} channels, not {filters.shape[1]}")
    if len(biases) != len(filters):
        raise ValueError(f"{len(biases)} biases for {len(filters)} filters")
    for size, k in zip(image.shape[1:], filters.shape[2:], strict=True):
        reach, room = dilation * (k - 1) + 1, size + 2 * padding
        if reach > room:
            raise ValueError(f"a kernel {reach} wide does not fit in {room}")


def conv2d_loops(image, filters, biases, stride=1, padding=0, dilation=1):
    """(in, height, width), (out, in, k, k), (out,) -> (out, rows, columns)"""
    check_setting(image, filters, biases, stride, padding, dilation)
    out_channels, in_channels, *kernel = filters.shape
    rows, columns = (
        (size + 2 * padding - dilation * (k - 1) - 1) // stride + 1
        for size, k in zip(image.shape[1:], kernel, strict=True)
    )
    padded = np.pad(image, ((0, 0), (padding, padding), (padding, padding)))
    dtype = np.result_type(image, filters, biases)
    maps = np.zeros((out_channels, rows, columns), dtype)
    for o, i, j in np.ndindex(maps.shape):
        maps[o, i, j] = biases[o]
        for c, m, n in np.ndindex(in_channels, *kernel):
            row, column = i * stride + m * dilation, j * stride + n * dilation
            maps[o, i, j] += filters[o, c, m, n] * padded[c, row, column]
    return maps


if __name__ == "__main__":
    image = np.arange(216).reshape(3, 9, 8) % 7 - 3
    filters = np.arange(54).reshape(2, 3, 3, 3) % 5 - 2
    biases = np.array([1, -2])
    setting = {"stride": 2, "padding": 1, "dilation": 2}
    print(conv2d_loops(image, filters, biases, **setting))
