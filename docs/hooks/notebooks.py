"""The notebook page: executed by mkdocs-jupyter, then rendered as any other page.

mkdocs-jupyter's own HTML brings 570 KB of styles and scripts from elsewhere. The templates in notebook/ make it hand over the
executed notebook in the grammar of a page instead, which Markdown then turns into the book's own markup.
"""

import ast
import base64
import contextlib
import hashlib
import importlib.metadata
import json
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import unquote

import figures
import grammar
import swap
from grammar import DOCS, ROOT, Page, PageError, line_of
from kept import write
from mkdocs_jupyter.config import settings
from nbclient.exceptions import CellExecutionError, DeadKernelError
from questions import LETTERS

TEMPLATES = Path(__file__).with_name("notebook")
KERNEL = "python3"  # the name under which Jupyter runs a notebook with the Python that it is installed for
RUNS_WITH = ("numpy", "matplotlib", "scikit-learn", "ipython", "matplotlib-inline", "nbconvert", "mkdocs-jupyter")
# A question as it stands in the notebook, where Jupyter shows it; on the page it is a question like any other.
QUESTION = re.compile(
    r"^\*\*\d+\. (?P<text>.+)\*\*\n\n(?P<options>(?:\* [A-Z]\. .+\n)+)\n"
    r"<details>\n<summary>Answer</summary>\n<ul>\n(?P<replies>(?:<li>[A-Z]\. .+</li>\n)+)</ul>\n</details>",
    re.MULTILINE,
)
STYLE = re.compile(r"<style>.*?</style>", re.DOTALL)
PLOT = re.compile(
    r'<img alt="(?P<alt>[^"]*)" src="data:image/(?P<kind>png|svg\+xml);cell=(?P<cell>[\w-]+),(?P<data>[^"]*)" ?/?>'
)


class NotebookError(Exception):
    """A mistake in a notebook: the file, the line of the cell, and what happened there."""


def configure(plugin, cache: Path) -> Path:
    """Let mkdocs-jupyter use our templates, and a cache of this build alone, whose folder is returned.

    It begins with what earlier builds kept under the same templates and versions. mkdocs-jupyter writes and removes its files
    without regard for other builds, so what these share is beside it: files that carry their checksum in the name.
    """
    settings.templates_dir = str(TEMPLATES)
    digest = hashlib.sha256(Path(__file__).read_bytes())
    for template in sorted(TEMPLATES.rglob("*.j2")):
        digest.update(template.read_bytes())
    for package in RUNS_WITH:
        digest.update(importlib.metadata.version(package).encode())
    own = cache / f"notebook-{digest.hexdigest()[:16]}" / f"building-{os.getpid()}"
    shutil.rmtree(own, ignore_errors=True)
    own.mkdir(parents=True)
    for entry in own.parent.glob("*.json"):
        with contextlib.suppress(FileNotFoundError):  # removed by another build
            key, data = entry.name.split(".")[0], entry.read_bytes()
            if entry.name == _kept_as(key, data):
                (own / f"{key}.json").write_bytes(data)
            else:
                entry.unlink()  # damaged
    swap.remove_abandoned(own.parent.glob("building-*"))
    plugin.config["cache_dir"] = str(own)
    # The kernel starts with this profile and no other: nobody's start-up files, and no warning that its connection on this
    # machine is not encrypted.
    profile = cache / "ipython" / "profile_default" / "ipython_kernel_config.json"
    profile.parent.mkdir(parents=True, exist_ok=True)
    write(profile, b'{"IPKernelApp": {"log_level": "ERROR"}}')
    os.environ["IPYTHONDIR"] = str(profile.parents[1])
    os.environ["JUPYTER_CONFIG_DIR"] = str(profile.parent)
    return own


