"""MkDocs events: what the build does beyond Markdown. The work is done by the pure functions of the modules beside this one.

Reading order: grammar (what a page is), form (what Markdown would lose of it), questions, widgets, references, glossary,
figures, formulas, notebooks, lists, articles (how its parts are made), downloads (what a reader takes along), citation,
preview, redirects (how it is found and kept), offline and stage (other forms of the book), styles, policy and built (what is
sealed and checked at the end), swap (how the site takes its place); kept (what is not made twice) and meanwhile (what is made
while the rest goes on).
"""

import importlib.metadata
import logging
import os
import pickle
import re
import shutil
import socket
import sys
from collections.abc import Callable
from functools import partial, wraps
from pathlib import Path

import articles
import built
import citation
import downloads
import figures
import formulas
import glossary
import grammar
import kept
import lists
import notebooks
import offline
import policy
import preview
import redirects
import references
import stage
import styles
import swap
import widgets
from meanwhile import meanwhile
from mkdocs.exceptions import PluginError
from mkdocs.plugins import CombinedEvent, event_priority
from mkdocs.structure.files import File, InclusionLevel
from mkdocs.structure.pages import Page
from mkdocs.utils import CountHandler, DuplicateFilter
from watchdog.observers.polling import PollingObserver

CACHE = grammar.ROOT / ".cache"
FONT = grammar.DOCS / "assets" / "fonts" / "stix-two-math.woff2"
BUILDER = Page.__module__.partition(".")[0]  # MkDocs or ProperDocs
# Who makes pages of Markdown, as it was loaded: a package may be replaced while the book is served.
MADE_BY = [
    f"{name} {importlib.metadata.version(name)}"
    for name in ("markdown", "pymdown-extensions", "pygments", "latex2mathml", BUILDER)
]
MADE_BY += [
    sys.version,
    *(Path(module.__file__).read_bytes() for module in (sys.modules[__name__], articles, formulas)),
]
MISTAKES = (
    grammar.PageError,
    figures.FigureError,
    notebooks.NotebookError,
    citation.CitationError,
    preview.PreviewError,
    redirects.RedirectError,
    built.SiteError,
)

# MkDocs says this before the message of a mistake, which names the page and the line itself.
HEADLINE = r"Error (reading|building) page '.*':"

state: dict[str, object] = {}
# What was made at the last build, and of what: `mkdocs serve` builds often, and most pages did not change.
made_before: dict[str, tuple[object, object]] = {}


def tells_the_author(event):
    """A mistake in the sources ends the build with its message and nothing else."""

    @wraps(event)
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
    logging.getLogger("mkdocs.commands.build").addFilter(lambda said: not re.fullmatch(HEADLINE, said.getMessage()))


def on_config(config):
    # MkDocs says nothing twice: a mistake that is still there, or there again, at the next build would not be told.
    for said in logging.getLogger("mkdocs.commands.build").filters:
        if isinstance(said, DuplicateFilter):
            said.msgs.clear()
    if not state["serving"]:
        # Built beside and put in place when it is whole: a build that fails leaves the old site.
        state["target"] = target = Path(config.site_dir)
        state["unfinished"] = swap.beside(target)
        config.site_dir = str(state["unfinished"])
    elif "address" not in state:
        state["address"] = free(*config.dev_addr)
    # Markdown knows exactly the widgets that the table knows.
    tags = [{"tag": name, "mode": "block"} for name in (*widgets.TABLE, *widgets.QUESTIONS)]
    config.mdx_configs["pymdownx.blocks.html"] = {"custom": tags}
    if not config.repo_url:
        config.edit_uri = None
    for name in ("offline", "stage"):
        if name not in config.extra:
            raise PluginError(
                f"mkdocs.yml:1: extra has no {name!r}" + (grammar.meant(name, config.extra) or ", write 'false'")
            )
    for path in [*config.extra_css, *(str(script) for script in config.extra_javascript)]:
        if not (grammar.DOCS / path).is_file():
            settings = grammar.ROOT / "mkdocs.yml"
            there = [file.relative_to(grammar.DOCS).as_posix() for file in grammar.DOCS.glob("assets/**/*.*")]
            problem = f"there is no file docs/{path}" + grammar.meant(path, there)
            raise PluginError(str(grammar.PageError(settings, grammar.line_of(settings, path), problem)))
    state["from disk"] = config.extra["offline"]
    if state["from disk"]:
        offline.configure(config)
    state["executed"] = notebooks.configure(config.plugins["mkdocs-jupyter"], CACHE)
    return config


