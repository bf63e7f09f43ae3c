"""The terms of glossary.md: where each is introduced, and its meaning as a tooltip where a page first uses it."""

import html
import re
from dataclasses import dataclass

from grammar import DOCS, Page, blank, edit

ENTRY = re.compile(
    r"^(?P<term>[A-Za-z]\S*(?: \S+)*)\n:   (?P<meaning>.+?) First used on \[[^\]]*\]\((?P<page>[\w-]+)\.\w+\)\.$",
    re.MULTILINE,
)
# What is no running text: headings, links and images, formulas, tags, marks, names of blocks.
NO_TEXT = re.compile(
    r"^#[^\n]*$|^[ \t]*/{3,}[^\n]*$"
    r"|!?\[(?:<!--.*?-->|[^\]])*\]\([^)]*\)|\[@[\w-]+\]"
    r"|\$\$.*?\$\$|\$[^$\n]+\$|<!--.*?-->|<[^>\n]*>|\{[:#.][^}\n]*\}",
    re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True)
class Term:
    """A term, what it means in plain words, and the page that introduces it."""

    name: str
    meaning: str
    page: str

    @property
    def pattern(self) -> re.Pattern:
        """The term in running text, singular or plural."""
        return _pattern(self.name)


def _pattern(*names: str) -> re.Pattern:
    """Any of the names in running text; where two begin at one place, the one named first."""
    any_name = "|".join(re.escape(name).replace(r"\ ", r"\s+") for name in names) or r"(?!)"
    return re.compile(rf"(?<![\w-])(?P<name>{any_name})s?(?![\w-])", re.IGNORECASE)


def terms() -> list[Term]:
    """The entries of the glossary; longer terms first, so that they are found before the words they contain."""
    page = Page(DOCS / "glossary.md")
    found = [Term(m["term"], _plain(m["meaning"]), m["page"]) for m in ENTRY.finditer(page.text)]
    names = {term.name for term in found}
    for match in re.finditer(r"^(\S.*)\n:   ", page.text, re.MULTILINE):
        if match[1] not in names:
            raise page.error(match.start(), f"entry {match[1]!r} does not end with 'First used on [title](page.md).'")
    return sorted(found, key=lambda term: (-len(term.name), term.name))


def _plain(meaning: str) -> str:
    return re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", meaning).replace("*", "")


def first_uses(page: Page, glossary: list[Term]) -> dict[Term, tuple[int, int]]:
    """Where the running text of ``page`` first uses each term."""
    text = NO_TEXT.sub(blank, page.prose)
    by_name = {term.name.lower(): term for term in glossary}
    uses: dict[Term, tuple[int, int]] = {}
    for match in _pattern(*by_name).finditer(text):
        uses.setdefault(by_name[" ".join(match["name"].lower().split())], match.span())
    return uses


def with_tooltips(page: Page, glossary: list[Term]) -> Page:
    """The page with each term's meaning where it first stands; the page that introduces the term says it itself."""
    edits = [
        (start, end, f'<abbr title="{html.escape(term.meaning)}">{page.text[start:end]}</abbr>')
        for term, (start, end) in first_uses(page, glossary).items()
        if term.page != page.name
    ]
    return type(page)(page.path, edit(page.text, edits))
