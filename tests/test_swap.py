"""A build that is killed at any moment leaves the old site or the new one, and builds at once don't harm each other."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import swap
from grammar import ROOT

FILES = ("index.html", "page/index.html", "page/picture.svg")


class Killed(BaseException):
    """Ends whatever runs, as a kill does: nothing that it would have done next is done."""


def made(folder: Path, text: str) -> Path:
    for name in FILES:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return folder


def shown(folder: Path) -> set[str]:
    return {(folder / name).read_text("utf-8") for name in FILES}


def kill_at(step: int, patch: pytest.MonkeyPatch) -> None:
    """Kill instead of the call number ``step`` that would change something on the disk."""
    left = iter(range(step, -1, -1))

    def until_then(function):
        def call(*args, **kwargs):
            if next(left) == 0:
                raise Killed
            return function(*args, **kwargs)

        return call

    for module, name in ((os, "rename"), (os, "unlink"), (os, "rmdir"), (swap, "_exchange")):
        patch.setattr(module, name, until_then(getattr(module, name)))


@pytest.mark.parametrize("step", range(12))
@pytest.mark.parametrize("exchanges", [True, False], ids=["in one step", "in two"])
def test_whoever_is_killed_leaves_one_whole_folder(step, exchanges, tmp_path, monkeypatch):
    """Where names are exchanged in one step it is there at once, elsewhere when the next build has begun."""
    target = made(tmp_path / "site", "old")
    new = made(swap.beside(target), "new")
    if not exchanges:
        monkeypatch.setattr(swap, "_exchange", lambda one, other: False)
    with monkeypatch.context() as patched:
        kill_at(step, patched)
        try:
            swap.put_in_place(new, target)
        except Killed:
            pass
        else:
            assert step > 5, "too few moments were tried"
            assert shown(target) == {"new"}
            assert list(tmp_path.iterdir()) == [target]
    if exchanges and sys.platform in ("linux", "darwin"):
        assert shown(target) in ({"old"}, {"new"})
    swap.beside(target)
    assert shown(target) in ({"old"}, {"new"})


def test_what_killed_builds_left_is_removed_when_no_build_can_be_at_it(tmp_path):
    target = made(tmp_path / "site", "old")
    young, left = made(tmp_path / ".site-1", "young"), made(tmp_path / ".site-2-old", "left")
    os.utime(left, (0, 0))
    made(tmp_path / f".site-{os.getpid()}", "of an earlier process that had the number of this one")
    assert not swap.beside(target).exists()
    assert {path.name for path in tmp_path.iterdir()} == {"site", young.name}


MANY = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
import swap
target = Path(sys.argv[2])
if sys.argv[3] == "two":
    swap._exchange = lambda one, other: False
for _ in range(300):
    new = swap.beside(target)
    (new / "page").mkdir(parents=True)
    (new / "page" / "index.html").write_text("whole")
    (new / "index.html").write_text("whole")
    swap.put_in_place(new, target)
"""


@pytest.mark.parametrize("steps", ["one", "two"])
def test_builds_at_once_end_with_a_whole_folder(steps, tmp_path):
    command = [sys.executable, "-c", MANY, str(ROOT / "docs/hooks"), str(tmp_path / "site"), steps]
    builds = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _ in range(3)]
    assert [build.communicate()[1] for build in builds] == [""] * 3
    assert [path.name for path in tmp_path.iterdir()] == ["site"]
    assert {path.read_text("utf-8") for path in (tmp_path / "site").rglob("*.html")} == {"whole"}
