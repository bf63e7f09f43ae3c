"""The equivariance bench: every move in every setting against PyTorch, what lights up, what is named, how the object is moved."""

import random
from collections.abc import Callable, Iterator
from itertools import product

import numpy as np
import pytest
import torch
from playwright.sync_api import expect
from torch.nn import functional as F

from tests.conftest import LAPTOP, PHONE, SCHEMES, SMALL
from tests.drivers import equivariance_bench as driver
from tests.drivers.reader import number, put, ready, swipe
from tests.in_node import call, node, printed, states

pytestmark = pytest.mark.browser

NAME = "equivariance-bench"
SIDE = 12
SHIFTS = list(np.ndindex(SIDE, SIDE))
KERNELS = {
    "sobel-x": [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]],
    "sobel-y": [[-1, -2, -1], [0, 0, 0], [1, 2, 1]],
    "box": [[1, 1, 1]] * 3,
}
GROUNDS = ["texture", "black"]
BOARDS = ["input", "first", "last", "difference"]
SCALE = [(0x1C, 0x2C, 0x74), (0x8D, 0x8E, 0x95), (0xFF, 0xD9, 0x8A)]  # the most negative, zero, the most positive
SETTINGS = [
    {
        "layer": "convolution",
        "padding": padding,
        "stride": stride,
        "pooling": pooling,
        "kernel": kernel,
        "ground": ground,
    }
    for padding, stride, pooling, kernel, ground in product(
        ["zero", "circular"], [1, 2], ["none", "max", "global"], KERNELS, GROUNDS
    )
] + [
    {"layer": "dense", "padding": "zero", "stride": 1, "pooling": "none", "kernel": "box", "ground": ground}
    for ground in GROUNDS
]


def convolved(images: torch.Tensor, kernel: list, setting: dict) -> torch.Tensor:
    """(count, side, side) of whole numbers, of images of that shape."""
    images, weights = images[:, None], torch.tensor(kernel, dtype=torch.float64)[None, None]
    mode = "circular" if setting["padding"] == "circular" else "constant"
    maps = F.conv2d(F.pad(images, (1, 1, 1, 1), mode=mode), weights, stride=setting["stride"])
    if setting["pooling"] == "max":
        maps = F.max_pool2d(maps, 2)
    if setting["pooling"] == "global":
        maps = F.adaptive_max_pool2d(maps, 1)
    return maps[:, 0]


def by_torch(images: torch.Tensor, setting: dict) -> torch.Tensor:
    if setting["layer"] == "convolution":
        return convolved(images, KERNELS[setting["kernel"]], setting)
    to, pixel = torch.meshgrid(torch.arange(SIDE**2), torch.arange(SIDE**2), indexing="ij")
    weights = (7 * to * to + 5 * to * pixel + 3 * pixel * pixel) % 1009 % 3 - 1
    return F.linear(images.flatten(1), weights.double()).reshape(-1, SIDE, SIDE)


def steps(setting: dict, shift: tuple[int, int]) -> tuple[int, ...]:
    """By how many outputs the map of the unmoved input is moved."""
    if setting["pooling"] == "global":
        return 0, 0
    pixels = int(setting["stride"]) * (2 if setting["pooling"] == "max" else 1)
    return tuple(int((by - SIDE if by > SIDE / 2 else by) / pixels) for by in shift)


def about_zeros(setting: dict) -> torch.Tensor:
    """Whether an output reads padded zeros: on an image of ones the box then sums to less than nine."""
    if setting["layer"] == "dense":
        return torch.zeros(SIDE, SIDE, dtype=torch.bool)
    ones = -torch.ones(1, SIDE, SIDE, dtype=torch.float64)  # negative, so that the maximum finds them in a block
    return convolved(ones, KERNELS["box"], setting)[0] > -9


Order = tuple[dict, list[dict], torch.Tensor, torch.Tensor]


