"""Cuts the picture of the kernel lab out of scikit-image's camera picture, without loss: every pixel keeps its number."""

from pathlib import Path

from PIL import Image
from skimage import data

TOP, LEFT, SIDE = 30, 100, 320  # head and camera, the domes behind them, most of the tripod
TARGET = Path(__file__).with_suffix(".png")


def picture():
    """A (320, 320) piece of the camera picture, 0 black to 255 white."""
    return data.camera()[TOP : TOP + SIDE, LEFT : LEFT + SIDE]


if __name__ == "__main__":
    Image.fromarray(picture()).save(TARGET, optimize=True)
    print(f"{TARGET.name}: {TARGET.stat().st_size:,} bytes")
