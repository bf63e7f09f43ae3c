"""Questions in Chromium: each answer gets its own reply, nothing is graded unasked, and what is drawn afresh is right."""

import contextlib
import json
import re
from collections import Counter
from fractions import Fraction

import lists
import notebooks
import numpy as np
import pytest
import questions
import torch
from grammar import DOCS, ROOT, Page, pages
from playwright.sync_api import expect
from scipy.ndimage import sobel
from torch import nn

from snippets.receptive_field.by_gradient import own_stride_formula
from tests.conftest import LAPTOP, PHONE, SMALL, address, arriving, axe_finds, troubles
from tests.drivers.reader import tab_to
from tests.in_node import call, node

WIDGETS = ROOT / "docs" / "assets" / "widgets"

ASKING = {page.name: page for page in pages() if page.questions} | {
    path.stem: notebooks.asking(path) for path in sorted(DOCS.glob("*.ipynb")) if notebooks.asking(path).questions
}
CHOICE = next((name, i) for name, page in ASKING.items() for i, q in enumerate(page.questions) if not q.form)
NUMERIC = next((name, i) for name, page in ASKING.items() for i, q in enumerate(page.questions) if q.form)
DRAWN = next((name, i) for name, page in ASKING.items() for i, q in enumerate(page.questions) if q.form[:5] == "drawn")


# What is drawn: read off the text, as a reader does, and computed by PyTorch.


def numbers(text: str) -> list[int]:
    return [int(number.replace(",", "")) for number in re.findall(r"\d[\d,]*", text)]


def counted(layer: nn.Module) -> int:
    return sum(parameter.numel() for parameter in layer.parameters())


def dense_parameters(text: str) -> tuple[int, dict[str, int]]:
    units, side, _ = numbers(text)
    channels = 3 if "colour" in text else 1
    layer = nn.Linear(side * side * channels, units, device="meta")
    return counted(layer), {
        "no biases": layer.weight.numel(),
        "one unit": counted(nn.Linear(side * side * channels, 1, device="meta")),
        "one channel": counted(nn.Linear(side * side, units, device="meta")),
        "side": counted(nn.Linear(side * channels, units, device="meta")),
        "bias per input": layer.weight.numel() + layer.in_features,
    }


def convolution_parameters(text: str) -> tuple[int, dict[str, int]]:
    k, _, channels, side, _, filters = numbers(text)
    layer = nn.Conv2d(channels, filters, k, device="meta")
    return counted(layer), {
        "no biases": layer.weight.numel(),
        "one channel": counted(nn.Conv2d(1, filters, k, device="meta")),
        "bias per kernel": layer.weight.numel() + channels * filters,
        "one filter": counted(nn.Conv2d(channels, 1, k, device="meta")),
        "per position": counted(layer) * side**2,
    }


