"""Too many images: counts against whole numbers, components against scikit-learn, fits against a second solver."""

import math
from itertools import pairwise

import numpy as np
import pytest
from scipy.linalg import lstsq
from sklearn.datasets import load_digits
from sklearn.decomposition import PCA
from torch import nn

from snippets.dimensionality import image_space, memorise, principal_components, rule_of_thumb
from snippets.figures import photo_noise_shuffled
from snippets.figures import principal_components as components_figure
from tests.drawing import drawn


@pytest.fixture(scope="module")
def patches():
    return np.concatenate([principal_components.tiles(photo) for photo in principal_components.six_photographs()])


@pytest.mark.parametrize(
    ("pixels", "levels"), [(1, 2), (3, 2), (4, 2), (784, 2), (1, 256), (784, 256), (333, 10), (1000, 17)]
)
def test_digits_are_those_of_the_whole_number(pixels, levels):
    assert image_space.digits(pixels, levels) == len(str(image_space.images(pixels, levels)))


def test_every_image_is_counted_once():
    grids = {tuple(states) for states in np.ndindex(3, 3, 3, 3)}
    assert image_space.images(4, 3) == len(grids)


@pytest.mark.parametrize("levels", [2, 10, 256])
def test_pixels_to_pass_is_the_fewest(levels):
    for number in (1, levels, levels**5 - 1, levels**5, image_space.ATOMS):
        pixels = image_space.pixels_to_pass(number, levels)
        assert levels**pixels > number >= levels ** (pixels - 1)


def test_tiles_are_the_squares_of_the_image():
    image = np.arange(50 * 70).reshape(50, 70)
    tiles = principal_components.tiles(image)
    expected = [image[top : top + 16, left : left + 16].ravel() for top in (0, 16, 32) for left in (0, 16, 32, 48)]
    assert np.array_equal(tiles, expected)


def test_spectrum_is_that_of_scikit_learn(patches):
    for rows in (patches, load_digits().data):
        np.testing.assert_allclose(
            principal_components.spectrum(rows), PCA().fit(rows).explained_variance_ratio_, atol=1e-9
        )


@pytest.mark.parametrize("rank", [1, 3, 20, 40])
def test_data_of_a_known_rank_need_so_many_components(rank):
    axes, _ = np.linalg.qr(np.random.default_rng(0).normal(size=(64, rank)))
    rows = np.concatenate([axes.T, -axes.T]) + 7  # the same variance along each axis, and a mean that is not zero
    assert principal_components.components_for(0.951, rows) == math.ceil(0.951 * rank)
    assert principal_components.components_for(1 - 1e-9, rows) == rank


def test_one_order_for_all_changes_nothing_and_one_for_each_leaves_the_mean(patches):
    rng = np.random.default_rng(5)
    before = principal_components.spectrum(patches)
    np.testing.assert_allclose(principal_components.spectrum(patches[:, rng.permutation(256)]), before, atol=1e-9)
    after = principal_components.spectrum(rng.permuted(patches, axis=1))
    assert after[1:].max() < 0.002 < before[1] / 5
    assert after[0] == pytest.approx(before[0], abs=0.01)
    first = PCA(1).fit(patches).components_[0]
    assert abs(first.sum()) / 16 > 0.999, "the first component is the mean brightness"


def test_steps_between_neighbours_lie_outside_the_first_directions(patches):
    def steps(rows):
        squares = rows.reshape(-1, 16, 16)
        return sum((np.diff(squares, axis=axis) ** 2).sum() for axis in (1, 2))

    for components, share in ((8, 0.06), (94, 0.59)):
        pca = PCA(components, svd_solver="full").fit(patches)
        kept = pca.inverse_transform(pca.transform(patches))
        assert steps(kept) / steps(patches) == pytest.approx(share, abs=0.01)


def test_the_contrast_with_noise_does_not_hang_on_where_the_tiles_begin():
    photos = principal_components.six_photographs()
    for shift in (3, 8, 13):
        rows = np.concatenate([principal_components.tiles(photo[shift:, shift:]) for photo in photos])
        noise = np.random.default_rng(shift).normal(size=rows.shape)
        assert 7 <= principal_components.components_for(0.95, rows) <= 10
        assert 230 <= principal_components.components_for(0.95, noise) <= 244


