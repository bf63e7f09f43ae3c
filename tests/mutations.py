"""Every small change that some check should notice: one operator, constant, axis, sign, digit or link at a time.

Reading order: `all_mutants` says which files are changed how, then come Python, JavaScript, JSON, pages and notebooks. What has
no truth that a check could know is left as it is: the key of a conceptual question, numbers whose mark says that the text
chooses them, seeds and tolerances, addresses of other hosts, and how a figure looks (its calls of listings are no matter of
looks).
"""

import ast
import itertools
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

import marks
import notebooks
from grammar import CITATION, ROOT, Page, pages

Change = tuple[str, int, int, str]  # kind, start and end in a text, what stands there instead


@dataclass(frozen=True)
class Mutant:
    """One change of one file: what stands from ``start`` to ``end`` becomes ``new``."""

    kind: str
    file: str  # below the root
    text: str  # of the file
    start: int
    end: int
    new: str

    @property
    def changed(self) -> str:
        """The whole file with the change."""
        return self.text[: self.start] + self.new + self.text[self.end :]

    @property
    def line(self) -> int:
        return self.text.count("\n", 0, self.start) + 1

    @property
    def old_line(self) -> str:
        return self._context(self.text, self.end)

    @property
    def new_line(self) -> str:
        return self._context(self.changed, self.start + len(self.new))

    @property
    def key(self) -> tuple[str, str, str]:
        """What a list of mutants calls it."""
        return self.file, self.old_line, self.new_line

    def _context(self, text: str, end: int) -> str:
        """The lines of the change; of very long ones only what stands near it."""
        first = max(text.rfind("\n", 0, self.start) + 1, self.start - 80)
        last = text.find("\n", end)
        return text[first : min(len(text) if last < 0 else last, end + 60)].strip()


def all_mutants(random: Random) -> list[Mutant]:
    """Every mutant of the book, in the order of its files; ``random`` chooses by how much a number changes."""
    snippets, docs = ROOT / "snippets", ROOT / "docs"
    shown = {snippets / page.listing(fence) for page in pages() for fence in page.fences if fence.language == "python"}
    code = [path for path in sorted(snippets.rglob("*.py")) if path.parent.name != "figures"]
    makers = [(path, python if path in shown else unguarded) for path in code]
    makers += [(path, figure) for path in sorted((snippets / "figures").glob("*.py")) if path.stem != "style"]
    makers += [(path, data) for path in sorted(snippets.rglob("*.json"))]
    makers += [(path, arithmetic) for path in sorted(docs.glob("assets/**/*.js")) if has_no_dom(path)]
    found = []
    for path, make in makers:
        text = path.read_text("utf-8")
        found += [mutant(path, text, change) for change in make(text, random)]
    for path in sorted(docs.glob("*.md")):
        page = Page(path)
        found += [mutant(path, page.text, change) for change in page_changes(page, random)]
    for path in sorted(docs.glob("*.ipynb")):
        found += notebook(path, random)
    return found


def mutant(path: Path, text: str, change: Change) -> Mutant:
    kind, start, end, new = change
    return Mutant(kind, path.relative_to(ROOT).as_posix(), text, start, end, new)


# Python

SWAPS = {
    ast.Add: ("sign", "+", "-"),
    ast.Sub: ("sign", "-", "+"),
    ast.Mult: ("operator", "*", "+"),
    ast.Div: ("operator", "/", "*"),
    ast.FloorDiv: ("operator", "//", "*"),
    ast.Mod: ("operator", "%", "*"),
    ast.Pow: ("operator", "**", "*"),
    ast.MatMult: ("operator", "@", "*"),
    ast.BitAnd: ("operator", "&", "|"),
    ast.BitOr: ("operator", "|", "&"),
    ast.Lt: ("operator", "<", "<="),
    ast.LtE: ("operator", "<=", "<"),
    ast.Gt: ("operator", ">", ">="),
    ast.GtE: ("operator", ">=", ">"),
    ast.Eq: ("operator", "==", "!="),
    ast.NotEq: ("operator", "!=", "=="),
    ast.In: ("operator", "in", "not in"),
    ast.And: ("operator", "and", "or"),
    ast.Or: ("operator", "or", "and"),
}
AXES = ("axis", "axes", "dim", "dims")
# Another seed is another example of the same kind, what is no rounding error exceeds many tolerances, a zip that need not be
# strict does the same, and more threads are at most quicker: arguments by name, and functions with all that they are given.
ANY_WILL_DO = ("seed", "atol", "rtol", "strict")
ANYTHING_WILL_DO = ("default_rng", "manual_seed", "set_num_threads")


