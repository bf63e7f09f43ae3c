"""Runs every listing, probe and figure of the pages as an example, in page order, and compares what it prints.

Sybil asks this file because it lies at the top of the pages. `pytest docs --rewrite-outputs` (`make outputs`) writes what was
printed into the pages instead of comparing it.
"""

import contextlib
import difflib
import doctest
import functools
import io
import traceback
from pathlib import Path

import figures
import pytest
from grammar import OUTPUT, ROOT, SNIPPETS, Fence, Page, PageError, check, edit, pages
from sybil import Document, Example, Region, Sybil

rewritten: dict[Path, list[tuple[int, int, str]]] = {}
broken: dict[str, str] = {}  # what stopped a listing, by the page that shows it


def pytest_addoption(parser):
    parser.addoption("--rewrite-outputs", action="store_true", help="write what the examples print into the pages")


@pytest.fixture
def rewrite(request) -> bool:
    return request.config.getoption("--rewrite-outputs")


def pytest_sessionstart():
    """A malformed page is told once, before everything that reads it fails."""
    try:
        for page in pages():
            check(page)
    except PageError as error:
        raise pytest.UsageError(str(error)) from None


def pytest_sessionfinish():
    for path, edits in rewritten.items():
        path.write_text(edit(path.read_text("utf-8"), edits), "utf-8", newline="\n")


def tells_the_author(evaluate):
    """An example fails with the message that ``evaluate`` returns, and with nothing else."""

    @functools.wraps(evaluate)
    def told(example: Example) -> None:
        if message := evaluate(example):
            pytest.fail(message, pytrace=False)

    return told


def parse(document: Document):
    """Sybil parser: a region for every Python fence and every figure of the page."""
    page = Page(Path(document.path), document.text)
    try:
        check(page)
    except PageError as error:
        raise pytest.Collector.CollectError(str(error)) from None
    for fence in page.fences:
        if fence.language == "python":
            yield Region(fence.start, fence.end, (page, fence), run_listing)
        elif fence.language == "pycon":
            yield Region(fence.start, fence.end, (page, fence), run_probe)
    for figure in page.figures:
        yield Region(*figure.span(), (page, figure["name"]), draw_figure)


@tells_the_author
def run_listing(example: Example) -> str | None:
    """Run the whole file as `python <file>` would; then its names are there for the probes below it."""
    page, fence = example.parsed
    path = SNIPPETS / page.listing(fence)
    names = {"__name__": "__main__", "__file__": str(path)}
    printed, problem = _run(functools.partial(_execute, path.read_text("utf-8"), path, "exec", names))
    if problem:
        broken[example.path] = problem
        return f"{_place(page, fence.line)}: {problem}"
    example.namespace.update({name: value for name, value in names.items() if not name.startswith("__")})
    return _compare(page, fence, printed, example.namespace["rewrite"])


@tells_the_author
def run_probe(example: Example) -> str | None:
    """Run a `>>>` session in the page's namespace; the session as it went must be the session as it is written."""
    page, fence = example.parsed
    if example.path in broken:
        pytest.skip("a listing above this probe does not run")
    try:
        parts = doctest.DocTestParser().get_examples(fence.body)
    except ValueError as error:
        return f"{_place(page, fence.line)}: not a probe: {error}".replace("the docstring for <string>", "the fence")
    session = []
    for part in parts:
        line = fence.line + 1 + part.lineno
        printed, problem = _run(functools.partial(_execute, part.source, page.path, "single", example.namespace))
        if problem:
            return f"{_place(page, line)}: {problem}"
        first, *more = part.source.rstrip("\n").split("\n")
        session += [f">>> {first}", *(f"... {text}".rstrip() for text in more)]
        session += printed.rstrip("\n").split("\n") if printed.strip() else []
    got = "\n".join(session) + "\n"
    if got == fence.body:
        return None
    if example.namespace["rewrite"]:
        start = fence.body_start
        end = page.text.rindex("\n", 0, fence.end) + 1
        indented = "".join(f"{fence.indent}{line}\n" for line in session)
        rewritten.setdefault(page.path, []).append((start, end, indented))
        return None
    return _differs(page, fence.line, fence.body, got)


@tells_the_author
def draw_figure(example: Example) -> str | None:
    """Draw a figure once; what it looks like is the business of tests/test_figures.py."""
    from snippets.figures.style import Style

    page, name = example.parsed
    _, problem = _run(lambda: figures.make(name, Style()))
    if problem and problem == broken.get(example.path):
        pytest.skip("a listing that this figure needs does not run")
    if problem:
        return f"{_place(page, example.line)}: figure {name}: {problem}"
    return None


def _execute(source: str, path: Path, mode: str, names: dict[str, object]) -> None:
    exec(compile(source, str(path), mode), names)


def _run(action) -> tuple[str, str | None]:
    """What ``action`` printed, and where and how it failed, if it did."""
    stream = io.StringIO()
    try:
        with contextlib.redirect_stdout(stream):
            action()
    except (Exception, SystemExit) as error:
        frames = [(f.filename, f.lineno) for f in traceback.extract_tb(error.__traceback__)]
        if isinstance(error, SyntaxError):
            frames.append((error.filename or "", error.lineno))
            error.filename = error.lineno = None  # its message would name the place again
        frames = [(Path(name), line) for name, line in frames if name.startswith(str(SNIPPETS))]
        at = f"{frames[-1][0].relative_to(ROOT)}, line {frames[-1][1]}, " if frames else ""
        return stream.getvalue(), f"{at}raised {type(error).__name__}: {error}"
    return stream.getvalue(), None


def _compare(page: Page, fence: Fence, printed: str, rewrite: bool) -> str | None:
    """Compare what a listing printed with the output fence below it."""
    output = page.output_after(fence)
    wanted = output.body if output else ""
    if printed == wanted:
        return None
    if not printed:
        return f"{_place(page, output.line)}: the listing above prints nothing; remove this output"
    if not printed.endswith("\n"):
        return f"{_place(page, fence.line)}: the last line that this listing prints does not end; end it with a newline"
    if rewrite:
        body = "".join(f"{fence.indent}{line}\n" if line else "\n" for line in printed[:-1].split("\n"))
        block = f"{fence.indent}```{OUTPUT}\n{body}{fence.indent}```"
        edit = (output.start, output.end, block) if output else (fence.end, fence.end, f"\n\n{block}")
        rewritten.setdefault(page.path, []).append(edit)
        return None
    if output is None:
        return f"{_place(page, fence.line)}: prints, but no output stands below it; `make outputs` writes it there:\n{printed}"
    return _differs(page, output.line, wanted, printed)


def _differs(page: Page, line: int, page_says: str, got: str) -> str:
    diff = difflib.unified_diff(page_says.splitlines(), got.splitlines(), "the page", "this run", lineterm="")
    what = "the output differs; if the new one is right, `make outputs` writes it"
    return f"{_place(page, line)}: {what}:\n" + "\n".join(diff)


def _place(page: Page, line: int) -> str:
    return f"{page.path.relative_to(ROOT)}:{line}"


examples = Sybil(parsers=[parse], pattern="*.md", fixtures=["rewrite"])
pytest_collect_file = examples.pytest()
