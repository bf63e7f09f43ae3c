"""The book can be found, shared, cited and mended, and what once had an address keeps it."""

import io
import json
import os
import posixpath
import re
import tomllib
from html import unescape
from xml.etree import ElementTree

import citation
import pytest
import yaml
from grammar import ROOT
from PIL import Image
from sklearn.datasets import load_digits
from widgets import TABLE

from tests import small_book
from tests.conftest import PHONE, PREFIX, PUBLISHED, SOURCES, address, article, built_page

BOOK = PUBLISHED["SITE_URL"]


def meta(page: str, name: str) -> str | None:
    """What the head of a page says under a name (or property); None if it says nothing, or says it twice."""
    found = re.findall(rf'<meta (?:name|property)="{re.escape(name)}" content="([^"]*)">', page)
    return unescape(found[0]) if len(found) == 1 else None


def test_the_version_that_is_cited_is_this_one():
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    assert yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))["version"] == version


def test_every_page_is_searched_to_its_end(site):
    """Its last heading is found, and four of five words: those of links and titles are written beside them."""
    entries = json.loads((site / "search" / "search_index.json").read_text("utf-8"))["docs"]
    for source in SOURCES:
        html = article(built_page(site, source.stem))
        own = [entry for entry in entries if entry["location"].split("#")[0] == address(source.stem)]
        for last in re.findall(r'<h2 id="([^"]+)"', html)[-1:]:
            assert address(source.stem) + f"#{last}" in [entry["location"] for entry in own], source.name
        found, words = (
            len(re.findall(r"\w+", re.sub("<[^>]+>", " ", text))) for text in (" ".join(e["text"] for e in own), html)
        )
        assert found > 0.8 * words, f"{source.name}: {found} of {words} words"


def test_titles_and_descriptions_tell_pages_apart(site):
    pages = {source.name: built_page(site, source.stem) for source in SOURCES}
    titles = {name: re.findall(r"<title>(.*?)</title>", page) for name, page in pages.items()}
    assert all(len(found) == 1 for found in titles.values())
    assert len({found[0] for found in titles.values()}) == len(pages)
    assert titles["index.md"] == ["Why Convolutions?"]
    descriptions = {name: meta(page, "description") for name, page in pages.items()}
    assert len(set(descriptions.values())) == len(pages)
    assert [name for name, text in descriptions.items() if not text or not 40 <= len(text) <= 200] == []


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.stem)
def test_a_link_to_a_page_is_shown_with_title_and_picture(site, source):
    page = built_page(site, source.stem)
    assert f'<link rel="canonical" href="{BOOK}{address(source.stem)}">' in page
    assert not re.search('<link rel="(?:prev|next)"', page), "Firefox asks for the next page, and the policy refuses it"
    assert meta(page, "og:url") == BOOK + address(source.stem)
    assert meta(page, "og:description") == meta(page, "twitter:description") == meta(page, "description")
    title = re.search(r"<title>(.*?)</title>", page)[1]
    assert meta(page, "og:title") == meta(page, "twitter:title") == unescape(title.removesuffix(" - Why Convolutions?"))
    assert meta(page, "og:image") == meta(page, "twitter:image") == f"{BOOK}assets/preview.png"
    assert meta(page, "og:image:alt") and meta(page, "twitter:card") == "summary_large_image"
    picture = Image.open(io.BytesIO((site / "assets/preview.png").read_bytes()))
    assert picture.format == "PNG" and picture.size == (1200, 630)
    assert (meta(page, "og:image:width"), meta(page, "og:image:height")) == ("1200", "630")


