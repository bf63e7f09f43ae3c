"""The kernel stepper: what it lights, adds up and accepts, against loops and NumPy."""

import random
import re
from itertools import product

import numpy as np
import pytest
from playwright.sync_api import expect

from snippets.sliding_kernel.slide import IMAGE, KERNEL, slide
from tests.drivers import kernel_stepper as driver
from tests.drivers.reader import copied, fragment, number, put

pytestmark = pytest.mark.browser

NAME = "kernel-stepper"

# Focus a cell of a grid, or another, and read off what is lit: [channel, row, column] in the grid as it is drawn.
LIT = """async (widget, cells) => {
  const root = widget.shadowRoot, found = [];
  const grids = kind => [...root.querySelectorAll(`.grid.${kind}`)];
  const at = (grid, row, column) => grid.querySelectorAll("tbody tr")[row].querySelectorAll("td")[column];
  const lit = kind => grids(kind).flatMap((grid, channel) => [...grid.querySelectorAll("tbody tr")].flatMap((line, row) =>
    [...line.querySelectorAll("td")].flatMap((cell, column) => cell.classList.contains("lit") ? [[channel, row, column]] : [])));
  for (const [kind, channel, row, column] of cells) {
    at(grids(kind)[channel], row, column).focus();
    await 0;
    found.push({ input: lit("input"), kernel: lit("kernel"), output: lit("output") });
  }
  return found;
}"""


def generated(count: int) -> list[dict[str, str]]:
    chances = random.Random(5)
    return [driver.states(chances) for _ in range(count)]


class Setting:
    """A state as numbers, and by loops what its cells have to do with each other."""

    def __init__(self, state: dict[str, str]):
        for name in ("size", "side", "stride", "padding", "dilation", "channels"):
            setattr(self, name, int(state[name]))
        self.circular, self.flipped = state["mode"] == "circular", state["operation"] == "convolution"
        shape = self.channels, self.size, self.size
        self.image = np.array(state["image"].split(","), float).reshape(shape)
        self.kernel = np.array(state["weights"].split(","), float).reshape(self.channels, self.side, self.side)
        self.outputs = (self.size + 2 * self.padding - self.dilation * (self.side - 1) - 1) // self.stride + 1

    def meetings(self):
        """Output, place of the padded input, pixel or None, cell of the kernel: of one channel, for each product."""
        spots, taps = range(self.outputs), range(self.side)
        for i, j, m, n in product(spots, spots, taps, taps):
            place = i * self.stride + m * self.dilation, j * self.stride + n * self.dilation
            pixel = tuple(p - self.padding for p in place)
            if self.circular:
                pixel = tuple(p % self.size for p in pixel)
            elif min(pixel) < 0 or max(pixel) >= self.size:
                pixel = None
            cell = (self.side - 1 - m, self.side - 1 - n) if self.flipped else (m, n)
            yield (i, j), place, pixel, cell

    def output(self) -> np.ndarray:
        found = np.zeros((self.outputs, self.outputs))
        for at, _, pixel, cell in self.meetings():
            if pixel:
                found[at] += (self.image[(slice(None), *pixel)] * self.kernel[(slice(None), *cell)]).sum()
        return found


def test_it_opens_with_the_worked_example_and_step_makes_its_outputs(fresh):
    """k presses of Step show the k-th number of NumPy's answer, and Step back takes it away."""
    _, widget = fresh
    assert driver.grid(widget, "input") == [[str(value) for value in row] for row in IMAGE]
    assert driver.grid(widget, "kernel") == [[str(value).replace("-", "−") for value in row] for row in KERNEL]
    wanted = [str(value).replace("-", "−") for value in slide(IMAGE, KERNEL).ravel()]
    for presses in range(10):
        seen = [text for row in driver.grid(widget, "output") for text in row]
        assert seen == wanted[:presses] + [""] * (9 - presses)
        if presses < 9:
            widget.get_by_role("button", name="Step", exact=True).click()
    widget.get_by_role("button", name="Step back").click()
    assert [text for row in driver.grid(widget, "output") for text in row] == [*wanted[:8], ""]


def test_what_is_lit_is_what_loops_find(fresh):
    """Both directions, of cells by chance in states by chance."""
    page, widget = fresh
    chances = random.Random(3)
    for state in generated(40):
        put(page, widget, NAME, state)
        setting = Setting(state)
        meetings = list(setting.meetings())
        spot = chances.randrange(setting.outputs), chances.randrange(setting.outputs)
        pixel = chances.randrange(setting.size), chances.randrange(setting.size)
        channel = chances.randrange(setting.channels)
        place = tuple(p + setting.padding for p in pixel)
        forward, backward = widget.evaluate(LIT, [["output", 0, *spot], ["input", channel, *place]])
        channels = range(setting.channels)
        reads = {(c, *place) for c in channels for at, place, _, _ in meetings if at == spot}
        assert {tuple(lit) for lit in forward["input"]} == reads, state
        assert forward["output"] == [[0, *spot]] and len(forward["kernel"]) == setting.side**2 * setting.channels
        feeds = [(at, cell) for at, _, met, cell in meetings if met == pixel]
        assert {tuple(lit) for lit in backward["output"]} == {(0, *at) for at, _ in feeds}, state
        assert {tuple(lit) for lit in backward["kernel"]} == {(channel, *cell) for _, cell in feeds}, state
        assert [channel, *place] in backward["input"]


