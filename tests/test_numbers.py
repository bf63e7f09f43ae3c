"""Every number is what its expression gives; no result stands without one (G4)."""

import contextlib
import re
import tomllib
from fractions import Fraction

import marks
import pytest
from grammar import DOCS, ROOT, Page, PageError, pages
from notebooks import read, source
from references import numbering

QUOTATIONS = ROOT / "tests" / "quotations.toml"
# The references are titles, pages and identifiers: names, all of them.
PAGES = [page for page in pages() if page.name != "references"] + [source(path) for path in DOCS.glob("*.ipynb")]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_numbers_of_the_page(page):
    try:
        errors = marks.wrong(page, marks.namespace(page), set(numbering()))
    except PageError as error:
        errors = [error]
    if errors:
        pytest.fail("\n".join(map(str, errors)), pytrace=False)


def test_no_page_is_left_out():
    files = {path.stem for path in (*DOCS.glob("*.md"), *DOCS.glob("*.ipynb"))}
    assert {page.name for page in PAGES} == files - {"references"}


def quotations() -> dict[str, dict[str, str]]:
    return tomllib.loads(QUOTATIONS.read_text("utf-8"))


def quoted(page: Page) -> list[tuple[int, str, str]]:
    """Position, key and number with its unit of each number that the page takes from a work."""
    cited = [number for number in marks.marked(page) if number.mark.key]
    return [(number.mark.start, number.mark.key, number.literal.strip("*_ ")) for number in cited]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_numbers_quoted_on_the_page(page):
    known, numbers = quotations(), []
    with contextlib.suppress(PageError):  # which is told with the other numbers of the page, as unknown works are
        numbers = [quote for quote in quoted(page) if quote[1] in numbering()]
    errors = [
        page.error(
            position,
            f"{number} is quoted from {key}, of which tests/quotations.toml has {', '.join(known.get(key, ())) or 'nothing'}; "
            "look it up in the work, then correct it here or add it there",
        )
        for position, key, number in numbers
        if number not in known.get(key, ())
    ]
    if errors:
        pytest.fail("\n".join(map(str, errors)), pytrace=False)


def test_every_quotation_is_quoted():
    used = set()
    for page in PAGES:
        with contextlib.suppress(PageError):
            used |= {(key, number) for _, key, number in quoted(page)}
    assert {(key, number) for key, numbers in quotations().items() for number in numbers} - used == set()


def test_titles_descriptions_and_alt_texts_state_no_number():
    """What stands outside the text of a page has no place for a mark, so it has no number that would need one."""
    stated = [text for page in PAGES for text in (page.front_matter["title"], page.front_matter["description"])]
    for path in DOCS.glob("*.ipynb"):
        stated += [cell["metadata"].get("alt", "") for cell in read(path)["cells"]]
    stated += re.findall(r"^ *- (.+?):(?: \S+\.md)?$", (ROOT / "mkdocs.yml").read_text("utf-8"), re.MULTILINE)
    assert [text for text in stated if marks.unmarked(Page(DOCS / "probe.md", f"A {text}\n"))] == []


def test_every_exemption_is_needed():
    """The list of exemptions only shrinks: one that no page needs any more is removed."""
    prose = "\n".join(page.prose for page in PAGES)
    unused = [pattern for pattern in marks.EXEMPT if not re.search(pattern, prose)]
    assert not unused


@pytest.mark.parametrize(
    ("text", "value", "right"),
    [
        ("150,529,000", 150_529_000, True),
        ("150,529,000", 150_529_001, False),
        ("150{,}529{,}000", 150_529_000, True),
        ("89.4 %", Fraction(894, 1000), True),
        ("89.4 %", 0.8936, True),
        ("89.4 %", 89.4, False),
        ("10.07 GB", 10_070_523_904, True),
        ("10.07 GB", 10_080_000_000, False),
        ("1.85 G", 1_849_688_064, True),
        ("138 million", 138_357_544, True),
        ("−2", -2, True),
        ("-2", 2, False),
        ("0.00", -0.001, True),
        ("+3", 3, True),
        ("7 px", 7, True),
        ("**7** px", 7, True),
        ("5,575×", 50_176 / 9, True),
        ("2.80 × 10<sup>8</sup>", 279_736_775, True),
        ("2.81 × 10<sup>8</sup>", 279_736_775, False),
        ("1.15 \\times 10^{1888}", 256**784, True),
        ("1.15 \\times 10^{1889}", 256**784, False),
        ("9.99 × 10<sup>2</sup>", 999.9, False),
        ("37 thousand", 37_000, True),
        ("1", True, False),
        ("4.55 × 10<sup>-2</sup>", 0.0455, True),
    ],
)
def test_a_value_is_compared_as_it_is_written(text, value, right):
    page = Page(DOCS / "probe.md", f"It is {text}<!-- = value -->.\n")
    assert bool(marks.wrong(page, {"value": value}, set())) is not right


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("It is 99<!-- = 98 + 1 -->.", "computed from 98"),
        ("It is 99<!-- = 99 * 1 -->.", "computed from 99"),
        ("Half of 198<!-- given --> is 99<!-- = 198 / 2 -->.", None),
        ("$1{,}920 \\times 2 = 3{,}840<!-- = 1920 * 2 -->$", None),
        ("It is 99<!-- = nine * 11 -->.", None),
        ("It is 99<!-- = 9 * 11 -->, and 110 is not 11.0.", None),
        ("It is 99<!-- = 9 * 11 -->, and 110 is not 11.5 or a11.", "computed from 11"),
    ],
)
def test_an_expression_of_constants_takes_them_from_the_page(text, says):
    page = Page(DOCS / "probe.md", text)
    found = [str(e) for e in marks.wrong(page, {"nine": 9}, set()) if "no mark" not in str(e)]
    assert [says in error for error in found] == ([True] if says else [])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("It has 9 weights and 10 rows.", []),
        ("It has 27 weights.", ["27"]),
        ("It has 0.5 of them.", ["0.5"]),
        ("It has 1,792<!-- = f(1) --> weights.", []),
        ("A 224 × 224 × 3 image of 1998 for VGG-16.", []),
        ("As `x = 1234` says.", []),
        ("| a | 3 |", ["3"]),
        ("| 3 × 3 | 3<!-- given --> |", []),
        ("$150{,}528 + 27$", ["150{,}528", "27"]),
        ("[a link](https://example.org/1234)", []),
        ("1. an item\n2. another\n", []),
        ("It has so many:\n37. That is much.\n", ["37"]),
        ("It takes 37ms and 300k.", ["37", "300"]),
        ("/// note | It has 37 layers\nText\n///\n", ["37"]),
        ('[this](index.md "It has 37")', ["37"]),
        ("It is <37 weights, and 38> too.", ["37", "38"]),
        ("5,575 × 50,176", ["5,575", "50,176"]),
        ("![5 weights](figures/style.svg)\n/// caption\nOf 3 × 3 and 2.\n///\n", ["5", "2"]),
    ],
)
def test_numbers_without_a_mark_are_found(text, found):
    page = Page(DOCS / "probe.md", text)
    assert [number for _, number in marks.unmarked(page)] == found
