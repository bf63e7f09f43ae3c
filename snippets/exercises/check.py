"""Says in words what is wrong with your solution of an exercise: python check.py circular_shift.py

It needs NumPy and your file, nothing else. For each function there is the right answer and a list of misconceptions. A
misconception is the same reference function with other settings, so what it leads to can be computed; whoever returns
exactly that gets the sentence beside it.
"""

import contextlib
import inspect
import io
import itertools
import re
import sys
import textwrap
import traceback
import types
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

try:
    import numpy as np
    from numpy.lib.stride_tricks import sliding_window_view
except ImportError:
    sys.exit("This check needs NumPy, which is not installed here. Install it with: python -m pip install numpy")


@dataclass(frozen=True)
class Task:
    """One function that the reader writes.

    right: the reference, called with the arguments of a case, or with settings that make it wrong on purpose
    cases: arguments, chosen so that no two misconceptions agree on all of them
    returns: the names of what it returns, one for each array or number
    wrong: settings of the reference, each with what to tell whoever returns what they give
    empty: what to ask whoever's function fails because it has found nothing
    """

    right: Callable
    cases: tuple[tuple, ...]
    returns: tuple[str, ...]
    wrong: tuple[tuple[dict, str], ...]
    empty: str = ""

    @property
    def name(self) -> str:
        return self.right.__name__

    @property
    def arguments(self) -> list[str]:
        """The reader's arguments: those of the reference that are no settings."""
        parameters = inspect.signature(self.right).parameters.values()
        return [parameter.name for parameter in parameters if parameter.default is parameter.empty]

    def answers(self, **settings) -> list[list[np.ndarray]]:
        """For each case the list of what is returned."""
        results = [self.right(*case, **settings) for case in self.cases]
        return [[np.asarray(part) for part in (r if isinstance(r, tuple) else (r,))] for r in results]


def noise(*shape: int) -> np.ndarray:
    """Whole numbers without any symmetry, the same at each call."""
    return np.random.default_rng(shape).permutation(np.prod(shape)).reshape(shape) + 1.0


# Edge detectors on a chequerboard


def chequerboard(squares, side, corner=0, down=1, across=1, grain="side", enlarged=True, tiled=False):
    pixel = np.arange(squares * side if enlarged else squares)
    square = pixel % squares if tiled else pixel // {"side": side, "squares": squares, "pixel": 1}[grain]
    return (corner + down * square[:, None] + across * square) % 2.0


CHEQUERBOARD = Task(
    chequerboard,
    cases=((8, 8), (3, 2), (5, 3), (2, 4)),
    returns=("the board",),
    wrong=(
        (
            {"grain": "pixel", "enlarged": False},
            "each square is one pixel wide: the board has as many pixels as squares. Every square should be side pixels wide.",
        ),
        (
            {"grain": "pixel"},
            "the board has the right size, but its squares are one pixel wide. Is the colour decided by the pixel's "
            "number, where it should be that of the square, the pixel's number // side?",
        ),
        (
            {"tiled": True},
            "the board is repeated, not enlarged: copies of the small board stand beside each other. Each of its "
            "pixels should become a square.",
        ),
        (
            {"grain": "squares"},
            "squares and side are exchanged: there are side squares along each axis.",
        ),
        ({"corner": 1}, "the colours are exchanged: the upper left square should be 0."),
        ({"down": 0}, "these are upright stripes: the colour should change from row to row of squares too."),
        ({"across": 0}, "these are lying stripes: the colour should change from column to column of squares too."),
    ),
)


def edges(image, sign=1, sign_down=1, exchanged=False, around=None, smooth=(1, 2, 1), scale=1, absolute=False):
    image = np.pad(image, 1, mode=around) if around else image
    kernel = scale * np.outer(smooth, (-1, 0, 1))
    windows = sliding_window_view(image, (3, 3))
    gx = sign * np.einsum("ijmn,mn->ij", windows, kernel)
    gy = sign * sign_down * np.einsum("ijmn,mn->ij", windows, kernel.T)
    gx, gy = (abs(gx), abs(gy)) if absolute else (gx, gy)
    return (gy, gx) if exchanged else (gx, gy)


