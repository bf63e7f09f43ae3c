"""The feature network while it learns: with batch normalisation, and a head that names the picture."""

import torch
from torch import nn
from torch.nn.functional import max_pool2d, normalize, relu

from snippets.feature_network.network import LAYERS, contrast
from snippets.feature_network.pictures import RIGHTS


class Trainable(nn.Module):
    def __init__(self):
        super().__init__()
        channels = [3, *(count for _, _, count in LAYERS)]
        self.convolutions, self.norms = nn.ModuleList(), nn.ModuleList()
        for (side, stride, count), depth in zip(LAYERS, channels, strict=False):
            self.convolutions.append(nn.Conv2d(depth, count, side, stride, bias=False))
            self.norms.append(nn.BatchNorm2d(count))
        self.head = nn.Sequential(nn.Dropout(0.2), nn.Linear(channels[-1], len(RIGHTS)))
        self.momentum = torch.zeros_like(self.convolutions[0].weight)
        self.turn(0)

    @torch.no_grad()
    def turn(self, angle):
        """Turns each kernel of layer 1 downhill, at an even pace, so that it forgets the noise it started from."""
        kernels, flat = self.convolutions[0].weight, self.convolutions[0].weight.flatten(1)
        if angle:
            slope = kernels.grad.flatten(1)
            slope = slope - (slope * flat).sum(1, keepdim=True) * flat
            self.momentum.lerp_(normalize(slope).view_as(kernels), 0.1)
        flat = (kernels - angle * self.momentum).flatten(1)
        kernels.copy_(normalize(flat - flat.mean(1, keepdim=True)).view_as(kernels))

    def forward(self, image):
        """The maps of the three layers, and a score for each picture."""
        first = relu(self.norms[0](self.convolutions[0](image) / contrast(image)))
        second = relu(self.norms[1](self.convolutions[1](first)))
        third = relu(self.norms[2](self.convolutions[2](max_pool2d(second, 2))))
        return (first, second, third), self.head(third.mean((2, 3)))

    @torch.no_grad()
    def weights(self):
        """Kernels and biases with the normalisation taken into them, as `network.features` reads them."""
        found = {}
        for layer, (convolution, norm) in enumerate(zip(self.convolutions, self.norms, strict=True), 1):
            scale = norm.weight / (norm.running_var + norm.eps).sqrt()
            found[f"kernel{layer}"] = (convolution.weight * scale.view(-1, 1, 1, 1)).half()
            found[f"bias{layer}"] = (norm.bias - norm.running_mean * scale).half()
        return found


if __name__ == "__main__":
    print(sum(parameter.numel() for parameter in Trainable().parameters()), "parameters")
