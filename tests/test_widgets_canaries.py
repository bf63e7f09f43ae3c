"""Each promise of the widgets is broken on purpose, in a copy of the built book: the test that keeps it must fail, and say why."""

import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest
from grammar import ROOT

from tests import small_book

pytestmark = [pytest.mark.slow, pytest.mark.browser]

COPIED = ("docs/hooks", "docs/assets", "docs/widgets.md", "tests", "snippets/figures", "snippets/shift_experiment")
COPIED += ("pyproject.toml",)
# The pages that the copied tests open, with the listings that they compare with.
PAGES = ("edges", "fully-connected", "receptive-field", "sliding-kernel", "three-ideas")
SITE = ("assets", "search", "shift-experiment", "widgets", "index.html", "sitemap.xml", *PAGES)

# The copied tests are shown the site that was built already, with the defect in it.
PLUGIN = """
from pathlib import Path

import pytest


@pytest.hookimpl(tryfirst=True)
def pytest_fixture_setup(fixturedef, request):
    if fixturedef.argname == "site":
        fixturedef.cached_result = (Path("site").resolve(), fixturedef.cache_key(request), None)
        return fixturedef.cached_result[0]
"""


@dataclass(frozen=True)
class Canary:
    """An edit of a module of the widgets, the test that must fail, and what it must say."""

    name: str
    module: str
    old: str
    new: str
    test: str
    says: str


CANARIES = [
    Canary(
        "a kernel turned",
        "kernel-stepper-model.js",
        'operation === "convolution" ? kernel.map(turned)',
        'operation !== "convolution" ? kernel.map(turned)',
        "tests/test_kernel_stepper.py::test_it_opens_with_the_worked_example_and_step_makes_its_outputs",
        "assert ['−2',",
    ),
    Canary(
        "padding off by one",
        "convolution.js",
        "const pixel = position - axis.padding;",
        "const pixel = position - axis.padding + 1;",
        "tests/test_widgets_arithmetic.py::test_both_directions_are_those_of_a_sliding_window",
        "of 300 differ",
    ),
    Canary(
        "a highlight shifted",
        "kernel-stepper-model.js",
        "lit.input.add([channel, i * rows.stride + m",
        "lit.input.add([channel, 1 + i * rows.stride + m",
        "tests/test_kernel_stepper.py::test_what_is_lit_is_what_loops_find",
        "assert {(",
    ),
    Canary(
        "code out of step with the state",
        "kernel-stepper-model.js",
        "stride > 1 && `stride=${stride}`",
        "stride > 2 && `stride=${stride}`",
        "tests/test_widgets.py::test_the_code_gives_what_is_shown",
        "('PyTorch', {",
    ),
    Canary(
        "a label removed",
        "player.js",
        '"aria-label": sequence.what, ',
        "",
        "tests/test_widgets.py::test_axe_finds_nothing_with_the_widget_in_use",
        "label at <input",
    ),
    Canary(
        "a keyboard handler removed",
        "grid.js",
        'else if (event.key === "Enter" || event.key === " ") this.pin?.([row, column]);',
        "",
        "tests/test_widgets.py::test_pointer_keyboard_and_touch_lead_to_the_same",
        "assert (",
    ),
    Canary(
        "sharing lost",
        "connectivity-map-model.js",
        'const first = layer === "convolution" ? 1 :',
        'const first = layer === "none" ? 1 :',
        "tests/test_connectivity_map.py::test_sharing_is_seen_the_same_nine_labels_everywhere",
        "assert [[('1', 'rgb(",
    ),
    Canary(
        "a connection drawn beside its cell",
        "connectivity-map-model.js",
        "place: [row.position, column.position],",
        "place: [row.position + 1, column.position],",
        "tests/test_connectivity_map.py::test_what_is_lit_is_what_loops_find",
        "AssertionError: (",
    ),
    Canary(
        "a field shifted",
        "field-plan.js",
        "columns.map(([c, end]) => square(r, c,",
        "columns.map(([c, end]) => square(r, c + 1,",
        "tests/test_receptive_cone.py::test_what_is_lit_is_what_has_a_gradient",
        "assert False",
    ),
    Canary(
        "padding left out of the paths",
        "receptive-cone-model.js",
        "const at = above * stride + tap * dilation - padding;",
        "const at = above * stride + tap * dilation;",
        "tests/test_receptive_cone.py::test_paths_of_every_size_that_is_offered_are_those_of_brute_force",
        "assert [[",
    ),
    Canary(
        "a border that is carried along and not named",
        "equivariance-bench-model.js",
        "const all = by ? sorted([...own, ...carried]) : [];",
        "const all = by ? sorted(own) : [];",
        "tests/test_equivariance_bench.py::test_inside_every_move_with_stride_one_is_followed_exactly",
        "AssertionError: ({'",
    ),
    Canary(
        "an arrow key that moves the object the other way",
        "equivariance-bench.js",
        'ArrowUp: ["↑", "Up", -1, 0],',
        'ArrowUp: ["↑", "Up", 1, 0],',
        "tests/test_equivariance_bench.py::test_arrow_keys_move_the_object_around_the_image",
        "assert np.False_",
    ),
    Canary(
        "a loupe beside its numbers",
        "kernel-lab.js",
        "left: `${(100 * (state.column - reach)) / width}%`,",
        "left: `${(100 * (state.column - reach + 1)) / width}%`,",
        "tests/test_kernel_lab.py::test_the_three_views_show_the_same_place",
        "np.allclose",
    ),
    Canary(
        "a reader's picture told to a host",
        "own-picture.js",
        "const { name } = file;",
        "const { name } = file; fetch(`./camera.png?${name}`).catch(() => 0);",
        "tests/test_kernel_lab.py::test_an_own_picture_stays_on_the_device",
        "camera.png?mine.png",
    ),
    Canary(
        "circular padding that is not",
        "digit-network.js",
        "[from[source + side - 1], from[source]]",
        "[0, 0]",
        "tests/test_digit_lab.py::test_logits_of_200_inputs_are_those_of_pytorch",
        "AssertionError: CNN-circular",
    ),
    Canary(
        "an answer told before the guess",
        "digit-lab.js",
        'return state.guess !== "" || model.distance(place) === 0;',
        "return true;",
        "tests/test_digit_lab.py::test_before_a_guess_only_the_middle_tells_its_accuracy",
        "== ['?', '?', '?']",
    ),
]


