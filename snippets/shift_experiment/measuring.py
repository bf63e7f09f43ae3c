"""One cell: a network is trained from its seed and asked about digits in other places."""

import torch

from snippets.shift_experiment import layers
from snippets.shift_experiment.data import centred, moved, places, split_digits
from snippets.shift_experiment.models import MODELS, parameters
from snippets.shift_experiment.training import accuracy, logits, train

THREADS = 1  # sums then come out in the same order in every run
ORDER = torch.randperm(12 * 12, generator=torch.Generator().manual_seed(123))
ASIDE = [(-1, 0), (1, 0), (0, -1), (0, 1)]
CORNERS = [(-1, -1), (-1, 1), (1, -1), (1, 1)]


def asked(experiment):
    """The places at which digits are shown, by the name under which their mean is kept."""
    near = {"1 px": places(1), "2 px": places(2), "corners": times(2, CORNERS)}
    far = {"4 px": times(4, ASIDE), "top left": [(-8, -8)], "corners": times(8, CORNERS)}
    elsewhere = {"far corners": far, "permuted pixels": {}}.get(experiment, near)
    return {"centred": places(0)} | elsewhere


def times(distance, ways):
    """So many pixels in each of the directions."""
    return [(distance * down, distance * right) for down, right in ways]


def trained(cell):
    """The network of the cell, and the images and labels to test it on."""
    torch.set_num_threads(THREADS)
    torch.manual_seed(cell.seed)
    learn, test, learn_labels, labels = split_digits()
    learn, test = centred(learn, cell.side), centred(test, cell.side)
    if cell.experiment == "permuted pixels":
        learn, test = (x.flatten(1)[:, ORDER].view_as(x) for x in (learn, test))
    ablation = cell.experiment == "ablation"
    network = layers.network(cell.model) if ablation else MODELS[cell.model](cell.side)
    some = torch.randperm(len(learn))[: cell.images]
    reach = 2 if cell.experiment == "augmentation" else 0
    train(network, learn[some], learn_labels[some], cell.epochs, reach)
    return network, test, labels


def measure(cell):
    """Parameters, accuracy at each kind of place, and how far a logit changed at most."""
    network, test, labels = trained(cell)
    still = logits(network, test)
    found, change = {"parameters": parameters(network)}, 0.0
    for name, ways in asked(cell.experiment).items():
        answers = [logits(network, moved(test, *way)) for way in ways]
        found[name] = sum(accuracy(a, labels) for a in answers) / len(answers)
        change = max(change, *((a - still).abs().max().item() for a in answers))
    return found | {"logit change": change}
