"""Figures show their data: lines, dots, pictures and numbers as they were drawn, against the files and the mathematics.

What a figure's module computes on the way is tested with its page, in `tests/test_<page>.py`, and for some figures what it
draws of it, too. Here stands the rest, so that no row, axis or factor can be exchanged on the way into the drawing.
"""

import json
import math
import re
from collections.abc import Callable
from inspect import isfunction
from itertools import product

import figures
import matplotlib
import numpy as np
import pytest
from grammar import DOCS, ROOT, SNIPPETS
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.text import Annotation
from numpy.lib.stride_tricks import sliding_window_view
from PIL import Image
from scipy import ndimage
from scipy.signal import correlate, correlate2d
from skimage import data
from sklearn.datasets import load_digits

from snippets.applications import pulses as heartbeats
from snippets.edges import corners as corner_listing
from snippets.edges import presets
from snippets.figures import ring as ring_figure
from snippets.figures import sobel as sobel_figure
from snippets.figures.style import Style
from snippets.fully_connected import vgg16
from snippets.receptive_field import named_networks as named
from snippets.receptive_field import recurrence
from snippets.shift_experiment import forward
from snippets.sliding_kernel import channels, slide
from snippets.visual_cortex import later_networks, lenets

CAMERA = data.camera() / 255
SOBEL_X = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]])


def points(line) -> np.ndarray:
    """(n, 2): where a line or a set of dots was drawn."""
    return np.asarray(line.get_xydata() if hasattr(line, "get_xydata") else line.get_offsets(), dtype=float)


def pictures(figure: Figure) -> list[np.ndarray]:
    return [np.asarray(image.get_array()) for axes in figure.axes for image in axes.images]


def texts(axes: Axes) -> list[str]:
    return [text.get_text() for text in axes.texts]


def number(text: str) -> float:
    return float(text.replace("−", "-").replace(",", ""))


def written(axes: Axes) -> dict[tuple[int, int], int]:
    """Whole numbers by the cell (row, column) in whose middle they stand, cells being one unit wide."""
    shown = {text.get_position(): text.get_text() for text in axes.texts if re.fullmatch("−?[0-9]+", text.get_text())}
    return {(math.floor(y), math.floor(x)): int(number(text)) for (x, y), text in shown.items()}


def at(axes: Axes, *, places: int = 2) -> dict[tuple[float, float], str]:
    """Texts by their position."""
    return {tuple(round(float(one), places) for one in text.get_position()): text.get_text() for text in axes.texts}


def block(shown: dict[tuple[float, float], str], left: float, top: float, shape: tuple[int, int], step: float = 1.0):
    """The numbers that stand in the middles of cells, ``step`` units wide, as an array."""
    rows, columns = shape
    middles = [(left + (n + 0.5) * step, top + (m + 0.5) * step) for m in range(rows) for n in range(columns)]
    return np.reshape([number(shown[round(x, 2), round(y, 2)]) for x, y in middles], shape)


def colour_at(axes: Axes, x: float, y: float) -> str:
    """The colour of the cell that lies on top there; "" where none does."""
    for patch in reversed(axes.patches):
        if patch.get_fill() and patch.get_path().contains_point((x, y), patch.get_patch_transform()):
            return to_hex(patch.get_facecolor())
    return ""


def results(experiment: str, model: str, images: int = 1200) -> dict[str, dict]:
    """The row of an experiment, from the file."""
    rows = json.loads((SNIPPETS / "shift_experiment" / "experiments.json").read_text("utf-8"))["rows"]
    (found,) = (r for r in rows if (r["experiment"], r["model"], r["images"]) == (experiment, model, images))
    return found


# What a figure has to show, by its name


def ablation(figure: Figure) -> None:
    layers = ("dense", "local", "convolution")
    places = ((1200, "centred"), (100, "centred"), (1200, "1 px"))
    for axes, (images, place) in zip(figure.axes, places, strict=True):
        assert axes.get_title(loc="left").endswith(f"{images:,} images")
        assert axes.get_title(loc="left").startswith("Centred" if place == "centred" else f"{place} away")
        drawn = zip(layers, axes.collections, axes.lines, axes.texts, strict=True)
        for y, (layer, dots, line, text) in enumerate(drawn):
            found = results("ablation", layer, images)[place]
            np.testing.assert_allclose(points(dots), [(100 * value, y) for value in found["by seed"]])
            mean = 100 * np.mean(found["by seed"])
            assert points(line)[:, 0] == pytest.approx(mean, abs=1e-3) and points(line)[:, 1].mean() == pytest.approx(y)
            assert text.get_text() == f"{mean:.1f} (sd {100 * found['sd']:.1f})"
            assert text.get_position() == pytest.approx((mean, y), abs=0.5)
        assert list(axes.get_yticks()) == [0, 1, 2]


