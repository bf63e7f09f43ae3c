"""The kernel lab: its pass against conv2d and PyTorch, its pictures pixel for pixel, the reader's own files."""

import io
import random
import re
import runpy
import struct
import sys
import zlib

import numpy as np
import pytest
import torch
import widgets
from grammar import DOCS
from numpy.polynomial import Chebyshev, Polynomial
from PIL import Image
from playwright.sync_api import expect
from torch.nn import functional as F

from snippets.edges import presets
from snippets.figures.sobel import WHEEL
from snippets.figures.style import SIGNED
from tests.drivers import kernel_lab as driver
from tests.drivers.reader import PACKED, SETTLED, copied, number, put, unpacked
from tests.in_node import call, constant, node, printed, states

NAME = "kernel-lab"
PHOTOGRAPH = runpy.run_path(str(DOCS / "assets" / "widgets" / "camera.py"))["picture"]()
FINE_WHEEL, FINE_SIGNED = WHEEL.resampled(7200), SIGNED.resampled(7200)  # Matplotlib's own have 256 steps
NIGHT = (0x16, 0x18, 0x1D)
BROWSER = pytest.mark.browser

# The pixels of a canvas of the widget, or of any source of one, as nested lists of red, green and blue.
PIXELS = f"""async (w, which) => {{
  for (let i = 0; i < 2; i++) await new Promise(requestAnimationFrame);
  const {{ canvas }} = w[which];
  const {{ width, height }} = canvas;
  return [width, height, ({PACKED})(canvas.getContext("2d").getImageData(0, 0, width, height).data)];
}}"""


def pixels(widget, which: str) -> np.ndarray:
    width, height, text = widget.evaluate(PIXELS, which)
    return unpacked(text).reshape(height, width, 4)


def by_torch(image: np.ndarray, weights: list[int], divisor: int) -> np.ndarray:
    kernel = torch.tensor(weights, dtype=torch.float64).reshape(1, 1, 3, 3)
    return (F.conv2d(torch.tensor(image, dtype=torch.float64)[None, None], kernel)[0, 0] / divisor).numpy()


# The pass, without a browser


def test_a_pass_is_conv2d_and_pytorch():
    """Exactly equal, on pictures of many sizes; the sums are of whole numbers."""
    chances = random.Random(4)
    cases = []
    for _ in range(60):
        height, width = chances.randint(3, 20), chances.randint(3, 20)
        image = [[chances.randint(0, 255) for _ in range(width)] for _ in range(height)]
        cases.append((image, [chances.randint(-99, 99) for _ in range(9)], chances.choice([1, 2, 7, 9, 16, 999])))
    large = np.random.default_rng(4).integers(0, 256, (512, 512)).tolist()
    cases.append((large, [-1, 0, 1, -2, 0, 2, -1, 0, 1], 1))
    answers = node([{"what": "pass", "image": i, "weights": w, "divisor": d} for i, w, d in cases])
    for (image, weights, divisor), answer in zip(cases, answers, strict=True):
        wanted = by_torch(np.array(image), weights, divisor)
        assert np.array_equal(answer["answer"]["pass"], wanted), (weights, divisor)
        assert answer["answer"]["count"] == wanted.size
        across = by_torch(np.array(image), np.reshape(weights, (3, 3)).T.ravel().tolist(), divisor)
        assert np.array_equal(answer["answer"]["both"], [wanted.ravel(), across.ravel()]), "two kernels at once"
        assert np.array_equal(np.array(answer["answer"]["conv2d"]) / divisor, wanted)


def test_the_code_leaves_the_result_that_is_shown(monkeypatch):
    """States by chance, run beside the photograph: the answer, or of the kernel and its turn magnitude and direction."""
    monkeypatch.chdir(DOCS / "assets" / "widgets")
    found = states("lab", [driver.states(random.Random(seed)) for seed in range(24)])
    codes, pairs = (call("lab", name, *[(state,) for state in found]) for name in ("code", "pair"))
    for state, panes, pair in zip(found, codes, pairs, strict=True):
        kernel, divisor = np.reshape(state["weights"], (3, 3)), state["divisor"]
        wanted = by_torch(PHOTOGRAPH, kernel.ravel().tolist(), divisor)
        if state["show"] != "answer":
            other = by_torch(PHOTOGRAPH, kernel.T.ravel().tolist(), divisor)
            gx, gy = (wanted, other) if pair["own"] else (other, wanted)
            if not kernel.sum(axis=1).any() or not kernel.sum(axis=0).any():  # it compares columns, or else rows
                assert pair["own"] == kernel.sum(axis=0).any()
            wanted = np.hypot(gx, gy)
            if state["show"] == "direction":
                wanted = np.where(wanted > state["threshold"], np.degrees(np.arctan2(gy, gx)), np.nan)
        for name, text in panes:
            np.testing.assert_allclose(printed(text)[0], wanted, atol=1e-9, err_msg=f"{name} {state}")
    (own,) = call("lab", "code", (found[0] | {"picture": "own"},))
    assert own is None, "no code can read a picture that stays on the device"


