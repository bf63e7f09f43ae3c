"""What widgets and drawn questions say, word for word, as it was last read; of figures it is for test_figures.py.

Whether a sentence or a label is true is for a reader to judge; here a change of one is noticed. ``make words`` writes the files
anew, and the difference is read as that of outputs is.
"""

import random

import figures
import pytest
import questions

from tests.conftest import WORDS
from tests.drivers import DRIVERS
from tests.drivers.reader import PENDING, fragment, put, quiet, ready
from tests.in_node import call

STATES = 5

# Everything that is seen, or read aloud in its place, as the table in a drawing is: a line for each text, label and choice, and
# for two of the cells of such a table or of a grid.
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
        page.add_init_script(PENDING)
        page.goto(served + driver.PAGE)
        widget = ready(page, name)

        def seen() -> list[str]:
            """When nothing is computed, announced or loaded any more."""
            quiet(page)
            widget.evaluate("async w => { await w.coded; }")
            return widget.evaluate(SEEN)

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
    driver.use(widget, page, "pointer")
    page.mouse.move(0, 0)


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
    names = {"figures": figures.names(), "widgets": DRIVERS, "questions": questions.DRAWN}
    assert kept == {f"{kind}/{name}" for kind, own in names.items() for name in own}
