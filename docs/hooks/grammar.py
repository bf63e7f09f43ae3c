"""The grammar of a page: what its source may contain, where, and what is wrong with it.

A page is read once into a `Page`. The build renders it, Sybil runs it and the tests question it through the same object, so
that they cannot disagree about what a fence, a mark or a question is. Everything here is a pure function of text.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property, lru_cache
from pathlib import Path

import form
import questions
import widgets
import yaml

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
SNIPPETS = ROOT / "snippets"

# Languages a fence may have. Python comes in two forms only, and both are run; everything else must not look like Python.
RUN = ("python", "pycon")
SHOWN = ("text", "bash", "markdown")
# What a reader would take for Python, and the HTML that a page may hold.
LIKE_PYTHON = re.compile(r"^\s*(?:>>> |import \w|from \w+ import|def \w+\(|print\()|\bpython3? -c\b", re.MULTILINE)
TAG = re.compile(r"<(?!/?sup>)/?[A-Za-z][^\s>]*")
BLOCKS = ("caption", "note", "details", "question", "exercise", "html")

# The names of the front matter; the first two are needed.
NAMES = ("title", "description", "imports")
OUTPUT = "{.text .output .no-copy}"

FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?)^---[ \t]*\n", re.DOTALL | re.MULTILINE)
FENCE = re.compile(r"^(?P<indent>[ \t]*)(?P<ticks>`{3,}|~{3,})[ \t]*(?P<info>[^\n]*)$", re.MULTILINE)
CODE_SPAN = re.compile(r"(?<!`)(`+)(?!`)(?:[^\n]|\n(?!\n))+?(?<!`)\1(?!`)")
INCLUDE = re.compile(r'--8<-- "(?P<path>[^":\n]+)(?P<section>:[^"\n]*)?"')
COMMENT = re.compile(r"<!--(?P<body>.*?)-->", re.DOTALL)
MARK = re.compile(r"\s*(?:=\s*(?P<expression>\S.*?)|@(?P<key>[\w-]+)|(?P<exempt>given|name|quoted))\s*", re.DOTALL)
FIGURE = re.compile(
    r"^[ \t]*!\[(?P<alt>(?:<!--.*?-->|[^\]])*)\]\((?P<path>figures/(?P<name>\w+)\.(?P<format>\w+))\)[ \t]*$",
    re.MULTILINE,
)
# A line that opens a block, or closes one: then it has no kind.
BLOCK = re.compile(
    r"^[ \t]*(?P<slashes>/{3,})(?!/)[ \t]*"
    r"(?P<kind>(?:[^|\n \t]+(?:[ \t]+[^|\n \t]+)*)?)[ \t]*\|?[ \t]*(?P<title>[^\n]*?)[ \t]*$",
    re.MULTILINE,
)
BLOCK_OPTIONS = re.compile(r"(?:\n {4}[\w-]+: [^\n]*)*")
# $$ may stand in lines of their own; within $...$ there is no blank at either end.
FORMULA = re.compile(r"\$\$(?:[^\n]|\n(?![ \t]*\n))*?\$\$|(?<!\\)\$(?![\s$])(?:\\.|[^$\n\\])*?(?<!\s)\$")
CITATION = re.compile(r"\[@(?P<key>[\w-]+)\](?!:)")
CITATION_LINK = re.compile(r"\]\(references\.md#(?P<key>[\w-]+)\)")
REFERENCE = re.compile(r"^\[@(?P<key>[\w-]+)\]:[ \t]*(?P<text>.+)$", re.MULTILINE)
DOWNLOAD = re.compile(r"\]\(snippets/(?P<path>[^)\s]*)\)")


# So much of a mark is told of, since one that is not closed can swallow half the page.
SHOWN_OF_A_MARK = 60


class PageError(Exception):
    """A mistake in a page, told to its author: where it is, what is wrong, what would be right."""

    def __init__(self, path: Path, line: int, problem: str):
        shown = path.relative_to(ROOT) if path.is_relative_to(ROOT) else path
        super().__init__(f"{shown}:{line}: {problem}")


@dataclass(frozen=True)
class Fence:
    """One fenced code block: ``start`` and ``end`` delimit it in the page, ``body`` is what stands between."""

    start: int
    end: int
    body_start: int
    line: int
    indent: str
    info: str
    body: str

    @property
    def language(self) -> str:
        return re.match(r"\{?[ \t]*\.?([\w+-]*)", self.info)[1]

    @property
    def is_output(self) -> bool:
        return bool(re.search(r"\.output\b", self.info))


@dataclass(frozen=True)
class Mark:
    """One comment after a number: how it is computed, whom it cites, or why it is exempt; exactly one of the three is set."""

    start: int
    end: int
    expression: str | None
    key: str | None
    exempt: str | None


@dataclass(frozen=True)
class Placed:
    """A widget on a page: its name and attributes, and the block that it stands in."""

    start: int
    end: int
    name: str
    attributes: dict[str, str]


@dataclass(frozen=True)
class Exercise:
    """A task: its opening line, conceptual or coding, how hard, and the path below snippets/ of the file to begin with."""

    opening: re.Match
    sort: str
    difficulty: str
    starter: str | None


class Page:
    """The source of one page. Reading a part that is malformed raises `PageError`."""

    def __init__(self, path: Path, text: str | None = None):
        self.path = Path(path)
        self.name = self.path.stem
        self.text = read(self.path) if text is None else text

    def line(self, position: int) -> int:
        return self.text.count("\n", 0, position) + 1

    def error(self, position: int, problem: str) -> PageError:
        return PageError(self.path, self.line(position), problem)

    @cached_property
    def front_matter(self) -> dict[str, str]:
        match = FRONT_MATTER.match(self.text)
        lines = match[1].split("\n") if match else []
        for number, line in enumerate(lines, 2):
            if re.match(r"[^\s#-]", line) and not re.match(r"[\w-]+:(?:\s|$)", line):
                problem = "front matter is lines 'name: value', each with a blank after the colon; this is none"
                raise PageError(self.path, number, problem)
        try:
            found = yaml.safe_load(match[1]) or {} if match else {}
        except yaml.YAMLError as error:
            mark = getattr(error, "context_mark", None) or getattr(error, "problem_mark", None)
            problem = (
                f"front matter is not YAML: {getattr(error, 'problem', error)}; write 'name: value' in one line, a value with a "
                "colon or a quote in quotes"
            )
            raise PageError(self.path, mark.line + 2 if mark else 1, problem) from None
        if not isinstance(found, dict):
            raise PageError(
                self.path, 2, "front matter is a list of lines 'name: value', of which title and description are needed"
            )
        given = [
            (number, line.partition(":")[0].strip())
            for number, line in enumerate(lines, 2)
            if re.match(r"[^\s#-]", line)
        ]
        for number, name in given:
            if name not in NAMES:
                raise PageError(self.path, number, f"front matter has no {name!r}; there is {', '.join(NAMES)}")
            if [other for _, other in given].count(name) > 1:
                raise PageError(self.path, number, f"front matter has {name} twice; keep one")
            value = lines[number - 2].partition(":")[2].strip()
            if " #" in value and value[0] not in "\"'|>":
                raise PageError(self.path, number, f"{name} ends before ' #' for YAML; put it in quotes")
            if not isinstance(found.get(name), str):
                problem = f"{name} is no text for YAML, but {found.get(name)!r}; put it in quotes"
                raise PageError(self.path, number, problem)
            if name != "imports" and (markup := re.search(r'<[a-z!/]|[*`$"]|\]\(|\[@', found[name])):
                raise PageError(
                    self.path, number, f"{name} holds {markup[0]!r}, and is shown as plain text; write it without"
                )
        return found

    @cached_property
    def fences(self) -> list[Fence]:
        """All fenced code blocks, in order. Each has a language that is either run or known not to be Python."""
        fences, opening = [], None
        for match in FENCE.finditer(self.text):
            if opening is None:
                if match["ticks"][0] in match["info"]:
                    continue  # inline code that begins a line
                opening = match
            elif not match["ticks"].startswith(opening["ticks"]):
                continue  # part of what the fence shows
            elif match["indent"] != opening["indent"] and not match["info"].strip():
                problem = (
                    f"the fence of line {self.line(opening.start())} is closed with another indent; write the same"
                )
                raise self.error(match.start(), problem)
            elif match["info"].strip():
                line = self.line(match.start())
                raise self.error(
                    opening.start(), f"this code fence is not closed before the next one opens in line {line}"
                )
            else:
                body_start = opening.end() + 1
                indent = opening["indent"]
                body = re.sub(f"^{indent}", "", self.text[body_start : match.start()], flags=re.MULTILINE)
                start, line = opening.start(), self.line(opening.start())
                fences.append(Fence(start, match.end(), body_start, line, indent, opening["info"].strip(), body))
                opening = None
        if opening is not None:
            raise self.error(
                opening.start(), "this code fence is never closed; end it with a line of the same backticks"
            )
        for fence in fences:
            if fence.language not in RUN + SHOWN:
                raise self.error(
                    fence.start,
                    f"a fence in {fence.language or 'no language'!r}; write python (a listing) or pycon (a probe), which are "
                    f"run, or one of {', '.join(SHOWN)}, which are only shown",
                )
        return fences

    @cached_property
    def unfenced(self) -> str:
        """The page with fences and front matter blanked out; every position is that of the source."""
        spans = [(fence.start, fence.end) for fence in self.fences]
        if match := FRONT_MATTER.match(self.text):
            spans.append(match.span())
        return edit(self.text, [(start, end, blank(self.text[start:end])) for start, end in spans])

    @cached_property
    def prose(self) -> str:
        """The page with code spans blanked out too."""
        return CODE_SPAN.sub(blank, self.unfenced)

    @cached_property
    def layout(self) -> str:
        """The page as its lines stand: fences and front matter blanked out, code spans and marks as letters."""
        return COMMENT.sub(letters, CODE_SPAN.sub(letters, self.unfenced))

    @cached_property
    def worded(self) -> str:
        """The page as its words stand: formulas as letters too."""
        return FORMULA.sub(letters, self.layout)

    @cached_property
    def running(self) -> str:
        """The page with marks and formulas blanked out too."""
        return FORMULA.sub(blank, COMMENT.sub(blank, self.prose))

    def listing(self, fence: Fence) -> str:
        """The path below snippets/ of the file that a python fence shows; such a fence shows a whole file, and only that."""
        match = INCLUDE.fullmatch(fence.body.strip())
        if match is None:
            raise self.error(
                fence.start,
                'Python stands in a file: write --8<-- "<page>/<listing>.py" as the only line of the fence, or pycon',
            )
        if match["section"]:
            raise self.error(
                fence.start,
                f"section {match['section']!r} of {match['path']}: a listing is shown whole, so that a copy runs; "
                f'write --8<-- "{match["path"]}"',
            )
        file = SNIPPETS / match["path"]
        if not re.fullmatch(r"(?!figures/)[^./]+/[^./]+\.py|snippets/.*", match["path"]):
            problem = f'{match["path"]} is no listing; one stands in a folder of snippets/: "<page>/<listing>.py"'
            raise self.error(fence.start, problem)
        if not file.is_file():
            raise self.error(fence.start, f"no listing snippets/{match['path']}; there is {_beside(file)}")
        if marker := re.search(r"^.*--8<--.*$", read(file), re.MULTILINE):
            raise self.error(
                fence.start,
                f"snippets/{match['path']} holds {marker[0].strip()!r}: listings have no sections, remove it",
            )
        return match["path"]

    @cached_property
    def listings(self) -> list[str]:
        """Paths below snippets/ of the listings on the page, in order."""
        return [self.listing(fence) for fence in self.fences if fence.language == "python"]

    def output_after(self, fence: Fence) -> Fence | None:
        """The output fence that belongs to ``fence``: the next one, with only blank lines between."""
        for other in self.fences:
            if other.start > fence.end:
                between = self.text[fence.end : other.start]
                return other if other.is_output and not between.strip() else None
        return None

    @cached_property
    def marks(self) -> list[Mark]:
        """All marks, in order. A comment that is no mark is refused: a misspelt mark would pass for one."""
        marks = []
        for comment in COMMENT.finditer(self.prose):
            first, _, more = comment[0].partition("\n")
            shown = first if len(first) <= SHOWN_OF_A_MARK and not more else f"{first[:SHOWN_OF_A_MARK]} ..."
            if "<!--" in comment["body"]:
                raise self.error(
                    comment.start(), f"{shown}: this mark is not closed before the next one opens; end it with -->"
                )
            match = MARK.fullmatch(comment["body"])
            if match is None:
                raise self.error(
                    comment.start(),
                    f"{shown} is no mark; write <!-- = expression -->, <!-- @reference --> or <!-- given -->",
                )
            marks.append(Mark(*comment.span(), match["expression"], match["key"], match["exempt"]))
        if stray := re.search(r"<!-|-->", COMMENT.sub(blank, self.prose)):
            raise self.error(stray.start(), f"{stray[0]} belongs to no mark; a mark begins with <!-- and ends with -->")
        return marks

    @cached_property
    def figures(self) -> list[re.Match]:
        """Figures by position, each with alt text and a caption after it."""
        figures = list(FIGURE.finditer(self.prose))
        there = [path.stem for path in (SNIPPETS / "figures").glob("*.py")]
        for stray in re.finditer(r"!\[(?:<!--.*?-->|[^\]])*\](?:\(([^)]*)\)|\[([^\]\n]*)\])", self.prose):
            if not any(f.start() <= stray.start() < f.end() for f in figures):
                shown = stray[1] or stray[2] or ""
                raise self.error(
                    stray.start(),
                    f"image {shown!r}: a figure stands alone on its line as ![alt text](figures/<name>.svg), named as its module, "
                    "in letters, digits and _" + meant(Path(shown).stem.replace("-", "_"), there),
                )
        for figure in figures:
            if not figure["alt"].strip():
                raise self.error(
                    figure.start(),
                    f"figure {figure['name']} has no alt text; say what it shows: ![...]({figure['path']})",
                )
            if figure["format"] not in ("svg", "webp"):
                raise self.error(figure.start(), f"figure {figure['path']}: lines are .svg, pixels are .webp")
            if not (SNIPPETS / "figures" / f"{figure['name']}.py").is_file():
                raise self.error(
                    figure.start(),
                    f"no figure snippets/figures/{figure['name']}.py; write it with a function draw(style)"
                    + meant(figure["name"], there),
                )
            if markup := re.search(r"[$*`]", COMMENT.sub("", figure["alt"])):
                raise self.error(
                    figure.start(), f"{markup[0]!r} in an alt text, which is read out as plain text; write words"
                )
            if not re.match(r"\s*/{3,} caption[ \t]*\n\s*(?!///)\S", self.prose[figure.end() :]):
                raise self.error(
                    figure.start(),
                    f"figure {figure['name']} has no caption; write /// caption, the claim, /// below it",
                )
        ends = {figure.end() for figure in figures}
        for opening, _ in self.blocks:
            if opening["kind"] == "caption" and len(self.prose[: opening.start()].rstrip()) not in ends:
                raise self.error(
                    opening.start(),
                    "this caption stands below no figure; one is a line ![alt text](figures/<name>.svg)",
                )
        return figures

    @cached_property
    def blocks(self) -> list[tuple[re.Match, re.Match]]:
        """Opening and closing lines of each /// block, in the order of their closing."""
        opened, blocks = [], []
        for match in BLOCK.finditer(self.prose):
            if match["kind"]:
                if match["kind"] not in BLOCKS:
                    problem = f"there is no block {match['kind']!r}; there is {', '.join(BLOCKS)}"
                    raise self.error(match.start(), problem)
                opened.append(match)
            elif opened and opened[-1]["slashes"] == match["slashes"]:
                blocks.append((opened.pop(), match))
            else:
                raise self.error(
                    match.start(),
                    f"{match['slashes']} closes no block; a block is closed by as many slashes as open it",
                )
        if opened:
            raise self.error(
                opened[-1].start(),
                f"block '{opened[-1]['kind']}' is never closed; end it with {opened[-1]['slashes']}",
            )
        return blocks

    @cached_property
    def questions(self) -> list[questions.Question]:
        """All questions, each with exactly one right answer and a reply to every answer."""
        found = []
        for opening, closing in self.blocks:
            if opening["kind"] != "question":
                continue
            body_start = opening.end() + 1
            body = self.text[body_start : closing.start()]
            try:
                found.append(questions.read(opening["title"], body, opening.start(), closing.end()))
            except questions.QuestionError as mistake:
                position = body_start + mistake.position if mistake.position >= 0 else opening.start()
                raise self.error(position, str(mistake)) from None
        found.sort(key=lambda question: question.start)
        ids = [question.id for question in found]
        for number, question in enumerate(found):
            if question.id in ids[:number]:
                raise self.error(question.start, "this question stands on the page already; word it in another way")
        return found

    @cached_property
    def widgets(self) -> list[Placed]:
        """All widgets, each known, with attributes in range and a fallback as its content."""
        placed = []
        for opening, closing in self.blocks:
            if opening["kind"] != "html":
                continue
            try:
                name, attributes = widgets.read(opening["title"])
            except ValueError as problem:
                raise self.error(opening.start(), str(problem)) from None
            if not COMMENT.sub("", self.text[opening.end() : closing.start()]).strip():
                raise self.error(
                    opening.start(),
                    f"{name} has no fallback; write in the block what readers without scripts see",
                )
            placed.append(Placed(opening.start(), closing.end(), name, attributes))
        return sorted(placed, key=lambda widget: widget.start)

    @cached_property
    def linked_files(self) -> list[tuple[int, str]]:
        """Every link to a file below snippets/: its position, and the path of the file from there."""
        links = [(match.start(), match["path"]) for match in DOWNLOAD.finditer(self.prose)]
        for position, path in links:
            if not (SNIPPETS / path).is_file():
                raise self.error(position, f"no file snippets/{path} to download; there is {_beside(SNIPPETS / path)}")
        return links

    @cached_property
    def exercises(self) -> list[Exercise]:
        """All exercises, each with a hint and a solution; a coding one with a starter named like the listing that solves it."""
        exercises = []
        for opening, closing in self.blocks:
            if opening["kind"] != "exercise":
                continue
            sort, _, difficulty = (part.strip() for part in opening["title"].partition(","))
            if sort not in ("conceptual", "coding") or difficulty not in ("easy", "medium", "hard"):
                raise self.error(
                    opening.start(),
                    "an exercise is conceptual or coding, and easy, medium or hard: write 'exercise | coding, easy', "
                    f"not {opening['title']!r}",
                )
            for title, css in (("Hint", "hint"), ("Solution", "answer")):
                folded = re.compile(rf"^/{{3,}} details \| {title}\n    type: {css}\n\s*(?!/{{3,}}\s)\S", re.MULTILINE)
                if (found := len(folded.findall(self.text, opening.end(), closing.start()))) != 1:
                    raise self.error(
                        opening.start(),
                        f"an exercise has one {title.lower()}, this one has {found}; write /// details | {title}, below it "
                        f"'    type: {css}', a blank line, the text, and ///",
                    )
            within = range(opening.start(), closing.start())
            solved = [self.listing(f) for f in self.fences if f.language == "python" and f.start in within]
            starters = {path.replace("/", "/starters/", 1) for path in solved}
            starter = next((path for at, path in self.linked_files if at in within and path in starters), None)
            if sort == "coding" and starter is None:
                folder = self.name.replace("-", "_")
                raise self.error(
                    opening.start(),
                    f"no starter for this exercise: link [name.py](snippets/{folder}/starters/name.py) in its text, and show "
                    f'--8<-- "{folder}/name.py" in its solution',
                )
            exercises.append(Exercise(opening, sort, difficulty, starter))
        return exercises

    @cached_property
    def citations(self) -> dict[str, int]:
        """Keys of the works cited in the text, each with the position of its first citation."""
        cited: dict[str, int] = {}
        for match in [*CITATION.finditer(self.prose), *CITATION_LINK.finditer(self.prose)]:
            cited.setdefault(match["key"], match.start())
        for mark in self.marks:
            if mark.key and mark.key not in cited:
                raise self.error(
                    mark.start,
                    f"the number cites {mark.key}, the text does not; add [@{mark.key}] to the sentence"
                    + meant(mark.key, cited),
                )
        return cited


