"""Writes pictures.webp, the held-out strips side by side, and filters.webp, the kernels of layer 1 of both networks."""

from pathlib import Path

import numpy as np
from PIL import Image

from snippets.feature_network.pictures import RIGHTS, halves

HERE, LONGEST, QUALITY = Path(__file__).parent, 400, 80


def places():
    """{name: (left, width, height)} of each strip in pictures.webp."""
    found, left = {}, 0
    for name in RIGHTS:
        height, width, _ = halves(name, LONGEST)[1].shape
        found[name] = left, width, height
        left += width
    return found


def strips():
    """The strips as they are published and both networks see them: (height, width, 3) values from 0 to 1."""
    pixels = np.asarray(Image.open(HERE / "pictures.webp").convert("RGB")) / np.float32(255)
    return [pixels[:height, left : left + width] for left, width, height in places().values()]


def filters(network):
    """Kernels of layer 1 in a row, (7, 32 * 7, 3) values from 0 to 1; grey is 0, the largest weight is 0 or 1."""
    kernels = np.load(HERE / f"{network}.npz")["kernel1"].astype(float)
    kernels /= np.abs(kernels).max(axis=(1, 2, 3), keepdims=True)
    return np.hstack(kernels.transpose(0, 2, 3, 1)) / 2 + 0.5


def save(pixels, name, **options):
    Image.fromarray((pixels * 255).round().astype(np.uint8)).save(HERE / name, method=6, **options)


if __name__ == "__main__":
    parts = [halves(name, LONGEST)[1] for name in RIGHTS]
    highest = max(len(part) for part in parts)
    save(
        np.hstack([np.pad(p, ((0, highest - len(p)), (0, 0), (0, 0))) for p in parts]), "pictures.webp", quality=QUALITY
    )
    save(np.vstack([filters(network) for network in ("trained", "noise")]), "filters.webp", lossless=True)
