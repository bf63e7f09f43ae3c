"""The shift experiment: what its files hold is what training gives, and a run that is stopped loses nothing."""

import copy
import gzip
import json
import os
import re
import signal
import statistics
import sys
import time
import traceback
from dataclasses import asdict
from itertools import product
from pathlib import Path

import numpy as np
import pytest
import torch
from grammar import ROOT
from scipy import ndimage
from torch import nn
from torch.nn import functional as F

from snippets.figures import moved_digits, shifted_copies
from snippets.shift_experiment import (
    data,
    experiments,
    forward,
    layers,
    networks,
    reduced,
    results,
    store,
    summary,
    training,
)
from snippets.shift_experiment.cells import SEEDS, Cell, cells
from snippets.shift_experiment.measuring import asked, measure, trained
from snippets.shift_experiment.models import MODELS, parameters

ROWS = results.stored()["rows"]
MEASURED = [(row, name) for row in ROWS for name, value in row.items() if isinstance(value, dict)]
LED = "CNN-dense", "MLP-128"
POOLED = "CNN-zero", "CNN-circular", "CNN-circular-wide"


@pytest.fixture(scope="module")
def again() -> dict[str, tuple[nn.Module, torch.Tensor, torch.Tensor]]:
    """The exported networks, trained once more from their seed, each with the test images and labels."""
    return {name: trained(Cell("shift", name, seed=0)) for name in networks.NAMES}


def of_seed_0(experiment: str, model: str, measure: str, **setting) -> float:
    return results.row(experiment, model, **setting)[measure]["by seed"][0]


# The cells that are measured again


@pytest.mark.parametrize(
    "cell",
    [
        Cell("shift", "MLP-32", 0),
        Cell("permuted pixels", "MLP-128", 0),
        Cell("far corners", "MLP-32", 0, side=24),
        Cell("ablation", "local", 0, images=100, epochs=400),
    ],
    ids=lambda cell: f"{cell.experiment}, {cell.model}",
)
def test_a_cell_measured_again_is_what_the_file_says(cell, again, monkeypatch):
    """Within a point where processor or versions differ, since training amplifies the last digit; else exactly."""
    if cell == Cell("shift", "MLP-32", 0):
        monkeypatch.setattr("snippets.shift_experiment.measuring.trained", lambda cell: again[cell.model])
    found, setting = measure(cell), {k: v for k, v in asdict(cell).items() if k not in ("experiment", "model", "seed")}
    made_here = results.stored()["made with"] == store.made_with()
    for name, value in found.items():
        if name == "parameters":
            assert results.row(cell.experiment, cell.model, **setting)["parameters"] == value
        elif name != "logit change":
            tolerance = 1e-6 if made_here else 0.01 if name == "centred" else 0.03
            stored = of_seed_0(cell.experiment, cell.model, name, **setting)
            assert value == pytest.approx(stored, abs=tolerance), name


def test_logits_of_the_circular_network_are_equal_for_every_shift(again):
    """All 169 shifts, of every sixth digit."""
    network, test = again["CNN-circular"][0], again["CNN-circular"][1][::6]
    still, shifts = training.logits(network, test), [place for distance in range(7) for place in data.places(distance)]
    assert len(shifts) == 169
    for down, right in shifts:
        assert torch.allclose(training.logits(network, data.moved(test, down, right)), still, atol=1e-5)


@pytest.mark.parametrize(("name", "least", "most"), [("CNN-circular", 0, 1e-4), ("MLP-32", 1, np.inf)])
def test_what_is_measured_is_how_far_a_logit_goes_from_that_of_the_digit_in_its_place(
    again, monkeypatch, name, least, most
):
    network, test, labels = again[name]
    monkeypatch.setattr("snippets.shift_experiment.measuring.trained", lambda cell: (network, test[:9], labels[:9]))
    change = measure(Cell("shift", name, 0))["logit change"]
    still, ways = training.logits(network, test[:9]), [way for ways in asked("shift").values() for way in ways]
    assert change == max((training.logits(network, data.moved(test[:9], *way)) - still).abs().max() for way in ways)
    assert least <= change <= most


def test_the_others_are_not_invariant(again):
    for name in ("MLP-32", "CNN-dense"):
        network, test, _ = again[name]
        change = training.logits(network, data.moved(test, 0, 1)) - training.logits(network, test)
        assert change.abs().max() > 1


# The recipe


def test_no_shift_of_the_experiment_cuts_a_digit():
    _, test, *_ = data.split_digits()
    for experiment, side, margin in (("shift", 12, 2), ("far corners", 24, 8)):
        for down, right in (way for ways in asked(experiment).values() for way in ways):
            moved = data.moved(data.centred(test, side), down, right)
            top, left = margin + down, margin + right
            assert torch.equal(moved[..., top : top + 8, left : left + 8], test)
            assert moved.sum() == pytest.approx(test.sum().item(), rel=1e-6)


