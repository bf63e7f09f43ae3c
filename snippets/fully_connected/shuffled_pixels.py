"""To a dense network, drawn and shuffled images are the same problem."""

import numpy as np
import torch
from sklearn.datasets import load_digits
from torch import nn

ORDER = np.random.default_rng(0).permutation(64)  # one for all images


def network_64_32_10(order=slice(None)):
    """Always the same weights; the first ones in the order of their pixels."""
    torch.manual_seed(0)
    first, last = nn.Linear(64, 32), nn.Linear(32, 10)
    first.weight = nn.Parameter(first.weight[:, order])  # (units, pixels)
    return nn.Sequential(first, nn.ReLU(), last).double()


def first_layer_gradient(network, pixels, labels):
    """Derivatives of the loss by the first weights: (units, pixels)."""
    network.zero_grad()
    nn.functional.cross_entropy(network(pixels), labels).backward()
    return network[0].weight.grad


def train_in_batches(network, pixels, labels, epochs=20):
    """Plain gradient descent, 50 images a step, always in the same order."""
    optimizer = torch.optim.SGD(network.parameters(), lr=0.5)
    for batch in torch.arange(len(pixels)).split(50) * epochs:
        first_layer_gradient(network, pixels[batch], labels[batch])
        optimizer.step()


if __name__ == "__main__":
    torch.set_num_threads(1)  # products this small gain nothing from more
    drawn, labels = map(torch.tensor, load_digits(return_X_y=True))
    drawn, shuffled = drawn / 16, drawn[:, ORDER] / 16  # (1797, 64), 0 to 1
    one, twin = network_64_32_10(), network_64_32_10(ORDER)
    print("same outputs         ", torch.allclose(one(drawn), twin(shuffled)))
    left = first_layer_gradient(one, drawn, labels)
    right = first_layer_gradient(twin, shuffled, labels)
    print("same gradient        ", torch.allclose(left[:, ORDER], right))
    train_in_batches(one, drawn, labels)
    train_in_batches(twin, shuffled, labels)
    print("same outputs, trained", torch.allclose(one(drawn), twin(shuffled)))
