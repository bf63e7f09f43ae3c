"""What figures, widgets and drawn questions say, word for word, as it was last read: files in tests/words.

Whether a sentence, a label or a title is true is for a reader to judge; here a change of one is noticed, with the colour, the
line or the place that it belongs to. ``make words`` writes the files anew, and the difference is read as that of outputs is.
"""

import difflib
import functools
import random
import re
from collections import Counter

import figures
import matplotlib
import numpy as np
import pytest
import questions
from grammar import ROOT, pages
from matplotlib.axes import Axes
from matplotlib.collections import Collection
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from snippets.figures.style import DARK, LIGHT, Style
from tests.drivers import DRIVERS
from tests.drivers.reader import SETTLED, fragment, put, ready
from tests.in_node import call

WORDS = ROOT / "tests" / "words"
FIGURES = sorted({figure["name"] for page in pages() for figure in page.figures})
STATES = 5
NUMBER = re.compile("[−\\d.,]+")


@pytest.fixture
def as_read(request):
    """A function that compares what is said now with what was read, or writes it."""

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


# Figures


def colour_name(colour, style: Style) -> str:
    """The colour's name in the book, or its six digits."""
    six = to_hex(colour)
    return next((name for name, own in (DARK if style.dark else LIGHT).items() if own == six), six)


def rough(values) -> str:
    """Three digits of each, the same on every machine."""
    return " ".join(f"{round(value, 9) + 0:.3g}" for value in np.ravel(np.asarray(values, dtype=float)))


def said_of(axes: Axes, style: Style) -> list[str]:
    """What is written in a panel and in which colour, and what each line, set of dots, picture and shape there is like."""
    named = lambda colour: colour_name(colour, style)  # noqa: E731
    lines = []
    for what, text in (("across", axes.xaxis.label), ("down", axes.yaxis.label)):
        lines += [f"{what}: {text.get_text()}"] if text.get_text() else []
    for side in ("left", "center", "right"):
        lines += [f"title: {axes.get_title(side)}"] if axes.get_title(side) else []
    if axes.axison:
        for what, axis in (("ticks across", axes.xaxis), ("ticks down", axes.yaxis)):
            ticks = [tick.get_text() for tick in axis.get_ticklabels() if tick.get_visible() and tick.get_text()]
            lines += [f"{what}: {' | '.join(ticks)}"] if ticks and axis.get_visible() else []
    into = axes.transAxes.inverted()
    numbers = [text.get_text() for text in axes.texts if NUMBER.fullmatch(text.get_text())]
    lines += [f"numbers: {' '.join(numbers)}"] if numbers else []  # where each stands is for test_drawn.py
    for text in axes.texts:
        if text.get_text() in ("", *numbers):
            continue
        x, y = np.round(into.transform(text.get_transform().transform(text.get_position())), 6) + 0.0
        lines.append(f"text: {text.get_text()} ({named(text.get_color())}, at {x:.1f} {y:.1f})")
    for line in axes.lines:
        ends = [*line.get_xydata()[:1], *line.get_xydata()[-1:]]
        lines.append(f"line: {named(line.get_color())} {line.get_linestyle()} {line.get_marker()} {rough(ends)}")
    for drawn in axes.collections:
        colours = {named(colour) for colour in [*drawn.get_facecolor(), *drawn.get_edgecolor()]}
        lines.append(f"{type(drawn).__name__}: {count_of(drawn)} in {' '.join(sorted(colours))}")
    for image in axes.images:
        pixels = np.asarray(image.get_array(), dtype=float)
        halves = [np.array_split(half, 2, axis=1) for half in np.array_split(pixels, 2)]
        means = rough([np.nan_to_num(part).mean() for half in halves for part in half if part.size])
        lines.append(f"picture: {image.get_cmap().name} over {rough(image.get_clim())}, quarters {means}")
    shapes = Counter(
        f"{type(p).__name__} {named(p.get_facecolor()) if p.get_fill() else 'unfilled'}" for p in axes.patches
    )
    lines += [f"shapes: {count} {shape}" for shape, count in sorted(shapes.items())]
    return lines


def count_of(drawn: Collection) -> int:
    return max(len(drawn.get_offsets()), len(drawn.get_paths()))


@functools.cache
def said(name: str, style: Style) -> list[str]:
    matplotlib.rcdefaults()
    with matplotlib.rc_context(style.rc()):
        figure: Figure = figures.make(name, style)
        figure.draw_without_rendering()
        lines = [f"over all: {text.get_text()} ({colour_name(text.get_color(), style)})" for text in figure.texts]
        for number, axes in enumerate(figure.axes, 1):
            lines += [f"[{number}]", *said_of(axes, style)]
    return [part for line in lines for part in line.replace("\n", " / ").splitlines()]


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_says_what_was_read(name, as_read):
    """On light paper; of a narrow one what differs."""
    wide, narrow = (said(name, Style(narrow=narrow)) for narrow in (False, True))
    as_read(f"figures/{name}", [*wide, "[narrow]", *(line for line in narrow if line not in wide)])


