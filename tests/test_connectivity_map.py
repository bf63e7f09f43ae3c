"""The connectivity map: what it lights, numbers, colours and counts, against loops and the listings of the chapter."""

import random
import re
from itertools import product
from math import prod
from operator import sub

import numpy as np
import pytest
from playwright.sync_api import expect

from snippets.figures.style import WEIGHTS
from snippets.fully_connected.connectivity import connection_numbers
from snippets.three_ideas.ladder import rungs
from tests.conftest import LAPTOP
from tests.drivers import connectivity_map as driver
from tests.drivers.reader import put, ready
from tests.in_node import call, printed, states

pytestmark = pytest.mark.browser

NAME = "connectivity-map"
LAYERS = "dense", "local", "convolution"
SETTINGS = [
    setting
    for setting in product(("line", "square"), range(3, 9), range(1, 6), range(3))
    if setting[2] <= setting[1] + 2 * setting[3]
]

# Focus the n-th cell of a grid, or of another, and read off place, number and colour of all that is lit.
LIT = """async (widget, cells) => {
  const found = [];
  const all = kind => [...widget.shadowRoot.querySelectorAll(`.grid.${kind} td`)];
  const lit = kind => all(kind).flatMap((cell, i) =>
    cell.matches(".lit") ? [[i, cell.textContent, cell.style.backgroundColor.replaceAll(",", "")]] : []);
  for (const [kind, place] of cells) {
    all(kind)[place].focus();
    await 0;
    const strong = widget.shadowRoot.querySelectorAll(".wires .lit");
    found.push({ input: lit("input"), output: lit("output"), kernel: lit("kernel"),
      lines: [...strong].flatMap(path => path.getAttribute("d").match(/M/g).map(() => path.getAttribute("stroke"))) });
  }
  return found;
}"""


class Layer:
    """A setting by loops: which weight joins which output with which place of the padded input."""

    def __init__(self, shape: str, size: int, kernel: int, padding: int, layer: str):
        axes = 1 if shape == "line" else 2
        self.places = list(np.ndindex(*(size + 2 * padding,) * axes))
        self.outputs = list(np.ndindex(*(size + 2 * padding - kernel + 1,) * axes))
        self.inputs = [place for place in self.places if all(0 <= p - padding < size for p in place)]
        self.number = {place: number for number, place in enumerate(self.inputs)}
        window = set(np.ndindex(*(kernel,) * axes))
        self.kernel = len(self.inputs) if layer == "dense" else len(window)
        self.joined: dict[tuple[int, tuple[int, ...]], int] = {}
        weight = 0
        for o, output in enumerate(self.outputs):
            if layer == "convolution":
                weight = 0
            for place in self.places:
                offset = tuple(map(sub, place, output))
                if place in self.number if layer == "dense" else offset in window:
                    weight += 1
                    self.joined[o, place] = weight

    def rows(self) -> list[list[int]]:
        """As the model lists them."""
        return [
            [o, *(place if len(place) == 2 else (*place, 0)), self.input(place), weight]
            for (o, place), weight in self.joined.items()
        ]

    def input(self, place: tuple[int, ...]) -> int:
        return self.number.get(place, -1)

    def through(self, kind: str, which: int) -> dict[tuple[int, int], int]:
        """{(number of the place, output): weight} of all connections of an input, an output or a weight."""
        return {
            (self.places.index(place), o): weight
            for (o, place), weight in self.joined.items()
            if {"output": o, "input": self.input(place), "weight": weight}[kind] == which
        }


# Without a browser


def model_state(shape: str, size: int, kernel: int, padding: int, layer: str = "dense") -> dict:
    return {"shape": shape, "size": size, "kernel": kernel, "padding": padding, "layer": layer}


def test_every_connection_of_the_model_is_that_of_loops():
    settings = [(*setting, layer) for setting in SETTINGS for layer in LAYERS]
    found = call("map", "connections", *[(model_state(*setting),) for setting in settings])
    for setting, connections in zip(settings, found, strict=True):
        rows = [[c["output"], *c["place"], c["input"], c["weight"]] for c in connections]
        assert rows == Layer(*setting).rows(), setting
    assert len(settings) == 2 * 3 * (6 * 5 * 3 - 3)


