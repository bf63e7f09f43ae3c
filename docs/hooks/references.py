"""The numbered references: one line of references.md each, linked from every citation and back to the pages that cite."""

import re

from grammar import DOCS, REFERENCE, Page

DOI = re.compile(r"\bdoi:(10\.\d{4,9}/[^\s]*[^\s.])")
ARXIV = re.compile(r"\barXiv:(\d{4}\.\d{4,5})\b")
UNCHECKED = "(unchecked)"


def numbering() -> dict[str, int]:
    """Number of each reference by its key, in the order of references.md."""
    page = Page(DOCS / "references.md")
    numbers: dict[str, int] = {}
    for match in REFERENCE.finditer(page.prose):
        if match["key"] in numbers:
            raise page.error(match.start(), f"reference {match['key']} stands here twice; keep one")
        numbers[match["key"]] = len(numbers) + 1
    return numbers


def entries() -> dict[str, str]:
    """The text of each reference by its key, as Markdown."""
    return {match["key"]: _written(match["text"]) for match in REFERENCE.finditer(Page(DOCS / "references.md").prose)}


def backlinks(pages: list[Page]) -> dict[str, list[Page]]:
    """The pages that cite each reference."""
    citing: dict[str, list[Page]] = {}
    for page in pages:
        for key in page.citations:
            citing.setdefault(key, []).append(page)
    return citing


def render(page: Page, citing: dict[str, list[Page]]) -> str:
    """references.md with each entry as a numbered paragraph, its identifiers as links, and the pages that cite it."""

    def entry(match: re.Match) -> str:
        key, text = match["key"], _written(match["text"])
        if key not in citing:
            raise page.error(match.start(), f"no page cites [@{key}]; cite it or remove it")
        cited_on = ", ".join(f"[{p.front_matter['title']}]({p.path.name})" for p in citing[key])
        number = numbers[key]
        return f"**{number}.** {text} Cited on {cited_on}.\n{{: #{key} .reference }}\n"

    numbers = numbering()
    return REFERENCE.sub(entry, page.text)


def _written(text: str) -> str:
    """An entry with its identifiers as links, and in words that it was not checked."""
    unchecked = text.strip().endswith(UNCHECKED)
    text = text.strip().removesuffix(UNCHECKED).rstrip()
    text = DOI.sub(r"[doi:\1](https://doi.org/\1)", text)
    text = ARXIV.sub(r"[arXiv:\1](https://arxiv.org/abs/\1)", text)
    text = text.rstrip(".") + "."
    return text + " *Not checked against the original.*" if unchecked else text
