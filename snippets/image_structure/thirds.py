"""Three statistics in the top, middle and bottom third of two photographs."""

import numpy as np
from skimage import data
from sklearn.datasets import load_sample_image


def two_photographs():
    """{name: (height, width) brightness, 0 to 255}."""
    china = load_sample_image("china.jpg") @ [0.299, 0.587, 0.114]
    return {"camera": data.camera().astype(float), "china": china}


def statistics(region):
    """Mean, mean step from a pixel to the one on its right, and their r."""
    left, right = region[:, :-1], region[:, 1:]
    r = np.corrcoef(left.ravel(), right.ravel())[0, 1]
    return region.mean(), np.abs(right - left).mean(), r


def thirds(image):
    """Statistics of the top, the middle and the bottom third."""
    return [statistics(region) for region in np.array_split(image, 3)]


if __name__ == "__main__":
    for name, image in two_photographs().items():
        places = zip(("top", "middle", "bottom"), thirds(image), strict=True)
        for place, (mean, step, r) in places:
            print(f"{name} {place:6}", end="")
            print(f"  mean {mean:3.0f}  step {step:4.1f}  r {r:.2f}")