def test_the_weights_of_an_output_are_those_of_loops():
    chances = random.Random(4)
    asked = [(*chances.choice(SETTINGS), layer) for layer in LAYERS for _ in range(8)]
    layers = [Layer(*setting) for setting in asked]
    outputs = [chances.randrange(len(layer.outputs)) for layer in layers]
    spans = call("map", "weightsOf", *[(model_state(*s), o) for s, o in zip(asked, outputs, strict=True)])
    all_ = call("map", "connections", *[(model_state(*s),) for s in asked])
    for layer, output, span, connections in zip(layers, outputs, spans, all_, strict=True):
        seen = [connection for connection in connections if connection["output"] == output]
        weights = sorted(layer.through("output", output).values())
        assert span == [weights[0], weights[-1]] and sorted(c["weight"] for c in seen) == weights


def test_counts_of_the_model_are_those_of_loops():
    """The three layers of every setting, and how many connections read padded zeros; several channels count each."""
    chances = random.Random(6)
    cases = [(setting, chances.randint(1, 3), chances.randint(1, 4)) for setting in SETTINGS]
    pictures = [
        {
            "height": size,
            "width": size,
            "channels": c,
            "filters": f,
            "kernel": kernel,
            "padding": padding,
            "isLine": shape == "line",
        }
        for (shape, size, kernel, padding), c, f in cases
    ]
    wide = [picture | {"width": picture["width"] + 3, "isLine": False} for picture in pictures]
    counted = call("map", "counts", *[(picture,) for picture in pictures])
    for (setting, c, f), picture, counts in zip(cases, pictures, counted, strict=True):
        layers = {name: Layer(*setting, name) for name in LAYERS}
        for name, layer in layers.items():
            connections = len(layer.joined) * c * f
            shared = {"convolution": len(set(layer.joined.values())) * c * f}
            assert counts[name]["connections"]["count"] == str(connections), picture
            assert counts[name]["parameters"]["count"] == str(shared.get(name, connections)), picture
            for one in counts[name].values():
                assert prod(map(int, re.findall(r"\d+", one["factors"]))) == int(one["count"])
                assert not re.search(r"\b1\b", one["factors"]) or one["factors"] == "1"
        positions = len(layers["local"].outputs)
        assert prod(counts["positions"]) == positions
        zeros = sum(layer.input(place) < 0 for layer in [layers["local"]] for _, place in layer.joined)
        assert counts["zeros"] == str(zeros * c * f), picture
    for picture, counts in zip(wide, call("map", "counts", *[(p,) for p in wide]), strict=True):
        down, along = (picture[side] + 2 * picture["padding"] - picture["kernel"] + 1 for side in ("height", "width"))
        assert counts["positions"] == [down, along]
        assert counts["dense"]["parameters"]["count"] == str(
            down * along * picture["filters"] * picture["height"] * picture["width"] * picture["channels"]
        )


def test_factors_are_bracketed_by_what_they_count():
    picture = {"height": 224, "width": 224, "channels": 3, "filters": 64, "kernel": 3, "padding": 1}
    (counts,) = call("map", "counts", (picture,))
    spaced = {
        name: [one["factors"].replace("\u00a0", " ") for one in layer.values()]
        for name, layer in counts.items()
        if name in LAYERS
    }
    dense, local = "(224 · 224 · 64) · (224 · 224 · 3)", "(224 · 224 · 64) · (3 · 3 · 3)"
    assert spaced == {"dense": [dense] * 2, "local": [local] * 2, "convolution": [local, "(3 · 3 · 3) · 64"]}
    for counts, text in zip(
        call(
            "map",
            "counts",
            (picture | {"kernel": 1, "channels": 1, "filters": 1, "padding": 0},),
            (picture | {"filters": 1, "channels": 1},),
        ),
        ("1", "3 · 3"),
        strict=True,
    ):
        assert counts["convolution"]["parameters"]["factors"] == text


