"""One network with three first layers: its accuracy, a dot for each seed."""

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from snippets.figures.style import Style
from snippets.shift_experiment.results import row

LAYERS = "dense", "local", "convolution"
PANELS = (1200, "centred"), (100, "centred"), (1200, "1 px")  # images to learn from, place of those in the test


def show(axes: Axes, style: Style, images: int, place: str) -> None:
    for y, layer in enumerate(LAYERS):
        found = row("ablation", layer, images=images)[place]
        colour = getattr(style, layer)
        values = [100 * value for value in found["by seed"]]
        axes.scatter(values, [y] * len(values), s=16, color=colour, alpha=0.55, linewidth=0)
        mean = 100 * found["mean"]
        axes.plot([mean, mean], [y - 0.2, y + 0.2], color=colour, linewidth=2)
        label = f"{mean:.1f} (sd {100 * found['sd']:.1f})"
        axes.text(mean, y - 0.27, label, ha="center", va="bottom", color=colour, weight="bold", size=9)
    axes.set(ylim=(2.4, -0.75), yticks=range(3))
    axes.margins(x=0.3)
    axes.set_yticklabels([])
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)


def draw(style: Style) -> Figure:
    figure, panels = style.panels(3, wide=3, narrow=1, aspect=0.5 if style.narrow else 0.85)
    for number, (axes, (images, place)) in enumerate(zip(panels, PANELS, strict=True)):
        show(axes, style, images, place)
        axes.set_title(f"{'Centred' if place == 'centred' else place + ' away'}, {images:,} images")
        axes.set_xlabel("right answers, %")
        if style.narrow or number == 0:
            axes.set_yticklabels(LAYERS, color=style.ink)
    return figure
