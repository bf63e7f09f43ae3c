"""What Markdown would pass over in silence: a link left open, a list without a blank line above it, a row that lacks a cell, a
block's unknown option, and what other builders know and this one shows as it was typed."""

import re

import widgets
from markdown.extensions.toc import slugify

# What the build puts where [[name]] stands; [[widget NAME]] besides.
MADE = ("chapter map", "question list", "listing table")
SCHEMES = ("http", "https", "mailto")
OPTIONS = {"details": ("answer", "hint")}

TARGET = re.compile(r"\]\((?P<target>(?:[^()\s]|\([^()\s]*\))*)\)")
LINK = re.compile(r"\[[^\[\]\n]*" + TARGET.pattern.replace("?P<target>", ""))
APART = re.compile(r"\[[^\[\]\n]+\] +\((?P<target>[^()\s]*[./#][^()\s]*)\)")
BY_REFERENCE = re.compile(r"(?<=[^\[\]])\]\[(?!@)[^\]\n]*\]")
DEFINITION = re.compile(r"^ {0,3}\[(?!@)[^\]\n]+\]:", re.MULTILINE)
LIKE_CITATION = re.compile(r"\[[^\[\]\n]*@[^\[\]\n]*\]")
BLOCK_OPTIONS = re.compile(r"^ {4}[\w-]+: [^\n]*$", re.MULTILINE)
BLOCK_HEAD = re.compile(r"^[ \t]*/{3,}[^\n]*$", re.MULTILINE)

# Lines with no blank one between them: what Markdown takes for one part of the text.
RUN = re.compile(r"(?:^[^\n]*\S[^\n]*\n?)+", re.MULTILINE)
ITEM = re.compile(r" {0,3}(?:[-*+]|\d+\.) ")
UNDERLINE = re.compile(r" {0,3}(?:-+|=+) *")
ATTRIBUTES = re.compile(r"\{:?\s*(?:[#.][\w-]+\s*|[\w-]+=(?:\"[^\"]*\"|\w+)\s*)+\}")
RULE = re.compile(r"[ :|-]*-[ :|-]*")
BAR = re.compile(r"(?<!\\)\|")

# What would be shown as it was typed: how it looks, and what would be right.
SHOWN_AS_TYPED = {
    r"^(?:<{7}|>{7}|={7})(?: .*)?$": "two versions of this page were not merged; decide for one, and remove this line",
    r"^ {0,3}(?:!!!|\?\?\?\+?) .*": "write /// note | Title, below it the text, and ///",
    r'^ {0,3}===[+!]? ".*': "no tabs are made; show one thing after the other",
    r"\[\^[^\]\n]+\]": "no footnotes are made; say it in the text, or cite a work as [@key]",
    r"~~[^~\n]+~~|==\S[^=\n]*\S==": "nothing is made of it; emphasise with *...* or **...**",
    r"(?<!\w)__\S[^_\n]*": "a name in lines is strong text, or nothing; write **...**, or code in backticks",
    r"(?<![\w:]):[a-z]+(?:[_-][a-z0-9]+)*:(?![\w:])": "no pictures are made of words; remove it, or put it in backticks",
    r"[^\n]\\$": "no line is broken here; begin a paragraph, after a blank line",
    r"^ {0,3}[-*+] \[[ xX?]?\].*": "no answer of a question; one stands between /// question and ///",
    r"^ {0,3}[•–—‣] .*": "no item of a list; write '- ' and its text",
    r"^ {0,3}(?:\d+\)|[a-z][.)]) .*": "no item of a list; write '1. ' and its text",
    r"^#{1,6}[^#\s].*": "no heading; leave a blank after #",
    r"^#{1,6}[ \t]*$": "a heading without text; write it, or remove the line",
    r"^#{1,6} .*\{#[^}\n]*$": "the name of this heading is not closed; end it with }",
    r"--8<--.*": 'a listing is the only line of a fence ```python: --8<-- "<page>/<listing>.py"',
    r"\[@[\w-]*(?![\w-]*\])": "this citation is not closed; write [@key]",
    r"(?<![\w\[@./])@[a-z]+-\d{4}[a-z]?\b|\[[a-z]+-\d{4}[a-z]?\](?!\()": "no citation; write [@key]",
    r"\([^()\n]*\)\[(?!@)[^\]\n]*[./#][^\]\n]*\]": "no link; write [text](target)",
    r"\[[^\[\]\n]*\((?:https?:|#|[\w/.-]+\.(?:md|ipynb|py)\b)[^)\n]*\)\]?": "no link; write [text](target)",
    r"\bhttps?://[^\s)]*": "no link; write [text](address)",
    r"(?<=\d)\*(?=\d)": "Markdown takes * for emphasis; write ×",
    r"(?<!\S)\*\*(?=\s)": "** stands directly before the words that it makes strong, and directly after them",
    r"\$+": "this formula is not closed in its line, or begins or ends with a blank; write $x$, or \\$ for the sign itself",
    r"`+": "this code is not closed in its paragraph; end it with as many backticks",
    r"\w\^[\w{(^-]\S*|~\w+~": "write a power as 10<sup>8</sup>, or the whole as a formula $...$",
}


