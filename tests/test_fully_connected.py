"""The fully connected problem: counts against PyTorch's own layers, and what training can and cannot notice."""

import contextlib
import io
import runpy
from math import dist, prod

import numpy as np
import pytest
import torch
from sklearn.datasets import load_digits
from torch import nn
from torch.nn import functional as F

from snippets.figures import connectivity as connectivity_figure
from snippets.figures import flattening, parameters_by_side
from snippets.figures import shuffled_pixels as shuffled_figure
from snippets.fully_connected import connectivity, parameters, shuffled_pixels, unseen_half, vgg16

pytestmark = pytest.mark.usefixtures("one_thread")


def size(module):
    return sum(parameter.numel() for parameter in module.parameters())


@pytest.mark.parametrize("name", parameters.IMAGES)
def test_dense_parameters_are_those_of_pytorch(name):
    layer = nn.Linear(prod(parameters.IMAGES[name]), 1000, device="meta")  # shapes without memory
    assert parameters.parameters_from_shape(tuple(layer.weight.shape)) == size(layer)


def test_dense_parameters_of_the_table():
    counts = [parameters.parameters_from_shape((1000, prod(image))) for image in parameters.IMAGES.values()]
    assert counts == [785_000, 3_073_000, 150_529_000, 6_220_801_000]


@pytest.mark.parametrize("shape", [(64, 3, 3, 3), (5, 2, 1, 7), (1, 1, 3, 3)])
def test_convolution_parameters_are_those_of_pytorch(shape):
    layer = nn.Conv2d(shape[1], shape[0], shape[2:], device="meta")
    assert parameters.parameters_from_shape(shape) == size(layer)


@pytest.mark.parametrize("side, classes", [(224, 1000), (96, 10)])
def test_vgg16_is_the_network_that_runs(side, classes):
    """Built from the shapes, an image passes through it: each layer fits the next, and nothing is left over."""
    shapes = vgg16.vgg16_shapes(vgg16.CONFIGURATION_D, side, classes)
    counts, remaining, built = vgg16.count_parameters(shapes), iter(shapes.items()), []
    image = torch.empty(1, 3, side, side, device="meta")
    for entry in vgg16.CONFIGURATION_D:
        if entry == "M":
            image = F.max_pool2d(image, 2)
            continue
        name, shape = next(remaining)
        built.append((name, nn.Conv2d(shape[1], shape[0], shape[2:], padding=1, device="meta")))
        image = built[-1][1](image)
        assert image.shape[1] == entry
    vector = image.flatten(1)
    for name, shape in remaining:
        built.append((name, nn.Linear(shape[1], shape[0], device="meta")))
        vector = built[-1][1](vector)
    assert vector.shape == (1, classes)
    assert counts == {name: size(layer) for name, layer in built}


def test_vgg16_totals():
    counts = vgg16.count_parameters(vgg16.vgg16_shapes(vgg16.CONFIGURATION_D))
    assert sum(name.startswith("conv") for name in counts) == 13 and len(counts) == 16
    assert sum(counts.values()) == 138_357_544
    assert sum(count for name, count in counts.items() if name.startswith("conv")) == 14_714_688
    assert counts["dense1"] == 25_088 * 4096 + 4096 == max(counts.values())


@pytest.fixture(scope="module")
def digits():
    pixels, labels = load_digits(return_X_y=True)
    return torch.tensor(pixels / 16), torch.tensor(labels)


def test_order_is_a_rearrangement_that_moves_pixels():
    order = shuffled_pixels.ORDER
    assert sorted(order) == list(range(64))
    assert np.mean(order == np.arange(64)) < 0.1


def test_twin_has_the_same_weights_in_the_other_order():
    one, twin = shuffled_pixels.network_64_32_10(), shuffled_pixels.network_64_32_10(shuffled_pixels.ORDER)
    assert not torch.equal(one[0].weight, twin[0].weight)
    assert torch.equal(one[0].weight[:, shuffled_pixels.ORDER], twin[0].weight)
    assert torch.equal(one[2].weight, twin[2].weight) and torch.equal(one[0].bias, twin[0].bias)


def test_first_layer_gradient_is_that_of_finite_differences(digits):
    pixels, labels = digits[0][:20], digits[1][:20]
    network, step = shuffled_pixels.network_64_32_10(), 1e-6
    slopes = shuffled_pixels.first_layer_gradient(network, pixels, labels).clone()
    for unit, pixel in [(0, 10), (7, 28), (31, 60), (3, 0)]:
        losses = []
        for change in (step, -2 * step, step):  # the last one restores the weight
            with torch.no_grad():
                network[0].weight[unit, pixel] += change
                losses.append(F.cross_entropy(network(pixels), labels).item())
        assert slopes[unit, pixel].item() == pytest.approx((losses[0] - losses[1]) / (2 * step), abs=1e-7)


