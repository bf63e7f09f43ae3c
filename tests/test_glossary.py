"""Terms are used where they are introduced, and show their meaning where they first stand; the build refuses earlier uses."""

import glossary
from grammar import DOCS


def test_every_term_is_used_on_the_page_that_introduces_it():
    for term in glossary.terms():
        path = next(DOCS.glob(f"{term.page}.*"))
        source = path.read_text("utf-8").replace("\\n", " ")
        assert term.pattern.search(source), f"{term.name} does not occur on {path.name}"


def test_a_term_shows_its_meaning_once_where_it_first_stands(site):
    terms = {term.name: term for term in glossary.terms()}
    html = (site / "edges" / "index.html").read_text("utf-8")
    assert html.count(f'<abbr title="{terms["Feature map"].meaning}">') == 1
    assert "<abbr" not in (site / "glossary" / "index.html").read_text("utf-8")
