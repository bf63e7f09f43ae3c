"""The thirteen pictures of the feature network, and the strip of each that training never sees."""

import numpy as np
from skimage import data, transform
from sklearn.datasets import load_sample_image

# Pictures whose packages state free rights, none of them with a person's face.
RIGHTS = {
    "chelsea": "Stefan van der Walt, CC0",
    "coffee": "Rachel Michetti, CC0",
    "rocket": "SpaceX, public domain",
    "coins": "Brooklyn Museum, no known copyright restrictions",
    "brick": "CC0Textures, CC0",
    "grass": "linolafett, CC0",
    "gravel": "CC0Textures, CC0",
    "text": "Wikipedia, public domain",
    "retina": "Mikael Häggström, CC0",
    "hubble_deep_field": "NASA, public domain",
    "immunohistochemistry": "CMMI, no known copyright restrictions",
    "china": "danielbuechele, CC BY 2.0",
    "flower": "vultilion, CC BY 2.0",
}
HELD_OUT = 0.38  # share of the width: at the left in two pictures, else at the right
LEFT = "china", "flower"


def picture(name, longest):
    """(height, width, 3) values from 0 to 1, its longer side reduced to ``longest``."""
    in_scikit_learn = name in ("china", "flower")
    pixels = load_sample_image(f"{name}.jpg") if in_scikit_learn else getattr(data, name)()
    pixels = np.stack([pixels] * 3, axis=2) if pixels.ndim == 2 else pixels
    scale = longest / max(pixels.shape)
    size = [round(side * min(scale, 1)) for side in pixels.shape[:2]]
    return transform.resize(pixels / 255, size, anti_aliasing=scale < 1).clip(0, 1)


def halves(name, longest):
    """The part of a picture that is trained on, and the strip that is held out."""
    pixels = picture(name, longest)
    cut = HELD_OUT if name in LEFT else 1 - HELD_OUT
    left, right = np.split(pixels, [round(pixels.shape[1] * cut)], axis=1)
    return (right, left) if name in LEFT else (left, right)


if __name__ == "__main__":
    for name, rights in RIGHTS.items():
        trained, held_out = halves(name, 640)
        print(f"{name:21} {trained.shape} {held_out.shape}  {rights}")
