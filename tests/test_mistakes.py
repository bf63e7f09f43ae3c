"""What an author's mistake gets: an exit code, and one message: where it is, what is wrong and what would be right."""

import hashlib
import importlib.util
import json
import math
import os
import re
import shutil
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import built
import citation
import figures
import glossary
import grammar
import lists
import marks
import notebooks
import pytest
import references

from tests import small_book

# Where mistakes are found: by the build, by running the page's examples, or by the test of its numbers.
FINDERS = {
    "build": ("mkdocs", "build"),
    "examples": ("pytest", "-q", "docs/page.md"),
    "tests": ("pytest", "-q"),
    "numbers": ("pytest", "-q", "tests/test_numbers.py", "-k", "numbers_of_the_page and page"),
}
PLACED = re.compile(
    r"^(?:ERROR(?: +-|:) +)?((?:docs|snippets)/[\w./-]+|mkdocs\.yml|CITATION\.cff):(\d+): ", re.MULTILINE
)

PAGE, LISTING, FIGURE = "docs/page.md", "snippets/page/count.py", "snippets/figures/bars.py"
NOTEBOOK, REFERENCES = "docs/numpy-cnn.ipynb", "docs/references.md"
GLOSSARY, SETTINGS, CITATION = "docs/glossary.md", "mkdocs.yml", "CITATION.cff"
OUTPUT = "```{.text .output .no-copy}\n3 x 3: 9 weights\n5 x 5: 25 weights\n```\n\n"
ALT = "![Two bars: 5 × 5 gives 25<!-- = count(5) --> weights, nearly three times as many as 3 × 3.]"
GROWTH = "From side 3<!-- given --> to side 5<!-- given --> the weights grow to 25<!-- = count(5) -->."
CAPTION = f"/// caption\n{GROWTH}\n///\n"


@dataclass(frozen=True)
class Mistake:
    """``old`` becomes ``new`` in ``file``; the message names the line with ``line`` and contains all of ``says``."""

    name: str
    old: str
    new: str
    line: str
    says: tuple[str, ...]
    file: str = PAGE
    found_in: str = ""
    by: str = "build"

    def made_in(self, book: Path) -> str:
        """The file with the mistake."""
        return small_book.changed(book / self.file, self.old, self.new)

    def plant(self, book: Path) -> None:
        (book / self.file).write_text(self.made_in(book), "utf-8")

    def place(self, text: str) -> str:
        """Where it is to be found, ``text`` being that of the file which the message names."""
        number = next(number for number, line in enumerate(text.splitlines(), 1) if self.line in line)
        return f"{self.found_in or self.file}:{number}"


def m(name, old, new, line, *says, **more) -> Mistake:
    return Mistake(name, old, new, line, says, **more)


def renamed(name, redirect, *says) -> Mistake:
    new = f"  redirects:\n    {redirect}\n"
    return m(name, small_book.REDIRECTS, new, f"    {redirect}", *says, file=SETTINGS)


def widget(name, head, *says, fallback="A kernel slides.", line="/// html", by="build") -> Mistake:
    before = "Read the [index]"
    return m(name, before, f"/// html | {head}\n{fallback}\n///\n\n{before}", line, *says, by=by)


def typed(name, text, *says, line="") -> Mistake:
    """A paragraph more; the message names its first line, or that with ``line``."""
    before = "Read the [index]"
    return m(name, before, f"{text}\n\n{before}", line or text.split("\n")[0], *says)


def examples(*mistake, **more) -> Mistake:
    return m(*mistake, by="examples", **more)


def numbers(*mistake, **more) -> Mistake:
    return m(*mistake, by="numbers", **more)


MISTAKES = [
    # Fences and listings
    m(
        "missing listing",
        'page/count.py"',
        'page/cuont.py"',
        "```python",
        "no listing snippets/page/cuont.py",
        "there is page/count.py",
    ),
    m(
        "section left open",
        "def count",
        "# --8<-- [start:loop]\ndef count",
        "```python",
        "[start:loop]",
        "remove it",
        file=LISTING,
        found_in=PAGE,
    ),
    m("syntax error in a listing", "return side", "retrun side", "retrun", "SyntaxError: invalid syntax", file=LISTING),
    m(
        "probe that is no Python",
        "print(count(side))",
        "print(count(side)",
        ">>> for",
        "SyntaxError: '(' was never closed",
    ),
    # Examples
    examples(
        "output differs",
        "5 x 5: 25 weights",
        "5 x 5: 24 weights",
        "```{.text",
        "-5 x 5: 24 weights\n+5 x 5: 25 weights\n",
        "`make outputs`",
    ),
    examples("output missing", OUTPUT, "", "```python", "prints, but no output", "`make outputs`", "5 x 5: 25 weights"),
    examples(
        "output of a listing that prints nothing",
        'print(f"{side} x {side}: {count(side)} weights")',
        "count(side)",
        "```{.text",
        "prints nothing",
        "remove this output",
        file=LISTING,
        found_in=PAGE,
    ),
    examples(
        "last line without end",
        'print(f"{side} x {side}: {count(side)} weights")',
        'print(f"{side} x {side}: {count(side)} weights", end=" ")',
        "```python",
        "does not end",
        "end it with a newline",
        file=LISTING,
        found_in=PAGE,
    ),
    examples(
        "listing raises",
        "return side",
        "return sid",
        "```python",
        f"{LISTING}, line 6, raised NameError: name 'sid'",
        file=LISTING,
        found_in=PAGE,
    ),
    examples(
        "listing exits",
        "    for side",
        "    raise SystemExit(0)\n    for side",
        "```python",
        "raised SystemExit",
        file=LISTING,
        found_in=PAGE,
    ),
    examples(
        "listing with a syntax error",
        "return side",
        "retrun side",
        "```python",
        f"{LISTING}, line 6, raised SyntaxError: invalid syntax",
        file=LISTING,
        found_in=PAGE,
    ),
    examples("probe raises", "print(count(side))", "print(count(sid))", ">>> for", "raised NameError: name 'sid'"),
    examples(
        "probe calls what raises",
        "print(count(side))",
        "print(count(None))",
        ">>> for",
        f"{LISTING}, line 6, raised TypeError",
    ),
    examples(
        "probe with a syntax error",
        "print(count(side))",
        "print(count(side)",
        ">>> for",
        "SyntaxError: '(' was never closed",
    ),
    examples("prompt without a blank", ">>> for", ">>>for", "```pycon", "line 1", "lacks blank after >>>"),
    examples("probe's output differs", "\n4\n9\n", "\n4\n8\n", "```pycon", "-8\n+9\n", "`make outputs`"),
    m("page that tests can't read", "```bash", "```sh", "```sh", "write python (a listing) or pycon", by="tests"),
    examples(
        "figure raises",
        "return figure",
        "return figur",
        "![Two",
        f"{FIGURE}, line 14, raised NameError: name 'figur'",
        file=FIGURE,
        found_in=PAGE,
    ),
    # Figures
    m(
        "unused figure",
        f"{ALT}(figures/bars.svg)\n{CAPTION}",
        "",
        '"""',
        "no page shows this figure",
        "show it or remove it",
        found_in=FIGURE,
    ),
    m(
        "drawing raises",
        "return figure",
        "return figur",
        "return figur",
        "NameError: name 'figur' is not defined",
        file=FIGURE,
    ),
    m(
        "relative import",
        "from snippets.page.count",
        "from ..page.count",
        "from ..page",
        "a relative import; write from snippets.",
        file=FIGURE,
    ),
    m("drawing exits", "return figure", "exit(3)", "exit(3)", "figure bars.svg: SystemExit: 3", file=FIGURE),
    m(
        "drawing ends its process",
        "return figure",
        "__import__('os')._exit(3)",
        "def draw",
        "figure bars.svg: the process that drew it was ended",
        file=FIGURE,
    ),
    m("drawing returns nothing", "    return figure\n", "", "def draw", "returned NoneType, not a Figure", file=FIGURE),
    m("sign that the font lacks", "More weights", "More 卷", "def draw", "Glyph 21367", file=FIGURE),
    m(
        "division by zero in a figure",
        "    return figure\n",
        "    __import__('numpy').ones(1) / 0\n    return figure\n",
        "ones(1) / 0",
        "RuntimeWarning: divide by zero",
        file=FIGURE,
    ),
    m(
        "figure of nothing",
        "    return figure\n",
        "    figure.clear()\n    return figure\n",
        "def draw",
        "returned an empty figure",
        file=FIGURE,
    ),
    m("figure without draw", "def draw", "def drow", '"""The weights', "has no attribute 'draw'", file=FIGURE),
    m(
        "syntax error in a figure",
        "return figure",
        "retrun figure",
        "retrun",
        "SyntaxError: invalid syntax",
        file=FIGURE,
    ),
    # Numbers
    numbers("wrong number", "image 1,024", "image 1,025", "1,025", "the page says 1,025", "gives 1,024"),
    numbers("wrong number in a table", "| 9<!--", "| 8<!--", "| 8<", "the page says 8", "gives 9"),
    numbers(
        "number without mark",
        "40<!-- given --> layers",
        "40 layers",
        "40 layers",
        "40 has no mark",
        "<!-- = expression -->",
    ),
    numbers(
        "expression raises",
        "<!-- = count(32) -->",
        "<!-- = cuont(32) -->",
        "1,024",
        "NameError: name 'cuont' is not defined",
    ),
    numbers(
        "mark after a word",
        "pixels.\nVGG",
        "pixels<!-- given -->.\nVGG",
        "pixels<!--",
        "directly after a number and its unit",
    ),
    numbers(
        "imports that fail",
        "imports: from math import sqrt",
        "imports: from math import sqr",
        "imports",
        "ImportError",
        "sqr",
    ),
    # References
    m(
        "unknown citation",
        "them [@lee-2001]",
        "them [@lee-2001] [@lee-2010]",
        "[@lee-2010]",
        "not in references.md",
        "add a line [@lee-2010]: ...",
    ),
    m(
        "reference that nobody cites",
        "[@lee-2001]: Lee",
        "[@kim-2001]: Kim, A. *Sums.* 2001.\n\n[@lee-2001]: Lee",
        "[@kim",
        "no page cites [@kim-2001]",
        "cite it or remove it",
        file=REFERENCES,
    ),
    m(
        "reference twice",
        "[@lee-2001]: Lee",
        "[@lee-2001]: Lee, 2001.\n\n[@lee-2001]: Lee,",
        "[@lee-2001]: Lee,,",
        "stands here twice",
        "keep one",
        file=REFERENCES,
    ),
    # Links
    m("dead link", "(index.md)", "(indx.md)", "(indx.md)", "'indx.md'", "leads nowhere", "write index.md"),
    m(
        "dead anchor",
        "(#counting-weights)",
        "(#counting-weight)",
        "#counting-weight)",
        "anchor 'counting-weight'",
        "'counting-weights' is there",
    ),
    m(
        "dead anchor of another page",
        "(index.md)",
        "(index.md#top)",
        "(index.md#top)",
        "anchor 'top' that index.md has not",
    ),
    m(
        "dead link in the notebook",
        "(page.md)",
        "(pge.md)",
        "(pge.md)",
        "leads nowhere",
        "write page.md",
        file=NOTEBOOK,
    ),
    # Notebook
    m(
        "misspelt mark in a notebook",
        "Back to",
        "There are 40<!-- gven -->. Back to",
        "gven",
        "<!-- gven --> is no mark",
        file=NOTEBOOK,
    ),
    m(
        "cell that ends the process",
        "total += side * side",
        "import os; os._exit(1)",
        "{",
        "process ended while it ran",
        "more memory than there is",
        file=NOTEBOOK,
    ),
    m(
        "cell raises",
        "total += side * side",
        "total += sde",
        "total += sde",
        "line 3 of the cell raised NameError: name 'sde'",
        file=NOTEBOOK,
    ),
    m(
        "stored outputs",
        '2"\n   ],\n   "execution_count": null,\n   "outputs": []',
        '2"\n   ],\n   "outputs": [{}]',
        '"id": "end"',
        "stored outputs",
        "clear them",
        file=NOTEBOOK,
    ),
    m(
        "cell that shows an address",
        '"total // 2"',
        '"object()"',
        "{",
        "a cell shows <object at 0x",
        file=NOTEBOOK,
    ),
    # Widgets
    widget(
        "probe in a fallback",
        "kernel-stepper",
        "the output differs",
        fallback="``` pycon\n>>> 1 + 1\n3\n```",
        line="``` pycon",
        by="examples",
    ),
    # Formulas
    m("formula with two subscripts", "$\\sqrt{", "$a_b_c \\sqrt{", "$a_b_c", "double subscripts"),
    m(
        "unknown environment",
        "$\\sqrt{",
        "$\\begin{algin} x \\end{algin} \\sqrt{",
        "\\begin{algin",
        "no environment 'algin'",
        "'align' is",
    ),
    m("column without a table", "$\\sqrt{", "$a & \\sqrt{", "$a &", "between the columns", "\\& for the sign"),
    m("unknown command", "\\sqrt{", "\\sqr{", "\\sqr{", "does not know \\sqr", "commands that it knows"),
    m("brace left open", "\\sqrt{25", "\\sqrt{{25", "\\sqrt{{25", "braces differ in number"),
    # Navigation and renamed pages
    m("no first page", "  - index.md\n", "", "nav:", "lacks the first page", "write '- index.md'", file=SETTINGS),
    m("page that is not there", "  - page.md\n", "  - pge.md\n", "pge.md", "docs/ has no such file", file=SETTINGS),
    m(
        "misspelt style",
        "assets/book.css",
        "assets/bok.css",
        "assets/bok.css",
        "no file docs/assets/bok.css",
        "'assets/book.css' is",
        file=SETTINGS,
    ),
    renamed("redirect of a folder", "part/old.md: page.md", "write the sources of both", "'old-name.md: new-name.md'"),
    m(
        "page twice",
        "  - page.md\n",
        "  - page.md\n  - page.md\n",
        "page.md",
        "names page.md 2 times",
        "once",
        file=SETTINGS,
    ),
    m("page left out", "  - page.md\n", "", "nav:", "names page.md 0 times", "as '- page.md'", file=SETTINGS),
    m(
        "redirects in a list",
        small_book.REDIRECTS,
        "  redirects: [old.md]\n",
        "redirects:",
        "stand lines",
        file=SETTINGS,
    ),
    renamed("redirect to no page", "old.md: pge.md", "no such page", "'page.md' is there"),
    renamed("redirect of a name that a notebook has", "numpy-cnn.md: page.md", "has its address", "remove one of them"),
    renamed("redirect of a page that is there", "page.md: index.md", "still there", "remove the redirect"),
    renamed("redirect of an address", "old/: page.md", "write the sources of both", "'old-name.md: new-name.md'"),
    renamed(
        "redirect to no section",
        "old.md: page.md#weights",
        "that page.md has not",
        "'counting-weights' is there",
    ),
    # How to cite the book
    m(
        "no version",
        "version: 0.1.0\n",
        "",
        "cff-version",
        "there is no version",
        "write 'version: ...'",
        file=CITATION,
    ),
]

