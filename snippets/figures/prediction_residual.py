"""A photograph, its prediction from four neighbours, and what the prediction misses."""

import numpy as np
from matplotlib.figure import Figure

from snippets.figures.style import Style
from snippets.image_structure.prediction import photographs, predict

CROP = np.s_[54:334, 120:400]  # head, camera, some of the skyline and of the tripod
LIMIT = 25  # grey levels; larger errors are drawn like it


def draw(style: Style) -> Figure:
    pixels, predicted, _ = predict(photographs()["camera"])
    panels = {"Photograph": pixels, "Predicted from 4 neighbours": predicted}
    if style.narrow:  # the first two beside each other, the third below them as large as both
        figure = Figure(figsize=(style.width, style.width * 1.68), layout="constrained")
        grid = figure.add_gridspec(2, 2, height_ratios=[1, 2])
        axes = [figure.add_subplot(place) for place in (grid[0, 0], grid[0, 1], grid[1, :])]
    else:
        figure, axes = style.panels(3, wide=3, narrow=3, aspect=1.13)
    for panel, (title, image) in zip(axes, panels.items(), strict=False):
        style.picture(panel, image[CROP], title if not style.narrow else title.replace(" from 4 neighbours", ""))
    missed = (pixels - predicted)[CROP]
    style.picture(axes[2], np.clip(missed, -LIMIT, LIMIT), "Missed: edges, texture", signed=True)
    for panel in axes:
        panel.images[0].set_interpolation("bicubic")
        panel.title.set_size(9.5)
    return figure
