"""Correlation of pixels some distance apart: photograph, shuffled, noise."""

import numpy as np
from skimage import data


def correlation(image, distance):
    """Pearson's r over all pairs of pixels so far apart in the same row."""
    left, right = image[:, : image.shape[1] - distance], image[:, distance:]
    return np.corrcoef(left.ravel(), right.ravel())[0, 1]


def three_images():
    """A photograph, its pixels in random order, and white noise."""
    rng = np.random.default_rng(0)
    photograph = data.camera().astype(float)  # (512, 512), 0 to 255
    shuffled = rng.permuted(photograph)
    noise = rng.uniform(0, 255, photograph.shape)
    return {"photograph": photograph, "shuffled": shuffled, "noise": noise}


if __name__ == "__main__":
    print("distance in pixels     1      8     64")
    for name, image in three_images().items():
        r = [f"{correlation(image, d):6.3f}" for d in (1, 8, 64)]
        print(f"{name:16}", *r)
