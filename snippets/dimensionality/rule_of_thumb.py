"""Five to ten examples per parameter: the rule, and what was done."""

from itertools import pairwise


def mlp_parameters(*sizes):
    """Weights and biases of dense layers from inputs to outputs."""
    return sum((inputs + 1) * outputs for inputs, outputs in pairwise(sizes))


IMAGES = {"MNIST": 60_000, "CIFAR-10": 50_000, "ImageNet": 1_281_167}
DENSE = {  # one hidden layer of 1,000 units
    "MNIST": mlp_parameters(28 * 28, 1000, 10),
    "CIFAR-10": mlp_parameters(32 * 32 * 3, 1000, 10),
    "ImageNet": mlp_parameters(224 * 224 * 3, 1000, 1000),
}
TRAINED = {  # name: (parameters, training images)
    "MLP on MNIST": (DENSE["MNIST"], IMAGES["MNIST"]),
    "AlexNet": (60_000_000, 1_200_000),
    "VGG-16": (138_357_544, IMAGES["ImageNet"]),
}

if __name__ == "__main__":
    for name, (parameters, images) in TRAINED.items():
        print(f"{name:12} {parameters / images:5.0f} parameters per image")
