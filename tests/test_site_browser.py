"""The built book in Chromium: what a reader sees, presses and copies, on every page, on a laptop and on a phone."""

import json
import re
import statistics
from doctest import DocTestParser
from pathlib import Path

import glossary
import pytest
from grammar import ROOT, Page
from playwright.sync_api import expect

from tests.conftest import LAPTOP, PHONE, SCHEMES, SMALL, arriving, axe_finds, sent, troubles
from tests.drivers.reader import copied_by, ready, wait_for_widgets
from tests.lighthouse.measure import limit

pytestmark = pytest.mark.browser

OPEN_ALL = "for (const details of document.querySelectorAll('details')) details.open = true"
# With scripts the folded answers of questions are kept for paper only.
SHOW_ANSWERS = (
    "for (const answer of document.querySelectorAll('quick-check > .answer')) answer.parentElement.after(answer)"
)
SCHEME = "document.body.getAttribute('data-md-color-scheme')"
PAPER = "getComputedStyle(document.body).backgroundColor"
# Chromium reports a violation of the policy as a console error; a page that listens can tell which directive it was.
REPORT = "addEventListener('securitypolicyviolation', e => console.error(e.effectiveDirective, e.blockedURI, e.sample))"

# Lengths of the full lines of each paragraph of prose, read off the page character by character.
LINES = """() => [...document.querySelectorAll('article > p, figcaption p')].filter(p => !p.querySelector('math, code')).map(p => {
  const walker = document.createTreeWalker(p, NodeFilter.SHOW_TEXT), range = document.createRange(), lines = [''];
  let last = -1;
  for (let node; (node = walker.nextNode()); )
    for (let i = 0; i < node.length; i++) {
      range.setStart(node, i);
      range.setEnd(node, i + 1);
      const rect = range.getClientRects()[0];
      if (!rect?.width) continue;
      if (rect.left < last) lines.push('');
      lines[lines.length - 1] += node.data[i];
      last = rect.left;
    }
  return lines.slice(0, -1).map(line => line.trim().length);
})"""

# The drawings of each figure, which is looked at until what it shows is there: which file the browser has chosen for each
# drawing, and the width that the page declares for it. In the next frame the files fit the width of the window.
DRAWINGS = """async () => {
  const found = [];
  await new Promise(done => requestAnimationFrame(() => setTimeout(done)));
  for (const figure of document.querySelectorAll('figure')) {
    const images = [...figure.querySelectorAll('img')];
    figure.scrollIntoView();
    for (const image of images)
      if (image.checkVisibility() && !image.complete)
        await new Promise(done => { image.onload = image.onerror = done; setTimeout(done, 30_000); });
    found.push(images.map(image => {
      const source = image.parentElement.querySelector('source'), narrow = matchMedia(source.media).matches;
      return {
        file: image.currentSrc.split('/').pop(),
        shown: image.checkVisibility(),
        width: image.getBoundingClientRect().width,
        natural: image.naturalWidth,
        declared: +(narrow ? source : image).getAttribute('width'),
      };
    }));
  }
  return found;
}"""

# Chromium loads a lazy image when it comes near the window: nearer than 1,250 px on a fast network, than 3,000 on a slow one.
NEAR = """() => {
  for (const image of document.querySelectorAll("img[loading=lazy]"))
    if (image.checkVisibility() && image.getBoundingClientRect().top < innerHeight + 3000) image.loading = "eager";
}"""

# Formulas wider than what shows them, and cells of an equation that are not at the side which they are to be aligned to.
FORMULAS = """() => {
  const problems = [];
  for (const box of document.querySelectorAll('.formula'))
    if (box.scrollWidth > box.clientWidth)
      problems.push(`${box.textContent} needs ${box.scrollWidth} px of ${box.clientWidth}: break it into lines`);
  for (const cell of document.querySelectorAll('.formula mtd[columnalign]')) {
    if (!cell.textContent) continue;
    const side = cell.getAttribute('columnalign'), part = side === 'right' ? cell.lastElementChild : cell.firstElementChild;
    if (Math.abs(part.getBoundingClientRect()[side] - cell.getBoundingClientRect()[side]) > 1)
      problems.push(`${cell.textContent} is not aligned ${side}`);
  }
  return problems;
}"""

