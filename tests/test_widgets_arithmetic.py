"""G6: what the widgets compute is what PyTorch computes, and what PyTorch refuses they refuse, in words (see arithmetic.mjs)."""

import random
from urllib.parse import unquote

import numpy as np
import pytest
import torch
import widgets
from torch import nn
from torch.nn import functional as F

from snippets.figures.style import SIGNED
from tests.drawing import luminance
from tests.drivers import DRIVERS, kernel_lab, kernel_stepper
from tests.in_node import call, node, states

CASES = {"conv2d": 700, "conv1d": 300, "dependencies": 300, "products": 100, "field": 300}


def chance(random: random.Random, size: int) -> dict:
    """One axis: mostly legal, with every kind of illegal setting among them."""
    return {
        "size": size,
        "kernel": random.choice([0, 1, 1, 2, 2, 3, 3, 3, 3, 4, 5, 5, 7])
        if random.random() < 0.2
        else random.randint(1, 5),
        "stride": random.choice([1, 1, 1, 2, 2, 3, 4]) if random.random() < 0.97 else 0,
        "padding": random.choice([0, 0, 1, 1, 2, 3, 4, 6]) if random.random() < 0.97 else -1,
        "mode": random.choice(["zero", "circular"]),
        "dilation": random.choice([1, 1, 1, 2, 2, 3]) if random.random() < 0.97 else 0,
    }


def integers(random: random.Random, *shape: int) -> list:
    return np.array([random.randint(-9, 9) for _ in range(int(np.prod(shape)))]).reshape(shape).tolist()


def make(what: str, random: random.Random) -> dict:
    if what == "field":
        layers = [
            {
                "kernel": random.randint(1, 5),
                "stride": random.choice([1, 1, 2, 3]),
                "dilation": random.choice([1, 1, 2, 3]),
                "padding": random.choice([0, 0, 1, 2]),
            }
            for _ in range(random.randint(1, 5))
        ]
        return {"what": what, "layers": layers, "size": random.randint(3, 45)}
    rows = chance(random, random.randint(1, 9))
    if what == "dependencies":
        return {"what": what, "along": rows}
    incoming, outgoing = random.randint(1, 3), random.randint(1, 2)
    deep = incoming + (random.random() < 0.03)
    if what == "conv1d":
        return {
            "what": what,
            "along": rows,
            "signal": integers(random, incoming, rows["size"]),
            "filters": integers(random, outgoing, deep, rows["kernel"]),
            "biases": integers(random, outgoing),
        }
    columns = chance(random, random.randint(1, 9)) | {"mode": rows["mode"]}
    image = integers(random, incoming, rows["size"], columns["size"])
    sides = rows["kernel"], columns["kernel"]
    if what == "products":
        filters = {"filter": integers(random, incoming, *sides)}
    else:
        filters = {"filters": integers(random, outgoing, deep, *sides), "biases": integers(random, outgoing)}
    return {"what": what, "rows": rows, "columns": columns, "image": image, **filters}


@pytest.fixture(scope="module")
def answered() -> dict[str, list[tuple[dict, dict]]]:
    """Cases and answers by kind."""
    chances = random.Random(7)
    cases = [make(what, chances) for what, count in CASES.items() for _ in range(count)]
    found: dict[str, list[tuple[dict, dict]]] = {what: [] for what in CASES}
    for case, answer in zip(cases, node(cases), strict=True):
        found[case["what"]].append((case, answer))
    return found


def by_torch(image: list, filters: list, biases: list, axes: list[dict]) -> list:
    """The layer of PyTorch with these settings. Raises what PyTorch raises."""
    taken = {name: tuple(axis[name] for axis in axes) for name in ("kernel", "stride", "padding", "dilation")}
    mode = "zeros" if axes[0]["mode"] == "zero" else "circular"
    if mode == "circular" and min(taken["padding"]) < 0:
        raise RuntimeError(
            "as circular padding a negative one crops the input, which is no padding; we refuse it as PyTorch does for zeros"
        )
    kind = nn.Conv1d if len(axes) == 1 else nn.Conv2d
    weights = torch.tensor(filters, dtype=torch.float64).reshape(len(filters), -1, *taken["kernel"])
    layer = kind(
        len(image),
        len(filters),
        taken["kernel"],
        taken["stride"],
        taken["padding"],
        taken["dilation"],
        padding_mode=mode,
    ).double()
    layer.weight, layer.bias = nn.Parameter(weights), nn.Parameter(torch.tensor(biases, dtype=torch.float64))
    return layer(torch.tensor(image, dtype=torch.float64)[None])[0].tolist()