def accuracy_by_shift(figure: Figure) -> None:
    models = ("MLP-32", "MLP-128", "CNN-dense", "CNN-zero", "CNN-circular", "CNN-circular-wide")
    for axes, model in zip(figure.axes, models, strict=True):
        assert axes.get_title(loc="left").replace(", ", "-") == model
        found = [results("shift", model)[place] for place in ("centred", "1 px", "2 px")]
        assert [tick.get_text() for tick in axes.get_xticklabels()] == ["centred", "1 px", "2 px"]
        guessing, *seeds, means = axes.lines
        assert set(points(guessing)[:, 1]) == {10}
        by_seed = 100 * np.array([place["by seed"] for place in found]).T
        np.testing.assert_allclose([points(seed) for seed in seeds], [list(enumerate(line)) for line in by_seed])
        np.testing.assert_allclose(points(means), list(enumerate(by_seed.mean(axis=0))), atol=1e-3)
        assert texts(axes)[:3] == [f"{mean:.1f}" for mean in by_seed.mean(axis=0)]
        assert [text.xy for text in axes.texts[:3]] == list(map(tuple, points(means)))


def learning_curves(figure: Figure) -> None:
    images = (50, 100, 200, 400, 800, 1200)
    (axes,) = figure.axes
    drawn = zip(("MLP-32", "MLP-128", "CNN-dense"), axes.lines, axes.collections, strict=True)
    for model, line, band in drawn:
        rows = [results("shift" if n == 1200 else "learning curve", model, n)["centred"] for n in images]
        mean, sd = (100 * np.array([row[name] for row in rows]) for name in ("mean", "sd"))
        np.testing.assert_allclose(points(line), np.column_stack([images, mean]))
        (path,) = band.get_paths()
        corners = {tuple(corner) for corner in path.vertices.round(9)}
        edges = [*zip(images, mean - sd, strict=True), *zip(images, mean + sd, strict=True)]
        assert corners == {(float(n), round(value, 9)) for n, value in edges}
        dashed = line.get_linestyle() == "--"
        assert dashed == (model == "MLP-32")
    assert [tick.get_text() for tick in axes.get_xticklabels()] == [f"{n:,}" for n in images]


def cells(figure: Figure) -> None:
    """The one cell answers in the middle only, the other one for three pixels to either side."""
    bars, answers = figure.axes
    offsets = range(-5, 6)
    complex_cell, simple_cell = map(points, answers.lines)
    np.testing.assert_allclose(simple_cell, [(offset, offset == 0) for offset in offsets])
    np.testing.assert_allclose(complex_cell, [(offset, abs(offset) <= 3) for offset in offsets])
    assert len(bars.images) == 7
    for offset, image in zip(range(-3, 4), bars.images, strict=True):
        left, right, *_ = image.get_extent()
        assert (left + right) / 2 == pytest.approx(offset)
        wanted = np.zeros((11, 11))
        wanted[1:10, 5 + offset] = 1
        np.testing.assert_array_equal(image.get_array(), wanted)


def chequerboards(figure: Figure) -> None:
    sides = [int(text.get_text().split()[0]) for text in figure.texts[::2]]
    shown = pictures(figure)
    assert sides == [1, 2, 3, 8] and len(shown) == 2 * len(sides)
    places = [axes.get_position() for axes in figure.axes]
    for i, side in enumerate(sides):
        rows, columns = np.indices((24 * side, 24 * side)) // side % 2
        gx = correlate2d(rows ^ columns, SOBEL_X, mode="valid")
        np.testing.assert_array_equal(shown[2 * i], (rows ^ columns)[:24, :24])
        np.testing.assert_array_equal(shown[2 * i + 1], gx[:22, :22])
        assert figure.axes[2 * i + 1].images[0].get_extent() == [1, 23, 23, 1], "each answer lies on its pixel"
        board, answer = places[2 * i : 2 * i + 2]
        assert board.x0 == pytest.approx(answer.x0, abs=1e-9) and board.y0 > answer.y1
        said = figure.texts[2 * i + 1].get_text()
        low, *high = (number(one) for one in re.findall(r"−?\d+", said))
        assert [low, *(high or [low])] == [gx.min(), gx.max()]


def edge_polarity(figure: Figure) -> None:
    above, below = figure.axes
    brightness, slope = points(above.lines[0]), points(below.lines[0])
    row = int(re.search(r"\d+", above.get_title(loc="left"))[0])
    columns = brightness[:, 0].astype(int)
    assert (np.diff(columns) == 1).all() and (slope[:, 0] == columns).all()
    np.testing.assert_allclose(brightness[:, 1], CAMERA[row, columns])
    np.testing.assert_allclose(slope[:, 1], ndimage.sobel(CAMERA, axis=1)[row, columns], atol=1e-12)
    for text in above.texts:  # the coat and the sleeve are dark
        level = CAMERA[row, round(text.get_position()[0])]
        assert (level > 0.4) == (text.get_text() == "grass"), text
    for text in below.texts:  # beside the peak that it names
        x, y = text.get_position()
        near = slope[np.abs(columns - x) < 6, 1]
        strongest = near[np.abs(near).argmax()]
        assert (strongest > 0) == (y > 0) == text.get_text().endswith("+") == ("light" in text.get_text())


def kernel_presets(figure: Figure) -> None:
    """Six answers to one square of the photograph, the head, and the numbers of each kernel."""
    head = CAMERA[70:202, 158:290]
    for axes, (name, kernel) in zip(figure.axes, presets.PRESETS.items(), strict=True):
        assert axes.get_title(loc="left") == name
        lowest = -1 if kernel.sum() == 0 else 0
        answer = np.clip(correlate2d(head, kernel, mode="valid"), lowest, 1)
        np.testing.assert_allclose(axes.images[0].get_array(), answer, atol=1e-12)
        *weights, note = texts(axes)
        divisor = int(match[1]) if (match := re.match(r"÷ (\d+)", note)) else 1
        np.testing.assert_allclose(np.reshape([number(weight) for weight in weights], (3, 3)) / divisor, kernel)
        assert note.endswith(f"sum {kernel.sum():.0f}")
        across, down = np.reshape([text.xyann for text in axes.texts[:9]], (3, 3, 2)).T
        assert (np.diff(across, axis=0) > 0).all() and (np.diff(down, axis=1) < 0).all()