def free(host: str, port: int) -> str:
    """The address at which the book is to be served; ``PluginError`` if something else answers there."""
    try:
        socket.create_server((host, port)).close()
    except OSError as error:
        reason = str(error.strerror).partition(" (")[0]
        raise PluginError(
            f"{host}:{port} can't be used: {reason}. Is the book served already? To serve it elsewhere: "
            f".venv/bin/python -m mkdocs serve --livereload --dev-addr {host}:{port + 1}"
        ) from None
    return f"{host}:{port}"


@tells_the_author
def on_files(files, config):
    pages = grammar.pages()
    state["pages"] = {page.name: page for page in pages}
    for page in pages:
        grammar.check(page)
        downloads.check(page)
    prose = []
    for path in sorted(grammar.DOCS.glob("[!.]*.ipynb")):
        notebooks.check(path)
        prose.append(notebooks.source(path))
        grammar.check_prose(prose[-1])
    state["executing"] = {
        page.path: meanwhile(notebooks.run, config.plugins["mkdocs-jupyter"], page.path, files) for page in prose
    }
    state["citing"] = references.backlinks(pages + prose)
    state["numbering"] = references.numbering()
    state["terms"] = glossary.terms()
    navigation = lists.navigation(config.nav)
    state["order"] = [Path(entry).stem for entry in navigation]

    wanted = sorted({figure["path"].removeprefix("figures/") for page in pages for figure in page.figures})
    if unused := figures.names() - {file.split(".")[0] for file in wanted}:
        place = f"snippets/figures/{min(unused)}.py:1"
        raise figures.FigureError(f"{place}: no page shows this figure; show it or remove it")
    state["lists"] = lists.make(pages, config.nav)
    descriptions = {entry: lists.about(entry) for entry in navigation}
    state["drawing"] = meanwhile(figures.render, wanted, CACHE / "figures")
    line = descriptions["index.md"]["description"]
    state["previewing"] = meanwhile(preview.render, config.site_name, line, CACHE)
    listings = {listing for page in pages for listing in page.listings}
    linked = {path for page in pages for _, path in page.linked_files}
    generated = {f"snippets/{path}": (grammar.SNIPPETS / path).read_bytes() for path in listings | linked}
    state["book"] = citation.read(grammar.ROOT / "CITATION.cff")
    titles = {entry: about["title"] for entry, about in descriptions.items()}
    generated |= redirects.pages(config.extra.get("redirects") or {}, titles, files, config)
    if config.extra["offline"]:
        generated[offline.WORKER] = (grammar.DOCS / offline.WORKER).read_bytes()
    generated[downloads.ARCHIVE] = downloads.archive(listings)
    generated |= widgets.data({placed.name for page in pages for placed in page.widgets}, grammar.SNIPPETS)
    publish(generated, files, config)
    state["characters"], state["rendered"] = set(), {}
    return files


@tells_the_author
def on_page_markdown(markdown, page, config, files):
    if page.file.src_uri.endswith(".ipynb"):
        page.meta.update(notebooks.metadata(Path(page.file.abs_src_path)))
        return markdown
    source = state["pages"][Path(page.file.src_uri).stem]
    if source.name == "references":
        source = grammar.Page(source.path, references.render(source, state["citing"]))
    shared = [state[name] for name in ("terms", "order", "numbering", "lists")]
    made_from = source.text, code_of(source), shared
    return unless_made_before(f"Markdown of {source.name}", made_from, partial(plain, source))


def plain(source: grammar.Page) -> str:
    """The page as Markdown and nothing else."""
    if source.name not in ("references", "glossary"):
        source = glossary.with_tooltips(source, state["terms"], state["order"])
    text = grammar.render(source, state["numbering"])
    return lists.fill(text, state["lists"])