def meant(name: str, there: Iterable[str]) -> str:
    """What an author may have meant by ``name``, which is not among those that are ``there``."""
    near = get_close_matches(name, there, n=1)
    return f"; {near[0]!r} is there" if near else ""


def read(path: Path) -> str:
    """The text of a page or listing."""
    try:
        text = path.read_text("utf-8")
    except UnicodeDecodeError as error:
        line = path.read_bytes().count(b"\n", 0, error.start) + 1
        raise PageError(path, line, "this line is not UTF-8; save the file in that encoding") from None
    if text.startswith("\ufeff"):
        raise PageError(path, 1, "the file begins with a byte order mark; save it as UTF-8 without one")
    return text


def line_of(path: Path, text: str) -> int:
    """The line of a page or notebook in which ``text`` begins, or 1; marks in it are passed over."""
    first = COMMENT.sub("", text).strip().split("\n")[0]
    wanted = json.dumps(first, ensure_ascii=False)[1:-1] if path.suffix == ".ipynb" else first
    lines = _without_marks(path.read_text("utf-8"))
    return next((number for number, line in enumerate(lines, 1) if wanted in line), 1)


@lru_cache(maxsize=1)
def _without_marks(text: str) -> list[str]:
    return COMMENT.sub(lambda m: "\n" * m[0].count("\n"), text).split("\n")


