"""MkDocs events: what the build does beyond Markdown. The work is done by the pure functions of the modules beside this one.

Reading order: grammar (what a page is), questions, widgets, references, glossary, figures, formulas, notebooks (how its parts
are made), downloads (what a reader takes along), citation, preview, redirects (how it is found and kept), offline and stage
(other forms of the book), policy and built (what is sealed and checked at the end).
"""

import functools
import html
import logging
import os
import re
import shutil
import time
from pathlib import Path

import built
import citation
import downloads
import figures
import formulas
import glossary
import grammar
import notebooks
import offline
import policy
import preview
import redirects
import references
import stage
import widgets
from mkdocs.exceptions import PluginError
from mkdocs.plugins import event_priority
from mkdocs.structure.files import File, InclusionLevel
from mkdocs.structure.pages import Page
from mkdocs.utils import CountHandler

CACHE = grammar.ROOT / ".cache"
FONT = grammar.DOCS / "assets" / "fonts" / "stix-two-math.woff2"
# Names, operators, punctuation and blanks of code have the colour of its text, and are most of the elements of a page.
PLAIN = re.compile(r'<span class="(?:n|o|p|w)">([^<]*)</span>')
MISTAKES = (
    grammar.PageError,
    figures.FigureError,
    notebooks.NotebookError,
    citation.CitationError,
    preview.PreviewError,
    redirects.RedirectError,
    built.SiteError,
)

state: dict[str, object] = {}
# What Markdown made of each page at the last build, which `mkdocs serve` shares with the next: most pages did not change.
made_before: dict[str, tuple[object, dict[str, object]]] = {}


def tells_the_author(event):
    """A mistake in the sources ends the build with its message and nothing else."""

    @functools.wraps(event)
    def told(*args, **kwargs):
        try:
            return event(*args, **kwargs)
        except MISTAKES as mistake:
            raise PluginError(str(mistake)) from None

    return told


def on_startup(command, dirty):
    # The date of the build is in no page, and must not be in a file beside them either.
    os.environ.setdefault("SOURCE_DATE_EPOCH", "0")
    # One thread in the notebook's kernel: sums then come out in the same order on every machine.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    state["serving"] = command == "serve"


def on_config(config):
    if not state["serving"]:
        # Built beside and put in place when it is whole: a build that fails leaves the old site.
        state["target"] = target = Path(config.site_dir)
        state["unfinished"] = target.with_name(f".{target.name}-{os.getpid()}")
        config.site_dir = str(state["unfinished"])
        for left in target.parent.glob(f".{target.name}-*"):
            if left.stat().st_mtime < time.time() - 600:  # by a build that was killed
                shutil.rmtree(left, ignore_errors=True)
    # Markdown knows exactly the widgets that the table knows.
    tags = [{"tag": name, "mode": "block"} for name in (*widgets.TABLE, *widgets.QUESTIONS)]
    config.mdx_configs["pymdownx.blocks.html"] = {"custom": tags}
    if not config.repo_url:
        config.edit_uri = None
    state["from disk"] = config.extra["offline"]
    if state["from disk"]:
        offline.configure(config)
    notebooks.configure(config.plugins["mkdocs-jupyter"], CACHE)
    return config


