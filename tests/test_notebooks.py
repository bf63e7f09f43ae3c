"""Every page that is downloaded as a notebook is valid, says what its page says, and runs to the outputs that it holds.

One notebook is run, another on each day of the year; the environment variable NOTEBOOKS names others, or all.
"""

import ast
import base64
import datetime
import os
import re
import zipfile
from doctest import DocTestParser
from html import unescape
from unicodedata import normalize
from urllib.parse import urlsplit

import book
import downloads
import figures
import nbformat
import pytest
import references
from grammar import COMMENT, SHOWN, SNIPPETS, Page, pages
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from references import numbering

from tests.conftest import PUBLISHED, address, built_page

TAKEN = [page for page in pages() if page.name not in downloads.NO_NOTEBOOK]
RUNNABLE = [page.name for page in TAKEN if page.listings]
TODAY = datetime.date.today().timetuple().tm_yday
CHOSEN = os.environ.get("NOTEBOOKS") or RUNNABLE[TODAY % len(RUNNABLE)]
NAMES = RUNNABLE if CHOSEN == "all" else CHOSEN.split(",")

# What Jupyter shows of a picture that is attached to a cell, by its first bytes. It shows no SVG there.
PICTURES = {"image/png": b"\x89PNG", "image/webp": b"RIFF"}


@pytest.fixture(scope="module")
def taken(site):
    """A function that reads the notebook of a page from the built site."""
    return lambda name: nbformat.reads((site / downloads.path(name)).read_text("utf-8"), 4)


def code_of(page: Page) -> list[str]:
    """The code that the page shows, in order: its listings as they are now, the lines typed in its sessions."""
    found = []
    for fence in page.fences:
        if fence.language == "python":
            found.append((SNIPPETS / page.listing(fence)).read_text("utf-8"))
        elif fence.language == "pycon":
            found += [part.source for part in DocTestParser().get_examples(fence.body)]
    return found


def prose_of(notebook) -> str:
    return "\n\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")


def words(markdown: str) -> str:
    """The words of Markdown, one blank between them, without the targets of links and the numbers of citations."""
    text = re.sub(r"\]\((?:[^()\s]|\([^()]*\))*\)", "]", markdown)
    text = re.sub(r"\[@[\w-]+\]|\[\d+\]", " ", text)
    return " ".join(re.findall(r"\w+", unescape(re.sub(r"</?\w+>", " ", text))))


def outputs(cell) -> list[tuple[str, str]]:
    """What a code cell shows: kind and text, with the pieces of a stream joined, which arrive cut at any place."""
    shown: list[tuple[str, str]] = []
    for output in cell.outputs:
        kind = output.get("name", output.output_type)
        text = output.text if output.output_type == "stream" else output.data["text/plain"]
        if shown and kind == shown[-1][0] == output.get("name"):
            text = shown.pop()[1] + text
        shown.append((kind, text))
    return shown


@pytest.mark.parametrize("page", TAKEN, ids=lambda page: page.name)
def test_a_notebook_is_valid_and_holds_its_pictures(taken, page):
    notebook = taken(page.name)
    nbformat.validate(notebook)
    assert notebook.nbformat_minor >= 5
    shown = []
    for cell in notebook.cells:
        files = re.findall(r"!\[[^\]]+\]\(attachment:([\w.]+)\)", cell.source) if cell.cell_type == "markdown" else []
        assert files == list(cell.get("attachments", {}))
        for file in files:
            ((kind, data),) = cell.attachments[file].items()
            assert base64.b64decode(data, validate=True).startswith(PICTURES[kind])
        shown += [file.split(".")[0] for file in files]
    assert shown == [figure["name"] for figure in page.figures]


@pytest.mark.parametrize("page", TAKEN, ids=lambda page: page.name)
def test_its_cells_are_the_listings_and_probes_with_their_outputs(taken, page):
    cells = [cell for cell in taken(page.name).cells if cell.cell_type == "code"]
    assert "".join(f"{cell.source}\n" for cell in cells) == "".join(code_of(page))
    whole = {f"{cell.source}\n": "".join(text for _, text in outputs(cell)) for cell in cells}
    answers = []
    for fence in page.fences:
        if fence.language == "python":
            output = page.output_after(fence)
            assert whole[(SNIPPETS / page.listing(fence)).read_text("utf-8")] == (output.body if output else "")
        elif fence.language == "pycon":
            answers += [part.want.rstrip("\n") for part in DocTestParser().get_examples(fence.body) if part.want]
    listed = {(SNIPPETS / path).read_text("utf-8") for path in page.listings}
    stored = [cell for cell in cells if f"{cell.source}\n" not in listed and cell.outputs]
    assert ["".join(text for _, text in outputs(cell)).rstrip("\n") for cell in stored] == answers


