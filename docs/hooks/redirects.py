"""Pages that were renamed: at each old address stands a small page that sends readers on, without a script.

The old names and the new stand in mkdocs.yml under `extra: redirects:`, as ``old-name.md: new-name.md`` or
``old-name.md: new-name.md#section``.
"""

import html
import re
from pathlib import Path

import policy
from grammar import meant
from mkdocs.structure.files import File, Files
from mkdocs.utils import get_relative_url

PAGE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>{title} has another address</title>
<link rel="canonical" href="{canonical}">
<meta http-equiv="refresh" content="0; url={url}">
</head>
<body>
<main>
<h1>This page has another address</h1>
<p>It is now <a href="{url}">{title}</a>.</p>
</main>
</body>
</html>
"""


class RedirectError(Exception):
    """A mistake among the redirects: the line of mkdocs.yml, what is wrong, what would be right."""


def pages(renamed: dict[str, str], titles: dict[str, str], files: Files, config) -> dict[str, bytes]:
    """The page for each old name, by its path in the site; ``titles`` has that of every page by its source's name."""
    made = {}
    if not isinstance(renamed, dict):
        raise _mistake(
            "redirects", f"{renamed!r}: below 'redirects:' stand lines '  old-name.md: new-name.md', indented", config
        )
    for old, new in renamed.items():
        check(old, new, titles, config)
        source, _, anchor = new.partition("#")
        there = files.get_file_from_path(source)
        here = File(Path(old).stem + ".md", None, config.site_dir, config.use_directory_urls)
        if here.dest_uri in made or any(here.dest_uri == file.dest_uri for file in files):
            raise _mistake(
                old, f"redirect of {old}: a page or another redirect has its address; remove one of them", config
            )
        anchor = f"#{anchor}" if anchor else ""
        url = get_relative_url(there.url, here.url) + anchor
        text = PAGE.format(
            title=html.escape(titles[source]),
            url=html.escape(url),
            canonical=html.escape(config.site_url + there.url if config.site_url else url),
        )
        made[here.dest_uri] = policy.add(text).encode()
    return made


def check(old: str, new: str, titles: dict[str, str], config) -> None:
    """Raise `RedirectError` unless ``old`` was a page, and ``new`` is one."""

    def mistake(problem: str) -> RedirectError:
        return _mistake(old, problem, config)

    if not isinstance(new, str) or not re.fullmatch(r"[^/]+\.(?:md|ipynb)", str(old)):
        raise mistake(f"redirect {old}: {new}: write the sources of both pages, as in 'old-name.md: new-name.md'")
    if old in titles:
        raise mistake(f"redirect of {old}: that page is still there; rename the page, or remove the redirect")
    source = new.partition("#")[0]
    if source not in titles:
        raise mistake(f"redirect to {source}: there is no such page" + (meant(source, titles) or ", name one that is"))


def _mistake(name: str, problem: str, config) -> RedirectError:
    """``problem``, placed in the line of the settings that begins with ``name``."""
    path = Path(config.config_file_path)
    lines = path.read_text("utf-8").splitlines()
    line = next((number for number, text in enumerate(lines, 1) if text.strip().startswith(f"{name}:")), 1)
    return RedirectError(f"{path.name}:{line}: {problem}")
