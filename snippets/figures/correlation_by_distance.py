"""Correlation of two pixels against their distance: eight photographs, their mean, grass, and white noise."""

from functools import cache

import numpy as np
from matplotlib.figure import Figure
from skimage import data

from snippets.figures.style import Style
from snippets.image_structure.correlation import three_images
from snippets.image_structure.eight_photographs import correlation, photographs

DISTANCES = (1, 2, 4, 8, 16, 32, 64, 128)


@cache
def curves() -> dict[str, list[float]]:
    """{name: correlations at `DISTANCES`}."""
    images = photographs() | {"grass": data.grass(), "white noise": three_images()["noise"]}
    return {name: [correlation(image, distance) for distance in DISTANCES] for name, image in images.items()}


def spread(heights: list[float], gap: float) -> list[float]:
    """Move heights apart until neighbours differ by at least ``gap``, as little as that takes."""
    order = np.argsort(heights)
    moved = np.array(heights, dtype=float)[order]
    for _ in range(200):
        for i in range(len(moved) - 1):
            lack = gap - (moved[i + 1] - moved[i])
            if lack > 1e-9:
                moved[i] -= lack / 2
                moved[i + 1] += lack / 2
    result = np.empty(len(moved))
    result[order] = moved
    return list(result)


def draw(style: Style) -> Figure:
    eight = [line for name, line in curves().items() if name not in ("grass", "white noise")]
    lines = curves() | {"mean of eight": list(np.mean(eight, axis=0))}
    colours = {"white noise": style.muted, "grass": style.output, "mean of eight": style.ink}
    ends = spread([line[-1] for line in lines.values()], 0.06)
    figure = Figure(figsize=(style.width, style.width * (1.3 if style.narrow else 0.62)), layout="constrained")
    axes = figure.subplots()
    axes.plot([0.95, 128], [0, 0], color=style.rule, linewidth=1, zorder=0)
    for (name, line), end in zip(lines.items(), ends, strict=True):
        colour = colours.get(name, style.input)
        mean = name == "mean of eight"
        axes.plot(DISTANCES, line, color=colour, linewidth=2.6 if mean else 1.2)
        axes.plot([128, 150], [line[-1], end], color=colour, linewidth=0.6)
        axes.text(
            155, end, name.replace("_", " "), color=colour, va="center", size=9, weight="bold" if mean else "normal"
        )
    axes.set_xscale("log", base=2)
    axes.set(
        xlim=(0.95, 1000 if style.narrow else 350), ylim=(-0.19, 1.02), xticks=DISTANCES, yticks=[0, 0.25, 0.5, 0.75, 1]
    )
    axes.set_xticklabels(DISTANCES)
    axes.minorticks_off()
    axes.spines["bottom"].set_bounds(0.95, 128)
    axes.set_xlabel("Distance in pixels, along a row", loc="left")
    gap = "\n" if style.narrow else " "
    axes.set_title(f"Correlation falls with distance,{gap}in each photograph in its own way")
    return figure
