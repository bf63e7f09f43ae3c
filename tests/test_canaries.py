"""Each guarantee is broken on purpose, in a copy of a small book: the test that keeps it must fail, and say why."""

import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest
from grammar import ROOT

from tests import small_book

pytestmark = pytest.mark.slow

MEASURE = ROOT / "tests" / "lighthouse" / "measure.py"

PAGE, LISTING, FIGURE = "docs/page.md", "snippets/page/count.py", "snippets/figures/bars.py"
NOTEBOOK, EXAMPLES, BLOCKS = "docs/numpy-cnn.ipynb", "docs/conftest.py", "docs/assets/blocks.js"


@dataclass(frozen=True)
class Canary:
    """Edits (file, old, new) that break a guarantee, the test that must fail, and what it must say."""

    name: str
    test: str
    edits: tuple[tuple[str, str, str], ...]
    says: tuple[str, ...]


def canary(name: str, test: str, *edits: tuple[str, str, str], says: tuple[str, ...]) -> Canary:
    return Canary(name, test, edits, says)


CANARIES = [
    canary(
        "G1 probes are skipped",
        "tests/test_listings.py::test_every_python_fence_is_an_example",
        (EXAMPLES, 'fence.language == "pycon"', 'fence.language == "no pycon"'),
        says=("assert 1 == 2",),
    ),
    canary(
        "G1 another text is shown than was run",
        "tests/test_site.py::test_every_rendered_python_block_was_run",
        ("docs/hooks/grammar.py", 'code = (SNIPPETS / path).read_text("utf-8")\n', 'code = "print(9)"\n'),
        says=("print(9)", "Counter"),
    ),
    canary(
        "G1 code is shown outside a fence",
        "tests/test_site.py::test_every_rendered_python_block_was_run",
        ("docs/hooks/grammar.py", 'TAG = re.compile(r"<', 'TAG = re.compile(r"never<'),
        (PAGE, "Read the", "<pre><code>print(9)</code></pre>\n\nRead the"),
        says=("a block that is not a highlighted fence",),
    ),
    canary(
        "G1 a cell is not shown",
        "tests/test_site.py::test_every_cell_of_the_notebook_was_run",
        ("docs/hooks/notebook/mkdocs_html/notebook.html.j2", "elif cell.source.strip()", 'elif "print" in cell.source'),
        says=("total // 2",),
    ),
    canary(
        "G2 a digit of an output",
        "docs/page.md",
        (PAGE, "5 x 5: 25 weights", "5 x 5: 24 weights"),
        says=("docs/page.md:29: the output differs", "-5 x 5: 24 weights", "+5 x 5: 25 weights"),
    ),
    canary(
        "G2 a digit of an output on its way to the reader",
        "tests/test_site.py::test_outputs_are_shown_to_the_letter",
        (
            "docs/hooks/book.py",
            "return seal(output)\n\n\n@event_priority(-100)  # after",
            'return seal(output).replace("25 w", "24 w")\n\n\n@event_priority(-100)  # after',
        ),
        says=("5 x 5: 24 weights",),
    ),
    canary(
        "G3 a name from another file",
        "tests/test_listings.py::test_a_copy_runs_alone_and_prints_the_output_shown",
        (LISTING, "\n\n\ndef", "\n\nfrom snippets.figures.style import WIDE\n\n\ndef"),
        says=("No module named 'snippets'",),
    ),
    canary(
        "G3 a file of the folder it stands in",
        "tests/test_listings.py::test_a_copy_runs_alone_and_prints_the_output_shown",
        (LISTING, "    for side", '    open("mkdocs.yml").close()\n    for side'),
        says=("No such file or directory: 'mkdocs.yml'",),
    ),
    canary(
        "G3 a file left behind",
        "tests/test_listings.py::test_a_copy_runs_alone_and_prints_the_output_shown",
        (LISTING, "    for side", '    open("weights.txt", "w").close()\n    for side'),
        says=("a listing leaves nothing behind",),
    ),
    canary(
        "G3 a copy without its last line break",
        "tests/test_site_browser.py::test_copy_button_yields_what_runs",
        (BLOCKS, ": code.textContent)", ": code.textContent.trim())"),
        says=("copying page/count.py gives",),
    ),
    canary(
        "G3 prompts in the copy",
        "tests/test_site_browser.py::test_copy_button_yields_what_runs",
        (BLOCKS, "line.slice(4)", "line"),
        says=("copying a session gives", ">>> for side"),
    ),
    canary(
        "G4 a digit in prose, a table, an alt text, a caption",
        "tests/test_numbers.py::test_numbers_of_the_page",
        (PAGE, "image 1,024", "image 1,025"),
        (PAGE, "| 9<", "| 8<"),
        (PAGE, "gives 25<", "gives 26<"),
        (PAGE, "grow to 25<", "grow to 27<"),
        says=tuple(f"the page says {number}, the expression" for number in ("1,025", "8", "26", "27")),
    ),
    canary(
        "G4 a digit of a quoted number",
        "tests/test_numbers.py::test_numbers_quoted_on_the_page",
        (PAGE, "reached 84.3 %", "reached 84.8 %"),
        says=("84.8 % is quoted from lee-2001, of which tests/quotations.toml has 84.3 %",),
    ),
    canary(
        "G4 a number that only seems computed",
        "tests/test_numbers.py::test_numbers_of_the_page",
        (PAGE, "1,024<!-- = count(32) -->", "1,024<!-- = 1023 + 1 -->"),
        says=("1,024 is computed from 1023, which the page doesn't state",),
    ),
    canary(
        "G5 an alt text that says nothing",
        "tests/test_figures.py::test_alt_text_and_caption_state_a_message",
        (
            PAGE,
            "![Two bars: 5 × 5 gives 25<!-- = count(5) --> weights, nearly three times as many as 3 × 3.]",
            "![Bars]",
        ),
        says=("docs/page.md:52: this alt text is short; say what the figure shows",),
    ),
    canary(
        "G5 small text",
        "tests/test_figures.py::test_text_is_legible",
        (FIGURE, '"More weights"', '"More weights", size=6'),
        says=("'More weights' has 6.0 pt",),
    ),
    canary(
        "G5 pale text",
        "tests/test_figures.py::test_text_is_legible",
        (FIGURE, '"More weights"', '"More weights", color="#999999"'),
        says=("'More weights' has contrast 2.",),
    ),
    canary(
        "G5 pyplot",
        "tests/test_figures.py::test_drawing_takes_no_pytorch_and_no_pyplot",
        (FIGURE, "from matplotlib.figure", "import matplotlib.pyplot  # noqa: F401\nfrom matplotlib.figure"),
        says=("bars.py",),
    ),
    canary(
        "G8 a policy that lets any script in",
        "tests/test_site.py::test_every_page_names_a_strict_policy",
        ("docs/hooks/policy.py", "if live_reload else", "if not from_disk else"),
        says=("'unsafe-inline'",),
    ),
    canary(
        "G8 a script asks another host",
        "tests/test_site_browser.py::test_no_page_asks_elsewhere_or_breaks_its_policy",
        (BLOCKS, "function typed", 'fetch("https://example.com/").catch(() => {});\n\nfunction typed'),
        says=("connect-src https://example.com",),
    ),
    canary(
        "G8 a picture from another host where no policy forbids it",
        "tests/test_site_browser.py::test_no_page_asks_elsewhere_or_breaks_its_policy",
        ("docs/hooks/policy.py", "img-src 'self'", "img-src * 'self'"),
        (BLOCKS, "function typed", 'new Image().src = "https://example.com/dot.png";\n\nfunction typed'),
        says=("asks https://example.com/dot.png",),
    ),
    canary(
        "G8 a copy on disk that asks another host",
        "tests/test_offline.py::test_it_reads_finds_and_shows_from_disk",
        (BLOCKS, "function typed", 'new Image().src = "https://example.com/dot.png";\n\nfunction typed'),
        says=("https://example.com/dot.png",),
    ),
    canary(
        "G7 a listing that runs anywhere but in a notebook",
        "tests/test_notebooks.py::test_it_runs_from_top_to_bottom_and_gives_the_outputs_it_holds",
        (LISTING, "    for side", "    assert __file__\n    for side"),
        says=("a cell of the notebook of 'page' raised NameError",),
    ),
    canary(
        "G7 a notebook of a listing as it was",
        "tests/test_notebooks.py::test_its_cells_are_the_listings_and_probes_with_their_outputs",
        (
            "docs/hooks/downloads.py",
            "return _code(code, [_printed",
            'return _code(code.replace("side * side", "side + side"), [_printed',
        ),
        says=("side + side", "side * side"),
    ),
    canary(
        "a notebook without the answers to its questions",
        "tests/test_notebooks.py::test_it_says_every_paragraph_of_the_page",
        ("docs/hooks/downloads.py", '"///// details | Answer", *replies,', '"///// details | Answer",'),
        says=("The sum counts the rows and columns",),
    ),
    canary(
        "G9 a figure of chance and an output of its moment",
        "tests/test_site.py::test_two_builds_in_different_folders_are_the_same",
        (FIGURE, "[count(3), count(5)]", '[__import__("random").random(), count(5)]'),
        (NOTEBOOK, "total // 2", "__import__('time').time()"),
        says=("figures/bars.svg", "numpy-cnn/index.html"),
    ),
    canary(
        "G10 pale text",
        "tests/test_site_browser.py::test_axe_finds_nothing",
        ("docs/assets/book.css", "@media print {", ".md-typeset p {\n  color: #999;\n}\n\n@media print {"),
        says=("color-contrast",),
    ),
    canary(
        "G10 a page wider than a phone",
        "tests/test_site_browser.py::test_nothing_scrolls_sideways",
        ("docs/assets/book.css", "@media print {", ".md-typeset h1 {\n  width: 700px;\n}\n\n@media print {"),
        says=("needs 7",),
    ),
    canary(
        "G12 another builder gets another text",
        "tests/test_portable.py::test_properdocs_builds_the_same_articles",
        (
            "docs/hooks/book.py",
            '    return lists.fill(text, state["lists"])',
            '    text = text.replace("Rows", "Lines") if "properdocs" in __import__("sys").modules else text\n'
            '    return lists.fill(text, state["lists"])',
        ),
        says=("page/index.html: another text",),
    ),
    canary(
        "G12 a plain tree that says something else",
        "tests/test_portable.py::test_the_plain_tree_reads_the_same_elsewhere",
        (
            "docs/hooks/stage.py",
            "return edit(page.text, edits).strip",
            'return edit(page.text, edits).replace("25", "24").strip',
        ),
        says=("'24'", "'25'"),
    ),
    canary(
        "a dead link that the build overlooks",
        "tests/test_site.py::test_the_site_has_no_dead_link",
        ("docs/hooks/book.py", "    built.check(site, grammar.DOCS)\n", ""),
        (PAGE, "(index.md)", "(indx.md)"),
        says=("'indx.md'", "leads nowhere"),
    ),
    canary(
        "a page that the chapter map lacks",
        "tests/test_site.py::test_every_page_is_on_the_chapter_map",
        ("docs/hooks/lists.py", 'entry != "index.md"', 'entry not in ("index.md", "glossary.md")'),
        says=("glossary.md is not on the chapter map",),
    ),
    canary(
        "a mark that reaches the reader",
        "tests/test_site.py::test_nothing_of_the_grammar_is_left",
        ("docs/hooks/grammar.py", 'edits = [(mark.start, mark.end, "") for mark in page.marks]', "edits = []"),
        says=("<!--",),
    ),
]