@pytest.fixture(scope="module")
def orders() -> Callable[[], Iterator[Order]]:
    """Gives each setting with the widget's answers for all 144 moves, and PyTorch's maps: moved first, moved last.

    A few settings are asked at a time: a test that fails at the first has not waited for the last.
    """
    found: list[Order] = []

    def ordered(setting: dict, answer: dict) -> Order:
        made = answer["answer"]
        image = torch.tensor(made[0]["image"], dtype=torch.float64)
        first = by_torch(torch.stack([image.roll(shift, (0, 1)) for shift in SHIFTS]), setting)
        map = by_torch(image[None], setting)[0]
        last = torch.stack([map.roll(steps(setting, shift), (0, 1)) for shift in SHIFTS])
        return setting, made, first, last

    def orders() -> Iterator[Order]:
        for begin in range(0, len(SETTINGS), 8):
            if begin == len(found):
                asked = SETTINGS[begin : begin + 8]
                found.extend(map(ordered, asked, node([{"what": "bench", "state": setting} for setting in asked])))
            yield from found[begin : begin + 8]

    return orders


def test_every_move_in_every_setting_is_pytorchs(orders):
    """144 moves in 74 settings, both orders and their difference, number by number."""
    compared = 0
    for setting, made, first, last in orders():
        assert [one["first"] for one in made] == first.tolist(), setting
        assert [one["last"] for one in made] == last.tolist(), setting
        assert [one["difference"] for one in made] == (first - last).abs().tolist(), setting
        for one, off in zip(made, (first - last).abs(), strict=True):
            assert one["all"] == {"outputs": off.numel(), "wrong": int(off.count_nonzero()), "largest": off.max()}
        compared += len(made)
    assert compared == 144 * 74


def test_the_code_leaves_the_difference_that_is_shown():
    """States by chance: both programs leave the map of differences, and print how many there are."""
    found = states("bench", [driver.states(random.Random(seed)) for seed in range(40)])
    outcomes, codes = (call("bench", name, *[(state,) for state in found]) for name in ("outcome", "code"))
    for state, outcome, panes in zip(found, outcomes, codes, strict=True):
        for name, text in panes:
            output, said = printed(text)
            assert output.tolist() == outcome["difference"], (name, state)
            assert said.endswith(f"{outcome['all']['wrong']} of {outcome['all']['outputs']} differ\n"), (name, state)
    assert {state["layer"] for state in found} == {"convolution", "dense"}


def test_inside_every_move_with_stride_one_is_followed_exactly(orders):
    """Inside is what reads no padded zeros in either order, where the zeros were moved at all."""
    exact = 0
    for setting, made, first, last in orders():
        zeros = about_zeros(setting)
        for shift, one, a, b in zip(SHIFTS, made, first, last, strict=True):
            edge = torch.zeros_like(zeros)
            for axis, by in enumerate(shift):
                if by:
                    lines = zeros.all(1 - axis)
                    lines = lines | lines.roll(steps(setting, shift)[axis])
                    edge |= lines[:, None] if axis == 0 else lines[None, :]
            strips = [[line for line in range(len(edge)) if edge.all(1 - axis)[line]] for axis in (0, 1)]
            if not edge.all():
                assert [one["rows"]["all"], one["columns"]["all"]] == strips, (setting, shift)
            assert one["inside"]["outputs"] == int((~edge).sum()) and one["border"]["outputs"] == int(edge.sum())
            assert one["inside"]["wrong"] == int((a != b)[~edge].sum())
            assert one["border"]["wrong"] == int((a != b)[edge].sum())
            if setting["layer"] == "convolution" and one["fits"]:
                assert (a == b)[~edge].all() and one["inside"]["largest"] == 0, (setting, shift)
                exact += setting["stride"] == 1 and setting["pooling"] == "none"
    assert exact == 144 * 2 * 3 * 2


