"""A tilted square, the answer of a linear stack, and the answer of a stack with products between its layers."""

from matplotlib.figure import Figure

from snippets.edges.corners import gradient_corners, linear_corners, tilted_square
from snippets.figures.style import Style


def draw(style: Style) -> Figure:
    square = tilted_square(25)
    figure, panels = style.panels(3, wide=3, narrow=2, aspect=1.1)
    style.picture(panels[0], square, "Tilted square")
    for panel, detect, title in (
        (panels[1], linear_corners, "Linear: sides too"),
        (panels[2], gradient_corners, "Products: corners"),
    ):
        style.picture(panel, detect(square), title, signed=True)
    return figure
