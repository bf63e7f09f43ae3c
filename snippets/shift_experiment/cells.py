"""The experiments, cut into cells: one network, trained once, from one seed."""

from dataclasses import dataclass

from snippets.shift_experiment.layers import FIRST
from snippets.shift_experiment.models import MODELS

SEEDS = range(8)
NOT_POOLED = "MLP-32", "MLP-128", "CNN-dense"


@dataclass(frozen=True)
class Cell:
    """What is trained, on how many images of how many pixels a side, and for how long."""

    experiment: str
    model: str
    seed: int
    images: int = 1200
    epochs: int = 60
    side: int = 12


def on_fewer(experiment, model, seed, images):
    """As many batches as 60 epochs of all images have, but no more than 400 epochs."""
    return Cell(experiment, model, seed, images, epochs=min(400, 60 * 1200 // images))


def cells():
    """All of them, one seed after the other: a run that is stopped has whole seeds."""
    for seed in SEEDS:
        for model in MODELS:
            yield Cell("shift", model, seed)
        for model in ("MLP-32", "CNN-dense", "CNN-zero", "CNN-circular"):
            yield Cell("far corners", model, seed, side=24)
        for model in (*NOT_POOLED, "CNN-circular"):
            yield Cell("permuted pixels", model, seed)
        for model in NOT_POOLED:
            yield Cell("augmentation", model, seed)
            yield Cell("augmentation", model, seed, epochs=240)
        for layer in FIRST:
            yield on_fewer("ablation", layer, seed, images=100)
            yield on_fewer("ablation", layer, seed, images=1200)
        for model in NOT_POOLED:
            for images in (50, 100, 200, 400, 800):
                yield on_fewer("learning curve", model, seed, images)
