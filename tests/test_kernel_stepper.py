"""The kernel stepper: what it lights, adds up and accepts, against loops and NumPy."""

import random
import re
from itertools import product

import numpy as np
import pytest
from playwright.sync_api import expect

from snippets.sliding_kernel.slide import IMAGE, KERNEL, slide
from tests.drivers import kernel_stepper as driver
from tests.drivers.reader import HEAR, SETTLED, copied, fragment, number, put

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
            cell = (self.side - 1 - m, self.side - 1 - n) if self.flipped else (m, n)
            yield (i, j), place, self.pixel(place), cell

    def pixel(self, place: tuple[int, int]) -> tuple[int, int] | None:
        """What lies at a place of the padded input."""
        pixel = tuple(p - self.padding for p in place)
        if self.circular:
            return tuple(p % self.size for p in pixel)
        return pixel if min(pixel) >= 0 and max(pixel) < self.size else None

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
    """From an output, a pixel and a weight, all by chance, in states by chance; circular copies of a pixel are lit with it."""
    page, widget = fresh
    chances = random.Random(3)
    copies = 0
    for state in generated(40):
        setting = Setting(state)
        current = divmod(done := chances.randrange(setting.outputs**2), setting.outputs)
        put(page, widget, NAME, state | {"done": str(done + 1), "pin": ""})
        meetings = list(setting.meetings())
        spot = chances.randrange(setting.outputs), chances.randrange(setting.outputs)
        pixel = chances.randrange(setting.size), chances.randrange(setting.size)
        channel = chances.randrange(setting.channels)
        place = tuple(p + setting.padding for p in pixel)
        weight = chances.randrange(setting.side), chances.randrange(setting.side)
        forward, backward, sideways = widget.evaluate(
            LIT, [["output", 0, *spot], ["input", channel, *place], ["kernel", channel, *weight]]
        )
        channels = range(setting.channels)
        reads = {(c, *place) for c in channels for at, place, _, _ in meetings if at == spot}
        assert {tuple(lit) for lit in forward["input"]} == reads, state
        assert forward["output"] == [[0, *spot]] and len(forward["kernel"]) == setting.side**2 * setting.channels
        feeds = [(at, cell) for at, _, met, cell in meetings if met == pixel]
        assert {tuple(lit) for lit in backward["output"]} == {(0, *at) for at, _ in feeds}, state
        assert {tuple(lit) for lit in backward["kernel"]} == {(channel, *cell) for _, cell in feeds}, state
        drawn = range(setting.size + 2 * setting.padding)
        same = {p for p in product(drawn, drawn) if setting.pixel(p) == pixel}
        assert {tuple(lit) for lit in backward["input"]} == {(channel, *p) for p in same}, state
        copies += len(same) - 1
        met = {(channel, *place) for at, place, _, cell in meetings if at == current and cell == weight}
        assert {tuple(lit) for lit in sideways["input"]} == met and len(met) == 1, state
        assert sideways["kernel"] == [[channel, *weight]] and sideways["output"] == [[0, *current]]
    assert copies > 10


def test_every_product_and_sum_that_is_shown_adds_up(fresh):
    """Of an output by chance."""
    page, widget = fresh
    chances = random.Random(6)
    for state in generated(25):
        setting = Setting(state)
        row, column = divmod(done := chances.randrange(setting.outputs**2), setting.outputs)
        put(page, widget, NAME, state | {"done": str(done + 1), "pin": ""})
        cells = widget.evaluate("w => [...w.shadowRoot.querySelectorAll('.products td')].map(cell => cell.innerText)")
        terms = []
        for cell in cells:
            weight, value, result = (number(text.strip(" ()=")) for text in re.split(r"·|=\s*", cell))
            assert weight * value == pytest.approx(result, abs=1e-9)
            terms.append(result)
        sentence = widget.evaluate("w => w.shadowRoot.querySelector('.sum').textContent")
        name, parts, total = sentence.split(" = ")
        assert name == f"Y({row}, {column})"
        parts = [number(part) for part in re.sub(r" ([+−]) ", r" \1", parts.replace("+ ", "+")).split()]
        assert sum(parts) == pytest.approx(sum(terms), abs=1e-9) == pytest.approx(number(total), abs=1e-9)
        assert number(total) == pytest.approx(setting.output()[row, column], abs=1e-6)
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


def test_what_is_told_twice_is_announced_twice(fresh):
    """Without a number, and right about the same number."""
    page, widget = fresh
    field, check = widget.get_by_role("textbox", name="Your guess"), widget.get_by_role("button", name="Check")
    widget.evaluate("w => w.update({ image: Array(25).fill(0) })")
    for guess, reply in (("", "Type a number first."), ("0", "Right, it is 0.")):
        for heard in ([reply], ["", reply]):
            widget.evaluate(HEAR)
            field.fill(guess)
            check.click()
            page.mouse.move(0, 0)
            page.wait_for_timeout(SETTLED)
            assert page.evaluate("said")[-len(heard) :] == heard


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