def python(code: str, random: Random) -> Iterator[Change]:
    """Changes of Python code, in the order of its syntax tree."""
    tree = ast.parse(code)
    lines = Lines(code)
    for node in _calculating(tree):
        yield from _of_node(node, code, lines, random)


# Calls that put data into a drawing along two axes, or as a whole, and those that write what was computed.
PLOTTING = {"plot", "loglog", "scatter", "bar", "barh", "fill_between", "vlines"}
SHOWING = {"imshow", "picture", "cells", "numbers"}
WRITING = {"text", "annotate", "set_title", "write"}
# Data of packages and files. What else a figure draws, it has from the listings.
SOURCES = {"camera", "data", "json", "load_digits"}
LOOKS = {"axes", "colour", "colours", "figure", "greys", "panel", "shades", "style", "tint", "tints", "TINTS"}


def unguarded(code: str, random: Random) -> Iterator[Change]:
    """Changes of Python code above its main guard: what only makes a file changes nothing until it is run by hand."""
    for change in python(code, random):
        if "\nif __name__" not in code[: change[1]]:
            yield change


def figure(code: str, random: Random) -> Iterator[Change]:
    """Changes of what a figure draws: of all that it asks of the listings, does with their answers, and plots or writes of it.

    What follows from no data of a listing, a file or a package is looks, and left as it is; so are arguments with a name.
    """
    tree = ast.parse(code)
    lines = Lines(code)
    data = _data(tree)
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    own = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    nodes = {id(node): node for part in _drawn(tree, calls, own, data) for node in _calculating(part)}.values()
    keys = sorted({node.slice.value for node in nodes if _has_key(node)})
    for node in nodes:
        for _, *change in _of_node(node, code, lines, random):
            yield "figure", *change
        if _has_key(node) and len(keys) > 1:
            start, end = lines.span(node.slice)
            other = random.choice([key for key in keys if key != node.slice.value])
            if code[start + 1 : end - 1] == node.slice.value:
                yield "figure", start + 1, end - 1, other
    for call in calls:
        with_data = [place for place, one in enumerate(call.args) if _names(one) & data]
        if _called(call) in PLOTTING:
            with_data = [0, 1] if len(call.args) > 1 and set(with_data) & {0, 1} else []
        elif _called(call) not in own:
            continue
        for place, other in itertools.pairwise(with_data):
            (a, b), (c, d) = lines.span(call.args[place]), lines.span(call.args[other])
            if code[a:b] != code[c:d] and not isinstance(call.args[other], ast.Constant):
                yield "figure", a, d, code[c:d] + code[b:c] + code[a:b]


def _data(tree: ast.Module) -> set[str]:
    """The names that hold data of a listing, a file or a package, or something computed of it."""
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    imports = [node for node in imports if re.match(r"snippets\.(?!figures)", node.module or "")]
    found = {alias.asname or alias.name for node in imports for alias in node.names} | SOURCES
    found |= {function.name for function in _computing(tree)}
    while more := set().union(*(names for names, value in _given(tree) if _names(value) & found)) - found - LOOKS:
        found |= more
    return found


def _computing(tree: ast.Module) -> list[ast.FunctionDef]:
    """The functions of a figure that draw nothing: they know no style."""
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    return [one for one in functions if "style" not in {argument.arg for argument in one.args.args}]


def _given(tree: ast.AST) -> Iterator[tuple[set[str], ast.AST]]:
    """Names, and the expression from which they have their values; a shape is no data but decides on places."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Attribute) and node.value.attr == "shape":
            continue
        if isinstance(node, ast.Assign):
            yield set().union(*map(_names, node.targets)), node.value
        elif isinstance(node, ast.For | ast.comprehension):
            yield _names(node.target), node.iter


def _drawn(tree: ast.Module, calls: list[ast.Call], own: set[str], data: set[str]) -> Iterator[ast.AST]:
    """The parts of a figure's module that decide which data it draws."""
    for function in _computing(tree):
        yield from function.body
    for names, value in _given(ast.Module([node for node in tree.body if isinstance(node, ast.Assign)], [])):
        if _names(value) & data and not names & LOOKS:
            yield value
    shown = [one for call in calls if _called(call) in PLOTTING | SHOWING | own for one in call.args]
    parts = [one for one in shown if _names(one) & data]
    written = [one for call in calls if _called(call) in WRITING for one in call.args if isinstance(one, ast.JoinedStr)]
    parts += [one for one in written if _names(one) & data]
    wanted = set().union(*map(_names, parts)) & data
    yield from parts
    yield from (value for names, value in _given(tree) if names & wanted and _names(value) & data)


