"""A photograph, its pixels in random order, white noise, and the average of two photographs."""

import numpy as np
from matplotlib.figure import Figure

from snippets.dimensionality.principal_components import six_photographs
from snippets.figures.style import Style

SIDE = 56  # pixels of each picture


def shrink(image: np.ndarray, top: int, left: int, factor: int = 5) -> np.ndarray:
    """A square of the image, each pixel of the result the mean of factor x factor pixels."""
    square = image[top : top + SIDE * factor, left : left + SIDE * factor]
    return square.reshape(SIDE, factor, SIDE, factor).mean(axis=(1, 3))


def pictures() -> dict[str, np.ndarray]:
    """The four pictures, brightness 0 to 255."""
    _, cat, _, _, palace, _ = six_photographs()
    rng = np.random.default_rng(0)
    photograph = shrink(cat, top=10, left=70)
    return {
        "A photograph": photograph,
        "Its pixels shuffled": rng.permuted(photograph),
        "White noise": rng.uniform(0, 255, photograph.shape),
        "Mean of two photos": (photograph + shrink(palace, top=60, left=215)) / 2,
    }


def draw(style: Style) -> Figure:
    figure, panels = style.panels(4, wide=4, narrow=2, aspect=1.14)
    for panel, (title, image) in zip(panels, pictures().items(), strict=True):
        style.picture(panel, image, title)
    return figure
