"""Runs every cell that is not finished and writes experiments.json. A stopped run goes on where it was.

Run it from the root of the repository: python -m snippets.shift_experiment.experiments
"""

import signal
import statistics
import sys
import time
from dataclasses import replace
from pathlib import Path

from snippets.shift_experiment.cells import cells
from snippets.shift_experiment.measuring import measure
from snippets.shift_experiment.store import load, made_with, save
from snippets.shift_experiment.summary import write

FOLDER = Path(__file__).parents[2] / ".cache" / "experiment"


def time_left(wanted, done):
    """Seconds for the cells that are not done, as long as their like took with other seeds."""
    took = {}
    for cell, stored in done.items():
        took.setdefault(replace(cell, seed=0), []).append(stored["seconds"])
    typical = statistics.mean(stored["seconds"] for stored in done.values())
    open_cells = (replace(cell, seed=0) for cell in wanted if cell not in done)
    return sum(statistics.mean(took.get(cell, [typical])) for cell in open_cells)


def run(wanted, folder):
    """Measure what is not finished yet; what was measured, by cell."""
    done = {cell: stored for cell in wanted if (stored := load(cell, folder))}
    print(f"{len(done)} of {len(wanted)} cells are finished", flush=True)
    for cell in wanted:
        if cell in done:
            continue
        begin = time.perf_counter()
        measured = measure(cell)
        done[cell] = save(cell, measured, time.perf_counter() - begin, folder)
        what = f"{cell.experiment}, {cell.model}, seed {cell.seed}: {measured['centred']:.1%} centred"
        print(f"{len(done)}/{len(wanted)}  {what}; about {time_left(wanted, done) / 60:.0f} min left", flush=True)
    return {cell: done[cell]["measured"] for cell in wanted}


def main(wanted, folder, target):
    """Run, and write what was measured; Ctrl-C and kill end the run with a sentence."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        write(run(wanted, folder), made_with(), target)
    except KeyboardInterrupt:
        sys.exit("\nStopped. What is finished is kept: the same command goes on from here.")


if __name__ == "__main__":
    main(list(cells()), FOLDER, Path(__file__).with_suffix(".json"))
