"""Parameters of a dense layer of 1,000 units and of a 3 x 3 convolution, against the side of a square RGB image."""

from matplotlib.figure import Figure

from snippets.figures.style import Style
from snippets.fully_connected.parameters import parameters_from_shape

SIDES = (5, 2200)
DOTS = (32, 224, 1440)  # 1440 x 1440 is as many pixels as 1920 x 1080
UNITS, CHANNELS = 1000, 64


def dense(side: int) -> int:
    return parameters_from_shape((UNITS, side * side * 3))


def convolution(side: int) -> int:
    """The same at every side."""
    return parameters_from_shape((CHANNELS, 3, 3, 3))


def short(count: int) -> str:
    """3.1 million, 151 million, 6.2 billion."""
    scaled, word = (count / 1e9, "billion") if count >= 1e9 else (count / 1e6, "million")
    return f"{scaled:.2g} {word}" if scaled < 100 else f"{scaled:.0f} {word}"


def draw(style: Style) -> Figure:
    figure = Figure(figsize=(style.width, style.width * (1.05 if style.narrow else 0.56)), layout="constrained")
    axes = figure.subplots()
    axes.loglog(SIDES, [dense(side) for side in SIDES], color=style.dense)
    axes.loglog(SIDES, [convolution(side) for side in SIDES], color=style.convolution)
    for side in DOTS:
        axes.plot(side, dense(side), "o", color=style.dense, markersize=7)
        axes.plot(side, convolution(side), "o", color=style.convolution, markersize=7)
        note = {"textcoords": "offset points", "ha": "right", "color": style.dense}
        axes.annotate(short(dense(side)), (side, dense(side)), (-8, 6), **note)
    convolutional = f"3 × 3 convolution, {CHANNELS} channels:" + ("\n" if style.narrow else " ")
    convolutional += f"{convolution(224):,} at every size"
    names = (
        (
            f"Dense layer, {UNITS:,} units:\ntwice the side, four times as many",
            5e4 if style.narrow else 1.5e7,
            style.dense,
        ),
        (convolutional, 2.6e3, style.convolution),
    )
    for name, height, colour in names:
        axes.text(SIDES[-1], height, name, color=colour, weight="bold", ha="right", va="bottom")
    axes.set_xticks(DOTS, [*DOTS[:-1], f"{DOTS[-1]}\n(as HD)"])
    axes.set_yticks([10**3, 10**6, 10**9], ["thousand", "million", "billion"])
    axes.minorticks_off()
    axes.grid(axis="y", linewidth=0.6)
    axes.set(xlim=SIDES, ylim=(500, 4e10), xlabel="side of a square colour image, pixels")
    axes.set_title("Parameters: a dense layer" + ("\n" if style.narrow else " ") + "grows with the image")
    return figure
