"""Finished cells, a file each, so that a run can be stopped and taken up again."""

import functools
import hashlib
import json
import os
import platform
from dataclasses import asdict, astuple
from importlib.metadata import version
from pathlib import Path

import torch

from snippets.shift_experiment.measuring import THREADS

CODE = "data", "layers", "measuring", "models", "training"


@functools.cache
def made_with():
    """What the numbers depend on beside the seeds: versions, processor, threads, code."""
    packages = {package: version(package) for package in ("numpy", "scikit-learn", "torch")}
    sources = (Path(__file__).with_name(f"{name}.py").read_bytes() for name in CODE)
    return {
        "python": platform.python_version(),
        **packages,
        "processor": f"{platform.machine()} {torch.backends.cpu.get_cpu_capability()}",
        "threads": THREADS,
        "code": hashlib.sha256(b"".join(sources)).hexdigest()[:16],
    }


def record(cell, measured, seconds):
    """What is stored of a cell: everything it depends on, and a checksum over it."""
    content = {"cell": asdict(cell), "made with": made_with(), "measured": measured, "seconds": seconds}
    return content | {"checksum": hashlib.sha256(json.dumps(content).encode()).hexdigest()}


def file(cell, folder):
    return folder / ("-".join(map(str, astuple(cell))).replace(" ", "-") + ".json")


def save(cell, measured, seconds, folder):
    """Write the record whole or not at all, and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    unfinished = folder / f"unfinished-{os.getpid()}"
    unfinished.write_text(json.dumps(record(cell, measured, seconds)))
    unfinished.replace(file(cell, folder))
    return load(cell, folder)


def load(cell, folder):
    """The record of a cell, or None if it is missing, damaged, or of other code or versions."""
    try:
        stored = json.loads(file(cell, folder).read_text())
        return stored if stored == record(cell, stored["measured"], stored["seconds"]) else None
    except (OSError, ValueError, KeyError, TypeError):
        return None
