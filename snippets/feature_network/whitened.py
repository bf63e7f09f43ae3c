"""Small patches of the pictures, and the matrix that whitens them."""

import numpy as np
import torch
from torch.nn.functional import unfold

from snippets.feature_network.crops import crops, parts

SIDE = 7


def patches(random, count=2000):
    """Patches (count * 25, 147) of 7x7 pixels: of each crop 25, less their mean and divided as layer 1 divides them."""
    pieces, _ = crops(parts(held_out=False), count, random)
    found = unfold(pieces, SIDE, stride=8).transpose(1, 2).flatten(0, 1)
    found = found - found.mean(1, keepdim=True)
    return found / (found.norm(dim=1, keepdim=True) + 1)


def whitening(patches, floor=0.003):
    """The matrix (147, 147) after which fine detail, which differs little in patches, differs as much as the rest."""
    values, directions = torch.linalg.eigh(patches.T @ patches / len(patches))
    return directions / (values + floor * values[-1]).sqrt() @ directions.T


if __name__ == "__main__":
    found = patches(np.random.default_rng(0))
    for name, rows in (("patches", found), ("whitened", found @ whitening(found))):
        spread = rows.std(0)
        across = (rows.view(-1, 3, SIDE, SIDE).diff(dim=3)).std()
        print(f"{name}: pixels differ by {spread.mean():.3f}, neighbours by {across:.3f}")
