"""The kernel stepper: what it lights, adds up and accepts, against loops and NumPy."""

import random
import re
from itertools import product

import numpy as np
import pytest
from playwright.sync_api import expect

from snippets.sliding_kernel.slide import IMAGE, KERNEL, slide
from tests.conftest import LAPTOP
from tests.drivers import kernel_stepper as driver
from tests.drivers.reader import HEAR, SETTLED, copied, fragment, number, put
from tests.in_node import call, constant, printed, states

pytestmark = pytest.mark.browser

NAME = "kernel-stepper"
PICTURES = "the worked example", "an upright edge", "a spot", "a ramp"

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


# Without a browser


def written(cells) -> set[str]:
    return {",".join(map(str, cell)) for cell in cells}


@pytest.fixture(scope="module")
def described() -> list[tuple[Setting, dict, dict]]:
    """Of states by chance: the setting, the model's state and what it computes."""
    texts = generated(60)
    found = states("stepper", texts)
    assert call("stepper", "problem", *[(state,) for state in found]) == [""] * len(found)
    outcomes = call("stepper", "outcome", *[(state,) for state in found])
    return list(zip(map(Setting, texts), found, outcomes, strict=True))


def test_the_model_makes_the_output_of_loops_and_so_does_its_code(described):
    codes = call("stepper", "code", *[(state,) for _, state, _ in described])
    for (setting, state, outcome), panes in zip(described, codes, strict=True):
        wanted = setting.output()
        np.testing.assert_allclose(outcome["output"], wanted, rtol=0, atol=1e-6, err_msg=str(state))
        assert outcome["refusal"] == "" and outcome["target"] is None
        for name, text in panes:
            output, said = printed(text)
            np.testing.assert_allclose(output, wanted, rtol=0, atol=5e-3, err_msg=f"{name} {state}")
            assert said.strip(), "the code shows its result"


def test_the_terms_of_an_output_are_the_meetings_of_loops(described):
    """The products of one output by chance: pixels, weights, the kernel's cells, and their sum."""
    chances = random.Random(13)
    spots = [(chances.randrange(s.outputs), chances.randrange(s.outputs)) for s, _, _ in described]
    given = [(state, outcome, *spot) for (_, state, outcome), spot in zip(described, spots, strict=True)]
    for (setting, state, _), spot, found in zip(described, spots, call("stepper", "terms", *given), strict=True):
        wanted = [
            (channel, pixel, cell)
            for channel in range(setting.channels)
            for at, _, pixel, cell in setting.meetings()
            if at == spot
        ]
        seen = [(t["channel"], tuple(t["pixel"]) if t["pixel"] else None, tuple(t["cell"])) for t in found]
        assert seen == wanted, state
        for term, (channel, pixel, cell) in zip(found, wanted, strict=True):
            assert term["weight"] == setting.kernel[channel][cell]
            assert term["value"] == (setting.image[channel][pixel] if pixel else 0)
            assert term["product"] == pytest.approx(term["weight"] * term["value"], abs=1e-6)