def _called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else ast.unparse(call.func)


def _names(node: ast.AST) -> set[str]:
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}


def _has_key(node: ast.AST) -> bool:
    """Whether it takes an entry by its name."""
    return (
        isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant) and isinstance(node.slice.value, str)
    )


class Lines:
    """Positions in a text for the lines and UTF-8 columns of a syntax tree."""

    def __init__(self, text: str):
        self.lines = text.splitlines(keepends=True)
        self.starts = [0]
        for line in self.lines:
            self.starts.append(self.starts[-1] + len(line))

    def span(self, node: ast.AST) -> tuple[int, int]:
        return self.at(node.lineno, node.col_offset), self.at(node.end_lineno, node.end_col_offset)

    def at(self, line: int, column: int) -> int:
        return self.starts[line - 1] + len(self.lines[line - 1].encode()[:column].decode())


def _calculating(tree: ast.AST) -> Iterator[ast.AST]:
    """The nodes in which something is computed: not those of annotations, nor the main guard."""
    if isinstance(tree, ast.If) and "__name__" in ast.unparse(tree.test):
        for statement in tree.body:
            yield from _calculating(statement)
        return
    if isinstance(tree, ast.keyword) and tree.arg in ANY_WILL_DO:
        return
    yield tree
    if isinstance(tree, ast.Call) and ast.unparse(tree.func).split(".")[-1] in ANYTHING_WILL_DO:
        return
    if isinstance(tree, ast.arguments):
        names = [one.arg for one in (*tree.posonlyargs, *tree.args)]
        for name, default in zip(reversed(names), reversed(tree.defaults), strict=False):
            if name not in ANY_WILL_DO:
                yield from _calculating(default)
        return
    for name, value in ast.iter_fields(tree):
        if name not in ("annotation", "returns", "format_spec"):
            for child in value if isinstance(value, list) else [value]:
                if isinstance(child, ast.AST):
                    yield from _calculating(child)


def _of_node(node: ast.AST, code: str, lines: Lines, random: Random) -> Iterator[Change]:
    if isinstance(node, ast.keyword):
        if node.arg in AXES:
            yield from _axis(node.value, code, lines)
        return
    if not isinstance(node, ast.expr | ast.AugAssign) or not _is_where_it_says(node, code, lines):
        return
    start, end = lines.span(node)
    if isinstance(node, ast.BinOp):
        yield from _between(node.left, node.op, node.right, code, lines)
    elif isinstance(node, ast.Compare):
        for left, operator, right in zip([node.left, *node.comparators], node.ops, node.comparators, strict=False):
            yield from _between(left, operator, right, code, lines)
    elif isinstance(node, ast.BoolOp):
        yield from _between(node.values[0], node.op, node.values[1], code, lines)
    elif isinstance(node, ast.AugAssign) and type(node.op) in SWAPS:
        yield from _between(node.target, node.op, node.value, code, lines)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.Not):
        kind = "sign" if isinstance(node.op, ast.USub) else "operator"
        yield kind, start, lines.span(node.operand)[0], ""
    elif isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield "constant", start, end, str(not node.value)
    elif isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        yield "constant", start, end, another(code[start:end], random)
    elif isinstance(node, ast.Attribute) and node.attr == "T":
        yield "axis", end - 2, end, ""
    elif isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Tuple) and len(node.slice.elts) > 1:
        one, other = node.slice.elts[:2]
        if ast.unparse(one) != ast.unparse(other) and not isinstance(one, ast.Constant):
            (a, b), (c, d) = lines.span(one), lines.span(other)
            yield "axis", a, d, code[c:d] + code[b:c] + code[a:b]


def _is_where_it_says(node: ast.expr | ast.AugAssign, code: str, lines: Lines) -> bool:
    """Before Python 3.12 some parts of an f-string claim to stand elsewhere."""
    start, end = lines.span(node)
    try:
        return isinstance(node, ast.AugAssign) or ast.unparse(ast.parse(f"({code[start:end]})")) == ast.unparse(node)
    except SyntaxError:
        return False


