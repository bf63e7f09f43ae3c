"""Draws the figures: each in four variants, and for notebooks as pixels, in a fresh process, kept by content.

Run as a program, ``python figures.py CACHE [MODULE ...]``, it imports the modules and draws the figures that its input names
into a cache. The build runs two such processes for what the cache lacks; a module of ours once imported would keep its old
code while `mkdocs serve` runs.
"""

import ast
import contextlib
import functools
import gc
import hashlib
import importlib
import importlib.metadata
import itertools
import json
import os
import re
import subprocess
import sys
import traceback
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path

from meanwhile import meanwhile

ROOT = Path(__file__).resolve().parents[2]
FIGURES = ROOT / "snippets" / "figures"
VARIANTS = {
    f"{'.narrow' if narrow else ''}{'.dark' if dark else ''}": {"narrow": narrow, "dark": dark}
    for narrow, dark in itertools.product((False, True), repeat=2)
}
# Pixels are drawn twice as fine as CSS pixels.
PIXEL_SCALE = 2
# How many of a picture's pixels repeat the one to the left or above. From here on WebP is mostly smaller without loss, up to
# seven times, and below with it, up to eight times; what goes the other way costs 14 KB at most.
FLAT = 0.955
# What takes longer to import than most figures to draw.
IMPORTED = ("matplotlib.backends.backend_agg", "matplotlib.backends.backend_svg", "skimage.io", "sklearn.datasets")
DRAWN_WITH = ("numpy", "matplotlib", "pillow", "scikit-image", "scikit-learn")


# A process that has imported all that and waits, while the book is served, for a figure to be saved.
ready: list[subprocess.Popen] = []


class FigureError(Exception):
    """A figure that can't be drawn: the file and line to mend, and what happened there."""


def names() -> set[str]:
    """Every figure there is a module for."""
    return {path.stem for path in FIGURES.glob("[!.]*.py")} - {"style"}


def render(wanted: list[str], cache: Path) -> dict[str, bytes]:
    """All variants of the figures ``wanted`` ("sobel.webp"), by path below the site; drawn only if the cache lacks them."""
    data = _data()
    loaded = {file: _load(file, cache, data) for file in wanted}
    stale = [file for file, variants in loaded.items() if variants is None]
    if stale:
        waiting = iter(stale)
        drawing = [meanwhile(_drawn, waiting, cache) for _ in stale[:2]]
        if problems := sorted(itertools.chain(*(drawn.result() for drawn in drawing))):
            # What several figures import is told once.
            told = {re.sub(r": figure [\w.]+: ", "", problem): problem for problem in reversed(problems)}
            raise FigureError("\n".join(sorted(told.values())))
        data = _data()
        loaded |= {file: _load(file, cache, data) for file in stale}
        if lost := [file for file in stale if loaded[file] is None]:
            place = f"{(FIGURES / lost[0].split('.')[0]).relative_to(ROOT)}.py:1"
            raise FigureError(f"{place}: what this figure is drawn from changed while it was drawn; build again")
    return {path: data for variants in loaded.values() for path, data in variants.items()}


def get_ready(cache: Path) -> None:
    """Let a process import what figures are drawn with, unless one has already; it ends when this one does."""
    if not ready:
        ready.append(_process(cache, *IMPORTED))


def _process(cache: Path, *imported: str) -> subprocess.Popen:
    command = [sys.executable, "-B", __file__, str(cache), *imported]
    # In a session of its own, out of reach of Ctrl-C: it ends without a word once nobody is there to name a figure.
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True)


def _drawn(waiting: Iterator[str], cache: Path) -> list[str]:
    """Have a process draw one figure after the other, as long as any waits; what failed."""
    problems = []
    try:
        process = ready.pop()
    except IndexError:
        process = _process(cache)
    with contextlib.suppress(BrokenPipeError), process:
        for file in waiting:
            print(file, file=process.stdin, flush=True)
            said = process.stdout.readline()
            if not said:
                break
            problems += json.loads(said)
        else:
            return problems
    return [*problems, f"{_place(*_drawing(file))}: figure {file}: the process that drew it was ended"]


def variant(file: str, suffix: str) -> str:
    """Path of one variant: ``sobel.webp`` and ``.dark`` give ``figures/sobel.dark.webp``."""
    stem, extension = file.split(".")
    return f"figures/{stem}{suffix}.{extension}"


def picture(file: str) -> str:
    """Path of the variant that a notebook carries: light and wide, as WebP or, for lines, as PNG; Jupyter attaches no SVG."""
    return variant(file.replace(".svg", ".png"), "")


