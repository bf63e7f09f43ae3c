"""One row of the photograph above its horizontal derivative: the sign of gx tells into light from into dark."""

from matplotlib.figure import Figure

from snippets.edges.sobel import photograph, sobel
from snippets.figures.style import Style

ROW, FIRST, LAST = 300, 170, 286


def draw(style: Style) -> Figure:
    image = photograph()
    gx, _ = sobel(image)
    columns = range(FIRST, LAST + 1)
    brightness = image[ROW, FIRST : LAST + 1]
    slope = gx[ROW - 1, FIRST - 1 : LAST]  # position (i, j) of gx is centred on pixel (i + 1, j + 1)

    figure = Figure(figsize=(style.width, style.width * (0.9 if style.narrow else 0.5)), layout="constrained")
    above, below = figure.subplots(2, 1, sharex=True)
    above.plot(columns, brightness, color=style.input)
    above.set(title=f"Brightness along row {ROW}", ylim=(-0.05, 0.95), yticks=(0, 0.5))
    below.plot(columns, slope, color=style.output)
    below.axhline(0, color=style.muted, linewidth=0.8)
    below.set(title="gx along the same row", ylim=(-3.1, 3.1), yticks=(-2, 0, 2), xlabel="column")
    for place, text in ((184, "coat"), (209.5, "grass"), (246, "sleeve"), (279, "grass")):
        light = text == "grass"
        above.text(place, 0.76 if light else 0.2, text, size=9.5, ha="center", color=style.ink)
    for place, text, height in ((205, "into light: +", 2.4), (219, "into dark: −", -1.7), (272, "into light: +", 2.4)):
        below.text(
            place - 2 if height > 0 else place + 3,
            height,
            text,
            size=9.5,
            ha="right" if height > 0 else "left",
            va="center",
            color=style.ink,
        )
    return figure
