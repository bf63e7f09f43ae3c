"""Two filters on a window of three channels: six kernels, two sums, one position in each of two feature maps."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from snippets.figures.kernel_steps import cells, grid, numbers, tint
from snippets.figures.style import Style
from snippets.sliding_kernel.channels import BIASES, FILTERS, WINDOW, partial_sums

SUMS = partial_sums(WINDOW, FILTERS)
OUTPUTS = SUMS.sum(axis=1) + BIASES


def signed(number: int) -> str:
    return f"{number:+d}".replace("-", "−")


def draw_filter(axes: Axes, style: Style, left: float, index: int) -> None:
    """A filter's kernels from top to bottom, what each makes of its channel, and below the sum with the bias."""
    orange, green = tint(style, "kernel", 0.3), tint(style, "output", 0.4)
    for channel, (kernel, part) in enumerate(zip(FILTERS[index], SUMS[index], strict=True)):
        top = 3.5 * channel
        grid(axes, style, left, top, (3, 3), orange)
        numbers(axes, kernel, left, top, orange)
        axes.text(left + 4.15, top + 1.5, signed(part), size=10.5, ha="center", va="center_baseline")
    axes.text(left + 4.15, 11.1, signed(BIASES[index]), size=10.5, ha="center", va="center_baseline")
    axes.text(left + 3.2, 11.1, "bias", ha="right", va="center_baseline", color=style.muted)
    axes.plot([left + 3.5, left + 4.8], [11.75, 11.75], color=style.ink, linewidth=1)
    x, y = left + 3.65, 12.1  # the answer stands below its column, one cell of a feature map
    grid(axes, style, x, y, (3, 3), tint(style, "output", 0.13))
    cells(axes, style, [(x, y, 1, 1)], green)
    numbers(axes, np.array([[OUTPUTS[index]]]), x, y, green)
    axes.text(left + 3.2, y + 0.5, f"map {index + 1}", ha="right", va="center_baseline", color=style.muted)
    axes.text(left + 1.5, -0.35, f"filter {index + 1}", ha="center", va="bottom", color=style.kernel, weight="bold")


def draw(style: Style) -> Figure:
    figure = Figure(figsize=(style.width, style.width * (1.0 if style.narrow else 0.6)), layout="constrained")
    axes = figure.subplots()
    blue = tint(style, "input", 0.3)
    for channel, window in enumerate(WINDOW):
        grid(axes, style, 0, 3.5 * channel, (3, 3), blue)
        numbers(axes, window, 0, 3.5 * channel, blue)
        if not style.narrow:
            axes.text(-0.4, 3.5 * channel + 1.5, f"channel {channel + 1}", ha="right", va="center", color=style.muted)
    axes.text(1.5, -0.35, "window", ha="center", va="bottom", color=style.input, weight="bold")
    gap, step = (4.1, 5.9) if style.narrow else (4.8, 7.4)
    for index in range(len(FILTERS)):
        draw_filter(axes, style, gap + index * step, index)
    right = gap + step + 6.8
    axes.set(xlim=(-0.1 if style.narrow else -4, right), ylim=(15.2, -1.4), aspect="equal")
    axes.set_axis_off()
    return figure
