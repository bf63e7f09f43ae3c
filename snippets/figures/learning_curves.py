"""Accuracy on centred digits against the number of training images, three networks; a band of one standard deviation."""

import numpy as np
from matplotlib.figure import Figure

from snippets.figures.style import Style
from snippets.shift_experiment.results import row

IMAGES = 50, 100, 200, 400, 800, 1200
NETWORKS = {"MLP-32": "--", "MLP-128": "-", "CNN-dense": "o-"}


def curve(network: str) -> tuple[np.ndarray, np.ndarray]:
    """Means and standard deviations in per cent; all images are those of the experiment with shifts."""
    rows = [row("shift" if n == 1200 else "learning curve", network, images=n)["centred"] for n in IMAGES]
    return 100 * np.array([r["mean"] for r in rows]), 100 * np.array([r["sd"] for r in rows])


def draw(style: Style) -> Figure:
    figure, (axes,) = style.panels(1, wide=1, narrow=1, aspect=0.72 if style.narrow else 0.42)
    for network, dashes in NETWORKS.items():
        mean, sd = curve(network)
        colour = style.convolution if network.startswith("CNN") else style.dense
        axes.fill_between(IMAGES, mean - sd, mean + sd, color=colour, alpha=0.18, linewidth=0)
        axes.plot(IMAGES, mean, dashes, color=colour, markersize=5)
    for place, (network, colour) in enumerate(
        {"CNN-dense (dots)": style.convolution, "MLP-128 (line), MLP-32 (dashes)": style.dense}.items()
    ):
        axes.text(0.98, 0.22 - 0.11 * place, network, transform=axes.transAxes, ha="right", color=colour, weight="bold")
    axes.set(xscale="log", xlabel="training images", ylabel="right answers, %")
    axes.set_xticks(IMAGES, [f"{n:,}" for n in IMAGES])
    axes.minorticks_off()
    return figure
