"""Where convolutions work: a matched filter, a layer on graphs, the patches of a transformer, each against other means."""

import re

import numpy as np
import pytest
import torch
from grammar import DOCS
from scipy.signal import correlate, find_peaks, peak_widths
from torch import nn

from snippets.applications.patch_embedding import cut, dense_on_patches, learned
from snippets.applications.pulses import heartbeat, highest, hits, recording
from snippets.applications.ring import adjacency, graph_layer, slide_around
from snippets.figures import pulses as pulses_figure
from snippets.figures import ring as ring_figure


def ring_of(nodes):
    return adjacency([(node, (node + 1) % nodes) for node in range(nodes)], nodes)


# Pulses


def test_heartbeat_is_a_small_wave_a_spike_and_a_broad_wave():
    """At 0.1, 0.22 and 0.44 seconds; a bell is 2.355 standard deviations wide at half its height."""
    beat = heartbeat()
    peaks, _ = find_peaks(beat, height=0.05)
    assert (beat.size, (peaks / 250).tolist()) == (150, [0.1, 0.22, 0.44])
    assert beat[peaks] == pytest.approx([0.1, 1, 0.3], abs=1e-3)
    assert peak_widths(beat, peaks)[0] / 250 / 2.355 == pytest.approx([0.03, 0.012, 0.05], rel=0.06)
    assert np.argmax(heartbeat(500)) == 2 * np.argmax(beat)


def test_beats_come_at_uneven_distances():
    samples, starts = recording(0, seed=1, beats=5000)
    distances = np.diff(starts, prepend=0)
    assert (len(starts), distances.min(), distances.max()) == (5000, 175, 324)
    assert samples.size == starts[-1] + 2 * 150


def test_recording_is_beats_in_noise_of_the_deviation_asked_for():
    samples, starts = recording(0)
    assert (np.diff(starts) >= heartbeat().size).all(), "no two beats overlap"
    expected = np.zeros(samples.size)
    expected[starts] = 1
    np.testing.assert_allclose(samples, np.convolve(expected, heartbeat())[: samples.size], atol=1e-12)
    noisy, same = recording(0.5)
    assert (same == starts).all()
    assert (noisy - samples).std() == pytest.approx(0.5, rel=0.05)
    assert len(starts) == 20 and starts[-1] + heartbeat().size <= samples.size


@pytest.mark.parametrize("seed", range(20))
def test_highest_keeps_its_distance_and_leaves_nothing_higher(seed):
    values = np.random.default_rng(seed).normal(size=2000)
    found = highest(values, 8, apart=50)
    assert (np.abs(np.subtract.outer(found, found))[~np.eye(8, dtype=bool)] > 50).all()
    free = np.abs(np.subtract.outer(np.arange(2000), found)).min(axis=1) > 50
    assert values[free].max() <= values[found].min()
    assert values[found[0]] == values.max()


def test_highest_leaves_out_as_much_as_a_beat_is_long():
    for distance, found in ((150, [0, 400]), (151, [0, 151])):
        values = np.zeros(500)
        values[[0, distance, 400]] = 3, 2, 1
        assert highest(values, 2).tolist() == found


def test_hits_counts_true_positions_once_each():
    assert hits(np.array([10, 52, 300]), np.array([10, 50, 100])) == 2
    assert hits(np.array([5]), np.array([0, 10])) == 2
    assert hits(np.array([5]), np.array([11])) == 0


def test_page_counts_by_other_means():
    """SciPy's correlation and its peak finder instead of NumPy's and our own search."""
    beat, (samples, starts) = heartbeat(), recording(0.5)
    answers = correlate(samples, beat, mode="valid")
    np.testing.assert_allclose(answers, np.correlate(samples, beat), atol=1e-9)
    peaks, _ = find_peaks(answers, distance=151)
    best = peaks[np.argsort(answers[peaks])[-20:]]
    assert np.abs(np.subtract.outer(starts, best)).min(axis=1).max() <= 5