# What the test files import, beside one another.
BESIDE = [f"tests/{name}.py" for name in ("conftest", "drawing", "forks", "small_book")]
BESIDE += [path.relative_to(ROOT).as_posix() for path in [*(ROOT / "tests" / "drivers").glob("*.py"), MEASURE]]
TESTS = sorted({canary.test for canary in CANARIES})


@pytest.fixture(scope="module")
def book(small, tmp_path_factory) -> Path:
    """The small book with the tests of the real one."""
    files = {test.partition("::")[0] for test in TESTS if test.startswith("tests/")}
    return small_book.copied(small, tmp_path_factory.mktemp("canaries") / "book", *BESIDE, *files)


@pytest.fixture(scope="module")
def runs(book, chosen, tmp_path_factory):
    """The run of the test for each canary that is to be tried; one for each core at a time."""

    def run(canary):
        copy = shutil.copytree(book, tmp_path_factory.mktemp("canary") / "book", ignore=shutil.ignore_patterns("site"))
        for name, old, new in canary.edits:
            (copy / name).write_text(small_book.changed(copy / name, old, new), "utf-8")
        return small_book.run(copy, "pytest", "-vv", canary.test)

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        yield {of["canary"]: pool.submit(run, of["canary"]) for of in chosen("runs")}


def test_without_a_canary_all_is_green(book):
    found = small_book.run(book, "pytest", "-q", *TESTS)
    assert found.returncode == 0, found.stdout + found.stderr
    assert "skipped" not in found.stdout


@pytest.mark.parametrize("canary", CANARIES, ids=lambda canary: canary.name.replace(" ", "-"))
def test_a_canary_turns_the_suite_red(canary, runs):
    found = runs[canary].result()
    assert found.returncode == 1, found.stdout + found.stderr
    assert "FAILED " + canary.test in found.stdout, "the run never reached the test"
    assert [words for words in canary.says if words not in found.stdout] == [], found.stdout + found.stderr
