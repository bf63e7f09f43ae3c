"""How much of the variance the first principal components hold: photographs, shuffled patches, noise, digits."""

from functools import cache

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter
from sklearn.datasets import load_digits

from snippets.dimensionality.principal_components import components_for, six_photographs, spectrum, tiles
from snippets.figures.style import Style

SHARE = 0.95


@cache
def measured() -> dict[str, tuple[np.ndarray, int]]:
    """Of the four sets of vectors, drawn as the listing draws them: their spectra, and how many components it takes."""
    rng = np.random.default_rng(0)
    patches = np.concatenate([tiles(photo) for photo in six_photographs()])
    noise = rng.uniform(0, 255, patches.shape)
    rng.permutation(256)
    own_order = rng.permuted(patches, axis=1)
    sets = {"photographs": patches, "digits": load_digits().data, "shuffled": own_order, "noise": noise}
    return {name: (spectrum(vectors), components_for(SHARE, vectors)) for name, vectors in sets.items()}


def draw(style: Style) -> Figure:
    """One curve a set; a dot where it reaches 95 %."""
    colours = {"photographs": style.input, "digits": style.accent, "shuffled": style.muted, "noise": style.muted}
    labels = {
        "photographs": "photographs: {}",
        "digits": f"digits: {{}} of {len(measured()['digits'][0])}",
        "shuffled": "each patch\nshuffled: {}" if style.narrow else "each patch shuffled: {}",
        "noise": "white noise: {}",
    }
    places = {"photographs": (1.1, 0.86), "digits": (15, 0.74), "shuffled": (28, 0.88), "noise": (50, 0.4)}
    gap = "\n" if style.narrow else " "
    figure = Figure(figsize=(style.width, style.width * (1.05 if style.narrow else 0.52)), layout="constrained")
    axes = figure.subplots()
    axes.axhline(SHARE, color=style.rule, linewidth=1, zorder=0)
    for name, (shares, needed) in measured().items():
        held = shares.cumsum()
        axes.plot(
            np.arange(len(held)) + 1,
            held,
            color=colours[name],
            linewidth=2 if name in ("photographs", "digits") else 1.5,
        )
        axes.plot(needed, held[needed - 1], "o", color=colours[name], markersize=6)
        align = "right" if name == "noise" else "left"
        x, y = places[name]
        axes.text(x, y, labels[name].format(needed), color=colours[name], ha=align, va="top")
    axes.set_xscale("log", base=2)
    ticks = [4**i for i in range(5)] if style.narrow else [2**i for i in range(9)]
    axes.set(xlim=(0.95, 280), ylim=(0, 1.03), xticks=ticks, yticks=[0, 0.25, 0.5, 0.75, SHARE])
    axes.set_xticklabels(ticks)
    axes.minorticks_off()
    axes.yaxis.set_major_formatter(PercentFormatter(1, symbol=" %"))
    axes.set_xlabel("Principal components, largest first")
    axes.set_title(f"A few directions hold {round(100 * SHARE)} % of the{gap}variance of photographs, but not of noise")
    return figure