@tells_the_author
def on_files(files, config):
    pages = grammar.pages()
    for page in pages:
        grammar.check(page)
        downloads.check(page)
    prose = []
    for path in sorted(grammar.DOCS.glob("*.ipynb")):
        notebooks.check(path)
        prose.append(notebooks.source(path))
    state["citing"] = references.backlinks(pages + prose)
    state["numbering"] = references.numbering()
    state["terms"] = glossary.terms()

    wanted = sorted({figure["path"].removeprefix("figures/") for page in pages for figure in page.figures})
    if unused := figures.names() - {file.split(".")[0] for file in wanted}:
        place = f"snippets/figures/{min(unused)}.py:1"
        raise figures.FigureError(f"{place}: no page shows this figure; show it or remove it")
    state["drawn"] = figures.render(wanted, CACHE / "figures")
    generated = {path: drawing for path, drawing in state["drawn"].items() if not path.endswith(".png")}
    listings = {listing for page in pages for listing in page.listings}
    for path in listings | {path for page in pages for _, path in page.downloads}:
        generated[f"snippets/{path}"] = (grammar.SNIPPETS / path).read_bytes()
    state["book"] = citation.read(grammar.ROOT / "CITATION.cff")
    descriptions = {entry: _about(entry) for entry in _paths(config.nav)}
    generated[preview.PATH] = preview.render(config.site_name, descriptions["index.md"]["description"], CACHE)
    titles = {entry: about["title"] for entry, about in descriptions.items()}
    generated |= redirects.pages(config.extra["redirects"], titles, files, config)
    if config.extra["offline"]:
        generated[offline.WORKER] = (grammar.DOCS / offline.WORKER).read_bytes()
    generated[downloads.ARCHIVE] = downloads.archive(listings)
    edition = downloads.Edition(
        config.site_name, config.site_url or "", state["numbering"], references.entries(), state["drawn"]
    )
    for page in pages:
        if page.name not in downloads.NO_NOTEBOOK:
            filled = grammar.Page(page.path, fill(page.text, pages, config.nav))
            generated[downloads.path(page.name)] = downloads.notebook(filled, edition)
    generated |= widgets.data({placed.name for page in pages for placed in page.widgets}, grammar.SNIPPETS)
    for path, content in generated.items():
        files.append(File.generated(config, path, content=content, inclusion=InclusionLevel.INCLUDED))
    state["characters"], state["rendered"] = set(), {}
    return files


@tells_the_author
def on_page_markdown(markdown, page, config, files):
    if page.file.src_uri.endswith(".ipynb"):
        page.meta.update(notebooks.metadata(Path(page.file.abs_src_path)))
        return markdown
    source = grammar.Page(Path(page.file.abs_src_path))
    if source.name == "references":
        source = grammar.Page(source.path, references.render(source, state["citing"]))
    elif source.name != "glossary":
        source = glossary.with_tooltips(source, state["terms"])
    text = grammar.render(source, state["numbering"])
    return fill(text, grammar.pages(), config.nav)


@event_priority(-50)  # after mkdocs-jupyter, which replaces the rendering of its pages
def on_pre_page(page, config, files):
    path = Path(page.file.abs_src_path or "")
    if path.suffix != ".ipynb":
        page.render = functools.partial(unless_made_before, page)
        return page
    run = page.render

    @tells_the_author
    def render(config, files):
        notebooks.execute(path, Path(config.plugins["mkdocs-jupyter"].config["cache_dir"]), lambda: run(config, files))
        source = glossary.with_tooltips(notebooks.page(path, page.content), state["terms"])
        page.markdown = grammar.render(source, state["numbering"])
        Page.render(page, config, files)

    page.render = render
    return page


@tells_the_author
def on_page_content(content, page, config, files):
    state["rendered"][page.file.src_uri] = page.markdown
    up = page.file.dest_uri.count("/") * "../"
    if page.file.src_uri.endswith(".ipynb"):
        content, plots = notebooks.plots(content, Path(page.file.src_uri).stem, up)
        for path, data in plots.items():
            files.append(File.generated(config, path, content=data, inclusion=InclusionLevel.INCLUDED))
    try:
        content = formulas.render(content)
    except formulas.FormulaError as mistake:
        source = Path(page.file.abs_src_path)
        raise grammar.PageError(source, grammar.line_of(source, mistake.latex), str(mistake)) from None
    state["characters"] |= formulas.characters(content)
    content = re.sub(r'<img alt="([^"]*)" src="[./]*figures/([\w.]+)" ?/?>', lambda m: picture(m[1], m[2], up), content)
    content = re.sub(r'<span class="filename">([^<]+\.py)</span>', lambda m: filename(m[1], up), content)
    if config.extra["offline"]:
        content = offline.say_how_to_serve(content, widgets.TABLE)
    content = re.sub(r'<a href="([./]*snippets/[^"]+)">', r'<a href="\1" download>', content)
    content = PLAIN.sub(r"\1", content)
    content = re.sub(r"<table>.*?</table>", lambda m: table(m[0]), content, flags=re.DOTALL)
    return content + widgets.scripts(content, up)