def test_tints_of_a_kernel_run_from_light_to_strong_and_others_around_the_hues():
    """A row of a kernel has one hue, and its columns lie evenly between its three tints; for three they are the figures'."""
    rows = {k: [(model_state("square", 8, k, 0, "convolution"), w) for w in range(1, k * k + 1)] for k in range(1, 6)}
    tints = {k: np.array(call("map", "tint", *given)).reshape(k, k, 3) for k, given in rows.items()}
    hex_ = [["#{:02x}{:02x}{:02x}".format(*tint) for tint in row] for row in tints[3]]
    assert tuple(map(tuple, hex_)) == WEIGHTS
    five = tints[5]
    assert len(set(map(tuple, five[:, 4]))) == 5, "five hues"
    for k in (1, 2, 3, 4, 5):
        at = np.linspace(0, 2, k) if k > 1 else np.array([1.0])
        for row in range(k):
            tones = five[row, ::2]  # light, middle and strong
            between = np.column_stack([np.interp(at, [0, 1, 2], tones[:, channel]) for channel in range(3)])
            assert np.abs(tints[k][row] - between).max() <= 0.5, (k, row)
    line = call("map", "tint", *[(model_state("line", 8, 5, 0, "convolution"), weight) for weight in range(1, 6)])
    assert line == five[:, 4].tolist(), "the strong tint of each hue"
    weights = range(1, 145)
    for layer in ("dense", "local"):
        # Around the colours in steps of 2.4 radians, in three lightnesses: what is numbered alike looks different.
        turns = np.array([0, 4, 2]) * np.pi / 3
        wanted = [(190, 150, 170)[w % 3] + 60 * np.cos(2.4 * w + turns) for w in weights]
        found = call("map", "tint", *[(model_state("square", 4, 3, 1, layer), weight) for weight in weights])
        assert np.abs(np.array(found) - wanted).max() <= 0.5


def test_the_code_of_the_model_numbers_the_weights_of_loops():
    """Inputs, outputs and weights by chance: both programs leave what runs through, and print both counts."""
    texts = [driver.states(random.Random(seed)) for seed in range(60)]
    found = states("map", texts)
    assert call("map", "problem", *[(state,) for state in found]) == [""] * len(found)
    for text, panes in zip(texts, call("map", "code", *[(state,) for state in found]), strict=True):
        layer = Layer(text["shape"], *(int(text[name]) for name in ("size", "kernel", "padding")), text["layer"])
        kind, which = text["at"].split(".")
        through = layer.through(kind, int(which))
        axes = 1 if text["shape"] == "line" else 2
        if kind == "output":
            wanted = np.zeros((int(text["size"]),) * axes)
            for (place, _), weight in through.items():
                if layer.places[place] in layer.number:
                    wanted[tuple(p - int(text["padding"]) for p in layer.places[place])] = weight
        else:
            wanted = np.zeros((round(len(layer.outputs) ** (1 / axes)),) * axes)
            for (_, output), weight in through.items():
                wanted[layer.outputs[output]] = weight
        for name, program in panes:
            output, said = printed(program)
            np.testing.assert_array_equal(output, wanted, err_msg=f"{name} {text}")
            counted = f"{len(layer.joined)} connections, {len(set(layer.joined.values()))} parameters"
            assert said.startswith(counted), (name, text)
    assert len({(text["layer"], text["padding"] != "0") for text in texts}) == 6


def test_states_that_contradict_themselves_are_refused_in_words():
    base = {"size": 4, "kernel": 3, "padding": 0, "shape": "square", "layer": "local", "at": "output.1", "of": 1}
    fine = [
        *({"at": "input.15"}, {"at": "weight.10"}, {"at": "weight.18"}, {"at": "output.3", "of": 3}),
        *({"layer": "convolution", "at": "weight.1"}, {"layer": "convolution", "at": "weight.9"}),
        *(
            {"layer": "dense", "at": "weight.17"},
            {"layer": "dense", "at": "weight.32"},
            {"kernel": 4, "at": "output.0", "of": 0},
        ),
    ]
    wrong = [
        *({"at": "input.16"}, {"at": "weight.9"}, {"at": "weight.19"}, {"at": "output.2"}, {"at": "output.4", "of": 4}),
        *({"layer": "convolution", "at": "weight.0"}, {"layer": "convolution", "at": "weight.10"}),
        *({"layer": "dense", "at": "weight.16"}, {"layer": "dense", "at": "weight.33"}),
    ]
    assert call("map", "problem", *[(base | change,) for change in fine]) == [""] * len(fine)
    refused = call("map", "problem", *[(base | change,) for change in wrong])
    assert refused == ["It points at something that is not there."] * len(wrong)
    assert call("map", "problem", (base | {"kernel": 5},)) == [
        "A kernel that reaches over 5 does not fit into 4 pixels."
    ]


