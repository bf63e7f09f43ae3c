"""Figures are drawn by the build, legible in both schemes and on a phone, and say in words what they show (G5).

Those words are pinned in tests/words, each with the colour, the line or the place that it belongs to: ``make words`` writes them.
"""

import ast
import functools
import re
from collections import Counter
from dataclasses import dataclass
from itertools import combinations

import figures
import matplotlib
import numpy as np
import pytest
from grammar import SNIPPETS, pages
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import Collection
from matplotlib.colors import to_hex, to_rgba
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from snippets.figures.style import DARK, LIGHT, NARROW, PIXELS_PER_INCH, SIGNED, WIDE, Style
from tests.drawing import contrast, luminance

SHOWN = [(page, figure) for page in pages() for figure in page.figures]
SMALLEST = 9  # points; 12 CSS pixels at the width at which the figure is shown
CONTRAST = 4.5
TALLEST = 1000  # CSS pixels on a phone
NUMBER = re.compile("[−\\d.,]+")

# All that is asked of a figure is asked before the next is drawn.
EACH = pytest.mark.parametrize("name", sorted(figures.names()), scope="module")


@dataclass(frozen=True)
class Drawn:
    """A variant of a figure: its words, in the order in which they are drawn, and what is behind them, (height, width, 3)."""

    figure: Figure
    texts: list[Text]
    background: np.ndarray


@functools.lru_cache(len(figures.VARIANTS))
def drawn(name: str, suffix: str) -> Drawn:
    """The figure drawn without its words; where a text brings a patch along, only the patch is drawn."""
    texts: list[Text] = []

    def draw(text: Text, renderer) -> None:
        texts.append(text)
        if patch := text.get_bbox_patch():
            text.update_bbox_position_size(renderer)
            patch.draw(renderer)

    style = Style(**figures.VARIANTS[suffix])
    matplotlib.rcdefaults()
    with matplotlib.rc_context(style.rc()), pytest.MonkeyPatch.context() as patched:
        patched.setattr(Text, "draw", draw)
        figure = figures.make(name, style)
        figure.set_dpi(PIXELS_PER_INCH)
        canvas = FigureCanvasAgg(figure)
        canvas.draw()
        texts = [text for text in dict.fromkeys(texts) if text.get_visible() and text.get_text().strip()]
        return Drawn(figure, texts, np.asarray(canvas.buffer_rgba())[..., :3] / 255)


@pytest.mark.parametrize("suffix", figures.VARIANTS, ids=lambda suffix: suffix or "wide")
@EACH
def test_text_is_legible(name, suffix):
    shown, style = drawn(name, suffix), Style(**figures.VARIANTS[suffix])
    height, width, _ = shown.background.shape
    assert width == (NARROW if style.narrow else WIDE), "not style.width wide"
    assert not style.narrow or height <= TALLEST
    assert shown.texts, "a figure without a word says nothing"
    for text in shown.texts:
        words, box = text.get_text(), text.get_window_extent()
        assert text.get_fontsize() >= SMALLEST, f"{words!r} has {text.get_fontsize()} pt"
        assert box.x0 > -1 and box.y0 > -1 and box.x1 < width + 1 and box.y1 < height + 1, f"{words!r} is cut off"
        rows = slice(max(int(height - box.y1), 0), max(int(np.ceil(height - box.y0)), 1))
        columns = slice(max(int(box.x0), 0), int(np.ceil(box.x1)))
        behind = luminance(shown.background[rows, columns].reshape(-1, 3))
        own = luminance(np.array(to_rgba(text.get_color())[:3]))
        lowest = np.quantile(contrast(behind, own), 0.1)
        assert lowest >= CONTRAST, f"{words!r} has contrast {lowest:.2f}"


@pytest.mark.parametrize("suffix", figures.VARIANTS, ids=lambda suffix: suffix or "wide")
@EACH
def test_nothing_lies_over_something_else(name, suffix):
    """No text over another, and no panel over a part of another; one may stand within another."""
    shown = drawn(name, suffix)
    texts = [(text.get_text(), text.get_window_extent()) for text in shown.texts]
    panels = [axes.get_window_extent() for axes in shown.figure.axes]
    over = [(one, other) for (one, a), (other, b) in combinations(texts, 2) if min(shared(a, b)) > 2]
    assert not over, "texts overlap"
    for a, b in combinations(panels, 2):
        width, height = shared(a, b)
        within = any(width > box.width - 1 and height > box.height - 1 for box in (a, b))
        assert within or min(width, height) <= 1, "panels overlap"


