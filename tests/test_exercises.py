"""The check of the exercises: starters fail, solutions pass, each misconception gets its own reply, nobody gets a traceback."""

import contextlib
import io
import itertools
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import pytest
import torch
from grammar import ROOT, SNIPPETS, pages
from scipy.ndimage import correlate
from scipy.signal import correlate2d
from torch.nn.functional import conv2d, pad

from snippets.exercises import check
from snippets.exercises.corner_digits import CORNERS, FEATURES, KERNELS, centre_and_corners, feature_maps, placed

FOLDER = SNIPPETS / "exercises"
EXERCISES = [exercise for page in pages() for exercise in page.exercises]
TASKS = {task.name: task for tasks in check.EXERCISES.values() for task in tasks}
FILES = {task.name: name for name, tasks in check.EXERCISES.items() for task in tasks}


@dataclass(frozen=True)
class Planted:
    """A misconception as a reader would write it: ``old`` becomes ``new`` in the solution; ``says`` is part of its reply."""

    task: str
    name: str
    old: str
    new: str
    says: str

    def source(self) -> str:
        text = (FOLDER / f"{FILES[self.task]}.py").read_text("utf-8")
        assert text.count(self.old) == 1, f"{self.old!r} stands {text.count(self.old)} times in {FILES[self.task]}.py"
        return text.replace(self.old, self.new)


KRON, SMALL = "np.kron(small, np.ones((side, side)))", "np.indices((squares, squares)).sum(axis=0) % 2"
SOBEL, PAIR = "np.outer([1, 2, 1], [-1, 0, 1])", "return gx, gy\n"
ROLL = "np.roll(image, pixels, axis=1)"
PAD, EINSUM = 'np.pad(image, len(kernel) // 2, mode="wrap")', 'np.einsum("ijmn,mn->ij", windows, kernel)'
WINDOWS = "    windows = sliding_window_view(image, (3, 3))\n"
HALF = "len(kernel) // 2"
FLAT, BIASES = "return weight.reshape(n * n, size * size), np.full(n * n, bias)", "np.full(n * n, bias)"
SLICE = "weight[i, j, row : row + k, column : column + k] = kernel"
WEIGHT = "    weight = np.zeros((n, n, size, size))\n"
STEP, LOOP = "row, column = i * stride, j * stride", "    for i, j in np.ndindex(n, n):\n"
FIELD = "field += (kernel - 1) * dilation * jump"
JUMP = "        field += (kernel - 1) * dilation * jump\n        jump *= stride\n"
MEASURED = "return int(rows.max() - rows.min()) + 1, int(columns.max() - columns.min()) + 1"