def test_it_opens_where_the_pages_leave_off():
    line, square = call("map", "start", ({"opens": "line"},), ({"opens": "square"},))
    assert call("map", "problem", (line,), (square,)) == ["", ""]
    numbers = connection_numbers("everything")
    outputs, inputs = numbers.shape
    assert (line["size"], line["kernel"], line["padding"]) == (inputs, inputs - outputs + 1, 0)
    assert line["layer"] == "dense" and line["at"] == f"output.{line['of']}" and line["told"] is False
    assert (line["width"], line["height"], line["channels"], line["filters"]) == (1920, 1080, 1, 1), "HD"
    (counts,) = call("map", "counts", (square,))
    named = [(counts[name]["parameters"]["count"], counts[name]["connections"]["count"]) for name in LAYERS]
    assert named == [(str(p), str(c)) for _, _, p, c in rungs(224, 3, 64).values()]
    assert square["at"] == f"output.{square['of']}" and square["layer"] == "local" and square["told"] is True
    assert Layer("square", square["size"], square["kernel"], square["padding"], "local").outputs[square["of"]] == (1, 1)


# In Chromium


def state(shape: str, size: int, kernel: int, padding: int, layer: str, **more: str) -> dict[str, str]:
    base = {"width": "224", "height": "224", "channels": "1", "filters": "1", "told": "no"}
    size = {"shape": shape, "size": str(size), "kernel": str(kernel), "padding": str(padding), "layer": layer}
    return size | {"at": "output.0", "of": "0"} | base | more


def test_what_is_lit_is_what_loops_find(fresh):
    """An output, an input and a weight in every layer, shape and size, with kernel and padding by chance."""
    _, widget = fresh
    chances = random.Random(3)
    for shape, size, name in product(("line", "square"), range(3, 9), LAYERS):
        setting = chances.choice([s for s in SETTINGS if s[:2] == (shape, size)])
        layer = Layer(*setting, name)
        of = chances.randrange(len(layer.outputs))
        put(widget, NAME, state(*setting, name, at=f"output.{of}", of=str(of)))
        output, pixel, weight = (chances.randrange(n) for n in (len(layer.outputs), len(layer.inputs), layer.kernel))
        place = layer.places.index(layer.inputs[pixel])
        seen = widget.evaluate(LIT, [["output", output], ["input", place], ["kernel", weight]])
        weight += 1 if name == "convolution" else 1 + of * layer.kernel
        for lit, (kind, which) in zip(seen, (("output", output), ("input", pixel), ("weight", weight)), strict=True):
            wanted = layer.through(kind, which)
            inputs = {at: str(weight) for (at, _), weight in wanted.items()}
            outputs = {o: str(weight) for (_, o), weight in wanted.items()}
            if kind == "output":
                outputs = {output: "Y"}
            if kind == "input":
                inputs = {place: "X"}
            assert {at: text for at, text, _ in lit["input"]} == inputs, (setting, name, kind, which)
            assert {at: text for at, text, _ in lit["output"]} == outputs, (setting, name, kind, which)
            assert len(lit["lines"]) == len(wanted)
            colours = {
                colour for cells in (lit["input"], lit["output"]) for _, text, colour in cells if text not in "XY"
            }
            assert set(lit["lines"]) == colours, "a line has the colour of its weight"


def test_sharing_is_seen_the_same_nine_labels_everywhere(fresh):
    _, widget = fresh
    patterns = {}
    for name in LAYERS:
        put(widget, NAME, state("square", 5, 3, 0, name))
        seen = widget.evaluate(LIT, [["output", output] for output in range(9)])
        patterns[name] = [[(text, colour) for _, text, colour in lit["input"]] for lit in seen]
    assert patterns["convolution"] == [patterns["convolution"][0]] * 9
    labels = [text for text, _ in patterns["convolution"][0]]
    assert labels == [str(weight) for weight in range(1, 10)]
    for name, many in (("local", 81), ("dense", 225)):
        together = [label for pattern in patterns[name] for label in pattern]
        assert len(set(together)) == len(together) == many
        assert len({text for text, _ in together}) == many


