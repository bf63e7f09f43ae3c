"""The modules of the widgets, asked in Node: arithmetic.mjs has the questions and imports the modules."""

import io
import json
import subprocess
from contextlib import redirect_stdout
from pathlib import Path

import numpy as np
from playwright._impl._driver import compute_driver_executable

NODE = compute_driver_executable()[0]  # Playwright brings it along
SCRIPT = Path(__file__).with_name("arithmetic.mjs")


def node(cases: list[dict]) -> list[dict]:
    """For each case, {"what": which question, ...}, its {"answer": ...}, or {"refused": why}."""
    run = subprocess.run([NODE, SCRIPT], input=json.dumps(cases), capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


def call(module: str, name: str, *calls: tuple) -> list:
    """What a function of a module returns for each of the calls."""
    answers = node([{"what": "call", "module": module, "name": name, "given": given} for given in calls])
    return [answer.get("answer") for answer in answers]


def constant(module: str, name: str):
    """What a module exports under a name, as far as JSON can hold it."""
    return node([{"what": "has", "module": module, "name": name}])[0].get("answer")


def states(module: str, texts: list[dict[str, str]]) -> list[dict]:
    """States of a widget as its model reads them from the texts of a link, which it writes in the same way again."""
    (answer,) = node([{"what": "states", "module": module, "texts": texts}])
    assert [one["texts"] for one in answer["answer"]] == texts
    return [one["state"] for one in answer["answer"]]


def printed(text: str) -> tuple[np.ndarray, str]:
    """What a program of the code pane leaves in ``output``, and what it printed."""
    names: dict[str, object] = {"__name__": "__main__"}
    with redirect_stdout(io.StringIO()) as said:
        exec(compile(text, "code pane", "exec"), names)
    return np.asarray(names["output"], dtype=float), said.getvalue()
