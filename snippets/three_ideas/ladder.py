"""Three layers with the same inputs and outputs, and what each rung saves."""


def rungs(side, in_channels, filters, k=3):
    """{layer: (inputs per output, uses per weight, parameters, connections)}.

    As many positions as pixels, so weights on the border count; no biases.
    """
    positions = side * side
    outputs = positions * filters
    image, window = positions * in_channels, k * k * in_channels
    layers = {
        "dense": (image, 1),
        "locally connected": (window, 1),
        "convolution": (window, positions),
    }
    counts = {}
    for name, (inputs, uses) in layers.items():
        connections = outputs * inputs
        counts[name] = inputs, uses, connections // uses, connections
    return counts


if __name__ == "__main__":
    row = "{:17} {:>8} {:>7} {:>16} {:>16}"
    print(row.format("", "inputs", "uses", "parameters", "connections"))
    for name, counts in rungs(side=224, in_channels=3, filters=64).items():
        print(row.format(name, *(f"{count:,}" for count in counts)))
