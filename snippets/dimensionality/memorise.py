"""A network that can learn random labels by heart still learns true ones."""

import numpy as np
from sklearn.datasets import load_digits

TRAIN = 500  # of 1,797 digits


def experiment(units, seed=0):
    """Accuracy after learning true labels and, apart from that, random ones.

    The hidden weights stay random; only the output layer is fitted.
    Returns (on the training digits, on new ones), each for true and random.
    """
    rng = np.random.default_rng(seed)
    images, truth = load_digits(return_X_y=True)
    order = rng.permutation(len(truth))
    images, truth = images[order] / 16, truth[order]
    labels = np.stack([truth, rng.permutation(truth)])  # (2, images)
    hidden = np.maximum(images @ rng.normal(size=(64, units)), 0)  # ReLU
    targets = np.concatenate(np.eye(10)[labels[:, :TRAIN]], axis=1)
    # Where many weights fit exactly, lstsq takes the smallest.
    weights = np.linalg.lstsq(hidden[:TRAIN], targets, rcond=None)[0]
    answers = (hidden @ weights).reshape(-1, 2, 10).argmax(axis=2).T
    learned = (answers[:, :TRAIN] == labels[:, :TRAIN]).mean(axis=1)
    general = (answers[:, TRAIN:] == truth[TRAIN:]).mean(axis=1)
    return learned, general


if __name__ == "__main__":
    print("        true labels     random labels")
    print("units   train   new     train   new")
    for units in (100, 250, 500, 1000, 2000):
        (true, random), (new, new_random) = experiment(units)
        print(f"{units:5}   {true:5.0%} {new:5.0%}", end="")
        print(f"     {random:5.0%} {new_random:5.0%}")
