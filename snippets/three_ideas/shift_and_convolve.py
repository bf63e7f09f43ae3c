"""Shift then convolve, or convolve then shift: the same but for borders."""

import torch
from torch.nn import functional as F

PADDING = {"circular": "circular", "zero": "constant"}


def feature_map(image, kernel, padding):
    """As many outputs as pixels. image: (height, width); kernel: (3, 3)."""
    padded = F.pad(image[None, None], (1, 1, 1, 1), mode=PADDING[padding])
    return F.conv2d(padded, kernel[None, None])[0, 0]


def differing(image, kernel, padding, pixels=5):
    """True at the outputs where the order of shift and layer matters."""
    shift_first = feature_map(image.roll(pixels, 1), kernel, padding)
    shift_last = feature_map(image, kernel, padding).roll(pixels, 1)
    return ~torch.isclose(shift_first, shift_last, atol=1e-5)


if __name__ == "__main__":
    random = torch.Generator().manual_seed(0)
    image = torch.rand(32, 32, generator=random)
    kernel = torch.randn(3, 3, generator=random)
    for padding in PADDING:
        wrong = differing(image, kernel, padding)
        columns = wrong.any(dim=0).nonzero().flatten().tolist()
        print(f"{padding}: {int(wrong.sum())} of 1024, columns {columns}")
    inside = differing(image, kernel, "zero")[:, 6:-1]
    print("zero, columns 6 to 30:", int(inside.sum()), "of", inside.numel())
