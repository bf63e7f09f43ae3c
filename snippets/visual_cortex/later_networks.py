"""Three later networks, their parameters counted from their published shapes."""

from itertools import pairwise


def conv_parameters(size, inputs, outputs, bias=True):
    """Parameters of a convolution with square kernels."""
    return size * size * inputs * outputs + (outputs if bias else 0)


def dense_parameters(*widths):
    """Parameters of dense layers in a row."""
    return sum(inputs * outputs + outputs for inputs, outputs in pairwise(widths))


def count_alexnet():
    """Two halves that meet in some layers only: a filter of the others reads half."""
    shapes = [(11, 3, 96), (5, 48, 256), (3, 256, 384), (3, 192, 384), (3, 192, 256)]
    convolutions = sum(conv_parameters(*shape) for shape in shapes)
    return convolutions + dense_parameters(9216, 4096, 4096, 1000)


def count_resnet_50():
    """Blocks 1 x 1, 3 x 3, 1 x 1; each convolution has a scale and a shift a map."""
    inputs, shapes = 64, [(7, 3, 64)]
    for width, blocks in ((64, 3), (128, 4), (256, 6), (512, 3)):
        shapes.append((1, inputs, 4 * width))  # the shortcut of the first block
        for _ in range(blocks):
            shapes += [(1, inputs, width), (3, width, width), (1, width, 4 * width)]
            inputs = 4 * width
    maps = sum(outputs for *_, outputs in shapes)
    convolutions = sum(conv_parameters(*shape, bias=False) for shape in shapes)
    return convolutions + 2 * maps + dense_parameters(inputs, 1000)


def count_vit_b_16(width=768, depth=12, tokens=197):
    """Attention is four dense layers side by side; then two, one after the other."""
    block = 4 * dense_parameters(width, width) + dense_parameters(width, 4 * width, width)
    embedding = conv_parameters(16, 3, width) + (1 + tokens) * width
    return embedding + depth * block + (4 * depth + 2) * width + dense_parameters(width, 1000)


if __name__ == "__main__":
    for count in (count_alexnet, count_resnet_50, count_vit_b_16):
        print(f"{count.__name__[6:]:9} {count():11,}")
