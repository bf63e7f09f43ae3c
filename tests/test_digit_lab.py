"""The digit lab: its answers, accuracies and maps against PyTorch, its drawings against loops, and what it shows when."""

import functools
import itertools
import random
import re
from collections.abc import Callable

import numpy as np
import pytest
import torch
from playwright.sync_api import expect
from torch import nn

from snippets.figures import shifted_copies
from snippets.figures.style import SIGNED
from snippets.shift_experiment import forward
from snippets.shift_experiment.data import centred, moved, places, split_digits
from snippets.shift_experiment.models import MODELS
from tests.conftest import PHONE
from tests.drivers import digit_lab as driver
from tests.drivers.reader import SETTLED, put, ready, swipe
from tests.in_node import node

NAME = "digit-lab"
NETWORKS = ("MLP-32", "CNN-dense", "CNN-circular")
PLACES = [place for distance in range(3) for place in places(distance)]
ORDINARY = {"source": "test", "digit": "2", "drawing": "", "down": "0", "right": "0", "seen": "1", "maps": "first"}
ORDINARY |= {"guess": "skipped"}
split = functools.cache(split_digits)

# The colours of a canvas, row by row: [[red, green, blue, alpha], ...].
COLOURS = """canvas => { const { width, height } = canvas;
  return [height, width, [...canvas.getContext("2d").getImageData(0, 0, width, height).data]]; }"""


def inputs() -> list[dict]:
    """160 digits and 40 drawings, anywhere."""
    chances = random.Random(9)
    anywhere = [
        {"down": chances.randint(-2, 2), "right": chances.randint(-2, 2), "digit": chances.randrange(597)}
        for _ in range(200)
    ]
    for given in anywhere[::5]:
        given["drawing"] = f"{chances.getrandbits(1024):0256x}"
    return anywhere


@pytest.fixture(scope="module")
def built() -> dict[str, nn.Module]:
    """The networks as PyTorch builds them, with the weights that travel."""
    torch.set_num_threads(1)
    networks = {}
    for name in NETWORKS:
        networks[name] = MODELS[name](side=12)
        layers = [layer for layer in forward.stored()["networks"][name] if "weight" in layer]
        weights = [torch.tensor(forward.unpacked(layer[part])) for layer in layers for part in ("weight", "bias")]
        assert len(weights) == len(list(networks[name].parameters()))
        for parameter, weight in zip(networks[name].parameters(), weights, strict=True):
            parameter.data = weight.float()
    return networks


@pytest.fixture(scope="module")
def answered() -> dict:
    """What the module makes of the inputs."""
    return asked(inputs(), [])


@pytest.fixture(scope="module")
def right() -> Callable:
    """Gives, for each of some places, how many of all digits each network names rightly there; none is asked twice."""
    found: dict[tuple[int, int], list[int]] = {}

    def right(*places: tuple[int, int]) -> list[list[int]]:
        left = [place for place in places if place not in found]
        if left:
            found.update(zip(left, asked([], left)["right"], strict=True))
        return [found[place] for place in places]

    return right


def asked(inputs: list[dict], places: list[tuple[int, int]]) -> dict:
    """What the module answers about inputs, and about all digits in these places."""
    (one,) = node([{"what": "digits", "file": str(forward.FILE), "inputs": inputs, "places": places}])
    return one["answer"]