def pages() -> list[Page]:
    """Every Markdown page of the book, by name."""
    strange = [
        path for path in sorted(DOCS.iterdir()) if path.is_file() and path.suffix not in (".md", ".ipynb", ".py")
    ]
    if published := [path for path in strange if not path.name.startswith(".")]:
        raise PageError(
            published[0], 1, "no page, and it would be published; what pages load stands in docs/assets/, remove it"
        )
    below = [path for kind in ("*.md", "*.ipynb") for path in sorted(DOCS.glob(f"*/**/{kind}"))]
    if deeper := [path for path in below if "/." not in f"/{path.relative_to(DOCS).as_posix()}"]:
        raise PageError(deeper[0], 1, f"a page in a folder; all stand in {DOCS.name}/ itself, move it there")
    return [Page(path) for path in sorted(DOCS.glob("[!.]*.md"))]  # an editor's own files begin with a dot


def check(page: Page) -> None:
    """Raise `PageError` for the first mistake of form on the page."""
    if not FRONT_MATTER.match(page.text):
        raise PageError(
            page.path,
            1,
            "front matter has no title, for it is not there: '---' in line 1, title and description, '---'",
        )
    for name in ("title", "description"):
        if not page.front_matter.get(name):
            raise PageError(page.path, 1, f"front matter has no {name}; write '{name}: ...' between two lines of ---")
    outputs = []
    for fence in page.fences:
        if fence.language in RUN and fence.info != fence.language:
            raise page.error(
                fence.start,
                f"a fence in {fence.info!r}; write {fence.language} alone, the build adds what belongs to it",
            )
        if fence.language == "python":
            page.listing(fence)
            outputs.append(page.output_after(fence))
        elif fence.language == "pycon" and not re.search(r"^>>>", fence.body, re.MULTILINE):
            raise page.error(
                fence.start, "not a probe: no line begins with >>>; write it before what is typed, or ```text above"
            )
        elif fence.is_output and fence not in outputs:
            raise page.error(
                fence.start,
                "this output belongs to no listing; put it below its listing, or write ```text if none prints it",
            )
        elif fence.is_output and fence.info != OUTPUT:
            raise page.error(fence.start, f"an output in {fence.info!r}; write {OUTPUT}, and nothing else")
        elif fence.is_output and not fence.body.strip():
            raise page.error(fence.start, "an output of nothing; remove it, `make outputs` writes what there is")
        elif (
            fence.language in SHOWN
            and not fence.is_output
            and (fence.info != fence.language or LIKE_PYTHON.search(fence.body))
        ):
            raise page.error(
                fence.start, f"a fence in {fence.info!r} that could pass for Python, which nothing would run"
            )
    for tag in TAG.finditer(COMMENT.sub(blank, page.prose)):
        if tag[0].startswith("<http"):
            raise page.error(tag.start(), f"{tag[0]}: write a link as [text](address)")
        raise page.error(
            tag.start(),
            f"{tag[0]} is HTML, in which nothing is checked; only sup is used as it is. In a formula, leave a blank after <",
        )
    for span in CODE_SPAN.finditer(page.unfenced):
        if "\n" in span[0] and LIKE_PYTHON.search(span[0].strip("`")):
            raise page.error(
                span.start(), "Python in a code span of several lines, which nothing runs; make it a listing"
            )
    _ = page.blocks, page.marks, page.questions
    indented_code(page)
    _ = page.figures, page.widgets, page.citations
    _ = page.linked_files, page.exercises
    form.check(page)