def test_what_is_said_to_fail_fails(orders):
    """Stride, pooling and the dense layer under the moves they do not follow, and the best that any move of the map does."""
    for setting, made, first, last in orders():
        jump = setting["stride"] * (2 if setting["pooling"] == "max" else 1)
        moves = torch.stack([last[0].roll(by, (0, 1)) for by in np.ndindex(last[0].shape)])
        best = (first[:, None] != moves).sum((2, 3)).amin(1)
        for shift, one, least in zip(SHIFTS, made, best, strict=True):
            assert one["fits"] == all(by % jump == 0 for by in shift)
            follows = setting["layer"] == "convolution" and one["fits"]
            if follows or shift == (0, 0):
                continue
            assert one["best"] == least
            if setting["ground"] == "texture" and setting["pooling"] != "global":
                assert one["best"] > 0, (setting, shift)
            if setting["layer"] == "dense":
                assert one["best"] >= 0.5 * SIDE**2


def test_a_global_maximum_of_an_equivariant_map_stays(orders):
    kept = {(setting["padding"], setting["stride"]): [] for setting in SETTINGS}
    for setting, made, *_ in orders():
        if setting["pooling"] == "global" and setting["ground"] == "texture":
            kept[setting["padding"], setting["stride"]] += [one["all"]["wrong"] == 0 for one in made]
    assert all(kept["circular", 1])
    assert not any(all(kept[key]) for key in kept if key != ("circular", 1))


# In the browser


# For many moves: what is framed in each board, and what is said.
SEEN = f"""async (widget, states) => {{
  const root = widget.shadowRoot, found = [];
  const lit = {driver.LIT_UP}, accent = ({driver.ACCENT})(widget);
  for (const state of states) {{
    widget.update(state);
    await 0;
    found.push({{ lit: lit(widget, accent), said: root.querySelector(".answer").textContent,
      ...Object.fromEntries(["inside", "followed", "why"].map(part => [part, root.querySelector(`.${{part}}`).textContent])) }});
  }}
  return found;
}}"""


def words(what: str, lines: list[int]) -> str:
    if len(lines) < 2:
        return f"{what} {lines[0]}"
    return f"{what}s {', '.join(map(str, lines[:-1]))} and {lines[-1]}"


def named(rows: list[int], columns: list[int]) -> str:
    return " and ".join(words(what, lines) for what, lines in (("column", columns), ("row", rows)) if lines)


def moves(down: float, right: float, unit: str = "") -> str:
    """ "3 right, 1 up"; steps of a map have their unit in between."""
    found = []
    for by, plus, minus in ((right, "right", "left"), (down, "down", "up")):
        number = f"{abs(by):.2f}".rstrip("0").rstrip(".")
        if by:
            found.append(f"{number}{unit and f' {unit}' + 's' * (abs(by) != 1)} {plus if by > 0 else minus}")
    return ", ".join(found)


def nearer(by: int, side: int) -> int:
    """The shorter way around."""
    return by - side if by > side / 2 else by


def read_out(off: np.ndarray, edge: np.ndarray) -> str:
    """The largest error inside, and by the borders."""

    def part(off: np.ndarray) -> str:
        count = f"{off.size} output{'s' * (off.size != 1)}"
        if off.any():
            return f"up to {off.max():,.0f}, at {np.count_nonzero(off)} of {count}"
        return f"exactly 0 at {'the' if off.size == 1 else 'all'} {count}"

    parts = [part(off[~edge]), part(off[edge])]
    if not edge.any() or edge.all():
        return f"|f(T x) − T f(x)| is {parts[int(edge.any())]}."
    return f"|f(T x) − T f(x)| is {parts[0]} inside, and {parts[1]} by the borders."


def strongest(map: np.ndarray, by: tuple[int, ...], first: np.ndarray, last: np.ndarray) -> str:
    before = np.unravel_index(np.abs(map).argmax(), map.shape)
    to = tuple((at + step) % len(map) for at, step in zip(before, by, strict=True))
    at, there = (f"({row}, {column})" for row, column in (to, before))
    values = [f"{values[to]:,.0f}".replace("-", "−") for values in (first, last)]
    return f"The strongest response: f(T x){at} = {values[0]}, and T f(x){at} = f(x){there} = {values[1]}."