def _between(left: ast.AST, operator: ast.AST, right: ast.AST, code: str, lines: Lines) -> Iterator[Change]:
    if type(operator) not in SWAPS:
        return
    kind, old, new = SWAPS[type(operator)]
    start, end = lines.span(left)[1], lines.span(right)[0]
    at = code.find(old, start, end)
    if at >= 0:
        yield kind, at, at + len(old), new


def _axis(value: ast.AST, code: str, lines: Lines) -> Iterator[Change]:
    start, end = lines.span(value)
    if isinstance(value, ast.Tuple) and len(value.elts) > 1:
        first, last = lines.span(value.elts[0])
        yield "axis", start, end, code[first:last]
    elif re.fullmatch(r"-?\d", code[start:end]):
        yield "axis", start, end, "1" if code[start:end] == "0" else "0"


def another(number: str, random: Random) -> str:
    """A number as it is written, with another value: one more or less, or another first digit."""
    if number.isdigit():
        return str(int(number) + (random.choice((-1, 1)) if int(number) else 1))
    return first_digit_changed(number)


def first_digit_changed(number: str, by: int = 1) -> str:
    """Another digit in the first place that counts."""
    match = re.search(r"[1-9]", number)
    if match is None:
        return number.replace("0", "9", 1)
    digit = int(match[0]) + (by if int(match[0]) + by <= 9 else -by)
    return number[: match.start()] + str(digit) + number[match.end() :]


def digit_changed(number: str, random: Random) -> str:
    """One digit, whichever, becomes another; none becomes a leading zero."""
    at = random.choice([match.start() for match in re.finditer(r"\d", number)])
    leading = not re.search(r"\d", number[:at]) and re.match(r"\d[\d,{]", number[at:])
    return (
        number[:at]
        + random.choice([d for d in "0123456789"[leading is not None :] if d != number[at]])
        + number[at + 1 :]
    )


# JavaScript

