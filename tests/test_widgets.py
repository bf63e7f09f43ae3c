"""What every widget promises, tried in Chromium on each of them; tests/drivers says how each is used."""

import gzip
import io
import random
import re
import shutil
from contextlib import contextmanager, redirect_stdout
from html import unescape
from itertools import product
from pathlib import Path

import numpy as np
import pytest
import widgets
from grammar import DOCS, ROOT, Page
from playwright.sync_api import expect

from tests.conftest import LAPTOP, SMALL, axe_finds, built_page, serving, troubles
from tests.drivers import DRIVERS
from tests.drivers.reader import HEAR, PENDING, PLACED, SETTLED, copied, fragment, put, quiet, ready

pytestmark = pytest.mark.browser

STATES = 50
BUDGET = 40_000  # bytes of widget code on any page, gzipped

# Counts what asks to move or to come back: animation frames, timers, animations that run.
WATCH = """
  window.asked = { frames: 0, repeats: 0, timers: 0 };
  const frame = window.requestAnimationFrame, repeat = window.setInterval, timer = window.setTimeout;
  window.requestAnimationFrame = (...all) => (window.asked.frames++, frame(...all));
  window.setInterval = (...all) => (window.asked.repeats++, repeat(...all));
  window.setTimeout = (...all) => (window.asked.timers++, timer(...all));
"""
GLIDES = "w => { window.moved = 0; w.shadowRoot.addEventListener('transitionrun', () => window.moved++) }"
MOVING = "w => w.shadowRoot.getAnimations ? w.shadowRoot.getAnimations().length : 0"
STATE = "w => JSON.stringify(w.state)"
# Notes every height that the widget has from now on.
MEASURE = """w => {
  window.heights = new Set();
  new ResizeObserver(() => heights.add(w.offsetHeight)).observe(w);
}"""

# The state, field by field, as a link has it.
WRITTEN = """w => Object.fromEntries(
  Object.entries(w.constructor.fields).map(([name, field]) => [name, field.write(w.state[name])]))"""
# The same, and the name and text of each program in the code pane, which is unfolded.
TEXTS = f"""async w => {{
  const {{ pane }} = w;
  if (!pane.open) await new Promise(done => {{
    pane.addEventListener("toggle", done, {{ once: true }});
    pane.open = true;
  }});
  await w.coded;
  return [({WRITTEN})(w), pane.hidden ? [] : [...w.shadowRoot.querySelectorAll(".code input")].map(tab => {{
    tab.click();
    return [tab.value, w.shadowRoot.querySelector(".code code").textContent];
  }})];
}}"""
NAMELESS = """w => [...w.shadowRoot.querySelectorAll("button, select, input, [role=grid]")].filter(control =>
  control.checkVisibility() &&
  ![control.ariaLabel, control.textContent, control.labels?.[0]?.textContent].some(text => text?.trim()))
  .map(control => control.outerHTML)"""

# What can be pressed and is smaller than so many pixels each way; a label counts as its control.
TOO_SMALL = """(widget, least) =>
  [...widget.shadowRoot.querySelectorAll("button, select, input, summary, td[tabindex], a")]
    .filter(target => target.checkVisibility())
    .map(target => [target, (target.closest("label") ?? target).getBoundingClientRect()])
    .filter(([_, { width, height }]) => Math.min(width, height) < least - 0.5)
    .map(([target, { width, height }]) => `${target.outerHTML.slice(0, 90)} ${width} x ${height}`)"""

ENLARGES = """w => [...w.shadowRoot.querySelectorAll("input, select, textarea")]
  .filter(field => parseFloat(getComputedStyle(field).fontSize) < 16).map(field => field.outerHTML)"""

WIDTH = "document.documentElement.scrollWidth"


# For those alone that have something to play.
PLAYING = pytest.mark.parametrize("name", [name for name, driver in DRIVERS.items() if driver.PLAYS], indirect=True)


@pytest.fixture(scope="module", params=DRIVERS)
def name(request) -> str:
    return request.param


@pytest.fixture(scope="module")
def driver(name):
    return DRIVERS[name]


@pytest.fixture(scope="module")
def on_its_page(visit, served, name, driver):
    """Opens a fresh window on the page of the widget, when it is ready, and hears what goes wrong while it is used."""

    @contextmanager
    def on_its_page(fragment: str = "", script: str = "", **settings):
        with visit(**settings) as page:
            raised = troubles(page, served)
            if script:
                page.add_init_script(script)
            page.goto(served + driver.PAGE + fragment)
            yield page, ready(page, name)
            assert not raised, raised

    return on_its_page


