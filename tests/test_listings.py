"""What the reader copies runs, alone and in an empty folder, and prints what the page shows."""

import ast
import doctest
import importlib
import os
import re
import runpy
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import figures
import numpy as np
import pytest
from grammar import DOCS, ROOT, SNIPPETS, pages

SYBIL = runpy.run_path(str(DOCS / "conftest.py"))["examples"]
LISTINGS = [(page, fence) for page in pages() for fence in page.fences if fence.language == "python"]
DOWNLOADS = {
    SNIPPETS / path for page in pages() for _, path in page.linked_files
}  # to work with, not to read on a page
FILES = sorted(path for path in {*SNIPPETS.rglob("*.py")} - DOWNLOADS if path.parent.name != "figures")
SHOWN = sorted({SNIPPETS / page.listing(fence) for page, fence in LISTINGS})
MAKERS = [path for path in FILES if path.with_suffix(".json").is_file()]
# Lines of a listing, and of a module of an experiment, which is a folder that a target of the Makefile runs.
LONGEST, LONGEST_MODULE = 45, 60
EXPERIMENTS = set(re.findall(r"-m snippets\.(\w+)\.", (ROOT / "Makefile").read_text("utf-8")))

# A fence that looks like Python to any reader, found without the code that collects the examples.
PYTHON_FENCE = re.compile(
    r"^[ \t>]*(?:`{3,}|~{3,})[ \t]*\{?[ \t]*\.?(?:py\w*|ipython\w*|sage)\b", re.MULTILINE | re.IGNORECASE
)


def identify(value):
    return value.name if hasattr(value, "front_matter") else f"line{value.line}"


@pytest.mark.parametrize("page", pages(), ids=identify)
def test_every_python_fence_is_an_example(page):
    """G1, in the sources: as many examples as fences, however they are written. The rendered half is in test_site.py."""
    assert SYBIL.should_parse(page.path)
    collected = [example for example in SYBIL.parse(page.path) if not isinstance(example.parsed[1], str)]
    assert len(collected) == len(PYTHON_FENCE.findall(page.text))


SESSIONS = [(page, fence) for page in pages() for fence in page.fences if fence.language == "pycon"]


@pytest.mark.parametrize(("page", "fence"), SESSIONS, ids=identify)
def test_a_copied_session_runs_below_the_listings_above_it(page, fence):
    """What the copy button gives (test_site_browser.py) is, as one program, the statements that docs/conftest.py runs."""
    ran = [part.source for part in doctest.DocTestParser().get_examples(fence.body)]
    program = ast.parse("".join(ran))
    assert [ast.dump(statement) for statement in program.body] == [
        ast.dump(ast.parse(source).body[0]) for source in ran
    ]


@pytest.fixture(scope="module")
def copies(chosen, tmp_path_factory):
    """The chosen listings, each copied into an empty folder and run there; as many at a time as there are cores."""

    copies = tmp_path_factory.mktemp("copies")

    def run(source: Path) -> tuple[subprocess.CompletedProcess, list[str]]:
        folder = copies / source.relative_to(SNIPPETS).with_suffix("")
        folder.mkdir(parents=True)
        (folder / source.name).write_bytes(source.read_bytes())
        # Several run at a time, and threads that wait take turns badly.
        one_thread = os.environ | {"OMP_NUM_THREADS": "1"}
        command = [sys.executable, "-I", source.name]
        ran = subprocess.run(command, cwd=folder, env=one_thread, capture_output=True, text=True)
        return ran, [path.name for path in folder.iterdir() if path.name != source.name]

    paths = {of["page"].listing(of["fence"]) for of in chosen("copies")}
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        yield {path: pool.submit(run, SNIPPETS / path) for path in sorted(paths)}


@pytest.mark.parametrize(("page", "fence"), LISTINGS, ids=identify)
def test_a_copy_runs_alone_and_prints_the_output_shown(page, fence, copies):
    """G3, as far as files go: a fresh interpreter, isolated from the environment, in an empty folder."""
    run, left_behind = copies[page.listing(fence)].result()
    assert run.returncode == 0, run.stderr
    output = page.output_after(fence)
    assert run.stdout == (output.body if output else "")
    assert left_behind == [], "a listing leaves nothing behind"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(SNIPPETS).as_posix())
