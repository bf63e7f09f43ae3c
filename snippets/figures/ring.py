"""A convolution around a ring, a graph layer on it, and the same graph with other numbers: as rings and as matrices."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from snippets.applications.ring import adjacency, graph_layer, slide_around
from snippets.figures.style import WEIGHTS, Style

NODES = 6
RING = adjacency([(node, (node + 1) % NODES) for node in range(NODES)], NODES)
ORDER = np.array([3, 0, 5, 1, 2, 4])  # node i of the renumbered ring is node ORDER[i]
UNIT = np.eye(NODES)
# Weights stand for themselves: 1 before, 2 own, 3 after. Column j is the answer to a one at node j.
SLIDING = np.column_stack([slide_around(unit, (1, 2, 3)) for unit in UNIT])
LAYER = np.column_stack([graph_layer(RING, unit, 2, 1) for unit in UNIT])
RENUMBERED = np.column_stack([graph_layer(RING[ORDER][:, ORDER], unit, 2, 1) for unit in UNIT])
TINTS = {0: "", 1: WEIGHTS[1][1], 2: WEIGHTS[0][1], 3: WEIGHTS[2][1]}
SHOWN = 2  # the node whose row is drawn as a ring


def wheel(axes: Axes, style: Style, matrix: np.ndarray, order: np.ndarray) -> None:
    """The ring with its nodes numbered; those that node SHOWN reads are filled with the tint of their weight."""
    for number in range(NODES):
        angle = np.pi / 2 - 2 * np.pi * order[number] / NODES
        following = np.pi / 2 - 2 * np.pi * (order[number] + 1) / NODES
        axes.plot(*np.transpose([(np.cos(a), np.sin(a)) for a in (angle, following)]), color=style.rule, zorder=0)
        tint = TINTS[matrix[SHOWN, number]]
        axes.plot(
            np.cos(angle), np.sin(angle), "o", markersize=17, color=tint or style.paper, markeredgecolor=style.muted
        )
        ink = "#000000" if tint else style.ink
        axes.text(np.cos(angle), np.sin(angle), number, ha="center", va="center_baseline", color=ink, size=9.5)
    axes.set(xlim=(-1.35, 1.35), ylim=(-1.35, 1.35), aspect="equal")
    axes.set_axis_off()


def draw(style: Style) -> Figure:
    plain = np.arange(NODES)
    panels = (
        (SLIDING, plain, "Convolution: three weights"),
        (LAYER, plain, "Graph layer: two weights"),
        (RENUMBERED, ORDER, "Renumbered: the same two"),
    )
    rows, columns = (3, 2) if style.narrow else (2, 3)
    figure = Figure(figsize=(style.width, 6.4 if style.narrow else 5.0), layout="constrained")
    grid = figure.subplots(rows, columns)
    grid = grid if style.narrow else grid.T
    for (wheel_axes, matrix_axes), (matrix, order, title) in zip(grid, panels, strict=True):
        wheel(wheel_axes, style, matrix, order)
        wheel_axes.set_title(title)
        colours = [[TINTS[weight] for weight in row] for row in matrix]
        names = {0: "", 1: "b", 2: "a", 3: "c"}
        style.cells(matrix_axes, matrix, colours, [[names[weight] for weight in row] for row in matrix], size=9.5)
        row = Rectangle((0, SHOWN), NODES, 1, fill=False, edgecolor=style.ink, linewidth=2, clip_on=False)
        matrix_axes.add_patch(row)
    return figure