def test_sitemap_lists_every_page_and_nothing_else(site):
    found = [entry.text for entry in ElementTree.parse(site / "sitemap.xml").iter() if entry.tag.endswith("loc")]
    assert sorted(found) == sorted(BOOK + address(source.stem) for source in SOURCES)


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.stem)
def test_a_page_says_how_to_mend_and_cite_it(site, source):
    end = re.search(r'<div class="take-along">.*?</div>', built_page(site, source.stem), re.DOTALL)[0]
    links = [unescape(link) for link in re.findall(r'href="([^"]*)"', end)]
    assert f"{PUBLISHED['REPO_URL']}/{PUBLISHED['EDIT_URI']}{source.name}" in links
    form = ROOT / ".github/ISSUE_TEMPLATE/error-in-the-text.yml"
    assert any(f"/issues/new?template={form.name}&page=" in link for link in links)
    cited = unescape(end)
    book = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    assert all(cited.count(value) >= 2 for value in (book["title"], str(book["version"]), BOOK + address(source.stem)))
    assert cited.count(book["authors"][0]["name"]) >= 2
    bibtex = re.search(r"@misc\{[\w-]+,\n(?:  \w+ = \{.*\},?\n)+\}", cited)[0]
    assert f"url = {{{BOOK}{address(source.stem)}}}" in bibtex


@pytest.mark.parametrize("form", ["error-in-the-text", "broken-example"])
def test_issue_forms_have_the_shape_that_github_reads(form):
    """Name, description and fields with labels; ids are unique, and a link may fill in the page."""
    text = yaml.safe_load((ROOT / f".github/ISSUE_TEMPLATE/{form}.yml").read_text("utf-8"))
    assert text["name"] and text["description"]
    fields = [field for field in text["body"] if field["type"] != "markdown"]
    ids = [field["id"] for field in fields]
    assert len(set(ids)) == len(ids) and "page" in ids
    assert all(field["attributes"]["label"] for field in fields)
    assert any(field.get("validations", {}).get("required") for field in fields)


def test_404_helps(site):
    """From any depth: a field that searches, the way to every page, and what may have happened."""
    page = (site / "404.html").read_text("utf-8")
    assert meta(page, "robots") == "noindex" and 'rel="canonical"' not in page
    shown = article(page)
    targets = re.findall(r'(?:href|action)="([^"]*)"', shown)
    own = [posixpath.normpath(target).rstrip("/") + "/" for target in targets if not target.startswith("http")]
    assert all(target.startswith(PREFIX) for target in own), own
    assert {target.removeprefix(PREFIX) for target in own} == {address(source.stem) for source in SOURCES}
    assert [
        s.name
        for s in SOURCES
        if s.stem != "index" and meta(built_page(site, s.stem), "description") not in unescape(shown)
    ] == []
    assert re.search(r'<form [^>]*>.*<label for="find">.*<input id="find" name="q"', shown, re.DOTALL)


@pytest.mark.browser
def test_404_searches(visit, served):
    with visit(PHONE) as page:
        page.goto(f"{served}404.html")
        page.get_by_label("Look for a word").fill("stride")
        # The page links to where the book is published; here it is served from another port.
        page.evaluate(
            "document.querySelector('.find').action = new URL(document.querySelector('.find').action).pathname"
        )
        page.get_by_role("button", name="Find").click()
        page.locator(".md-search-result__link mark").first.wait_for()
        assert page.url.startswith(served)


RENAMED = """\
  redirects:
    old-page.md: page.md
    older.ipynb: page.md#counting-weights
"""


@pytest.fixture(scope="module")
def renamed(small, tmp_path_factory):
    """A small book of which two pages were renamed; where a workflow publishes the real one does not matter to it."""
    book = small_book.copied(small, tmp_path_factory.mktemp("renamed") / "book")
    settings = (book / "mkdocs.yml").read_text("utf-8")
    (book / "mkdocs.yml").write_text(settings.replace(small_book.REDIRECTS, RENAMED), "utf-8")
    with pytest.MonkeyPatch.context() as workflow:
        workflow.setenv("SITE_URL", "https://example.org/published/")
        run = small_book.run(book, "mkdocs", "build")
    assert run.returncode == 0, run.stderr
    return book / "site"