def shared(a: Bbox, b: Bbox) -> tuple[float, float]:
    """Width and height of what two boxes share; below 0 if they are apart."""
    return min(a.x1, b.x1) - max(a.x0, b.x0), min(a.y1, b.y1) - max(a.y0, b.y0)


def colour_name(colour, style: Style) -> str:
    """The colour's name in the book, or its six digits."""
    six = to_hex(colour)
    return next((name for name, own in (DARK if style.dark else LIGHT).items() if own == six), six)


def rough(values) -> str:
    """Three digits of each, the same on every machine."""
    return " ".join(f"{round(value, 9) + 0:.3g}" for value in np.ravel(np.asarray(values, dtype=float)))


def said_of(axes: Axes, style: Style) -> list[str]:
    """What is written in a panel and in which colour, and what each line, set of dots, picture and shape there is like."""
    named = lambda colour: colour_name(colour, style)  # noqa: E731
    lines = []
    for what, text in (("across", axes.xaxis.label), ("down", axes.yaxis.label)):
        lines += [f"{what}: {text.get_text()}"] if text.get_text() else []
    for side in ("left", "center", "right"):
        lines += [f"title: {axes.get_title(side)}"] if axes.get_title(side) else []
    if axes.axison:
        for what, axis in (("ticks across", axes.xaxis), ("ticks down", axes.yaxis)):
            ticks = [tick.get_text() for tick in axis.get_ticklabels() if tick.get_visible() and tick.get_text()]
            lines += [f"{what}: {' | '.join(ticks)}"] if ticks and axis.get_visible() else []
    into = axes.transAxes.inverted()
    numbers = [text.get_text() for text in axes.texts if NUMBER.fullmatch(text.get_text())]
    lines += [f"numbers: {' '.join(numbers)}"] if numbers else []  # where each stands is for test_drawn.py
    for text in axes.texts:
        if text.get_text() in ("", *numbers):
            continue
        x, y = np.round(into.transform(text.get_transform().transform(text.get_position())), 6) + 0.0
        lines.append(f"text: {text.get_text()} ({named(text.get_color())}, at {x:.1f} {y:.1f})")
    for line in axes.lines:
        ends = [*line.get_xydata()[:1], *line.get_xydata()[-1:]]
        lines.append(f"line: {named(line.get_color())} {line.get_linestyle()} {line.get_marker()} {rough(ends)}")
    for drawn in axes.collections:
        colours = {named(colour) for colour in [*drawn.get_facecolor(), *drawn.get_edgecolor()]}
        lines.append(f"{type(drawn).__name__}: {count_of(drawn)} in {' '.join(sorted(colours))}")
    for image in axes.images:
        pixels = np.asarray(image.get_array(), dtype=float)
        halves = [np.array_split(half, 2, axis=1) for half in np.array_split(pixels, 2)]
        means = rough([np.nan_to_num(part).mean() for half in halves for part in half if part.size])
        lines.append(f"picture: {image.get_cmap().name} over {rough(image.get_clim())}, quarters {means}")
    shapes = Counter(
        f"{type(p).__name__} {named(p.get_facecolor()) if p.get_fill() else 'unfilled'}" for p in axes.patches
    )
    lines += [f"shapes: {count} {shape}" for shape, count in sorted(shapes.items())]
    return lines


def count_of(drawn: Collection) -> int:
    return max(len(drawn.get_offsets()), len(drawn.get_paths()))


def said(name: str, suffix: str = "") -> list[str]:
    figure, style = drawn(name, suffix).figure, Style(**figures.VARIANTS[suffix])
    lines = [f"over all: {text.get_text()} ({colour_name(text.get_color(), style)})" for text in figure.texts]
    # Ticks are chosen anew when they are asked for, by the size of their labels.
    with matplotlib.rc_context(style.rc()):
        for number, axes in enumerate(figure.axes, 1):
            lines += [f"[{number}]", *said_of(axes, style)]
    return [part for line in lines for part in line.replace("\n", " / ").splitlines()]


@EACH
def test_a_figure_says_what_was_read(name, as_read):
    """On light paper; of a narrow one what differs."""
    wide, narrow = said(name), said(name, ".narrow")
    as_read(f"figures/{name}", [*wide, "[narrow]", *(line for line in narrow if line not in wide)])


