"""Change one thing at a time in a copy of the sources, and see whether the checks of its page notice: none may go unnoticed.

    python tests/mutants.py [--count N] [--seed S] [--workers N] [--kind KIND] [--tested] [path ...]

A mutant that all checks let pass survives; it is printed with its file, line and change, and the gap is to be closed. The few
that mean the same as the original stand in equivalent_mutants.toml with the reason, and only as long as they are needed: a run
of all kinds tries them again. What is changed is said in mutations.py, which checks own a file in `checks` below.
"""

import argparse
import ast
import functools
import importlib
import multiprocessing
import os
import re
import resource
import shutil
import signal
import sys
import tempfile
import time
import tomllib
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from queue import SimpleQueue
from random import Random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mutations import Mutant

ROOT = Path(__file__).resolve().parents[1]
LISTED = ROOT / "tests" / "equivalent_mutants.toml"
LEFT_BEHIND = shutil.ignore_patterns(
    ".git", ".venv", ".ruff_cache", "site", "site-plain", ".site-*", "offline", "venv-*", "node_modules", "__pycache__"
)
FULL = 300  # mutants from which on a run also tries whether the listed ones are needed
SECONDS, GIGABYTES = 120, 8  # of a processor, and of memory: what never ends is noticed too

WRONG = ("survived", "needless")


@dataclass(frozen=True)
class Checks:
    """What owns a file: test files, of which those with a parameter run only for ``names``; and whether the book is built."""

    tests: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    build: bool = False

    def __str__(self) -> str:
        return " ".join(self.tests) or ("the build" if self.build else "no test, for none names it")


def checks(file: str, kind: str) -> Checks:
    """The checks of the page or module that owns ``file``, in the order in which they are likely to notice a change."""
    path = Path(file)
    if kind == "link":
        return Checks(build=True)
    if path.suffix == ".js":
        return Checks(tuple(_tests_of_module(path.name)))
    if path.parts[:2] == ("snippets", "figures"):
        shown = re.compile(rf"\(figures/{path.stem}\.\w+\)")
        pages = [page.stem for page in sorted((ROOT / "docs").glob("*.md")) if shown.search(page.read_text("utf-8"))]
        imported = rf"figures(?:\.| import .*\b){path.stem}\b"
    else:
        pages = [path.parts[1].replace("_", "-") if path.parts[0] == "snippets" else path.stem]
        imported = rf"snippets\.{path.parts[1]}\b"
    first = "tests/test_drawn.py" if path.parts[:2] == ("snippets", "figures") else "tests/test_numbers.py"
    tests = [first, *(f"docs/{page}.md" for page in pages)]
    tests += [f"tests/test_{page.replace('-', '_')}.py" for page in pages]
    names = pages
    if path.parts[0] == "snippets":
        own = [test for test in tests if "test_numbers" not in test and (ROOT / test).is_file()]
        if not own or path.parts[1] == "figures":
            tests += _tests_that_import(imported)
        tests.append("tests/test_listings.py")
        names = pages + _functions(ROOT / file)
    if path.parts[:2] == ("snippets", "figures"):
        tests.append("tests/test_figures.py")
        names = [*names, path.stem]
    return Checks(tuple(test for test in dict.fromkeys(tests) if (ROOT / test).is_file()), tuple(names))


def _tests_that_import(pattern: str) -> list[str]:
    tests = sorted((ROOT / "tests").glob("test_*.py"))
    return [path.relative_to(ROOT).as_posix() for path in tests if re.search(pattern, _text(path))]


def _functions(path: Path) -> list[str]:
    if path.suffix != ".py":
        return []
    return [node.name for node in ast.parse(path.read_text("utf-8")).body if isinstance(node, ast.FunctionDef)]