def test_the_answers_at_one_place_are_those_of_the_whole_picture():
    """What is shown there, and where two kernels answer, both of them."""
    found = states("lab", [driver.states(random.Random(seed)) for seed in range(24)])
    pixels = np.random.default_rng(8).integers(0, 256, (7, 9))
    picture = {"pixels": pixels.ravel().tolist(), "width": 9, "height": 7}
    given = call("lab", "answer", *[(picture, state, 2, 5) for state in found])
    for state, pair, answer in zip(found, call("lab", "pair", *[(state,) for state in found]), given, strict=True):
        shown, gx, gy = (
            by_torch(pixels, weights, state["divisor"])[1, 4] for weights in (state["weights"], pair["x"], pair["y"])
        )
        assert (answer["gx"], answer["gy"]) == pytest.approx((gx, gy), abs=1e-9), state
        if state["show"] != "direction":
            wanted = shown if state["show"] == "answer" else np.hypot(gx, gy)
            assert answer["value"] == pytest.approx(wanted, abs=1e-9), state


def test_answers_are_tallied_as_numpy_does():
    values = np.random.default_rng(6).integers(-400, 400, 999) / 2
    values[:4] = 0, 255, 255.5, -0.5
    (found,) = call("pass", "tally", (values.tolist(),))
    counts = {"negative": values < 0, "positive": values > 0, "above": values > 255}
    assert found == {name: which.sum() for name, which in counts.items()} | {
        "least": values.min(),
        "most": values.max(),
    }


def test_vectors_are_those_of_numpy():
    gx, gy = np.random.default_rng(5).integers(-300, 300, (2, 400)).astype(float)
    gx[:5], gy[:5] = [3, -3, 0, 0, -4], [4, -4, 5, 0, 0]
    # Along the axes, and just as long as what is too short.
    gx[5:10], gy[5:10] = [200, 0, -200, 0, 60], [0, 200, 0, -200, 80]
    given = (gx.tolist(), gy.tolist())
    assert np.array_equal(list(call("pass", "magnitudes", given)[0].values()), np.sqrt(gx**2 + gy**2))
    found = np.array(list(call("pass", "directions", (*given, 100))[0].values()), float)
    none = constant("pass", "NONE")
    assert none < -180
    wanted = np.where(np.hypot(gx, gy) > 100, np.degrees(np.arctan2(gy, gx)), none)
    assert np.allclose(found, wanted, rtol=0, atol=5e-10)


def test_each_answer_takes_its_entry_of_the_table():
    """Rounded; what lies beyond takes the last entry at its end."""
    answers = [-9, -2.1, -1.9, -0.7, 0, 0.6, 0.7, 1.9, 2.1, 9]
    scale = {"table": [10, 11, 12, 13, 14], "zero": 2, "gain": 0.75}
    (drawn,) = call("pass", "paint", (answers, scale))
    wanted = np.floor(2.5 + 0.75 * np.array(answers)).clip(0, 4) + 10
    assert list(drawn.values()) == wanted.tolist()
    assert {10, 11, 12, 13, 14} == set(wanted)
    assert call("pass", "packed", ([1, 2, 3],)) == [int.from_bytes([1, 2, 3, 255], sys.byteorder)]


def test_the_arctangent_is_the_polynomial_that_it_says_to_be():
    def share(squares: np.ndarray) -> np.ndarray:
        tangents = np.sqrt(squares)
        return np.divide(np.arctan(tangents), tangents, out=np.ones_like(squares), where=tangents > 0)

    given = constant("pass", "ARCTANGENT")
    wanted = Chebyshev.interpolate(share, len(given) - 1, [0, 1]).convert(kind=Polynomial)
    assert np.allclose(given, wanted.coef, rtol=0, atol=1e-13)