def convolution_multiply_adds(text: str) -> tuple[int, dict[str, int]]:
    k, _, channels, filters, side, _ = numbers(text)

    def work(inputs: int, outputs: int) -> int:
        layer = nn.Conv2d(inputs, outputs, k, padding=k // 2, bias=False, device="meta")
        result = layer(torch.empty(1, inputs, side, side, device="meta"))
        assert result.shape[-2:] == (side, side)
        return result[0, 0].numel() * layer.weight.numel()

    return work(channels, filters), {
        "parameters": nn.Conv2d(channels, filters, k, bias=False, device="meta").weight.numel(),
        "one channel": work(1, filters),
        "one filter": work(channels, 1),
        "dense": (side * side * channels) * (side * side * filters),
    }


def output_size(text: str) -> tuple[int, dict[str, int]]:
    k, _, size, _, stride, padding, *dilated = numbers(text)
    dilation = dilated[0] if dilated else 1

    def outputs(size: int, stride: int, padding: int, dilation: int) -> int:
        if dilation * (k - 1) >= size + padding:
            return 0  # PyTorch refuses a kernel that does not fit
        layer = nn.Conv1d(1, 1, k, stride, 0, dilation, device="meta")
        return layer(torch.empty(1, 1, size + padding, device="meta")).shape[-1]

    return outputs(size, stride, 2 * padding, dilation), {
        "no padding": outputs(size, stride, 0, dilation),
        "padding once": outputs(size, stride, padding, dilation),
        "steps": outputs(size, stride, 2 * padding, dilation) - 1,
        "no dilation": outputs(size, stride, 2 * padding, 1),
        "no stride": outputs(size, 1, 2 * padding, dilation),
        "rounded up": -(-(size + 2 * padding - dilation * (k - 1) - 1) // stride) + 1,
        "size over stride": -(-size // stride),
    }


def receptive_field(text: str) -> tuple[int, dict[str, int]]:
    layers = [
        (int(k), int(stride or 1), int(dilation or 1))
        for k, stride, dilation in re.findall(
            r"(\d+)\s×\s\d+(?: with stride (\d+))?(?: with dilation (\d+))?", text.split("order:")[1]
        )
    ]
    assert len(layers) == {"two": 2, "three": 3, "four": 4}[text.split()[3]]

    def seen(layers) -> int:
        """Pixels from the first to the last that the first unit of the last layer has a gradient for."""
        pixels = torch.zeros(1, 1, 2000, requires_grad=True)
        result = pixels
        for k, stride, dilation in layers:
            result = nn.functional.conv1d(result, torch.ones(1, 1, k), stride=stride, dilation=dilation)
        result[0, 0, 0].backward()
        return int(pixels.grad.flatten().nonzero().max()) + 1

    right = seen(layers)
    jumps = [1]
    for _, stride, _ in layers:
        jumps.append(jumps[-1] * stride)
    return right, {
        "own stride": own_stride_formula(layers),
        "no strides": seen([(k, 1, d) for k, _, d in layers]),
        "no dilation": seen([(k, s, 1) for k, s, _ in layers]),
        "whole kernels": 1 + sum(d * k * jump for (k, _, d), jump in zip(layers, jumps, strict=False)),
        "sum of kernels": sum(k for k, _, _ in layers),
        "no start": right - 1,
    }


RECOMPUTED = {
    "dense-parameters": dense_parameters,
    "convolution-parameters": convolution_parameters,
    "convolution-multiply-adds": convolution_multiply_adds,
    "output-size": output_size,
    "receptive-field": receptive_field,
}


def test_drawn_questions_agree_with_pytorch():
    """1,000 draws of drawn-questions.js: the answer, what each slip gives, and no number twice."""
    (kinds,) = node([{"what": "kinds"}])
    assert set(kinds["answer"]) == RECOMPUTED.keys() == set(questions.DRAWN)
    wrong = []
    for kind in questions.DRAWN:
        draws = call("drawn", "draw", *[(kind, seed) for seed in range(200)])
        assert len({draw["text"] for draw in draws}) > 40, f"{kind} draws little else than before"
        for seed, draw in enumerate(draws):
            value, slips = RECOMPUTED[kind](draw["text"])
            given = {slip["slip"]: slip["value"] for slip in draw["wrong"]}
            if draw["value"] != value or any(slips[slip] != number for slip, number in given.items()):
                wrong.append(f"{kind} {seed}: {draw}, where {value} and {slips} were computed")
            if len({value, *given.values()}) != 1 + len(given) or len(given) < 2:
                wrong.append(f"{kind} {seed}: a number twice, or too few: {draw}")
            if kind == "receptive-field" and sum(numbers(draw["reply"])) != value:
                wrong.append(f"{kind} {seed}: what the layers add is not {value}: {draw['reply']}")
            if not all(slip["reply"] for slip in [draw, *draw["wrong"]]):
                wrong.append(f"{kind} {seed}: no reply")
    assert not wrong, "\n".join(wrong[:5])


def columns_that_differ(side: int, shift: int) -> int:
    """Columns in which shifting before and after a zero-padded 3 x 3 convolution can lead to different outputs."""
    image, kernel = torch.rand(1, 1, side, side), torch.rand(1, 1, 3, 3)
    conv = lambda x: nn.functional.conv2d(x, kernel, padding=1)  # noqa: E731
    differ = conv(image.roll(shift, 3)) - conv(image).roll(shift, 3)
    return int((differ.abs() > 1e-6).any(2).sum())


def gained_by_convolution() -> float:
    rows = json.loads((ROOT / "snippets/shift_experiment/experiments.json").read_text("utf-8"))["rows"]
    dense, convolution = (
        next(
            r["centred"]["mean"]
            for r in rows
            if (r["experiment"], r["model"], r["images"]) == ("ablation", model, 1200)
        )
        for model in ("dense", "convolution")
    )
    return round(100 * (convolution - dense), 1)


def connections_of_1989() -> int:
    """Of LeCun's network, biases included: H1 and H2 read windows, H3 and the output are dense."""
    h1, h2 = 12 * 8 * 8, 12 * 4 * 4
    return h1 * (5 * 5 + 1) + h2 * (8 * 5 * 5 + 1) + (h2 + 1) * 30 + (30 + 1) * 10


def connections_kept_by_sharing() -> float:
    """Pixels in all windows, each with weights of its own, for every one that a shared kernel of ones adds up."""
    image, kernel = torch.ones(1, 1, 32, 32), torch.ones(1, 1, 5, 5)
    own = nn.functional.unfold(image, 5, padding=2).sum()
    return float(own / nn.functional.conv2d(image, kernel, padding=2).sum())


# What is right, by other ways than the pages' own, for the numeric question that begins so.
RIGHT = {
    "A transformer cuts colour images": lambda: counted(nn.Conv2d(3, 1280, 14, 14, device="meta")),
    "A 3 × 3 convolution with padding 1 maps an 8 × 8": lambda: int(
        nn.functional.conv2d(torch.ones(1, 1, 8, 8), torch.ones(1, 1, 3, 3), padding=1).sum()
    ),
    "How many pixels that are either black or white": lambda: next(n for n in range(999) if 2**n > 10**80),
    "Brightness grows by 3 grey levels per pixel": lambda: int(sobel(3 * np.indices((3, 3))[1], axis=1)[1, 1]),
    "With zero padding and a 3 × 3 kernel, a 32 × 32": lambda: columns_that_differ(32, 1),
    "A dense layer of 1,000": lambda: counted(nn.Linear(3 * 512 * 512, 1000, device="meta")),
    "Brightness rises by 10 per pixel": lambda: 50 - (40 + 60 + 50 + 50) / 4,
    "A `3x3/2` layer is followed by two": lambda: receptive_field(
        "A stack has three layers, in this order: 3 × 3 with stride 2, 3 × 3, 3 × 3."
    )[0],
    "How many percentage points of accuracy": gained_by_convolution,
    "The first layer of a ResNet": lambda: nn.Conv1d(1, 1, 7, 2, 3, device="meta")(
        torch.empty(1, 1, 224, device="meta")
    ).shape[-1],
    "A 5 × 5 layer reads 3": lambda: counted(nn.Conv2d(3, 64, 5, device="meta")),
    "A 3 × 3 kernel without zeros slides over a 5 × 5": lambda: sum(
        i <= 1 < i + 3 and j <= 1 < j + 3 for i in range(3) for j in range(3)
    ),
    "A 64 × 64 image is moved by 10": lambda: 64 * columns_that_differ(64, 10),
    "A layer of 5 × 5 windows maps a 32 × 32": connections_kept_by_sharing,
    "In the network of 1989": lambda: round(connections_of_1989() / 9760, 1),
}


def test_the_right_number_is_right():
    asked = [q for page in ASKING.values() for q in page.questions if q.form]
    assert len(asked) == len(RIGHT)
    for question in asked:
        plain = questions.COMMENT.sub("", question.text)
        (right,) = [compute for begin, compute in RIGHT.items() if plain.startswith(begin)]
        (option,) = [option for option in question.options if option.right]
        literal = questions.COMMENT.sub("", option.text).strip().replace(",", "").replace("−", "-")
        assert float(literal) == right(), f"{plain}\n{literal} is said to be right, and {right()} was computed"


def test_neither_place_nor_length_gives_a_right_option_away():
    """Over the book: who always chooses the second, or the longest, is wrong more often than right."""
    asked = [q.options for page in ASKING.values() for q in page.questions if not q.form]
    places = Counter(next(place for place, option in enumerate(options) if option.right) for options in asked)
    texts = [[(len(questions.COMMENT.sub("", option.text)), option.right) for option in options] for options in asked]
    longest = sum(max(options)[1] for options in texts)
    assert max(places.values()) < 0.45 * len(asked), f"the right option's places: {places}"
    assert longest < 0.45 * len(asked), f"of {len(asked)} right options {longest} are the longest"


# What is typed

TYPED = {
    "1024": 1024,
    "1,024": 1024,
    "1 024": 1024,
    "1\u202f024\u202f000": 1_024_000,
    "786,433,000 parameters": 786_433_000,
    " -3 ": -3,
    "−0.5": Fraction(-1, 2),
    ".5": Fraction(1, 2),
    "+7": 7,
    "1e6": 10**6,
    "2.8E8": 280_000_000,
    "2.80 × 10^8": 280_000_000,
    "2.8*10⁸": 280_000_000,
    "10^-3": Fraction(1, 1000),
    "1/3": Fraction(1, 3),
    "1,024 / 2": 512,
    "-1⁄4": Fraction(-1, 4),
    "": "Type a number first",
    "  ": "Type a number first",
    "seven": "“seven” is not a number. Write digits",
    "12 34": "is not a number",
    "1,02": "Write 1.02 with a point",
    "6,6": "Write 6.6 with a point",
    "1.2.3": "is not a number",
    "1/2/3": "is not a number",
    "1/": "is not a number",
    "-": "is not a number",
    "0x10": "is not a number",
    "Infinity": "is not a number",
    "1/0": "Nothing can be divided by 0",
    "1e999": "too large",
    "<b>7</b>": "is not a number",
}
# A number, the answers with the right one first, and the place of the answer that it is.
MATCHING = [
    (112, ["112", "111", "112.5"], 0),
    (111, ["112", "111", "112.5"], 1),
    (112.5, ["112", "111", "112.5"], 2),
    (111.8, ["112", "41"], -1),
    (40.96, ["1", "41"], 1),
    (6.6, ["6.6", "18.7"], 0),
    (6.55, ["6.6", "18.7"], 0),
    (6.649, ["6.6", "18.7"], 0),
    (6.7, ["6.6", "18.7"], -1),
    (18.69, ["6.6", "18.7"], 1),
    (1 / 3, ["0.33", "0.5"], 0),
    (0.3, ["0.33", "0.5"], -1),
    (279_600_000, ["2.80e8", "1"], 0),
    (279_400_000, ["2.80e8", "1"], -1),
    (0, ["0", "10"], 0),
    (786_432_000, ["786433000", "786432000"], 1),
]


def test_typed_numbers_are_read():
    """By typed-number.js, which also says what is wrong with what is no number."""
    read = call("typed", "readNumber", *[(typed, "parameters") for typed in TYPED])
    for (typed, wanted), got in zip(TYPED.items(), read, strict=True):
        if isinstance(wanted, str):
            assert wanted in got.get("problem", ""), f"{typed!r}: {got}"
        else:
            assert got.get("value") == float(wanted), f"{typed!r}: {got}"


def test_a_number_meets_the_answer_that_it_is():
    cases = [
        (number, [{"value": value, "right": i == 0} for i, value in enumerate(answers)])
        for number, answers, _ in MATCHING
    ]
    assert call("typed", "matching", *cases) == [place for _, _, place in MATCHING]


# In the browser


@pytest.fixture
def opened(visit, served):
    """Opens a page of the book in a window of its own, and closes the one before."""
    with contextlib.ExitStack() as windows:

        def opened(name: str, viewport=LAPTOP, **settings):
            windows.close()
            window = windows.enter_context(visit(viewport, **settings))
            window.goto(served + address(name))
            return window

        yield opened


# Gives each answer of each question on the page, in order, and reads what is said; formulas are left out.
# The first number that is to be read is read when the module for it is there.
ANSWER_ALL = """async (typed) => {
  const numeric = document.querySelector('quick-check:has(input[type=text])');
  numeric?.querySelector('.check').click();
  for (const begun = Date.now(); numeric?.querySelector('[role=status]')?.textContent === ''; ) {
    if (Date.now() - begun > 30_000) throw new Error('a number gets no reply');
    await new Promise((done) => setTimeout(done, 5));
  }
  return [...document.querySelectorAll('quick-check')].map((check, i) => {
    const radios = [...check.querySelectorAll('input[type=radio]')], field = check.querySelector('input[type=text]');
    return typed[i].map((value, place) => {
      field ? field.value = value : radios[place].click();
      check.querySelector('.check').click();
      const said = check.querySelector('[role=status]')?.cloneNode(true) ?? new DocumentFragment();
      for (const formula of said.querySelectorAll('math')) formula.remove();
      return {said: said.textContent, answered: Boolean(check.querySelector('.answered'))};
    });
  });
}"""


def plain(text: str) -> str:
    """Letters and digits of a reply as it is written, or as it is shown, without formulas and citations."""
    text = re.sub(r"<!--.*?-->|\$\$?[^$]+\$\$?|\[@[^\]]*\]|<[^>]+>", "", text, flags=re.DOTALL)
    return re.sub(r"\W", "", re.sub(r"\[([^\]]+)\]\([^)]*\)", r"\1", text))


def misreplied(window, source: Page) -> list[str]:
    """What is wrong with the replies on a page, and with what counts as answered."""
    asked = source.questions
    typed = [[re.sub("<.*", "", option.text, flags=re.DOTALL) for option in question.options] for question in asked]
    problems = []
    shown = window.evaluate(ANSWER_ALL, typed)
    if len(shown) != len(asked):
        return [f"{source.name}: {len(asked)} questions, {len(shown)} checks"]
    for question, said in zip(asked, shown, strict=True):
        for option, reply in zip(question.options, said, strict=True):
            verdict = "Right." if option.right else "No."
            if plain(reply["said"]) != plain(f"{verdict} {option.reply}"):
                problems.append(f"{source.name}: to {option.text!r} it says {reply['said']!r}")
        wrong_before = said[: [option.right for option in question.options].index(True)]
        if any(reply["answered"] for reply in wrong_before) or not said[-1]["answered"]:
            problems.append(f"{source.name}: {question.text!r} counts as answered when it is not, or the reverse")
        if len({reply["said"] for reply in said}) != len(said):
            problems.append(f"{source.name}: two answers to {question.text!r} get the same reply")
    return problems


def graded_unasked(window, place: int) -> list[str]:
    """What happens to a question with a list while one goes through it with the keys, without pressing Check."""
    check = window.locator("quick-check").nth(place)
    radios = check.get_by_role("radio")
    problems = []
    radios.first.focus()
    for key in ("Space", *["ArrowDown"] * radios.count(), "ArrowUp", "ArrowRight", "ArrowLeft"):
        window.keyboard.press(key)
        if check.locator("[role=status]").inner_text() or check.locator(".mark, .answered").count():
            problems.append(f"graded by {key}")
    if not check.locator("input:checked").count():
        problems.append("the keys choose nothing")
    return problems


@pytest.mark.browser
@pytest.mark.parametrize(("name", "place"), [CHOICE, NUMERIC], ids=["choice", "number"])
def test_a_reply_is_not_seen_beside_another_answer(opened, name, place):
    check = opened(name).locator("quick-check").nth(place)
    reply, field = check.get_by_role("status"), check.get_by_role("textbox")
    for times in range(2):
        if field.count():
            field.fill(str(times))
        else:
            check.get_by_role("radio").nth(times).check()
        expect(reply).to_have_css("opacity", "0")
        check.get_by_role("button", name="Check").click()
        expect(reply).to_have_css("opacity", "1")


@pytest.mark.browser
def test_keys_choose_and_never_grade(opened):
    name, place = CHOICE
    assert graded_unasked(opened(name), place) == []


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_questions_that_are_in_use(opened, scheme):
    for name in dict.fromkeys([CHOICE[0], NUMERIC[0]]):
        window = opened(name, color_scheme=scheme)
        for check in window.locator("quick-check").all():
            check.get_by_role("button", name="Check").click()  # with nothing chosen
        assert axe_finds(window, "quick-check") == []
        assert misreplied(window, ASKING[name]) == []
        assert axe_finds(window, "quick-check") == []


# A defect, and what has to notice it.
DEFECTS = {
    "a label is missing": ('element("label", {}, radio', 'element("i", {}, radio', "axe"),
    "a field without a name": (', "aria-labelledby": text.id', "", "axe"),
    "the next one's reply": ("given?.reply ??", "answers[(place + 1) % answers.length]?.reply ??", "replies"),
    "the key is shifted": (
        "answersIn(folded, list) : [];",
        "answersIn(folded, list).map((answer, i, all) => ({ ...answer, right: all.at(i - 1).right })) : [];",
        "replies",
    ),
    "graded by choosing": (
        "onsubmit: answer, oninput }",
        "onsubmit: answer, onchange: (event) => event.currentTarget.requestSubmit() }",
        "keys",
    ),
    "the reply is not announced": (', role: "status"', "", "replies"),
}


@pytest.mark.browser
@pytest.mark.parametrize("defect", DEFECTS)
def test_a_planted_defect_is_noticed(visit, served, defect):
    old, new, noticed_by = DEFECTS[defect]
    script = (WIDGETS / "quick-check.js").read_text("utf-8")
    assert script.count(old) == 1
    name, place = NUMERIC if "field" in defect else CHOICE
    with visit() as window:
        window.route(
            "**/quick-check.js",
            lambda route: route.fulfill(body=script.replace(old, new), content_type="text/javascript"),
        )
        window.goto(served + address(name))
        window.locator("quick-check form").first.wait_for()
        if noticed_by == "axe":
            assert axe_finds(window, "quick-check")
        elif noticed_by == "replies":
            assert misreplied(window, ASKING[name])
        else:
            assert graded_unasked(window, place)


def by_pointer(window, check, answer: int | str) -> None:
    if isinstance(answer, str):
        check.get_by_role("textbox").click(click_count=3)  # what was typed before is marked, and goes
        window.keyboard.type(answer)
    else:
        check.get_by_role("radio").nth(answer).click()
    check.get_by_role("button", name="Check").click()


def by_touch(window, check, answer: int | str) -> None:
    if isinstance(answer, str):
        check.get_by_role("textbox").tap()
        window.keyboard.press("Control+A")
        window.keyboard.type(answer)  # a touch screen's keyboard
    else:
        check.locator("label").nth(answer).tap()
    check.get_by_role("button", name="Check").tap()


def by_keys(window, check, answer: int | str) -> None:
    """With Tab to the field or the list, from wherever the focus is."""
    if isinstance(answer, str):
        field = check.get_by_role("textbox")
        if not check.evaluate("check => check.contains(document.activeElement)"):
            skip_to_content(window)
            tab_to(window, field)
        elif not field.evaluate("field => field === document.activeElement"):
            tab_to(window, field, back=True)
        window.keyboard.press("Control+A")
        window.keyboard.type(answer)
        window.keyboard.press("Enter")
        return
    radios = check.get_by_role("radio")
    if not check.locator("input:checked").count():
        skip_to_content(window)
        tab_to(window, radios.first)
        window.keyboard.press("Space")
    else:
        tab_to(window, check.locator("input:checked"), back=True)
    for _ in range(radios.count()):
        if not radios.nth(answer).is_checked():
            window.keyboard.press("ArrowDown")
    assert radios.nth(answer).is_checked(), f"no way by the keys to answer {answer}"
    window.keyboard.press("Tab")
    assert window.evaluate("document.activeElement.textContent") == "Check"
    window.keyboard.press("Enter")


def skip_to_content(window) -> None:
    """By the link that is the first stop."""
    window.keyboard.press("Tab")
    window.keyboard.press("Enter")


def another(window, check, way) -> str:
    """Ask for another question by the button; returns its text."""
    button = check.get_by_role("button", name="Another one")
    if way is by_keys:
        tab_to(window, button)
        window.keyboard.press("Enter")
    else:
        (button.tap if way is by_touch else button.click)()
    expect(check.get_by_role("textbox")).to_be_focused()
    return check.locator("p").first.inner_text()


STATE = "check => [check.querySelector('[role=status]').innerHTML, check.innerText, Boolean(check.querySelector('.answered'))]"
SAME_DRAW = "crypto.getRandomValues = numbers => numbers.fill(7)"


@pytest.mark.browser
@pytest.mark.parametrize(("name", "place"), [CHOICE, NUMERIC, DRAWN], ids=["choice", "number", "drawn"])
def test_pointer_keys_and_touch_come_to_the_same(visit, served, name, place):
    """A wrong answer, then the right one, which stays marked; of what is drawn, the same of the next one."""
    question = ASKING[name].questions[place]
    options = question.options
    right = [option.right for option in options].index(True)
    wrong = (right + 1) % len(options)
    answers = [wrong, right]
    if question.form:
        answers = [re.sub("<.*", "", options[answer].text, flags=re.DOTALL).strip() for answer in answers]
    seen = []
    for way in (by_pointer, by_keys, by_touch):
        with visit(has_touch=way is by_touch) as window:
            window.add_init_script(SAME_DRAW)
            raised = troubles(window, served)
            window.goto(served + address(name))
            check = window.locator("quick-check").nth(place)
            check.locator("form").wait_for()
            states = []
            for answer in answers:
                way(window, check, answer)
                # The first number waits for the module that reads it.
                expect(check.get_by_role("status")).not_to_be_empty()
                states.append(check.evaluate(STATE))
            if question.form:
                expect(check.locator(".mark")).to_have_text("right")
            else:
                expect(check.locator("li").nth(right)).to_contain_text("right")
                expect(check.locator("li").nth(wrong)).to_contain_text("no")
            if question.form[:5] == "drawn":
                text = another(window, check, way)
                value, slips = RECOMPUTED[check.get_attribute("drawn")](text)
                slip = next(number for number in slips.values() if number not in (0, value))
                for answer in (slip, value):
                    way(window, check, str(answer))
                    states.append(check.evaluate(STATE))
            assert raised == []
        seen.append(states)
    assert seen[0] == seen[1] == seen[2]
    assert [state[2] for state in seen[0]] == [False, *[True] * (len(seen[0]) - 1)]
    assert ["Right." in state[0] for state in seen[0]] == [False, True] * (len(seen[0]) // 2)


@pytest.mark.browser
def test_forced_colours_keep_right_and_wrong_apart(opened):
    """By words, which are seen; and what can be pressed has an edge."""
    for name, place in (CHOICE, NUMERIC):
        options = ASKING[name].questions[place].options
        right = [option.right for option in options].index(True)
        window = opened(name, forced_colors="active")
        check = window.locator("quick-check").nth(place)
        for answer, word in ((int(right == 0), "no"), (right, "right")):
            typed = re.sub("<.*", "", options[answer].text, flags=re.DOTALL).strip()
            by_pointer(window, check, typed if ASKING[name].questions[place].form else answer)
            expect(check.get_by_role("status")).to_contain_text("Right." if word == "right" else "No.")
            marks = [mark.strip() for mark in check.locator(".mark:visible").all_inner_texts()]
            assert marks.count(word) == 1 and set(marks) <= {"no", "right"}
        edge = "each => getComputedStyle(each).borderTopStyle + getComputedStyle(each).borderTopWidth"
        for pressed in check.locator("button:visible, input[type=text]").all():
            assert pressed.evaluate(edge) not in ("none0px", "solid0px")
        check.get_by_role("button", name="Check").focus()
        window.keyboard.press("Shift+Tab")
        ring = window.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert ring != "none", "the focus is seen"


@pytest.mark.browser
def test_questions_come_to_life_on_every_page_with_instant_navigation(visit, instant):
    """Pages are exchanged without a load, and what was answered stays so; a script that comes twice does nothing."""
    name, place = CHOICE
    right = [option.right for option in ASKING[name].questions[place].options].index(True)
    with visit() as window:
        raised = troubles(window, instant)
        with window.expect_response("**/sitemap.xml"):
            window.goto(instant + "glossary/")
        window.wait_for_load_state("networkidle")  # until links are exchanged
        window.evaluate("window.sameDocument = true")
        follow = "path => [...document.querySelectorAll('a')].find(link => link.pathname.endsWith(path)).click()"
        for visits in range(2):
            window.evaluate(follow, f"/{address(name)}")
            check = window.locator("quick-check").nth(place)
            expect(check.locator("form")).to_have_count(1)
            expect(check.locator(".answered")).to_have_count(visits)
            by_pointer(window, check, right)
            expect(check.get_by_role("status")).to_contain_text("Right.")
            window.evaluate(follow, "/summary/")
            expect(window.locator("quiz-progress [role=status]")).to_contain_text("1 of")
        for module in ("quick-check", "quiz-progress"):
            window.add_script_tag(url=f"{instant}assets/widgets/{module}.js?again", type="module")
        assert window.evaluate("window.sameDocument"), "the pages were loaded, not exchanged"
        assert raised == []


@pytest.mark.browser
def test_nothing_given_gets_a_sentence_and_the_answer_can_be_shown(opened):
    for name, place in (CHOICE, NUMERIC):
        question = ASKING[name].questions[place]
        (right,) = [option for option in question.options if option.right]
        window = opened(name)
        check = window.locator("quick-check").nth(place)
        button, status = check.get_by_role("button", name="Check"), check.get_by_role("status")
        show = check.get_by_role("button", name="Show the answer")
        button.click()
        expect(status).to_contain_text("first, then press Check.")
        expect(show).to_be_hidden()
        if question.form:
            check.get_by_role("textbox").fill("123456789.125")
            window.keyboard.press("Enter")
            expect(status).to_contain_text("No.")
        else:
            check.get_by_role("radio").nth(int(question.options[0] is right)).check()
            button.click()
        show.click()
        expect(status).to_contain_text("The answer: ")
        assert plain(right.text) in plain(status.inner_text()), status.inner_text()
        expect(check.locator(".answered")).to_have_count(0)


@pytest.mark.browser
def test_another_one_is_another_and_can_be_answered(opened):
    drawn = [(name, i) for name, page in ASKING.items() for i, q in enumerate(page.questions) if q.form[:5] == "drawn"]
    assert {name for name, _ in drawn} >= {"fully-connected", "sliding-kernel", "receptive-field"}
    for name, place in drawn:
        window = opened(name)
        check = window.locator("quick-check").nth(place)
        field, status = check.get_by_role("textbox"), check.get_by_role("status")
        check.get_by_role("button", name="Check").click()
        field.fill("1/7")
        field.press("Enter")
        texts = {check.locator("p").first.inner_text()}
        for _ in range(3):
            check.get_by_role("button", name="Another one").click()
            expect(field).to_be_focused()
            expect(status).to_be_empty()
            text = check.locator("p").first.inner_text()
            texts.add(text)
            value, slips = RECOMPUTED[check.get_attribute("drawn")](text)
            slip = next(number for number in slips.values() if number > 0 and number != value)
            field.fill(f"{slip:,}")
            field.press("Enter")
            expect(status).to_contain_text("No. ")
            check.get_by_role("button", name="Show the answer").click()
            unit = check.locator(".unit").inner_text()
            expect(status).to_contain_text(f"{value:,} {unit}".strip())
            field.fill(f"{value} {check.locator('.unit').inner_text()}")
            field.press("Enter")
            expect(status).to_contain_text("Right. ")
        assert len(texts) > 1


@pytest.mark.browser
def test_progress_is_kept_shown_and_forgotten(opened, served):
    total = sum(len(page.questions) for page in ASKING.values())
    window = opened(CHOICE[0])
    assert misreplied(window, ASKING[CHOICE[0]]) == []
    for _ in range(2):
        window.goto(served + "summary/")
        progress = window.locator("quiz-progress")
        here = len(ASKING[CHOICE[0]].questions)
        expect(progress.get_by_role("status")).to_have_text(f"{here} of {total} answered")
        link = progress.locator(f'a[href="../{address(CHOICE[0])}"]')
        expect(link.locator("xpath=..")).to_contain_text(f"{here} of {here}")
        window.reload()
    assert len(progress.get_by_role("link").all()) == len(ASKING)
    link.click()
    expect(window.locator("quick-check .answered")).to_have_count(here)
    window.go_back()
    window.get_by_role("button", name="Forget my answers").click()
    expect(progress.get_by_role("status")).to_have_text(f"0 of {total} answered")
    assert window.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('quick-check'))") == []


@pytest.mark.browser
def test_two_tabs_show_the_same_and_do_not_wake_each_other(opened, served):
    """What one tab writes, the others hear: a tab that writes when it hears would keep all of them busy for ever."""
    window = opened("summary")
    window.evaluate("window.heard = []; addEventListener('storage', ({ key }) => heard.push(key))")
    other = arriving(window.context.new_page())
    other.goto(served + address(CHOICE[0]))
    # It tries once whether the browser keeps anything.
    window.wait_for_function("heard.length > 1 && heard.splice(0, 2)")
    window.wait_for_timeout(300)
    assert window.evaluate("heard") == []
    assert misreplied(other, ASKING[CHOICE[0]]) == []
    here, total = len(ASKING[CHOICE[0]].questions), sum(len(page.questions) for page in ASKING.values())
    expect(window.locator("quiz-progress [role=status]")).to_have_text(f"{here} of {total} answered")
    assert len(window.evaluate("heard")) == here
    window.get_by_role("button", name="Forget my answers").click()
    expect(other.locator("quick-check .answered")).to_have_count(0)


@pytest.mark.browser
def test_another_one_that_does_not_come_is_told(opened):
    window = opened("fully-connected")
    raised = []
    window.on("pageerror", lambda error: raised.append(str(error)))
    window.route("**/another-one.js", lambda route: route.abort())
    drawn = window.locator("quick-check[drawn]").first
    drawn.get_by_role("textbox").fill("1/7")
    drawn.get_by_role("textbox").press("Enter")
    drawn.get_by_role("button", name="Another one").click()
    expect(drawn.get_by_role("status")).to_have_text("Another one could not be loaded.")
    assert raised == []


@pytest.mark.browser
def test_a_number_is_read_when_what_reads_it_has_come(opened):
    """It is asked for with the first digit, and a press of Check waits for it; where it does not come, that is told."""
    window = opened("fully-connected")
    check = window.locator("quick-check[drawn]").first
    coming = []
    window.route("**/typed-number.js", lambda route: coming.append(route))
    for arrives in (False, True):
        window.reload()
        check.get_by_role("textbox").press_sequentially("one")
        check.get_by_role("textbox").press("Enter")
        assert check.get_by_role("status").inner_text() == ""
        while coming:
            coming.pop().continue_() if arrives else coming.pop().abort()
        told = "“one” is not a number." if arrives else "What reads numbers could not be loaded."
        expect(check.get_by_role("status")).to_contain_text(told)


@pytest.mark.browser
def test_questions_work_where_the_browser_keeps_nothing(visit, served):
    with visit() as window:
        errors = []
        window.on("pageerror", lambda error: "/widgets/" in str(error.stack) and errors.append(str(error)))
        window.add_init_script(
            "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('no', 'SecurityError') }})"
        )
        window.goto(served + "summary/")
        assert misreplied(window, ASKING["summary"]) == []
        expect(window.locator("quiz-progress [role=status]")).to_contain_text(f"{len(ASKING['summary'].questions)} of ")
        expect(window.locator("quiz-progress [role=status]")).to_contain_text("this browser keeps nothing")
        assert errors == []


@pytest.mark.browser
def test_questions_work_where_the_store_has_become_full(opened, served):
    window = opened("summary")
    raised = troubles(window, served)
    full = "throw new DOMException('full', 'QuotaExceededError')"
    window.evaluate(f"() => {{ Storage.prototype.setItem = () => {{ {full} }} }}")
    assert misreplied(window, ASKING["summary"]) == []
    expect(window.locator("quiz-progress [role=status]")).to_contain_text(f"{len(ASKING['summary'].questions)} of ")
    assert raised == []


@pytest.mark.browser
def test_a_full_store_still_tells_what_it_has(opened, served):
    """Other books of the same host may have filled it before this page is loaded."""
    window = opened(CHOICE[0])
    assert misreplied(window, ASKING[CHOICE[0]]) == []
    window.add_init_script("Storage.prototype.setItem = () => { throw new DOMException('', 'QuotaExceededError') }")
    window.goto(served + "summary/")
    progress = window.locator("quiz-progress [role=status]")
    expect(progress).to_contain_text(f"{len(ASKING[CHOICE[0]].questions)} of ")
    window.get_by_role("button", name="Forget my answers").click()
    expect(progress).to_contain_text("0 of ")
    window.reload()
    expect(progress).to_contain_text("0 of ")


# What of each question is read, and which of its replies are seen before and after its answer is pressed.
UNFOLD = """() => [...document.querySelectorAll('quick-check')].map((check) => {
  const seen = () => [...check.querySelectorAll('.answer > div')].map((reply) => reply.checkVisibility());
  const [text, folded] = [check.innerText, seen()];
  check.querySelector('.answer > summary').click();
  return [text, folded, seen()];
})"""


@pytest.mark.browser
def test_without_scripts_no_answer_is_seen_until_it_is_unfolded(opened, served):
    window = opened("references", java_script_enabled=False)
    for name, page in ASKING.items():
        window.goto(served + address(name))
        for question, (text, folded, unfolded) in zip(page.questions, window.evaluate(UNFOLD), strict=True):
            replies = len(question.options) + bool(question.other)
            assert (folded, unfolded) == ([False] * replies, [True] * replies), name
            assert plain(question.text)[:40] in plain(text)
        window.locator("quick-check .answer > summary").first.click()
        expect(window.locator("quick-check .answer > div").first).to_be_hidden()
    window.goto(served + "summary/")
    expect(window.locator("quiz-progress")).to_contain_text(
        f"{sum(len(p.questions) for p in ASKING.values())} questions"
    )


HEIGHTS = """[...document.querySelectorAll('quick-check, quiz-progress')].map(
    (each) => [each.id, Math.round(each.getBoundingClientRect().height)])"""
TARGETS = """[...document.querySelectorAll(
    'quick-check :is(label, button, input[type=text], .hint > summary), quiz-progress button')]
  .filter((each) => each.checkVisibility())
  .map((each) => [each.outerHTML, each.getBoundingClientRect()]).map(([html, box]) => [html, Math.min(box.width, box.height)])"""


# Questions, and the list of them, stay as they are without scripts until they are released.
HOLD = """{ const {define} = customElements, held = [];
customElements.define = (...given) => given[0].startsWith('qui') ? held.push(given) : define.apply(customElements, given);
window.release = () => held.splice(0).forEach((given) => define.apply(customElements, given)); }"""


@pytest.mark.browser
@pytest.mark.parametrize("name", ASKING)
@pytest.mark.parametrize(("touch", "least"), [(False, 24), (True, 44)], ids=["mouse", "finger"])
def test_every_answer_gets_its_reply_and_nothing_moves(visit, served, touch, least, name):
    """Each question, and the list of them, is as high as before at every width, and replies; its targets are large, and it fits."""
    widths = [SMALL, PHONE, LAPTOP]
    with visit(SMALL, has_touch=touch, is_mobile=touch) as window:
        window.add_init_script(HOLD)
        window.goto(served + address(name))
        found = []
        for forms, viewports in ((0, widths), (len(ASKING[name].questions), widths[::-1])):
            assert window.locator("quick-check form").count() == forms
            found.append({})
            for viewport in viewports:
                window.set_viewport_size(viewport)
                found[-1][viewport["width"]] = window.evaluate(HEIGHTS)
            window.evaluate("release()")
        assert found[0] == found[1]
        problems = misreplied(window, ASKING[name])
        assert not problems, "\n".join(problems)
        assert [target for target, size in window.evaluate(TARGETS) if size < least] == []
        assert window.evaluate("document.documentElement.scrollWidth") <= SMALL["width"]


@pytest.mark.browser
def test_paper_has_the_question_and_the_answer(opened):
    for name, place in (CHOICE, NUMERIC):
        window = opened(name)
        assert misreplied(window, ASKING[name]) == []
        window.emulate_media(media="print")
        check = window.locator("quick-check").nth(place)
        expect(check.locator(".answer > summary")).to_be_visible()
        for reply in check.locator(".answer > div").all():
            expect(reply).to_be_visible()
        expect(check.locator(":is(legend, p)").first).to_be_visible()
        for hidden in check.locator(".actions, .reply, .answered, .mark, input").all():
            assert not hidden.is_visible(), hidden.evaluate("each => each.outerHTML")


BARE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Elsewhere</title>
<script type="module" src="assets/widgets/quick-check.js"></script>
<quick-check><p>How far?</p><ol><li>9 pixels</li><li>7 pixels</li></ol>
<details class="answer"><summary>Answer</summary><div><p><strong class="verdict">A: no.</strong> Twice.</p></div>
<div class="right"><p><strong class="verdict">B: right.</strong> Two each.</p></div></details></quick-check>
<quick-check id="unfinished"><p>Without a right answer</p><ol><li>9 pixels</li></ol>
<details class="answer"><summary>Answer</summary><div><p>Twice.</p></div></details></quick-check>
"""


@pytest.mark.browser
def test_a_check_works_on_a_page_of_another_site(visit, served):
    with visit() as window:
        said = []
        window.on("console", lambda message: said.append(message.text))
        window.route("**/elsewhere.html", lambda route: route.fulfill(body=BARE, content_type="text/html"))
        window.goto(served + "elsewhere.html")
        check = window.locator("quick-check").first
        check.get_by_role("radio", name="7 pixels").check()
        check.get_by_role("button", name="Check").click()
        expect(check.get_by_role("status")).to_have_text("Right. Two each.")
        assert ["exactly one of them right" in text for text in said] == [True]
        expect(window.locator("#unfinished summary")).to_be_visible()
        window.reload()
        expect(check.locator(".answered")).to_be_visible()


# Questions as the build reads them


def test_an_answer_stays_with_its_question_when_tooltips_and_marks_change():
    def id_of(text: str) -> str:
        return questions.read("", f"{text}\n\n- [x] a\n\n    b\n\n- [ ] c\n\n    d\n", 0, 0).id

    assert id_of("How many\nkernels?") == id_of('How many <abbr title="x">kernels</abbr>?')
    assert id_of("Of 40<!-- given --> layers?") == id_of("Of 40<!-- count --> layers?") != id_of("Of 41 layers?")


def test_the_notebook_asks_what_its_page_asks():
    path = DOCS / "numpy-cnn.ipynb"
    assert len(ASKING["numpy-cnn"].questions) == len(re.findall(r"^\*\*\d\. ", notebooks.source(path).text, re.M)) >= 2


def test_every_question_is_listed_once(site):
    listed = re.findall(r'data-questions="([^"]*)"', (site / "summary" / "index.html").read_text("utf-8"))
    assert sorted(" ".join(listed).split()) == sorted(q.id for page in ASKING.values() for q in page.questions)
    assert lists.question_list([Page(DOCS / "index.md")], ["index.md"]).count("data-questions") == 1
