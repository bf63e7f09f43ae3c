"""The arithmetic of a page: each number beside its mark is computed again, and no result stands without one."""

import ast
import importlib
import re
from dataclasses import dataclass
from fractions import Fraction

from grammar import COMMENT, SNIPPETS, Mark, Page, PageError, blank, line_of

NUMBER = r"[-−+]?(?:\d{1,3}(?:(?P<separator>,|\{,\}|\u202f|&nbsp;)\d{3})(?:(?P=separator)\d{3})*|\d+)(?:\.(?P<decimals>\d+))?"
POWER = r"10(?:<sup>(?P<sup>[-−]?\d+)</sup>|\^\{?(?P<caret>[-−]?\d+)\}?)"
LITERAL = re.compile(
    rf"(?<![\w.,])(?:(?:(?P<number>{NUMBER})(?:\s*(?:×|\\times)\s*(?P<power>{POWER}))?)"
    r"(?:\**(?:[ \u00a0\u202f]|\\,|~)*(?P<unit>\\?%|[KMG]B\b|million\b|billion\b|[MG]\b|[A-Za-zµ°×/-]+))?)[*_$]{0,3}"
)
SCALES = {
    "%": Fraction(1, 100),
    "thousand": 10**3,
    "KB": 10**3,
    "MB": 10**6,
    "M": 10**6,
    "million": 10**6,
    "GB": 10**9,
    "G": 10**9,
    "billion": 10**9,
}

SIZE = r"\b\d{1,4}(?:(?:[ \u00a0]?[×x][ \u00a0]?|[ ]?\\times[ ]?)\d{1,4})+\b(?!,)"
# What needs no mark, with the reason. Each entry must still be needed by some page: the tests see to it.
EXEMPT = {
    r"\b(?:VGG|ResNet|LeNet|CIFAR|DeepFace|EfficientNet|MLP)-[A-Z]?\d+\b": "the name of a model or a data set",
    SIZE: "a size that the text chooses",
    r"(?<![\d,.])(?:19\d\d|20[0-2]\d)(?!\d|[.,]\d)": "a year",
}
# What stands before the number in a name: a capital that begins no sentence, a capital and a hyphen, the word version.
NAMED = re.compile(r"(?:\b[Vv]ersions?|(?<=[\w,;*(] )[A-Z]\w*)(?: [\d.]+(?:,| and))* $|[A-Z]\w*-$")
# Whole numbers of prose up to here need no mark; in a table, an alt text and a caption every number does.
FREE_UP_TO = 10


@dataclass(frozen=True)
class Number:
    """A number of the text, its unit included, with the mark behind it."""

    match: re.Match
    mark: Mark

    @property
    def literal(self) -> str:
        return self.match[0]

    @property
    def digits(self) -> str:
        """What a value is compared with: the number and its power of ten, without the unit."""
        return self.match["number"] + (self.match["power"] or "")


def marked(page: Page) -> list[Number]:
    """Every number with a mark. A mark without a number before it raises `PageError`."""
    numbers = []
    for mark in page.marks:
        line_start = page.prose.rfind("\n", 0, mark.start) + 1
        match = next(
            (
                m
                for start in _starts(page.prose, line_start, mark.start)
                if (m := LITERAL.fullmatch(page.prose, start, mark.start))
            ),
            None,
        )
        if match is None:
            before = page.prose[max(line_start, mark.start - 20) : mark.start]
            raise page.error(mark.start, f"a mark stands directly after a number and its unit, not after {before!r}")
        numbers.append(Number(match, mark))
    return numbers


def _starts(text: str, line_start: int, end: int):
    """Where a number that ends before ``end`` may begin, the longest first."""
    for start in range(max(line_start, end - 60), end):
        if re.match(r"[-−+\d]", text[start]):
            yield start


