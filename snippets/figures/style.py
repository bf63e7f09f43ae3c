"""What every figure of the chapter shares: widths, colours, number cells.

A figure is a module with one function, ``draw(style) -> Figure``. It is drawn four times: wide and narrow (a phone), on
light and on dark paper. ``style`` says which, and holds the colours that mean the same thing in every figure.
"""

from dataclasses import dataclass

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, to_rgb
from matplotlib.figure import Figure

# Widths in CSS pixels: the text column of a laptop, and a 390 px phone less its margins.
WIDE, NARROW = 688, 358
PIXELS_PER_INCH = 96

LIGHT = {
    "paper": "#ffffff",
    "ink": "#1d2026",
    "muted": "#5b626d",
    "rule": "#c9cdd3",
    "accent": "#a3195b",
    "input": "#0b62a8",
    "kernel": "#b35400",
    "output": "#17784a",
    "dense": "#6b7078",
    "local": "#865064",
    "convolution": "#a3195b",
}
DARK = {
    "paper": "#16181d",
    "ink": "#e4e6ea",
    "muted": "#a3a9b3",
    "rule": "#434852",
    "accent": "#ff8cba",
    "input": "#6cb6f5",
    "kernel": "#f5a252",
    "output": "#5cc998",
    "dense": "#9aa0aa",
    "local": "#c898ae",
    "convolution": "#ff8cba",
}

# Signed values: lightness rises from negative to positive, zero is the grey in the middle, in both schemes.
SIGNED = LinearSegmentedColormap.from_list("signed", ["#1c2c74", "#8d8e95", "#ffd98a"])

# The nine weights of a 3x3 kernel, row by row; three hues, three lightnesses, always drawn with their number.
WEIGHTS = (
    ("#fbc583", "#e8984a", "#bd6d15"),
    ("#a9d0f2", "#7ab0e0", "#4a84bb"),
    ("#a8e0c0", "#74c49a", "#41976c"),
)


def text_on(colour) -> str:
    """Black or white, whichever contrasts more with the background ``colour``."""
    channels = np.array(to_rgb(colour))
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    luminance = linear @ [0.2126, 0.7152, 0.0722]
    return "#000000" if luminance > 0.179 else "#ffffff"


@dataclass(frozen=True)
class Style:
    """One of the four ways in which a figure is drawn; colours are attributes: ``style.input``, ``style.kernel``."""

    dark: bool = False
    narrow: bool = False

    def __getattr__(self, name: str) -> str:
        try:
            return (DARK if self.dark else LIGHT)[name]
        except KeyError:
            raise AttributeError(f"no colour named {name!r}; there are {', '.join(LIGHT)}") from None

    @property
    def width(self) -> float:
        """Width of the figure in inches."""
        return (NARROW if self.narrow else WIDE) / PIXELS_PER_INCH

    def rc(self) -> dict[str, object]:
        """Matplotlib settings for this style; no text smaller than 9 pt, which is 12 CSS pixels."""
        return {
            "figure.facecolor": self.paper,
            "savefig.facecolor": self.paper,
            "axes.facecolor": self.paper,
            "axes.edgecolor": self.muted,
            "axes.labelcolor": self.ink,
            "axes.titlecolor": self.ink,
            "axes.titlesize": 10,
            "axes.titleweight": "bold",
            "axes.titlelocation": "left",
            "axes.titley": 1.0,  # where it would be put, but for measuring what stands above the axes: nothing
            "axes.labelsize": 9.5,
            "axes.spines.top": False,
            "axes.spines.right": False,
            "axes.axisbelow": True,
            "text.color": self.ink,
            "xtick.color": self.muted,
            "ytick.color": self.muted,
            "xtick.labelsize": 9,
            "ytick.labelsize": 9,
            "font.size": 9.5,
            "font.family": "DejaVu Sans",
            "grid.color": self.rule,
            "lines.linewidth": 2,
            "svg.fonttype": "path",
        }

    def panels(self, count: int, wide: int, narrow: int, aspect: float = 1.0) -> tuple[Figure, list[Axes]]:
        """A figure of ``count`` axes, ``wide`` or ``narrow`` of them in a row, each ``aspect`` times as high as wide."""
        columns = narrow if self.narrow else wide
        rows = -(-count // columns)
        height = self.width / columns * aspect * rows
        figure = Figure(figsize=(self.width, height), layout="constrained")
        grid = figure.subplots(rows, columns, squeeze=False).ravel()
        for unused in grid[count:]:
            unused.remove()
        return figure, list(grid[:count])

    def picture(self, axes: Axes, pixels: np.ndarray, title: str = "", signed: bool = False) -> None:
        """Show a (height, width) or (height, width, 3) array without ticks; ``signed`` puts zero in the middle."""
        if signed:
            limit = np.abs(pixels).max()
            axes.imshow(pixels, cmap=SIGNED, vmin=-limit, vmax=limit)
        else:
            axes.imshow(pixels, cmap="gray")
        axes.set_title(title)
        axes.set_axis_off()

    def cells(self, axes: Axes, values: np.ndarray, colours=None, texts=None, size: float = 10) -> None:
        """Draw a (rows, columns) matrix as coloured cells with the number in each.

        ``colours`` (default: the signed scale) and ``texts`` (default: the values) have the shape of ``values``;
        an empty colour leaves the cell unfilled, an empty text leaves it without a number.
        """
        rows, columns = values.shape
        limit = np.abs(values).max() or 1
        for row in range(rows):
            for column in range(columns):
                value = values[row, column]
                colour = SIGNED(0.5 + 0.5 * value / limit) if colours is None else colours[row][column]
                text = f"{value:g}" if texts is None else texts[row][column]
                if isinstance(colour, str) and not colour:
                    colour = self.paper
                axes.add_patch(
                    matplotlib.patches.Rectangle(
                        (column, row), 1, 1, facecolor=colour, edgecolor=self.rule, linewidth=0.8
                    )
                )
                if text:
                    axes.text(
                        column + 0.5,
                        row + 0.5,
                        text,
                        size=size,
                        color=text_on(colour),
                        ha="center",
                        va="center_baseline",
                    )
        axes.set(xlim=(-0.02, columns + 0.02), ylim=(rows + 0.02, -0.02), aspect="equal")
        axes.set_axis_off()