def read(path: Path) -> dict:
    """The notebook as it is stored: cells of known kinds, each with an id and its source as a list of lines."""
    try:
        notebook = json.loads(grammar.read(path))
    except ValueError as error:
        line = getattr(error, "lineno", 1)
        raise NotebookError(f"{_shown(path)}:{line}: this is no notebook: {type(error).__name__} {error}") from None
    if not isinstance(notebook, dict) or not notebook.get("cells") or not isinstance(notebook["cells"], list):
        raise NotebookError(f"{_shown(path)}:1: this is no notebook: it has no list of cells; save it from Jupyter")
    if notebook.get("nbformat") != 4:
        raise NotebookError(f"{_shown(path)}:1: its nbformat is {notebook.get('nbformat')!r}; save it in format 4.5")
    for number, cell in enumerate(notebook["cells"], 1):
        if not isinstance(cell, dict) or not isinstance(cell.get("id"), str):
            raise NotebookError(f"{_shown(path)}:1: cell {number} has no id; save the notebook in format 4.5 or newer")
        if [other.get("id") for other in notebook["cells"]].count(cell["id"]) > 1:
            raise NotebookError(f"{_place(path, cell['id'])}: two cells have the id {cell['id']!r}; give one another")
        if cell.get("cell_type") not in ("markdown", "code"):
            raise NotebookError(
                f"{_place(path, cell['id'])}: this cell has the type {cell.get('cell_type')!r}; it is markdown or code"
            )
        source = cell.get("source")
        if not isinstance(source, list) or not all(isinstance(line, str) for line in source):
            raise NotebookError(
                f"{_place(path, cell['id'])}: the source of this cell is no list of lines; save the notebook from Jupyter"
            )
        if not isinstance(cell.get("metadata"), dict):
            raise NotebookError(f'{_place(path, cell["id"])}: this cell has no metadata; add "metadata": {{}}')
        if cell["cell_type"] == "code" and not isinstance(cell.get("outputs"), list):
            raise NotebookError(f'{_place(path, cell["id"])}: this cell has no outputs; add "outputs": []')
    return notebook


def metadata(path: Path) -> dict[str, str]:
    """Title and description of a notebook, which stand in its metadata under "book"."""
    given = read(path).get("metadata")
    about = given.get("book") if isinstance(given, dict) else None
    for key in ("title", "description"):
        if not isinstance(about, dict) or not about.get(key) or not isinstance(about[key], str):
            raise NotebookError(f'{_shown(path)}:1: the metadata has no book.{key}; add "book": {{"{key}": "..."}}')
    return about


def check(path: Path) -> None:
    """Raise `NotebookError` for Python that would be shown and not run, and for stored outputs, which nothing compares."""
    metadata(path)
    given = read(path)["metadata"].get("kernelspec") or {}
    if not isinstance(given, dict):
        line = _line(path, '"kernelspec"')
        raise NotebookError(f'{_shown(path)}:{line}: the kernelspec is {given!r}; write {{"name": "{KERNEL}"}}')
    kernel = given.get("name")
    if kernel != KERNEL:
        problem = f'the kernel {kernel!r} may be on this machine alone; write "name": "{KERNEL}" in the metadata\'s kernelspec'
        line = _line(path, f'"name": "{kernel}"')
        raise NotebookError(f"{_shown(path)}:{line}: {problem}")
    for cell in read(path)["cells"]:
        text = "".join(cell["source"])
        if cell["cell_type"] == "code":
            _check_code(path, cell, text)
        if cell["cell_type"] == "markdown" and re.search(
            r"^[ \t>]*(```|~~~)|<pre\b|<code\b", text, re.MULTILINE | re.IGNORECASE
        ):
            raise NotebookError(f"{_place(path, cell['id'])}: a code fence in prose is not run; make it a code cell")
        if "raises-exception" in (cell["metadata"].get("tags") or []):
            problem = "the tag raises-exception would hide what the cell raises; remove it, and let no cell raise"
            raise NotebookError(f"{_place(path, cell['id'])}: {problem}")
        if cell.get("outputs"):
            raise NotebookError(f"{_place(path, cell['id'])}: stored outputs; clear them, the build runs every cell")
        if cell["cell_type"] == "markdown":
            _check_questions(path, text)


def _check_code(path: Path, cell: dict, code: str) -> None:
    """Raise `NotebookError` for code that is no Python: what only a notebook runs, ``!ls`` or ``%time``, differs by machine."""
    try:
        ast.parse(code)
    except SyntaxError as error:
        line = f"line {error.lineno} of the cell" if error.lineno else "the cell"
        shown = (error.text or "").strip()
        raise NotebookError(
            f"{_place(path, cell['id'], error.lineno or 0)}: {line} is no Python: {error.msg}: {shown!r}; correct it"
        ) from None


