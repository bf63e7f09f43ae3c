"""The head of the photographer under six kernels, each with its nine numbers."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from snippets.edges.presets import PRESETS
from snippets.edges.sobel import correlate, photograph
from snippets.figures.style import Style


def numbers(axes: Axes, style: Style, kernel: np.ndarray) -> None:
    """The nine weights below the picture, as whole numbers, and their sum."""
    divisor = 1 if kernel.dtype == int else 16
    for (row, column), weight in np.ndenumerate(np.rint(kernel * divisor).astype(int)):
        axes.annotate(
            f"{weight:d}".replace("-", "−"),
            (0, 0),
            (22 + 22 * column, -13 - 14 * row),
            xycoords="axes fraction",
            textcoords="offset points",
            ha="right",
            va="center_baseline",
        )
    note = f"sum {kernel.sum():.0f}" if divisor == 1 else f"÷ {divisor},\nsum {kernel.sum():.0f}"
    axes.annotate(
        note, (0, 0), (80, -27), xycoords="axes fraction", textcoords="offset points", va="center", color=style.muted
    )


def draw(style: Style) -> Figure:
    head = photograph()[70:202, 158:290]
    figure, panels = style.panels(len(PRESETS), wide=3, narrow=2, aspect=1.56 if style.narrow else 1.42)
    for panel, (name, kernel) in zip(panels, PRESETS.items(), strict=True):
        answer = correlate(head, kernel)
        if kernel.sum() == 0:
            style.picture(panel, np.clip(answer, -1, 1), name, signed=True)
        else:
            style.picture(panel, np.clip(answer, 0, 1), name)
        panel.images[0].set_interpolation("bicubic")
        numbers(panel, style, kernel)
    return figure
