"""Structure of images: correlations against closed forms, predictions against scikit-learn, fields against gradients."""

import numpy as np
import pytest
import torch
from PIL import Image
from scipy.stats import pearsonr
from skimage import data
from sklearn.datasets import load_sample_image
from sklearn.linear_model import LinearRegression
from sklearn.metrics import r2_score

from snippets.figures import correlation_by_distance, hierarchy, prediction_residual
from snippets.figures.style import Style
from snippets.image_structure import across_images, correlation, eight_photographs, prediction, thirds, vgg16_fields
from snippets.receptive_field import named_networks
from tests.drawing import drawn


@pytest.fixture(scope="module")
def photographs():
    return eight_photographs.photographs()


@pytest.mark.parametrize("distance", [1, 3, 7])
def test_correlation_pairs_pixels_of_a_row(distance):
    image = np.random.default_rng(distance).normal(size=(11, 13)).cumsum(axis=1)
    pairs = [(image[i, j], image[i, j + distance]) for i in range(11) for j in range(13 - distance)]
    assert correlation.correlation(image, distance) == pytest.approx(pearsonr(*zip(*pairs, strict=True)).statistic)


def test_correlation_of_stripes():
    upright = np.tile([0.0, 1.0], (6, 8))
    assert correlation.correlation(upright, 1) == pytest.approx(-1)
    assert correlation.correlation(upright, 2) == pytest.approx(1)
    assert correlation.correlation(upright.T, 1) == pytest.approx(1), "along a row nothing changes"


def test_correlation_of_a_process_in_which_it_is_known():
    noise = np.random.default_rng(0).normal(size=(1000, 403))
    image = sum(noise[:, k : k + 400] for k in range(4))  # mean of four: r falls by a quarter with each pixel
    for distance, r in ((1, 0.75), (2, 0.5), (3, 0.25), (4, 0), (9, 0)):
        assert correlation.correlation(image, distance) == pytest.approx(r, abs=0.02)


def test_shuffling_keeps_the_pixels_and_loses_the_order():
    images = correlation.three_images()
    photograph, shuffled = images["photograph"], images["shuffled"]
    assert np.array_equal(np.sort(photograph, axis=None), np.sort(shuffled, axis=None))
    assert 0 <= images["noise"].min() < 0.01 and 254.99 < images["noise"].max() < 255
    for image in (shuffled, images["noise"]):
        for direction in (image, image.T):
            assert abs(correlation.correlation(direction, 1)) < 5 / image.size**0.5
    with pytest.raises(AssertionError):
        np.testing.assert_allclose(np.sort(shuffled, axis=1), np.sort(photograph, axis=1))


def test_photographs_are_brightness_of_eight_files(photographs):
    assert len(photographs) == 8
    assert np.array_equal(photographs["camera"].round(), data.camera())
    for name, rgb in (("coffee", data.coffee()), ("china", load_sample_image("china.jpg"))):
        np.testing.assert_allclose(photographs[name], Image.fromarray(rgb).convert("L"), atol=0.51, err_msg="Pillow's")
    for image in photographs.values():
        assert image.ndim == 2 and min(image.shape) >= 300 and image.min() >= 0 and image.max() <= 255.001


def test_what_the_page_says_about_neighbours(photographs):
    both = [correlation.correlation(q, 1) for image in photographs.values() for q in (image, image.T)]
    assert min(both) > 0.92 and max(both) < 0.99
    for distance, mean in ((8, 0.80), (64, 0.39), (128, 0.23)):
        found = [correlation.correlation(image, distance) for image in photographs.values()]
        assert np.mean(found) == pytest.approx(mean, abs=0.005)
    assert sum(correlation.correlation(image, 128) > 0.05 for image in photographs.values()) >= 5
    assert correlation.correlation(data.grass(), 1) < min(both) - 0.1


def test_across_images_in_a_process_in_which_it_is_known():
    noise = np.random.default_rng(1).normal(size=(20_000, 5, 6))
    images = noise[:, :, :-1] + noise[:, :, 1:]  # neighbours in a row share one of two terms
    assert across_images.across_images(images, 0, 1) == pytest.approx(0.5, abs=0.01)
    assert across_images.across_images(images, 0, 2) == pytest.approx(0, abs=0.01)
    assert across_images.across_images(images, 1, 0) == pytest.approx(0, abs=0.01)
    images[:, 2] = 4  # a row that never changes has no correlation
    assert across_images.across_images(images, 0, 1) == pytest.approx(0.5, abs=0.01)