def check_prose(page: Page) -> None:
    """Raise `PageError` for the first mistake of form in the text of a notebook."""
    _ = page.blocks
    indented_code(page)
    _ = page.widgets
    form.check(page)


def indented_code(page: Page) -> None:
    """Refuse code that is code by its indentation alone: it looks like a listing, and nothing runs it."""
    owner, after_blank, opened = "", True, {fence.line for fence in page.fences}
    for number, (line, source) in enumerate(zip(page.prose.split("\n"), page.text.split("\n"), strict=True), 1):
        indented = source.startswith(("    ", "\t"))
        begins = after_blank and (line.strip() or number in opened)
        if indented and begins and not re.match(r" {0,3}(?:[-*+]|\d+\.|:) ", owner):
            raise PageError(
                page.path, number, "four spaces make this a code block, which nothing runs; use a fence, or indent less"
            )
        if line.strip() and not indented:
            owner = line
        after_blank = not line.strip()


def check_citations(page: Page, numbering: dict[str, int]) -> None:
    """Raise `PageError` for the first work cited on the page that has no number among the references."""
    for key, position in page.citations.items():
        if key not in numbering:
            raise page.error(
                position, f"[@{key}] is not in references.md; add a line [@{key}]: ..." + meant(key.lower(), numbering)
            )


