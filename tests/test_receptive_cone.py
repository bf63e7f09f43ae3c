"""The receptive field widget: units and weights against PyTorch's gradients, presets and overlays against the page's listings."""

import json
import random
import re
from itertools import product
from pathlib import Path

import numpy as np
import pytest
import torch
from grammar import ROOT
from playwright.sync_api import expect
from torch.nn import functional as F

from snippets.receptive_field import by_gradient, effective_uniform, named_networks, seven_by_seven
from tests.drivers import receptive_cone as driver
from tests.drivers.reader import number, put, ready
from tests.in_node import call, printed, states

NAME = "receptive-cone"
DATA = ROOT / "snippets" / "receptive_field" / "effective_maps.json"
NETWORKS = {
    "lenet-5": "LeNet-5",
    "alexnet": "AlexNet",
    "vgg-16": "VGG-16",
    "resnet-18": "ResNet-18",
    "resnet-50-1x1": "ResNet-50, stride in 1x1",
    "resnet-50-3x3": "ResNet-50, stride in 3x3",
}


def generated(count: int) -> list[dict[str, str]]:
    """States that point at a layer with units."""
    chances = random.Random(23)
    found = [driver.states(chances) for _ in range(2 * count)]
    return [s for s in found if driver.sizes(driver.parsed(s["layers"]), int(s["size"]))[int(s["level"])]][:count]


def objects(layers: list[driver.Layer]) -> list[dict[str, int]]:
    return [dict(zip(("kernel", "stride", "dilation", "padding"), layer, strict=True)) for layer in layers]


def signals(layers: list[driver.Layer], size: int) -> list[torch.Tensor]:
    """The image and what each layer makes of it, all weights being 1; as far as PyTorch lets them."""
    made = [torch.ones(1, 1, size, size, dtype=torch.float64, requires_grad=True)]
    for kernel, stride, dilation, padding in layers:
        ones = torch.ones(1, 1, kernel, kernel, dtype=torch.float64)
        try:
            made.append(F.conv2d(made[-1], ones, None, stride, padding, dilation))
        except RuntimeError:
            break
    return made


def gradients(layers: list[driver.Layer], size: int, level: int, row: int, column: int) -> list[np.ndarray]:
    """Of a unit, with respect to every level below it and itself."""
    made = signals(layers[:level], size)
    return [gradient[0, 0].numpy() for gradient in torch.autograd.grad(made[-1][0, 0, row, column], made)]


# Without a browser


def axis_paths(layers: list[driver.Layer], size: int, unit: int) -> list[int]:
    """Every path from a unit down to a pixel, followed tap by tap."""
    units = driver.sizes(layers, size)
    ways = {unit: 1}
    for (kernel, stride, dilation, padding), below in zip(reversed(layers), reversed(units[:-1]), strict=True):
        found: dict[int, int] = {}
        for (above, count), tap in product(ways.items(), range(kernel)):
            at = above * stride + tap * dilation - padding
            if 0 <= at < below:
                found[at] = found.get(at, 0) + count
        ways = found
    return [ways.get(pixel, 0) for pixel in range(size)]


def test_paths_of_every_size_that_is_offered_are_those_of_brute_force():
    chances = random.Random(4)
    cases = []
    for size in range(1, 513):
        while True:
            layers = [
                (chances.randint(1, 11), chances.randint(1, 4), chances.randint(1, 8), chances.randint(0, 8))
                for _ in range(chances.randint(1, 4))
            ]
            if units := driver.sizes(layers, size)[-1]:
                break
        cases.append((layers, size, chances.randrange(units)))
    states = [({"layers": objects(layers), "size": size}, len(layers), unit) for layers, size, unit in cases]
    wanted = [axis_paths(*case) for case in cases]
    differ = [
        case for case, ways, found in zip(cases, wanted, call("cone", "paths", *states), strict=True) if ways != found
    ]
    assert not differ, f"{len(differ)} of {len(cases)} differ, such as {differ[0]}"
    lit = call("cone", "lit", *states)
    assert [levels[0] for levels in lit] == [[p for p, count in enumerate(ways) if count] for ways in wanted]