def test_the_kernels_are_those_of_the_page():
    names = widgets.TABLE[NAME].attributes["preset"].words
    for name, state in zip(
        names, call("lab", "start", *[({"preset": name, "show": "answer"},) for name in names]), strict=True
    ):
        listed = presets.IDENTITY if name == "identity" else presets.PRESETS[name.replace("-", " ").capitalize()]
        assert np.array_equal(np.reshape(state["weights"], (3, 3)) / state["divisor"], listed), name
        assert state["scale"] == ("clipped" if listed.sum() else "signed")
    assert len(names) == len(presets.PRESETS) + 1


def test_what_a_direction_means_is_said_for_every_kind_of_kernel():
    sobel, turned = [-1, 0, 1, -2, 0, 2, -1, 0, 1], [-1, -2, -1, 0, 0, 0, 1, 2, 1]
    weights = [
        sobel,
        turned,
        [-w for w in turned],
        [-2, 0, 1, -2, 0, 2, -1, 0, 2],
        [*sobel[:4], 4, *sobel[5:]],
        [0, 1, 0, 0, 0, 0, 0, 1, 0],
        [0, 1, 0, 1, -4, 1, 0, 1, 0],
        [0, 1, 0, 2, -6, 2, 0, 1, 0],
    ]
    said = call("lab", "meaning", *[({"weights": w},) for w in weights])
    wanted = [
        "points to the brighter",
        "points to the brighter",
        "points to the darker",
        "only roughly",
        "contain the brightness itself",
        "contain the brightness itself",
        "own transpose",
        "no answer to an even slope",
    ]
    for sentence, part in zip(said, wanted, strict=True):
        assert part in sentence


@pytest.mark.parametrize("degrees", [0, 30, 100, -135])
def test_directions_of_a_ramp_are_its_own_for_either_sobel(degrees):
    """Whichever of the pair the reader chose, the direction is that of the slope."""
    row, column = np.indices((3, 3)) - 1
    angle = np.radians(degrees)
    ramp = 128 + 40 * (np.cos(angle) * column + np.sin(angle) * row)
    picture = {"pixels": ramp.ravel().tolist(), "width": 3, "height": 3}
    for weights in ([-1, 0, 1, -2, 0, 2, -1, 0, 1], [-1, -2, -1, 0, 0, 0, 1, 2, 1]):
        state = {"weights": weights, "divisor": 1, "show": "direction", "threshold": 1}
        (found,) = call("lab", "answers", (picture, state))
        assert found["0"] == pytest.approx(degrees, abs=1e-9)


def test_hues_are_those_of_the_figure():
    steps = list(range(-180, 181))
    hues = np.array(call("lab", "hue", *[(step,) for step in steps]))
    wanted = np.array([FINE_WHEEL(step % 360 / 360)[:3] for step in steps]) * 255
    assert np.abs(hues - wanted).max() < 1
    towards = call("lab", "towards", (0,), (44,), (90,), (180,), (-180,), (-91,), (-23,))
    assert towards == ["right", "down right", "down", "left", "left", "up", "up right"]


def test_the_photograph_is_a_piece_of_the_package():
    file = DOCS / "assets" / "widgets" / "camera.png"
    assert np.array_equal(np.array(Image.open(file)), PHOTOGRAPH)
    assert PHOTOGRAPH.shape == (driver.SIDE, driver.SIDE) and file.stat().st_size <= 60_000


def test_grey_is_what_scikit_image_calls_grey():
    from skimage.color import rgb2gray

    colours = np.random.default_rng(6).integers(0, 256, (50, 3))
    rgba = np.hstack([colours, np.full((50, 1), 255)]).ravel().tolist()
    found = list(call("pass", "grey", (rgba,))[0].values())
    assert np.abs(np.array(found) - 255 * rgb2gray(colours / 255)).max() <= 0.5 + 1e-9
    same = [channel for value in range(256) for channel in (value, value, value, 255)]
    assert list(call("pass", "grey", (same,))[0].values()) == list(range(256)), "what is grey stays as it is"
    assert call("pass", "fitted", (4032, 3024, 512), (1000, 337, 512), (100, 50, 512), (5000, 1, 512)) == [
        [512, 384],
        [512, 173],
        [100, 50],
        [512, 1],
    ]


# In the browser


def colours(state: dict[str, str], output: np.ndarray) -> np.ndarray:
    """The picture that a state should be drawn as, worked out with the colours of the figures."""
    weights, divisor = np.array(state["weights"].split(","), int), int(state["divisor"])
    most = 255 * max(weights[weights > 0].sum(), -weights[weights < 0].sum()) / divisor
    limit = most / int(state["contrast"]) or 1
    if state["show"] == "direction":
        hues = 255 * FINE_WHEEL(np.nan_to_num(output) % 360 / 360)[..., :3]
        hues[np.isnan(output)] = NIGHT
        return hues
    if state["show"] == "answer" and state["scale"] == "signed":
        return 255 * FINE_SIGNED((np.clip(output / limit, -1, 1) + 1) / 2)[..., :3]
    grey = output * (255 / limit if state["show"] == "magnitude" else 1)
    return np.repeat(np.clip(np.floor(grey + 0.5), 0, 255)[..., None], 3, axis=2)


