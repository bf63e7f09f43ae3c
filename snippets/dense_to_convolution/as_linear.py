"""A convolution of PyTorch and the dense layer that computes the same."""

import torch
from torch import nn
from torch.nn import functional as F


@torch.no_grad()
def dense_twin(kernel, size, padding):
    """The nn.Linear that acts like F.conv2d on flattened (size, size) images."""
    units = torch.eye(size**2, dtype=kernel.dtype).reshape(-1, 1, size, size)
    answers = F.conv2d(units, kernel[None, None], padding=padding).flatten(1)
    linear = nn.Linear(*answers.shape, bias=False, dtype=kernel.dtype)
    linear.weight.copy_(answers.T)  # PyTorch stores (outputs, inputs)
    return linear


if __name__ == "__main__":
    random = torch.Generator().manual_seed(0)
    exact = {"generator": random, "dtype": torch.float64}  # no shortcuts
    kernel = torch.randn(3, 3, **exact)
    for size, padding in [(4, 1), (6, 0)]:
        noise = torch.randn(100, 1, size, size, **exact)
        linear = dense_twin(kernel, size, padding)
        slid = F.conv2d(noise, kernel[None, None], padding=padding).flatten(1)
        same = torch.allclose(linear(noise.flatten(1)), slid)
        shape, used = tuple(linear.weight.shape), linear.weight.count_nonzero()
        print(f"{size} x {size}, padding {padding}: same outputs {same}")
        print(f"  dense weight {shape}, {used} entries not zero")
