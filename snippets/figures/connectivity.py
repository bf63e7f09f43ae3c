"""Eight inputs and six outputs joined in three ways; connections that share a parameter share its tint and number."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from snippets.figures.style import PIXELS_PER_INCH, WEIGHTS, Style, text_on
from snippets.fully_connected.connectivity import INPUTS, OUTPUTS, WINDOW, connection_numbers

TINTS = [row[-1] for row in WEIGHTS]  # the strongest of each hue, for lines
WAYS = {
    "everything": ("dense", "Dense"),
    "own windows": ("local", "Windows, own weights"),
    "one kernel": ("convolution", "Windows, one kernel"),
}


def counts(way: str) -> tuple[int, int]:
    """(connections, parameters)."""
    numbers = connection_numbers(way)
    return np.count_nonzero(numbers), len(set(numbers[numbers > 0].tolist()))


def draw(style: Style) -> Figure:
    """A panel for each way, one below the other; coordinates are CSS pixels, downwards."""
    width, panel = style.width * PIXELS_PER_INCH, 172 if style.narrow else 134
    figure = Figure(figsize=(style.width, 3 * panel / PIXELS_PER_INCH))
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, width), ylim=(3 * panel, 0))
    axes.set_axis_off()
    for index, way in enumerate(WAYS):
        draw_way(style, axes, way, index * panel)
    return figure


def draw_way(style: Style, axes: Axes, way: str, top: float) -> None:
    """Outputs above inputs; name and counts stand to the left, or above them on a phone."""
    colour, name = WAYS[way]
    colour, numbers, shared = getattr(style, colour), connection_numbers(way), way == "one kernel"
    (left, down), step = ((16, 62), 46) if style.narrow else ((256, 18), 58)
    connections, parameters = counts(way)
    lines = [f"{connections} connections", f"{parameters} parameters"]
    axes.text(4, top + 14, name, weight="bold", size=10, color=colour, va="center")
    for row, line in enumerate([", ".join(lines)] if style.narrow else lines):
        axes.text(4, top + 34 + 20 * row, line, va="center")

    inputs = [(left + step * place, top + down + 92) for place in range(INPUTS)]
    outputs = [(left + step * (place + (WINDOW - 1) / 2), top + down) for place in range(OUTPUTS)]
    joined = np.argwhere(numbers)
    ends = [(inputs[place], outputs[output]) for output, place in joined]
    tints = [TINTS[numbers[output, place] - 1] for output, place in joined] if shared else colour
    axes.add_collection(LineCollection(ends, colors=tints, linewidths=2.6 if shared else 1, zorder=1))
    for centres, paint in ((inputs, style.input), (outputs, style.output)):
        axes.scatter(*zip(*centres, strict=True), s=130, color=paint, linewidths=0, zorder=2)
    if shared:
        draw_kernel(style, axes, *((270, top + 2) if style.narrow else (4, top + 76)))


def draw_kernel(style: Style, axes: Axes, left: float, top: float) -> None:
    """The key to the tints: the weights, numbered."""
    for place, tint in enumerate(TINTS):
        axes.add_patch(Rectangle((left + 26 * place, top), 26, 26, facecolor=tint, linewidth=0))
        middle = left + 26 * place + 13, top + 13
        axes.text(*middle, str(place + 1), ha="center", va="center_baseline", color=text_on(tint))
