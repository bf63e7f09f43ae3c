"""Writes the controls: untrained.npz, random kernels above the learnt layer 1, and noise.npz, a random layer 1."""

from pathlib import Path

import numpy as np
import torch

from snippets.feature_network.crops import altered, crops, parts
from snippets.feature_network.first_layer import FILE
from snippets.feature_network.trainable import Trainable

HERE = Path(__file__).parent


def noise():
    """Random kernels of layer 1, (32, 3, 7, 7)."""
    return torch.tensor(np.random.default_rng(3).normal(size=(32, 3, 7, 7))).float()


def learnt():
    """The kernels that `first_layer` found, (32, 3, 7, 7)."""
    return torch.tensor(np.load(FILE)["kernels"]).view(-1, 3, 7, 7)


def prepared(kernels, seed=0):
    """A network with these kernels in layer 1, random ones above, whose normalisation has seen 9600 crops."""
    torch.set_num_threads(1)
    torch.manual_seed(seed)
    network, pictures, random = Trainable(kernels), parts(held_out=False), np.random.default_rng(seed)
    for _ in range(100):
        network(altered(crops(pictures, 96, random)[0], random))
    return network


if __name__ == "__main__":
    np.savez(HERE / "untrained.npz", **prepared(learnt()).weights())
    np.savez(HERE / "noise.npz", **{name: w for name, w in prepared(noise()).weights().items() if name[-1] == "1"})
