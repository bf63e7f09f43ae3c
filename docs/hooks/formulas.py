"""Mathematics as MathML, made at build time, with the math font cut down to the glyphs in use."""

import html
import importlib.metadata
import re
import unicodedata
from io import BytesIO
from pathlib import Path

from grammar import meant
from kept import kept
from latex2mathml.commands import MATRICES
from latex2mathml.converter import convert

FORMULA = re.compile(
    r'<(?P<tag>span|div) class="arithmatex">(?:\\\((?P<inline>.*?)\\\)|\\\[(?P<display>.*?)\\\])</(?P=tag)>', re.DOTALL
)
# latex2mathml takes floor and ceiling brackets for identifiers; as operators they stretch.
FLOORS = re.compile(r"<mi>(&#x0230[89AB];)</mi>")
# Brackets stretch to what is in a row of elements with them; Firefox asks that they begin and end it.
FENCE = "<mo>&#x(?:0002[89]|0005[BD]|0007[BCD]|02016);</mo>"
FENCED = re.compile(rf"{FENCE}<mtable>(?:(?!</?mtable\b).)*</mtable>{FENCE}")
NORM = re.compile(r"<mo>(&#x02016;)</mo>(.+?)<mo>\1</mo>")
# A minus or plus that follows another operator than a closing bracket is a sign, and stands close to its number.
SIGN = re.compile(
    r"(<mo\b[^>]*>(?!&#x00029;|&#x0005D;|&#x0007[CD];|&#x02016;|&#x0230[9B];)[^<]+</mo>)<mo>(&#x02212;|&#x0002B;)"
)
BEGINNING = re.compile(r"\\begin\{(\w+\*?)\}")
MATH = re.compile(r"<math\b.*?</math>", re.DOTALL)


class FormulaError(Exception):
    """LaTeX that can't be turned into MathML."""

    def __init__(self, latex: str, problem: str):
        super().__init__(f"formula ${latex}$: {problem}")
        self.latex = latex


def mathml(latex: str, display: bool = False) -> str:
    """MathML for a formula, inline or on a line of its own."""
    latex = latex.strip()
    braces = re.sub(r"\\.", "", latex)
    if braces.count("{") != braces.count("}"):
        raise FormulaError(latex, "opening and closing braces differ in number")
    try:
        math = convert(latex, display="block" if display else "inline")
    except Exception as error:
        words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", type(error).__name__.removesuffix("Error")).lower()
        raise FormulaError(latex, f"{words} {error}".strip()) from None
    if unknown := next((name for name in BEGINNING.findall(latex) if f"\\{name}" not in MATRICES), None):
        raise FormulaError(latex, f"there is no environment {unknown!r}" + (meant(unknown, [m[1:] for m in MATRICES])))
    if "<mi>&</mi>" in math:
        raise FormulaError(latex, "& stands between the columns of an environment; write \\& for the sign itself")
    if unknown := re.search(r"\\[A-Za-z]+", math):
        raise FormulaError(latex, f"latex2mathml does not know {unknown[0]}; write it with commands that it knows")
    math = FLOORS.sub(r"<mo>\1</mo>", math)
    math = FENCED.sub(r"<mrow>\g<0></mrow>", math)
    math = NORM.sub(r'<mo form="prefix" stretchy="false">\1</mo>\2<mo form="postfix" stretchy="false">\1</mo>', math)
    return SIGN.sub(r'\1<mo form="prefix">\2', math)


def render(page_html: str) -> str:
    """Replace what pymdownx.arithmatex left as TeX; a display formula scrolls inside itself."""

    def formula(match: re.Match) -> str:
        if match["inline"] is not None:
            return mathml(html.unescape(match["inline"]))
        formula = mathml(html.unescape(match["display"]), display=True)
        return f'<div class="formula" tabindex="0" role="group" aria-label="Formula">{formula}</div>'

    return FORMULA.sub(formula, page_html)


def characters(page_html: str) -> set[str]:
    """The characters that the formulas of a page draw; a single-letter identifier is drawn in mathematical italic."""
    used: set[str] = set()
    for formula in MATH.findall(page_html):
        for letter in re.findall(r"<mi>(?:&#x?\w+;|.)</mi>", formula):
            used.add(_italic(html.unescape(letter[4:-5])))
        used |= set(html.unescape(re.sub(r"<[^>]+>", "", formula)))
        if "<msqrt" in formula or "<mroot" in formula:
            used.add("√")  # drawn by the element, written nowhere
    return {c for c in used if not c.isspace()}


def _italic(letter: str) -> str:
    """The mathematical italic form of a Latin or Greek letter, which MathML uses for single-letter identifiers."""
    name = unicodedata.name(letter, "")
    form = re.sub(r"^(LATIN|GREEK) (SMALL|CAPITAL) LETTER (\w+)$", r"\2 \3", name)
    exceptions = {"SMALL H": "\N{PLANCK CONSTANT}"}
    try:
        return exceptions.get(form) or unicodedata.lookup(f"MATHEMATICAL ITALIC {form}")
    except KeyError:
        return letter


def subset(font: Path, used: set[str], cache: Path) -> bytes:
    """``font`` as woff2 with the glyphs for ``used`` and what stretches from them, the MATH table kept."""
    versions = "".join(importlib.metadata.version(package) for package in ("fonttools", "brotli"))
    made_from = font.read_bytes() + Path(__file__).read_bytes() + f"{versions} {''.join(sorted(used))}".encode()
    return kept(cache, "math.woff2", made_from, lambda: _cut(font, used))


def _cut(font: Path, used: set[str]) -> bytes:
    from fontTools import subset as cutter

    options = cutter.Options(flavor="woff2", layout_features=["*"], recalc_timestamp=False, notdef_outline=True)
    loaded = cutter.load_font(str(font), options)
    worker = cutter.Subsetter(options)
    worker.populate(unicodes=[ord(c) for c in used])
    worker.subset(loaded)
    buffer = BytesIO()
    loaded.flavor = "woff2"
    loaded.save(buffer)
    return buffer.getvalue()
