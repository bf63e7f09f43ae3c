"""Digits as they were drawn, and the same with their pixels rearranged, all in the same way."""

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from sklearn.datasets import load_digits

from snippets.figures.style import PIXELS_PER_INCH, Style

ORDER = np.random.default_rng(0).permutation(64)  # as in the listing, which needs PyTorch
PAIR = (27, 28)  # two neighbours in the middle of the image
SHOWN = (0, 1, 2, 3, 4, 5)
FRAME = "#ff8cba"  # on pixels, which are dark or bright in both schemes


def draw(style: Style) -> Figure:
    """Drawn digits above, shuffled ones below; the pair is framed in both. Coordinates are CSS pixels, downwards."""
    digits = load_digits().data[list(SHOWN[:4] if style.narrow else SHOWN)]
    width, gap, title = style.width * PIXELS_PER_INCH, 8, 24
    side = (width - gap * (len(digits) - 1)) / len(digits)
    height = 2 * (title + side) + 12
    figure = Figure(figsize=(style.width, height / PIXELS_PER_INCH))
    places = np.argsort(ORDER)  # where each pixel goes
    rows = [(digits, PAIR, "As drawn"), (digits[:, ORDER], places[list(PAIR)], "Shuffled, all in the same way")]
    for row, (images, pair, name) in enumerate(rows):
        top = row * (title + side + 12)
        figure.text(0, 1 - (top + 12) / height, name, weight="bold", size=10, va="center")
        for column, image in enumerate(images):
            left, bottom = column * (side + gap), height - top - title - side
            axes = figure.add_axes((left / width, bottom / height, side / width, side / height))
            style.picture(axes, image.reshape(8, 8))
            for place in pair:
                y, x = divmod(int(place), 8)
                axes.add_patch(Rectangle((x - 0.5, y - 0.5), 1, 1, fill=False, edgecolor=FRAME, linewidth=2))
    return figure