def shown_by_torch(state: dict[str, str]) -> np.ndarray:
    weights, divisor = np.array(state["weights"].split(","), int).reshape(3, 3), int(state["divisor"])
    first, second = (by_torch(PHOTOGRAPH, kernel.ravel().tolist(), divisor) for kernel in (weights, weights.T))
    if state["show"] == "answer":
        return first
    magnitude = np.hypot(first, second)
    if state["show"] == "magnitude":
        return magnitude
    row, column = np.indices((3, 3)) - 1
    if abs((weights * column).sum()) < abs((weights * row).sum()):
        first, second = second, first
    return np.where(magnitude > int(state["threshold"]), np.degrees(np.arctan2(second, first)), np.nan)


@BROWSER
def test_the_photograph_arrives_pixel_for_pixel(fresh):
    _, widget = fresh
    seen = unpacked(widget.evaluate(f"w => ({PACKED})(w.photograph.pixels)"), np.float32)
    assert np.array_equal(seen.reshape(driver.SIDE, driver.SIDE), PHOTOGRAPH)
    assert np.array_equal(pixels(widget, "from")[..., 0], PHOTOGRAPH)


@BROWSER
def test_pictures_and_numbers_are_those_of_pytorch(fresh):
    """By chance: the whole result, its colours on the canvas, and the numbers and colours under the loupe."""
    _, widget = fresh
    chances = random.Random(8)
    for _ in range(25):
        state = driver.states(chances)
        put(widget, NAME, state)
        output = driver.shown(widget)
        wanted = shown_by_torch(state)
        assert np.allclose(output, wanted, rtol=0, atol=1e-9, equal_nan=True), state
        if state["show"] == "answer":
            assert np.array_equal(output, wanted), "exactly"
        drawn = pixels(widget, "to")
        assert (drawn[1:-1, 1:-1, 3] == 255).all() and not drawn[[0, -1]].any() and not drawn[:, [0, -1]].any()
        assert np.abs(drawn[1:-1, 1:-1, :3] - colours(state, wanted)).max() <= 2, state
        row, column = int(state["row"]), int(state["column"])
        around = PHOTOGRAPH[row - 1 : row + 2, column - 1 : column + 2]
        assert np.array_equal([[number(text) for text in line] for line in driver.grid(widget, "input")], around)
        numbers = driver.grid(widget, "output")
        for r in range(3):
            for c in range(3):
                i, j = row + r - 2, column + c - 2
                if not (0 <= i < driver.SIDE - 2 and 0 <= j < driver.SIDE - 2) or np.isnan(wanted[i, j]):
                    assert numbers[r][c] == "–"
                else:
                    rounding = 0.5 if state["show"] == "direction" else 0.05
                    assert abs(number(numbers[r][c]) - wanted[i, j]) <= rounding + 1e-9, state


@BROWSER
def test_an_arrow_points_along_the_direction(fresh):
    """Ink where its tip should be and none opposite, in each of the big pixels that has a direction; none in the others."""
    _, widget = fresh
    state = dict(driver.states(random.Random(1)), weights=driver.SOBEL[0], divisor="1", show="direction")
    put(widget, NAME, state | {"threshold": "60", "row": "105", "column": "160"})
    found, big = driver.shown(widget)[97:112, 152:167], pixels(widget, "bigTo")[..., :3]
    assert np.isnan(found).any() and {round(degrees / 90) % 4 for degrees in found[~np.isnan(found)]} == {0, 1, 2, 3}
    for (i, j), degrees in np.ndenumerate(found):
        cell = big[24 * i : 24 * i + 24, 24 * j : 24 * j + 24]
        if np.isnan(degrees):
            assert (cell == NIGHT).all()
            continue
        way = np.array([np.sin(np.radians(degrees)), np.cos(np.radians(degrees))])  # down, right
        tip, tail = (tuple((12 + step * way).astype(int)) for step in (4, -7))
        assert cell[tip].max() < 60 < cell[tail].max(), f"{degrees}° at {i}, {j}"


