"""Trained on digits in the middle, asked about digits two pixels away."""

import itertools

import torch
from sklearn.datasets import load_digits
from torch import nn
from torch.nn.functional import cross_entropy, pad

AWAY = [way for way in itertools.product((-2, 0, 2), repeat=2) if any(way)]


def maps():
    """Two circular convolutions: (n, 1, 12, 12) to (n, 16, 12, 12)."""
    for inputs in (1, 16):
        yield nn.Conv2d(inputs, 16, 3, padding=1, padding_mode="circular")
        yield nn.ReLU()


def networks():
    """An MLP, and two CNNs that differ in nothing but what reads the maps."""
    hidden = nn.Flatten(), nn.Linear(144, 32), nn.ReLU()
    yield "MLP", [*hidden, nn.Linear(32, 10)]
    yield "CNN, dense head", [*maps(), nn.Flatten(), nn.Linear(16 * 144, 10)]
    pooled = nn.AdaptiveMaxPool2d(1), nn.Flatten(), nn.Linear(16, 10)
    yield "CNN, global max", [*maps(), *pooled]


def train(network, images, labels):
    optimiser = torch.optim.Adam(network.parameters(), lr=0.01)
    for _ in range(20):
        for batch in torch.randperm(len(images)).split(64):
            optimiser.zero_grad()
            cross_entropy(network(images[batch]), labels[batch]).backward()
            optimiser.step()


def in_words(true):
    share = true.double().mean()
    large = "all" if share == 1 else "over 90 %" if share > 0.9 else "some"
    return "under 20 %" if share < 0.2 else large


if __name__ == "__main__":
    torch.manual_seed(0)
    pixels, labels = map(torch.tensor, load_digits(return_X_y=True))
    canvas = pad(pixels.float().view(-1, 1, 8, 8) / 16, [2] * 4)  # room to move
    learn, test = torch.randperm(len(labels)).split(1200)
    truth = labels[test]
    print("                 right       moved       same answer")
    for name, layers in networks():
        network = nn.Sequential(*layers)
        train(network, canvas[learn], labels[learn])
        still = network(canvas[test]).argmax(1)
        moved = torch.stack([canvas[test].roll(way, (2, 3)) for way in AWAY])
        away = network(moved.flatten(0, 1)).argmax(1).view(len(AWAY), -1)
        found = map(in_words, (still == truth, away == truth, away == still))
        print("{:16} {:11} {:11} {}".format(name, *found))
