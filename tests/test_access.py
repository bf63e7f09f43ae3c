"""The book for everybody: by keyboard alone, to whoever hears it, without scripts, and on paper."""

from collections import Counter
from pathlib import Path

import pytest
import widgets

from tests.conftest import LAPTOP, PHONE, arriving
from tests.drivers.reader import PLACED, wait_for_widgets

pytestmark = pytest.mark.browser

SHEET = {"width": 642, "height": 985}  # A4 within the margins of the style sheet, at 96 pixels an inch

SCRIPT = Path(__file__).with_name("access.js").read_text("utf-8")
EVERY_WIDGET = ", ".join([*widgets.TABLE, *widgets.QUESTIONS])


def ask(page, question: str, *given):
    """What a function of access.js answers."""
    return page.evaluate(f"given => {{ {SCRIPT} return access.{question}(...given) }}", given)


def walk(page, key: str = "Tab") -> list[str]:
    """What is wrong on the way from where the focus is to the end of the page, or with Shift to its beginning."""
    found, stops = [], []
    while True:
        page.keyboard.press(key)
        stop = page.evaluate("access.step()")
        if stop is None or (stops and "md-skip" in stop["what"] and key == "Tab"):
            break  # the focus has left the page, or begins again
        found += [f"{stop['what']} {problem}" for problem in stop["problems"]]
        if stops and (stop["place"] <= stops[-1]["place"]) == (key == "Tab"):
            return [*found, f"the focus goes from {stops[-1]['what']} to {stop['what']}"]
        stops.append(stop)
    if not stops:
        return ["nothing takes the focus"]
    return found + page.evaluate("from => access.missed(from)", stops[0]["place"] if key == "Tab" else 0)


def skip(page) -> list[str]:
    """Follow the link that is reached first, to the text."""
    page.keyboard.press("Tab")
    stop = page.evaluate("access.step()")
    page.keyboard.press("Enter")
    return [] if stop and "md-skip" in stop["what"] else [f"the first to take the focus is {stop}"]


def readable_words(page) -> Counter[str]:
    return Counter(ask(page, "readable", EVERY_WIDGET).split())


def without_scripts(page, with_scripts: Counter[str]) -> list[str]:
    """What is missing without them."""
    found = ask(page, "fallbacks", EVERY_WIDGET)
    share = (readable_words(page) & with_scripts).total() / with_scripts.total()
    return found + ([f"only {share:.0%} of the text can be read"] if share < 0.9 else [])


def on_paper(page) -> list[str]:
    page.emulate_media(media="print")
    found = ask(page, "paper", PLACED)
    page.emulate_media(media="screen")
    return found


def test_by_keyboard_alone(visit, served, pages):
    """Everything is reached in the order of the page, seen when it is, marked and named; nothing holds the focus.

    On the first page from the top; on the others from the text, where the link that skips to it leads.
    """
    problems = []
    with visit() as page:
        for name in pages:
            page.goto(served + name)
            wait_for_widgets(page)
            ask(page, "prepare")
            found = walk(page) if name == "" else skip(page) + walk(page)
            problems += [f"{name}: {problem}" for problem in found]
    assert not problems, "\n".join(problems)


@pytest.mark.parametrize(("viewport", "key"), [(PHONE, "Tab"), (LAPTOP, "Shift+Tab")], ids=["narrow", "backwards"])
def test_by_keyboard_in_a_narrow_window_and_backwards(visit, served, viewport, key):
    """The drawer opens for the focus, and the header does not lie over it."""
    with visit(viewport) as page:
        page.goto(served + "sliding-kernel/")
        wait_for_widgets(page)
        ask(page, "prepare")
        assert walk(page, key) == []


@pytest.fixture(scope="module")
def problems(browser, served, pages) -> dict[str, list[str]]:
    """What is wrong with the pages in the eyes of each check; each is visited once with scripts and once without."""
    found = {"structure": [], "scripts": [], "paper": []}
    settings = {"viewport": SHEET, "color_scheme": "dark", "reduced_motion": "reduce"}
    with browser.new_context(**settings) as rich, browser.new_context(**settings, java_script_enabled=False) as poor:
        page, plain = arriving(rich.new_page()), poor.new_page()
        for name in pages:
            page.goto(served + name)
            plain.goto(served + name)
            wait_for_widgets(page)
            found["structure"] += [f"{name}: {problem}" for problem in ask(page, "structure")]
            found["paper"] += [f"{name} {problem}" for problem in on_paper(page)]
            found["paper"] += [f"{name} without scripts {problem}" for problem in on_paper(plain)]
            found["scripts"] += [f"{name}: {problem}" for problem in without_scripts(plain, readable_words(page))]
    return found


def test_structure(problems):
    """One h1, no level left out, landmarks, language, alt texts that say something, tables with headers, a skip link."""
    assert not problems["structure"], "\n".join(problems["structure"])


def test_without_scripts(problems):
    """At least 90 % of the text, widgets aside, and something in the place of every widget."""
    assert not problems["scripts"], "\n".join(problems["scripts"])


