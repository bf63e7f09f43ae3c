"""Chequerboards with squares of 1, 2, 3 and 8 pixels, and what the horizontal derivative answers."""

from matplotlib.figure import Figure

from snippets.exercises.edge_detectors import chequerboard, edges
from snippets.figures.style import PIXELS_PER_INCH, SIGNED, Style

SIDES = (1, 2, 3, 8)
WINDOW = 24  # pixels shown of each board, from its upper left corner


def draw(style: Style) -> Figure:
    """A board above, its gx below, for each size of square; on a phone two beside each other. In CSS pixels, downwards."""
    columns = 2 if style.narrow else len(SIDES)
    width, gap, title, label = style.width * PIXELS_PER_INCH, 14, 26, 22
    side = (width - gap * (columns - 1)) / columns
    pair = title + side + label + side
    height = pair * len(SIDES) / columns
    figure = Figure(figsize=(style.width, height / PIXELS_PER_INCH))

    def show(pixels, left, top, rim=0, **colours):
        """The pixels in a window of the board, from ``rim`` pixels inside it on."""
        axes = figure.add_axes((left / width, 1 - (top + side) / height, side / width, side / height))
        axes.imshow(pixels, extent=(rim, WINDOW - rim, WINDOW - rim, rim), interpolation="nearest", **colours)
        axes.set(xlim=(0, WINDOW), ylim=(WINDOW, 0), xticks=[], yticks=[])
        axes.spines[:].set(visible=True, color=style.rule)

    for number, square in enumerate(SIDES):
        row, column = divmod(number, columns)
        left, top = column * (side + gap), row * pair
        board = chequerboard(WINDOW, square)
        gx, _ = edges(board)
        figure.text(left / width, 1 - (top + title / 2) / height, f"{square} px", weight="bold", size=10, va="center")
        found = f"from {gx.min():.0f} to {gx.max():.0f}".replace("-", "−") if gx.any() else "is 0 everywhere"
        middle = top + title + side + label / 2
        figure.text(left / width, 1 - middle / height, f"gx {found}", size=9.5, va="center")
        show(board[:WINDOW, :WINDOW], left, top + title, cmap="gray")
        inside = gx[: WINDOW - 2, : WINDOW - 2]  # its first answer stands on the second pixel
        show(inside, left, top + title + side + label, rim=1, cmap=SIGNED, vmin=-4, vmax=4)
    return figure
