"""Padding, stride and dilation on small grids: where the kernel can stand, and how many outputs that makes."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from snippets.figures.kernel_steps import cells, grid, outline, tint
from snippets.figures.style import Style
from snippets.sliding_kernel.output_size import left_over, positions, reach

KERNEL = 3
# Title, then size, stride, padding and dilation.
PANELS = (
    ("Plain", 5, 1, 0, 1),
    ("Padding 1", 5, 1, 1, 1),
    ("Stride 2", 6, 2, 0, 1),
    ("Dilation 2", 7, 1, 0, 2),
)


def panel(axes: Axes, style: Style, title: str, size: int, stride: int, padding: int, dilation: int) -> None:
    """Input with the first position of the kernel and a dot for each; the output below it."""
    outputs = positions(size, KERNEL, stride, padding, dilation)
    unread = left_over(size, KERNEL, stride, padding, dilation)
    wide = reach(KERNEL, dilation)
    first = -padding
    if padding:
        room = size + 2 * padding
        axes.add_patch(
            Rectangle((first, first), room, room, facecolor=style.paper, edgecolor=style.muted, ls="--", lw=1)
        )
        axes.text(size / 2, size + 0.5, "zeros", ha="center", va="center", color=style.muted)
    grid(axes, style, 0, 0, (size, size), tint(style, "input", 0.3))
    if unread:
        grey = tint(style, "muted", 0.3)
        read = size - unread
        cells(axes, style, [(read, row, unread, 1) for row in range(size)], grey)
        cells(axes, style, [(column, read, 1, unread) for column in range(read)], grey)
        axes.text(size + 0.25, size / 2, "never read", rotation=270, ha="left", va="center", color=style.muted)
    taps = [(first + dilation * n, first + dilation * m, 1, 1) for m, n in np.ndindex(KERNEL, KERNEL)]
    cells(axes, style, taps, tint(style, "kernel", 0.45))
    outline(axes, style, first, first, wide)
    centres = first + wide / 2 + stride * np.arange(outputs)
    across, down = np.meshgrid(centres, centres)
    axes.plot(across.ravel(), down.ravel(), ".", color=style.ink, markersize=5)
    left, top = (size - outputs) / 2, 8.3
    grid(axes, style, left, top, (outputs, outputs), tint(style, "output", 0.4))
    axes.set_title(f"{title}\n{size} × {size} → {outputs} × {outputs}", loc="center")
    middle = size / 2
    axes.set(xlim=(middle - 4, middle + 4.3), ylim=(13.4, -1.2), aspect="equal")
    axes.set_axis_off()


def draw(style: Style) -> Figure:
    figure, axes = style.panels(len(PANELS), wide=4, narrow=2, aspect=2.04 if style.narrow else 2.16)
    for place, setting in zip(axes, PANELS, strict=True):
        panel(place, style, *setting)
    return figure
