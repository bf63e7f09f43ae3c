"""The book for reading from a folder, without a server: `make offline` builds it so and packs it into one file.

Browsers refuse a page from disk three things that the book uses: links to folders (there every link names a file), the
search's worker and its index (a frame and a script stand in), and modules (each widget shows its fallback, and
assets/widgets/from-disk.js says below it how to serve the book).
"""

import json
from pathlib import Path

from downloads import zipped

# Loaded only here; mkdocs.yml keeps it out of the published site.
WORKER = "assets/search-from-disk.js"
# For a host, of no use on disk.
FOR_HOSTS = ("404.html", "sitemap.xml")


def configure(config) -> None:
    """Name files instead of folders, and load what stands in for the worker before Material's script."""
    config.use_directory_urls = False
    config.extra["polyfills"] = [WORKER]


def finish(site: Path) -> None:
    """Give the built ``site`` its search index as a script, which can be read from disk, and remove what cannot be used."""
    index = json.loads((site / "search" / "search_index.json").read_text("utf-8"))
    (site / "search" / "search_index.js").write_text(f"var __index = {json.dumps(index)};\n", "utf-8", newline="\n")
    for name in FOR_HOSTS:
        (site / name).unlink(missing_ok=True)


def pack(site: Path, name: str) -> bytes:
    """Everything in ``site``, below a folder ``name``, as a zip file."""
    return zipped({f"{name}/{path.relative_to(site).as_posix()}": path for path in site.rglob("*") if path.is_file()})
