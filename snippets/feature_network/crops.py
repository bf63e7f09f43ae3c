"""Cuts pieces out of the pictures at three sizes, and alters them so that few things give a picture away."""

import numpy as np
import torch

from snippets.feature_network.pictures import RIGHTS, halves

SIDE = 40
SIZES = 640, 450, 320  # pixels of a picture's longer side


def parts(held_out):
    """For each picture the part (3, height, width) that is trained on, or that is ``held_out``, at three sizes."""
    sized = [[halves(name, longest)[held_out] for longest in SIZES] for name in RIGHTS]
    return [[torch.tensor(part).permute(2, 0, 1).float() for part in sizes] for sizes in sized]


def crops(pictures, count, random):
    """Crops (count, 3, 40, 40) that are not flat, at random places, and the numbers of their pictures."""
    found, numbers = [], []
    while len(found) < count:
        number, size = random.integers(len(pictures)), random.integers(len(SIZES))
        part = pictures[number][size]
        top, left = (random.integers(side - SIDE + 1) for side in part.shape[1:])
        crop = part[:, top : top + SIDE, left : left + SIDE]
        if crop.std() > 0.03:
            found.append(crop)
            numbers.append(number)
    return torch.stack(found), torch.tensor(np.array(numbers))


def altered(crops, random):
    """Mirrors half of the crops, makes two of five grey, and changes contrast, brightness, tint and noise."""

    def uniform(low, high, *shape):
        return torch.tensor(random.uniform(low, high, (len(crops), *shape))).float()

    crops = torch.where(uniform(0, 1, 1, 1, 1) < 0.5, crops.flip(3), crops)
    crops = torch.where(uniform(0, 1, 1, 1, 1) < 0.4, crops.mean(1, keepdim=True), crops)
    mean = crops.mean((1, 2, 3), keepdim=True)
    crops = (crops - mean) * uniform(0.6, 1.4, 1, 1, 1) + mean + uniform(-0.15, 0.15, 1, 1, 1)
    noise = torch.tensor(random.normal(size=crops.shape)).float()
    return crops * uniform(0.8, 1.2, 3, 1, 1) + noise * uniform(0, 0.05, 1, 1, 1)


if __name__ == "__main__":
    pieces, _ = crops(parts(held_out=False), 9, np.random.default_rng(0))
    print(pieces.shape, altered(pieces, np.random.default_rng(0)).shape)