def test_the_code_leaves_what_lies_over_the_input():
    """By gradient with weights of 1: the pixels that can change the unit, or the paths from them relative to the most."""
    texts = generated(40)
    found = states("cone", texts)
    for state, panes in zip(found, call("cone", "code", *[(state,) for state in found]), strict=True):
        layers = [tuple(layer.values()) for layer in state["layers"]]
        paths = gradients(layers, state["size"], state["level"], state["row"], state["column"])[0]
        wanted = paths / max(paths.max(), 1) if state["overlay"] == "paths" else paths > 0
        assert len(panes) == 2
        for name, text in panes:
            np.testing.assert_allclose(printed(text)[0], wanted, rtol=1e-12, err_msg=f"{name} {state}")
    assert {state["overlay"] for state in found} >= {"field", "paths"}


def test_named_networks_are_those_of_the_page_and_have_their_shapes():
    found = call("cone", "preset", *[(preset,) for preset in NETWORKS])
    looks = call("cone", "seen", *[(state,) for state in found])
    for (preset, name), state, seen in zip(NETWORKS.items(), found, looks, strict=True):
        layers = [tuple(layer.values()) for layer in state["layers"]]
        assert [layer[:3] for layer in layers] == [tuple(layer) for layer in named_networks.NETWORKS[name]]
        units = [made.shape[-1] for made in signals(layers, state["size"])]
        assert driver.sizes(layers, state["size"]) == units
        assert units[-1] == {"lenet-5": 1, "alexnet": 6}.get(preset, 7)
        field, jump = named_networks.growth(named_networks.NETWORKS[name])[-1]
        assert (seen["own"]["field"], seen["own"]["jump"]) == (field, jump)
        assert field == by_gradient.pixels_with_gradient(named_networks.NETWORKS[name])


def test_the_sentence_says_what_of_a_field_lies_in_the_image():
    """In 7 pixels, padded by 2: a field of 5 that hangs over the beginning, lies inside, or hangs over the end."""
    (state,) = call("cone", "start", ({"preset": "lenet-5", "overlay": "field"},))
    layer = {"kernel": 5, "stride": 1, "dilation": 1, "padding": 2}
    state |= {"size": 7, "layers": [layer], "level": 1, "row": 3}
    spans = {0: "columns −2 to 2 (0 to 2 in the image)", 3: "columns 1 to 5", 6: "columns 4 to 8 (4 to 6 in the image)"}
    units = call("cone", "seen", *[(state | {"column": column},) for column in spans])
    sentences = call("cone", "sentence", *[(unit, unit["inside"], 7) for unit in units])
    for span, said in zip(spans.values(), sentences, strict=True):
        assert f": rows 1 to 5 and {span}. That is " in said


@pytest.mark.parametrize("depth", [5, 10, 20, 50])
def test_equal_weights_reach_as_far_as_the_page_says(depth):
    profile = effective_uniform.profile(depth)
    (state,) = call("cone", "preset", (f"plain-{depth}",))
    (ways,) = call("cone", "paths", (state, depth, 0))
    assert np.allclose(np.array(ways) / sum(ways), profile, rtol=1e-12)
    (spread,) = call("cone", "reach", (ways, ways, {"field": len(ways), "inside": len(ways) ** 2}))
    assert spread["deviation"] == pytest.approx(effective_uniform.spread(profile))
    assert spread["central"] == effective_uniform.central_pixels(profile)
    assert spread["area"] == pytest.approx(effective_uniform.area_above(profile))


