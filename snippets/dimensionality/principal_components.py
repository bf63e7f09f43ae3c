"""How many directions hold 95 % of the variance of photographs and noise."""

import numpy as np
from skimage import data
from sklearn.datasets import load_digits, load_sample_image


def six_photographs():
    """Brightness of six photographs, each (height, width)."""
    photos = [data.camera(), data.chelsea(), data.coffee(), data.rocket()]
    photos += [load_sample_image(f"{n}.jpg") for n in ("china", "flower")]
    return [p @ [0.299, 0.587, 0.114] if p.ndim == 3 else p for p in photos]


def tiles(image, side=16):
    """Cut an image into squares, one flattened square per row."""
    rows, columns = (size // side for size in image.shape)
    whole = image[: rows * side, : columns * side]
    squares = whole.reshape(rows, side, columns, side).swapaxes(1, 2)
    return squares.reshape(-1, side * side)


def spectrum(rows):
    """Share of the variance along each principal component, largest first."""
    variances = np.linalg.eigvalsh(np.cov(rows, rowvar=False))[::-1]
    return variances / variances.sum()


def components_for(share, rows):
    """The fewest principal components with this share of the variance."""
    return int(np.searchsorted(spectrum(rows).cumsum()[:-1], share)) + 1


if __name__ == "__main__":
    rng = np.random.default_rng(0)
    patches = np.concatenate([tiles(photo) for photo in six_photographs()])
    noise = rng.uniform(0, 255, patches.shape)  # (5573, 256)
    print("photographs       ", components_for(0.95, patches), "of 256")
    print("white noise       ", components_for(0.95, noise), "of 256")
    one_order = patches[:, rng.permutation(256)]
    print("one order for all ", components_for(0.95, one_order), "of 256")
    own_order = rng.permuted(patches, axis=1)
    print("each its own order", components_for(0.95, own_order), "of 256")
    digits = load_digits().data
    print("handwritten digits", components_for(0.95, digits), "of 64")