@functools.cache
def _tests_of_module(module: str, seen: frozenset[str] = frozenset()) -> list[str]:
    """Test files of a JavaScript module: its widget's own, those that name it, and those of what imports it, in this order."""
    tests = sorted(path for path in (ROOT / "tests").rglob("*.*") if path.suffix in (".py", ".js", ".mjs"))
    tests = [path for path in tests if not path.stem.endswith("_canaries")]
    own = f"test_{re.sub('(-model|-code)?[.]js$', '', module).replace('-', '_')}.py"
    found = [path for path in tests if path.name == own]
    found += [path for path in tests if path.match("test_*.py") and _names(path, module)]
    owners = [path.relative_to(ROOT).as_posix() for path in found]
    scripts = [path for path in tests if path.suffix != ".py"]
    for path in (*scripts, *sorted((ROOT / "docs/assets/widgets").glob("*.js"))):
        if path.name not in seen | {module} and _names(path, module):
            owners += _tests_of_module(path.name, seen | {module})
    return list(dict.fromkeys(owners))


def _names(path: Path, module: str) -> bool:
    text = _text(path)
    return module in text and bool(re.search(rf"(?<![\w-]){re.escape(module)}", text))


@functools.cache
def _text(path: Path) -> str:
    return path.read_text("utf-8")


@dataclass(frozen=True)
class End:
    """How a run of checks ended: whether all passed, what they said, seconds of a processor."""

    passed: bool
    said: str
    seconds: float


# A worker keeps the heavy packages imported and a copy of the book on disk; a child of it makes one change and runs the checks.


class Only:
    """A pytest plugin: of tests with a parameter in files that all pages share, keep those for some names; no browser, no site."""

    SHARED = ("test_numbers.py", "test_drawn.py", "test_listings.py", "test_figures.py")
    SLOW = frozenset({"browser", "site", "copies"})  # fixtures
    # What is pinned as it is: any change breaks it, also one that no check of what is computed notices.
    PINNED = ("test_the_file_was_made_with_this_code", "test_a_figure_says_")

    def __init__(self, names: tuple[str, ...]):
        self.wanted = re.compile(rf"\[(?:{'|'.join(map(re.escape, names))})(?:\]|-)")

    def pytest_collection_modifyitems(self, items):
        items[:] = [
            item
            for item in items
            if self._quick(item)
            and not item.name.startswith(self.PINNED)
            and (item.path.name not in self.SHARED or self._about(item))
        ]

    def _quick(self, item) -> bool:
        """Neither a browser, nor the built book, nor a fresh interpreter for what the page has compared."""
        return not self.SLOW & set(getattr(item, "fixturenames", ())) and not item.get_closest_marker("slow")

    def _about(self, item) -> bool:
        return bool(self.wanted.search(item.name))


def heavy_modules(root: Path) -> list[str]:
    """What the listings and tests below ``root`` import from installed packages."""
    ours = {"snippets", "tests"} | {path.stem for path in (root / "docs/hooks").glob("*.py")}
    found = {"pytest", "sybil", "mkdocs.commands.build", "material.plugins.search.plugin", "mkdocs_jupyter.plugin"}
    for path in [*root.glob("snippets/**/*.py"), *root.glob("tests/*.py")]:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return sorted(name for name in found if name.split(".")[0] not in ours)


def work(root: Path, jobs: Connection) -> None:
    """Answer each job (file, its changed text or None, checks) with what became of it."""
    os.chdir(root)
    sys.dont_write_bytecode = True
    sys.path[:] = [entry for entry in sys.path if Path(entry or ".").resolve() != Path(__file__).resolve().parent]
    for name in heavy_modules(root):
        with suppress(ImportError):
            importlib.import_module(name)
    while job := jobs.recv():
        file, changed, wanted = job
        original = (root / file).read_bytes()
        try:
            if changed is not None:
                (root / file).write_text(changed, "utf-8")
            jobs.send(in_child(root, wanted))
        finally:
            (root / file).write_bytes(original)


def in_child(root: Path, wanted: Checks) -> End:
    said = root.with_name(f"{root.name}.txt")
    child = os.fork()
    if not child:
        code = 3
        try:
            os.setsid()
            signal.signal(signal.SIGINT, signal.default_int_handler)  # in the background of a shell it may be ignored
            output = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
            os.dup2(output, 1)
            os.dup2(output, 2)
            resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
            resource.setrlimit(resource.RLIMIT_AS, (GIGABYTES << 30, GIGABYTES << 30))
            code = run(root, wanted)
        except SystemExit as stop:
            code = stop.code if isinstance(stop.code, int) else 1
        finally:
            sys.stdout.flush()
            os._exit(code)
    _, status, used = os.wait4(child, 0)
    with suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)
    text = said.read_text("utf-8", errors="replace")
    return End(os.waitstatus_to_exitcode(status) == 0, text, used.ru_utime + used.ru_stime)


