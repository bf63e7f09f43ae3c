"""The kernel slides: every listing against PyTorch, SciPy and plain counting, and refusals where PyTorch refuses."""

from itertools import product

import numpy as np
import pytest
import torch
from scipy import ndimage, signal
from torch import nn
from torch.nn import functional as F

from snippets.figures import channels_and_filters, kernel_steps, stride_and_padding, two_directions
from snippets.sliding_kernel.channels import BIASES, FILTERS, WINDOW, partial_sums
from snippets.sliding_kernel.conv2d_loops import conv2d_loops
from snippets.sliding_kernel.conv2d_torch import conv2d_torch
from snippets.sliding_kernel.conv2d_windows import conv2d_windows
from snippets.sliding_kernel.flip import KERNELS, PATCH, conv2d_answer
from snippets.sliding_kernel.layer_cost import multiply_adds_of_layer, parameters_of_layer
from snippets.sliding_kernel.output_size import left_over, positions, reach
from snippets.sliding_kernel.slide import IMAGE, KERNEL, products, slide
from snippets.sliding_kernel.two_directions import scatter

OURS = (conv2d_loops, conv2d_windows)
# The taps of a 3 x 3 kernel with the weights 1 to 9: no symmetry that could hide a wrong order.
NUMBERED = np.arange(1, 10).reshape(3, 3)


def random_image_and_kernel(seed):
    random = np.random.default_rng(seed)
    image, kernel = random.integers(4, 9, 2), random.integers(1, 5, 2)
    return random.integers(-9, 10, image), random.integers(-9, 10, kernel)


def test_worked_example():
    assert IMAGE.tolist() == [[1, 2, 0, 1, 2], [0, 1, 2, 1, 0], [2, 0, 1, 0, 1], [1, 2, 0, 2, 1], [0, 1, 1, 0, 2]]
    assert KERNEL.T.tolist() == [[-1, -2, -1], [0, 0, 0], [1, 2, 1]]
    assert slide(IMAGE, KERNEL).tolist() == [[2, -1, -2], [-1, 0, -1], [-2, -1, 3]]
    assert products(IMAGE, KERNEL, 0, 0).ravel().tolist() == [-1, 0, 0, 0, 0, 4, -2, 0, 1]
    assert products(IMAGE, KERNEL, 2, 2).ravel().tolist() == [-1, 0, 1, 0, 0, 2, -1, 0, 2]


@pytest.mark.parametrize("seed", range(20))
def test_both_directions_give_the_correlation(seed):
    image, kernel = random_image_and_kernel(seed)
    right = signal.correlate2d(image, kernel, mode="valid")
    np.testing.assert_array_equal(slide(image, kernel), right)
    np.testing.assert_array_equal(slide(image + 0.5, kernel), signal.correlate2d(image + 0.5, kernel, mode="valid"))
    output, parts = scatter(image, kernel)
    np.testing.assert_array_equal(output, right)
    # A pixel's part in the outputs: as many as change when it does and no weight is zero.
    ones = np.ones(kernel.shape)
    for place in np.ndindex(image.shape):
        changed = image.copy()
        changed[place] += 1
        assert parts[place] == np.count_nonzero(slide(changed, ones) - slide(image, ones))


def test_a_spot_is_answered_by_the_turned_kernel_and_by_convolution_with_the_kernel():
    spot = np.zeros((5, 5), int)
    spot[2, 2] = 1
    np.testing.assert_array_equal(slide(spot, NUMBERED), np.rot90(NUMBERED, 2))
    np.testing.assert_array_equal(signal.convolve2d(spot, NUMBERED, mode="valid"), NUMBERED)