def test_on_paper(problems):
    """White, whole and complete: nothing folded, nothing to press, nothing cut off, also from the dark scheme."""
    assert not problems["paper"], "\n".join(problems["paper"])


# Each check notices what it is there for: words that it must say of a page, and the script that spoils the page.
SPOILT = {
    "keyboard": {
        "is out of sight": "last.style.position = 'fixed'; last.style.left = '-999px'",
        "looks as if it had no focus": "last.style.outline = 'none'",
        "has a ring of which left,right,top,bottom are": "document.querySelector('.cite').style.overflow = 'hidden'",
        "has no name": "last.textContent = ' '; last.style.padding = '9px'; last.title = ''",
        "has no role": "last.insertAdjacentHTML('afterend', '<div tabindex=0>Something</div>')",
        'class="md-header__button md-logo': "for (const [i, stop] of [...links, logo].entries()) stop.tabIndex = i + 1",
        'the focus goes from <a href="https': "last.addEventListener('keydown', event => event.preventDefault())",
        "Cite this page</summary> cannot": "last.addEventListener('focus', () => document.querySelector('.md-footer a').focus())",
    },
    "structure": {
        "levels 1,1": "article.prepend(made('h1', 'Again'))",
        "after a heading of level 2: Deep": "article.append(made('h4', 'Deep'))",
        "outside of the article": "document.body.append(made('h2', 'Outside'))",
        "not one footer": "document.querySelector('footer').remove()",
        "a nav without a label": "document.querySelector('nav').removeAttribute('aria-label')",
        "no language": "document.documentElement.lang = ''",
        "does not say what": "article.querySelector('img').alt = 'Figure of a kernel that slides over a small image'",
        "a table without column headers": "article.append(made('table', '<tr><td>a<td>b<tr><th>c<td>d'))",
        "a row without a header": "article.append(made('table', '<tr><th>a<th>b<tr><td>c<td>d'))",
        "no link that skips": "document.querySelector('.md-skip').hash = '#nowhere'",
    },
    "scripts": {
        "no fallback of kernel-stepper": "document.querySelector('kernel-stepper').replaceChildren()",
        "of the text can be read": "[...article.children].slice(9).forEach(part => part.remove())",
    },
    "paper": {
        "shows <button": "article.append(made('button', 'Press'))",
        "shows the controls of kernel-stepper": (
            "document.querySelector('kernel-stepper').shadowRoot.querySelector('.widget').style.display = 'block'"
        ),
        "keeps folded": "article.querySelector('.answer div').style.display = 'none'",
        "does not say where": "spoil('a::after { content: none !important }'); article.append(made('a', 'x', 'http://a.b'))",
        "cuts off <code": "article.querySelector('pre code').style.width = '900px'",
        "may split a figure": "article.querySelector('figure').style.breakInside = 'auto'",
        "shows not one drawing": "article.querySelector('figure img').remove()",
        "is printed on rgb(22, 24, 29)": "document.body.style.background = '#16181d'",
        "is pale: <p": "article.querySelector('p').style.color = '#e4e6ea'",
    },
    "paper again": {
        "lacks the fallback of kernel-stepper": "document.querySelector('kernel-stepper').replaceChildren()",
        "scrolls in <code": "article.querySelector('pre code').style = 'overflow: auto; width: 100px; white-space: pre'",
        "below its last line": "spoil('.copy-status { display: block !important }')",
    },
}
ALONE = {"keyboard", "scripts"}  # each of these needs a page of its own; the others leave each other's words alone
TOOLS = """const article = document.querySelector("article"), logo = document.querySelector(".md-logo");
const links = [...document.querySelectorAll(".take-along > a")], last = links.at(-1);
const made = (tag, html, href) => Object.assign(document.createElement(tag), { innerHTML: html, ...(href && { href }) });
function spoil(rule) {
  document.adoptedStyleSheets = [new CSSStyleSheet()];
  document.adoptedStyleSheets[0].replaceSync(rule);
}
"""


@pytest.mark.parametrize("check", SPOILT)
def test_what_is_spoilt_is_noticed(visit, served, check):
    missed, spoilt = [], SPOILT[check]
    with visit(LAPTOP if check == "keyboard" else SHEET, color_scheme="dark") as page:
        for defects in [{words: spoilt[words]} for words in spoilt] if check in ALONE else [spoilt]:
            page.goto(served + "sliding-kernel/", wait_until="domcontentloaded")
            wait_for_widgets(page)
            before = readable_words(page) if check == "scripts" else Counter()
            if check == "keyboard":  # the last stops are enough
                ask(page, "prepare")
                page.locator(".take-along > a").first.focus()
            page.evaluate(f"() => {{ {TOOLS} {'; '.join(defects.values())} }}")
            if check == "keyboard":
                found = walk(page)
            elif check == "structure":
                found = ask(page, "structure")
            elif check == "scripts":
                found = without_scripts(page, before)
            else:
                found = on_paper(page)
            unsaid = [words for words in defects if not any(words in problem for problem in found)]
            missed += [f"{words!r} is not said: {found}" for words in unsaid]
    assert not missed, "\n".join(missed)
