"""Three stacks of three layers, wired down to the image: stride 1, stride 2, dilation 1, 2, 4."""

from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure

from snippets.figures.style import Style
from snippets.receptive_field.recurrence import growth

PIXELS = 15
STACKS = {
    "Stride 1": [(3, 1, 1)] * 3,
    "Stride 2": [(3, 2, 1)] * 3,
    "Dilation 1, 2, 4": [(3, 1, 1), (3, 1, 2), (3, 1, 4)],
}


def wiring(layers) -> tuple[list[list[float]], list[tuple[int, float, float]]]:
    """Positions in pixels of every unit of every layer, and the wires (layer, from, to) of the last central unit."""
    units = [[float(pixel) for pixel in range(PIXELS)]]
    for kernel, stride, dilation in layers:
        below, reach = units[-1], dilation * (kernel - 1)
        units.append([(below[i] + below[i + reach]) / 2 for i in range(0, len(below) - reach, stride)])
    wires, wanted = [], {units[-1][len(units[-1]) // 2]}
    for layer in range(len(layers), 0, -1):
        kernel, stride, dilation = layers[layer - 1]
        sources = set()
        for position in wanted:
            first = units[layer].index(position) * stride
            inputs = [units[layer - 1][first + tap * dilation] for tap in range(kernel)]
            wires += [(layer, source, position) for source in inputs]
            sources.update(inputs)
        wanted = sources
    return units, wires


def draw(style: Style) -> Figure:
    """A panel a stack."""
    figure, panels = style.panels(3, wide=3, narrow=1, aspect=0.62 if style.narrow else 1.05)
    for axes, (name, layers) in zip(panels, STACKS.items(), strict=True):
        draw_stack(style, axes, name, layers)
    return figure


def draw_stack(style: Style, axes: Axes, name: str, layers) -> None:
    """Image at the bottom; beside each layer the receptive field and the jump of its units."""
    units, wires = wiring(layers)
    lines = [[(source, layer - 1), (target, layer)] for layer, source, target in wires]
    axes.add_collection(LineCollection(lines, colors=style.muted, linewidths=0.8, zorder=1))
    for layer, (positions, (field, jump)) in enumerate(zip(units, growth(layers), strict=True)):
        seen = {source for above, source, _ in wires if above == layer + 1} or {positions[len(positions) // 2]}
        colour = style.output if layer else style.input
        shades = [colour if position in seen else style.rule for position in positions]
        axes.scatter(positions, [layer] * len(positions), s=26, c=shades, linewidths=0, zorder=2)
        axes.text(PIXELS + 0.2, layer, f"{field}", va="center", ha="center", weight="bold")
        axes.text(PIXELS + 2.2, layer, f"{jump}", va="center", ha="center", color=style.muted)
    axes.text(PIXELS + 0.2, len(layers) + 0.38, "r", va="center", ha="center", style="italic", weight="bold")
    axes.text(PIXELS + 2.2, len(layers) + 0.38, "j", va="center", ha="center", style="italic", color=style.muted)
    axes.set(xlim=(-0.6, PIXELS + 2.9), ylim=(-0.25, len(layers) + 0.55))
    axes.set_axis_off()
    axes.set_title(f"{name}: {growth(layers)[-1][0]} pixels")
