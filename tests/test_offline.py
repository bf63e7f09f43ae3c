"""G8, its offline half: the zip of `make offline`, opened from a folder, reads, finds and shows, and asks nobody."""

import re
import zipfile
from contextlib import contextmanager
from pathlib import Path

import built
import offline
import pytest
from grammar import ROOT

from tests.conftest import SOURCES, html_pages, serving
from tests.drivers import DRIVERS

SEARCH = "convolution"
# Loads what is further down too, and gives the addresses of visible pictures that did not come.
MISSING = """async () => {
  const shown = [...document.images].filter(image => image.checkVisibility());
  for (const image of shown) image.loading = "eager";
  await Promise.all(shown.map(image => image.decode().catch(() => {})));
  return shown.filter(image => !image.naturalWidth).map(image => image.currentSrc);
}"""
# Whether a fallback is seen before the line that says how to serve it, and what is read of both.
READS = """widget => {
  const [first] = widget.children;
  return [first.checkVisibility() && !first.matches(".from-disk"), widget.innerText];
}"""


@pytest.fixture(scope="module")
def packed(build, tmp_path_factory) -> Path:
    """The zip file."""
    folder = tmp_path_factory.mktemp("offline") / "why-convolutions"
    build(ROOT, folder, OFFLINE="true")
    return folder.with_name("why-convolutions.zip")


@pytest.fixture(scope="module")
def unpacked(packed, tmp_path_factory) -> Path:
    """The folder that a reader gets from the zip file, below one whose name needs quoting."""
    folder = tmp_path_factory.mktemp("a reader's downloads, 100 %")
    with zipfile.ZipFile(packed) as file:
        assert {name.split("/")[0] for name in file.namelist()} == {"why-convolutions"}
        file.extractall(folder)
    return folder / "why-convolutions"


@pytest.fixture(scope="module")
def pages(unpacked) -> list[Path]:
    found = html_pages(unpacked)
    assert {page.stem for page in found} == {source.stem for source in SOURCES}
    return found


@pytest.fixture
def reading(visit):
    """Opens a window and notes what a reader must not meet."""

    @contextmanager
    def reading(problems: list[str]):
        with visit() as page:

            def note(problem: str) -> None:
                problems.append(f"{page.url.rsplit('/', 1)[-1]}: {problem}")

            def failed(request) -> None:
                if request.failure != "net::ERR_ABORTED":  # the next page was opened while it was on its way
                    note(f"could not load {request.url}")

            def said(message) -> None:
                if message.type in ("error", "warning"):
                    note(message.text)

            own = ("file:", "data:", "blob:", "about:")
            page.on("request", lambda request: request.url.startswith(own) or note(f"asks {request.url}"))
            page.on("requestfailed", failed)
            page.on("pageerror", lambda raised: note(str(raised)))
            page.on("console", said)
            yield page

    return reading


@pytest.mark.browser
def test_it_reads_finds_and_shows_from_disk(reading, pages, unpacked):
    """A widget keeps its fallback and says once how to serve it."""
    problems: list[str] = []
    met = set()
    with reading(problems) as page:
        for path in pages:
            page.goto(path.as_uri())
            assert page.locator("h1").is_visible()
            assert page.evaluate(MISSING) == [], path.name
            for name in [name for name, driver in DRIVERS.items() if f"{path.stem}/" == driver.PAGE]:
                kept, text = page.locator(name).first.evaluate(READS)
                assert kept and text.count("http.server") == 1, name
                assert f'python3 -m http.server --directory "{unpacked}"' in text, name
                met.add(name)
            if path in (pages[0], pages[-1]):  # the index is the same for all
                page.get_by_role("textbox", name="Search").click()
                page.keyboard.type(SEARCH)
                found = page.locator(".md-search-result__link:has(mark)").first
                found.wait_for()
        found.click()
        page.wait_for_url("file:**.html?h=*")
        assert SEARCH in page.locator("article").inner_text().lower()
        page.locator("article mark").first.wait_for()  # by the rules of the index, which is read there anew
    assert not problems, "\n".join(problems)
    assert met == {name for name in DRIVERS if any(f"<{name}" in path.read_text("utf-8") for path in pages)}


@pytest.mark.browser
def test_its_policy_holds_on_disk(reading, pages):
    """Files of this disk load because it names them; what is inline or elsewhere stays out."""
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]*)"', pages[0].read_text("utf-8"))
    assert policy.count("'self' file:") == policy.count("'self'") > 0 and "unsafe" not in policy
    with reading([]) as page:
        page.goto(pages[0].as_uri())
        assert page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--measure')")
        blocked = page.evaluate(
            """async () => {
              const blocked = [];
              document.addEventListener("securitypolicyviolation", (event) => blocked.push(event.effectiveDirective));
              const script = document.createElement("script");
              script.textContent = "globalThis.ran = true";
              document.body.append(script);
              new Image().src = "https://example.org/picture.png";
              await new Promise((resolve) => setTimeout(resolve, 200));
              return [blocked.sort(), globalThis.ran === true];
            }"""
        )
        assert blocked == [["img-src", "script-src-elem"], False]


@pytest.mark.browser
def test_the_same_folder_can_be_served(visit, unpacked, pages):
    """As the widgets advise: then modules run, and the search has its worker."""
    with serving(unpacked) as address, visit() as page:
        page.goto(f"{address}{pages[0].name}")
        page.get_by_role("textbox", name="Search").click()
        page.keyboard.type(SEARCH)
        page.locator(".md-search-result__link mark").first.wait_for()
        assert page.locator("iframe").count() == 0


def test_links_name_files_and_not_folders(pages):
    """A browser shows a folder on disk as a list of files."""
    for path in pages:
        page = built.Links()
        page.feed(path.read_text("utf-8"))
        for _, _, link in page.links:
            if not re.match(r"[a-z]+:|#", link):
                assert (path.parent / link.partition("#")[0]).is_file(), f"{path.name}: {link}"


def test_the_published_site_has_nothing_of_it(site):
    assert not (site / offline.WORKER).exists() and not (site / "search" / "search_index.js").exists()
    assert "search-from-disk" not in (site / "index.html").read_text("utf-8")


def test_it_is_packed_alike_on_every_day(packed, unpacked):
    assert offline.pack(unpacked, "why-convolutions") == packed.read_bytes()
    with zipfile.ZipFile(packed) as file:
        assert {entry.date_time for entry in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}
