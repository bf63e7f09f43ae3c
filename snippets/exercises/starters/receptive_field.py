"""Exercise: receptive fields by gradient.

Replace every raise, then type: python check.py receptive_field.py
"""


def receptive_field(layers):
    """The field along one axis, computed: how many pixels one unit sees.

    layers: triples (kernel, stride, dilation), the first layer first.
    Returns a whole number.
    """
    raise NotImplementedError


def measured_field(network, side):
    """The field of the central unit, measured, from first pixel to last.

    network: a function from a (side, side) image, a tensor of PyTorch or an
    array of NumPy, to a smaller (rows, columns) map of the same kind. It is
    made of convolutions without padding, all weights 1, and a ReLU after each.
    Returns two whole numbers, height and width.
    """
    raise NotImplementedError