@pytest.mark.parametrize("optimizer", [torch.optim.SGD, torch.optim.Adam, torch.optim.AdamW])
def test_training_keeps_twins_apart_by_the_order_alone(digits, optimizer):
    """Beyond the listing: momentum and weight decay, Adam, and a rearrangement that the listing does not use."""
    pixels, labels = digits[0][:200], digits[1][:200]
    order = np.random.default_rng(5).permutation(64)
    settings = {"lr": 0.1, "momentum": 0.9, "weight_decay": 0.01} if optimizer is torch.optim.SGD else {"lr": 0.003}
    networks = shuffled_pixels.network_64_32_10(), shuffled_pixels.network_64_32_10(order)
    for network, images in zip(networks, (pixels, pixels[:, order]), strict=True):
        steps = optimizer(network.parameters(), **settings)
        for _ in range(50):
            shuffled_pixels.first_layer_gradient(network, images, labels)
            steps.step()
    one, twin = networks
    assert torch.allclose(one[0].weight[:, order], twin[0].weight, rtol=0, atol=1e-9)
    assert torch.allclose(one(pixels), twin(pixels[:, order]), rtol=0, atol=1e-9)


def test_train_in_batches_learns_and_keeps_twins_together(digits):
    pixels, labels = digits
    order = shuffled_pixels.ORDER
    one, twin = shuffled_pixels.network_64_32_10(), shuffled_pixels.network_64_32_10(order)
    shuffled_pixels.train_in_batches(one, pixels[:1200], labels[:1200], epochs=5)
    shuffled_pixels.train_in_batches(twin, pixels[:1200, order], labels[:1200], epochs=5)
    answers = one(pixels[1200:]).argmax(1)
    assert (answers == labels[1200:]).double().mean() > 0.85
    assert torch.equal(answers, twin(pixels[1200:, order]).argmax(1))


def trained_by_hand(network, images, labels, batch=50, epochs=20, rate=0.5):
    """Weights and biases after plain gradient descent on the cross-entropy, its derivatives written out in NumPy."""
    first, bias, last, other = (p.detach().numpy().copy() for p in network.parameters())
    for _ in range(epochs):
        for start in range(0, len(images), batch):
            x, wanted = images[start : start + batch], np.eye(10)[labels[start : start + batch]]
            hidden = np.maximum(x @ first.T + bias, 0)
            scores = np.exp(hidden @ last.T + other)
            slope = (scores / scores.sum(axis=1, keepdims=True) - wanted) / len(x)
            below = (slope @ last) * (hidden > 0)
            first, bias = first - rate * below.T @ x, bias - rate * below.sum(axis=0)
            last, other = last - rate * slope.T @ hidden, other - rate * slope.sum(axis=0)
    return first, bias, last, other


def test_train_in_batches_is_plain_gradient_descent(digits):
    pixels, labels = (part[:130] for part in digits)  # the last batch is a short one
    network = shuffled_pixels.network_64_32_10()
    assert [tuple(p.shape) for p in network.parameters()] == [(32, 64), (32,), (10, 32), (10,)]
    wanted = trained_by_hand(network, pixels.numpy(), labels.numpy())
    shuffled_pixels.train_in_batches(network, pixels, labels)
    for mine, other in zip(network.parameters(), wanted, strict=True):
        np.testing.assert_allclose(mine.detach().numpy(), other, atol=1e-9)


def test_the_unseen_half_is_trained_on_the_left_and_tested_on_new_digits():
    with contextlib.redirect_stdout(io.StringIO()):
        names = runpy.run_path(unseen_half.__file__, run_name="__main__")
    pictures, labels = load_digits().images / 16, load_digits().target
    left = np.concatenate([pictures, np.zeros_like(pictures)], axis=2).reshape(-1, 128)
    network = unseen_half.network_128_32_10()
    assert [tuple(p.shape) for p in network.parameters()] == [(32, 128), (32,), (10, 32), (10,)]
    wanted = trained_by_hand(network, left[:1200], labels[:1200])
    for mine, other in zip(names["network"].parameters(), wanted, strict=True):
        np.testing.assert_allclose(mine.detach().numpy(), other, atol=1e-7)
    assert len(names["images"]) == 1797 and torch.equal(names["images"], names["right"])
    answers = names["network"](names["right"][1200:]).argmax(1).numpy()
    assert names["known"] == pytest.approx(np.mean(answers == labels[1200:]))


