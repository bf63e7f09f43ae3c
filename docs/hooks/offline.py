"""The book for reading from a folder, without a server: `make offline` builds it so and packs it into one file.

Browsers refuse a page from disk three things that the book uses: links to folders (there every link names a file), the
search's worker and its index (a frame and a script stand in), and modules (each widget shows its fallback and says how to
serve the book).
"""

import json
import re
from collections.abc import Iterable
from pathlib import Path

from downloads import zipped

# Loaded only here; mkdocs.yml keeps it out of the published site.
WORKER = "assets/search-from-disk.js"
COMMAND = "python3 -m http.server"
ADDRESS = "http://localhost:8000/"
# For a host, of no use on disk.
FOR_HOSTS = ("404.html", "sitemap.xml")


def configure(config) -> None:
    """Name files instead of folders, and load what stands in for the worker before Material's script."""
    config.use_directory_urls = False
    config.extra["polyfills"] = [WORKER]


def say_how_to_serve(content: str, widgets: Iterable[str]) -> str:
    """``content`` with a note at the end of each of the ``widgets``, which vanishes with the fallback when the book is served.

    Questions get none: folded answers need no server.
    """
    note = (
        '<p class="unserved">Opened from a folder, this part shows a picture. To work it, type <code>'
        f'{COMMAND}</code> in that folder and visit <a href="{ADDRESS}">{ADDRESS}</a>.</p>'
    )
    return re.sub(rf"</(?:{'|'.join(widgets)})>", lambda end: note + end[0], content)


def finish(site: Path) -> None:
    """Give the built ``site`` its search index as a script, which can be read from disk, and remove what cannot be used."""
    index = json.loads((site / "search" / "search_index.json").read_text("utf-8"))
    (site / "search" / "search_index.js").write_text(f"var __index = {json.dumps(index)};\n", "utf-8")
    for name in FOR_HOSTS:
        (site / name).unlink(missing_ok=True)


def pack(site: Path, name: str) -> bytes:
    """Everything in ``site``, below a folder ``name``, as a zip file."""
    return zipped({f"{name}/{path.relative_to(site).as_posix()}": path for path in site.rglob("*") if path.is_file()})