@pytest.fixture(scope="module")
def book(site, tmp_path_factory) -> Path:
    """What the tests of the widgets need of the book and of its site."""
    book = tmp_path_factory.mktemp("widgets") / "book"
    for source, target in [(ROOT / name, book / name) for name in COPIED] + [
        (site / n, book / "site" / n) for n in SITE
    ]:
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, target)
    for name in (page.replace("-", "_") for page in PAGES):
        shutil.copytree(ROOT / "snippets" / name, book / "snippets" / name)
    (book / "planted.py").write_text(PLUGIN, "utf-8")
    return book


@pytest.fixture(scope="module")
def runs(book, chosen, tmp_path_factory):
    """The run of the test for each canary that is to be tried; one for each core at a time."""

    def run(canary):
        copy = shutil.copytree(book, tmp_path_factory.mktemp("canary") / "book")
        for folder in ("docs", "site"):
            module = copy / folder / "assets" / "widgets" / canary.module
            module.write_text(small_book.changed(module, canary.old, canary.new), "utf-8")
        return small_book.run(copy, "pytest", "-q", "-p", "planted", "-x", canary.test)

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        yield {of["canary"]: pool.submit(run, of["canary"]) for of in chosen("runs")}


@pytest.mark.parametrize("canary", CANARIES, ids=lambda canary: canary.name.replace(" ", "-"))
def test_a_canary_turns_the_suite_red(canary, runs):
    found = runs[canary].result()
    assert found.returncode == 1, found.stdout + found.stderr
    assert canary.says in found.stdout, found.stdout