def learned_kernel(figure: Figure) -> None:
    history = json.loads((SNIPPETS / "edges" / "learned_kernel.json").read_text("utf-8"))
    for axes, entry in zip(figure.axes, history, strict=True):
        numbers = np.reshape([number(text) for text in texts(axes)], (3, 3))
        np.testing.assert_allclose(numbers, entry["kernel"], atol=0.0051)
        title = axes.get_title(loc="left")
        assert title == ("random start" if entry["step"] == 0 else f"{entry['step']:,} steps")
        order = np.argsort(numbers.ravel())
        lightness = [np.dot(patch.get_facecolor()[:3], (0.3, 0.6, 0.1)) for patch in axes.patches]
        assert (np.diff(np.array(lightness)[order]) > -1e-9).all(), "what is lighter is larger"


def named_networks(figure: Figure) -> None:
    (axes,) = figure.axes
    networks = named.NETWORKS
    rows = [[(3, 1, 1)] * 50, *networks.values()]
    edge, *lines = axes.lines
    assert set(points(edge)[:, 0]) == {224} and len(lines) == 3 * len(rows)
    labels = texts(axes)[1:]
    for row, (layers, label, name) in enumerate(zip(rows, labels, ["50 plain 3x3 layers", *networks], strict=True)):
        fields = [recurrence.receptive_field(layers[:n]) for n in range(len(layers) + 1)]
        whole, seen, strided = (points(line) for line in lines[3 * row : 3 * row + 3])
        assert whole.tolist() == [[1, row], [fields[-1], row]]
        assert seen.tolist() == [[field, row] for field in sorted(set(fields[1:]))]
        assert strided.tolist() == [
            [f, row] for f, (_, stride, _) in zip(fields[1:], layers, strict=True) if stride > 1
        ]
        assert label.replace(" × ", "x") == f"{name}: {fields[-1]}"


def smoothing_times_difference(figure: Figure) -> None:
    smoothing, difference = [1, 2, 1], [-1, 0, 1]
    for axes, (down, along) in zip(figure.axes, ((smoothing, difference), (difference, smoothing)), strict=True):
        wanted = {(row, 0): value for row, value in enumerate(down)}
        wanted |= {(1, 2 + column): value for column, value in enumerate(along)}
        wanted |= {(row, 6 + column): a * b for row, a in enumerate(down) for column, b in enumerate(along)}
        assert written(axes) == wanted
        x = axes.get_title(loc="left").startswith("Sobel x")
        assert [wanted[row, 6 + column] for row, column in np.ndindex(3, 3)] == (
            SOBEL_X if x else SOBEL_X.T
        ).ravel().tolist()
        named = {round(text.get_position()[0]): text.get_text() for text in axes.texts if len(text.get_text()) > 2}
        assert [named[place].split()[0] for place in (0, 2)] == (
            ["smooth", "difference"] if x else ["difference", "smooth"]
        )


def timeline(figure: Figure) -> None:
    """Years are those of the works, and a dot lies where the logarithm of its parameters does, between marked powers of ten."""
    works = {
        "zip-code network": ("lecun-1989", lenets.totals(lenets.LECUN_1989)[1]),
        "LeNet-5": ("lecun-1998", lenets.totals(lenets.LENET_5)[1]),
        "AlexNet": ("krizhevsky-2012", later_networks.count_alexnet()),
        "VGG-16": ("simonyan-2015", sum(vgg16.count_parameters(vgg16.vgg16_shapes(vgg16.CONFIGURATION_D)).values())),
        "ResNet-50": ("he-2016", later_networks.count_resnet_50()),
        "ViT-B/16": ("dosovitskiy-2021", later_networks.count_vit_b_16()),
    }
    (axes,) = figure.axes
    _, *lines = map(points, axes.lines)
    references = (DOCS / "references.md").read_text("utf-8")
    parameters = np.array([count for _, count in works.values()])
    dots, powers = ([line for line in lines if len(line) == length] for length in (1, 2))
    for (name, (key, count)), dot in zip(works.items(), dots, strict=True):
        year = int(key[-4:])
        if name == "VGG-16":  # known a year before it was published
            year = 2000 + int(re.search(rf"@{key}.*arXiv:(..)", references)[1])
        assert dot[0][1] == year
        assert [text.get_position()[1] for text in axes.texts if text.get_text() in (name, str(year))] == [year, year]
        label = f"{count:,}" if count < 10**6 else f"{count / 10**6:.0f} M"
        assert year in [text.get_position()[1] for text in axes.texts if text.get_text() == label]
    places = np.array([dot[0][0] for dot in dots])
    tenfold, start = np.polyfit(np.log10(parameters), places, 1)
    assert tenfold > 0 and places == pytest.approx(start + tenfold * np.log10(parameters)), "a logarithmic axis"
    assert [line[0][0] for line in powers] == pytest.approx([start + tenfold * power for power in range(4, 9)])
    named = {text.get_text(): text.get_position()[0] for text in axes.texts}
    for power, name in {4: "10,000", 6: "1 M", 8: "100 M"}.items():
        assert named[name] == pytest.approx(start + tenfold * power)
    assert places.max() <= axes.get_xlim()[1], "no dot leaves the figure"


