"""A 4 x 4 image unrolled row by row, and one dense unit with a weight for each of its pixels."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.patches import Circle, Rectangle

from snippets.figures.style import PIXELS_PER_INCH, Style

SIDE = 4
IMAGE = np.arange(SIDE * SIDE).reshape(SIDE, SIDE)
VECTOR = IMAGE.ravel()
BESIDE, BELOW = (5, 6), (5, 9)  # two pairs of neighbours


def apart(pair: tuple[int, int]) -> int:
    """How many places apart two pixels of the image stand in the vector."""
    first, second = (VECTOR.tolist().index(pixel) for pixel in pair)
    return second - first


def draw(style: Style) -> Figure:
    """Coordinates are CSS pixels, downwards."""
    width, height = style.width * PIXELS_PER_INCH, 390
    cell = 21 if style.narrow else 32  # of the vector; the image's cells have 32
    left, middle = (width - 16 * cell) / 2, width / 2
    image_top, vector_top, unit_top = 26, 198, 280
    figure = Figure(figsize=(style.width, height / PIXELS_PER_INCH))
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, width), ylim=(height, 0))
    axes.set_axis_off()

    axes.text(left, 10, "The image", weight="bold", size=10, va="center")
    for (row, column), pixel in np.ndenumerate(IMAGE):
        draw_pixel(style, axes, left + column * 32, image_top + row * 32, 32, int(pixel))
    texts = [f"5 and 6: side by side,\n{apart(BESIDE)} place apart in the vector"]
    texts.append(f"5 and 9: one above the other,\n{apart(BELOW)} places apart")
    for row, text in enumerate(texts):
        axes.text(left + 4 * 32 + 14, 60 + row * 52, text, va="center", size=9.5, linespacing=1.4)

    axes.text(left, 182, "The vector: row after row", weight="bold", size=10, va="center")
    for place, pixel in enumerate(VECTOR):
        draw_pixel(style, axes, left + place * cell, vector_top, cell, int(pixel))
    below = vector_top + cell
    for pair, depth in ((BESIDE, 8), (BELOW, 20)):
        draw_hop(style, axes, *(left + (pixel + 0.5) * cell for pixel in pair), below + 3, depth)

    axes.text(left, unit_top - 12, "One dense unit: a weight for every place", weight="bold", size=10, va="center")
    starts = [left + (place + 0.5) * cell for place in range(16)]
    for start in starts:
        axes.add_patch(
            Rectangle((start - cell / 2 + 1.5, unit_top + 2), cell - 3, 16, facecolor=style.kernel, linewidth=0)
        )
    fan = [[(start, unit_top + 20), (middle, 366)] for start in starts]
    axes.add_collection(LineCollection(fan, colors=style.kernel, linewidths=0.8))
    axes.add_patch(Circle((middle, 372), 12, facecolor=style.output, linewidth=0, zorder=3))
    axes.text(middle + 20, 372, "its output", size=9.5, va="center", color=style.output)
    return figure


def draw_pixel(style: Style, axes: Axes, left: float, top: float, side: float, pixel: int) -> None:
    """A numbered cell; the pixels of the two pairs are filled."""
    filled = pixel in BESIDE + BELOW
    face, ink = (style.input, style.paper) if filled else (style.paper, style.ink)
    axes.add_patch(Rectangle((left, top), side, side, facecolor=face, edgecolor=style.input, linewidth=0.8))
    axes.text(left + side / 2, top + side / 2, str(pixel), ha="center", va="center_baseline", size=9, color=ink)


def draw_hop(style: Style, axes: Axes, start: float, end: float, y: float, depth: float) -> None:
    """An arc below the vector from one pixel to another."""
    way = np.linspace(0, 1, 21)
    axes.plot(start + way * (end - start), y + depth * 4 * way * (1 - way), color=style.input, linewidth=1.5)