@pytest.mark.parametrize("page", TAKEN, ids=lambda page: page.name)
def test_its_questions_say_which_answer_is_right(taken, page):
    prose = prose_of(taken(page.name))
    said = re.findall(r"^\*\*(.*?): (right|no)\.\*\*", prose, flags=re.MULTILINE)
    wanted = []
    for question in page.questions:
        labels = [
            COMMENT.sub("", option.text).strip() if question.form else "ABCD"[i]
            for i, option in enumerate(question.options)
        ]
        wanted += [
            (label, "right" if option.right else "no") for label, option in zip(labels, question.options, strict=True)
        ]
        wanted += [("Any other number", "no")] if question.other else []
    assert said == wanted


@pytest.mark.parametrize("page", TAKEN, ids=lambda page: page.name)
def test_a_source_has_the_number_of_its_own_work(taken, page):
    keys = {number: key for key, number in numbering().items()}
    _, _, sources = prose_of(taken(page.name)).partition("## Sources")
    found = re.findall(r"^\[(\d+)\] (.+)", sources, flags=re.MULTILINE)
    assert {keys[int(number)] for number, _ in found} == set(page.citations)
    for number, text in found:
        name, year = re.fullmatch(r"([a-z-]+)-(\d{4})[a-z]?", keys[int(number)]).groups()
        plain = normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
        assert year in plain and name.split("-")[0] in plain.replace(" ", ""), (
            f"[{number}] is {keys[int(number)]}, not {text}"
        )


@pytest.mark.parametrize("page", TAKEN, ids=lambda page: page.name)
def test_its_pictures_are_those_for_light_paper(taken, site, page):
    for cell in taken(page.name).cells:
        for file, held in cell.get("attachments", {}).items():
            if file.endswith(".webp"):
                assert base64.b64decode(held["image/webp"]) == (site / "figures" / file).read_bytes(), file


def test_packages_have_the_names_by_which_they_are_installed():
    code = "import os\nimport skimage.data\nfrom sklearn import datasets\nimport numpy as np"
    assert downloads.packages(code) == ["numpy", "scikit-image", "scikit-learn"]
    assert downloads.packages("from skimage import data") == ["scikit-image"]


@pytest.mark.parametrize("page", TAKEN, ids=lambda page: page.name)
def test_no_cell_asks_for_what_a_notebook_lacks(taken, page):
    for cell in taken(page.name).cells:
        if cell.cell_type == "code":
            names = {node.id for node in ast.walk(ast.parse(cell.source)) if isinstance(node, ast.Name)}
            assert "__file__" not in names, f"a notebook has no __file__; this cell asks for it:\n{cell.source}"


@pytest.mark.parametrize("page", TAKEN, ids=lambda page: page.name)
def test_it_says_every_paragraph_of_the_page(taken, page):
    """And nothing of the grammar is left in it."""
    prose = prose_of(taken(page.name))
    said = f" {words(prose)} "
    text = COMMENT.sub("", page.unfenced)
    text = re.sub(
        r"^ {4}[\w-]+: .*$|\[\[.*?\]\]", "", text, flags=re.MULTILINE
    )  # options of blocks, lists of the build
    text = re.sub(r"^[ \t]*/{3,} *(?:html|question|exercise)\b.*$", "\n", text, flags=re.MULTILINE)
    text = re.sub(r"^[ \t]*/{3,}(?: *[\w.-]+ *)?\|?", "\n", text, flags=re.MULTILINE)  # a title of a block stays
    text = re.sub(r"^- \[[ x?]\] (?:none of these$)?", "\n", text, flags=re.MULTILINE)
    paragraphs = [said_here for part in re.split(r"\n\s*\n", text) if (said_here := words(part))]
    assert paragraphs
    assert [paragraph for paragraph in paragraphs if f" {paragraph} " not in said] == []
    for fence in page.fences:
        if fence.language in SHOWN and not fence.is_output:
            assert fence.body in prose
    plain = re.sub(r"^```.*?^```$", "", prose, flags=re.MULTILINE | re.DOTALL)
    left = re.findall(
        r"<!--|--8<--|\[\[[a-z ]+\]\]|\[@|^[> ]*/{3,}.*$|^\s*- \[[ x]\]|\]\([\w-]+\.\w+", plain, re.MULTILINE
    )
    assert left == []