def run(root: Path, wanted: Checks) -> int:
    """Run the checks in this process, in the copy ``root``, and stop at the first that fails."""
    if wanted.tests:
        import pytest

        arguments = ["-x", "-q", "--no-header", "-p", "no:playwright", "-p", "no:xdist", "-p", "no:xdist.looponfail"]
        code = int(pytest.main([*arguments, *wanted.tests], plugins=[Only(wanted.names)]))
        if code not in (0, 5):  # 5: no test for this page
            return code
    if wanted.build:
        from mkdocs.__main__ import cli

        cli(["build", "--quiet", "--site-dir", str(root / "site")])
    return 0


class Crew:
    """Worker processes, each with a copy of the book; a job goes to one that is free."""

    def __init__(self, folder: Path, workers: int):
        for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
            os.environ[name] = "1"  # two workers on two cores, and nothing that a fork would lose
        os.environ |= {"NO_MKDOCS_2_WARNING": "1", "NO_COLOR": "1", "PYTEST_DEBUG_TEMPROOT": str(folder)}
        self.free: SimpleQueue[Connection] = SimpleQueue()
        self.copies, self.seconds = [], 0.0
        context = multiprocessing.get_context("fork")
        for number in range(workers):
            copy = shutil.copytree(ROOT, folder / f"copy-{number}", ignore=LEFT_BEHIND)
            ours, theirs = context.Pipe()
            context.Process(target=work, args=(copy, theirs), daemon=True).start()
            self.free.put(ours)
            self.copies.append(copy)

    def check(self, file: str, changed: str | None, wanted: Checks) -> End:
        worker = self.free.get()
        try:
            worker.send((file, changed, wanted))
            end = worker.recv()
        finally:
            self.free.put(worker)
        self.seconds += end.seconds
        return end

    def warm(self) -> None:
        """Build the book without a change, so that each copy's cache has the figures and the notebook."""
        end = self.check("mkdocs.yml", None, Checks(build=True))
        if not end.passed:
            sys.exit(f"{end.said}\nwithout a change already, the book does not build")
        built = next(copy for copy in self.copies if (copy / "site").is_dir())
        for copy in self.copies:
            if copy != built:
                shutil.copytree(built / ".cache", copy / ".cache", dirs_exist_ok=True)


# What was found


def listed() -> dict[tuple[str, str, str], str]:
    """The reasons why some mutants (file, old text, new text) mean the same as the original; each must still be possible."""
    reasons = {}
    for entry in tomllib.loads(LISTED.read_text("utf-8")).get("mutant", []) if LISTED.is_file() else []:
        if set(entry) != {"file", "old", "new", "reason"}:
            sys.exit(f"{LISTED.name}: an entry has file, old, new and reason; this one has {', '.join(entry)}")
        path = ROOT / entry["file"]
        found = path.read_text("utf-8").count(entry["old"]) if path.is_file() else 0
        if found != 1:
            sys.exit(
                f"{LISTED.name}: {entry['old']!r} stands {found} times in {entry['file']}; correct it or remove it"
            )
        reasons |= {(entry["file"], entry["old"], new): entry["reason"] for new in entry["new"]}
    return reasons


def draw(given: argparse.Namespace, entries: dict[tuple[str, str, str], str]) -> "list[Mutant]":
    """The mutants to try: those drawn, and in a run of all kinds those of the list."""
    from mutations import all_mutants, chosen, from_list

    random = Random(given.seed)
    everything = all_mutants(random)
    wanted = [one for one in everything if one.file.startswith(tuple(given.path) or "")]
    drawn = chosen((one for one in wanted if not given.kind or one.kind in given.kind), given.count, random)
    if given.count >= FULL and not given.kind and not given.path:
        drawn += [from_list(*key) for key in entries.keys() - {one.key for one in drawn}]
    return drawn


