"""One recipe for all networks: how they are trained and how they are tested."""

import torch
from torch.nn.functional import cross_entropy

from snippets.shift_experiment.data import moved


def train(network, images, labels, epochs, reach=0):
    """Adam with batches of 64; its step falls from 0.003 to 0 along a cosine.

    Each image is moved by up to ``reach`` pixels both ways, anew every time it is shown.
    """
    optimiser = torch.optim.Adam(network.parameters(), lr=3e-3)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, epochs)
    for _ in range(epochs):
        for batch in torch.randperm(len(images)).split(64):
            shown = scattered(images[batch], reach) if reach else images[batch]
            optimiser.zero_grad()
            cross_entropy(network(shown), labels[batch]).backward()
            optimiser.step()
        schedule.step()


def scattered(images, reach):
    """The images, each moved by its own random number of pixels."""
    ways = torch.randint(-reach, reach + 1, (len(images), 2)).tolist()
    return torch.stack([moved(image, *way) for image, way in zip(images, ways, strict=True)])


def logits(network, images):
    """The ten outputs for each image, without a graph: (n, 10)."""
    with torch.no_grad():
        return network(images)


def accuracy(answers, labels):
    """The share of the images whose largest logit is at their label."""
    return (answers.argmax(dim=1) == labels).double().mean().item()
