"""Uses the kernel stepper."""

from random import Random

from tests.drivers.reader import cells, number, pressing, tab_to

PAGE = "sliding-kernel/"
PLAYS = True
GROWS = ""
LIT, PLAIN = ".grid.kernel td.lit", ".grid.kernel td:not(.lit)"
PINNED = "w => w.state.pin"
CHOICES = {"Output"}


def states(random: Random) -> dict[str, str]:
    while True:
        size, side, channels = random.randint(3, 10), random.choice([1, 2, 3, 3, 3, 4, 5]), random.choice([1, 1, 2, 3])
        stride, padding, dilation = random.randint(1, 4), random.choice([0, 0, 1, 2, 3, 4]), random.choice([1, 1, 2, 3])
        mode = random.choice(["zero", "circular"])
        outputs = (size + 2 * padding - dilation * (side - 1) - 1) // stride + 1
        if outputs >= 1 and (mode == "zero" or padding <= size):
            break
    pins = ["", f"input.{random.randrange(channels)}.{random.randrange(size)}.{random.randrange(size)}"]
    pins += [f"kernel.{random.randrange(channels)}.{random.randrange(side)}.{random.randrange(side)}"]

    def numbers(count: int) -> str:
        values = [
            random.randint(-90, 90) / 10 if random.random() < 0.2 else random.randint(-9, 9) for _ in range(count)
        ]
        return ",".join(f"{value:g}" for value in values)

    return {
        "size": str(size),
        "side": str(side),
        "stride": str(stride),
        "padding": str(padding),
        "mode": mode,
        "dilation": str(dilation),
        "channels": str(channels),
        "operation": random.choice(["correlation", "convolution"]),
        "done": str(outputs**2 if random.random() < 0.7 else random.randint(0, outputs**2)),
        "pin": random.choice(pins),
        "shade": random.choice(["yes", "no"]),
        "challenge": "0",
        "image": numbers(channels * size * size),
        "weights": numbers(channels * side * side),
    }


def grid(widget, kind: str) -> list[list[str]]:
    """The texts of a grid's cells: "input", "kernel" or "output"."""
    return cells(widget, f".grid.{kind}")


def use(widget, page, way: str) -> None:
    """Guess the first output, step twice, make the middle weight 5, look at the pixel (1, 1), step to the end."""
    guess = widget.get_by_role("textbox", name="Your guess")
    step = widget.get_by_role("button", name="Step", exact=True)
    weight = widget.get_by_role("grid", name="Kernel").get_by_role("gridcell").nth(4)
    pixel = widget.get_by_role("grid", name="Input").get_by_role("gridcell").nth(6)
    if way == "keyboard":
        tab_to(page, step)
        tab_to(page, guess)
        page.keyboard.type("2")
        page.keyboard.press("Enter")
        tab_to(page, step, back=True)
        page.keyboard.press("Enter")
        page.keyboard.press("Space")
        tab_to(page, widget.get_by_role("grid", name="Kernel").locator("td[tabindex='0']"), back=True)
        for key in ("ArrowDown", "ArrowRight", "5", "Enter"):
            page.keyboard.press(key)
        tab_to(page, widget.get_by_role("grid", name="Input").locator("td[tabindex='0']"), back=True)
        for key in ("ArrowDown", "End", "ArrowLeft", "ArrowLeft", "ArrowLeft", "Enter"):
            page.keyboard.press(key)
        tab_to(page, widget.get_by_role("slider"))
        page.keyboard.press("End")
        tab_to(page, widget.get_by_role("grid", name="Input").locator("td[tabindex='0']"), back=True)
        page.keyboard.press("Enter")
        return
    press = pressing(way)
    press(guess)
    page.keyboard.type("2")  # a touch screen's keyboard
    press(widget.get_by_role("button", name="Check"))
    press(step)
    press(step)
    press(weight)
    for _ in range(5):
        press(widget.get_by_role("button", name="one more"))
    press(pixel)
    while step.get_attribute("aria-disabled") == "false":
        press(step)
    press(pixel)


def result(widget) -> object:
    labels = "(w, of) => [...w.shadowRoot.querySelectorAll(of)].map(cell => cell.ariaLabel)"
    marked = [widget.evaluate(labels, of) for of in (".lit", ".pinned")]
    return grid(widget, "output"), grid(widget, "kernel"), marked, widget.locator(".where").inner_text()


def in_use(widget, page) -> None:
    """Padding, leftover cells, a shaded pinned pixel, a challenge and its target, everything unfolded."""
    widget.evaluate(
        """async widget => {
          for (const details of widget.shadowRoot.querySelectorAll("details")) details.open = true;
          widget.shadowRoot.querySelectorAll(".challenges button")[1].click();
          await 0;
          widget.update({ padding: 1, stride: 2, dilation: 1, shade: true, done: 4, pin: "input.0.1.1" });
        }"""
    )


def shown(widget) -> list:
    """The whole output: the reader scrubs to the end."""
    widget.evaluate("widget => widget.update({ done: 999 })")
    return [[number(text) for text in row] for row in grid(widget, "output")]