@pytest.mark.parametrize(("noise", "samples_hit", "answers_hit"), [(0.3, 16, 20), (0.5, 5, 19), (0.7, 0, 14)])
def test_kernel_finds_more_beats_than_samples_on_average_over_seeds(noise, samples_hit, answers_hit):
    """The page shows one seed; it is no lucky one."""
    alone, slid = [], []
    for seed in range(20):
        samples, starts = recording(noise, seed)
        alone.append(hits(highest(samples, 20), starts + heartbeat().argmax()))
        slid.append(hits(highest(np.correlate(samples, heartbeat()), 20), starts))
    assert samples_hit <= np.mean(alone) and answers_hit <= np.mean(slid)
    assert np.mean(slid) > np.mean(alone) + 1


def test_gain_is_that_of_the_formula_and_no_kernel_beats_it():
    beat, rng = heartbeat(), np.random.default_rng(0)
    noise = rng.normal(size=(4000, beat.size))

    def stands_out(kernel):
        return kernel @ beat / (noise @ kernel).std()

    gain = stands_out(beat) / beat.max()
    assert gain == pytest.approx(np.linalg.norm(beat) / beat.max(), rel=0.03)
    for _ in range(50):
        other = beat + 0.3 * rng.normal(size=beat.size)
        assert other @ beat / np.linalg.norm(other) < np.linalg.norm(beat)


# Ring


@pytest.mark.parametrize("nodes", [3, 4, 6, 11])
def test_layer_on_a_ring_is_a_circular_convolution_of_pytorch(nodes):
    rng = np.random.default_rng(nodes)
    values, own, near = rng.normal(size=nodes), *rng.normal(size=2)
    layer = nn.Conv1d(1, 1, 3, padding=1, padding_mode="circular", bias=False).double()
    layer.weight.data = torch.tensor([[[near, own, near]]])
    expected = layer(torch.tensor(values)[None, None]).detach().numpy()[0, 0]
    np.testing.assert_allclose(graph_layer(ring_of(nodes), values, own, near), expected, atol=1e-12)
    np.testing.assert_allclose(slide_around(values, (near, own, near)), expected, atol=1e-12)


def test_slide_around_tells_left_from_right_as_pytorch_does():
    values, kernel = np.random.default_rng(1).normal(size=7), (1.0, 20.0, 300.0)
    layer = nn.Conv1d(1, 1, 3, padding=1, padding_mode="circular", bias=False).double()
    layer.weight.data = torch.tensor([[kernel]], dtype=torch.float64)
    expected = layer(torch.tensor(values)[None, None]).detach().numpy()[0, 0]
    np.testing.assert_allclose(slide_around(values, kernel), expected)


def test_layer_on_any_graph_is_the_sum_over_edges_and_ignores_the_numbering():
    rng = np.random.default_rng(2)
    for _ in range(20):
        edges = {tuple(sorted(pair)) for pair in rng.integers(0, 9, (12, 2)).tolist() if pair[0] != pair[1]}
        values, own, near = rng.normal(size=9), *rng.normal(size=2)
        expected = own * values
        for one, other in edges:
            expected[one] += near * values[other]
            expected[other] += near * values[one]
        matrix = adjacency(edges, 9)
        np.testing.assert_allclose(graph_layer(matrix, values, own, near), expected, atol=1e-12)
        order = rng.permutation(9)
        moved = graph_layer(matrix[order][:, order], values[order], own, near)
        np.testing.assert_allclose(moved, expected[order], atol=1e-12)


def test_renumbering_undoes_a_convolution():
    values, order = np.random.default_rng(3).normal(size=6), np.array([0, 2, 1, 3, 4, 5])
    slid = slide_around(values, (-0.5, 2, -0.5))
    assert not np.allclose(slide_around(values[order], (-0.5, 2, -0.5)), slid[order])


def test_no_two_weights_make_the_difference_of_neighbours():
    """The best a graph layer can do for the kernel (-1, 0, 1) is nothing at all."""
    units = np.eye(6)
    wanted = np.array([slide_around(unit, (-1, 0, 1)) for unit in units]).ravel()
    reach = np.stack([units.ravel(), ring_of(6).ravel()], axis=1)
    weights, residual, *_ = np.linalg.lstsq(reach, wanted, rcond=None)
    np.testing.assert_allclose(weights, 0, atol=1e-12)
    assert residual[0] == pytest.approx(wanted @ wanted)


