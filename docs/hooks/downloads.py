"""What a reader takes along: a page as a notebook, and all listings as one archive. Pure functions of the sources.

A notebook says what its page says, in what Jupyter shows: Markdown without marks and blocks, the figures inside it, each
listing a cell with the output that the page pins. It reads without the site and runs from top to bottom without this book.
"""

import ast
import base64
import doctest
import functools
import hashlib
import io
import json
import re
import sys
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import figures
from grammar import (
    BLOCK_OPTIONS,
    CITATION,
    FORMULA,
    FRONT_MATTER,
    SNIPPETS,
    Fence,
    Page,
    PageError,
    blank,
    check_citations,
    edit,
)
from questions import LETTERS, Question

ARCHIVE = "why-convolutions-listings.zip"
# Pages to look things up in: of the glossary a notebook would be all links, and of the references each brings what it cites.
NO_NOTEBOOK = ("glossary", "references")

LINK = re.compile(r"(?<!!)\[(?P<text>(?:<!--.*?-->|[^\[\]])*)\]\((?P<target>[^)\s]+)\)", re.DOTALL)
HEADING = re.compile(r"^(?=#{1,6} )", re.MULTILINE)
BEGINS_CELL = re.compile(r"#{1,6} |\*\*Question \d+\.\*\* ")

# A piece of a notebook: Markdown, or a code cell.
Piece = str | dict


@dataclass(frozen=True)
class Edition:
    """What a notebook takes from outside its page.

    ``address`` is where the book is published, with a slash at its end, or empty: links within the book are then plain text.
    ``numbering`` and ``references`` have the number and the text of each reference by its key; ``drawn`` the figures by path.
    """

    title: str
    address: str
    numbering: dict[str, int]
    references: dict[str, str]
    drawn: dict[str, bytes]

    def url(self, page: str, target: str) -> str | None:
        """Where a link on ``page`` leads, seen from outside; None if that cannot be said."""
        if re.match(r"[a-z]+:", target):
            return target
        path, anchor = re.fullmatch(r"([^#]*)(#.*)?", target).groups(default="")
        path = path or f"{page}.md"
        if name := re.fullmatch(r"([\w-]+)\.(?:md|ipynb)", path):
            path = "" if name[1] == "index" else f"{name[1]}/"
        return self.address + path + anchor if self.address else None


def path(name: str) -> str:
    """Where the site has the notebook of a page: beside it, under its name."""
    return f"{name}.ipynb" if name == "index" else f"{name}/{name}.ipynb"


def archive(listings: Iterable[str]) -> bytes:
    """The files of the listings (paths below snippets/) as one zip file."""
    return zipped({f"why-convolutions/{listing}": SNIPPETS / listing for listing in listings}, zipfile.ZIP_STORED)