def reason(state: dict, first: np.ndarray, last: np.ndarray, map: np.ndarray, strips: list) -> str:
    """Why the orders differ, or do not; `strips` are rows and columns with zeros, in the one map and in the other."""
    shift, wrong = (state["down"], state["right"]), first != last
    jump = state["stride"] * (2 if state["pooling"] == "max" else 1)
    short = [nearer(by, SIDE) for by in shift]

    def best() -> int:
        return min(int((first != np.roll(map, by, (0, 1))).sum()) for by in np.ndindex(map.shape))

    if not any(shift):
        return "Move the object: drag it, press where it is to go, or use the arrows."
    if state["layer"] == "dense":
        return (
            "Each output of a dense layer has its own weight for every pixel. The moved object meets other weights: "
            f"the best of all moves of the map still leaves {best()} wrong."
        )
    if any(by % jump for by in shift):
        if state["pooling"] == "global":
            why = ". Their maximum is another." if wrong.any() else ". Here their maximum is the same."
            return f"With stride 2, an odd move makes the kernel stand on other pixels{why}"
        done = moves(*(nearer(by, len(map)) for by in steps(state, shift)), unit="step")
        least = best()
        compared = f"after {done}" if done else "with the map left in place"
        return (
            f"The map has an output for every {jump} pixels, so it would have to move "
            f"{moves(*(by / jump for by in short), unit='step')}. It can't; it is compared {compared}. "
            f"The best of all moves leaves {f'{least} of {map.size}' if least else 'by luck none'} wrong."
        )
    if state["padding"] == "circular":
        if state["pooling"] == "global":
            rearranged = "The move only rearranges the map, and a maximum over all places does not ask for their order"
            return f"{rearranged}: the answer stays."
        return "The same weights at every place and no border: whatever the object does, the map does."
    if state["pooling"] == "global":
        if wrong.any():
            return "At the border zeros take part in the sums, and so the largest answer is another."
        return "The zeros at the border happen to leave the largest answer as it was."
    if not wrong.any():
        return "The ground is as black as the zeros around it. Take the object over the border."
    own, carried = (named(*lines) for lines in strips)
    return (
        f"In {own} of f(T x) the kernel reads zeros from beyond the border, where the other order reads pixels. "
        f"In {carried} of T f(x) it did so before the move carried them there."
    )


def test_what_is_wrong_lights_up_and_is_named(fresh, orders):
    """Every move of a few settings, and a few moves of all of them: what is lit, and all that is said."""
    _, widget = fresh
    chances = random.Random(2)
    asked, wanted = [], []
    for setting, _, first, last in orders():
        whole = setting["padding"] == "zero" and setting["kernel"] == "sobel-y" and setting["stride"] == 1
        whole = whole and setting["pooling"] == "none" and setting["ground"] == "texture"
        for at in range(144) if whole else chances.sample(range(144), 5):
            asked.append(setting | dict(zip(("down", "right"), map(int, SHIFTS[at]), strict=True)))
            wanted.append([values.numpy() for values in (first[at], last[at], last[0])])
    placed, reasons = 0, set()
    for state, (moved_first, moved_last, unmoved), one in zip(asked, wanted, widget.evaluate(SEEN, asked), strict=True):
        wrong = moved_first != moved_last
        assert one["lit"] == [" ".join("".join("01"[off] for off in row) for row in wrong.astype(int))] * 3, state
        zeros = about_zeros(state)
        by = steps(state, (state["down"], state["right"]))
        own = [zeros.all(1 - axis).numpy() & bool(state[name]) for axis, name in enumerate(("down", "right"))]
        carried = [np.roll(lines, by[axis]) for axis, lines in enumerate(own)]
        rows, columns = (a | b for a, b in zip(own, carried, strict=True))
        edge = rows[:, None] | columns[None, :]
        is_named = wrong.any() and wrong.size > 1 and not (wrong & ~edge).any()
        placed += is_named
        strips = [np.flatnonzero(some).tolist() for some in (wrong.any(1) & rows, wrong.any(0) & columns)]
        where = f", all in {named(*strips)}." if is_named else "."
        verb = "differs" if wrong.sum() == 1 or wrong.size == 1 else "differ"
        count = f": {wrong.sum()} of {wrong.size} output{'' if wrong.size == 1 else 's'} {verb}"
        start = moves(nearer(state["down"], SIDE), nearer(state["right"], SIDE))
        assert one["said"] == f"{f'Moved {start}' if start else 'Not moved'}{count}{where}", (state, one)
        assert one["inside"] == read_out(np.abs(moved_first - moved_last), edge), state
        assert one["followed"] == strongest(unmoved, by, moved_first, moved_last), state
        zero_lines = [[np.flatnonzero(lines).tolist() for lines in pair] for pair in (own, carried)]
        why = reason(state, moved_first, moved_last, unmoved, zero_lines)
        assert one["why"] == why, state
        reasons.add(why[:25])
    assert placed > 160 and len(reasons) >= 8, reasons