def _variants(file: str) -> dict[str, list[str]]:
    """Paths of what is drawn for a figure, by suffix: each variant, and what a notebook carries where that is another file."""
    drawn = {suffix: [variant(file, suffix)] for suffix in VARIANTS}
    drawn[""] = list(dict.fromkeys([*drawn[""], picture(file)]))
    return drawn


def size(data: bytes) -> tuple[int, int]:
    """Width and height of a drawing in CSS pixels; a PNG, which a notebook may hold, is no finer than the screen."""
    if not data.lstrip().startswith(b"<"):
        from PIL import Image

        picture = Image.open(BytesIO(data))
        finer = 1 if picture.format == "PNG" else PIXEL_SCALE
        return round(picture.width / finer), round(picture.height / finer)
    width, height = re.search(rb'<svg [^>]*?width="([\d.]+)pt" height="([\d.]+)pt"', data).groups()
    return round(float(width) * 96 / 72), round(float(height) * 96 / 72)


def _data() -> bytes:
    """A digest of all stored data, any of which a figure may read."""
    stored = (path for kind in ("json", "npz", "webp") for path in (ROOT / "snippets").glob(f"*/*.{kind}"))
    return _digest(stored)


def _digest(files: Iterable[Path]) -> bytes:
    digest = hashlib.sha256()
    for path in sorted(files):
        digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.digest()


def _entry(file: str, cache: Path, data: bytes) -> Path:
    """Where the cache keeps the figure: named by everything that its picture depends on, the stored ``data`` included."""
    modules = sources(FIGURES / f"{file.split('.')[0]}.py") | sources(FIGURES / "style.py")
    digest = hashlib.sha256(Path(__file__).read_bytes() + _digest(modules) + data + _versions().encode())
    return cache / f"{file}-{digest.hexdigest()[:32]}.zip"


@functools.cache
def _versions() -> str:
    return "".join(f"{package} {importlib.metadata.version(package)}\n" for package in DRAWN_WITH)


def sources(path: Path) -> set[Path]:
    """The module and all modules of snippets/ that it imports, directly or through others."""
    found, waiting = set(), [path]
    while waiting:
        current = waiting.pop()
        if current in found or not current.is_file():
            continue
        found.add(current)
        try:
            waiting += [ROOT / (module.replace(".", "/") + ".py") for module in _imports(current.read_text("utf-8"))]
        except SyntaxError as error:
            raise FigureError(f"{current.relative_to(ROOT)}:{error.lineno}: SyntaxError: {error.msg}") from None
        except UnicodeDecodeError as error:
            line = current.read_bytes().count(b"\n", 0, error.start) + 1
            problem = "this line is not UTF-8; save the file in that encoding"
            raise FigureError(f"{current.relative_to(ROOT)}:{line}: {problem}") from None
    return found


@functools.cache
def _imports(code: str) -> list[str]:
    """The modules of snippets/ that ``code`` may import; a name imported from one may be a module too."""
    modules = []
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.ImportFrom) and node.level:
            raise SyntaxError(
                "a relative import; write from snippets.<page>.<listing> import ...", ("", node.lineno, 0, "")
            )
        if isinstance(node, ast.ImportFrom):
            modules += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        elif isinstance(node, ast.Import):
            modules += [alias.name for alias in node.names]
    return [module for module in modules if module.startswith("snippets.")]


def _load(file: str, cache: Path, data: bytes) -> dict[str, bytes] | None:
    """The variants from the cache, or None when they are missing or damaged (a zip file carries checksums)."""
    entry = _entry(file, cache, data)
    try:
        with zipfile.ZipFile(entry) as archive:
            return {path: archive.read(path) for path in itertools.chain(*_variants(file).values())}
    except Exception:  # a flipped bit can make zipfile raise almost anything
        return None


def make(name: str, style):
    """The Matplotlib figure that the module ``name`` draws in ``style``."""
    from matplotlib.figure import Figure

    figure = importlib.import_module(f"snippets.figures.{name}").draw(style)
    if not isinstance(figure, Figure):
        raise TypeError(f"draw(style) returned {type(figure).__name__}, not a Figure")
    if len(figure.get_children()) < 2:  # one is its background
        raise ValueError("draw(style) returned an empty figure")
    return figure


def draw(name: str, suffix: str, extensions: list[str]) -> list[bytes]:
    """One variant of a figure as SVG, WebP or PNG, the same bytes on every run."""
    import matplotlib

    from snippets.figures.style import Style

    style = Style(**VARIANTS[suffix])
    matplotlib.rcdefaults()
    with matplotlib.rc_context(style.rc() | {"svg.hashsalt": name}), warnings.catch_warnings():
        # A box for what the font lacks, a layout without room; a division by zero.
        warnings.simplefilter("error", UserWarning)
        warnings.simplefilter("error", RuntimeWarning)
        figure = make(name, style)
        return [SAVERS[extension](figure) for extension in extensions]


