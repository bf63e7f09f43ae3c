"""The six networks of the experiment, from pixels to ten logits."""

from torch import nn


def mlp(hidden, side):
    """One hidden layer on the flattened canvas."""
    layers = nn.Linear(side * side, hidden), nn.ReLU(), nn.Linear(hidden, 10)
    return nn.Sequential(nn.Flatten(), *layers)


def conv_relu(inputs, outputs, padding="zeros"):
    """A 3 x 3 convolution that keeps the size, and ReLU."""
    layer = nn.Conv2d(inputs, outputs, 3, padding=1, padding_mode=padding)
    return nn.Sequential(layer, nn.ReLU())


def cnn_dense(side):
    """Two convolutions, each pooled; a dense head reads all that is left."""
    first = conv_relu(1, 8), nn.MaxPool2d(2)
    second = conv_relu(8, 16), nn.MaxPool2d(2)
    head = nn.Flatten(), nn.Linear(16 * (side // 4) ** 2, 10)
    return nn.Sequential(*first, *second, *head)


def cnn_pooled(channels, padding):
    """Three convolutions; the head reads the largest value of each map."""
    sizes = zip((1, *channels), channels, strict=False)
    maps = [conv_relu(*size, padding) for size in sizes]
    head = nn.AdaptiveMaxPool2d(1), nn.Flatten(), nn.Linear(channels[-1], 10)
    return nn.Sequential(*maps, *head)


MODELS = {  # each is built for a canvas of so many pixels a side
    "MLP-32": lambda side: mlp(32, side),
    "MLP-128": lambda side: mlp(128, side),
    "CNN-dense": cnn_dense,
    "CNN-zero": lambda side: cnn_pooled((8, 16, 16), "zeros"),
    "CNN-circular": lambda side: cnn_pooled((8, 16, 16), "circular"),
    "CNN-circular-wide": lambda side: cnn_pooled((16, 32, 32), "circular"),
}


def parameters(network):
    """How many numbers are learned."""
    return sum(weights.numel() for weights in network.parameters())


if __name__ == "__main__":
    print("parameters         12 x 12  24 x 24")
    for name, build in MODELS.items():
        small, large = parameters(build(side=12)), parameters(build(side=24))
        print(f"{name:18} {small:7,}  {large:7,}")