def test_colours_of_a_kernel_are_those_of_the_figures(fresh):
    _, widget = fresh
    put(widget, NAME, state("square", 5, 3, 0, "convolution"))
    cells = widget.evaluate(
        "w => [...w.shadowRoot.querySelectorAll('.kernel td')].map(cell => cell.style.backgroundColor)"
    )
    hex_ = ["#{:02x}{:02x}{:02x}".format(*map(int, re.findall(r"\d+", colour))) for colour in cells]
    assert hex_ == [colour for row in WEIGHTS for colour in row]


def test_the_line_is_that_of_the_listing(fresh):
    _, widget = fresh
    ways = {"dense": "everything", "local": "own windows", "convolution": "one kernel"}
    for name, way in ways.items():
        put(widget, NAME, state("line", 8, 3, 0, name))
        numbers = np.zeros((6, 8), int)
        for output, lit in enumerate(widget.evaluate(LIT, [["output", output] for output in range(6)])):
            for place, text, _ in lit["input"]:
                numbers[output, place] = int(text)
        assert (numbers == connection_numbers(way)).all()


def table(widget, which: int) -> dict[str, list[tuple[str, int]]]:
    """Formula and number of each cell; the formula is empty where the number says it all, the number 0 where it is covered."""
    cells = widget.evaluate(
        """(w, which) => [...w.shadowRoot.querySelectorAll(".counts")[which].querySelectorAll("tbody tr")].map(
          row => [...row.querySelectorAll("td")].map(cell => [cell.children[0].textContent, cell.children[1].textContent]))""",
        which,
    )
    return {
        name: [(text.rstrip(" ="), int(value.replace(",", "").replace("?", "0"))) for text, value in row]
        for name, row in zip(LAYERS, cells, strict=True)
    }


def test_counts_are_those_of_loops_and_formulas_give_them(fresh):
    _, widget = fresh
    chances = random.Random(8)
    for setting in chances.sample(SETTINGS, 25):
        put(widget, NAME, state(*setting, "dense"))
        counts = table(widget, 0)
        for name in LAYERS:
            layer = Layer(*setting, name)
            wanted = [len(layer.joined), len(set(layer.joined.values()))]
            assert [value for _, value in counts[name]] == wanted, (setting, name)
        zeros = sum(place not in layer.inputs for _, place in layer.joined)
        told = widget.locator(".zeros").text_content()
        assert (f"{zeros:,} read padded zeros" in told) if zeros else told == ""
        for text, value in (cell for row in counts.values() for cell in row):
            assert not text or prod(map(int, re.findall(r"\d+", text))) == value


def test_counts_of_a_picture_are_exact_up_to_the_largest(fresh):
    """With whole numbers of any length; where the positions are the pixels, they are those of the chapter's listing."""
    _, widget = fresh
    chances = random.Random(9)
    cases = [(1920, 1080, 512, 512, 5, 0), (1920, 1080, 3, 64, 3, 1), (224, 224, 3, 64, 3, 1)]
    cases += [
        (*(chances.randint(5, 1080) for _ in "wh"), *(chances.randint(1, 512) for _ in "cf"), 4, 2) for _ in range(5)
    ]
    for width, height, channels, filters, kernel, padding in cases:
        sizes = {"width": width, "height": height, "channels": channels, "filters": filters}
        more = {name: str(value) for name, value in sizes.items()} | {"told": "yes"}
        put(widget, NAME, state("line", 8, kernel, padding, "dense", **more))
        outputs = prod(side + 2 * padding - kernel + 1 for side in (width, height)) * filters
        dense, local = outputs * width * height * channels, outputs * kernel**2 * channels
        wanted = {"dense": [dense] * 2, "local": [local] * 2, "convolution": [local, kernel**2 * channels * filters]}
        counts = table(widget, 1)
        assert {name: [value for _, value in row] for name, row in counts.items()} == wanted
        assert all(
            prod(map(int, re.findall(r"\d+", text))) == value for row in counts.values() for text, value in row if text
        )
        if width == height == 224:
            named = zip(rungs(224, 3, 64).values(), wanted.values(), strict=True)
            assert all([connections, parameters] == counted for (_, _, parameters, connections), counted in named)


