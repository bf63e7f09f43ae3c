"""One network with three first layers: dense, locally connected, convolution.

Each of them makes 8 maps of 10 x 10 from 12 x 12 pixels; all that follows is the same.
"""

import torch
from torch import nn
from torch.nn.functional import unfold

MAPS, SIDE = 8, 10


class LocallyConnected(nn.Module):
    """A 3 x 3 kernel for each place: (batch, 1, 12, 12) to (batch, 8, 10, 10)."""

    def __init__(self):
        super().__init__()
        bound = 1 / 3  # from which PyTorch draws the weights of a 3 x 3 convolution
        self.kernels = nn.Parameter(torch.empty(MAPS, 9, SIDE**2).uniform_(-bound, bound))
        self.biases = nn.Parameter(torch.empty(MAPS, SIDE**2).uniform_(-bound, bound))

    def forward(self, images):
        patches = unfold(images, 3)  # (batch, 9, places)
        maps = torch.einsum("bkp,mkp->bmp", patches, self.kernels) + self.biases
        return maps.unflatten(2, (SIDE, SIDE))


def dense():
    """A weight for each pair of pixel and output, in the same shapes."""
    outputs = nn.Linear(12 * 12, MAPS * SIDE**2)
    return nn.Sequential(nn.Flatten(), outputs, nn.Unflatten(1, (MAPS, SIDE, SIDE)))


FIRST = {"dense": dense, "local": LocallyConnected, "convolution": lambda: nn.Conv2d(1, MAPS, 3)}


def network(layer):
    """The first layer of that name, ReLU, max-pooling and a dense head."""
    head = nn.Linear(MAPS * (SIDE // 2) ** 2, 10)
    return nn.Sequential(FIRST[layer](), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), head)