def on_page_context(context, page, config, nav):
    name = "" if page.is_homepage else Path(page.file.src_uri).stem
    context["cite"] = citation.cite(state["book"], name, page.title, page.canonical_url or "")
    source = Path(page.file.src_uri)
    if source.stem not in downloads.NO_NOTEBOOK:
        # Beside the page, where mkdocs-jupyter puts its own.
        beside = config.use_directory_urls or source.suffix == ".ipynb"
        context["notebook"] = f"{source.stem}.ipynb" if beside else downloads.path(source.stem)
    return context


@tells_the_author
def on_env(env, config, files):
    env.globals["preview"] = preview
    if state["characters"]:
        font = formulas.subset(FONT, state["characters"], CACHE)
        path = FONT.relative_to(grammar.DOCS).as_posix()
        if known := files.get_file_from_path(path):
            files.remove(known)
        files.append(File.generated(config, path, content=font, inclusion=InclusionLevel.INCLUDED))
    return env


def on_post_template(output, template_name, config):
    return seal(output) if template_name.endswith(".html") else output


@event_priority(-100)  # the last to touch the page
def on_post_page(output, page, config):
    return seal(output)


@event_priority(-100)  # after the search index is written
@tells_the_author
def on_post_build(config):
    if state["serving"]:
        return
    site = Path(config.site_dir)
    for stamp in site.glob("*.xml.gz"):
        stamp.unlink()  # carries a date; the sitemap itself stays
    if config.extra["offline"]:
        offline.finish(site)
    built.check(site, grammar.DOCS)
    counters = [h for h in logging.getLogger("mkdocs").handlers if isinstance(h, CountHandler)]
    if any(counter.get_counts() for counter in counters):
        return  # strict: MkDocs is about to give up because of its warnings
    target = state["target"]
    if config.extra["offline"]:
        packed = site.with_name(f"{site.name}.zip")
        packed.write_bytes(offline.pack(site, target.name))
        packed.replace(target.with_name(f"{target.name}.zip"))
    if config.extra["stage"]:
        rendered = state["rendered"]
        stage.write(
            target.with_name(f"{target.name}-plain"), rendered, {source: _about(source) for source in rendered}, site
        )
    retired = site.with_name(site.name + "-old")
    if target.exists():
        target.rename(retired)
    site.rename(target)
    shutil.rmtree(retired, ignore_errors=True)


def unless_made_before(page, config, files):
    """Render the page, or take what the same Markdown gave before; links in it depend on which files there are."""
    made_from = (page.markdown, frozenset(files.src_uris))
    known, made = made_before.get(page.file.src_uri, (None, {}))
    if known != made_from:
        Page.render(page, config, files)
        results = ("content", "toc", "_title_from_render", "present_anchor_ids")
        made_before[page.file.src_uri] = made_from, {name: getattr(page, name) for name in results}
    else:
        vars(page).update(made)


def on_build_error(error):
    if unfinished := state.get("unfinished"):
        shutil.rmtree(unfinished, ignore_errors=True)


def seal(output: str) -> str:
    """Name Material's search dialog for screen readers and add the Content-Security-Policy.

    The link to the sources stays, but not as the component that asks GitHub how many stars they have, and the choice of
    the palette, but as that of docs/theme/partials/javascripts/palette.html.
    While serving, the policy lets the live-reload script in.
    """
    output = output.replace('role="dialog"', 'role="dialog" aria-label="Search"')
    output = output.replace(' data-md-component="source"', "")
    output = output.replace('data-md-component="palette"', 'id="palette"')
    return policy.add(output, live_reload=bool(state["serving"]), from_disk=bool(state["from disk"]))


def fill(text: str, pages: list[grammar.Page], nav: list) -> str:
    """``text`` with what the build makes where [[its name]] stands."""
    made = {
        "chapter map": lambda: chapter_map(nav),
        "question list": lambda: question_list(nav),
        "listing table": lambda: listing_table(pages),
    }
    text = re.sub(rf"\[\[({'|'.join(made)})\]\]", lambda m: made[m[1]](), text)
    return re.sub(r"\[\[widget ([\w-]+)\]\]", lambda m: widgets.gallery(m[1]) or m[0], text)


