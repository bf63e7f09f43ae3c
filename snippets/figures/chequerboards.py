"""Chequerboards with squares of 1, 2, 3 and 8 pixels, and what the horizontal derivative answers."""

from matplotlib.figure import Figure

from snippets.exercises.edge_detectors import chequerboard, edges
from snippets.figures.style import PIXELS_PER_INCH, SIGNED, Style

SIDES = (1, 2, 3, 8)
WINDOW = 24  # pixels shown of each board, from its upper left corner


def draw(style: Style) -> Figure:
    """A board above, its gx below, for each size of square. Coordinates are CSS pixels, downwards."""
    sides = [side for side in SIDES if not (style.narrow and side == 3)]
    width, gap, title, label = style.width * PIXELS_PER_INCH, 14, 26, 22
    side = (width - gap * (len(sides) - 1)) / len(sides)
    height = title + side + label + side
    figure = Figure(figsize=(style.width, height / PIXELS_PER_INCH))

    def show(pixels, column, top, **colours):
        box = (column * (side + gap) / width, 1 - (top + side) / height, side / width, side / height)
        axes = figure.add_axes(box)
        axes.imshow(pixels, extent=(0, WINDOW, WINDOW, 0), interpolation="nearest", **colours)
        axes.set(xticks=[], yticks=[])
        axes.spines[:].set_color(style.rule)

    for column, square in enumerate(sides):
        board = chequerboard(WINDOW, square)
        gx, _ = edges(board)
        left = column * (side + gap) / width
        figure.text(left, 1 - title / 2 / height, f"{square} px", weight="bold", size=10, va="center")
        found = f"from {gx.min():.0f} to {gx.max():.0f}".replace("-", "−") if gx.any() else "is 0 everywhere"
        figure.text(left, 1 - (title + side + label / 2) / height, f"gx {found}", size=9.5, va="center")
        show(board[:WINDOW, :WINDOW], column, title, cmap="gray")
        show(gx[:WINDOW, :WINDOW], column, title + side + label, cmap=SIGNED, vmin=-4, vmax=4)
    return figure