# What of the code beside a copy button lies under it, though scrolled to its end.
COVERED = """() => [...document.querySelectorAll('.copy')].map(button => {
  const code = button.parentElement.querySelector('code'), walker = document.createTreeWalker(code, NodeFilter.SHOW_TEXT);
  const shade = button.getBoundingClientRect(), range = document.createRange();
  code.scrollLeft = code.scrollWidth;
  let covered = '';
  for (let text; (text = walker.nextNode()); ) {
    range.selectNodeContents(text);
    if (text.data.trim() && [...range.getClientRects()].some(line => line.right > shade.left && line.left < shade.right
        && line.bottom > shade.top + 2 && line.top < shade.bottom - 2)) covered += text.data;
  }
  return covered;
}).filter(Boolean)"""

# Leaves one token of each kind in code of each kind: axe would take a minute for thousands of the same colour.
THIN = """() => {
  const seen = new Set();
  for (const token of document.querySelectorAll('pre code span')) {
    const kind = [token.className, token.closest('.highlight')?.className, token.closest('details')?.className].join();
    if (token.children.length) continue;
    if (token.className && !seen.has(kind)) seen.add(kind);
    else token.replaceWith(...token.childNodes);
  }
}"""


def published(site: Path, where: str) -> Path:
    """The file that is sent for an address below the book's."""
    return site / (f"{where}index.html" if where.endswith("/") or not where else where)


def press_palette(page):
    page.locator("#palette label:visible").click()


def test_no_page_asks_elsewhere_or_breaks_its_policy(visit, served, pages):
    """Nor while a reader changes the palette, unfolds, copies and searches."""
    problems = []
    with visit(permissions=["clipboard-read", "clipboard-write"]) as page:

        def note(problem: str) -> None:
            problems.append(f"{page.url.removeprefix(served)}: {problem}")

        def failed(request) -> None:
            if request.failure != "net::ERR_ABORTED":  # the next page was opened while it was on its way
                note(f"could not load {request.url}")

        own = (served, "data:", "blob:")
        page.add_init_script(REPORT)
        page.on("request", lambda request: request.url.startswith(own) or note(f"asks {request.url}"))
        page.on("response", lambda answer: answer.status < 400 or note(f"got {answer.status} for {answer.url}"))
        page.on("requestfailed", failed)
        page.on("console", lambda message: message.type in ("error", "warning") and note(message.text))
        page.on("pageerror", lambda raised: note(str(raised)))
        for name in pages:
            page.goto(served + name)
            wait_for_widgets(page)
            press_palette(page)  # the next page begins where this one leads
            for summary in page.locator("article summary:visible").all():
                summary.click()
            for button in page.locator("button.copy:visible").all()[:1]:
                button.click()
            if name in (pages[0], pages[-1]):  # one at the top, and one in a folder: the index is the same for all
                page.get_by_role("textbox", name="Search").click()
                page.keyboard.type("convolution")
                # The index is fetched and prepared only now.
                expect(page.locator(".md-search-result__link mark").first).to_be_visible(timeout=30_000)
    assert not problems, "\n".join(problems)


