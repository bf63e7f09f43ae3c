"""Learns the kernels of layer 1 without labels: with any two of them a small patch is to be drawn anew."""

from pathlib import Path

import numpy as np
import torch
from torch.nn.functional import normalize

from snippets.feature_network.whitened import patches, whitening

FILE, UNITS, ACTIVE = Path(__file__).with_suffix(".npz"), 32, 2
STEPS, BATCH = 2500, 512


def learning(kernels, whitened, random):
    """Yields the error of each step. The two ``kernels`` (32, 147) that answer most, of either sign, draw the patch."""
    adam, used = torch.optim.Adam([kernels.requires_grad_()]), torch.zeros(len(kernels))
    for step in range(STEPS):
        adam.param_groups[0]["lr"] = 2e-3 * (1 - step / STEPS)
        batch = whitened[torch.tensor(random.integers(len(whitened), size=BATCH))]
        answers = batch @ kernels.T
        chosen = torch.zeros_like(answers).scatter(1, answers.abs().topk(ACTIVE).indices, 1)
        error = (answers * chosen @ kernels - batch).square().mean()
        adam.zero_grad()
        error.backward()
        adam.step()
        used += chosen.sum(0)
        with torch.no_grad():
            kernels.copy_(normalize(kernels))
            if step % 100 == 99 and step < STEPS / 2:  # what is hardly ever chosen starts anew, as a patch
                idle = used < 0.2 * used.mean()
                kernels[idle] = normalize(batch[: idle.sum()])
                used.zero_()
        yield error.item()


def beginning(random):
    """Random kernels, the whitened patches, and the matrix that whitens."""
    found = patches(random)
    white, noise = whitening(found), torch.tensor(random.normal(size=(UNITS, found.shape[1])))
    return normalize(noise.float()), found @ white, white


if __name__ == "__main__":
    torch.set_num_threads(1)
    kernels, whitened, white = beginning(random := np.random.default_rng(0))
    errors = list(learning(kernels, whitened, random))
    print(f"error {np.mean(errors[:60]):.3f} at first, {np.mean(errors[-60:]):.3f} at last")
    np.savez(FILE, kernels=(kernels @ white).detach(), errors=np.array(errors[:60]))