def without_shades(lines: list[str]) -> list[str]:
    """Black, white and paper, and mixtures with the paper, are others on dark paper, and numbers are written in them."""
    plain = [re.sub(r"#[0-9a-f]{6}|\bpaper\b|\bink\b", "*", line) for line in lines]
    shapes = [line.removeprefix("shapes: ").split(" ", 1) for line in plain if line.startswith("shapes: ")]
    counted = Counter()
    for count, shape in shapes:
        counted[shape] += int(count)
    return [*(line for line in plain if not line.startswith("shapes: ")), *map(str, sorted(counted.items()))]


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_says_on_dark_paper_what_it_says_on_light(name):
    light, dark = (without_shades(said(name, Style(dark=dark))) for dark in (False, True))
    assert dark == light


# Widgets

# Everything that is seen, or read aloud in its place, as the table in a drawing is: a line for each text, label and choice; of a
# table's cells two.
SEEN = """widget => {
  const lines = [];
  const add = (...parts) => {
    const line = parts.join(" ").replace(/\\s+/g, " ").trim();
    if (line) lines.push(line);
  };
  const label = (node) => (node.ariaLabel ? `[${node.ariaLabel}]` : "");
  const isTold = (node) => node.checkVisibility() || node.matches("canvas > table");
  const visit = (node) => {
    if (node.matches("style, .status") || !isTold(node)) return;
    if (node.matches("table")) {
      const cells = [...node.querySelectorAll("td")];
      const told = [cells[1], cells.at(-2)].filter(Boolean);
      const heads = [...node.querySelectorAll("thead th")].map((th) => th.textContent);
      add("table", node.caption?.textContent ?? label(node), "|", ...heads);
      const shown = node.matches("canvas > table, [role=grid]") ? told : cells;
      for (const cell of shown) add("cell", cell.textContent, label(cell), cell.className);
    } else if (node.matches("select")) {
      const options = [...node.options].map((option) => option.textContent);
      add("choice", label(node), node.selectedOptions[0]?.textContent ?? "", "of", options.join(" | "));
    } else if (node.matches("input")) {
      add("input", label(node), node.type, node.type === "radio" || node.type === "checkbox" ? node.checked : node.value);
    } else if (![...node.children].some((child) => isTold(child) && !child.matches("b, small, span, sub, sup, br, i"))) {
      add(node.localName, label(node), node.innerText);
    } else {
      if (label(node)) add(node.localName, label(node));
      for (const child of node.childNodes) {
        if (child instanceof Text) add(child.data);
        else if (child instanceof Element) visit(child);
      }
    }
  };
  visit(widget.shadowRoot.querySelector(".widget"));
  return [`status: ${widget.status.textContent}`, ...lines];
}"""


@pytest.mark.browser
@pytest.mark.parametrize("name", DRIVERS)
def test_a_widget_says_what_was_read(name, visit, served, as_read):
    """All parts unfolded: the opening state; of others what is new. In use, done, a cell looked at, five states by chance."""
    driver, chances = DRIVERS[name], random.Random(23)
    with visit() as page:
        page.goto(served + driver.PAGE)
        widget = ready(page, name)

        def seen() -> list[str]:
            """When nothing is computed or announced any more."""
            widget.evaluate("async w => { while (w.asking) await new Promise(done => setTimeout(done, 20)); }")
            before, now = None, widget.evaluate(SEEN)
            while before != now:
                page.wait_for_timeout(3 * SETTLED if name == "digit-lab" else SETTLED)  # its last word comes late
                before, now = now, widget.evaluate(SEEN)
            return now

        widget.evaluate("w => w.shadowRoot.querySelectorAll('details').forEach(details => (details.open = true))")
        opening = seen()
        lines = ["[opened]", *opening]
        states = {"in use": lambda: driver.in_use(widget, page), "finished": lambda: finish(widget, page, driver)}
        for place in range(widget.locator("[role=grid]").count()):
            states[f"a look into table {place + 1}"] = lambda place=place: look(widget, place)
        for state in (driver.states(chances) for _ in range(STATES)):
            states[fragment(name, state)] = lambda state=state: put(widget, name, state)
        for what, enter in states.items():
            enter()
            lines += [f"[{what}]", *(line for line in seen() if line not in opening)]
    as_read(f"widgets/{name}", lines)


def look(widget, place: int) -> None:
    """At the second cell of the first row: a row is not a column."""
    widget.evaluate("w => w.reset()")
    cell = widget.locator("[role=grid]").nth(place).locator("td").nth(1)
    if cell.count() and cell.is_visible():
        cell.focus()


def finish(widget, page, driver) -> None:
    widget.evaluate("w => w.reset()")
    driver.use(widget, page, "keyboard")


@pytest.mark.parametrize("kind", questions.DRAWN)
def test_a_drawn_question_says_what_was_read(kind, as_read):
    """So many that each slip's reply is among them."""
    draws = call("drawn", "draw", *[(kind, seed) for seed in range(200)])
    lines, heard = [], set()
    for draw in draws:
        slips = {slip["slip"] for slip in draw["wrong"]}
        if slips <= heard:
            continue
        heard |= slips
        lines += [draw["text"], f"{draw['value']} {draw['unit']}: {draw['reply']}"]
        lines += [f"{slip['slip']}, {slip['value']}: {slip['reply']}" for slip in draw["wrong"]]
    as_read(f"questions/{kind}", lines)


def test_nothing_is_kept_of_what_is_gone():
    kept = {path.relative_to(WORDS).with_suffix("").as_posix() for path in WORDS.rglob("*.*")}
    names = {"figures": FIGURES, "widgets": DRIVERS, "questions": questions.DRAWN}
    assert kept == {f"{kind}/{name}" for kind, own in names.items() for name in own}
