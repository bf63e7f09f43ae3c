"""The picture that stands beside a link to the book where links are shown with one: 1200 x 630 pixels, drawn by the build.

Run as a program, it draws to its standard output: ``python preview.py TITLE LINE``. The build does so in a fresh process when
the cache lacks the picture, because importing Matplotlib takes longer than all pages together.
"""

import importlib.metadata
import re
import subprocess
import sys
import textwrap
from pathlib import Path

from kept import kept

ROOT = Path(__file__).resolve().parents[2]
STYLE = ROOT / "snippets" / "figures" / "style.py"
PATH = "assets/preview.png"
WIDTH, HEIGHT = 1200, 630
ALT = "A digit of eight by eight pixels, a window of three by three on it, and the one value of the feature map that it gives."
DRAWN_WITH = ("matplotlib", "numpy", "pillow")

# The first 3 among scikit-learn's digits; to import scikit-learn takes longer than to draw.
DIGIT = (
    (0, 0, 7, 15, 13, 1, 0, 0),
    (0, 8, 13, 6, 15, 4, 0, 0),
    (0, 2, 1, 13, 13, 0, 0, 0),
    (0, 0, 2, 15, 11, 1, 0, 0),
    (0, 0, 0, 1, 12, 12, 1, 0),
    (0, 0, 0, 0, 1, 10, 8, 0),
    (0, 0, 8, 4, 5, 14, 9, 0),
    (0, 0, 7, 13, 13, 9, 0, 0),
)
# The window's upper left pixel, and the kernel that answers to vertical edges.
ROW, COLUMN = 2, 4
KERNEL = ((-1, 0, 1), (-2, 0, 2), (-1, 0, 1))


class PreviewError(Exception):
    """The picture can't be drawn: where, and what happened there."""


def render(title: str, line: str, cache: Path) -> bytes:
    """The picture as PNG, with the book's ``title`` and one ``line`` below it; drawn only if ``cache`` lacks it."""
    given = "\0".join([title, line, *map(importlib.metadata.version, DRAWN_WITH)]).encode()
    made_from = Path(__file__).read_bytes() + STYLE.read_bytes() + given
    return kept(cache, "preview.png", made_from, lambda: _drawn(title, line))


def _drawn(title: str, line: str) -> bytes:
    run = subprocess.run([sys.executable, "-B", __file__, title, line], capture_output=True)
    if run.returncode:
        said = run.stderr.decode().strip().splitlines()
        raise PreviewError(f"docs/hooks/preview.py:1: the preview: {said[-1] if said else 'it was not drawn'}")
    return run.stdout


def draw(title: str, line: str):
    """The picture as a Matplotlib figure."""
    import numpy as np
    from matplotlib.figure import Figure
    from matplotlib.patches import ConnectionPatch, Rectangle

    from snippets.figures.style import LIGHT, SIGNED

    patches = np.lib.stride_tricks.sliding_window_view(np.array(DIGIT), (3, 3))
    feature_map = (patches * np.array(KERNEL)).sum(axis=(2, 3))
    largest = np.abs(feature_map).max()

    figure = Figure(figsize=(WIDTH / 100, HEIGHT / 100), facecolor=LIGHT["paper"])
    sentences = "\n".join(textwrap.fill(sentence, 28) for sentence in re.split(r"(?<=\.) ", line))
    figure.add_artist(Rectangle((0.06, 0.84), 0.05, 0.014, color=LIGHT["accent"], transform=figure.transFigure))
    figure.text(0.06, 0.78, textwrap.fill(title, 16), size=44, weight="bold", color=LIGHT["ink"], va="top")
    figure.text(0.06, 0.45, sentences, size=21, color=LIGHT["muted"], va="top", linespacing=1.4)
    image = _square(figure, left=0.5, side=0.29)
    result = _square(figure, left=0.835, side=0.29 * 6 / 8 * 0.6)
    image.imshow(DIGIT, cmap="gray_r", vmin=-1, vmax=19)
    result.imshow(feature_map, cmap=SIGNED, vmin=-largest, vmax=largest)
    window = Rectangle((COLUMN - 0.5, ROW - 0.5), 3, 3, fill=False, color=LIGHT["kernel"], linewidth=5)
    unit = Rectangle((COLUMN - 0.5, ROW - 0.5), 1, 1, fill=False, color=LIGHT["output"], linewidth=5, zorder=4)
    image.add_patch(window)
    result.add_patch(unit)
    for corner in (0, 1):
        figure.add_artist(
            ConnectionPatch(
                (COLUMN + 2.5, ROW - 0.5 + 3 * corner),
                (COLUMN - 0.5, ROW - 0.5 + corner),
                image.transData,
                result.transData,
                color=LIGHT["kernel"],
                linewidth=1.6,
            )
        )
    for axes, colour in ((image, "input"), (result, "output")):
        axes.set(xticks=[], yticks=[])
        axes.spines[:].set(color=LIGHT[colour], linewidth=3)
    return figure


def _square(figure, left: float, side: float):
    """Axes of ``side`` times the picture's width, halfway up."""
    height = side * WIDTH / HEIGHT
    return figure.add_axes((left, (1 - height) / 2, side, height))


def _main(title: str, line: str) -> None:
    import matplotlib

    matplotlib.rcdefaults()
    draw(title, line).savefig(sys.stdout.buffer, format="png", dpi=100, metadata={"Software": None})


if __name__ == "__main__":
    # Not from this folder: its names are no business of the libraries that draw.
    sys.path[0] = str(ROOT)
    _main(*sys.argv[1:])
