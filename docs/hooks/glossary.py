"""The terms of glossary.md: where each is introduced, and its meaning as a tooltip where a page first uses it."""

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import pairwise

from grammar import DOCS, Page, blank, edit

ENTRY = re.compile(
    r"^(?P<term>[A-Za-z]\S*(?: \S+)*)\n:   (?P<meaning>.+?) First used on \[[^\]]*\]\((?P<page>[\w-]+)\.\w+\)\.[ \t]*$",
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
    # Each begins with a letter: most of what is between words is blanks, at which no name need be tried.
    return re.compile(rf"(?<![\w-])(?=[a-z])(?P<name>{any_name})s?(?![\w-])", re.IGNORECASE)


def terms() -> list[Term]:
    """The entries of the glossary; longer terms first, so that they are found before the words they contain."""
    page = Page(DOCS / "glossary.md")
    entries = list(ENTRY.finditer(page.unfenced))
    _nothing_lost(page, entries)
    for before, entry in pairwise(entries):
        if entry["term"].lower() <= before["term"].lower():
            again = entry["term"].lower() in [other["term"].lower() for other in entries[: entries.index(entry)]]
            problem = (
                "stands here twice; keep one" if again else f"stands before {before['term']!r} in the alphabet; move it"
            )
            raise page.error(entry.start(), f"{entry['term']!r} {problem}")
    for entry in entries:
        if not any((DOCS / f"{entry['page']}.{suffix}").is_file() for suffix in ("md", "ipynb")):
            there = sorted(path.name for kind in ("*.md", "*.ipynb") for path in DOCS.glob(kind))
            near = get_close_matches(entry["page"], there, n=1) or there
            raise page.error(entry.start("page"), f"there is no page {entry['page']!r}; there is {', '.join(near)}")
        if markup := re.search(r"[`$<]|\[@", entry["meaning"]):
            problem = (
                f"{markup[0]!r} in the meaning of {entry['term']!r}, which tooltips show as plain text; write words"
            )
            raise page.error(entry.start("meaning"), problem)
    found = [Term(entry["term"], _plain(entry["meaning"]), entry["page"]) for entry in entries]
    return sorted(found, key=lambda term: (-len(term.name), term.name))


def _nothing_lost(page: Page, entries: list[re.Match]) -> None:
    """Raise `PageError` for a meaning that belongs to no entry, and for a line between the entries that does."""
    read = {entry.start("meaning") for entry in entries}
    for meaning in re.finditer(r"^[ \t]*:(?P<blanks>[ \t]*)", page.unfenced, re.MULTILINE):
        term = page.unfenced[: meaning.start()].rstrip("\n").rpartition("\n")[2]
        if meaning.end() in read:
            continue
        if not meaning[0].startswith(":") or meaning["blanks"] != "   ":
            problem = "a meaning begins with a colon in the first column and three blanks: ':   The ...'"
        elif page.unfenced[meaning.start() - 2 : meaning.start()] == "\n\n":
            problem = "this meaning has no term; write it in the line above"
        elif not re.fullmatch(r"[A-Za-z]\S*(?: \S+)*", term):
            problem = f"the term {term!r} above is no word; write it alone in its line, beginning with a letter"
        else:
            problem = f"entry {term!r} does not end with 'First used on [title](page.md).', all in one line"
        raise page.error(meaning.start(), problem)
    for before, after in pairwise(entries):
        if lost := re.search(r"\S.*", page.unfenced[before.end() : after.start()]):
            raise page.error(
                before.end() + lost.start(), f"{lost[0]!r} belongs to no entry; write ':   ' and its meaning below"
            )


def _in_a_cell(text: str) -> str:
    """``text`` without the bar that would end the cell of a table."""
    return text.replace("|", "&#124;")


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


def with_tooltips(page: Page, glossary: list[Term], order: Sequence[str] = ()) -> Page:
    """The page with each term's meaning where it first stands; the page that introduces the term says it itself.

    A question asks, and shows no meanings: its options are pressed, and what it replies are copies.

    A term that the page uses before it is introduced, in the ``order`` of reading, raises `PageError`.
    """
    edits = []
    for term, (start, end) in first_uses(page, glossary).items():
        if {page.name, term.page} <= set(order) and order.index(term.page) > order.index(page.name):
            raise page.error(
                start,
                f"{page.text[start:end]!r} is introduced later, on {term.page}; say it in other words, or introduce it here "
                "and say so in glossary.md",
            )
        asked = any(question.start <= start < question.end for question in page.questions)
        if term.page != page.name and not asked:
            edits.append(
                (
                    start,
                    end,
                    f'<abbr tabindex="0" title="{_in_a_cell(html.escape(term.meaning))}">{page.text[start:end]}</abbr>',
                )
            )
    return type(page)(page.path, edit(page.text, edits))