PLANTED = [
    Planted("chequerboard", "as many pixels as squares", f"return {KRON}", "return small", "as many pixels as squares"),
    Planted(
        "chequerboard",
        "1-pixel squares",
        KRON,
        "np.indices((squares * side,) * 2).sum(axis=0) % 2",
        "has the right size",
    ),
    Planted("chequerboard", "tiled", KRON, "np.tile(small, (side, side))", "repeated, not enlarged"),
    Planted(
        "chequerboard",
        "squares and side exchanged",
        SMALL,
        "np.indices((side, side)).sum(axis=0) % 2; squares, side = side, squares",
        "squares and side are exchanged",
    ),
    Planted("chequerboard", "white corner", SMALL, f"1 - {SMALL}", "the upper left square should be 0"),
    Planted("chequerboard", "upright stripes", SMALL, "np.indices((squares, squares))[1] % 2", "upright stripes"),
    Planted("chequerboard", "lying stripes", SMALL, "np.indices((squares, squares))[0] % 2", "lying stripes"),
    Planted("edges", "flipped kernel", SOBEL, f"{SOBEL}[::-1, ::-1]", "Is the kernel flipped"),
    Planted("edges", "gy upwards", PAIR, "return gx, -gy\n", "gy has the wrong sign"),
    Planted("edges", "gx to the left", PAIR, "return -gx, gy\n", "gx has the wrong sign"),
    Planted("edges", "transposed kernels", SOBEL, "np.outer([-1, 0, 1], [1, 2, 1])", "gx and gy are exchanged"),
    Planted("edges", "same padding", WINDOWS, f"    image = np.pad(image, 1)\n{WINDOWS}", "zeros were put around it"),
    Planted(
        "edges",
        "border repeated",
        WINDOWS,
        f'    image = np.pad(image, 1, mode="edge")\n{WINDOWS}',
        "whose border was repeated",
    ),
    Planted("edges", "Prewitt", SOBEL, "np.outer([1, 1, 1], [-1, 0, 1])", "counts as much as its neighbours"),
    Planted("edges", "no smoothing", SOBEL, "np.outer([0, 1, 0], [-1, 0, 1])", "the difference in one row alone"),
    Planted("edges", "normalised", SOBEL, f"{SOBEL} / 8", "8 times too small"),
    Planted("edges", "no signs", PAIR, "return np.abs(gx), np.abs(gy)\n", "nothing is negative"),
    Planted("roll", "rows for columns", ROLL, "np.roll(image, pixels, axis=0)", "it is the rows that move"),
    Planted("roll", "no axis", ROLL, "np.roll(image, pixels)", "Does np.roll know the axis"),
    Planted("roll", "both axes", ROLL, "np.roll(image, pixels, axis=(0, 1))", "the rows move as well"),
    Planted(
        "roll", "to the left", ROLL, "np.concatenate([image[:, pixels:], image[:, :pixels]], axis=1)", "wrong way round"
    ),
    Planted(
        "roll",
        "zeros come in",
        ROLL,
        "np.pad(image, ((0, 0), (pixels, 0)))[:, : image.shape[1]]",
        "zeros come in on the left",
    ),
    Planted("convolve_circular", "zero for circular", PAD, f"np.pad(image, {HALF})", "row 0 doesn't wrap around"),
    Planted(
        "convolve_circular",
        "rows don't wrap",
        PAD,
        f'np.pad(np.pad(image, ((0, 0), ({HALF},) * 2), mode="wrap"), (({HALF},) * 2, (0, 0)))',
        "columns wrap around, rows don't",
    ),
    Planted(
        "convolve_circular",
        "columns don't wrap",
        PAD,
        f'np.pad(np.pad(image, (({HALF},) * 2, (0, 0)), mode="wrap"), ((0, 0), ({HALF},) * 2))',
        "rows wrap around, columns don't",
    ),
    Planted(
        "convolve_circular", "border repeated", PAD, f'np.pad(image, {HALF}, mode="edge")', "the border is repeated"
    ),
    Planted("convolve_circular", "reflected", PAD, f'np.pad(image, {HALF}, mode="reflect")', "(mode 'reflect')"),
    Planted("convolve_circular", "mirrored", PAD, f'np.pad(image, {HALF}, mode="symmetric")', "(mode 'symmetric')"),
    Planted(
        "convolve_circular",
        "flipped kernel",
        EINSUM,
        'np.einsum("ijmn,mn->ij", windows[..., ::-1, ::-1], kernel)',
        "is flipped",
    ),
    Planted(
        "convolve_circular",
        "transposed kernel",
        EINSUM,
        'np.einsum("ijmn,nm->ij", windows, kernel)',
        "rows and columns of",
    ),
    Planted(
        "convolve_circular",
        "padding below",
        PAD,
        'np.pad(image, ((0, len(kernel) - 1),) * 2, mode="wrap")',
        "the window begins at the pixel",
    ),
    Planted(
        "convolve_circular",
        "padding above",
        PAD,
        'np.pad(image, ((len(kernel) - 1, 0),) * 2, mode="wrap")',
        "the window ends at the pixel",
    ),
    Planted("convolve_circular", "no padding", PAD, "image", "there is no padding"),
    Planted(
        "convolve_circular", "padding of one", PAD, 'np.pad(image, 1, mode="wrap")', "one pixel whatever the kernel"
    ),
    Planted(
        "convolve_circular",
        "off by one: too little",
        PAD,
        f'np.pad(image, (({HALF}, {HALF} - 1),) * 2, mode="wrap")',
        "one short below and on the right",
    ),
    Planted(
        "convolve_circular",
        "off by one: too much",
        PAD,
        f'np.pad(image, {HALF} + 1, mode="wrap")',
        "one pixel too wide",
    ),
    Planted(
        "dense_layer",
        "transposed matrix",
        FLAT,
        f"return weight.reshape(n * n, size * size).T, {BIASES}",
        "the matrix is transposed",
    ),
    Planted(
        "dense_layer",
        "pixels by columns",
        SLICE,
        "weight[i, j, column : column + k, row : row + k] = kernel.T",
        "take the image column by column",
    ),
    Planted(
        "dense_layer", "outputs by columns", "weight[i, j, row", "weight[j, i, row", "take the outputs column by column"
    ),
    Planted("dense_layer", "rows for columns", "] = kernel\n", "] = kernel.T\n", "rows for columns"),
    Planted("dense_layer", "flipped kernel", "] = kernel\n", "] = np.rot90(kernel, 2)\n", "the kernel is flipped"),
    Planted(
        "dense_layer",
        "no gaps",
        SLICE,
        "start = row * size + column\n        weight[i, j].ravel()[start : start + k * k] = kernel.ravel()",
        "without a gap",
    ),
    Planted(
        "dense_layer",
        "no jump at the end of a line",
        SLICE,
        "for m in range(k):\n            start = i * n + j + m * size\n"
        "            weight[i, j].ravel()[start : start + k] = kernel[m]",
        "hangs over the right border",
    ),
    Planted(
        "dense_layer",
        "stride forgotten",
        "    k = len(kernel)\n",
        "    k, stride = len(kernel), 1\n",
        "the stride is forgotten",
    ),
    Planted(
        "dense_layer",
        "stride downwards",
        f"{WEIGHT}{LOOP}        {STEP}\n        {SLICE}\n    {FLAT}",
        f"    wide = size - k + 1\n    weight = np.zeros((n, wide, size, size))\n"
        f"    for i, j in np.ndindex(n, wide):\n        row, column = i * stride, j\n        {SLICE}\n"
        "    return weight.reshape(n * wide, size * size), np.full(n * wide, bias)",
        "used downwards only",
    ),
    Planted(
        "dense_layer",
        "stride to the right",
        f"{WEIGHT}{LOOP}        {STEP}\n        {SLICE}\n    {FLAT}",
        f"    high = size - k + 1\n    weight = np.zeros((high, n, size, size))\n"
        f"    for i, j in np.ndindex(high, n):\n        row, column = i, j * stride\n        {SLICE}\n"
        "    return weight.reshape(high * n, size * size), np.full(high * n, bias)",
        "used to the right only",
    ),
    Planted("dense_layer", "stride in the shape alone", STEP, "row, column = i, j", "still moves by one pixel"),
    Planted(
        "dense_layer",
        "same padding",
        f"    n = (size - k) // stride + 1\n{WEIGHT}{LOOP}        {STEP}\n        {SLICE}\n    {FLAT}",
        "    n = (size + 2 - k) // stride + 1\n    weight = np.zeros((n, n, size + 2, size + 2))\n"
        f"{LOOP}        {STEP}\n        {SLICE}\n    weight = weight[:, :, 1:-1, 1:-1]\n    {FLAT}",
        "there is padding",
    ),
    Planted("dense_layer", "bias forgotten", BIASES, "np.zeros(n * n)", "the bias is forgotten"),
    Planted("dense_layer", "wrong sign", BIASES, "np.full(n * n, -bias)", "the biases have the wrong sign"),
    Planted(
        "dense_layer",
        "bias of the first output",
        BIASES,
        "np.array([bias] + [0] * (n * n - 1))",
        "only the first output has its bias",
    ),
    Planted("dense_layer", "one bias", BIASES, "np.array([bias])", "there is one bias"),
    Planted("dense_layer", "the bias itself", BIASES, "bias", "the bias is a single number"),
    Planted(
        "receptive_field",
        "kernel sizes added",
        f"    field, jump = 1, 1\n    for kernel, stride, dilation in layers:\n{JUMP}    return field",
        "    return sum(kernel for kernel, _, _ in layers)",
        "the kernel sizes are added",
    ),
    Planted("receptive_field", "kernels alone", FIELD, "field += kernel - 1", "stride and dilation are forgotten"),
    Planted(
        "receptive_field", "strides forgotten", FIELD, "field += (kernel - 1) * dilation", "the strides are forgotten"
    ),
    Planted("receptive_field", "own stride", FIELD, "field += (kernel - 1) * dilation * stride", "in its own stride"),
    Planted(
        "receptive_field",
        "jump first",
        JUMP,
        "        jump *= stride\n        field += (kernel - 1) * dilation * jump\n",
        "first the field, then the jump",
    ),
    Planted("receptive_field", "jump doesn't multiply", "jump *= stride", "jump = stride", "strides multiply"),
    Planted(
        "receptive_field", "dilation forgotten", FIELD, "field += (kernel - 1) * jump", "the dilation is forgotten"
    ),
    Planted(
        "receptive_field", "off by one: from 0", "field, jump = 1, 1", "field, jump = 0, 1", "one pixel is missing"
    ),
    Planted("receptive_field", "off by one: from 2", "field, jump = 1, 1", "field, jump = 2, 1", "one pixel too many"),
    Planted(
        "measured_field",
        "gradient of the sum",
        "answers[height // 2, width // 2].backward()",
        "answers.sum().backward()",
        "what all outputs see together",
    ),
    Planted(
        "measured_field",
        "every pixel",
        "image.grad.nonzero(as_tuple=True)",
        "torch.ones(side, side).nonzero(as_tuple=True)",
        "this is the whole image",
    ),
    Planted(
        "measured_field", "holes left out", MEASURED, "return len(rows.unique()), len(columns.unique())", "are counted"
    ),
    Planted(
        "measured_field",
        "off by one: too few",
        MEASURED,
        "return int(rows.max() - rows.min()), int(columns.max() - columns.min())",
        "one is missing along each axis",
    ),
    Planted(
        "measured_field",
        "off by one: too many",
        MEASURED,
        "return int(rows.max() - rows.min()) + 2, int(columns.max() - columns.min()) + 2",
        "one too many along each axis",
    ),
    Planted("measured_field", "rows for columns", "rows, columns = image", "columns, rows = image", "are exchanged"),
    Planted("measured_field", "one axis", MEASURED, f"columns = rows\n    {MEASURED}", "measure both axes"),
    Planted(
        "measured_field",
        "black image",
        f"    rows, columns = image.grad.nonzero(as_tuple=True)\n    {MEASURED}",
        "    seen = torch.autograd.grad(network(black := torch.zeros(side, side, requires_grad=True)).sum(), black)[0]\n"
        "    return int(seen.any(1).sum()), int(seen.any(0).sum())",
        "Is the image black",
    ),
]


