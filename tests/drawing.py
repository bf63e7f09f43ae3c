"""A figure as tests look at it: drawn in a style, and its colours as the eye weighs them."""

from types import ModuleType

import matplotlib
import numpy as np
from matplotlib.figure import Figure

from snippets.figures.style import Style

STYLES = [Style(dark=dark, narrow=narrow) for dark in (False, True) for narrow in (False, True)]


def drawn(module: ModuleType, style: Style = STYLES[0]) -> Figure:
    """The figure of a module of snippets/figures, with the settings of its style."""
    with matplotlib.rc_context(style.rc()):
        return module.draw(style)


def luminance(colours: np.ndarray) -> np.ndarray:
    """Relative luminance of (..., 3) sRGB colours, as WCAG 2 defines it."""
    linear = np.where(colours <= 0.04045, colours / 12.92, ((colours + 0.055) / 1.055) ** 2.4)
    return linear @ np.array([0.2126, 0.7152, 0.0722])


def contrast(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Contrast of two relative luminances, as WCAG 2 defines it; 1 where they are the same."""
    return (np.maximum(one, other) + 0.05) / (np.minimum(one, other) + 0.05)
