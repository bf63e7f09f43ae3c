"""What several test files need: the built book, the book behind an address, a browser, and a widget in it."""

import contextlib
import difflib
import gzip
import json
import os
import re
import shutil
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from filelock import FileLock
from grammar import DOCS, ROOT

from tests import forks, small_book
from tests.drivers.reader import ready

# The book is tested as it is published, with links to its sources. Where a workflow names the addresses, those are used.
PUBLISHED = {
    "SITE_URL": "http://127.0.0.1:8000/book/",
    "REPO_URL": "https://github.com/example/why-convolutions",
    "EDIT_URI": "edit/trunk/docs/",  # not what mkdocs.yml says for those who say nothing
}
PUBLISHED |= {name: given for name in PUBLISHED if (given := os.environ.get(name))}
PUBLISHED["SITE_URL"] = PUBLISHED["SITE_URL"].rstrip("/") + "/"  # as MkDocs has it
PREFIX = urlsplit(PUBLISHED["SITE_URL"]).path
# The source of every page.
SOURCES = [*sorted(DOCS.glob("*.md")), *sorted(DOCS.glob("*.ipynb"))]
LAPTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}  # a laptop at a zoom of 330 %, too
SMALL = {"width": 320, "height": 640}
SCHEMES = {"light": "default", "dark": "slate"}  # as Material calls them
WORDS = ROOT / "tests" / "words"
COMPRESSED = {".css", ".html", ".js", ".json", ".svg"}
# What it is called on different systems; the first has no windows, and opens a page in half the time.
CHROMIUM = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run "
    "--disable-background-networking --disable-component-update --disable-sync"
)


def address(name: str) -> str:
    """Where the page ``name`` lies below the address of the book; in the site this is its folder."""
    return "" if name == "index" else f"{name}/"


def built_page(site: Path, name: str) -> str:
    """The HTML of a page."""
    return (site / address(name) / "index.html").read_text("utf-8")


def html_pages(site: Path) -> list[Path]:
    """The HTML file of every page; those at old addresses of renamed pages only lead on."""
    return [path for path in sorted(site.rglob("*.html")) if 'http-equiv="refresh"' not in path.read_text("utf-8")]