def zipped(files: dict[str, Path], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip file of ``files``, by the name that each has in it, which is the same on every machine and day."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, path in sorted(files.items()):
            entry = zipfile.ZipInfo(name)  # dated 1980
            entry.create_system, entry.external_attr, entry.compress_type = 3, 0o644 << 16, compression
            archive.writestr(entry, path.read_bytes())
    return buffer.getvalue()


def check(page: Page) -> None:
    """Raise `PageError` for code on the page that is no Python, of which no cell can be made."""
    for fence in page.fences:
        if fence.language == "python":
            file = SNIPPETS / page.listing(fence)
            _parse(file.read_text("utf-8"), file)
        elif fence.language == "pycon":
            try:
                parts = doctest.DocTestParser().get_examples(fence.body)
            except ValueError as error:
                problem = str(error).replace("the docstring for <string>", "the fence")
                raise page.error(fence.start, f"not a probe: {problem}") from None
            for part in parts:
                _parse(part.source, page.path, fence.line + 1 + part.lineno)


def _parse(code: str, path: Path, line: int | None = None) -> None:
    """Raise `PageError` in ``line``, or in that of the code, if it is no Python."""
    try:
        ast.parse(code)
    except SyntaxError as error:
        raise PageError(path, line or error.lineno or 1, f"SyntaxError: {error.msg}") from None


def notebook(page: Page, edition: Edition) -> bytes:
    """The page as a notebook file (nbformat 4.5), its outputs stored."""
    check_citations(page, edition.numbering)
    questions = [(q.start, q.end, _question(n, q)) for n, q in enumerate(page.questions, 1)]
    answerable = Page(page.path, edit(page.text, questions))
    pieces = _Converter(answerable, edition).pieces()
    cells: list[dict] = []
    for piece in pieces:
        if isinstance(piece, dict):
            cells.append(piece)
        elif cells and cells[-1]["cell_type"] == "markdown" and not BEGINS_CELL.match(piece):
            cells[-1]["source"] += f"\n\n{piece}"
        else:
            cells.append({"cell_type": "markdown", "metadata": {}, "source": piece})
    cells.insert(1, {"cell_type": "markdown", "metadata": {}, "source": _about(page, edition, cells)})
    if page.citations:
        cells.append({"cell_type": "markdown", "metadata": {}, "source": _sources(page, edition)})
    _identify(cells)
    for cell in cells:
        _attach(cell, edition.drawn)
        cell["source"] = cell["source"].splitlines(keepends=True)
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    about = {"kernelspec": kernel, "language_info": {"name": "python"}, "title": page.front_matter["title"]}
    whole = {"cells": cells, "metadata": about, "nbformat": 4, "nbformat_minor": 5}
    return (json.dumps(whole, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


@functools.cache
def packages(code: str) -> list[str]:
    """Names under which the packages that ``code`` imports are installed."""
    installed_as = {"skimage": "scikit-image", "sklearn": "scikit-learn"}
    nodes = list(ast.walk(ast.parse(code)))
    modules = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    modules |= {node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module}
    names = {module.split(".")[0] for module in modules} - sys.stdlib_module_names
    return sorted(installed_as.get(name, name) for name in names)


class _Converter:
    """Takes a page apart, from the outside in."""

    def __init__(self, page: Page, edition: Edition):
        self.page, self.edition = page, edition
        self.edits = self._edits()
        self.elements = sorted(self._elements(), key=lambda element: element[0])

    def pieces(self) -> list[Piece]:
        front = FRONT_MATTER.match(self.page.text)
        return self._between(front.end() if front else 0, len(self.page.text))

    def _edits(self) -> list[tuple[int, int, str]]:
        """What changes inside a line: marks, citations and links."""
        page, edition = self.page, self.edition
        edits = [(mark.start, mark.end, "") for mark in page.marks]
        edits += [(*match.span(), f"[{edition.numbering[match['key']]}]") for match in CITATION.finditer(page.prose)]
        for match in LINK.finditer(FORMULA.sub(blank, page.prose)):
            if url := edition.url(page.name, match["target"]):
                edits.append((*match.span("target"), url))
            else:
                edits += [(match.start(), match.start() + 1, ""), (match.end("text"), match.end(), "")]
        return edits

    def _elements(self) -> list[tuple[int, int, Callable[[], list[Piece]]]]:
        """What stands between paragraphs, each with its extent and what becomes of it; one may lie inside another."""
        page, elements = self.page, []
        for fence in page.fences:
            if fence.language == "python":
                output = page.output_after(fence)
                end = output.end if output else fence.end
                elements.append((fence.start, end, lambda f=fence, o=output: [_listing(page, f, o)]))
            elif fence.language == "pycon":
                elements.append((fence.start, fence.end, lambda f=fence: _probe(f)))
            else:
                elements.append((fence.start, fence.end, lambda f=fence: [page.text[f.start : f.end]]))
        for figure in page.figures:
            elements.append((*figure.span(), lambda f=figure: [self._figure(f)]))
        for opening, closing in page.blocks:
            elements.append((opening.start(), closing.end(), lambda o=opening, c=closing: self._block(o, c)))
        return elements

    def _between(self, start: int, end: int) -> list[Piece]:
        """The pieces of a stretch of the page, each paragraph or element once."""
        pieces: list[Piece] = []
        for first, last, made in self.elements:
            if start <= first and last <= end:  # `start` moves on, so what lies inside an element is left to it
                pieces += [*self._prose(start, first), *made()]
                start = last
        return pieces + self._prose(start, end)

    def _prose(self, start: int, end: int) -> list[str]:
        """Running text as Markdown, cut before each heading."""
        inside = [
            (first - start, last - start, new) for first, last, new in self.edits if start <= first and last <= end
        ]
        text = edit(self.page.text[start:end], inside)
        return [part.strip("\n") for part in HEADING.split(text) if part.strip()]

    def _figure(self, figure: re.Match) -> str:
        alt = "".join(self._prose(*figure.span("alt")))
        file = figures.picture(figure["path"].removeprefix("figures/")).removeprefix("figures/")
        return f"![{alt}](attachment:{file})"

    def _block(self, opening: re.Match, closing: re.Match) -> list[Piece]:
        """A block as what Jupyter can show: a caption, a quotation, something folded, or just what is inside."""
        kind = opening["kind"]
        title = "".join(self._prose(*opening.span("title"))) if kind != "html" else ""
        if kind == "exercise":
            title = title.capitalize()
        inside = self._between(BLOCK_OPTIONS.match(self.page.text, opening.end()).end(), closing.start())
        if any(isinstance(piece, dict) for piece in inside):  # a cell of code stands by itself
            for piece in inside:
                if kind == "details" and isinstance(piece, dict):
                    piece["metadata"] = {"jupyter": {"source_hidden": True}}
            return [f"**{title}**", *inside] if title else inside
        text = "\n\n".join(inside)
        if kind == "caption":
            return [f"*Figure.* {text}"]
        if kind == "details":
            return [f"<details>\n<summary>{title}</summary>\n\n{text}\n\n</details>"]
        if kind == "note":
            text = f"**{title}**\n\n{text}" if title else text
            return [re.sub(r"^", "> ", text, flags=re.MULTILINE).replace("> \n", ">\n")]
        return [f"*{title}*\n\n{text}" if title else text]


def _listing(page: Page, fence: Fence, output: Fence | None) -> dict:
    """A listing as a cell: the file, but for the end of its last line, and what it prints."""
    code = (SNIPPETS / page.listing(fence)).read_text("utf-8").rstrip("\n")
    return _code(code, [_printed(output.body)] if output else [])


def _probe(fence: Fence) -> list[Piece]:
    """A session as cells, one for each answer; what has no answer joins the cell of the next."""
    cells, before = [], ""
    for part in doctest.DocTestParser().get_examples(fence.body):
        before += part.source
        if part.want:
            cells.append(_code(before.rstrip("\n"), [_answer(part.source, part.want)]))
            before = ""
    return [*cells, _code(before.rstrip("\n"), [])] if before else cells


def _answer(source: str, want: str) -> dict:
    """What a cell answers: the value of an expression, or what its last statement prints."""
    node = ast.parse(source).body[-1]
    prints = isinstance(node, ast.Expr) and ast.unparse(node).startswith("print(")
    if not isinstance(node, ast.Expr) or prints:
        return _printed(want)
    data = {"text/plain": want.rstrip("\n").splitlines(keepends=True)}
    return {"data": data, "execution_count": None, "metadata": {}, "output_type": "execute_result"}


def _printed(text: str) -> dict:
    return {"name": "stdout", "output_type": "stream", "text": text.splitlines(keepends=True)}


def _code(source: str, outputs: list[dict]) -> dict:
    return {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": outputs, "source": source}


def _question(number: int, question: Question) -> str:
    """A question, its lettered answers unless they are numbers, and hint and replies folded away below it."""
    labels = [option.text for option in question.options] if question.form else list(LETTERS)
    labelled = list(zip(labels, question.options, strict=False))
    parts = [f"**Question {number}.** {question.text}"]
    if not question.form:
        parts.append("\n".join(f"- **{label}:** {option.text}" for label, option in labelled))
    if question.hint:
        parts += ["///// details | Hint", question.hint, "/////"]
    replies = [f"**{label}: {'right' if option.right else 'no'}.** {option.reply}" for label, option in labelled]
    if question.other:
        replies.append(f"**Any other number: no.** {question.other}")
    return "\n\n".join([*parts, "///// details | Answer", *replies, "/////"])


def _about(page: Page, edition: Edition, cells: list[dict]) -> str:
    """Where the notebook comes from, and what it needs."""
    titled = f"the page *{page.front_matter['title']}*"
    if url := edition.url(page.name, ""):
        titled = f"the page [{page.front_matter['title']}]({url})"
    code = "\n".join(cell["source"] for cell in cells if cell["cell_type"] == "code")
    needs = ""
    if code:
        *others, last = packages(code) or ["nothing but Python"]
        packed = f"{', '.join(others)} and {last}" if others else last
        needs = f" Its code runs from top to bottom and needs {packed}"
        url = edition.url("running", "")
        needs += f"; [Run the code]({url}) says how to install what you lack." if url else "."
    terms = "Text and figures are under CC BY 4.0, code is under the MIT licence."
    return f"This notebook is {titled} of the book *{edition.title}*.{needs} {terms}"


def _sources(page: Page, edition: Edition) -> str:
    """The works that the page cites, under their numbers."""
    cited = sorted((edition.numbering[key], edition.references[key]) for key in page.citations)
    entries = [f"[{number}] {text}" for number, text in cited]
    return "\n\n".join(["## Sources", "Numbered as in the book.", *entries])


def _identify(cells: list[dict]) -> None:
    """Give each cell an id made of what it holds, so that it stays the same while other cells change."""
    seen: Counter[str] = Counter()
    for cell in cells:
        digest = hashlib.sha256(f"{cell['cell_type']}\n{cell['source']}".encode()).hexdigest()[:12]
        seen[digest] += 1
        cell["id"] = digest if seen[digest] == 1 else f"{digest}-{seen[digest]}"


def _attach(cell: dict, drawn: dict[str, bytes]) -> None:
    """Put the pictures that the cell shows into it."""
    shown = re.findall(r"\]\(attachment:([\w.]+)\)", cell["source"])
    if shown and cell["cell_type"] == "markdown":
        cell["attachments"] = {
            file: {f"image/{file.split('.')[-1]}": base64.b64encode(drawn[f"figures/{file}"]).decode()}
            for file in shown
        }
