"""How close a 3 x 3 convolution comes to other linear maps of an image."""

import numpy as np

SIZE = 16


def matrix_of(function):
    """The matrix of a linear map; column p answers a single 1 at pixel p."""
    units = np.eye(SIZE**2).reshape(-1, SIZE, SIZE)
    return np.stack([function(unit).ravel() for unit in units], axis=1)


def nearest_kernel(target):
    """The (3, 3) kernel whose matrix is closest to target, and what it misses.

    Missed: the share of the output's energy, on images of white noise.
    """
    y, x = np.divmod(np.arange(SIZE**2), SIZE)
    kernel, nearest = np.empty((3, 3)), np.zeros_like(target)
    for m, n in np.ndindex(3, 3):
        # All entries with this offset share one weight; the mean fits best.
        tied = (y - y[:, None] == m - 1) & (x - x[:, None] == n - 1)
        kernel[m, n] = nearest[tied] = target[tied].mean()
    return kernel, ((target - nearest) ** 2).sum() / (target**2).sum()


def shift(image, pixels):
    """Move the image to the right; zeros enter on the left."""
    return np.pad(image, ((0, 0), (pixels, 0)))[:, :SIZE]


ORDER = np.random.default_rng(0).permutation(SIZE**2)
MAPS = {
    "shift by 1 pixel": lambda image: shift(image, 1),
    "shift by 5 pixels": lambda image: shift(image, 5),
    "mirror": lambda image: image[:, ::-1],
    "mean of all pixels": lambda image: np.full_like(image, image.mean()),
    "shuffle the pixels": lambda image: image.ravel()[ORDER],
}

if __name__ == "__main__":
    for name, function in MAPS.items():
        _, missed = nearest_kernel(matrix_of(function))
        print(f"{name:18} {missed:6.1%} missed")