def channels_and_filters(figure: Figure) -> None:
    """Three channels below each other, six kernels beside them, what each makes of its channel, and the two sums."""
    (axes,) = figure.axes
    shown = at(axes)
    lefts = [x - 1.5 for (x, _), text in sorted(shown.items()) if text.startswith("filter")]
    for what in ("filter", "map"):
        numbered = [text for _, text in sorted(shown.items()) if text.startswith(what)]
        assert numbered == [f"{what} {number + 1}" for number in range(len(channels.FILTERS))], "from left to right"
    labels = {text: y for (_, y), text in shown.items() if text.startswith("channel")}  # on a phone there is no room
    assert labels in ({}, {f"channel {channel + 1}": 3.5 * channel + 1.5 for channel in range(len(channels.WINDOW))})
    for channel, window in enumerate(channels.WINDOW):
        np.testing.assert_array_equal(block(shown, 0, 3.5 * channel, (3, 3)), window)
        for left, kernels in zip(lefts, channels.FILTERS, strict=True):
            np.testing.assert_array_equal(block(shown, left, 3.5 * channel, (3, 3)), kernels[channel])
            part = shown[round(left + 4.15, 2), round(3.5 * channel + 1.5, 2)]
            assert part[0] in "+−" and number(part) == (kernels[channel] * window).sum()
    for left, kernels, bias in zip(lefts, channels.FILTERS, channels.BIASES, strict=True):
        assert number(shown[round(left + 4.15, 2), 11.1]) == bias
        assert number(shown[round(left + 4.15, 2), 12.6]) == (kernels * channels.WINDOW).sum() + bias


def kernel_steps(figure: Figure) -> None:
    """Patch times kernel gives products, whose sum is the first output; then six positions, the output filling up."""
    image, kernel = np.array(slide.IMAGE), np.array(slide.KERNEL)
    output = correlate2d(image, kernel, mode="valid")
    first, *frames = figure.axes
    shown = at(first)
    words = {text: x for (x, _), text in shown.items() if text.isalpha()}
    np.testing.assert_array_equal(block(shown, 0, 0, (5, 5)), image)
    np.testing.assert_array_equal(block(shown, words["kernel"] - 1.5, 0, (3, 3)), kernel)
    np.testing.assert_array_equal(block(shown, words["products"] - 1.5, 0, (3, 3)), kernel * image[:3, :3])
    np.testing.assert_array_equal(block(shown, words["sum"] - 0.5, 1, (1, 1)), [[output[0, 0]]])
    for axes, done in zip(frames, (1, 2, 3, 4, 8, 9), strict=True):
        assert axes.get_title(loc="center").split()[0].strip("stndrh") == str(done)
        spots = sorted(((y, x), number(text)) for (x, y), text in at(axes).items())
        assert [value for _, value in spots] == output.ravel()[:done].tolist()
        steps = np.array([(y, x) for (y, x), _ in spots]) - spots[0][0]
        np.testing.assert_allclose(steps, 1.4 * np.array(list(np.ndindex(3, 3)))[:done], atol=0.01)
        framed = [patch for patch in axes.patches if isinstance(patch, Rectangle)]
        assert [(box.get_y(), box.get_x()) for box in framed[:1]] == [divmod(done - 1, 3)]


def two_directions(figure: Figure) -> None:
    """Each pixel with the number of windows that read it."""
    _, right = figure.axes
    counts = correlate2d(np.ones((3, 3)), np.ones((3, 3)), mode="full")
    shown = written(right)
    assert shown == {place: counts[place] for place in np.ndindex(5, 5)}
    shades = {(count, colour_at(right, column + 0.5, row + 0.5)) for (row, column), count in shown.items()}
    assert len({shade for _, shade in shades}) == len(shades) == len(np.unique(counts)), "a shade for each number"
    assert at(right)[5.3, 0.5] == "corner: one" and at(right)[5.3, 2.5] == "centre: nine"
    assert (counts[0, 0], counts[2, 2]) == (1, 9)


def stride_and_padding(figure: Figure) -> None:
    """A dot in the middle of every position of the kernel, and as many outputs."""
    settings = {"Plain": (5, 1, 0, 1), "Padding 1": (5, 1, 1, 1), "Stride 2": (6, 2, 0, 1), "Dilation 2": (7, 1, 0, 2)}
    for axes, (name, (size, stride, padding, dilation)) in zip(figure.axes, settings.items(), strict=True):
        firsts = [p for p in range(-padding, size + padding, stride) if p + 2 * dilation < size + padding]
        title, sizes = axes.get_title(loc="center").split("\n")
        assert title == name and sizes == f"{size} × {size} → {len(firsts)} × {len(firsts)}"
        middles = [first + dilation + 0.5 for first in firsts]
        assert set(map(tuple, points(axes.lines[0]))) == {(x, y) for x in middles for y in middles}
        unread = size + padding - (firsts[-1] + 2 * dilation + 1)
        assert ("never read" in texts(axes)) == (unread > 0)
        taps = {firsts[0] + dilation * tap for tap in range(3)}
        around = range(-1, size + 1)
        colours: dict[str, set[str]] = {"tap": set(), "unread": set(), "pixel": set(), "outside": set()}
        for row, column in product(around, around):
            inside = min(row, column) >= 0 and max(row, column) < size
            kind = "tap" if {row, column} <= taps else "pixel" if inside else "outside"
            kind = "unread" if inside and max(row, column) >= size - unread else kind
            colours[kind].add(colour_at(axes, column + 0.5, row + 0.5))
        assert colours["outside"] <= {"", "#ffffff"} and [len(colours[kind]) for kind in ("tap", "pixel")] == [1, 1]
        assert len(colours["unread"]) == (unread > 0)
        assert len(set().union(*colours.values()) - {"", "#ffffff"}) == 2 + (unread > 0)


