"""How long the book takes to build and to run, and how that grows with its pages: one table, beside what it should be.

    python tests/bench.py [--runs N] [--all] [row ...]

Everything happens in temporary copies of the repository. Memory is that of a process and of all that it started, together,
sampled from Linux's /proc; elsewhere the column stays empty.
"""

import argparse
import itertools
import math
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LEFT_BEHIND = shutil.ignore_patterns(
    ".git", ".venv", ".cache", ".ruff_cache", "site", "site-plain", ".site-*", "offline", "__pycache__"
)
ONE_OF_A_KIND = ("index.md", "running.md", "glossary.md", "references.md")
MEGABYTES = 1500

Run = tuple[float, float]  # seconds, megabytes


class Child:
    """A Python module run in the folder of a book, its time and its memory taken."""

    def __init__(self, book: Path, *arguments: str):
        self.start, self.peak, self.said = time.perf_counter(), 0, []
        self.process = subprocess.Popen(
            [sys.executable, "-m", *arguments],
            cwd=book,
            env=os.environ | {"NO_MKDOCS_2_WARNING": "1", "TMPDIR": str(book.parent)},  # a server ended leaves files
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        threading.Thread(target=self._watch, daemon=True).start()

    def _watch(self):
        while self.process.poll() is None:
            self.peak = max(self.peak, memory(self.process.pid))
            # To look oftener takes from the cores what is measured: at 20 times a second, a tenth of a cold build.
            time.sleep(0.25)

    def until(self, text: str | None = None) -> Run:
        """Wait until the child prints ``text``, or has ended well; if it fails, so does the measurement."""
        for line in self.process.stdout:
            self.said.append(line)
            if text and text in line:
                return self._taken()
            if "An error happened during the rebuild" in line:
                break
        if text or self.process.wait():
            sys.exit("".join(self.said[-40:]) + f"nothing measured: {' '.join(self.process.args)} failed")
        return self._taken()

    def _taken(self) -> Run:
        return time.perf_counter() - self.start, self.peak / 1e6


def memory(pid: int) -> int:
    """Bytes that a process and its descendants hold now; what several of them share counts once (Linux's "Pss")."""
    process = Path(f"/proc/{pid}")
    try:
        own = 1024 * int(re.search(r"^Pss: +(\d+) kB", (process / "smaps_rollup").read_text(), re.MULTILINE)[1])
        children = [int(child) for task in process.glob("task/*/children") for child in task.read_text().split()]
    except (OSError, TypeError):  # it has ended
        return 0
    return own + sum(memory(child) for child in children)


def chapter(book: Path) -> list[Path]:
    """The pages that a bigger book has more of; a notebook links to its own file, so a copy of it would not build."""
    return [page for page in sorted((book / "docs").glob("*.md")) if page.name not in ONE_OF_A_KIND]


def copy(folder: Path, times: int) -> Path:
    """The repository in ``folder``, with each page of the chapter ``times`` times, under new names, in the navigation."""
    book = folder / "book"
    shutil.copytree(ROOT, book, ignore=LEFT_BEHIND)
    (book / ".venv").symlink_to(ROOT / ".venv")
    nav = ""
    for number in range(2, times + 1):
        nav += f"  - Copy {number}:\n"
        for page in chapter(ROOT):
            shutil.copy(page, page := book / "docs" / f"{page.stem}-{number}.md")
            nav += f"      - {page.name}\n"
    config = book / "mkdocs.yml"
    last = "      - references.md\n"  # no page uses a term before the one that introduces it, so copies come last
    config.write_text(config.read_text("utf-8").replace(last, last + nav), "utf-8")
    return book


def cold(book: Path) -> Iterator[Run]:
    while True:
        shutil.rmtree(book / ".cache", ignore_errors=True)
        yield Child(book, "mkdocs", "build").until()


def warm(book: Path) -> Iterator[Run]:
    Child(book, "mkdocs", "build").until()
    return again("mkdocs", "build", book=book)


def again(*command: str, book: Path) -> Iterator[Run]:
    while True:
        yield Child(book, *command).until()


def saving(pattern: str, addition: str, book: Path) -> Iterator[Run]:
    """From saving a file, each of those that match in its turn, until `mkdocs serve` tells the browser to reload."""
    files = [
        path for path in sorted(book.glob(pattern)) if path.name not in (*ONE_OF_A_KIND, "style.py", "__init__.py")
    ]
    with socket.create_server(("127.0.0.1", 0)) as free:
        address = f"127.0.0.1:{free.getsockname()[1]}"
    server = Child(book, "mkdocs", "serve", "--livereload", "--dev-addr", address)
    try:
        server.until("Serving on")
        for path in itertools.cycle(files):
            time.sleep(1)  # the server looks every half second; let it see the file as it was
            path.write_text(path.read_text("utf-8") + addition, "utf-8")
            server.start, server.peak = time.perf_counter(), 0
            yield server.until("Reloading browsers")
    finally:
        server.process.terminate()
        server.process.wait()


SAVED = "\nSaved once more.\n"
TEST = "pytest", "-n", "3", "--dist", "loadfile", "--no-loadscope-reorder"
ROWS = {  # what is measured, how, with how many of each page, and the seconds it should stay below
    "cold": ("build, nothing cached", cold, 1, 30),
    "warm": ("build, figures and notebook cached", warm, 1, 4),
    "page": ("a page saved while serving", partial(saving, "docs/*.md", SAVED), 1, 2),
    "figure": ("a figure saved while serving", partial(saving, "snippets/figures/*.py", "# saved\n"), 1, 3),
    "examples": ("all examples (pytest docs)", partial(again, "pytest", "docs"), 1, 60),
    "test": ("all tests (make test)", partial(again, *TEST), 1, 300),
    "pages-10": ("build, cached, 10 of each page", warm, 10, None),
    "pages-50": ("build, cached, 50 of each page", warm, 50, None),
    "examples-3": ("all examples, 3 of each page", partial(again, "pytest", "docs"), 3, None),
}


def row(name: str, runs: int) -> str:
    what, measure, times, goal = ROWS[name]
    with tempfile.TemporaryDirectory() as folder:
        measuring = measure(book=copy(Path(folder), times))
        seconds, megabytes = zip(*itertools.islice(measuring, runs), strict=True)
        measuring.close()
    median, peak = statistics.median(seconds), max(megabytes)
    spread = f"{min(seconds):.1f} to {max(seconds):.1f}"
    growing = what.startswith(("build, ", "all examples"))
    a_page = f"{median / (len(chapter(ROOT)) * times):.2f} s" if growing else ""
    wanted = f"{goal} s" if goal else "a page: not more than with one of each"
    missed = ", missed" if (goal and median > goal) or peak > MEGABYTES else ""
    return f"{what:35} {median:6.1f} s {spread:>14} s {a_page:>9} {peak or math.nan:5.0f} MB   {wanted}{missed}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("row", nargs="*", help=f"what to measure, of {', '.join(ROWS)}; if none is named, all but test")
    parser.add_argument("--runs", type=int, default=3, help="how often to measure each (3)")
    parser.add_argument("--all", action="store_true", help="measure the tests too")
    arguments = parser.parse_args()
    if unknown := set(arguments.row) - set(ROWS):
        parser.error(f"there is no row {min(unknown)}; there is {', '.join(ROWS)}")
    print(f"{'':35} {'median':>8} {'min to max':>16} {'a page':>9} {'memory':>8}   goal (memory: {MEGABYTES} MB)")
    for name in arguments.row or [name for name in ROWS if arguments.all or name != "test"]:
        print(row(name, arguments.runs), flush=True)


if __name__ == "__main__":
    main()