@BROWSER
def test_the_three_views_show_the_same_place(fresh):
    """The frame on the whole picture, the big pixels and the table belong together, also where the picture ends."""
    _, widget = fresh
    state = dict(driver.states(random.Random(1)), weights=driver.SOBEL[0], divisor="1", show="answer", scale="clipped")
    for row, column in ((1, 1), (200, 77), (318, 318)):
        put(widget, NAME, state | {"row": str(row), "column": str(column)})
        whole, big = pixels(widget, "from"), pixels(widget, "bigFrom")
        answers, bigger = pixels(widget, "to"), pixels(widget, "bigTo")
        cells = big[12::24, 12::24], bigger[12::24, 12::24]
        for i in range(15):
            for j in range(15):
                r, c = row + i - 7, column + j - 7
                for cell, source in zip(cells, (whole, answers), strict=True):
                    inside = 0 <= r < driver.SIDE and 0 <= c < driver.SIDE
                    assert (cell[i, j] == (source[r, c] if inside else 0)).all()
        for view in ("from", "to"):
            frame = widget.evaluate(
                "(w, view) => ['top', 'left', 'height', 'width'].map(side => parseFloat(w[view].loupe.style[side]))",
                view,
            )
            assert np.allclose(np.array(frame) * driver.SIDE / 100, [row - 7, column - 7, 15, 15])


TOWARDS = ["right", "down right", "down", "down left", "left", "up left", "up", "up right"]


@BROWSER
def test_the_sum_adds_up(fresh):
    """Products, sum and, where both kernels answer, the vector's length and direction, in numbers and in words."""
    _, widget = fresh
    chances = random.Random(2)
    seen = set()
    for count in range(48):
        show = ("answer", "magnitude", "direction")[count % 3]
        state = driver.states(chances) | {"show": show}
        state |= {"threshold": "0"} if count % 4 else {}  # else most have no direction
        put(widget, NAME, state)
        text, *more = widget.locator(".sum").inner_text().replace("\xa0", " ").split("\n")
        divisor = int(state["divisor"])
        head, *parts = text.split(" = ")
        terms = parts[0].removeprefix("(").removesuffix(f") ÷ {divisor}").split(" + ")
        products = [np.prod([number(factor.strip("()")) for factor in term.split(" · ")]) for term in terms]
        row, column = int(state["row"]), int(state["column"])
        assert len(terms) == 9 and head == f"{'Y' if show == 'answer' else 'Gx'}({row}, {column})"
        weights = np.array(state["weights"].split(","), int).reshape(3, 3)
        around = PHOTOGRAPH[row - 1 : row + 2, column - 1 : column + 2].astype(int)
        down, along = (weights * (np.indices((3, 3))[axis] - 1) for axis in (0, 1))
        own = abs(along.sum()) >= abs(down.sum())  # answers more to a slope to the right than to one downwards
        first, second = (weights, weights.T) if show == "answer" or own else (weights.T, weights)
        assert products == (first * around).ravel().tolist()
        summed = parts[1].removeprefix("(").removesuffix(f") ÷ {divisor}").replace(" − ", " + −").split(" + ")
        assert [number(term) for term in summed] == products
        assert number(parts[-1]) == pytest.approx(sum(products) / divisor, abs=5.1e-3)
        assert bool(more) == (show != "answer")
        if not more:
            continue
        gx, gy = ((kernel * around).sum() / divisor for kernel in (first, second))
        said = re.fullmatch(
            r"Gx = (\S+), from (.+); Gy = (\S+), from (.+)\. Magnitude √\((\S+)² \+ (\S+)²\) = ([\d,.]+\d)(.*)\.",
            more[0],
        )
        assert said, more
        assert (said[2], said[4]) == (("this kernel", "its transpose") if own else ("its transpose", "this kernel"))
        given = [number(text.strip("()")) for text in said.group(1, 3, 5, 6)]
        assert given == pytest.approx([gx, gy, gx, gy], abs=5.1e-3)
        length = np.hypot(gx, gy)
        assert number(said[7]) == pytest.approx(length, abs=5.1e-3)
        if show == "magnitude":
            assert said[8] == ""
        elif length <= int(state["threshold"]):
            assert said[8] == ", too small for a direction"
        else:
            degrees, words = re.fullmatch(r", direction (\S+)°: ([a-z ]+)", said[8]).groups()
            angle = np.degrees(np.arctan2(gy, gx))
            assert number(degrees) == pytest.approx(angle, abs=0.051)
            assert words == TOWARDS[round(angle / 45) % 8]
            seen.add(words)
    assert len(seen) >= 4, seen