def shade(value: float, most: float) -> np.ndarray:
    """Red, green and blue on the signed scale of the figures, whose ends are the largest magnitude."""
    share = value / most if most else 0
    return np.array([np.interp(share, [-1, 0, 1], ends) for ends in zip(*SCALE, strict=True)])


def test_the_drawings_show_what_the_tables_say(fresh):
    """In each board the same number looks the same and every other different, on its colour; what differs looks different, too."""
    _, widget = fresh
    looks = 0
    for seed in range(16):
        state = driver.states(random.Random(seed))
        put(widget, NAME, state)
        texts = {kind: driver.board(widget, kind) for kind in BOARDS}
        drawn = {kind: widget.locator(f".board.{kind}").evaluate(driver.DRAWN, True) for kind in BOARDS}
        values = {kind: np.array([[number(text) for text in row] for row in texts[kind]]) for kind in BOARDS}
        most = max(np.abs(values[kind]).max() for kind in ("first", "last"))
        pad = len(texts["input"]) - SIDE
        is_object = np.zeros((SIDE, SIDE), bool)
        for row, line in enumerate(["####", "#...", "###.", "#...", "#..."]):
            is_object[3 + row, 4 : 4 + len(line)] = [mark == "#" for mark in line]
        is_object = np.roll(is_object, (int(state["down"]), int(state["right"])), (0, 1))
        part = {kind: (values["difference"] != 0).astype(int) for kind in BOARDS}
        part["input"] = np.pad(is_object.astype(int), pad // 2, constant_values=2)
        for kind in BOARDS:
            pictures: dict[tuple, set[int]] = {}
            for place in np.ndindex(values[kind].shape):
                row, column = place
                cell = drawn[kind][row][column]
                pictures.setdefault((texts[kind][row][column], part[kind][place]), set()).add(cell["picture"])
                if kind in ("first", "last"):
                    red_green_blue = [int(channel) for channel in cell["fill"].split()[:3]]
                    assert np.abs(red_green_blue - shade(values[kind][place], most)).max() <= 1, (state, kind, place)
            assert all(len(alike) == 1 for alike in pictures.values()), (state, kind)
            assert len(set.union(*pictures.values())) == len(pictures), (state, kind)
            looks += len(pictures)
    assert looks > 500


def test_the_drawings_follow_scheme_and_size(visit, served):
    """What they are drawn with is the page's; a pixel of the screen is a pixel of the drawing."""
    with visit(LAPTOP, color_scheme="light") as page:
        page.goto(served + driver.PAGE)
        widget = ready(page, NAME)
        canvas, board, found = widget.locator(driver.INPUT), widget.locator(".board.input"), []
        follows = f"([board, tint]) => ({driver.DRAWN})(board)[1][1].fill === tint"
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            expect(page.locator("body")).to_have_attribute("data-md-color-scheme", SCHEMES[scheme])
            found.append(board.evaluate(driver.PAINTED, "color-mix(in srgb, var(--input-) 14%, transparent)"))
            page.wait_for_function(follows, arg=[board.element_handle(), found[-1]])
        assert found[0] != found[1]
        fits = "canvas => canvas.width === Math.round(canvas.clientWidth * devicePixelRatio)"
        for size in (SMALL, LAPTOP):
            page.set_viewport_size(size)
            page.wait_for_function(fits, arg=canvas.element_handle())
            found.append(canvas.evaluate("canvas => canvas.width"))
        assert found[2] < found[3]
    with visit(LAPTOP, device_scale_factor=2) as page:
        page.goto(served + driver.PAGE)
        canvas = ready(page, NAME).locator(driver.INPUT)
        assert canvas.evaluate(fits) and canvas.evaluate("canvas => canvas.width") == 2 * found[3]


def test_forced_colours_keep_what_differs_apart(visit, served):
    with visit(LAPTOP, forced_colors="active") as page:
        page.goto(served + driver.PAGE)
        widget = ready(page, NAME)
        driver.in_use(widget, page)
        highlight = widget.locator(".board.difference").evaluate(driver.PAINTED, "Highlight")
        cells = [cell for row in widget.locator(".board.difference").evaluate(driver.DRAWN) for cell in row]
        differs = [text != "0" for row in driver.board(widget, "difference") for text in row]
        assert [cell["edge"] == highlight for cell in cells] == differs and any(differs) and not all(differs)


def test_who_cannot_see_the_drawings_has_tables(fresh):
    """Each with the title of its drawing: every number, in its row and below its column."""
    page, widget = fresh
    nodes = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    within = {node["nodeId"]: node for node in nodes}

    def below(node: dict) -> list[dict]:
        return [
            part for one in node.get("childIds", []) if one in within for part in (within[one], *below(within[one]))
        ]

    def named(node: dict, *roles: str) -> list[str]:
        return [part["name"]["value"] for part in below(node) if part["role"]["value"] in roles]

    tables = {node["name"]["value"]: node for node in nodes if node["role"]["value"] == "table"}
    for kind in BOARDS:
        table = tables[widget.locator(f".board.{kind} figcaption").inner_text()]
        texts = driver.board(widget, kind)
        assert named(table, "cell", "gridcell") == [text for row in texts for text in row], kind
        heads = [
            str(place).replace("-", "−")
            for place in range(-1 if len(texts) > SIDE else 0, 13 if len(texts) > SIDE else 12)
        ]
        assert named(table, "rowheader") == named(table, "columnheader") == heads


def test_the_example_of_the_page_is_named_as_the_page_names_it(fresh):
    """A move by three to the right: the borders of both maps."""
    _, widget = fresh
    widget.get_by_label("Padding", exact=True).select_option("zero")
    for _ in range(3):
        widget.get_by_role("button", name="Right", exact=True).click()
    expect(widget.locator(".answer")).to_have_text(
        "Moved 3 right: 48 of 144 outputs differ, all in columns 0, 2, 3 and 11."
    )
    expect(widget.locator(".inside")).to_contain_text("exactly 0 at all 96 outputs inside")
    expect(widget.locator(".why")).to_contain_text("In columns 0 and 11 of f(T x) the kernel reads zeros")
    expect(widget.locator(".why")).to_contain_text("In columns 2 and 3 of T f(x) it did so")


def test_arrow_keys_move_the_object_around_the_image(fresh):
    """All the way round, with the focus where it was and the page where it was."""
    page, widget = fresh
    field = widget.get_by_role("application")
    field.focus()
    before = driver.board(widget, "input"), page.evaluate("scrollY")
    for key in ("ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp"):
        for count in range(1, 13):
            page.keyboard.press(key)
            picture = np.array(driver.board(widget, "input"))[1:-1, 1:-1]
            moved = {"ArrowRight": (0, 1), "ArrowLeft": (0, -1), "ArrowDown": (1, 0), "ArrowUp": (-1, 0)}[key]
            shift = tuple(count * by for by in moved)
            assert (picture == np.roll(np.array(before[0])[1:-1, 1:-1], shift, (0, 1))).all()
    assert (driver.board(widget, "input"), page.evaluate("scrollY")) == before
    assert field.evaluate("field => field.getRootNode().activeElement === field")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Home")
    assert driver.board(widget, "input") == before[0]
    page.keyboard.press("Tab")
    assert not field.evaluate("field => field.getRootNode().activeElement === field")


def test_the_object_is_dragged_and_sent(fresh):
    page, widget = fresh
    state = "w => [w.state.down, w.state.right]"
    for down, right in ((2, 3), (-4, -5), (5, -3)):
        widget.evaluate("w => w.reset()")
        driver.drag(widget, page, down, right)
        assert widget.evaluate(state) == [down % SIDE, right % SIDE]
    widget.evaluate("w => w.reset()")
    widget.locator(driver.INPUT).click(position=driver.middle(widget, 8, 2))  # beside the object
    assert widget.evaluate(state) == [(8 - 5) % SIDE, (2 - 5) % SIDE]
    page.mouse.move(0, 0)
    page.mouse.move(600, 400)
    assert widget.evaluate(state) == [3, 9], "nothing is dragged without a press"


def test_a_finger_scrolls_the_page_unless_it_takes_the_object(visit, served):
    with visit(PHONE, has_touch=True, is_mobile=True) as page:
        page.goto(served + driver.PAGE)
        widget = ready(page, NAME)
        field = widget.get_by_role("application")
        field.evaluate("field => field.scrollIntoView({ block: 'center' })")
        page.wait_for_timeout(100)
        before = page.evaluate("scrollY")

        def swipe_from(place: tuple[int, int], rows: int) -> None:
            canvas = widget.locator(driver.INPUT)
            side, at = canvas.bounding_box()["width"], driver.middle(widget, *place)
            swipe(page, canvas, round(rows * (side - 14) / 14), (at["x"] / side, at["y"] / side))

        swipe_from(driver.first(widget), -2)
        assert widget.evaluate("w => [w.state.down, w.state.right]") == [10, 0]
        assert page.evaluate("scrollY") == before
        swipe_from((9, 2), -6)
        assert widget.evaluate("w => [w.state.down, w.state.right]") == [10, 0]
        assert page.evaluate("scrollY") > before + 50
        page.mouse.move(*[field.bounding_box()[side] + 40 for side in ("x", "y")])
        here = page.evaluate("scrollY")
        page.mouse.wheel(0, 120)
        page.wait_for_function("here => scrollY > here", arg=here)


def test_a_prediction_is_answered(fresh):
    _, widget = fresh
    guess, check = widget.get_by_role("textbox", name="Predict"), widget.get_by_role("button", name="Move and check")
    check.click()
    expect(widget.get_by_role("status")).to_contain_text("Write a number in digits.")
    for impossible in ("145", "1.5", "-1"):
        guess.fill(impossible)
        check.click()
        expect(widget.locator(".note")).to_have_text("Write a whole number from 0 to 144.")
    assert widget.evaluate("w => w.state.right") == 0
    for padding, typed, reply in (
        ("circular", "0", "Right: 0 of 144."),
        ("zero", "12", "You said 12; it is 48 of 144."),
        ("zero", "48", "Right: 48 of 144."),
    ):
        widget.get_by_label("Padding", exact=True).select_option(padding)
        guess.fill(typed)
        check.click()
        expect(widget.locator(".reply")).to_have_text(reply)
        expect(widget.get_by_role("status")).to_contain_text(reply)
    assert widget.evaluate("w => w.state.right") == 3
    widget.get_by_label("Stride").select_option("2")
    expect(widget.locator(".reply")).to_have_text("")
    expect(widget.get_by_role("status")).to_contain_text("outputs differ")
    assert "Right: 48" not in widget.get_by_role("status").inner_text()
    guess.fill("0")
    check.click()
    expect(widget.locator(".reply")).not_to_be_empty()
    widget.get_by_role("button", name="Right", exact=True).click()
    expect(widget.locator(".reply")).to_have_text("")


def test_a_dense_layer_has_no_kernel_to_set(fresh):
    _, widget = fresh
    names = ["Padding", "Stride", "Pooling", "Kernel"]
    widget.get_by_label("Layer").select_option("dense")
    assert all(widget.get_by_label(name, exact=True).is_disabled() for name in names)
    assert np.shape(driver.board(widget, "input")) == (12, 12), "no padding is shown"
    widget.get_by_label("Layer").select_option("convolution")
    assert not any(widget.get_by_label(name, exact=True).is_disabled() for name in names)
    assert np.shape(driver.board(widget, "input")) == (14, 14)
