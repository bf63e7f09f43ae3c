"""Beats lost in the noise of a recording, and the answers of a kernel that slides along it."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from snippets.applications.pulses import heartbeat, highest, hits, recording
from snippets.figures.style import Style

RATE, NOISE = 250, 0.5
FIRST, LAST = 845, 1600
BEAT = heartbeat(RATE)
SPIKE = int(BEAT.argmax())  # an answer is drawn under the spike of the beat that it means
SAMPLES, STARTS = recording(NOISE)
ANSWERS = np.correlate(SAMPLES, BEAT)


def line(axes: Axes, style: Style, values: np.ndarray, every: int, found: np.ndarray, colour: str, name: str) -> None:
    """The values, a dot on each position found, a mark below at each true beat; positions are those of spikes."""
    places = np.arange(FIRST, LAST, every)
    axes.plot(places / RATE, values[places], color=colour, linewidth=1)
    inside = found[(found >= FIRST) & (found < LAST)]
    axes.plot(inside / RATE, values[inside], "o", color=style.accent, markersize=6.5)
    low, high = values[places].min(), values[places].max()
    beats = STARTS + SPIKE
    axes.vlines(beats / RATE, low - 0.3 * (high - low), low - 0.14 * (high - low), color=style.ink, linewidth=2)
    axes.set(xlim=(FIRST / RATE, LAST / RATE), ylim=(low - 0.34 * (high - low), high + 0.12 * (high - low)), yticks=[])
    axes.set_title(f"{name}: {hits(found, beats)} of {len(beats)} are beats")
    axes.spines[["left", "bottom"]].set_visible(False)


def draw(style: Style) -> Figure:
    figure = Figure(figsize=(style.width, 4.7), layout="constrained")
    kernel, recorded, answered = figure.subplots(3, 1, height_ratios=(0.55, 1, 1))
    kernel.plot(np.arange(BEAT.size) / RATE, BEAT, color=style.kernel)
    kernel.set(xlim=(0, (LAST - FIRST) / RATE), title="The kernel: one beat")
    kernel.set_axis_off()
    count = len(STARTS)
    line(recorded, style, SAMPLES, 1, highest(SAMPLES, count), style.input, "Highest samples")
    recorded.set_xticks([])
    under_spike = np.concatenate([np.full(SPIKE, np.nan), ANSWERS])
    line(answered, style, under_spike, 3, highest(ANSWERS, count) + SPIKE, style.output, "Highest answers")
    answered.set_xlabel("seconds")
    return figure
