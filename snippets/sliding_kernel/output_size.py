"""How many positions a kernel has along one axis, and what it leaves over."""


def reach(kernel, dilation=1):
    """Pixels from a kernel's first tap to its last."""
    return dilation * (kernel - 1) + 1


def positions(size, kernel, stride=1, padding=0, dilation=1):
    """Output size; padding is added on each side. Below 1, nothing fits."""
    return (size + 2 * padding - reach(kernel, dilation)) // stride + 1


def left_over(size, kernel, stride=1, padding=0, dilation=1):
    """Pixels at the far end, padding included, that no position reaches."""
    return (size + 2 * padding - reach(kernel, dilation)) % stride


if __name__ == "__main__":
    settings = [  # size, kernel, stride, padding, dilation
        (5, 3, 1, 0, 1),
        (5, 3, 1, 1, 1),
        (5, 3, 2, 0, 1),
        (6, 3, 2, 0, 1),
        (7, 3, 1, 0, 2),
        (224, 7, 2, 3, 1),
    ]
    print("size kernel stride padding dilation  output  left over")
    for s in settings:
        print("{:4} {:6} {:6} {:7} {:8}".format(*s), end="")
        print(f"  {positions(*s):6}  {left_over(*s):9}")
