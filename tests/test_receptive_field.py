"""How far a unit sees: the recurrence against gradients and against brute force, and the bell against closed forms."""

import json
from math import comb, erf, sqrt
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

from snippets.figures import effective_receptive_field, receptive_field_cone, receptive_field_growth
from snippets.receptive_field import (
    by_gradient,
    effective_gradients,
    effective_maps,
    effective_uniform,
    named_networks,
    recurrence,
    seven_by_seven,
)
from tests.drawing import drawn

DATA = Path(effective_maps.__file__).with_suffix(".json")


def seen_by(layers, unit):
    """Input positions on which ``unit`` of the last layer depends, followed tap by tap: no formula."""
    positions = {unit}
    for kernel, stride, dilation in reversed(layers):
        positions = {position * stride + tap * dilation for position in positions for tap in range(kernel)}
    return positions


def random_layers(seed):
    random = np.random.default_rng(seed)
    return [tuple(int(n) for n in random.integers(1, 5, 3)) for _ in range(random.integers(1, 5))]


@pytest.mark.parametrize("seed", range(60))
def test_field_and_jump_are_those_of_the_units(seed):
    layers = random_layers(seed)
    for depth in range(1, len(layers) + 1):
        first, second = seen_by(layers[:depth], 0), seen_by(layers[:depth], 1)
        field, jump = recurrence.growth(layers)[depth]
        assert field == max(first) - min(first) + 1
        assert jump == min(second) - min(first)


@pytest.mark.parametrize("seed", range(60))
def test_gradient_counts_the_pixels_seen(seed):
    layers = random_layers(seed)
    assert by_gradient.pixels_with_gradient(layers) == len(seen_by(layers, 0))


def test_worked_stacks():
    assert recurrence.growth([(3, 2, 1)] * 3) == [(1, 1), (3, 2), (7, 4), (15, 8)]
    assert recurrence.growth([(3, 1, 1), (3, 1, 2), (3, 1, 4)]) == [(1, 1), (3, 1), (7, 1), (15, 1)]
    assert recurrence.receptive_field([]) == 1


def test_wrong_formula_is_caught_by_the_gradient_unless_the_stack_is_the_trap():
    for layers, wrong, right in [
        ([(3, 2, 1)], 5, 3),
        ([(3, 2, 1)] * 3, 13, 15),
        ([(3, 1, 1), (3, 2, 1)], 7, 5),
        ([(3, 2, 1), (3, 1, 1)], 7, 7),
        (named_networks.NETWORKS["AlexNet"], 63, 195),
    ]:
        assert by_gradient.own_stride_formula(layers) == wrong
        assert by_gradient.pixels_with_gradient(layers) == right


def test_no_holes_without_dilation_when_strides_do_not_exceed_kernels():
    random = np.random.default_rng(0)
    for _ in range(100):
        kernels = random.integers(1, 5, 4)
        layers = [(int(kernel), int(random.integers(1, kernel + 1)), 1) for kernel in kernels]
        assert len(seen_by(layers, 0)) == recurrence.receptive_field(layers)
    assert len(seen_by([(3, 1, 2)] * 3, 0)) == 7 < recurrence.receptive_field([(3, 1, 2)] * 3) == 13


def network(layers, padded):
    """A PyTorch stack of one channel with positive weights: a layer's gradient cannot cancel."""
    modules = []
    for kernel, stride, dilation in layers:
        padding = dilation * (kernel - 1) // 2 if padded else 0
        convolution = nn.Conv2d(1, 1, kernel, stride=stride, padding=padding, dilation=dilation, bias=False)
        nn.init.constant_(convolution.weight, 1 / kernel**2)
        modules.append(convolution)
    return nn.Sequential(*modules).double()


def gradient_of(model, image, row, column):
    image = image.requires_grad_()
    model(image)[0, 0, row, column].backward()
    return image.grad[0, 0] != 0