# The texts of pages in which there was none: `mkdocs serve` builds often, and most pages did not change.
without_mistake: set[str] = set()


def check(page) -> None:
    """Raise `PageError` for the first of these mistakes on the page."""
    if page.text not in without_mistake:
        prose(page)
        options(page)
        without_mistake.add(page.text)


def prose(page) -> None:
    """Raise `PageError` for the first mistake in the text of a page or a notebook."""
    links(page)
    headings(page)
    layout(page)
    shown_as_typed(page)
    text = page.running
    for made in re.finditer(r"\[\[(?P<name>[^\[\]\n]*)\]\]", text):
        kind, _, widget = made["name"].partition(" ")
        in_page = page.path.suffix == ".md"
        if not in_page or (made["name"] not in MADE and not (kind == "widget" and widget in widgets.TABLE)):
            wanted = widgets.TABLE if kind == "widget" else (*MADE, "widget NAME")
            there = f"there is {', '.join(wanted)}" if in_page else "that is for pages, remove it"
            raise page.error(made.start(), f"nothing is made of {made[0]}; {there}")


def headings(page) -> None:
    """One title, which is that of the front matter and comes first, and an address of its own for each heading."""
    titles = list(re.finditer(r"^# +(?P<title>\S.*)", page.running, re.MULTILINE))
    if len(titles) != 1:
        raise page.error(
            titles[1].start() if titles else 0, f"a page has one heading '# Title', this one has {len(titles)}"
        )
    if titles[0]["title"].strip() != page.front_matter["title"]:
        named = page.front_matter["title"]
        raise page.error(
            titles[0].start(), f"the page is {named!r} in its front matter, and another here; write one title"
        )
    if before := page.unfenced[: titles[0].start()].strip():
        raise page.error(page.unfenced.index(before), "text above the title; move it below the line '# Title'")
    known: dict[str, int] = {}
    for heading in re.finditer(r"^#+ +(?P<text>\S.*?)(?: *\{#(?P<name>[\w-]+)\})?$", page.unfenced, re.MULTILINE):
        if "$" in page.prose[slice(*heading.span("text"))].replace("\\$", ""):
            raise page.error(heading.start(), "the table of contents shows a formula as it is typed; write it in words")
        address = heading["name"] or slugify(heading["text"], "-")
        if address in known:
            problem = (
                f"the heading of line {page.line(known[address])} has the address #{address} too; give one {{#another}}"
            )
            raise page.error(heading.start(), problem)
        known[address] = heading.start()


def layout(page) -> None:
    """Lists, tables and formulas begin after a blank line, a row has the cells of its heading, and no line a stray indent."""
    if unseen := re.search("[\u200b\u00ad\ufeff]|^[\u00a0\t ]*\u00a0", page.text, re.MULTILINE):
        raise page.error(unseen.start(), f"{unseen[0]!r}, a sign that nobody sees; remove it")
    text = BLOCK_HEAD.sub(lambda head: " " * len(head[0]), page.layout)
    for line in re.finditer(r"^(?P<indent> {1,3}|[ ]*\t\s*)(?=\S)", text, re.MULTILINE):
        what = "a tab" if "\t" in line["indent"] else f"{len(line['indent'])} blanks"
        raise page.error(
            line.start(), f"{what} before this line; indent what belongs to an item by four blanks, and nothing else"
        )
    for fence in page.fences:
        below = page.text[fence.end + 1 :].partition("\n")[0]
        if fence.indent and below.strip() and not BLOCK_HEAD.match(below):
            raise page.error(fence.end + 1, "what follows an indented fence begins after a blank line; leave one above")
    for run in RUN.finditer(text):
        _check_run(page, run.start(), run[0].rstrip("\n").split("\n"))


