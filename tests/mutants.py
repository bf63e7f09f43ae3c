"""Change one thing at a time in a copy of the sources, and see whether the checks of its page notice: none may go unnoticed.

    python tests/mutants.py [--count N] [--seed S] [--workers N] [--kind KIND] [path ...]

A mutant that all checks let pass survives; it is printed with its file, line and change, and the gap is to be closed. The few
that mean the same as the original stand in equivalent_mutants.toml with the reason, and only as long as they are needed: a run
of all kinds tries them again. What is changed is said in mutations.py, whose checks are run in `checks` below.
"""

import argparse
import ast
import importlib
import importlib.util
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
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from queue import SimpleQueue
from random import Random

ROOT = Path(__file__).resolve().parents[1]
LISTED = ROOT / "tests" / "equivalent_mutants.toml"
LEFT_BEHIND = shutil.ignore_patterns(".git", ".venv", ".ruff_cache", "site", ".site-*", "__pycache__")
FULL = 300  # mutants from which on a run also tries whether the listed ones are needed
SECONDS, GIGABYTES = 120, 8  # of a processor, and of memory: what never ends is noticed too


@dataclass(frozen=True)
class Checks:
    """What owns a file: test files, of which those with a parameter run only for ``names``; and whether the book is built."""

    tests: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    build: bool = False


def checks(file: str, kind: str) -> Checks:
    """The checks of the page or module that owns ``file``, in the order in which they are likely to notice a change."""
    path = Path(file)
    if kind == "link":
        return Checks(build=True)
    if path.suffix == ".js":
        return Checks(tuple(sorted(_tests_that_name(path.name))))
    if path.parts[:2] == ("snippets", "figures"):
        shown = re.compile(rf"\(figures/{path.stem}\.\w+\)")
        pages = [page.stem for page in sorted((ROOT / "docs").glob("*.md")) if shown.search(page.read_text("utf-8"))]
    else:
        pages = [path.parts[1].replace("_", "-") if path.parts[0] == "snippets" else path.stem]
    tests = ["tests/test_numbers.py", *(f"docs/{page}.md" for page in pages)]
    tests += [f"tests/test_{page.replace('-', '_')}.py" for page in pages]
    names = pages
    if path.parts[0] == "snippets":
        tests.append("tests/test_listings.py")
        names = pages + _functions(ROOT / file)
    if path.parts[:2] == ("snippets", "figures"):
        tests.append("tests/test_figures.py")
        names = [*names, path.stem]
    return Checks(tuple(test for test in tests if (ROOT / test).is_file()), tuple(names))


def _functions(path: Path) -> list[str]:
    if path.suffix != ".py":
        return []
    return [node.name for node in ast.parse(path.read_text("utf-8")).body if isinstance(node, ast.FunctionDef)]


def _tests_that_name(module: str) -> set[str]:
    """Test files that name a JavaScript module, or a script of the tests that does, without a browser."""
    found: set[str] = set()
    for path in (ROOT / "tests").rglob("*.*"):
        if path.suffix not in (".py", ".js", ".mjs") or path.name == module or not _names(path, module):
            continue
        if path.suffix != ".py":
            found |= _tests_that_name(path.name)
        elif path.name.startswith("test_") and "mark.browser" not in path.read_text("utf-8"):
            found.add(path.relative_to(ROOT).as_posix())
    return found


def _names(path: Path, module: str) -> bool:
    return bool(re.search(rf"(?<![\w-]){re.escape(module)}", path.read_text("utf-8")))


# A worker keeps the heavy packages imported and a copy of the book on disk; a child of it makes one change and runs the checks.


class Only:
    """A pytest plugin: of tests with a parameter in files that all pages share, keep those for some names."""

    SHARED = ("test_numbers.py", "test_listings.py", "test_figures.py")

    def __init__(self, names: tuple[str, ...]):
        self.wanted = re.compile(rf"\[(?:{'|'.join(map(re.escape, names))})(?:\]|-)")

    def pytest_collection_modifyitems(self, items):
        items[:] = [item for item in items if item.path.name not in self.SHARED or self._about(item)]

    def _about(self, item) -> bool:
        copies = "copies" in getattr(
            item, "fixturenames", ()
        )  # a fresh interpreter each, for what the page has compared
        return bool(self.wanted.search(item.name)) and not copies


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
    """Answer each job (file, its changed text or None, checks) with the exit code of the checks and what they said."""
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


def in_child(root: Path, wanted: Checks) -> tuple[int, str]:
    said = root.with_name(f"{root.name}.txt")
    child = os.fork()
    if not child:
        code = 3
        try:
            os.setsid()
            output = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
            os.dup2(output, 1)
            os.dup2(output, 2)
            resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
            resource.setrlimit(resource.RLIMIT_AS, (GIGABYTES << 30, GIGABYTES << 30))
            signal.alarm(10 * SECONDS)
            code = run(root, wanted)
        except SystemExit as stop:
            code = stop.code if isinstance(stop.code, int) else 1
        finally:
            sys.stdout.flush()
            os._exit(code)
    _, status = os.waitpid(child, 0)
    with suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)
    return os.waitstatus_to_exitcode(status), said.read_text("utf-8", errors="replace")


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
        self.copies, self.jobs = [], []
        context = multiprocessing.get_context("fork")
        for number in range(workers):
            copy = shutil.copytree(ROOT, folder / f"copy-{number}", ignore=LEFT_BEHIND)
            ours, theirs = context.Pipe()
            context.Process(target=work, args=(copy, theirs), daemon=True).start()
            self.free.put(ours)
            self.copies.append(copy)
            self.jobs.append(ours)

    def check(self, file: str, changed: str | None, wanted: Checks) -> tuple[int, str]:
        worker = self.free.get()
        try:
            worker.send((file, changed, wanted))
            return worker.recv()
        finally:
            self.free.put(worker)

    def warm(self, wanted: Checks, file: str) -> None:
        """Build once, so that figures and notebook are in every copy's cache."""
        code, said = self.check(file, None, wanted)
        green(wanted, code, said)
        built = next(copy for copy in self.copies if (copy / "site").is_dir())
        for copy in self.copies:
            if copy != built:
                shutil.rmtree(copy / ".cache", ignore_errors=True)
                shutil.copytree(built / ".cache", copy / ".cache")


