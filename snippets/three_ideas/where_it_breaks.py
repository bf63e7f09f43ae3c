"""Move the input of a layer, or move its output: how many outputs differ."""

import numpy as np
from scipy.ndimage import correlate

KERNEL = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]])


def filtered(image, mode="wrap"):
    """As many outputs as pixels; beyond the border the image wraps around."""
    return correlate(image, KERNEL, output=float, mode=mode)  # uint8 would wrap


def max_pool(image):
    """The largest value of each 2 x 2 block; both sides are even."""
    return image.reshape(len(image) // 2, 2, -1, 2).max((1, 3))


LAYERS = {
    "circular padding": filtered,
    "zero padding": lambda image: filtered(image, mode="constant"),
    "no padding": lambda image: filtered(image)[1:-1, 1:-1],
    "stride 2": lambda image: filtered(image)[::2, ::2],
    "max-pooling": lambda image: max_pool(filtered(image)),
}


def errors(name, image, pixels, moved):
    """True where moving the image does not move the output by ``moved``."""
    layer = LAYERS[name]
    move_first = layer(np.roll(image, pixels, axis=1))
    move_last = np.roll(layer(image), moved, axis=1)
    return ~np.isclose(move_first, move_last, atol=1e-9)


NOISE = np.random.default_rng(0).random((32, 32))

if __name__ == "__main__":
    print("                  input  output")
    for name in LAYERS:
        moves = [(5, 5)] if "padding" in name else [(1, 0), (2, 1)]
        for pixels, moved in moves:
            wrong = errors(name, NOISE, pixels, moved)
            count = f"{wrong.sum()} of {wrong.size}"
            print(f"{name:17} {pixels:2} px {moved:4} px {count:>12}")