def test_the_smallest_input_of_a_stack():
    chances = random.Random(9)
    cases = [driver.parsed(driver.states(chances)["layers"]) for _ in range(60)]
    for layers, least in zip(cases, call("cone", "least", *[(objects(layers),) for layers in cases]), strict=True):
        enough = [size for size in range(1, 513) if driver.sizes(layers, size)[-1]]
        assert least == (enough[0] if enough else 0)  # none that is offered is large enough


def test_units_left_over_are_those_that_no_position_reaches():
    """Of every level, by listing the positions of the layer above it; none where there is no such layer."""
    chances = random.Random(12)
    cases = []
    for state in (driver.states(chances) for _ in range(60)):
        layers, size = driver.parsed(state["layers"]), int(state["size"])
        left = []
        for units, (kernel, stride, dilation, padding) in zip(driver.sizes(layers, size), layers, strict=False):
            reach = dilation * (kernel - 1) + 1
            starts = range(-padding, units + padding - reach + 1, stride) if units else ()
            left.append(max(0, units - (starts[-1] + reach)) if starts else 0)
        cases.append((layers, size, [*left, 0]))
    found = call("cone", "leftOver", *[(objects(layers), size) for layers, size, _ in cases])
    assert found == [left for *_, left in cases]


def test_a_guess_gets_the_reply_to_its_misconception():
    cases = [
        (
            {"field": 7, "jump": 4},
            {"kernel": 3, "stride": 2, "dilation": 2, "padding": 0},
            {
                23: "Right: 7 + (3 − 1) · 2 · 4 = 23.",
                31: "one step less than it has taps",
                10: "one step less than it has taps",
                21: "grows by addition",
                39: "its own stride says where its units stand",
                15: "strides of the layers below, not its own",
                11: "one step below is 4 pixels",
                16: "the units below see comes on top",
                7: "sees more than any unit",
                100: "It is 23, not 100: r = 7 + (3 − 1) · 2 · 4 = 23.",
            },
        ),
        # Fields that do not overlap are not said to; what a layer does not have is not blamed.
        (
            {"field": 1, "jump": 1},
            {"kernel": 3, "stride": 1, "dilation": 2, "padding": 0},
            {5: "Right", 3: "its taps 2 units apart", 7: "one step less than it has taps"},
        ),
        (
            {"field": 1, "jump": 2},
            {"kernel": 3, "stride": 1, "dilation": 1, "padding": 0},
            {5: "Right", 3: "one step below is 2 pixels", 7: "one step less than it has taps"},
        ),
        (
            {"field": 1, "jump": 2},
            {"kernel": 3, "stride": 1, "dilation": 2, "padding": 0},
            {9: "Right", 3: "It is 9, not 3: r = 1 +"},
        ),
        (
            {"field": 3, "jump": 2},
            {"kernel": 3, "stride": 1, "dilation": 1, "padding": 0},
            {7: "Right", 5: "one step below is 2 pixels", 9: "one step less than it has taps"},
        ),
    ]
    given = [(guess, below, layer) for below, layer, replies in cases for guess in replies]
    wanted = [says for *_, replies in cases for says in replies.values()]
    for says, reply, case in zip(wanted, call("cone", "reply", *given), given, strict=True):
        assert says in reply and ("It is" in reply) == ("Right" not in says), (case, reply)


# In the browser


@pytest.mark.browser
def test_it_opens_with_seven_by_seven(fresh):
    _, widget = fresh
    rows = seven_by_seven.coverage([(3, 1, 1)] * 3, 7)
    assert driver.table(widget) == [
        [f"{level}: 3×3" if level else "input", str(size), str(field), "1", "0", f"{round(100 * share, 2):g} %"]
        for level, (size, field, share) in enumerate(rows)
    ]
    assert [row[-1] for row in driver.table(widget)] == ["2.04 %", "18.37 %", "51.02 %", "100 %"]
    assert all(cells.all() for cells in driver.lit(widget))