def code_of(page: grammar.Page) -> list[bytes]:
    """The listings that the page shows, those behind its figures included."""
    shown = [*page.listings, *(f"figures/{figure['name']}.py" for figure in page.figures)]
    return [(grammar.SNIPPETS / path).read_bytes() for path in shown]


@event_priority(-50)  # after mkdocs-jupyter, which replaces the rendering of its pages
def on_pre_page(page, config, files):
    path = Path(page.file.abs_src_path or "")
    if path.suffix != ".ipynb":
        page.render = partial(render, page)
        return page
    run = page.render

    @tells_the_author
    def render_executed(config, files):
        notebooks.execute(path, lambda: state["executing"][path].result() or run(config, files))
        source = notebooks.page(path, page.content)
        notebooks.check_shown(source)
        source = glossary.with_tooltips(source, state["terms"], state["order"])
        page.markdown = grammar.render(source, state["numbering"])
        render(page, config, files)

    page.render = render_executed
    return page


@tells_the_author
def on_page_content(content, page, config, files):
    state["rendered"][page.file.src_uri] = page.markdown
    if page.file.src_uri.endswith(".ipynb"):
        content, plots = notebooks.plots(content, Path(page.file.src_uri).stem, to_the_top(page))
        publish(plots, files, config)
    state["characters"] |= formulas.characters(content)
    return content + widgets.STARTING


@event_priority(50)  # before the search plugin, which reads a page's content here
def _prepare_for_search(context, page, config, nav):
    """The page with its figures. Without the colours of code, most of the markup, it is indexed alike in half the time."""
    state["coloured"] = page.content = articles.with_figures(page.content, state["drawn"], to_the_top(page))
    page.content = re.sub("</?span[^>]*>", "", page.content)


@event_priority(-50)
def _describe(context, page, config, nav):
    page.content = state.pop("coloured")
    name = "" if page.is_homepage else Path(page.file.src_uri).stem
    context["cite"] = citation.cite(state["book"], name, page.title, page.canonical_url or "")
    source = Path(page.file.src_uri)
    if source.stem not in downloads.NO_NOTEBOOK:
        # Beside the page, where mkdocs-jupyter puts its own.
        beside = config.use_directory_urls or source.suffix == ".ipynb"
        context["notebook"] = f"{source.stem}.ipynb" if beside else downloads.path(source.stem)
    return context


on_page_context = CombinedEvent(_prepare_for_search, _describe)


@tells_the_author
def on_env(env, config, files):
    env.globals["preview"] = preview
    env.bytecode_cache = kept.Templates(CACHE / "templates")
    generated = {}
    if state["characters"]:
        path = FONT.relative_to(grammar.DOCS).as_posix()
        generated[path] = formulas.subset(FONT, state["characters"], CACHE)
        if known := files.get_file_from_path(path):
            files.remove(known)
    drawn = state["drawn"] = state["drawing"].result()
    generated |= {path: drawing for path, drawing in drawn.items() if not path.endswith(".png")}
    generated[preview.PATH] = state["previewing"].result()
    numbering, entries = state["numbering"], references.entries()
    edition = downloads.Edition(config.site_name, config.site_url or "", numbering, entries, drawn)
    for name, page in state["pages"].items():
        if name not in downloads.NO_NOTEBOOK:
            filled = grammar.Page(page.path, lists.fill(page.text, state["lists"]))
            made_from, make = (filled.text, code_of(page), edition), partial(downloads.notebook, filled, edition)
            generated[downloads.path(name)] = unless_made_before(downloads.path(name), made_from, make)
    publish(generated, files, config)
    return env


def on_post_template(output, template_name, config):
    return seal(output) if template_name.endswith(".html") else output


@event_priority(-100)  # the last to touch the page
def on_post_page(output, page, config):
    return seal(output)


