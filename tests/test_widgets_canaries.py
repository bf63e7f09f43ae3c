"""Each promise of the widgets is broken on purpose, in what the browser is given: the test that keeps it must fail, and say why.

The test runs within this run, in its browser and on its site; so a canary takes no longer than its test.
"""

import contextlib
import io
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from grammar import ROOT

from tests import in_node

pytestmark = [pytest.mark.slow, pytest.mark.browser]

WIDGETS = ROOT / "docs" / "assets" / "widgets"


@dataclass(frozen=True)
class Canary:
    """An edit of a module of the widgets, the test that must fail, and what it must say."""

    name: str
    module: str
    old: str
    new: str
    test: str
    says: str

    def broken(self) -> str:
        """The module with the defect."""
        text = (WIDGETS / self.module).read_text("utf-8")
        assert text.count(self.old) == 1, f"{self.old!r} stands {text.count(self.old)} times in {self.module}"
        return text.replace(self.old, self.new)


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
        "tests/test_widgets.py::test_the_code_gives_what_is_shown[kernel-stepper]",
        "('PyTorch', {",
    ),
    Canary(
        "a label removed",
        "player.js",
        '"aria-label": sequence.what, ',
        "",
        "tests/test_widgets.py::test_axe_finds_nothing_with_the_widget_in_use[kernel-stepper]",
        "label 1 times, at [['kernel-stepper', 'input[",
    ),
    Canary(
        "a keyboard handler removed",
        "grid.js",
        'else if (event.key === "Enter" || event.key === " ") this.pin?.([row, column]);',
        "",
        "tests/test_widgets.py::test_pointer_keyboard_and_touch_lead_from_silence_to_the_same[kernel-stepper]",
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
        "place: [row.position, Math.max(column.position - (state.layer === 'convolution'), 0)],",
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
        "of 512 differ",
    ),
    Canary(
        "a border that is carried along and not named",
        "equivariance-bench-model.js",
        "all: sorted([...own, ...carried])",
        "all: sorted(own)",
        "tests/test_equivariance_bench.py::test_inside_every_move_with_stride_one_is_followed_exactly",
        "AssertionError: ({'",
    ),
    Canary(
        "an arrow key that moves the object the other way",
        "elements.js",
        "ArrowUp: [-1, 0]",
        "ArrowUp: [1, 0]",
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
    Canary(
        "a box beside its patch",
        "feature-hierarchy.js",
        "left: `${patch[1]}px`",
        "left: `${patch[1] + 1}px`",
        "tests/test_feature_hierarchy.py::test_the_boxes_that_are_drawn_are_those_of_the_record",
        "assert [[",
    ),
    Canary(
        "pictures fetched at once",
        "feature-hierarchy.js",
        "  build(stage) {",
        "  build(stage) {\n    new Image().src = PICTURES;",
        "tests/test_feature_hierarchy.py::test_what_it_shows_is_loaded_once_and_when_it_is_seen",
        "'pictures.webp'",
    ),
    Canary(
        "a reset that leaves a field",
        "widget.js",
        "    this.#hush();\n    this.state = structuredClone(this.own);",
        "    this.#hush();\n    this.state = { ...structuredClone(this.own), layer: this.state.layer };",
        "tests/test_widgets.py::test_reset_leads_back_to_the_beginning[connectivity-map]",
        "assert re.sub(",
    ),
    Canary(
        "a link that loses a field",
        "permalink.js",
        "state[name] = fields[name].read(decodeURIComponent(value));",
        'state[name] = name === "shade" ? false : fields[name].read(decodeURIComponent(value));',
        "tests/test_widgets.py::test_a_link_restores_the_state[kernel-stepper]",
        "'shade'",
    ),
    Canary(
        "frames without end",
        "widget.js",
        '    this.setAttribute("data-ready", "");',
        '    this.setAttribute("data-ready", "");\n    const again = () => requestAnimationFrame(again);\n    again();',
        "tests/test_widgets.py::test_nothing_moves_unasked[equivariance-bench]",
        "frames",
    ),
    Canary(
        "a timer without end",
        "widget.js",
        '    this.setAttribute("data-ready", "");',
        '    this.setAttribute("data-ready", "");\n    const again = () => setTimeout(again, 100);\n    again();',
        "tests/test_widgets.py::test_nothing_moves_unasked[equivariance-bench]",
        "timers",
    ),
    Canary(
        "forced colours forgotten",
        "grid.js",
        "border: 3px solid Highlight;",
        "border-color: GrayText;",
        "tests/test_widgets.py::test_forced_colours_keep_what_is_lit_apart[kernel-lab]",
        "assert lit != plain",
    ),
    Canary(
        "a drawing that lags behind its table",
        "board.js",
        "kept.isDrawn &&= look === kept.look;",
        "",
        "tests/test_equivariance_bench.py::test_the_drawings_show_what_the_tables_say",
        "assert ",
    ),
    Canary(
        "another host asked",
        "widget.js",
        "    Object.assign(this.state, change);",
        '    Object.assign(this.state, change);\n    fetch("https://example.org/count").catch(() => 0);',
        "tests/test_widgets.py::test_pointer_keyboard_and_touch_lead_from_silence_to_the_same[equivariance-bench]",
        "Content Security Policy",
    ),
    Canary(
        "Escape that holds on",
        "grid.js",
        'else if (event.key === "Escape") this.release?.();',
        "",
        "tests/test_widgets.py::test_enter_pins_in_every_table_and_escape_lets_go[kernel-lab]",
        "the focus alone shows nothing more",
    ),
    Canary(
        "a sentence that is said once",
        "widget.js",
        'if (!this.quiet) setText(this.status, "");',
        "",
        "tests/test_widgets.py::test_a_sentence_that_is_said_again_is_announced_again[equivariance-bench]",
        "assert []",
    ),
]


