"""One style sheet for the theme's and the book's: a page is painted when all have arrived, and one arrives before four do."""

import posixpath
import re
from pathlib import Path

SHEET = "assets/styles.css"
LINK = re.compile(r'[ \t]*<link rel="stylesheet" href="(?P<up>[^"]*?)(?P<path>assets/[^"]+\.css)">\n?')
ADDRESS = re.compile(r'url\((?P<quote>["\']?)(?!data:|#)(?P<path>[^"\')]+)(?P=quote)\)')


def merge(page: str) -> tuple[str, list[str]]:
    """The page with a link to `SHEET` where the first of its style sheets was, and the paths of those in their order."""
    links = list(LINK.finditer(page))
    if not links:
        return page, []
    start = links[0].start()
    one = f'<link rel="stylesheet" href="{links[0]["up"]}{SHEET}">\n'
    return page[:start] + one + LINK.sub("", page[start:]), [link["path"] for link in links]


def join(site: Path, paths: list[str]) -> str:
    """The style sheets of ``site`` as one; addresses in them lead where they led."""

    def read(path: str) -> str:
        def moved(address: re.Match) -> str:
            there = posixpath.join(posixpath.dirname(path), address["path"])
            return f'url("{posixpath.relpath(there, posixpath.dirname(SHEET))}")'

        return ADDRESS.sub(moved, (site / path).read_text("utf-8"))

    return "\n".join(map(read, paths))