def compare(pairs: list[tuple[dict, dict]], expected) -> int:
    """Each answer is what ``expected`` gives for the case, and a sentence where that raises; returns how many are refused."""
    wrong, refused = [], 0
    for case, answer in pairs:
        try:
            wanted = expected(case)
        except (RuntimeError, ValueError) as error:
            refused += 1
            sentence = answer.get("refused", "")
            if not (sentence.endswith(".") and len(sentence.split()) > 3):
                wrong.append(f"{case}: PyTorch refuses ({error}), we give {answer}")
            continue
        if answer.get("answer") != wanted:
            wrong.append(f"{case}: PyTorch gives {wanted}, we give {answer}")
    assert not wrong, f"{len(wrong)} of {len(pairs)} differ\n" + "\n".join(wrong[:3])
    return refused


@pytest.mark.parametrize("what", ["conv2d", "conv1d"])
def test_layers_are_those_of_pytorch(answered, what):
    def expected(case: dict) -> list:
        axes = [case["along"]] if what == "conv1d" else [case["rows"], case["columns"]]
        return by_torch(case["signal" if what == "conv1d" else "image"], case["filters"], case["biases"], axes)

    refused = compare(answered[what], expected)
    assert CASES[what] * 0.1 < refused < CASES[what] * 0.6


def windows(along: dict) -> tuple[list[list[int]], int]:
    """The pixels that each output reads, -1 where it reads padding, and how many padded cells lie behind all windows."""
    by_torch([[0] * along["size"]], [[[1] * along["kernel"]]], [0], [along])  # raises where PyTorch does
    pixels = torch.arange(1.0, along["size"] + 1)[None, None]
    around = (along["padding"],) * 2
    padded = F.pad(pixels, around, mode="circular") if along["mode"] == "circular" else F.pad(pixels, around)
    reach = along["dilation"] * (along["kernel"] - 1) + 1
    slid = padded[0, 0].unfold(0, reach, along["stride"])
    left = padded.shape[-1] - (along["stride"] * (len(slid) - 1) + reach)
    return (slid[:, :: along["dilation"]].long() - 1).tolist(), left


def test_both_directions_are_those_of_a_sliding_window(answered):
    def expected(case: dict) -> dict:
        reads, left = windows(case["along"])
        feeds = [
            [[output, tap] for output, read in enumerate(reads) for tap, at in enumerate(read) if at == pixel]
            for pixel in range(case["along"]["size"])
        ]
        return {"reads": reads, "feeds": feeds, "left": left}

    compare(answered["dependencies"], expected)


def test_products_add_up_and_are_known_from_both_sides(answered):
    def added(answer: dict) -> dict:
        return {
            "answer": [[sum(term["product"] for term in cell) for cell in row] for row in answer["answer"]["products"]]
        }

    def expected(case: dict) -> list:
        return by_torch(case["image"], [case["filter"]], [0], [case["rows"], case["columns"]])[0]

    legal = [(case, answer) for case, answer in answered["products"] if "answer" in answer]
    refused = compare([(c, added(a) if "answer" in a else a) for c, a in answered["products"]], expected)
    assert refused == CASES["products"] - len(legal) < CASES["products"] * 0.6
    for case, answer in legal:
        found = answer["answer"]["receivers"]
        to = {
            (r, s, *one["output"], *one["tap"])
            for r, row in enumerate(found)
            for s, cell in enumerate(row)
            for one in cell
        }
        terms = [
            (*term["pixel"], i, j, *term["tap"])
            for i, row in enumerate(answer["answer"]["products"])
            for j, cell in enumerate(row)
            for term in cell
            if term["pixel"] and term["channel"] == 0
        ]
        assert len(terms) == len(set(terms)) and set(terms) == to
        for row in answer["answer"]["products"]:
            for term in (term for cell in row for term in cell):
                pixel, value = term["pixel"], term["value"]
                assert value == (case["image"][term["channel"]][pixel[0]][pixel[1]] if pixel else 0)
                assert term["weight"] == case["filter"][term["channel"]][term["tap"][0]][term["tap"][1]]
                assert term["product"] == term["weight"] * value


