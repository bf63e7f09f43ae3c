"""A network of three convolutions whose units see 7, 15 and 33 pixels, as it is used once it is trained."""

import torch
from torch.nn.functional import conv2d, max_pool2d, relu

# Kernel size, stride and output channels; a 2x2 max pooling stands before the third layer.
LAYERS = (7, 2, 32), (5, 1, 48), (5, 1, 64)


def contrast(image):
    """One more than the length of each 7x7 patch less its mean, (images, 1, rows, columns); it divides layer 1."""
    ones = torch.ones(1, 3, 7, 7)
    total, squares = conv2d(image, ones, stride=2), conv2d(image**2, ones, stride=2)
    return (squares - total**2 / ones.numel()).clamp(min=0).sqrt() + 1


def features(image, weights):
    """The maps of the three layers, for images (images, 3, height, width) with values from 0 to 1.

    ``weights`` maps kernel1, bias1 and so on to tensors; each kernel of the first layer has mean zero.
    """
    first = conv2d(image, weights["kernel1"], stride=2) / contrast(image)
    first = relu(first + weights["bias1"].view(-1, 1, 1))
    second = relu(conv2d(first, weights["kernel2"], weights["bias2"]))
    third = relu(conv2d(max_pool2d(second, 2), weights["kernel3"], weights["bias3"]))
    return first, second, third


@torch.no_grad()
def look(pictures, weights):
    """For each layer the maps (units, rows, columns) of each picture (height, width, 3), as arrays."""
    weights = {name: torch.tensor(values).float() for name, values in weights.items()}
    found = [features(torch.tensor(p).permute(2, 0, 1)[None], weights) for p in pictures]
    return [[maps[0].numpy() for maps in layer] for layer in zip(*found, strict=True)]


def fields():
    """For each layer the side of a receptive field and the distance to the next unit's, in pixels."""
    side, jump, found = 1, 1, []
    for kernel, stride, _ in LAYERS:
        if len(found) == 2:  # the pooling
            side, jump = side + jump, jump * 2
        side, jump = side + (kernel - 1) * jump, jump * stride
        found.append((side, jump))
    return found


if __name__ == "__main__":
    for layer, (side, jump) in enumerate(fields(), 1):
        print(f"layer {layer}: field {side} pixels, the next unit's {jump} pixels further")