def test_training_and_test_digits_are_those_of_the_data_set_and_disjoint():
    learn, test, learn_labels, labels = data.split_digits()
    assert (learn.shape, test.shape) == ((1200, 1, 8, 8), (597, 1, 8, 8))
    both = torch.cat([learn, test]).flatten(1)
    assert len(both) == 1797 and (both.min(), both.max()) == (0, 1)
    assert not {tuple(image.tolist()) for image in learn.flatten(1)} & {tuple(i.tolist()) for i in test.flatten(1)}
    assert torch.cat([learn_labels, labels]).bincount().tolist() == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]


def test_places_are_all_at_their_distance():
    assert [len(data.places(distance)) for distance in range(4)] == [1, 8, 16, 24]
    assert asked("permuted pixels") == {"centred": [(0, 0)]}
    assert len(set(asked("shift")["corners"])) == len(set(asked("far corners")["corners"])) == 4


def test_augmented_images_are_moved_each_on_its_own():
    torch.manual_seed(0)
    _, test, *_ = data.split_digits()
    still = data.centred(test[:1]).expand(500, -1, -1, -1)
    moved = training.scattered(still, reach=2)
    copies = {tuple(image.flatten().tolist()) for image in moved}
    wanted = [data.moved(still[0], down, right) for distance in range(3) for down, right in data.places(distance)]
    assert copies == {tuple(image.flatten().tolist()) for image in wanted}


def test_a_locally_connected_layer_with_equal_kernels_is_a_convolution():
    local = layers.LocallyConnected()
    kernel, bias = torch.randn(8, 1, 3, 3), torch.randn(8)
    with torch.no_grad():
        local.kernels.copy_(kernel.reshape(8, 9, 1).expand(8, 9, 100))
        local.biases.copy_(bias[:, None].expand(8, 100))
        images = torch.randn(3, 1, 12, 12)
        assert torch.allclose(local(images), F.conv2d(images, kernel, bias), atol=1e-5)


def test_the_ablated_networks_differ_in_their_first_layer_alone():
    built = {layer: layers.network(layer) for layer in layers.FIRST}
    shapes = {layer: network[0](torch.zeros(2, 1, 12, 12)).shape for layer, network in built.items()}
    assert set(shapes.values()) == {(2, 8, 10, 10)}
    assert [parameters(network[0]) for network in built.values()] == [116_000, 8_000, 80]
    assert {parameters(network[1:]) for network in built.values()} == {2_010}


def test_the_pooled_networks_have_the_same_size_on_every_canvas():
    for name, build in MODELS.items():
        assert (parameters(build(12)) == parameters(build(24))) is (name in POOLED)


# The file of results


def test_the_file_has_every_cell_with_every_seed():
    wanted = {(c.experiment, c.model, c.images, c.epochs, c.side) for c in cells()}
    held = [(row["experiment"], row["model"], row["images"], row["epochs"], row["side"]) for row in ROWS]
    assert sorted(held) == sorted(wanted)
    assert all(row["seeds"] == list(SEEDS) for row in ROWS)
    assert results.stored()["made with"]["threads"] == 1


def test_the_file_was_made_with_this_code():
    assert results.stored()["made with"]["code"] == store.made_with()["code"], (
        "the code of the experiment is not that which was measured: run make experiment, which measures again"
    )


def test_who_leads_changes_with_the_number_of_images():
    """With few MLP-128, by one to two points; with more CNN-dense, by half a point at most. No lead is twice as large as chance."""
    for images in (50, 100, 200, 400, 800, 1200):
        rows = [results.row("shift" if images == 1200 else "learning curve", name, images=images) for name in LED]
        cnn, mlp = (row["centred"] for row in rows)
        lead = 100 * (cnn["mean"] - mlp["mean"])
        assert -2 <= lead <= -1 if images <= 200 else 0 < lead < 0.55
        assert abs(lead) < 2 * 100 * max(cnn["sd"], mlp["sd"])


@pytest.mark.parametrize(
    ("row", "name"), MEASURED, ids=lambda v: v if isinstance(v, str) else f"{v['experiment']}, {v['model']}"
)
def test_means_and_deviations_are_those_of_the_seeds(row, name):
    values = row[name]["by seed"]
    assert len(values) == len(row["seeds"])
    assert row[name]["mean"] == pytest.approx(statistics.mean(values), abs=1e-6)
    assert row[name]["sd"] == pytest.approx(statistics.stdev(values), abs=1e-6)
    if name != "logit change":
        places = 597 * len(asked(row["experiment"])[name])
        assert all(abs(value * places - round(value * places)) < 0.01 for value in values), "a share of the images"