def checked(folder: Path, name: str, source: str | bytes) -> tuple[int, str]:
    """Exit code and reply of the check for a file with ``source``, its line breaks undone."""
    path = folder / name
    path.write_bytes(source if isinstance(source, bytes) else source.encode())
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        code = check.main([str(path)])
    return code, " ".join(said.getvalue().split())


def alone(folder: Path, *arguments: str) -> subprocess.CompletedProcess:
    """The check as the reader runs it: its file copied into a folder, a fresh and isolated interpreter."""
    shutil.copy(FOLDER / "check.py", folder)
    command = [sys.executable, "-I", "check.py", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120)


NUMBERS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]


def test_the_page_counts_its_exercises_and_the_check_knows_those_to_be_coded():
    sorts = Counter(exercise.sort for exercise in EXERCISES)
    in_order = ["conceptual"] * sorts["conceptual"] + ["coding"] * sorts["coding"]
    assert [exercise.sort for exercise in EXERCISES] == in_order
    paper, code = NUMBERS[sorts["conceptual"]], NUMBERS[sorts["coding"]]
    page = (ROOT / "docs" / "exercises.md").read_text("utf-8").lower()
    assert f"\n{NUMBERS[len(EXERCISES)]} exercises: {paper} to answer on paper, {code} to program." in page
    assert f"\ndescription: {paper} exercises to think through and {code} to program" in page
    starters = {exercise.starter for exercise in EXERCISES if exercise.sort == "coding"}
    assert starters == {f"exercises/starters/{name}.py" for name in check.EXERCISES}
    assert {path.stem for path in (FOLDER / "starters").iterdir() if path.suffix} == set(check.EXERCISES)