def test_across_images_takes_every_pair():
    images = np.random.default_rng(4).normal(size=(50, 3, 4)).cumsum(axis=2)
    for down, right in ((0, 1), (1, 0), (2, 1), (0, 3)):
        pairs = [(i, j) for i in range(3) for j in range(4) if i + down < 3 and j + right < 4]
        r = [pearsonr(images[:, i, j], images[:, i + down, j + right]).statistic for i, j in pairs]
        assert across_images.across_images(images, down, right) == pytest.approx(np.mean(r))


def test_across_images_does_not_mix_pixels_of_different_brightness():
    """Pixels with means of their own correlate over positions, and not over images."""
    images = np.random.default_rng(2).normal(size=(5000, 4, 4)) + 100 * np.arange(4)[:, None]
    assert abs(across_images.across_images(images, 0, 1)) < 0.02


def test_prediction_is_that_of_scikit_learn(photographs):
    image = photographs["chelsea"]
    inner = [(i, j) for i in range(1, 40) for j in range(1, 60)]
    crop = image[:41, :61]
    neighbours = [[crop[i - 1, j], crop[i + 1, j], crop[i, j - 1], crop[i, j + 1]] for i, j in inner]
    wanted = [crop[i, j] for i, j in inner]
    expected = LinearRegression().fit(neighbours, wanted).predict(neighbours)
    pixels, predicted, slope = prediction.predict(crop)
    np.testing.assert_allclose(predicted.ravel(), expected, atol=1e-6)
    assert pixels.ravel().tolist() == wanted
    down, right = np.gradient(crop)
    np.testing.assert_allclose(slope, 2 * np.hypot(down, right)[1:-1, 1:-1], atol=1e-9)
    fit, error, _ = prediction.summary(crop)
    assert fit == pytest.approx(r2_score(wanted, expected))
    assert error == pytest.approx(np.std(np.subtract(wanted, expected)))


def test_an_even_rise_is_predicted_exactly():
    rows, columns = np.mgrid[:20, :30]
    pixels, predicted, slope = prediction.predict(3.0 * rows - 7.0 * columns + 50)
    np.testing.assert_allclose(predicted, pixels, atol=1e-9)
    np.testing.assert_allclose(slope, 2 * np.hypot(3, 7))


def test_share_of_the_error_at_steep_places():
    noise = np.random.default_rng(3).normal(size=(400, 400))
    fit, error, share = prediction.summary(noise)
    assert (fit, error, share) == pytest.approx((0, 1, 0.1), abs=0.01), "noise has no places of its own"
    step = np.zeros((100, 100))
    step[:, 50:] = 10  # brightness bends along the edge, in 2 of 98 columns
    assert prediction.summary(step)[2] > 0.9


def test_errors_of_the_photographs_gather_at_edges(photographs):
    results = np.array([prediction.summary(image) for image in photographs.values()])
    assert 0.97 < results[:, 0].mean() < 0.98
    assert (results[:, 2] > 0.29).all() and (results[:, 2] > 0.5).sum() >= 5


def test_thirds_are_those_of_two_of_the_photographs(photographs):
    found = thirds.two_photographs()
    assert found.keys() == {"camera", "china"} and np.array_equal(found["camera"], data.camera())
    np.testing.assert_allclose(found["china"], photographs["china"])


def test_thirds_cover_the_image_from_the_top():
    image = np.repeat([10.0, 20.0, 60.0], [4, 3, 3])[:, None] + np.arange(8.0)
    means, steps, r = zip(*thirds.thirds(image), strict=True)
    assert means == pytest.approx((13.5, 23.5, 63.5))
    assert steps == pytest.approx((1, 1, 1))
    assert r == pytest.approx((1, 1, 1))


def test_step_is_between_horizontal_neighbours():
    mean, step, r = thirds.statistics(np.array([[0.0, 4.0, 0.0, 4.0], [9.0, 5.0, 9.0, 5.0]]))
    assert (mean, step) == pytest.approx((4.5, 4))
    assert r == pytest.approx(pearsonr([0, 4, 0, 9, 5, 9], [4, 0, 4, 5, 9, 5]).statistic)


