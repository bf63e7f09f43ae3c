"""A simple cell wants the bar in its place; a complex cell wants it anywhere near."""

import numpy as np

# Three columns, the middle one liked and its neighbours disliked; nine rows.
UPRIGHT = np.outer(np.ones(9), [-1, 2, -1]) / 18


def bar(offset, degrees=0, size=17):
    """An image (size, size), dark but for a bar of width 1 and length 9.

    The bar stands ``offset`` pixels right of the centre, turned by ``degrees``.
    """
    y, x = np.mgrid[:size, :size] - size // 2
    x = x - offset
    angle = np.radians(degrees)
    across = x * np.cos(angle) + y * np.sin(angle)
    along = y * np.cos(angle) - x * np.sin(angle)
    return (np.abs(across) < 0.5) & (np.abs(along) < 4.5)


def simple_cell(image, at=0):
    """Rectified answer of one upright field, ``at`` pixels right of the centre."""
    row, column = image.shape[0] // 2 - 4, image.shape[1] // 2 - 1 + at
    field = image[row : row + 9, column : column + 3]
    return max(0.0, (UPRIGHT * field).sum())


def complex_cell(image):
    """The strongest of seven simple cells side by side, as max pooling takes it."""
    return max(simple_cell(image, at) for at in range(-3, 4))


if __name__ == "__main__":
    print("offset  simple  complex")
    for offset in range(-4, 5):
        image = bar(offset)
        print(f"{offset:4}  {simple_cell(image):8.2f}  {complex_cell(image):7.2f}")
    print("turned by 45 and 90 degrees:")
    for degrees in (45, 90):
        print(f"{degrees:4}  {complex_cell(bar(0, degrees)):17.2f}")