def green(wanted: Checks, code: int, said: str) -> None:
    if code:
        sys.exit(f"{said}\nno mutant was tried: without a change already, {described(wanted)} fails")


def described(wanted: Checks) -> str:
    return " ".join(wanted.tests) or ("the build" if wanted.build else "nothing")


# What was found


def listed() -> list[dict[str, str]]:
    """The mutants that mean the same as the original: file, old and new text, reason. Each must still be possible."""
    entries = tomllib.loads(LISTED.read_text("utf-8")).get("mutant", []) if LISTED.is_file() else []
    for entry in entries:
        if set(entry) != {"file", "old", "new", "reason"}:
            sys.exit(f"{LISTED.name}: an entry has file, old, new and reason; this one has {', '.join(entry)}")
        path = ROOT / entry["file"]
        found = path.read_text("utf-8").count(entry["old"]) if path.is_file() else 0
        if found != 1:
            sys.exit(
                f"{LISTED.name}: {entry['old']!r} stands {found} times in {entry['file']}; correct or remove the entry"
            )
    return entries


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("path", nargs="*", help="change only files whose path begins so; all unless given")
    parser.add_argument("--count", type=int, default=FULL, help=f"how many mutants ({FULL})")
    parser.add_argument("--seed", default="0", help="another seed, other mutants (0)")
    parser.add_argument("--kind", action="append", help="only this kind; may be repeated")
    parser.add_argument("--workers", type=int, default=2, help="processes (2)")
    given = parser.parse_args()
    print(f"seed {given.seed}", flush=True)
    start = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        crew = Crew(Path(folder), given.workers)  # before anything is imported of which a mutant needs its own
        sys.path[:0] = [str(ROOT / "docs/hooks"), str(ROOT / "tests"), str(ROOT)]
        from mutations import all_mutants, chosen, from_list

        random = Random(given.seed)
        entries = {(e["file"], e["old"], e["new"]): from_list(e["file"], e["old"], e["new"]) for e in listed()}
        mutants = [
            one
            for one in all_mutants(random)
            if (not given.kind or one.kind in given.kind) and one.file.startswith(tuple(given.path) or "")
        ]
        mutants = chosen(mutants, given.count, random)
        if given.count >= FULL and not given.kind and not given.path:
            drawn = {(one.file, one.old_line, one.new_line) for one in mutants}
            mutants += [one for key, one in entries.items() if key not in drawn]
        print(f"{len(mutants)} mutants", flush=True)

        owners = {one: checks(one.file, one.kind) for one in mutants}
        building = [one for one in mutants if owners[one].build]
        if building:
            crew.warm(owners[building[0]], building[0].file)
        with ThreadPoolExecutor(given.workers) as pool:
            first = {wanted: one.file for one, wanted in owners.items() if not wanted.build}
            for wanted, found in zip(first, pool.map(lambda w: crew.check(first[w], None, w), first), strict=True):
                green(wanted, *found)
            print(
                f"{len(first)} sets of checks are green without a change, {time.perf_counter() - start:.0f} s",
                flush=True,
            )
            running = pool.map(lambda one: crew.check(one.file, one.changed, owners[one]), mutants)
            made, ends, wrong = Counter(), Counter(), 0
            for one, (code, _) in zip(mutants, running, strict=True):
                known = (one.file, one.old_line, one.new_line) in entries or one.kind == "listed"
                end = ("equivalent" if known else "survived") if code == 0 else ("needless" if known else "killed")
                made[one.kind] += 1
                ends[one.kind, end] += 1
                if end in ("survived", "needless"):
                    wrong += 1
                    why = (
                        f"survives {described(owners[one])}"
                        if end == "survived"
                        else f"is noticed: remove it from {LISTED.name}"
                    )
                    print(f"\n{one.file}:{one.line}: {one.kind}: {why}\n- {one.old_line}\n+ {one.new_line}", flush=True)
        for jobs in crew.jobs:
            jobs.send(None)
    columns = ("killed", "survived", "equivalent", "needless")
    print(f"\n{'':12} {'made':>6}", *(f"{name:>10}" for name in columns))
    for kind in sorted(made):
        print(f"{kind:12} {made[kind]:6}", *(f"{ends[kind, name]:10}" for name in columns))
    sums = [sum(count for (_, end), count in ends.items() if end == name) for name in columns]
    print(
        f"{'all':12} {sum(made.values()):6}",
        *(f"{count:10}" for count in sums),
        f"  {time.perf_counter() - start:.0f} s",
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