@pytest.fixture(scope="module")
def alone(visit, served, name):
    """Opens a fresh window on a page that has nothing but the widget, perhaps several times: it loads sooner.

    Gives the window and the widgets.
    """

    @contextmanager
    def alone(fragment: str = "", count: int = 1, **settings):
        with visit(**settings) as page:
            raised = troubles(page, served)
            page.route("**/bare.html*", lambda route: route.fulfill(body=bare(name, count), content_type="text/html"))
            page.goto(served + "bare.html" + fragment)
            yield page, *[ready(page, name, number) for number in range(count)]
            assert not raised, raised

    return alone


@pytest.fixture(scope="module")
def laptop(on_its_page):
    """One window for all that does not need a fresh one."""
    with on_its_page(script=PENDING) as (page, widget):
        yield page, widget


def generated(driver, count: int = STATES) -> list[dict[str, str]]:
    chances = random.Random(11)
    return [driver.states(chances) for _ in range(count)]


def dom(widget) -> str:
    """The widget's elements and where they are in use."""
    return widget.evaluate(
        """w => w.shadowRoot.querySelector(".widget").innerHTML + [...w.shadowRoot.querySelectorAll("input, select")]
          .map(control => `${control.value} ${control.checked}`).join()"""
    )


# The table, the page, the code


def test_every_widget_has_a_driver_and_a_place_in_the_gallery():
    assert list(DRIVERS) == list(widgets.TABLE)
    gallery = Page(ROOT / "docs" / "widgets.md")
    assert {placed.name for placed in gallery.widgets} == set(widgets.TABLE)
    assert sorted(re.findall(r"\[\[widget ([\w-]+)\]\]", gallery.text)) == sorted(widgets.TABLE)


def test_the_element_allows_what_the_table_allows(laptop, name):
    page, _ = laptop
    table = widgets.TABLE[name].attributes
    described = page.evaluate(
        """([name, tries]) => Object.entries(customElements.get(name).attributes).map(([attribute, field]) => [
          attribute, field.write(field.initial), tries.filter(text => field.read(text) !== undefined)])""",
        [name, tries := [*map(str, range(-2, 60)), *{word for a in table.values() for word in a.words}]],
    )
    assert {attribute: default for attribute, default, _ in described} == {key: a.default for key, a in table.items()}
    for attribute, _, admitted in described:
        assert admitted == [text for text in tries if table[attribute].admits(text)], attribute


def test_the_gallery_tells_what_an_author_may_give(site, name):
    section = built_page(site, "widgets").partition(f"<{name}")[2].partition("<h2 ")[0]
    rows = [
        [unescape(re.sub("<[^>]+>", "", cell)) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)]
        for row in re.findall(r"<tr>(.*?)</tr>", section, re.DOTALL)
    ]
    told = {row[0]: dict(zip(rows[0], row, strict=True)) for row in rows[1:]}
    assert told == {
        key: {"attribute": key, "values": a.allowed, "without it": a.default, "meaning": a.meaning}
        for key, a in widgets.TABLE[name].attributes.items()
    }


def test_code_of_any_page_is_within_its_budget(site):
    """All that a page loads for its widgets, but what a press asks for; in the gallery, which has them all, each by itself."""
    folder = site / "assets" / "widgets"
    together = {f"the gallery's {name}": [name] for name in widgets.TABLE}
    for path in site.rglob("*.html"):
        html = path.read_text("utf-8")
        used = [name for name in (*widgets.TABLE, *widgets.QUESTIONS) if re.search(rf"<{name}[\s>]", html)]
        if path.parent.name != "widgets":
            together[path.relative_to(site).as_posix()] = used
    together = {name: [folder / f"{module}.js" for module in (*used, "start")] for name, used in together.items()}
    for name, modules in together.items():
        size = sum(len(gzip.compress(module.read_bytes(), 6, mtime=0)) for module in with_imports(modules))
        assert size <= BUDGET, f"{name}: {size} bytes"


@pytest.mark.parametrize("place", ["widgets/", "three-ideas/"])
@pytest.mark.parametrize("way", ["scrolling", "Tab", "a link"])
def test_a_widget_is_loaded_when_it_is_wanted(browser, served, place, way):
    """As it comes near; with Tab, which may lead into a fallback; or when the address opens it."""
    with browser.new_context(viewport=LAPTOP) as context:
        page = context.new_page()
        asked = []
        page.on("request", lambda request: asked.append(request.url.rpartition("/")[2]))
        page.goto(served + place)
        far = page.locator(PLACED).last
        name = far.evaluate("widget => widget.localName")
        page.wait_for_load_state("networkidle")
        assert "start.js" in asked and f"{name}.js" not in asked
        if way == "scrolling":
            far.evaluate("widget => scrollTo(0, scrollY + widget.getBoundingClientRect().top - 1.4 * innerHeight)")
        elif way == "Tab":
            page.keyboard.press("Tab")
        else:
            state = DRIVERS[name].states(random.Random(0))
            page.goto("about:blank")
            page.goto(served + place + fragment(name, state))
        expect(far).to_have_attribute("data-ready", "")
        assert f"{name}.js" in asked
        if way == "a link":
            assert far.evaluate(WRITTEN) == state


