"""Writes untrained.npz, the feature network before its first step: the control."""

from pathlib import Path

import numpy as np
import torch

from snippets.feature_network.crops import altered, crops, parts
from snippets.feature_network.trainable import Trainable


def prepared(seed):
    """A network with random kernels whose normalisation has seen 9600 crops."""
    torch.set_num_threads(1)
    torch.manual_seed(seed)
    network, pictures, random = Trainable(), parts(held_out=False), np.random.default_rng(seed)
    for _ in range(100):
        network(altered(crops(pictures, 96, random)[0], random))
    return network


if __name__ == "__main__":
    np.savez(Path(__file__).with_suffix(".npz"), **prepared(seed=0).weights())
