"""Three layers from n x n to n x n pixels: what each restriction saves."""


def ladder(n, k=3):
    """{layer: (parameters, multiply-adds)}; one channel, no bias, padded."""
    pixels = n * n
    taps = k * k * pixels  # weights times positions, padding included
    return {
        "dense": (pixels * pixels, pixels * pixels),
        "locally connected": (taps, taps),
        "convolution": (k * k, taps),
    }


def in_bounds(n, k=3):
    """The taps that meet a pixel and not the padding; k is odd."""
    p = k // 2
    return (k * n - p * (p + 1)) ** 2


if __name__ == "__main__":
    for n in (4, 224):
        print(f"{n} x {n} pixels".ljust(21), "parameters  multiply-adds")
        for layer, counts in ladder(n).items():
            print("{:17}{:>15,}{:>15,}".format(layer, *counts))
        print(f"of the taps, {in_bounds(n):,} meet a pixel")
