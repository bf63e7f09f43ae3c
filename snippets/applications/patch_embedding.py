"""A vision transformer's first layer: cut patches, or slide a kernel."""

import torch
from torch import nn


def cut(image, side):
    """(channels, height, width) in patches: (patches, channels * side**2)."""
    patches = image.unfold(1, side, side).unfold(2, side, side)
    return patches.permute(1, 2, 0, 3, 4).flatten(2).flatten(0, 1)


def dense_on_patches(convolution):
    """The dense layer that does to each patch what the convolution does."""
    weight = convolution.weight.flatten(1)  # (out_channels, pixels)
    dense = nn.Linear(weight.shape[1], weight.shape[0])
    dense.load_state_dict({"weight": weight, "bias": convolution.bias})
    return dense


def learned(layer):
    """Number of parameters of a layer."""
    return sum(parameter.numel() for parameter in layer.parameters())


if __name__ == "__main__":
    torch.manual_seed(0)
    image = torch.randn(3, 224, 224)
    convolution = nn.Conv2d(3, 768, kernel_size=16, stride=16)
    dense = dense_on_patches(convolution)
    with torch.no_grad():
        slid = convolution(image).flatten(1).T  # (positions, out_channels)
        tokens = dense(cut(image, 16))  # (patches, outputs)
    print("patches cut", tuple(cut(image, 16).shape))
    same = torch.allclose(slid, tokens, atol=1e-5)
    print("outputs", tuple(slid.shape), same)
    print("parameters", learned(convolution), learned(dense))