def test_pages_are_light(visit, served, pages, site):
    """All that a page asks for before anybody scrolls, compressed; the search index is for those who search."""
    heavy, asked = [], set()
    with visit(PHONE) as page:
        keep_nothing(page)
        page.on("request", lambda request: asked.add(request.url))
        for name in pages:
            page.goto("about:blank")  # the page before asks for nothing more
            asked.clear()
            page.goto(served + name)
            page.evaluate(NEAR)
            page.wait_for_load_state("networkidle")
            files = {url.removeprefix(served) for url in asked if url.startswith(served)}
            sizes = {file: len(sent(published(site, file))) for file in files}
            if sum(sizes.values()) > (most := limit(page.content())):
                largest = sorted(sizes, key=sizes.get, reverse=True)[:5]
                heavy.append(
                    f"{name} loads {sum(sizes.values()):,} bytes of {most:,}; the largest are "
                    + ", ".join(f"{file or 'the page'} ({sizes[file]:,})" for file in largest)
                )
    assert not heavy, "\n".join(heavy)


def test_words_of_a_search_are_marked_where_it_leads(visit, served):
    with visit() as page:
        page.goto(served + "edges/?h=gradient")
        expect(page.locator("article mark").first).to_have_text(re.compile("gradient", re.IGNORECASE))


def test_tab_leaves_the_search_field_by_itself(visit, served):
    """Material takes the focus away with Tab; WebKit then begins at the top of the page, and nobody gets beyond the field."""
    with visit() as page:
        page.goto(served + "edges/")
        page.wait_for_load_state("networkidle")
        field = page.locator(".md-search__input")
        field.focus()
        page.keyboard.press("e")
        page.evaluate("""() => {
          const { blur } = HTMLElement.prototype;
          window.taken = 0;
          HTMLElement.prototype.blur = function () { window.taken++; blur.call(this); };
        }""")
        searching = page.locator("#__search")  # from then on Material hears the keys
        expect(searching).to_be_checked()
        page.keyboard.press("Tab")
        expect(field).not_to_be_focused()
        assert page.evaluate("window.taken") == 0
        expect(searching).not_to_be_checked()
        field.focus()
        expect(searching).to_be_checked()
        page.keyboard.press("Escape")
        expect(field).not_to_be_focused()
        assert page.evaluate("window.taken") > 0, "Escape still lets go of it"


def test_nothing_scrolls_sideways(visit, served, pages):
    wide = []
    with visit() as page:
        for name in pages:
            page.set_viewport_size(PHONE)
            page.goto(served + name)
            wait_for_widgets(page)
            for viewport, action in ((PHONE, "0"), (PHONE, OPEN_ALL), (SMALL, "0")):
                page.set_viewport_size(viewport)
                page.evaluate(action)
                if (width := page.evaluate("document.documentElement.scrollWidth")) > viewport["width"]:
                    wide.append(f"{name} needs {width} px of {viewport['width']}")
    assert not wide, "\n".join(wide)


def test_lines_hold_62_to_72_characters(visit, served, pages):
    medians = {}
    with visit() as page:
        for name in pages:
            page.goto(served + name)
            lines = [line for paragraph in page.evaluate(LINES) if len(paragraph) >= 2 for line in paragraph]
            if len(lines) >= 8:
                medians[name] = statistics.median(lines)
    assert len(medians) >= 4, f"pages with enough prose to measure: {medians}"
    assert all(62 <= median <= 72 for median in medians.values()), medians


def test_axe_finds_nothing(visit, served, pages):
    """Unfolded, where everything is seen; in the dark scheme, whose colours and figures differ; and targets under a finger."""
    found = []
    with visit() as page:
        for name in pages:
            page.emulate_media(color_scheme="light")
            page.goto(served + name)
            page.evaluate(THIN)
            page.evaluate(OPEN_ALL)
            # In the next frame it is known which blocks scroll.
            page.evaluate("new Promise(done => requestAnimationFrame(() => setTimeout(done)))")
            for scheme in SCHEMES:
                page.emulate_media(color_scheme=scheme)
                expect(page.locator("body")).to_have_attribute("data-md-color-scheme", SCHEMES[scheme])
                found += [f"{name} {scheme}: {problem}" for problem in axe_finds(page)]
            page.set_viewport_size(PHONE)
            found += [f"{name} on a phone: {problem}" for problem in axe_finds(page, only=("target-size",))]
            page.set_viewport_size(LAPTOP)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("way", ["hover", "tap", "focus"])