@pytest.mark.parametrize("keeps_in_place", [True, False])
def test_what_is_read_stays_in_place_when_a_widget_above_grows(visit, served, keeps_in_place):
    """Chromium sees to it. Safari does not, so the page does: here Chromium is told to be Safari."""
    heading = "#stacking-needs-a-nonlinearity"
    with visit() as page:
        if not keeps_in_place:
            page.add_init_script("""
              const { supports } = CSS;
              CSS.supports = (...given) => given[0] !== "overflow-anchor" && supports.call(CSS, ...given);
              addEventListener("DOMContentLoaded", () => { document.documentElement.style.overflowAnchor = "none"; });""")
        page.goto(f"{served}edges/{heading}")
        expect(page.locator("kernel-lab")).to_have_attribute("data-ready", "")
        page.wait_for_function("document.querySelector('kernel-lab').offsetHeight > 1000")  # its fallback has 746
        page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
        assert 40 < page.locator(heading).bounding_box()["y"] < 100


# What Chromium and Firefox have, and Safari 16.4 has not, or not so.
NOT_IN_SAFARI = {
    r"\b(?:Map|Object)\.groupBy\b": "it came with 17.4; without it no page comes to life",
    r"\bPromise\.(?:withResolvers|try)\b|\bArray\.fromAsync\b": "it came later",
    r"\bnew Set\([^)]*\)\.(?:union|intersection|difference)\b": "it came with 17",
    r"(?m)^(?!.*-webkit-user-select).*\n *user-select:": "it needs its prefix, in the line before",
    r"no-repeat content-box": "the content of an empty cell has no height, so nothing is painted",
}


@pytest.mark.parametrize("pattern", NOT_IN_SAFARI)
def test_nothing_is_used_that_safari_lacks(pattern):
    sources = [path for kind in ("js", "css") for path in (DOCS / "assets").rglob(f"*.{kind}")]
    assert len(sources) > 40
    used = [path.name for path in sources if re.search(pattern, path.read_text("utf-8"))]
    assert not used, NOT_IN_SAFARI[pattern]


def with_imports(modules: list[Path]) -> set[Path]:
    """The modules and whatever they import."""
    found, left = set(), list(modules)
    while left:
        module = left.pop()
        if module not in found:
            found.add(module)
            imports = re.findall(r'^import [^;]*?"(\./[^"]+)"', module.read_text("utf-8"), re.MULTILINE)
            left += [(module.parent / name).resolve() for name in imports]
    return found


# Three ways to use it, and back


def test_pointer_keyboard_and_touch_lead_from_silence_to_the_same(on_its_page, alone, driver):
    """What is below a widget on a laptop stays where it is, unless the reader gave the widget more to show.

    Until something is done it is silent: many may stand on a page, and what they show at first would be read out from all of them
    at once. And nothing glides, for the reader is one who prefers reduced motion.
    """
    found = []
    for way, opens, settings in (
        ("pointer", on_its_page, {"script": PENDING}),
        ("keyboard", alone, {}),
        ("touch", alone, {"has_touch": True, "is_mobile": True}),
    ):
        with opens(**settings) as (page, widget):
            if way == "pointer":
                quiet(page)
                assert widget.get_by_role("status").inner_text() == ""
                widget.evaluate(GLIDES)
            widget.evaluate(MEASURE)
            driver.use(widget, page, way)
            page.mouse.move(0, 0)
            page.wait_for_timeout(SETTLED)
            found.append((driver.result(widget), widget.evaluate("w => w.status.textContent")))
            assert found[-1] == found[0]
            heights = page.evaluate("[...heights]")
            assert way == "touch" or driver.GROWS or len(heights) == 1, heights
            if way == "pointer":
                expect(widget.get_by_role("status")).not_to_be_empty()
                assert page.evaluate("moved") == 0 and widget.evaluate(MOVING) == 0


