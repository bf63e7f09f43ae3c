"""Local features help on digits, but not once the pixels are shuffled."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from sklearn.datasets import load_digits

TRAIN = 1200  # of 1,797 images


def convolution_features(images, rng):
    """32 random 3 x 3 kernels, ReLU, 2 x 2 mean pooling: (images, 288)."""
    patches = sliding_window_view(images, (3, 3), axis=(1, 2)).reshape(-1, 9)
    maps = np.maximum(patches @ rng.normal(size=(9, 32)), 0)
    pooled = maps.reshape(-1, 3, 2, 3, 2, 32).mean(axis=(2, 4))
    return pooled.reshape(-1, 288)


def dense_features(images, rng):
    """288 random dense units, ReLU: (images, 288)."""
    return np.maximum(images.reshape(-1, 64) @ rng.normal(size=(64, 288)), 0)


def accuracy(features, labels):
    """Fit a linear read-out to the first images (ridge), test the rest: % right."""
    features = np.column_stack([features, np.ones(len(features))])
    train, test = np.split(features, [TRAIN])
    normal = train.T @ train + np.eye(train.shape[1])
    weights = np.linalg.solve(normal, train.T @ np.eye(10)[labels[:TRAIN]])
    return 100 * np.mean((test @ weights).argmax(axis=1) == labels[TRAIN:])


if __name__ == "__main__":
    digits = load_digits()
    order = np.random.default_rng(0).permutation(64)  # the same one in every image
    drawn = digits.images / 16
    shuffled = drawn.reshape(-1, 64)[:, order].reshape(-1, 8, 8)
    for extract in (dense_features, convolution_features):
        for name, images in [("as drawn", drawn), ("shuffled", shuffled)]:
            rngs = [np.random.default_rng(seed) for seed in range(20)]
            scores = [accuracy(extract(images, r), digits.target) for r in rngs]
            result = f"{np.mean(scores):.1f} % (sd {np.std(scores, ddof=1):.1f})"
            print(f"{extract.__name__:20} {name} {result}")