def svg(figure) -> bytes:
    from matplotlib.backends.backend_svg import FigureCanvasSVG

    FigureCanvasSVG(figure)  # whose measures of text the layout takes
    if layout := figure.get_layout_engine():
        layout.execute(figure)
        figure.set_layout_engine(None)  # else `savefig` would draw all of it once to lay it out, and again to save it
    buffer = BytesIO()
    figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    return buffer.getvalue()


def png(figure) -> bytes:
    from snippets.figures.style import PIXELS_PER_INCH

    buffer = BytesIO()
    figure.savefig(buffer, format="png", dpi=PIXEL_SCALE * PIXELS_PER_INCH)
    return buffer.getvalue()


def webp(figure) -> bytes:
    """With loss or, of what is mostly flat, without."""
    import numpy as np
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from PIL import Image

    from snippets.figures.style import PIXELS_PER_INCH

    figure.set_dpi(PIXEL_SCALE * PIXELS_PER_INCH)
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    pixels = np.asarray(canvas.buffer_rgba())
    colours = pixels.view(np.uint32)[..., 0]
    inner = colours[1:, 1:]
    flat = ((inner == colours[1:, :-1]) | (inner == colours[:-1, 1:])).mean() > FLAT
    # Lossy, method 6 takes twice the time to save a hundredth of the bytes.
    options = {"lossless": True, "quality": 80, "method": 4} if flat else {"quality": 82, "method": 5}
    buffer = BytesIO()
    Image.fromarray(pixels).convert("RGB").save(buffer, "webp", **options)
    return buffer.getvalue()


SAVERS = {"svg": svg, "png": png, "webp": webp}


def _store(file: str, cache: Path) -> None:
    entry = _entry(file, cache, _data())
    unfinished = entry.with_suffix(f".{os.getpid()}")
    made = {}
    for suffix, paths in _variants(file).items():
        made |= zip(paths, draw(file.split(".")[0], suffix, [path.split(".")[-1] for path in paths]), strict=True)
    with zipfile.ZipFile(unfinished, "w") as archive:
        for path, data in made.items():
            archive.writestr(path, data)
    unfinished.replace(entry)
    for old in cache.glob(f"{file}-*.zip"):
        if old != entry:
            old.unlink(missing_ok=True)


def _drawing(file: str) -> tuple[Path, int]:
    """Where a figure's module defines `draw`, or its first line."""
    source = FIGURES / f"{file.split('.')[0]}.py"
    before = re.split(r"^def draw\b", source.read_text("utf-8"), maxsplit=1, flags=re.MULTILINE)
    return source, before[0].count("\n") + 1 if len(before) > 1 else 1


def _problem(cache: Path, file: str) -> list[str]:
    """Draw ``file`` into ``cache``; where and why that fails, if it does."""
    try:
        _store(file, cache)
    except (Exception, SystemExit) as error:
        frames = [f for f in traceback.extract_tb(error.__traceback__) if f.filename.startswith(str(ROOT / "snippets"))]
        place = (Path(frames[-1].filename), frames[-1].lineno) if frames else _drawing(file)
        return [f"{_place(*place)}: figure {file}: {type(error).__name__}: {error}"]
    return []


def _place(source: Path, line: int) -> str:
    return f"{source.relative_to(ROOT)}:{line}"


def _main(cache: str, *imported: str) -> None:
    """Draw each file that is named on a line of the standard input into ``cache``; answer with a list of problems."""
    sys.path.insert(0, str(ROOT))
    for module in imported:
        importlib.import_module(module)
    Path(cache).mkdir(parents=True, exist_ok=True)
    named, answers = sys.stdin, sys.stdout
    sys.stdin, sys.stdout = None, sys.stderr  # a figure may print; exit() closes what it reads from
    gc.disable()  # a figure is made of many small parts: looking for dead ones while it grows takes a tenth of the time
    with contextlib.suppress(BrokenPipeError):  # the build was ended
        for line in named:
            print(json.dumps(_problem(Path(cache), line.strip())), file=answers, flush=True)
            gc.collect()
            gc.freeze()  # what outlives a figure, modules above all, is not looked through again after the next


if __name__ == "__main__":
    # Not from this folder: its names are no business of the libraries that draw.
    sys.path[:] = [entry for entry in sys.path if Path(entry or ".").resolve() != Path(__file__).resolve().parent]
    _main(*sys.argv[1:])
