"""What a dense network learns in one half of an image stays there."""

import torch
from sklearn.datasets import load_digits
from torch import nn
from torch.nn import functional as F


def network_128_32_10():
    """For images of 8 x 16 pixels and ten classes, always the same."""
    torch.manual_seed(0)
    layers = nn.Flatten(), nn.Linear(128, 32), nn.ReLU(), nn.Linear(32, 10)
    return nn.Sequential(*layers).double()


def share_recognised(network, images, labels):
    """Share of the images whose own class has the highest output."""
    return (network(images).argmax(dim=1) == labels).double().mean().item()


if __name__ == "__main__":
    torch.set_num_threads(1)  # products this small gain nothing from more
    digits = load_digits()
    labels, drawn = map(torch.tensor, (digits.target, digits.images / 16))
    blank = torch.zeros_like(drawn)  # (1797, 8, 8)
    left = torch.cat([drawn, blank], dim=2)  # (1797, 8, 16)
    right = torch.cat([blank, drawn], dim=2)

    network = network_128_32_10()
    optimizer = torch.optim.SGD(network.parameters(), lr=0.5)
    for batch in torch.arange(1200).split(50) * 20:  # on the left, always
        optimizer.zero_grad()
        F.cross_entropy(network(left[batch]), labels[batch]).backward()
        optimizer.step()

    changed = network[1].weight != network_128_32_10()[1].weight
    used = changed.any(dim=0).reshape(8, 2, 8).sum(dim=(0, 2)).tolist()
    for half, images in enumerate((left, right)):
        known = share_recognised(network, images[1200:], labels[1200:])
        print(("left: ", "right:")[half], end=" ")
        print(f"weights of {used[half]:2} of 64 pixels changed", end=", ")
        print(f"{known:.0%} of new digits recognised")
