"""A column times a row, cell by cell: both Sobel kernels are products of smoothing and difference."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from snippets.edges.sobel_kernel import DIFFERENCE, SMOOTHING
from snippets.figures.style import SIGNED, Style, text_on


def block(axes: Axes, style: Style, values: np.ndarray, left: float, top: float) -> None:
    """The (rows, columns) matrix as numbered cells, one unit wide; one colour scale for all blocks, -2 to 2."""
    for (row, column), value in np.ndenumerate(values):
        colour = SIGNED(0.5 + value / 4)
        axes.add_patch(
            Rectangle((left + column, top + row), 1, 1, facecolor=colour, edgecolor=style.paper, linewidth=1.2)
        )
        axes.text(
            left + column + 0.5,
            top + row + 0.5,
            f"{value:d}".replace("-", "−"),
            size=11,
            color=text_on(colour),
            ha="center",
            va="center_baseline",
        )


def equation(axes: Axes, style: Style, down: np.ndarray, along: np.ndarray, title: str, names: tuple[str, str]) -> None:
    """The column ``down`` times the row ``along`` equals their outer product."""
    block(axes, style, down[:, None], 0, 0)
    block(axes, style, along[None, :], 2, 1)
    block(axes, style, np.outer(down, along), 6, 0)
    for sign, middle in (("×", 1.5), ("=", 5.5)):
        axes.text(middle, 1.5, sign, size=14, ha="center", va="center", color=style.ink)
    for name, left in zip(names, (0, 2), strict=True):
        axes.text(left, 3.2 if left == 0 else 2.2, name, size=9.5, va="top", color=style.muted)
    axes.set_title(title)
    axes.set(xlim=(-0.1, 9.1 if style.narrow else 10.4), ylim=(3.9, -0.1), aspect="equal", anchor="W")
    axes.set_axis_off()


def draw(style: Style) -> Figure:
    figure, (left, right) = style.panels(2, wide=2, narrow=1, aspect=0.5)
    equation(left, style, SMOOTHING, DIFFERENCE, "Sobel x: brighter to the right?", ("smooth down", "difference along"))
    equation(
        right, style, DIFFERENCE, SMOOTHING, "Sobel y: brighter further down?", ("difference down", "smooth along")
    )
    return figure
