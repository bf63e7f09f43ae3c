"""VGG-16 counted layer by layer, from its configuration."""

from math import prod

# A number is a 3 x 3 convolution with so many output channels; "M" keeps the
# largest of each 2 x 2 values, which halves the sides and has no parameters.
CONFIGURATION_D = [64, 64, "M", 128, 128, "M", 256, 256, 256, "M"]
CONFIGURATION_D += [512, 512, 512, "M", 512, 512, 512, "M"]


def vgg16_shapes(configuration, side=224, classes=1000):
    """{layer: shape of its weights}, for RGB images side x side."""
    shapes, channels, block, number = {}, 3, 1, 1
    for entry in configuration:
        if entry == "M":
            side, block, number = side // 2, block + 1, 1
        else:
            shapes[f"conv{block}_{number}"] = (entry, channels, 3, 3)
            channels, number = entry, number + 1
    inputs = channels * side * side  # here the grid is flattened
    for number, units in enumerate([4096, 4096, classes], 1):
        shapes[f"dense{number}"] = (units, inputs)
        inputs = units
    return shapes


def count_parameters(shapes):
    """{layer: weights plus one bias per output}."""
    return {name: prod(shape) + shape[0] for name, shape in shapes.items()}


if __name__ == "__main__":
    shapes = vgg16_shapes(CONFIGURATION_D)
    counts = count_parameters(shapes)
    for name, count in counts.items():
        shape = " x ".join(map(str, shapes[name]))
        print(f"{name:8} {shape:17}{count:>12,}")
    total = sum(counts.values())
    dense = sum(count for name, count in counts.items() if "dense" in name)
    first = counts["dense1"]
    print(f"total {total:>32,}")
    print(f"in dense layers {dense:>22,}  {dense / total:.1%}")
    print(f"in the first of them {first:>17,}  {first / total:.1%}")