EDGES = Task(
    edges,
    cases=((chequerboard(3, 4),), (noise(5, 7),), (noise(6, 4),)),
    returns=("gx", "gy"),
    wrong=(
        (
            {"sign": -1},
            "both derivatives have the wrong sign: dark to bright should be positive. Is the kernel flipped, "
            "as scipy.signal.convolve2d flips it?",
        ),
        ({"sign_down": -1}, "gy has the wrong sign: rows count downwards, so brighter below should be positive."),
        (
            {"sign": -1, "sign_down": -1},
            "gx has the wrong sign: columns count to the right, so brighter on the right should be positive.",
        ),
        (
            {"exchanged": True},
            "gx and gy are exchanged, or their kernels are transposed: gx goes along a row and answers to upright edges.",
        ),
        (
            {"around": "constant"},
            "the result is as large as the image: zeros were put around it (padding 'same'). Without padding the kernel "
            "stays inside, and the border that you see is not an edge of the picture.",
        ),
        (
            {"around": "edge"},
            "the result is as large as the image, whose border was repeated. Without padding the kernel stays inside.",
        ),
        ({"smooth": (1, 1, 1)}, "the middle row counts as much as its neighbours: Sobel's weights are 1, 2, 1."),
        ({"smooth": (0, 1, 0)}, "this is the difference in one row alone: the 1, 2, 1 across it is missing."),
        ({"scale": 1 / 8}, "everything is 8 times too small: the kernel is to be used as it is, not divided by 8."),
        ({"absolute": True}, "nothing is negative: the sign says which side is brighter, and should stay."),
    ),
)


# Shifting and convolving in a circle


def roll(image, pixels, axis=1, sign=1, wraps=True):
    if wraps:
        return np.roll(image, sign * pixels, axis)
    padded = np.roll(np.pad(image, pixels), sign * pixels, axis)
    return padded[pixels:-pixels, pixels:-pixels]


ROLL = Task(
    roll,
    cases=((noise(6, 8), 5), (noise(7, 5), 2)),
    returns=("the image",),
    wrong=(
        ({"axis": 0}, "it is the rows that move: the columns should move to the right (axis 1)."),
        ({"axis": None}, "pixels that leave a row on the right come back in the next row. Does np.roll know the axis?"),
        ({"axis": (0, 1)}, "the rows move as well: the image should move to the right only."),
        ({"sign": -1}, "the sign is the wrong way round: the image should move to the right."),
        (
            {"wraps": False},
            "zeros come in on the left: it should be the columns that left on the right.",
        ),
    ),
)


