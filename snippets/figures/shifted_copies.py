"""One test digit in five places, and what three networks answer at all places up to two pixels away."""

from functools import cache

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from snippets.figures.style import PIXELS_PER_INCH, Style
from snippets.shift_experiment.forward import digits, logits

NETWORKS = "MLP-32", "CNN-dense", "CNN-circular"
CHOSEN = 1  # which of the test digits
COPIES = {"centred": (0, 0), "→ 1": (0, 1), "→ 2": (0, 2), "→ 2  ↓ 2": (2, 2), "← 2  ↑ 2": (-2, -2)}  # (down, right)
REACH = range(-2, 3)


def moved(down: int, right: int) -> np.ndarray:
    """The digit, so many pixels away: (12, 12)."""
    return np.roll(digits()[0][CHOSEN], (down, right), axis=(0, 1))


@cache
def answers(network: str) -> np.ndarray:
    """What the network says to the digit in each place, (5, 5): up to down, left to right."""
    shown = np.array([moved(down, right) for down in REACH for right in REACH])
    return logits(network, shown).argmax(axis=1).reshape(5, 5)


def draw(style: Style) -> Figure:
    """A row of copies above a row of answers, a grid for each network. Coordinates are CSS pixels, downwards."""
    width = style.width * PIXELS_PER_INCH
    gap, title = (8, 22) if style.narrow else (14, 24)
    copy = (width - gap * (len(COPIES) - 1)) / len(COPIES)
    grid = (width - 2 * gap * len(NETWORKS)) / len(NETWORKS) if style.narrow else 172
    apart = (width - grid * len(NETWORKS)) / (len(NETWORKS) - 1)
    height = title + copy + 30 + 2 * title + grid + 4
    figure = Figure(figsize=(style.width, height / PIXELS_PER_INCH))

    def axes(left: float, top: float, side: float):
        return figure.add_axes((left / width, 1 - (top + side) / height, side / width, side / height))

    def write(x: float, y: float, text: str, **looks) -> None:
        figure.text(x / width, 1 - y / height, text, va="center", **looks)

    for number, (name, (down, right)) in enumerate(COPIES.items()):
        write(number * (copy + gap), title / 2, name, size=9)
        style.picture(axes(number * (copy + gap), title, copy), moved(down, right))
    label = digits()[1][CHOSEN]
    for number, network in enumerate(NETWORKS):
        found, left, top = answers(network), number * (grid + apart), title + copy + 30
        write(left, top + 8, network, weight="bold", size=10)
        write(left, top + 28, f"{(found == label).sum()} of {found.size} right", size=9)
        colours = [["" if answer == label else style.muted for answer in row] for row in found]
        cells = axes(left, top + 2 * title, grid)
        style.cells(cells, found, colours, [[str(answer) for answer in row] for row in found])
        cells.add_patch(Rectangle((2, 2), 1, 1, fill=False, edgecolor=style.ink, linewidth=2))
    return figure