def test_a_term_says_what_it_means(visit, served, way):
    """To a pointer, to a finger and to the keyboard, in letters as large as a reader needs for a sentence."""
    meaning = next(term.meaning for term in glossary.terms() if term.name == "Receptive field")
    touch = {"viewport": PHONE, "has_touch": True, "is_mobile": True} if way == "tap" else {}
    with visit(**touch) as page:
        page.goto(served + "visual-cortex/")
        term = page.locator("article abbr", has_text="receptive field").first
        shown = page.get_by_role("tooltip").filter(has_text=meaning)
        expect(shown).to_have_count(0)
        getattr(term, way)()
        expect(shown).to_be_visible()
        if way != "hover":
            expect(term).to_be_focused()
            page.keyboard.press("Escape")
            expect(shown).to_be_hidden()
            getattr(term, way)()
        assert (
            shown.locator(".md-tooltip2__inner").evaluate("inner => parseFloat(getComputedStyle(inner).fontSize)") >= 13
        )
        expect(term).to_have_accessible_description(meaning)


# The first heading below the header, and how far down it stands.
READ = """() => {
  const heading = [...document.querySelectorAll("article :is(h2, h3)")].find((each) => each.getBoundingClientRect().top > 70);
  return [heading.id, heading.getBoundingClientRect().top];
}"""


@pytest.mark.parametrize("back", [False, True], ids=["loaded again", "gone back to"])
def test_a_page_stands_where_it_was_left(visit, served, back):
    """Though the widgets above, which were higher in use, start anew only when they come near, and one is in the address."""
    with visit(PHONE) as page:
        page.goto(served + "three-ideas/")
        low = page.evaluate("document.documentElement.scrollHeight")
        ready(page, "connectivity-map").evaluate("widget => widget.update({ layer: 'dense' })")
        expect(page).to_have_url(re.compile("#connectivity-map="))
        ready(page, "equivariance-bench")
        listing = page.locator(".highlight", has_text="three_ideas/where_it_breaks.py")
        listing.evaluate("listing => scrollTo(0, listing.getBoundingClientRect().top + scrollY + 200)")
        assert page.evaluate("document.documentElement.scrollHeight") > low + 500
        left = page.evaluate(READ)
        if back:
            page.goto(served + "glossary/")
            page.go_back()
        else:
            page.reload()
        page.evaluate("started")
        heading, top = page.evaluate(READ)
        assert (heading, top) == (left[0], pytest.approx(left[1], abs=4))
        page.evaluate("scrollTo(0, 0)")
        page.reload()
        assert page.evaluate("scrollY") == 0
        assert page.evaluate("new Promise(done => setTimeout(() => done(history.scrollRestoration), 20))") == "auto"


def test_a_page_stands_where_it_was_left_in_a_widget(visit, served):
    """Higher than the window, and lower before it has started."""
    with visit(PHONE) as page:
        page.goto(served + "three-ideas/")
        top = "widget => widget.getBoundingClientRect().top"
        ready(page, "connectivity-map").evaluate(f"widget => scrollBy(0, ({top})(widget) + 100)")
        page.reload()
        assert ready(page, "connectivity-map").evaluate(top) == pytest.approx(-100, abs=4)


# A store that refuses to be read, and one that is full.
REFUSES = {
    "forbidden": "get() { throw new DOMException('forbidden') }",
    "full": "value: new Proxy({}, { set() { throw new DOMException('full') } })",
}


