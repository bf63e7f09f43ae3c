"""Uses the equivariance bench."""

from random import Random

from tests.drivers.reader import cells, number, pressing, tab_to

PAGE = "three-ideas/"
PLAYS = False
GROWS = ""
LIT, PLAIN = None, None
PINNED, CHOICES = None, set()
INPUT = ".board.input canvas"

# Of each cell of a board, from its pixels: the colour of its edge, the colour beside its number, and, if that is asked for, which
# of the board's pictures it is: cells have the same number if all of their pixels are alike.
DRAWN = """(board, pictured) => {
  const canvas = board.querySelector("canvas");
  const rows = board.querySelectorAll("tbody tr").length;
  const head = 14 * devicePixelRatio;
  const { width, data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  const pixels = new Uint32Array(data.buffer);
  const start = at => Math.round(head + ((width - head) * at) / rows);
  const pixel = (x, y) => [...data.subarray(4 * (y * width + x), 4 * (y * width + x) + 4)].join(" ");
  const among = (from, to) => Array.from({ length: to - from }, (_, i) => from + i);
  const pictures = [];
  const place = (picture) => (pictures.includes(picture) ? pictures.indexOf(picture) : pictures.push(picture) - 1);
  return among(0, rows).map(row => among(0, rows).map(column => {
    const [x, y, right, below] = [column, row, column + 1, row + 1].map(start);
    const lines = pictured ? among(y, below).map(line => pixels.subarray(line * width + x, line * width + right).join()) : [];
    return { edge: pixel(x, y + 3), fill: pixel(x + 3, y + 3), picture: pictured && place(lines.join()) };
  }));
}"""

# A colour as a drawing has it: red, green, blue and how opaque.
PAINTED = """(board, colour) => {
  const pen = new OffscreenCanvas(1, 1).getContext("2d");
  const probe = board.appendChild(document.createElement("i"));
  probe.style.color = colour;
  pen.fillStyle = getComputedStyle(probe).color;
  probe.remove();
  pen.fillRect(0, 0, 1, 1);
  return [...pen.getImageData(0, 0, 1, 1).data].join(" ");
}"""

# The colour of a frame, and whether each cell of a map has one: 1 if so, else 0, row after row.
ACCENT = f"""widget => ({PAINTED})(widget.shadowRoot.querySelector(".board"), "var(--accent-)")"""
LIT_UP = f"""(widget, accent) => {{
  const drawn = {DRAWN};
  return ["first", "last", "difference"].map(kind => drawn(widget.shadowRoot.querySelector(`.board.${{kind}}`))
    .map(row => row.map(cell => Number(cell.edge === accent)).join("")).join(" "));
}}"""


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
    padding = widget.get_by_label("Padding", exact=True)
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


def middle(widget, row: int, column: int) -> dict[str, float]:
    """Of a pixel of the padded input, on its drawing: numbers of rows and columns come first, and take 14 pixels."""
    cell = (widget.locator(INPUT).bounding_box()["width"] - 14) / 14
    return {"x": 14 + cell * (column + 1.5), "y": 14 + cell * (row + 1.5)}


def drag(widget, page, down: int, right: int) -> None:
    """Take the object by its first pixel, with the mouse."""
    widget.get_by_role("application").scroll_into_view_if_needed()
    box = widget.locator(INPUT).bounding_box()
    row, column = first(widget)
    here, there = middle(widget, row, column), middle(widget, row + down, column + right)
    page.mouse.move(box["x"] + here["x"], box["y"] + here["y"])
    page.mouse.down()
    page.mouse.move(box["x"] + there["x"], box["y"] + there["y"], steps=6)
    page.mouse.up()


def first(widget) -> list[int]:
    """The row and column of the object's first pixel."""
    return widget.evaluate("w => [(3 + w.state.down) % 12, (4 + w.state.right) % 12]")


def result(widget) -> object:
    kinds = ("input", "first", "last", "difference")
    lit = widget.evaluate(LIT_UP, widget.evaluate(ACCENT))
    return [board(widget, kind) for kind in kinds], lit, widget.locator(".facts").inner_text()


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
