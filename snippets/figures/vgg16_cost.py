"""Parameters and multiply-adds of the 16 layers of VGG-16, side by side."""

from matplotlib.figure import Figure

from snippets.dense_to_convolution.vgg16_cost import Layer, vgg16
from snippets.figures.style import Style


def is_dense(layer: Layer) -> bool:
    return layer.name.startswith("dense")


def dense_share(field: str) -> float:
    """The share of the dense layers in the network's ``parameters`` or ``multiply_adds``."""
    counts = [(getattr(layer, field), is_dense(layer)) for layer in vgg16()]
    return sum(count for count, dense in counts if dense) / sum(count for count, _ in counts)


def short(count: int) -> str:
    """Three digits at most: 37 K, 2.4 M, 103 M, 1.85 G."""
    if count >= 1e9:
        return f"{count / 1e9:.2f} G"
    if count >= 1e6:
        return f"{count / 1e6:.0f} M" if count >= 1e7 else f"{count / 1e6:.1f} M"
    return f"{count / 1e3:.0f} K"


def draw(style: Style) -> Figure:
    layers = vgg16()
    width, top, bottom, names = style.width * 72, 38, 4, 54  # points
    height = 17 * 16 + top + bottom
    side = (width - names) / 2 - 2
    figure = Figure(figsize=(style.width, height / 72))
    # The dense layers stand a little apart, as a group.
    rows = [row + 0.6 * is_dense(layer) for row, layer in enumerate(layers)]
    colours = [style.dense if is_dense(layer) else style.convolution for layer in layers]
    for left_half, field, title, share, colour in (
        (True, "parameters", "Parameters", f"{dense_share('parameters'):.1%} dense", style.dense),
        (
            False,
            "multiply_adds",
            "Multiply-adds",
            f"{1 - dense_share('multiply_adds'):.1%} convolutional",
            style.convolution,
        ),
    ):
        left = 2 if left_half else 2 + side + names
        axes = figure.add_axes((left / width, bottom / height, side / width, (height - top - bottom) / height))
        counts = [getattr(layer, field) for layer in layers]
        axes.barh(rows, counts, height=0.72, color=colours)
        inner = "right" if left_half else "left"
        limit = max(counts) * (1.5 if style.narrow else 1.2)
        axes.set(ylim=(16.2, -0.6), xlim=(limit, 0) if left_half else (0, limit))
        axes.set_axis_off()
        for row, count in zip(rows, counts, strict=True):
            gap = (-4 if left_half else 4, 0)
            axes.annotate(
                short(count),
                (count, row),
                gap,
                textcoords="offset points",
                ha=inner,
                va="center_baseline",
                size=9,
                color=style.muted,
            )
        end = 1 if left_half else 0
        axes.annotate(
            title,
            (end, 1),
            (0, 22),
            xycoords="axes fraction",
            textcoords="offset points",
            ha=inner,
            weight="bold",
            size=10,
        )
        axes.annotate(
            share.replace("%", " %"),
            (end, 1),
            (0, 7),
            xycoords="axes fraction",
            textcoords="offset points",
            ha=inner,
            color=colour,
        )
        if not left_half:
            for row, layer in zip(rows, layers, strict=True):
                gap = (-names / 2, 0)
                axes.annotate(
                    layer.name, (0, row), gap, textcoords="offset points", ha="center", va="center_baseline", size=9
                )
    return figure
