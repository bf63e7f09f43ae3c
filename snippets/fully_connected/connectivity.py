"""Eight inputs, six outputs, three ways to connect them."""

import numpy as np

INPUTS, WINDOW = 8, 3
OUTPUTS = INPUTS - WINDOW + 1


def connection_numbers(way):
    """Which parameter joins which output to which input: (outputs, inputs).

    Parameters are numbered from 1; 0 is no connection.
    """
    numbers = np.zeros((OUTPUTS, INPUTS), dtype=int)
    for output in range(OUTPUTS):
        window = np.arange(output, output + WINDOW)
        if way == "everything":
            numbers[output] = output * INPUTS + np.arange(INPUTS) + 1
        elif way == "own windows":
            numbers[output, window] = output * WINDOW + np.arange(WINDOW) + 1
        elif way == "one kernel":
            numbers[output, window] = np.arange(WINDOW) + 1
        else:
            raise ValueError(f"no such way: {way}")
    return numbers


if __name__ == "__main__":
    for way in ("everything", "own windows", "one kernel"):
        numbers = connection_numbers(way)
        print(f"{way:12} {np.count_nonzero(numbers):2} connections", end=", ")
        print(f"{numbers.max():2} parameters")
