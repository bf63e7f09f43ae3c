"""Receptive fields of five well-known networks, from their layer lists."""

CONV, POOL = (3, 1, 1), (2, 2, 1)  # (kernel, stride, dilation)
STEM = [(7, 2, 1), (3, 2, 1)]  # a ResNet begins with these


def resnet_50(stride_in_3x3):
    """Four stages of blocks 1x1, 3x3, 1x1; stages 2 to 4 begin with a stride."""
    layers = list(STEM)
    for stage, blocks in enumerate([3, 4, 6, 3]):
        for block in range(blocks):
            stride = 2 if stage > 0 and block == 0 else 1
            first, second = (1, stride) if stride_in_3x3 else (stride, 1)
            layers += [(1, first, 1), (3, second, 1), (1, 1, 1)]
    return layers


NETWORKS = {
    "LeNet-5": [(5, 1, 1), POOL, (5, 1, 1), POOL, (5, 1, 1)],
    "AlexNet": [(11, 4, 1), (3, 2, 1), (5, 1, 1), (3, 2, 1)] + [CONV] * 3 + [(3, 2, 1)],
    "VGG-16": [CONV, CONV, POOL] * 2 + [CONV, CONV, CONV, POOL] * 3,
    "ResNet-18": STEM + [CONV] * 4 + [(3, 2, 1), CONV, CONV, CONV] * 3,
    "ResNet-50, stride in 1x1": resnet_50(stride_in_3x3=False),
    "ResNet-50, stride in 3x3": resnet_50(stride_in_3x3=True),
}


def growth(layers):
    """(receptive field, jump) in pixels: the input's, then each layer's."""
    pairs = [(1, 1)]
    for kernel, stride, dilation in layers:
        field, jump = pairs[-1]
        pairs.append((field + (kernel - 1) * dilation * jump, jump * stride))
    return pairs


if __name__ == "__main__":
    for name, layers in NETWORKS.items():
        field, jump = growth(layers)[-1]
        print(f"{name:24}  {len(layers):2} layers  r = {field:3}  j = {jump:2}")