@pytest.mark.parametrize("sizes", [(784, 1000, 10), (3072, 1000, 10), (5, 4, 3, 2)])
def test_parameters_of_dense_layers(sizes):
    layers = [nn.Linear(*pair, device="meta") for pair in pairwise(sizes)]
    assert rule_of_thumb.mlp_parameters(*sizes) == sum(p.numel() for layer in layers for p in layer.parameters())


def test_vgg16_has_the_parameters_that_the_listing_gives_it():
    channels = [3, 64, 64, 128, 128, 256, 256, 256] + [512] * 6
    layers = [nn.Conv2d(*pair, 3, device="meta") for pair in pairwise(channels)]
    layers += [nn.Linear(*pair, device="meta") for pair in ((512 * 7 * 7, 4096), (4096, 4096), (4096, 1000))]
    parameters, images = rule_of_thumb.TRAINED["VGG-16"]
    assert parameters == sum(p.numel() for layer in layers for p in layer.parameters())
    assert images == rule_of_thumb.IMAGES["ImageNet"]


def once_more(units, seed):
    """The experiment with SciPy, a complete orthogonal factorisation, and one fit at a time."""
    rng = np.random.default_rng(seed)
    images, truth = load_digits(return_X_y=True)
    order = rng.permutation(1797)
    shuffled = truth[order][rng.permutation(1797)]
    hidden = np.clip(images[order] @ rng.normal(size=(64, units)) / 16, 0, None)
    scores = []
    for labels in (truth[order], shuffled):
        targets = (labels[:, None] == np.arange(10)).astype(float)
        weights = lstsq(hidden[:500], targets[:500], lapack_driver="gelsy", cond=1e-12)[0]
        answers = np.argmax(hidden @ weights, axis=1)
        scores.append((np.mean(answers[:500] == labels[:500]), np.mean(answers[500:] == truth[order][500:])))
    return np.transpose(scores)


@pytest.mark.parametrize("units", [100, 500, 1000])
def test_another_solver_finds_the_same(units):
    for mine, other in zip(memorise.experiment(units), once_more(units, 0), strict=True):
        np.testing.assert_allclose(mine, other, atol=0.004)


@pytest.mark.parametrize("seed", range(1, 4))
def test_what_the_page_says_holds_for_other_seeds(seed):
    few, enough, many = (memorise.experiment(units, seed) for units in (250, 500, 1000))
    assert few[0][1] < 0.95
    assert enough[0].tolist() == many[0].tolist() == [1, 1], "random labels are learned by heart"
    assert 0.05 < many[1][1] < 0.15, "and help to guess"
    assert many[1][0] > 0.95
    assert enough[1][0] < min(few[1][0], many[1][0]) - 0.2, "accuracy drops where the labels can just be fitted"


def test_figure_of_four_pictures():
    photograph, shuffled, noise, mean = (axes.images[0].get_array() for axes in drawn(photo_noise_shuffled).axes)
    assert np.array_equal(np.sort(photograph, axis=None), np.sort(shuffled, axis=None))
    assert not np.array_equal(photograph, shuffled)
    assert 0 <= noise.min() < 0.5 and 254.5 < noise.max() <= 255
    other = 2 * mean - photograph
    assert other.min() >= 0 and other.max() <= 255
    steps = [
        np.abs(np.diff(picture, axis=1)).mean() / picture.std() for picture in (photograph, other, shuffled, noise)
    ]
    assert max(steps[:2]) < 0.5 < 1 < min(steps[2:])


def test_figure_of_components_marks_the_counts_of_the_listing(patches):
    axes = drawn(components_figure).axes[0]
    dots = [int(line.get_xdata()[0]) for line in axes.lines if line.get_marker() == "o"]
    rng = np.random.default_rng(0)
    noise = rng.uniform(0, 255, patches.shape)
    rng.permutation(256)
    rows = patches, load_digits().data, rng.permuted(patches, axis=1), noise
    assert dots == [principal_components.components_for(0.95, vectors) for vectors in rows] == [8, 29, 91, 237]
    curves = [line.get_xydata() for line in axes.lines if len(line.get_xdata()) > 2]
    for curve, dot, vectors in zip(curves, axes.lines[2::2], rows, strict=True):
        held = np.cumsum(PCA().fit(vectors).explained_variance_ratio_)
        np.testing.assert_allclose(curve, [*enumerate(held, start=1)], atol=1e-9)
        assert tuple(dot.get_xydata()[0]) in set(map(tuple, curve))
