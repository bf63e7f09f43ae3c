"""The built site shows what was run, leaves nothing of the grammar behind, and comes out the same wherever it is built."""

import json
import re
import shutil
from collections import Counter
from html import unescape

import built
import pytest
import references
import styles
from grammar import DOCS, REFERENCE, ROOT, SNIPPETS, Page, pages

from tests.conftest import SOURCES, address, article, built_page, html_pages, sent

# Pages to be read, and those of them that argue rather than sum up.
READ = [page for page in pages() if page.name not in ("glossary", "references")]
ARGUING = [
    page for page in READ if page.name not in ("index", "summary", "corrections", "teaching", "running", "widgets")
]
LONGEST = 3000  # words
SHEET = 28_000  # bytes, compressed, which every first paint waits for

# Languages of rendered blocks that no reader could take for Python.
NOT_PYTHON = {"text", "bash", "markdown"}


def blocks(html: str) -> list[tuple[str, str]]:
    """Language and text of every highlighted block of a built page."""
    found = re.findall(r'<div class="language-([\w-]+)[^"]*highlight">.*?<code>(.*?)</code>', html, re.DOTALL)
    return [(language, unescape(re.sub(r"<[^>]+>", "", code))) for language, code in found]


def run_by_sybil(page: Page) -> Counter[str]:
    """Texts of everything that Sybil runs for the page: listings, probes, the figures' code."""
    texts = [
        (SNIPPETS / page.listing(fence)).read_text("utf-8") if fence.language == "python" else fence.body
        for fence in page.fences
        if fence.language in ("python", "pycon")
    ]
    texts += [(SNIPPETS / "figures" / f"{figure['name']}.py").read_text("utf-8") for figure in page.figures]
    return Counter(text.strip("\n") for text in texts)


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.name)
def test_every_rendered_python_block_was_run(site, page):
    """G1: text for text, as many times as it is shown, whatever the fence looked like in the source."""
    html = built_page(site, page.name)
    rendered = Counter(text.strip("\n") for language, text in blocks(html) if language not in NOT_PYTHON)
    assert rendered == run_by_sybil(page)
    assert len(re.findall(r"<pre\b", html, re.IGNORECASE)) == len(blocks(html)), (
        "a block that is not a highlighted fence"
    )


@pytest.mark.parametrize("page", [page for page in pages() if page.figures], ids=lambda page: page.name)
def test_the_code_below_a_figure_is_its_own(site, page):
    """G1 and G5: in the order of the page, each figure with the file that draws it."""
    html = built_page(site, page.name)
    whole = re.findall(r"<figure\b.*?</figure>\s*<details class=\"figure-code\">.*?</details>", html, re.DOTALL)
    assert len(whole) == len(page.figures)
    for part in whole:
        (name,) = set(re.findall(r"figures/(\w+)[\w.]*\.(?:svg|webp)", part))
        ((_, code),) = blocks(part)
        assert code.strip("\n") == (SNIPPETS / "figures" / f"{name}.py").read_text("utf-8").strip("\n")


# Columns of tables, by page and head: what the mark of each of their numbers holds.
COLUMNS = {
    ("receptive-field", "right"): r"growth\(",
    ("receptive-field", "wrong"): r"own_stride_formula\(",
    ("receptive-field", "units"): r"\[0\] -->$",
    ("receptive-field", "field"): r"\[1\] -->$",
    ("receptive-field", "coverage"): r"\[2\] -->$",
    ("shift-experiment", "centred"): '"centred"',
    ("shift-experiment", "1 px"): '"1 px"',
    ("shift-experiment", "2 px"): '"2 px"',
    ("index", "dense"): r"224\) \*\* 2",
    ("index", "convolution"): r"3 \* 3",
}


@pytest.mark.parametrize(("name", "head"), COLUMNS)
def test_a_column_holds_what_its_head_says(name, head):
    page = Page(DOCS / f"{name}.md")
    held = []
    for table in re.findall(r"(?:^\|.*\|\n)+", page.text, flags=re.MULTILINE):
        rows = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in table.splitlines()]
        heads = [re.sub("<!--.*?-->", "", cell).strip() for cell in rows[0]]
        if head in heads:
            held += [row[heads.index(head)] for row in rows[2:]]
    assert held and [cell for cell in held if not re.search(COLUMNS[name, head], cell)] == []


