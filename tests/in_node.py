"""The modules of the widgets, asked in Node: arithmetic.mjs has the questions and imports the modules."""

import json
import subprocess
from pathlib import Path

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
