"""The notebook: its network against PyTorch, its rules against scikit-learn, its prose against what it prints."""

import ast
import contextlib
import html
import io
import json
import re
from collections import Counter
from pathlib import Path

import nbformat
import numpy as np
import pytest
import torch
from latex2mathml.converter import convert
from matplotlib.colors import to_rgb
from notebooks import source
from scipy.ndimage import correlate
from sklearn.datasets import load_digits
from sklearn.neighbors import NearestCentroid
from sklearn.tree import DecisionTreeClassifier

from snippets.figures import style
from tests.drawing import contrast, luminance

NOTEBOOK = Path(__file__).parents[1] / "docs" / "numpy-cnn.ipynb"
CELLS = json.loads(NOTEBOOK.read_text("utf-8"))["cells"]
CODE = {cell["id"]: "".join(cell["source"]) for cell in CELLS if cell["cell_type"] == "code"}
PROSE = {cell["id"]: "".join(cell["source"]) for cell in CELLS if cell["cell_type"] == "markdown"}
ALT = {cell["id"]: cell["metadata"]["alt"] for cell in CELLS if "alt" in cell["metadata"]}


class Run:
    """The code cells run in one namespace: their names, and by cell what was printed and drawn."""

    def __init__(self, last: str | None = None, change: tuple[str, str] | None = None):
        self.names: dict = {}
        self.printed: dict[str, str] = {}
        self.drawn: dict[str, list[str]] = {}
        for cell, code in CODE.items():
            self.drawn[cell] = shown = []
            self.names["display"] = lambda svg, shown=shown: shown.append(svg.data)
            if change and change[0] in code:
                code, change = code.replace(*change), None
            with contextlib.redirect_stdout(io.StringIO()) as stream:
                exec(compile(code, f"cell {cell}", "exec"), self.names)
            self.printed[cell] = stream.getvalue()
            if cell == last:
                break
        assert change is None, "the line to change is not in the notebook"


@pytest.fixture(scope="module")
def run() -> Run:
    return Run()


@pytest.fixture(scope="module")
def notebook(run) -> dict:
    return run.names


def tensor(array: np.ndarray) -> torch.Tensor:
    return torch.tensor(array, requires_grad=True)


# Form


def test_the_notebook_is_committed_clean():
    text = NOTEBOOK.read_text("utf-8")
    content = json.loads(text)
    nbformat.validate(content)
    assert (content["nbformat"], content["nbformat_minor"]) == (4, 5)
    assert content["metadata"]["kernelspec"]["name"] == "python3"
    assert text == json.dumps(content, indent=1, ensure_ascii=False) + "\n"
    assert all(
        cell["execution_count"] is None and cell["outputs"] == [] for cell in CELLS if cell["cell_type"] == "code"
    )
    assert max(Counter(cell["id"] for cell in CELLS).values()) == 1


@pytest.mark.parametrize("cell", CODE)
def test_a_cell_is_short(cell):
    lines = CODE[cell].splitlines()
    assert len(lines) <= 30
    assert max(map(len, lines)) <= 80


def test_nothing_of_ours_is_imported():
    modules = {node.module for node in ast.walk(ast.parse(CODE["imports"])) if isinstance(node, ast.ImportFrom)}
    modules |= {
        name.name
        for node in ast.walk(ast.parse(CODE["imports"]))
        if isinstance(node, ast.Import)
        for name in node.names
    }
    assert {module.split(".")[0] for module in modules} == {"IPython", "io", "matplotlib", "numpy", "sklearn"}
    assert not any(
        isinstance(node, ast.Import | ast.ImportFrom)
        for cell, code in CODE.items()
        if cell != "imports"
        for node in ast.walk(ast.parse(code))
    )


