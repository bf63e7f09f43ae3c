"""The answers of a simple and of a complex cell to a bar that moves across the field."""

from matplotlib.figure import Figure

from snippets.figures.style import Style
from snippets.visual_cortex.cells import bar, complex_cell, simple_cell

OFFSETS = range(-5, 6)


def draw(style: Style) -> Figure:
    figure = Figure(figsize=(style.width, 2.9 if style.narrow else 2.6), layout="constrained")
    bars, answers = figure.subplots(2, 1, height_ratios=(1, 1.7), sharex=True)
    bars.set_title("The bar, in seven of its places")
    for offset in OFFSETS[2:-2]:
        image = bar(offset)[3:-3, 3:-3]
        bars.imshow(
            image,
            cmap="gray",
            extent=(offset - 0.42, offset + 0.42, 0, 0.84),
            aspect="auto",
        )
    bars.set(ylim=(0, 0.84))
    bars.set_axis_off()

    simple = [simple_cell(bar(offset)) for offset in OFFSETS]
    pooled = [complex_cell(bar(offset)) for offset in OFFSETS]
    answers.plot(OFFSETS, pooled, "o-", color=style.output, markersize=5)
    answers.plot(OFFSETS, simple, "o-", color=style.kernel, markersize=5)
    answers.text(3.15, 0.86, " complex", color=style.output, ha="left", va="center")
    answers.text(0.6, 0.45, " simple", color=style.kernel, ha="left", va="center")
    answers.set_title("What the two cells answer")
    answers.set(
        xlim=(-5.5, 5.5),
        ylim=(-0.08, 1.15),
        yticks=[0, 1],
        xticks=range(-4, 5, 2),
        xlabel="offset of the bar, in pixels",
    )
    return figure
