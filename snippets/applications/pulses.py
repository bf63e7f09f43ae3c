"""A kernel shaped like a heartbeat, slid along a recording, finds beats."""

import numpy as np


def heartbeat(rate=250):
    """A made-up beat: a small wave, a spike, a broad wave. Shape (150,)."""
    time = np.arange(150) / rate  # seconds
    waves = ((0.1, 0.10, 0.030), (1.0, 0.22, 0.012), (0.3, 0.44, 0.050))
    return sum(h * np.exp(-((time - at) ** 2) / 2 / w**2) for h, at, w in waves)


def recording(noise, seed=0, beats=20):
    """Beats at uneven distances in white noise: samples, starts of beats."""
    rng, beat = np.random.default_rng(seed), heartbeat()
    starts = np.cumsum(rng.integers(175, 325, beats))
    samples = noise * rng.normal(size=starts[-1] + 2 * beat.size)
    for start in starts:
        samples[start : start + beat.size] += beat
    return samples, starts


def highest(values, count, apart=150):
    """Positions of the largest values, none within ``apart`` of another."""
    values, found = values.copy(), []
    for _ in range(count):
        found.append(values.argmax())
        values[max(found[-1] - apart, 0) : found[-1] + apart + 1] = -np.inf
    return np.array(found)


def hits(found, true, within=5):
    """How many true positions were found, give or take ``within`` samples."""
    return sum(np.abs(found - position).min() <= within for position in true)


if __name__ == "__main__":
    beat = heartbeat()
    print("noise  highest samples  highest answers")
    for noise in (0.1, 0.3, 0.5, 0.7):
        samples, starts = recording(noise)
        alone = hits(highest(samples, 20), starts + beat.argmax())
        slid = hits(highest(np.correlate(samples, beat), 20), starts)
        print(f"{noise:5} {alone:10} of 20 {slid:10} of 20")
