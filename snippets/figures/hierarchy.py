"""Receptive fields of VGG-16 on a photograph, and what one unit of each block gets to see."""

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from skimage import data

from snippets.figures.style import Style
from snippets.image_structure.vgg16_fields import CONVOLUTIONS, block_fields

IMAGE = 224  # side of the image that VGG-16 reads
LEFT, TOP = 53, 0  # its place in the photograph
CENTRE = (165, 112)  # column and row, in the photograph, of all five fields: the rim of a pupil


def fields() -> list[int]:
    """Fields of the last convolution of each block, in pixels a side."""
    return [before for before, _ in block_fields(CONVOLUTIONS)]


def seen(side: int) -> np.ndarray:
    """The pixels in the field of this side."""
    left, top = CENTRE[0] - side // 2, CENTRE[1] - side // 2
    return data.chelsea()[top : top + side, left : left + side]


def draw(style: Style) -> Figure:
    figure = Figure(figsize=(style.width, style.width * (1.8 if style.narrow else 0.5)), layout="constrained")
    if style.narrow:
        whole, cut_outs = figure.subfigures(2, 1, height_ratios=[1.04, 0.76])
    else:
        whole, cut_outs = figure.subfigures(1, 2, width_ratios=[0.46, 0.54])
    axes = whole.subplots()
    photograph = data.chelsea()[TOP : TOP + IMAGE, LEFT : LEFT + IMAGE]
    axes.imshow(photograph, extent=(LEFT, LEFT + IMAGE, TOP + IMAGE, TOP), interpolation="bicubic")
    axes.set_title("Five fields around one point")
    axes.set_axis_off()
    *panels, last = cut_outs.subplots(2, 3).ravel()
    last.set_axis_off()
    last.text(0, 1, "What the last\nconvolution\nof each block\nof VGG-16\ncan see", va="top", transform=last.transAxes)
    for block, (side, panel) in enumerate(zip(fields(), panels, strict=True), 1):
        corner = CENTRE[0] - side // 2, CENTRE[1] - side // 2
        for colour, width in (("black", 2.6), ("white", 1.2)):
            axes.add_patch(Rectangle(corner, side, side, fill=False, edgecolor=colour, linewidth=width))
        panel.imshow(seen(side), interpolation="nearest" if side < 90 else "bicubic")
        panel.set_title(f"block {block}: {side} px", size=9, weight="normal")
        panel.set_axis_off()
    return figure