@pytest.mark.parametrize("name", check.EXERCISES)
def test_a_starter_fails_and_says_that_nothing_is_written_yet(name, tmp_path):
    shutil.copy(FOLDER / "starters" / f"{name}.py", tmp_path)
    run = alone(tmp_path, f"{name}.py")
    assert (run.returncode, run.stderr) == (1, "")
    assert run.stdout.splitlines() == [f"{name}.py, {task.name}: is not written yet." for task in check.EXERCISES[name]]
    assert {path.name for path in tmp_path.iterdir()} == {"check.py", f"{name}.py"}, "it leaves nothing behind"


@pytest.mark.parametrize("name", check.EXERCISES)
def test_a_starter_has_the_arguments_that_the_check_gives(name):
    """And so has the solution, which begins as the starter does."""
    starter = (FOLDER / "starters" / f"{name}.py").read_text("utf-8")
    for task in check.EXERCISES[name]:
        signature = f"def {task.name}({', '.join(task.arguments)}):"
        assert signature in starter and signature in (FOLDER / f"{name}.py").read_text("utf-8")


@pytest.mark.parametrize("name", check.EXERCISES)
def test_a_solution_passes(name, tmp_path):
    shutil.copy(FOLDER / f"{name}.py", tmp_path)
    run = alone(tmp_path, f"{name}.py")
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout.splitlines() == [f"{name}.py, {task.name}: right." for task in check.EXERCISES[name]]


