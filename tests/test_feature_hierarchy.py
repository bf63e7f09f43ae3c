"""The feature network: what is committed follows from the pictures, the stored weights and the script that trained them."""

import copy
import functools
import io
import itertools
import json
import random

import numpy as np
import pytest
import torch
from grammar import ROOT
from PIL import Image
from playwright.sync_api import expect
from torch import nn

from snippets.feature_network import (
    crops,
    first_layer,
    network,
    patches,
    pictures,
    sprites,
    training,
    untrained,
    whitened,
)
from snippets.feature_network.features import chance, likeness, survey
from snippets.feature_network.orientation import component, orientation, orientations
from snippets.feature_network.trainable import Trainable
from snippets.figures import feature_hierarchy
from snippets.receptive_field import recurrence
from tests.conftest import LAPTOP, PHONE
from tests.drivers import feature_hierarchy as driver
from tests.drivers.reader import SETTLED, put
from tests.in_node import call, constant

FOLDER = ROOT / "snippets" / "feature_network"
RECORD = json.loads((FOLDER / "features.json").read_text("utf-8"))
NETWORKS = ("trained", "untrained")
EVERY = list(itertools.product(NETWORKS, range(3)))
SPRITES = 150_000  # bytes of all that the widget loads

NAME = "feature-hierarchy"
# Where boxes lie in the strip as they are drawn, in CSS pixels: [left, top, width, height, class].
BOXES = """boxes => boxes.map(box => {
  const [strip, own] = [box.parentElement, box].map(each => each.getBoundingClientRect());
  return [own.left - strip.left, own.top - strip.top, own.width, own.height, box.className];
})"""
STRIP = """held => {
  const { width, height } = held.getBoundingClientRect();
  const { backgroundPosition, backgroundImage } = getComputedStyle(held);
  return [width, height, backgroundPosition, backgroundImage.includes("/pictures.webp")];
}"""


@pytest.fixture(scope="module", autouse=True)
def reduced_once():
    """Pictures are reduced once for all tests, as nobody writes into them."""
    parts, picture = functools.cache(crops.parts), functools.cache(pictures.picture)
    with pytest.MonkeyPatch.context() as patch:
        for module in (training, untrained, whitened):
            patch.setattr(module, "parts", parts)
        patch.setattr(pictures, "picture", picture)
        yield


@pytest.fixture(scope="module")
def strips():
    torch.set_num_threads(1)
    return sprites.strips()


@pytest.fixture(scope="module")
def weights():
    return {name: dict(np.load(FOLDER / f"{name}.npz")) for name in (*NETWORKS, "noise")}


def file(name: str, layer: int) -> str:
    """The weights of a layer counted from 0: untrained ones stand above layers that were trained."""
    return "noise" if (name, layer) == ("untrained", 0) else name


@pytest.fixture(scope="module")
def start():
    """The network before layers 2 and 3 were trained, and the state of chance from which its dropout goes on."""
    return untrained.prepared(untrained.learnt()), torch.get_rng_state()


@pytest.fixture(scope="module")
def noisy():
    """The network with random kernels in every layer."""
    return untrained.prepared(untrained.noise())