@pytest.mark.parametrize("store", REFUSES)
def test_a_page_is_left_where_the_browser_keeps_nothing(visit, served, store):
    with visit() as page:
        errors = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.add_init_script(f"Object.defineProperty(window, 'sessionStorage', {{ {REFUSES[store]} }})")
        page.goto(served + "three-ideas/")
        page.reload()
        page.evaluate("Object.defineProperty(document, 'hidden', { value: true })")
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        assert errors == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_one_drawing_of_each_figure_is_shown_and_loaded(visit, served, pages, site, scheme):
    """That of the scheme and the width alone. On a phone it keeps its own size, in which the smallest text is 12 px.

    A page is loaded at one width and goes on to the other: every second begins on a phone, in the other scheme the rest. So each
    page's first load is seen at both widths, but not in both schemes at each.
    """
    problems, figures, asked = [], 0, set()
    drawn = {file.name for file in (site / "figures").iterdir()}
    illustrated = [name for name in pages if "<figure" in published(site, name).read_text("utf-8")]
    with visit(color_scheme=scheme) as page:
        page.on("request", lambda request: asked.add(request.url.split("/")[-1]))
        keep_nothing(page)  # else Chromium takes the drawing of the other width, which an earlier page had
        page.add_init_script("customElements.define = () => {}")  # a widget would take the place of its fallback
        for place, name in enumerate(illustrated):
            viewports = [LAPTOP, PHONE] if place % 2 == (scheme == "light") else [PHONE, LAPTOP]
            page.set_viewport_size(viewports[0])
            page.goto(served + name)
            page.evaluate(OPEN_ALL)  # a solution may have a figure
            for viewport in viewports:
                page.set_viewport_size(viewport)
                for drawings in page.evaluate(DRAWINGS):
                    figures += 1
                    shown = [drawing for drawing in drawings if drawing["shown"]]
                    if len(drawings) != 2 or len(shown) != 1 or not fits(shown[0]["file"], scheme, viewport):
                        problems.append(f"{name}: of {drawings} it shows {[drawing['file'] for drawing in shown]}")
                        continue
                    drawing = shown[0]
                    finer = 2 if drawing["file"].endswith(".webp") else 1
                    if abs(drawing["natural"] / finer - drawing["declared"]) > 0.5:
                        problems.append(f"{name}: the page gives the width of {drawing['file']} wrongly: {drawing}")
                    if drawing["width"] < drawing["declared"] - 0.5:
                        problems.append(f"{name}: {drawing['file']} is shown smaller than it was drawn: {drawing}")
                unfit = [file for file in asked & drawn if not fits(file, scheme, viewport)]
                problems += [f"{name}: {file} was loaded and never shown" for file in unfit]
                asked.clear()
    assert figures, "no page has a figure"
    assert not problems, "\n".join(problems)


