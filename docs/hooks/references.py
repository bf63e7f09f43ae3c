"""The numbered references: one line of references.md each, linked from every citation and back to the pages that cite."""

import re

from grammar import DOCS, REFERENCE, Page

DOI = re.compile(r"\bdoi:(10\.\d{4,9}/[^\s]*[^\s.,;])")
ARXIV = re.compile(r"\barXiv:(\d{4}\.\d{4,5})\b")
KEY = re.compile(r"[a-z]+-(?P<year>\d{4})[a-z]?")
UNCHECKED = "(unchecked)"


def numbering() -> dict[str, int]:
    """Number of each reference by its key, in the order of references.md."""
    page = Page(DOCS / "references.md")
    numbers: dict[str, int] = {}
    read = {match.start(): match for match in REFERENCE.finditer(page.prose)}
    for line in re.finditer(r"^[ \t]*\[ *@.*$", page.prose, re.MULTILINE):
        match = read.get(line.start())
        if problem := _malformed(match, list(numbers)):
            raise page.error(line.start(), problem)
        if re.match(r"\n[ \t]*[^\s\[]", page.prose[line.end() :]):
            raise page.error(line.end() + 1, "an entry is one line; join this one to the line above")
        numbers[match["key"]] = len(numbers) + 1
    return numbers


def _malformed(entry: re.Match | None, before: list[str]) -> str | None:
    """What is wrong with an entry of references.md, or None; ``before`` has the keys of those above it."""
    if entry is None or not entry["text"].strip():
        return "this line is no entry; write '[@name-2001]: Authors. *Title.* Venue, year.' in the first column"
    key, text = entry["key"], entry["text"]
    name_and_year = KEY.fullmatch(key)
    if not name_and_year:
        return f"the key {key!r} is no name and year; write [@name-2001], a second work of that year [@name-2001b]"
    if key in before:
        return f"reference {key} stands here twice; keep one"
    if before and key < before[-1]:
        return f"{key} stands before {before[-1]} in the alphabet; move it"
    if name_and_year["year"] not in text:
        return f"the year {name_and_year['year']} of the key {key!r} stands nowhere in the entry; correct one of them"
    if unlike := re.search(r"\(unchecked\)[^)]+$|\(Unchecked\)", text):
        return f"{unlike[0]!r}: an entry that nobody checked against the original ends with {UNCHECKED}"
    if malformed := re.search(
        r"\b(?:doi(?:\.org/|:| (?=10))|arxiv(?::| (?=\d)))\S*", ARXIV.sub("", DOI.sub("", text)), re.IGNORECASE
    ):
        return f"{malformed[0]!r} is no identifier; write doi:10.1000/182 or arXiv:1701.04128"
    return None


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