def test_receptive_fields_are_those_of_gradients(answered):
    """Sizes, and the exact input pixels of every unit of the last layer; bounds where no padding hides them."""
    refused = 0
    for case, answer in answered["field"]:
        x = torch.ones(1, 1, case["size"], dtype=torch.float64, requires_grad=True)
        y, sizes = x, [case["size"]]
        try:
            for layer in case["layers"]:
                ones = torch.ones(1, 1, layer["kernel"], dtype=torch.float64)
                y = F.conv1d(y, ones, None, layer["stride"], layer["padding"], layer["dilation"])
                sizes.append(y.shape[-1])
        except RuntimeError:
            refused += 1
            assert answer["refused"].endswith(".")
            continue
        found = answer["answer"]
        assert [level["size"] for level in found["levels"]] == sizes
        top = found["levels"][-1]
        for unit in range(sizes[-1]):
            (gradient,) = torch.autograd.grad(y[0, 0, unit], x, retain_graph=True)
            reached = gradient[0, 0].nonzero()[:, 0].tolist()
            assert found["cones"][unit][0] == reached, case
            first, last = top["start"] + unit * top["jump"], top["start"] + unit * top["jump"] + top["field"] - 1
            assert found["clips"][-1][unit] == (
                [max(first, 0), min(last, case["size"] - 1)] if reached else [0, -1]
            ) or (not reached and first <= last), case
            if not any(layer["padding"] for layer in case["layers"]):
                assert [reached[0], reached[-1]] == [first, last] == found["clips"][-1][unit]
        middle = found["clips"][-1][(sizes[-1] - 1) // 2]
        assert top["coverage"] == pytest.approx(((middle[1] - middle[0] + 1) / case["size"]) ** 2)
    assert 20 < refused < CASES["field"] / 2


def test_a_field_that_lies_in_the_padding_holds_no_pixel():
    given = [({"field": 3, "jump": 2, "start": start}, 1, 9) for start in (-5, -4, 5, 7)]
    assert call("field", "clipped", *given) == [[0, -1], [0, 0], [7, 8], [0, -1]]


def test_a_layer_has_stride_and_dilation_1_and_no_padding_unless_told():
    told = [{"kernel": kernel, "stride": 1, "dilation": 1, "padding": 0} for kernel in (3, 5, 2)]
    untold = [{"kernel": kernel} for kernel in (3, 5, 2)]
    one, other = call("field", "levels", (told, 20), (untold, 20))
    assert one == other


MODELS = {
    "connectivity-map": "map",
    "equivariance-bench": "bench",
    "kernel-lab": "lab",
    "kernel-stepper": "stepper",
    "receptive-cone": "cone",
}


@pytest.mark.parametrize("name", MODELS)
def test_attributes_are_those_of_the_table(name):
    table = widgets.TABLE[name].attributes
    tries = [*map(str, range(-2, 60)), *{word for attribute in table.values() for word in attribute.words}]
    (answer,) = node([{"what": "admitted", "module": MODELS[name], "tries": tries}])
    assert {attribute: default for attribute, default, _ in answer["answer"]} == {
        k: a.default for k, a in table.items()
    }
    for attribute, _, admitted in answer["answer"]:
        assert admitted == [text for text in tries if table[attribute].admits(text)], attribute


def test_numbers_are_written_for_readers():
    given = [(-0.001,), (-0.0,), (0.004, 2), (-1.5,), (1234567.891, 1), (-1234,), (0.1 + 0.2,), (2.345, 0), (1 / 3,)]
    wanted = ["0", "0", "0", "−1.5", "1,234,567.9", "−1,234", "0.3", "2", "0.33"]
    assert call("numbers", "shown", *given) == wanted
    assert call("numbers", "fixed", (-0.001, 2), (1.005e3, 1), (-2, 1)) == ["0.00", "1,005.0", "−2.0"]
    assert call("numbers", "percent", (0.126,), (0.1234, 1), (1,)) == ["13 %", "12.3 %", "100 %"]
    assert call("numbers", "sum", ([-1, 0, 4, -2, 0.254],), ([],)) == ["−1 + 0 + 4 − 2 + 0.25", "0"]
    assert call("numbers", "typed", ("−1,5",), (" 12 ",), ("-.5",), ("1e9",), ("",), ("3 4",)) == [
        -1.5,
        12,
        -0.5,
        None,
        None,
        None,
    ]
    assert call("numbers", "counted", (1, "pixel"), (2000, "pixel")) == ["1 pixel", "2,000 pixels"]


def test_arrays_are_written_as_numpy_writes_them():
    """Row below row, lines of no more than 76 characters, and nothing but the numbers when they are read again."""
    rng = np.random.default_rng(2)
    arrays = [rng.integers(-99, 100, shape) for shape in ((3,), (40,), (3, 3), (2, 3, 4), (2, 30), (1, 1))]
    arrays += [rng.integers(-99, 100, (3, 4)) / 10, np.array([-0.0, 0.1 + 0.2])]
    texts = call("python", "array", *[("name", array.tolist()) for array in arrays])
    for array, text in zip(arrays, texts, strict=True):
        names = {"np": np}
        exec(text, names)
        np.testing.assert_allclose(names["name"], array, rtol=1e-9)
        first, *more = text.split("\n")
        opening = first.index("[")
        nested = [line for line in more if line.strip().startswith("[")]
        assert all(len(line) <= 79 for line in (first, *more))
        for line in more:
            depth = line.strip().count("[", 0, len(line.strip()) - len(line.strip().lstrip("[")))
            assert len(line) - len(line.lstrip()) == opening + array.ndim - depth, text
        assert len(nested) == np.prod(array.shape[:-1], dtype=int) - 1 if array.ndim > 1 else not nested
    assert texts[0] == f"name = np.array({arrays[0].tolist()})"
    longest = max(len(line) for text in texts for line in text.split("\n"))
    assert longest > 70, "a line is filled before the next one begins"
    assert call("python", "array", ("x", [1], "torch.tensor", "dtype=torch.float64")) == [
        "x = torch.tensor([1], dtype=torch.float64)"
    ]


def test_signed_colours_are_those_of_the_figures_and_legible():
    steps = np.linspace(-1, 1, 201)
    rgb = np.array(call("colours", "signed", *[(float(step),) for step in steps]))
    fine = SIGNED.resampled(20001)  # Matplotlib's own has 256 steps
    assert np.abs(rgb - 255 * fine((steps + 1) / 2)[:, :3]).max() < 0.52
    light = call("colours", "luminance", *[(colour.tolist(),) for colour in rgb])
    assert (np.diff(light) > 0).all(), "lightness rises with the value"
    dark = [[channel, 0, 255 - channel] for channel in range(0, 256, 5)]
    light += call("colours", "luminance", *[(colour,) for colour in dark])
    assert light == pytest.approx(luminance(np.concatenate([rgb, dark]) / 255), abs=1e-4)
    grey = rgb[100]
    assert grey.max() - grey.min() < 12, "zero is grey"
    text = call("colours", "readable", *[(colour.tolist(),) for colour in rgb])
    against = [(1.05 if colour == "#fff" else 0.05, own + 0.05) for colour, own in zip(text, light, strict=False)]
    assert min(max(pair) / min(pair) for pair in against) >= 4.5


def test_a_link_holds_the_whole_state_or_is_refused():
    """Every field of it, in states by chance."""
    for name, module in (MODELS | {"digit-lab": "digitLab"}).items():
        texts = [DRIVERS[name].states(random.Random(seed)) for seed in range(50)]
        found = states(module, texts)
        (links,) = node([{"what": "written", "module": module, "states": found}])
        for link, text in zip(links["answer"], texts, strict=True):
            assert dict(part.split(":") for part in unquote(link).split(";")) == text
        link, *rest = links["answer"]
        first, _, others = link.partition(";")
        field = first.split(":")[0]
        wrong = [
            "",
            others,
            f"{link};{first}",
            f"{link};no:1",
            f"{field};{others}",
            f"{field}:%;{others}",
            f"{field}:no;{others}",
        ]
        (read,) = node([{"what": "read", "module": module, "links": [link, *rest, *wrong]}])
        assert read["answer"] == [*found, *[None] * len(wrong)], module
    whole = kernel_lab.states(random.Random(1)) | {"weights": "0,0,0,0,0.5,0,0,0,0"}
    (read,) = node([{"what": "read", "module": "lab", "links": [";".join(map(":".join, whole.items()))]}])
    assert read["answer"] == [None], "the kernel lab's weights are whole numbers"
    text = kernel_stepper.states(random.Random(1))
    weights = {"99,-99,1.5,-0.1": True, "": True} | dict.fromkeys(
        ("100", "-99.1", "1.25", "1e1", "x", "1,,2", "1;2"), False
    )
    links = [";".join(f"{name}:{value}" for name, value in (text | {"weights": weight}).items()) for weight in weights]
    (read,) = node([{"what": "read", "module": "stepper", "links": links}])
    assert [state is not None for state in read["answer"]] == list(weights.values())


def test_fragments_hold_several_widgets_and_leave_what_is_not_theirs():
    given = [("#a=x:1&b=y:2", "b", "y:3"), ("#a=x:1", "b", "y:2"), ("#heading", "a", "x:1"), ("#a=x:1", "a", None)]
    given += [("#heading", "a", None), ("#/route", "a", "x:1"), ("", "a", "x:1"), ("#a-b-2=x:1", "a", "y:1")]
    wanted = ["#a=x:1&b=y:3", "#a=x:1&b=y:2", "#a=x:1", "", "#heading", "#/route", "#a=x:1", "#a-b-2=x:1&a=y:1"]
    assert call("permalink", "fragmentWith", *given) == wanted
