"""A 7x7 image under three 3x3 layers: the cone of the central unit, from the side and from above."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Polygon, Rectangle

from snippets.figures.style import Style
from snippets.receptive_field.seven_by_seven import coverage

SIDE = 7
ROWS = coverage([(3, 1, 1)] * 3, SIDE)


def draw(style: Style) -> Figure:
    """Side view and top view, in a row or one above the other."""
    height = 1.86 if style.narrow else 0.46
    figure = Figure(figsize=(style.width, style.width * height), layout="constrained")
    if style.narrow:
        side, top = figure.subplots(2, 1, height_ratios=[0.82, 1])
    else:
        side, top = figure.subplots(1, 2, width_ratios=[1.3, 1])
    draw_side(style, side)
    draw_top(style, top)
    return figure


def draw_side(style: Style, axes: Axes) -> None:
    """The units of each layer along one axis, with the last unit's cone behind them."""
    centre, last, tall = SIDE / 2, len(ROWS) - 1, 0.56
    foot, tip = ROWS[last][1] / 2 - 0.07, 0.43
    corners = [(centre - foot, tall), (centre + foot, tall), (centre + tip, last), (centre - tip, last)]
    axes.add_patch(Polygon(corners, facecolor=style.input, alpha=0.22, linewidth=0))
    for layer, (size, _, _) in enumerate(ROWS):
        colour = style.output if layer else style.input
        for unit in range(size):
            left = centre - size / 2 + unit + 0.07
            axes.add_patch(Rectangle((left, layer), 0.86, tall, facecolor=colour, linewidth=0))
        name = f"layer {layer}" if layer else "layer 0,\nthe image"
        axes.text(-0.25, layer + tall / 2, name, ha="right", va="center")
        axes.text(SIDE + 0.25, layer + tall / 2, f"{size} × {size}", va="center", color=style.muted)
    axes.set(xlim=(-2.3, SIDE + 1.9), ylim=(-0.15, last + 0.8))
    axes.set_axis_off()
    axes.set_title("From the side: one pixel more\non either side with each layer")


def draw_top(style: Style, axes: Axes) -> None:
    """The image; each pixel carries the first layer whose central unit sees it."""
    distance = np.abs(np.arange(SIDE) - SIDE // 2)
    fields = [field for _, field, _ in ROWS]
    first = np.searchsorted(fields, 2 * np.maximum.outer(distance, distance) + 1)
    shades = LinearSegmentedColormap.from_list("seen", [style.input, style.paper])
    style.cells(axes, first, colours=[[shades(layer / 4) for layer in row] for row in first])
    axes.set_title("From above: the layer from which\nthe central unit sees a pixel")
