"""The numbers of experiments.json: how they are summed up there, and how pages read them.

A row is an experiment with one network. What was measured stands there seed by seed, with mean
and standard deviation; accuracies are shares of the test images.
"""

import functools
import json
import statistics
from dataclasses import asdict
from pathlib import Path

FILE = Path(__file__).with_name("experiments.json")


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


def write(measured, made_with):
    """Write the file whole, a line for each row."""
    lines = ",\n".join(json.dumps(row) for row in rows(measured))
    text = f'{{"made with": {json.dumps(made_with)},\n"rows": [\n{lines}\n]}}\n'
    unfinished = FILE.with_suffix(".unfinished")
    unfinished.write_text(text)
    unfinished.replace(FILE)


@functools.cache
def stored():
    """The file as it is."""
    return json.loads(FILE.read_text())


def row(experiment, model, **setting):
    """The one row of that experiment and network, e.g. with ``epochs=240``."""
    wanted = {"experiment": experiment, "model": model, **setting}
    (found,) = (r for r in stored()["rows"] if wanted.items() <= r.items())
    return found


def mean(experiment, model, measure, **setting):
    """The mean over the seeds."""
    return row(experiment, model, **setting)[measure]["mean"]


def sd(experiment, model, measure, **setting):
    """The standard deviation over the seeds."""
    return row(experiment, model, **setting)[measure]["sd"]
