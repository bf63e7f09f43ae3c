"""A kernel slides over an image: nine products and a sum at each place."""

import numpy as np

IMAGE = np.array(
    [
        [1, 2, 0, 1, 2],
        [0, 1, 2, 1, 0],
        [2, 0, 1, 0, 1],
        [1, 2, 0, 2, 1],
        [0, 1, 1, 0, 2],
    ]
)
KERNEL = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]])


def products(image, kernel, row, column):
    """Weight times pixel, the kernel's top left corner at (row, column)."""
    height, width = kernel.shape
    return kernel * image[row : row + height, column : column + width]


def slide(image, kernel):
    """The sum of the products at every position where the kernel fits."""
    rows = image.shape[0] - kernel.shape[0] + 1
    columns = image.shape[1] - kernel.shape[1] + 1
    output = np.zeros((rows, columns), np.result_type(image, kernel))
    for row in range(rows):
        for column in range(columns):
            output[row, column] = products(image, kernel, row, column).sum()
    return output


if __name__ == "__main__":
    for corner in [(0, 0), (2, 2)]:
        print("products at", corner)
        print(products(IMAGE, KERNEL, *corner))
    print("all nine sums")
    print(slide(IMAGE, KERNEL))