@pytest.mark.parametrize("page", TAKEN, ids=lambda page: page.name)
def test_its_links_lead_somewhere_and_its_sources_stand_at_its_end(taken, page, site):
    prose = prose_of(taken(page.name))
    address = PUBLISHED["SITE_URL"]
    for target in re.findall(r"(?<!!)\[[^\[\]]*\]\(([^)\s]+)\)", prose):
        if not target.startswith(address):
            assert target.startswith("https://"), target
            continue
        parts = urlsplit(target.removeprefix(address))
        file = site / parts.path
        file = file / "index.html" if file.is_dir() else file
        assert file.is_file(), target
        assert not parts.fragment or f'id="{parts.fragment}"' in file.read_text("utf-8"), target
    body, _, end = prose.partition("\n## Sources\n")
    numbers = references.numbering()
    cited = {str(numbers[match[1]]) for match in re.finditer(r"\[@([\w-]+)\]", page.prose)}
    assert set(re.findall(r"(?<![\w\]])\[(\d+)\]", body)) >= cited
    assert set(re.findall(r"^\[(\d+)\] \S", end, re.MULTILINE)) == {str(numbers[key]) for key in page.citations}


def test_the_link_on_a_page_leads_to_its_notebook(site):
    for name in [page.name for page in TAKEN] + ["numpy-cnn"]:
        link = r'<a href="([^"]+)" download>Download this page as a notebook</a>'
        assert re.findall(link, built_page(site, name)) == [f"{name}.ipynb"]
        nbformat.validate(nbformat.reads((site / address(name) / f"{name}.ipynb").read_text("utf-8"), 4))


def test_the_archive_holds_the_listings_and_nothing_else(site):
    with zipfile.ZipFile(site / downloads.ARCHIVE) as archive:
        held = {name.removeprefix("why-convolutions/"): archive.read(name) for name in archive.namelist()}
        assert archive.namelist() == sorted(archive.namelist())
    assert held == {path: (SNIPPETS / path).read_bytes() for page in pages() for path in page.listings}


def test_downloads_are_the_same_when_made_again(site):
    """Byte for byte, from the sources as they are now."""
    wanted = sorted({figure["path"].removeprefix("figures/") for page in pages() for figure in page.figures})
    drawn = figures.render(wanted, book.CACHE / "figures")
    title = re.search(r"^site_name: (.*)$", (book.grammar.ROOT / "mkdocs.yml").read_text("utf-8"), re.MULTILINE)[1]
    edition = downloads.Edition(title, PUBLISHED["SITE_URL"], references.numbering(), references.entries(), drawn)
    for page in pages():
        if page.name not in downloads.NO_NOTEBOOK and "[[" not in page.text:
            again = downloads.notebook(page, edition)
            assert again == (site / downloads.path(page.name)).read_bytes(), page.name
    listings = [path for page in pages() for path in page.listings]
    assert downloads.archive(listings) == downloads.archive(reversed(listings))
    assert downloads.archive(listings) == (site / downloads.ARCHIVE).read_bytes()


def test_without_an_address_links_within_the_book_are_plain_text(tmp_path):
    source = (
        "---\ntitle: A\n---\n# A\n\nSee [the *next* page](b.md#c), [above](#a) and [elsewhere](https://example.org).\n"
    )
    edition = downloads.Edition("A book", "", {}, {}, {})
    prose = prose_of(nbformat.reads(downloads.notebook(Page(tmp_path / "a.md", source), edition).decode(), 4))
    assert "See the *next* page, above and [elsewhere](https://example.org)." in prose


@pytest.mark.parametrize("name", NAMES)
def test_it_runs_from_top_to_bottom_and_gives_the_outputs_it_holds(taken, name, tmp_path, monkeypatch):
    print(f"running the notebook of {name!r}; again with NOTEBOOKS={name}, every one with NOTEBOOKS=all")
    profile = tmp_path / "ipython" / "profile_default" / "ipython_kernel_config.json"
    profile.parent.mkdir(parents=True)
    profile.write_text('{"IPKernelApp": {"log_level": "ERROR"}}', "utf-8")
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))  # nobody's start-up files
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    monkeypatch.delenv("PYTHONPATH", raising=False)
    empty = tmp_path / "empty"
    empty.mkdir()
    notebook = taken(name)
    held = [outputs(cell) for cell in notebook.cells if cell.cell_type == "code"]
    client = NotebookClient(notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(empty)}})
    try:
        client.execute()
    except CellExecutionError as error:
        pytest.fail(f"a cell of the notebook of {name!r} raised {error.ename}: {error.evalue}\n{error}", pytrace=False)
    assert [outputs(cell) for cell in notebook.cells if cell.cell_type == "code"] == held
    assert list(empty.iterdir()) == [], "a notebook leaves nothing behind"