def test_conv2d_is_correlation_and_convolution_is_correlation_with_the_turned_kernel():
    kernels = list(KERNELS.values())
    for kernel, turned in (kernels[:2], kernels[2:]):
        np.testing.assert_array_equal(turned, np.rot90(kernel, 2))
        for image in (PATCH, IMAGE):
            right = signal.correlate2d(image, kernel, mode="valid")
            np.testing.assert_array_equal(conv2d_answer(image, kernel), right)
            np.testing.assert_array_equal(signal.convolve2d(image, turned, mode="valid"), right)
    np.testing.assert_array_equal(PATCH, IMAGE[:3, :3])
    np.testing.assert_array_equal(kernels[0], KERNEL)
    np.testing.assert_array_equal(kernels[1], -kernels[0])  # why the worked kernel looks like a change of sign
    lopsided = kernels[2]
    for symmetry in (np.rot90(lopsided, 2), -np.rot90(lopsided, 2), lopsided.T, lopsided[::-1], lopsided[:, ::-1]):
        assert not np.array_equal(lopsided, symmetry)


def test_convolution_commutes_and_correlation_does_not():
    for operation, same in ((signal.convolve2d, True), (signal.correlate2d, False)):
        assert np.array_equal(operation(PATCH, NUMBERED), operation(NUMBERED, PATCH)) is same


def test_names_tell_who_turns_the_kernel():
    line, taps = np.zeros(7), np.array([1.0, 2, 3])
    line[3] = 1
    for convolve in (np.convolve, signal.convolve, signal.fftconvolve, ndimage.convolve):
        np.testing.assert_allclose(
            convolve(line, taps, mode="constant" if convolve is ndimage.convolve else "same")[2:5], taps
        )
    for correlate in (np.correlate, signal.correlate, ndimage.correlate):
        mode = "constant" if correlate is ndimage.correlate else "same"
        np.testing.assert_allclose(correlate(line, taps, mode=mode)[2:5], taps[::-1])


def standing_places(size, kernel, stride, padding, dilation):
    """Pixels read at each position of a kernel, pushed on until it no longer fits: no formula."""
    places, start = [], -padding
    while start + dilation * (kernel - 1) < size + padding:
        places.append([start + dilation * tap for tap in range(kernel)])
        start += stride
    return places


SETTINGS = list(product(range(1, 12), range(1, 6), (1, 2, 3, 4), (0, 1, 2), (1, 2, 3)))


def test_output_size_is_counted_and_pytorch_refuses_where_there_is_no_position():
    for setting in SETTINGS:
        size, kernel, stride, padding, dilation = setting
        places = standing_places(*setting)
        weight, line = torch.zeros(1, 1, kernel), torch.zeros(1, 1, size)
        if places:
            assert positions(*setting) == len(places)
            assert F.conv1d(line, weight, None, stride, padding, dilation).shape[-1] == len(places)
        else:
            assert positions(*setting) <= 0
            with pytest.raises(RuntimeError):
                F.conv1d(line, weight, None, stride, padding, dilation)


def test_left_over_is_what_lies_beyond_the_last_tap():
    for setting in SETTINGS:
        size, kernel, _, padding, dilation = setting
        if places := standing_places(*setting):
            assert reach(kernel, dilation) == places[0][-1] - places[0][0] + 1
            assert left_over(*setting) == size + padding - 1 - places[-1][-1]


def test_a_setting_left_out_is_that_of_pytorch():
    assert reach(4) == reach(4, 1)
    assert positions(9, 4) == len(standing_places(9, 4, 1, 0, 1))
    assert (left_over(8, 3), left_over(9, 3, 4), left_over(9, 3, 4, 1)) == (0, 2, 0)


def test_numbers_of_the_output_size_question():
    convolution = nn.Conv2d(1, 1, 7, stride=2, padding=3)
    assert convolution(torch.zeros(1, 1, 224, 224)).shape[-1] == positions(224, 7, 2, 3) == 112
    image = torch.ones(1, 1, 224, 224, requires_grad=True)
    F.conv2d(image, torch.ones(1, 1, 7, 7), stride=2, padding=3).sum().backward()
    assert left_over(224, 7, 2, 3) == 1 and image.grad.min() > 0  # what is left over is padding


