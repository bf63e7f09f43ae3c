"""Sums up the cells over their seeds, as the rows of experiments.json.

A row is an experiment with one network. What was measured stands there seed by seed, with mean
and standard deviation; accuracies are shares of the test images.
"""

import json
import statistics
from dataclasses import asdict


def summary(values):
    """A quantity as it is stored: mean, standard deviation of the sample, and every value."""
    values = [round(value, 6) for value in values]
    spread = {"mean": round(statistics.mean(values), 6), "sd": round(statistics.stdev(values), 6)}
    return spread | {"by seed": values}


def rows(measured):
    """Cells that differ in their seed alone become one row."""
    alike = {}
    for cell, found in measured.items():
        setting = {name: value for name, value in asdict(cell).items() if name != "seed"}
        alike.setdefault(json.dumps(setting), {})[cell.seed] = found
    for setting, seeds in alike.items():
        row = json.loads(setting) | {"parameters": 0, "seeds": list(seeds)}
        for name in seeds[row["seeds"][0]]:
            values = [found[name] for found in seeds.values()]
            row[name] = values[0] if name == "parameters" else summary(values)
        yield row


def write(measured, made_with, path):
    """Write the file whole, with a line for each row."""
    lines = ",\n".join(json.dumps(row) for row in rows(measured))
    text = f'{{"made with": {json.dumps(made_with)},\n"rows": [\n{lines}\n]}}\n'
    unfinished = path.with_suffix(".unfinished")
    unfinished.write_text(text)
    unfinished.replace(path)
