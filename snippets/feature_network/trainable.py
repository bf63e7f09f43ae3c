"""The feature network while it learns: with batch normalisation, and a head that names the picture."""

import torch
from torch import nn
from torch.nn.functional import max_pool2d, normalize, relu

from snippets.feature_network.network import LAYERS, contrast
from snippets.feature_network.pictures import RIGHTS


class Trainable(nn.Module):
    """Takes the kernels of its first layer (32, 3, 7, 7) and keeps them, with mean zero and length one."""

    def __init__(self, kernels):
        super().__init__()
        channels = [3, *(count for _, _, count in LAYERS)]
        self.convolutions, self.norms = nn.ModuleList(), nn.ModuleList()
        for (side, stride, count), depth in zip(LAYERS, channels, strict=False):
            self.convolutions.append(nn.Conv2d(depth, count, side, stride, bias=False))
            self.norms.append(nn.BatchNorm2d(count))
        self.head = nn.Sequential(nn.Dropout(0.2), nn.Linear(channels[-1], len(RIGHTS)))
        flat = kernels.flatten(1) - kernels.mean((1, 2, 3)).unsqueeze(1)
        self.convolutions[0].weight.requires_grad_(False).copy_(normalize(flat).view_as(kernels))

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
    parameters = Trainable(torch.randn(32, 3, 7, 7)).parameters()
    print(sum(p.numel() for p in parameters if p.requires_grad), "parameters that are trained")
