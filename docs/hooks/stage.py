"""The book as a plain tree for any other builder: `make stage`.

Every page is Markdown as CommonMark has it, with tables and formulas between dollar signs, and everything that this build adds
stands in it: listings and outputs, numbers without their marks, citations, answers, the executed notebook. What the pages show
and link to lies beside them.
"""

import json
import re
import shutil
from pathlib import Path
from urllib.parse import unquote, urlsplit

import notebooks
from grammar import BLOCK_OPTIONS, CODE_SPAN, DOCS, Page, blank, edit

FENCE_TITLE = re.compile(r'title="(?P<path>[^"]+)"')
LINK = re.compile(r"\]\((?P<target>[^)\s]+)\)(?P<attributes>\{[^}\n]*\})?")
EMPHASIS_ATTRIBUTES = re.compile(r"(?<=\*)\{[.#][^}\n]*\}")
CITATION = re.compile(r"\[(?P<number>\d+)\](?=\(references\.md#[\w-]+\)\{\.citation\})")
NAMED_PARAGRAPH = re.compile(r"^(?P<text>\S[^\n]*)\n\{: #(?P<id>[\w-]+)[^}\n]*\}$", re.MULTILINE)
DEFINITION = re.compile(r"^(?P<term>\S[^\n]*)\n:   (?=\S)", re.MULTILINE)
SOURCE = re.compile(r'\b(?:src|href)="(?P<target>[^"]+)"')


def write(tree: Path, rendered: dict[str, str], about: dict[str, dict[str, str]], site: Path) -> None:
    """Write the pages, whose Markdown is ``rendered`` by source, to ``tree``, with the files of ``site`` that they need.

    ``about`` has title and description of each page; there must be no ``tree`` before.
    """
    tree.mkdir(parents=True)
    written = {source: f"{Path(source).stem}.md" for source in rendered}
    for source, text in rendered.items():
        page, pictures = plain(source, text, written)
        told = ((name, json.dumps(about[source][name], ensure_ascii=False)) for name in ("title", "description"))
        front = "".join(f"{name}: {value}\n" for name, value in told)
        (tree / written[source]).write_text(f"---\n{front}---\n{page}", "utf-8", newline="\n")
        for path, data in pictures.items():
            (tree / path).parent.mkdir(parents=True, exist_ok=True)
            (tree / path).write_bytes(data)
    for path in {target for name in written.values() for target in needed((tree / name).read_text("utf-8"))}:
        if not (tree / path).exists():
            (tree / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile((DOCS if path in rendered else site) / path, tree / path)


def plain(source: str, rendered: str, written: dict[str, str]) -> tuple[str, dict[str, bytes]]:
    """The Markdown of the page ``source`` in the plain form, and the pictures that lie inside it, by path.

    ``rendered`` is its Markdown in the form that Python-Markdown and its extensions read; ``written`` has the file that each
    page is written to.
    """
    rendered, pictures = notebooks.plots(rendered, Path(source).stem, "")
    page = Page(Path(source), rendered)
    edits = []
    for fence in page.fences:
        title = FENCE_TITLE.search(fence.info)
        opening = re.match(r"[ \t]*[`~]+", page.text[fence.start :])[0] + fence.language
        edits.append((fence.start, fence.body_start - 1, (_title(title["path"]) if title else "") + opening))
    for opening, closing in page.blocks:
        before, after = _around(opening["kind"], opening["title"])
        edits.append((opening.start(), BLOCK_OPTIONS.match(page.text, opening.end()).end(), before))
        edits.append((*closing.span(), after))
    text = CODE_SPAN.sub(blank, page.unfenced)
    for match in LINK.finditer(text):
        path, _, anchor = match["target"].partition("#")
        target = written.get(path, path) + (f"#{anchor}" if anchor else "")
        edits.append((*match.span(), f"]({target})"))
    edits += [(*match.span(), "") for match in EMPHASIS_ATTRIBUTES.finditer(text)]
    edits += [(*match.span(), rf"[\[{match['number']}\]]") for match in CITATION.finditer(text)]
    for match in NAMED_PARAGRAPH.finditer(text):
        edits += [(match.start(), match.start(), f'<a id="{match["id"]}"></a>'), (match.end("text"), match.end(), "")]
    for match in DEFINITION.finditer(text):
        edits += [(match.start(), match.start(), "**"), (match.end("term"), match.end(), "**\n\n")]
    return edit(page.text, edits).strip("\n") + "\n", pictures


def needed(text: str) -> set[str]:
    """Paths below the tree that a plain page shows or links to, its own pages aside."""
    page = Page(Path("page.md"), text)
    found = [match["target"] for pattern in (LINK, SOURCE) for match in pattern.finditer(page.prose)]
    paths = {unquote(urlsplit(target).path) for target in found if not urlsplit(target).scheme}
    return {path for path in paths if path and not path.endswith(".md")}


def _title(path: str) -> str:
    """A listing's file name as a line above it; the code of a figure is named, but lies in no file of the book."""
    return f"`snippets/{path}`\n\n" if path.startswith("figures/") else f"[`{path}`](snippets/{path})\n\n"


def _around(kind: str, title: str) -> tuple[str, str]:
    """What opens and closes a block where there are no blocks."""
    if kind == "details":
        return f"\n<details>\n<summary>{title}</summary>\n", "\n</details>\n"
    if kind == "note":
        return "\n<blockquote>\n" + (f"\n**{title}**\n" if title else ""), "\n</blockquote>\n"
    return "", ""
