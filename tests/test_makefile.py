"""The targets install what they need once, and start over after an installation that was cut short."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from grammar import ROOT

# Stands in for Python: notes what it is asked, and makes an environment of itself; fails at what stands in the file `fails`.
PYTHON = """\
#!/bin/sh
cd "$(dirname "$0")" && while [ ! -f said ]; do cd ..; done
echo "$@" >>said
[ "$2 $3" = "venv --clear" ] && rm -rf .venv && mkdir -p .venv/bin && cp python .venv/bin/python
case "$*" in *"$(cat fails)"*) exit 1 ;; esac
"""


@pytest.fixture
def make(tmp_path):
    """A function that runs a target in a folder that has only the Makefile; it gives what Python was asked to do."""
    for name in ("Makefile", "pyproject.toml", "constraints.txt"):
        shutil.copy(ROOT / name, tmp_path / name)
    (tmp_path / "python").write_text(PYTHON)
    (tmp_path / "python").chmod(0o755)

    def make(target: str, fails: str = "never") -> list[str]:
        (tmp_path / "said").write_text("")
        (tmp_path / "fails").write_text(fails)
        clean = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
        command = ["make", target, f"PYTHON={tmp_path / 'python'}"]
        run = subprocess.run(command, cwd=tmp_path, env=clean, capture_output=True, text=True)
        assert (run.returncode != 0) == (fails != "never"), run.stdout + run.stderr
        said = (tmp_path / "said").read_text().splitlines()
        return [words for words in said if words.startswith("-m") and "upgrade pip" not in words]

    make.folder = tmp_path
    return make


def installing(group: str) -> str:
    return f"-m pip install --constraint constraints.txt --group {group}"


MADE = "-m venv --clear .venv"
BUILD = "-m mkdocs build"


def test_a_second_run_installs_nothing(make):
    assert make("build") == [MADE, installing("build"), BUILD]
    assert make("build") == [BUILD]
    assert [words for words in make("test") if "install" in words] == [installing("test")]
    assert make("build") == [BUILD]


@pytest.mark.parametrize("at", [MADE, "upgrade pip", installing("build")])
def test_an_installation_cut_short_is_begun_again(make, at):
    make("build", fails=at)
    assert make("build") == [MADE, installing("build"), BUILD]


@pytest.mark.parametrize("file", ["pyproject.toml", "constraints.txt"])
def test_other_versions_are_installed(make, file):
    make("build")
    later = Path(make.folder / ".venv/.build").stat().st_mtime + 5
    os.utime(make.folder / file, (later, later))
    assert make("build") == [installing("build"), BUILD]


def test_one_environment_serves_all_targets(make):
    """What `make test` added is still there for `make build`."""
    make("test")
    assert make("build") == [installing("build"), BUILD]
    assert [words for words in make("test") if "install" in words] == []


def test_the_oldest_python_is_the_same_everywhere():
    (oldest,) = re.findall(r'^requires-python = ">=(3\.\d+)"$', (ROOT / "pyproject.toml").read_text("utf-8"), re.M)
    assert f"sys.version_info < ({oldest.replace('.', ', ')})" in (ROOT / "Makefile").read_text("utf-8")
    for name in ("README.md", "docs/running.md"):
        told = re.findall(r"Python (3\.\d+)(?:<!-- name -->)? or newer", (ROOT / name).read_text("utf-8"))
        assert set(told) == {oldest}, name