def _check_questions(path: Path, text: str) -> None:
    """Raise `PageError` for what looks like a question in the ``text`` of a cell and would not be one on the page."""
    for question in QUESTION.finditer(text):
        letters = re.findall(r"^\* ([A-Z])\. ", question["options"], re.MULTILINE)
        replies = re.findall(r"^<li>([A-Z])\. (Yes\. )?", question["replies"], re.MULTILINE)
        right = sum(bool(yes) for _, yes in replies)
        wanted = list(LETTERS[: len(letters)])
        if letters != wanted or [letter for letter, _ in replies] != wanted or right != 1:
            raise PageError(
                path,
                line_of(path, question[0]),
                f"the answers of this question are {', '.join(letters)}, its replies {', '.join(letter for letter, _ in replies)}, "
                f"of which {right} begin with 'Yes. '; write A, B, C in both, and one Yes",
            )
    rest = QUESTION.sub("", text)
    if like := re.search(r"^\*\*\d+\. .*|.*</?(?:details|summary)\b.*", rest, re.MULTILINE):
        raise PageError(
            path,
            line_of(path, like[0]),
            f"{like[0].strip()!r} belongs to no question; one is '**1. text**', a list '* A. answer', and below it <details> with "
            "<summary>Answer</summary> and the replies '<li>A. Yes. reply</li>' between <ul> and </ul>, a line each",
        )
    if tag := re.search(r"<(?!/?(?:sup|details|summary)>)/?[A-Za-z][^\s>]*", grammar.CODE_SPAN.sub("", rest)):
        problem = f"{tag[0]} is HTML, in which nothing is checked; only sup is used as it is"
        raise PageError(path, line_of(path, tag[0]), problem)


def keep(own: Path) -> None:
    """Let later builds have what this one executed, and remove the folder in which it did."""
    kept = set()
    for entry in own.glob("*.json"):
        data = entry.read_bytes()
        kept.add(_kept_as(entry.stem, data))
        write(own.parent / _kept_as(entry.stem, data), data)
    for old in own.parent.glob("*.json"):
        if old.name not in kept:
            old.unlink(missing_ok=True)
    shutil.rmtree(own, ignore_errors=True)


def run(plugin, path: Path, files) -> None:
    """Let mkdocs-jupyter execute the notebook; the page then comes from its cache."""
    file = SimpleNamespace(abs_src_path=str(path), src_path=path.name)
    plugin.on_pre_page(SimpleNamespace(file=file, abs_url="/"), {}, files).render({}, files)


def execute(path: Path, run: Callable[[], None]) -> None:
    """Call ``run``, which executes the notebook unless it was before; a cell that raises becomes a `NotebookError`."""
    try:
        run()
    except DeadKernelError:
        problem = "the notebook's process ended while it ran; a cell ends it, or needs more memory than there is"
        raise NotebookError(f"{_shown(path)}:1: {problem}") from None
    except CellExecutionError as error:
        cells = read(path)["cells"]
        failed = next(
            (c for c in cells if c["cell_type"] == "code" and "".join(c["source"]).strip() in str(error)), cells[0]
        )
        at = re.search(r"-+> (\d+) ", re.sub(r"\x1b\[[\d;]*m", "", str(error)))
        line = f", line {at[1]} of the cell" if at else ""
        place = _place(path, failed["id"], int(at[1]) if at else 0)
        raise NotebookError(f"{place}: cell {failed['id']!r}{line} raised {error.ename}: {error.evalue}") from None


def check_shown(executed: Page) -> None:
    """Raise `NotebookError` if a cell shows where an object lay in memory: each run would make another page."""
    if shown := re.search(r"<[^<>\n]* at 0x[0-9a-f]+>", executed.text):
        problem = f"a cell shows {shown[0]}, something else in each run; show what it holds instead"
        raise NotebookError(f"{_shown(executed.path)}:1: {problem}")


class Executed(Page):
    """An executed notebook as a page; its lines are looked up in the notebook's file."""

    def line(self, position: int) -> int:
        start = self.text.rfind("\n", 0, position) + 1
        return line_of(self.path, self.text[start:].partition("\n")[0])