def ring(figure: Figure) -> None:
    """Each node between its neighbours on the circle; the matrices name the weights: b before, a own, c after."""
    narrow = len(figure.axes) == 6 and figure.get_figwidth() < 5
    axes = figure.axes if narrow else [figure.axes[i] for i in (0, 3, 1, 4, 2, 5)]
    orders = [np.arange(6), np.arange(6), ring_figure.ORDER]
    neighbours = ({1: "b", 0: "a", -1: "c"}, {1: "b", 0: "a", -1: "b"})
    for wheel, matrix, order, kind in zip(axes[::2], axes[1::2], orders, (0, 1, 1), strict=True):
        for (x, y), text in at(wheel, places=6).items():
            turn = (math.pi / 2 - math.atan2(y, x)) / (math.pi / 3) % 6
            assert turn == pytest.approx(order[int(text)], abs=1e-4) and math.hypot(x, y) == pytest.approx(1)
        letters = {(math.floor(y), math.floor(x)): text for (x, y), text in at(matrix).items()}
        steps = {(i, j): (order[i] - order[j] + 3) % 6 - 3 for i in range(6) for j in range(6)}
        wanted = {place: neighbours[kind][step] for place, step in steps.items() if step in neighbours[kind]}
        assert letters == wanted
        dots = [points(line)[0] for line in wheel.lines if line.get_marker() == "o"]
        np.testing.assert_allclose(dots, [text.get_position() for text in wheel.texts])
        lines = [points(line) for line in wheel.lines if line.get_marker() != "o"]
        assert [round(float(np.linalg.norm(a - b)), 6) for a, b in lines] == [1] * 6, "from neighbour to neighbour"
        np.testing.assert_allclose([line[0] for line in lines], dots)


def commuting_square(figure: Figure) -> None:
    """To the right the layer, downwards the shift; both ways lead to the same picture."""
    image = data.camera()[::4, ::4] / 255
    moved = np.roll(image, 40, axis=1)
    wanted = [
        image,
        ndimage.correlate(image, SOBEL_X, mode="wrap"),
        moved,
        np.roll(ndimage.correlate(image, SOBEL_X, mode="wrap"), 40, axis=1),
    ]
    corners = sorted(figure.axes[1:], key=lambda axes: (-axes.get_position().y0, axes.get_position().x0))
    for axes, picture in zip(corners, wanted, strict=True):
        (shown,) = axes.images
        np.testing.assert_allclose(shown.get_array(), picture)
    assert sorted(filter(None, texts(figure.axes[0]))) == ["layer", "layer", "shift", "shift"]
    arrows = [text for text in figure.axes[0].texts if isinstance(text, Annotation)]
    steps = [np.subtract(arrow.xy, arrow.xyann) for arrow in arrows]
    assert [(x > 0, y > 0) for x, y in steps] == [(True, False), (True, False), (False, True), (False, True)]


def connectivity(figure: Figure) -> None:
    (axes,) = figure.axes
    wires = [collection for collection in axes.collections if hasattr(collection, "get_segments")]
    dots = [points(collection) for collection in axes.collections if not hasattr(collection, "get_segments")]
    for i, (collection, ways) in enumerate(zip(wires, (48, 18, 18), strict=True)):
        inputs, outputs = dots[2 * i : 2 * i + 2]
        assert (len(inputs), len(outputs)) == (8, 6)
        joined = {tuple(map(tuple, segment)) for segment in collection.get_segments()}
        assert len(joined) == ways == len(collection.get_segments())
        reach = range(8) if ways == 48 else range(3)
        wanted = {(tuple(inputs[o * (ways < 48) + k]), tuple(outputs[o])) for o in range(6) for k in reach}
        assert joined == wanted
        if ways < 48:  # an output stands over the middle of its window
            np.testing.assert_allclose(outputs[:, 0], inputs[1:7, 0])
    shared = [tuple(colour) for colour in wires[2].get_colors()]
    assert shared == shared[:3] * 6 and len(set(shared[:3])) == 3
    counted = re.findall(r"(\d+) (connections|parameters)", "\n".join(texts(axes)))
    assert [int(count) for count, _ in counted] == [48, 48, 18, 18, 18, 3]


