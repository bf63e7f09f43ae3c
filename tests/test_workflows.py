"""What the host of the sources runs: checks before anything is published, targets that exist, settings that are read."""

import re
import subprocess

import pytest
import yaml
from grammar import ROOT

FILES = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_workflow_runs_what_there_is(path):
    jobs = yaml.safe_load(path.read_text("utf-8"))["jobs"]
    said = [step["run"] for job in jobs.values() for step in job.get("steps", []) if "run" in step]
    choices = [
        choice for job in jobs.values() for choice in job.get("strategy", {}).get("matrix", {}).get("include", [])
    ]
    said += [line.replace("${{ matrix.extreme }}", choice["extreme"]) for choice in choices for line in said]
    scripts = {script for line in said for script in re.findall(r"^\.ci/\w+", line)}
    said += [(ROOT / script).read_text("utf-8") for script in scripts]
    asked = {
        target for line in said for words in re.findall(r"\bmake((?: [a-z./]+)+)", line) for target in words.split()
    }
    assert asked
    for target in asked:
        made = subprocess.run(["make", "-n", target], cwd=ROOT, capture_output=True, text=True)
        assert made.returncode == 0 and "Nothing to be done" not in made.stdout, f"make {target}: {made.stderr}"


def test_nothing_is_published_unchecked():
    jobs = yaml.safe_load((ROOT / ".github" / "workflows" / "docs.yml").read_text("utf-8"))["jobs"]
    assert ".ci/run" in [step.get("run") for step in jobs["check"]["steps"]]
    (deploy,) = [job for job in jobs.values() if any("deploy-pages" in step.get("uses", "") for step in job["steps"])]
    assert deploy["needs"] == "check"


def test_every_notebook_is_run_where_all_are_to_be():
    (job,) = yaml.safe_load((ROOT / ".github" / "workflows" / "notebooks.yml").read_text("utf-8"))["jobs"].values()
    assert job["env"]["NOTEBOOKS"] == "all"
    assert 'os.environ.get("NOTEBOOKS")' in (ROOT / "tests" / "test_notebooks.py").read_text("utf-8")
