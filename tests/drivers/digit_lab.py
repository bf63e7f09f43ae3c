"""Uses the digit lab."""

import re
from random import Random

from playwright.sync_api import expect

from tests.drivers.reader import number, pressing, tab_to

PAGE = "shift-experiment/"
PLAYS = True
GROWS = "maps of the last layer, and advice about a drawing"
LIT, PLAIN = ".map i.here", ".map i:not(.here)"
PINNED, CHOICES = None, set()

STROKE = (4, 15), (4, 25)  # a line from where the pen is to the right: [row, column] of the drawing's cells


def states(random: Random) -> dict[str, str]:
    ink = "".join(random.choice("0000f8137ce") for _ in range(256))
    return {
        "source": random.choice(["test", "drawn"]),
        "digit": str(random.randint(1, 597)),
        "drawing": random.choice(["", ink, ink]),
        "down": str(random.randint(-2, 2)),
        "right": str(random.randint(-2, 2)),
        "seen": str(1 << random.randrange(25)),
        "maps": random.choice(["first", "last"]),
        "guess": random.choice(["", "skipped", "90", "8.4"]),
    }


def use(widget, page, way: str) -> None:
    """Guess, move the digit from two pixels right to one, step on, see the last maps, take the next digit; draw, undo, draw."""
    field = widget.get_by_label("Your guess")
    surface, pad = widget.locator(".surface:not(.pad)"), widget.locator(".pad")
    button = {name: widget.get_by_role("button", name=name, exact=True) for name in ("Check", "Step", "Next", "Undo")}
    last, draw = (widget.get_by_role("radio", name=name) for name in ("before the head", "Draw one"))
    if way == "keyboard":
        tab_to(page, field)
        page.keyboard.type("90")
        page.keyboard.press("Enter")
        page.keyboard.press("ArrowLeft")  # the digit has the focus
        tab_to(page, button["Next"])
        page.keyboard.press("Enter")
        tab_to(page, button["Step"])
        page.keyboard.press("Enter")
        tab_to(page, widget.get_by_role("radio", name="First feature maps"))
        page.keyboard.press("ArrowDown")
        tab_to(page, widget.get_by_role("radio", name="A test digit"), back=True)
        page.keyboard.press("ArrowDown")
        tab_to(page, pad)
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Space")
        page.keyboard.press("Space")
        tab_to(page, button["Undo"])
        page.keyboard.press("Enter")
        tab_to(page, pad, back=True)
        page.keyboard.press("ArrowUp")
        page.keyboard.press("Space")
        for key in ("Shift+ArrowRight", "Shift+ArrowRight", "ArrowRight", "ArrowRight", "Space"):
            page.keyboard.press(key)
    else:
        press = pressing(way)
        press(field)
        page.keyboard.type("90")  # a touch screen's keyboard
        press(button["Check"])
        drag(page, way, spot(surface, 12, (5, 6)), spot(surface, 12, (5, 5)))
        press(button["Next"])
        press(button["Step"])
        press(last)
        press(draw)
        dot = spot(pad, 32, (20, 20))
        drag(page, way, dot, dot)
        press(button["Undo"])
        drag(page, way, *(spot(pad, 32, place) for place in STROKE))
    expect(widget.get_by_role("status")).to_contain_text("Of all 597 digits here")


def spot(surface, cells: int, place: tuple[int, int]) -> tuple[float, float]:
    """The middle of a cell of a surface, in the window."""
    surface.scroll_into_view_if_needed()
    box = surface.bounding_box()
    row, column = place
    return box["x"] + (column + 0.5) * box["width"] / cells, box["y"] + (row + 0.5) * box["height"] / cells


def drag(page, way: str, start: tuple[float, float], end: tuple[float, float]) -> None:
    if way == "pointer":
        page.mouse.move(*start)
        page.mouse.down()
        page.mouse.move(*end, steps=4)
        page.mouse.up()
        return
    session = page.context.new_cdp_session(page)

    def touch(kind: str, *points: tuple[float, float]) -> None:
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in points]})

    touch("touchStart", start)
    for part in (0.5, 1):
        touch("touchMove", tuple(a + part * (b - a) for a, b in zip(start, end, strict=True)))
    touch("touchEnd")
    session.detach()


def measured(widget) -> None:
    """Wait until every test digit has been asked in the place on the screen, which takes as long as the machine needs."""
    expect(widget.locator(".asking")).to_have_count(0, timeout=30_000)


def logits(widget) -> list[list[float]]:
    """The ten numbers of each network, as they are written."""
    return [
        [number(text) for text in widget.locator(".logits").nth(network).locator("td:last-child").all_text_contents()]
        for network in range(3)
    ]


def result(widget) -> object:
    measured(widget)
    columns = widget.evaluate(
        """w => [...w.shadowRoot.querySelectorAll(".networks > div")].map(column =>
          [...column.querySelectorAll(".answer > *, .share > *, .logits tr")].map(part => part.className + part.textContent))"""
    )
    return columns, widget.evaluate("w => w.state.drawing"), widget.locator(".surface + .under").all_text_contents()


def in_use(widget, page) -> None:
    """A drawing two pixels away, after a guess, with the last maps, everything unfolded; the walk has begun."""
    widget.evaluate("w => w.scrollIntoView()")
    widget.evaluate(
        """async w => {
          await w.loaded;
          const drawing = "00000000".repeat(6) + "000ff000".repeat(20) + "00000000".repeat(6);
          w.update({ source: "drawn", drawing, down: 1, right: -2, seen: 3, maps: "last", guess: "90" });
          w.shadowRoot.querySelectorAll("details").forEach(part => { part.open = true });
        }"""
    )
    expect(widget.get_by_role("status")).to_have_text(re.compile("Your drawing, 1 pixel down.*Of all 597 digits here"))
    expect(widget.locator(".guess")).to_contain_text(re.compile(r"It names \d"))  # the place that is asked of last
    # There, the other two networks are asked after the first, whose answer is shown.
    widget.evaluate("async w => { while (w.asking) await new Promise(done => setTimeout(done, 20)); }")


def shown(widget) -> list:
    """The logits of the three networks."""
    return logits(widget)