def without_shades(lines: list[str]) -> list[str]:
    """Black, white and paper, and mixtures with the paper, are others on dark paper, and numbers are written in them."""
    plain = [re.sub(r"#[0-9a-f]{6}|\bpaper\b|\bink\b", "*", line) for line in lines]
    shapes = [line.removeprefix("shapes: ").split(" ", 1) for line in plain if line.startswith("shapes: ")]
    counted = Counter()
    for count, shape in shapes:
        counted[shape] += int(count)
    return [*(line for line in plain if not line.startswith("shapes: ")), *map(str, sorted(counted.items()))]


@EACH
def test_a_figure_says_on_dark_paper_what_it_says_on_light(name):
    assert without_shades(said(name, ".dark")) == without_shades(said(name))


def test_a_variant_is_what_its_name_says():
    for suffix, style in figures.VARIANTS.items():
        assert style == {"narrow": "narrow" in suffix, "dark": "dark" in suffix}
    assert len(figures.VARIANTS) == 4


def test_a_figure_that_fails_leaves_nothing_in_the_cache(tmp_path, monkeypatch):
    monkeypatch.setattr(figures, "make", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        figures._store("sobel.webp", tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("name", "stored"), [("chequerboards", "VP8L"), ("sobel", "VP8 ")])
def test_cells_are_stored_without_loss_and_photographs_with_it(site, name, stored):
    """Cells are a sixth as large without, and sharp; photographs would be seven times as large."""
    for suffix in figures.VARIANTS:
        assert (site / figures.variant(f"{name}.webp", suffix)).read_bytes()[12:16].decode() == stored


@pytest.mark.parametrize(("page", "figure"), SHOWN, ids=lambda v: v.name if hasattr(v, "name") else v["name"])
def test_alt_text_and_caption_state_a_message(page, figure):
    opening, closing = min((b for b in page.blocks if b[0].start() > figure.start()), key=lambda b: b[0].start())
    caption = page.text[opening.end() : closing.start()].strip()
    problems = {
        "this alt text is short; say what the figure shows, not what it is, in 8 words or more": (
            len(figure["alt"].split()) < 8
        ),
        "the caption is short; say in 8 words or more what the figure supports": len(caption.split()) < 8,
        "the caption ends without a full stop; write sentences": not caption.rstrip("*_").endswith("."),
        "caption and alt text are the same; say in the caption what the figure supports": caption == figure["alt"],
    }
    told = [str(page.error(figure.start(), problem)) for problem, there in problems.items() if there]
    if told:
        pytest.fail("\n".join(told), pytrace=False)


def test_every_figure_is_shown():
    assert {figure["name"] for _, figure in SHOWN} == figures.names()


@pytest.mark.parametrize("name", sorted(figures.names()))
def test_drawing_takes_no_pytorch_and_no_pyplot(name):
    """The build draws without PyTorch, and pyplot keeps state from one figure to the next."""
    for path in figures.sources(SNIPPETS / "figures" / f"{name}.py"):
        code = path.read_text("utf-8")
        assert "import torch" not in code and "from torch" not in code, path
        assert "pyplot" not in code or path.parent.name != "figures", path


# Numbers in the words of a figure that are names.
NAMES = {"timeline": {"ViT-B/16"}}


@pytest.mark.parametrize("name", sorted(figures.names()))
def test_a_figure_computes_the_numbers_it_writes(name):
    """A result typed into a label would stay when the listing's result changes."""
    tree = ast.parse((SNIPPETS / "figures" / f"{name}.py").read_text("utf-8"))
    bodies = [node.body for node in ast.walk(tree) if isinstance(node, ast.Module | ast.FunctionDef)]
    docstrings = {id(body[0].value) for body in bodies if isinstance(body[0], ast.Expr)}
    texts = [node for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    typed = {
        text.value
        for text in texts
        if id(text) not in docstrings and re.search(r"(?<![\w#.{:-])\d{2,}|\d\.\d", text.value) and text.value[0] != "#"
    }
    assert typed == NAMES.get(name, set()), "typed into a label: format it from the data"


def test_colours_differ_between_the_schemes():
    light, dark = Style(), Style(dark=True)
    for name in ("ink", "input", "kernel", "output", "dense", "local", "convolution", "accent"):
        for style in (light, dark):
            colour, paper = luminance(np.array([to_rgba(getattr(style, name))[:3], to_rgba(style.paper)[:3]]))
            assert contrast(colour, paper) >= CONTRAST, f"{name} on paper"


def test_the_signed_scale_rises_in_lightness():
    assert (np.diff(luminance(SIGNED(np.linspace(0, 1, 64))[:, :3])) > 0).all()