def test_a_listing_is_written_to_be_read(path):
    source = path.read_text("utf-8")
    longest = LONGEST_MODULE if path.parent.name in EXPERIMENTS else LONGEST
    assert len(source.splitlines()) <= longest, f"more than {longest} lines: one idea to a listing"
    module = ast.parse(source)
    assert ast.get_docstring(module), "the first line says what the listing shows"
    if path in SHOWN + MAKERS:
        guarded = [node for node in module.body if isinstance(node, ast.If)]
        assert guarded and "__main__" in ast.unparse(guarded[-1].test), "what it prints stands under the main guard"
    loose = [node for node in module.body if isinstance(node, ast.Expr) and not isinstance(node.value, ast.Constant)]
    assert not loose, f"importing it has an effect: line {loose[0].lineno}"


@pytest.mark.parametrize("page", [page for page in pages() if page.listings], ids=identify)
def test_the_truth_of_every_listing_is_tested(page):
    """The page's own tests import it; those of the exercises name its file, which their check asks."""
    path = ROOT / "tests" / f"test_{page.name.replace('-', '_')}.py"
    tests = path.read_text("utf-8") if path.is_file() else ""
    imported = figures._imports(tests)
    untested = [
        listing
        for listing in page.listings
        if f"snippets.{listing.removesuffix('.py').replace('/', '.')}" not in imported
        and not re.search(rf'"{Path(listing).stem}(?:\.py)?"', tests)
    ]
    assert not untested, f"tests/{path.name} does not import {untested}; test what they compute against another source"


def test_every_file_is_shown_or_makes_data_or_is_imported_by_one_that_does():
    """An experiment too large for one file is a folder of modules that import each other; all of them are needed."""
    starts = [*SHOWN, *MAKERS, *(SNIPPETS / "figures").glob("*.py")]
    needed = set().union(*map(figures.sources, starts))
    assert [path for path in FILES if path not in needed] == []


def test_every_data_file_has_its_script_and_its_reader():
    """A figure reads it, or a script that makes other data of it."""
    readers = set().union(*map(figures.sources, [*(SNIPPETS / "figures").glob("*.py"), *MAKERS]))
    for data in SNIPPETS.rglob("*.json"):
        assert data.with_suffix(".py").is_file(), f"{data} without the script that makes it"
        read = "".join(path.read_text("utf-8") for path in readers - {data.with_suffix(".py")})
        assert data.name in read or f'"{data.stem}"' in read, f"nothing reads {data}"


def twins() -> dict[str, list[Path]]:
    """Functions that more than one listing of the pages defines, with the files that do."""
    found: dict[str, list[Path]] = {}
    for path in SHOWN:
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                found.setdefault(node.name, []).append(path)
    return {name: paths for name, paths in found.items() if len(paths) > 1}


# Arguments for which twins must agree; twins written alike to the letter need none.
STACKS = [[], [(3, 1, 1)] * 3, [(3, 2, 1)] * 3, [(3, 1, 1), (3, 1, 2), (3, 1, 4)], [(11, 4, 1), (3, 2, 1), (5, 1, 1)]]
SAMPLES: dict[str, list[tuple]] = {
    "measured_field": [(lambda image: 2 * image[2:-4, ::2], 15), (lambda image: image[1:, 1:] + image[:-1, :-1], 8)],
    "growth": [(stack,) for stack in STACKS],
    "receptive_field": [(stack,) for stack in STACKS],
}


@pytest.mark.parametrize("name", sorted(twins()))
def test_twins_agree(name):
    """Running alone beats sharing; the price is a function that stands in two listings, which must be one function."""
    paths = twins()[name]
    bodies = set()
    for path in paths:
        function = next(
            n for n in ast.parse(path.read_text("utf-8")).body if isinstance(n, ast.FunctionDef) and n.name == name
        )
        if ast.get_docstring(function):
            function.body = function.body[1:]
        bodies.add(ast.dump(function))
    if len(bodies) == 1:
        return
    assert name in SAMPLES, (
        f"{name} is written differently in {', '.join(path.relative_to(SNIPPETS).as_posix() for path in paths)}: give one of "
        "them another name, or add arguments with which to compare them to SAMPLES in tests/test_listings.py"
    )
    modules = [
        importlib.import_module(".".join(path.relative_to(SNIPPETS.parent).with_suffix("").parts)) for path in paths
    ]
    for arguments in SAMPLES[name]:
        results = [getattr(module, name)(*arguments) for module in modules]
        for other in results[1:]:
            np.testing.assert_allclose(np.asarray(other, dtype=float), np.asarray(results[0], dtype=float), atol=1e-6)
