"""Uses the receptive field widget."""

import math
import re
from random import Random

import numpy as np

from tests.drivers.reader import PACKED, pressing, tab_to, unpacked

PAGE = "receptive-field/"
PLAYS = False
GROWS = "another layer"
LIT, PLAIN = ".plan path.lit", ".plan path.body:not(.painted)"
PINNED, CHOICES = None, set()

GREY, YELLOW = 0x8D, 0xFF  # as red as they are
# How red each pixel over the input is; as grey where nothing lies.
RED = f"""w => {{
  const {{ canvas }} = w.plans[0];
  const {{ data }} = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  return ({PACKED})(Uint8Array.from({{ length: data.length / 4 }}, (_, i) => (data[4 * i + 3] ? data[4 * i] : {GREY})));
}}"""
MEASURED = {5, 10, 20, 50}  # layers of the stacks whose gradients were measured

Layer = tuple[int, int, int, int]  # kernel, stride, dilation, padding


def written(layer: Layer) -> str:
    kernel, stride, dilation, padding = layer
    parts = [(stride, 1, "s"), (dilation, 1, "d"), (padding, 0, "p")]
    return str(kernel) + "".join(f"{letter}{value}" for value, usual, letter in parts if value != usual)


def parsed(text: str) -> list[Layer]:
    """The layers of a state's text."""
    found = [re.fullmatch(r"(\d+)(?:s(\d))?(?:d(\d))?(?:p(\d))?", part) for part in text.split(",") if part]
    return [(int(m[1]), int(m[2] or 1), int(m[3] or 1), int(m[4] or 0)) for m in found]