@pytest.mark.filterwarnings("ignore:Using padding='same'")
def test_same_padding_of_pytorch():
    for size, kernel, dilation in product((7, 8), (1, 3, 5), (1, 2)):
        padding = dilation * (kernel - 1) // 2
        assert positions(size, kernel, 1, padding, dilation) == size
        line, weight = torch.randn(1, 1, size), torch.randn(1, 1, kernel)
        named = F.conv1d(line, weight, padding="same", dilation=dilation)
        torch.testing.assert_close(named, F.conv1d(line, weight, padding=padding, dilation=dilation))
    line, weight = torch.randn(1, 1, 7), torch.randn(1, 1, 4)
    torch.testing.assert_close(F.conv1d(line, weight, padding="same"), F.conv1d(F.pad(line, (1, 2)), weight))
    with pytest.raises(RuntimeError, match="strided"):
        F.conv1d(line, weight, padding="same", stride=2)


def test_padding_zero_and_circular_keep_the_middle():
    for mode, other in (("constant", "zeros"), ("wrap", "circular")):
        layer = nn.Conv2d(1, 1, 3, padding=1, padding_mode=other, bias=False).double()
        layer.weight.data = torch.from_numpy(KERNEL)[None, None].double()
        padded = slide(np.pad(IMAGE, 1, mode=mode), KERNEL)
        np.testing.assert_array_equal(padded, layer(torch.from_numpy(IMAGE)[None, None].double()).detach()[0, 0])
        np.testing.assert_array_equal(padded[1:-1, 1:-1], slide(IMAGE, KERNEL))
    rolled = np.roll(IMAGE, (2, 1), axis=(0, 1))
    wrapped = [slide(np.pad(image, 1, mode="wrap"), NUMBERED) for image in (IMAGE, rolled)]
    np.testing.assert_array_equal(np.roll(wrapped[0], (2, 1), axis=(0, 1)), wrapped[1])


def test_stride_leaves_out_and_dilation_reads_a_thinned_image():
    image, weight = torch.from_numpy(IMAGE)[None, None], torch.from_numpy(KERNEL)[None, None]
    np.testing.assert_array_equal(slide(IMAGE, KERNEL)[::2, ::2], F.conv2d(image, weight, stride=2)[0, 0])
    np.testing.assert_array_equal(slide(IMAGE[::2, ::2], KERNEL), F.conv2d(image, weight, dilation=2)[0, 0])


def random_layer(seed):
    """Image, filters, biases and a setting; one in a few of them is one that nothing can answer."""
    random = np.random.default_rng(seed)
    channels, filters = random.integers(1, 4, 2)
    image = random.integers(-9, 10, (channels, *random.integers(3, 10, 2)))
    weights = random.integers(-9, 10, (filters, channels, *random.integers(1, 5, 2)))
    setting = {"stride": random.integers(1, 4), "padding": random.integers(0, 4), "dilation": random.integers(1, 4)}
    return image, weights, random.integers(-9, 10, filters), {name: int(value) for name, value in setting.items()}


@pytest.mark.parametrize("start", range(0, 300, 50))
def test_three_listings_give_one_answer_or_refuse_together(start):
    answered = refused = 0
    for seed in range(start, start + 50):
        *layer, setting = random_layer(seed)
        try:
            right = conv2d_torch(*layer, **setting)
        except RuntimeError:
            refused += 1
            for ours in OURS:
                with pytest.raises(ValueError, match="does not fit in"):
                    ours(*layer, **setting)
            continue
        answered += 1
        for ours in OURS:
            answer = ours(*layer, **setting)
            assert answer.dtype == right.dtype
            np.testing.assert_array_equal(answer, right)
    assert answered > 25 and refused > 0


def test_three_listings_agree_on_decimals():
    random = np.random.default_rng(0)
    layer = random.normal(size=(3, 9, 8)), random.normal(size=(2, 3, 3, 2)), random.normal(size=2)
    setting = {"stride": 2, "padding": 1, "dilation": 2}
    for ours in OURS:
        np.testing.assert_allclose(ours(*layer, **setting), conv2d_torch(*layer, **setting), atol=1e-12)
        whole = np.arange(27).reshape(3, 3, 3), *layer[1:]  # whole pixels must not make whole outputs
        np.testing.assert_allclose(ours(*whole), conv2d_torch(whole[0].astype(float), *whole[1:]), atol=1e-12)


