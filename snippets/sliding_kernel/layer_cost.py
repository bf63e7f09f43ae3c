"""Parameters and multiply-adds of a convolutional layer, square kernels."""


def parameters_of_layer(kernel, in_channels, out_channels):
    """A weight per tap, input channel and filter; a bias per filter."""
    return kernel**2 * in_channels * out_channels + out_channels


def multiply_adds_of_layer(kernel, in_channels, out_channels, height, width):
    """Each of height * width outputs of a filter takes one per weight."""
    return kernel**2 * in_channels * out_channels * height * width


if __name__ == "__main__":
    print("kernel   in  out  parameters  multiply-adds, 224 x 224 outputs")
    for layer in [(3, 1, 1), (3, 3, 64), (5, 3, 64), (3, 64, 64)]:
        parameters = parameters_of_layer(*layer)
        operations = multiply_adds_of_layer(*layer, 224, 224)
        print("{:6} {:4} {:4}".format(*layer), end="")
        print(f"  {parameters:10,}  {operations:13,}")