def modules(stored: dict[str, np.ndarray]) -> nn.ModuleList:
    """The convolutions as PyTorch has them, with the stored weights."""
    layers = nn.ModuleList([nn.Conv2d(3, 32, 7, 2), nn.Conv2d(32, 48, 5), nn.Conv2d(48, 64, 5)])
    for number, layer in enumerate(layers[: len(stored) // 2], 1):
        layer.weight.data = torch.tensor(stored[f"kernel{number}"]).double()
        layer.bias.data = torch.tensor(stored[f"bias{number}"]).double()
    return layers


@torch.no_grad()
def activations(patch: np.ndarray, layers: nn.ModuleList, depth: int) -> np.ndarray:
    """All units of a layer on a patch as large as their field, by a way of its own: every window of layer 1 is divided."""
    image = torch.tensor(np.moveaxis(patch, 2, 0)[None].astype(float))
    windows = nn.functional.unfold(image, 7, stride=2)  # (1, 147, positions)
    centred = windows - windows.mean(1, keepdim=True)
    scaled = windows / (centred.square().sum(1, keepdim=True).sqrt() + 1)  # the kernels ignore the mean
    side = int(scaled.shape[2] ** 0.5)
    values = layers[0].weight.flatten(1) @ scaled[0] + layers[0].bias[:, None]
    values = values.clamp(min=0).view(1, -1, side, side)
    if depth > 0:
        values = layers[1](values).relu()
    if depth > 1:
        values = layers[2](nn.functional.max_pool2d(values, 2)).relu()
    assert values.shape[2:] == (1, 1), "the patch is as large as the field"
    return values.flatten().numpy()


def test_fields_are_those_of_the_recurrence():
    layers = [(7, 2), (5, 1), (2, 2), (5, 1)]
    by_recurrence = [recurrence.receptive_field([(k, s, 1) for k, s in layers[:n]]) for n in (1, 2, 4)]
    assert [side for side, _ in network.fields()] == by_recurrence
    assert network.fields() == [(layer["field"], layer["jump"]) for layer in RECORD["layers"]]


def test_the_widget_has_the_same_fields():
    found = call("features", "field", (1,), (2,), (3,))
    assert [(layer["side"], layer["jump"]) for layer in found] == network.fields()
    assert constant("features", "PATCHES") == patches.PATCHES
    for name, layer in EVERY:
        assert len(RECORD[name][layer]["shown"]) == constant("features", "UNITS")


@pytest.mark.parametrize("layer", range(3))
def test_the_box_is_what_can_change_the_unit(layer, weights):
    """By gradient: of the strip, nothing outside the box and something at each of its sides."""
    torch.manual_seed(layer)
    side, jump = network.fields()[layer]
    image = torch.rand(1, 3, 70, 80, requires_grad=True)
    open_ = {name: torch.tensor(values).float() for name, values in weights["trained"].items()}
    open_ |= {name: open_[name] * 0 + 5 for name in ("bias1", "bias2", "bias3")}  # no unit is silent
    for row, column in ((0, 0), (3, 5)):
        (gradient,) = torch.autograd.grad(network.features(image, open_)[layer][0, :, row, column].sum(), image)
        rows, columns = (gradient.abs().sum((0, 1, axis)).nonzero().flatten().tolist() for axis in (3, 2))
        assert rows[0] >= row * jump and rows[-1] < row * jump + side
        assert columns[0] >= column * jump and columns[-1] < column * jump + side
        if layer < 2:  # pooling passes on one of four
            assert len(rows) == len(columns) == side


@pytest.mark.parametrize(("name", "layer"), EVERY)
def test_every_box_lies_in_its_picture_on_the_grid_of_its_layer(name, layer):
    side, jump = RECORD["layers"][layer]["field"], RECORD["layers"][layer]["jump"]
    for unit in RECORD[name][layer]["shown"]:
        assert len(unit["patches"]) == patches.PATCHES
        counts = np.bincount([picture for picture, *_ in unit["patches"]])
        assert counts.max() <= patches.PER_PICTURE
        for picture, left, top, activation in unit["patches"]:
            _, width, height = RECORD["pictures"][picture]["place"]
            assert left % jump == top % jump == 0 and activation > 0
            assert 0 <= left <= width - side and 0 <= top <= height - side
        values = [activation for *_, activation in unit["patches"]]
        assert values == sorted(values, reverse=True)


@pytest.mark.parametrize(("name", "layer"), EVERY)
def test_every_activation_is_that_of_its_patch(name, layer, strips, weights):
    side, layers = RECORD["layers"][layer]["field"], modules(weights[file(name, layer)])
    for unit in RECORD[name][layer]["shown"]:
        for picture, left, top, activation in unit["patches"]:
            patch = strips[picture][top : top + side, left : left + side]
            assert activations(patch, layers, layer)[unit["unit"]] == pytest.approx(activation, abs=2e-3)


@pytest.mark.parametrize("name", NETWORKS)
def test_the_survey_is_that_of_the_stored_weights(name, strips, weights):
    """Which units are shown, in which order, with what coherence."""
    for layer, ((side, jump), committed) in enumerate(zip(network.fields(), RECORD[name], strict=True)):
        maps = network.look(strips, weights["trained"] | weights[file(name, layer)])
        found = survey(strips, maps[layer], side, jump)
        assert found["units"] == committed["units"]
        assert found["coherence"] == pytest.approx(committed["coherence"], abs=2e-3)
        ours, theirs = ([unit["unit"] for unit in one["shown"]] for one in (found, committed))
        assert sum(a == b for a, b in zip(ours, theirs, strict=True)) >= 10, "but for ties"


def test_favourites_are_the_highest_that_the_rules_allow():
    random = np.random.default_rng(3)
    maps = [random.random((12, 15)) - 0.2 for _ in range(5)]
    found = patches.favourites(maps, field=7, jump=2)
    best = max((m.max(), k) for k, m in enumerate(maps))
    assert found[0][0] == best[1] and found[0][3] == pytest.approx(best[0], abs=1e-3)
    for (k, x, y, _), (other, x2, y2, _) in itertools.combinations(found, 2):
        assert k != other or max(abs(x - x2), abs(y - y2)) >= 0.6 * 7
    assert patches.favourites([-np.ones((4, 4))], 7, 2) == [], "a unit that is silent has no favourites"


def test_coherence_of_copies_of_moved_copies_and_of_noise():
    random = np.random.default_rng(0)
    large = random.random((60, 60, 3))
    same = np.stack([large[:20, :20]] * 4)
    moved = np.stack([large[y : y + 20, x : x + 20] for y, x in ((10, 10), (13, 10), (10, 14), (12, 12))])
    far = np.stack([large[y : y + 20, x : x + 20] for y, x in ((0, 0), (0, 40), (40, 0), (40, 40))])
    assert patches.coherence(same) == pytest.approx(1)
    assert patches.coherence(moved) > 0.99
    assert patches.coherence(far) < 0.3
    assert patches.coherence(same * 0.5 + 0.2) == pytest.approx(1), "neither brightness nor contrast counts"
    assert patches.coherence(np.full((3, 9, 9, 3), 0.4)) < 1e-9, "flat patches are like nothing"


@pytest.mark.parametrize("name", NETWORKS)
def test_units_are_ranked_by_the_coherence_of_their_patches(name, strips):
    for (side, _), layer in zip(network.fields(), RECORD[name], strict=True):
        found = [likeness(strips, unit["patches"], side) for unit in layer["shown"]]
        assert found == pytest.approx([unit["coherence"] for unit in layer["shown"]], abs=1e-3)
        ranked = sorted(layer["shown"], key=lambda unit: unit["rank"])
        assert ranked == layer["shown"] == sorted(ranked, key=lambda unit: -unit["coherence"])


def test_chance_is_that_of_places_by_chance(strips):
    for (side, _), layer in zip(network.fields(), RECORD["layers"], strict=True):
        assert chance(strips, side) == pytest.approx(layer["chance"], abs=1e-4)


def test_what_the_page_says_of_coherence():
    trained, untrained = (np.array([layer["coherence"] for layer in RECORD[name]]) for name in NETWORKS)
    chance = [layer["chance"] for layer in RECORD["layers"]]
    assert (trained > untrained).all() and (untrained > chance).all()
    assert trained[2] - untrained[2] < trained[1] - untrained[1], "in the third layer only a little"
    assert np.abs(trained - RECORD["noise"])[1:].max() < 0.03, "noise throughout is as coherent"
    for name in NETWORKS:
        assert [layer["units"] for layer in RECORD[name]] == [count for *_, count in network.LAYERS], "all are ranked"


def assert_stored(stored, learner):
    for name, values in stored.items():
        fresh = learner.weights()[name].numpy().astype(float)
        np.testing.assert_allclose(fresh, values.astype(float), atol=2e-2, err_msg=name)


def test_untrained_is_the_network_before_its_first_step_with_labels(start, weights):
    assert {name: values.shape for name, values in weights["trained"].items()} == {
        name: values.shape for name, values in weights["untrained"].items()
    }
    assert_stored(weights["untrained"], start[0])


def test_layer_1_untrained_is_noise(noisy, weights):
    assert sorted(weights["noise"]) == ["bias1", "kernel1"]
    assert_stored(weights["noise"], noisy)


def test_a_network_of_noise_is_as_coherent_as_the_page_says(noisy, strips):
    maps = network.look(strips, {name: values.numpy() for name, values in noisy.weights().items()})
    found = [survey(strips, layer, *field)["coherence"] for layer, field in zip(maps, network.fields(), strict=True)]
    np.testing.assert_allclose(found, RECORD["noise"], atol=0.01)
    assert RECORD["noise"][0] == RECORD["untrained"][0]["coherence"]


def test_whitened_patches_differ_alike_in_all_directions_that_count():
    torch.manual_seed(0)
    found = torch.randn(4000, 147) @ torch.diag(torch.linspace(0.1, 3, 147)) @ torch.linalg.qr(torch.randn(147, 147))[0]
    white = found @ whitened.whitening(found, floor=0)
    torch.testing.assert_close(white.T @ white / len(white), torch.eye(147), atol=1e-3, rtol=0)
    matrix = whitened.whitening(found)
    torch.testing.assert_close(matrix, matrix.T)
    values = torch.linalg.eigvalsh((found @ matrix).T @ (found @ matrix) / len(found))
    assert 0.2 < values[0] < values[-1] < 1, "directions in which there is little are not blown up in full"


def test_sixty_steps_of_the_first_layer_are_those_that_were_recorded():
    torch.set_num_threads(1)
    kernels, found, _ = first_layer.beginning(random := np.random.default_rng(0))
    steps = itertools.islice(first_layer.learning(kernels, found, random), 60)
    np.testing.assert_allclose(list(steps), np.load(first_layer.FILE)["errors"], rtol=0.01)


def test_layer_1_keeps_the_kernels_that_were_learnt_without_labels(weights):
    learnt = untrained.learnt().flatten(1).numpy().astype(float)
    learnt -= learnt.mean(1, keepdims=True)
    used = weights["trained"]["kernel1"].reshape(32, -1).astype(float)
    alike = (learnt * used).sum(1) / np.linalg.norm(learnt, axis=1) / np.linalg.norm(used, axis=1)
    assert np.abs(alike).min() > 0.999, "but for their scale, which the normalisation chooses"


def test_sixty_steps_of_training_are_those_that_were_recorded(start):
    record = json.loads((FOLDER / "training.json").read_text("utf-8"))
    before, chance = start
    learner = copy.deepcopy(before)
    torch.set_rng_state(chance)
    steps = itertools.islice(training.training(learner, np.random.default_rng(2)), 60)
    np.testing.assert_allclose(list(steps), record["losses"], atol=0.03)
    kernel = learner.convolutions[1].weight[0, :4].detach().flatten().numpy()
    np.testing.assert_allclose(kernel, record["kernel"], atol=0.003)
    assert torch.equal(learner.convolutions[0].weight, before.convolutions[0].weight), "layer 1 is kept"
    assert record["accuracy"] == RECORD["accuracy"]


@pytest.mark.parametrize(("across", "along"), [(2, 2), (2, 3), (2, 6)])
def test_orientation_of_gaussians_is_known(across, along):
    """The power of a Gaussian's spectrum is a Gaussian, whose second angular moment has a closed form."""
    place = np.arange(101) - 50.0
    for turn in (0, 0.4, 1.3):
        u = np.cos(turn) * place[:, None] + np.sin(turn) * place
        v = np.cos(turn) * place - np.sin(turn) * place[:, None]
        pattern = np.exp(-(u**2) / 2 / across**2 - v**2 / 2 / along**2)
        expected = (along - across) / (along + across)
        assert orientation(pattern, size=256) == pytest.approx(expected, abs=0.01)
        assert orientation(7 - 3 * pattern, size=256) == pytest.approx(expected, abs=0.01), "nor sign nor mean counts"


def test_a_kernel_of_one_colour_is_one_pattern():
    pattern = np.random.default_rng(0).normal(size=(7, 7))
    found = component(np.array([0.2, -0.5, 0.1])[:, None, None] * pattern)
    assert np.abs((found * pattern).sum()) == pytest.approx(np.linalg.norm(pattern))


@pytest.mark.parametrize("name", NETWORKS)
def test_orientations_are_those_of_the_stored_kernels(name, weights):
    found = orientations(weights[file(name, 0)]["kernel1"])
    np.testing.assert_allclose(found, RECORD[name][0]["orientation"], atol=2e-3)


def test_early_units_are_edges_and_random_ones_are_not():
    trained, control = (np.array(RECORD[name][0]["orientation"]) for name in NETWORKS)
    assert (trained > 0.5).mean() > 0.8 and (control > 0.5).mean() < 0.05
    assert np.median(trained) > 0.7 and np.median(control) < 0.2


def test_stored_weights_are_those_of_the_network_with_its_normalisation():
    torch.manual_seed(1)
    learner = Trainable(untrained.noise()).eval()
    image = torch.rand(2, 3, 40, 40)
    with torch.no_grad():
        for norm in learner.norms:
            norm.weight.uniform_(0.5, 1.5)
            norm.bias.normal_(std=0.1)
            norm.running_mean.normal_(std=0.1)
            norm.running_var.uniform_(0.1, 1)
        expected, _ = learner(image)
        got = network.features(image, {name: w.float() for name, w in learner.weights().items()})
    for ours, theirs in zip(got, expected, strict=True):
        torch.testing.assert_close(ours, theirs, atol=1e-3, rtol=0)


def test_kernels_of_layer_1_have_mean_zero(weights):
    for stored in weights.values():
        kernels = stored["kernel1"].astype(float)
        assert np.abs(kernels.mean((1, 2, 3))).max() < 1e-3 * np.abs(kernels).max()


def test_strips_were_kept_from_training():
    for name in pictures.RIGHTS:
        whole = pictures.picture(name, 400)
        trained, kept = pictures.halves(name, 400)
        assert trained.shape[1] + kept.shape[1] == whole.shape[1]
        assert kept.shape[1] / whole.shape[1] == pytest.approx(pictures.HELD_OUT, abs=0.005)
        sides = (kept, trained) if name in pictures.LEFT else (trained, kept)
        assert np.array_equal(np.hstack(sides), whole)


def test_published_strips_are_the_pictures(strips):
    """The sprite is lossy; what it holds is still the strip, and the networks are given what the sprite holds."""
    places = sprites.places()
    for name, place, strip in zip(pictures.RIGHTS, RECORD["pictures"], strips, strict=True):
        kept = pictures.halves(name, 400)[1]
        assert place["name"] == name and tuple(place["place"]) == places[name]
        assert place["rights"] == pictures.RIGHTS[name]
        assert strip.shape == kept.shape and np.abs(strip - kept).mean() < 0.03


def test_filters_are_the_kernels(weights):
    shown = np.asarray(Image.open(FOLDER / "filters.webp").convert("RGB")) / 255
    for row, name in enumerate(NETWORKS):
        assert np.abs(sprites.filters(file(name, 0)) - shown[7 * row : 7 * row + 7]).max() <= 0.6 / 255
        for unit, kernel in enumerate(weights[file(name, 0)]["kernel1"].astype(float)):
            tile = shown[7 * row : 7 * row + 7, 7 * unit : 7 * unit + 7]
            wanted = kernel.transpose(1, 2, 0) / np.abs(kernel).max() / 2 + 0.5
            assert np.abs(tile - wanted).max() <= 0.6 / 255


def test_the_widget_loads_little():
    loaded = [FOLDER / name for name in ("features.json", "pictures.webp", "filters.webp")]
    assert sum(path.stat().st_size for path in loaded) <= SPRITES
    buffer = io.BytesIO((FOLDER / "pictures.webp").read_bytes())
    assert Image.open(buffer).width == sum(place["place"][1] for place in RECORD["pictures"])


def test_no_face_and_no_picture_of_unclear_rights():
    assert not {"camera", "astronaut", "grace_hopper", "lfw", "motorcycle", "moon", "page"} & set(pictures.RIGHTS)


# In the browser


@pytest.fixture(scope="module")
def laptop(visit, served):
    """The page with the widget in view, and what was asked for before and after."""
    with visit() as page:
        page.asked = []
        page.on("request", lambda request: page.asked.append(request.url.rsplit("/", 1)[-1]))
        page.goto(served + driver.PAGE)
        page.keyboard.press("Tab")  # brings every widget of the page to life, seen or not
        widget = page.locator(NAME)
        page.locator(f"{NAME}[data-ready]").wait_for(state="attached")
        page.wait_for_timeout(SETTLED)
        page.before = list(page.asked)
        widget.evaluate("async w => { w.scrollIntoView(); await w.loaded; }")
        yield page, widget


@pytest.mark.browser
def test_the_lack_of_the_pictures_is_told(visit, served):
    with visit() as page:
        page.route("**/features.json", lambda route: route.abort())
        page.goto(served + driver.PAGE)
        widget = page.locator(NAME)
        widget.evaluate("w => w.scrollIntoView()")
        for where in (widget.locator(".note"), widget.get_by_role("status")):
            expect(where).to_have_text("The pictures could not be loaded. Reload the page to try again.")


@pytest.mark.browser
def test_what_it_shows_is_loaded_once_and_when_it_is_seen(laptop):
    page, widget = laptop
    own = ["features.json", "pictures.webp", "filters.webp"]
    assert not set(own) & set(page.before)
    assert [page.asked.count(name) for name in own] == [1, 1, 1]
    assert {"trained.npz", "untrained.npz"}.isdisjoint(page.asked), "what only the code reads"
    assert widget.get_by_role("img").is_visible()


@pytest.mark.browser
def test_the_boxes_that_are_drawn_are_those_of_the_record(laptop):
    """By chance: the boxes of all patches of the unit in the strip, the chosen one last, where the sprite has the strip."""
    _, widget = laptop
    chances = random.Random(5)
    for _ in range(40):
        state = driver.states(chances)
        put(widget, NAME, state)
        layer = int(state["layer"]) - 1
        unit = RECORD[state["network"]][layer]["shown"][int(state["unit"]) - 1]
        chosen = unit["patches"][int(state["patch"]) - 1]
        begin, width, height = RECORD["pictures"][chosen[0]]["place"]
        side, jump = network.fields()[layer]
        same = [patch for patch in unit["patches"] if patch[0] == chosen[0] and patch != chosen]
        drawn = widget.locator(".held span").evaluate_all(BOXES)
        wanted = [[left, top, side, side] for _, left, top, _ in [*same, chosen]]
        assert [box[:4] for box in drawn] == wanted, state
        assert [box[4] for box in drawn] == [*[""] * len(same), "chosen"]
        strip = widget.locator(".held").evaluate(STRIP)
        assert strip == [width, height, f"{-begin}px 0px", True], state
        says = widget.locator(".strip .place").inner_text()
        assert f"{chosen[1] // jump} × {jump} = {chosen[1]} pixels from the left" in says
        assert f"{chosen[2] // jump} × {jump} = {chosen[2]} from the top, and is {side} wide" in says


@pytest.mark.browser
def test_a_phone_that_is_turned_shows_the_units_in_other_rows(laptop):
    """Three in a row, then four; the unit that is pressed is the one that is shown at each time."""
    page, widget = laptop
    widget.evaluate("w => w.reset()")
    rows = widget.locator(".grid.unit").first.locator("tbody tr")
    try:
        for size, count in ((PHONE, 4), (LAPTOP, 3)):
            page.set_viewport_size(size)
            expect(rows).to_have_count(count)
            rows.last.locator("td").last.click()
            assert widget.evaluate("w => w.state.unit") == 12
            widget.evaluate("w => w.reset()")
    finally:
        page.set_viewport_size(LAPTOP)


def test_the_figure_shows_the_patches_of_the_record(strips):
    unit = RECORD["trained"][1]["shown"][1]
    drawn = feature_hierarchy.mosaic(feature_hierarchy.record(), unit, 15, feature_hierarchy.pixels("pictures.webp"))
    picture, left, top, _ = unit["patches"][0]
    patch = strips[picture][top : top + 15, left : left + 15]
    assert np.array_equal(drawn[:60:4, :60:4], (patch * 255).round().astype(np.uint8))
    assert likeness(strips, unit["patches"], 15) == pytest.approx(unit["coherence"], abs=1e-3)