def receptive_field_growth(figure: Figure) -> None:
    """Every wire joins a unit with one that it reads, and beside each layer stand its field and its jump."""
    stacks = {
        "Stride 1": [(3, 1, 1)] * 3,
        "Stride 2": [(3, 2, 1)] * 3,
        "Dilation 1, 2, 4": [(3, 1, d) for d in (1, 2, 4)],
    }
    for axes, (name, layers) in zip(figure.axes, stacks.items(), strict=True):
        fields = [recurrence.receptive_field(layers[:n]) for n in range(4)]
        jumps = [math.prod(stride for _, stride, _ in layers[:n]) for n in range(4)]
        assert axes.get_title(loc="left") == f"{name}: {fields[-1]} pixels"
        shown = at(axes)
        assert [int(shown[15.2, layer]) for layer in range(4)] == fields
        assert [int(shown[17.2, layer]) for layer in range(4)] == jumps
        wires, *rows = axes.collections
        units = [points(row) for row in rows]
        for layer, row in enumerate(units):
            assert set(row[:, 1]) == {layer} and set(np.diff(row[:, 0])) <= {jumps[layer]}
            assert row[0, 0] == (fields[layer] - 1) / 2, "the first unit stands over the middle of its field"
            assert len(row) == (15 - fields[layer]) // jumps[layer] + 1
        wanted, seen = set(), {float(units[3][len(units[3]) // 2, 0])}
        for layer in (3, 2, 1):
            kernel, _, dilation = layers[layer - 1]
            reads = {(x + dilation * jumps[layer - 1] * (tap - 1), x) for x in seen for tap in range(kernel)}
            wanted |= {((float(source), layer - 1), (x, layer)) for source, x in reads}
            seen = {float(source) for source, _ in reads}
        assert {tuple((float(x), int(y)) for x, y in wire) for wire in wires.get_segments()} == wanted
        assert max(seen) - min(seen) + 1 == fields[-1]


def receptive_field_cone(figure: Figure) -> None:
    side, top = figure.axes
    distance = np.abs(np.arange(7) - 3)
    assert written(top) == {(r, c): max(distance[r], distance[c]) for r, c in np.ndindex(7, 7)}
    units = [(round(box.get_y()), box.get_x()) for box in side.patches if isinstance(box, Rectangle)]
    for layer, size in enumerate((7, 5, 3, 1)):
        starts = [x for y, x in units if y == layer]
        np.testing.assert_allclose(starts, 3.5 - size / 2 + 0.07 + np.arange(size))
        assert f"{size} × {size}" in texts(side)


def parameters_by_side(figure: Figure) -> None:
    (axes,) = figure.axes
    dense, convolution, *dots = (points(line) for line in axes.lines)
    assert dense.tolist() == [[side, 1000 * (3 * side**2 + 1)] for side in dense[:, 0]]
    assert set(convolution[:, 1]) == {64 * 27 + 64} and convolution[:, 0].tolist() == dense[:, 0].tolist()
    for side, one, other in zip((32, 224, 1440), dots[::2], dots[1::2], strict=True):
        assert one.tolist() == [[side, 1000 * (3 * side**2 + 1)]] and other.tolist() == [[side, 1792]]
    assert [text.xy for text in axes.texts[:3]] == [tuple(one[0]) for one in dots[::2]]
    assert any("1,792 at every size" in text for text in texts(axes)) and any(
        "1,000 units" in text for text in texts(axes)
    )


def pulses(figure: Figure) -> None:
    """Samples and answers over the time in seconds, dots on the highest, a short mark at each true beat."""
    kernel, recorded, answered = figure.axes
    beat, (samples, starts) = heartbeats.heartbeat(250), heartbeats.recording(0.5)
    spike = int(np.argmax(beat))
    np.testing.assert_allclose(points(kernel.lines[0]), np.column_stack([np.arange(150) / 250, beat]))
    answers = correlate(samples, beat, mode="valid")
    for axes, values, shift in ((recorded, samples, 0), (answered, answers, spike)):
        line, dots = (points(one) for one in axes.lines)
        for x, y in (*line, *dots):
            assert y == pytest.approx(values[round(250 * x) - shift])
        highest = heartbeats.highest(values, 20) + shift
        found = {round(250 * x) for x, _ in dots}
        first, last = (round(250 * limit) for limit in axes.get_xlim())
        assert found == {place for place in highest if first <= place < last} and len(found) >= 3
        marks = {round(250 * segment[0][0]) for segment in axes.collections[0].get_segments()}
        assert marks == set(starts + spike)
        bottom = {segment[1][1] for segment in axes.collections[0].get_segments()}
        assert max(bottom) < line[:, 1].min() and len(bottom) == 1
        right = sum(np.abs(highest - start - spike).min() <= 5 for start in starts)
        assert axes.get_title(loc="left").endswith(f"{right} of 20 are beats")


def sobel(figure: Figure) -> None:
    photograph, right, down, magnitude, direction, _ = figure.axes
    image = np.asarray(photograph.images[0].get_array())
    gx, gy = (ndimage.sobel(image, axis=axis)[1:-1, 1:-1] for axis in (1, 0))
    shown = [np.asarray(axes.images[0].get_array()) for axes in (right, down, magnitude)]
    limit = shown[0].max()
    for found, wanted in zip(shown, (gx, gy, np.hypot(gx, gy)), strict=True):
        np.testing.assert_allclose(found, np.clip(wanted, -limit, limit), atol=1e-12)
    crop = sliding_window_view(CAMERA, image.shape)
    assert (crop[54, 120] == image).all(), "the photographer"
    hues = np.asarray(direction.images[0].get_array())
    strong = np.hypot(gx, gy) >= 1
    wanted = sobel_figure.WHEEL(np.degrees(np.arctan2(gy, gx)) % 360 / 360)
    np.testing.assert_allclose(hues[strong], wanted[strong], atol=0.01)
    assert len(np.unique(hues[~strong], axis=0)) == 1


def corners(figure: Figure) -> None:
    square, linear, products = pictures(figure)
    assert [len(axes.images) for axes in figure.axes] == [1, 1, 1]
    np.testing.assert_array_equal(square, corner_listing.tilted_square(25))
    np.testing.assert_allclose(linear, corner_listing.linear_corners(square))
    np.testing.assert_allclose(products, corner_listing.gradient_corners(square))


def moved_digits(figure: Figure) -> None:
    """Digits, the same two pixels to the right, what two networks say to each, and how often they are right."""
    shown, (digits, _) = pictures(figure), forward.digits()
    many = len(shown) // 2
    said = [text.get_text() for text in figure.texts]
    rows = []
    for moved, place in ((0, "centred"), (2, "2 px")):
        images = np.roll(digits[:many], moved, axis=2)
        np.testing.assert_allclose(shown[:many], images)
        shown = shown[many:]
        for network, name in (("MLP-32", "MLP"), ("CNN-circular", "CNN")):
            share = f"{100 * np.mean(results('shift', network)[place]['by seed']):.1f} %"
            rows += [name, *map(str, forward.logits(network, images).argmax(axis=1)), share]
    assert [text for text in said if re.fullmatch(r"[MC]..|\d|[\d.]+ %", text)] == rows
    assert f"correct, mean of {len(results('shift', 'MLP-32')['centred']['by seed'])} trainings" in said
    below = [text.get_position()[0] for text in figure.texts if re.fullmatch(r"\d", text.get_text())]
    places = [axes.get_position() for axes in figure.axes]
    middles = [(place.x0 + place.x1) / 2 for place in places]
    np.testing.assert_allclose(below, [*middles[:many] * 2, *middles[many:] * 2])


def shifted_copies(figure: Figure) -> None:
    digits, labels = forward.digits()
    places = [(0, 0), (0, 1), (0, 2), (2, 2), (-2, -2)]
    np.testing.assert_allclose(pictures(figure), [np.roll(digits[1], place, (0, 1)) for place in places])
    counts = [text.get_text() for text in figure.texts if "of" in text.get_text()]
    grids = [axes for axes in figure.axes if not axes.images]
    copies = min(axes.get_position().y0 for axes in figure.axes if axes.images)
    for axes, network, count in zip(grids, ("MLP-32", "CNN-dense", "CNN-circular"), counts, strict=True):
        reach = range(-2, 3)
        moved = np.array([np.roll(digits[1], (down, right), (0, 1)) for down in reach for right in reach])
        answers = forward.logits(network, moved).argmax(axis=1).reshape(5, 5)
        box = axes.get_position()
        heads = {
            text.get_text(): y for text in figure.texts for x, y in [text.get_position()] if x == pytest.approx(box.x0)
        }
        assert copies - heads[network] > heads[network] - heads[count] > 0, (
            "above the count, and nearer to it than to the copies"
        )
        assert heads[count] > box.y1
        assert written(axes) == {place: answers[place] for place in np.ndindex(5, 5)}
        assert count == f"{(answers == labels[1]).sum()} of 25 right"
        wrong = [patch.get_facecolor() for patch in axes.patches[:25]]
        assert len({face for face, good in zip(wrong, (answers == labels[1]).ravel(), strict=True) if good}) <= 1
        assert not {f for f, good in zip(wrong, (answers == labels[1]).ravel(), strict=True) if good} & {
            f for f, good in zip(wrong, (answers == labels[1]).ravel(), strict=True) if not good
        }


def shuffled_pixels(figure: Figure) -> None:
    """Two neighbours are framed, and where the shuffling has put them the same two are."""
    shown = [np.asarray(axes.images[0].get_array()) for axes in figure.axes]
    many = len(shown) // 2
    drawn = load_digits().images[:many]
    np.testing.assert_array_equal(shown[:many], drawn)
    order = np.random.default_rng(0).permutation(64)
    for image, shuffled in zip(shown[:many], shown[many:], strict=True):
        np.testing.assert_array_equal(shuffled.ravel(), image.ravel()[order])
    frames = [[(round(p.get_y() + 0.5), round(p.get_x() + 0.5)) for p in axes.patches] for axes in figure.axes]
    (one, other) = frames[0]
    assert frames[:many] == [[one, other]] * many and abs(one[0] - other[0]) + abs(one[1] - other[1]) == 1
    where = [divmod(order.tolist().index(8 * row + column), 8) for row, column in (one, other)]
    assert frames[many:] == [where] * many


def ladder(figure: Figure) -> None:
    """Each line joins the input and the output of a weight, whose number stands above the output."""
    for axes, reads, step in zip(figure.axes, (range(6), range(3), range(3)), (6, 3, 0), strict=True):
        inputs, outputs = (points(collection) for collection in axes.collections)
        assert (len(inputs), len(outputs)) == (6, 4)
        first = 0 if len(reads) == 6 else 1
        wanted = {(*inputs[o * first + k], *outputs[o]) for o in range(4) for k in reads}
        assert {tuple(points(line).ravel()) for line in axes.lines} == wanted
        numbers = {text.get_position(): int(text.get_text()) for text in axes.texts if text.get_text().isdigit()}
        for o, (middle, top) in enumerate(outputs):
            own = sorted((x, -y) for x, y in numbers if abs(x - middle) < 15 and y > top)
            assert [numbers[x, -y] for x, y in own] == [o * step + tap + 1 for tap in range(len(reads))]
        assert (np.diff(inputs[:, 0]) > 0).all() and outputs[:, 0] == pytest.approx(inputs[1:5, 0])


def flattening(figure: Figure) -> None:
    """Sixteen numbered pixels, as a square and in a row; arcs over one place and over four."""
    (axes,) = figure.axes
    spots = {text: [] for text in map(str, range(16))}
    for text in axes.texts:
        if text.get_text() in spots:
            spots[text.get_text()].append(text.get_position())
    square, row = np.array(list(spots.values()), float).transpose(1, 0, 2)
    side = square[1, 0] - square[0, 0]
    assert ((square - square[0]) / side).round(9).tolist() == [[i % 4, i // 4] for i in range(16)]
    (step,) = set(np.diff(row[:, 0]).round(6))
    assert len(set(row[:, 1])) == 1 and step > 0
    arcs = [points(line)[[0, -1], 0] for line in axes.lines]
    np.testing.assert_allclose(arcs, [row[[5, 6], 0], row[[5, 9], 0]])
    said = [int(re.search(r"(\d+) places? apart", text)[1]) for text in texts(axes) if "apart" in text]
    assert said == [1, 4]


def feature_hierarchy(figure: Figure) -> None:
    """For each network the kernels of layer 1, most oriented first, and nine patches of three units of each layer."""
    folder = SNIPPETS / "feature_network"
    found = json.loads((folder / "features.json").read_text("utf-8"))
    strips, filters = (
        np.asarray(Image.open(folder / f"{name}.webp").convert("RGB")) for name in ("pictures", "filters")
    )
    for network, (first, *rows) in zip(("trained", "untrained"), (figure.axes[:4], figure.axes[4:]), strict=True):
        orientation = found[network][0]["orientation"]
        edges = sum(value > 0.5 for value in orientation)
        assert first.get_title(loc="left") == f"{network.capitalize()}: {edges} of 32 kernels oriented"
        shown = np.asarray(first.images[0].get_array())
        top = 7 * (network == "untrained")
        assert shown.shape == (4 * 60 - 4, 8 * 60 - 4, 3)
        for place, unit in enumerate(sorted(range(32), key=lambda unit: -orientation[unit])):
            y, x = (60 * one for one in divmod(place, 8))
            tile = filters[top : top + 7, 7 * unit : 7 * unit + 7]
            np.testing.assert_array_equal(shown[y : y + 56, x : x + 56], tile.repeat(8, axis=0).repeat(8, axis=1))
        for number, (axes, layer, facts) in enumerate(zip(rows, found[network], found["layers"], strict=True), 1):
            title = f"Layer {number}, mean {layer['coherence']:.2f}, chance {facts['chance']:.2f}"
            assert axes.get_title(loc="left") == title
            units = [layer["shown"][k] for k in (1, 6, 11)]
            assert texts(axes) == [f"{unit['coherence']:.2f}" for unit in units]
            lefts = [image.get_extent()[0] for image in axes.images]
            assert [text.get_position()[0] for text in axes.texts] == lefts == sorted(lefts)
            side = facts["field"]
            fine = 66 // side
            for image, unit in zip(axes.images, units, strict=True):
                mosaic = np.asarray(image.get_array())
                assert len(mosaic) == 3 * (side * fine + 2) - 2
                for place, (picture, left, upper, _) in enumerate(unit["patches"]):
                    y, x = ((side * fine + 2) * one for one in divmod(place, 3))
                    left += found["pictures"][picture]["place"][0]
                    patch = strips[upper : upper + side, left : left + side].repeat(fine, axis=0).repeat(fine, axis=1)
                    np.testing.assert_array_equal(mosaic[y : y + side * fine, x : x + side * fine], patch)


# Whatever takes a figure and gives nothing compares it with its data, and has its name.
CHECKS: dict[str, Callable[[Figure], None]] = {
    name: function
    for name, function in sorted(globals().items())
    if isfunction(function) and function.__annotations__ == {"figure": Figure, "return": None}
}


@pytest.mark.parametrize("narrow", [False, True], ids=["wide", "narrow"])
@pytest.mark.parametrize("name", CHECKS)
def test_a_figure_shows_its_data(name, narrow):
    style = Style(narrow=narrow)
    matplotlib.rcdefaults()
    with matplotlib.rc_context(style.rc()):
        CHECKS[name](figures.make(name, style))


def test_every_figure_is_checked_here_or_with_its_page():
    drawn_with_page = set()
    for test in (path.read_text("utf-8") for path in (ROOT / "tests").glob("test_*.py")):
        for names in re.findall(r"^from snippets\.figures import (.*)$", test, re.MULTILINE):
            imported = (name.split(" as ") for name in names.split(", "))
            drawn_with_page |= {name for name, *own in imported if f"drawn({(own or [name])[0]}" in test}
    assert figures.names() - drawn_with_page - CHECKS.keys() == set(), (
        "no function of this name here compares it with its data"
    )
    assert CHECKS.keys() - figures.names() == set(), "no figure has the name of this function"
