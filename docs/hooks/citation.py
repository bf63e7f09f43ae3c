"""How the book and each of its pages are cited: in words and as BibTeX, from CITATION.cff and nothing else."""

import re
from dataclasses import dataclass
from pathlib import Path

import yaml

NEEDED = ("title", "version", "authors")
ESCAPED = {character: f"\\{character}" for character in "&%$#_{}"} | {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}


class CitationError(Exception):
    """A mistake in CITATION.cff: the line, what is wrong, what would be right."""


@dataclass(frozen=True)
class Book:
    """What CITATION.cff says of the book; ``authors`` are ("family names", "given names") or ("name of a group", "")."""

    title: str
    version: str
    year: str
    authors: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Citation:
    text: str
    bibtex: str


def read(path: Path) -> Book:
    """The book that ``path`` describes."""
    try:
        found = yaml.safe_load(path.read_text("utf-8"))
    except FileNotFoundError:
        raise CitationError(f"{path.name}:1: there is no such file; it says how the book is cited") from None
    except UnicodeDecodeError as error:
        line = path.read_bytes().count(b"\n", 0, error.start) + 1
        raise CitationError(f"{path.name}:{line}: this line is not UTF-8; save the file in that encoding") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or "this"
        raise CitationError(
            f"{path.name}:{mark.line + 1 if mark else 1}: not YAML: {problem}; put a value with a colon in quotes"
        ) from None
    if not isinstance(found, dict):
        raise CitationError(f"{path.name}:1: lines 'name: value' are needed, of which {', '.join(NEEDED)}")
    for name in NEEDED:
        if not found.get(name):
            raise CitationError(f"{path.name}:1: there is no {name}; write '{name}: ...'")
    authors = found["authors"] if isinstance(found["authors"], list) else [found["authors"]]
    return Book(
        str(found["title"]),
        str(found["version"]),
        str(found.get("date-released", ""))[:4],
        tuple(_author(author, path) for author in authors),
    )


def cite(book: Book, name: str, title: str, address: str) -> Citation:
    """How to cite the page ``name`` (or, with ``name`` empty, the book), which is found at ``address`` or nowhere yet."""
    names = [f"{family}, {given}" if given else family for family, given in book.authors]
    edition = f"Version {book.version}" + (f", {book.year}" if book.year else "")
    what = f"“{title}.” In {book.title}" if name else book.title
    who = " and ".join([", ".join(names[:-1]), names[-1]] if names[1:] else names)
    text = " ".join(f"{part}." for part in (who.rstrip("."), what.rstrip("."), edition)).replace("?.", "?")
    lines = {
        "author": " and ".join(f"{{{_tex(n)}}}" if not book.authors[i][1] else _tex(n) for i, n in enumerate(names)),
        "title": f"{{{_tex(title if name else book.title)}}}",
        "year": book.year,
        "note": (f"In {_tex(book.title)}, version " if name else "Version ") + _tex(book.version),
        "url": address,
    }
    key = "-".join(filter(None, (re.sub(r"[^a-z]+", "-", book.title.lower()).strip("-"), name)))
    fields = ",\n".join(f"  {field} = {{{value}}}" for field, value in lines.items() if value)
    return Citation(f"{text} {address}".strip(), f"@misc{{{key},\n{fields}\n}}")


def _author(author: object, path: Path) -> tuple[str, str]:
    given = author if isinstance(author, dict) else {}
    family = given.get("name") or given.get("family-names")
    if not family:
        line = next((n for n, t in enumerate(path.read_text("utf-8").splitlines(), 1) if t.startswith("authors")), 1)
        raise CitationError(
            f"{path.name}:{line}: author {author!r} has neither 'name' nor 'family-names'; write '- name: ...'"
        )
    return str(family), "" if given.get("name") else str(given.get("given-names", ""))


def _tex(text: str) -> str:
    return "".join(ESCAPED.get(character, character) for character in text)
