"""One relation read both ways: an output's nine pixels, and the outputs in which each pixel takes part."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import ConnectionPatch

from snippets.figures.kernel_steps import cells, grid, numbers, outline, tint
from snippets.figures.style import Style
from snippets.sliding_kernel.two_directions import IMAGE, KERNEL, scatter

OUTPUT, PARTS = scatter(IMAGE, KERNEL)


def gather(axes: Axes, style: Style) -> None:
    """An output on the right edge and the patch it reads."""
    grid(axes, style, 0, 0, IMAGE.shape, tint(style, "input", 0.13))
    grid(axes, style, 2, 1, KERNEL.shape, tint(style, "input", 0.4))
    grid(axes, style, 7, 1, OUTPUT.shape, tint(style, "output", 0.13))
    cells(axes, style, [(9, 2, 1, 1)], tint(style, "output", 0.5))
    outline(axes, style, 2, 1, 3)
    for corner in ((5, 1), (5, 4)):
        axes.add_patch(
            ConnectionPatch(corner, (9, 2 if corner[1] == 1 else 3), "data", color=style.kernel, linewidth=1.2)
        )
    axes.set_title("An output reads nine pixels")
    axes.set(xlim=(-0.1, 10.2), ylim=(5.1, -0.1), aspect="equal")
    axes.set_axis_off()


def give(axes: Axes, style: Style) -> None:
    """For each pixel the number of outputs that read it."""
    shades = [tint(style, "input", 0.1 + 0.045 * part) for part in range(10)]
    for part in np.unique(PARTS):
        places = [(column, row, 1, 1) for row, column in np.argwhere(part == PARTS)]
        cells(axes, style, places, shades[part])
    for (row, column), part in np.ndenumerate(PARTS):
        numbers(axes, np.array([[part]]), column, row, shades[part])
    axes.set_title("A pixel is read by one to nine outputs")
    axes.set(xlim=(-0.1, 10.2), ylim=(5.1, -0.1), aspect="equal")
    axes.set_axis_off()
    for row, text in ((0, "corner: one"), (2, "centre: nine")):
        axes.text(5.3, row + 0.5, text, va="center", color=style.muted)


def draw(style: Style) -> Figure:
    figure, (left, right) = style.panels(2, wide=2, narrow=1, aspect=0.6)
    gather(left, style)
    give(right, style)
    return figure