def test_layer_of_kipf_and_welling_averages_three_nodes_of_a_ring():
    with_self = ring_of(6) + np.eye(6)
    scale = np.diag(with_self.sum(axis=1) ** -0.5)
    values = np.random.default_rng(4).normal(size=6)
    expected = graph_layer(ring_of(6), values, 1 / 3, 1 / 3)
    np.testing.assert_allclose(scale @ with_self @ scale @ values, expected)


# Patches


@pytest.mark.parametrize(("channels", "side", "rows", "columns"), [(3, 16, 14, 14), (1, 2, 3, 5), (4, 7, 2, 3)])
def test_cut_takes_the_patches_row_by_row(channels, side, rows, columns):
    image = torch.randn(channels, side * rows, side * columns)
    patches = cut(image, side)
    assert patches.shape == (rows * columns, channels * side**2)
    for row in range(rows):
        for column in range(columns):
            patch = image[:, row * side : (row + 1) * side, column * side : (column + 1) * side]
            assert torch.equal(patches[row * columns + column], patch.flatten())


@pytest.mark.parametrize(("channels", "outputs", "side"), [(3, 768, 16), (1, 5, 2), (4, 3, 7)])
def test_dense_on_patches_is_the_convolution(channels, outputs, side):
    convolution = nn.Conv2d(channels, outputs, side, stride=side)
    image = torch.randn(channels, 2 * side, 3 * side)
    tokens = dense_on_patches(convolution)(cut(image, side))
    assert torch.allclose(tokens, convolution(image).flatten(1).T, atol=1e-5)


def test_parameters_from_the_shape():
    assert learned(nn.Conv2d(3, 768, 16, stride=16)) == 16 * 16 * 3 * 768 + 768 == 590_592
    assert learned(nn.Conv2d(3, 1280, 14, stride=14)) == 14 * 14 * 3 * 1280 + 1280 == 753_920


def test_one_network_for_every_token_is_a_1x1_convolution():
    convolution, grid = nn.Conv2d(6, 4, 1), torch.randn(6, 5, 7)
    dense = dense_on_patches(convolution)
    assert torch.allclose(dense(grid.flatten(1).T), convolution(grid).flatten(1).T, atol=1e-5)


# Page and figures


def test_figures_draw_what_the_listings_compute():
    np.testing.assert_array_equal(ring_figure.SLIDING @ np.arange(6), slide_around(np.arange(6), (1, 2, 3)))
    np.testing.assert_array_equal(ring_figure.LAYER, 2 * np.eye(6) + ring_of(6))
    order = ring_figure.ORDER
    np.testing.assert_array_equal(ring_figure.RENUMBERED, ring_figure.LAYER[order][:, order])
    diagonals = {ring_figure.RENUMBERED[node, (node + 1) % 6] for node in range(6)}
    assert len(diagonals) > 1, "renumbered, it is no circular convolution"
    assert {tuple(sorted(row)) for row in ring_figure.RENUMBERED} == {(0, 0, 0, 1, 1, 2)}
    assert (recording(pulses_figure.NOISE)[1] == pulses_figure.STARTS).all()
    assert ((pulses_figure.STARTS > pulses_figure.FIRST) & (pulses_figure.STARTS < pulses_figure.LAST)).sum() >= 3


def test_no_model_is_called_what_it_is_not():
    """The table of domains: ViT and Stable Diffusion 3 under transformer, DETR and Stable Diffusion 1, 2 under hybrid."""
    text = re.sub(r"<!--.*?-->", "", (DOCS / "applications.md").read_text("utf-8"))
    rows = [[cell.strip() for cell in row.strip("|").split("|")] for row in text.splitlines() if row.startswith("|")]
    kinds = {}
    header = rows.index(["domain", "CNN", "hybrid", "transformer"])
    for _, *cells in rows[header + 2 : header + 8]:
        for kind, cell in zip(("CNN", "hybrid", "transformer"), cells, strict=True):
            kinds |= dict.fromkeys(filter(None, re.split(r", (?!\d|in part)", cell)), kind)
    assert kinds["ViT"] == kinds["Stable Diffusion 3's denoiser"] == "transformer"
    assert kinds["DETR"] == kinds["BEVFormer"] == kinds["Stable Diffusion 1, 2"] == "hybrid"
    assert kinds["EfficientNet"] == kinds["Faster R-CNN"] == kinds["YOLO"] == kinds["StyleGAN"] == "CNN"
