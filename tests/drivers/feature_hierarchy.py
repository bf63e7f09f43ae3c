"""Uses the feature hierarchy."""

from random import Random

from tests.drivers.reader import number, pressing, tab_to

PAGE = "image-structure/"
PLAYS = False
GROWS = ""
LIT, PLAIN = ".grid td.pinned", ".grid td:not(.pinned)"
PINNED, CHOICES = "w => [w.state.unit, w.state.patch].join()", set()


def states(random: Random) -> dict[str, str]:
    return {
        "layer": str(random.randint(1, 3)),
        "unit": str(random.randint(1, 12)),
        "network": random.choice(["trained", "untrained"]),
        "patch": str(random.randint(1, 9)),
    }


def use(widget, page, way: str) -> None:
    """Go to layer 2, choose the untrained unit in the middle row at the right, then its patch in the middle."""
    layer = widget.get_by_role("radio").nth(1)
    units, patches = (widget.get_by_role("grid", name=name).nth(1) for name in ("units", "favourite"))
    if way == "keyboard":
        tab_to(page, widget.get_by_role("radio").first)
        page.keyboard.press("ArrowDown")
        tab_to(page, units.locator("td[tabindex='0']"))
        for key in ("ArrowDown", "End", "Enter"):
            page.keyboard.press(key)
        tab_to(page, patches.locator("td[tabindex='0']"))
        for key in ("ArrowDown", "ArrowRight", "Enter"):
            page.keyboard.press(key)
        return
    press = pressing(way)
    press(layer)
    press(units.get_by_role("gridcell").nth(7))
    press(patches.get_by_role("gridcell").nth(4))


def result(widget) -> object:
    marked = widget.evaluate("w => [...w.shadowRoot.querySelectorAll('.pinned')].map(cell => cell.ariaLabel)")
    boxes = widget.evaluate("w => [...w.shadowRoot.querySelectorAll('.held span')].map(box => box.style.cssText)")
    return marked, boxes, widget.locator(".strip .place").text_content(), widget.locator(".read").all_text_contents()


def in_use(widget, page) -> None:
    widget.evaluate("w => w.scrollIntoView()")
    widget.evaluate("async w => { await w.loaded; w.update({ layer: 3, unit: 5, network: 'untrained', patch: 4 }); }")
    widget.evaluate("w => w.shadowRoot.querySelectorAll('details').forEach(part => { part.open = true })")


def shown(widget) -> float:
    """The activation that the sentence names."""
    return number(
        widget.evaluate("w => w.shadowRoot.querySelector('.strip .place').textContent.match(/activation ([\\d.]+)/)[1]")
    )