class Planted:
    """The browser, which shows each page the module with the defect."""

    def __init__(self, browser, canary: Canary):
        self.browser, self.canary = browser, canary

    def __getattr__(self, name: str):
        return getattr(self.browser, name)

    def new_context(self, **settings):
        context = self.browser.new_context(**settings)
        context.route(f"**/widgets/{self.canary.module}*", self.answer)
        return context

    def answer(self, route) -> None:
        route.fulfill(body=self.canary.broken(), content_type="text/javascript")


class Shown:
    """A plugin in place of pytest-playwright for the run within: the site that was built, and the browser with the defect."""

    def __init__(self, site: Path, browser: Planted):
        self.site, self.planted = site, browser

    @pytest.fixture(scope="session")
    def browser(self):
        return self.planted

    @pytest.hookimpl(tryfirst=True)
    def pytest_fixture_setup(self, fixturedef, request):
        if fixturedef.argname != "site":
            return None
        fixturedef.cached_result = (self.site, fixturedef.cache_key(request), None)
        return self.site


@pytest.mark.parametrize("canary", CANARIES, ids=lambda canary: canary.name.replace(" ", "-"))
def test_a_canary_turns_the_suite_red(canary, site, browser, tmp_path, monkeypatch):
    # Node reads the modules from beside the script that answers the tests.
    shutil.copytree(WIDGETS, tmp_path / "docs" / "assets" / "widgets")
    (tmp_path / "docs" / "assets" / "widgets" / canary.module).write_text(canary.broken(), "utf-8")
    (tmp_path / "tests").mkdir()
    shutil.copy(ROOT / "tests" / "arithmetic.mjs", tmp_path / "tests")
    monkeypatch.setattr(in_node, "SCRIPT", tmp_path / "tests" / "arithmetic.mjs")
    said = io.StringIO()
    arguments = [
        "-q",
        "-x",
        "-s",
        "-n0",
        "-p",
        "no:playwright",
        "-p",
        "no:unraisableexception",  # it collects garbage ten times when a run ends
        "--color=no",
        f"--rootdir={ROOT}",
        str(ROOT / canary.test),
    ]
    with contextlib.redirect_stdout(said):
        code = pytest.main(arguments, plugins=[Shown(site, Planted(browser, canary))])
    assert code == pytest.ExitCode.TESTS_FAILED, said.getvalue()
    assert canary.says in said.getvalue(), said.getvalue()
