"""What excites units of a small network most, trained and untrained: nine patches each, and all kernels of layer 1."""

import json
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure
from PIL import Image

from snippets.figures.style import Style

DATA = Path(__file__).parents[1] / "feature_network"
NETWORKS = "trained", "untrained"
CHOSEN = 1, 6, 11  # of the twelve shown of each layer: the second, one from the middle, the last
EDGE = 0.5  # the orientation of a kernel from which on it counts as oriented
GAP = 0.08  # between mosaics, as a share of their side


def record() -> dict:
    return json.loads((DATA / "features.json").read_text("utf-8"))


def pixels(name: str) -> np.ndarray:
    return np.asarray(Image.open(DATA / name).convert("RGB"))


def mosaic(found: dict, unit: dict, side: int, sheet: np.ndarray) -> np.ndarray:
    """The nine patches of a unit in three rows, with a line of white between them."""
    cut = []
    for picture, left, top, _ in unit["patches"]:
        left += found["pictures"][picture]["place"][0]
        patch = sheet[top : top + side, left : left + side].repeat(66 // side, axis=0).repeat(66 // side, axis=1)
        cut.append(np.pad(patch, ((0, 2), (0, 2), (0, 0)), constant_values=255))
    return np.vstack([np.hstack(cut[row : row + 3]) for row in (0, 3, 6)])[:-2, :-2]


def kernels(found: dict, network: str, sheet: np.ndarray) -> np.ndarray:
    """All kernels of layer 1 in four rows, from the most oriented to the least."""
    top = 7 * NETWORKS.index(network)
    order = np.argsort(-np.array(found[network][0]["orientation"]), kind="stable")
    tiles = [sheet[top : top + 7, 7 * unit : 7 * unit + 7].repeat(8, 0).repeat(8, 1) for unit in order]
    tiles = [np.pad(tile, ((0, 4), (0, 4), (0, 0)), constant_values=255) for tile in tiles]
    return np.vstack([np.hstack(tiles[row : row + 8]) for row in range(0, len(tiles), 8)])[:-4, :-4]


def draw(style: Style) -> Figure:
    found, sheet = record(), pixels("pictures.webp")
    figure = Figure(figsize=(style.width, style.width * (2.75 if style.narrow else 1.02)), layout="constrained")
    halves = figure.subfigures(2, 1) if style.narrow else figure.subfigures(1, 2, wspace=0.04)
    for network, half in zip(NETWORKS, halves, strict=True):
        first, *rows = half.subplots(4, 1, height_ratios=[1.28, 1, 1, 1])
        first.imshow(kernels(found, network, pixels("filters.webp")), interpolation="nearest", aspect="equal")
        oriented = (np.array(found[network][0]["orientation"]) > EDGE).sum()
        first.set_title(
            f"{network.capitalize()}: {oriented} of {len(found[network][0]['orientation'])} kernels oriented"
        )
        first.set_axis_off()
        for number, (axes, layer, facts) in enumerate(zip(rows, found[network], found["layers"], strict=True), 1):
            for place, unit in enumerate(layer["shown"][k] for k in CHOSEN):
                left = place * (1 + GAP)
                patches = mosaic(found, unit, facts["field"], sheet)
                axes.imshow(patches, extent=(left, left + 1, 0, 1), interpolation="nearest")
                axes.text(left, -0.04, f"{unit['coherence']:.2f}", va="top", color=style.muted, size=9)
            axes.set(xlim=(0, 3 + 2 * GAP), ylim=(-0.2, 1))
            axes.set_title(f"Layer {number}, mean {layer['coherence']:.2f}, chance {facts['chance']:.2f}", size=9.5)
            axes.set_axis_off()
    return figure
