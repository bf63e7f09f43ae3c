"""The zip code network of 1989: weights are shared, biases are not."""

import numpy as np

NETWORK = {  # units, inputs per unit, how many units share a kernel
    "H1": (12 * 8 * 8, 5 * 5, 8 * 8),
    "H2": (12 * 4 * 4, 8 * 5 * 5, 4 * 4),
    "H3": (30, 12 * 4 * 4, 1),
    "output": (10, 30, 1),
}


def count(units, inputs, sharing):
    """(connections, parameters); every unit has a bias, one of each."""
    return np.array([units * (inputs + 1), units // sharing * inputs + units])


if __name__ == "__main__":
    print("        connections  parameters")
    for name, layer in NETWORK.items():
        print("{:7} {:11,} {:11,}".format(name, *count(*layer)))
    totals = sum(count(*layer) for layer in NETWORK.values())
    print("total   {:11,} {:11,}".format(*totals))
