"""A pixel predicted from its four neighbours, and where that fails."""

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


def predict(image):
    """Inner pixels, their least-squares prediction, and the local slope."""
    above, below = image[:-2, 1:-1], image[2:, 1:-1]
    left, right = image[1:-1, :-2], image[1:-1, 2:]
    pixels = image[1:-1, 1:-1]
    known = [side.ravel() for side in (above, below, left, right)]
    known = np.column_stack([*known, np.ones(pixels.size)])
    weights = np.linalg.lstsq(known, pixels.ravel(), rcond=None)[0]
    predicted = (known @ weights).reshape(pixels.shape)
    return pixels, predicted, np.hypot(right - left, below - above)


def summary(image):
    """R squared, rms error, and the steepest tenth's share of its square."""
    pixels, predicted, slope = predict(image)
    error = (pixels - predicted) ** 2
    share = error[slope >= np.quantile(slope, 0.9)].sum() / error.sum()
    return 1 - error.mean() / pixels.var(), error.mean() ** 0.5, share


if __name__ == "__main__":
    print(f"{'':12}    R2   error  steepest tenth")
    for name, image in photographs().items():
        fit, error, share = summary(image)
        print(f"{name:12} {fit:.3f}  {error:5.1f}  {share:5.0%}")
