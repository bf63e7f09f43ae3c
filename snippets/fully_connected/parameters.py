"""Parameters of a dense layer of 1,000 units on images of four sizes."""

from math import prod


def parameters_from_shape(weight_shape):
    """Weights plus one bias per output, from the shape of the weights.

    Dense layer: (units, inputs).
    Convolution: (out_channels, in_channels, kernel_height, kernel_width).
    """
    outputs = weight_shape[0]
    return prod(weight_shape) + outputs


IMAGES = {  # (height, width, channels)
    "handwritten digit": (28, 28, 1),
    "thumbnail": (32, 32, 3),
    "photograph": (224, 224, 3),
    "HD frame": (1080, 1920, 3),
}

if __name__ == "__main__":
    for name, image in IMAGES.items():
        inputs = prod(image)
        count = parameters_from_shape((1000, inputs))
        print(f"{name:17} {inputs:>9,} inputs {count:>13,} parameters")
    count = parameters_from_shape((64, 3, 3, 3))
    print(f"3 x 3 convolution, any size {count:>16,} parameters")
