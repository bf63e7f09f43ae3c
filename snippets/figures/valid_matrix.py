"""The matrix of a 3 x 3 convolution of a 6 x 6 image without padding: the kernel slides along the rows."""

import numpy as np
from matplotlib.figure import Figure

from snippets.dense_to_convolution.matrix import convolution_matrix
from snippets.figures.dense_local_convolution import fill
from snippets.figures.style import WEIGHTS, Style


def matrix() -> np.ndarray:
    """The 16 x 36 matrix of a kernel numbered 1 to 9."""
    return convolution_matrix(np.arange(1, 10).reshape(3, 3), size=6, padding=0)


def draw(style: Style) -> Figure:
    rows, columns = matrix().shape
    cell = 6.5 if style.narrow else 13
    left, top = (28, 78) if style.narrow else (34, 24)
    width, height = style.width * 72, top + rows * cell + 34
    figure = Figure(figsize=(style.width, height / 72))
    position = (left / width, 34 / height, columns * cell / width, rows * cell / height)
    axes = figure.add_axes(position)
    fill(axes, matrix(), cell)
    for line in range(6, columns, 6):
        axes.axvline(line, color=style.rule, linewidth=0.8)
    for line in range(4, rows, 4):
        axes.axhline(line, color=style.rule, linewidth=0.8)
    axes.spines[:].set(visible=True, color=style.muted, linewidth=0.8)
    axes.set_xticks(np.arange(0, columns, 6) + 0.5, range(0, columns, 6))
    axes.set_yticks(np.arange(0, rows, 4) + 0.5, range(0, rows, 4))
    axes.tick_params(length=0, pad=3)
    axes.set_xlabel(f"input pixel, {columns} of them", labelpad=1)
    axes.set_ylabel("output pixel", labelpad=1)
    title = "Nine weights a row, moving on" if style.narrow else "Nine weights a row, each row a shift of the last"
    axes.set_title(title, color=style.convolution, pad=5)
    if style.narrow:
        # Too small for numbers: the kernel beside it says which tint is which.
        key = figure.add_axes((left / width, (height - 54) / height, 48 / width, 48 / height))
        style.cells(key, np.arange(1, 10).reshape(3, 3), colours=WEIGHTS, size=9)
        figure.text((left + 56) / width, (height - 30) / height, "the kernel", size=9, va="center", color=style.muted)
    else:
        for row, column in np.argwhere(matrix()):
            number = f"{matrix()[row, column]}"
            axes.text(column + 0.5, row + 0.5, number, size=9, color="#000000", ha="center", va="center_baseline")
    return figure
