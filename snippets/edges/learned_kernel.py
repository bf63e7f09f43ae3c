"""Writes learned_kernel.json, the kernel on its way to Sobel.

Run it from the root of the repository: python -m snippets.edges.learned_kernel
"""

import json
from pathlib import Path

from snippets.edges.learn_sobel import examples, learn

STEPS = (0, 10, 100, 1000)


def rounded(kernel):
    """A (3, 3) tensor as lists of numbers with two decimals, without minus zero."""
    return [[round(weight, 2) + 0.0 for weight in row] for row in kernel.tolist()]


def history():
    """One entry for each of STEPS: the step, the loss and the kernel."""
    return [
        {"step": step, "loss": round(loss, 4), "kernel": rounded(kernel)}
        for step, kernel, loss in learn(*examples(), STEPS)
    ]


if __name__ == "__main__":
    Path(__file__).with_suffix(".json").write_text(json.dumps(history(), indent=1) + "\n")