def test_a_quantity_is_stored_with_all_its_values():
    assert summary.summary([0.5, 0.25, 0.75]) == {"mean": 0.5, "sd": 0.25, "by seed": [0.5, 0.25, 0.75]}


def test_cells_that_differ_in_their_seed_alone_become_one_row():
    found = {(model, seed): {"parameters": 7, "centred": seed / 4} for model in ("A", "B") for seed in (1, 3)}
    one, other = summary.rows({Cell("shift", model, seed): cell for (model, seed), cell in found.items()})
    assert other == one | {"model": "B"}
    assert one == {
        **{"experiment": "shift", "model": "A", "images": 1200, "epochs": 60, "side": 12, "parameters": 7},
        **{"seeds": [1, 3], "centred": summary.summary([0.25, 0.75])},
    }


def test_the_short_listing_has_two_convolutions_that_wrap_around():
    """Against SciPy, and they follow every shift."""
    torch.manual_seed(0)
    first, _, second, _ = stack = list(reduced.circular())
    images = torch.rand(2, 1, 12, 12)
    maps = images.numpy()
    for convolution in (first, second):
        weights, biases = convolution.weight.detach().numpy(), convolution.bias.detach().numpy()
        maps = np.array(
            [
                [
                    sum(
                        ndimage.correlate(channel, kernel, mode="wrap")
                        for channel, kernel in zip(image, kernels, strict=True)
                    )
                    + bias
                    for kernels, bias in zip(weights, biases, strict=True)
                ]
                for image in maps
            ]
        ).clip(0)
    network = nn.Sequential(*stack)
    found = network(images)
    np.testing.assert_allclose(found.detach().numpy(), maps, atol=1e-6)
    for shift in product((0, 1, 11), (0, 2, 7)):
        assert torch.allclose(network(images.roll(shift, (2, 3))), found.roll(shift, (2, 3)), atol=1e-6)


def test_the_short_listing_trains_until_what_differs_is_told_apart():
    torch.manual_seed(0)
    labels = torch.arange(96) % 3
    images = 0.1 * torch.rand(96, 1, 2, 2)
    images.view(96, 4)[torch.arange(96), labels] += 1
    network = nn.Sequential(nn.Flatten(), nn.Linear(4, 3))
    before = (network(images).argmax(1) == labels).double().mean()
    after = (reduced.trained(network, images, labels)(images).argmax(1) == labels).double().mean()
    assert before < 0.9 and after == 1


def test_the_listing_asks_in_the_middle_and_in_eight_places_around_it():
    (ways,) = re.findall(r"ways = (.+)", (ROOT / "snippets/shift_experiment/reduced.py").read_text("utf-8"))
    assert sorted(eval(ways)) == [*product((-2, 0, 2), repeat=2)] and eval(ways)[0] == (0, 0)


def test_only_circular_padding_with_global_pooling_is_exact():
    for row in ROWS:
        if row["experiment"] in ("shift", "far corners"):
            exact = max(row["logit change"]["by seed"]) < 1e-5
            assert exact is row["model"].startswith("CNN-circular")
            assert not exact or all(row[name] == row["centred"] for name in asked(row["experiment"]))


# The networks for a browser


def test_an_exported_network_answers_as_the_trained_one(again, monkeypatch):
    """In double precision on both sides, so that nothing but the rounding of the weights is compared."""
    for name, (network, test, _) in again.items():
        exported = {"networks": {name: json.loads(json.dumps(list(networks.exported(network))))}}
        monkeypatch.setattr(forward, "stored", lambda exported=exported: exported)
        for down, right in ((0, 0), (2, -1)):
            images = data.moved(test, down, right).double()
            wanted = training.logits(copy.deepcopy(network).double(), images).numpy()
            assert np.allclose(forward.logits(name, images[:, 0].numpy()), wanted, atol=1e-5, rtol=0)


def test_the_committed_networks_are_those_of_the_table(again):
    """Read without PyTorch, they are right as often as the file of results says, wherever it was made."""
    images, labels = forward.digits()
    assert list(forward.stored()["networks"]) == list(networks.NAMES)
    for name, (network, test, truth) in again.items():
        assert np.array_equal(images, test[:, 0].numpy()) and np.array_equal(labels, truth.numpy())
        for place, ways in asked("shift").items():
            shown = [np.roll(images, way, axis=(1, 2)) for way in (ways if place in ("centred", "corners") else ())]
            if shown:
                right = np.mean([forward.logits(name, moved).argmax(axis=1) == labels for moved in shown])
                assert right == pytest.approx(of_seed_0("shift", name, place), abs=1e-6)
        if results.stored()["made with"] == store.made_with():
            wanted = training.logits(network, test).numpy()
            assert np.allclose(forward.logits(name, images), wanted, atol=3e-5, rtol=0)


