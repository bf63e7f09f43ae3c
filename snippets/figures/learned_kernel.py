"""The nine weights before training and after 10, 100 and 1,000 steps."""

import json
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from snippets.figures.style import SIGNED, Style

HISTORY = json.loads((Path(__file__).parents[1] / "edges" / "learned_kernel.json").read_text())


def draw(style: Style) -> Figure:
    figure, panels = style.panels(len(HISTORY), wide=4, narrow=2, aspect=1.17)
    for panel, entry in zip(panels, HISTORY, strict=True):
        kernel = np.array(entry["kernel"])
        colours = [[SIGNED(0.5 + weight / 4.4) for weight in row] for row in kernel]
        texts = [[f"{weight:.2f}".replace("-", "−") for weight in row] for row in kernel]
        style.cells(panel, kernel, colours, texts, size=9.5)
        panel.set_title("random start" if entry["step"] == 0 else f"{entry['step']:,} steps")
    return figure