@BROWSER
@pytest.mark.parametrize("show", ["answer", "magnitude"])
def test_the_download_is_the_result(fresh, show):
    page, widget = fresh
    state = driver.states(random.Random(3)) | {
        "weights": driver.SOBEL[1],
        "divisor": "1",
        "show": show,
        "scale": "signed",
    }
    put(widget, NAME, state)
    with page.expect_download() as waiting:
        widget.get_by_role("button", name="Download the result").click()
    assert waiting.value.suggested_filename == f"sobel-y-{show}.png"
    picture = np.array(Image.open(waiting.value.path()).convert("RGB")).astype(int)
    assert np.abs(picture - colours(state, shown_by_torch(state))).max() <= 2
    expect(widget.get_by_role("status")).to_contain_text("318 × 318 pixels, as PNG")
    with page.expect_download() as waiting:
        widget.get_by_role("link", name="Download the photograph").click()
    assert np.array_equal(np.array(Image.open(waiting.value.path())), PHOTOGRAPH)


@BROWSER
def test_many_changes_within_a_frame_are_drawn_once(fresh):
    _, widget = fresh
    drawn = widget.evaluate(
        """async w => {
          const context = w.to.canvas.getContext("2d"), put = context.putImageData;
          let times = 0;
          context.putImageData = (...all) => (times++, put.apply(context, all));
          await new Promise(requestAnimationFrame);
          for (let weight = 1; weight <= 20; weight++) {
            w.update({ weights: w.state.weights.with(0, weight) });
            await 0;
          }
          await new Promise(done => requestAnimationFrame(() => setTimeout(done)));
          delete context.putImageData;
          return [times, w.result.answers[0], w.photograph.pixels.slice(0, 3)];
        }"""
    )
    assert drawn[0] == 1
    wanted = by_torch(PHOTOGRAPH, [20, 0, 1, -2, 0, 2, -1, 0, 1], 1)[0, 0]
    assert drawn[1] == wanted


# The reader's own picture


def own_file(kind: str, size: tuple[int, int] = (40, 30), mode: str = "RGB") -> bytes:
    noise = np.random.default_rng(9).integers(0, 256, (size[1], size[0], len(mode)), dtype=np.uint8)
    file = io.BytesIO()
    Image.fromarray(noise.squeeze(), mode).save(file, kind)
    return file.getvalue()


def transparent(width: int, height: int) -> bytes:
    file = io.BytesIO()
    Image.new("RGBA", (width, height)).save(file, "PNG")
    return file.getvalue()