def test_the_export_is_small_enough_to_travel():
    assert len(gzip.compress(forward.FILE.read_bytes())) < 60_000


def test_figures_show_what_the_networks_answer(again):
    for name, (*_, labels) in again.items():
        grid = shifted_copies.answers(name)
        assert grid.shape == (5, 5) and grid[2, 2] == labels[shifted_copies.CHOSEN]
        if name == "CNN-circular":
            assert (grid == grid[2, 2]).all()
    assert set(moved_digits.NETWORKS) <= set(networks.NAMES) >= set(shifted_copies.NETWORKS)
    assert np.array_equal(shifted_copies.moved(2, -1), np.roll(forward.digits()[0][1], (2, -1), (0, 1)))


# Stopping and going on

TINY = [Cell("shift", "MLP-32", seed, images=64, epochs=1) for seed in range(9)]


def stopped(folder: Path, how: signal.Signals, known: dict[Cell, dict]) -> tuple[int, str]:
    """The tiny run, stopped by a signal while it measures the first cell that is not known; how it ended and what it said then.

    A fork of this process, which has imported everything; it computes nothing, for PyTorch may refuse to in a fork.
    """
    reading, writing = os.pipe()
    end = time.monotonic() + 60

    def measuring(cell: Cell) -> dict:
        while cell not in known:
            assert time.monotonic() < end, "nothing has stopped the run"
            time.sleep(0.01)
        return known[cell]

    process = os.fork()
    if not process:
        sys.stdout = sys.stderr = os.fdopen(writing, "w")
        experiments.measure, code = measuring, 0
        try:
            experiments.main(TINY, folder / "cells", folder / "tiny.json")
        except BaseException as ended:
            print(ended if isinstance(ended, SystemExit) else traceback.format_exc())
            code = 1
        sys.stdout.flush()
        os._exit(code)
    os.close(writing)
    with open(reading) as pipe:
        said = [pipe.readline()]
        while not said[-1].startswith(f"{len(known)}/"):
            said.append(pipe.readline())
            assert said[-1], "".join(said)
        assert "min left" in said[-1]
        os.kill(process, how)
        last = pipe.read()
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]), last


@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded")
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM], ids=lambda how: how.name)
def test_a_run_that_is_stopped_goes_on_where_it_was(how, tmp_path):
    known = {cell: measure(cell) for cell in TINY[:3]}
    code, said = stopped(tmp_path, how, known)
    if how == signal.SIGKILL:
        assert (code, said) == (-how, "")
    else:  # SIGTERM ends it as Ctrl-C does
        assert code == 1 and "goes on from here" in said and "Traceback" not in said
    assert not (tmp_path / "tiny.json").exists(), "a part of the experiment does not pass for the whole"
    cells_folder = tmp_path / "cells"
    finished = {path: path.stat().st_mtime_ns for path in cells_folder.glob("shift-*")}
    assert finished.keys() == {store.file(cell, cells_folder) for cell in known}
    measured = experiments.run(TINY[:5], cells_folder)
    assert {path: path.stat().st_mtime_ns for path in finished} == finished
    assert measured == {cell: measure(cell) for cell in TINY[:5]}
    assert measured[TINY[0]] != measured[TINY[1]]


def test_what_is_finished_is_not_measured_again_and_what_is_damaged_is(tmp_path, monkeypatch):
    asked_for = []
    monkeypatch.setattr(experiments, "measure", lambda cell: asked_for.append(cell) or {"centred": cell.seed / 8})
    begun = time.perf_counter()
    first = experiments.run(TINY[:4], tmp_path)
    assert asked_for == TINY[:4]
    took = [store.load(cell, tmp_path)["seconds"] for cell in TINY[:4]]
    assert min(took) >= 0 and sum(took) <= time.perf_counter() - begun
    assert experiments.run(TINY[:5], tmp_path) == first | {TINY[4]: {"centred": 0.5}}
    assert asked_for == TINY[:5]
    whole = store.file(TINY[1], tmp_path).read_text()
    for damaged in (
        whole[:-9],
        "",
        whole.replace("0.125", "0.625"),
        whole.replace('"seed": 1', '"seed": 2'),
        "[]",
        "3",
    ):
        store.file(TINY[1], tmp_path).write_text(damaged)
        asked_for.clear()
        assert experiments.run(TINY[:5], tmp_path)[TINY[1]] == {"centred": 0.125}
        assert asked_for == [TINY[1]]
    store.made_with.cache_clear()
    monkeypatch.setattr(store, "version", lambda package: "0")
    asked_for.clear()
    experiments.run(TINY[:2], tmp_path)
    assert asked_for == TINY[:2], "cells of other versions are not mixed in"
    store.made_with.cache_clear()
