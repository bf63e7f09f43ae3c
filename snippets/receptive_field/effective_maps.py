"""Writes effective_maps.json, the measured fields that the figure shows.

Run it from the root of the repository: python -m snippets.receptive_field.effective_maps
"""

import json
from pathlib import Path

import torch

from snippets.receptive_field.effective_gradients import DEPTHS, deviation, influence


def record(shares):
    """The deviation in pixels, and the map in thousandths of its peak."""
    thousandths = (shares / shares.max() * 1000).round().int()
    return {"deviation": round(deviation(shares), 2), "map": thousandths.tolist()}


if __name__ == "__main__":
    torch.set_num_threads(1)  # sums then come out in the same order on every machine
    maps = {depth: record(influence(depth)) for depth in DEPTHS}
    Path(__file__).with_suffix(".json").write_text(json.dumps(maps, separators=(",", ":")) + "\n")
