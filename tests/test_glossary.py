"""Terms are used where they are introduced, and show their meaning where they first stand; the build refuses earlier uses."""

import re
from html import unescape

import glossary
import pytest
from grammar import DOCS, Page
from markdown import markdown


def test_every_term_is_used_on_the_page_that_introduces_it():
    for term in glossary.terms():
        path = next(DOCS.glob(f"{term.page}.*"))
        source = path.read_text("utf-8").replace("\\n", " ")
        if not term.pattern.search(source):
            line = (DOCS / "glossary.md").read_text("utf-8").splitlines().index(term.name) + 1
            problem = f"{term.name!r} does not occur on {path.name}; name the page that first uses it"
            pytest.fail(f"docs/glossary.md:{line}: {problem}", pytrace=False)


def test_a_term_shows_its_meaning_once_where_it_first_stands(site):
    terms = {term.name: term for term in glossary.terms()}
    html = (site / "edges" / "index.html").read_text("utf-8")
    assert html.count(f'<abbr tabindex="0" title="{terms["Feature map"].meaning}">') == 1
    assert "<abbr" not in (site / "glossary" / "index.html").read_text("utf-8")


def test_every_tooltip_is_the_whole_meaning_of_its_term(site):
    terms, found = glossary.terms(), 0
    for path in site.rglob("*.html"):
        for title, shown in re.findall(r'<abbr tabindex="0" title="([^"]*)">([^<]*)</abbr>', path.read_text("utf-8")):
            found += 1
            assert [term.meaning for term in terms if term.pattern.fullmatch(shown)] == [unescape(title)], (
                f"{path}: {shown}"
            )
    assert found > 50


def test_a_meaning_with_a_bar_does_not_end_a_cell(tmp_path):
    term = glossary.Term("norm", "Written |x|.", "other")
    page = Page(tmp_path / "page.md", "| the norm | its value |\n|---|---|\n| a | b |\n")
    shown = markdown(glossary.with_tooltips(page, [term]).text, extensions=["tables"])
    assert re.findall(r"<th>(.*?)</th>", shown)[1] == "its value"
    assert 'title="Written &#124;x&#124;."' in shown


def test_a_question_shows_no_meanings(site):
    """In its options they would lie under the press that chooses, and its replies are copies, which show none."""
    questions = [
        question
        for path in site.rglob("*.html")
        for question in re.findall(r"<quick-check.*?</quick-check>", path.read_text("utf-8"), re.DOTALL)
    ]
    assert len(questions) > 50
    assert [question for question in questions if "<abbr" in question] == []