def field_by_gradient(blocks, pooled):
    """Pixels of a line that reach a central unit, in a stack as of VGG-16 with all weights 1."""
    line = torch.ones(1, 1, 999, requires_grad=True)
    signal, kernel = line, torch.ones(1, 1, 3)
    for number, count in enumerate(blocks):
        for _ in range(count):
            signal = torch.nn.functional.conv1d(signal, kernel)
        if pooled or number < len(blocks) - 1:
            signal = torch.nn.functional.avg_pool1d(signal, 2)
    signal[0, 0, signal.shape[-1] // 2].backward()
    return int(line.grad.count_nonzero())


def test_fields_are_those_that_gradients_find():
    blocks = vgg16_fields.CONVOLUTIONS
    found = [(field_by_gradient(blocks[:n], False), field_by_gradient(blocks[:n], True)) for n in range(1, 6)]
    assert vgg16_fields.block_fields(blocks) == found


@pytest.mark.parametrize("blocks", [(1,), (4, 1), (1, 1, 5)])
def test_fields_of_other_stacks(blocks):
    assert vgg16_fields.block_fields(blocks)[-1] == (field_by_gradient(blocks, False), field_by_gradient(blocks, True))


def test_fields_agree_with_the_page_on_receptive_fields():
    layers = named_networks.NETWORKS["VGG-16"]
    fields = [field for field, _ in named_networks.growth(layers)]
    poolings = [place for place, (kernel, _, _) in enumerate(layers) if kernel == 2]
    expected = [(fields[place], fields[place + 1]) for place in poolings]
    assert vgg16_fields.block_fields(vgg16_fields.CONVOLUTIONS) == expected


def test_figure_of_correlations_draws_the_listing(photographs):
    axes = drawn(correlation_by_distance).axes[0]
    curves = {tuple(line.get_ydata()) for line in axes.lines if len(line.get_xdata()) == 8}
    for image in photographs.values():
        assert (
            tuple(eight_photographs.correlation(image, distance) for distance in (1, 2, 4, 8, 16, 32, 64, 128))
            in curves
        )
    assert len(curves) == 8 + 3  # and grass, noise, the mean
    leaders = [line.get_xydata().tolist() for line in axes.lines if list(line.get_xdata()) == [128, 150]]
    texts = {text.get_position()[1] for text in axes.texts}
    assert {start[1] for start, _ in leaders} == {curve[-1] for curve in curves} and {
        end[1] for _, end in leaders
    } == texts
    heights = sorted(text.get_position()[1] for text in axes.texts)
    assert min(np.diff(heights)) > 0.059, "labels do not overlap"
    moved = correlation_by_distance.spread([0.5, 0.02, 1, 0, 0.52], 0.1)
    assert moved == pytest.approx([0.46, 0.06, 1, -0.04, 0.56]), "each of two half of what they lack"


@pytest.mark.parametrize("narrow", [False, True])
def test_figure_of_the_prediction_adds_up(narrow):
    photograph, predicted, missed = (
        axes.images[0].get_array() for axes in drawn(prediction_residual, Style(narrow=narrow)).axes
    )
    limit = prediction_residual.LIMIT
    np.testing.assert_allclose(np.clip(photograph - predicted, -limit, limit), missed, atol=1e-9)
    assert np.array_equal(photograph.round(), data.camera()[1:-1, 1:-1][prediction_residual.CROP])


@pytest.mark.parametrize("narrow", [False, True])
def test_figure_of_fields_cuts_out_what_the_squares_enclose(narrow):
    whole, *cut_outs = (axes for axes in drawn(hierarchy, Style(narrow=narrow)).axes if axes.images)
    squares = [(round(p.get_x()), round(p.get_y()), round(p.get_width())) for p in whole.patches[::2]]
    assert [side for *_, side in squares] == [
        before for before, _ in vgg16_fields.block_fields(vgg16_fields.CONVOLUTIONS)
    ]
    left, right, bottom, top = whole.images[0].get_extent()
    assert right - left == bottom - top == 224
    assert np.array_equal(whole.images[0].get_array(), data.chelsea()[top:bottom, left:right])
    for (x, y, side), axes in zip(squares, cut_outs, strict=True):
        assert left <= x and x + side <= right and top <= y and y + side <= bottom
        assert np.array_equal(axes.images[0].get_array(), data.chelsea()[y : y + side, x : x + side])