def test_a_convolution_does_notice(digits):
    """The identity belongs to dense layers: no rearranged kernel gives the old outputs on shuffled images."""
    images = digits[0].reshape(-1, 1, 8, 8)
    shuffled = digits[0][:, shuffled_pixels.ORDER].reshape(-1, 1, 8, 8)
    columns = F.unfold(shuffled, 3, padding=1).transpose(1, 2).reshape(-1, 9)
    kernel = torch.randn(1, 1, 3, 3, dtype=torch.float64, generator=torch.Generator().manual_seed(0))
    wanted = F.conv2d(images, kernel, padding=1).flatten(1)[:, shuffled_pixels.ORDER].reshape(-1, 1)
    best = torch.linalg.lstsq(columns, wanted).solution
    missed = (columns @ best - wanted).square().sum() / wanted.square().sum()
    assert missed > 0.1


def test_a_blank_pixel_has_no_gradient_and_a_bright_one_has(digits):
    drawn = digits[0].reshape(-1, 8, 8)[:100]
    network = unseen_half.network_128_32_10()
    for half in (0, 1):
        halves = [torch.zeros_like(drawn), torch.zeros_like(drawn)]
        halves[half] = drawn
        images = torch.cat(halves, dim=2)
        network.zero_grad()
        F.cross_entropy(network(images), digits[1][:100]).backward()
        touched = (network[1].weight.grad != 0).any(dim=0)
        assert torch.equal(touched, images.flatten(1).any(dim=0))


def test_three_pixels_of_the_training_digits_are_blank(digits):
    assert (digits[0][:1200] == 0).all(dim=0).sum() == 3


def test_share_recognised_counts_right_answers():
    outputs = torch.tensor([[2.0, 1.0], [0.0, 3.0], [5.0, 4.0], [0.0, 1.0]])
    assert unseen_half.share_recognised(lambda images: images, outputs, torch.tensor([0, 1, 1, 1])) == 0.75


def wired(way, free):
    """The matrix of a layer whose ``free`` parameters stand where the numbers say."""
    return np.append(0, free)[connectivity.connection_numbers(way)]


@pytest.mark.parametrize("way", ["everything", "own windows", "one kernel"])
def test_ways_to_connect_have_as_many_degrees_of_freedom_as_parameters(way):
    numbers = connectivity.connection_numbers(way)
    assert numbers.shape == (6, 8)
    used = np.unique(numbers[numbers > 0])
    assert used.tolist() == list(range(1, numbers.max() + 1)), "numbered without a gap"
    matrices = np.array([wired(way, free) for free in np.eye(numbers.max())])
    assert np.linalg.matrix_rank(matrices.reshape(len(matrices), -1)) == numbers.max()


def test_ways_to_connect_are_the_layers_they_are_called():
    signal, kernel = np.arange(8.0) ** 2, np.array([2.0, -1.0, 5.0])
    assert wired("one kernel", kernel) @ signal == pytest.approx(np.correlate(signal, kernel, mode="valid"))
    own, windows = np.random.default_rng(0).normal(size=(6, 3)), np.lib.stride_tricks.sliding_window_view(signal, 3)
    assert wired("own windows", own.ravel()) @ signal == pytest.approx((own * windows).sum(axis=1))
    assert (connectivity.connection_numbers("everything") > 0).all()
    assert connectivity_figure.counts("everything") == (48, 48)
    assert connectivity_figure.counts("own windows") == (18, 18)
    assert connectivity_figure.counts("one kernel") == (18, 3)
    assert set(connectivity_figure.WAYS) == {"everything", "own windows", "one kernel"}


def test_figures_show_what_the_listings_compute():
    assert flattening.apart(flattening.BESIDE) == 1 and flattening.apart(flattening.BELOW) == flattening.SIDE
    for pair in (flattening.BESIDE, flattening.BELOW):
        assert dist(*(divmod(pixel, flattening.SIDE) for pixel in pair)) == 1, "neighbours in the image"
    assert np.array_equal(shuffled_figure.ORDER, shuffled_pixels.ORDER)
    assert [parameters_by_side.convolution(side) for side in (32, 1440)] == [1792, 1792]
    assert parameters_by_side.dense(1440) == 6_220_801_000  # as many pixels as HD
    texts = [parameters_by_side.short(parameters_by_side.dense(side)) for side in parameters_by_side.DOTS]
    assert texts == ["3.1 million", "151 million", "6.2 billion"]
    assert [parameters_by_side.short(10**power) for power in (6, 8, 9)] == ["1 million", "100 million", "1 billion"]


def test_the_pixels_of_the_example():
    """The corners are equally far from the centre to within one per cent; the neighbour is not."""
    centre = (112, 112)
    assert dist(centre, (112, 113)) == 1
    assert dist(centre, (0, 0)) == pytest.approx(dist(centre, (223, 223)), rel=0.01)
    places = np.arange(224 * 224 * 3).reshape(224, 224, 3)
    assert places[112, 112, 0] == 75_600
    assert places[112, 113, 0] - places[112, 112, 0] == 3
    assert places[113, 112, 0] - places[112, 112, 0] == 672
