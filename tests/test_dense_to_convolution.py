"""From dense to convolutional: its matrices against PyTorch, its counts against layers that PyTorch built."""

from collections import Counter
from fractions import Fraction

import numpy as np
import pytest
import torch
from matplotlib.colors import to_hex, to_rgb
from sklearn.datasets import load_digits
from sklearn.linear_model import Ridge
from torch import nn
from torch.nn import functional as F
from torch.utils.flop_counter import FlopCounterMode

from snippets.dense_to_convolution.as_linear import dense_twin
from snippets.dense_to_convolution.ladder import in_bounds, ladder
from snippets.dense_to_convolution.matrix import convolution_matrix
from snippets.dense_to_convolution.nearest_convolution import MAPS, SIZE, matrix_of, nearest_kernel, shift
from snippets.dense_to_convolution.padding_leak import convolved
from snippets.dense_to_convolution.shuffled_digits import TRAIN, accuracy, convolution_features, dense_features
from snippets.dense_to_convolution.vgg16_cost import convolution, dense, vgg16
from snippets.figures import dense_local_convolution, valid_matrix, vgg16_cost
from snippets.figures.style import SIGNED, WEIGHTS
from tests.drawing import STYLES, drawn

NUMBERED = np.arange(1, 10).reshape(3, 3)


@pytest.mark.parametrize("k, size, padding", [(1, 3, 0), (3, 4, 1), (3, 6, 0), (5, 7, 2), (2, 5, 1), (3, 5, 4)])
def test_matrix_multiplies_as_pytorch_convolves(k, size, padding):
    rng = np.random.default_rng(k * size)
    kernel, image = rng.normal(size=(k, k)), rng.normal(size=(size, size))
    expected = F.conv2d(torch.tensor(image)[None, None], torch.tensor(kernel)[None, None], padding=padding)
    flat = convolution_matrix(kernel, size, padding) @ image.ravel()
    assert np.allclose(flat, expected.numpy().ravel(), rtol=0, atol=1e-12)


def test_rows_of_the_padded_matrix():
    matrix = convolution_matrix(NUMBERED, size=4, padding=1)
    assert matrix.shape == (16, 16)
    assert matrix[0].tolist() == [5, 6, 0, 0, 8, 9, 0, 0] + [0] * 8
    assert matrix[5].tolist() == [1, 2, 3, 0, 4, 5, 6, 0, 7, 8, 9, 0, 0, 0, 0, 0]
    assert Counter(np.count_nonzero(matrix, axis=1).tolist()) == {4: 4, 6: 8, 9: 4}
    assert set(np.unique(matrix)) == set(range(10))


def test_matrix_without_padding_has_nine_weights_a_row():
    matrix = convolution_matrix(NUMBERED, size=6, padding=0)
    assert matrix.shape == (16, 36)
    assert all(sorted(row[row > 0]) == list(range(1, 10)) for row in matrix)


def test_matrix_is_toeplitz_in_blocks_and_inside_them():
    blocks = convolution_matrix(NUMBERED, size=4, padding=1).reshape(4, 4, 4, 4).swapaxes(1, 2)  # (i, i', j, j')
    for i, i2 in np.ndindex(4, 4):
        row = NUMBERED[i2 - i + 1] if abs(i2 - i) <= 1 else np.zeros(3)
        expected = sum(np.diag(np.full(4 - abs(b), row[b + 1]), b) for b in (-1, 0, 1))
        assert (blocks[i, i2] == expected).all()


@pytest.mark.parametrize("size, padding, shape", [(4, 1, (16, 16)), (6, 0, (16, 36)), (5, 2, (49, 25))])
def test_dense_twin_is_the_convolution_and_its_matrix(size, padding, shape):
    kernel = torch.randn(3, 3, generator=torch.Generator().manual_seed(1), dtype=torch.float64)
    twin = dense_twin(kernel, size, padding)
    assert tuple(twin.weight.shape) == shape
    assert np.array_equal(twin.weight.detach().numpy(), convolution_matrix(kernel.numpy(), size, padding))
    images = torch.randn(5, 1, size, size, dtype=torch.float64)
    assert torch.allclose(
        twin(images.flatten(1)), F.conv2d(images, kernel[None, None], padding=padding).flatten(1), atol=1e-5
    )