def keep_nothing(page) -> None:
    """Each page is the first that the browser sees: it has no file of an earlier one."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("Network.enable")  # without which the next is taken, and does nothing
    devtools.send("Network.setCacheDisabled", {"cacheDisabled": True})


def fits(file: str, scheme: str, viewport: dict[str, int]) -> bool:
    """Whether a drawing is that of the scheme and the width."""
    return (".dark." in file, ".narrow." in file) == (scheme == "dark", viewport is PHONE)


@pytest.mark.parametrize("system", ["light", "dark"])
def test_palette_follows_the_system_or_the_reader(visit, served, pages, system):
    with visit(color_scheme=system) as page:
        page.goto(served + pages[0])
        papers = {}
        for expected in (system, "light", "dark", system):
            assert page.evaluate(SCHEME) == SCHEMES[expected]
            papers.setdefault(page.evaluate(PAPER), set()).add(expected)
            page.goto(served + pages[-1])
            assert page.evaluate(SCHEME) == SCHEMES[expected], "forgotten on the next page"
            press_palette(page)
        assert sorted(papers.values(), key=min) == [{"dark"}, {"light"}], papers
        press_palette(page)
        press_palette(page)  # back to the system, which changes its mind
        other = "dark" if system == "light" else "light"
        page.emulate_media(color_scheme=other)
        expect(page.locator("body")).to_have_attribute("data-md-color-scheme", SCHEMES[other])


def test_dark_book_prints_on_white(visit, served, pages):
    with visit(color_scheme="dark") as page:
        page.goto(served + next(name for name in pages if "edges" in name))
        dark = page.locator("figure .dark-only").first
        assert dark.is_visible()
        page.emulate_media(media="print")
        assert page.evaluate(PAPER) == "rgb(255, 255, 255)"
        assert not dark.is_visible()
        assert page.locator("figure .light-only").first.is_visible()


# Presses every copy button there is, and gives what each of them put on the clipboard. It has to be where a pointer reaches it.
PRESSED = """() => [...document.querySelectorAll('button.copy, [data-clipboard-target]')].map((button) => {
  let copied = '';
  navigator.clipboard.writeText = async (text) => { copied = text; };
  button.scrollIntoView({ block: 'center' });
  const { x, y, width, height } = button.getBoundingClientRect();
  document.elementFromPoint(x + width / 2, y + height / 2)?.closest('button')?.click();
  delete navigator.clipboard.writeText;
  return copied;
})"""


def test_copy_button_yields_what_runs(visit, served, pages, site):
    """A listing is its file, a cell its source, a session what was typed; outputs and figures' code have no button.

    And no line of the code stays below it. The first of each kind comes by the pointer and the clipboard.
    """
    copied, kinds, problems, viewports = set(), set(), [], [LAPTOP, PHONE]
    with visit(permissions=["clipboard-read", "clipboard-write"]) as page:
        for name in pages:
            page.goto(served + name)
            page.evaluate(OPEN_ALL)
            for viewport in viewports:
                page.set_viewport_size(viewport)
                problems += [f"{name}: the copy button covers {code!r}" for code in page.evaluate(COVERED)]
            viewports.reverse()
            wanted = copies(name)
            given = page.evaluate(PRESSED)
            if len(given) != len(wanted):
                problems.append(f"{name}: {len(given)} copy buttons for {len(wanted)} blocks of code")
            for number, ((what, text), got) in enumerate(zip(wanted, given, strict=False)):
                kind = "a listing" if what.endswith(".py") else what.split()[0]
                if kind not in kinds:
                    kinds.add(kind)
                    got = copied_by(page, page.locator("button.copy").nth(number))
                if got != text:
                    problems.append(f"{name}: copying {what} gives\n{got}\ninstead of\n{text}")
                copied.add(what)
    offered = {path for page in map(Page, (ROOT / "docs").glob("*.md")) for _, path in page.linked_files}
    for file in (site / "snippets").rglob("*.py"):
        what = file.relative_to(site / "snippets").as_posix()
        if what not in copied | offered or file.read_bytes() != (ROOT / "snippets" / what).read_bytes():
            problems.append(f"the file to download at {what} is not the listing of a page")
    assert not problems, "\n".join(problems)


def test_what_is_told_of_a_copy_stays_for_its_time(browser, served):
    """Of the last one: neither another button's end nor an earlier press takes it away."""
    # A reader of its own, for the clock is held in all windows of a reader, for good.
    with browser.new_context(viewport=LAPTOP) as reader:
        page = arriving(reader.new_page())
        page.clock.install()
        page.goto(served + "edges/")
        page.evaluate("navigator.clipboard.writeText = async () => {}")  # done when the press is: no time passes unseen
        first, second = (page.locator("button.copy").nth(number) for number in (0, 1))
        told = page.locator(".copy-status")
        first.evaluate("button => button.click()")
        expect(first).to_have_text("Copied")
        page.clock.run_for(1900)
        second.evaluate("button => button.click()")
        expect(second).to_have_text("Copied")
        page.clock.run_for(200)
        expect(first).to_have_text("Copy")
        assert told.text_content() == second.get_attribute("aria-label").replace("Copy", "Copied")
        page.clock.run_for(1700)
        second.evaluate("button => button.click()")
        page.clock.run_for(200)
        assert second.text_content() == "Copied" and told.text_content()
        page.clock.run_for(2000)
        assert second.text_content() == "Copy" and not told.text_content()


