"""Uses the connectivity map."""

from random import Random

import numpy as np

from tests.drivers.reader import pressing, tab_to

PAGE = "fully-connected/"
PLAYS = False
GROWS = ""
LIT, PLAIN = ".grid.input td.lit:not(.pad)", ".grid.input td:not(.lit, .pad)"
PINNED = "w => w.state.at.startsWith('output') ? '' : w.state.at"
CHOICES = {"Output"}


def states(random: Random) -> dict[str, str]:
    while True:
        size, kernel, padding = random.randint(3, 8), random.randint(1, 5), random.choice([0, 0, 1, 2])
        if kernel <= size + 2 * padding:
            break
    shape, layer = random.choice(["line", "square"]), random.choice(["dense", "local", "convolution"])
    axes = 1 if shape == "line" else 2
    inputs, outputs, window = size**axes, (size + 2 * padding - kernel + 1) ** axes, kernel**axes
    of = random.randrange(outputs)
    own = {"dense": inputs, "local": window, "convolution": window}[layer]
    first = 0 if layer == "convolution" else of * own
    at = {"input": random.randrange(inputs), "output": of, "weight": first + 1 + random.randrange(own)}
    kind = random.choice(list(at))
    return {
        "shape": shape,
        "size": str(size),
        "kernel": str(kernel),
        "padding": str(padding),
        "layer": layer,
        "at": f"{kind}.{at[kind]}",
        "of": str(of),
        "width": str(random.choice([28, 224, 1920, random.randint(1, 1920)])),
        "height": str(random.choice([28, 224, 1080, random.randint(1, 1080)])),
        "channels": str(random.choice([1, 3, random.randint(1, 512)])),
        "filters": str(random.choice([1, 64, random.randint(1, 512)])),
        "told": random.choice(["yes", "no"]),
    }


def use(widget, page, way: str) -> None:
    """Guess the parameters, choose the convolution, look at the input 4, follow weight 2, make the picture 640 wide."""
    guess = widget.get_by_role("textbox")
    layer = widget.get_by_role("radio", name="Convolution")
    width = widget.get_by_role("spinbutton", name="Width")
    inputs, kernel = widget.locator(".grid.input"), widget.locator(".grid.kernel")
    if way == "keyboard":
        tab_to(page, guess)
        page.keyboard.type("12")
        page.keyboard.press("Enter")
        tab_to(page, width, back=True)
        page.keyboard.press("Control+A")
        page.keyboard.type("640")
        tab_to(page, widget.get_by_role("radio", name="Dense"), back=True)
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowDown")
        tab_to(page, inputs.locator("td[tabindex='0']"))
        for _ in range(4):
            page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        tab_to(page, kernel.locator("td[tabindex='0']"))
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        return
    press = pressing(way)
    press(guess)
    page.keyboard.type("12")  # a touch screen's keyboard
    press(widget.get_by_role("button", name="Check"))
    press(width)
    page.keyboard.press("Control+A")
    page.keyboard.type("640")
    press(layer)
    press(inputs.locator("td").nth(4))
    press(kernel.locator("td").nth(1))


def result(widget) -> object:
    labels = widget.evaluate("w => [...w.shadowRoot.querySelectorAll('.grid td')].map(cell => cell.ariaLabel)")
    lit = widget.evaluate("w => [...w.shadowRoot.querySelectorAll('.grid td.lit')].map(cell => cell.ariaLabel)")
    return labels, lit, widget.locator(".where").inner_text(), widget.locator(".counts").all_text_contents()


def in_use(widget, page) -> None:
    """A padded square with a pinned weight, the answer to a guess, a picture that is too small, everything unfolded."""
    widget.evaluate(
        """async widget => {
          for (const details of widget.shadowRoot.querySelectorAll("details")) details.open = true;
          const field = widget.shadowRoot.querySelector(".guess input");
          field.value = "12";
          widget.shadowRoot.querySelector(".guess button").click();
          await 0;
          widget.update({ shape: "square", size: 4, padding: 1, layer: "convolution", at: "weight.1", of: 5 });
        }"""
    )


def shown(widget) -> np.ndarray:
    """The numbers on what is lit, and 0 elsewhere: on the inputs while an output is looked at, else on the outputs."""
    kind = widget.evaluate("w => w.state.at").split(".")[0]
    grid = "input" if kind == "output" else "output"
    cells = widget.evaluate(
        """(widget, kind) => [...widget.shadowRoot.querySelectorAll(`.grid.${kind} tbody tr`)]
          .map(row => [...row.querySelectorAll("td:not(.pad)")].map(cell => cell.matches(".lit") ? +cell.textContent : 0))
          .filter(row => row.length)""",
        grid,
    )
    cells = np.array(cells)
    return cells[:, 0] if widget.evaluate("w => w.state.shape") == "line" else cells
