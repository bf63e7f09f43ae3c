"""Figures show their data: lines, dots, pictures and numbers as they were drawn, against the files and the mathematics.

What a figure's module computes on the way is tested with its page, in `tests/test_<page>.py`, and for some figures what it
draws of it, too. Here stands the rest, so that no row, axis or factor can be exchanged on the way into the drawing.
"""

import json
import math
import re
from collections.abc import Callable

import figures
import matplotlib
import numpy as np
import pytest
from grammar import DOCS, ROOT, SNIPPETS
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from scipy import ndimage
from scipy.signal import correlate2d
from skimage import data

from snippets.edges import presets
from snippets.figures.style import Style
from snippets.fully_connected import vgg16
from snippets.receptive_field import named_networks as named
from snippets.receptive_field import recurrence
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
    assert sides in ([1, 2, 3, 8], [1, 2, 8]) and len(shown) == 2 * len(sides)
    places = [axes.get_position() for axes in figure.axes]
    for i, side in enumerate(sides):
        rows, columns = np.indices((24 * side, 24 * side)) // side % 2
        gx = correlate2d(rows ^ columns, SOBEL_X, mode="valid")
        np.testing.assert_array_equal(shown[2 * i], (rows ^ columns)[:24, :24])
        np.testing.assert_array_equal(shown[2 * i + 1], gx[:24, :24])
        assert places[2 * i].x0 == places[2 * i + 1].x0 and places[2 * i].y0 > places[2 * i + 1].y1
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
    """Years are those of the works, and a bar is as long as the logarithm of the parameters above a thousand."""
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
    for (name, (key, count)), bar, dots in zip(works.items(), lines[::2], lines[1::2], strict=True):
        year = int(key[-4:])
        if name == "VGG-16":  # known a year before it was published
            year = 2000 + int(re.search(rf"@{key}.*arXiv:(..)", references)[1])
        assert [bar[1].tolist()] == dots.tolist() and bar[0][1] == bar[1][1] == year
        assert [text.get_position()[1] for text in axes.texts if text.get_text() in (name, str(year))] == [year, year]
        label = f"{count:,}" if count < 10**6 else f"{count / 10**6:.0f} M"
        assert year in [text.get_position()[1] for text in axes.texts if text.get_text() == label]
    lengths = np.array([bar[1][0] - bar[0][0] for bar in lines[::2]])
    tenfold = lengths / np.log10(parameters / 1000)
    assert tenfold.min() > 0 and tenfold == pytest.approx(tenfold[0]), "tenfold steps of equal length, from a thousand"
    assert len({bar[0][0] for bar in lines[::2]}) == 1


CHECKS: dict[str, Callable[[Figure], None]] = {
    function.__name__: function
    for function in (
        ablation,
        accuracy_by_shift,
        cells,
        chequerboards,
        edge_polarity,
        kernel_presets,
        learned_kernel,
        learning_curves,
        named_networks,
        smoothing_times_difference,
        timeline,
    )
}


@pytest.mark.parametrize("narrow", [False, True], ids=["wide", "narrow"])
@pytest.mark.parametrize("name", CHECKS)
def test_a_figure_shows_its_data(name, narrow):
    style = Style(narrow=narrow)
    matplotlib.rcdefaults()
    with matplotlib.rc_context(style.rc()):
        CHECKS[name](figures.make(name, style))


def test_every_figure_is_checked_here_or_with_its_page():
    tests = [path.read_text("utf-8") for path in (ROOT / "tests").glob("test_*.py")]
    imported = set(
        re.findall(r"\w+", " ".join(re.findall(r"^from snippets\.figures import (.*)$", "\n".join(tests), re.M)))
    )
    assert figures.names() - imported == CHECKS.keys()