@pytest.mark.browser
def test_what_is_lit_is_what_has_a_gradient(fresh):
    """On every level below the unit; and above a pixel, the units whose gradient it has."""
    _, widget = fresh
    for state in generated(40):
        put(widget, NAME, state | {"overlay": "field"})
        layers, size, level, row, column = (
            driver.parsed(state["layers"]),
            *(int(state[name]) for name in ("size", "level", "row", "column")),
        )
        lit = driver.lit(widget)
        made = signals(layers, size)
        assert [len(cells) for cells in lit] == [len(signal[0, 0]) for signal in made], state
        if level:
            wanted = [gradient > 0 for gradient in gradients(layers, size, level, row, column)]
        else:
            bumped = [torch.zeros_like(made[0])]
            bumped[0][0, 0, row, column] = 1
            for kernel, stride, dilation, padding in layers[: len(made) - 1]:
                ones = torch.ones(1, 1, kernel, kernel, dtype=torch.float64)
                bumped.append(F.conv2d(bumped[-1], ones, None, stride, padding, dilation))
            wanted = [signal[0, 0].detach().numpy() > 0 for signal in bumped]
        wanted += [np.zeros_like(cells) for cells in lit[len(wanted) :]]
        assert all(np.array_equal(*pair) for pair in zip(lit, wanted, strict=True)), state


@pytest.mark.browser
def test_the_table_and_the_sentence_are_those_of_gradients(fresh):
    """Field, jump and start from two neighbouring units of an image so large that no border hides them."""
    _, widget = fresh
    for state in generated(30):
        put(widget, NAME, state)
        layers, size = driver.parsed(state["layers"]), int(state["size"])
        for level, (_, units, r, j, start, coverage) in enumerate(driver.table(widget)):
            line = torch.ones(1, 1, 4000, requires_grad=True)
            signal = line
            for kernel, stride, dilation, _ in layers[:level]:
                signal = F.conv1d(signal, torch.ones(1, 1, kernel), None, stride, 0, dilation)
            reached = [torch.autograd.grad(signal[0, 0, k], line, retain_graph=True)[0][0, 0].nonzero() for k in (0, 1)]
            (first, last), (neighbour, _) = [(int(pixels[0]), int(pixels[-1])) for pixels in reached]
            assert (number(r), number(j)) == (last - first + 1, neighbour - first), state
            jumps = np.cumprod([1] + [stride for _, stride, _, _ in layers[:level]])
            hung = sum(padding * jump for (*_, padding), jump in zip(layers[:level], jumps[:-1], strict=True))
            assert number(start) == -hung
            count = driver.sizes(layers, size)[level]
            assert units == (str(count) if count else "none") and (coverage == "none") == (count == 0)
        words = widget.locator(".where").inner_text()
        level, row, column = (int(state[name]) for name in ("level", "row", "column"))
        if level:
            seen = gradients(layers, size, level, row, column)[0] > 0
            used = re.search(r"It uses ([\d,]+|none) of them", words)
            inside = number(re.search(r"That is ([\d,]+) pixel", words)[1])
            assert (number(used[1].replace("none", "0")) if used else inside) == seen.sum(), (state, words)


@pytest.mark.browser
def test_formulas_add_up(fresh):
    _, widget = fresh
    checked = 0
    for state in [state for state in generated(40) if state["level"] != "0"]:
        put(widget, NAME, state)
        row = driver.table(widget)[int(state["level"])]
        lines = widget.evaluate("w => [...w.shadowRoot.querySelectorAll('.formulas li')].map(line => line.textContent)")
        for line, cell in zip(lines, [*row[2:5], row[1], row[5]], strict=True):
            *_, sum_, result = line.split(":")[0].split(" = ")
            assert result == cell
            text = sum_.replace("−", "-").replace("·", "*").replace(",", "").replace("²", "**2")
            text = text.replace("⌊(", "((").replace(") / ", ") // ").replace("⌋", ")")
            value = eval(text, {})
            shown = number(result.removesuffix(" %"))
            if result.endswith("%"):
                assert 100 * value == pytest.approx(shown, abs=0.00501)
            else:
                assert value == shown, line
            checked += 1
    assert checked > 100