# Told by the same functions as some above, so these are asked without a build.
MORE_MISTAKES = [
    # Front matter
    m("no title", "title: A page\n", "", "---", "front matter has no title", "write 'title: ...'"),
    m("bad YAML", "title: A page", "title: A page: good", "A page: good", "not YAML", "in quotes"),
    m(
        "quote in a description",
        "that a page can hold.",
        'that "a page" can hold.',
        "description:",
        "description holds '\"'",
    ),
    # Links, headings and lists
    typed("link to a folder", "See [it](../page/) now.", "'../page/' names no file", "write [text](page.md)"),
    typed("link without an ending", "See [it](page) now.", "'page' names no file"),
    typed("link with a title", 'See [it](index.md "The first page") now.', "or holds a blank or a title"),
    typed("link without a text", "See [](index.md) now.", "this link has no text"),
    typed("formula in a heading", "### The $n^2$ case", "the table of contents shows a formula as it is typed"),
    typed(
        "numbers below bullets in an item",
        "- one\n    - two\n    1. three",
        "a list of another kind",
        line="    1. three",
    ),
    typed("numbers below bullets", "- one\n1. two", "a list of another kind", line="1. two"),
    # Front matter
    m("no description", "description: Everything that a page can hold.\n", "", "---", "no description"),
    m(
        "front matter without names",
        "title: A page\ndescription: Everything that a page can hold.\nimports:",
        "-",
        "- from",
        "'name: value'",
    ),
    # Fences and listings
    m(
        "unknown section",
        'page/count.py"',
        'page/count.py:loop"',
        "```python",
        "section ':loop'",
        'write --8<-- "page/count.py"',
    ),
    m("fence open at the next", "4\n9\n```", "4\n9\n", "```pycon", "not closed before the next one opens in line"),
    m("fence with a title", "```python", '```python title="count.py"', "```python", "title=", "write python alone"),
    m("fence with attributes", "```pycon", "```{.pycon .no-copy}", "{.pycon", "write pycon alone"),
    m(
        "fence in no language",
        "```bash\npython count.py\n```",
        "~~~\npython count.py\n~~~",
        "~~~",
        "'no language'",
        "write python",
    ),
    m(
        "Python typed into a fence",
        '--8<-- "page/count.py"',
        "print(9)",
        "```python",
        "Python stands in a file",
        '--8<-- "<page>/<listing>.py"',
    ),
    m(
        "code by indentation",
        "Read the [index]",
        "    print(9)\n\nRead the [index]",
        "    print(9)",
        "nothing runs",
        "use a fence",
    ),
    m("a session as text", "```bash\npython count.py", "```text\n>>> 1 + 1", "```text", "pass for Python"),
    m("Python in a shell", "python count.py\n", "python -c 'print(9)'\n", "```bash", "pass for Python"),
    m("a fence of two languages", "```bash", "```{.bash .python}", "{.bash", "pass for Python"),
    m("HTML", "Read the [index]", "<pre>print(9)</pre> Read the [index]", "<pre>", "<pre is HTML"),
    m(
        "Python in a long code span",
        "Read the",
        "``import math\nmath.pi`` Read the",
        "``import",
        "span of several lines",
    ),
    # Figures
    m(
        "missing figure",
        "figures/bars.svg",
        "figures/bar.svg",
        "![Two",
        "no figure snippets/figures/bar.py",
        "write it with a function draw(style)",
    ),
    m("no alt text", ALT, "![]", "![]", "has no alt text", "say what it shows"),
    m("no caption", CAPTION, "", "![Two", "has no caption", "write /// caption"),
    m("empty caption", CAPTION, "/// caption\n///\n", "![Two", "has no caption", "write /// caption"),
    m("figure in a line of text", ALT, f"See {ALT}", "See ![Two", "stands alone on its line"),
    m("figure in another format", "figures/bars.svg", "figures/bars.png", "![Two", "lines are .svg, pixels are .webp"),
    # Numbers
    m("wrong number in a formula", "sqrt{25<", "sqrt{26<", "sqrt{26", "the page says 26", "gives 25"),
    m(
        "wrong number in an alt text",
        "gives 25<",
        "gives 26<",
        "![Two",
        "the page says 26",
        "gives 25",
    ),
    m("wrong number in a caption", "grow to 25<", "grow to 24<", "grow to 24", "the page says 24", "gives 25"),
    m("number without mark in a table", "| 3<!-- given --> |", "| 3 |", "| 3 |", "3 has no mark", "<!-- given -->"),
    m(
        "computed by a literal",
        "<!-- = count(32) -->",
        "<!-- = 1024 -->",
        "1,024",
        "'computed' by the literal 1024",
        "say how it comes about",
    ),
    m("expression is no Python", "<!-- = count(32) -->", "<!-- = count(32 -->", "1,024", "SyntaxError"),
    m(
        "mark that cites nothing known",
        "<!-- @lee-2001 -->",
        "<!-- @lee-2010 -->",
        "@lee-2010",
        "the text does not",
        "add [@lee-2010]",
    ),
    # Widgets
    widget("unknown widget", "kernel-steper", "no widget 'kernel-steper'", "there is kernel-stepper"),
    widget(
        "unknown attribute of a widget",
        'kernel-stepper[strid="2"]',
        "has no attribute 'strid'",
        "there is preset, stride",
    ),
    widget("attribute out of range", 'kernel-stepper[stride="20"]', "stride of kernel-stepper is 1 to 4, not '20'"),
    widget(
        "attribute without quotes",
        "kernel-stepper[stride=2]",
        "[stride=2] is no attribute",
        'write [name="value"]',
    ),
    widget(
        "widget without fallback",
        "kernel-stepper",
        "kernel-stepper has no fallback",
        "readers without scripts see",
        fallback="",
    ),
    widget(
        "number in a fallback",
        "kernel-stepper",
        "81 has no mark",
        fallback="The 81 products.",
        line="The 81 products",
    ),
    # Blocks and questions
    m(
        "block left open",
        CAPTION,
        CAPTION.removesuffix("///\n"),
        "/// caption",
        "block 'caption' is never closed",
        "end it with ///",
    ),
    m("no right answer", "- [x] The product", "- [ ] The product", "/// question", "exactly one [x]", "2 and 0"),
    m(
        "unknown kind of drawn question",
        "/// question | numeric",
        "/// question | drawn output-sizes",
        "/// question | drawn",
        "nothing draws 'output-sizes'",
        "output-size, receptive-field",
    ),
    m("answer without reply", "    That adds the sides.\n", "", "- [ ] 8", "has no reply", "indented by four spaces"),
    m(
        "exercise without solution",
        "details | Solution",
        "details | Answer",
        "//// exercise",
        "an exercise has one solution, this one has 0",
        "write /// details | Solution",
    ),
    m(
        "misspelt starter",
        "starters/count.py",
        "starters/cuont.py",
        "starters/cuont.py",
        "no file snippets/page/starters/cuont.py to download",
        "there is page/starters/count.py",
    ),
    m("block closed twice", CAPTION, CAPTION + "\n/////\n", "/////", "closes no block"),
    m("unknown block", "/// caption", "/// captoin", "/// captoin", "no block 'captoin'", "caption, note"),
    m("two right answers", "- [ ] Their sum", "- [x] Their sum", "/// question", "exactly one [x]", "2 and 2"),
    m(
        "numeric answer without mark",
        "8<!-- = 2 * 4 -->",
        "8",
        "- [ ] 8",
        "of a numeric question has no mark",
        "<!-- = ... -->",
    ),
    # Exercises
    m("exercise without hint", "details | Hint", "details | Help", "//// exercise", "has one hint, this one has 0"),
    m("hint left open to view", "    type: hint\n", "", "//// exercise", "has one hint", "'    type: hint'"),
    m("empty hint", "Rows times columns.\n", "", "//// exercise", "has one hint, this one has 0"),
    m("exercise of no difficulty", "coding, easy", "coding", "//// exercise", "easy, medium or hard", "not 'coding'"),
    m(
        "exercise of no kind",
        "coding, easy",
        "easy",
        "//// exercise",
        "conceptual or coding",
        "'exercise | coding, easy'",
    ),
    m(
        "exercise without starter",
        "[this file](snippets/page/starters/count.py)",
        "nothing",
        "//// exercise",
        "no starter for this exercise",
        "link [name.py](snippets/page/starters/name.py)",
    ),
    m(
        "question without its text",
        "What counts the weights?\n",
        "",
        "/// question",
        "without its text",
        "above the answers",
    ),
    m(
        "unknown form of question",
        "/// question | numeric",
        "/// question | number",
        "| number",
        "not 'number'",
        "numeric'",
    ),
    m(
        "hint that is none",
        "- [ ] Their sum.",
        "- [!] Think of rows.\n\n- [ ] Their sum.",
        "- [!]",
        "'- [!] Think of rows.' is no answer",
        "'- [?] text' for a hint",
    ),
    m(
        "hint without text",
        "- [ ] Their sum.",
        "- [?]\n\n- [ ] Their sum.",
        "- [?]",
        "'- [?]' is no answer",
        "'- [?] text' for a hint",
    ),
    m(
        "two hints",
        "- [ ] Their sum.",
        "- [?] Think of rows.\n\n- [?] And columns.\n\n- [ ] Their sum.",
        "- [?] And",
        "a second hint",
        "has one",
    ),
    m("answer in words", "8<!-- = 2 * 4 -->", "eight<!-- = 2 * 4 -->", "- [ ] eight", "is no number", "write 1,024"),
    m(
        "right answer in words",
        "16<!-- = count(4) -->",
        "sixteen<!-- = count(4) -->",
        "- [x] sixteen",
        "is no number",
        "write 1,024",
    ),
    m("answer given twice", "8<!-- = 2 * 4 -->", "16<!-- = 4 * 4 -->", "- [ ] 16", "16 is given twice", "never seen"),
    m(
        "answer in another unit",
        "8<!-- = 2 * 4 -->",
        "8<!-- = 2 * 4 --> kg",
        "- [ ] 8",
        "the unit 'kg'",
        "write the same",
    ),
    m(
        "no reply to other numbers",
        "- [ ] 8<!-- = 2 * 4 -->",
        "- [ ] none of these\n\n- [ ] 8<!-- = 2 * 4 -->",
        "- [ ] none",
        "'none of these' has no reply",
        "indented by four spaces",
    ),
    # What Markdown would show as it was typed
    typed("list below a line", "Two things:\n- the first\n- the second", "after a blank line", line="- the first"),
    typed("numbers below a line", "Two things:\n1. the first\n2. the second", "after a blank line", line="1. the"),
    typed("item by two blanks", "- one\n  - inner\n- two", "2 blanks before", "by four blanks", line="  - inner"),
    typed("item by a tab", "- one\n\t- inner\n- two", "a tab before", "by four blanks", line="\t- inner"),
    typed("item of dashes", "– one\n– two", "'– one': no item of a list", "write '- '"),
    typed("item of brackets", "1) one\n2) two", "no item of a list", "write '1. '"),
    typed("table below a line", "So:\n| a | b |\n|---|---|", "a table begins after a blank line", line="| a | b |"),
    typed("table without a rule", "| a | b |\n| c | d |", "has no line |---|---| below", line="| a | b |"),
    typed("rule too short", "| a | b |\n|----|\n| c | d |", "this row has 1 cells, the heading 2", line="|----|"),
    typed(
        "cell too many", "| a | b |\n|---|---|\n| c | d | e |", "this row has 3 cells, the heading 2", line="| c | d"
    ),
    typed("bar in a cell", "| a | b |\n|---|---|\n| $|x|$ | d |", "write \\| for a bar in a cell", line="| $|x"),
    typed("line below a line", "What is new:\n----", "makes a heading of the line above", line="----"),
    typed("formula below a line", "It is\n$$\na\n$$", "a blank line above and below", line="$$"),
    typed("formula left open", "It is $x^2 of them.", "'$': this formula is not closed", "\\$ for the sign"),
    typed("formula in lines left open", "$$\na\n\nIt is.", "between two lines of $$", line="$$"),
    typed("code left open", "The name `count is long.", "'`': this code is not closed"),
    typed("strong left open", "You **need it.", "** is not closed in its paragraph"),
    typed("strong with a blank", "You ** need** it.", "directly before the words"),
    typed("emphasis left open", "You *need it.", "* is not closed in its paragraph"),
    typed("product of stars", "It is 3*3 of them.", "for emphasis", "write ×"),
    typed("power left open", "It is 10<sup>8 of them.", "has no </sup>", "write 10<sup>8</sup>"),
    typed("call-out of Material", "!!! note", "'!!! note': write /// note | Title"),
    typed("fold of Material", "??? note", "'??? note': write /// note | Title"),
    typed("tab of Material", '=== "A"', "no tabs are made"),
    typed("footnote", "A claim.[^a]", "no footnotes are made", "[@key]"),
    typed("struck out", "It ~~is~~ was.", "'~~is~~': nothing is made of it"),
    typed("marked", "It ==is== so.", "'==is==': nothing is made of it"),
    typed("picture of a word", "It is :smile: so.", "':smile:': no pictures are made of words"),
    typed("answer outside a question", "- [ ] to do", "no answer of a question"),
    typed("heading without a blank", "##Counting", "'##Counting': no heading"),
    typed("heading without text", "####", "a heading without text"),
    typed("name of a heading left open", "## Counting {#count", "is not closed; end it with }"),
    typed("listing outside a fence", '--8<-- "page/other.py"', "the only line of a fence ```python"),
    typed("citation without brackets", "As @lee-2001 says.", "'@lee-2001': no citation; write [@key]"),
    typed("citation without its sign", "It is so [lee-2001].", "'[lee-2001]': no citation; write [@key]"),
    typed("citation left open", "It is so [@lee-2001.", "this citation is not closed"),
    typed("link the wrong way round", "See (the page)[index.md].", "no link; write [text](target)"),
    typed("link without its middle", "See [the page(index.md).", "no link; write [text](target)"),
    typed("address in the text", "See https://host/path for it.", "'https://host/path': no link"),
    typed("address in angles", "See <https://host/path> for it.", "write a link as [text](address)"),
    typed("address without its scheme", "See [it](www.host.org).", "write https://www.host.org"),
    typed("versions not merged", "<<<<<<< HEAD\nIt is.", "two versions of this page were not merged"),
    typed("note without a title", "/// note\nIt is.\n///", "this note has no title"),
    typed("note without text", "/// note | So\n///", "this note is empty"),
    typed(
        "type after two blanks", "/// details | So\n  type: big\n\nIt is.\n///", "2 blanks before", line="  type: big"
    ),
    typed("item below its text", "- one\n\n    more\n- two", "what follows an indented part", line="- two"),
    typed("item below an inner list", "1. one\n\n    - inner\n2. two", "an indented part of an item", line="2. two"),
    typed("list below a reply", "- one\n\n    So:\n    - a", "begins after a blank line", line="    - a"),
    typed("item below a fence", "- one\n\n    ```text\n    a\n    ```\n- two", "an indented fence", line="- two"),
    typed("list in a quotation", "> So:\n> - one", "begins after a blank line", line="> - one"),
    typed("short line below a line", "Title\n==", "makes a heading of the line above", line="=="),
    typed("attributes of a table", "| a | b |\n|---|---|\n{.wide}", "this row has 1 cells", line="{.wide}"),
    typed("set in braces", "Every *v* in *V*{1, 2} counts.", "{1, 2}: braces hold names", "as a formula"),
    typed("set in a heading", "### Weights {0, 1}", "{0, 1}: braces hold names"),
    typed("blank in a formula", "It is $ x^2 $ here.", "begins or ends with a blank", "write $x$"),
    typed("power by a hat", "It is x^2 here.", "'x^2': write a power as", "$...$"),
    typed("strong by lines", "A method is __init__ here.", "is strong text", "code in backticks"),
    typed("line broken by a backslash", "One\\\ntwo", "no line is broken here"),
    typed("letters for a list", "a. one\nb. two", "'a. one': no item of a list"),
    typed("sign that nobody sees", "See [it]\u200b(index.md).", "a sign that nobody sees"),
    typed("blank that does not break", "-\u00a0one\n\u00a0- two", "a sign that nobody sees", line="\u00a0- two"),
    typed("address of another heading", "## Other {#counting-weights}", "has the address #counting-weights too"),
    typed("heading twice", "### Sums\n\n#### Sums", "the heading of line 57 has the address #sums", line="#### Sums"),
    typed("file that is no listing", '~~~python\n--8<-- "page/count.txt"\n~~~', "page/count.txt is no listing"),
    typed("figure as a listing", '~~~python\n--8<-- "figures/bars.py"\n~~~', "figures/bars.py is no listing"),
    typed("caption alone", "//// caption\nIt is.\n////", "stands below no figure"),
    m("image without its sign", ALT, ALT.removeprefix("!"), "/// caption", "stands below no figure", "![alt text]"),
    m("brackets in an alt text", "![Two bars", "![Two [bars]", "/// caption", "stands below no figure"),
    m(
        "figure by another name",
        "figures/bars.svg",
        "figures/bars-2.svg",
        "![Two",
        "named as its module",
        "'bars' is there",
    ),
    m(
        "misspelt figure",
        "figures/bars.svg",
        "figures/brs.svg",
        "![Two",
        "no figure snippets/figures/brs.py",
        "'bars' is",
    ),
    m("formula in an alt text", "![Two bars", "![Two $bars$", "![Two", "read out as plain text"),
    # Fences and marks
    m(
        "fence closed by nothing",
        "python count.py\n```",
        "python count.py\n",
        "```bash",
        "never closed",
        "same backticks",
    ),
    m("fence in py", "```python", "```py", "```py", "a fence in 'py'", "write python (a listing) or pycon (a probe)"),
    m(
        "output typed by hand",
        "```bash",
        "~~~{.text .output}\n9\n~~~\n\n```bash",
        "~~~",
        "belongs to no listing",
        "```text",
    ),
    m(
        "probe indented like code",
        "```pycon\n>>> for side in (2, 3):\n...     print(count(side))\n4\n9\n```",
        "    ```pycon\n    >>> for side in (2, 3):\n    ...     print(count(side))\n    4\n    9\n    ```",
        "    ```pycon",
        "four spaces make this a code block",
        "indent less",
    ),
    m(
        "fence closed further in",
        "python count.py\n```",
        "python count.py\n ```",
        " ```",
        "with another indent",
    ),
    m("probe without a prompt", ">>> for side in (2, 3):\n...     print(count(side))\n", "", "```pycon", "not a probe"),
    m("folder of the listings", '"page/count.py"', '"snippets/page/count.py"', "```python", "there is page/count.py"),
    m("mark of a misspelt work", "<!-- @lee-2001 -->", "<!-- @lee-2000 -->", "VGG-16", "; 'lee-2001' is there"),
    m("nothing computed", "<!-- = count(32) -->", "<!-- = -->", "A kernel", "<!-- = --> is no mark"),
    m("dash for a sign", "pixels.\n", "pixels, –9<!-- = -count(3) --> more.\n", "A kernel", "write −9"),
    m("mark that exits", "<!-- = count(32) -->", "<!-- = exit() -->", "A kernel", "raised SystemExit"),
    # Questions
    m("plus for an answer", "- [x] The product", "+ [x] The product", "+ [x]", "is no answer", "'- [x] text'"),
    m("answer without a blank", "- [x] The product", "-[x] The product", "-[x]", "is no answer", "'- [x] text'"),
    m(
        "answer of two lines",
        "The product of the sides.",
        "The product\n    of the sides.",
        "- [x] The",
        "an answer is one line",
    ),
    m(
        "numbers in a question",
        "What counts the weights?",
        "Which?\n\n1. one\n2. two",
        "/// question",
        "no numbered list",
    ),
    m("formula for a question", "What counts the weights?", "$$\na\n$$", "/// question", "begins with words"),
    m(
        "same answer",
        "- [ ] Their sum.",
        "- [ ] The product of the sides.",
        "- [x] The",
        "given twice",
        "in another way",
    ),
    # Front matter, and what a page needs
    m("text above the title", "# A page\n\n##", "Read.\n\n# A page\n\n##", "Read.", "text above the title"),
    m("tag in a description", "that a page", "that <b>a</b> page", "description", "'<b', and is shown as plain text"),
    m("power without a mark", "pixels.\n", "pixels, 1e-3 of them.\n", "A kernel", "1e-3 has no mark"),
    m("point without a mark", "pixels.\n", "pixels, .95 of them.\n", "A kernel", ".95 has no mark"),
    m("another title", "# A page\n\n##", "# The page\n\n##", "# The page", "'A page' in its front matter"),
    m("comment in a title", "description: Everything", "description: Every #1", "description", "ends before ' #'"),
    m("mark in a title", "that a page", "that *a* page", "description", "shown as plain text"),
    m(
        "title without a blank",
        "title: A page\n",
        "title:A page\n",
        "title:A",
        "a blank after the colon",
        "'name: value'",
    ),
    m("byte order mark", "---\ntitle:", "\ufeff---\ntitle:", "---", "it is not there", "'---' in line 1"),
    m("blank first line", "---\ntitle:", "\n---\ntitle:", "", "it is not there", "'---' in line 1"),
    m("front matter left open", "import sqrt\n---\n", "import sqrt\n", "---", "no title", "it is not there"),
    m("title that is a list", "title: A page", "title: [A]", "title:", "is no text for YAML", "put it in quotes"),
    m("title that is a number", "title: A page", "title: 3", "title:", "is no text for YAML, but 3", "in quotes"),
    m("unknown name", "imports:", "import:", "import:", "front matter has no 'import'", "title, description, imports"),
    m("name twice", "title: A page\n", "title: A page\ntitle: A pge\n", "title: A page", "has title twice", "keep one"),
    m("no heading", "# A page\n\n## Count", "## Count", "---", "one heading '# Title', this one has 0"),
    m("two headings", "## Counting weights", "# Counting weights", "# Counting", "this one has 2"),
    m(
        "misspelt place",
        "Read the [index]",
        "[[chapter mpa]]\n\nRead the [index]",
        "[[chap",
        "nothing is made of",
        "map",
    ),
    m(
        "misspelt widget of a gallery",
        "Read the [index]",
        "[[widget kernel-steper]]\n\nRead the [index]",
        "[[widget",
        "nothing is made of [[widget kernel-steper]]",
        "kernel-stepper",
    ),
    # Outputs
    m("output to copy", ".output .no-copy}", ".output}", "```{.text", "write {.text .output .no-copy}", "nothing else"),
    m(
        "output with a title",
        ".output .no-copy}",
        '.output .no-copy title="printed"}',
        "```{.text",
        "an output in",
        "write {.text .output .no-copy}",
    ),
    m("empty output", "3 x 3: 9 weights\n5 x 5: 25 weights\n", "", "```{.text", "an output of nothing", "remove it"),
    m(
        "second output",
        OUTPUT,
        OUTPUT + "~~~{.text .output .no-copy}\n9\n~~~\n\n",
        "~~~{",
        "belongs to no listing",
        "below its listing",
    ),
    m("include without quotes", '"page/count.py"', "page/count.py", "```python", "stands in a file", "--8<--"),
    # Links
    m("link left open", "(index.md)", "(index.md", "Read the", "is not closed", "write [text](target)"),
    m("link with a blank", "[index](index.md)", "[index] (index.md)", "Read the", "a blank between text and target"),
    m("link by reference", "[index](index.md)", "[index][nokey]", "Read the", "links by reference", "[text](target)"),
    m("definition of a link", "Read the", "[a]: index.md\n\nRead the", "[a]:", "links by reference", "[text](target)"),
    m("link without target", "(index.md)", "()", "Read the", "has no target", "write [text](page.md)"),
    m("misspelt scheme", "(index.md)", "(htps://host)", "Read the", "no known scheme", "http, https, mailto"),
    m("address without a scheme", "(index.md)", "(//host/a)", "Read the", "no known scheme", "http, https, mailto"),
    m("address without a host", "(index.md)", "(https:/host/a)", "Read the", "names no host", "https://host/path"),
    m("style of a link", "(index.md)", '(index.md){style="color:red"}', "Read the", "forbids styles", "remove it"),
    m(
        "citation with a blank",
        "them [@lee-2001]",
        "them [@lee-2001] [ @kim-2001]",
        "A kernel",
        "is no citation",
        "[@key]",
    ),
    m("two in one citation", "them [@lee-2001]", "them [@lee-2001] [@a, @b]", "A kernel", "its own brackets"),
    # Figures
    m("figure by reference", "(figures/bars.svg)", "[bars]", "![Two", "image 'bars'", "stands alone on its line"),
    # Marks
    m("misspelt mark", "40<!-- given -->", "40<!-- gven -->", "gven", "<!-- gven --> is no mark", "<!-- given -->"),
    m(
        "mark left open",
        "<!-- = count(5) --> of them",
        "<!-- = count(5) of them",
        "A kernel",
        "<!-- = count(5) of them",
        "not closed before the next one opens",
        "end it with -->",
    ),
    m(
        "last mark left open",
        "16<!-- = count(4) -->",
        "16<!-- = count(4)",
        "- [x] 16",
        "belongs to no mark",
        "with -->",
    ),
    m(
        "mark closed by half",
        "<!-- given --> layers",
        "<!-- given -> layers",
        "VGG-16",
        "<!-- given -> layers, each a convolution. ...: this mark is not closed",
    ),
    m("mark opened by half", "<!-- given --> layers", "<!- given --> layers", "VGG-16", "belongs to no mark", "<!--"),
    m(
        "result said to be given",
        "1,024<!-- = count(32) -->",
        "1,025<!-- given -->",
        "A kernel",
        "1,025 is given by nothing",
    ),
    m(
        "decimals said to be given",
        "84.3 %<!-- @lee-2001 -->",
        "84.3 %<!-- given -->",
        "VGG-16",
        "not round",
        "cite it",
    ),
    m("result said to be a name", "1,024<!-- = count(32) -->", "1,024<!-- name -->", "A kernel", "part of no name"),
    m(
        "number said to be a name",
        "with 40<!-- given -->",
        "with 40<!-- name -->",
        "VGG-16",
        "part of no name",
        "say given",
    ),
    m(
        "error without what is right",
        "40<!-- given -->",
        "40<!-- quoted -->",
        "VGG-16",
        "nothing beside it is computed",
    ),
    m("a year that is no mark", "40<!-- given -->", "40<!-- year -->", "VGG-16", "<!-- year --> is no mark", "given"),
    # Widgets
    m(
        "attribute of a widget twice",
        "Read the [index]",
        '/// html | kernel-stepper[stride="2"][stride="2"]\nA kernel slides.\n///\n\nRead the [index]',
        "/// html",
        "kernel-stepper has stride twice",
    ),
    m(
        "attribute left open",
        "Read the [index]",
        '/// html | kernel-stepper[stride="2"\nA kernel slides.\n///\n\nRead the [index]',
        "/// html",
        "after kernel-stepper is no attribute",
        'write kernel-stepper[name="value"]',
    ),
    m(
        "blank before an attribute",
        "Read the [index]",
        '/// html | kernel-stepper [stride="2"]\nA kernel slides.\n///\n\nRead the [index]',
        "/// html",
        "after kernel-stepper is no attribute",
        "without blanks",
    ),
    m(
        "widget as HTML",
        "Read the [index]",
        "<kernel-stepper></kernel-stepper>\n\nRead the [index]",
        "<kernel",
        "is HTML, in which nothing is checked",
    ),
    # Blocks and questions
    m("unknown option of a block", "    type: hint", "    typ: hint", "//// exercise", "has one hint, this one has 0"),
    m(
        "option of a caption",
        "/// caption\n",
        "/// caption\n    type: big\n\n",
        "    type: big",
        "is no option of a block 'caption'",
    ),
    m(
        "option of a note",
        "Read the [index]",
        "/// note | So\n    open: yes\n\nIt is.\n///\n\nRead the [index]",
        "open: yes",
        "'open: yes' is no option of a block 'note'",
    ),
    m(
        "question left open",
        "    The sum counts the rows and columns.\n///\n",
        "    The sum counts the rows and columns.\n",
        "/// question",
        "block 'question' is never closed",
        "end it with ///",
    ),
    m("exercise left open", "///\n////\n", "///\n", "//// exercise", "block 'exercise' is never closed"),
    m("big tick", "- [x] The product", "- [X] The product", "- [X]", "is no answer", "'- [x] text'"),
    m("empty tick", "- [ ] Their sum", "- [] Their sum", "- []", "is no answer", "write '- [ ] text'"),
    m(
        "paragraph between answers",
        "- [ ] Their sum.",
        "Unless it is round.\n\n- [ ] Their sum.",
        "Unless",
        "'Unless it is round.' belongs to no answer",
        "indent it by four spaces",
    ),
    m(
        "more answers than letters",
        "- [ ] Their sum.\n\n    The",
        "".join(f"- [ ] Sum {n}.\n\n    No.\n\n" for n in range(10)) + "- [ ] Their sum.\n\n    The",
        "- [ ] Sum 9",
        "answers end at J",
        "give fewer",
    ),
    m(
        "question twice",
        "How many weights has a kernel of 4 × 4?",
        "What counts the weights?",
        "/// question | numeric",
        "stands on the page already",
        "in another way",
    ),
]