def test_what_is_cut_off_fades_until_it_is_scrolled_to_its_end(visit, served):
    """Code, an output, a table and a formula; what fits does not fade, nor what has the focus, whose ring would."""
    mask = "part => getComputedStyle(part).maskImage !== 'none'"
    with visit(SMALL) as page:
        for name, kind in (("edges", "pre > code"), ("fully-connected", ".table"), ("sliding-kernel", ".formula")):
            page.goto(f"{served}{name}/")
            parts = [part for part in page.locator(f"article {kind}:visible").all() if part.is_visible()]
            wide = [part.evaluate("part => part.scrollWidth - part.clientWidth > 1") for part in parts]
            assert (True in wide and False in wide) or kind == ".table"
            page.evaluate("new Promise(done => requestAnimationFrame(() => setTimeout(done)))")
            assert [part.evaluate(mask) for part in parts] == wide
            cut = parts[wide.index(True)]
            cut.focus()
            page.keyboard.press("ArrowLeft")  # by keyboard, so that the ring is shown
            assert not cut.evaluate(mask)
            cut.evaluate("part => { part.blur(); part.scrollLeft = part.scrollWidth; }")
            page.wait_for_function("part => getComputedStyle(part).maskImage === 'none'", arg=cut.element_handle())


def test_code_that_may_not_be_copied_is_selected(visit, served):
    """As where another site shows the page in a frame."""
    with visit() as page:
        page.add_init_script(
            "navigator.clipboard.writeText = () => Promise.reject(new DOMException('no', 'NotAllowedError'))"
        )
        page.goto(served + "edges/")
        raised = troubles(page, served)
        button = page.locator("button.copy:visible").first
        button.click()
        expect(page.locator(".copy-status")).to_contain_text("copy it with the keyboard")
        code = button.locator("xpath=..").locator("code").text_content()
        assert page.evaluate("getSelection().toString()").split() == code.split()
        assert raised == []


def copies(name: str) -> list[tuple[str, str]]:
    """What the copy buttons of the page at ``name`` are to give, in order: what it is, and its text."""
    source = ROOT / "docs" / (name.strip("/") or "index")
    if source.with_suffix(".ipynb").is_file():
        cells = json.loads(source.with_suffix(".ipynb").read_text("utf-8"))["cells"]
        return [(f"cell {cell['id']}", "".join(cell["source"]) + "\n") for cell in cells if cell["cell_type"] == "code"]
    if not source.with_suffix(".md").is_file():
        return []
    page, found = Page(source.with_suffix(".md")), []
    for fence in page.fences:
        if fence.language == "python":
            path = page.listing(fence)
            found.append((path, (ROOT / "snippets" / path).read_text("utf-8")))
        elif fence.language == "pycon":
            found.append(("a session", "".join(part.source for part in DocTestParser().get_examples(fence.body))))
        elif "no-copy" not in fence.info:
            found.append((f"{fence.language} code", fence.body))
    return found


# Answers to questions are unfolded by test_quick_check.py.
FOLDED = "details.answer:not(quick-check *), details.figure-code"
# Whether what is folded is seen before its summary is pressed, and after.
UNFOLD = f"""() => [...document.querySelectorAll('{FOLDED}')].map((folded) => {{
  const inside = folded.querySelector(':scope > :not(summary)');
  const seen = () => inside.checkVisibility({{ visibilityProperty: true }}) && inside.getBoundingClientRect().height > 0;
  const before = seen();
  folded.querySelector(':scope > summary').click();
  return [before, seen()];
}})"""
# Of each figure that is not folded, the drawings that are seen.
SHOWN = """[...document.querySelectorAll('figure:not(details figure)')].map((figure) =>
  [...figure.querySelectorAll('img')].filter((image) => image.checkVisibility({ visibilityProperty: true })
    && image.getBoundingClientRect().height > 0).map((image) => image.getAttribute('src')))"""


