"""Checks the built site as a reader's browser meets it: dead links, anchors and images, empty or repeated attributes."""

import difflib
import posixpath
import re
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

from grammar import meant

LOADS = {"src", "href", "srcset", "data", "poster"}
# Nine tags of ten have a class at most, so that there is nothing in them to check; reading on without them is faster.
PLAIN = re.compile(r'</?(?!img\b|script\b|style\b)\w+(?: class="[^"<>]*")?>')


class SiteError(Exception):
    """Everything that is wrong with the built site, one line each, naming the source page and, where it can be found, the line."""


class Links(HTMLParser):
    """Collects the anchors of a page, what it links to and loads, and what is malformed."""

    def __init__(self):
        super().__init__()
        self.ids: Counter[str] = Counter()
        self.links: list[tuple[str, str, str]] = []
        self.problems: list[tuple[str, str]] = []  # what its line holds, and what is wrong

    def handle_starttag(self, tag, attributes):
        names = Counter(name for name, _ in attributes)
        for name, count in names.items():
            if count > 1:
                self.problems.append((f"{name}=", f"<{tag}> has {name} twice"))
        given = dict(attributes)
        if given.get("id"):
            self.ids[given["id"]] += 1
        if tag == "a" and given.get("name"):
            self.ids[given["name"]] += 0
        if tag == "img" and not (given.get("alt") or "").strip():
            src = given.get("src") or ""
            self.problems.append((src, f"<img src={src!r}> has no alt text; say what it shows"))
        if "style" in given:
            problem = f"<{tag} style={given['style']!r}>: an inline style, which the page's policy forbids; remove it"
            self.problems.append(("style=", problem))
        for name in LOADS & given.keys():
            value = (given[name] or "").strip()
            if not value:
                self.problems.append(("]()", f"<{tag} {name}> is empty; say where it leads"))
            else:
                self.links.append((tag, name, value))


def check(site: Path, docs: Path) -> None:
    """Raise `SiteError` if any page of ``site`` has a dead link or a malformed element; ``docs`` is searched for its line."""
    files = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
    read = {file: Links() for file in sorted(files) if file.endswith(".html")}
    for file, links in read.items():
        links.feed(PLAIN.sub("", (site / file).read_text("utf-8")))
    problems = []
    for file, links in read.items():
        source = _source(Path(file), docs)
        shown = source.relative_to(docs.parent)
        problems += [f"{shown}:{_line(source, wanted)}: {problem}" for wanted, problem in links.problems]
        problems += [
            f"{shown}:{_line(source, f'{{#{name}')}: id {name!r} stands {n} times; give one of them another"
            for name, n in links.ids.items()
            if n > 1
        ]
        for tag, name, value in links.links:
            if problem := _dead(file, value, files, docs, read):
                problems.append(f"{shown}:{_line(source, value)}: <{tag} {name}={value!r}> {problem}")
    if problems:
        raise SiteError("\n".join(dict.fromkeys(problems)))


def _dead(page: str, value: str, files: set[str], docs: Path, read: dict[str, Links]) -> str | None:
    """What is wrong with a link from ``page``, or None."""
    parts = urlsplit(value)
    if parts.scheme in ("http", "https", "mailto", "data") or value.startswith("//"):
        return None
    if page == "404.html" and parts.path.startswith("/"):
        return None  # served from any depth, so it links from the root of the host
    target = _target(page, value, files)
    if target not in files:
        there = {path.stem.lower(): path.name for kind in ("*.md", "*.ipynb") for path in docs.glob(kind)}
        near = difflib.get_close_matches(Path(parts.path).stem.lower(), there, n=1)
        return "leads nowhere: there is no such file in the site" + (f"; write {there[near[0]]}" if near else "")
    anchor = unquote(parts.fragment)
    if anchor and target in read and anchor not in read[target].ids and not anchor.startswith("__"):
        source = _source(Path(target), docs).name
        return f"leads to an anchor {anchor!r} that {source} has not" + meant(anchor, read[target].ids)
    return None


def _target(page: str, value: str, files: set[str]) -> str:
    """The file that a link from ``page`` leads to, which may not be there."""
    path = urlsplit(value).path
    target = posixpath.normpath(posixpath.join(posixpath.dirname(page), unquote(path))) if path else page
    return target if target in files else posixpath.normpath(f"{target}/index.html")


def _source(built: Path, docs: Path) -> Path:
    """The source of a built page: ``edges/index.html`` is made from edges.md or edges.ipynb, a redirect from the settings."""
    name = built.parent.as_posix() if built.name == "index.html" and built.parent != Path(".") else built.stem
    sources = (docs / f"{name}.md", docs / f"{name}.ipynb", docs / "theme" / built)
    return next((source for source in sources if source.is_file()), docs.parent / "mkdocs.yml")


def _line(source: Path, value: str) -> int:
    """The line of ``source`` that holds the link, by its last distinctive part, or the text; 1 if it isn't written there."""
    parts = urlsplit(value)
    page = parts.path.rstrip("/").removesuffix("/index.html").rpartition("/")[2]
    anchor = f"#{parts.fragment}" if parts.fragment else ""
    whole = [f"]({target})" for target in (value, f"{page}.md{anchor}", f"{page}.ipynb{anchor}")]
    last = parts.path.rstrip("/").rsplit("/", 1)[-1]
    wanted = [w for w in (parts.fragment and f"#{parts.fragment}", last.strip(".")) if w]
    if source.is_file():
        lines = source.read_text("utf-8").splitlines()
        for target in whole:
            if number := next((number for number, line in enumerate(lines, 1) if target in line), None):
                return number
        for number, line in enumerate(lines, 1):
            if wanted and all(w in line for w in wanted) and re.search(r"\]\(|href|src|\.md#|\{[^}]*[#=]", line):
                return number
    return 1