def claiming(width: int, height: int) -> bytes:
    """A PNG whose head promises so many pixels, and whose body has hardly any."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    )


def choose(widget, name: str, mime: str, content: bytes) -> None:
    widget.locator("input[type=file]").set_input_files({"name": name, "mimeType": mime, "buffer": content})


@BROWSER
def test_an_own_picture_stays_on_the_device(fresh):
    """Nothing is asked of any host from the choice to the result; neither link nor code hold it; Reset forgets it."""
    page, widget = fresh
    # Figures of the page are fetched when they come near, whatever is done in the widget.
    page.evaluate("Promise.all([...document.images].map(image => ((image.loading = 'eager'), image.decode())))")
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    file = own_file("PNG")
    choose(widget, "mine.png", "image/png", file)
    expect(widget.locator(".about")).to_have_text("mine.png, 40 × 30 pixels, made grey.")
    assert widget.evaluate("w => w.chooser.files[0].name") == "mine.png", "beside it stands what is shown"
    colour = np.array(Image.open(io.BytesIO(file))) / 255
    grey = np.floor(255 * colour @ [0.2125, 0.7154, 0.0721] + 0.5)
    seen = pixels(widget, "from")[..., 0].astype(int)
    assert seen.shape == (30, 40) and np.abs(seen - grey).max() <= 1
    answers = widget.evaluate("w => [...w.result.answers]")
    assert np.array_equal(np.reshape(answers, (28, 38)), by_torch(seen, [-1, 0, 1, -2, 0, 2, -1, 0, 1], 1))
    assert widget.locator(".code").is_hidden()
    widget.get_by_role("button", name="Blur").click()
    with page.expect_download():
        widget.get_by_role("button", name="Download the result").click()
    page.wait_for_timeout(SETTLED)
    # The browser asks for the icon of the page again when the address changes.
    assert [url for url in asked if not url.startswith(("blob:", "data:")) and not url.endswith("/kernel.svg")] == []
    link = copied(page, widget)
    assert "picture:own" in link and len(link) < 300 and "mine" not in link
    widget.get_by_role("button", name="Back to the photograph").click()
    assert widget.locator(".code").is_visible() and widget.evaluate("w => w.state.column") > 40
    choose(widget, "mine.png", "image/png", file)  # the same file again
    expect(widget.locator(".about")).to_have_text("mine.png, 40 × 30 pixels, made grey.")
    widget.get_by_role("button", name="Reset").click()
    assert widget.evaluate("w => w.file") is None


@BROWSER
def test_the_loupe_stays_within_a_smaller_picture(fresh):
    """At the border of the photograph, which is the border of the other one as well."""
    _, widget = fresh
    widget.evaluate("w => w.update({ row: 1, column: 1 })")
    choose(widget, "small.png", "image/png", own_file("PNG"))
    expect(widget.locator(".about")).to_have_text("small.png, 40 × 30 pixels, made grey.")
    assert widget.evaluate("w => [w.state.row, w.state.column]") == [1, 1]
    expect(widget.get_by_role("status")).to_contain_text("Row 1, column 1")


@BROWSER
def test_back_to_the_photograph_stops_what_is_being_opened(fresh):
    page, widget = fresh
    choose(widget, "mine.png", "image/png", own_file("PNG"))
    expect(widget.locator(".about")).to_contain_text("mine.png")
    page.evaluate(
        """() => {
          const read = createImageBitmap;
          window.createImageBitmap = async (...given) => {
            window.createImageBitmap = read; // once only
            await new Promise(go => (window.goOn = go));
            const made = await read(...given);
            setTimeout(() => (window.isRead = true), 100);
            return made;
          };
        }"""
    )
    choose(widget, "late.png", "image/png", own_file("PNG", (50, 50)))
    page.wait_for_function("() => window.goOn !== undefined")
    back = widget.get_by_role("button", name="Back to the photograph")
    back.focus()
    page.keyboard.press("Enter")
    assert widget.evaluate("w => w.shadowRoot.activeElement === w.chooser"), "the button is gone"
    page.evaluate("goOn()")
    page.wait_for_function("() => window.isRead")
    assert widget.evaluate("w => w.state.picture") == "camera"


@BROWSER
def test_only_what_begins_on_a_picture_moves_the_loupe(fresh):
    page, widget = fresh
    frame, place = widget.locator(".frame").first, "w => [w.state.row, w.state.column]"
    frame.scroll_into_view_if_needed()
    before = widget.evaluate(place)
    box = frame.locator("canvas").bounding_box()
    page.mouse.move(box["x"] + 30, box["y"] - 40)
    page.mouse.down()
    page.mouse.move(box["x"] + 30, box["y"] + 30)
    assert widget.evaluate(place) == before, "a selection of text"
    page.mouse.up()
    page.mouse.move(box["x"] + 30, box["y"] + 30)
    page.mouse.down()
    page.mouse.move(box["x"] - 500, box["y"] - 20)  # beyond its border it goes on
    page.mouse.up()
    assert widget.evaluate(place) == [1, 1]


@BROWSER
def test_a_link_to_an_own_picture_says_what_is_missing(fresh):
    page, widget = fresh
    state = driver.states(random.Random(6)) | {"picture": "own", "row": "400"}
    page.evaluate("hash => { location.hash = hash }", f"{NAME}=" + ";".join(f"{k}:{v}" for k, v in state.items()))
    expect(widget.locator(".note")).to_contain_text("the photograph stands in for it")
    expect(widget.get_by_role("status")).to_contain_text("never sent, and not in its link")
    assert widget.evaluate("w => w.state.row") == 318


@BROWSER
@pytest.mark.parametrize(
    ("name", "mime", "content", "sentence"),
    [
        ("notes.txt", "text/plain", b"no picture", "notes.txt is not a picture."),
        (
            "drawing.svg",
            "image/svg+xml",
            b'<svg xmlns="http://www.w3.org/2000/svg"/>',
            "drawing.svg is a drawing without pixels",
        ),
        ("cut.png", "image/png", own_file("PNG", (300, 300))[:20_000], "cut.png is damaged"),
        ("wrong.jpg", "image/jpeg", b"\xff\xd8\xff" + bytes(200), "wrong.jpg is damaged"),
        ("empty.png", "image/png", b"", "empty.png is damaged"),
        # WebKit's picture of a file that is cut short.
        ("clear.png", "image/png", transparent(30, 20), "clear.png is damaged, or transparent throughout"),
        (
            "vast.png",
            "image/png",
            claiming(12_000, 9_000),
            "vast.png has 12,000 × 9,000 pixels; a picture of at most 60 million",
        ),
        ("dot.png", "image/png", own_file("PNG", (2, 9)), "dot.png has 2 × 9 pixels; a 3 × 3 kernel needs"),
    ],
    ids=lambda value: value if isinstance(value, str) and "." in value and " " not in value else "",
)
def test_what_is_no_fit_picture_gets_a_sentence(fresh, name, mime, content, sentence):
    _, widget = fresh
    choose(widget, name, mime, content)
    expect(widget.locator(".note")).to_contain_text(sentence)
    expect(widget.get_by_role("status")).to_contain_text(sentence)
    assert widget.evaluate("w => w.state.picture") == "camera" and widget.locator(".code").is_visible()


@BROWSER
def test_a_heavy_file_gets_a_sentence(fresh, tmp_path):
    """As a file that holds nothing but its length: 41 MB on their way into the browser would take a minute."""
    _, widget = fresh
    heavy = tmp_path / "heavy.png"
    with heavy.open("wb") as file:
        file.truncate(41_000_000)
    widget.locator("input[type=file]").set_input_files(heavy)
    expect(widget.locator(".note")).to_contain_text("heavy.png has 41 MB; a picture of at most 40 MB")


@BROWSER
def test_a_long_picture_stays_in_the_window(fresh):
    """As a long screenshot: 46 × 512 pixels, scaled down."""
    page, widget = fresh
    choose(widget, "long.png", "image/png", own_file("PNG", (108, 1200), "L"))
    expect(widget.locator(".about")).to_contain_text("46 × 512 pixels")
    box = widget.locator(".views .frame").first.bounding_box()
    assert box["height"] <= 480.5 and box["width"] / box["height"] == pytest.approx(46 / 512, rel=0.01)
    copied(page, widget)
    expect(widget.locator(".note")).to_contain_text("Your picture is not in it: the photograph stands in for it.")
    widget.get_by_role("button", name="Back to the photograph").click()
    assert widget.locator(".views .frame").first.bounding_box()["width"] > 300


@BROWSER
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
def test_a_large_picture_is_scaled_down(fresh, kind):
    _, widget = fresh
    choose(widget, f"large.{kind.lower()}", f"image/{kind.lower()}", own_file(kind, (1500, 600), "L"))
    expect(widget.locator(".about")).to_contain_text(
        "512 × 205 pixels, scaled down from 1,500 × 600 pixels, made grey."
    )
    assert pixels(widget, "to").shape[:2] == (205, 512)


# What Firefox gives out when it resists fingerprinting: noise, or white.
HIDDEN = """
const read = CanvasRenderingContext2D.prototype.getImageData;
CanvasRenderingContext2D.prototype.getImageData = function (...place) {
  const image = read.apply(this, place);
  for (let i = 0; i < image.data.length; i++) image.data[i] = NOISE ? Math.random() * 256 : 255;
  return image;
};
"""


@BROWSER
@pytest.mark.parametrize("noise", ["true", "false"], ids=["noise", "white"])
def test_pixels_that_a_browser_hides_are_told(visit, served, noise):
    with visit() as page:
        page.add_init_script(HIDDEN.replace("NOISE", noise))
        page.goto(served + driver.PAGE)
        page.keyboard.press("Tab")
        widget = page.locator(NAME)
        widget.scroll_into_view_if_needed()
        expect(widget.locator(".note")).to_contain_text("this browser doesn’t give pages the pixels of a picture")
        assert widget.evaluate("w => w.result") is None
        widget.evaluate("w => w.say('')")
        choose(widget, "mine.png", "image/png", own_file("PNG"))
        expect(widget.locator(".note")).to_contain_text("this browser doesn’t give pages the pixels of a picture")


@BROWSER
def test_the_photograph_is_fetched_only_when_seen_and_its_lack_is_told(visit, served):
    asked = []
    with visit() as page:
        page.on("request", lambda request: asked.append(request.url.rsplit("/", 1)[-1]))
        page.route("**/camera.png", lambda route: route.abort())
        page.goto(served + driver.PAGE)
        page.keyboard.press("Tab")  # brings every widget of the page to life, seen or not
        widget = page.locator(NAME)
        expect(widget).to_have_attribute("data-ready", "")
        page.wait_for_timeout(SETTLED)
        assert "camera.png" not in asked
        widget.scroll_into_view_if_needed()
        expect(widget.locator(".note")).to_contain_text("The photograph could not be loaded.")
        assert asked.count("camera.png") == 1
        choose(widget, "mine.png", "image/png", own_file("PNG"))
        expect(widget.locator(".about")).to_contain_text("mine.png")
