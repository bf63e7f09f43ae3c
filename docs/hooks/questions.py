"""Questions: what one may hold, and the Markdown of its quick check, which reads as a folded answer where no script runs."""

import hashlib
import re
from dataclasses import dataclass
from decimal import Decimal

# Kinds that docs/assets/widgets/drawn-questions.js can draw afresh.
DRAWN = ("dense-parameters", "convolution-parameters", "convolution-multiply-adds", "output-size", "receptive-field")
FORMS = "'question', 'question | numeric' or 'question | drawn KIND'"
ITEM = re.compile(r"^- \[(?P<tick>[ x?])\] (?P<text>.+)\n(?P<below>(?:[ \t]*\n|    .*\n?)*)", re.MULTILINE)
LIKE_ITEM = re.compile(r"^[ \t]{0,3}[-*+–—][ \t]*\[.?\].*$", re.MULTILINE)
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
TAG = re.compile(r"</?[a-z][^>]*>")
LITERAL = re.compile(
    r"(?P<sign>[-−+]?)(?P<whole>\d{1,3}(?:[,\u202f]\d{3})+|\d+)(?P<decimals>\.\d+)?"
    r"(?:\s*×\s*10<sup>(?P<power>[-−]?\d+)</sup>)?\s*(?P<unit>.*)"
)
OTHER = "none of these"
LETTERS = "ABCDEFGHIJ"


class QuestionError(Exception):
    """A mistake in a question: where in its block, and what is wrong."""

    def __init__(self, position: int, problem: str):
        super().__init__(problem)
        self.position = position


@dataclass(frozen=True)
class Option:
    """An answer to a question, whether it is right, and the reply to whoever gives it."""

    text: str
    right: bool
    reply: str

    @property
    def number(self) -> re.Match | None:
        """The literal and the unit of a numeric answer."""
        return LITERAL.fullmatch(COMMENT.sub("", self.text).strip())

    @property
    def value(self) -> str:
        """A numeric answer as a script reads it, with its decimals: 2.80 × 10<sup>8</sup> is 2.80e8."""
        m = self.number
        digits = m["sign"].replace("−", "-").strip("+") + re.sub(r"[,\u202f]", "", m["whole"]) + (m["decimals"] or "")
        return digits + (f"e{m['power'].replace('−', '-')}" if m["power"] else "")


@dataclass(frozen=True)
class Question:
    """``form`` is '', 'numeric' or 'drawn KIND'; ``other`` replies to every number that is no option; both may be empty."""

    start: int
    end: int
    form: str
    text: str
    options: tuple[Option, ...]
    hint: str
    other: str

    @property
    def id(self) -> str:
        """Names the question by its text, so that a reader's answer stays with it when the page around it changes."""
        plain = " ".join(TAG.sub("", COMMENT.sub("", self.text)).split())
        return "check-" + hashlib.sha256(plain.encode()).hexdigest()[:8]


def read(form: str, body: str, start: int, end: int) -> Question:
    """The question in ``body``: one right answer, a reply to each, at most one hint. Raises `QuestionError`."""
    kind, _, drawn = form.partition(" ")
    if kind not in ("", "numeric", "drawn") or (kind != "drawn" and drawn):
        raise QuestionError(-1, f"a question is {FORMS}, not {form!r}")
    if kind == "drawn" and drawn.strip() not in DRAWN:
        raise QuestionError(-1, f"nothing draws {drawn.strip()!r}; what can be drawn is {', '.join(DRAWN)}")
    items = list(ITEM.finditer(body))
    for line in LIKE_ITEM.finditer(body):
        if line.start() not in {item.start() for item in items}:
            raise QuestionError(
                line.start(), f"{line[0]!r} is no answer; write '- [ ] text', '- [x] text', or '- [?] text' for a hint"
            )
    hints = [item for item in items if item["tick"] == "?"]
    if len(hints) > 1:
        raise QuestionError(hints[1].start(), "a second hint; a question has one, of as many paragraphs as it needs")
    answers = [item for item in items if item["tick"] != "?"]
    others = [item for item in answers if form and item["tick"] == " " and item["text"].strip().lower() == OTHER]
    answers = [item for item in answers if item not in others]
    right = sum(item["tick"] == "x" for item in answers)
    if right != 1 or len(answers) < 2 or len(others) > 1:
        raise QuestionError(
            -1, f"a question needs at least two answers and exactly one [x]; this one has {len(answers)} and {right}"
        )
    for item in answers + others:
        if not dedent(item["below"]):
            raise QuestionError(
                item.start(),
                f"the answer {item['text'].strip()!r} has no reply; write it below, indented by four spaces",
            )
        if item["below"].partition("\n")[0].strip():
            raise QuestionError(item.start(), "an answer is one line; leave a line blank between it and its reply")
    options = tuple(Option(item["text"].strip(), item["tick"] == "x", dedent(item["below"])) for item in answers)
    if form:
        _check_numbers(answers, options)
    for item, option in zip(answers, options, strict=True):
        if [other.text for other in options].count(option.text) > 1:
            raise QuestionError(item.start(), f"the answer {option.text!r} is given twice; word one in another way")
    between = ITEM.sub(lambda item: re.sub(r"[^\n]", " ", item[0]), body[items[0].start() :])
    if lost := re.search(r"\S.*", between):
        raise QuestionError(
            items[0].start() + lost.start(),
            f"{lost[0]!r} belongs to no answer; indent it by four spaces, or move it up",
        )
    if len(options) > len(LETTERS) and not form:
        raise QuestionError(answers[len(LETTERS)].start(), f"answers end at {LETTERS[-1]}; give fewer")
    text = body[: items[0].start()].strip()
    if not text:
        raise QuestionError(-1, "a question without its text; write it above the answers")
    if not re.match(r"[^$|>\s-]", text) or (numbered := re.search(r"^\d+\. .*", text, re.MULTILINE)):
        found = numbered[0] if re.match(r"[^$|>\s-]", text) else text.split("\n")[0]
        raise QuestionError(
            -1, f"{found!r}: a question begins with words, and has no numbered list, which its answers are"
        )
    hint = "\n\n".join(f"{item['text'].strip()}\n\n{dedent(item['below'])}".strip() for item in hints)
    return Question(start, end, form, text, options, hint, "".join(dedent(item["below"]) for item in others))