def unmarked(page: Page) -> list[tuple[int, str]]:
    """Positions and texts of numbers that need a mark and have none."""
    text = page.prose
    for pattern in (
        r"\]\([^)\"\s]*",  # link targets, not their titles
        r"\[@[\w-]+\]",
        r"</?(?!sup\b)[A-Za-z][^>\n]*>",
        r"^[ \t]*/{3,}[ \t]*html\b[^\n]*",  # a widget's attributes
        r"^[ \t]*/{3,}[^|\n]*",  # the kind of a block, not its title
        r"\{[:#.][^}\n]*\}",
        *EXEMPT,
    ):
        text = re.sub(pattern, blank, text, flags=re.MULTILINE)
    ends = {number.mark.start - len(number.literal) + len(number.match["number"]) for number in marked(page)}
    powers = {number.match.span("power") for number in marked(page)}
    text = COMMENT.sub(blank, text)
    shown = in_figures(page)
    # Written so that no mark could follow them.
    found = [(m.start(), m[0]) for m in re.finditer(r"(?<![\w.,])(?:\.\d+|\d+(?:\.\d+)?e[-+−]?\d+|0x[\dA-F]+)\b", text)]
    for match in re.finditer(rf"(?<![\w.,]){NUMBER}(?!\d)", text):
        if match.end() in ends or any(start <= match.start() < end for start, end in powers):
            continue
        line = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
        strict = line.lstrip().startswith("|") or any(start <= match.start() < end for start, end in shown)
        small = not match["decimals"] and not match["separator"] and abs(int(match[0].replace("−", "-"))) <= FREE_UP_TO
        if strict or not small:
            found.append((match.start(), match[0]))
    return found


def in_figures(page: Page) -> list[tuple[int, int]]:
    """Where the page says what a figure shows: its alt texts and captions."""
    captions = [(opening.end(), end.start()) for opening, end in page.blocks if opening["kind"] == "caption"]
    return [figure.span("alt") for figure in page.figures] + captions


def namespace(page: Page) -> dict[str, object]:
    """The names that marks of the page may use: those of its listings, and of the `imports` of its front matter."""
    names: dict[str, object] = {}
    for path in page.listings:
        try:
            module = importlib.import_module("snippets." + path.removesuffix(".py").replace("/", "."))
        except (Exception, SystemExit) as error:
            problem = f"the marks need snippets/{path}, which raised {type(error).__name__}: {error}"
            raise PageError(page.path, line_of(page.path, path), problem) from None
        names |= {name: value for name, value in vars(module).items() if not name.startswith("__")}
    try:
        exec(page.front_matter.get("imports") or "", names)
    except (Exception, SystemExit) as error:
        problem = f"the imports of the front matter raised {type(error).__name__}: {error}"
        raise PageError(page.path, line_of(page.path, "imports:"), problem) from None
    return names


def wrong(page: Page, names: dict[str, object], keys: set[str]) -> list[PageError]:
    """What is wrong with the numbers of the page: a value that differs, an expression that fails, a reference unknown."""
    errors = [
        page.error(position, f"{text} has no mark: <!-- = expression -->, <!-- @reference --> or <!-- given -->")
        for position, text in unmarked(page)
    ]
    for number in marked(page):
        mark = number.mark
        if page.prose[number.match.start() - 1] == "–" and re.search(
            r"[\s(|]$", page.prose[: number.match.start() - 1]
        ):
            errors.append(page.error(mark.start, f"–{number.literal} has a dash for its sign; write −{number.literal}"))
            continue
        if mark.key and mark.key not in keys:
            errors.append(page.error(mark.start, f"{number.literal} cites {mark.key}, which is not in references.md"))
        if mark.expression:
            problem = _miscomputed(number, mark.expression, names) or _unstated(number, page)
        else:
            problem = _unexcused(number, page)
        if problem:
            errors.append(page.error(mark.start, problem))
    return errors


def _unexcused(number: Number, page: Page) -> str | None:
    """What is wrong with the word that excuses a number from being computed, or None."""
    literal, start = number.literal, number.match.start()
    line = page.prose[page.prose.rfind("\n", 0, start) + 1 :].partition("\n")[0]
    if number.mark.exempt == "name":
        before = COMMENT.sub("", page.prose[page.prose.rfind("\n", 0, start) + 1 : start])
        in_name = NAMED.search(before) or re.match(r"[A-Z]", page.prose[number.mark.end :])
        if not in_name or number.match["separator"] or number.match["unit"] == "%":
            return f"{literal} is part of no name: none stands directly before it; compute it, cite it, or say given"
    if number.mark.exempt == "quoted" and not re.search(r"<!-- *=", line):
        return f"{literal} is quoted as an error, and nothing beside it is computed; say in the same line what is right"
    if number.mark.exempt == "given":
        digits = re.sub(r"[^\d.]", "", number.match["number"])
        value = float(digits)
        significant = len(digits.replace(".", "").strip("0"))
        is_round = significant <= 1 + value.is_integer() or (value.is_integer() and int(value).bit_count() == 1)
        if not is_round and not {value, value / 100} & inputs(page):
            return (
                f"{literal} is given by nothing: it is not round, and no listing, probe, size or expression of the page "
                "has it; compute it or cite it"
            )
    return None