def test_the_solution_without_pytorch_passes(tmp_path):
    computed = (FOLDER / "receptive_field.py").read_text("utf-8").split("def ")[1]
    nudged = (FOLDER / "field_by_nudging.py").read_text("utf-8").replace("\n\n\ndef", f"\n\n\ndef {computed}def", 1)
    assert checked(tmp_path, "receptive_field.py", nudged)[0] == 0


@pytest.mark.parametrize("planted", PLANTED, ids=lambda p: f"{p.task}: {p.name}".replace(" ", "-"))
def test_a_misconception_gets_the_reply_meant_for_it(planted, tmp_path):
    """One misconception in one function: its reply, the whole of it, and nothing else."""
    name = f"{FILES[planted.task]}.py"
    (reply,) = [reply for _, reply in TASKS[planted.task].wrong if planted.says in reply]
    others = [task.name for task in check.EXERCISES[FILES[planted.task]] if task.name != planted.task]
    code, said = checked(tmp_path, name, planted.source())
    assert code == 1
    assert f"{name}, {planted.task}: {reply}" in said
    assert said.count(f"{name}, ") == 1 + len(others)
    assert all(f"{name}, {other}: right." in said for other in others)


@pytest.mark.parametrize("task", TASKS)
def test_every_reply_is_given_to_one_misconception_only(task):
    planted = [reply for p in PLANTED if p.task == task for _, reply in TASKS[task].wrong if p.says in reply]
    got = Counter(planted)
    assert [reply for _, reply in TASKS[task].wrong if got[reply] != 1] == [], "no entry of PLANTED gets it, or two do"
    answers = [TASKS[task].answers(), *(TASKS[task].answers(**settings) for settings, _ in TASKS[task].wrong)]
    assert not any(check.same(one, other) for one, other in itertools.combinations(answers, 2))


@pytest.mark.parametrize("name", check.EXERCISES)
def test_every_exercise_has_at_least_five_misconceptions(name):
    assert sum(len(task.wrong) for task in check.EXERCISES[name]) >= 5, f"{name} in EXERCISES of check.py"


def test_two_misconceptions_at_once_are_both_named(tmp_path):
    zeros, flipped = (
        p for p in PLANTED if p.task == "convolve_circular" and p.name in ("zero for circular", "flipped kernel")
    )
    code, said = checked(tmp_path, "circular_shift.py", zeros.source().replace(flipped.old, flipped.new))
    assert code == 1
    assert "two things at once" in said and zeros.says in said and flipped.says in said


