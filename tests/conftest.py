"""What several test files need: the built book, the book behind an address, and a browser."""

import contextlib
import json
import os
import re
import shutil
import subprocess
import sys
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from grammar import ROOT

# The book is tested as it is published: below a path of its host, and with the address of its sources in the header.
PREFIX = "/book/"
PUBLISHED = {
    "SITE_URL": f"http://127.0.0.1:8000{PREFIX}",
    "REPO_URL": "https://github.com/example/why-convolutions",
    "EDIT_URI": "edit/main/docs/",
}
LAPTOP = {"width": 1280, "height": 900}
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run "
    "--disable-background-networking --disable-component-update --disable-sync"
)


@pytest.fixture(scope="session")
def build():
    """A function that builds the book in one folder into another, with settings of the environment and another builder."""

    def build(book: Path, target: Path, builder: str = "mkdocs", **settings: str) -> None:
        run = subprocess.run(
            [sys.executable, "-m", builder, "build", "-d", str(target)],
            cwd=book,
            env=os.environ | PUBLISHED | {"NO_MKDOCS_2_WARNING": "1"} | settings,
            capture_output=True,
            text=True,
        )
        if run.returncode:
            pytest.fail(f"the book does not build:\n{run.stdout}{run.stderr}", pytrace=False)

    return build


@pytest.fixture(scope="session")
def site(build, tmp_path_factory) -> Path:
    """The folder of the book, built once; the plain tree is made with it."""
    folder = tmp_path_factory.mktemp("built") / "site"
    build(ROOT, folder, STAGE="true")
    return folder


@pytest.fixture(scope="session")
def plain(site) -> Path:
    """The tree that `make stage` writes."""
    return site.with_name("site-plain")


@pytest.fixture(scope="module")
def chosen(request):
    """A function that gives the parameters of those tests of the module that are to be run and ask for a fixture."""

    def chosen(fixture: str) -> list[dict]:
        items = [item for item in request.session.items if getattr(item, "module", None) is request.module]
        return [item.callspec.params for item in items if fixture in item.fixturenames]

    return chosen


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


@contextlib.contextmanager
def serving(folder: Path):
    """The address, ending in a slash, under which ``folder`` can be visited while the context lasts."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Host, directory=str(folder)))
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
    for path in folder.rglob("*.html"):
        html = path.read_text("utf-8")
        settings = re.search(r'<script id="__config" type="application/json">(.*?)</script>', html)[1]
        config = json.loads(settings)
        config["features"].append("navigation.instant")
        path.write_text(html.replace(settings, json.dumps(config)), "utf-8")
    with serving(folder) as address:
        sitemap = folder / "sitemap.xml"  # it says which links lead to pages of the book
        sitemap.write_text(sitemap.read_text("utf-8").replace(PUBLISHED["SITE_URL"], address), "utf-8")
        yield address


@pytest.fixture(scope="session")
def pages(site) -> list[str]:
    """The address of every page below the book's own."""
    found = [path.relative_to(site).as_posix().removesuffix("index.html") for path in sorted(site.rglob("*.html"))]
    in_sitemap = re.findall(r"<loc>http://[^/]+/book/(.*?)</loc>", (site / "sitemap.xml").read_text("utf-8"))
    assert sorted(found) == sorted([*in_sitemap, "404.html"])
    return found


@pytest.fixture
def visit(browser):
    """Opens a window on the book; motion is off, because a colour measured in transit is nobody's colour."""

    @contextlib.contextmanager
    def visit(viewport=LAPTOP, **settings):
        context = browser.new_context(viewport=viewport, reduced_motion="reduce", **settings)
        yield context.new_page()
        context.close()

    return visit


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args, browser_type) -> dict:
    """How Chromium is started: the system's, else Playwright's own; with neither, tests skip, or fail in CI."""
    found = [path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))]
    found += [path for path in (browser_type.executable_path,) if Path(path).exists()]
    if not found:
        message = "no Chromium found; install the package chromium, or run: python -m playwright install chromium"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(message)
    return browser_type_launch_args | {"executable_path": found[0], "args": FLAGS.split()}
