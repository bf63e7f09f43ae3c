"""The listings of "Where the idea came from" are true: against networks built in PyTorch, and taps counted one by one."""

import numpy as np
import pytest
import torch
from torch import nn

from snippets.visual_cortex.cells import UPRIGHT, bar, complex_cell, simple_cell
from snippets.visual_cortex.later_networks import count_alexnet, count_resnet_50, count_vit_b_16
from snippets.visual_cortex.lenets import LECUN_1989, LENET_5, totals


def parameters(*modules: nn.Module) -> int:
    return sum(p.numel() for module in modules for p in module.parameters())


def test_alexnet_has_the_parameters_of_its_grouped_layers():
    with torch.device("meta"):
        network = [
            nn.Conv2d(3, 96, 11),
            nn.Conv2d(96, 256, 5, groups=2),
            nn.Conv2d(256, 384, 3),
            nn.Conv2d(384, 384, 3, groups=2),
            nn.Conv2d(384, 256, 3, groups=2),
            nn.Linear(6 * 6 * 256, 4096),
            nn.Linear(4096, 4096),
            nn.Linear(4096, 1000),
        ]
    assert count_alexnet() == parameters(*network)


def test_resnet_50_has_the_parameters_of_its_blocks():
    def step(size, inputs, outputs):
        return nn.Sequential(nn.Conv2d(inputs, outputs, size, bias=False), nn.BatchNorm2d(outputs))

    with torch.device("meta"):
        network, inputs = [step(7, 3, 64)], 64
        for width, blocks in zip((64, 128, 256, 512), (3, 4, 6, 3), strict=True):
            network.append(step(1, inputs, 4 * width))
            for _ in range(blocks):
                network += [step(1, inputs, width), step(3, width, width), step(1, width, 4 * width)]
                inputs = 4 * width
        network.append(nn.Linear(inputs, 1000))
    assert count_resnet_50() == parameters(*network)


def test_vit_has_the_parameters_of_its_encoder():
    with torch.device("meta"):
        encoder = nn.TransformerEncoder(nn.TransformerEncoderLayer(768, 12, 3072), 12, enable_nested_tensor=False)
        rest = [nn.Conv2d(3, 768, 16, stride=16), nn.LayerNorm(768), nn.Linear(768, 1000)]
    assert count_vit_b_16() == parameters(encoder, *rest) + 768 + 197 * 768


def test_the_network_of_1989_counted_tap_by_tap():
    """H1 reads 5 x 5 windows of a 16 x 16 image with stride 2, the rest of a window lies on a constant border.

    A map of H2 reads eight maps of H1; every unit has a bias of its own.
    """
    first, second = (nn.Conv2d(maps, 12, 5, stride=2, padding=2) for maps in (1, 8))
    h1 = first(torch.zeros(1, 16, 16))
    h2 = second(h1[:8]).numel()
    network = (first, h1.numel()), (second, h2), (nn.Linear(h2, 30), 30), (nn.Linear(30, 10), 10)
    counted = [(units, layer.weight[0].numel() + 1, layer.weight.numel() + units) for layer, units in network]
    assert counted == list(LECUN_1989.values())
    assert totals(LECUN_1989) == (64_660, 9_760)  # as the paper prints them
    assert sum(units for units, *_ in LECUN_1989.values()) + 16 * 16 == 1256  # the paper's number of units


def test_lenet_5_has_the_numbers_of_its_paper():
    """The paper names both totals, and for each layer the numbers of its table."""
    assert totals(LENET_5) == (340_908, 60_000)
    shared = nn.Conv2d(1, 6, 5), nn.Conv2d(16, 120, 5), nn.Linear(120, 84)
    counted = [LENET_5[name][2] for name in ("C1, 6 maps 28 x 28, 5 x 5", "C5, 120 units", "F6, 84 units, dense")]
    assert counted == [parameters(module) for module in shared]
    third = [counts for name, counts in LENET_5.items() if name.startswith("C3")]
    assert sum(parameters for *_, parameters in third) == 1516
    assert sum(units * inputs for units, inputs, _ in third) == 151_600


@pytest.mark.parametrize("offset", range(-5, 6))
def test_the_complex_cell_keeps_its_answer_within_its_field_and_the_simple_cell_does_not(offset):
    assert simple_cell(bar(offset)) == pytest.approx(float(offset == 0))
    assert complex_cell(bar(offset)) == pytest.approx(float(abs(offset) <= 3))


@pytest.mark.parametrize("at", [-3, 0, 2])
def test_a_simple_cell_is_one_output_of_a_rectified_convolution(at):
    image = np.random.default_rng(at + 3).random((17, 17))
    maps = nn.functional.conv2d(torch.tensor(image)[None, None], torch.tensor(UPRIGHT)[None, None]).relu()[0, 0]
    assert simple_cell(image, at) == pytest.approx(maps[4, 7 + at].item())
    assert complex_cell(image) == pytest.approx(maps[4, 4:11].max().item())


def test_both_cells_ignore_a_level_bar():
    assert bar(0, 90).sum() == 9
    assert simple_cell(bar(0, 90)) == complex_cell(bar(0, 90)) == 0
    assert complex_cell(bar(0, 45)) < 0.1