def test_the_size_of_the_picture_is_set_by_typing(fresh):
    _, widget = fresh
    width, height = (widget.get_by_role("spinbutton", name=name) for name in ("Width", "Height"))
    widget.get_by_role("button", name="Show").click()
    for field, pixels in ((width, "100"), (height, "50")):
        field.fill(pixels)
        field.press("Enter")
    assert table(widget, 1)["dense"][0] == ("(48\u00a0·\u00a098) · (50\u00a0·\u00a0100)", 48 * 98 * 5000)
    width.press("Control+a")
    width.press_sequentially("4000")  # nor does 4, 40 or 400 on the way
    assert table(widget, 1)["dense"][0][1] == 48 * 98 * 5000
    width.blur()
    expect(widget.get_by_role("status")).to_contain_text("Width is a whole number from 1 to 1920.")
    assert width.input_value() == "100"
    height.fill("2")
    height.press("Enter")
    expect(widget.get_by_role("status")).to_contain_text("A kernel that reaches over 3 does not fit into 2 pixels.")
    assert widget.locator(".counts").nth(1).is_hidden()


def test_a_guess_is_answered_and_only_then_the_number_is_there(fresh):
    _, widget = fresh
    covered = widget.locator(".counts").nth(1).locator("tbody tr").nth(2).locator("td").nth(1).locator("span")
    for guess, reply in (
        ("nine", "Write a number in digits."),
        ("12", "Not 12: 3 · 3 = 9."),
        ("9", "Right: 3 · 3 = 9."),
    ):
        assert covered.text_content() == "?"
        widget.get_by_role("textbox").fill(guess)
        widget.get_by_role("button", name="Check").click()
        expect(widget.get_by_role("status")).to_contain_text(reply)
        if guess != "nine":
            assert covered.text_content() == "9" and widget.get_by_role("textbox").count() == 0
            widget.get_by_role("button", name="Reset").click()
    widget.get_by_role("spinbutton", name="Filters").fill("512")
    widget.get_by_role("spinbutton", name="Filters").press("Enter")
    for guess in ("4,608", "4608"):
        widget.evaluate("w => w.update({ told: false })")
        widget.get_by_role("textbox").fill(guess)
        widget.get_by_role("textbox").press("Enter")
        expect(widget.locator(".reply")).to_contain_text("Right: (3\u00a0·\u00a03) · 512 = 4,608.")
    widget.evaluate("w => w.reset()")
    widget.get_by_role("button", name="Show").click()
    assert covered.text_content() == "9"
    expect(widget.get_by_role("status")).to_contain_text("It is 3 · 3 = 9.")
    assert widget.evaluate("w => w.shadowRoot.activeElement === w.guess.reply"), "the button is gone"


def test_a_cell_that_is_looked_at_may_go_away(fresh):
    """The pointer rests on a cell, and a setting that has the focus changes by the keyboard."""
    _, widget = fresh
    put(widget, NAME, state("line", 8, 3, 0, "dense"))
    widget.evaluate("w => w.lookAt('weight.40')")
    expect(widget.locator(".where")).to_contain_text("Weight 40")
    widget.get_by_role("radio", name="Convolution").press("Space")
    expect(widget.get_by_role("status")).to_contain_text("Convolution: 18 connections, 3 parameters.")
    assert "40" not in widget.locator(".where").inner_text()


def test_what_does_not_fit_is_refused_in_words(fresh):
    _, widget = fresh
    widget.get_by_label("Inputs a side").select_option("3")
    widget.get_by_label("Kernel size").select_option("5")
    expect(widget.locator(".refused").first).to_have_text(
        "No output. A kernel that reaches over 5 does not fit into 3 pixels."
    )
    assert widget.locator(".scene").is_hidden() and widget.locator(".code").is_hidden()
    widget.get_by_label("Padding").select_option("1")
    assert widget.locator(".refused").first.is_hidden() and widget.locator(".grid.output td").all_text_contents() == [
        "Y"
    ]


def test_padded_zeros_are_no_inputs_and_escape_lets_go(fresh):
    page, widget = fresh
    put(widget, NAME, state("square", 4, 3, 1, "convolution", at="input.5", of="5"))
    widget.locator(".grid.input td").first.click()
    expect(widget.get_by_role("status")).to_contain_text("A padded zero is no input")
    assert widget.evaluate("w => w.state.at") == "input.5"
    page.keyboard.press("Escape")
    assert widget.evaluate("w => w.state.at") == "output.5"