@pytest.fixture(scope="module")
def book(small, tmp_path_factory) -> Path:
    """The small book with the test of its numbers."""
    return small_book.copied(small, tmp_path_factory.mktemp("mistakes") / "book", "tests/test_numbers.py")


@pytest.fixture(scope="module")
def runs(book, chosen, tmp_path_factory):
    """The place of each mistake that is to be tested, and the run that has to find it; one for each core at a time."""

    def run(mistake):
        copy = tmp_path_factory.mktemp("mistake") / "book"
        shutil.copytree(book, copy, ignore=shutil.ignore_patterns("site"))
        mistake.plant(copy)
        place = mistake.place((copy / (mistake.found_in or mistake.file)).read_text("utf-8"))
        return place, small_book.run(copy, *FINDERS[mistake.by])

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        yield {of["mistake"]: pool.submit(run, of["mistake"]) for of in chosen("runs")}


def test_the_book_as_it_is_has_no_mistake(book):
    """It has been built; all that finds mistakes in the examples and the numbers finds none."""
    found = small_book.run(book, *FINDERS["tests"])
    assert found.returncode == 0, found.stdout + found.stderr


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.name.replace(" ", "-"))
def test_a_mistake_gets_one_message(mistake, runs):
    place, found = runs[mistake].result()
    said = found.stdout + found.stderr
    assert found.returncode not in (0, -signal.SIGKILL), said
    assert "Traceback" not in said and "Error reading page" not in said
    places = {f"{file}:{line}" for file, line in PLACED.findall(said)}
    assert len(PLACED.findall(said)) == 1, said
    assert places == {place}, said
    assert [words for words in mistake.says if words not in said] == [], said


