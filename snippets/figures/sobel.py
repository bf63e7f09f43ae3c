"""Photograph, gx, gy, magnitude and direction, and the keys to read them."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Wedge

from snippets.edges.sobel import photograph, polar, sobel
from snippets.figures.style import SIGNED, Style

CROP = np.s_[54:334, 120:400]  # head, camera, some of the skyline and of the tripod
LIMIT = 2  # answers beyond it are drawn like it: few are, and the faint ones are worth seeing
THRESHOLD = 1
NIGHT = "#16181d"  # behind the directions in both schemes, so that the four hues stand out

# Brightens to the right, down, to the left, up, and round again: a wheel of hues with four different lightnesses.
WHEEL = LinearSegmentedColormap.from_list("wheel", ["#ffd23f", "#ff5a6e", "#5b7bff", "#35d6a0", "#ffd23f"])


def keys(axes: Axes, style: Style) -> None:
    """The scale of gx and gy and the wheel of directions, in place of a sixth picture."""
    axes.set_axis_off()
    axes.text(0, 0.4, "gx, gy", size=9.5, weight="bold", va="center", color=style.ink)
    axes.imshow(np.linspace(0, 1, 256)[None], cmap=SIGNED, extent=(0, 10, 2.0, 1.0), aspect="auto")
    for place, align, text in ((0, "left", f"−{LIMIT:g}"), (5, "center", "0"), (10, "right", f"{LIMIT:g}")):
        axes.text(place, 2.5, text, size=9, ha=align, va="center", color=style.ink)
    axes.text(0, 3.85, "Direction: brighter", size=9.5, weight="bold", va="center", color=style.ink)
    for degrees in range(0, 360, 5):
        axes.add_patch(Wedge((5, 7.2), 1.75, degrees, degrees + 5.5, width=0.95, color=WHEEL((degrees + 2.5) / 360)))
    for x, y, align, text in (
        (7.1, 7.2, "left", "right"),
        (5, 9.55, "center", "down"),
        (2.9, 7.2, "right", "left"),
        (5, 4.9, "center", "up"),
    ):
        axes.text(x, y, text, size=9.5, ha=align, va="center", color=style.ink)
    axes.set(xlim=(0, 10), ylim=(10, -0.2), aspect="equal")


def draw(style: Style) -> Figure:
    image = photograph()[CROP]
    gx, gy = sobel(image)
    magnitude, direction = polar(gx, gy)
    figure, panels = style.panels(6, wide=3, narrow=2, aspect=1.13)
    style.picture(panels[0], image, "Photograph")
    style.picture(panels[1], np.clip(gx, -LIMIT, LIMIT), "gx: upright edges", signed=True)
    style.picture(panels[2], np.clip(gy, -LIMIT, LIMIT), "gy: level edges", signed=True)
    style.picture(panels[3], np.minimum(magnitude, LIMIT), "Magnitude: all edges")
    hues = WHEEL((direction % 360) / 360)
    hues[magnitude < THRESHOLD] = (*(int(NIGHT[i : i + 2], 16) / 255 for i in (1, 3, 5)), 1)
    style.picture(panels[4], hues, "Direction")
    for panel in panels[:5]:
        panel.images[0].set_interpolation("bicubic")  # square pixels twice as large would double the file
    keys(panels[5], style)
    return figure
