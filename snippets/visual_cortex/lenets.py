"""Two networks of LeCun and others: sharing parts parameters from connections."""

# One row a layer: units, inputs of a unit, parameters.
# In 1989 the units of a map share their weights, but each has a bias of its own.
LECUN_1989 = {
    "H1, 12 maps 8 x 8, 5 x 5": (12 * 64, 25 + 1, 12 * 25 + 12 * 64),
    "H2, 12 maps 4 x 4, 8 x 5 x 5": (12 * 16, 8 * 25 + 1, 12 * 8 * 25 + 12 * 16),
    "H3, 30 units, dense": (30, 192 + 1, 30 * 193),
    "output, 10 units, dense": (10, 30 + 1, 10 * 31),
}

# In 1998 they share the bias too. C3 reads 3, 4 or 6 maps of S2, so it has three rows.
LENET_5 = {
    "C1, 6 maps 28 x 28, 5 x 5": (6 * 784, 25 + 1, 6 * 26),
    "S2, 6 maps 14 x 14, 2 x 2 sums": (6 * 196, 4 + 1, 6 * 2),
    "C3, 6 maps 10 x 10 from 3 maps": (6 * 100, 3 * 25 + 1, 6 * 76),
    "C3, 9 maps 10 x 10 from 4 maps": (9 * 100, 4 * 25 + 1, 9 * 101),
    "C3, 1 map 10 x 10 from 6 maps": (100, 6 * 25 + 1, 151),
    "S4, 16 maps 5 x 5, 2 x 2 sums": (16 * 25, 4 + 1, 16 * 2),
    "C5, 120 units": (120, 16 * 25 + 1, 120 * 401),
    "F6, 84 units, dense": (84, 120 + 1, 84 * 121),
    "output, 10 units, weights fixed": (10, 84, 0),
}


def totals(network):
    """Connections and parameters of a network, a bias counted as a connection."""
    connections = sum(units * inputs for units, inputs, _ in network.values())
    return connections, sum(parameters for *_, parameters in network.values())


if __name__ == "__main__":
    for name, network in (("1989", LECUN_1989), ("LeNet-5, 1998", LENET_5)):
        print(f"{name:34} connections  parameters")
        for layer, (units, inputs, parameters) in network.items():
            print(f"  {layer:32} {units * inputs:11,} {parameters:11,}")
        print(f"  {'together':32} {totals(network)[0]:11,} {totals(network)[1]:11,}")