def test_every_cell_of_the_notebook_was_run(site):
    """G1 and G7: the cells shown are the notebook's, and those that print show what they printed."""
    notebook = json.loads((DOCS / "numpy-cnn.ipynb").read_text("utf-8"))
    cells = ["".join(cell["source"]).strip("\n") for cell in notebook["cells"] if cell["cell_type"] == "code"]
    html = built_page(site, "numpy-cnn")
    shown = blocks(html)
    assert len(re.findall(r"<pre\b", html, re.IGNORECASE)) == len(shown)
    assert {language for language, _ in shown} == {"python", "text"}
    assert [text.strip("\n") for language, text in shown if language == "python"] == cells
    printing = [cell for cell in cells if re.search(r"^\s*print\(", cell, re.MULTILINE)]
    assert len([text for language, text in shown if language == "text" and text.strip()]) >= len(printing) > 0
    assert json.loads((site / "numpy-cnn" / "numpy-cnn.ipynb").read_text("utf-8")) == notebook


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.name)
def test_outputs_are_shown_to_the_letter(site, page):
    """G2: the output that was compared is the output that is read."""
    shown = [text for language, text in blocks(built_page(site, page.name)) if language == "text"]
    pinned = [fence.body for fence in page.fences if fence.language == "text"]
    assert [text.strip("\n") for text in shown] == [text.strip("\n") for text in pinned]


def test_downloads_are_the_listings(site):
    listed = {path for page in pages() for path in [*page.listings, *(path for _, path in page.linked_files)]}
    downloads = {
        path.relative_to(site / "snippets").as_posix() for path in (site / "snippets").rglob("*") if path.is_file()
    }
    assert downloads == listed
    for path in listed:
        assert (site / "snippets" / path).read_bytes() == (SNIPPETS / path).read_bytes()


def test_nothing_of_the_grammar_is_left(site):
    for path in html_pages(site):
        html = path.read_text("utf-8")
        if path.name == "404.html":
            continue
        text = unescape(re.sub(r"<(script|code|math)\b.*?</\1>", "", article(html), flags=re.DOTALL))
        comments, citations = (
            r"<!--|--8<--|\[\[[^\]]*\]\]",
            r"\[@[^\]]*\]|(?<![\w/])@[a-z]+-\d{4}\b|\[[a-z]+-\d{4}[a-z]?\]",
        )
        others = r"^/{3,}.*$|\\\(|\$\$|^\s*- \[[ x]\]"
        left = re.findall(f"{comments}|{citations}|{others}", text, re.MULTILINE)
        assert not left, f"{path.relative_to(site)}: {left}"


def test_no_line_ends_between_a_number_and_its_sign(site):
    """16.8 %, 3 × 3 and VGG-16 in prose stay together; code is left as it was typed."""
    held, names, typed = 0, 0, 0
    for path in html_pages(site):
        html = article(path.read_text("utf-8")) if "<article" in path.read_text("utf-8") else ""
        prose = re.sub(r"<(code|math|pre|script)\b.*?</\1>|<[^>]*>", "|", html, flags=re.DOTALL)
        assert not re.search(r"\d [%×·]|[×·] \d|CC BY \d", prose), path
        assert ' <a class="citation"' not in html, path
        loose = re.sub(r'<span class="whole">.*?</span>', "", html)
        loose = re.sub(r"<(code|math|pre|script)\b.*?</\1>|<[^>]*>", "|", loose, flags=re.DOTALL)
        assert not re.search(r"[A-Z][a-z]*[A-Z][A-Za-z]*-\d", loose), path
        names += html.count('<span class="whole">')
        held += len(re.findall("\u00a0[%×]|×\u00a0", prose))
        typed += sum("\u00a0" in code for code in re.findall(r"<code\b.*?</code>", html, re.DOTALL))
    assert held > 100 and names > 20 and not typed


def test_only_what_readers_need_is_published(site):
    published = {path.relative_to(site).parts[0] for path in site.rglob("*") if path.is_file()}
    assert not published & {"hooks", "theme", "conftest.py"}
    assert (site / "assets/fonts/stix-two-math.woff2").stat().st_size < 60_000


def test_a_page_waits_for_one_style_sheet(site):
    """It says what the theme's say, and after them the book's, and its addresses lead to files."""
    for path in html_pages(site):
        sheets = re.findall(r'<link[^>]*rel="stylesheet"[^>]*href="([^"]+)"', path.read_text("utf-8"))
        assert len(sheets) == 1 and sheets[0].endswith(styles.SHEET), path
    sheet = (site / styles.SHEET).read_text("utf-8")
    (theme,) = (site / "assets" / "stylesheets").glob("main.*.css")
    begins = [theme.read_text("utf-8")[:100], "[data-md-color-scheme=slate]", "\n@font-face {", "\nquick-check {"]
    places = [sheet.find(begin) for begin in begins]
    assert places[0] == 0 and places == sorted(places) and -1 not in places
    assert "/*" not in sheet and set(re.findall(r"md-color-primary=(\w+)", sheet)) <= {"custom"}
    assert len(sent(site / styles.SHEET)) <= SHEET
    files = [address["path"] for address in styles.ADDRESS.finditer(sheet)]
    assert files and all((site / styles.SHEET).parent.joinpath(file).is_file() for file in files)


