"""The notebook page: executed by mkdocs-jupyter, then rendered as any other page.

mkdocs-jupyter's own HTML brings 570 KB of styles and scripts from elsewhere. The templates in notebook/ make it hand over the
executed notebook in the grammar of a page instead, which Markdown then turns into the book's own markup.
"""

import base64
import hashlib
import importlib.metadata
import json
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote

from grammar import ROOT, Page
from mkdocs_jupyter.config import settings
from nbclient.exceptions import CellExecutionError

TEMPLATES = Path(__file__).with_name("notebook")
RUNS_WITH = ("numpy", "matplotlib", "scikit-learn", "mkdocs-jupyter")
STYLE = re.compile(r"<style>.*?</style>", re.DOTALL)
PLOT = re.compile(r'<img alt="(?P<alt>[^"]*)" src="data:image/(?P<kind>png|svg\+xml);cell=(?P<cell>[\w-]+),(?P<data>[^"]*)" ?/?>')


class NotebookError(Exception):
    """A mistake in a notebook: the file, the line of the cell, and what happened there."""


def configure(plugin, cache: Path) -> None:
    """Let mkdocs-jupyter use our templates, and a cache that also knows them and the versions that the cells run with."""
    settings.templates_dir = str(TEMPLATES)
    digest = hashlib.sha256(Path(__file__).read_bytes())
    for template in sorted(TEMPLATES.rglob("*.j2")):
        digest.update(template.read_bytes())
    for package in RUNS_WITH:
        digest.update(importlib.metadata.version(package).encode())
    folder = cache / f"notebook-{digest.hexdigest()[:16]}"
    for entry in folder.glob("*.json"):
        try:
            json.loads(entry.read_text("utf-8"))
        except ValueError:
            entry.unlink()  # a build was killed while it wrote
    plugin.config["cache_dir"] = str(folder)


def metadata(path: Path) -> dict[str, str]:
    """Title and description of a notebook, which stand in its metadata under "book"."""
    about = json.loads(path.read_text("utf-8"))["metadata"].get("book", {})
    for key in ("title", "description"):
        if not about.get(key):
            raise NotebookError(f'{_shown(path)}:1: the metadata has no book.{key}; add "book": {{"{key}": "..."}}')
    return about


def check(path: Path) -> None:
    """Raise `NotebookError` for Python that would be shown and not run, and for stored outputs, which nothing compares."""
    text = path.read_text("utf-8")
    for cell in json.loads(text)["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown" and re.search(r"^[ \t]*(```|~~~)", source, re.MULTILINE):
            raise NotebookError(f"{_place(path, cell['id'])}: a code fence in prose is not run; make it a code cell")
        if cell.get("outputs"):
            raise NotebookError(f"{_place(path, cell['id'])}: stored outputs; clear them, the build runs every cell")


def execute(path: Path, run: Callable[[], None]) -> None:
    """Call ``run``, which executes the notebook; a cell that raises becomes a `NotebookError`."""
    try:
        run()
    except CellExecutionError as error:
        cells = json.loads(path.read_text("utf-8"))["cells"]
        failed = next((c for c in cells if c["cell_type"] == "code" and "".join(c["source"]).strip() in str(error)), cells[0])
        at = re.search(r"-+> (\d+) ", re.sub(r"\x1b\[[\d;]*m", "", str(error)))
        line = f", line {at[1]} of the cell" if at else ""
        raise NotebookError(f"{_place(path, failed['id'])}: cell {failed['id']!r}{line} raised {error.ename}: {error.evalue}") from None


def page(path: Path, content: str) -> Page:
    """The executed notebook as a page, without what nbconvert appends."""
    return Page(path, STYLE.sub("", content).strip() + "\n")


def plots(html: str, name: str, up: str) -> tuple[str, dict[str, bytes]]:
    """Move the plots of a rendered notebook out of its HTML: the HTML that refers to them, and the files by path."""
    files: dict[str, bytes] = {}

    def move(match: re.Match) -> str:
        data = unquote(match["data"])
        svg = match["kind"] != "png"
        number = sum(path.startswith(f"{name}/{match['cell']}") for path in files)
        file = f"{name}/{match['cell']}{f'-{number + 1}' if number else ''}.{'svg' if svg else 'png'}"
        files[file] = data.encode() if svg else base64.b64decode(data)
        return f'<img class="plot" alt="{match["alt"]}" src="{up}{file}" loading="lazy">'

    return PLOT.sub(move, html), files


def _place(path: Path, cell: str) -> str:
    lines = path.read_text("utf-8").splitlines()
    line = next((n for n, text in enumerate(lines, 1) if f'"id": "{cell}"' in text), 1)
    return f"{_shown(path)}:{line}"


def _shown(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()