def _check_run(page, start: int, run: list[str]) -> None:
    if run[0].startswith("#"):
        return _check_run(page, start + len(run[0]) + 1, run[1:]) if run[1:] else None
    quoted = run[0].lstrip().startswith(">")
    lines = [re.sub(r"^ {0,3}> ?", "", line) if quoted else line for line in run]
    if "" in lines:  # what is quoted has parts of its own
        at = lines.index("")
        for part, begin in ((run[:at], 0), (run[at + 1 :], at + 1)):
            if part:
                _check_run(page, start + sum(len(line) + 1 for line in run[:begin]), part)
        return None
    at = start
    first, last = lines[0], lines[-1].strip()
    depth = len(first) - len(first.lstrip())
    in_list = ITEM.match(first[depth:]) or first.startswith(":")
    numbered: dict[int, bool] = {}  # the kind of the list at each depth
    for above, line, typed in zip(["", *lines], lines, run, strict=False):
        text, problem = line.strip(), None
        is_item = ITEM.match(text + " ")
        indent = len(line) - len(line.lstrip())
        outside = indent < depth
        if is_item:
            numbered = {other: kind for other, kind in numbered.items() if other <= indent}
        if above and UNDERLINE.fullmatch(line):
            problem = "this makes a heading of the line above; write '## ...' for one, or leave a line blank between"
        elif above and is_item and (outside or not in_list):
            problem = "a list, or what follows an indented part of an item, begins after a blank line; leave one above"
        elif is_item and numbered.setdefault(indent, text[0].isdigit()) != text[0].isdigit():
            problem = "a list of another kind begins after a blank line; leave one above, or join a sentence to the line above"
        elif text.startswith("|") and not first.strip().startswith("|"):
            problem = "a table begins after a blank line; leave one above"
        elif "$$" in (text[:2], text[-2:]) and not (first.strip().startswith("$$") and last.endswith("$$")):
            problem = "a formula in lines of its own stands between two lines of $$, with a blank line above and below"
        if problem:
            raise page.error(at, problem)
        at += len(typed) + 1
    if first.startswith("|") and not quoted:
        _check_table(page, start, lines)
    return None


def _check_table(page, start: int, rows: list[str]) -> None:
    wanted = _cells(rows[0])
    if len(rows) < 2 or not RULE.fullmatch(rows[1]):
        raise page.error(start, f"this table has no line {'|---' * wanted}| below its heading")
    for row in rows:
        if (cells := _cells(row)) != wanted:
            raise page.error(
                start,
                f"this row has {cells} cells, the heading {wanted}; add what lacks, or write \\| for a bar in a cell",
            )
        start += len(row) + 1


def _cells(row: str) -> int:
    return 1 + len(BAR.findall(re.sub(BAR.pattern + "$", "", row.strip().removeprefix("|"))))


