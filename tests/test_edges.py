"""The listings of the edges page, against PyTorch, SciPy, scikit-image, closed forms and plain least squares."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from scipy import ndimage, signal
from skimage import data, feature, filters

from snippets.edges import corners, learn_sobel, learned_kernel, presets, sobel, sobel_kernel, sobel_torch, stacking
from snippets.figures import corners as corners_figure
from snippets.figures import sobel as sobel_figure
from tests.drawing import drawn

RNG = np.random.default_rng(0)


def plane(slope_x, slope_y, height=7, width=9):
    """An image whose brightness grows evenly: its derivatives are known exactly."""
    y, x = np.indices((height, width))
    return slope_x * x + slope_y * y + 3.0


def test_kernel_is_the_one_of_scipy():
    impulse = np.zeros((5, 5))
    impulse[2, 2] = 1
    # Correlating an impulse lays the kernel down turned by half a turn.
    assert np.array_equal(ndimage.sobel(impulse, axis=1)[1:4, 1:4][::-1, ::-1], sobel_kernel.SOBEL_X)
    assert np.array_equal(ndimage.sobel(impulse, axis=0)[1:4, 1:4][::-1, ::-1], sobel_kernel.SOBEL_Y)


def test_every_listing_has_the_same_kernels():
    for listing in (sobel, stacking, corners):
        assert np.array_equal(listing.SOBEL_X, sobel_kernel.SOBEL_X)
        assert np.array_equal(listing.SOBEL_Y, sobel_kernel.SOBEL_Y)
    assert np.array_equal(learn_sobel.SOBEL, sobel_kernel.SOBEL_X)
    assert np.array_equal(presets.PRESETS["Sobel x"], sobel_kernel.SOBEL_X)
    assert np.array_equal(presets.PRESETS["Sobel y"], sobel_kernel.SOBEL_Y)


@pytest.mark.parametrize("listing", [sobel, stacking, corners])
@pytest.mark.parametrize("shape", [(3, 3), (2, 3), (1, 4)])
def test_twins_of_correlate_are_conv2d(listing, shape):
    image, kernel = RNG.normal(size=(11, 8)), RNG.normal(size=shape)
    wanted = F.conv2d(torch.tensor(image)[None, None], torch.tensor(kernel)[None, None])[0, 0].numpy()
    assert np.allclose(listing.correlate(image, kernel), wanted, rtol=0, atol=1e-12)
    assert np.allclose(wanted, signal.correlate2d(image, kernel, mode="valid"), rtol=0, atol=1e-12)


@pytest.mark.parametrize("slopes", [(1, 0), (0, 1), (-2, 0), (0.5, -1.5), (3, 4)])
def test_a_plane_is_answered_by_eight_times_its_slopes_everywhere(slopes):
    gx, gy = sobel.sobel(plane(*slopes))
    assert np.allclose(gx, 8 * slopes[0])
    assert np.allclose(gy, 8 * slopes[1])
    magnitude, direction = sobel.polar(gx, gy)
    assert np.allclose(magnitude, 8 * np.hypot(*slopes))
    towards = np.radians(direction)  # a small step in this direction must make the plane brighter by its full slope
    assert np.allclose(slopes[0] * np.cos(towards) + slopes[1] * np.sin(towards), np.hypot(*slopes))


def test_patches_are_what_they_are_called():
    respond, patches = sobel_kernel.respond, {name: np.array(patch) for name, patch in sobel_kernel.PATCHES.items()}
    assert respond(patches["flat"]) == (0, 0)
    assert respond(patches["ramp"]) == (8, 0) == respond(plane(1, 0, 3, 3))
    assert respond(patches["vertical step"]) == (4, 0)
    assert respond(patches["horizontal step"]) == (0, 4)
    assert respond(patches["diagonal step"]) == (3, 3)
    for patch in patches.values():  # polarity: the mirror image turns gx round and leaves gy
        gx, gy = respond(patch)
        assert respond(patch[:, ::-1]) == (-gx, gy)
        assert respond(patch[::-1]) == (gx, -gy)
        assert respond(patch.T) == (gy, gx)


def test_a_step_is_answered_by_four_at_both_positions_beside_it():
    step = np.tile([0, 0, 0, 0, 1, 1, 1, 1], (5, 1))
    assert np.array_equal(sobel.sobel(step)[0], np.tile([0, 0, 4, 4, 0, 0], (3, 1)))


def test_libraries_keep_or_divide_the_factor_as_the_page_says():
    assert ndimage.sobel(plane(1, 0), axis=1)[3, 4] == pytest.approx(8)
    assert filters.sobel_v(plane(1, 0))[3, 4] == pytest.approx(2)


def test_smoothing_lowers_the_noise_of_the_slope_as_the_page_says():
    noise = RNG.normal(size=(700, 700))
    one_row = (noise[:, 2:] - noise[:, :-2]) / 2
    assert one_row.std() == pytest.approx(0.71, abs=0.01)
    assert sobel.sobel(noise)[0].std() / 8 == pytest.approx(0.43, abs=0.01)


def test_photograph_is_the_camera_scaled_to_one():
    image = sobel.photograph()
    assert (image.shape, image.min(), image.max()) == ((512, 512), 0, 1)
    assert np.array_equal(np.rint(image * 255), data.camera())
    assert np.allclose(learn_sobel.centred_photograph().numpy(), image - image.mean(), atol=1e-6)


def test_gradient_of_the_photograph_is_scipys():
    gx, gy = sobel.sobel(sobel.photograph())
    assert np.allclose(gx, ndimage.sobel(sobel.photograph(), axis=1)[1:-1, 1:-1])
    assert np.allclose(gy, ndimage.sobel(sobel.photograph(), axis=0)[1:-1, 1:-1])


def test_layer_gives_the_numbers_of_the_numpy_listing():
    image = RNG.normal(size=(9, 13))
    maps = sobel_torch.sobel_layer(torch.tensor(image))
    assert maps.shape == (2, 7, 11)
    assert np.allclose(maps.numpy(), np.stack(sobel.sobel(image)), rtol=0, atol=1e-12)


def test_true_convolution_turns_the_sign_of_sobel():
    image = RNG.normal(size=(9, 13))
    for kernel, answer in zip((sobel.SOBEL_X, sobel.SOBEL_Y), sobel.sobel(image), strict=True):
        assert np.allclose(signal.convolve2d(image, kernel, mode="valid"), -answer)


@pytest.mark.parametrize("shapes", [((3, 3), (3, 3)), ((3, 3), (1, 2)), ((2, 5), (4, 3))])
def test_merge_is_the_full_convolution_and_does_both_at_once(shapes):
    first, second = (RNG.integers(-5, 6, shape) for shape in shapes)
    merged = stacking.merge(first, second)
    assert np.array_equal(merged, signal.convolve2d(first, second))
    image = RNG.normal(size=(14, 15))
    in_turn = stacking.correlate(stacking.correlate(image, first), second)
    assert np.allclose(in_turn, stacking.correlate(image, merged))


def test_rectified_edges_is_a_two_layer_network_and_no_linear_filter():
    image = RNG.normal(size=(10, 12))
    first = torch.tensor(np.stack([sobel.SOBEL_X, -sobel.SOBEL_X]))[:, None].double()
    hidden = F.relu(F.conv2d(torch.tensor(image)[None, None], first))
    network = F.conv2d(hidden, torch.ones(1, 2, 1, 1, dtype=torch.double))[0, 0].numpy()
    assert np.allclose(stacking.rectified_edges(image), network)
    assert np.allclose(network, abs(sobel.sobel(image)[0]))
    other = RNG.normal(size=image.shape)
    both = stacking.rectified_edges(image + other)
    assert not np.allclose(both, stacking.rectified_edges(image) + stacking.rectified_edges(other))


@pytest.mark.parametrize("degrees", [10, 25, 45, 70])
def test_only_the_nonlinear_stack_finds_the_four_corners(degrees):
    square = corners.tilted_square(degrees)
    answer = corners.gradient_corners(square)
    found = feature.peak_local_max(answer, min_distance=4, threshold_rel=0.3) + 2  # two 3 x 3 kernels cut two pixels
    turn = np.radians(degrees + 45 + 90 * np.arange(4))
    middle, reach = (len(square) - 1) / 2, 12.5 * np.sqrt(2)
    wanted = np.stack([middle + reach * np.sin(turn), middle + reach * np.cos(turn)], axis=1)
    distances = np.linalg.norm(found[:, None] - wanted[None], axis=2)
    assert len(found) == 4
    assert (distances.min(axis=0) < 3).all()
    along_side = abs(corners.linear_corners(square))[len(answer) // 2].max()
    assert along_side > 0.2 * abs(corners.linear_corners(square)).max()


@pytest.mark.parametrize("degrees", [0, 25, 130])
def test_products_vanish_on_a_straight_edge(degrees):
    y, x = np.indices((20, 20)) - 9.5
    angle = np.radians(degrees)
    edge = 3 * (np.cos(angle) * x + np.sin(angle) * y)  # a slope: parallel gradients everywhere
    assert abs(corners.gradient_corners(edge)).max() < 1e-6 * (8 * 3) ** 4


def test_tilted_square_is_a_white_square_on_black():
    for degrees in (0, 25, 45):
        square = corners.tilted_square(degrees)
        assert (square.min(), square.max()) == (0, 1)
        assert square.sum() == pytest.approx(24 * 24, rel=0.03)  # half a pixel of the rim is grey on either side
    assert np.allclose(corners.tilted_square(90), corners.tilted_square(0))
    bright = corners.tilted_square(20) > 0.5
    y, x = np.argwhere(bright).T
    topmost = x[y.argmin()]
    assert topmost < 23 < x[y.argmax()]  # turned clockwise as seen: the upper left corner rises to the top


def test_learning_reaches_what_least_squares_says():
    image, target = learn_sobel.examples()
    windows = F.unfold(image[None, None], 3)[0].T.double().numpy()  # (positions, 9)
    exact, *_ = np.linalg.lstsq(windows, target.reshape(-1).double().numpy(), rcond=None)
    *_, (step, kernel, loss) = learn_sobel.learn(image, target, (0, 1000))
    assert step == 1000
    assert np.allclose(kernel.numpy().ravel(), exact, atol=1e-3)
    assert loss < 1e-6


def test_learning_finds_other_kernels_as_well():
    image, _ = learn_sobel.examples()
    hidden = torch.tensor(RNG.normal(size=(3, 3)), dtype=torch.float32)
    *_, (_, kernel, _) = learn_sobel.learn(image, learn_sobel.convolve(image, hidden), (0, 1000))
    assert torch.allclose(kernel, hidden, atol=1e-3)


def test_gradient_of_a_weight_is_the_sum_over_all_positions():
    image, target = learn_sobel.examples()
    kernel = torch.randn(3, 3, generator=torch.Generator().manual_seed(1), requires_grad=True)
    error = learn_sobel.convolve(image, kernel) - target
    error.square().mean().backward()
    slope = 2 * error.detach() / error.numel()
    for m in range(3):
        for n in range(3):
            window = image[m : m + 126, n : n + 126]
            assert kernel.grad[m, n] == pytest.approx((slope * window).sum().item(), rel=1e-3, abs=1e-5)


def test_history_file_is_what_learning_gives():
    path = Path(learned_kernel.__file__).with_suffix(".json")
    stored = json.loads(path.read_text("utf-8"))
    fresh = learned_kernel.history()
    assert [entry["step"] for entry in stored] == [entry["step"] for entry in fresh] == [0, 10, 100, 1000]
    for old, new in zip(stored, fresh, strict=True):
        assert np.allclose(old["kernel"], new["kernel"], atol=0.011)
        assert old["loss"] == pytest.approx(new["loss"], abs=2e-4)


def test_presets_do_what_they_are_called():
    kernels = presets.PRESETS
    flat, ramp = np.full((6, 6), 0.7), plane(0.1, 0.2)
    for name, kernel in kernels.items():
        assert np.allclose(sobel.correlate(flat, kernel), 0.7 * kernel.sum())
        assert kernel.sum() == (0 if name in ("Sobel x", "Sobel y", "Laplacian") else 1)
    assert np.allclose(sobel.correlate(ramp, kernels["Laplacian"]), 0)  # a second derivative
    parabola = np.tile(np.arange(8.0) ** 2, (5, 1))
    assert np.allclose(sobel.correlate(parabola, kernels["Laplacian"]), 2)
    noise = RNG.normal(size=(60, 60))
    assert sobel.correlate(noise, kernels["Blur"]).std() < 0.5 < 2 < sobel.correlate(noise, kernels["Sharpen"]).std()
    assert np.array_equal(sobel.correlate(noise, presets.IDENTITY), noise[1:-1, 1:-1])
    # Lit from the upper left or lower right: reversing the kernel about its centre turns the relief round.
    relief = kernels["Emboss"] - presets.IDENTITY
    assert np.array_equal(relief[::-1, ::-1], -relief)


def test_figure_shows_right_in_yellow_and_left_in_blue():
    right, left = (np.array(sobel_figure.WHEEL(degrees % 360 / 360)) for degrees in (0, 180))
    assert right[0] > 0.9 > 0.5 > right[2]
    assert left[2] > 0.9 > 0.5 > left[0]


def test_corners_figure_shows_the_square_of_the_output():
    picture = drawn(corners_figure).axes[0].images[0].get_array()
    assert np.array_equal(np.asarray(picture, dtype=float), corners.tilted_square(25))
