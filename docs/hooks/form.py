"""What Markdown would pass over in silence: a link left open, a block's unknown option, a name in brackets that makes nothing."""

import re

import widgets

# What the build puts where [[name]] stands; [[widget NAME]] besides.
MADE = ("chapter map", "question list", "listing table")
SCHEMES = ("http", "https", "mailto")
OPTIONS = {"details": ("answer", "hint")}

TARGET = re.compile(r'\]\((?P<target>(?:[^()\s]|\([^()\s]*\))*)(?:[ ]+"[^"\n]*")?\)')
APART = re.compile(r"\[[^\[\]\n]+\] +\((?P<target>[^()\s]*[./#][^()\s]*)\)")
BY_REFERENCE = re.compile(r"(?<=[^\[\]])\]\[(?!@)[^\]\n]*\]")
DEFINITION = re.compile(r"^ {0,3}\[(?!@)[^\]\n]+\]:", re.MULTILINE)
LIKE_CITATION = re.compile(r"\[[^\[\]\n]*@[^\[\]\n]*\]")
BLOCK_HEAD = re.compile(r"^[ \t]*/{3,}[^\n]*$", re.MULTILINE)


def check(page) -> None:
    """Raise `PageError` for the first of these mistakes on the page."""
    links(page)
    options(page)
    text = page.running
    for made in re.finditer(r"\[\[(?P<name>[^\[\]\n]*)\]\]", text):
        kind, _, widget = made["name"].partition(" ")
        if made["name"] not in MADE and not (kind == "widget" and widget in widgets.TABLE):
            wanted = widgets.TABLE if kind == "widget" else (*MADE, "widget NAME")
            raise page.error(made.start(), f"nothing is made of {made[0]}; there is {', '.join(wanted)}")
    titles = list(re.finditer(r"^# +\S", text, re.MULTILINE))
    if len(titles) != 1:
        raise page.error(
            titles[1].start() if titles else 0, f"a page has one heading '# Title', this one has {len(titles)}"
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
                f"{shown!r}: this link is not closed, or its target holds a blank; write [text](target)",
            )
        target = link["target"]
        scheme, colon, rest = target.partition(":")
        if not target or (target == "#"):
            raise page.error(opened.start(), "this link has no target; write [text](page.md)")
        if target.startswith("//") or (colon and scheme not in SCHEMES):
            raise page.error(
                opened.start(),
                f"the address {target!r} has no known scheme; write {', '.join(SCHEMES)}, or the name of a page",
            )
        if scheme.startswith("http") and colon and not re.match(r"//[\w-]+(\.[\w-]+)*[:/]?", rest):
            raise page.error(opened.start(), f"the address {target!r} names no host; write https://host/path")
    if apart := APART.search(text):
        raise page.error(apart.start(), f"{apart[0]} has a blank between text and target; write [text](target)")
    if by := BY_REFERENCE.search(text) or DEFINITION.search(text):
        raise page.error(by.start(), f"{by[0].strip()!r}: links by reference are not made; write [text](target)")
    for cited in LIKE_CITATION.finditer(text):
        if not re.fullmatch(r"\[@[\w-]+\]", cited[0]) and not text.startswith("(", cited.end()):
            raise page.error(cited.start(), f"{cited[0]} is no citation; write [@key], each work in its own brackets")
    if styled := re.search(r"\{[^{}\n]*\bstyle=[^{}\n]*\}", text):
        raise page.error(styled.start(), f"{styled[0]}: the page's policy forbids styles in its text; remove it")


def options(page) -> None:
    """The only option of a block is the type of one that is folded."""
    for opening, _ in page.blocks:
        kind = opening["kind"]
        below = re.compile(r"(?:\n {4}[^\n]*)*").match(page.text, opening.end())
        allowed = [f"type: {name}" for name in OPTIONS.get(kind, ())]
        for option in re.finditer(r"\n {4}(?P<text>[^\n]*)", below[0]):
            if option["text"].strip() not in allowed:
                there = " or ".join(repr(name) for name in allowed) or "none; leave a line blank before indented text"
                raise page.error(
                    below.start() + option.start("text"),
                    f"{option['text'].strip()!r} is no option of a block {kind!r}; there is {there}",
                )