def shown_as_typed(page) -> None:
    """Nothing is left of what other builders know, and what is opened is closed."""
    text = re.sub(r"\\[^\w\s]", "xx", page.worded)
    for question in page.questions:
        asked = re.sub(r"^- \[.\]", "-    ", text[question.start : question.end], flags=re.MULTILINE)
        text = text[: question.start] + asked + text[question.end :]
    for braces in re.finditer(r"\{[^{}\n]*\}", text):
        if not ATTRIBUTES.fullmatch(braces[0]):
            raise page.error(
                braces.start(),
                f"{braces[0]}: braces hold names and classes; write a set as a formula, code in backticks",
            )
    text = LINK.sub(lambda link: "x" * len(link[0]), text)
    for pattern, problem in SHOWN_AS_TYPED.items():
        if found := re.search(pattern, text, re.MULTILINE):
            raise page.error(found.start(), f"{found[0][:60]!r}: {problem}")
    bullets = re.compile(r"^ *(?:[*] (?=\S)|[*][* ]*$)", re.MULTILINE)
    for run in RUN.finditer(bullets.sub(lambda bullet: " " * len(bullet[0]), text)):
        raised = re.findall(r"</?sup>", run[0])
        if raised != ["<sup>", "</sup>"] * (len(raised) // 2):
            at = run.start() + run[0].index(raised[0])
            raise page.error(
                at, "a <sup> in this paragraph has no </sup>, or the other way round; write 10<sup>8</sup>"
            )
        for stars in (r"\*\*", r"(?<!\*)\*(?!\*)"):
            found = list(re.finditer(stars, run[0]))
            if len(found) % 2:
                raise page.error(
                    run.start() + found[-1].start(),
                    f"{found[-1][0]} is not closed in its paragraph; write it on both sides",
                )


def links(page) -> None:
    """Every link is whole, in the one form [text](target), and leads into the book or to a known kind of address."""
    text = BLOCK_HEAD.sub(lambda head: " " * len(head[0]), page.running)
    for opened in re.finditer(r"\]\(", text):
        link = TARGET.match(text, opened.start())
        if link is None:
            shown = text[opened.start() : opened.start() + 40].partition("\n")[0]
            raise page.error(
                opened.start(),
                f"{shown!r}: this link is not closed, or holds a blank or a title; write [text](target)",
            )
        target = link["target"]
        scheme, colon, rest = target.partition(":")
        if target.startswith("www."):
            raise page.error(opened.start(), f"{target!r} would be a page of this book; write https://{target}")
        if not target or (target == "#"):
            raise page.error(opened.start(), "this link has no target; write [text](page.md)")
        if text.endswith("[", 0, opened.start()) and not text.endswith("![", 0, opened.start()):
            raise page.error(opened.start(), "this link has no text; write [text](page.md)")
        if target.startswith("//") or (colon and scheme not in SCHEMES):
            raise page.error(
                opened.start(),
                f"the address {target!r} has no known scheme; write {', '.join(SCHEMES)}, or the name of a page",
            )
        if scheme.startswith("http") and colon and not re.match(r"//[\w-]+(\.[\w-]+)*[:/]?", rest):
            raise page.error(opened.start(), f"the address {target!r} names no host; write https://host/path")
        file = "" if colon else target.partition("#")[0]
        if file and "." not in file.rpartition("/")[2]:
            raise page.error(opened.start(), f"{target!r} names no file; write [text](page.md)")
    if apart := APART.search(text):
        raise page.error(apart.start(), f"{apart[0]} has a blank between text and target; write [text](target)")
    if by := BY_REFERENCE.search(text) or DEFINITION.search(text):
        raise page.error(
            by.start(),
            f"{by[0].strip()!r}: links by reference are not made; write [text](target), or put code in backticks",
        )
    for cited in LIKE_CITATION.finditer(text):
        if not re.fullmatch(r"\[@[\w-]+\]", cited[0]) and not text.startswith("(", cited.end()):
            problem = (
                f"{cited[0]} is no citation; write [@key], each work in its own brackets; what is none, in backticks"
            )
            raise page.error(cited.start(), problem)
    if styled := re.search(r"\{[^{}\n]*\bstyle=[^{}\n]*\}", text):
        raise page.error(styled.start(), f"{styled[0]}: the page's policy forbids styles in its text; remove it")


def options(page) -> None:
    """The only option of a block is the type of one that is folded."""
    for opening, closing in page.blocks:
        kind = opening["kind"]
        if kind in ("details", "note"):
            if not opening["title"]:
                raise page.error(opening.start(), f"this {kind} has no title; write /// {kind} | Title")
            if not BLOCK_OPTIONS.sub("", page.text[opening.end() : closing.start()]).strip():
                raise page.error(opening.start(), f"this {kind} is empty; write its text above {opening['slashes']}")
        below = re.compile(r"(?:\n {4}[^\n]*)*").match(page.text, opening.end())
        allowed = [f"type: {name}" for name in OPTIONS.get(kind, ())]
        for option in re.finditer(r"\n {4}(?P<text>[^\n]*)", below[0]):
            if option["text"].strip() not in allowed:
                there = " or ".join(repr(name) for name in allowed) or "none; leave a line blank before indented text"
                raise page.error(
                    below.start() + option.start("text"),
                    f"{option['text'].strip()!r} is no option of a block {kind!r}; there is {there}",
                )