@pytest.mark.parametrize(
    ("name", "old", "black", "broken"),
    [
        ("receptive_field", "torch.ones(side, side,", "torch.zeros(side, side,", "torch.ones(side, None,"),
        (
            "field_by_nudging",
            "network(image)[centre]",
            "network(image)[centre] * 0 + before",
            "network(image)[None, centre]",
        ),
    ],
)
def test_who_finds_no_pixel_is_asked_for_a_black_image(name, old, black, broken, tmp_path):
    """PyTorch and NumPy fail in words of their own where no pixel matters; another failure is not blamed on it."""
    computed = (FOLDER / "receptive_field.py").read_text("utf-8").split("def ")[1]
    solution = (FOLDER / f"{name}.py").read_text("utf-8")
    assert solution.count(old) == 1
    for new, is_asked in ((black, True), (broken, False)):
        _, said = checked(tmp_path, "receptive_field.py", f"{solution.replace(old, new)}\n\ndef {computed}")
        assert "measured_field: line" in said and " raised " in said
        assert (f"Does no pixel matter? {check.BLACK}" in said) == is_asked, said


@pytest.mark.parametrize("task", TASKS.values(), ids=lambda task: task.name)
def test_any_two_misconceptions_can_be_computed(task):
    for (one, _), (other, _) in itertools.combinations(task.wrong, 2):
        if not one.keys() & other.keys():
            assert len(task.answers(**one, **other)) == len(task.cases)


SHIFT = "def roll(image, pixels):\n    {}\n\n\ndef convolve_circular(image, kernel):\n    raise NotImplementedError\n"
ACCIDENTS = {
    "a syntax error": (
        "def roll(image, pixels)\n    return image",
        "circular_shift.py: line 1 is not Python: expected ':'",
    ),
    "bad indentation": ("def roll(image, pixels):\nreturn image", "circular_shift.py: line 2 is not Python"),
    "an error in the file": (
        "import math\n\nmath.sin('a')",
        "circular_shift.py: line 3 raised TypeError: must be real",
    ),
    "a missing package": (
        "import pandasz",
        "line 1 imports pandasz, which is not installed here; install it with: python",
    ),
    "no function": ("x = 1", "roll: the file has no such function: it should define roll(image, pixels)."),
    "no function, but a name": ("roll = 3", "roll: the file has no such function"),
    "too few arguments": (
        "def roll(image):\n    return image",
        "roll: takes other arguments: it should be roll(image, pix",
    ),
    "too many arguments": ("def roll(a, b, c):\n    return a", "roll: takes other arguments"),
    "an exception": (SHIFT.format("return image[999]"), "roll: line 2 raised IndexError: index 999 is out of bounds"),
    "an exception without a word": (SHIFT.format("raise ValueError"), "roll: line 2 raised ValueError."),
    "an assertion": (SHIFT.format("assert False, 'no'"), "roll: line 2 raised AssertionError: no"),
    "endless recursion": (
        SHIFT.format("return roll(image, pixels)"),
        "roll: line 2 calls its own function without an end",
    ),
    "exit": (SHIFT.format("raise SystemExit(0)"), "roll: line 2 ends the program (exit)"),
    "no return": (SHIFT.format("image + 1"), "roll: returns None: is the return missing?"),
    "printing": (
        SHIFT.format("print(image)"),
        "roll: prints its answer and returns None: write return in place of print",
    ),
    "a string": (SHIFT.format("return 'image'"), "roll: returns the image as str, which is no array"),
    "complex numbers": (
        SHIFT.format("return image + 1j"),
        "roll: returns the image as ndarray, which is no array of real",
    ),
    "lists of unequal length": (
        SHIFT.format("return [[1, 2], [3]]"),
        "roll: returns the image as list, which is no array",
    ),
    "a function": (SHIFT.format("return roll"), "roll: returns a function, without calling it."),
    "NaN": (SHIFT.format("return image * float('nan')"), "roll: 48 of the 48 numbers in the image are NaN or infinite"),
    "a number": (
        SHIFT.format("return 3"),
        "roll: the image has the shape () and should have (6, 8); asked for: image of 6 x 8, pixels = 5.",
    ),
    "another shape": (SHIFT.format("return image[1:]"), "the image has the shape (5, 8) and should have (6, 8)"),
    "wrong inside": (
        SHIFT.format("return image * 2"),
        "roll: 46 of the 48 numbers in the image are wrong; the first, in row 0",
    ),
    "changed input": (
        SHIFT.format("image[0] = 0; return image"),
        "roll: changes the image that it is given: work on a copy.",
    ),
    "not yet": (SHIFT.format("return image"), "convolve_circular: is not written yet."),
    "input": (SHIFT.format("return input()"), "roll: line 2 raised"),
    "a null byte": ("x = '\0'", "circular_shift.py: this is no Python file"),
    "a picture": (
        b"\x89PNG\r\n\x1a\n",
        "circular_shift.py: this is no Python file: those are text (UTF-8) and end in .py.",
    ),
}