@pytest.mark.parametrize("n, k", [(3, 3), (4, 3), (8, 3), (6, 1), (7, 5), (9, 7)])
def test_ladder_counts_the_entries_of_the_matrix(n, k):
    ones = np.ones((k, k))
    assert in_bounds(n, k) == np.count_nonzero(convolution_matrix(ones, n, k // 2))
    # On an image that brings its border of zeros along, no tap is lost.
    taps = np.count_nonzero(convolution_matrix(ones, n + k - 1, 0))
    unrestricted = nn.Linear(n * n, n * n, bias=False, device="meta").weight.numel()
    assert ladder(n, k) == {
        "dense": (unrestricted, unrestricted),
        "locally connected": (taps, taps),
        "convolution": (nn.Conv2d(1, 1, k, bias=False).weight.numel(), taps),
    }


def test_ladder_at_224():
    assert [counts[0] for counts in ladder(224).values()] == [2_517_630_976, 451_584, 9]
    assert in_bounds(224) == (3 * 224 - 2) ** 2 == 448_900


def torch_vgg16() -> nn.Sequential:
    """VGG-16 from the letters of its paper, configuration D, without memory for the weights."""
    layers, channels = [], 3
    for filters in (64, 64, 0, 128, 128, 0, 256, 256, 256, 0, 512, 512, 512, 0, 512, 512, 512, 0):
        layers += [nn.Conv2d(channels, filters, 3, padding=1, device="meta")] if filters else [nn.MaxPool2d(2)]
        channels = filters or channels
    sizes = [(512 * 7 * 7, 4096), (4096, 4096), (4096, 1000)]
    return nn.Sequential(*layers, nn.Flatten(), *(nn.Linear(*size, device="meta") for size in sizes))


def test_vgg16_layer_by_layer():
    """Outputs, parameters and multiply-adds as PyTorch counts them; it counts a multiply-add as two operations."""
    x, counted = torch.empty(1, 3, 224, 224, device="meta"), []
    for module in torch_vgg16():
        with FlopCounterMode(display=False) as counter:
            x = module(x)
        if parameters := sum(p.numel() for p in module.parameters()):
            counted.append((x.numel(), parameters, counter.get_total_flops() // 2))
    assert [tuple(layer[1:]) for layer in vgg16()] == counted
    assert len(counted) == 16
    assert sum(layer.parameters for layer in vgg16()) == 138_357_544
    assert sum(layer.multiply_adds for layer in vgg16()) == 15_470_264_320


def test_other_layers_of_the_page():
    wide = convolution("", 64, 3, 64, k=5)
    assert wide.parameters == sum(p.numel() for p in nn.Conv2d(3, 64, 5).parameters()) == 4_864
    assert (wide.outputs, wide.multiply_adds) == (262_144, 19_660_800)
    assert dense("", 64 * 64 * 3, 512).parameters == sum(p.numel() for p in nn.Linear(12_288, 512).parameters())


@pytest.mark.parametrize("name", MAPS)
def test_nearest_kernel_is_the_least_squares_solution(name):
    target = matrix_of(MAPS[name])
    basis = [convolution_matrix(unit.reshape(3, 3), SIZE, 1).ravel() for unit in np.eye(9)]
    solution, residual, *_ = np.linalg.lstsq(np.array(basis).T, target.ravel(), rcond=None)
    kernel, missed = nearest_kernel(target)
    assert np.allclose(kernel.ravel(), solution, atol=1e-12)
    assert missed == pytest.approx(residual.item() / (target**2).sum(), abs=1e-12)


def test_what_a_kernel_misses_in_closed_form():
    missed = {name: nearest_kernel(matrix_of(function))[1] for name, function in MAPS.items()}
    assert missed["shift by 1 pixel"] == 0
    assert missed["shift by 5 pixels"] == 1
    # Two offsets meet the mirrored pixel, each in one column of 16 and at 16 of its 240 entries.
    assert missed["mirror"] == pytest.approx(1 - 2 * (16**2 / 240) / 256)
    assert missed["mean of all pixels"] == pytest.approx(1 - in_bounds(SIZE) / SIZE**4)


def test_missed_is_the_energy_on_white_noise():
    target = matrix_of(MAPS["mirror"])
    kernel, missed = nearest_kernel(target)
    noise = np.random.default_rng(0).normal(size=(SIZE**2, 2000))
    error = (target - convolution_matrix(kernel, SIZE, 1)) @ noise
    assert (error**2).mean() / ((target @ noise) ** 2).mean() == pytest.approx(missed, abs=0.01)


def test_maps_do_what_they_are_called():
    image = np.arange(SIZE**2, dtype=float).reshape(SIZE, SIZE)
    assert (shift(image, 5)[:, 5:] == image[:, :-5]).all() and not shift(image, 5)[:, :5].any()
    for function in MAPS.values():
        assert np.allclose(matrix_of(function) @ image.ravel(), function(image).ravel())
    assert sorted(MAPS["shuffle the pixels"](image)) == list(range(SIZE**2))


def test_five_layers_shift_by_five_pixels_and_no_circular_layer_mirrors():
    one_left = np.zeros((3, 3))
    one_left[1, 0] = 1
    five = np.linalg.matrix_power(convolution_matrix(one_left, SIZE, 1), 5)
    assert np.array_equal(five, matrix_of(lambda image: shift(image, 5)))
    images = torch.randn(1, 1, 8, 8)
    layer = nn.Conv2d(1, 1, 3, padding=1, padding_mode="circular")
    for mapping, commutes in ((lambda x: F.relu(layer(x)), True), (lambda x: x.flip(3), False)):
        moved, mapped = mapping(images.roll(1, 3)), mapping(images).roll(1, 3)
        assert torch.allclose(moved, mapped, atol=1e-6) is commutes


def test_convolved_is_pytorchs_zero_padding():
    rng = np.random.default_rng(0)
    image, kernel = rng.normal(size=(8, 8)), rng.normal(size=(3, 3))
    x = torch.tensor(image)[None, None]
    for map_ in convolved(image, kernel, depth=3):
        x = F.conv2d(x, torch.tensor(kernel)[None, None], padding=1)
        assert np.allclose(map_, x[0, 0].numpy(), atol=1e-12)


def test_blank_image_after_padding():
    blank = np.ones((8, 8))
    (once,) = convolved(blank, np.ones((3, 3)), depth=1)
    assert Counter(once.ravel().tolist()) == {4: 4, 6: 24, 9: 36}
    row = convolved(blank, np.full((3, 3), 1 / 9), depth=3)[2][4]
    # Of the 27 paths through three layers of three taps, those that never step over the border.
    expected = [Fraction(n, 27) for n in (13, 22, 26, 27, 27, 26, 22, 13)]
    assert np.allclose(row, [float(f) for f in expected], atol=1e-12)


def test_convolution_features_are_pytorchs():
    images = load_digits().images[:7] / 16
    kernels = torch.tensor(np.random.default_rng(3).normal(size=(9, 32)).T.reshape(32, 1, 3, 3))
    expected = F.avg_pool2d(F.relu(F.conv2d(torch.tensor(images)[:, None], kernels)), 2).permute(0, 2, 3, 1)
    assert np.allclose(convolution_features(images, np.random.default_rng(3)), expected.reshape(7, -1).numpy())


def test_dense_features_cannot_tell_an_order():
    """Shuffled images with weights shuffled alike give the same features."""
    images, order = load_digits().images[:7] / 16, np.random.default_rng(0).permutation(64)
    shuffled = images.reshape(-1, 64)[:, order].reshape(-1, 8, 8)

    class Shuffled:
        def normal(self, size):
            return np.random.default_rng(5).normal(size=size)[order]

    assert np.allclose(dense_features(shuffled, Shuffled()), dense_features(images, np.random.default_rng(5)))


def test_accuracy_is_that_of_ridge_regression():
    digits = load_digits()
    features = dense_features(digits.images / 16, np.random.default_rng(0))
    with_one = np.column_stack([features, np.ones(len(features))])
    ridge = Ridge(alpha=1, fit_intercept=False).fit(with_one[:TRAIN], np.eye(10)[digits.target[:TRAIN]])
    right = ridge.predict(with_one[TRAIN:]).argmax(axis=1) == digits.target[TRAIN:]
    assert len(right) == 597
    assert accuracy(features, digits.target) == pytest.approx(100 * right.mean(), abs=0.2)


def test_shuffling_costs_the_convolution_its_lead():
    digits = load_digits()
    drawn = digits.images / 16
    shuffled = drawn.reshape(-1, 64)[:, np.random.default_rng(9).permutation(64)].reshape(-1, 8, 8)
    score = {
        (extract, name): np.mean([accuracy(extract(images, np.random.default_rng(s)), digits.target) for s in range(5)])
        for extract in (dense_features, convolution_features)
        for name, images in (("drawn", drawn), ("shuffled", shuffled))
    }
    assert abs(score[dense_features, "drawn"] - score[dense_features, "shuffled"]) < 1.5
    assert score[convolution_features, "drawn"] > score[dense_features, "drawn"] + 1.5
    assert score[convolution_features, "drawn"] > score[convolution_features, "shuffled"] + 2


def strokes(axes) -> Counter:
    """Cells of each colour that a figure of a matrix fills from side to side: (row, column, colour)."""
    found = Counter()
    for patch in axes.patches:
        ends = patch.get_path().vertices
        np.testing.assert_array_equal(ends[1::2] - ends[::2], [[1, 0]] * (len(ends) // 2))
        for column, row in ends[::2]:
            assert row % 1 == 0.5 and column % 1 == 0, "in the middle of the row"
            found[int(row - 0.5), int(column), to_hex(patch.get_edgecolor())] += 1
    return found


@pytest.mark.parametrize("style", STYLES, ids=str)
def test_figure_of_the_three_matrices(style):
    matrices = dense_local_convolution.matrices()
    weights = matrices["dense"]
    assert len(np.unique(weights)) == 256
    pattern = convolution_matrix(NUMBERED, 4, 1)
    assert np.array_equal(matrices["local"], np.where(pattern > 0, weights, 0))
    assert np.array_equal(matrices["convolution"], pattern)
    dense_axes, local, conv, _key = drawn(dense_local_convolution, style).axes
    assert len(strokes(dense_axes)) == 256
    for row, column, colour in strokes(dense_axes):
        np.testing.assert_allclose(to_rgb(colour), SIGNED((1 + weights[row, column]) / 2)[:3], atol=0.06)
    assert strokes(local) < strokes(dense_axes) and len(strokes(local)) == 100
    tints = [tint for row in WEIGHTS for tint in row]
    assert strokes(conv) == Counter((r, c, tints[pattern[r, c] - 1]) for r, c in np.argwhere(pattern))


@pytest.mark.parametrize("style", STYLES, ids=str)
def test_figure_of_the_matrix_without_padding(style):
    axes = drawn(valid_matrix, style).axes[0]
    matrix = convolution_matrix(NUMBERED, 6, 0)
    tints = [tint for row in WEIGHTS for tint in row]
    assert strokes(axes) == Counter((r, c, tints[matrix[r, c] - 1]) for r, c in np.argwhere(matrix))
    numbers = {(int(y), int(x)): text.get_text() for text in axes.texts for x, y in [text.get_position()]}
    assert numbers == ({} if style.narrow else {(r, c): str(matrix[r, c]) for r, c in np.argwhere(matrix)})


@pytest.mark.parametrize("style", STYLES, ids=str)
def test_figure_of_vgg16(style):
    left, right = drawn(vgg16_cost, style).axes
    assert [bar.get_width() for bar in left.patches] == [layer.parameters for layer in vgg16()]
    assert [bar.get_width() for bar in right.patches] == [layer.multiply_adds for layer in vgg16()]
    for axes in (left, right):
        middles = [bar.get_y() + bar.get_height() / 2 for bar in axes.patches]
        np.testing.assert_allclose(middles, [*range(13), 13.6, 14.6, 15.6])  # the dense ones stand apart
    texts = [text.get_text() for axes in (left, right) for text in axes.texts]
    assert "89.4 % dense" in texts and "99.2 % convolutional" in texts
    counts = (999, 37_440, 10**6, 2_360_000, 10**7, 102_760_000, 10**9, 1_849_688_064)
    written = ["1 K", "37 K", "1.0 M", "2.4 M", "10 M", "103 M", "1.00 G", "1.85 G"]
    assert [vgg16_cost.short(count) for count in counts] == written
    assert [layer.name for layer in vgg16()] == [text for text in texts if text.startswith(("conv", "dense"))]
