"""Lists that the build writes where a page has [[their name]]: the chapter map, all questions, all listings, a widget's keys."""

import re

import downloads
import form
import notebooks
import widgets
from grammar import DOCS, ROOT, SNIPPETS, Page, PageError, line_of, meant


def make(pages: list[Page], nav: list) -> dict[str, str]:
    """The lists of the whole book, by the name that stands in [[ ]]; ``pages`` are the Markdown pages."""
    return dict(zip(form.MADE, (chapter_map(nav), question_list(pages, nav), listing_table(pages)), strict=True))


def fill(text: str, made: dict[str, str]) -> str:
    """``text`` with what the build made where [[its name]] stands."""
    text = re.sub(rf"\[\[({'|'.join(made)})\]\]", lambda m: made[m[1]], text)
    return re.sub(r"\[\[widget ([\w-]+)\]\]", lambda m: widgets.gallery(m[1]) or m[0], text)


def chapter_map(nav: list) -> str:
    """The pages of the navigation as a Markdown list, each with the description that its front matter gives."""
    lines = []
    for entry in paths(nav):
        known = about(entry)
        if entry != "index.md":
            lines.append(f"- [{known['title']}]({entry}): {known['description']}")
    return "\n".join(lines)


def question_list(pages: list[Page], nav: list) -> str:
    """The pages that ask something, with the number of their questions; the browser counts those that were answered."""
    known = {page.path.name: page for page in pages}
    lines, total = [], 0
    for entry in paths(nav):
        page = known.get(entry) or notebooks.asking(DOCS / entry)
        if ids := [question.id for question in page.questions]:
            link = f'[{page.front_matter["title"]}]({entry}){{data-questions="{" ".join(ids)}"}}'
            lines.append(f"- {link} <span>{len(ids)} question{'s' * (len(ids) > 1)}</span>")
            total += len(ids)
    return "\n\n".join(["//// html | quiz-progress", f"{total} questions", "\n".join(lines), "////"])


def listing_table(pages: list[Page]) -> str:
    """Every listing by page, as a Markdown table with the packages that it imports."""
    lines = ["| listing | needs |", "|---|---|"]
    for page in pages:
        for path in page.listings:
            needs = ", ".join(downloads.packages((SNIPPETS / path).read_text("utf-8"))) or "only Python"
            lines.append(f"| [{path}](snippets/{path}) | {needs} |")
    return "\n".join(lines)


def about(entry: str) -> dict[str, str]:
    """Title and description of a page or notebook."""
    path = DOCS / entry
    return notebooks.metadata(path) if path.suffix == ".ipynb" else Page(path).front_matter


def navigation(nav) -> list[str]:
    """The sources of the navigation's pages, in their order: the first one, and each once, or `PageError` is raised."""
    settings = ROOT / "mkdocs.yml"
    found = paths(nav or [])
    if "index.md" not in found:
        raise PageError(settings, line_of(settings, "nav:"), "the navigation lacks the first page; write '- index.md'")
    sources = [path for kind in ("[!.]*.md", "[!.]*.ipynb") for path in sorted(DOCS.glob(kind))]
    for entry in found:
        if not (DOCS / entry).is_file():
            problem = f"the navigation names {entry}, and docs/ has no such file; write it, or correct the name"
            raise PageError(
                settings, line_of(settings, entry), problem + meant(entry.lower(), [p.name for p in sources])
            )
    for path in sources:
        if path.suffix == ".ipynb" and path.with_suffix(".md").is_file():
            problem = f"it has the same address as {path.stem}.md, of which one would be lost; rename one of the two"
            raise PageError(path, 1, problem)
        if (times := found.count(path.name)) != 1:
            problem = f"the navigation names {path.name} {times} times; name each page once, as '- {path.name}'"
            raise PageError(settings, line_of(settings, path.name if times else "nav:"), problem)
    return found


def paths(nav) -> list[str]:
    """The sources that ``nav``, or a part of it, names."""
    if isinstance(nav, str):
        return [nav]
    return [path for item in (nav.values() if isinstance(nav, dict) else nav) for path in paths(item)]
