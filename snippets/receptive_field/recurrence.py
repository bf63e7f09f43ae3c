"""Receptive field and jump of a stack of layers, one layer at a time."""


def growth(layers):
    """Receptive field and jump, both in input pixels: (1, 1) for the input, then a pair a layer.

    A layer is (kernel, stride, dilation), along one axis.
    """
    field, jump = 1, 1
    pairs = [(field, jump)]
    for kernel, stride, dilation in layers:
        field += (kernel - 1) * dilation * jump  # the layer's inputs are jump pixels apart
        jump *= stride  # its own stride tells only the layers after it
        pairs.append((field, jump))
    return pairs


def receptive_field(layers):
    """Side of the square of input pixels that reaches one unit of the last layer."""
    return growth(layers)[-1][0]


if __name__ == "__main__":
    stacks = {
        "3x3 three times": [(3, 1, 1), (3, 1, 1), (3, 1, 1)],
        "3x3/2 three times": [(3, 2, 1), (3, 2, 1), (3, 2, 1)],
        "3x3, dilation 1, 2, 4": [(3, 1, 1), (3, 1, 2), (3, 1, 4)],
    }
    for name, layers in stacks.items():
        fields, jumps = zip(*growth(layers), strict=True)
        print(f"{name:21}  r = {fields}, j = {jumps}")