def test_reset_leads_back_to_the_beginning(alone, driver):
    with alone() as (page, widget):
        page.wait_for_timeout(SETTLED)
        beginning = dom(widget)
        driver.in_use(widget, page)
        page.wait_for_timeout(SETTLED)
        assert dom(widget) != beginning and "=" in page.evaluate("location.hash")
        seen = []
        for _ in range(2):
            widget.get_by_role("button", name="Reset").click()
            widget.evaluate(
                "w => w.shadowRoot.querySelectorAll('.foot details').forEach(part => { part.open = false })"
            )
            expect(widget.get_by_role("status")).not_to_be_empty()  # now somebody is there to hear it
            page.wait_for_timeout(SETTLED)
            seen.append(dom(widget))
        assert seen[0] == seen[1]
        assert re.sub('(role="status">)[^<]*', r"\1", seen[0]) == beginning
        assert page.evaluate("location.hash") == ""


# State, link, code


def test_a_link_restores_the_state(on_its_page, alone, fresh, name, driver):
    """A fresh page shows what the page showed that gave the link: the page of the widget, and one that has it five times.

    Where the model has the fields, test_widgets_arithmetic.py asks of many more states whether one is lost on the way.
    """
    page, widget = fresh
    kept = []
    for state in generated(driver)[::10]:
        put(widget, name, state)
        assert widget.evaluate(WRITTEN) == state
        kept.append((copied(page, widget).partition("#")[2], widget.evaluate(STATE), driver.result(widget)))
    with on_its_page("#" + kept[0][0]) as (_, other):
        assert (other.evaluate(STATE), driver.result(other)) == kept[0][1:]
    ordinals = ["", *(f"-{number}" for number in range(2, len(kept) + 1))]
    links = [link.replace(name, name + ordinal, 1) for (link, *_), ordinal in zip(kept, ordinals, strict=True)]
    with alone("#" + "&".join(links), count=len(kept)) as (_, *others):
        for other, (_, *before) in zip(others, kept, strict=True):
            assert [other.evaluate(STATE), driver.result(other)] == before


def bare(name: str, count: int = 1, folder: str = "assets/widgets") -> str:
    """A page that has the widget and nothing else."""
    tags = f"<{name}><p>fallback</p></{name}>" * count
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><meta name="color-scheme" content="light dark">'
        f"<title>Elsewhere</title><main>{tags}</main>"
        f'<script type="module" src="{folder}/{name}.js"></script></html>'
    )


def test_a_link_leads_to_the_widget_from_which_it_was_copied(visit, served):
    """Of several on a page, whichever is there first."""
    names = "connectivity-map", "kernel-stepper"
    states = [fragment(name, DRIVERS[name].states(random.Random(3)))[1:] for name in names]
    for name in names:
        with visit() as page:
            page.goto(f"{served}widgets/#{'&'.join(states)}")
            for other in names:
                expect(page.locator(other)).to_have_attribute("data-ready", "")
            link = copied(page, ready(page, name)).partition("#")[2]
        with visit() as page:
            page.goto(f"{served}widgets/#{link}")
            for other in names:
                expect(page.locator(other)).to_have_attribute("data-ready", "")
            page.wait_for_timeout(SETTLED)
            assert 0 <= page.locator(name).bounding_box()["y"] < 100


def test_reload_keeps_the_state_and_nonsense_is_told(on_its_page, name, driver):
    """And the address of the next page is left alone: instant navigation changes it first, and the page when it is there."""
    state = generated(driver, 1)[0]
    with on_its_page(fragment(name, state)) as (page, widget):
        before = widget.evaluate(STATE)
        page.reload()
        expect(widget).to_have_attribute("data-ready", "")
        assert widget.evaluate(STATE) == before
        field = next(iter(state))
        for nonsense in ("x", f"{field}:-7;x:%E0%A4%A", fragment(name, state | {field: "no such"})[len(name) + 2 :]):
            widget.evaluate("w => { w.note.textContent = w.status.textContent = '' }")
            page.evaluate("fragment => { location.hash = fragment }", f"{name}={nonsense}")
            page.wait_for_function("w => w.note.textContent !== ''", arg=widget.element_handle())
            assert widget.evaluate(STATE) == before
            expect(widget.get_by_role("status")).to_contain_text("The state in the address was not used.")
        page.evaluate("location.hash = 'check-yourself'")
        assert widget.evaluate(STATE) == before
        driver.in_use(widget, page)
        page.evaluate("history.pushState(null, '', '../glossary/')")
        page.wait_for_timeout(SETTLED)
        assert page.evaluate("location.hash") == ""


