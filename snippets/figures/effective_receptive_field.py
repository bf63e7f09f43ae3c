"""Theoretical and effective receptive field of random ReLU networks, from measured gradients."""

import json
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from snippets.figures.style import Style
from snippets.receptive_field.recurrence import receptive_field

DATA = Path(__file__).parent.parent / "receptive_field" / "effective_maps.json"


def draw(style: Style) -> Figure:
    """The measured maps to one scale, and the two widths against depth."""
    measured = {int(depth): record for depth, record in json.loads(DATA.read_text()).items()}
    height = 1.72 if style.narrow else 0.95
    figure = Figure(figsize=(style.width, style.width * height), layout="constrained")
    maps, widths = figure.subplots(2, 1, height_ratios=[0.72, 1] if style.narrow else [0.66, 0.5])
    draw_maps(style, maps, measured)
    draw_widths(style, widths, measured)
    return figure


def draw_maps(style: Style, axes: Axes, measured: dict) -> None:
    """Squares as large as the theoretical receptive fields; in them the measured squared gradients."""
    shades = LinearSegmentedColormap.from_list("influence", [style.paper, style.input])
    left, largest = 0, max(measured)
    middle = len(measured[largest]["map"]) / 2
    for depth, record in measured.items():
        influence = np.array(record["map"])
        side = len(influence)
        words = "{} layers", "r = {}"
        if style.narrow and depth != largest:  # no room for more than the numbers
            words = "{}", "{}"
        low, high = middle - side / 2, middle + side / 2
        axes.imshow(influence, cmap=shades, extent=(left, left + side, low, high), interpolation="nearest")
        axes.add_patch(Rectangle((left, low), side, side, fill=False, edgecolor=style.muted, linewidth=1))
        axes.text(left + side / 2, high + 2, words[1].format(side), ha="center", va="bottom", color=style.muted)
        axes.text(left + side / 2, low - 2, words[0].format(depth), ha="center", va="top")
        left += side + (7 if style.narrow else 16)
    axes.set(xlim=(-1, left), ylim=(-12, 2 * middle + 12))
    axes.set_axis_off()
    axes.set_title("The square grows with depth,\nthe blot in it much less")


def draw_widths(style: Style, axes: Axes, measured: dict) -> None:
    """Side of the square, and four standard deviations of the measured influence."""
    depths = np.arange(0, 51)
    square = [receptive_field([(3, 1, 1)] * depth) for depth in depths]
    axes.plot(depths, square, color=style.muted)
    axes.plot(depths, 4 * np.sqrt(2 * depths / 3), color=style.input, linewidth=1.5)
    axes.plot(list(measured), [4 * record["deviation"] for record in measured.values()], "o", color=style.input)
    axes.set(xlim=(0, 52), ylim=(0, 108), xticks=[0, *measured], yticks=[0, 25, 50, 75, 100])
    axes.set_xlabel("Layers of 3 × 3")
    axes.set_title("Width in pixels: one grows like the depth,\nthe other like its square root")
    axes.text(24, 62, "theoretical", ha="right", color=style.muted)
    label = "effective:\nfour standard deviations"
    axes.text(50, 28, label, ha="right", va="bottom", color=style.input)
