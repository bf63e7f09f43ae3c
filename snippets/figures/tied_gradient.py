"""The gradients of one kernel's nine weights at all sixteen positions, and their sums."""

import numpy as np
from matplotlib.figure import Figure

from snippets.figures.style import SIGNED, Style
from snippets.three_ideas.tied_gradient import IMAGE, WANTED, local_layer, untied_gradient


def gradients() -> np.ndarray:
    """(positions down, positions across, 3, 3): for kernels of zeros, all positions wanting ``WANTED``."""
    return untied_gradient(IMAGE, np.zeros((4, 4, 3, 3)), local_layer(IMAGE, WANTED)).astype(int)


def signed(values: np.ndarray) -> list[list[str]]:
    return [[str(value).replace("-", "−") for value in row] for row in values]


def draw(style: Style) -> Figure:
    untied = gradients()
    tied = untied.sum((0, 1))
    cell, gap, big, pixel = (20, 8, 34, 17) if style.narrow else (20, 14, 36, 16)
    above, block = 24, 3 * 4 * cell + 2 * gap
    width = style.width * 72
    height = above + block + 4 + (above + 14 + 3 * big if style.narrow else 0)
    figure = Figure(figsize=(style.width, height / 72))
    canvas = figure.add_axes((0, 0, 1, 1))
    canvas.set(xlim=(0, width), ylim=(height, 0))
    canvas.set_axis_off()

    def place(x: float, y: float, side: float, title: str = ""):
        """Square axes whose upper left corner is at (x, y) points from that of the figure."""
        canvas.text(x, y - 8, title, weight="bold", size=10)
        return figure.add_axes((x / width, 1 - (y + side) / height, side / width, side / height))

    limit = np.abs(untied).max()
    for m, n in np.ndindex(3, 3):
        values = untied[:, :, m, n]
        title = f"Untied: {values.size} gradients of each weight" if m == n == 0 else ""
        axes = place(4 + n * (4 * cell + gap), above + m * (4 * cell + gap), 4 * cell, title)
        colours = [[SIGNED(0.5 + 0.5 * value / limit) for value in row] for row in values]
        style.cells(axes, values, colours=colours, texts=signed(values), size=9)
    left = 4 if style.narrow else 4 + block + 68
    bottom = height - 4
    axes = place(left, bottom - 3 * big, 3 * big, "Tied: their sums")
    style.cells(axes, tied, texts=signed(tied), size=11)
    left, top = (width - 6 * pixel - 4, bottom - 6 * pixel) if style.narrow else (left, above)
    greys = [[("#202020", "#808080", "#f0f0f0")[value] for value in row] for row in IMAGE]
    style.cells(place(left, top, 6 * pixel, "Image"), IMAGE, colours=greys, size=9)
    if not style.narrow:
        y, start, end = bottom - 1.5 * big, 4 + block + 8, 4 + block + 62
        arrow = {"arrowstyle": "-|>", "color": style.muted, "linewidth": 1.5, "mutation_scale": 12}
        canvas.annotate("", (end, y), (start, y), arrowprops=arrow)
        canvas.text((start + end) / 2, y - 8, "add up", ha="center", color=style.muted, size=9)
    return figure
