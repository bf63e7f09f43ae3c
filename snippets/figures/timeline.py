"""From two kinds of cells to networks with millions of parameters: 62 years, one row a year."""

import math

from matplotlib.figure import Figure

from snippets.figures.style import Style
from snippets.fully_connected.vgg16 import CONFIGURATION_D, count_parameters, vgg16_shapes
from snippets.visual_cortex.later_networks import count_alexnet, count_resnet_50, count_vit_b_16
from snippets.visual_cortex.lenets import LECUN_1989, LENET_5, totals

VGG_16 = sum(count_parameters(vgg16_shapes(CONFIGURATION_D)).values())
IDEAS = {
    1959: "cells with oriented fields",
    1962: "simple and complex cells",
    1980: "neocognitron",
}
NETWORKS = {
    1989: ("zip-code network", totals(LECUN_1989)[1]),
    1998: ("LeNet-5", totals(LENET_5)[1]),
    2012: ("AlexNet", count_alexnet()),
    2014: ("VGG-16", VGG_16),
    2016: ("ResNet-50", count_resnet_50()),
    2021: ("ViT-B/16", count_vit_b_16()),
}


def short(parameters: int) -> str:
    """60,000 or 61 M."""
    return f"{parameters:,}" if parameters < 10**6 else f"{parameters / 10**6:.0f} M"


def draw(style: Style) -> Figure:
    figure = Figure(figsize=(style.width, 6.2), layout="constrained")
    axes = figure.subplots()
    name_at, bar_at, full = (
        (5.2 if style.narrow else 4.5),
        (19.7 if style.narrow else 13.5),
        (34 if style.narrow else 40),
    )

    def place(parameters: int) -> float:
        """On a logarithmic axis that begins to the right of the names, at a thousand."""
        return bar_at + (full - bar_at) * (math.log10(parameters) - 3) / (math.log10(VGG_16) - 3)

    axes.set(xlim=(0, 44), ylim=(2023, 1956))
    axes.set_axis_off()
    axes.plot((name_at - 0.7,) * 2, (1958, 2022), color=style.rule)
    for year, idea in IDEAS.items():
        axes.text(0, year, year, va="center", color=style.muted, size=9)
        axes.text(name_at, year, idea, va="center")
    for year, (name, parameters) in NETWORKS.items():
        transformer = name.startswith("ViT")
        colour = style.dense if transformer else style.convolution
        axes.text(0, year, year, va="center", color=style.muted, size=9)
        axes.text(name_at, year, name, va="center")
        axes.plot(
            place(parameters),
            year,
            "s" if transformer else "o",
            color=colour,
            markersize=8,
        )
        axes.text(
            place(parameters) + (1.4 if style.narrow else 0.8),
            year,
            short(parameters),
            va="center",
            color=colour,
            weight="bold",
        )
    for power in range(4, 9):
        axes.plot((place(10**power),) * 2, (1987.4, 2022), color=style.rule, linewidth=0.8, zorder=0)
    for power in (4, 6, 8):
        axes.text(place(10**power), 1986.8, short(10**power), ha="center", color=style.muted, size=9)
    axes.text(place(10**4), 1983.4, "parameters", ha="center", color=style.muted, size=9)
    return figure