def page(path: Path, content: str) -> Page:
    """The executed notebook as a page: unquoted, without what nbconvert appends."""
    return Executed(path, QUESTION.sub(_question, unquote(STYLE.sub("", content).strip()).strip()) + "\n")


def asking(path: Path) -> Page:
    """The prose of a notebook with its questions in the form that a page gives them; lines are not kept."""
    return Page(path, QUESTION.sub(_question, source(path).text))


def _question(match: re.Match) -> str:
    options = re.findall(r"^\* [A-Z]\. (.+)", match["options"], re.MULTILINE)
    replies = re.findall(r"^<li>[A-Z]\. (.+)</li>", match["replies"], re.MULTILINE)
    lines = ["/// question", match["text"]]
    for option, reply in zip(options, replies, strict=False):
        right = reply.startswith("Yes. ")
        lines += ["", f"- [{'x' if right else ' '}] {option}", "", f"    {re.sub('^(?:Yes|No)[.] ', '', reply)}"]
    return "\n".join([*lines, "///"])


def source(path: Path) -> Page:
    """The prose of a notebook as a page, each line where it stands in the notebook's file; for marks and citations."""
    about = metadata(path)
    lines = path.read_text("utf-8").splitlines()
    prose = [""] * len(lines)
    title, description = (json.dumps(about[name]) for name in ("title", "description"))
    prose[:4] = ["---", f"title: {title}", f"description: {description}", "---"]
    row = 0
    for cell in read(path)["cells"]:
        for text in cell["source"]:
            stored = json.dumps(text, ensure_ascii=False)
            after = range(row + 1, len(lines))
            row = next((n for n in after if lines[n].strip().removesuffix(",") == stored), None)
            if row is None:
                raise NotebookError(
                    f"{_place(path, cell['id'])}: the lines of this cell do not stand in lines of the file, as Jupyter "
                    "writes them, without escapes such as \\u00d7; open the notebook in Jupyter and save it"
                )
            if cell["cell_type"] == "markdown":
                prose[row] = text.rstrip("\n")
    return Page(path, "\n".join(prose) + "\n")


def plots(html: str, name: str, up: str) -> tuple[str, dict[str, bytes]]:
    """Move the plots of a rendered notebook out of its HTML: the HTML that refers to them, and the files by path."""
    files: dict[str, bytes] = {}

    def move(match: re.Match) -> str:
        if not match["alt"].strip():
            source = DOCS / f"{name}.ipynb"
            problem = 'the plot of this cell has no alt text; add "metadata": {"alt": "what it shows"} to the cell'
            raise NotebookError(f"{_place(source, match['cell'])}: {problem}")
        data = unquote(match["data"])
        svg = match["kind"] != "png"
        number = sum(path.startswith(f"{name}/{match['cell']}") for path in files)
        file = f"{name}/{match['cell']}{f'-{number + 1}' if number else ''}.{'svg' if svg else 'png'}"
        files[file] = data.encode() if svg else base64.b64decode(data)
        width, height = figures.size(files[file])
        size = f'width="{width}" height="{height}"'
        return f'<img class="plot" alt="{match["alt"]}" src="{up}{file}" {size} loading="lazy">'

    return PLOT.sub(move, html), files


def _kept_as(key: str, data: bytes) -> str:
    """The name of a file that builds share: what mkdocs-jupyter calls it, and its checksum."""
    return f"{key}.{hashlib.sha256(data).hexdigest()[:32]}.json"


def _place(path: Path, cell: str, line: int = 0) -> str:
    """Where a cell stands in its file, or a line of its source, counted from 1."""
    start = _line(path, f'"id": "{cell}"')
    lines = path.read_text("utf-8").splitlines()
    source = next((n for n, text in enumerate(lines, 1) if n > start and text.strip() == '"source": ['), None)
    return f"{_shown(path)}:{source + line if source and line else start}"


def _line(path: Path, stored: str) -> int:
    """The line of the file in which ``stored`` stands, or 1."""
    return next((n for n, text in enumerate(path.read_text("utf-8").splitlines(), 1) if stored in text), 1)


def _shown(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()