def each_once(wanted: Iterable[Checks]) -> list[Checks]:
    """The same checks, a test file at a time."""
    names: dict[str, set[str]] = {}
    for one in wanted:
        for test in one.tests:
            names.setdefault(test, set()).update(one.names)
    return [Checks((test,), tuple(sorted(about))) for test, about in names.items()]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("path", nargs="*", help="change only files whose path begins so; all unless given")
    parser.add_argument("--count", type=int, default=FULL, help=f"how many mutants ({FULL})")
    parser.add_argument("--seed", default="0", help="another seed, other mutants (0)")
    parser.add_argument("--kind", action="append", help="only this kind; may be repeated")
    parser.add_argument("--workers", type=int, default=2, help="processes (2)")
    parser.add_argument("--tested", action="store_true", help="all checks have just passed; don't run them unchanged")
    given = parser.parse_args()
    start = time.perf_counter()
    entries = listed()
    # What a check that was ended had started may still write while its folder is removed.
    with tempfile.TemporaryDirectory(prefix="mutants-", ignore_cleanup_errors=True) as folder:
        crew = Crew(Path(folder), given.workers)  # before anything is imported of which a mutant needs its own
        sys.path[:0] = [str(ROOT / "docs/hooks"), str(ROOT / "tests"), str(ROOT)]
        mutants = draw(given, entries)
        print(f"{len(mutants)} mutants, seed {given.seed}", flush=True)
        owners = {one: checks(one.file, one.kind) for one in mutants}

        if any(wanted.build for wanted in owners.values()):
            crew.warm()
        jobs = [*owners.items()]  # of a mutant and its checks; without a mutant, are they green unchanged?
        if not given.tested:
            jobs = [(None, wanted) for wanted in each_once(owners.values())] + jobs

        def end_of(job: "tuple[Mutant | None, Checks]") -> End:
            one, wanted = job
            return crew.check(one.file, one.changed, wanted) if one else crew.check("mkdocs.yml", None, wanted)

        ends: Counter[tuple[str, str]] = Counter()
        with ThreadPoolExecutor(given.workers) as pool:
            for (one, wanted), end in zip(jobs, pool.map(end_of, jobs), strict=True):
                if one:
                    known = one.kind == "listed" or one.key in entries
                    became = (
                        ("equivalent" if known else "survived") if end.passed else "needless" if known else "killed"
                    )
                    ends[one.kind, became] += 1
                    tell(one, became, wanted)
                    if ends.total() % 50 == 0:
                        print(f"{ends.total()} of {len(mutants)} after {time.perf_counter() - start:.0f} s", flush=True)
                elif not end.passed:
                    pool.shutdown(cancel_futures=True)
                    sys.exit(f"{end.said}\nwithout a change already, this fails: {wanted}")
    print_table(ends)
    print(f"{time.perf_counter() - start:.0f} s, {crew.seconds:.0f} s of a processor")
    return int(any(became in WRONG for _, became in ends))


def tell(one: "Mutant", became: str, wanted: Checks) -> None:
    """Print a mutant that should not have ended so."""
    if became == "survived":
        print(f"\n{one.file}:{one.line}: {one.kind}: survives {wanted}")
    elif became == "needless":
        print(f"\n{one.file}:{one.line}: is noticed; remove it from {LISTED.name}")
    if became in WRONG:
        print(f"- {one.old_line}\n+ {one.new_line}", flush=True)


def print_table(ends: Counter[tuple[str, str]]) -> None:
    columns = ("killed", "survived", "equivalent", "needless")
    print(f"\n{'':10}", *(f"{name:>10}" for name in ("made", *columns)))
    for kind in [*sorted({kind for kind, _ in ends}), "all"]:
        counts = [sum(n for (k, end), n in ends.items() if kind in (k, "all") and end == name) for name in columns]
        print(f"{kind:10}", *(f"{count:10}" for count in (sum(counts), *counts)))


if __name__ == "__main__":
    sys.exit(main())