def test_seven_by_seven_is_what_pytorch_computes():
    layers = [(3, 1, 1)] * 3
    for depth, (size, field, share) in enumerate(seven_by_seven.coverage(layers, 7)):
        image = torch.ones(1, 1, 7, 7, dtype=torch.float64)
        model = network(layers[:depth], padded=False)
        assert model(image).shape == (1, 1, size, size)
        seen = gradient_of(model, image, size // 2, size // 2)
        assert seen.sum() == field**2
        assert share == pytest.approx(float(seen.double().mean()))


def test_coverage_follows_strides_and_stops_at_the_whole_image():
    rows = seven_by_seven.coverage([(3, 2, 1), (5, 1, 2)], 32)
    assert [row[:2] for row in rows] == [(32, 1), (15, 3), (7, 19)]
    assert rows[-1][2] == pytest.approx((19 / 32) ** 2)
    assert seven_by_seven.coverage([(3, 2, 1)] * 5, 63)[-1] == (1, 63, 1)
    assert seven_by_seven.coverage([(3, 1, 1)] * 112, 224)[-1][1:] == (225, 1)


def test_padding_leaves_the_field_and_cuts_the_view_of_the_corner():
    image = torch.ones(1, 1, 7, 7, dtype=torch.float64)
    model = network([(3, 1, 1)] * 3, padded=True)
    assert model(image).shape == (1, 1, 7, 7)
    assert gradient_of(model, image.clone(), 3, 3).sum() == 49
    corner = gradient_of(model, image.clone(), 0, 0)
    assert corner[:4, :4].all() and corner.sum() == 16


@pytest.mark.parametrize(
    "depth, centre, corner", [(111, False, False), (112, True, False), (222, True, False), (223, True, True)]
)
def test_plain_layers_until_all_224_pixels_are_seen(depth, centre, corner):
    """Along one axis, layer by layer: each is padded by one position, and what lies outside is not seen."""

    def seen(unit):
        positions = {unit}
        for _ in range(depth):
            positions = {tap - 1 for position in positions for tap in seen_by([(3, 1, 1)], position)} & set(range(224))
        return len(positions)

    assert (seen(111) == seen(112) == 224) is centre
    assert (seen(0) == 224) is corner


FIELDS = {
    "LeNet-5": 32,
    "AlexNet": 195,
    "VGG-16": 212,
    "ResNet-18": 435,
    "ResNet-50, stride in 1x1": 483,
    "ResNet-50, stride in 3x3": 427,
}


def test_named_networks_by_gradient():
    assert named_networks.NETWORKS.keys() == FIELDS.keys()
    for name, layers in named_networks.NETWORKS.items():
        assert by_gradient.pixels_with_gradient(layers) == FIELDS[name] == named_networks.growth(layers)[-1][0]


def test_layer_lists_have_the_shape_of_the_networks():
    """Counts of layers, total strides, and where the ResNet-50s put theirs."""
    lists = named_networks.NETWORKS
    assert [layers.count((3, 1, 1)) for layers in lists.values()][2:4] == [13, 13]
    assert {name: len(layers) for name, layers in lists.items()} == {
        "LeNet-5": 5, "AlexNet": 8, "VGG-16": 18, "ResNet-18": 18,
        "ResNet-50, stride in 1x1": 50, "ResNet-50, stride in 3x3": 50,
    }  # fmt: skip
    for name in list(lists)[2:]:
        assert named_networks.growth(lists[name])[-1][1] == 32  # 224 pixels become 7 units
    original, moved = (named_networks.resnet_50(stride_in_3x3) for stride_in_3x3 in (False, True))
    assert [kernel for kernel, _, _ in original] == [kernel for kernel, _, _ in moved] == [7, 3] + [1, 3, 1] * 16
    assert {kernel for kernel, stride, _ in original[2:] if stride == 2} == {1}
    assert {kernel for kernel, stride, _ in moved[2:] if stride == 2} == {3}
    assert [layer for layer, (_, stride, _) in enumerate(moved[2:]) if stride == 2] == [10, 22, 40]


def test_vgg_after_each_pooling_and_alexnet_after_each_convolution():
    vgg = [field for field, _ in named_networks.growth(named_networks.NETWORKS["VGG-16"])]
    assert [vgg[layer] for layer in (3, 6, 10, 14, 18)] == [6, 16, 44, 100, 212]
    alexnet = [field for field, _ in named_networks.growth(named_networks.NETWORKS["AlexNet"])]
    assert [alexnet[layer] for layer in (1, 3, 5, 6, 7)] == [11, 51, 99, 131, 163]


def test_twins_agree():
    for layers in [random_layers(seed) for seed in range(30)]:
        assert named_networks.growth(layers) == recurrence.growth(layers)
        assert by_gradient.receptive_field(layers) == recurrence.receptive_field(layers)


@pytest.mark.parametrize("depth", [1, 3, 10, 50])
def test_uniform_profile_counts_paths(depth):
    """Tap sequences of -1, 0, 1 that end at an offset, by the trinomial formula."""
    paths = [
        sum(comb(depth, i) * comb(depth - i, i + offset) for i in range(depth) if 0 <= i + offset <= depth - i)
        for offset in range(depth + 1)
    ]
    weights = effective_uniform.profile(depth)
    assert weights.size == 2 * depth + 1
    assert weights[depth:] == pytest.approx(np.array(paths, dtype=float) / 3.0**depth)
    assert weights[::-1] == pytest.approx(weights)
    assert effective_uniform.spread(weights) == pytest.approx(sqrt(2 * depth / 3))


def test_fifty_uniform_layers():
    weights = effective_uniform.profile(50)
    assert weights[39:62].sum() > 0.95 > weights[40:61].sum()
    assert effective_uniform.central_pixels(weights) == 23
    sigma = sqrt(100 / 3)
    assert effective_uniform.central_pixels(weights, 0.9545) == 25
    assert weights[39:62].sum() == pytest.approx(erf(11.5 / sigma / sqrt(2)), abs=0.002)  # nearly a Gaussian
    offsets = np.arange(-50, 51)
    inside = np.exp(-(offsets[:, None] ** 2 + offsets**2) / (2 * sigma**2)) >= 0.0455
    assert effective_uniform.area_above(weights) == pytest.approx(inside.mean(), abs=0.003)


def test_uniform_profile_is_the_gradient_of_uniform_layers():
    model = network([(3, 1, 1)] * 10, padded=False)
    image = torch.randn(1, 1, 21, 21, dtype=torch.float64, requires_grad=True)
    model(image).backward()
    weights = effective_uniform.profile(10)
    assert image.grad[0, 0].numpy() == pytest.approx(np.outer(weights, weights))


@pytest.mark.parametrize("depth", effective_gradients.DEPTHS)
def test_committed_measurement_is_made_again(depth, one_thread):
    committed = json.loads(DATA.read_text())[str(depth)]
    again = effective_maps.record(effective_gradients.influence(depth))
    assert again["deviation"] == pytest.approx(committed["deviation"], abs=0.011)
    assert np.array(again["map"]) == pytest.approx(np.array(committed["map"]), abs=1)
    assert np.max(again["map"]) == 1000


def test_measurement_has_the_width_of_the_theory():
    committed = json.loads(DATA.read_text())
    assert [int(depth) for depth in committed] == list(effective_gradients.DEPTHS)
    for depth, record in committed.items():
        side = recurrence.receptive_field([(3, 1, 1)] * int(depth))
        assert np.shape(record["map"]) == (side, side) and np.max(record["map"]) == 1000
        assert record["deviation"] == pytest.approx(sqrt(2 * int(depth) / 3), rel=0.03)


def test_influence_is_the_squared_gradient_of_one_unit():
    """One network, one image, three layers: the same numbers drawn, the gradient by finite differences."""
    shares = effective_gradients.influence(3, networks=1, images=1, channels=2)
    random = torch.Generator().manual_seed(3)
    image = torch.randn(1, 3, 7, 7, dtype=torch.float64, generator=random)
    kernels = [torch.randn(2, channels, 3, 3, dtype=torch.float64, generator=random) for channels in (3, 2, 2)]

    def unit(picture):
        for layer, kernel in enumerate(kernels):
            picture = nn.functional.conv2d(picture.clamp(min=0) if layer else picture, kernel)
        return float(picture[0, 0])

    step = 1e-6
    energy = torch.zeros(7, 7, dtype=torch.float64)
    for channel, row, column in np.ndindex(3, 7, 7):
        change = torch.zeros_like(image)
        change[0, channel, row, column] = step
        energy[row, column] += ((unit(image + change) - unit(image - change)) / (2 * step)) ** 2
    assert shares.numpy() == pytest.approx((energy / energy.sum()).numpy(), abs=1e-6)
    assert float(shares.sum()) == pytest.approx(1)


def test_growth_figure_wires_what_the_units_see():
    for layers in receptive_field_growth.STACKS.values():
        units, wires = receptive_field_growth.wiring(layers)
        pixels = {source for layer, source, _ in wires if layer == 1}
        assert max(pixels) - min(pixels) + 1 == recurrence.receptive_field(layers)
        for positions, (_, jump) in zip(units, recurrence.growth(layers), strict=True):
            assert set(np.diff(positions)) <= {jump}


def test_cone_figure_has_the_sides_and_rings_of_three_layers():
    assert [size for size, *_ in receptive_field_cone.ROWS] == [7, 5, 3, 1]
    assert [field for _, field, _ in receptive_field_cone.ROWS] == [1, 3, 5, 7]


def test_effective_figure_sets_the_measured_width_against_both_laws():
    """One line for the square's side, one for four standard deviations of the theory; a dot for each measurement."""
    _, widths = drawn(effective_receptive_field).axes
    square, theory, measured = [line.get_xydata() for line in widths.lines]
    assert square[:, 1] == pytest.approx(1 + 2 * square[:, 0])
    assert theory[:, 1] == pytest.approx(4 * np.sqrt(2 * theory[:, 0] / 3))
    committed = json.loads(DATA.read_text())
    assert measured[:, 0].tolist() == list(effective_gradients.DEPTHS)
    assert measured[:, 1] == pytest.approx([4 * record["deviation"] for record in committed.values()])
