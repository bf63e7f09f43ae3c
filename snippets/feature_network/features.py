"""Finds what excites the units of the networks on the published strips; writes features.json."""

import json
from pathlib import Path

import numpy as np

from snippets.feature_network.network import fields, look
from snippets.feature_network.orientation import orientations
from snippets.feature_network.patches import PATCHES, coherence, favourites
from snippets.feature_network.pictures import RIGHTS
from snippets.feature_network.sprites import places, strips
from snippets.feature_network.untrained import noise, prepared

HERE, SHOWN = Path(__file__).parent, 12


def likeness(pictures, patches, side):
    return round(coherence(np.stack([pictures[k][y : y + side, x : x + side] for k, x, y, *_ in patches])), 4)


def survey(pictures, layer, side, jump):
    """All units that have nine patches, ranked by coherence; every so many-th of them is shown."""
    units = []
    for unit in range(len(layer[0])):
        if len(patches := favourites([m[unit] for m in layer], side, jump)) == PATCHES:
            units.append({"unit": unit, "coherence": likeness(pictures, patches, side), "patches": patches})
    units = [{"rank": rank} | unit for rank, unit in enumerate(sorted(units, key=lambda u: -u["coherence"]), 1)]
    mean = round(float(np.mean([unit["coherence"] for unit in units])), 4)
    shown = [units[rank] for rank in np.linspace(0, len(units) - 1, SHOWN).round().astype(int)]
    return {"units": len(units), "coherence": mean, "shown": shown}


def chance(pictures, side, sets=100):
    """Mean coherence of nine patches at random places."""
    random, found = np.random.default_rng(side), []
    for _ in range(sets):
        chosen = [(k, pictures[k].shape) for k in random.integers(len(pictures), size=PATCHES)]
        places = [(k, random.integers(w - side + 1), random.integers(h - side + 1)) for k, (h, w, _) in chosen]
        found.append(likeness(pictures, places, side))
    return round(float(np.mean(found)), 4)


if __name__ == "__main__":
    pictures = strips()
    record = {
        "accuracy": json.loads((HERE / "training.json").read_text())["accuracy"],
        "pictures": [{"name": n, "rights": r, "place": places()[n]} for n, r in RIGHTS.items()],
        "layers": [{"field": side, "jump": jump, "chance": chance(pictures, side)} for side, jump in fields()],
    }
    noisy = {name: values.numpy() for name, values in prepared(noise()).weights().items()}
    learnt = np.load(HERE / "trained.npz")
    trained, above, random = (look(pictures, w) for w in (learnt, np.load(HERE / "untrained.npz"), noisy))
    for name, layers in {"trained": trained, "untrained": [random[0], *above[1:]], "noise": random}.items():
        record[name] = [survey(pictures, maps, *field) for maps, field in zip(layers, fields(), strict=True)]
        print(name, *(f"layer {n}: {s['coherence']:.2f} of {s['units']} units" for n, s in enumerate(record[name], 1)))
    record["noise"] = [layer["coherence"] for layer in record["noise"]]
    record["trained"][0]["orientation"] = orientations(learnt["kernel1"])
    record["untrained"][0]["orientation"] = orientations(noisy["kernel1"])
    (HERE / "features.json").write_text(json.dumps(record, separators=(",", ":")) + "\n")
