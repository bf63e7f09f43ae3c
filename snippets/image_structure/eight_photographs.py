"""Correlation against distance for eight photographs, and for grass."""

import numpy as np
from matplotlib.cbook import get_sample_data
from skimage import data, io
from sklearn.datasets import load_sample_image


def photographs():
    """{name: (height, width) brightness, 0 to 255} of eight photographs."""
    photos = {"camera": np.stack([data.camera()] * 3, axis=2)}  # grey as RGB
    for name in ("chelsea", "coffee", "astronaut", "rocket"):
        photos[name] = getattr(data, name)()
    for name in ("china", "flower"):
        photos[name] = load_sample_image(f"{name}.jpg")
    hopper = get_sample_data("grace_hopper.jpg", asfileobj=False)
    photos["grace_hopper"] = io.imread(hopper)
    return {name: rgb @ [0.299, 0.587, 0.114] for name, rgb in photos.items()}


def correlation(image, distance):
    """Pearson's r over all pairs of pixels so far apart in the same row."""
    left, right = image[:, : image.shape[1] - distance], image[:, distance:]
    return np.corrcoef(left.ravel(), right.ravel())[0, 1]


if __name__ == "__main__":
    distances = (1, 8, 64, 128)
    print("distance in pixels", *(f"{distance:5}" for distance in distances))
    table = []
    for name, image in photographs().items():
        table.append([correlation(image, distance) for distance in distances])
        print(f"{name:18}", *(f"{r:5.2f}" for r in table[-1]))
    table.append(np.mean(table, axis=0))
    print(f"{'mean of eight':18}", *(f"{r:5.2f}" for r in table[-1]))
    table.append([correlation(data.grass(), d) for d in distances])
    print(f"{'grass':18}", *(f"{r:5.2f}" for r in table[-1]))