def test_what_the_model_lights_is_what_loops_find(described):
    """Of an output, a pixel and a cell of the kernel by chance: both directions, and the taps that are meant."""
    chances, asked, lights, paths = random.Random(17), [], [], []
    for setting, state, outcome in described:
        spot, current = (tuple(chances.randrange(setting.outputs) for _ in "ij") for _ in "ab")
        pixel = tuple(chances.randrange(setting.size) for _ in "rs")
        tap = tuple(chances.randrange(setting.side) for _ in "mn")
        channel = chances.randrange(setting.channels)
        asked.append((setting, spot, current, pixel, tap, channel))
        for kind, c, at in (("output", 0, spot), ("input", channel, pixel), ("kernel", channel, tap)):
            cell = {"kind": kind, "channel": c, "row": at[0], "column": at[1]}
            lights.append((state, outcome, cell, current))
        paths.append((state, outcome["geometry"], {"row": pixel[0], "column": pixel[1]}))
    found = [{kind: set(lit) for kind, lit in one.items()} for one in call("stepper", "lights", *lights)]
    ways = call("stepper", "paths", *paths)
    for i, (setting, spot, current, pixel, tap, channel) in enumerate(asked):
        meetings, (forward, backward, one) = list(setting.meetings()), found[3 * i : 3 * i + 3]
        everywhere = written((c, *cell) for c in range(setting.channels) for cell in np.ndindex((setting.side,) * 2))
        reads = [place for at, place, _, _ in meetings if at == spot]
        assert forward == {
            "input": written((c, *place) for c in range(setting.channels) for place in reads),
            "kernel": everywhere,
            "output": written([(0, *spot)]),
            "taps": everywhere,
        }, setting
        feeds = [(at, cell) for at, _, met, cell in meetings if met == pixel]
        copies = [
            place
            for place in np.ndindex((setting.size + 2 * setting.padding,) * 2)
            if all(
                (p - setting.padding - q) % (setting.size if setting.circular else 99) == 0
                for p, q in zip(place, pixel, strict=True)
            )
        ]
        assert backward == {
            "input": written((channel, *place) for place in copies),
            "kernel": written((channel, *cell) for _, cell in feeds),
            "output": written((0, *at) for at, _ in feeds),
            "taps": set(),
        }, setting
        (place,) = [place for at, place, _, cell in meetings if at == current and cell == tap]
        applied = [(p - q * setting.stride) // setting.dilation for p, q in zip(place, current, strict=True)]
        assert one == {
            "input": written([(channel, *place)]),
            "kernel": written([(channel, *tap)]),
            "output": written([(0, *current)]),
            "taps": written([(channel, *applied)]),
        }, setting
        assert sorted((tuple(way["output"]), tuple(way["cell"])) for way in ways[i]) == sorted(feeds), setting


def test_it_opens_with_the_listing_in_every_channel():
    opened = [{"preset": name, "channels": many} for name in constant("stepper", "KERNELS") for many in (1, 2, 3)]
    found = call("stepper", "start", *[(one,) for one in opened])
    assert call("stepper", "problem", *[(state,) for state in found]) == [""] * len(found)
    for state in found:
        channels = state["channels"]
        for channel, image in enumerate(np.reshape(state["image"], (channels, 5, 5))):
            assert (image == np.roll(IMAGE, -channel, axis=0)).all(), "each channel begins a row further down"
        kernels = np.reshape(state["weights"], (channels, 3, 3))
        assert (kernels == kernels[0]).all()
    assert np.reshape(found[0]["weights"], (3, 3)).tolist() == np.array(KERNEL).tolist()


def test_presets_are_what_their_names_say():
    presets = {name: np.reshape(weights, (3, 3)) for name, weights in constant("stepper", "KERNELS").items()}
    assert (presets["sobel-y"] == presets["sobel-x"].T).all() and (presets["box"] == 1).all()
    middle = np.zeros((3, 3))
    middle[1, 1] = 1
    assert (presets["identity"] == middle).all()
    second = np.array([1, -2, 1])
    laplacian = np.zeros((3, 3))
    laplacian[1] += second
    laplacian[:, 1] += second
    assert (presets["laplacian"] == laplacian).all() and (presets["sharpen"] == middle - laplacian).all()
    turned = [np.rot90(presets["lopsided"], k) for k in range(4)]
    turned += [turn.T for turn in turned]
    assert len({kernel.tobytes() for kernel in turned}) == 8, "no turn and no mirror leaves it as it is"


def test_pictures_are_what_their_names_say():
    asked = [(name, size, 2) for size in range(3, 11) for name in PICTURES]
    drawn = dict(zip(asked, call("stepper", "picture", *asked), strict=True))
    for size in range(3, 11):
        worked, edge, spot, ramp = (np.reshape(drawn[name, size, 2], (2, size, size)) for name in PICTURES)
        assert (worked[0] == np.resize(np.pad(IMAGE, ((0, 5), (0, 5)), "wrap"), (10, 10))[:size, :size]).all()
        assert (edge == np.where(np.arange(size) >= size / 2, 5, 0)).all()
        assert (
            np.argwhere(spot) == [[channel, size // 2, size // 2] for channel in range(2)]
        ).all() and spot.max() == 1
        assert (ramp == np.add.outer(np.arange(size), np.arange(size))).all()


def test_challenges_are_what_their_sentences_say():
    def at(image: np.ndarray, m: int, n: int) -> np.ndarray:
        """For each output the pixel ``m`` rows and ``n`` columns from its middle one."""
        rows, columns = image.shape
        return image[1 + m : rows - 1 + m, 1 + n : columns - 1 + n]

    wanted = {
        "the middle of the input, unchanged": lambda x: at(x, 0, 0),
        "the input moved one pixel to the left": lambda x: at(x, 0, 1),
        "the right neighbour minus the left one": lambda x: at(x, 0, 1) - at(x, 0, -1),
        "the sum of the nine pixels": lambda x: sum(at(x, m, n) for m, n in product((-1, 0, 1), repeat=2)),
        "the pixels below minus the pixels above, those in the middle twice": lambda x: sum(
            weight * (at(x, 1, n) - at(x, -1, n)) for n, weight in zip((-1, 0, 1), (1, 2, 1), strict=True)
        ),
    }
    assert [challenge["map"] for challenge in constant("stepper", "CHALLENGES")] == list(wanted)
    texts = [text for text in generated(400) if (text["side"], text["channels"]) == ("3", "1")][:10]
    assert {text["operation"] for text in texts} == {"correlation", "convolution"}
    plain = {"stride": "1", "padding": "0", "dilation": "1", "done": "0", "pin": ""}
    cases = [
        (make, text | plain | {"challenge": str(place)})
        for place, make in enumerate(wanted.values(), 1)
        for text in texts
    ]
    found = states("stepper", [text for _, text in cases])
    assert call("stepper", "problem", *[(state,) for state in found]) == [""] * len(cases)
    for (make, text), outcome in zip(cases, call("stepper", "outcome", *[(state,) for state in found]), strict=True):
        np.testing.assert_allclose(outcome["target"], make(Setting(text).image[0]), atol=1e-6)


def test_another_size_keeps_the_cells_that_were_there():
    chances, texts = random.Random(19), generated(20)
    changes = [
        {"size": chances.randint(3, 10), "side": chances.randint(1, 3), "channels": chances.randint(1, 3)}
        for _ in texts
    ]
    resized = call("stepper", "resized", *zip(states("stepper", texts), changes, strict=True))
    pictures = call("stepper", "picture", *[("the worked example", c["size"], c["channels"]) for c in changes])
    for text, change, found, fresh in zip(texts, changes, resized, pictures, strict=True):
        before, size, side, channels = Setting(text), change["size"], change["side"], change["channels"]
        image, fresh = (np.reshape(pixels, (channels, size, size)).astype(float) for pixels in (found["image"], fresh))
        kept = tuple(map(slice, np.minimum(before.image.shape, fresh.shape)))
        fresh[kept] = before.image[kept]
        np.testing.assert_array_equal(image, fresh)
        kernel = np.zeros((channels, side, side))
        for channel in range(channels):  # a new channel begins with the kernel of the last one
            old = before.kernel[min(channel, before.channels - 1)]
            kept = tuple(map(slice, np.minimum(old.shape, (side, side))))
            kernel[channel][kept] = old[kept]
        np.testing.assert_array_equal(np.reshape(found["weights"], kernel.shape), kernel)


def test_states_that_contradict_themselves_are_refused_in_words():
    (state,) = call("stepper", "start", ({"preset": "box", "channels": 1},))
    wrong = {
        "It has another number of pixels than": [{"image": state["image"][1:]}, {"size": 6}, {"channels": 2}],
        "It has another number of weights than": [{"weights": state["weights"] * 2}, {"side": 2}],
        "It has more outputs than": [{"done": 10}, {"dilation": 3, "done": 1}],
        "A challenge has": [
            {"challenge": 1, "side": 2, "weights": [1] * 4},
            {"challenge": 1, "channels": 2, "image": state["image"] * 2, "weights": state["weights"] * 2},
            *({"challenge": 2} | {name: number} for name, number in (("stride", 2), ("padding", 1), ("dilation", 2))),
        ],
        "It points at a cell": [{"pin": pin} for pin in ("input.1.0.0", "input.0.5.0", "input.0.0.5", "kernel.0.3.0")],
        "": [{}, {"done": 9}, {"dilation": 3}, {"pin": "input.0.4.4"}, {"pin": "kernel.0.2.2"}, {"challenge": 5}],
    }
    cases = [(sentence, change) for sentence, changes in wrong.items() for change in changes]
    said = call("stepper", "problem", *[(state | change,) for _, change in cases])
    for (sentence, change), problem in zip(cases, said, strict=True):
        assert problem.startswith(sentence) and bool(problem) == bool(sentence), (change, problem)
    pins = {"input.0.2.3": ("input", 0, 2, 3), "kernel.0.1.2": ("kernel", 0, 1, 2)}
    held = call("stepper", "held", *[(state | {"pin": pin},) for pin in pins])
    assert [tuple(cell.values()) for cell in held] == list(pins.values())


# In Chromium


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
    _, widget = fresh
    chances = random.Random(3)
    copies = 0
    for state in generated(40):
        setting = Setting(state)
        current = divmod(done := chances.randrange(setting.outputs**2), setting.outputs)
        put(widget, NAME, state | {"done": str(done + 1), "pin": ""})
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
    _, widget = fresh
    chances = random.Random(6)
    for state in generated(25):
        setting = Setting(state)
        row, column = divmod(done := chances.randrange(setting.outputs**2), setting.outputs)
        put(widget, NAME, state | {"done": str(done + 1), "pin": ""})
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
    _, widget = fresh
    for state in generated(25):
        put(widget, NAME, state)
        assert np.allclose(driver.shown(widget), Setting(state).output(), rtol=0, atol=5e-3), state


def test_what_pytorch_refuses_is_refused_in_words(fresh):
    _, widget = fresh
    widget.locator(".settings summary").click()
    widget.get_by_label("Dilation").select_option("3")
    expect(widget.locator(".refused")).to_have_text(
        "No output. A kernel that reaches over 7 (3 taps, 3 apart) does not fit into 5 pixels."
    )
    expect(widget.locator(".size")).to_have_text(re.compile("= −1, so none$"))
    assert widget.locator(".grid.output").is_hidden() and widget.locator(".code").is_hidden()
    widget.get_by_label("Padding", exact=True).select_option("1")
    assert widget.locator(".refused").is_hidden() and driver.grid(widget, "output") == [[""]]
    for label, choice in (("Dilation", "1"), ("Input size", "3 × 3"), ("Padding holds", "circular"), ("Padding", "4")):
        widget.get_by_label(label, exact=True).select_option(choice)
    expect(widget.locator(".size")).to_have_text(re.compile("= 9, which this padding can’t give$"))


def test_leftover_pixels_are_hatched(fresh):
    _, widget = fresh
    widget.locator(".settings summary").click()
    widget.get_by_label("Input size").select_option("6")
    widget.get_by_label("Stride").select_option("2")
    left = widget.evaluate("w => [...w.shadowRoot.querySelectorAll('.left')].map(cell => cell.ariaLabel)")
    assert len(left) == 11 and all("read by no output" in label for label in left)


def test_words_hold_where_they_are_said_rarely(fresh):
    """One output; pixels that a circle meets twice, or leaves over in one place only; a challenge that has not begun."""
    _, widget = fresh
    where = widget.locator(".where")
    say = "(w, change) => { w.update(change); w.flush(); }"
    widget.evaluate(say, {"dilation": 2, "done": 1, "pin": "kernel.0.0.0"})
    expect(where).to_contain_text("is used in the only output; in Y(0, 0) it meets")
    begun = widget.evaluate("w => { w.reset(); return w.constructor.start({ ...w.state, preset: 'box' }); }")
    around = {"mode": "circular", "size": 3, "side": 5, "padding": 2, "done": 1}
    around |= {"image": begun["image"][:9], "weights": [1] * 25}
    widget.evaluate(say, around)
    expect(where).to_contain_text("Y(0, 0) reads 25 places, from row −2, column −2 on.")
    widget.evaluate(say, begun | {"mode": "circular", "padding": 1, "done": 1})
    expect(where).to_contain_text("Y(0, 0) reads 9 pixels, from row −1, column −1 on.")
    widget.evaluate(say, begun | {"mode": "circular", "side": 1, "padding": 1, "stride": 4, "weights": [1]})
    left = widget.evaluate("w => [...w.shadowRoot.querySelectorAll('.left')].map(cell => cell.ariaLabel)")
    assert left and all("not read here" in label for label in left)
    widget.locator(".challenges summary").first.click()
    widget.locator(".challenges li button").first.click()
    widget.evaluate(say, {"done": 0, "pin": ""})
    expect(where).to_contain_text("on. Press Step.")
    goal, differing = widget.locator(".goal"), widget.locator(".differs")
    expect(goal).to_contain_text("Step to the end: it is compared when every output is there.")
    assert differing.count() == 0
    widget.evaluate(say, {"done": 8})
    expect(goal).to_contain_text("Step to the end")
    widget.evaluate(say, {"done": 9})
    expect(goal).to_contain_text("cells agree")
    assert differing.count() > 0


@pytest.mark.parametrize(
    ("setting", "value"), [("Stride", "2"), ("Padding", "1"), ("Dilation", "2"), ("Channels", "2")]
)
def test_a_challenge_ends_with_the_setting_that_its_sentence_is_about(fresh, setting, value):
    _, widget = fresh
    widget.locator(".challenges summary").first.click()
    widget.locator(".challenges li button").nth(1).click()
    expect(widget.locator(".goal")).to_contain_text(re.compile(r"\d of \d+ cells agrees?; change the kernel"))
    widget.locator(".settings summary").click()
    widget.get_by_label(setting, exact=True).select_option(value)
    expect(widget.locator(".goal")).to_be_hidden()
    expect(widget.locator(".note")).to_contain_text("The challenge has ended. A challenge has a 3 × 3 kernel")
    expect(widget.get_by_role("status")).to_contain_text("The challenge has ended.")


def test_decimals_that_are_not_kept_are_told(fresh):
    page, widget = fresh
    widget.get_by_role("grid", name="Kernel").get_by_role("gridcell").first.click()
    wanted = "A number from −99 to 99 is wanted, in digits."
    for typed, kept, told in (("0.25", "0.3", "Rounded to 0.3."), ("-1.5", "−1.5", ""), ("100", "−1.5", wanted)):
        page.keyboard.type(typed)
        page.keyboard.press("Enter")
        expect(widget.locator(".note")).to_have_text(told)
        assert driver.grid(widget, "kernel")[0][0] == kept


def test_what_is_told_twice_is_announced_twice(fresh):
    """Without a number, and right about the same number."""
    page, widget = fresh
    field, check = widget.get_by_role("textbox", name="Your guess"), widget.get_by_role("button", name="Check")
    widget.evaluate("w => w.update({ image: Array(25).fill(0) })")
    for guess, reply in (("", "Write a number in digits."), ("0", "Right, it is 0.")):
        for heard in ([reply], ["", reply]):
            widget.evaluate(HEAR)
            field.fill(guess)
            check.click()
            page.mouse.move(0, 0)
            page.wait_for_function("reply => said.at(-1) === reply", arg=reply)
            assert page.evaluate("said")[-len(heard) :] == heard


def test_a_guess_is_answered(fresh):
    _, widget = fresh
    for guess, reply in (("3", "It is 2, not 3"), ("-1", "Right, it is −1."), ("two", "Write a number in digits.")):
        widget.get_by_role("textbox", name="Your guess").fill(guess)
        widget.get_by_role("button", name="Check").click()
        expect(widget.locator(".note" if guess == "two" else ".reply")).to_contain_text(reply)
        expect(widget.get_by_role("status")).to_contain_text(reply)
    assert [text for text in driver.grid(widget, "output")[0]] == ["2", "−1", ""]


def test_a_guess_is_answered_by_enter_too_and_the_reply_goes_with_the_next_step(fresh):
    """Enter moves the focus to the button, which it must not press as well."""
    page, widget = fresh
    widget.get_by_role("textbox", name="Your guess").fill("5")
    page.keyboard.press("Enter")
    expect(widget.locator(".reply")).to_contain_text("It is 2, not 5")
    expect(widget.locator(".note")).to_be_empty()
    widget.get_by_role("button", name="Step", exact=True).click()
    expect(widget.locator(".reply")).to_be_empty()


def test_a_guess_that_was_not_checked_is_none_for_the_next_output(fresh):
    _, widget = fresh
    guess = widget.get_by_role("textbox", name="Your guess")
    guess.fill("7")
    widget.get_by_role("button", name="Step", exact=True).click()
    expect(guess).to_have_value("")


def test_the_products_are_hidden_from_who_guesses_and_their_sums_with_them(fresh):
    _, widget = fresh
    widget.evaluate("w => w.update(w.constructor.start({ ...w.own, preset: 'sobel-x', channels: 2 }))")
    partial, guess = widget.locator(".partial"), widget.get_by_role("textbox", name="Your guess")
    seen = partial.all_inner_texts()
    assert len(seen) == 2 and "?" not in "".join(seen)
    assert widget.locator(".sum").inner_text().endswith("= ?")
    guess.focus()
    assert partial.all_inner_texts() == ["partial sum ?"] * 2
    guess.blur()
    assert partial.all_inner_texts() == seen


def test_who_guesses_or_edits_stops_the_player(fresh):
    page, widget = fresh
    playing = "w => w.player.playing"
    page.emulate_media(reduced_motion="no-preference")
    try:
        for stops in (widget.get_by_role("textbox", name="Your guess"), widget.locator(".grid.input td").nth(7)):
            widget.get_by_role("button", name="Play").click()
            assert widget.evaluate(playing)
            stops.click()
            assert not widget.evaluate(playing)
    finally:
        page.emulate_media(reduced_motion="reduce")
    page.keyboard.type("4")
    page.keyboard.press("Enter")
    assert widget.evaluate("w => w.state.image[7]") == 4


def test_a_number_typed_on_a_padded_zero_changes_nothing(fresh):
    page, widget = fresh
    widget.evaluate("w => w.update({ padding: 1, pin: 'kernel.0.1.1' })")
    kept = driver.grid(widget, "kernel")
    widget.locator(".grid.input td").first.focus()
    page.keyboard.type("7")
    page.keyboard.press("Enter")
    expect(widget.locator(".note")).to_have_text("Padded zeros stay zero.")
    assert driver.grid(widget, "kernel") == kept


@pytest.mark.parametrize(
    ("before", "look", "after"),
    [
        ({"side": 5, "weights": [1] * 25, "size": 8, "image": [1] * 64}, ["kernel", 0, 4, 4], ("Kernel size", "4 × 4")),
        ({"size": 8, "image": [1] * 64}, ["output", 0, 0, 5], ("Input size", "5 × 5")),
        ({"size": 8, "image": [1] * 64}, ["input", 0, 7, 7], ("Input size", "5 × 5")),
    ],
)
def test_a_cell_that_is_looked_at_may_go_away(fresh, before, look, after):
    """The pointer rests on a cell, and a setting that has the focus changes by the keyboard."""
    page, widget = fresh
    widget.get_by_text("Settings").click()
    page.mouse.move(0, 0)
    widget.evaluate("(w, before) => w.update({ ...before, done: 999 })", before)
    page.wait_for_timeout(SETTLED)
    widget.evaluate("(w, [kind, channel, row, column]) => w.lookAt({ kind, channel, row, column })", look)
    widget.get_by_role("status").and_(widget.locator(":not(:empty)")).wait_for()
    widget.get_by_label(after[0]).select_option(label=after[1])
    expect(widget.get_by_role("status")).to_have_text(re.compile(r"^Y\(\d, \d\) reads \d+ pixels"))
    assert "NaN" not in widget.locator(".widget").inner_text() and widget.evaluate("w => w.look") is None


def test_what_is_told_is_in_sight_of_the_control(fresh):
    """Also where the widget is higher than the window."""
    page, widget = fresh
    page.set_viewport_size({"width": 390, "height": 500})
    try:
        field = widget.get_by_role("textbox", name="Your guess")
        field.fill("two")
        field.scroll_into_view_if_needed()
        page.keyboard.press("Enter")
        expect(widget.locator(".note")).to_be_in_viewport(ratio=1)
        note, asked = widget.locator(".note").bounding_box(), field.bounding_box()
        assert asked["y"] > 0 and asked["y"] + asked["height"] <= note["y"]
    finally:
        page.set_viewport_size(LAPTOP)


def test_your_own_is_no_preset(fresh):
    _, widget = fresh
    select = widget.get_by_label("Kernel", exact=True)
    widget.locator(".settings summary").click()
    kept = select.input_value()
    select.select_option("")
    expect(select).to_have_value(kept)


@pytest.mark.parametrize("which", range(5))
def test_a_challenge_accepts_any_kernel_that_makes_the_map(fresh, which):
    """The kernel behind it; another one that differs by what the image cannot tell apart; and no other."""
    page, widget = fresh
    widget.locator(".challenges summary").first.click()
    widget.locator(".challenges li button").nth(which).click()
    assert driver.grid(widget, "kernel") == [["0"] * 3] * 3
    expect(widget.locator(".goal")).to_contain_text(re.compile(r"\d of \d+ cells agrees?; change the kernel"))
    secret = page.evaluate(
        "which => import(new URL('assets/widgets/kernel-stepper-model.js', __md_scope))"
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


def test_a_kernel_of_the_list_may_solve_a_challenge(fresh):
    _, widget = fresh
    widget.locator(".challenges summary").first.click()
    widget.locator(".challenges li button").first.click()
    widget.locator(".settings summary").click()
    widget.get_by_label("Kernel", exact=True).select_option("identity")
    expect(widget.locator(".goal")).to_contain_text("Found: this kernel makes")


def test_a_link_opens_a_challenge(fresh):
    page, widget = fresh
    widget.locator(".challenges summary").first.click()
    widget.locator(".challenges li button").nth(2).click()
    page.goto(copied(page, widget))
    page.reload()
    expect(widget.locator(".goal")).to_contain_text("the right neighbour minus the left one")
    assert fragment(NAME, {}) in page.url
