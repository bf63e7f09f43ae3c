"""How the receptive fields of well-known networks grow, layer by layer, against an image of 224 pixels."""

from matplotlib.figure import Figure

from snippets.figures.style import Style
from snippets.receptive_field.named_networks import CONV, NETWORKS, growth

IMAGE, PLAIN = 224, 50
ROWS = {f"{PLAIN} plain 3x3 layers": [CONV] * PLAIN} | NETWORKS


def draw(style: Style) -> Figure:
    """One row a network, one dot a layer, a large dot for a layer with a stride."""
    figure = Figure(figsize=(style.width, style.width * (1.2 if style.narrow else 0.6)), layout="constrained")
    axes = figure.subplots()
    axes.axvline(IMAGE, color=style.muted, linewidth=1, linestyle=(0, (4, 3)), zorder=0)
    top = -1.3 if style.narrow else -0.9  # there the first label reaches across the line
    axes.text(IMAGE + 5, top + 0.28, f"side of the image: {IMAGE}", color=style.muted, va="center")
    for row, (name, layers) in enumerate(ROWS.items()):
        fields = [field for field, _ in growth(layers)]
        colour = style.convolution if name in NETWORKS else style.muted
        seen = sorted(set(fields[1:]))  # a 1x1 layer sees what the one before it sees
        strided = [field for field, (_, stride, _) in zip(fields[1:], layers, strict=True) if stride > 1]
        axes.plot([fields[0], fields[-1]], [row, row], color=style.rule, linewidth=1.5, zorder=1)
        axes.plot(seen, [row] * len(seen), "o", color=colour, markersize=2.8, markeredgewidth=0)
        axes.plot(strided, [row] * len(strided), "o", color=colour, markersize=5.6, markeredgewidth=0)
        label = f"{name}: {fields[-1]}".replace("1x1", "1 × 1").replace("3x3", "3 × 3")
        axes.text(0, row - 0.36, label, va="center", bbox={"facecolor": style.paper, "linewidth": 0, "pad": 1})
    axes.set(xlim=(-4, 510), ylim=(len(ROWS) - 0.5, top), xticks=range(0, 501, 100), yticks=[])
    axes.spines["left"].set_visible(False)
    axes.set_xlabel("Receptive field in pixels")
    gap = "\n" if style.narrow else " "
    axes.set_title(f"A stride (large dot){gap}widens every later step")
    return figure
