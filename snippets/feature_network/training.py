"""Trains layers 2 and 3 to name the picture a crop is from; writes training.json and trained.npz."""

import json
import math
from pathlib import Path

import numpy as np
import torch
from torch.nn.functional import cross_entropy

from snippets.feature_network.crops import altered, crops, parts
from snippets.feature_network.untrained import learnt, prepared

HERE, STEPS, BATCH = Path(__file__).parent, 1500, 96


def training(network, random):
    """Yields the loss of each step."""
    pictures, adam = parts(held_out=False), torch.optim.AdamW(network.parameters(), weight_decay=1e-3)
    for step in range(STEPS):
        pace = min((step + 1) / 30, 1) * (1 + math.cos(math.pi * step / STEPS)) / 2
        adam.param_groups[0]["lr"] = 3e-3 * pace
        pieces, numbers = crops(pictures, BATCH, random)
        maps, scores = network(altered(pieces, random))
        activity = sum((m.mean((0, 2, 3)) / (m.square().mean((0, 2, 3)) + 1e-8).sqrt()).mean() for m in maps)
        loss = cross_entropy(scores, numbers, label_smoothing=0.05) + 0.4 * activity  # sparse units are selective
        network.zero_grad()
        loss.backward()
        adam.step()
        yield loss.item()


@torch.no_grad()
def accuracy(network):
    """Share of 2000 crops from the held-out strips whose picture is named."""
    pieces, numbers = crops(parts(held_out=True), 2000, np.random.default_rng(1))
    return (network.eval()(pieces)[1].argmax(1) == numbers).double().mean().item()


if __name__ == "__main__":
    losses, network = [], prepared(learnt())
    for step, loss in enumerate(training(network, np.random.default_rng(2)), 1):
        losses.append(round(loss, 4))
        if step == 60:
            early = network.convolutions[1].weight[0, :4].flatten().tolist()
        if step % 100 == 0:
            print(f"step {step} of {STEPS}: loss {np.mean(losses[-100:]):.2f}", flush=True)
    np.savez(HERE / "trained.npz", **network.weights())
    record = {"accuracy": accuracy(network), "losses": losses[:60], "kernel": [round(w, 4) for w in early]}
    (HERE / "training.json").write_text(json.dumps(record) + "\n")
    print(f"held-out crops named: {record['accuracy']:.1%}")