def test_every_product_and_sum_that_is_shown_adds_up(fresh):
    page, widget = fresh
    for state in generated(25):
        put(page, widget, NAME, state | {"done": "1", "pin": ""})
        setting = Setting(state)
        cells = widget.evaluate("w => [...w.shadowRoot.querySelectorAll('.products td')].map(cell => cell.innerText)")
        terms = []
        for cell in cells:
            weight, value, result = (number(text.strip(" ()=")) for text in re.split(r"·|=\s*", cell))
            assert weight * value == pytest.approx(result, abs=1e-9)
            terms.append(result)
        sentence = widget.evaluate("w => w.shadowRoot.querySelector('.sum').textContent")
        _, parts, total = sentence.split(" = ")
        parts = [number(part) for part in re.sub(r" ([+−]) ", r" \1", parts.replace("+ ", "+")).split()]
        assert sum(parts) == pytest.approx(sum(terms), abs=1e-9) == pytest.approx(number(total), abs=1e-9)
        assert number(total) == pytest.approx(setting.output()[0, 0], abs=1e-6)
        if setting.channels > 1:
            partial = widget.evaluate(
                "w => [...w.shadowRoot.querySelectorAll('.partial')].map(part => part.textContent)"
            )
            assert [number(text.split()[-1]) for text in partial] == parts


def test_the_whole_output_is_that_of_loops(fresh):
    page, widget = fresh
    for state in generated(25):
        put(page, widget, NAME, state)
        assert np.allclose(driver.shown(widget), Setting(state).output(), rtol=0, atol=5e-3), state


def test_what_pytorch_refuses_is_refused_in_words(fresh):
    _, widget = fresh
    widget.locator(".settings summary").click()
    widget.get_by_label("Dilation").select_option("3")
    expect(widget.locator(".refused")).to_have_text(
        "No output. A kernel that reaches over 7 (3 taps, 3 apart) does not fit into 5 pixels."
    )
    assert widget.locator(".grid.output").is_hidden() and widget.locator(".code").is_hidden()
    widget.get_by_label("Padding", exact=True).select_option("1")
    assert widget.locator(".refused").is_hidden() and driver.grid(widget, "output") == [[""]]


def test_leftover_pixels_are_hatched(fresh):
    _, widget = fresh
    widget.locator(".settings summary").click()
    widget.get_by_label("Input size").select_option("6")
    widget.get_by_label("Stride").select_option("2")
    left = widget.evaluate("w => [...w.shadowRoot.querySelectorAll('.left')].map(cell => cell.ariaLabel)")
    assert len(left) == 11 and all("read by no output" in label for label in left)


def test_a_guess_is_answered(fresh):
    _, widget = fresh
    for guess, reply in (("3", "It is 2, not 3"), ("-1", "Right, it is −1."), ("two", "Type a number first.")):
        widget.get_by_role("textbox", name="Your guess").fill(guess)
        widget.get_by_role("button", name="Check").click()
        expect(widget.locator(".reply")).to_contain_text(reply)
        expect(widget.get_by_role("status")).to_contain_text(reply)
    assert [text for text in driver.grid(widget, "output")[0]] == ["2", "−1", ""]


@pytest.mark.parametrize("which", range(5))
def test_a_challenge_accepts_any_kernel_that_makes_the_map(fresh, which):
    """The kernel behind it; another one that differs by what the image cannot tell apart; and no other."""
    page, widget = fresh
    widget.locator(".challenges summary").first.click()
    widget.locator(".challenges li button").nth(which).click()
    assert driver.grid(widget, "kernel") == [["0"] * 3] * 3
    expect(widget.locator(".goal")).to_contain_text("cells agree; change the kernel")
    secret = page.evaluate(
        "which => import(document.querySelector('script[src*=kernel-stepper]').src.replace('.js', '-model.js'))"
        ".then(model => model.CHALLENGES[which].kernel)",
        which,
    )
    # On an image with a row of zeros at the top and rows alike below, weights may move between rows.
    alike = np.tile([1, 2, 0, 1, 2], (5, 1))
    moved = np.array(secret).reshape(3, 3)
    moved = np.stack([moved.sum(axis=0), 0 * moved[0], 0 * moved[0]])
    for image, kernel, found in ((None, secret, True), (alike, moved.ravel(), True), (None, [1] * 8 + [2], False)):
        change = {"weights": [int(weight) for weight in kernel]}
        change |= {} if image is None else {"image": image.ravel().tolist()}
        widget.evaluate("(w, change) => w.update(change)", change)
        expect(widget.locator(".goal")).to_contain_text("Found: this kernel makes" if found else "cells agree")
        widget.locator(".challenges li button").nth(which).click()


def test_a_link_opens_a_challenge(fresh, browser):
    page, widget = fresh
    widget.locator(".challenges summary").first.click()
    widget.locator(".challenges li button").nth(2).click()
    page.goto(copied(page, widget))
    page.reload()
    expect(widget.locator(".goal")).to_contain_text("the right neighbour minus the left one")
    assert fragment(NAME, {}) in page.url