def article(html: str) -> str:
    """What a page has of its own, without header, navigation and footer."""
    return html[html.index("<article") : html.index("</article>")]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--rewrite-words", action="store_true", help="write what figures and widgets say into tests/words")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes() -> None:
    """Several processes keep every core busy; threads in each of them would only wait for each other."""
    os.environ.setdefault("OMP_NUM_THREADS", "1")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files that take longest begin first, so that all processes end at about the same time."""
    marks = {item.path: set() for item in items}
    tests = Counter(item.path for item in items)
    for item in items:
        marks[item.path] |= {mark.name for mark in item.iter_markers()} & {"slow", "browser"}
    items.sort(key=lambda item: ("slow" not in marks[item.path], "browser" not in marks[item.path], -tests[item.path]))


@pytest.fixture(scope="session")
def build():
    """A function that builds the book in one folder into another, with settings of the environment and another builder."""

    def build(book: Path, target: Path, builder: str = "mkdocs", **settings: str) -> None:
        arguments = [builder, "build", "-d", str(target)]
        env = os.environ | PUBLISHED | {"NO_MKDOCS_2_WARNING": "1"} | settings
        if forks.SERVER in env and builder == "mkdocs":  # in a run within a run, of a canary
            run = forks.run(arguments, book, env, 300)
        else:
            command = [sys.executable, "-m", *arguments]
            run = subprocess.run(command, cwd=book, env=env, capture_output=True, text=True)
        if run.returncode:
            pytest.fail(f"the book does not build:\n{run.stdout}{run.stderr}", pytrace=False)

    return build


@pytest.fixture(scope="session")
def once(tmp_path_factory, worker_id):
    """A function that gives a folder of this name, made by the process of the tests that is the first to ask for it."""
    mine = tmp_path_factory.getbasetemp()
    shared = mine if worker_id == "master" else mine.parent

    def once(name: str, make: Callable[[Path], None]) -> Path:
        folder, made = shared / name, shared / f"{name}.made"
        with FileLock(f"{folder}.lock"):
            if not made.exists():
                make(folder)
                made.touch()
        return folder

    return once


@pytest.fixture(scope="session")
def site(build, once) -> Path:
    """The folder of the book; the plain tree is made with it."""
    return once("site", lambda folder: build(ROOT, folder, STAGE="true"))


@pytest.fixture(scope="session")
def small(once) -> Path:
    """The small book, built, of which each test that changes it has a copy."""
    return once("small", small_book.build)


@pytest.fixture(scope="session")
def plain(site) -> Path:
    """The tree that `make stage` writes."""
    return site.with_name("site-plain")


@pytest.fixture
def one_thread():
    """PyTorch sums in the same order on every machine."""
    import torch

    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture(scope="module")
def chosen(request):
    """A function that gives the parameters of those tests of the module that are to be run and ask for a fixture."""

    def chosen(fixture: str) -> list[dict]:
        items = [item for item in request.session.items if getattr(item, "module", None) is request.module]
        return [item.callspec.params for item in items if fixture in item.fixturenames]

    return chosen


@pytest.fixture
def as_read(request):
    """A function that compares what a figure, a widget or a drawn question says now with what was read, or writes it."""

    def as_read(name: str, lines: list[str]) -> None:
        path = WORDS / f"{name}.txt"
        now = "\n".join(lines) + "\n"
        if request.config.getoption("--rewrite-words"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(now, "utf-8")
        read = path.read_text("utf-8") if path.exists() else ""
        where = path.relative_to(ROOT).as_posix()
        changed = difflib.unified_diff(read.splitlines(), lines, where, "what is said now", lineterm="", n=1)
        assert now == read, "\n".join(["Is it true? Then: make words", *changed])

    return as_read


class Host(SimpleHTTPRequestHandler):
    """Serves a folder below `PREFIX` and nothing beside it."""

    protocol_version = "HTTP/1.1"
    # Named here because the table of the machine may lack them.
    extensions_map = SimpleHTTPRequestHandler.extensions_map | {
        ".css": "text/css",
        ".html": "text/html; charset=utf-8",
        ".js": "text/javascript",
        ".json": "application/json",
        ".py": "text/x-python; charset=utf-8",
        ".svg": "image/svg+xml",
        ".webp": "image/webp",
        ".woff2": "font/woff2",
    }

    def send_head(self):
        if not self.path.startswith(PREFIX):
            self.send_error(404)
            return None
        return super().send_head()

    def translate_path(self, path):
        return super().translate_path("/" + path.removeprefix(PREFIX))

    def log_message(self, *args):
        pass


def sent(file: Path) -> bytes:
    """What a host sends for a file of the book: text is compressed, as GitHub Pages does it."""
    content = file.read_bytes()
    return gzip.compress(content, 6, mtime=0) if file.suffix in COMPRESSED else content


@contextlib.contextmanager
def serving(folder: Path, host: type[Host] = Host):
    """The address, ending in a slash, under which ``folder`` can be visited while the context lasts."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(host, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}{PREFIX}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session")
def served(site) -> str:
    """The address of the built book, ending in a slash."""
    with serving(site) as address:
        yield address


@pytest.fixture(scope="session")
def instant(site, tmp_path_factory) -> str:
    """The address of the book with Material's instant navigation, which is a switch in the settings of each page."""
    folder = shutil.copytree(site, tmp_path_factory.mktemp("instant") / "site")
    for path in html_pages(folder):
        html = path.read_text("utf-8")
        settings = re.search(r'<script id="__config" type="application/json">(.*?)</script>', html)[1]
        config = json.loads(settings)
        config["features"].append("navigation.instant")
        path.write_text(html.replace(settings, json.dumps(config)), "utf-8")
    with serving(folder) as address:
        sitemap = folder / "sitemap.xml"  # it says which links lead to pages of the book
        sitemap.write_text(sitemap.read_text("utf-8").replace(PUBLISHED["SITE_URL"], address), "utf-8")
        yield address


def troubles(page, address: str) -> list[str]:
    """A list that fills with what no page may do: raise, complain (of the policy, too), ask another host."""
    found: list[str] = []
    own = (address, "data:", f"blob:{address.removesuffix(PREFIX)}")
    page.on("pageerror", lambda error: found.append(f"raised {error}"))

    def hear(said) -> None:
        where = said.location["url"]
        icon = urljoin(address, "/favicon.ico")  # which a browser asks for by itself, where a page names none
        if said.type == "error" and where != icon:
            found.append(f"says {said.text} {where}")

    page.on("console", hear)
    page.on("request", lambda asked: asked.url.startswith(own) or found.append(f"asks {asked.url}"))
    return found


