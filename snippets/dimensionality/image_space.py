"""How many images there are, and how few pixels outnumber the atoms."""

from math import floor, log10

ATOMS = 10**80  # in the observable universe, to the nearest few powers of ten


def images(pixels, levels=256):
    """Number of different images: each pixel takes one of so many levels."""
    return levels**pixels


def digits(pixels, levels=256):
    """Number of decimal digits of images(pixels, levels)."""
    return floor(pixels * log10(levels)) + 1


def pixels_to_pass(number, levels=256):
    """The fewest pixels that allow more than number different images."""
    pixels = 0
    while images(pixels, levels) <= number:
        pixels += 1
    return pixels


if __name__ == "__main__":
    print(f"28 x 28, black or white {digits(28 * 28, 2):>7,} digits")
    print(f"28 x 28, 256 greys      {digits(28 * 28):>7,} digits")
    print(f"32 x 32, colour         {digits(3 * 32 * 32):>7,} digits")
    print(f"224 x 224, colour       {digits(3 * 224 * 224):>7,} digits")
    print(f"more images than atoms with {pixels_to_pass(ATOMS)} grey pixels")
