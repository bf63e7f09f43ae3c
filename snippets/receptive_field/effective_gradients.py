"""The effective receptive field of random ReLU networks, by their gradients."""

import torch
from torch.nn.functional import conv2d, relu

DEPTHS = 5, 10, 20, 50


def influence(depth, networks=20, images=4, channels=8):
    """Share of the squared gradient that each pixel holds: (side, side), sum 1.

    Unpadded 3x3 layers shrink an image as large as their field to one unit.
    """
    random = torch.Generator().manual_seed(depth)
    # The squares of 50 layers' gradients are beyond float32.
    normal = {"generator": random, "dtype": torch.float64}
    side = 2 * depth + 1
    shares = torch.zeros(side, side, dtype=torch.float64)
    for _ in range(networks):
        image = torch.randn(images, 3, side, side, **normal)
        signal = image.requires_grad_()
        for layer in range(depth):
            kernels = torch.randn(channels, signal.shape[1], 3, 3, **normal)
            signal = conv2d(relu(signal) if layer else signal, kernels)
        signal[:, 0].sum().backward()  # one output channel; images do not mix
        energy = image.grad.square().sum(1)  # (images, side, side)
        shares += (energy / energy.sum((1, 2), keepdim=True)).mean(0)
    return shares / networks


def deviation(shares):
    """Standard deviation along one axis, the mean square of both, in pixels."""
    squares = (torch.arange(len(shares)) - len(shares) // 2).double() ** 2
    return float(((shares.sum(0) + shares.sum(1)) @ squares / 2).sqrt())


if __name__ == "__main__":
    torch.set_num_threads(1)  # more cost time on maps so small
    for depth in DEPTHS:
        measured, uniform = deviation(influence(depth)), (2 * depth / 3) ** 0.5
        print(f"{depth:2} layers: measured {measured:.2f}, uniform {uniform:.2f}")