@event_priority(-100)  # after the search index is written
@tells_the_author
def on_post_build(config):
    notebooks.keep(state["executed"])
    if state["serving"]:
        figures.get_ready(CACHE / "figures")
        return
    site = Path(config.site_dir)
    for stamp in site.glob("*.xml.gz"):
        stamp.unlink()  # carries a date; the sitemap itself stays
    colours = {scheme[use] for scheme in config.theme["palette"] for use in ("primary", "accent")}
    (site / styles.SHEET).write_text(styles.join(site, state["sheets"], colours), "utf-8", newline="\n")
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
        plain = target.with_name(f"{target.name}-plain")
        tree = swap.beside(plain)
        stage.write(tree, rendered, {source: lists.about(source) for source in rendered}, site)
        swap.put_in_place(tree, plain)
    swap.put_in_place(site, target)


def publish(generated: dict[str, bytes], files, config) -> None:
    """Let MkDocs write what was made, by path below the site."""
    for path, content in generated.items():
        files.append(File.generated(config, path, content=content, inclusion=InclusionLevel.INCLUDED))


def to_the_top(page: Page) -> str:
    """The relative address of the book's folder, as seen from the page."""
    return page.file.dest_uri.count("/") * "../"


def unless_made_before(name: str, sources: object, make: Callable[[], object]) -> object:
    """What ``make`` makes of the sources; if they are those of the last build, what it made then."""
    known, made = made_before.get(name, (None, None))
    if known != sources:
        made = make()
        made_before[name] = sources, made
    return made


@tells_the_author
def render(page: Page, config, files) -> None:
    """Let Markdown make the page, unless it did in an earlier build."""

    def make() -> bytes:
        Page.render(page, config, files)
        try:
            content = formulas.render(page.content)
        except formulas.FormulaError as mistake:
            source = Path(page.file.abs_src_path)
            line = grammar.line_of(source, f"${mistake.latex}$")
            if line == 1:  # it stands in lines of its own
                line = grammar.line_of(source, mistake.latex)
            raise grammar.PageError(source, line, str(mistake)) from None
        page.content = articles.finish(content, to_the_top(page))
        made = ("content", "toc", "_title_from_render", "present_anchor_ids")
        return pickle.dumps({name: getattr(page, name) for name in made})

    # Links depend on which files there are and on how they are addressed, and everything on Markdown's settings.
    addressed = sorted(files.src_uris), config.use_directory_urls
    settings = config.markdown_extensions, config.mdx_configs
    sources = repr((page.markdown, addressed, settings, MADE_BY)).encode()
    name = f"{Path(page.file.src_uri).stem}.{BUILDER}"
    vars(page).update(pickle.loads(kept.kept(CACHE / "pages", name, sources, make)))


def on_serve(server, config, builder):
    """Look for saved files oftener than every half second; one look takes three thousandths of one."""
    watched = config.docs_dir, config.config_file_path
    for path in watched:
        server.unwatch(path)
    server.observer = PollingObserver(timeout=0.15)
    for path in watched:
        server.watch(path)
    return server


def on_build_error(error):
    if state["serving"]:
        figures.get_ready(CACHE / "figures")
    if executed := state.get("executed"):
        shutil.rmtree(executed, ignore_errors=True)
    if unfinished := state.get("unfinished"):
        shutil.rmtree(unfinished, ignore_errors=True)


def seal(output: str) -> str:
    """Name Material's search dialog for screen readers and add the Content-Security-Policy.

    The link to the sources stays, but not as the component that asks GitHub how many stars they have, and the choice of
    the palette, but as that of docs/theme/partials/javascripts/palette.html. The head names no page before or after, which
    Firefox would fetch ahead; the policy refuses that.
    While serving, the policy lets the live-reload script in, and the style sheets stay apart, as they are saved.
    """
    output = output.replace('role="dialog"', 'role="dialog" aria-label="Search"')
    output = output.replace(' data-md-component="source"', "")
    output = output.replace('data-md-component="palette"', 'id="palette"')
    output = re.sub(r'<link rel="(?:prev|next)"[^>]*>\s*', "", output)
    if not state["serving"]:
        output, state["sheets"] = styles.merge(output)
    return policy.add(output, live_reload=bool(state["serving"]), from_disk=bool(state["from disk"]))