def sizes(layers: list[Layer], size: int) -> list[int]:
    """Units a side of the input and of each layer; none from the first on whose kernel does not fit."""
    found = [size]
    for kernel, stride, dilation, padding in layers:
        room = found[-1] + 2 * padding - dilation * (kernel - 1) - 1
        found.append(room // stride + 1 if found[-1] and room >= 0 else 0)
    return found


def field(layers: list[Layer]) -> int:
    """Pixels from the first to the last that a unit of the last layer sees."""
    seen, jump = 1, 1
    for kernel, stride, dilation, _ in layers:
        seen += (kernel - 1) * dilation * jump
        jump *= stride
    return seen


def states(random: Random) -> dict[str, str]:
    """Mostly legal stacks; one in ten may point at a layer without units. None has a measured map."""
    while True:
        layers = [
            (
                random.choice([1, 2, 3, 3, 4, 5, random.randint(6, 11)]),
                random.choice([1, 1, 1, 2, 3, 4]),
                random.choice([1, 1, 1, 2, 3, random.randint(4, 8)]),
                random.choice([0, 0, 1, 2, random.randint(3, 8)]),
            )
            for _ in range(random.randint(0, 6))
        ]
        if random.random() < 0.04:
            layers = [(3, 1, 1, 1)] * random.randint(7, 60)
        if math.prod(stride for _, stride, *_ in layers) <= 100 and field(layers) <= 1500:
            break
    size = random.choice([random.randint(1, 40), *[random.randint(1, 15)] * 5, random.randint(41, 512)])
    if random.random() < 0.9:  # most stacks fit, at least at first
        while size < 300 and not sizes(layers, size)[-1]:
            size += random.randint(1, 12)
    units = sizes(layers, size)
    legal = [level for level, count in enumerate(units) if count]
    level = random.randint(0, len(layers)) if random.random() < 0.1 else random.choice(legal)
    count = max(1, units[level])
    overlay = random.choice(["field", "paths", "measured"])
    if level in MEASURED and [layer[:3] for layer in layers[:level]] == [(3, 1, 1)] * level:
        overlay = "paths"
    return {
        "size": str(size),
        "layers": ",".join(map(written, layers)),
        "next": written((random.randint(1, 11), random.randint(1, 4), random.randint(1, 8), random.randint(0, 8))),
        "level": str(level),
        "row": str(random.randrange(count)),
        "column": str(random.randrange(count)),
        "overlay": overlay,
    }


def use(widget, page, way: str) -> None:
    """Guess what a fourth layer sees, add it, enlarge the input for it, choose unit (1, 3) of layer 2, count its paths."""
    guess = widget.get_by_label("Your guess of its r")
    enlarge = widget.get_by_role("button", name="Make the input 9 × 9")
    second = widget.get_by_role("radio", name="layer 2:")
    overlay = widget.get_by_label("On the input")
    if way == "keyboard":
        tab_to(page, guess)
        page.keyboard.type("9")
        page.keyboard.press("Enter")
        tab_to(page, enlarge, back=True)
        page.keyboard.press("Enter")  # the focus goes on to the chosen level
        page.keyboard.press("ArrowUp")
        page.keyboard.press("ArrowUp")
        tab_to(page, widget.get_by_role("slider", name="Column"), back=True)
        page.keyboard.press("ArrowRight")
        tab_to(page, widget.get_by_role("slider", name="Row"), back=True)
        for key in ("Home", "ArrowRight"):
            page.keyboard.press(key)
        tab_to(page, overlay, back=True)
        page.keyboard.press("ArrowDown")
        return
    press = pressing(way)
    press(guess)
    page.keyboard.type("9")  # a touch screen's keyboard
    press(widget.get_by_role("button", name="Add layer"))
    press(enlarge)
    press(second)
    plan = widget.locator(".plan svg").nth(2)
    cell = plan.bounding_box()["width"] / 5
    press(plan, position={"x": 3.5 * cell, "y": 1.5 * cell})
    overlay.select_option("paths")


def table(widget) -> list[list[str]]:
    """The texts of the table, the next layer's row left out."""
    return widget.evaluate(
        """w => [...w.shadowRoot.querySelectorAll(".levels tbody tr:not(.next)")]
          .map(row => [...row.cells].map(cell => cell.textContent))"""
    )


def lit(widget) -> list[np.ndarray]:
    """For the input and each layer that has units, which of them are lit."""
    drawn = widget.evaluate(
        """w => w.plans.map(plan => [plan.shape.units, plan.svg.querySelector(".lit").getAttribute("d")])"""
    )
    found = []
    for units, path in drawn:
        cells = np.zeros((units, units), bool)
        for part in re.findall(r"M(\d+) (\d+)h(\d+)v(\d+)h-\d+z", path):
            column, row, columns, rows = map(int, part)
            cells[row : row + rows, column : column + columns] = True
        found.append(cells)
    return found


def painted(widget) -> np.ndarray:
    """What lies over the input, from 0 to 1, read off the colours: grey is 0, yellow is 1."""
    red = unpacked(widget.evaluate(RED)).astype(float)
    side = round(len(red) ** 0.5)
    return (red.reshape(side, side) - GREY) / (YELLOW - GREY)


def shown(widget) -> np.ndarray | None:
    """The field, or what lies over it; nothing where the layer has no units."""
    if not widget.locator(".where").inner_text():
        return None
    over = widget.evaluate("w => !w.plans[0].canvas.hidden")
    return painted(widget) if over else lit(widget)[0].astype(float)


def result(widget) -> object:
    over = widget.evaluate("w => !w.plans[0].canvas.hidden")
    texts = widget.evaluate("w => [...w.shadowRoot.querySelectorAll('.plan text')].map(text => text.textContent)")
    cells = [level.tolist() for level in lit(widget)]
    return table(widget), cells, over and painted(widget).tolist(), texts, widget.locator(".where").inner_text()


def in_use(widget, page) -> None:
    """Measured maps over one of several units, a layer that does not fit, a guess that is answered, everything unfolded."""
    widget.evaluate(
        """async w => {
          for (const details of w.shadowRoot.querySelectorAll("details")) details.open = true;
          const layers = Array(6).fill({ kernel: 3, stride: 1, dilation: 1, padding: 0 });
          w.update({ size: 13, layers, level: 5, row: 1, column: 2, overlay: "measured" });
          await 0;
          w.guess.value = "16";
          w.add.click();
          await 0;
          w.update({ level: 5, row: 1, column: 2 });
        }"""
    )
    page.wait_for_function("w => w.maps", arg=widget.element_handle())
