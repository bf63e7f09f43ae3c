"""Two formulas for the receptive field, and the gradient that decides."""

import torch
from torch.nn.functional import conv1d


def receptive_field(layers):
    """The recurrence: each layer counts in steps of the strides before it."""
    field, jump = 1, 1
    for kernel, stride, dilation in layers:
        field += (kernel - 1) * dilation * jump
        jump *= stride
    return field


def own_stride_formula(layers):
    """Often printed, and wrong: each layer counts in steps of its own stride."""
    field = 1
    for kernel, stride, dilation in layers:
        field += (kernel - 1) * dilation * stride
    return field


def pixels_with_gradient(layers, side=999):
    """How many pixels of a line reach the central output, all weights being 1."""
    signal = line = torch.ones(1, 1, side, requires_grad=True)
    for kernel, stride, dilation in layers:
        ones = torch.ones(1, 1, kernel)
        signal = conv1d(signal, ones, stride=stride, dilation=dilation)
    signal[0, 0, signal.shape[-1] // 2].backward()
    return int(line.grad.count_nonzero())


if __name__ == "__main__":
    stacks = {
        "3x3/2, 3x3/2, 3x3/2": [(3, 2, 1), (3, 2, 1), (3, 2, 1)],
        "3x3, 3x3/2": [(3, 1, 1), (3, 2, 1)],
        "3x3/2, 3x3": [(3, 2, 1), (3, 1, 1)],
        "3x3, dilation 1, 2, 4": [(3, 1, 1), (3, 1, 2), (3, 1, 4)],
        "11x11/4, 3x3/2, 5x5": [(11, 4, 1), (3, 2, 1), (5, 1, 1)],
    }
    ways = pixels_with_gradient, receptive_field, own_stride_formula
    print(f"{'':21}  gradient  recurrence  own stride")
    for name, stack in stacks.items():
        print("{:21}  {:8}  {:10}  {:10}".format(name, *(way(stack) for way in ways)))
