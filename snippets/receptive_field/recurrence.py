"""Receptive field and jump of a stack of layers, one layer at a time."""


def growth(layers):
    """(receptive field, jump) in pixels: the input's, then each layer's.

    A layer is (kernel, stride, dilation), along one axis.
    """
    field, jump = 1, 1
    pairs = [(field, jump)]
    for kernel, stride, dilation in layers:
        field += (kernel - 1) * dilation * jump  # steps of jump pixels
        jump *= stride  # from the next layer on
        pairs.append((field, jump))
    return pairs


def receptive_field(layers):
    """Side of the square of pixels that a unit of the last layer depends on."""
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
