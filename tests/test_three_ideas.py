"""Three ideas, really two: counts against PyTorch layers, gradients against autograd, shifts against brute force."""

import numpy as np
import pytest
import torch
from matplotlib.colors import to_hex
from skimage.data import camera
from torch import nn
from torch.nn import functional as F

from snippets.figures import commuting_square, equivariance_errors, ladder, tied_gradient
from snippets.three_ideas.averaged_matrix import SIDE, apply, averaged, wrapped
from snippets.three_ideas.ladder import rungs
from snippets.three_ideas.shift_and_convolve import PADDING, differing, feature_map
from snippets.three_ideas.tied_gradient import IMAGE, WANTED, local_layer, penalty, untied_gradient
from snippets.three_ideas.where_it_breaks import KERNEL, LAYERS, NOISE, errors, filtered, max_pool
from snippets.three_ideas.zip_code_network import NETWORK, count
from tests.drawing import STYLES, drawn


@pytest.mark.parametrize("side, in_channels, filters, k", [(4, 1, 1, 3), (6, 3, 2, 3), (5, 2, 3, 5), (224, 3, 64, 3)])
def test_rungs_are_the_layers_of_pytorch(side, in_channels, filters, k):
    """Parameters as PyTorch holds them; connections are parameters times uses and outputs times inputs."""
    counts = rungs(side, in_channels, filters, k)
    outputs = side * side * filters
    dense = nn.Linear(side * side * in_channels, outputs, bias=False, device="meta").weight.numel()
    convolution = nn.Conv2d(in_channels, filters, k, padding=k // 2, bias=False, device="meta")
    assert convolution(torch.empty(1, in_channels, side, side, device="meta")).numel() == outputs
    untied = torch.empty(side * side, filters, in_channels, k, k, device="meta").numel()
    assert [row[2] for row in counts.values()] == [dense, untied, convolution.weight.numel()]
    for inputs, uses, parameters, connections in counts.values():
        assert connections == parameters * uses == outputs * inputs


def test_rungs_of_the_page():
    counts = rungs(224, 3, 64)
    assert counts["dense"] == (150_528, 1, 483_385_147_392, 483_385_147_392)
    assert counts["convolution"] == (27, 50_176, 1_728, 86_704_128)
    assert counts["dense"][2] // counts["convolution"][2] == 279_736_775


def test_zip_code_network_is_its_layers_counted_one_by_one():
    """Connections from modules applied unit by unit, shared weights once, biases one per unit."""
    modules = {
        "H1": nn.Conv2d(1, 12, 5, bias=False),
        "H2": nn.Conv2d(8, 12, 5, bias=False),  # each unit reads eight of the twelve maps
        "H3": nn.Linear(192, 30, bias=False),
        "output": nn.Linear(30, 10, bias=False),
    }
    positions = {"H1": 64, "H2": 16, "H3": 1, "output": 1}
    units = {"H1": 768, "H2": 192, "H3": 30, "output": 10}
    for name, module in modules.items():
        weights = module.weight.numel()
        assert units[name] == NETWORK[name][0]
        assert tuple(count(*NETWORK[name])) == (weights * positions[name] + units[name], weights + units[name])
    assert tuple(sum(count(*layer) for layer in NETWORK.values())) == (64_660, 9_760)


def random_case(seed):
    rng = np.random.default_rng(seed)
    return rng.normal(size=(7, 8)), rng.normal(size=(5, 6, 3, 3)), rng.normal(size=(5, 6))


@pytest.mark.parametrize("seed", range(3))
def test_untied_gradient_is_autograds(seed):
    image, kernels, target = random_case(seed)
    weights = torch.tensor(kernels, requires_grad=True)
    windows = F.unfold(torch.tensor(image)[None, None], 3).reshape(3, 3, 5, 6).permute(2, 3, 0, 1)
    output = (windows * weights).sum((2, 3))
    assert np.allclose(local_layer(image, kernels), output.detach().numpy())
    loss = ((output - torch.tensor(target)) ** 2).sum() / 2
    loss.backward()
    assert penalty(image, kernels, target) == pytest.approx(loss.item())
    assert np.allclose(untied_gradient(image, kernels, target), weights.grad.numpy())


@pytest.mark.parametrize("seed", range(3))
def test_sum_over_positions_is_the_gradient_of_the_convolution(seed):
    image, _, target = random_case(seed)
    kernel = torch.tensor(np.random.default_rng(seed + 9).normal(size=(3, 3)), requires_grad=True)
    output = F.conv2d(torch.tensor(image)[None, None], kernel[None, None])[0, 0]
    (((output - torch.tensor(target)) ** 2).sum() / 2).backward()
    untied = untied_gradient(image, np.broadcast_to(kernel.detach().numpy(), (5, 6, 3, 3)), target)
    assert np.allclose(untied.sum((0, 1)), kernel.grad.numpy())
    assert not np.allclose(untied.mean((0, 1)), kernel.grad.numpy())


def test_first_step_leads_towards_the_wanted_kernel():
    tied = untied_gradient(IMAGE, np.zeros((4, 4, 3, 3)), local_layer(IMAGE, WANTED)).sum((0, 1))
    assert tied.tolist() == [[16, -13, -46], [23, -9, -52], [23, -4, -39]]
    assert (np.sign(-tied[:, [0, 2]]) == WANTED[:, [0, 2]]).all()
    assert penalty(IMAGE, -1e-3 * tied, local_layer(IMAGE, WANTED)) < penalty(
        IMAGE, 0 * WANTED, local_layer(IMAGE, WANTED)
    )


def convolution_of(modulus, kernel, image):
    """Sums of products, read index by index; outside the image it wraps around or is zero."""
    rows, columns = image.shape
    result = np.zeros(image.shape)
    for row, column, m, n in np.ndindex(rows, columns, *kernel.shape):
        r, c = row + m - 1, column + n - 1
        inside = 0 <= r < rows and 0 <= c < columns
        result[row, column] += kernel[m, n] * (image[r % rows, c % columns] if modulus or inside else 0)
    return result


@pytest.mark.parametrize("padding", PADDING)
def test_feature_map_is_the_sum_of_products(padding):
    rng = np.random.default_rng(2)
    image, kernel = rng.normal(size=(6, 7)), rng.normal(size=(3, 3))
    expected = convolution_of(padding == "circular", kernel, image)
    got = feature_map(torch.tensor(image), torch.tensor(kernel), padding)
    assert np.allclose(got.numpy(), expected)
    if padding == "circular":
        layer = nn.Conv2d(1, 1, 3, padding=1, padding_mode="circular", bias=False).double()
        layer.weight.data[0, 0] = torch.tensor(kernel)
        assert np.allclose(layer(torch.tensor(image)[None, None])[0, 0].detach().numpy(), expected)


@pytest.mark.parametrize("pixels", [2, 5, 13, 30])
def test_zero_padding_is_wrong_in_the_borders_of_both_maps(pixels):
    torch.manual_seed(pixels)
    image, kernel = torch.rand(32, 32), torch.randn(3, 3)
    assert not differing(image, kernel, "circular", pixels).any()
    wrong = differing(image, kernel, "zero", pixels)
    columns = {0, 31, (31 + pixels) % 32, pixels % 32}
    assert set(wrong.any(0).nonzero().flatten().tolist()) == columns
    assert wrong.sum() == 32 * len(columns)


def test_each_pair_of_columns_is_the_border_of_one_of_the_maps():
    """With the borders of a map repaired from the circular one, only the other pair differs."""
    torch.manual_seed(1)
    image, kernel = torch.rand(32, 32), torch.randn(3, 3)
    right = feature_map(image, kernel, "circular")
    first = feature_map(image.roll(5, 1), kernel, "zero")[1:-1]
    last = feature_map(image, kernel, "zero").roll(5, 1)[1:-1]
    exact = right.roll(5, 1)[1:-1]
    assert set((~torch.isclose(first, exact, atol=1e-5)).any(0).nonzero().flatten().tolist()) == {0, 31}
    assert set((~torch.isclose(last, exact, atol=1e-5)).any(0).nonzero().flatten().tolist()) == {4, 5}


def shift_matrix(v):
    """The dense layer that moves a flattened image by ``v``, from index arithmetic."""
    matrix = np.zeros((SIDE**2, SIDE**2))
    for row, column in np.ndindex(SIDE, SIDE):
        matrix[(row + v[0]) % SIDE * SIDE + (column + v[1]) % SIDE, row * SIDE + column] = 1
    return matrix


def test_averaged_is_the_mean_over_shifts_and_commutes_with_all():
    dense = np.random.default_rng(5).normal(size=(SIDE**2, SIDE**2))
    shifts = [shift_matrix(v) for v in np.ndindex(SIDE, SIDE)]
    mean = averaged(dense)
    assert np.allclose(mean, sum(shift.T @ dense @ shift for shift in shifts) / len(shifts))
    assert all(np.allclose(mean @ shift, shift @ mean) for shift in shifts)
    assert not any(np.allclose(dense @ shift, shift @ dense) for shift in shifts[1:])
    assert np.allclose(averaged(mean), mean)


def test_averaged_is_a_convolution():
    """Every row is the first one moved along, and the layer equals PyTorch's convolution with that kernel."""
    rng = np.random.default_rng(6)
    mean, image = averaged(rng.normal(size=(SIDE**2, SIDE**2))), rng.normal(size=(SIDE, SIDE))
    kernel = mean[0].reshape(SIDE, SIDE)
    wide = F.pad(torch.tensor(image)[None, None], (0, SIDE - 1, 0, SIDE - 1), mode="circular")
    expected = F.conv2d(wide, torch.tensor(kernel)[None, None])[0, 0].numpy()
    assert np.allclose(apply(mean, image), expected)
    assert np.allclose(wrapped(kernel, image), expected)
    weights = mean.reshape(SIDE, SIDE, SIDE, SIDE)
    for row, column in np.ndindex(SIDE, SIDE):
        assert np.allclose(weights[row, column], np.roll(kernel, (row, column), axis=(0, 1)))


def torch_layer(name, image):
    """The five layers as PyTorch has them."""
    x = torch.tensor(image)[None, None]
    kernel = torch.tensor(KERNEL, dtype=torch.float64)[None, None]
    if name == "zero padding":
        return F.conv2d(x, kernel, padding=1)[0, 0].numpy()
    if name == "no padding":
        return F.conv2d(x, kernel)[0, 0].numpy()
    around = F.pad(x, (1, 1, 1, 1), mode="circular")
    if name == "stride 2":
        return F.conv2d(around, kernel, stride=2)[0, 0].numpy()
    maps = F.conv2d(around, kernel)
    return (F.max_pool2d(maps, 2) if name == "max-pooling" else maps)[0, 0].numpy()


@pytest.mark.parametrize("name", LAYERS)
def test_layers_are_pytorchs(name):
    image = np.random.default_rng(3).random((10, 12))
    assert np.allclose(LAYERS[name](image), torch_layer(name, image))


@pytest.mark.parametrize(
    "name, pixels, moved, wrong, size",
    [
        ("circular padding", 5, 5, 0, 1024),
        ("zero padding", 5, 5, 128, 1024),
        ("no padding", 5, 5, 150, 900),
        ("stride 2", 1, 0, 256, 256),
        ("stride 2", 2, 1, 0, 256),
        ("max-pooling", 2, 1, 0, 256),
    ],
)
def test_errors_that_do_not_depend_on_the_noise(name, pixels, moved, wrong, size):
    for image in (NOISE, np.random.default_rng(17).random((32, 32))):
        found = errors(name, image, pixels, moved)
        assert (found.sum(), found.size) == (wrong, size)
        by_torch = torch_layer(name, np.roll(image, pixels, 1)), np.roll(torch_layer(name, image), moved, 1)
        assert (found == ~np.isclose(*by_torch, atol=1e-9)).all()


def test_no_output_shift_repairs_an_odd_shift_before_stride_two():
    for moved in range(16):
        assert errors("stride 2", NOISE, 1, moved).all()


def test_unpadded_errors_are_the_columns_carried_around():
    assert np.flatnonzero(errors("no padding", NOISE, 5, 5).any(0)).tolist() == [0, 1, 2, 3, 4]


def test_max_pooling_spoils_about_seven_in_ten_and_two_in_three_of_plain_noise():
    """On independent values the largest of six is among the two that both windows share in one case of three."""
    images = [np.random.default_rng(seed).random((32, 32)) for seed in range(200)]
    after_filter = np.mean([errors("max-pooling", image, 1, 0).mean() for image in images])
    plain = np.mean([max_pool(np.roll(image, 1, 1)) != max_pool(image) for image in images])
    assert after_filter == pytest.approx(0.707, abs=0.01)
    assert plain == pytest.approx(2 / 3, abs=0.01)
    assert errors("max-pooling", NOISE, 1, 0).mean() == pytest.approx(after_filter, abs=0.06)


def test_global_pooling_of_an_equivariant_map_is_invariant():
    shifts = [np.roll(NOISE, v, axis=(0, 1)) for v in np.ndindex(32, 32)]
    relu = np.unique([np.maximum(filtered(image), 0).max().round(9) for image in shifts])
    assert relu.size == 1
    phases = {LAYERS["stride 2"](image).max().round(9) for image in shifts}
    assert phases == {filtered(NOISE)[row::2, column::2].max().round(9) for row in (0, 1) for column in (0, 1)}


def test_a_kernel_with_the_symmetry_of_the_square_commutes_with_quarter_turns():
    ring = torch.tensor([[1.0, 2, 1], [2, -5, 2], [1, 2, 1]])
    image = torch.rand(8, 8)
    turned = feature_map(image.rot90(), ring, "circular")
    assert torch.allclose(turned, feature_map(image, ring, "circular").rot90(), atol=1e-5)
    assert not np.isclose(filtered(np.rot90(NOISE)), np.rot90(filtered(NOISE))).any()


def test_position_dependent_biases_break_equivariance():
    """What the zip code network's unshared biases cost."""
    bias = np.random.default_rng(4).normal(size=NOISE.shape)
    moved = np.roll(NOISE, 5, 1)
    assert np.allclose(filtered(moved) + 0.5, np.roll(filtered(NOISE) + 0.5, 5, 1))
    assert not np.allclose(filtered(moved) + bias, np.roll(filtered(NOISE) + bias, 5, 1))


@pytest.mark.parametrize("style", STYLES, ids=str)
def test_figure_of_the_ladder_wires_what_it_counts(style):
    for axes, layer in zip(drawn(ladder, style).axes, ladder.LAYERS, strict=True):
        lines = ladder.wiring(layer)
        texts = [text.get_text() for text in axes.texts]
        assert len(axes.lines) == len(lines)
        assert sorted(int(text) for text in texts if text.isdigit()) == sorted(number for _, _, number in lines)
        assert f"{len({number for *_, number in lines})} parameters" in texts
        assert f"{len(lines)} connections" in texts
    # Three outputs of the same weights, an input apart: the wiring of a convolution.
    taps = nn.Conv1d(1, 1, 3, bias=False).double()
    taps.weight.data[0, 0] = torch.tensor([1.0, 2.0, 3.0])
    matrix = np.zeros((4, 6))
    for source, target, number in ladder.wiring("convolution"):
        matrix[target, source] = number
    assert np.array_equal(matrix, taps(torch.eye(6).double()[:, None])[:, 0].T.detach().numpy())
    assert {(s, t) for s, t, _ in ladder.wiring("local")} == set(map(tuple, np.argwhere(matrix.T)))


@pytest.mark.parametrize("style", STYLES, ids=str)
def test_figure_of_the_gradients_shows_the_listings_numbers(style):
    untied = untied_gradient(IMAGE, np.zeros((4, 4, 3, 3)), local_layer(IMAGE, WANTED))
    _, *squares, tied, image = drawn(tied_gradient, style).axes
    for axes, (m, n) in zip(squares, np.ndindex(3, 3), strict=True):
        shown = [int(text.get_text().replace("−", "-")) for text in axes.texts]
        assert shown == untied[:, :, m, n].ravel().tolist()
    assert [int(t.get_text().replace("−", "-")) for t in tied.texts] == untied.sum((0, 1)).ravel().tolist()
    assert [int(t.get_text()) for t in image.texts] == IMAGE.ravel().tolist()


@pytest.mark.parametrize("style", STYLES, ids=str)
def test_figure_of_the_errors_colours_the_wrong_outputs(style):
    for axes, wrong in zip(drawn(equivariance_errors, style).axes, equivariance_errors.maps().values(), strict=True):
        found = np.zeros_like(wrong)
        for patch in axes.patches:
            if to_hex(patch.get_edgecolor()) == style.accent:
                ends = patch.get_path().vertices
                for (start, row), (end, _) in zip(ends[::2], ends[1::2], strict=True):
                    found[int(row), int(start) : int(end)] = True
        assert (found == wrong).all()
        (grid,) = [p.get_path().vertices for p in axes.patches if to_hex(p.get_edgecolor()) == to_hex(style.paper)]
        rows, columns = wrong.shape
        between = {((x, 0), (x, rows)) for x in range(1, columns)} | {((0, y), (columns, y)) for y in range(1, rows)}
        assert {tuple(map(tuple, line)) for line in grid.reshape(-1, 2, 2)} == between
        columns = [str(column) for column in range(columns) if wrong[:, column].any()]
        where = f"\ncolumns {', '.join(columns)}" if 0 < len(columns) < 8 else ""
        assert f"{wrong.sum():,} of {wrong.size:,} wrong{where}" in [text.get_text() for text in axes.texts]


def test_figure_of_the_square_commutes():
    shown = commuting_square.pictures()
    assert np.array_equal(shown["image"], camera()[::4, ::4] / 255)
    assert np.array_equal(shown["map of shifted"], np.roll(shown["map"], commuting_square.PIXELS, axis=1))
    assert np.allclose(shown["map"], torch_layer("circular padding", shown["image"]))
    assert np.array_equal(shown["shifted"][:, commuting_square.PIXELS :], shown["image"][:, : -commuting_square.PIXELS])
