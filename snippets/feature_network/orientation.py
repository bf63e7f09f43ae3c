"""How far a kernel has a direction: 0 for a round blob, 1 for stripes without end."""

import numpy as np


def component(kernel):
    """The one pattern (7, 7) that, in one colour, comes closest to a kernel (3, 7, 7)."""
    return np.linalg.svd(kernel.reshape(3, -1), full_matrices=False)[2][0].reshape(kernel.shape[1:])


def orientation(pattern, size=32):
    """Concentration of a pattern's power spectrum in one direction, from 0 to 1.

    Each frequency is an arrow as long as its power. Opposite frequencies belong to the same stripes, so the angle is
    doubled. The result is the length of the sum of all arrows, divided by the sum of their lengths.
    """
    power = np.abs(np.fft.fft2(pattern - pattern.mean(), s=(size, size))) ** 2
    frequencies = np.fft.fftfreq(size)
    angle = np.arctan2(frequencies[:, None], frequencies[None, :])
    return float(np.abs((power * np.exp(2j * angle)).sum()) / power.sum())


def orientations(kernels):
    """The orientation of each of the kernels (count, 3, 7, 7), in the colour in which it has most of its power."""
    return [round(orientation(component(kernel)), 3) for kernel in kernels.astype(float)]


if __name__ == "__main__":
    place = np.arange(7) - 3.0
    blob = np.exp(-(place**2 + place[:, None] ** 2) / 4)
    noise = np.random.default_rng(0).normal(size=(7, 7))
    stripes = np.tile(np.cos(2 * place), (7, 1))
    for name, pattern in {
        "blob": blob,
        "noise": noise,
        "stripes": stripes,
        "a single edge": np.sign(blob * place),
    }.items():
        print(f"{name}: {orientation(pattern):.2f}")
