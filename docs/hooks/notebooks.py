"""The notebook page: executed by mkdocs-jupyter, then rendered as any other page.

mkdocs-jupyter's own HTML brings 570 KB of styles and scripts from elsewhere. The templates in notebook/ make it hand over the
executed notebook in the grammar of a page instead, which Markdown then turns into the book's own markup.
"""

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
from urllib.parse import unquote

import figures
import swap
from grammar import ROOT, Page, line_of
from mkdocs_jupyter.config import settings
from nbclient.exceptions import CellExecutionError

TEMPLATES = Path(__file__).with_name("notebook")
RUNS_WITH = ("numpy", "matplotlib", "scikit-learn", "mkdocs-jupyter")
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
    _write(profile, b'{"IPKernelApp": {"log_level": "ERROR"}}')
    os.environ["IPYTHONDIR"] = str(profile.parents[1])
    os.environ["JUPYTER_CONFIG_DIR"] = str(profile.parent)
    return own


def read(path: Path) -> dict:
    """The notebook as it is stored."""
    try:
        notebook = json.loads(path.read_text("utf-8"))
        if all("id" in cell for cell in notebook["cells"]):
            return notebook
    except (ValueError, KeyError, TypeError) as error:
        line = getattr(error, "lineno", 1)
        raise NotebookError(f"{_shown(path)}:{line}: this is no notebook: {type(error).__name__} {error}") from None
    raise NotebookError(f"{_shown(path)}:1: a cell has no id; save the notebook in format 4.5 or newer")


def metadata(path: Path) -> dict[str, str]:
    """Title and description of a notebook, which stand in its metadata under "book"."""
    about = read(path).get("metadata", {}).get("book", {})
    for key in ("title", "description"):
        if not about.get(key):
            raise NotebookError(f'{_shown(path)}:1: the metadata has no book.{key}; add "book": {{"{key}": "..."}}')
    return about


def check(path: Path) -> None:
    """Raise `NotebookError` for Python that would be shown and not run, and for stored outputs, which nothing compares."""
    metadata(path)
    for cell in read(path)["cells"]:
        text = "".join(cell["source"])
        if cell["cell_type"] == "markdown" and re.search(
            r"^[ \t>]*(```|~~~)|<pre\b|<code\b", text, re.MULTILINE | re.IGNORECASE
        ):
            raise NotebookError(f"{_place(path, cell['id'])}: a code fence in prose is not run; make it a code cell")
        if cell.get("outputs"):
            raise NotebookError(f"{_place(path, cell['id'])}: stored outputs; clear them, the build runs every cell")


def keep(own: Path) -> None:
    """Let later builds have what this one executed, and remove the folder in which it did."""
    kept = set()
    for entry in own.glob("*.json"):
        data = entry.read_bytes()
        kept.add(_kept_as(entry.stem, data))
        _write(own.parent / _kept_as(entry.stem, data), data)
    for old in own.parent.glob("*.json"):
        if old.name not in kept:
            old.unlink(missing_ok=True)
    shutil.rmtree(own, ignore_errors=True)


def execute(path: Path, run: Callable[[], None]) -> None:
    """Call ``run``, which executes the notebook unless it was before; a cell that raises becomes a `NotebookError`."""
    try:
        run()
    except CellExecutionError as error:
        cells = read(path)["cells"]
        failed = next(
            (c for c in cells if c["cell_type"] == "code" and "".join(c["source"]).strip() in str(error)), cells[0]
        )
        at = re.search(r"-+> (\d+) ", re.sub(r"\x1b\[[\d;]*m", "", str(error)))
        line = f", line {at[1]} of the cell" if at else ""
        raise NotebookError(
            f"{_place(path, failed['id'])}: cell {failed['id']!r}{line} raised {error.ename}: {error.evalue}"
        ) from None


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
            row = next(n for n in range(row + 1, len(lines)) if lines[n].strip().rstrip(",") == stored)
            if cell["cell_type"] == "markdown":
                prose[row] = text.rstrip("\n")
    return Page(path, "\n".join(prose) + "\n")


def plots(html: str, name: str, up: str) -> tuple[str, dict[str, bytes]]:
    """Move the plots of a rendered notebook out of its HTML: the HTML that refers to them, and the files by path."""
    files: dict[str, bytes] = {}

    def move(match: re.Match) -> str:
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


def _write(path: Path, data: bytes) -> None:
    """Write the file so that whoever reads it meanwhile finds the old one or the new."""
    unfinished = path.with_name(f"{path.name}.{os.getpid()}")
    unfinished.write_bytes(data)
    unfinished.replace(path)


def _place(path: Path, cell: str) -> str:
    lines = path.read_text("utf-8").splitlines()
    line = next((n for n, text in enumerate(lines, 1) if f'"id": "{cell}"' in text), 1)
    return f"{_shown(path)}:{line}"


def _shown(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()
