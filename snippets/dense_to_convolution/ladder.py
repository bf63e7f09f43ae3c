"""Three layers from n x n to n x n pixels: what each restriction saves."""


def ladder(n, k=3):
    """{layer: (parameters, multiply-adds)} for one channel, no bias, zero padding."""
    pixels = n * n
    taps = k * k * pixels  # every weight at every position, also on the padding
    return {
        "dense": (pixels * pixels, pixels * pixels),
        "locally connected": (taps, taps),
        "convolution": (k * k, taps),
    }


def in_bounds(n, k=3):
    """The taps that meet a pixel and not the padding; k odd, k // 2 zeros around."""
    p = k // 2
    return (k * n - p * (p + 1)) ** 2


if __name__ == "__main__":
    for n in (4, 224):
        print(f"{f'{n} x {n} pixels':17}{'parameters':>15}{'multiply-adds':>15}")
        for layer, counts in ladder(n).items():
            print("{:17}{:>15,}{:>15,}".format(layer, *counts))
        print(f"of the taps, {in_bounds(n):,} meet a pixel")
