"""One style sheet for the theme's and the book's: a page is painted when all have arrived, and one arrives before four do.

What nobody needs is left out of it, because all of it comes before the first paint.
"""

import posixpath
import re
from pathlib import Path

SHEET = "assets/styles.css"
LINK = re.compile(r'[ \t]*<link rel="stylesheet" href="(?P<up>[^"]*?)(?P<path>assets/[^"]+\.css)">\n?')
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
# A match begins behind a brace; tried at every letter of a selector, it takes a second for a sheet of 140 KB.
COLOUR = re.compile(r"(?<![^{}])[^{}]*\[data-md-color-(?:primary|accent)=(?P<name>[\w-]+)\][^{}]*\{[^{}]*\}")
ADDRESS = re.compile(r'url\((?P<quote>["\']?)(?!data:|#)(?P<path>[^"\')]+)(?P=quote)\)')


def merge(page: str) -> tuple[str, list[str]]:
    """The page with a link to `SHEET` where the first of its style sheets was, and the paths of those in their order."""
    links = list(LINK.finditer(page))
    if not links:
        return page, []
    start = links[0].start()
    one = f'<link rel="stylesheet" href="{links[0]["up"]}{SHEET}">\n'
    return page[:start] + one + LINK.sub("", page[start:]), [link["path"] for link in links]


def join(site: Path, paths: list[str], colours: set[str]) -> str:
    """The style sheets of ``site`` as one, without comments and without the theme's rules for other colours than ``colours``.

    Addresses in them lead where they led.
    """

    def read(path: str) -> str:
        def moved(address: re.Match) -> str:
            there = posixpath.join(posixpath.dirname(path), address["path"])
            return f'url("{posixpath.relpath(there, posixpath.dirname(SHEET))}")'

        text = COMMENT.sub("", (site / path).read_text("utf-8"))
        text = COLOUR.sub(lambda rule: rule[0] if rule["name"] in colours else "", text)
        return re.sub(r"\n\s*", "\n", ADDRESS.sub(moved, text))

    return "\n".join(map(read, paths))