@pytest.mark.browser
def test_paths_lie_over_the_input_as_gradients_do(fresh):
    _, widget = fresh
    states, numbered = generated(40), 0
    for layers in ("3p1,3p1", "3s2p1,2d2", "2,3d2p2"):  # with room for numbers in the cells
        for level, count in enumerate(driver.sizes(driver.parsed(layers), 6)):
            unit = {"level": str(level), "row": str(count - 1), "column": str(count // 2)}
            states.append(states[0] | {"size": "6", "layers": layers} | unit)
    for state in states:
        layers, size, level, row, column = (
            driver.parsed(state["layers"]),
            *(int(state[name]) for name in ("size", "level", "row", "column")),
        )
        if not level:
            continue
        put(widget, NAME, state | {"overlay": "paths"})
        gradient = gradients(layers, size, level, row, column)[0]
        assert np.allclose(driver.painted(widget), gradient / max(gradient.max(), 1), rtol=0, atol=5e-3), state
        texts = widget.evaluate("w => [...w.plans[0].svg.querySelectorAll('text')].map(text => text.textContent)")
        if texts and gradient.max() < 10_000:
            assert [int(text) for text in texts] == gradient[gradient > 0].astype(int).tolist()
            numbered += 1
    assert numbered >= 6
    widget.evaluate("w => { w.reset(); w.update({ overlay: 'paths' }) }")
    ways = [1, 3, 6, 7, 6, 3, 1]
    texts = widget.evaluate("w => [...w.plans[0].svg.querySelectorAll('text')].map(text => +text.textContent)")
    assert texts == np.outer(ways, ways).ravel().tolist()


@pytest.mark.browser
@pytest.mark.parametrize("depth", [5, 10, 20, 50])
def test_measured_gradients_and_their_code(fresh, depth, tmp_path, monkeypatch):
    """A stack with room for several units: the map lies where the unit looks, and the code that reads the file puts it there."""
    page, widget = fresh
    record = json.loads(DATA.read_text())[str(depth)]
    side = 2 * depth + 1
    widget.evaluate(
        """(w, depth) => w.update({ size: 2 * depth + 5, level: depth, row: 1, column: 4, overlay: "measured",
          layers: Array(depth).fill({ kernel: 3, stride: 1, dilation: 1, padding: 0 }) })""",
        depth,
    )
    page.wait_for_function("w => w.maps && !w.plans[0].canvas.hidden", arg=widget.element_handle())
    wanted = np.zeros((side + 4, side + 4))
    wanted[1 : 1 + side, 4 : 4 + side] = np.array(record["map"]) / 1000
    assert np.allclose(driver.painted(widget), wanted, rtol=0, atol=5e-3)
    expect(widget.locator(".facts")).to_contain_text(f"{record['deviation']:.2f} pixels measured")
    expect(widget.locator(".facts")).to_contain_text(f"= {(2 * depth / 3) ** 0.5:.2f} for equal weights")
    link = widget.get_by_role("link", name="effective_maps.json")
    monkeypatch.chdir(tmp_path)
    body = page.request.get(link.evaluate("link => link.href")).body()
    Path("effective_maps.json").write_bytes(body)
    texts = widget.evaluate(
        """async w => {
          if (!w.pane.open) await new Promise(done => {
            w.pane.addEventListener("toggle", done, { once: true });
            w.pane.open = true;
          });
          await w.coded;
          const [text] = w.pane.getElementsByTagName("code");
          return [...w.pane.querySelectorAll("input")].map(tab => (tab.click(), text.textContent));
        }"""
    )
    assert len(texts) == 2
    for text in texts:
        names: dict[str, object] = {}
        exec(text, names)
        assert np.allclose(names["output"], wanted)


@pytest.mark.browser
def test_the_maps_are_asked_for_once_and_their_lack_is_told(visit, served):
    asked = []
    with visit() as page:
        page.on("request", lambda request: request.url.endswith("effective_maps.json") and asked.append(request.url))
        page.route("**/effective_maps.json", lambda route: route.abort())
        page.goto(served + driver.PAGE)
        widget = ready(page, NAME)
        widget.get_by_label("On the input").select_option("measured")
        expect(widget.locator(".note")).to_contain_text("The measured maps could not be loaded.")
        page.wait_for_timeout(300)
        assert len(asked) == 1


@pytest.mark.browser
def test_what_was_not_measured_is_said(fresh):
    _, widget = fresh
    widget.get_by_label("On the input").select_option("measured")
    expect(widget.locator(".facts")).to_contain_text("Measured were stacks of 5, 10, 20 and 50 plain 3 × 3 layers")
    layers = [{"kernel": 3, "stride": 1, "dilation": 1, "padding": 1}] * 5
    for row, says in ((0, "whose field lies in the image as a whole"), (6, "pixels measured")):
        widget.evaluate("(w, [layers, row]) => w.update({ layers, size: 13, level: 5, row, column: 6 })", [layers, row])
        expect(widget.locator(".facts")).to_contain_text(says)


@pytest.mark.browser
def test_a_guess_is_answered_and_what_does_not_fit_is_refused_in_words(fresh):
    _, widget = fresh
    guess = widget.get_by_label("Your guess of its r")
    add = widget.get_by_role("button", name="Add layer")
    assert widget.locator(".next").inner_text().split()[-1] == "?"
    guess.fill("nine")
    add.click()
    expect(widget.get_by_role("status")).to_contain_text("Guess a whole number")
    assert len(driver.table(widget)) == 4
    guess.fill("10")
    add.click()
    reply = "It is 9, not 10: a kernel adds one step less than it has taps"
    expect(widget.locator(".reply")).to_contain_text(reply)
    expect(widget.get_by_role("status")).to_contain_text(reply)
    assert driver.table(widget)[-1] == ["4: 3×3", "none", "9", "1", "0", "none"]
    with pytest.raises(RuntimeError):
        F.conv2d(torch.ones(1, 1, 1, 1), torch.ones(1, 1, 3, 3))
    expect(widget.locator(".refused")).to_contain_text(
        "Layer 4 has no units. A kernel that reaches over 3 does not fit into 1 unit."
    )
    assert widget.locator(".code").is_hidden() and len(driver.lit(widget)) == 4
    widget.get_by_role("button", name="Make the input 9 × 9").click()
    assert widget.locator(".refused").is_hidden()
    assert [row[1:3] for row in driver.table(widget)] == [["9", "1"], ["7", "3"], ["5", "5"], ["3", "7"], ["1", "9"]]
    widget.get_by_label("Side of the input in pixels").fill("900")
    widget.get_by_label("Side of the input in pixels").blur()
    expect(widget.get_by_role("status")).to_contain_text("from 1 to 512")
    side = widget.get_by_label("Side of the input in pixels")
    assert side.input_value() == "9"
    side.fill("11")
    side.press("Enter")
    widget.evaluate("w => w.update({ size: 15 })")
    assert side.input_value() == "15", "also while it has the focus"


@pytest.mark.browser
def test_layers_move_change_and_go(fresh):
    _, widget = fresh

    def names() -> list[str]:
        return [row[0] for row in driver.table(widget)[1:]]

    group = widget.get_by_role("group", name="Layer 3", exact=True)
    group.get_by_label("Kernel").select_option("1")
    assert names() == ["1: 3×3", "2: 3×3", "3: 1×1"]
    widget.get_by_role("button", name="Move earlier").click()
    widget.get_by_role("button", name="Move earlier").click()
    assert names() == ["1: 1×1", "2: 3×3", "3: 3×3"]
    assert widget.get_by_role("button", name="Move earlier").get_attribute("aria-disabled") == "true"
    widget.get_by_role("button", name="Move earlier").dispatch_event("click")
    assert names() == ["1: 1×1", "2: 3×3", "3: 3×3"]
    widget.get_by_role("button", name="Move later").click()
    assert names() == ["1: 3×3", "2: 1×1", "3: 3×3"]
    widget.get_by_role("group", name="Layer 2", exact=True).get_by_label("Stride").select_option("2")
    assert driver.table(widget)[2][:4] == ["2: 1×1/2", "3", "3", "2"]
    for left in (2, 1, 0, 0):
        if left or names():
            widget.get_by_role("button", name="Remove").click()
        assert len(names()) == left
    expect(widget.locator(".where")).to_contain_text("Pixel (3, 3) of the input.")
    widget.get_by_role("button", name="Add layer").click()
    assert driver.table(widget)[1][:3] == ["1: 3×3", "5", "3"]


@pytest.mark.browser
def test_the_last_layer_that_is_removed_leaves_the_focus_on_the_input(fresh):
    _, widget = fresh
    for _ in range(3):
        widget.get_by_role("button", name="Remove").click()
    assert widget.evaluate("w => [w.state.layers.length, w.shadowRoot.activeElement.value]") == [0, "0"]


@pytest.mark.browser
def test_a_full_stack_offers_no_next_layer(fresh):
    _, widget = fresh
    widget.evaluate(
        "w => w.update({ layers: Array(60).fill({ kernel: 3, stride: 1, dilation: 1, padding: 1 }), size: 13 })"
    )
    expect(widget.get_by_text("A stack has at most 60 layers here.")).to_be_visible()
    expect(widget.locator(".levels .next")).to_be_hidden()


@pytest.mark.browser
def test_pointer_looks_and_leaves(fresh):
    """A unit under the pointer is looked at, without being chosen; over the input what lies there stays."""
    page, widget = fresh
    before = widget.locator(".where").inner_text()
    box = widget.locator(".plan svg").nth(1).bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.1, box["y"] + box["height"] * 0.9)
    expect(widget.locator(".where")).to_contain_text("Unit (4, 0) of layer 1 has a field of 3 × 3: rows 4 to 6")
    assert driver.lit(widget)[0].sum() == 9 and widget.evaluate("w => w.state.level") == 3
    page.mouse.move(0, 0)
    expect(widget.locator(".where")).to_have_text(before)
    widget.get_by_label("On the input").select_option("paths")
    widget.locator(".plan svg").first.hover()
    assert driver.painted(widget).max() == 1


@pytest.mark.browser
def test_leftover_units_are_hatched(fresh):
    _, widget = fresh
    hatched = "w => w.plans.map(plan => plan.svg.querySelector('.left').getAttribute('d').split('M').length - 1)"
    layers = objects([(3, 2, 1, 0), (2, 1, 1, 0)])
    for size, wanted in ((8, [15, 0, 0]), (9, [0, 0, 0])):
        widget.evaluate(
            "(w, [layers, size]) => w.update({ layers, size, level: 2, row: 0, column: 0 })", [layers, size]
        )
        assert widget.evaluate(hatched) == wanted


@pytest.mark.browser
def test_large_stacks_are_boxes(fresh):
    """A network of fifty layers: few elements, no cell of its own for a pixel."""
    _, widget = fresh
    widget.get_by_label("Stack").select_option("resnet-50-1x1")
    assert driver.table(widget)[-1] == ["50: 1×1", "7", "483", "32", "−241", "100 %"]
    assert widget.evaluate("w => w.shadowRoot.querySelectorAll('.plan *').length") < 1000
    assert widget.evaluate("w => w.shadowRoot.querySelectorAll('.plan text').length") == 0
