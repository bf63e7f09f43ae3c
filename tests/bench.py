"""How long the book takes to build and to run, and how that grows with its pages: one table, beside what it should be.

    python tests/bench.py [--runs N] [--all] [row ...]

Everything happens in a temporary copy of the repository. The memory is that of a process and all that it started, together, sampled
from /proc: pages that two of them share count twice, and where there is no /proc (macOS) the column stays empty.
"""

import argparse
import itertools
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
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LEFT_BEHIND = shutil.ignore_patterns(".git", ".venv", ".cache", "site", "__pycache__", ".ruff_cache", "node_modules")
ONE_OF_A_KIND = (
    "index.md",
    "running.md",
    "glossary.md",
    "references.md",
)  # they grow with the book instead of being repeated
MEMORY_GOAL = 1500


@dataclass
class Run:
    seconds: float
    megabytes: float


class Child:
    """A Python module run in the folder of the book, its time and memory taken."""

    def __init__(self, book: Path, *arguments: str):
        self.start = time.perf_counter()
        self.peak, self.said = 0, []
        environment = os.environ | {"NO_MKDOCS_2_WARNING": "1"}
        command = [sys.executable, "-m", *arguments]
        self.process = subprocess.Popen(
            command, cwd=book, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        threading.Thread(target=self._watch, daemon=True).start()

    def _watch(self):
        while self.process.poll() is None:
            self.peak = max(self.peak, memory(self.process.pid))
            time.sleep(0.05)

    def until(self, text: str) -> Run:
        """Wait until the child prints ``text``. If it ends or fails before that, so does the measurement."""
        for line in self.process.stdout:
            self.said.append(line)
            if text in line:
                return Run(time.perf_counter() - self.start, self.peak / 1e6)
            if "An error happened during the rebuild" in line:
                break
        sys.exit("".join([*self.said[-30:], f"\nmeasured nothing: {' '.join(self.process.args[1:])} failed"]))

    def end(self) -> Run:
        """Wait until the child has done its work."""
        output, _ = self.process.communicate()
        if self.process.returncode:
            sys.exit(output[-3000:] + f"\nmeasured nothing: {' '.join(self.process.args[1:])} failed")
        return Run(time.perf_counter() - self.start, self.peak / 1e6)


def memory(pid: int) -> int:
    """Bytes that a process and its descendants hold now."""
    process = Path(f"/proc/{pid}")
    try:
        own = int((process / "statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
        children = [int(child) for task in process.glob("task/*/children") for child in task.read_text().split()]
    except OSError:
        return 0
    return own + sum(memory(child) for child in children)


def copy(folder: Path, times: int = 1) -> Path:
    """The repository in ``folder``, each page that is not one of a kind standing there ``times`` times."""
    book = folder / "book"
    shutil.copytree(ROOT, book, ignore=LEFT_BEHIND)
    sections = []
    for number in range(2, times + 1):
        sections.append(f"  - Copy {number}:\n")
        for page in pages(ROOT):
            (book / "docs" / f"{page.stem}-{number}{page.suffix}").write_bytes(page.read_bytes())
            sections.append(f"      - {page.stem}-{number}{page.suffix}\n")
    config = book / "mkdocs.yml"
    config.write_text(
        re.sub(r"^nav:\n", lambda m: m[0] + "".join(sections), config.read_text("utf-8"), flags=re.MULTILINE), "utf-8"
    )
    return book


def pages(book: Path) -> list[Path]:
    return [
        page
        for page in sorted((book / "docs").iterdir())
        if page.suffix in (".md", ".ipynb") and page.name not in ONE_OF_A_KIND
    ]


def cold_build(book: Path) -> Iterator[Run]:
    while True:
        shutil.rmtree(book / ".cache", ignore_errors=True)
        yield Child(book, "mkdocs", "build").end()


def warm_build(book: Path) -> Iterator[Run]:
    Child(book, "mkdocs", "build").end()
    while True:
        yield Child(book, "mkdocs", "build").end()


def saved(book: Path, edited: list[Path], addition: str) -> Iterator[Run]:
    """From saving one of the files, each in its turn, until `mkdocs serve` tells the browser to reload."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        address = f"127.0.0.1:{free.getsockname()[1]}"
    server = Child(book, "mkdocs", "serve", "--livereload", "--dev-addr", address)
    try:
        server.until("Serving on")
        for number, path in enumerate(itertools.cycle(edited)):
            time.sleep(1)  # the watcher looks every half second; let it see the file as it was
            path.write_text(path.read_text("utf-8") + addition.format(number), "utf-8")
            server.start = time.perf_counter()
            yield server.until("Reloading browsers")
    finally:
        server.process.terminate()
        server.process.wait()


def page_saved(book: Path) -> Iterator[Run]:
    return saved(book, [page for page in pages(book) if page.suffix == ".md"], "\nSaved as number {}<!-- count -->.\n")


def figure_saved(book: Path) -> Iterator[Run]:
    figures = [
        path for path in sorted((book / "snippets" / "figures").glob("*.py")) if path.stem not in ("style", "__init__")
    ]
    return saved(book, figures, "# saved as number {}\n")


def examples(book: Path) -> Iterator[Run]:
    while True:
        yield Child(book, "pytest", "docs", "-q").end()


def whole_suite(book: Path) -> Iterator[Run]:
    (book / ".venv").symlink_to(ROOT / ".venv")
    while True:
        yield Child(book, "pytest", "-q").end()


@dataclass
class Row:
    what: str
    runs: Callable[[Path], Iterator[Run]]
    goal: float | None = None  # seconds; None: no more a page than the rows above
    times: int = 1


ROWS = {
    "cold": Row("build, nothing cached", cold_build, 30),
    "warm": Row("build, figures and notebook cached", warm_build, 4),
    "page": Row("a page saved while serving", page_saved, 2),
    "figure": Row("a figure saved while serving", figure_saved, 3),
    "examples": Row("all examples (pytest docs)", examples, 60),
    "test": Row("everything that make test runs", whole_suite, 300),
    "pages-10": Row("build, cached, pages × 10", warm_build, times=10),
    "pages-50": Row("build, cached, pages × 50", warm_build, times=50),
    "examples-3": Row("all examples, pages × 3", examples, times=3),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("row", nargs="*", help=f"what to measure: {', '.join(ROWS)}; all but test if none is named")
    parser.add_argument("--runs", type=int, default=3, help="how often to measure each (3)")
    parser.add_argument("--all", action="store_true", help="the whole test suite as well")
    arguments = parser.parse_args()
    if unknown := set(arguments.row) - set(ROWS):
        parser.error(f"no row {min(unknown)}; there are {', '.join(ROWS)}")
    chosen = [
        name for name in ROWS if name in arguments.row or (not arguments.row and (name != "test" or arguments.all))
    ]

    print(f"{'':36} {'median':>8} {'min to max':>15} {'a page':>8} {'memory':>8}  goal")
    for name in chosen:
        row = ROWS[name]
        with tempfile.TemporaryDirectory() as folder:
            book = copy(Path(folder), row.times)
            measured = row.runs(book)
            runs = list(itertools.islice(measured, arguments.runs))
            measured.close()
            count = len(pages(book)) + len(ONE_OF_A_KIND)
        seconds = [run.seconds for run in runs]
        median, peak = statistics.median(seconds), max(run.megabytes for run in runs)
        goal = f"{row.goal} s" if row.goal else "no more a page than above"
        missed = " (missed)" if (row.goal and median > row.goal) or peak > MEMORY_GOAL else ""
        spread = f"{min(seconds):.1f} to {max(seconds):.1f} s"
        memory_used = f"{peak:.0f} MB" if peak else ""
        print(
            f"{row.what:36} {median:6.1f} s {spread:>15} {1000 * median / count:5.0f} ms {memory_used:>8}  {goal}{missed}",
            flush=True,
        )
    print(f"Medians of {arguments.runs} runs on {os.cpu_count()} cores; memory should stay below {MEMORY_GOAL} MB.")


if __name__ == "__main__":
    main()