@pytest.mark.parametrize(
    ("image", "filters", "biases", "setting", "sentence"),
    [
        ((1, 5, 5), (1, 1, 3, 3), 1, {"stride": 0}, "from 1 up"),
        ((1, 5, 5), (1, 1, 3, 3), 1, {"stride": -1}, "from 1 up"),
        ((1, 5, 5), (1, 1, 3, 3), 1, {"dilation": 0}, "from 1 up"),
        ((1, 5, 5), (1, 1, 3, 3), 1, {"padding": -1}, "from 0"),
        ((1, 5, 5), (1, 3, 3, 3), 1, {}, "1 channels, not 3"),
        ((3, 5, 5), (1, 1, 3, 3), 1, {}, "3 channels, not 1"),
        ((1, 5, 5), (2, 1, 3, 3), 1, {}, "1 biases for 2 filters"),
        ((1, 5, 2), (1, 1, 3, 3), 1, {}, "a kernel 3 wide does not fit in 2"),
        ((1, 2, 5), (1, 1, 3, 3), 1, {}, "a kernel 3 wide does not fit in 2"),
        ((1, 5, 5), (1, 1, 3, 3), 1, {"dilation": 4, "padding": 1}, "a kernel 9 wide does not fit in 7"),
    ],
)
def test_what_pytorch_refuses_is_refused_with_a_sentence(image, filters, biases, setting, sentence):
    layer = np.ones(image), np.ones(filters), np.ones(biases)
    with pytest.raises(RuntimeError):
        conv2d_torch(*layer, **setting)
    for ours in OURS:
        with pytest.raises(ValueError, match=sentence):
            ours(*layer, **setting)


def test_einsum_alone_would_stretch_a_single_channel():
    image = np.ones((1, 4, 4))
    windows = np.lib.stride_tricks.sliding_window_view(image, (3, 3), axis=(1, 2))
    assert (np.einsum("ocmn,cijmn->oij", np.ones((1, 3, 3, 3)), windows) == 27).all()
    assert np.shares_memory(windows, image)


def test_partial_sums_add_up_to_a_cell_of_each_map():
    sums = partial_sums(WINDOW, FILTERS)
    alone = F.conv2d(torch.from_numpy(WINDOW)[:, None], torch.from_numpy(FILTERS[0])[:, None])  # channel by channel
    np.testing.assert_array_equal(sums[0], alone[range(3), range(3), 0, 0])
    maps = conv2d_torch(WINDOW, FILTERS, BIASES)
    np.testing.assert_array_equal(maps[:, 0, 0], sums.sum(axis=1) + BIASES)
    np.testing.assert_array_equal(WINDOW[0], IMAGE[:3, :3])
    np.testing.assert_array_equal(FILTERS[0, 2], FILTERS[0, 0].T)  # edges across, and edges along


@pytest.mark.parametrize("layer", [(3, 1, 1), (3, 3, 64), (5, 3, 64), (3, 64, 64), (1, 7, 2)])
def test_cost_of_a_layer(layer):
    kernel, in_channels, out_channels = layer
    module = nn.Conv2d(in_channels, out_channels, kernel)
    assert parameters_of_layer(*layer) == sum(parameter.numel() for parameter in module.parameters())
    outputs = module(torch.zeros(1, in_channels, 9, 8))[0]
    # An output of ones counts the products that enter it.
    ones = F.conv2d(torch.ones(1, in_channels, 9, 8), torch.ones(out_channels, in_channels, kernel, kernel))
    assert multiply_adds_of_layer(*layer, *outputs.shape[1:]) == ones.sum()


def test_figures_show_the_listings():
    np.testing.assert_array_equal(kernel_steps.OUTPUT, slide(IMAGE, KERNEL))
    np.testing.assert_array_equal(two_directions.PARTS, scatter(IMAGE, KERNEL)[1])
    np.testing.assert_array_equal(two_directions.IMAGE, IMAGE)
    np.testing.assert_array_equal(channels_and_filters.OUTPUTS, conv2d_torch(WINDOW, FILTERS, BIASES)[:, 0, 0])
    sizes = [positions(size, stride_and_padding.KERNEL, *rest) for _, size, *rest in stride_and_padding.PANELS]
    assert sizes == [3, 5, 2, 3]
