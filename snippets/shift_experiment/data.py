"""Handwritten digits in the middle of a blank canvas, and moved away."""

import itertools

import torch
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from torch.nn.functional import pad


def split_digits():
    """Images to learn from, images to test on, and the labels of both.

    Images are (n, 1, 8, 8), from 0 to 1. Each digit has its share of both.
    """
    found = load_digits()
    images = torch.tensor(found.images / 16, dtype=torch.float32).unsqueeze(1)
    labels = torch.tensor(found.target)
    choice = {"test_size": 597, "random_state": 0, "stratify": found.target}
    return train_test_split(images, labels, **choice)


def centred(images, side=12):
    """Put each image in the middle of zeros: (n, 1, side, side)."""
    return pad(images, [(side - images.shape[-1]) // 2] * 4)


def moved(images, down, right):
    """Move all images by whole pixels; what leaves on one side comes back."""
    return images.roll((down, right), dims=(-2, -1))


def places(distance):
    """All (down, right) of which the longer way is ``distance`` pixels."""
    reach = range(-distance, distance + 1)
    ways = itertools.product(reach, reach)
    return [way for way in ways if max(map(abs, way)) == distance]


if __name__ == "__main__":
    learn, test, _, labels = split_digits()
    print(f"{len(learn)} digits to learn from, {len(test)} to test on")
    counts = labels.bincount()
    print(f"of each digit {min(counts)} to {max(counts)}")
    print("shape", tuple(centred(test).shape))
    for distance in range(3):
        print(f"{distance} px away: {len(places(distance))} places")