@pytest.mark.parametrize("damaged", [("25 weights", "24 weights"), (OUTPUT, ""), ("\n4\n9\n", "\n8\n")])
def test_outputs_are_rewritten(copy, damaged):
    """`make outputs` puts right what the examples say is wrong."""
    page = copy / PAGE
    text = page.read_text("utf-8")
    page.write_text(text.replace(*damaged), "utf-8")
    assert page.read_text("utf-8") != text
    assert small_book.run(copy, "pytest", "docs", "--rewrite-outputs").returncode == 0
    assert page.read_text("utf-8") == text


def test_blanks_and_empty_lines_that_a_listing_prints_are_written(copy):
    """To the letter, or the examples would say for ever that `make outputs` writes it."""
    listing, page = copy / LISTING, copy / PAGE
    last = listing.read_text("utf-8").rstrip("\n").rpartition("\n")[2]
    indent = last[: len(last) - len(last.lstrip())]
    with listing.open("a", encoding="utf-8") as end:
        end.write(f'{indent}print("wide  ")\n{indent}print()\n')
    assert small_book.run(copy, "pytest", "docs", "--rewrite-outputs").returncode == 0
    assert "weights\nwide  \n\n```" in page.read_text("utf-8")
    assert small_book.run(copy, "pytest", "docs/page.md").returncode == 0


