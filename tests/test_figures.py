"""Figures are drawn by the build, legible in both schemes and on a phone, and say in words what they show (G5)."""

import ast
import re

import figures
import matplotlib
import numpy as np
import pytest
from grammar import SNIPPETS, pages
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgba
from matplotlib.text import Text

from snippets.figures.style import NARROW, PIXELS_PER_INCH, SIGNED, WIDE, Style
from tests.drawing import contrast, luminance

SHOWN = [(page, figure) for page in pages() for figure in page.figures]
DRAWN = [(figure["name"], suffix) for _, figure in SHOWN for suffix in figures.VARIANTS]
SMALLEST = 9  # points; 12 CSS pixels at the width at which the figure is shown
CONTRAST = 4.5
TALLEST = 1000  # CSS pixels on a phone


def pixels(figure) -> np.ndarray:
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    return np.asarray(canvas.buffer_rgba())[..., :3] / 255


@pytest.mark.parametrize(("name", "suffix"), DRAWN, ids=lambda value: value or "wide")
def test_text_is_legible(name, suffix, monkeypatch):
    texts: list[Text] = []

    def draw(text: Text, renderer) -> None:
        """Only the patch that a text brings along: what is behind the words is to be seen."""
        texts.append(text)
        if patch := text.get_bbox_patch():
            text.update_bbox_position_size(renderer)
            patch.draw(renderer)

    monkeypatch.setattr(Text, "draw", draw)
    style = Style(**figures.VARIANTS[suffix])
    matplotlib.rcdefaults()
    with matplotlib.rc_context(style.rc()):
        figure = figures.make(name, style)
        figure.set_dpi(PIXELS_PER_INCH)
        background = pixels(figure)
        assert round(figure.get_figwidth() * PIXELS_PER_INCH) == (NARROW if style.narrow else WIDE), (
            "not style.width wide"
        )
        assert not style.narrow or figure.get_figheight() * PIXELS_PER_INCH <= TALLEST
        texts = [text for text in dict.fromkeys(texts) if text.get_visible() and text.get_text().strip()]
        assert texts, "a figure without a word says nothing"
    height, width, _ = background.shape
    for text in texts:
        words, box = text.get_text(), text.get_window_extent()
        assert text.get_fontsize() >= SMALLEST, f"{words!r} has {text.get_fontsize()} pt"
        assert box.x0 > -1 and box.y0 > -1 and box.x1 < width + 1 and box.y1 < height + 1, f"{words!r} is cut off"
        rows = slice(max(int(height - box.y1), 0), max(int(np.ceil(height - box.y0)), 1))
        columns = slice(max(int(box.x0), 0), int(np.ceil(box.x1)))
        behind = luminance(background[rows, columns].reshape(-1, 3))
        own = luminance(np.array(to_rgba(text.get_color())[:3]))
        lowest = np.quantile(contrast(behind, own), 0.1)
        assert lowest >= CONTRAST, f"{words!r} has contrast {lowest:.2f}"


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