TOKEN = re.compile(
    r"""(?P<comment>//[^\n]*|/\*.*?\*/)
    |(?P<string>"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')
    |(?P<template>`(?:\\.|[^`\\])*`)
    |(?P<regex>(?<=[(,=:?!&|]\s|.[(,=:?!&|])/(?![*/\s])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n])+/[a-z]*|(?<=return\s)/(?:\\.|[^/\\\n])+/[a-z]*)
    |(?P<number>(?<![\w$.])(?:0x[\da-f]+|\d[\d_]*(?:\.\d+)?(?:e[-+]?\d+)?|\.\d+))
    |(?P<name>[A-Za-z_$][\w$]*)
    |(?P<operator>=>|\.\.\.|\?\.|\+\+|--|[=!]==?|\*\*=?|<=|>=|&&|\|\||\?\?|[-+*/%]=?|[<>=])
    |(?P<other>\S)""",
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
JS_SWAPS = {"+": "-", "-": "+", "*": "+", "/": "*", "%": "*", "**": "*", "+=": "-=", "-=": "+=", "*=": "+="}
JS_SWAPS |= {"<": "<=", "<=": "<", ">": ">=", ">=": ">", "===": "!==", "!==": "===", "&&": "||", "||": "&&"}
JS_NAMES = {"max": "min", "min": "max", "floor": "ceil", "ceil": "floor", "round": "floor"}
# Choices of an author: what a question draws from, and by which numbers of chance; and how large a setting may become.
DRAWN_FROM, CHANCE, LIMITED = "from", "chance", ("integer", "numbers")
DOM = {"document", "HTMLElement", "customElements", "localStorage", "navigator", "matchMedia"}


def tokens(code: str) -> list[re.Match]:
    """The tokens of a JavaScript module but its comments; what stands in a template counts as text."""
    return [match for match in TOKEN.finditer(code) if match.lastgroup != "comment"]


def has_no_dom(path: Path) -> bool:
    """Whether a module, with all that it imports, is arithmetic: Node can run it."""
    found = tokens(path.read_text("utf-8"))
    imports = [
        match[0][1:-1]
        for before, match in itertools.pairwise(found)
        if before[0] == "from" and match.lastgroup == "string"
    ]
    if not path.is_relative_to(ROOT / "docs/assets/widgets") or any(match[0] in DOM for match in found):
        return False
    return all(has_no_dom((path.parent / name).resolve()) for name in imports)


def _chosen(found: list[re.Match]) -> Iterator[tuple[int, int]]:
    """Where the choices of an author stand."""
    texts = [match[0] for match in found]
    for at, text in enumerate(texts[:-1]):
        before, after = texts[at - 1] if at else "", texts[at + 1]
        if text == DRAWN_FROM and before != "." and after == "(":
            yield found[at].end(), found[_closing(texts, at + 1)].end()
        elif text == CHANCE and before == "function":
            yield found[at].end(), found[_closing(texts, texts.index("{", at))].end()
        elif text in LIMITED and after == "(":
            last = _closing(texts, at + 1)
            yield found[texts.index(",", at) if "," in texts[at:last] else last].start(), found[last].end()


def _closing(texts: list[str], opening: int) -> int:
    """The place of the bracket that closes the one at ``opening``."""
    depth = 0
    for at, text in enumerate(texts[opening:], opening):
        depth += (text in ("(", "[", "{")) - (text in (")", "]", "}"))
        if not depth:
            return at
    raise ValueError(f"nothing closes the bracket {opening}")


def arithmetic(code: str, random: Random) -> Iterator[Change]:
    """Changes of operators, constants, signs and roundings of a JavaScript module."""
    found = tokens(code)
    left = list(_chosen(found))
    for before, match, after in zip([None, *found], found, [*found[1:], None], strict=False):
        start, end = match.span()
        if any(first <= start < last for first, last in left):
            continue
        kind, text = match.lastgroup, match[0]
        previous = before[0] if before else ""
        line = code[code.rfind("\n", 0, start) + 1 : start]
        if re.match(r"\s*(?:import|export \*)\b", line):
            continue
        if kind == "number":
            yield "widget", start, end, another(text, random)
        elif kind == "name" and text in ("true", "false"):
            yield "widget", start, end, "false" if text == "true" else "true"
        elif kind == "name" and text in JS_NAMES and code[:start].endswith("Math."):
            yield "widget", start, end, JS_NAMES[text]
        elif kind == "operator" and text in JS_SWAPS:
            ends_operand = before and (before.lastgroup in ("number", "name", "string") or previous in (")", "]"))
            if ends_operand and previous not in ("return", "case", "of", "in"):
                yield "widget", start, end, JS_SWAPS[text]
            elif text == "-" and after and after.lastgroup in ("number", "name"):
                yield "widget", start, end, ""


# Data


def data(text: str, random: Random) -> Iterator[Change]:
    """Quite another first digit for each number of a JSON file: what was measured or trained is compared with a tolerance."""
    for match in re.finditer(r'"(?:\\.|[^"\\])*"|-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?', text):
        if match[0][0] != '"':
            yield "data", *match.span(), first_digit_changed(match[0], by=4)


# Pages and notebooks


def page_changes(page: Page, random: Random) -> Iterator[Change]:
    """Changes of the outputs, probes, numbers and links of a page."""
    for fence in page.fences:
        body = page.text[fence.body_start : page.text.rindex("\n", 0, fence.end) + 1]
        if fence.is_output:
            yield from _digits("output", body, fence.body_start, random)
        elif fence.language == "pycon":
            yield from _probe(body, fence.body_start, random)
    yield from numbers(page, random)
    yield from links(page)


def _digits(kind: str, text: str, at: int, random: Random) -> Iterator[Change]:
    for match in re.finditer(r"\d[\d,.]*(?<=\d)", text):
        yield kind, at + match.start(), at + match.end(), digit_changed(match[0], random)


def _probe(session: str, at: int, random: Random) -> Iterator[Change]:
    """What is asked and what is answered, of a session as it stands in the page."""
    prompts = r"[ \t]*>>> .*\n(?:[ \t]*\.\.\.(?: .*)?\n)*"
    for part in re.finditer(rf"(?P<asked>^{prompts})|(?P<answered>^.*\n)", session, re.MULTILINE):
        if part["answered"]:
            yield from _digits("output", part[0], at + part.start(), random)
            continue
        lines = list(re.finditer(r"^[ \t]*(?:>>>|\.\.\.) ?(?P<code>.*\n)", part[0], re.MULTILINE))
        code = "".join(line["code"] for line in lines)
        begins = Lines(code).starts
        for _, start, end, new in python(code, random):
            number = code.count("\n", 0, start)
            offset = at + part.start() + lines[number].start("code") - begins[number]
            if "\n" not in code[start:end]:
                yield "probe", offset + start, offset + end, new


def numbers(page: Page, random: Random) -> Iterator[Change]:
    """Another digit for each number that was computed or quoted, and for each that a caption or an alt text states."""
    shown = marks.in_figures(page)
    marked = marks.marked(page)
    for number in marked:
        start, end = number.match.span("number")
        kind = "prose"
        if any(first <= start < last for first, last in shown):
            kind = "caption"
        elif page.text[page.text.rfind("\n", 0, start) + 1 : start].lstrip().startswith("|"):
            kind = "table"
        if number.mark.key:
            kind = "quotation"
        if not number.mark.exempt:
            yield kind, start, end, digit_changed(page.text[start:end], random)
    with_mark = {number.match.start("number") for number in marked}
    for first, last in shown:
        text = page.prose[first:last]
        for pattern in (marks.COMMENT.pattern, *marks.EXEMPT):
            text = re.sub(pattern, lambda match: re.sub(r"[^\n]", " ", match[0]), text, flags=re.DOTALL)
        for match in re.finditer(rf"(?<![\w.,]){marks.NUMBER}(?![\w])", text):
            if first + match.start() not in with_mark:
                yield "caption", first + match.start(), first + match.end(), digit_changed(match[0], random)


def links(page: Page) -> Iterator[Change]:
    """A letter more in a link's file, in its anchor and in the key of a citation; other hosts' addresses can't be asked."""
    for match in re.finditer(r"\]\((?P<file>(?!https?:|figures/)[^)#\s]*)(?:#(?P<anchor>[^)\s]+))?\)", page.prose):
        for part in ("file", "anchor"):
            if match[part]:
                yield "link", match.start(part), match.start(part), "x"
    for match in CITATION.finditer(page.prose):
        yield "link", match.end("key"), match.end("key"), "0"


def notebook(path: Path, random: Random) -> Iterator[Mutant]:
    """Changes of the cells of a notebook and of the numbers and links between them; its lines are JSON strings of text."""
    text = path.read_text("utf-8")
    stored = text.splitlines()
    starts = Lines(text).starts
    row = 0

    def within(row: int, column: int, kind: str, length: int, new: str) -> Mutant:
        indent = len(stored[row]) - len(stored[row].lstrip())
        line = json.loads(stored[row].strip().rstrip(","))
        start = starts[row] + indent + len(json.dumps(line[:column], ensure_ascii=False)) - 1
        end = starts[row] + indent + len(json.dumps(line[: column + length], ensure_ascii=False)) - 1
        return mutant(path, text, (kind, start, end, json.dumps(new, ensure_ascii=False)[1:-1]))

    for cell in notebooks.read(path)["cells"]:
        rows = []
        for line in cell["source"]:
            wanted = json.dumps(line, ensure_ascii=False)
            row = next(n for n in range(row + 1, len(stored)) if stored[n].strip().rstrip(",") == wanted)
            rows.append(row)
        if cell["cell_type"] == "code":
            code = "".join(cell["source"])
            begins = Lines(code).starts
            for _, start, end, new in python(code, random):
                number = code.count("\n", 0, start)
                if code.count("\n", start, end) == 0:
                    yield within(rows[number], start - begins[number], "notebook", end - start, new)
    page = notebooks.source(path)
    begins = Lines(page.text).starts
    for kind, start, end, new in [*numbers(page, random), *links(page)]:
        number = page.line(start) - 1
        yield within(number, start - begins[number], kind, end - start, new)


def chosen(mutants: Iterable[Mutant], count: int, random: Random) -> list[Mutant]:
    """``count`` of the mutants: from all kinds alike, and within a kind from all files alike, as far as there are any."""
    shelves: dict[str, dict[str, list[Mutant]]] = {}
    for one in mutants:
        shelves.setdefault(one.kind, {}).setdefault(one.file, []).append(one)
    queues = []
    for kind in sorted(shelves):
        files = list(shelves[kind].values())
        random.shuffle(files)
        for file in files:
            random.shuffle(file)
        queues.append([file[place] for place in range(max(map(len, files))) for file in files if place < len(file)])
    random.shuffle(queues)
    in_turn = [
        queue[place] for place in range(max(map(len, queues), default=0)) for queue in queues if place < len(queue)
    ]
    return in_turn[:count]


def from_list(file: str, old: str, new: str) -> Mutant:
    """The mutant that makes the text ``old``, which stands once in the file, to ``new``."""
    text = (ROOT / file).read_text("utf-8")
    start = text.index(old)
    return Mutant("listed", file, text, start, start + len(old), new)