@pytest.mark.parametrize("accident", ACCIDENTS)
def test_an_accident_is_told_in_a_sentence(accident, tmp_path, monkeypatch):
    source, says = ACCIDENTS[accident]
    monkeypatch.setattr("sys.stdin", io.StringIO())
    code, said = checked(tmp_path, "circular_shift.py", source)
    assert code == 1
    assert says in said
    assert "Traceback" not in said


PAIRS = {
    "return 3": "returns one int, where it should return 2 results, gx and gy.",
    "return image": "returns one ndarray of shape (12, 12), where it should return 2 results, gx and gy.",
    "return image, image, image": "returns 3 results, where it should return 2 results, gx and gy.",
    "return {1: image}": "returns one dict, where it should return 2 results, gx and gy.",
    "return image, None": "returns gy as NoneType, which is no array of real numbers.",
}


@pytest.mark.parametrize("body", PAIRS)
def test_a_wrong_number_of_results_is_told(body, tmp_path):
    said = checked(tmp_path, "edge_detectors.py", f"def edges(image):\n    {body}\n")[1]
    assert PAIRS[body] in said


def test_what_is_wrong_at_the_border_only_is_said_to_be(tmp_path):
    source = (FOLDER / "circular_shift.py").read_text("utf-8")
    first = '    return np.einsum("ijmn,mn->ij", windows, kernel)\n'
    assert source.count(first) == 1
    spoilt = source.replace(first, first.replace("return", "answer =") + "    answer[0, 0] += 1\n    return answer\n")
    said = checked(tmp_path, "circular_shift.py", spoilt)[1]
    assert (
        "convolve_circular: 1 of the 48 numbers in the map are wrong (all at the border); the first, in row 0, column 0"
        in said
    )


def test_a_file_under_another_name_is_known_by_its_functions(tmp_path):
    said = checked(tmp_path, "circular_shift (1).py", (FOLDER / "circular_shift.py").read_bytes())
    assert said == (0, "circular_shift (1).py, roll: right. circular_shift (1).py, convolve_circular: right.")
    code, said = checked(tmp_path, "mine.py", "x = 1\n")
    assert code == 1 and "mine.py: the file has no function of an exercise" in said and "dense_layer.py" in said


def test_files_that_cannot_be_checked(tmp_path):
    (tmp_path / "mine.py").touch()
    (tmp_path / "notebook.ipynb").write_text("{}", "utf-8")
    for name, says in {
        "yours.py": "yours.py: there is no such file here; there is mine.py.",
        "no/yours.py": "there is no such file here",
        ".": "this is a folder",
        "notebook.ipynb": "this is no Python file",
        "check.py": "this is the check itself",
    }.items():
        run = alone(tmp_path, name)
        assert (run.returncode, run.stderr) == (1, "") and says in " ".join(run.stdout.split())
    run = alone(tmp_path)
    assert run.returncode == 2 and "Give the file with your solution: python check.py edge_detectors.py" in run.stdout


def test_a_missing_package_is_told_in_a_sentence(tmp_path):
    """NumPy for the check itself, PyTorch for the reader's file; both are made impossible to import."""
    shutil.copy(FOLDER / "receptive_field.py", tmp_path)
    shutil.copy(FOLDER / "check.py", tmp_path)
    for missing, says in {
        "numpy": "This check needs NumPy, which",
        "torch": "imports torch, which is not installed here",
    }.items():
        code = f"import runpy, sys; sys.modules[{missing!r}] = None; sys.argv = ['check.py', 'receptive_field.py']"
        command = [sys.executable, "-I", "-c", f"{code}; runpy.run_path('check.py', run_name='__main__')"]
        run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
        assert run.returncode == 1 and says in run.stdout + run.stderr
        assert "Traceback" not in run.stdout + run.stderr
    assert "change one pixel at a time" in " ".join(run.stdout.split())


