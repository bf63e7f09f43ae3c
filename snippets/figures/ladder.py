"""Six inputs and four outputs, wired as a dense layer, a locally connected one and a convolution."""

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from snippets.figures.style import WEIGHTS, Style, text_on

INPUTS, OUTPUTS, WINDOW = 6, 4, 3
TINTS = [row[1] for row in WEIGHTS]
LAYERS = {"dense": "Dense", "local": "Locally connected", "convolution": "Convolution"}
RISE, CELL = 62, 14  # points: from inputs to outputs, and the side of a number's cell
BELOW, ABOVE = 34, 22  # points: for the counts, for the title


def wiring(layer: str) -> list[tuple[int, int, int]]:
    """Connections (input, output, number of its weight); the weights are numbered from 1."""
    if layer == "dense":
        return [(i, o, o * INPUTS + i + 1) for o in range(OUTPUTS) for i in range(INPUTS)]
    step = WINDOW if layer == "local" else 0
    return [(o + tap, o, o * step + tap + 1) for o in range(OUTPUTS) for tap in range(WINDOW)]


def draw_layer(axes: Axes, style: Style, layer: str, apart: float) -> None:
    """Inputs below, outputs above the middle of their window, and above each output its weights; in points."""
    shared = layer == "convolution"
    seen = [0] * OUTPUTS
    for source, target, number in wiring(layer):
        colour = TINTS[number - 1] if shared else getattr(style, layer)
        x = (target + 1) * apart
        axes.plot([source * apart, x], [0, RISE], color=colour, linewidth=3 if shared else 1, zorder=1)
        column, row = divmod(seen[target], WINDOW)
        seen[target] += 1
        x += (column - 0.5) * (CELL + 1) if layer == "dense" else 0
        y = RISE + 14 + (WINDOW - 1 - row) * CELL
        if shared:
            axes.add_patch(Rectangle((x - CELL / 2, y - CELL / 2), CELL, CELL, facecolor=colour))
        ink = text_on(colour) if shared else colour
        axes.text(x, y, str(number), size=9, ha="center", va="center_baseline", color=ink)
    axes.scatter([i * apart for i in range(INPUTS)], [0] * INPUTS, s=55, color=style.input, zorder=2)
    axes.scatter([(o + 1) * apart for o in range(OUTPUTS)], [RISE] * OUTPUTS, s=55, color=style.output, zorder=2)
    axes.set_axis_off()


def draw(style: Style) -> Figure:
    columns = 1 if style.narrow else 3
    width, panel = style.width * 72, style.width * 72 / columns
    tall = RISE + 24 + WINDOW * CELL  # points above and below the units
    row = tall + BELOW + ABOVE
    height = row * 3 / columns
    figure = Figure(figsize=(style.width, height / 72))
    for index, (layer, title) in enumerate(LAYERS.items()):
        left, bottom = index % columns * panel, height - (index // columns + 1) * row + BELOW
        axes = figure.add_axes((left / width, bottom / height, panel / width, tall / height))
        apart = (panel - 24) / (INPUTS - 1)
        draw_layer(axes, style, layer, apart)
        axes.set(xlim=(-12, panel - 12), ylim=(-8, tall - 8))
        numbers = [number for _, _, number in wiring(layer)]
        axes.text(-8, tall - 4, title, weight="bold", size=10, color=getattr(style, layer))
        axes.text(-8, -14, f"{len(set(numbers))} parameters", va="top", weight="bold")
        axes.text(panel - 22, -14, f"{len(numbers)} connections", va="top", ha="right")
    return figure