@pytest.mark.parametrize(
    "text",
    [
        "The **kernel `k`** and **`stride`**: the step; **$n$ pixels**, *`x`* and **27<!-- = count(5) + 2 --> weights**.",
        "*`x`* and *a `b`*.",
        "### `conv2d`\n\n### A price of \\$5",
        "### Things\n- one\n- two",
        "- one\n\n    more of it\n\n- two\n    - inner\n    - inner\n- three\n\n1. first\n2. second",
        "- one\n    - a\n- two\n    1. b\n\n1. three",
        "### The `$HOME` variable",
        "- one\n\n    ```text\n    a\n    ```\n\n- two",
        "> A quotation\n> of two lines.\n>\n> - one\n> - two",
        "| a | `b` |\n|---|:--:|\n| $x \\mid y$ | c \\| d |",
        "The interval [0, 1), a[i] and f(x)[i] as maths; costs \\$5 and \\$6, if x == y and y == z; 1:1, a: b: c.",
        "See [https://host/path](https://host/path) and [it](index.md#a-part).",
        "A set $\\{0, 1\\}$, a power $x^2$, $\\text{cost} = \\$5$ and 10<sup>8</sup>.",
        "$$\n\\begin{align*}\na &= b \\\\\n&= c\n\\end{align*}\n$$",
        "A word un*believ*able, a dash – like this – and a # in the text and snake_case.",
        "Above\n\n***\n\nbelow.",
        "## Named {#other-name}",
        "/// note | A list\n- one\n- two\n///",
    ],
)
def test_what_is_right_is_not_refused(text, book, monkeypatch):
    monkeypatch.setattr(grammar, "SNIPPETS", book / "snippets")
    before = "Read the [index]"
    page = grammar.Page(book / PAGE, small_book.changed(book / PAGE, before, f"{text}\n\n{before}"))
    grammar.check(page)


@pytest.mark.parametrize("mistake", MORE_MISTAKES, ids=lambda mistake: mistake.name.replace(" ", "-"))
def test_a_mistake_in_a_page_is_named(mistake, book, monkeypatch):
    monkeypatch.setattr(grammar, "ROOT", book)
    monkeypatch.setattr(grammar, "SNIPPETS", book / "snippets")
    monkeypatch.setattr(marks, "SNIPPETS", book / "snippets")
    page = grammar.Page(book / mistake.file, mistake.made_in(book))
    with pytest.raises(grammar.PageError) as told:
        grammar.check(page)
        (error,) = marks.wrong(page, {"count": lambda side: side * side, "sqrt": math.sqrt}, {"lee-2001"})
        raise error
    said = str(told.value)
    assert said.startswith(f"{mistake.place(page.text)}: ")
    assert [words for words in mistake.says if words not in said] == [], said