@pytest.mark.parametrize("way", ["pointer", "keyboard"])
def test_every_control_does_what_it_says(fresh, way):
    page, widget = fresh
    driver.use(widget, page, way)
    changed = {"layer": "convolution", "at": "weight.2", "width": 640, "told": True}
    assert widget.evaluate("w => w.state") == widget.evaluate("w => w.own") | changed


# The middles of the lit inputs and of the output, and the ends of the strong lines.
ENDS = """w => {
  const board = w.shadowRoot.querySelector(".board").getBoundingClientRect();
  const middle = cell => {
    const box = cell.getBoundingClientRect();
    return [box.x + box.width / 2 - board.x, box.y + box.height / 2 - board.y];
  };
  const [from, to] = ["input", "output"].map(kind => [...w.shadowRoot.querySelectorAll(`.${kind} td.lit`)].map(middle));
  const lines = [...w.shadowRoot.querySelectorAll(".wires .lit")].map(path => path.getAttribute("d").match(/[\\d.]+/g).map(Number));
  return [from.map(point => [...point, ...to[0]]), lines];
}"""


def test_lines_run_from_cell_to_cell_also_when_the_window_changes(fresh):
    page, widget = fresh
    put(widget, NAME, state("square", 5, 3, 0, "local", at="output.4", of="4"))
    seen = []
    for width in (1280, 420):
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_function("width => innerWidth === width", arg=width)
        page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
        cells, lines = widget.evaluate(ENDS)
        assert np.allclose(cells, lines, atol=0.1) and np.shape(lines) == (9, 4)
        seen.append(lines)
    assert seen[0] != seen[1]
    page.set_viewport_size(LAPTOP)


def test_lines_of_a_line_end_before_the_number_of_their_output(fresh):
    _, widget = fresh
    put(widget, NAME, state("line", 8, 3, 0, "dense", at="output.2", of="2"))
    cells, lines = widget.evaluate(ENDS)
    left = "(w, part) => w.shadowRoot.querySelector(part).getBoundingClientRect().x"
    edge = widget.evaluate(left, ".grid.output") - widget.evaluate(left, ".board")
    wanted = [[x, y, edge, height] for x, y, _, height in cells]
    assert np.allclose(lines, wanted, atol=0.1) and np.shape(lines) == (8, 4)


def test_what_is_pressed_is_told_although_a_cell_is_left_for_it(fresh):
    """On a touch screen the focus moves and the press comes in one task."""
    _, widget = fresh
    widget.evaluate("w => w.lookAt('output.1')")
    widget.evaluate("w => { w.lookAt(null); w.shadowRoot.querySelector('[value=convolution]').click(); }")
    expect(widget.get_by_role("status")).to_contain_text("Convolution: 18 connections")


def test_the_library_stays_while_its_code_is_folded(fresh):
    """The code of this widget is loaded when somebody unfolds it."""
    _, widget = fresh
    fold, library = widget.locator(".code summary"), widget.get_by_role("radio", name="PyTorch")
    fold.click()
    library.check()
    fold.click()
    widget.evaluate("w => w.update({})")
    fold.click()
    expect(library).to_be_checked()
    expect(widget.locator(".code code")).to_contain_text("import torch")


def test_what_changes_while_it_is_taken_out_is_drawn_when_it_is_back(fresh):
    _, widget = fresh
    widget.evaluate(
        """async w => {
          const [place, next] = [w.parentElement, w.nextSibling];
          w.update({ layer: "local" });
          w.remove();
          await new Promise(done => setTimeout(done));
          place.insertBefore(w, next);
        }"""
    )
    expect(widget.locator(".kind")).to_contain_text("by weights of its own")
    widget.evaluate("w => w.update({ layer: 'convolution' })")
    expect(widget.locator(".kind")).to_contain_text("by the same weights")


def test_the_two_pages_open_it_in_their_own_states(fresh, visit, served):
    _, widget = fresh
    assert table(widget, 0) == {
        "dense": [("6 · 8", 48)] * 2,
        "local": [("6 · 3", 18)] * 2,
        "convolution": [("6 · 3", 18), ("", 3)],
    }
    with visit() as page:
        page.goto(served + "three-ideas/")
        other = ready(page, NAME)
        assert [[value for _, value in row] for row in table(other, 1).values()] == [
            [connections, parameters] for _, _, parameters, connections in rungs(224, 3, 64).values()
        ]
        assert other.locator(".scene.square").is_visible()