@pytest.mark.parametrize(
    ("old", "new", "anchor"),
    [("old-page", "page/", ""), ("older", "page/", "#counting-weights")],
    ids=["page", "section"],
)
def test_an_old_address_leads_to_the_new(renamed, old, new, anchor):
    page = (renamed / old / "index.html").read_text("utf-8")
    assert f'<link rel="canonical" href="http://127.0.0.1:8000/{new}">' in page
    (target,) = re.findall(r'<meta http-equiv="refresh" content="0; url=([^"]*)">', page)
    assert target == f"../{new}{anchor}"
    assert f'<a href="{target}">A page</a>' in page
    assert "<script" not in page and "Content-Security-Policy" in page
    assert old not in (renamed / "sitemap.xml").read_text("utf-8")


def test_without_an_address_of_the_sources_no_page_links_to_them(renamed):
    page = (renamed / "page/index.html").read_text("utf-8")
    assert "take-along" in page and "/edit/" not in page and "/issues/" not in page


CFF = "title: A book\nversion: 1.2.0\ndate-released: 2027-03-04\nauthors:\n{authors}"
PEOPLE = "  - family-names: Lee\n    given-names: Ada\n  - family-names: Noether\n    given-names: Emmy & Co\n"


def test_people_are_cited_by_name_and_year(tmp_path):
    file = tmp_path / "CITATION.cff"
    file.write_text(CFF.format(authors=PEOPLE), "utf-8")
    cited = citation.cite(citation.read(file), "edges", "Edges: 50 % of {all}", "https://example.org/edges/")
    assert cited.text == (
        "Lee, Ada and Noether, Emmy & Co. “Edges: 50 % of {all}.” In A book. Version 1.2.0, 2027. https://example.org/edges/"
    )
    assert cited.bibtex.splitlines() == [
        "@misc{a-book-edges,",
        r"  author = {Lee, Ada and Noether, Emmy \& Co},",
        r"  title = {{Edges: 50 \% of \{all\}}},",
        "  year = {2027},",
        "  note = {In A book, version 1.2.0},",
        "  url = {https://example.org/edges/}",
        "}",
    ]


def test_the_preview_is_drawn_alike_twice(tmp_path):
    """Without its cache, and whatever the user's settings of Matplotlib are."""
    import preview

    (tmp_path / "matplotlibrc").write_text("font.size: 30\nsavefig.facecolor: red\n", "utf-8")
    before = os.environ.get("MATPLOTLIBRC")
    drawn = preview.render("A title", "A sentence. Another.", tmp_path / "one")
    os.environ["MATPLOTLIBRC"] = str(tmp_path / "matplotlibrc")
    try:
        assert preview.render("A title", "A sentence. Another.", tmp_path / "two") == drawn
    finally:
        os.environ.pop("MATPLOTLIBRC") if before is None else os.environ.update(MATPLOTLIBRC=before)
    assert len(drawn) < 100_000


def test_the_preview_shows_a_digit_of_scikit_learn():
    import preview

    images, labels = load_digits(return_X_y=True)
    assert tuple(map(tuple, images[labels == 3][0].reshape(8, 8))) == preview.DIGIT


def test_it_is_said_what_each_test_file_protects():
    table = (ROOT / "CONTRIBUTING.md").read_text("utf-8").split("## What each check protects")[1]
    named = set(re.findall(r"`tests/(test_\w+)\.py`", table))
    there = {path.stem for path in (ROOT / "tests").glob("test_*.py")}
    of_pages = (
        {f"test_{source.stem.replace('-', '_')}" for source in SOURCES} if "`tests/test_<page>.py`" in table else set()
    )
    of_widgets = {f"test_{name.replace('-', '_')}" for name in TABLE} if "`tests/test_<widget>.py`" in table else set()
    assert there - named - of_pages - of_widgets == set(), (
        "files of which CONTRIBUTING.md doesn't say what they protect, and which no page has the name of"
    )
    assert named - there == set(), "files that are gone"