def entry(*lines: str) -> str:
    return "\n".join(lines) + "\n"


MEANING = ":   The weights. First used on [a page](page.md)."
WORK = "Lee, A. *Counting.* Journal of Counting, 2001. doi:10.1000/182"
CELL = '"id": "sum",\n   "metadata": {},\n   "source"'

# What is no page is read by these, each of which is asked without a build.
READERS = {
    GLOSSARY: lambda book: glossary.terms(),
    REFERENCES: lambda book: references.numbering(),
    NOTEBOOK: lambda book: (notebooks.check(book / NOTEBOOK), grammar.check_prose(notebooks.source(book / NOTEBOOK))),
    CITATION: lambda book: citation.read(book / CITATION),
}
MISTAKES_ELSEWHERE = [
    # References
    m("wrapped entry", " doi:10", "\ndoi:10", "doi:10", "an entry is one line", "the line above", file=REFERENCES),
    # Glossary
    m(
        "meaning after one blank",
        ":   The",
        ": The",
        ": The weights",
        "colon in the first column and three blanks",
        file=GLOSSARY,
    ),
    m("indented meaning", ":   The", " :   The", " :   The", "colon in the first column", file=GLOSSARY),
    m("meaning without a term", "Kernel\n:", "\n:", ":   The", "this meaning has no term", "line above", file=GLOSSARY),
    m("term apart from its meaning", "Kernel\n:", "Kernel\n\n:", ":   The", "this meaning has no term", file=GLOSSARY),
    m(
        "term that begins with a number",
        "Kernel\n:",
        "2D kernel\n:",
        ":   The",
        "'2D kernel' above is no word",
        file=GLOSSARY,
    ),
    m(
        "code in a meaning",
        "The weights.",
        "The `weights`.",
        ":   The",
        "'`' in the meaning of 'Kernel'",
        file=GLOSSARY,
    ),
    m("entry without its page", " First used on [a page](page.md).", "", ":   The", "does not end with", file=GLOSSARY),
    m(
        "term twice",
        "Kernel\n:",
        entry("Kernel", MEANING, "", "Layer", MEANING, "", "kernel", MEANING) + "\nZebra\n:",
        "kernel",
        "'kernel' stands here twice",
        "keep one",
        file=GLOSSARY,
    ),
    m(
        "terms out of order",
        "Kernel\n:",
        entry("Layer", MEANING) + "\nKernel\n:",
        "Kernel",
        "'Kernel' stands before 'Layer' in the alphabet",
        "move it",
        file=GLOSSARY,
    ),
    m("unknown page of a term", "(page.md)", "(pge.md)", ":   The", "no page 'pge'", "there is page.md", file=GLOSSARY),
    m(
        "term without a meaning",
        "Kernel\n:",
        entry("Image", MEANING, "", "Jump") + "\nKernel\n:",
        "Jump",
        "'Jump' belongs to no entry",
        "its meaning below",
        file=GLOSSARY,
    ),
    # References
    m("reference without a colon", "[@lee-2001]: Lee", "[@lee-2001] Lee", "[@lee", "is no entry", file=REFERENCES),
    m("blank in a key", "[@lee-2001]:", "[@lee 2001]:", "[@lee", "is no entry", "'[@name-2001]:", file=REFERENCES),
    m("key without a year", "[@lee-2001]:", "[@lee]:", "[@lee", "'lee' is no name and year", file=REFERENCES),
    m("reference without text", f" {WORK}", "", "[@lee", "is no entry", "Authors. *Title.*", file=REFERENCES),
    m("indented reference", "[@lee", "  [@lee", "[@lee", "is no entry", "in the first column", file=REFERENCES),
    m(
        "references out of order",
        "[@lee-2001]:",
        "[@yu-2016]: Yu. *Sums.* 2016.\n[@lee-2001]:",
        "[@lee",
        "lee-2001 stands before yu-2016 in the alphabet",
        "move it",
        file=REFERENCES,
    ),
    m(
        "another year",
        "Counting, 2001",
        "Counting, 2002",
        "[@lee",
        "the year 2001 of the key 'lee-2001'",
        file=REFERENCES,
    ),
    m("malformed DOI", "doi:10.1000/182", "doi:1000/182", "[@lee", "'doi:1000/182' is no identifier", file=REFERENCES),
    m(
        "DOI as an address",
        "doi:10.1000/182",
        "doi.org/10.1000/182",
        "[@lee-2001]",
        "is no identifier",
        file=REFERENCES,
    ),
    m(
        "unchecked, and a point",
        "10.1000/182",
        "10.1000/182 (unchecked).",
        "[@lee",
        "ends with (unchecked)",
        file=REFERENCES,
    ),
    m("Unchecked", "10.1000/182", "10.1000/182 (Unchecked)", "[@lee", "ends with (unchecked)", file=REFERENCES),
    m("malformed arXiv number", "doi:10.1000/182", "arXiv:17.04128", "[@lee", "is no identifier", file=REFERENCES),
    # Notebook
    m(
        "a cell that is allowed to raise",
        '"id": "sum",\n   "metadata": {}',
        '"id": "sum",\n   "metadata": {"tags": ["raises-exception"]}',
        '"id": "sum"',
        "raises-exception would hide",
        "remove it",
        file=NOTEBOOK,
    ),
    m(
        "fence in a notebook's prose",
        "Back to",
        "```python\\n9\\n```\\n\\nBack to",
        '"id": "title"',
        "a code fence in prose is not run",
        "make it a code cell",
        file=NOTEBOOK,
    ),
    m(
        "notebook without title",
        '"title": "A notebook"',
        '"titel": "A notebook"',
        "{",
        "no book.title",
        'add "book": {"title": "..."}',
        file=NOTEBOOK,
    ),
    m("notebook that is no JSON", '"cells": [', '"cells": [,', '"cells": [,', "this is no notebook", file=NOTEBOOK),
    m("cell without id", '   "id": "end",\n', "", "{", "cell 3 has no id", "format 4.5", file=NOTEBOOK),
    m(
        "cell of no type",
        '"cell_type": "code",\n   "id": "end"',
        '"id": "end"',
        '"id": "end"',
        "type None",
        file=NOTEBOOK,
    ),
    m("cell without source", CELL, CELL.replace("source", "src"), '"id": "sum"', "no list of lines", file=NOTEBOOK),
    m("metadata that is a word", '"book": {', '"book": "it", "libro": {', "{", "no book.title", file=NOTEBOOK),
    m("title that is no text", '"title": "A notebook"', '"title": ["A"]', "{", "no book.title", file=NOTEBOOK),
    m("another format", '"nbformat": 4,', '"nbformat": 3,', "{", "nbformat is 3", "format 4.5", file=NOTEBOOK),
    m(
        "cell without outputs",
        '2"\n   ],\n   "execution_count": null,\n   "outputs": []',
        '2"\n   ]',
        '"id": "end"',
        "has no outputs",
        'add "outputs": []',
        file=NOTEBOOK,
    ),
    m(
        "source that is one text",
        '[\n    "total // 2"\n   ]',
        '"total // 2"',
        '"id": "end"',
        "no list of lines",
        "save the notebook from Jupyter",
        file=NOTEBOOK,
    ),
    m("escapes in a notebook", "Back to", "5 \\u00d7 5. Back to", '"id": "title"', "without escapes", file=NOTEBOOK),
    m(
        "list below a line in a notebook",
        "Back to",
        'So:\\n",\n    "- one. Back to',
        "- one",
        "after a blank line",
        file=NOTEBOOK,
    ),
    m(
        "unknown widget in a notebook",
        "Back to",
        '/// html | kernel-steper\\n",\n    "A kernel.\\n",\n    "///\\n",\n    "\\n",\n    "Back to',
        "kernel-steper",
        "kernel-steper",
        "kernel-stepper",
        file=NOTEBOOK,
    ),
    m(
        "unknown option in a notebook",
        "Back to",
        '/// note | A note\\n",\n    "    open: yes\\n",\n    "\\n",\n    "Text.\\n",\n    "///\\n",\n    "\\n",\n    "Back to',
        "open: yes",
        "'open: yes' is no option",
        file=NOTEBOOK,
    ),
    m(
        "indented code in a notebook",
        "Back to",
        '    total = 0\\n",\n    "\\n",\n    "Back to',
        '"    total = 0',
        "four spaces make this a code block",
        file=NOTEBOOK,
    ),
    m(
        "kernel that is a word",
        '"kernelspec": {\n   "display_name": "Python 3",\n   "language": "python",\n   "name": "python3"\n  }',
        '"kernelspec": "mine"',
        "kernelspec",
        "the kernelspec is 'mine'",
        file=NOTEBOOK,
    ),
    m("tag in a notebook", "Back to", "<b>Back</b> to", "<b>Back", "<b is HTML", file=NOTEBOOK),
    m(
        "second title in a notebook",
        "Back to",
        '# Another\\n",\n    "Back to',
        "# Another",
        "this one has 2",
        file=NOTEBOOK,
    ),
    m(
        "list of the book in a notebook",
        "Back to",
        "[[chapter map]] Back to",
        "[[chapter",
        "nothing is made",
        file=NOTEBOOK,
    ),
    m(
        "a kernel of one's own",
        '"name": "python3"',
        '"name": "mine"',
        '"name": "mine"',
        "'mine' may be on",
        "python3",
        file=NOTEBOOK,
    ),
    m(
        "shell in a cell",
        '"total // 2"',
        '"!ls"',
        '"!ls"',
        "line 1 of the cell is no Python",
        "'!ls'",
        file=NOTEBOOK,
    ),
    m(
        "two cells of one name",
        '"id": "end"',
        '"id": "sum"',
        '"id": "sum"',
        "two cells have the id 'sum'",
        file=NOTEBOOK,
    ),
    m(
        "link left open in a notebook",
        "(page.md),",
        "(page.md,",
        "(page.md",
        "is not closed",
        "write [text](target)",
        file=NOTEBOOK,
    ),
    # How to cite the book
    m(
        "author without a name",
        "  - name: The authors",
        "  - alias: The authors",
        "authors:",
        "has neither 'name' nor 'family-names'",
        file=CITATION,
    ),
    m("a citation that is no YAML", "title: Why", "title: Why: Why", "title:", "not YAML", "in quotes", file=CITATION),
]