def render(page: Page, numbering: dict[str, int]) -> str:
    """Plain Markdown for the page: listings in place, figures with their code, questions folded, marks gone.

    ``numbering`` maps the key of each reference to its number.
    """
    check_citations(page, numbering)
    page = type(page)(page.path, edit(page.text, [(q.start, q.end, questions.folded(q)) for q in page.questions]))
    edits = [(mark.start, mark.end, "") for mark in page.marks]
    for exercise in page.exercises:
        slashes, about = exercise.opening["slashes"], f"{exercise.sort}, {exercise.difficulty}".capitalize()
        edits.append((*exercise.opening.span(), f"{slashes} html | div.exercise\n\n*{about}*\n"))
    for fence in page.fences:
        if fence.language == "python" and page.path.suffix == ".md":
            path = page.listing(fence)
            code = (SNIPPETS / path).read_text("utf-8")
            edits.append((fence.start, fence.end, _fence(f'python title="{path}"', code, fence.indent)))
    for figure in page.figures:
        caption_end = min(closing.end() for opening, closing in page.blocks if opening.start() > figure.start())
        edits.append((caption_end, caption_end, _figure_code(figure["name"])))
    for match in CITATION.finditer(page.prose):
        link = f"[{numbering[match['key']]}](references.md#{match['key']}){{.citation}}"
        edits.append((*match.span(), link))
    return FRONT_MATTER.sub("", edit(page.text, edits), count=1)