def test_an_endless_loop_can_be_stopped(tmp_path):
    shutil.copy(FOLDER / "check.py", tmp_path)
    loop = "open('begun', 'w').close()\n    while True: pass"
    (tmp_path / "circular_shift.py").write_text(SHIFT.format(loop), "utf-8")
    command = [sys.executable, "-I", "check.py", "circular_shift.py"]
    # What a shell runs in the background ignores the signal, and so does what that starts.
    hears = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    pipe = subprocess.PIPE
    run = subprocess.Popen(command, cwd=tmp_path, stdout=pipe, stderr=pipe, text=True, preexec_fn=hears)
    try:
        while not (tmp_path / "begun").exists() and run.poll() is None:
            time.sleep(0.05)
        run.send_signal(signal.SIGINT)
        out, err = run.communicate(timeout=60)
    finally:
        run.kill()
    assert err == "" and "roll: line 3 was still running when you stopped the check" in " ".join(out.split())


def test_the_page_shows_what_the_check_says(tmp_path):
    """The reply on the page is no invention."""
    (page,) = [page for page in pages() if page.name == "exercises"]
    (shown,) = [fence.body for fence in page.fences if fence.info == "text"]
    (zeros,) = [planted for planted in PLANTED if planted.name == "zero for circular"]
    (tmp_path / "circular_shift.py").write_text(zeros.source(), "utf-8")
    assert alone(tmp_path, "circular_shift.py").stdout == shown


def test_what_the_check_takes_for_right_is_what_scipy_and_pytorch_compute():
    for image, kernel in check.CONVOLVE_CIRCULAR.cases:
        np.testing.assert_allclose(check.convolve_circular(image, kernel), correlate(image, kernel, mode="wrap"))
    for (image,) in check.EDGES.cases:
        sobel = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]])
        for derivative, kernel in zip(check.edges(image), (sobel, sobel.T), strict=True):
            np.testing.assert_allclose(derivative, correlate2d(image, kernel, mode="valid"))
    for kernel, bias, size, stride in check.DENSE_LAYER.cases:
        image = torch.rand(1, 1, size, size, dtype=torch.float64)
        slid = conv2d(image, torch.tensor(kernel)[None, None], torch.tensor([bias], dtype=torch.float64), stride)
        weight, biases = check.dense_layer(kernel, bias, size, stride)
        np.testing.assert_allclose(weight @ image.numpy().ravel() + biases, slid.numpy().ravel())


def test_feature_maps_are_rectified_circular_convolutions_by_pytorch():
    image = torch.rand(1, 1, 24, 24, dtype=torch.float64)
    kernels = torch.tensor(KERNELS.T.reshape(128, 1, 5, 5))
    maps = conv2d(pad(image, [2] * 4, mode="circular"), kernels).relu()[0].permute(1, 2, 0)
    for count in (8, 128):
        np.testing.assert_allclose(feature_maps(image[0, 0].numpy(), count), maps[..., :count], atol=1e-12)


def test_digits_are_whole_in_the_centre_and_in_four_corners_that_share_no_pixel_with_it():
    digits, covered = np.random.default_rng(0).random((3, 8, 8)), np.zeros((24, 24))
    for row, column in [(8, 8), *CORNERS]:
        canvas = placed(digits, row, column)
        assert np.array_equal(canvas[:, row : row + 8, column : column + 8], digits)
        assert canvas.shape == (3, 24, 24) and canvas.sum() == pytest.approx(digits.sum())
        covered += placed(np.ones((1, 8, 8)), row, column)[0]
    assert covered.max() == 1 and covered[::23, ::23].min() == 1 == covered[8:16, 8:16].min()


def test_the_maxima_of_whole_maps_do_not_see_where_a_digit_is():
    digits = np.random.default_rng(0).random((3, 8, 8))
    centre, *corners = ([FEATURES["128 maxima"](x) for x in placed(digits, *place)] for place in [(8, 8), *CORNERS])
    for corner in corners:
        np.testing.assert_allclose(corner, centre, rtol=1e-12)
    in_centre, in_corners = centre_and_corners(lambda image: feature_maps(image, 8).max(axis=(0, 1)))
    assert in_centre == pytest.approx(in_corners, abs=1e-12)