def counted(bits: str) -> np.ndarray:
    """The preprocessing, by loops: inked cells in each block of 4 x 4 of the 32 x 32."""
    rows = [[int(bit) for bit in f"{int(bits[8 * row : 8 * row + 8], 16):032b}"] for row in range(32)]
    found = np.zeros((8, 8), int)
    for row in range(32):
        for column in range(32):
            found[row // 4, column // 4] += rows[row][column]
    return found


def seen(given: dict) -> torch.Tensor:
    """What the networks see of one input: (1, 12, 12)."""
    if "drawing" in given:
        image = torch.tensor(counted(given["drawing"]) / 16, dtype=torch.float32)[None]
    else:
        image = split()[1][given["digit"]]
    return moved(centred(image), given["down"], given["right"])


@torch.no_grad()
def test_logits_of_200_inputs_are_those_of_pytorch(built, answered):
    images = torch.stack([seen(given) for given in inputs()])
    for name, found in zip(NETWORKS, answered["logits"], strict=True):
        wanted = built[name](images).numpy()
        assert wanted.shape == (200, 10)
        assert np.abs(np.array(found) - wanted).max() < 1e-4, name


@torch.no_grad()
def test_accuracies_in_all_25_places_are_those_of_pytorch(built, right):
    _, test, _, labels = split()
    assert len(PLACES) == 25
    for place, found in zip(PLACES, right(*PLACES), strict=True):
        images = moved(centred(test), *place)
        wanted = [(built[name](images).argmax(1) == labels).sum().item() for name in NETWORKS]
        assert found == wanted, place


def test_a_drawing_is_counted_in_blocks(answered):
    digits, _ = forward.digits()
    for given, found in zip(inputs(), answered["counts"], strict=True):
        if "drawing" in given:
            assert np.array_equal(np.reshape(found, (8, 8)), counted(given["drawing"]))
        else:
            assert np.array_equal(np.reshape(found, (8, 8)), digits[given["digit"]][2:10, 2:10] * 16)


def test_the_walk_leads_through_all_places_pixel_by_pixel_and_outwards():
    walk = [tuple(place) for place in node([{"what": "walk"}])[0]["answer"]]
    assert walk[0] == (0, 0) and len(walk) == 25 and set(walk) == set(PLACES)
    distances = [max(abs(down), abs(right)) for down, right in walk]
    assert distances == sorted(distances)
    for (down, right), (then, along) in itertools.pairwise(walk):
        assert abs(then - down) + abs(along - right) == 1


def test_the_pen_is_round_and_leaves_no_gap():
    chances = random.Random(4)
    spots = [[chances.randrange(32), chances.randrange(32)] for _ in range(12)]
    lines = [[spots[0], spots[0]], *map(list, itertools.pairwise(spots))]
    answers = node([{"what": "strokes", "lines": [line]} for line in lines])
    for line, found in zip(lines, (answer["answer"] for answer in answers), strict=True):
        cells = np.reshape(found["cells"], (32, 32))
        assert found["again"] == found["cells"], "a link keeps the drawing"
        rows, columns = np.indices((32, 32))
        (r0, c0), (r1, c1) = line
        length = np.hypot(r1 - r0, c1 - c0)
        along = np.clip(((rows - r0) * (r1 - r0) + (columns - c0) * (c1 - c0)) / max(length, 1e-9) ** 2, 0, 1)
        away = np.hypot(rows - r0 - along * (r1 - r0), columns - c0 - along * (c1 - c0))
        assert cells[away <= 1.3].all() and not cells[away > 3].any(), line
        inked = np.flatnonzero(cells.any(1))
        assert found["height"] == inked[-1] - inked[0] + 1


# In the browser

browser_only = pytest.mark.browser


def state(**changed) -> dict[str, str]:
    return ORDINARY | {name: str(value) for name, value in changed.items()}


def colours(canvas) -> np.ndarray:
    rows, columns, data = canvas.evaluate(COLOURS)
    return np.reshape(data, (rows, columns, 4))


def tiles(canvas, maps: int, side: int, columns: int) -> np.ndarray:
    """The colours of the maps on a canvas: (maps, side, side, 3)."""
    found, zoom = colours(canvas), 6 if side == 1 else 12 // side
    step = side * zoom + 1
    cells = [
        found[map // columns * step :, map % columns * step :][: side * zoom : zoom, : side * zoom : zoom, :3]
        for map in range(maps)
    ]
    return np.stack(cells)


@browser_only
def test_networks_are_loaded_when_the_widget_is_seen(visit, served):
    asked = []
    with visit() as page:
        page.on("request", lambda request: asked.append(request.url.rsplit("/", 1)[-1]))
        page.goto(served + driver.PAGE)
        page.keyboard.press("Tab")  # brings every widget of the page to life, seen or not
        widget = page.locator(NAME)
        expect(widget).to_have_attribute("data-ready", "")
        assert "networks.json" not in asked
        widget.evaluate("async w => { w.scrollIntoView(); await w.loaded; }")
        assert asked.count("networks.json") == 1


@browser_only
@torch.no_grad()
def test_answers_of_the_opening_digit_are_those_of_the_figure(fresh, built):
    """In all places; and how sure each is, which is a softmax of what PyTorch gives."""
    _, widget = fresh
    wanted = {name: shifted_copies.answers(name) for name in shifted_copies.NETWORKS}
    sure = set()
    for down, right in PLACES:
        put(widget, NAME, state(down=down, right=right))
        says = widget.locator(".answer b").all_text_contents()
        assert says == [str(wanted[name][down + 2, right + 2]) for name in NETWORKS]
        verdicts = widget.locator(".answer b + span").all_text_contents()
        assert verdicts == ["right" if text == "5" else "wrong" for text in says]
        image = seen({"digit": 1, "down": down, "right": right})[None]
        shares = [float(built[name](image).softmax(1).max()) for name in NETWORKS]
        told = widget.locator(".answer > :last-child").all_text_contents()
        for share, text in zip(shares, told, strict=True):
            if share > 0.9951 or text == "over 99 % sure":
                assert text == "over 99 % sure" and share > 0.9949
            else:
                assert abs(int(text.removesuffix(" % sure")) - 100 * share) <= 0.51
        sure |= set(told)
    assert len(sure) > 10, sure


@browser_only
def test_a_digit_that_is_not_there_is_told(fresh):
    _, widget = fresh
    number = widget.get_by_label("Number of the digit")
    number.fill("600")
    number.press("Enter")
    expect(widget.locator(".note")).to_have_text("Number of the digit is a whole number from 1 to 597.")
    expect(number).to_have_value("2")
    number.fill("597")
    number.press("Enter")
    assert widget.evaluate("w => w.state.digit") == 597


@browser_only
def test_play_walks_from_the_middle_if_places_were_left_out(fresh):
    """As after a guess, which leads two pixels to the right; who walked as far goes on. (Without motion a press is a step.)"""
    _, widget = fresh
    play = widget.get_by_role("button", name="Play")
    moment = "w => w.player.sequence.at()"
    widget.get_by_label("Your guess").fill("90")
    widget.get_by_role("button", name="Check").click()
    assert widget.evaluate(moment) > 1
    play.click()
    assert widget.evaluate(moment) == 0
    widget.evaluate("async w => { for (let k = 1; k < 12; k++) { w.player.sequence.go(k); await 0; } }")
    play.click()
    assert widget.evaluate(moment) == 12


@browser_only
def test_who_does_not_guess_is_told_as_well(fresh, right):
    _, widget = fresh
    widget.get_by_role("button", name="Show me without a guess").click()
    driver.measured(widget)
    share = 100 * right((0, 2))[0][0] / 597
    expect(widget.locator(".guess")).to_contain_text(
        f"Two pixels to the right, MLP-32 names {share:.1f} % of the 597 test digits rightly."
    )
    expect(widget.get_by_role("textbox", name="Your guess")).to_be_hidden()


@browser_only
def test_asking_takes_no_frames_of_its_own(visit, served):
    """The press is answered first; then the digits are asked, slice by slice, and none of the slices waits for a frame.

    By a clock on which each question takes a millisecond, as fast as the machine may be: a slice has eight, or a few fewer.
    """
    with visit() as page:
        page.goto(served + driver.PAGE)
        widget = ready(page, NAME)
        widget.get_by_role("button", name="Show me without a guess").click()
        driver.measured(widget)
        page.evaluate(
            """() => {
              const [frame, wait] = [requestAnimationFrame, setTimeout];
              window.frames = window.waits = 0;
              let now = performance.now();
              performance.now = () => ++now;
              window.requestAnimationFrame = (...all) => (window.frames++, frame(...all));
              window.setTimeout = (...all) => (window.waits++, wait(...all));
            }"""
        )
        widget.get_by_role("button", name="Up", exact=True).click()
        driver.measured(widget)
        frames, waits = page.evaluate("[window.frames, window.waits]")
        assert frames <= 2 and waits >= 3 * 597 / 8


@browser_only
def test_digits_are_called_by_their_names(fresh):
    """An 8, a 3."""
    _, widget = fresh
    _, _, _, labels = split()
    for truth in (8, 3):
        digit = labels.tolist().index(truth) + 1
        widget.evaluate("(w, digit) => w.update({ digit })", digit)
        expect(widget.locator(".under").first).to_contain_text(f"{'An' if truth == 8 else 'A'} {truth}, in the middle")
        expect(widget.get_by_role("status")).to_contain_text(f"{'an' if truth == 8 else 'a'} {truth}, ")


@browser_only
def test_before_a_guess_only_the_middle_tells_its_accuracy(fresh, right):
    """Then the guess is answered, the digit moves, and every place that is visited is told, in a map and as a mean."""
    _, widget = fresh
    shares, boxes = widget.locator(".share b"), widget.locator(".map i")

    def share(place):
        return [f"{100 * count / 597:.1f} %" for count in right(place)[0]]

    assert shares.all_text_contents() == share((0, 0))
    widget.get_by_role("button", name="Right", exact=True).click()
    driver.measured(widget)
    assert shares.all_text_contents() == ["?"] * 3
    assert [text for text in boxes.all_text_contents() if text] == ["97", "98", "97"]
    widget.get_by_label("Your guess").fill("101")
    widget.get_by_role("button", name="Check").click()
    expect(widget.locator(".note")).to_have_text("Type a number from 0 to 100.")
    widget.get_by_label("Your guess").fill("90")
    widget.get_by_role("button", name="Check").click()
    driver.measured(widget)
    assert shares.all_text_contents() == share((0, 2))
    mlp = share((0, 2))[0]
    expect(widget.locator(".guess")).to_contain_text(
        f"Your guess for MLP-32, two pixels to the right: 90 %. It names {mlp} of the 597 test digits rightly."
    )
    widget.evaluate("async w => { for (const k of [12, 16]) { w.player.sequence.go(k); await 0; } }")
    visited = [(0, 0), (0, 1), (0, 2), (2, 2), (2, -2)]
    expect(boxes.filter(has_text=re.compile(r"\d"))).to_have_count(3 * len(visited), timeout=20_000)
    texts, counts = boxes.all_text_contents(), dict(zip(visited, right(*visited), strict=True))
    framed = boxes.evaluate_all("boxes => boxes.flatMap((box, i) => (box.className === 'here' ? [i] : []))")
    assert framed == [20, 45, 70], "two pixels down, two to the left, in each map"
    for network in range(3):
        for place in visited:
            box = texts[25 * network + 5 * (place[0] + 2) + place[1] + 2]
            assert box == f"{100 * counts[place][network] / 597:.0f}"
        mean = np.mean([counts[place][network] for place in visited[2:]]) / 597
        ring = widget.locator(".rings").nth(network).locator("tr").nth(2).locator("td")
        assert ring.all_text_contents()[1:] == [f"{100 * mean:.1f} %", "3/16"]


@browser_only
@torch.no_grad()
def test_maps_are_the_activations_of_pytorch(fresh, built):
    _, widget = fresh
    place = {"down": 1, "right": -2}
    image = seen({"digit": 1, **place})[None]
    for maps in ("first", "last"):
        put(widget, NAME, state(maps=maps, **place))
        for column, name in enumerate(NETWORKS):
            layers = [layer for layer in built[name].modules() if not list(layer.children())]
            values, after = image, []
            for layer in layers:
                values = layer(values)
                if isinstance(layer, nn.ReLU | nn.MaxPool2d):
                    after.append(values[0].reshape(values.shape[1], *(values.shape[2:] or (1, 1))))
            wanted = (after[0] if maps == "first" else after[-1]).numpy()
            count, side, _ = wanted.shape
            drawn = widget.locator(".networks > div").nth(column).locator("canvas").first
            found = tiles(drawn, count, side, 8 if side == 1 else 4)
            expected = 255 * SIGNED((wanted / wanted.max() + 1) / 2)[..., :3]
            marked = (found == [255, 45, 149]).all(-1)
            assert np.abs(found - expected)[~marked].max() < 3, (name, maps)
            circular = name == "CNN-circular" and maps == "last"
            peaks = wanted.max((1, 2))
            assert marked.sum() == (np.count_nonzero(peaks) if circular else 0)
            if circular:
                assert np.allclose(wanted[marked], peaks[peaks > 0], atol=1e-5)
                numbers = tiles(widget.locator(".networks > div").nth(column).locator("canvas").nth(1), 16, 1, 8)
                assert np.abs(numbers[:, 0, 0] - 255 * SIGNED((peaks / peaks.max() + 1) / 2)[:, :3]).max() < 3


@browser_only
def test_it_is_moved_within_its_margin_and_told_so(fresh):
    page, widget = fresh
    surface = widget.locator(".surface:not(.pad)")
    surface.focus()
    for key, at, told in (("ArrowDown", [1, 0], False), ("ArrowDown", [2, 0], False), ("ArrowDown", [2, 0], True)):
        page.keyboard.press(key)
        assert widget.evaluate("w => [w.state.down, w.state.right]") == at
        assert widget.evaluate("w => w.note.textContent").startswith("The margin") == told
    page.keyboard.press("Home")
    assert widget.evaluate("w => [w.state.down, w.state.right]") == [0, 0]
    driver.drag(page, "pointer", driver.spot(surface, 12, (2, 2)), driver.spot(surface, 12, (12, -6)))
    assert widget.evaluate("w => [w.state.down, w.state.right]") == [2, -2]
    canvas = colours(surface.locator("canvas"))[..., 0]
    assert np.array_equal(np.round(canvas / 255 * 16), np.round(shifted_copies.moved(2, -2) * 16))
    widget.locator(".map").nth(1).locator("i").nth(4).click()
    assert widget.evaluate("w => [w.state.down, w.state.right]") == [-2, 2]


@browser_only
def test_a_drawing_by_keyboard_is_seen_in_blocks_and_can_be_undone(fresh):
    page, widget = fresh
    widget.get_by_role("radio", name="Draw one").check()
    undo, clear = (widget.get_by_role("button", name=name) for name in ("Undo", "Clear"))
    surface, drawing = widget.locator(".surface:not(.pad) canvas"), "w => w.state.drawing"
    assert [button.get_attribute("aria-disabled") for button in (undo, clear)] == ["true", "true"]
    kept = [""]
    widget.locator(".pad").focus()
    for keys in (["Space", *["Shift+ArrowDown"] * 6, "Space"], ["Shift+ArrowRight", "Space", "ArrowRight", "Escape"]):
        for key in keys:
            page.keyboard.press(key)
        kept.append(widget.evaluate(drawing))
        grey = colours(surface)[2:10, 2:10, 0]
        assert np.array_equal(np.round(grey / 255 * 16), counted(kept[-1]))
    page.keyboard.press("ArrowRight")
    assert widget.evaluate(drawing) == kept[2] != kept[1], "a lifted pen leaves no ink"
    clear.click()
    assert widget.evaluate(drawing) == ""
    for before in (kept[2], kept[1], kept[0]):
        undo.click()
        assert widget.evaluate(drawing) == before
    assert undo.get_attribute("aria-disabled") == "true"


@browser_only
def test_a_second_finger_neither_draws_nor_moves(fresh):
    """Nor does a key that is held down put down and lift the pen for as long as it is held."""
    page, widget = fresh
    point = """(surface, [kind, x, y, isFirst]) => {
      const { left, top, width } = surface.getBoundingClientRect();
      surface.setPointerCapture = () => {};
      surface.dispatchEvent(new PointerEvent(kind, {
        ...{ pointerId: isFirst ? 11 : 12, pointerType: "pen", bubbles: true, composed: true },
        ...{ clientX: left + x * width, clientY: top + y * width },
      }));
    }"""
    surface, place = widget.locator(".surface:not(.pad)"), "w => [w.state.down, w.state.right]"
    for step in (
        ["pointerdown", 0.5, 0.5, True], ["pointerdown", 0.1, 0.1, False], ["pointermove", 0.5, 0.9, False],
        ["pointerup", 0.5, 0.9, False], ["pointermove", 0.5, 0.59, True], ["pointerup", 0.5, 0.59, True],
    ):  # fmt: skip
        surface.evaluate(point, step)
    assert widget.evaluate(place) == [1, 0]
    widget.get_by_role("radio", name="Draw one").check()
    pad, drawing = widget.locator(".pad"), "w => w.state.drawing"
    for step in (["pointerdown", 0.2, 0.2, True], ["pointerdown", 0.8, 0.8, False], ["pointermove", 0.8, 0.9, False]):
        pad.evaluate(point, step)
    dot = widget.evaluate(drawing)
    assert dot[128:] == "0" * 128, "nothing is below the middle"
    pad.evaluate(point, ["pointerup", 0.8, 0.9, False])
    pad.evaluate(point, ["pointermove", 0.4, 0.2, True])
    assert widget.evaluate(drawing) != dot, "the first finger still draws"
    pad.evaluate(point, ["pointerup", 0.4, 0.2, True])
    before = widget.evaluate(drawing)
    pad.focus()
    page.keyboard.down("Space")
    for _ in range(5):
        page.keyboard.down("Space")  # again without having been up: a repetition
    page.keyboard.up("Space")
    widget.get_by_role("button", name="Undo").click()
    assert widget.evaluate(drawing) == before


@browser_only
@pytest.mark.parametrize("way", ["Home", "button"])
def test_who_goes_to_the_middle_stops_the_walk(visit, served, way):
    with visit(reduced_motion="no-preference") as page:
        page.goto(served + driver.PAGE)
        widget = ready(page, NAME)
        widget.get_by_label("Speed").select_option(label="5 a second")
        widget.get_by_role("button", name="Play").click()
        page.wait_for_function("w => w.state.down !== 0 || w.state.right !== 0", arg=widget.element_handle())
        if way == "Home":
            widget.locator(".surface:not(.pad)").press("Home")
        else:
            widget.get_by_role("button", name="To the middle").click()
        expect(widget.get_by_role("button", name="Play")).to_be_visible()
        expect(widget.get_by_role("status")).to_contain_text("in the middle")
        assert widget.evaluate("w => [w.state.down, w.state.right]") == [0, 0]


@browser_only
def test_the_lack_of_the_networks_is_told(visit, served):
    with visit() as page:
        page.route("**/networks.json", lambda route: route.abort())
        page.goto(served + driver.PAGE)
        widget = page.locator(NAME)
        widget.evaluate("w => w.scrollIntoView()")
        for where in (widget.locator(".note"), widget.get_by_role("status")):
            expect(where).to_have_text("The networks could not be loaded. Reload the page to try again.")
        page.unroute("**/networks.json")
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")  # somebody comes back to the tab
        expect(widget.get_by_label("Your guess")).to_be_visible()
        assert not widget.locator(".note").inner_text()


def test_a_finger_scrolls_the_page_unless_it_takes_the_digit(visit, served):
    with visit(PHONE, has_touch=True, is_mobile=True) as page:
        page.goto(served + driver.PAGE)
        widget = ready(page, NAME)
        surface = widget.locator(".surface:not(.pad)")
        expect(surface).to_be_visible()
        page.wait_for_timeout(SETTLED)
        surface.evaluate("surface => surface.scrollIntoView({ block: 'center' })")
        page.wait_for_timeout(SETTLED)
        before = page.evaluate("scrollY")
        swipe(page, surface, round(2.2 * surface.bounding_box()["height"] / 12))
        assert widget.evaluate("w => [w.state.down, w.state.right]") == [2, 0]
        assert page.evaluate("scrollY") == before
        swipe(page, surface, -150, at=(0.05, 0.5))
        assert widget.evaluate("w => [w.state.down, w.state.right]") == [2, 0]
        assert page.evaluate("scrollY") > before + 50
