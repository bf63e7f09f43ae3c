"""Uses the equivariance bench."""

from random import Random

from tests.drivers.reader import cells, number, pressing, tab_to

PAGE = "three-ideas/"
PLAYS = False
GROWS = ""
LIT, PLAIN = ".board.difference td.lit", ".board.difference tbody td:not(.lit)"
PINNED, CHOICES = None, set()


def states(random: Random) -> dict[str, str]:
    return {
        "down": str(random.choice([0, 0, random.randrange(12)])),
        "right": str(random.randrange(12)),
        "layer": random.choice(["convolution"] * 7 + ["dense"]),
        "padding": random.choice(["zero", "circular"]),
        "stride": random.choice("12"),
        "pooling": random.choice(["none", "none", "max", "global"]),
        "kernel": random.choice(["sobel-x", "sobel-y", "box"]),
        "ground": random.choice(["texture", "texture", "black"]),
    }


def board(widget, kind: str) -> list[list[str]]:
    """The texts of a board's cells: "input", "first", "last" or "difference"."""
    return cells(widget, f".board.{kind}")


def use(widget, page, way: str) -> None:
    """Predict that nothing will differ, pad with zeros, move by three more to the right and one up."""
    guess = widget.get_by_role("textbox", name="Predict")
    padding = widget.get_by_label("Padding")
    field = widget.get_by_role("application")
    if way == "keyboard":
        tab_to(page, guess)
        page.keyboard.type("0")
        page.keyboard.press("Enter")
        tab_to(page, padding, back=True)
        page.keyboard.press("z")  # zeros
        tab_to(page, field)
        for key in ("ArrowUp", "ArrowRight", "ArrowRight", "ArrowRight"):
            page.keyboard.press(key)
        return
    press = pressing(way)
    press(guess)
    page.keyboard.type("0")  # a touch screen's keyboard
    press(widget.get_by_role("button", name="Move and check"))
    padding.select_option("zero")
    if way == "touch":
        for name in ("Up", "Right", "Right", "Right"):
            press(widget.get_by_role("button", name=name, exact=True))
        return
    drag(widget, page, -1, 3)


def drag(widget, page, down: int, right: int) -> None:
    """Take the object by its first pixel, with the mouse."""
    widget.get_by_role("application").scroll_into_view_if_needed()
    box = widget.locator(".board.input .object").first.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + right * (box["width"] + 1), y + down * (box["height"] + 1), steps=6)
    page.mouse.up()


def result(widget) -> object:
    lit = "w => [...w.shadowRoot.querySelectorAll('.board td')].map(cell => cell.className)"
    boards = [board(widget, kind) for kind in ("input", "first", "last", "difference")]
    return boards, widget.evaluate(lit), widget.locator(".facts").inner_text()


def in_use(widget, page) -> None:
    """Both axes moved, so that rows and columns are lit, and everything unfolded."""
    widget.evaluate(
        """async widget => {
          for (const details of widget.shadowRoot.querySelectorAll("details")) details.open = true;
          widget.update({ down: 11, right: 3, padding: "zero" });
          await 0;
        }"""
    )


def shown(widget) -> list:
    """The difference of the two orders."""
    return [[number(text) for text in row] for row in board(widget, "difference")]
