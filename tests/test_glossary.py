"""Terms are explained before they are used, and show their meaning where they first stand."""

import re

import glossary
import pytest
from grammar import DOCS, ROOT, Page

NAVIGATION = (ROOT / "mkdocs.yml").read_text("utf-8").split("\nnav:")[1].split("\n\n")[0]
# The chapter in the order of reading; the pages after it are for looking things up.
ORDER = re.findall(r"([\w-]+)\.(?:md|ipynb)", NAVIGATION.split("- The book:")[0])


@pytest.mark.parametrize("name", [name for name in ORDER if (DOCS / f"{name}.md").is_file()])
def test_no_term_is_used_before_the_page_that_introduces_it(name):
    page = Page(DOCS / f"{name}.md")
    early = [
        f"docs/{name}.md:{page.line(start)}: {page.text[start:end]!r} is introduced on {term.page}"
        for term, (start, end) in glossary.first_uses(page, glossary.terms()).items()
        if ORDER.index(term.page) > ORDER.index(name)
    ]
    assert not early, "\n".join(early)


def test_every_term_is_used_on_the_page_that_introduces_it():
    for term in glossary.terms():
        path = next(DOCS.glob(f"{term.page}.*"))
        source = path.read_text("utf-8").replace("\\n", " ")
        assert term.pattern.search(source), f"{term.name} does not occur on {path.name}"


def test_terms_are_in_alphabetical_order_and_explained_once():
    names = re.findall(r"^(\S.*)\n:   ", (DOCS / "glossary.md").read_text("utf-8"), re.MULTILINE)
    assert names == sorted(set(names), key=str.lower)


def test_a_term_shows_its_meaning_once_where_it_first_stands(site):
    terms = {term.name: term for term in glossary.terms()}
    html = (site / "edges" / "index.html").read_text("utf-8")
    assert html.count(f'<abbr title="{terms["Feature map"].meaning}">') == 1
    assert "<abbr" not in (site / "glossary" / "index.html").read_text("utf-8")