QUESTION_CELL = """\
**1. How many?**

* A. Nine.
* B. Ten.

<details>
<summary>Answer</summary>
<ul>
<li>A. Yes. Three times three.</li>
<li>B. No. Count again.</li>
</ul>
</details>"""


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("<summary>Answer</summary>", "<summary>Answers</summary>", "**1. How", "belongs to no question"),
        ("* A. Nine.\n* B. Ten.", "- A. Nine.\n- B. Ten.", "**1. How", "a list '* A. answer'"),
        ("* B. Ten.", "* C. Ten.", "**1. How", "the answers of this question are A, C, its replies A, B"),
        ("<li>B. No.", "<li>C. No.", "**1. How", "its replies A, C"),
        ("<li>B. No.", "<li>B. Yes.", "**1. How", "of which 2 begin with 'Yes. '"),
        ("<li>A. Yes. Three", "<li>A. Three", "**1. How", "of which 0 begin with 'Yes. '"),
        ("<li>B. No. Count again.</li>\n", "", "**1. How", "its replies A, of which 1"),
    ],
)
def test_a_mistake_in_a_question_of_a_notebook_is_named(old, new, line, says, tmp_path, monkeypatch):
    monkeypatch.setattr(grammar, "ROOT", tmp_path)
    path = tmp_path / "notebook.ipynb"
    path.write_text(small_book.notebook(("markdown", "asks", QUESTION_CELL)), "utf-8")
    notebooks.check(path)
    assert QUESTION_CELL.count(old) == 1
    broken = small_book.notebook(("markdown", "asks", QUESTION_CELL.replace(old, new)))
    path.write_text(broken, "utf-8")
    with pytest.raises(grammar.PageError) as told:
        notebooks.check(path)
    number = next(number for number, text in enumerate(broken.splitlines(), 1) if line in text)
    assert str(told.value).startswith(f"notebook.ipynb:{number}: ")
    assert says in str(told.value)


@pytest.fixture
def elsewhere(tmp_path, monkeypatch) -> Path:
    """The small book, not built, as the one that the readers of its parts know."""
    written = small_book.write_pages(tmp_path / "book")
    shutil.copy(small_book.ROOT / CITATION, written)
    for module, name, value in (
        (grammar, "ROOT", written),
        (notebooks, "ROOT", written),
        (figures, "ROOT", written),
        (grammar, "SNIPPETS", written / "snippets"),
        (glossary, "DOCS", written / "docs"),
        (references, "DOCS", written / "docs"),
        (notebooks, "DOCS", written / "docs"),
    ):
        monkeypatch.setattr(module, name, value)
    return written


@pytest.mark.parametrize("mistake", MISTAKES_ELSEWHERE, ids=lambda mistake: mistake.name.replace(" ", "-"))
def test_a_mistake_elsewhere_is_named(mistake, elsewhere):
    READERS[mistake.file](elsewhere)
    mistake.plant(elsewhere)
    with pytest.raises((grammar.PageError, notebooks.NotebookError, citation.CitationError)) as told:
        READERS[mistake.file](elsewhere)
    said = str(told.value)
    assert said.startswith(f"{mistake.place((elsewhere / mistake.file).read_text('utf-8'))}: ")
    assert [words for words in mistake.says if words not in said] == [], said


def test_a_notebook_on_one_line_is_told(elsewhere):
    path = elsewhere / NOTEBOOK
    path.write_text(json.dumps(json.loads(path.read_text("utf-8"))), "utf-8")
    with pytest.raises(notebooks.NotebookError, match=r"numpy-cnn\.ipynb:1: .*do not stand in lines of the file"):
        notebooks.source(path)


@pytest.mark.parametrize(
    ("file", "read"),
    [
        (PAGE, lambda book: grammar.Page(book / PAGE)),
        (LISTING, lambda book: grammar.check(grammar.Page(book / PAGE))),
        (FIGURE, lambda book: figures.sources(book / FIGURE)),
        (NOTEBOOK, lambda book: notebooks.read(book / NOTEBOOK)),
        (CITATION, lambda book: citation.read(book / CITATION)),
    ],
)
def test_another_encoding_is_told(file, read, elsewhere):
    """A file that an old editor saved."""
    path = elsewhere / file
    path.write_bytes(b"\n\n" + "Größe".encode("latin-1") + b"\n" + path.read_bytes())
    with pytest.raises(Exception, match=rf"{re.escape(file)}:\d: .*(not UTF-8|UnicodeDecodeError)") as told:
        read(elsewhere)
    assert file == NOTEBOOK or f"{file}:3: " in str(told.value)


def test_a_term_before_its_page_is_told(elsewhere):
    page = grammar.Page(elsewhere / PAGE, "# A page\n\nA kernel slides.\n")
    _, kernel = glossary.terms()
    with pytest.raises(grammar.PageError, match=r"docs/page\.md:3: 'kernel' is introduced later, on later; say it"):
        glossary.with_tooltips(page, [replace(kernel, page="later")], ["page", "later"])


def test_a_plot_without_alt_text_is_told(elsewhere):
    html = '<img alt="" src="data:image/png;cell=sum,AAAA">'
    with pytest.raises(
        notebooks.NotebookError, match=r'numpy-cnn\.ipynb:\d+: the plot of this cell has no alt text; add "m'
    ):
        notebooks.plots(html, "numpy-cnn", "")


@pytest.mark.parametrize("file", [PAGE, LISTING, NOTEBOOK])
def test_a_byte_order_mark_is_told(file, elsewhere):
    """What some editors write before the text, and Python and YAML stumble over."""
    path = elsewhere / file
    path.write_text("\ufeff" + path.read_text("utf-8"), "utf-8")
    with pytest.raises(
        grammar.PageError, match=rf"{re.escape(file)}:1: the file begins with a byte order mark; save it"
    ):
        notebooks.read(path) if file == NOTEBOOK else grammar.check(grammar.Page(elsewhere / PAGE))


def test_a_file_that_is_no_page_is_told(elsewhere, monkeypatch):
    monkeypatch.setattr(grammar, "DOCS", elsewhere / "docs")
    (elsewhere / "docs/.hidden").touch()
    grammar.pages()
    (elsewhere / "docs/page.md~").touch()
    with pytest.raises(grammar.PageError, match=r"docs/page\.md~:1: no page, and it would be published"):
        grammar.pages()


def test_what_an_editor_leaves_beside_a_file_is_passed_over(copy):
    """Emacs marks a file that is not saved by a link that leads nowhere; others keep a copy."""
    (copy / "docs/.#page.md").symlink_to("author@host.123")
    (copy / "snippets/figures/.#bars.py").symlink_to("author@host.123")
    shutil.copy(copy / "docs/page.md", copy / "docs/.page.md")
    build = small_book.run(copy, "mkdocs", "build")
    assert build.returncode == 0, build.stderr


def test_tags_that_are_null_are_none(elsewhere):
    """As some editors write them."""
    source = small_book.changed(elsewhere / NOTEBOOK, CELL, CELL.replace("{}", '{"tags": null}'))
    (elsewhere / NOTEBOOK).write_text(source, "utf-8")
    notebooks.check(elsewhere / NOTEBOOK)


def test_a_page_and_a_notebook_of_one_name_are_told(elsewhere, monkeypatch):
    monkeypatch.setattr(lists, "DOCS", elsewhere / "docs")
    shutil.copy(elsewhere / NOTEBOOK, elsewhere / "docs/page.ipynb")
    nav = ["index.md", "page.md", "page.ipynb", "numpy-cnn.ipynb", "glossary.md", "references.md"]
    with pytest.raises(grammar.PageError, match=r"docs/page\.ipynb:1: it has the same address as page\.md"):
        lists.navigation(nav)


def test_a_page_in_a_folder_is_told(elsewhere, monkeypatch):
    monkeypatch.setattr(grammar, "DOCS", elsewhere / "docs")
    assert len(grammar.pages()) == 4
    (elsewhere / "docs/.ipynb_checkpoints").mkdir()
    shutil.copy(elsewhere / NOTEBOOK, elsewhere / "docs/.ipynb_checkpoints")
    assert len(grammar.pages()) == 4
    (elsewhere / "docs/part").mkdir()
    shutil.copy(elsewhere / PAGE, elsewhere / "docs/part")
    with pytest.raises(grammar.PageError, match=r"docs/part/page\.md:1: a page in a folder; all stand in docs/ itself"):
        grammar.pages()


def test_a_page_in_a_folder_is_told_below_a_hidden_one(elsewhere, monkeypatch):
    hidden = elsewhere / ".worktrees/book"
    shutil.copytree(elsewhere / "docs", hidden / "docs")
    for name, value in (("DOCS", hidden / "docs"), ("ROOT", hidden)):
        monkeypatch.setattr(grammar, name, value)
    (hidden / "docs/part").mkdir()
    shutil.copy(elsewhere / PAGE, hidden / "docs/part")
    with pytest.raises(grammar.PageError, match=r"docs/part/page\.md:1: a page in a folder"):
        grammar.pages()


