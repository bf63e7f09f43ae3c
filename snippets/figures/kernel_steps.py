"""The worked example: the first output product by product, then six positions of the kernel, the output filling up."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_hex, to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path

from snippets.figures.style import Style, text_on
from snippets.sliding_kernel.slide import IMAGE, KERNEL, products, slide

OUTPUT = slide(IMAGE, KERNEL)
FRAMES = ((0, "1st"), (1, "2nd"), (2, "3rd"), (3, "4th"), (7, "8th"), (8, "9th"))


def tint(style: Style, colour: str, share: float) -> str:
    """``share`` of the colour on the paper."""
    mixed = share * np.array(to_rgb(getattr(style, colour))) + (1 - share) * np.array(to_rgb(style.paper))
    return to_hex(mixed)


def grid(axes: Axes, style: Style, left: float, top: float, shape: tuple[int, int], colour: str) -> None:
    """A block of (rows, columns) cells of one colour, one unit a side."""
    rows, columns = shape
    cells(axes, style, [(left, top + row, columns, 1) for row in range(rows)], colour)
    ends = [((left + column, top), (left + column, top + rows)) for column in range(1, columns)]
    if ends:
        lines = Path([point for pair in ends for point in pair], [Path.MOVETO, Path.LINETO] * len(ends))
        axes.add_patch(PathPatch(lines, fill=False, edgecolor=style.paper, linewidth=1, clip_on=False))


def cells(axes: Axes, style: Style, places: list[tuple[float, float, float, float]], colour: str) -> None:
    """Rectangles (left, top, width, height) of one colour, in a single path."""
    points = [point for x, y, w, h in places for point in ((x, y), (x + w, y), (x + w, y + h), (x, y + h), (x, y))]
    codes = [Path.MOVETO, *[Path.LINETO] * 3, Path.CLOSEPOLY] * len(places)
    axes.add_patch(PathPatch(Path(points, codes), facecolor=colour, edgecolor=style.paper, linewidth=1, clip_on=False))


def numbers(axes: Axes, values: np.ndarray, left: float, top: float, colour: str, size: float = 9.5, step=1.0) -> None:
    """The numbers of a block, readable on cells of ``colour`` that are ``step`` units wide."""
    for (row, column), value in np.ndenumerate(values):
        text = f"{value:d}".replace("-", "−")
        place = (left + (column + 0.5) * step, top + (row + 0.5) * step)
        axes.text(*place, text, size=size, color=text_on(colour), ha="center", va="center_baseline")


def outline(axes: Axes, style: Style, left: float, top: float, side: float, colour: str = "kernel") -> None:
    """A frame around a square."""
    frame = Rectangle((left, top), side, side, fill=False, edgecolor=getattr(style, colour), linewidth=2.4)
    axes.add_patch(frame)
    frame.set_clip_on(False)


def first_output(axes: Axes, style: Style) -> None:
    """Patch, kernel, products, sum: from left to right."""
    blue, orange, green = tint(style, "input", 0.3), tint(style, "kernel", 0.3), tint(style, "output", 0.4)
    grey = tint(style, "muted", 0.2)
    gap = 1.0 if style.narrow else 1.6
    lefts = np.cumsum([0, 5 + gap, 3 + gap, 3 + gap])
    grid(axes, style, lefts[0], 0, (5, 5), blue)
    numbers(axes, IMAGE, lefts[0], 0, blue)
    outline(axes, style, lefts[0], 0, 3)
    for left, values, colour in ((lefts[1], KERNEL, orange), (lefts[2], products(IMAGE, KERNEL, 0, 0), grey)):
        grid(axes, style, left, 0, (3, 3), colour)
        numbers(axes, values, left, 0, colour)
    grid(axes, style, lefts[3], 1, (1, 1), green)
    numbers(axes, OUTPUT[:1, :1], lefts[3], 1, green)
    for left, sign in zip(lefts[1:], ("×", "=", "→"), strict=True):
        axes.text(left - gap / 2, 1.5, sign, size=12, ha="center", va="center")
    for left, width, word in zip(lefts, (5, 3, 3, 1), ("input", "kernel", "products", "sum"), strict=True):
        low = 5.2 if word == "input" else 2.2 if word == "sum" else 3.2
        axes.text(left + width / 2, low, word, ha="center", va="top", color=style.muted)
    axes.set(xlim=(-0.1, lefts[3] + 1.4), ylim=(6.1, -0.1), aspect="equal")
    axes.set_axis_off()


def frame(axes: Axes, style: Style, done: int) -> None:
    """The kernel's position number ``done``, and below it the outputs so far."""
    row, column = divmod(done, 3)
    blue, orange, green = tint(style, "input", 0.3), tint(style, "kernel", 0.3), tint(style, "output", 0.4)
    grid(axes, style, 0, 0, (5, 5), blue)
    grid(axes, style, column, row, (3, 3), orange)
    outline(axes, style, column, row, 3)
    # Outputs are drawn a little larger than pixels, for their numbers.
    left, top, step = 0.4, 5.6, 1.4
    squares = [(left + step * j, top + step * i, step, step) for i, j in np.ndindex(OUTPUT.shape)]
    cells(axes, style, squares[: done + 1], green)
    if done < 8:
        cells(axes, style, squares[done + 1 :], tint(style, "output", 0.13))
    for (x, y, _, _), value in zip(squares[: done + 1], OUTPUT.ravel(), strict=False):
        numbers(axes, np.array([[value]]), x, y, green, size=9, step=step)
    outline(axes, style, *squares[done][:3], "output")
    axes.set(xlim=(-0.1, 5.1), ylim=(9.9, -0.1), aspect="equal")
    axes.set_axis_off()


def draw(style: Style) -> Figure:
    columns = 3 if style.narrow else 6
    rows = len(FRAMES) // columns
    figure = Figure(figsize=(style.width, style.width * (1.9 if style.narrow else 0.74)), layout="constrained")
    above, below = figure.subfigures(2, 1, height_ratios=(0.44, 1.42) if style.narrow else (0.39, 0.35))
    axes = above.subplots()
    first_output(axes, style)
    axes.set_title("Nine products, one sum")
    for index, (panel, (done, name)) in enumerate(zip(below.subplots(rows, columns).ravel(), FRAMES, strict=True)):
        frame(panel, style, done)
        title = f"{name} position" if index == 0 and not style.narrow else name
        panel.set_title(title, weight="normal", size=9.5, loc="center")
    return figure
