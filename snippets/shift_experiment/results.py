"""Reads experiments.json for pages and figures, which need no PyTorch for that."""

import functools
import json
from pathlib import Path

FILE = Path(__file__).with_name("experiments.json")


@functools.cache
def stored():
    """The file as it is."""
    return json.loads(FILE.read_text())


def row(experiment, model, **setting):
    """The one row of that experiment and network, e.g. with ``epochs=240``."""
    wanted = {"experiment": experiment, "model": model, **setting}
    (found,) = (r for r in stored()["rows"] if wanted.items() <= r.items())
    return found


def mean(experiment, model, measure, **setting):
    """The mean over the seeds."""
    return row(experiment, model, **setting)[measure]["mean"]


def sd(experiment, model, measure, **setting):
    """The standard deviation over the seeds."""
    return row(experiment, model, **setting)[measure]["sd"]