def test_an_address_in_a_style_sheet_leads_where_it_led(tmp_path):
    sheet = tmp_path / "assets" / "theme" / "deep.css"
    sheet.parent.mkdir(parents=True)
    sheet.write_text("a { b: url(../icon.svg); c: url('data:x') }")
    assert styles.join(tmp_path, ["assets/theme/deep.css"], set()) == "a { b: url(\"icon.svg\"); c: url('data:x') }"


def test_every_page_names_a_strict_policy(site):
    """G8: before it loads anything; nothing from elsewhere, and of what is inline only what has a hash."""
    for path in site.rglob("*.html"):
        before, *policies = re.split(r'<meta http-equiv="Content-Security-Policy" content="', path.read_text("utf-8"))
        assert len(policies) == 1, path
        assert not re.search(r"<(?:script|link|img|style)\b|<meta (?!charset)", before), f"{path}: not the first"
        kinds = dict(kind.split(None, 1) for kind in policies[0].partition('"')[0].split("; "))
        assert kinds["default-src"] == "'none'", path
        others = {source for kind in kinds.values() for source in kind.split()} - {"'none'", "'self'", "blob:", "data:"}
        assert all(source.startswith("'sha256-") for source in others), f"{path} lets in {others}"
        assert "blob:" not in kinds["script-src"] and "data:" not in kinds["script-src"], path


def test_nothing_that_is_read_waits_for_a_script(site):
    """Scripts are held back until the page is painted, and there is each of them."""
    for path in html_pages(site):
        scripts = re.findall(r"<script\b[^>]*\bsrc=[^>]*>", path.read_text("utf-8"))
        held = [
            re.fullmatch(r'<script type="text/held" data-src="/?([^"]+)"(?: defer)?>', script) for script in scripts
        ]
        assert len(held) == 3 and all(held), path
        assert all((path.parent / one[1]).is_file() or path.name == "404.html" for one in held), path


def test_the_site_has_no_dead_link(site):
    built.check(site, DOCS)


def test_every_page_is_on_the_chapter_map(site):
    index = article(built_page(site, "index"))
    for source in SOURCES:
        if source.stem != "index":
            assert f'href="{address(source.stem)}"' in index, f"{source.name} is not on the chapter map"


def test_references_are_linked_both_ways(site):
    entries = {match["key"]: match["text"] for match in REFERENCE.finditer(Page(DOCS / "references.md").text)}
    identifiers = Counter(
        i for text in entries.values() for i in references.DOI.findall(text) + references.ARXIV.findall(text)
    )
    assert [i for i, count in identifiers.items() if count > 1] == []
    html = article(built_page(site, "references"))
    for key in entries:
        assert f'id="{key}"' in html
    for citing in pages():
        shown = built_page(site, citing.name)
        for key in citing.citations:
            assert f'references/#{key}"' in shown
            entry = html[html.index(f'id="{key}"') :].split("</p>")[0]
            assert f'href="../{address(citing.name)}"' in entry


@pytest.mark.parametrize("page", READ, ids=lambda page: page.name)
def test_a_page_has_what_every_page_has(page):
    prose = page.prose
    assert "**Afterwards you can**" in prose and "**You need**" in prose, (
        "what a reader can do afterwards, and needs before"
    )
    headings = re.findall(r"^## (.+)$", prose, re.MULTILINE)
    assert headings[-2:] == ["Check yourself", "What to remember"], "the two sections with which a page ends"
    assert len(page.questions) >= 2, "at least two questions"
    remember = prose[prose.index("## What to remember") :]
    assert 2 <= len(re.findall(r"^[-*] ", remember, re.MULTILINE)) <= 4, "two to four points to remember"
    words = re.sub(r"<!--.*?-->", "", prose, flags=re.DOTALL).split()
    assert len(words) <= LONGEST, "too long for one sitting"


@pytest.mark.parametrize("page", ARGUING, ids=lambda page: page.name)
def test_a_page_that_argues_shows_and_runs(page):
    assert page.figures and page.listings, "a page that argues has a figure and a listing"


@pytest.mark.slow
def test_two_builds_in_different_folders_are_the_same(site, build, tmp_path):
    """G9: byte for byte; the second starts without a cache, under another path."""
    book = tmp_path / "elsewhere"
    for name in ("docs", "snippets"):
        shutil.copytree(ROOT / name, book / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("mkdocs.yml", "pyproject.toml", "CITATION.cff"):
        shutil.copy(ROOT / name, book / name)
    build(book, tmp_path / "site")
    first = {path.relative_to(site): path.read_bytes() for path in site.rglob("*") if path.is_file()}
    second = {p.relative_to(tmp_path / "site"): p.read_bytes() for p in (tmp_path / "site").rglob("*") if p.is_file()}
    assert first.keys() == second.keys()
    assert [str(path) for path in first if first[path] != second[path]] == []