def test_a_figure_is_drawn_again_when_the_style_changes(elsewhere, monkeypatch, tmp_path):
    """Also one that is drawn in the style and does not import it."""
    monkeypatch.setattr(figures, "FIGURES", elsewhere / "snippets/figures")
    (elsewhere / "snippets/figures/style.py").write_text("COLOUR = 1\n", "utf-8")
    bars = small_book.changed(elsewhere / FIGURE, "from snippets.figures.style import Style\n", "")
    (elsewhere / FIGURE).write_text(bars.replace("style: Style", "style"), "utf-8")
    before = figures._entry("bars.svg", tmp_path, b"")
    (elsewhere / "snippets/figures/style.py").write_text("COLOUR = 2\n", "utf-8")
    assert figures._entry("bars.svg", tmp_path, b"") != before


def test_a_listing_may_show_a_fence(elsewhere):
    """Then the fence that shows it has more backticks."""
    listing = elsewhere / LISTING
    listing.write_text(f'"""Counts.\n\n```\n````\n"""\n{listing.read_text("utf-8")}', "utf-8")
    rendered = grammar.render(grammar.Page(elsewhere / PAGE), {"lee-2001": 1})
    assert '`````python title="page/count.py"\n"""Counts.\n\n```\n````\n"""\n' in rendered


@pytest.mark.parametrize(
    ("html", "says"),
    [
        ('<a href="">x</a>', "docs/page.md:3: <a href> is empty; say where it leads"),
        ('<h2 id="sum">A</h2><h2 id="sum">B</h2>', "docs/page.md:5: id 'sum' stands 2 times; give one of them another"),
        ('<img src="a.png">', "docs/page.md:1: <img src='a.png'> has no alt text; say what it shows"),
        ('<a href="#sum" id="sum" style="color:red">x</a>', "docs/page.md:7: <a style='color:red'>: an inline style"),
    ],
)
def test_what_is_wrong_in_the_built_page_has_a_line(html, says, tmp_path):
    source = 'A page\n\n[x]()\n\n## A {#sum}\n\n[y](#sum){style="color:red"}\n'
    for path, text in (("docs/page.md", source), ("site/page/index.html", html), ("site/page/a.png", "")):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, "utf-8")
    with pytest.raises(built.SiteError) as told:
        built.check(tmp_path / "site", tmp_path / "docs")
    assert says in str(told.value)


def contents(folder: Path) -> dict[str, bytes]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


# Found at once, while the pages are read, when all are written, and only by MkDocs itself.
EARLY = m("early", "```bash", "```sh", "```sh")
READING = m("reading", "\\sqrt{", "\\sqr{", "\\sqr{")
LATE = m("late", "(index.md)", "(indx.md)", "(indx.md)")
WARNED = m("warned", "[docs/hooks/book.py]", "[docs/hooks/book.py, docs/hooks/warn.py]", "hooks:", file="mkdocs.yml")
WARN = """
import logging


def on_post_page(output, page, config):
    logging.getLogger("mkdocs.warn").warning("a page of which MkDocs says something")
"""


@pytest.fixture
def copy(book, tmp_path) -> Path:
    return shutil.copytree(book, tmp_path / "book")


@pytest.mark.parametrize("mistake", [EARLY, READING, LATE, WARNED], ids=lambda mistake: mistake.name)
def test_a_build_that_fails_leaves_the_old_site(copy, mistake):
    (copy / "site/old").touch()  # a new one lacks it
    before = contents(copy / "site")
    (copy / "docs/hooks/warn.py").write_text(WARN, "utf-8")
    mistake.plant(copy)
    assert small_book.run(copy, "mkdocs", "build").returncode == 1
    assert contents(copy / "site") == before
    assert list(copy.glob(".site-*")) == []


KILLER = """
import os
import signal

import swap


def kill(*args, **kwargs):
    os.kill(os.getpid(), signal.SIGKILL)


def on_post_page(output, page, config):
    if MOMENT == "pages" and not page.is_homepage:
        kill()
    return output


if MOMENT == "before":
    swap._exchange = kill
elif MOMENT == "after":
    swap.shutil.rmtree = lambda path, *args, **kwargs: kill() if (path / "index.html").exists() else None
"""


@pytest.mark.parametrize("moment", ["pages", "before", "after"])
def test_a_build_that_is_killed_leaves_a_whole_site(copy, moment):
    """While pages are written, and before and after the new site takes the old one's place.

    A later build removes what it had written; not at once, for it could be that of a build still at work.
    """
    new = contents(copy / "site")
    (copy / "site/old").touch()
    old = contents(copy / "site")
    settings = (copy / "mkdocs.yml").read_text("utf-8")
    (copy / "docs/hooks/killer.py").write_text(f"MOMENT = {moment!r}\n{KILLER}", "utf-8")
    (copy / "mkdocs.yml").write_text(
        settings.replace("[docs/hooks/book.py]", "[docs/hooks/book.py, docs/hooks/killer.py]"), "utf-8"
    )
    assert small_book.run(copy, "mkdocs", "build").returncode == -signal.SIGKILL
    assert contents(copy / "site") == (new if moment == "after" else old)
    (left,) = copy.glob(".site-*")
    assert (left / "index.html").is_file(), "killed too early to show anything"
    if moment != "pages":
        return

    (copy / "mkdocs.yml").write_text(settings, "utf-8")
    os.utime(left, (0, 0))
    assert small_book.run(copy, "mkdocs", "build").returncode == 0
    assert contents(copy / "site") == new
    assert not left.exists()


def test_a_mistake_in_a_page_is_not_told_after_all_figures_are_drawn(copy):
    """Pages are made while figures are drawn, which takes long without a cache."""
    slow = small_book.changed(copy / FIGURE, '    """Two bars."""\n', "    import time\n\n    time.sleep(45)\n")
    (copy / FIGURE).write_text(slow, "utf-8")
    wrong = small_book.changed(copy / PAGE, "The length is", "The length $\\nothing$ is")
    (copy / PAGE).write_text(wrong, "utf-8")
    begun = time.monotonic()
    built = small_book.run(copy, "mkdocs", "build")
    assert time.monotonic() < begun + 30
    assert r"formula $\nothing$: latex2mathml does not know \nothing" in built.stderr


def test_builds_at_once_make_the_same_site(copy):
    """Both begin with an empty cache, so that both draw the figures and run the notebook."""
    before = contents(copy / "site")
    shutil.rmtree(copy / ".cache")
    with ThreadPoolExecutor(2) as pool:
        builds = list(pool.map(lambda _: small_book.run(copy, "mkdocs", "build"), range(2)))
    assert [build.returncode for build in builds] == [0, 0], builds[0].stderr + builds[1].stderr
    assert contents(copy / "site") == before
    assert list(copy.glob(".site-*")) == []
    (kept,) = (copy / ".cache").glob("notebook-*/*")
    assert kept.suffix == ".json"


def truncate(data: bytes) -> bytes:
    return data[: len(data) // 2]


def flip(data: bytes) -> bytes:
    middle = len(data) // 2
    return data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :]


def falsify(data: bytes) -> bytes:
    """Another output of the notebook, in a file that reads well."""
    assert b"34" in data
    return data.replace(b"34", b"35")


def garbage(data: bytes) -> bytes:
    return b"PK\x03\x04" * 1000


@pytest.mark.parametrize("damage", [truncate, flip, garbage])
def test_a_damaged_figure_in_the_cache_is_drawn_again(copy, damage):
    where = importlib.util.spec_from_file_location("figures_of_the_small_book", copy / "docs/hooks/figures.py")
    figures = importlib.util.module_from_spec(where)
    where.loader.exec_module(figures)
    (entry,) = (copy / ".cache/figures").glob("*.zip")
    right = figures.render(["bars.svg"], entry.parent)
    damaged = damage(entry.read_bytes())
    entry.write_bytes(damaged)
    assert figures.render(["bars.svg"], entry.parent) == right
    assert entry.read_bytes() != damaged


@pytest.mark.parametrize("damage", [truncate, falsify])
def test_a_damaged_notebook_in_the_cache_is_run_again(copy, damage):
    before = contents(copy / "site")
    (entry,) = (copy / ".cache").glob("notebook-*/*.json")
    entry.write_bytes(damage(entry.read_bytes()))
    assert small_book.run(copy, "mkdocs", "build").returncode == 0
    assert contents(copy / "site") == before


@pytest.mark.parametrize("damage", [truncate, flip])
def test_what_is_damaged_in_the_cache_is_made_again(copy, damage):
    """Templates as Jinja compiled them, pages as Markdown made them, the font of the formulas, the preview."""
    before, cache = contents(copy / "site"), copy / ".cache"
    damaged = {
        kind: {path: damage(path.read_bytes()) for path in cache.glob(kind)}
        for kind in ("templates/*", "pages/*", "math-*", "preview-*")
    }
    for path, data in (entry for entries in damaged.values() for entry in entries.items()):
        path.write_bytes(data)
    assert small_book.run(copy, "mkdocs", "build").returncode == 0
    assert contents(copy / "site") == before
    again = {
        kind: sum(path.read_bytes() != data for path, data in entries.items()) for kind, entries in damaged.items()
    }
    assert again.pop("templates/*") > 10
    assert again == {kind: len(damaged[kind]) for kind in again} == {"pages/*": 5, "math-*": 1, "preview-*": 1}


def test_a_page_is_rendered_again_if_something_that_makes_it_changed(copy):
    def kept() -> dict[str, tuple[str, int]]:
        return {
            path.name.split("-")[0]: (path.name, path.stat().st_mtime_ns) for path in (copy / ".cache/pages").iterdir()
        }

    before, page = kept(), copy / "docs/page.md"
    page.write_text(page.read_text("utf-8").replace("A probe goes on", "A probe follows"), "utf-8")
    assert small_book.run(copy, "mkdocs", "build").returncode == 0
    saved = kept()
    assert saved.keys() == before.keys()
    assert {name for name in saved if saved[name] != before[name]} == {"page"}

    settings = copy / "mkdocs.yml"
    settings.write_text(settings.read_text("utf-8").replace("Link to this section", "A link to it"), "utf-8")
    assert small_book.run(copy, "mkdocs", "build").returncode == 0
    assert not kept().items() & saved.items()
    html = (copy / "site/page/index.html").read_text("utf-8")
    assert "A probe follows" in html and "A link to it" in html and "Link to this section" not in html