def chapter_map(nav: list) -> str:
    """The pages of the navigation as a Markdown list, each with the description that its front matter gives."""
    lines = []
    for entry in _paths(nav):
        about = _about(entry)
        if entry != "index.md":
            lines.append(f"- [{about['title']}]({entry}): {about['description']}")
    return "\n".join(lines)


def question_list(nav: list) -> str:
    """The pages that ask something, with the number of their questions; the browser counts those that were answered."""
    lines, total = [], 0
    for entry in _paths(nav):
        path = grammar.DOCS / entry
        page = notebooks.asking(path) if path.suffix == ".ipynb" else grammar.Page(path)
        if ids := [question.id for question in page.questions]:
            link = f'[{page.front_matter["title"]}]({entry}){{data-questions="{" ".join(ids)}"}}'
            lines.append(f"- {link} <span>{len(ids)} question{'s' * (len(ids) > 1)}</span>")
            total += len(ids)
    return "\n\n".join(["//// html | quiz-progress", f"{total} questions", "\n".join(lines), "////"])


def listing_table(pages: list[grammar.Page]) -> str:
    """Every listing by page, as a Markdown table with the packages that it imports."""
    lines = ["| listing | needs |", "|---|---|"]
    for page in pages:
        for path in page.listings:
            needs = ", ".join(downloads.packages((grammar.SNIPPETS / path).read_text("utf-8"))) or "only Python"
            lines.append(f"| [{path}](snippets/{path}) | {needs} |")
    return "\n".join(lines)


def _about(entry: str) -> dict[str, str]:
    """Title and description of a page or notebook."""
    path = grammar.DOCS / entry
    if not path.is_file():
        settings = grammar.ROOT / "mkdocs.yml"
        problem = f"the navigation names {entry}, and docs/ has no such file; write it, or correct the name"
        raise grammar.PageError(settings, grammar.line_of(settings, entry), problem)
    return notebooks.metadata(path) if path.suffix == ".ipynb" else grammar.Page(path).front_matter


def _paths(nav) -> list[str]:
    if isinstance(nav, str):
        return [nav]
    return [path for item in (nav.values() if isinstance(nav, dict) else nav) for path in _paths(item)]


def picture(alt: str, file: str, up: str) -> str:
    """An image in both colour schemes and for both widths; the browser loads the one that is shown."""
    drawn = state["drawn"]

    def one(scheme: str, suffix: str) -> str:
        wide, narrow = figures.variant(file, suffix), figures.variant(file, f".narrow{suffix}")
        (w, h), (nw, nh) = figures.size(drawn[wide]), figures.size(drawn[narrow])
        return (
            f'<picture class="{scheme}-only">'
            f'<source media="screen and (max-width: 46em)" srcset="{up}{narrow}" width="{nw}" height="{nh}">'
            f'<img src="{up}{wide}" alt="{alt}" width="{w}" height="{h}" loading="lazy"></picture>'
        )

    return one("light", "") + one("dark", ".dark")


def table(rendered: str) -> str:
    """A table that scrolls inside itself. The first cell of a row heads it, unless it is empty or a formula."""
    first = re.compile(r"(<tr>\s*)<td([^>]*>(?!<math|</td>).*?)</td>", re.DOTALL)
    rendered = first.sub(r'\1<th scope="row"\2</th>', rendered)
    rendered = re.sub(r"<th( [^>]*)?></th>", r"<td\1></td>", rendered)
    return f'<div class="table" tabindex="0" role="group" aria-label="Table">{rendered}</div>'


def filename(path: str, up: str) -> str:
    """The title of a listing: its file's name, as a link that downloads it where the site carries the file."""
    shown = html.escape(path)
    if path.startswith("figures/"):
        return f'<span class="filename">snippets/{shown}</span>'
    return f'<span class="filename"><a href="{up}snippets/{shown}" download title="Download this listing">{shown}</a></span>'
