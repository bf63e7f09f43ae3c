"""The patches that excite a unit most, and how alike they are."""

import numpy as np

PATCHES, PER_PICTURE = 9, 3


def favourites(maps, field, jump):
    """Up to nine (picture, left, top, activation): the highest values of one unit's maps, one map for each picture.

    At most three come from one picture, and no two of those overlap by more than two fifths of a side.
    """
    found, apart = [], int(np.ceil(0.6 * field / jump))
    for picture, activations in enumerate(maps):
        left = np.array(activations)
        for _ in range(PER_PICTURE):
            row, column = np.unravel_index(left.argmax(), left.shape)
            if left[row, column] > 0:
                found.append((picture, int(column) * jump, int(row) * jump, round(float(left[row, column]), 3)))
            left[max(row - apart + 1, 0) : row + apart, max(column - apart + 1, 0) : column + apart] = 0
    return sorted(found, key=lambda patch: -patch[3])[:PATCHES]


def scaled(windows):
    """Rows of pixels with mean zero and length one; a flat row becomes zeros."""
    windows = windows - windows.mean(axis=1, keepdims=True)
    return windows / np.maximum(np.linalg.norm(windows, axis=1, keepdims=True), 1e-3)


def coherence(patches):
    """How alike patches (count, side, side, 3) are: 1 for copies, about 0 for patches that have nothing in common.

    The middle of each patch is laid over each other patch, moved by up to a quarter of a side up, down, left and
    right, and the best correlation counts; the result is the mean over all pairs.
    """
    count, side = patches.shape[:2]
    reach = side // 4
    inner = side - 2 * reach
    middles = scaled(patches[:, reach : reach + inner, reach : reach + inner].reshape(count, -1))
    best = np.zeros((count, count))
    for other, patch in enumerate(patches):
        windows = np.lib.stride_tricks.sliding_window_view(patch, (inner, inner, 3))
        best[:, other] = (middles @ scaled(windows.reshape(-1, inner * inner * 3)).T).max(axis=1)
    return float(best[~np.eye(count, dtype=bool)].mean())


if __name__ == "__main__":
    noise = np.random.default_rng(0).random((9, 15, 15, 3))
    print(f"copies {coherence(noise[[0] * 9]):.2f}, noise {coherence(noise):.2f}")