def axe_finds(page, selector: str = "html", only: tuple[str, ...] = ()) -> list[str]:
    """What axe finds wrong with these elements of a page, by all its rules, and by that for the size of targets, or by some.

    Asked at the top of the page: further down, the header lies over a part of them, and a control it half covers counts as small.
    """
    page.evaluate("scrollTo(0, 0)")
    if page.evaluate("typeof axe === 'undefined'"):
        page.evaluate(AXE_SCRIPT)
    asked = {"runOnly": list(only)} if only else {"rules": {"target-size": {"enabled": True}}}
    run = "async ([selector, options]) => (await axe.run(selector, options)).violations"
    found = []
    for violation in page.evaluate(run, [selector, asked | {"resultTypes": ["violations"]}]):
        nodes = violation["nodes"]
        places = "; ".join(f"{node['target']} {node['html'][:200]}" for node in nodes[:3])
        why = " ".join(nodes[0]["failureSummary"].split())
        found.append(f"{violation['id']} {len(nodes)} times, at {places}: {why}")
    return found


@pytest.fixture(scope="session")
def pages(site) -> list[str]:
    """The address of every page below the book's own."""
    found = [path.relative_to(site).as_posix().removesuffix("index.html") for path in html_pages(site)]
    own = rf"<loc>{re.escape(PUBLISHED['SITE_URL'])}(.*?)</loc>"
    in_sitemap = re.findall(own, (site / "sitemap.xml").read_text("utf-8"))
    assert sorted(found) == sorted([*in_sitemap, "404.html"])
    return found


# Scripts are held back until the page is painted; this waits until they have run, if there are any.
RUN = """async () => {
  if (typeof painted === "undefined") return;
  await painted;
  await Promise.allSettled([globalThis.started]);
  for (const begun = Date.now(); !globalThis.document$; await new Promise(done => setTimeout(done, 5)))
    if (Date.now() - begun > 30_000) throw new Error("Material's script does not start");
  await new Promise(done => document$.subscribe(done)); // after what Material does with the page
}"""


def arriving(page):
    """The window, whose `goto` returns when the page's scripts have run."""
    goto = page.goto

    def arrive(address: str, **options):
        answer = goto(address, **options)
        page.evaluate(RUN)
        return answer

    page.goto = arrive
    return page


# What a window can be told when it is there; everything else, such as a touch screen, it has from its browser.
MEDIA = {"color_scheme", "reduced_motion", "forced_colors"}


@pytest.fixture(scope="session")
def visit(browser):
    """Opens a window on the book; motion is off, because a colour measured in transit is nobody's colour.

    Windows that differ in nothing but their size and `MEDIA` are windows of one reader, one after the other, who keeps nothing
    that pages store but has the files: the second opens in half the time. The last stays open until the next has been used.
    """
    readers, last = {}, []

    @contextlib.contextmanager
    def visit(viewport=LAPTOP, **settings):
        media = {"reduced_motion": "reduce"} | {name: settings.pop(name) for name in MEDIA & settings.keys()}
        kind = json.dumps(settings, sort_keys=True)
        if kind not in readers:
            readers[kind] = browser.new_context(viewport=viewport, **settings)
        page = arriving(readers[kind].new_page())
        page.set_viewport_size(viewport)
        page.emulate_media(**media)
        try:
            yield page
            page.evaluate("try { localStorage.clear() } catch {}")
        finally:
            if last:
                last.pop().close()
            last.append(page)

    yield visit
    for reader in readers.values():
        reader.close()


@pytest.fixture(scope="module")
def laptop(visit, served, request):
    """A window on the page of the widget that a test file is about, its ``NAME`` with its ``driver``, and the widget in it."""
    about = request.module
    with visit() as page:
        page.goto(served + about.driver.PAGE)
        yield page, ready(page, about.NAME)


@pytest.fixture
def fresh(laptop):
    """The same window and widget, which is in its opening state."""
    page, widget = laptop
    page.bring_to_front()  # behind another, a window gets no frames
    page.mouse.move(0, 0)
    widget.evaluate("w => w.reset()")
    return page, widget


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args, browser_type) -> dict:
    """How Chromium is started: the system's, else Playwright's own; with neither, tests skip, or fail in CI."""
    found = [path for name in CHROMIUM if (path := shutil.which(name))]
    found += [path for path in (browser_type.executable_path,) if Path(path).exists()]
    if not found:
        message = "no Chromium found; install the package chromium, or run: python -m playwright install chromium"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(message)
    return browser_type_launch_args | {"executable_path": found[0], "args": FLAGS.split()}
