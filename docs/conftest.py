"""Runs every listing, probe and figure of the pages as an example, in page order, and compares what it prints.

Sybil asks this file because it lies at the top of the pages. `pytest docs --rewrite-outputs` (`make outputs`) writes what was
printed into the pages instead of comparing it.
"""

import contextlib
import difflib
import doctest
import importlib
import io
import traceback
from pathlib import Path

import pytest
from grammar import ROOT, SNIPPETS, Fence, Page, PageError, check
from matplotlib.figure import Figure
from sybil import Document, Example, Region, Sybil

OUTPUT = "```{.text .output .no-copy}"
rewritten: dict[Path, list[tuple[int, int, str]]] = {}


def pytest_addoption(parser):
    parser.addoption("--rewrite-outputs", action="store_true", help="write what the examples print into the pages")


@pytest.fixture
def rewrite(request) -> bool:
    return request.config.getoption("--rewrite-outputs")


def pytest_sessionfinish():
    for path, edits in rewritten.items():
        text = path.read_text("utf-8")
        for start, end, new in sorted(edits, reverse=True):
            text = text[:start] + new + text[end:]
        path.write_text(text, "utf-8")


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


def run_listing(example: Example) -> str | None:
    """Run the whole file as `python <file>` would; then its names are there for the probes below it."""
    page, fence = example.parsed
    path = SNIPPETS / page.listing(fence)
    names = {"__name__": "__main__", "__file__": str(path)}
    printed, problem = _run(lambda: exec(compile(path.read_text("utf-8"), str(path), "exec"), names))
    if problem:
        return f"{_place(page, fence)}: {problem}"
    example.namespace.update({name: value for name, value in names.items() if not name.startswith("__")})
    return _compare(page, fence, printed, example.namespace["rewrite"])


def run_probe(example: Example) -> str | None:
    """Run a `>>>` session in the page's namespace; the session as it went must be the session as it is written."""
    page, fence = example.parsed
    session = []
    for part in doctest.DocTestParser().get_examples(fence.body):
        line = fence.line + 1 + part.lineno
        code = compile("\n" * (line - 1) + part.source, str(page.path), "single")
        printed, problem = _run(lambda code=code: exec(code, example.namespace))
        if problem:
            return f"{_place(page, fence)}: {problem}"
        prompts = [">>> ", *["... "] * part.source.count("\n")]
        lines = part.source.rstrip("\n").split("\n")
        session += [(p + text).rstrip() for p, text in zip(prompts, lines, strict=False)]
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


def draw_figure(example: Example) -> str | None:
    """Draw a figure once; what it looks like is the business of tests/test_figures.py."""
    from snippets.figures.style import Style

    page, name = example.parsed
    drawn: list[object] = []
    module = importlib.import_module(f"snippets.figures.{name}")
    _, problem = _run(lambda: drawn.append(module.draw(Style())))
    where = f"{page.path.relative_to(ROOT)}:{example.line}"
    if problem:
        return f"{where}: figure {name}: {problem}"
    if not isinstance(drawn[0], Figure):
        return f"{where}: snippets/figures/{name}.py: draw(style) returned {type(drawn[0]).__name__}, not a Figure"
    return None


def _run(action) -> tuple[str, str | None]:
    """What ``action`` printed, and where and how it failed, if it did."""
    stream = io.StringIO()
    try:
        with contextlib.redirect_stdout(stream):
            action()
    except Exception as error:
        frames = [f for f in traceback.extract_tb(error.__traceback__) if str(ROOT) in f.filename and f.filename != __file__]
        frames = [f for f in frames if ".venv" not in f.filename]
        at = f"{Path(frames[-1].filename).relative_to(ROOT)}, line {frames[-1].lineno}, " if frames else ""
        return stream.getvalue(), f"{at}raised {type(error).__name__}: {error}"
    return stream.getvalue(), None


def _compare(page: Page, fence: Fence, printed: str, rewrite: bool) -> str | None:
    """Compare what a listing printed with the output fence below it."""
    output = page.output_after(fence)
    wanted = output.body if output else ""
    if printed == wanted:
        return None
    if rewrite:
        body = "".join(f"{fence.indent}{line}".rstrip() + "\n" for line in printed.rstrip("\n").split("\n"))
        block = f"{fence.indent}{OUTPUT}\n{body}{fence.indent}```"
        edit = (output.start, output.end, block) if output else (fence.end, fence.end, f"\n\n{block}")
        rewritten.setdefault(page.path, []).append(edit)
        return None
    if output is None:
        return f"{_place(page, fence)}: prints, but no output stands below it; `make outputs` writes it there:\n{printed}"
    return _differs(page, output.line, wanted, printed)


def _differs(page: Page, line: int, page_says: str, got: str) -> str:
    diff = difflib.unified_diff(page_says.splitlines(), got.splitlines(), "the page", "this run", lineterm="")
    where = f"{page.path.relative_to(ROOT)}:{line}"
    return f"{where}: the output differs; if the new one is right, `make outputs` writes it:\n" + "\n".join(diff)


def _place(page: Page, fence: Fence) -> str:
    return f"{page.path.relative_to(ROOT)}:{fence.line}"


examples = Sybil(parsers=[parse], pattern="*.md", fixtures=["rewrite"])
pytest_collect_file = examples.pytest()
