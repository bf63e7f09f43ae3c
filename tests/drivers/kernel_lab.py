"""Uses the kernel lab."""

from random import Random

import numpy as np

from tests.drivers.reader import PACKED, cells, pressing, tab_to, unpacked

PAGE = "edges/"
PLAYS = False
GROWS = ""
LIT, PLAIN = ".grid.input td.lit", ".grid.input td:not(.lit)"
PINNED, CHOICES = "w => [w.state.row, w.state.column, w.state.cell].join()", set()
SIDE = 320
SOBEL = ["-1,0,1,-2,0,2,-1,0,1", "-1,-2,-1,0,0,0,1,2,1"]

# The whole result, when it is drawn, as the bytes of 64-bit numbers; what is below all directions stands for none.
ANSWERS = f"""async w => {{
  for (let i = 0; i < 2; i++) await new Promise(requestAnimationFrame);
  const {{ answers }} = w.result;
  return ({PACKED})(w.state.show === "direction" ? answers.map((degrees) => (degrees < -180 ? NaN : degrees)) : answers);
}}"""


def states(random: Random) -> dict[str, str]:
    own, large = (",".join(str(random.randint(-most, most)) for _ in range(9)) for most in (9, 99))
    return {
        "picture": "camera",
        "weights": random.choice([own, own, large, *SOBEL]),
        "divisor": str(random.choice([1, 1, 2, 9, 16, random.randint(1, 999)])),
        "cell": str(random.randrange(9)),
        "show": random.choice(["answer", "magnitude", "direction"]),
        "scale": random.choice(["signed", "clipped"]),
        "contrast": random.choice("1248"),
        "threshold": str(random.choice([0, 100, 255, random.randint(0, 1020)])),
        "row": str(random.choice([1, 2, SIDE - 2, random.randint(1, SIDE - 2)])),
        "column": str(random.choice([1, 2, SIDE - 2, random.randint(1, SIDE - 2)])),
    }


def use(widget, page, way: str) -> None:
    """Choose Sobel y, move the loupe 3 down and 12 to the right, make the first weight 3, show the magnitude."""
    preset = widget.get_by_role("button", name="Sobel y")
    weight = widget.get_by_role("grid", name="Kernel").get_by_role("gridcell").first
    magnitude = widget.get_by_role("radio", name="Magnitude")
    if way == "keyboard":
        tab_to(page, preset)
        page.keyboard.press("Enter")
        tab_to(page, widget.get_by_role("application", name="Loupe over the pictures"))
        for key in (*["ArrowDown"] * 3, "Shift+ArrowRight", "ArrowRight", "ArrowRight"):
            page.keyboard.press(key)
        tab_to(page, widget.get_by_role("grid", name="Kernel").locator("td[tabindex='0']"))
        for key in ("Control+Home", "3", "Enter"):
            page.keyboard.press(key)
        tab_to(page, widget.get_by_role("radio", name="Answer"), back=True)
        page.keyboard.press("ArrowRight")
        return
    press = pressing(way)
    press(preset)
    frame = widget.locator(".views .frame").nth(1)
    row, column = (int(widget.evaluate(f"w => w.state.{name}")) for name in ("row", "column"))
    # Events know whole pixels of the screen, rounded down: one of them is to lie in the middle of the photograph's that is meant.
    box = frame.bounding_box()
    place = {"x": (column + 12.5) / SIDE * box["width"], "y": (row + 3.5) / SIDE * box["height"]}
    aside = [round(box[axis] + place[axis]) + 0.2 - box[axis] - place[axis] for axis in "xy"]
    widget.evaluate("(w, [x, y]) => (w.style.translate = `${x}px ${y}px`)", aside)
    border = frame.evaluate("frame => ({ x: frame.clientLeft, y: frame.clientTop })")
    press(frame, position={axis: place[axis] - border[axis] for axis in "xy"})
    press(weight)
    for _ in range(4):
        press(widget.get_by_role("button", name="one more").first)
    press(magnitude)


def grid(widget, kind: str) -> list[list[str]]:
    """The texts of the cells of a table under the loupe: "input", "kernel" or "output"."""
    return cells(widget, f".grid.{kind}")


def result(widget) -> object:
    widget.evaluate(ANSWERS)
    widget.evaluate("async w => { while (w.telling) await new Promise(done => setTimeout(done, 10)); }")
    pictures = widget.evaluate("w => [...w.shadowRoot.querySelectorAll('canvas')].map(canvas => canvas.ariaLabel)")
    return [grid(widget, kind) for kind in ("input", "kernel", "output")], pictures, widget.locator(".sum").inner_text()


def in_use(widget, page) -> None:
    """Directions under a kernel of one's own at the border, everything unfolded."""
    widget.evaluate(
        """async w => {
          w.scrollIntoView();
          await w.loaded;
          for (const details of w.shadowRoot.querySelectorAll("details")) details.open = true;
          w.update({ weights: [-3, 0, 3, -10, 0, 10, -3, 0, 3], divisor: 4, show: "direction", row: 1, column: 318 });
          w.shadowRoot.querySelector(".grid.kernel td").focus();
          await 0;
        }"""
    )


def shown(widget) -> np.ndarray:
    """The whole result, not a number where no direction is shown."""
    side = SIDE - 2
    return unpacked(widget.evaluate(ANSWERS), float).reshape(side, side)
