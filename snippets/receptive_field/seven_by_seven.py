"""Three 3x3 layers on a 7x7 image: how many units stay, what one sees."""


def coverage(layers, side):
    """(output side, receptive field, share of the image): the image, then each layer.

    A layer is (kernel, stride, dilation), unpadded; the share is the central unit's.
    """
    size, field, jump = side, 1, 1
    rows = [(size, field, (field / side) ** 2)]
    for kernel, stride, dilation in layers:
        size = (size - dilation * (kernel - 1) - 1) // stride + 1
        field += (kernel - 1) * dilation * jump
        jump *= stride
        rows.append((size, field, (min(field, side) / side) ** 2))
    return rows


if __name__ == "__main__":
    for layer, (size, field, share) in enumerate(coverage([(3, 1, 1)] * 3, 7)):
        print(f"layer {layer}: side {size}, field {field}, {share:7.2%} of the image")
