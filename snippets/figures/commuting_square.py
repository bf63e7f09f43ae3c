"""A photograph shifted and convolved, in both orders: one picture comes out."""

import numpy as np
from matplotlib.figure import Figure
from skimage.data import camera

from snippets.figures.style import SIGNED, Style
from snippets.three_ideas.where_it_breaks import filtered

PIXELS = 40


def pictures() -> dict[str, np.ndarray]:
    """The four corners of the square, each (128, 128)."""
    image = camera()[::4, ::4] / 255
    shifted = np.roll(image, PIXELS, axis=1)
    return {"image": image, "map": filtered(image), "shifted": shifted, "map of shifted": filtered(shifted)}


def draw(style: Style) -> Figure:
    side, across, down = (110, 48, 34) if style.narrow else (150, 110, 34)
    width, height = style.width * 72, 2 * side + down + 4
    left = (width - 2 * side - across) / 2
    figure = Figure(figsize=(style.width, height / 72))
    canvas = figure.add_axes((0, 0, 1, 1))
    canvas.set(xlim=(0, width), ylim=(height, 0))
    canvas.set_axis_off()
    xs, ys = (left, left + side + across), (2, 2 + side + down)
    corners = {"image": (0, 0), "map": (1, 0), "shifted": (0, 1), "map of shifted": (1, 1)}
    for name, picture in pictures().items():
        x, y = xs[corners[name][0]], ys[corners[name][1]]
        axes = figure.add_axes((x / width, 1 - (y + side) / height, side / width, side / height))
        if "map" in name:
            axes.imshow(picture, cmap=SIGNED, vmin=-2, vmax=2)
        else:
            axes.imshow(picture, cmap="gray", vmin=0, vmax=1)
        axes.set_axis_off()
    arrow = {"arrowstyle": "-|>", "color": style.accent, "linewidth": 2, "mutation_scale": 14}
    for y in ys:
        middle = y + side / 2
        canvas.annotate("", (xs[1] - 4, middle), (xs[0] + side + 4, middle), arrowprops=arrow)
        canvas.text((xs[0] + side + xs[1]) / 2, middle - 9, "layer", ha="center", color=style.ink)
    for x in xs:
        middle = x + side / 2
        canvas.annotate("", (middle, ys[1] - 4), (middle, ys[0] + side + 4), arrowprops=arrow)
        canvas.text(middle + 10, ys[0] + side + down / 2, "shift", va="center", color=style.ink)
    return figure