def edit(text: str, edits: list[tuple[int, int, str]]) -> str:
    """Replace each (start, end) of ``text``, from the last to the first, so that positions hold."""
    for start, end, new in sorted(edits, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def blank(text: str | re.Match) -> str:
    """``text``, or what was matched, as spaces: gone, while every position and every line behind it holds."""
    return re.sub(r"[^\n]", " ", text if isinstance(text, str) else text[0])


def letters(found: re.Match) -> str:
    """What was matched as letters: something that stands there, of which nothing is to be read."""
    return re.sub(r"[^\n]", "x", found[0])


def _beside(file: Path) -> str:
    """The listings that an author may have meant by ``file``, which is not there."""
    if there := sorted(path.relative_to(SNIPPETS).as_posix() for path in file.parent.glob("*.py")):
        return ", ".join(there)
    wanted = file.relative_to(SNIPPETS).as_posix().removeprefix("snippets/")
    everywhere = [path.relative_to(SNIPPETS).as_posix() for path in SNIPPETS.rglob("*.py")]
    return ", ".join(get_close_matches(wanted, everywhere, n=1)) or "nothing beside it"


def _fence(about: str, body: str, indent: str = "") -> str:
    longest = max(map(len, re.findall("`+", body)), default=0)
    ticks = "`" * max(3, longest + 1)
    lines = [ticks + about, *body.rstrip("\n").split("\n"), ticks]
    return "\n".join(indent + line if line else "" for line in lines)


def _figure_code(name: str) -> str:
    code = (SNIPPETS / "figures" / f"{name}.py").read_text("utf-8")
    fence = _fence(f'{{.python .no-copy title="figures/{name}.py"}}', code)
    return f"\n\n/// details | How this figure is drawn\n    type: figure-code\n\n{fence}\n\n///\n"
