"""The first layer of a vision transformer, written twice: patches, and a convolution."""

import torch
from torch import nn


def cut(image, side):
    """Cut (channels, height, width) into patches: (patches, channels * side * side)."""
    patches = image.unfold(1, side, side).unfold(2, side, side)
    return patches.permute(1, 2, 0, 3, 4).flatten(2).flatten(0, 1)


def dense_twin(convolution):
    """The dense layer with the weights of a convolution whose stride is its kernel."""
    weights = convolution.weight.flatten(1)  # (out_channels, in_channels * side * side)
    dense = nn.Linear(weights.shape[1], weights.shape[0])
    dense.load_state_dict({"weight": weights, "bias": convolution.bias})
    return dense


def parameters(layer):
    return sum(weights.numel() for weights in layer.parameters())


if __name__ == "__main__":
    torch.manual_seed(0)
    image = torch.randn(3, 224, 224)
    convolution = nn.Conv2d(3, 768, kernel_size=16, stride=16)
    dense = dense_twin(convolution)
    with torch.no_grad():
        slid = convolution(image).flatten(1).T  # (patches, 768)
        tokens = dense(cut(image, 16))
    print("patches cut     ", tuple(cut(image, 16).shape))
    print("both give       ", tuple(slid.shape), torch.allclose(slid, tokens, atol=1e-5))
    print("parameters, both", parameters(convolution), parameters(dense))
