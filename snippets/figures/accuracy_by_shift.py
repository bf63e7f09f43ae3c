"""Accuracy of the six networks on centred digits and on digits one and two pixels away; a thin line for each seed."""

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from snippets.figures.style import Style
from snippets.shift_experiment.results import row

PANELS = {
    "MLP-32": "MLP-32",
    "MLP-128": "MLP-128",
    "CNN-dense": "CNN-dense",
    "CNN-zero": "CNN-zero",
    "CNN-circular": "CNN-circular",
    "CNN-circular-wide": "CNN-circular, wide",
}
PLACES = {"centred": "centred", "1 px": "1 px", "2 px": "2 px"}
GUESSING = 10  # per cent: ten digits, about as many of each


def show(axes: Axes, style: Style, model: str) -> None:
    found = [row("shift", model)[place] for place in PLACES]
    colour = style.dense if model.startswith("MLP") else style.convolution
    axes.plot([-0.35, 2], [GUESSING, GUESSING], color=style.rule, linewidth=1)
    for values in zip(*(place["by seed"] for place in found), strict=True):
        axes.plot([100 * value for value in values], color=colour, linewidth=0.7, alpha=0.6)
    means = [100 * place["mean"] for place in found]
    axes.plot(means, "o", color=colour, markersize=5)
    for x, mean in enumerate(means):
        if means[0] - means[-1] > 5 and x == 2:  # lines come from above
            offset, place = (6, 0), {"ha": "left", "va": "center"}
        elif means[0] - mean > 20:  # and lead on below
            offset, place = (4, 6), {"ha": "left"}
        else:
            offset, place = (0, 6), {"ha": "center"}
        axes.annotate(f"{mean:.1f}", (x, mean), offset, textcoords="offset points", weight="bold", **place)
    axes.set(xlim=(-0.35, 2.8), ylim=(0, 118), yticks=[0, 50, 100], xticks=range(3))
    axes.spines["bottom"].set_bounds(-0.35, 2.35)
    axes.set_xticklabels(PLACES.values())
    axes.spines["left"].set_bounds(0, 100)
    axes.set_title(PANELS[model])


def draw(style: Style) -> Figure:
    figure, panels = style.panels(len(PANELS), wide=3, narrow=2, aspect=1.0 if style.narrow else 0.78)
    for number, (axes, model) in enumerate(zip(panels, PANELS, strict=True)):
        show(axes, style, model)
        if number % (2 if style.narrow else 3):
            axes.set_yticklabels([])
        else:
            axes.set_ylabel("right answers, %")
    panels[-1].text(2, GUESSING + 3, "guessing", ha="right", color=style.muted, size=9)
    return figure