def test_every_name_is_used():
    tree = ast.parse("\n".join(CODE.values()))
    defined = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    defined |= {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    defined |= {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    defined |= {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
    assert defined - used - {"_"} == set()


def test_prose_leaves_the_numbers_to_the_outputs():
    for cell, text in PROSE.items():
        text = re.sub(
            r"`[^`]*`|, \d{4}\]\([^)]*\)|\]\([^)]*\)|\$\$.*?\$\$|\d+ × \d+|\d+<!-- given -->",
            " ",
            text,
            flags=re.DOTALL,
        )
        assert [n for n in re.findall(r"\d[\d.,]*\d|\d", text) if float(n.replace(",", "")) > 10 or "." in n] == [], (
            cell
        )


def test_the_prose_has_at_most_3000_words():
    assert len(re.sub(r"<!--.*?-->", "", "\n".join(PROSE.values()), flags=re.DOTALL).split()) <= 3000
    assert not source(NOTEBOOK).questions  # they are HTML here, as the notebook is also read elsewhere


def test_formulas_become_mathml():
    formulas = [a or b for text in PROSE.values() for a, b in re.findall(r"\$\$(.+?)\$\$|\$(.+?)\$", text, re.DOTALL)]
    assert len(formulas) > 20
    for formula in formulas:
        assert "\\" not in re.sub(r"<[^>]*>", "", convert(formula)), formula


def test_every_question_has_a_reply_to_each_option():
    questions = re.split(r"^\*\*\d\. ", PROSE["questions"], flags=re.MULTILINE)[1:]
    assert len(questions) >= 2
    for question in questions:
        options, answer = question.split("<details>")
        assert re.findall(r"^\* ([A-C])\. ", options, re.MULTILINE) == re.findall(
            r"^<li>([A-C])\. ", answer, re.MULTILINE
        )
        verdicts = re.findall(r"^<li>[A-C]\. (Yes|No|Too early)\. \w.+</li>$", answer, re.MULTILINE)
        assert len(verdicts) == 3 and verdicts.count("Yes") == 1
        assert "`" not in answer and "$" not in answer  # it is HTML


# Data


def test_the_digits_are_what_the_text_says(run):
    assert run.printed["data"] == "1,797 images of 8 x 8 pixels\nvalues from 0 to 16\n"


def test_both_pairs_of_digits_are_split(run):
    for pair, line in zip(((0, 1), (3, 8)), run.printed["resize"].splitlines(), strict=True):
        count = np.isin(load_digits().target, pair).sum()
        training = 7 * count // 10
        assert line == f"{pair[0]}, {pair[1]}: training and test images [{training}, {count - training}]"


def test_resize_is_bilinear(notebook):
    images = np.random.default_rng(0).normal(size=(5, 8, 8))
    for size in (14, 16, 21):
        expected = torch.nn.functional.interpolate(tensor(images[:, None]), size=(size, size), mode="bilinear")[:, 0]
        np.testing.assert_allclose(notebook["resize"](images, size), expected.detach(), atol=1e-12)


def test_images_belong_to_their_labels(notebook):
    digits = load_digits()
    images, labels = notebook["only"](3, 8)
    assert images.shape == (357, 1, 14, 14) and images.min() >= 0 and images.max() <= 1
    for label, digit in ((0, 3), (1, 8)):
        originals = notebook["resize"](digits.images[digits.target == digit] / 16, 14)
        np.testing.assert_array_equal(images[labels == label, 0], originals)


def test_all_ten_digits_are_all_images_in_their_order(notebook):
    digits = load_digits()
    images, labels = notebook["only"](*range(10))
    np.testing.assert_array_equal(images[:, 0], notebook["resize"](digits.images / 16, 14))
    np.testing.assert_array_equal(labels, digits.target)


@pytest.mark.parametrize("n", [357, 360])
def test_a_split_is_70_to_30_and_has_no_image_twice(notebook, n):
    train, test = notebook["split"](n, seed=0)
    assert sorted([*train, *test]) == list(range(n))
    assert len(train) == n * 7 // 10
    assert not np.array_equal(train, notebook["split"](n, seed=1)[0])


# Forward and backward


@pytest.mark.parametrize("k", [1, 2, 3, 5])
def test_convolution_and_its_gradients_are_those_of_torch(notebook, k):
    rng = np.random.default_rng(k)
    x, w, b = rng.normal(size=(2, 3, 7, 9)), rng.normal(size=(4, 3, k, k)), rng.normal(size=4)
    inputs = [tensor(array) for array in (x, w, b)]
    y = torch.nn.functional.conv2d(*inputs)
    np.testing.assert_allclose(notebook["conv_forward"](x, w, b), y.detach(), atol=1e-12)
    delta = rng.normal(size=y.shape)
    mine = notebook["input_gradient"](delta, w), *notebook["kernel_gradient"](delta, x, w)
    for gradient, theirs in zip(mine, torch.autograd.grad(y, inputs, torch.tensor(delta)), strict=True):
        np.testing.assert_allclose(gradient, theirs, atol=1e-11)


def test_im2col_rows_are_the_unfolded_patches(notebook):
    x = np.random.default_rng(0).normal(size=(2, 3, 5, 6))
    expected = torch.nn.functional.unfold(tensor(x), 3).detach().numpy()  # (n, c k k, positions)
    np.testing.assert_array_equal(notebook["im2col"](x, 3).reshape(2, 12, 27), expected.transpose(0, 2, 1))


def test_the_loss_is_cross_entropy_and_does_not_overflow(notebook):
    for scale in (1, 1e4):
        scores, labels = np.random.default_rng(0).normal(size=(6, 5)) * scale, np.array([0, 4, 2, 1, 1, 3])
        theirs = tensor(scores)
        loss = torch.nn.functional.cross_entropy(theirs, torch.tensor(labels))
        loss.backward()
        mine, gradient = notebook["cross_entropy"](scores, labels)
        assert np.isclose(mine, loss.item(), rtol=1e-12)
        np.testing.assert_allclose(gradient, theirs.grad, atol=1e-12)


@pytest.mark.parametrize("classes", [2, 10])
def test_the_network_and_its_gradients_are_those_of_torch(notebook, classes):
    rng = np.random.default_rng(0)
    x, labels = rng.random((7, 1, 14, 14)), rng.integers(classes, size=7)
    p = {name: rng.normal(0, 0.3, shape) for name, shape in notebook["shapes"](classes).items()}
    theirs = {name: tensor(values) for name, values in p.items()}
    a = torch.relu(torch.nn.functional.conv2d(torch.tensor(x), theirs["w1"], theirs["b1"]))
    a = torch.relu(torch.nn.functional.conv2d(a, theirs["w2"], theirs["b2"]))
    scores = torch.nn.functional.linear(a.flatten(1), theirs["w3"], theirs["b3"])
    loss = torch.nn.functional.cross_entropy(scores, torch.tensor(labels))
    loss.backward()
    np.testing.assert_allclose(notebook["forward"](p, x)[0], scores.detach(), atol=1e-11)
    mine, gradient = notebook["backward"](p, x, labels)
    assert np.isclose(mine, loss.item(), rtol=1e-12)
    assert gradient.keys() == p.keys()
    for name in p:
        np.testing.assert_allclose(gradient[name], theirs[name].grad, atol=1e-11, err_msg=name)
    frozen_loss, frozen = notebook["backward"](p, x, labels, frozen=True)
    assert frozen_loss == mine and frozen.keys() == p.keys() - {"w1", "b1"}
    for name in frozen:
        np.testing.assert_array_equal(frozen[name], gradient[name], err_msg=name)


def sizes_in_torch(classes: int) -> list[int]:
    layers = torch.nn.Conv2d(1, 4, 3), torch.nn.Conv2d(4, 8, 3), torch.nn.Linear(800, classes)
    return [parameter.numel() for layer in layers for parameter in layer.parameters()]


def test_the_parameters_are_counted(run):
    sizes = sizes_in_torch(classes=2)
    printed = [int(line.split()[-1].replace(",", "")) for line in run.printed["parameters"].splitlines()[:-1]]
    assert printed == sizes
    assert sum(sizes) == 1938 and "1,938 parameters" in run.printed["parameters"]
    assert run.printed["ten"].startswith(f"{sum(sizes_in_torch(classes=10)):,} parameters\n")


def test_weights_start_as_he_proposed(notebook):
    draws = [notebook["new_parameters"](seed) for seed in range(100)]
    for name, inputs in (("w1", 9), ("w2", 36), ("w3", 800)):
        weights = np.concatenate([p[name].ravel() for p in draws])
        assert abs(weights.mean()) < 0.02
        assert np.isclose(weights.std(), np.sqrt(2 / inputs), rtol=0.05)
    assert not any(p[name].any() for p in draws for name in ("b1", "b2", "b3"))


# Gradient check


def test_the_check_passes_with_random_biases(run):
    assert run.printed["random-bias"] == "".join(f"{name} agrees\n" for name in ("w1", "b1", "w2", "b2", "w3", "b3"))


def test_the_check_fails_with_zero_biases_for_the_biases_of_the_convolutions(run):
    verdicts = dict(line.split(" ", 1) for line in run.printed["zero-bias"].splitlines())
    assert {name for name, verdict in verdicts.items() if verdict.startswith("DIFFERS")} == {"b1", "b2"}
    size = {name: float(verdicts[name].split()[-1].rstrip("%")) for name in ("b1", "b2")}
    assert size["b1"] > size["b2"] > 1


def test_blank_patches_stand_on_the_corner(notebook, run):
    x, p = notebook["x"], notebook["zero_biases"]
    blank = ~notebook["im2col"](x, 3).any(axis=-1)
    at_zero = notebook["conv_forward"](x, p["w1"], p["b1"]) == 0
    assert (at_zero == blank[:, None]).all() and 0.05 < blank.mean() < 0.2
    assert f"convolution 1: {blank.mean():.2%}" in run.printed["kink"]
    second = notebook["conv_forward"](np.maximum(notebook["conv_forward"](x, p["w1"], p["b1"]), 0), p["w2"], p["b2"])
    assert f"convolution 2: {(second == 0).mean():.2%}" in run.printed["kink"]


@pytest.mark.parametrize("h", [1e-6, 1e-7, 1e-8])
def test_backward_is_the_left_slope_and_a_smaller_step_does_not_help(notebook, h):
    p, x, y = notebook["zero_biases"], notebook["x"], notebook["y"]
    gradient = notebook["backward"](p, x, y)[1]["b1"]
    for entry in range(4):
        low, here, high = (notebook["loss_at"](p, x, y, "b1", entry, step) for step in (-h, 0, h))
        assert abs((here - low) / h - gradient[entry]) < 1e-4
        assert abs((high - here) / h - gradient[entry]) > 0.01
    assert notebook["gradient_check"](p, x, y, h)["b1"] > 0.1


def test_a_near_corner_is_silenced_by_a_smaller_step(notebook):
    """As the text says: the alarm of a unit within h of its kink is fainter, and goes away with a smaller h."""
    x, y, p = notebook["x"], notebook["y"], dict(notebook["random_biases"])
    z = notebook["conv_forward"](x, p["w1"], p["b1"])[:, 0]
    p["b1"] = p["b1"].copy()
    p["b1"][0] -= z[z > 0][0] - 3e-7  # one unit now stands 3e-7 above its kink
    assert 1e-6 < notebook["gradient_check"](p, x, y, h=1e-6)["b1"] < 0.1
    assert notebook["gradient_check"](p, x, y, h=1e-7)["b1"] < 1e-6


def test_the_table_of_slopes(run):
    rows = [[float(n) for n in line.split()[1:]] for line in run.printed["kink"].splitlines()[3:]]
    assert len(rows) == 4
    for backward, left, right, central in rows:
        assert backward == left != right
        assert abs(central - (left + right) / 2) < 1.1e-4


def test_the_plotted_loss_leaves_its_line_at_zero(notebook):
    """It follows the slope of the backward pass just left of zero, and bends away on the right."""
    steps, off = notebook["steps"], np.abs(np.array(notebook["losses"]) - notebook["line"])
    np.testing.assert_allclose(steps, np.arange(-20, 21) / 10_000, atol=1e-12)
    assert off[19:21].max() < 0.1 * off[21] and (np.diff(off[20:]) > 0).all()


@pytest.mark.parametrize(
    ("line", "wrong", "accused"),
    [
        ("flipped = w[:, :, ::-1, ::-1]", "flipped = w[:, :, :, :]", {"w1", "b1"}),
        ("reshape(w.shape), rows.sum(axis=0)", "reshape(w.shape), rows.mean(axis=0)", {"b1", "b2"}),
        ("reshape(a2.shape) * (a2 > 0)", "reshape(a2.shape)", {"w1", "b1", "w2", "b2"}),
        ("(np.exp(log_p) - right) / len(labels)", "(np.exp(log_p) - right)", {"w1", "b1", "w2", "b2", "w3", "b3"}),
    ],
)
def test_the_check_accuses_a_planted_mistake(line, wrong, accused):
    planted = Run(last="random-bias", change=(line, wrong))
    verdicts = dict(line.split(" ", 1) for line in planted.printed["random-bias"].splitlines())
    assert {name for name, verdict in verdicts.items() if verdict != "agrees"} == accused


# Training


def accuracies(printed: str) -> np.ndarray:
    """The table of `compare`: (five splits and their mean, class mean and one pixel and CNN), in per cent."""
    return np.array([[float(n.rstrip("%")) for n in line.split()[1:]] for line in printed.splitlines()[1:]])


def test_0_against_1_is_nearly_trivial(run):
    table = accuracies(run.printed["zero-one"])
    assert table.shape == (6, 3)
    assert (table[-1] > 96).all()
    assert (table[:, 2] >= table[:, :2].max(axis=1) - 1).all() and table[-1, 2] > 99


def test_3_against_8_leaves_the_network_something_to_add(run):
    table = accuracies(run.printed["three-eight"])
    assert (table[:5, :2] < 98).all()
    assert (table[:5, 2] > table[:5, :2].max(axis=1)).all()
    assert table[-1, 2] > 98


def test_training_and_test_images_are_measured_apart(notebook, run):
    images, labels = notebook["only"](3, 8)
    table = accuracies(run.printed["three-eight"])
    for seed, (p, history) in enumerate(notebook["runs"]):
        assert history.shape == (15, 2, 2)
        for part, rows in enumerate(notebook["split"](len(labels), seed)):
            scores = torch.tensor(notebook["forward"](p, images[rows])[0])
            target = torch.tensor(labels[rows])
            assert np.isclose(history[-1, part, 0], torch.nn.functional.cross_entropy(scores, target).item())
            assert np.isclose(history[-1, part, 1], (scores.argmax(1) == target).double().mean().item())
        assert history[-1, 0, 1] > 0.99
        right = (notebook["forward"](p, images[rows])[0].argmax(axis=1) == labels[rows]).mean()
        assert f"{right:.1%}" == f"{table[seed, 2]}%", "the table has the test images, which are the second part"
    np.testing.assert_allclose(table[-1], table[:-1].mean(axis=0), atol=0.1)


def test_curves_are_means_of_the_runs_after_each_epoch(notebook, monkeypatch):
    drawn = []
    monkeypatch.setitem(notebook, "show", drawn.append)
    notebook["curves"](notebook["runs"])
    histories = [history for _, history in notebook["runs"]]
    for quantity, axes in enumerate(drawn[0].axes):
        for part, line in enumerate(axes.lines):
            means = [
                sum(history[epoch, part, quantity] for history in histories) / len(histories) for epoch in range(15)
            ]
            np.testing.assert_allclose(line.get_xydata(), list(enumerate(means, 1)))
    drawn[0].draw_without_rendering()
    loss = drawn[0].axes[0]
    for text in loss.texts:
        box, around = text.get_window_extent(), loss.get_window_extent()
        assert around.x0 <= box.x0 and box.x1 <= around.x1 + 1 and around.y0 <= box.y0 and box.y1 <= around.y1


@pytest.mark.parametrize("settings", [{}, {"rate": 0.01}, {"frozen": True}], ids=str)
def test_a_step_is_that_of_torch_sgd(notebook, settings):
    images, labels = notebook["only"](0, 1)
    train, test = np.arange(40), np.arange(40, 60)
    p = notebook["new_parameters"](3)
    notebook["fit"](p, images, labels, train, (train, test), epochs=2, seed=3, **settings)
    theirs = {name: tensor(values) for name, values in notebook["new_parameters"](3).items()}
    trained = [t for name, t in theirs.items() if not (settings.get("frozen") and name in ("w1", "b1"))]
    sgd = torch.optim.SGD(trained, lr=settings.get("rate", 0.02), momentum=0.9)
    rng = np.random.default_rng(3)
    for _ in range(2):
        order = rng.permutation(train)
        for batch in (order[:16], order[16:32], order[32:]):
            gradient = notebook["backward"](
                {name: t.detach().numpy() for name, t in theirs.items()}, images[batch], labels[batch]
            )[1]
            for name, t in theirs.items():
                t.grad = torch.tensor(gradient[name])
            sgd.step()
    for name in p:
        np.testing.assert_allclose(p[name], theirs[name].detach(), atol=1e-9, err_msg=name)


@pytest.mark.filterwarnings("ignore:self.within_class_std_dev_")
@pytest.mark.parametrize("pair", [(0, 1), (3, 8), (8, 3)])
def test_the_simple_rules_are_those_of_scikit_learn(notebook, pair):
    images, labels = notebook["only"](*pair)
    flat = images.reshape(len(images), -1)
    for seed in range(3):
        train, test = notebook["split"](len(labels), seed)
        centroid = NearestCentroid().fit(flat[train], labels[train]).score(flat[test], labels[test])
        assert notebook["class_mean"](images, labels, train, test) == pytest.approx(centroid)
        # The same choice by search: the first pixel and threshold with the best training accuracy, either way round.
        best = (-1.0, None)
        for pixel in range(196):
            for threshold in np.linspace(0, 1, 33):
                bright = flat[:, pixel] > threshold
                for guess in (bright, ~bright):
                    hits = guess == (labels == 1)
                    if hits[train].mean() > best[0] + 1e-9:
                        best = (hits[train].mean(), hits[test].mean())
        assert notebook["one_pixel"](images, labels, train, test) == pytest.approx(best[1])
        stump = DecisionTreeClassifier(max_depth=1, random_state=0).fit(flat[train], labels[train])
        assert abs(best[0] - stump.score(flat[train], labels[train])) < 0.02


def test_the_misread_digits_are_those_that_the_networks_misread(notebook, run):
    images, labels = notebook["only"](3, 8)
    misread = set()
    for seed, (p, _) in enumerate(notebook["runs"]):
        test = notebook["split"](len(labels), seed)[1]
        misread |= set(test[notebook["forward"](p, images[test])[0].argmax(axis=1) != labels[test]].tolist())
    assert 0 < len(misread) <= 6
    assert run.printed["errors"] == f"misread at least once: {len(misread)} of 357 images\n"
    assert (
        set(np.flatnonzero(notebook["misread"]).tolist())
        == misread
        == set(notebook["lowest"].argsort()[: len(misread)].tolist())
    )


# All ten digits


@pytest.mark.filterwarnings("ignore:self.within_class_std_dev_")
def test_the_class_mean_of_ten_digits_is_that_of_scikit_learn(notebook, run):
    images, labels = notebook["only"](*range(10))
    flat = images.reshape(len(images), -1)
    for seed, printed in enumerate(accuracies(run.printed["ten"].split("\n", 1)[1])[:3, 0]):
        train, test = notebook["split"](len(labels), seed)
        centroid = NearestCentroid().fit(flat[train], labels[train]).score(flat[test], labels[test])
        assert f"{centroid:.1%}" == f"{printed}%"


def test_dense_only_is_a_linear_layer_trained_by_torch_sgd(notebook):
    images, labels = notebook["only"](*range(10))
    train, test = notebook["split"](len(labels), 4)
    w, b = tensor(np.zeros((10, 196))), tensor(np.zeros(10))
    sgd = torch.optim.SGD([w, b], lr=0.01, momentum=0.9)
    flat, target = torch.tensor(images).flatten(1), torch.tensor(labels)
    rng = np.random.default_rng(4)
    for _ in range(2):
        order = rng.permutation(train)
        for start in range(0, len(order), 16):
            batch = order[start : start + 16]
            sgd.zero_grad()
            torch.nn.functional.cross_entropy(flat[batch] @ w.T + b, target[batch]).backward()
            sgd.step()
    expected = ((flat[test] @ w.T + b).argmax(1) == target[test]).double().mean().item()
    assert 0.8 < expected == pytest.approx(notebook["dense_only"](images, labels, train, test, 2, 4))
    # It has a bias: images without ink are all of class 3, and only a bias can tell.
    blank, threes = np.zeros((40, 1, 14, 14)), np.full(40, 3)
    assert notebook["dense_only"](blank, threes, np.arange(30), np.arange(30, 40), 1, 0) == 1


def test_the_two_networks_of_ten_digits_are_trained_alike(notebook, monkeypatch):
    """As many epochs with the same rate, so that only the convolutions differ."""
    trained, fit = [], notebook["fit"]

    def spy(p, images, labels, train, watch, epochs, seed, rate, frozen):
        trained.append((epochs, seed, rate))
        return fit(p, images, labels, train[:16], watch, 1, seed, rate, frozen)

    def dense(images, labels, train, test, epochs, seed):
        trained.append((epochs, seed, 0.01))  # its rate is that of the test against torch
        return 0.0

    monkeypatch.setitem(notebook, "fit", spy)
    with contextlib.redirect_stdout(io.StringIO()):
        exec(CODE["ten"], notebook | {"dense_only": dense})
    assert trained[::2] == trained[1::2] and len(trained) == 6


def test_the_convolutions_add_a_little_on_each_split(notebook, run):
    table = accuracies(run.printed["ten"].split("\n", 1)[1])
    assert table.shape == (4, 3)
    images, labels = notebook["only"](*range(10))
    for seed, p in enumerate(notebook["networks"]):
        test = notebook["split"](len(labels), seed)[1]
        right = (notebook["forward"](p, images[test])[0].argmax(axis=1) == labels[test]).mean()
        assert f"{right:.1%}" == f"{table[seed, 2]}%"
    mean, dense, cnn = table.T
    assert (mean < dense).all() and (dense < cnn).all()
    assert 85 < mean[-1] < 92 and dense[-1] > 94 and cnn[-1] > 96.5 and cnn[-1] - dense[-1] < 3


def predictions(p: dict, images: np.ndarray) -> np.ndarray:
    """The answers of the network, by torch."""
    w = {name: torch.tensor(values) for name, values in p.items()}
    a = torch.relu(torch.nn.functional.conv2d(torch.tensor(images), w["w1"], w["b1"]))
    a = torch.relu(torch.nn.functional.conv2d(a, w["w2"], w["b2"]))
    return torch.nn.functional.linear(a.flatten(1), w["w3"], w["b3"]).argmax(1).numpy()


def test_the_confusions_are_those_of_the_networks_on_their_test_images(notebook, run):
    images, labels = notebook["only"](*range(10))
    expected = np.zeros((10, 10), dtype=int)
    shown = accuracies(run.printed["ten"].split("\n", 1)[1])[:3, 2]
    for seed, (p, accuracy) in enumerate(zip(notebook["networks"], shown, strict=True)):
        test = notebook["split"](len(labels), seed)[1]
        answers = predictions(p, images[test])
        assert f"{(answers == labels[test]).mean():.1%}" == f"{accuracy}%"
        for digit, answer in zip(labels[test], answers, strict=True):
            expected[digit, answer] += 1
    head, *rows = run.printed["confusion"].splitlines()
    assert head.split() == list("0123456789")
    table = [[int(n.replace(".", "0")) for n in row.split()] for row in rows[:10]]
    assert table == [[digit, *row] for digit, row in enumerate(expected.tolist())]

    np.fill_diagonal(expected, 0)
    *named, total = rows[10:]
    named = [tuple(map(int, re.findall(r"\d+", row))) for row in named]
    assert named == [(digit, answer, expected[digit, answer]) for digit, answer in np.argwhere(expected >= 3)]
    assert total == f"all mistakes: {expected.sum()} of 1,620"
    assert expected[expected >= 3].sum() > 0.3 * expected.sum()  # "a good part of the mistakes"


# What the first kernels have learned


def test_the_first_kernels_grow_more_than_they_turn(notebook, run):
    start, p = notebook["new_parameters"](0, classes=10), notebook["networks"][0]
    rows = [[float(n.rstrip("°%")) for n in line.split()] for line in run.printed["moved"].splitlines()[1:5]]
    train = notebook["split"](1797, 0)[0]
    images = notebook["only"](*range(10))[0][train, 0]
    for o, (number, length, then, turned, active) in enumerate(rows):
        old, new = (torch.tensor(kernels[o].ravel()) for kernels in (start["w1"], p["w1"]))
        cosine = torch.nn.functional.cosine_similarity(old, new, dim=0).clamp(-1, 1)
        assert [number, length, then] == [o, round(old.norm().item(), 2), round(new.norm().item(), 2)]
        assert abs(turned - np.degrees(np.arccos(cosine.item()))) < 0.51
        z = np.array([correlate(image, p["w1"][o, 0])[1:-1, 1:-1] for image in images]) + p["b1"][o]
        assert abs(active - 100 * (z > 0).mean()) < 0.06
        assert turned < 45  # "still the one that was drawn"
    grown = [then / length for _, length, then, *_ in rows]
    assert min(grown[:1] + grown[2:]) > 1.5  # "three of them have grown"


def test_chance_is_not_replaced(notebook):
    """As the text says: every kernel is nearer to its start than to a right angle, in all three networks."""
    for seed, p in enumerate(notebook["networks"]):
        old, new = (tensor(w.reshape(4, 9)) for w in (notebook["new_parameters"](seed, 10)["w1"], p["w1"]))
        cosines = torch.nn.functional.cosine_similarity(old, new)
        assert (cosines > 2**-0.5).all() and (cosines < 0.97).any()


def test_independent_kernels_are_a_right_angle_apart_on_average(notebook):
    cosines = []
    for seed in range(300):
        a, b = np.split(notebook["new_parameters"](seed)["w1"].reshape(4, 9), 2)
        cosines += ((a * b).sum(axis=1) / np.linalg.norm(a, axis=1) / np.linalg.norm(b, axis=1)).tolist()
    assert abs(np.degrees(np.arccos(cosines)).mean() - 90) < 3


def test_the_second_kernel_is_dead(notebook):
    kernel, bias = notebook["networks"][0]["w1"][1, 0], notebook["networks"][0]["b1"][1]
    assert (kernel < 0).sum() == 8 and 0 < kernel.max() < 0.05
    images = notebook["only"](*range(10))[0][:, 0]
    z = np.array([correlate(image, kernel)[1:-1, 1:-1] for image in images]) + bias
    assert (z > 0).mean() < 0.001
    start = notebook["new_parameters"](0, classes=10)["w1"][1, 0]
    assert 0 < abs(start - kernel).max() < 0.005  # "has hardly moved"
    begun = np.array([correlate(image, start)[1:-1, 1:-1] for image in images])
    assert 0 < (begun > 0).mean() < 0.01  # "nearly all"


def test_the_distances_from_the_start(notebook, run):
    table = accuracies(run.printed["moved"].split("relative to the length\n")[1])
    for seed, p in enumerate(notebook["networks"]):
        old = notebook["new_parameters"](seed, classes=10)
        for name, printed in zip(("w1", "w2", "w3"), table[seed], strict=True):
            share = np.sqrt(((p[name] - old[name]) ** 2).sum() / (old[name] ** 2).sum())
            assert abs(100 * share - printed) < 0.051
    assert (table[:, :2] < 100).all() and (table[:, 2] > 100).all()  # "only w3 by more than its own length"


def test_frozen_first_kernels_stay_and_keep_up(notebook, run):
    p, accuracy = notebook["ten_digits"](1, frozen=True)
    old = notebook["new_parameters"](1, classes=10)
    assert all(np.array_equal(p[name], old[name]) is (name in ("w1", "b1")) for name in p)
    trained, frozen = accuracies(run.printed["frozen"]).T
    assert f"{accuracy:.1%}" == f"{frozen[1]}%"
    np.testing.assert_array_equal(trained, accuracies(run.printed["ten"].split("\n", 1)[1])[:, 2])
    assert abs(trained[-1] - frozen[-1]) < np.diff(np.sort(trained[:3])).min()  # "than any two splits"
    assert frozen[-1] > accuracies(run.printed["ten"].split("\n", 1)[1])[-1, 1]  # question 4: dense only did worse


def test_the_maps_are_what_the_text_says(notebook):
    p, three = notebook["networks"][0], notebook["three"]
    assert predictions(p, three).tolist() == [3]
    unseen = notebook["images"][notebook["split"](len(notebook["images"]), 0)[1]]
    assert (unseen == three).all(axis=(1, 2, 3)).any()  # it is none of those that the network was trained on
    w = {name: torch.tensor(values) for name, values in p.items()}
    z1 = torch.nn.functional.conv2d(torch.tensor(three), w["w1"], w["b1"])
    z2 = torch.nn.functional.conv2d(torch.relu(z1), w["w2"], w["b2"])
    np.testing.assert_allclose(notebook["z1"], z1, atol=1e-12)
    np.testing.assert_allclose(notebook["z2"], z2, atol=1e-11)
    ink = three[0, 0, 1:-1, 1:-1].ravel()
    likeness = [np.corrcoef(ink, z.ravel())[0, 1] for z in z1[0]]
    assert min(likeness[0], likeness[2]) > 0.5 and likeness[1] < -0.5  # two brighten the strokes, one darkens them
    assert z1[0, 1].max() < 0.01  # and is nowhere bright
    assert abs(z1[0, 3]).max() < abs(z1[0, :3]).amax(dim=(1, 2)).min()  # the fourth is faint


# Plots


def test_signed_values_have_zero_in_the_middle_and_rise_in_lightness(notebook):
    scale = notebook["SIGNED"]
    np.testing.assert_allclose(scale(np.linspace(0, 1, 9)), style.SIGNED(np.linspace(0, 1, 9)))
    grey = scale(np.linspace(0, 1, 65))[:, :3] @ [0.2126, 0.7152, 0.0722]
    assert (np.diff(grey) > 0).all()
    axes = notebook["Figure"]().subplots()
    notebook["signed"](axes, np.array([[-1.0, 0.5]]), 2)
    assert axes.images[0].get_clim() == (-2, 2)


def test_each_number_in_a_kernel_is_the_weight_in_a_colour_that_can_be_read(notebook, run):
    (svg,) = run.drawn["kernels"]
    weights = np.concatenate([notebook["start"].ravel(), notebook["end"].ravel()])
    texts = re.findall(r"<!-- (-?\d\.\d) -->", svg)
    assert texts == [f"{weight:z.1f}" for weight in weights]
    limit = np.abs(weights).max()
    for figure in notebook["rows"]:
        for axes in figure.axes:
            assert axes.images[0].get_clim() == (-limit, limit)
            for text in axes.texts:
                column, row = text.get_position()
                weight = axes.images[0].get_array()[row, column]
                assert text.get_text() == f"{weight:z.1f}"
                paper = style.SIGNED(0.5 + 0.5 * weight / limit)[:3]
                ink = to_rgb(text.get_color())
                assert contrast(*luminance(np.array([paper, ink]))) >= 4.5


def test_hard_digits_are_called_what_they_are_and_what_they_were_read_as(notebook, run):
    (svg,) = run.drawn["errors"]
    labels, lowest = notebook["only"](3, 8)[1], notebook["lowest"]
    digits = [(8 if labels[i] else 3, lowest[i] < 0.5) for i in np.argsort(lowest)[:6]]
    wanted = [f"{digit} read as {11 - digit if misread else digit}" for digit, misread in digits]
    assert re.findall(r"<!-- (\d read as \d) -->", svg) == wanted


def test_the_first_digits_are_called_what_they_are(run):
    (svg,) = run.drawn["look"]
    assert re.findall(r"<!-- a (\d) -->", svg) == [*dict.fromkeys(re.findall(r"\d", ALT["look"]))]


def test_maps_have_no_frames_and_no_ticks(notebook):
    """The eight maps of the second convolution, in two rows that begin with nothing."""
    assert notebook["grid"].shape == (2, 5)
    assert [len(axes.images) for axes in notebook["grid"].flat] == [0, 1, 1, 1, 1] * 2
    assert not any(axes.axison for axes in notebook["grid"].flat)


def test_every_plot_has_a_text_and_every_text_a_plot(run):
    assert {cell for cell, drawn in run.drawn.items() if drawn} == ALT.keys()
    for cell, alt in ALT.items():
        assert len(run.drawn[cell]) == 1
        assert 60 < len(alt) < 250 and alt.endswith(".") and html.escape(alt) == alt
        assert not re.search(r"\d\d", alt)  # a result would go stale unseen


@pytest.mark.parametrize("cell", ALT)
def test_a_plot_is_readable_on_light_and_dark_paper(run, cell):
    (svg,) = run.drawn[cell]
    width = float(re.search(r'width="([\d.]+)pt"', svg)[1])
    assert width <= 4.7 * 72
    assert re.search(r'<g id="patch_1">\s*<path [^>]*style="fill: #ffffff"', svg), "the paper is white in both schemes"
    sizes = {float(size) * 100 for size in re.findall(r"scale\(([\d.]+) -[\d.]+\)", svg)}
    assert min(sizes) * 358 / (width / 72 * 96) * 96 / 72 >= 12, "12 px on a phone 390 px wide"
    assert len(svg) < 60_000