def inputs(page: Page) -> set[float]:
    """The numbers that the page puts into its computations: those in its listings, figures, probes, expressions and sizes."""
    modules = [*page.listings, *(f"figures/{figure['name']}.py" for figure in page.figures)]
    texts = [(SNIPPETS / module).read_text("utf-8") for module in modules]
    texts += [fence.body for fence in page.fences if not fence.is_output]
    texts += [mark.expression for mark in page.marks if mark.expression]
    texts += [size[0] for size in re.finditer(SIZE, page.prose)]
    return {float(found) for text in texts for found in re.findall(r"(?<![\w.])\d[\d_]*(?:\.\d+)?(?![\d.]*\w)", text)}


def _unstated(number: Number, page: Page) -> str | None:
    """What is wrong with an expression of nothing but constants, or None: each must be stated by the page.

    `98 + 1` computes nothing; `224 * 224 * 3` does, where the page has said that the image is 224 × 224 × 3.
    """
    nodes = list(ast.walk(ast.parse(number.mark.expression, mode="eval")))
    if any(isinstance(node, ast.Name) for node in nodes):
        return None
    others = page.text[: number.match.start()] + page.text[number.match.end() :]
    others = re.sub(r"(?<=\d)(?:,|\{,\})(?=\d{3})", "", COMMENT.sub("", others))
    stated = {float(found) for found in re.findall(r"(?<![\w.])\d+(?:\.\d+)?(?![\d.]*\d)", others)}
    for node in nodes:
        if isinstance(node, ast.Constant) and node.value not in stated and not _is_small(node.value):
            return (
                f"{number.literal} is computed from {node.value}, which the page doesn't state; "
                "say on the page what it is, or take it from a listing"
            )
    return None


def _is_small(value: float) -> bool:
    return value == int(value) and abs(value) <= FREE_UP_TO


def _miscomputed(number: Number, expression: str, names: dict[str, object]) -> str | None:
    """What is wrong with a number that ``expression`` is to give, or None."""
    try:
        tree = ast.parse(expression, mode="eval")
        if not any(isinstance(node, ast.BinOp | ast.Call | ast.Name | ast.Compare) for node in ast.walk(tree)):
            return f"{number.literal} is 'computed' by the literal {expression}; say how it comes about"
        computed = written(eval(compile(tree, "<mark>", "eval"), names), number.match)
    except (Exception, SystemExit) as error:
        return f"{number.literal}: {expression} raised {type(error).__name__}: {error}"
    if computed != number.digits:
        return f"the page says {number.digits}, the expression {expression} gives {computed}"
    return None


def written(value: object, like: re.Match) -> str:
    """``value`` as the literal ``like`` would be written: its unit's scale, decimals, separators, minus sign, power of ten."""
    if hasattr(value, "item"):
        value = value.item()  # a NumPy or PyTorch scalar
    if isinstance(value, bool) or not isinstance(value, int | float | Fraction):
        raise TypeError(f"a number is wanted, this is {value!r}")
    exact = Fraction(value) / SCALES.get((like["unit"] or "").removeprefix("\\"), 1)
    power = ""
    decimals = len(like["decimals"] or "")
    if like["power"]:
        exponent = len(str(abs(int(exact)))) - 1 if abs(exact) >= 1 else -len(str(int(1 / abs(exact))))
        if round(abs(exact) / Fraction(10) ** exponent, decimals) >= 10:
            exponent += 1
        exact /= Fraction(10) ** exponent
        old = like["sup"] or like["caret"]
        power = like["power"].replace(old, str(exponent).replace("-", "−" if "−" in old else "-"))
    scaled = round(abs(exact) * 10**decimals)
    whole, fraction = divmod(scaled, 10**decimals)
    digits = f"{whole:,}".replace(",", like["separator"]) if like["separator"] else str(whole)
    sign = "" if exact >= 0 or scaled == 0 else "−" if "−" in like["number"] else "-"
    if like["number"].startswith("+") and not sign:
        sign = "+"
    return sign + digits + (f".{fraction:0{decimals}d}" if decimals else "") + power