def _check_numbers(items: list[re.Match], options: tuple[Option, ...]) -> None:
    """Each answer is a marked number with the unit of the right one, and can be told from the others."""
    right = next(option for option in options if option.right)
    for item, option in zip(items, options, strict=True):
        if not COMMENT.search(option.text):
            raise QuestionError(
                item.start(),
                f"the answer {option.text!r} of a numeric question has no mark; write <!-- = ... --> after it",
            )
        if option.number is None:
            raise QuestionError(
                item.start(),
                f"the answer {option.text!r} of a numeric question is no number; write 1,024<!-- = ... --> outputs",
            )
    for item, option in zip(items, options, strict=True):
        same = [other for other in options if Decimal(other.value) == Decimal(option.value)]
        if len(same) > 1 or (option is not right and _rounds_to(option, right)):
            raise QuestionError(
                item.start(), f"{option.value} is given twice, so that one of its replies is never seen"
            )
    for item, option in zip(items, options, strict=True):
        if right.number and option.number["unit"] != right.number["unit"]:
            raise QuestionError(
                item.start(),
                f"{option.value} has the unit {option.number['unit']!r}, the right answer {right.number['unit']!r}; "
                "only the right one's is shown beside the field, write the same",
            )


def _rounds_to(option: Option, right: Option) -> bool:
    """Whether the widget would accept ``option``: a right answer with decimals stands for whatever rounds to it."""
    if not (right.number and (right.number["decimals"] or right.number["power"])):
        return False
    half = Decimal((0, (5,), Decimal(right.value).as_tuple().exponent - 1))
    return abs(Decimal(option.value) - Decimal(right.value)) <= half


def folded(question: Question) -> str:
    """A question as Markdown: its answers as a list (numbers are not given away), the hint and all replies folded below.

    ``docs/assets/widgets/quick-check.js`` reads this markup: reply number i belongs to list item number i, `right` marks the
    right one, `other` the reply to all other numbers, and `data` holds the value of a numeric answer.
    """
    drawn = question.form.removeprefix("drawn").strip() if question.form.startswith("drawn") else ""
    attribute = f'[drawn="{drawn}"]' if drawn else ""
    parts = [f"////// html | quick-check#{question.id}.question{attribute}", question.text]
    if not question.form:
        parts.append("\n".join(f"1. {option.text}" for option in question.options))
    if question.hint:
        parts += ["///// details | Hint\n    type: hint", question.hint, "/////"]
    parts.append("///// details | Answer\n    type: answer")
    for letter, option in zip(LETTERS, question.options, strict=False):
        label = _number(option) if question.form else letter
        verdict = "right" if option.right else "no"
        opening = _opened("right" if option.right else "")
        parts += [opening, f"**{label}: {verdict}.**{{.verdict}} {option.reply}", "////"]
    if question.other:
        parts += [_opened("other"), f"**Any other number: no.**{{.verdict}} {question.other}", "////"]
    return "\n\n".join([*parts, "/////", "//////"])


def _number(option: Option) -> str:
    """A numeric answer as HTML: the literal with the value that a script reads, and the unit."""
    unit = option.number["unit"]
    literal = COMMENT.sub("", option.text).strip().removesuffix(unit).strip()
    return f'<data value="{option.value}">{literal}</data>' + (f" <span>{unit}</span>" if unit else "")


def _opened(kind: str) -> str:
    return f"//// html | div{'.' + kind if kind else ''}"


def dedent(reply: str) -> str:
    return re.sub(r"^    ", "", reply, flags=re.MULTILINE).strip()