def convolve_circular(image, kernel, down="wrap", across="wrap", margins=None, flip=False, transposed=False):
    before, after = margins(len(kernel)) if margins else (len(kernel) // 2,) * 2
    padded = np.pad(image, ((before, after), (0, 0)), mode=down)
    padded = np.pad(padded, ((0, 0), (before, after)), mode=across)
    kernel = kernel[::-1, ::-1] if flip else kernel
    kernel = kernel.T if transposed else kernel
    return np.einsum("ijmn,mn->ij", sliding_window_view(padded, kernel.shape), kernel)


CONVOLVE_CIRCULAR = Task(
    convolve_circular,
    cases=((noise(6, 8), noise(3, 3)), (noise(8, 7), noise(5, 5))),
    returns=("the map",),
    wrong=(
        (
            {"down": "constant", "across": "constant"},
            "row 0 doesn't wrap around: is the padding circular? Above row 0 stands the last row, and these are the "
            "numbers that zeros give.",
        ),
        ({"down": "constant"}, "columns wrap around, rows don't: above row 0 there are zeros."),
        ({"across": "constant"}, "rows wrap around, columns don't: left of column 0 there are zeros."),
        (
            {"down": "edge", "across": "edge"},
            "the border is repeated outwards: it should continue on the opposite side.",
        ),
        (
            {"down": "reflect", "across": "reflect"},
            "the image is mirrored at its border pixels (mode 'reflect'): it should continue on the opposite side.",
        ),
        (
            {"down": "symmetric", "across": "symmetric"},
            "the image is mirrored at its edge (mode 'symmetric'): it should continue on the opposite side.",
        ),
        (
            {"flip": True},
            "the kernel is flipped, as in the convolution of signal processing: its upper left weight should meet the "
            "upper left pixel of the window.",
        ),
        (
            {"transposed": True},
            "rows and columns of the kernel are exchanged: is a transpose or an index the wrong way?",
        ),
        (
            {"margins": lambda k: (0, k - 1)},
            "off by half a kernel: the window begins at the pixel, which should stand in its middle. Is all the padding "
            "below and on the right?",
        ),
        (
            {"margins": lambda k: (k - 1, 0)},
            "off by half a kernel: the window ends at the pixel, which should stand in its middle. Is all the padding "
            "above and on the left?",
        ),
        ({"margins": lambda k: (0, 0)}, "there is no padding: the map is smaller than the image."),
        (
            {"margins": lambda k: (1, 1)},
            "the padding is one pixel whatever the kernel: a 5 x 5 kernel reaches two pixels beyond the border.",
        ),
        (
            {"margins": lambda k: (k // 2, k // 2 - 1)},
            "the padding is one short below and on the right: a k x k kernel needs k // 2 pixels on each side.",
        ),
        (
            {"margins": lambda k: (k // 2 + 1, k // 2 + 1)},
            "the padding is one pixel too wide on each side: a k x k kernel needs k // 2.",
        ),
    ),
)


# A dense layer that is a convolution


def dense_layer(
    kernel,
    bias,
    size,
    stride,
    padding=0,
    steps=None,
    moved=None,
    counted=False,
    packed=False,
    flip=False,
    column_by_column="",
    turned=False,
    biases=None,
):
    kernel = kernel[::-1, ::-1] if flip else kernel
    k, wide = len(kernel), size + 2 * padding
    down, across = steps(stride) if steps else (stride, stride)
    shape = (wide - k) // down + 1, (wide - k) // across + 1
    down, across = moved(stride) if moved else (down, across)
    weight = np.zeros((*shape, wide * wide))
    for (i, j), (m, n) in itertools.product(np.ndindex(shape), np.ndindex(k, k)):
        start = i * shape[1] + j if counted else i * down * wide + j * across
        weight[i, j, start + m * (k if packed else wide) + n] = kernel[m, n]
    weight = weight.reshape(*shape, wide, wide)[..., padding : wide - padding, padding : wide - padding]
    if "pixels" in column_by_column:
        weight = weight.swapaxes(2, 3)
    if "outputs" in column_by_column:
        weight = weight.swapaxes(0, 1)
    weight = weight.reshape(shape[0] * shape[1], size * size)
    given = biases(bias, len(weight)) if biases else np.full(len(weight), bias)
    return (weight.T if turned else weight), given


DENSE_LAYER = Task(
    dense_layer,
    cases=((noise(3, 3), 0.5, 6, 1), (noise(3, 3), -2.0, 7, 2), (noise(2, 2), 3.0, 5, 1)),
    returns=("weight", "biases"),
    wrong=(
        ({"turned": True}, "the matrix is transposed: a row for each output, a column for each pixel."),
        (
            {"column_by_column": "pixels"},
            "the columns take the image column by column: ravel() goes row by row, so pixel (row, column) is number "
            "row * size + column.",
        ),
        (
            {"column_by_column": "outputs"},
            "the rows take the outputs column by column: output (i, j) is number i * n + j.",
        ),
        (
            {"column_by_column": "pixels and outputs"},
            "rows for columns: pixels and outputs are both counted column by column, or the kernel is transposed.",
        ),
        (
            {"flip": True},
            "the kernel is flipped: its first weight should meet the first pixel of the window.",
        ),
        (
            {"packed": True},
            "the rows of the kernel follow each other without a gap: in the flattened image the pixel below is size "
            "columns further on.",
        ),
        (
            {"counted": True},
            "each row is the one before, moved on by one. At the end of a line of outputs the kernel then hangs over the "
            "right border: it has to jump to the next line.",
        ),
        ({"steps": lambda stride: (1, 1)}, "the stride is forgotten: there is an output at every position."),
        ({"steps": lambda stride: (stride, 1)}, "the stride is used downwards only: it holds along both axes."),
        ({"steps": lambda stride: (1, stride)}, "the stride is used to the right only: it holds along both axes."),
        (
            {"moved": lambda stride: (1, 1)},
            "the stride sets the number of outputs, but the kernel still moves by one pixel from each to the next.",
        ),
        (
            {"padding": 1},
            "there is padding: without it the kernel stays inside, on n = (size - k) // stride + 1 places.",
        ),
        ({"biases": lambda bias, n: np.zeros(n)}, "the bias is forgotten: it is added to every output."),
        ({"biases": lambda bias, n: np.full(n, -bias)}, "the biases have the wrong sign."),
        (
            {"biases": lambda bias, n: np.eye(n)[0] * bias},
            "only the first output has its bias: the filter has one bias, and each of its outputs gets it.",
        ),
        (
            {"biases": lambda bias, n: np.array([bias])},
            "there is one bias: a dense layer has one for each output, here all the same.",
        ),
        (
            {"biases": lambda bias, n: np.array(bias)},
            "the bias is a single number: a dense layer has one for each output, here all the same.",
        ),
    ),
)


# Receptive fields


def receptive_field(layers, start=1, size=None, jump="all strides before", dilated=True):
    field, stride_before, jumps = start, 1, 1
    for kernel, stride, dilation in layers:
        step = {"own": stride, "last": stride_before, "none": 1, "after": jumps * stride}.get(jump, jumps)
        field += size(kernel) if size else (kernel - 1) * (dilation if dilated else 1) * step
        stride_before, jumps = stride, jumps * stride
    return field


RECEPTIVE_FIELD = Task(
    receptive_field,
    cases=tuple(
        (layers,)
        for layers in (
            [(3, 1, 1)] * 3,
            [(3, 2, 1)] * 4,
            [(3, 1, 1), (3, 2, 1), (2, 1, 1)],
            [(3, 1, 1), (3, 1, 2), (3, 1, 4)],
            [(11, 4, 1), (3, 2, 1), (5, 1, 2)],
        )
    ),
    returns=("the field",),
    wrong=(
        (
            {"start": 0, "size": lambda k: k},
            "the kernel sizes are added: neighbouring windows overlap, so a layer adds what its kernel reaches beyond one "
            "unit.",
        ),
        (
            {"size": lambda k: k - 1},
            "stride and dilation are forgotten: each layer adds (kernel - 1) units of the layer below.",
        ),
        (
            {"jump": "none"},
            "the strides are forgotten: after a stride of 2, one step in the map is two pixels in the image.",
        ),
        (
            {"jump": "own"},
            "each layer counts in its own stride: it reads the layer below, so what counts are the strides before it.",
        ),
        (
            {"jump": "after"},
            "the jump is multiplied by a layer's stride before its kernel is counted: first the field, then the jump.",
        ),
        (
            {"jump": "last"},
            "only the stride of the layer before is used: strides multiply, so three layers of stride 2 make steps of 8.",
        ),
        ({"dilated": False}, "the dilation is forgotten: it spreads the kernel's taps."),
        ({"start": 0}, "one pixel is missing: before the first layer a unit sees 1 pixel, not 0."),
        ({"start": 2}, "there is one pixel too many: before the first layer a unit sees 1 pixel."),
    ),
)


class Network:
    """Convolutions with all weights 1 and a ReLU after each, for NumPy arrays and PyTorch tensors alike."""

    def __init__(self, *layers: tuple[tuple[int, int], int, int]):
        self.layers = layers

    def __call__(self, image):
        for (height, width), stride, dilation in self.layers:
            rows, columns = (n - dilation * (k - 1) for n, k in zip(image.shape, (height, width), strict=True))
            taps = itertools.product(range(0, dilation * height, dilation), range(0, dilation * width, dilation))
            image = sum(image[y : y + rows : stride, x : x + columns : stride] for y, x in taps)
            image = image * (image > 0)
        return image


def measured_field(network, side, turned=False, square=False, of=None, less=0, black=False):
    if black:
        return 0, 0
    lengths = []
    for axis in (0, 1):
        seen, jump, units = np.zeros(1, int), 1, side
        for kernel, stride, dilation in network.layers:
            seen = np.unique(seen[:, None] + jump * dilation * np.arange(kernel[axis]))
            units = (units - dilation * (kernel[axis] - 1) - 1) // stride + 1
            jump *= stride
        span = np.ptp(seen) + 1
        lengths.append({"counted": len(seen), "all": span + jump * (units - 1), "side": side}.get(of, span) - less)
    return (lengths[0], lengths[0]) if square else (lengths[1], lengths[0]) if turned else tuple(lengths)


BLACK = "Is the image black? At 0 a ReLU passes no gradient: begin with a bright image."
MEASURED_FIELD = Task(
    measured_field,
    cases=(
        (Network(((3, 3), 1, 1), ((3, 3), 1, 1)), 15),
        (Network(((3, 5), 2, 1), ((3, 3), 2, 1), ((2, 1), 1, 1)), 29),
        (Network(((3, 3), 1, 2), ((3, 3), 1, 2)), 20),
    ),
    returns=("the height", "the width"),
    wrong=(
        (
            {"of": "all"},
            "this is what all outputs see together: take the gradient of the central output alone, not of the map's sum.",
        ),
        ({"of": "side"}, "this is the whole image: does your test find the pixels that change nothing?"),
        (
            {"of": "counted"},
            "the rows and columns that matter are counted: with dilation there are holes between them. The field goes "
            "from the first to the last.",
        ),
        ({"less": 1}, "one is missing along each axis: from row 3 to row 5 there are 5 - 3 + 1 rows."),
        ({"less": -1}, "there is one too many along each axis: from row 3 to row 5 there are 5 - 3 + 1 rows."),
        ({"turned": True}, "height and width are exchanged: rows give the height, and it comes first."),
        ({"square": True}, "the width is that of a square: the kernels here are not all square, so measure both axes."),
        ({"black": True}, f"no pixel seems to matter. {BLACK}"),
    ),
    empty=f"Does no pixel matter? {BLACK}",
)

EXERCISES = {
    "edge_detectors": (CHEQUERBOARD, EDGES),
    "circular_shift": (ROLL, CONVOLVE_CIRCULAR),
    "dense_layer": (DENSE_LAYER,),
    "receptive_field": (RECEPTIVE_FIELD, MEASURED_FIELD),
}


# Asking the reader's functions, and saying what is wrong


class Wrong(Exception):
    """What is wrong, as the end of a sentence that begins with the name of a file or function."""


def load(path: Path) -> types.ModuleType:
    """Run the reader's file, without its main guard."""
    if not path.exists():
        there = sorted(p.name for p in (path.parent if path.parent.is_dir() else Path()).glob("*.py"))
        there = [name for name in there if name != Path(__file__).name]
        raise Wrong(f"there is no such file here; there is {', '.join(there) or 'no other Python file'}.")
    if path.resolve() == Path(__file__).resolve():
        raise Wrong("this is the check itself: give the name of your file.")
    if path.is_dir():
        raise Wrong("this is a folder: give the name of your file.")
    try:
        source = path.read_bytes().decode("utf-8-sig")
        if path.suffix != ".py" or "\0" in source:
            raise ValueError
    except ValueError:
        raise Wrong("this is no Python file: those are text (UTF-8) and end in .py.") from None
    except OSError as error:
        raise Wrong(f"the file cannot be read: {error.strerror}.") from None
    module = types.ModuleType("solution")
    module.__file__ = str(path)
    sys.modules["solution"] = module  # where dataclasses look for their module
    watched(lambda: exec(compile(source, str(path), "exec"), vars(module)), path)
    return module


def watched(action: Callable, path: Path) -> tuple[object, str]:
    """What ``action`` returns, and what it printed; if it fails, `Wrong` names the line of the reader's file."""
    printed = io.StringIO()
    try:
        with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return action(), printed.getvalue()
    except NotImplementedError:
        raise Wrong("is not written yet.") from None
    except SyntaxError as error:
        raise Wrong(f"line {error.lineno} is not Python: {error.msg}.") from None
    except BaseException as error:
        lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == str(path)]
        where = f"line {lines[-1]}" if lines else "a line that cannot be told"
        raise Wrong(f"{where} {told(error)}") from None


def told(error: BaseException) -> str:
    """What went wrong in a line, as the rest of a sentence."""
    if isinstance(error, RecursionError):
        return "calls its own function without an end."
    if isinstance(error, ModuleNotFoundError):
        remedy = f"install it with: python -m pip install {error.name}"
        if error.name == "torch":
            remedy += "\nOr do the exercise with NumPy: change one pixel at a time, and see whether the output changes."
        return f"imports {error.name}, which is not installed here; {remedy}"
    if isinstance(error, KeyboardInterrupt):
        return "was still running when you stopped the check: does a loop never end?"
    if isinstance(error, SystemExit):
        return "ends the program (exit): a function should return."
    message = str(error).strip().split("\n")[0]
    return f"raised {type(error).__name__}: {message}" if message else f"raised {type(error).__name__}."


def ask(function: Callable, case: tuple, task: Task, path: Path) -> list[np.ndarray]:
    """What the reader's function returns for one case, each part as an array."""
    given = [argument.copy() if hasattr(argument, "copy") else argument for argument in case]
    result, printed = watched(lambda: function(*given), path)
    for name, before, after in zip(task.arguments, case, given, strict=True):
        if not np.array_equal(before, after):
            raise Wrong(f"changes the {name} that it is given: work on a copy.")
    if result is None:
        raise Wrong(
            "prints its answer and returns None: write return in place of print."
            if printed
            else "returns None: is the return missing?"
        )
    if isinstance(result, types.FunctionType | types.BuiltinFunctionType | types.MethodType):
        raise Wrong("returns a function, without calling it.")
    if len(task.returns) == 1:
        return [numbers(result, task.returns[0])]
    wanted = f"where it should return {len(task.returns)} results, {' and '.join(task.returns)}."
    if isinstance(result, tuple | list):
        if len(result) != len(task.returns):
            raise Wrong(f"returns {len(result)} results, {wanted}")
    elif getattr(result, "shape", ())[:1] != (len(task.returns),):
        of_shape = f" of shape {tuple(result.shape)}" if hasattr(result, "shape") else ""
        raise Wrong(f"returns one {type(result).__name__}{of_shape}, {wanted}")
    return [numbers(part, name) for part, name in zip(result, task.returns, strict=True)]


def numbers(value: object, name: str) -> np.ndarray:
    """``value`` as an array of numbers."""
    if hasattr(value, "detach"):
        value = value.detach()  # a tensor of PyTorch
    try:
        array = np.asarray(value)
    except Exception:
        array = np.asarray(None)
    if array.dtype.kind not in "biuf":
        raise Wrong(f"returns {name} as {type(value).__name__}, which is no array of real numbers.")
    array = array.astype(float)
    if bad := np.count_nonzero(~np.isfinite(array)):
        raise Wrong(f"{bad} of the {array.size} numbers in {name} are NaN or infinite: is there a division by zero?")
    return array


def same(some: list[list[np.ndarray]], others: list[list[np.ndarray]]) -> bool:
    pairs = zip(itertools.chain(*some), itertools.chain(*others), strict=True)
    return all(a.shape == b.shape and np.allclose(a, b, rtol=1e-4, atol=1e-6) for a, b in pairs)


def diagnose(task: Task, answers: list[list[np.ndarray]]) -> str | None:
    """What is wrong with the answers to all cases, or None."""
    if same(answers, task.answers()):
        return None
    for settings, reply in task.wrong:
        if same(answers, task.answers(**settings)):
            return reply
    for (one, reply), (other, second) in itertools.combinations(task.wrong, 2):
        if not one.keys() & other.keys() and same(answers, task.answers(**one, **other)):
            return f"two things at once.\n- {reply}\n- {second}"
    for case, parts, rights in zip(task.cases, answers, task.answers(), strict=True):
        for name, part, right in zip(task.returns, parts, rights, strict=True):
            if message := difference(name, part, right):
                return f"{message}; asked for: {described(task, case)}."
    return None


def difference(name: str, got: np.ndarray, right: np.ndarray) -> str | None:
    """How ``got`` differs from what is right, without saying what a solution looks like."""
    if got.shape != right.shape:
        return f"{name} has the shape {got.shape} and should have {right.shape}"
    wrong = ~np.isclose(got, right, rtol=1e-4, atol=1e-6)
    if not wrong.any():
        return None
    if right.ndim == 0:
        return f"{name} is {got:g} and should be {right:g}"
    at = tuple(int(i) for i in np.argwhere(wrong)[0])
    place = f"row {at[0]}, column {at[1]}" if len(at) == 2 else f"place {at[0]}"
    inside = wrong[1:-1, 1:-1] if right.ndim == 2 else wrong
    border = " (all at the border)" if not inside.any() else ""
    return (
        f"{wrong.sum()} of the {wrong.size} numbers in {name} are wrong{border}; the first, in {place}, is "
        f"{got[at]:g} and should be {right[at]:g}"
    )


def described(task: Task, case: tuple) -> str:
    """A case in words: image of 6 x 8, pixels = 5."""
    words = []
    for name, value in zip(task.arguments, case, strict=True):
        if isinstance(value, Network):
            words.append(f"{name} of the layers {list(value.layers)}")
        elif isinstance(value, np.ndarray):
            words.append(f"{name} of {' x '.join(map(str, value.shape))}")
        else:
            words.append(f"{name} = {value}")
    return ", ".join(words)


def verdict(task: Task, module: types.ModuleType, path: Path) -> str | None:
    """What is wrong with the reader's function for ``task``, or None."""
    function = getattr(module, task.name, None)
    arguments = ", ".join(task.arguments)
    if not callable(function):
        return f"the file has no such function: it should define {task.name}({arguments})."
    try:
        with contextlib.suppress(ValueError):  # some built-in functions have no signature
            inspect.signature(function).bind(*task.cases[0])
    except TypeError:
        return f"takes other arguments: it should be {task.name}({arguments})."
    try:
        return diagnose(task, [ask(function, case, task, path) for case in task.cases])
    except Wrong as wrong:
        is_empty = re.search(r"raised .*(empty|zero-size|size 0|numel\(\) == 0)", str(wrong))
        return f"{wrong}\n{task.empty}" if task.empty and is_empty else str(wrong)


def tasks_of(path: Path, module: types.ModuleType) -> tuple[Task, ...]:
    """The tasks of the exercise that the file is named after, or else of the first of whose functions it has one."""
    if path.stem in EXERCISES:
        return EXERCISES[path.stem]
    for tasks in EXERCISES.values():
        if any(callable(getattr(module, task.name, None)) for task in tasks):
            return tasks
    names = ", ".join(f"{name}.py" for name in EXERCISES)
    raise Wrong(f"the file has no function of an exercise. Name it as its starter was named: {names}.")


def say(sentence: str) -> None:
    """Print a reply in lines that fit a terminal."""
    for line in sentence.split("\n"):
        print(textwrap.fill(line, width=78, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False))


def main(arguments: list[str]) -> int:
    """Check one file; 0 if all is right, 1 if something is not, 2 if no file is named."""
    if len(arguments) != 1:
        say(f"Give the file with your solution: python check.py {next(iter(EXERCISES))}.py")
        return 2
    path = Path(arguments[0])
    try:
        module = load(path)
        verdicts = {task.name: verdict(task, module, path) for task in tasks_of(path, module)}
    except Wrong as wrong:
        say(f"{path.name}: {wrong}")
        return 1
    for name, problem in verdicts.items():
        say(f"{path.name}, {name}: {problem or 'right.'}")
    return 1 if any(verdicts.values()) else 0


if __name__ == "__main__":
    sys.stdout.reconfigure(errors="replace")  # a file's name may hold more than the terminal can show
    sys.stdin = io.StringIO()  # nobody would see what a solution asks for
    sys.exit(main(sys.argv[1:]))
