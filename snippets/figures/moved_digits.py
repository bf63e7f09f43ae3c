"""Six test digits, and the same two pixels to the right: what two networks answer, and how often they are right."""

import numpy as np
from matplotlib.figure import Figure

from snippets.figures.style import PIXELS_PER_INCH, Style
from snippets.shift_experiment.forward import digits, logits
from snippets.shift_experiment.results import mean, row

NETWORKS = {"MLP-32": "MLP", "CNN-circular": "CNN"}
PLACES = {"centred": 0, "2 px": 2}  # name in the results, pixels to the right


def draw(style: Style) -> Figure:
    """Two blocks, each of a title, the digits and a line of answers for each network. Coordinates are CSS pixels."""
    shown = 4 if style.narrow else 6
    images, labels = (part[:shown] for part in digits())
    width, margin, right, gap, title, line = style.width * PIXELS_PER_INCH, 40, 62, 8, 22, 19
    side = (width - margin - right - gap * (shown - 1)) / shown
    block = title + side + 2 * line + 14
    height = 2 * block - 12
    figure = Figure(figsize=(style.width, height / PIXELS_PER_INCH))

    def write(x: float, y: float, text: str, **looks) -> None:
        figure.text(x / width, 1 - y / height, text, va="center", **({"size": 10} | looks))

    for number, (place, pixels) in enumerate(PLACES.items()):
        top = number * block
        write(0, top + 10, f"The same, {place} to the right" if pixels else "Centred, as in training", weight="bold")
        counted = (
            "correct, any direction" if pixels else f"correct, mean of {len(row('shift', 'MLP-32')['seeds'])} trainings"
        )
        write(width, top + 10, counted, ha="right", color=style.muted, size=9)
        moved = np.roll(images, pixels, axis=2)
        for column, image in enumerate(moved):
            left, bottom = margin + column * (side + gap), height - top - title - side
            axes = figure.add_axes((left / width, bottom / height, side / width, side / height))
            style.picture(axes, image)
        for below, (network, name) in enumerate(NETWORKS.items()):
            y = top + title + side + (below + 0.6) * line + 2
            write(0, y, name, weight="bold")
            for column, answer in enumerate(logits(network, moved).argmax(axis=1)):
                wrong = answer != labels[column]
                looks = {"color": style.accent, "weight": "bold"} if wrong else {}
                write(margin + column * (side + gap) + side / 2, y, str(answer), ha="center", **looks)
            write(width, y, f"{100 * mean('shift', network, place):.1f} %", ha="right", weight="bold")
    return figure