def test_the_code_gives_what_is_shown(fresh, name, driver, site, monkeypatch):
    """Fifty states that have code, each brought by its link: both texts are run, each in a namespace of its own."""
    monkeypatch.chdir(site / "assets" / "widgets")  # the data lie there
    _, widget = fresh
    states_run = 0
    for state in generated(driver, STATES * 3 // 2):
        put(widget, name, state)
        written, texts = widget.evaluate(TEXTS)
        assert written == state
        wanted = driver.shown(widget)
        if wanted is None:
            assert texts == []
            continue
        assert [library for library, _ in texts] == ["NumPy", "PyTorch"], state
        for library, text in texts:
            names: dict[str, object] = {"__name__": "__main__"}
            with redirect_stdout(io.StringIO()) as printed:
                exec(compile(text, f"{name} {library}", "exec"), names)
            assert printed.getvalue().strip(), "the code shows its result"
            got = np.asarray(names["output"], dtype=float)
            assert got.shape == np.shape(wanted), (library, state)
            assert np.allclose(got, wanted, rtol=0, atol=5e-3, equal_nan=True), (library, state)
        states_run += 1
        if states_run == STATES:
            break
    widget.evaluate("w => { w.pane.open = false }")
    assert states_run == STATES, f"only {states_run} states have code"


def test_the_code_can_be_copied(fresh):
    page, widget = fresh
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    widget.locator(".code summary").click()
    widget.get_by_role("button", name="Copy code").click()
    expect(widget.get_by_role("status")).to_contain_text("copied")
    assert page.evaluate("navigator.clipboard.readText()") == widget.locator(".code code").inner_text()


def test_who_reads_the_code_stays_there_when_the_state_changes(fresh):
    _, widget = fresh
    widget.evaluate(TEXTS)
    block = widget.locator(".code pre")
    block.focus()
    widget.evaluate("async w => { w.refresh(); await 0; await w.coded; }")
    assert block.evaluate("block => block.getRootNode().activeElement === block")
    widget.evaluate("w => { w.pane.open = false }")


def test_code_that_does_not_come_is_told(visit, served):
    with visit() as page:
        page.route("**/code-pane.js", lambda route: route.abort())
        page.goto(served + DRIVERS["receptive-cone"].PAGE)
        widget = ready(page, "receptive-cone")
        widget.locator(".code summary").click()
        expect(widget.locator(".note")).to_have_text("The code could not be loaded.")
        expect(widget.get_by_role("status")).to_have_text("The code could not be loaded.")


def test_code_that_comes_when_it_is_folded_again_stays_away(visit, served):
    held = []
    with visit() as page:
        page.route("**/code-pane.js", lambda route: held.append(route))
        page.goto(served + DRIVERS["receptive-cone"].PAGE)
        widget = ready(page, "receptive-cone")
        summary = widget.locator(".code summary")
        with page.expect_request("**/code-pane.js"):
            summary.click()
        summary.click()
        (route,) = held
        route.continue_()
        widget.evaluate("w => w.coded")
        expect(widget.locator(".code pre")).to_have_count(0)
        summary.click()
        expect(widget.locator(".code code")).to_contain_text("import")


def test_where_nothing_may_be_copied_the_link_is_the_address_and_the_code_is_selected(visit, served):
    with visit() as page:
        page.add_init_script("navigator.clipboard.writeText = () => Promise.reject(new Error('forbidden'))")
        page.goto(served + DRIVERS["receptive-cone"].PAGE)
        widget = ready(page, "receptive-cone")
        put(widget, "receptive-cone", state := generated(DRIVERS["receptive-cone"], 1)[0])
        page.evaluate("history.replaceState(null, '', location.pathname)")
        widget.get_by_role("button", name="Copy link").click()
        expect(widget.get_by_role("status")).to_contain_text("The address of this page is now the link to this state")
        assert page.evaluate("location.hash") == fragment("receptive-cone", state)
        widget.locator(".code summary").click()
        widget.get_by_role("button", name="Copy code").click()
        expect(widget.get_by_role("status")).to_have_text("The code is selected; copy it with the keyboard.")
        selected = widget.evaluate("w => (w.shadowRoot.getSelection?.() ?? getSelection()).toString()")
        assert selected.strip() == widget.locator(".code code").inner_text().strip() != ""


def test_code_that_did_not_come_is_not_copied(visit, served):
    """Of a widget whose code is a module of its own."""
    with visit() as page:
        page.route("**/connectivity-map-code.js", lambda route: route.abort())
        page.goto(served + DRIVERS["connectivity-map"].PAGE)
        widget = ready(page, "connectivity-map")
        widget.locator(".code summary").click()
        expect(widget.locator(".note")).to_have_text("The code could not be loaded.")
        widget.evaluate("w => { w.note.textContent = '' }")
        widget.get_by_role("button", name="Copy code").click()
        expect(widget.locator(".note")).to_have_text("The code could not be loaded.")


# For everybody


def test_axe_finds_nothing_with_the_widget_in_use(laptop, driver, name):
    """Nor at the beginning; in both schemes. Targets are large enough for a pointer, and nothing scrolls sideways."""
    page, widget = laptop
    try:
        for scheme, state in product(("light", "dark"), ("at the beginning", "in use")):
            page.emulate_media(color_scheme=scheme)
            widget.evaluate("w => w.reset()")
            if state == "in use":
                driver.in_use(widget, page)
            page.wait_for_timeout(50)
            found = axe_finds(page, name)
            assert not found, "\n".join([f"{scheme}, {state}:", *found])
            assert widget.evaluate(TOO_SMALL, 24) == []
            assert page.evaluate(WIDTH) <= LAPTOP["width"]
    finally:
        page.emulate_media(color_scheme="light")


def test_targets_are_large_enough_for_a_finger_and_nothing_scrolls_sideways(on_its_page, driver):
    with on_its_page(viewport=SMALL, has_touch=True, is_mobile=True) as (page, widget):
        for step in (lambda *_: None, driver.in_use):
            step(widget, page)
            page.wait_for_timeout(50)
            assert widget.evaluate(TOO_SMALL, 44) == []
            assert widget.evaluate(ENLARGES) == [], "an iPhone enlarges the page for them"
            assert page.evaluate(WIDTH) <= SMALL["width"]


def test_everything_has_a_name_and_the_status_speaks(fresh, driver):
    page, widget = fresh
    driver.in_use(widget, page)
    page.wait_for_timeout(SETTLED)
    nameless = widget.evaluate(NAMELESS)
    assert nameless == []
    assert widget.get_by_role("status").count() == 1
    assert widget.get_by_role("status").inner_text().strip()


# What rules of the widget ask for that the elements they hold for are not given: var(--x), where --x has no value.
NOT_GIVEN = """w => {
  const missing = new Set();
  const read = rule => {
    [...(rule.cssRules ?? [])].forEach(read);
    const asked = [...(rule.style?.cssText ?? "").matchAll(/var\\((--[\\w-]+)\\)/g)].map(match => match[1]);
    for (const element of asked.length ? w.shadowRoot.querySelectorAll(rule.selectorText) : []) {
      const given = getComputedStyle(element);
      asked.filter(name => !given.getPropertyValue(name)).forEach(name => missing.add(`${rule.selectorText}: ${name}`));
    }
  };
  w.shadowRoot.adoptedStyleSheets.forEach(read);
  return [...missing];
}"""


def test_every_colour_and_length_that_a_rule_asks_for_is_there(fresh, driver):
    """To a browser it is no mistake: the rule falls away, and with it a bar or a line."""
    page, widget = fresh
    driver.in_use(widget, page)
    assert widget.evaluate(NOT_GIVEN) == []


# How a cell or a shape is drawn where backgrounds are the system's.
EDGE = """shape => { const style = getComputedStyle(shape);
  return ["border-top", "outline-style", "outline-width", "fill"].map(name => style.getPropertyValue(name)); }"""


def test_a_sentence_that_is_said_again_is_announced_again(fresh):
    """The text of the status changes each time: it is emptied first."""
    page, widget = fresh
    copied(page, widget)
    quiet(page)
    widget.evaluate(HEAR)
    copied(page, widget)
    quiet(page)
    assert page.evaluate("said") == ["", "The link to this state is copied."]


def test_enter_pins_in_every_table_and_escape_lets_go(fresh, driver):
    """And what is looked at, by the focus alone, is let go of as well."""
    page, widget = fresh
    tables = widget.locator("[role=grid]:visible")
    pinned = driver.PINNED or "w => ''"
    before, choices = widget.evaluate(pinned), set()
    if driver.PINNED is None:
        assert tables.count() == 0
    for number in range(tables.count()):
        widget.evaluate("w => w.reset()")
        table = tables.nth(number)
        unseen = looked_at(widget)
        table.locator("td[tabindex='0']").focus()
        for key in ("Control+Home", "ArrowDown", "End"):
            page.keyboard.press(key)
        assert table.locator("td:focus").count() == 1
        page.keyboard.press("Escape")
        assert looked_at(widget) == unseen, "the focus alone shows nothing more"
        page.keyboard.press("Enter")
        page.keyboard.press("Shift+Tab")
        page.mouse.move(0, 0)
        if widget.evaluate(pinned) == before:
            choices.add(table.locator("caption").inner_text().split()[0])
        table.locator("td[tabindex='0']").focus()
        page.keyboard.press("Escape")
        assert widget.evaluate(pinned) == before, f"table {number}"
    assert choices == driver.CHOICES


def looked_at(widget) -> list[str]:
    """What is lit, and what is said of it."""
    return widget.evaluate(
        """w => [...w.shadowRoot.querySelectorAll(".lit, .held, .place, .where, .sum")]
          .map(part => part.ariaLabel ?? part.textContent)"""
    )


def test_forced_colours_keep_what_is_lit_apart(fresh, driver):
    """What the equivariance bench draws, its own test looks at."""
    page, widget = fresh
    page.emulate_media(forced_colors="active")
    try:
        driver.in_use(widget, page)
        page.wait_for_timeout(50)
        if driver.LIT:
            lit, plain = (
                widget.locator(f"{selector}:visible").first.evaluate(EDGE) for selector in (driver.LIT, driver.PLAIN)
            )
            assert lit != plain
        ink = "(button, disabled) => { button.ariaDisabled = disabled; return getComputedStyle(button).color; }"
        button = widget.get_by_role("button", name="Reset")
        assert button.evaluate(ink, "true") != button.evaluate(ink, "false"), "an unavailable button looks available"
    finally:
        page.emulate_media(forced_colors="none")
        widget.get_by_role("button", name="Reset").evaluate("button => { button.ariaDisabled = null; }")


def test_nothing_moves_unasked(on_its_page, driver):
    """No frame, no timer, no change before a press; and none when it has been used and left alone."""
    with on_its_page(script=WATCH, reduced_motion="no-preference") as (page, widget):
        page.wait_for_timeout(SETTLED)
        for prepare in (lambda *_: None, driver.in_use):
            prepare(widget, page)
            page.wait_for_timeout(SETTLED)
            widget.evaluate("w => w.coded")  # what writes the code loads when it is unfolded
            before = dom(widget), page.evaluate("JSON.stringify(asked)")
            page.wait_for_timeout(500)
            assert (dom(widget), page.evaluate("JSON.stringify(asked)")) == before
            assert widget.evaluate(MOVING) == 0


@PLAYING
def test_with_reduced_motion_each_press_of_play_is_a_jump(fresh, driver):
    """A single one, of which the reader is told."""
    page, widget = fresh
    widget.evaluate(GLIDES)
    slider = widget.get_by_role("slider")
    widget.get_by_label("Speed").select_option(label="5 a second")
    for presses in range(1, 3):
        widget.get_by_role("button", name="Play").click()
        page.wait_for_timeout(400)  # as long as two steps last
        assert slider.input_value() == str(presses)
    expect(widget.get_by_role("status")).not_to_be_empty()
    slider.press("End")
    widget.get_by_role("button", name="Play").click()
    assert slider.input_value() == "0"
    assert page.evaluate("moved") == 0 and widget.evaluate(MOVING) == 0


@PLAYING
def test_play_is_silent_and_stops_out_of_sight(on_its_page, driver):
    with on_its_page(reduced_motion="no-preference") as (page, widget):
        page.wait_for_timeout(SETTLED)
        play = widget.get_by_role("button", name="Play")
        widget.evaluate(HEAR)
        for leave in (
            lambda: page.evaluate("scrollTo(0, document.body.scrollHeight)"),
            lambda: page.evaluate(
                "Object.defineProperty(document, 'hidden', {get: () => true, configurable: true});"
                "document.dispatchEvent(new Event('visibilitychange'))"
            ),
            lambda: widget.get_by_role("button", name="Pause").click(),
        ):
            widget.evaluate("w => w.reset()")  # else it might be at its end before it is left
            widget.scroll_into_view_if_needed()
            widget.get_by_label("Speed").select_option(label="5 a second")
            page.wait_for_timeout(SETTLED)
            page.evaluate("delete document.hidden")
            before = widget.evaluate(STATE)
            # Until the press, what came late may still be told.
            widget.evaluate("w => w.addEventListener('click', () => said.length = 0, { once: true, capture: true })")
            play.click()
            expect(widget.get_by_role("button", name="Pause")).to_be_visible()
            page.wait_for_function(f"([w, before]) => ({STATE})(w) !== before", arg=[widget.element_handle(), before])
            page.wait_for_timeout(SETTLED)
            assert page.evaluate("said") == []
            leave()
            expect(play).to_be_visible()
            stopped = widget.evaluate(STATE)
            page.wait_for_timeout(SETTLED)
            assert widget.evaluate(STATE) == stopped and len(page.evaluate("said")) == 1


@PLAYING
def test_a_link_that_is_opened_stops_what_plays(on_its_page, name, driver):
    with on_its_page(reduced_motion="no-preference") as (page, widget):
        state = {key: value for key, value in widget.evaluate(WRITTEN).items()}
        widget.get_by_label("Speed").select_option(label="5 a second")
        widget.get_by_role("button", name="Play").click()
        before = widget.evaluate(STATE)
        page.wait_for_function(f"([w, before]) => ({STATE})(w) !== before", arg=[widget.element_handle(), before])
        put(widget, name, state)
        expect(widget.get_by_role("button", name="Play")).to_be_visible()
        expect(widget.get_by_role("status")).not_to_be_empty()
        assert widget.evaluate(WRITTEN) == state


# Elsewhere


def test_works_on_a_bare_page_of_another_site(visit, site, tmp_path, name, driver):
    """One script tag and the tag, twice on the page: both work, each with its own part of the address."""
    shutil.copytree(site / "assets" / "widgets", tmp_path / "widgets")
    (tmp_path / "index.html").write_text(bare(name, count=2, folder="widgets"), "utf-8")
    first, second = generated(driver, 2)
    with serving(tmp_path) as address, visit(color_scheme="dark") as page:
        asked = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(address + fragment(name, first) + "&" + fragment(f"{name}-2", second)[1:])
        for number, state in enumerate((first, second)):
            widget = ready(page, name, number)
            assert widget.evaluate(WRITTEN) == state
            assert not widget.get_by_text("fallback").is_visible()
        assert axe_finds(page, name) == []
        page.locator(name).first.get_by_role("button", name="Reset").click()
        page.wait_for_function("kept => location.hash === kept", arg=fragment(f"{name}-2", second))
        assert all(url.startswith(address) for url in asked)


def test_what_an_author_elsewhere_gives_is_heard(visit, site, tmp_path):
    """An id is the name of the widget's part of the address; what is not allowed is told; colours are the page's."""
    first, second, third = bare("kernel-stepper", count=2, folder="widgets").split("<kernel-stepper>")
    page_text = f'{first}<kernel-stepper id="mine">{second}<kernel-stepper stride="9">{third}'
    shutil.copytree(site / "assets" / "widgets", tmp_path / "widgets")
    (tmp_path / "index.html").write_text(page_text, "utf-8")
    state = generated(DRIVERS["kernel-stepper"], 1)[0]
    with serving(tmp_path) as address, visit() as page:
        page.goto(address + fragment("mine", state))
        mine, other = (ready(page, "kernel-stepper", number) for number in range(2))
        assert mine.evaluate(WRITTEN) == state != other.evaluate(WRITTEN)
        told = other.evaluate("w => w.note.textContent")
        assert told.startswith('stride="9" is not ') and told.endswith("; 1 is used."), told
        assert other.evaluate(WRITTEN)["stride"] == "1"
        other.evaluate("w => w.setAttribute('stride', '2')")
        assert other.evaluate(WRITTEN)["stride"] == "2"
        colours = mine.evaluate(
            """w => ["", "rgb(1, 2, 3)"].map(colour => {
              document.documentElement.style.setProperty("--accent", colour);
              w.stage.style.color = "var(--accent-)";
              return getComputedStyle(w.stage).color;
            })"""
        )
        assert colours[0] != colours[1] == "rgb(1, 2, 3)"


def test_from_a_disk_the_fallbacks_stand_with_the_command_that_serves(visit, site):
    with visit() as page:
        page.goto((site / "widgets" / "index.html").as_uri())
        for name in DRIVERS:
            line = page.locator(f"{name} .from-disk")
            expect(line).to_contain_text(f'python3 -m http.server --directory "{site}"')
            assert line.is_visible() and page.locator(f"{name} > *").first.is_visible(), name


# Material has read the sitemap, before which it leaves each link to the browser: a press on one to the same page tells.
EXCHANGES = """() => {
  const link = document.createElement("a");
  link.href = location.href;
  document.body.append(link);
  let taken;
  addEventListener("click", event => { taken = event.defaultPrevented; event.preventDefault(); }, { once: true });
  link.click();
  link.remove();
  return taken;
}"""


def test_works_with_instant_navigation(visit, instant, driver, name):
    """Pages are exchanged without a load: the widget comes to life on each, and on each return."""
    with visit() as page:
        page.goto(instant)
        page.wait_for_function(EXCHANGES)
        page.evaluate("window.sameDocument = true")
        follow = "path => [...document.querySelectorAll('a')].find(link => link.pathname.endsWith(path)).click()"
        for _ in range(2):
            page.evaluate(follow, driver.PAGE)
            driver.in_use(ready(page, name), page)
            page.evaluate("document.querySelector('a.md-logo').click()")
            expect(page.locator(name)).to_have_count(0)
            page.wait_for_timeout(SETTLED)
            assert "=" not in page.evaluate("location.hash"), "a widget that is gone writes no address"
        assert page.evaluate("window.sameDocument"), "the pages were loaded, not exchanged"
