"""The tool that mutates the book finds what no check notices, accepts what is listed with a reason, and asks for no more."""

import re
from pathlib import Path
from random import Random

import pytest
from grammar import ROOT, Page

from tests import mutants, mutations, small_book

LISTING = "snippets/page/count.py"
SAME = ("return side * max(side, 0)", "return side * max(side, 1)")  # no side is smaller than 1
OTHER = ("return side * max(side, 0)", "return side + max(side, 0)")


@pytest.fixture(scope="module")
def book(small, tmp_path_factory) -> Path:
    """The small book with the tool, a test of its page, and a mutant that nothing can notice."""
    tests = [f"tests/{name}.py" for name in ("mutants", "mutations", "test_numbers")]
    root = small_book.copied(small, tmp_path_factory.mktemp("mutants") / "book", *tests)
    (root / LISTING).write_text(small_book.LISTING.replace("side * side", "side * max(side, 0)"), "utf-8")
    return root


def mutate(book: Path, *arguments: str, listed: list[tuple[str, str]]) -> tuple[int, str]:
    """Exit code and output of the tool, with these changes of the listing on the list."""
    entries = [f'[[mutant]]\nfile = "{LISTING}"\nold = "{old}"\nnew = ["{new}"]\nreason = "."\n' for old, new in listed]
    (book / "tests" / "equivalent_mutants.toml").write_text("".join(entries), "utf-8")
    found = small_book.run(book, "tests.mutants", "--workers", "1", *arguments)
    return found.returncode, found.stdout + found.stderr


def row(kind: str, said: str) -> list[int]:
    """Of the table: made, killed, survived, equivalent, needless."""
    return [int(number) for number in re.search(rf"^{kind} +(.+)$", said, re.MULTILINE)[1].split()]


def test_a_survivor_is_printed_with_its_place_and_its_change(book):
    code, said = mutate(book, LISTING, listed=[])
    assert f"{LISTING}:6: constant: survives tests/test_numbers.py docs/page.md\n- {SAME[0]}\n+ {SAME[1]}\n" in said
    made, killed, *others = row("all", said)
    assert (code, killed, others) == (1, made - 1, [1, 0, 0])


def test_what_means_the_same_is_listed(book):
    code, said = mutate(book, LISTING, listed=[SAME])
    made, killed, *others = row("all", said)
    assert (code, killed, others) == (0, made - 1, [0, 1, 0]), said


def test_an_entry_that_is_noticed_is_needless(book):
    code, said = mutate(book, LISTING, "--kind", "operator", listed=[OTHER])
    assert (code, row("all", said)) == (1, [1, 0, 0, 0, 1])
    assert f"{LISTING}:6: is noticed; remove it from equivalent_mutants.toml" in said


def test_an_entry_that_is_no_longer_possible_is_told(book):
    code, said = mutate(book, listed=[("return 9", "return 8")])
    assert code == 1
    assert "equivalent_mutants.toml: 'return 9' stands 0 times in snippets/page/count.py" in said


def test_every_kind_of_mutant_of_a_page_is_noticed(book):
    kinds = ("caption", "link", "output", "probe", "prose", "quotation", "table")
    choice = [argument for kind in kinds for argument in ("--kind", kind)]
    code, said = mutate(book, "docs/page.md", "--count", str(len(kinds)), *choice, listed=[])
    assert code == 0, said
    assert all(row(kind, said)[0] for kind in kinds)


def test_without_its_checks_nothing_is_claimed(book):
    text = (book / LISTING).read_text("utf-8")
    try:
        (book / LISTING).write_text(text.replace("weights", "weight"), "utf-8")
        code, said = mutate(book, LISTING, "--count", "1", listed=[])
    finally:
        (book / LISTING).write_text(text, "utf-8")
    assert code == 1
    assert "without a change already, this fails: docs/page.md" in said


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("a = b - 1 * c", ["a = b + 1 * c", "a = b - 1 + c", "a = b - 2 * c"]),
        ("x = -y", ["x = y"]),
        (
            "m.mean(axis=(0, 1)).T[i, j]",
            ["m.mean(axis=0).T[i, j]", "m.mean(axis=(0, 1))[i, j]", "m.mean(axis=(0, 1)).T[j, i]"],
        ),
        ("0 <= i < n", ["0 < i < n", "0 <= i <= n", "1 <= i < n"]),
        ("def f(a: 3) -> 4: pass", []),
        ('"2 + 2"', []),
        ("np.random.default_rng(0), f(seed=1, atol=1e-9)", []),
        ("def f(a, seed=0): pass", []),
        ("def f(a, b=1): pass", ["def f(a, b=0): pass", "def f(a, b=2): pass"]),
        ("x += 0.05", ["x -= 0.05", "x += 0.06"]),
    ],
)
def test_python_is_changed_in_one_place(code, changes):
    made = {changed(code, change) for seed in range(6) for change in mutations.python(code, Random(seed))}
    assert set(changes) <= made
    assert changes or not made


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("const a = b - 1; // 2 + 2", ["const a = b + 1; // 2 + 2", "const a = b - 2; // 2 + 2"]),
        ("return -x;", ["return x;"]),
        ("f(a, -1)", ["f(a, 1)", "f(a, -2)"]),
        ("rows.map((r) => r <= 0 && `${r - 1}`)", ["rows.map((r) => r < 0 && `${r - 1}`)"]),
        ("Math.floor(/[-+]2/.exec(x) / 2)", ["Math.ceil(/[-+]2/.exec(x) / 2)", "Math.floor(/[-+]2/.exec(x) * 2)"]),
        ('import * as a from "./a2.js";', []),
        ("/* 1 + 1 */ i++", []),
        ("const k = from([1, 3].filter((p) => p < 2));", []),
        ("const k = Array.from([3]);", ["const k = Array.from([4]);"]),
        ("function chance(seed) { return { next: () => 2 * seed }; }", []),
        ("const fields = { side: integer(3, 1, 2 + 3) };", ["const fields = { side: integer(2, 1, 2 + 3) };"]),
    ],
)
def test_javascript_is_changed_in_one_place(code, changes):
    made = {changed(code, change) for seed in range(6) for change in mutations.arithmetic(code, Random(seed))}
    assert set(changes) <= made
    assert changes or not made
    assert not any("`" in code and text.count("- 1") == 0 for text in made), "a template is text"


def changed(code: str, change: mutations.Change) -> str:
    _, start, end, new = change
    return code[:start] + new + code[end:]


@pytest.fixture(scope="module")
def everything() -> list[mutations.Mutant]:
    return mutations.all_mutants(Random(1))


def test_all_mutants_differ_from_the_book(everything):
    assert all(one.changed != one.text for one in everything)
    files = {path.relative_to(ROOT).as_posix() for path in (ROOT / "snippets").rglob("*.json")}
    assert files <= {one.file for one in everything}


def test_every_file_that_is_changed_has_checks_of_its_own(everything):
    """Those that all pages share ask for a page's numbers and for form; whether a listing is right, they cannot know."""
    shared = {f"tests/{name}" for name in mutants.Only.SHARED if name != "test_drawn.py"}
    for file, kind in {(one.file, one.kind) for one in everything}:
        wanted = mutants.checks(file, kind)
        assert wanted.build or set(wanted.tests) - shared, f"{kind} of {file}: no test names it"


def test_what_has_no_truth_is_left_alone():
    page = Page(ROOT / "docs/probe.md", "A 50<!-- given --> of 3 × 3, [far](https://example.org/1).\n\n- [x] Yes.\n")
    assert list(mutations.page_changes(page, Random(1))) == []