def test_book_reads_without_scripts(visit, served, pages):
    unfolded = 0
    with visit(java_script_enabled=False) as page:
        for name in pages:
            page.goto(served + name)
            assert page.locator("h1").is_visible(), name
            assert len(page.locator("article").inner_text()) > (500 if name != "404.html" else 10), name
            for shown in page.evaluate(SHOWN):
                assert len(shown) == 1 and ".dark." not in shown[0], f"{name}: shows {shown}"
            for before, after in page.evaluate(UNFOLD):
                assert not before, f"{name}: an answer is shown before it is asked for"
                assert after, f"{name}: an answer cannot be unfolded"
                unfolded += 1
            if (summaries := page.locator(f":is({FOLDED}) > summary")).count():
                summaries.first.click()
                inside = summaries.first.locator("xpath=following-sibling::*").first
                assert not inside.is_visible(), f"{name}: an answer cannot be folded again"
    assert unfolded > 40, "fewer than there are figures with their code"


def test_mathematics_is_set_in_the_math_font(visit, served, pages):
    """Every glyph of it, no TeX is left in the text, and on a phone no formula is cut off where it could seem complete."""
    formulas, problems = 0, []
    with visit(PHONE) as page:
        for name in pages:
            page.goto(served + name)
            page.evaluate(SHOW_ANSWERS)
            page.evaluate(OPEN_ALL)
            page.evaluate("document.fonts.ready.then(() => 0)")
            problems += [f"{name}: {problem}" for problem in page.evaluate(FORMULAS)]
            page.evaluate("for (const code of document.querySelectorAll('pre, code, script')) code.remove()")
            text = page.locator("body").inner_text()
            if tex := re.search(r"\\[(\[]|\$\$|\\[a-zA-Z]{2,}|\$[^$\n]*\$", text):
                problems.append(f"{name}: TeX in the text: {text[max(0, tex.start() - 20) : tex.end() + 20]!r}")
            widths = page.locator("math").evaluate_all("all => all.map(math => math.getBoundingClientRect().width)")
            formulas += len(widths)
            if not widths:
                continue
            if min(widths) <= 0:
                problems.append(f"{name}: a formula without width")
            if not page.evaluate("document.fonts.check('16px \"STIX Two Math\"')"):
                problems.append(f"{name}: the math font is not loaded")
            problems += [f"{name}: {problem}" for problem in fallbacks(page)]
    assert formulas, "no page has a formula"
    assert not problems, "\n".join(problems)


def fallbacks(page) -> list[str]:
    """Parts of formulas that Chromium draws with a font of the machine, spaces aside."""
    devtools = page.context.new_cdp_session(page)
    for domain in ("DOM", "CSS"):
        devtools.send(f"{domain}.enable")
    root = devtools.send("DOM.getDocument")["root"]["nodeId"]
    leaves = devtools.send("DOM.querySelectorAll", {"nodeId": root, "selector": "math :is(mi, mn, mo, mtext)"})[
        "nodeIds"
    ]
    found = []
    for leaf in leaves:
        fonts = devtools.send("CSS.getPlatformFontsForNode", {"nodeId": leaf})["fonts"]
        foreign = sum(
            font["glyphCount"] for font in fonts if not (font["isCustomFont"] and font["familyName"] == "STIX Two Math")
        )
        if foreign:
            html = devtools.send("DOM.getOuterHTML", {"nodeId": leaf})["outerHTML"]
            if foreign > html.count("&nbsp;") + html.count(" "):
                found.append(f"{html} is drawn with {', '.join(font['familyName'] for font in fonts)}")
    devtools.detach()
    return found
