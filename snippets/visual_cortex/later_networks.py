"""Four later networks, their parameters counted from their published shapes."""

from itertools import pairwise


def conv(size, inputs, outputs, bias=True):
    """Parameters of a convolution with square kernels."""
    return size * size * inputs * outputs + bias * outputs


def dense(*widths):
    """Parameters of dense layers in a row."""
    return sum(inputs * outputs + outputs for inputs, outputs in pairwise(widths))


def alexnet():
    """Two halves that meet in some layers only: a filter of the others reads half."""
    shapes = [(11, 3, 96), (5, 48, 256), (3, 256, 384), (3, 192, 384), (3, 192, 256)]
    return sum(conv(*shape) for shape in shapes) + dense(36 * 256, 4096, 4096, 1000)


def vgg_16():
    widths = [3, 64, 64, 128, 128, *[256] * 3, *[512] * 6]
    convolutions = sum(conv(3, *pair) for pair in pairwise(widths))
    return convolutions + dense(49 * 512, 4096, 4096, 1000)


def resnet_50():
    """Blocks 1 x 1, 3 x 3, 1 x 1; each convolution has a scale and a shift a map."""
    inputs, shapes = 64, [(7, 3, 64)]
    for width, blocks in ((64, 3), (128, 4), (256, 6), (512, 3)):
        shapes.append((1, inputs, 4 * width))  # the shortcut of the first block
        for _ in range(blocks):
            shapes += [(1, inputs, width), (3, width, width), (1, width, 4 * width)]
            inputs = 4 * width
    return sum(conv(*shape, bias=False) + 2 * shape[-1] for shape in shapes) + dense(2048, 1000)


def vit_b_16(width=768, depth=12, tokens=197):
    """A transformer on patches of 16 x 16 pixels."""
    block = 4 * dense(width, width) + dense(width, 4 * width, width) + 4 * width
    ends = conv(16, 3, width) + (1 + tokens) * width + 2 * width + dense(width, 1000)
    return ends + depth * block


if __name__ == "__main__":
    for network in (alexnet, vgg_16, resnet_50, vit_b_16):
        print(f"{network.__name__:9} {network():11,}")
