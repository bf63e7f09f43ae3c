"""Where a shift of the input is not a shift of the output: four layers on 32 x 32 noise."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from snippets.figures.style import Style
from snippets.three_ideas.where_it_breaks import NOISE, errors

PANELS = {  # layer, pixels by which its input moves, outputs by which its output should
    "Circular padding": ("circular padding", 5, 5),
    "Zero padding": ("zero padding", 5, 5),
    "Stride 2": ("stride 2", 1, 0),
    "Max-pooling": ("max-pooling", 1, 0),
}


def maps() -> dict[str, np.ndarray]:
    """Title -> array of outputs, True where the output is wrong."""
    return {title: errors(name, NOISE, pixels, moved) for title, (name, pixels, moved) in PANELS.items()}


def segments(ends: list[tuple[float, float]]) -> Path:
    """One path of many lines, each from a point to the next but one: small in an SVG."""
    return Path(ends, [Path.MOVETO, Path.LINETO] * (len(ends) // 2))


def show(axes: Axes, style: Style, wrong: np.ndarray, side: float) -> None:
    """Outputs as cells, those that are wrong in the accent colour; the map is ``side`` points wide."""
    rows, columns = wrong.shape
    right = [(x, y + 0.5) for y in range(rows) for x in (0, columns)]
    # Where a run of wrong outputs begins or ends, row by row.
    edges = np.argwhere(np.diff(wrong.astype(int), axis=1, prepend=0, append=0))
    accent = [(column, row + 0.5) for row, column in edges]
    for ends, colour in ((right, style.rule), (accent, style.accent)):
        if ends:
            axes.add_patch(
                PathPatch(segments(ends), fill=False, edgecolor=colour, linewidth=side / rows, capstyle="butt")
            )
    grid = [(x, y) for x in range(1, columns) for y in (0, rows)] + [
        (x, y) for y in range(1, rows) for x in (0, columns)
    ]
    axes.add_patch(PathPatch(segments(grid), fill=False, edgecolor=style.paper, linewidth=0.6))
    axes.set(xlim=(0, columns), ylim=(rows, 0))
    axes.set_axis_off()


def draw(style: Style) -> Figure:
    columns, side, gap = (2, 122, 20) if style.narrow else (4, 116, 15)
    above, below = 38, 34
    width, panel = style.width * 72, above + side + below
    height = panel * 4 / columns
    left = (width - columns * side - (columns - 1) * gap) / 2
    figure = Figure(figsize=(style.width, height / 72))
    for index, (title, wrong) in enumerate(maps().items()):
        x = left + index % columns * (side + gap)
        bottom = height - (index // columns + 1) * panel + below
        axes = figure.add_axes((x / width, bottom / height, side / width, side / height))
        show(axes, style, wrong, side)
        ends = np.flatnonzero(wrong.any(axis=0))
        where = f"\ncolumns {', '.join(map(str, ends))}" if 0 < len(ends) < 8 else ""
        for y, va, text in (
            (1 + 5 / side, "bottom", f"input moves {PANELS[title][1]} px"),
            (-5 / side, "top", f"{wrong.sum():,} of {wrong.size:,} wrong{where}"),
        ):
            axes.text(0, y, text, transform=axes.transAxes, va=va)
        axes.text(0, 1 + 20 / side, title, transform=axes.transAxes, va="bottom", weight="bold", size=10)
    return figure
