"""G12: the book is not married to one builder: ProperDocs makes the same pages, and the plain tree reads the same elsewhere."""

import importlib.util
import json
import os
import posixpath
import re
from html import unescape
from pathlib import Path

import pytest
from grammar import DOCS, Page
from markdown_it import MarkdownIt

from tests.conftest import SOURCES, article, built_page, html_pages

# Where formulas stand in Markdown; in HTML they are MathML, which has no text to compare.
FORMULA = re.compile(r"\$\$.*?\$\$|\$[^$\n]+\$", re.DOTALL)
NOT_ELSEWHERE = re.compile(
    r'<div class="take-along">.*?</div>|<math\b.*?</math>|<a class="headerlink".*?</a>|<script\b.*?</script>', re.DOTALL
)


@pytest.fixture(scope="module")
def by_properdocs(build, tmp_path_factory) -> Path:
    if importlib.util.find_spec("properdocs") is None:
        message = "ProperDocs is not installed: pip install --constraint constraints.txt --group portable"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(message)
    folder = tmp_path_factory.mktemp("properdocs") / "site"
    build(DOCS.parent, folder, "properdocs")
    return folder


def text_of(html: str) -> str:
    """The article of a built page without what no other builder has."""
    return NOT_ELSEWHERE.sub("", article(html))


def words(html: str) -> list[str]:
    """What there is to read, without the brackets that a style sheet or the source puts around the number of a citation."""
    text = unescape(re.sub(r"<[^>]+>", "\n", re.sub(r"</?(?:span|wbr)\b[^>]*>", "", html)))
    return re.sub(r"\[(\d+)\](?=\n)", r"\1", text).split()


def links(html: str) -> list[str]:
    return [unescape(link) for link in re.findall(r'<a [^>]*?href="([^"]*)"', html)]


def built_pages(site: Path) -> dict[str, str]:
    return {path.relative_to(site).as_posix(): path.read_text("utf-8") for path in html_pages(site)}


def test_properdocs_builds_the_same_articles(site, by_properdocs):
    ours, theirs = built_pages(site), built_pages(by_properdocs)
    assert ours.keys() == theirs.keys()
    formulas = {name: re.findall(r"<math\b.*?</math>", html, re.DOTALL) for name, html in ours.items()}
    assert any(formulas.values())
    assert len(ours) > len(SOURCES), "each page, and the one for addresses at which there is none"
    for name, html in ours.items():
        assert words(text_of(theirs[name])) == words(text_of(html)), f"{name}: another text"
        assert links(text_of(theirs[name])) == links(text_of(html)), f"{name}: other links"
        assert re.findall(r"<math\b.*?</math>", theirs[name], re.DOTALL) == formulas[name], f"{name}: other formulas"
    files = [
        {path.relative_to(folder) for path in folder.rglob("*") if path.is_file()} for folder in (site, by_properdocs)
    ]
    assert files[0] == files[1]


def read_elsewhere(text: str) -> str:
    """A plain page as a reader of CommonMark shows it, one that knows nothing of this book."""
    text = re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.DOTALL)
    prose = Page(Path("page.md"), text).prose
    for match in reversed(list(FORMULA.finditer(prose))):
        text = text[: match.start()] + text[match.end() :]
    return MarkdownIt("commonmark", {"html": True}).enable("table").render(text)


def from_root(link: str, page: str) -> str:
    """Where a link of the built ``page`` leads, written as it is in the sources: ``edges.md#section``."""
    if re.match(r"[a-z]+:", link):
        return link
    path, hash_sign, anchor = link.partition("#")
    if not path or re.fullmatch(r"[\w-]+\.\w+", path):
        return link  # to the page itself, or to a file beside it
    folder = "" if page == "index" else page
    target = posixpath.normpath(posixpath.join(folder, path))
    if path.endswith("/") or path in (".", ".."):
        target = "index.md" if target == "." else f"{target}.md"
    return target + hash_sign + anchor


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.stem)
def test_the_plain_tree_reads_the_same_elsewhere(site, plain, source):
    """Words, code, links and pictures of each page, read by another Markdown without any extension but tables."""
    html = text_of(built_page(site, source.stem))
    text = (plain / f"{source.stem}.md").read_text("utf-8")
    shown = read_elsewhere(text)
    assert words(shown) == words(html)
    assert links(shown) == [from_root(link, source.stem) for link in links(html)]
    pictures = re.findall(r'<img (?:class="plot" )?(?:src="[^"]*" )?alt="([^"]*)"', shown)
    ours = re.findall(r'<img [^>]*?alt="([^"]*)"', re.sub(r'<picture class="dark-only">.*?</picture>', "", html))
    assert [words(alt) for alt in pictures] == [words(alt) for alt in ours]


def test_the_plain_tree_is_whole(plain):
    """Title and description, nothing of our grammar, and every file that is shown or linked."""
    assert {path.name for path in plain.glob("*.md")} == {f"{source.stem}.md" for source in SOURCES}
    for path in plain.glob("*.md"):
        text = path.read_text("utf-8")
        front = re.match(r"---\ntitle: (.+)\ndescription: (.+)\n---\n# ", text)
        assert front and all(json.loads(value) for value in front.groups()), path.name
        prose = Page(path, text).prose
        assert not re.findall(r"<!--|--8<--|\[\[|^/{3,}|\[@|\{[.#:]", FORMULA.sub("", prose), re.MULTILINE), path.name
        shown = read_elsewhere(text)
        for link in [*links(shown), *re.findall(r'<img [^>]*?src="([^"]*)"', shown)]:
            if not re.match(r"[a-z]+:|#", link):
                assert (plain / link.partition("#")[0]).is_file(), f"{path.name}: {link}"
