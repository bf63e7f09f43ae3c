"""The weight matrix of a layer from 4 x 4 to 4 x 4 pixels: dense, locally connected, convolutional."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from snippets.dense_to_convolution.matrix import convolution_matrix
from snippets.figures.style import SIGNED, WEIGHTS, Style

TINTS = [tint for row in WEIGHTS for tint in row]
CELL = {False: 8, True: 9}  # points; whole numbers keep the file small


def matrices() -> dict[str, np.ndarray]:
    """The three 16 x 16 matrices: random weights, those of them between neighbours, a kernel numbered 1 to 9."""
    numbered = convolution_matrix(np.arange(1, 10).reshape(3, 3), size=4, padding=1)
    weights = np.random.default_rng(4).uniform(-0.8, 0.8, numbered.shape)
    return {"dense": weights, "local": weights * (numbered > 0), "convolution": numbered}


def colour(value: float) -> str:
    """Numbered weights have their tints, others the signed scale in 40 steps."""
    if isinstance(value, np.integer):
        return TINTS[value - 1]
    return to_hex(SIGNED((np.floor(value * 20) + 20.5) / 40))


def fill(axes: Axes, matrix: np.ndarray, cell: float) -> None:
    """Colour the cells that hold a weight, each ``cell`` points high; those of one colour are one path."""
    strokes: dict[str, list[tuple[float, float]]] = {}
    for row, column in np.argwhere(matrix):
        ends = [(column, row + 0.5), (column + 1, row + 0.5)]
        strokes.setdefault(colour(matrix[row, column]), []).extend(ends)
    for tint, points in strokes.items():
        path = Path(points, [Path.MOVETO, Path.LINETO] * (len(points) // 2))
        axes.add_patch(PathPatch(path, fill=False, edgecolor=tint, linewidth=cell, capstyle="butt", clip_on=False))
    rows, columns = matrix.shape
    axes.set(xlim=(0, columns), ylim=(rows, 0))


def draw(style: Style) -> Figure:
    cell = CELL[style.narrow]
    width, height = style.width * 72, 554 if style.narrow else 188
    figure = Figure(figsize=(style.width, height / 72))

    def square(left: float, top: float, side: float) -> Axes:
        return figure.add_axes((left / width, (height - top - side) / height, side / width, side / height))

    titles = {"dense": "Dense: {} weights", "local": "Locally connected: {}", "convolution": "Convolution: {} weights"}
    labels = range(0, 16, 4)
    ticks = [label + 0.5 for label in labels]
    for index, (name, matrix) in enumerate(matrices().items()):
        weights = len(np.unique(matrix[matrix != 0])) if name == "convolution" else np.count_nonzero(matrix)
        left, top = (29, 20 + index * 178) if style.narrow else (29 + index * 144, 24)
        axes = square(left, top, 16 * cell)
        fill(axes, matrix, cell)
        for line in (4, 8, 12):
            axes.axhline(line, color=style.rule, linewidth=0.8)
            axes.axvline(line, color=style.rule, linewidth=0.8)
        axes.spines[:].set(visible=True, color=style.muted, linewidth=0.8)
        first = style.narrow or index == 0
        axes.set_xticks(ticks, labels if index == 2 or not style.narrow else [])
        axes.set_yticks(ticks, labels if first else [])
        axes.tick_params(length=0, pad=3)
        axes.set_title(titles[name].format(weights), color=getattr(style, name), pad=5)
        if index == (2 if style.narrow else 1):
            axes.set_xlabel("input pixel", labelpad=1)
        if first:
            axes.set_ylabel("output pixel", labelpad=1)
        if name == "convolution":
            for row, place in ((0, "corner"), (2, "edge"), (5, "interior")):
                axes.text(16.6, row + 0.5, f"{np.count_nonzero(matrix[row])}: {place}", va="center", size=9)
            # The kernel, numbered, is the key to the nine tints.
            key = square(left + 16 * cell + 10, top + 16 * cell - 51, 48)
            style.cells(key, np.arange(1, 10).reshape(3, 3), colours=WEIGHTS, size=9)
            key.set_title("kernel", size=9, weight="normal", color=style.muted, pad=2)
    return figure
