"""The widgets that a page may hold, with their attributes: the build, the gallery and the tests read them here.

In Markdown a widget is a block whose content is the fallback, what a reader without scripts sees:

    /// html | kernel-stepper[preset="sobel-x"]
    The kernel slides ...
    ///

The element itself is docs/assets/widgets/<name>.js, which declares the same attributes; the tests compare the two.
"""

import re
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

HEAD = re.compile(r"(?P<name>[a-z][a-z0-9-]*)(?P<attributes>(?:\[[^\]]*\])*)")
ATTRIBUTE = re.compile(r"\[(?P<name>[a-z-]+)=\"(?P<value>[^\"\]]*)\"\]")


@dataclass(frozen=True)
class Attribute:
    """What an author may set: ``words``, or whole numbers of a ``range``."""

    meaning: str
    default: str
    words: tuple[str, ...] = ()
    range: tuple[int, int] = (0, 0)

    @property
    def allowed(self) -> str:
        """The values in words."""
        return ", ".join(self.words) or "{} to {}".format(*self.range)

    def admits(self, value: str) -> bool:
        if self.words:
            return value in self.words
        return bool(re.fullmatch(r"0|[1-9][0-9]*", value)) and self.range[0] <= int(value) <= self.range[1]


@dataclass(frozen=True)
class Widget:
    """Its keys beside those that all widgets have, its attributes, and the files below snippets/ that it loads or offers."""

    keyboard: str
    attributes: dict[str, Attribute] = field(default_factory=dict)
    data: tuple[str, ...] = ()


TABLE: dict[str, Widget] = {
    "connectivity-map": Widget(
        keyboard="In each of the three tables, Enter holds on to an input, an output or a weight.",
        attributes={
            "opens": Attribute(
                "the drawing to begin with: inputs in a line, or in a square", "line", words=("line", "square")
            ),
        },
    ),
    "kernel-stepper": Widget(
        keyboard="In the input and the kernel, a digit or a minus sign changes the cell.",
        attributes={
            "preset": Attribute(
                "the kernel to begin with",
                "sobel-x",
                words=("sobel-x", "sobel-y", "laplacian", "sharpen", "box", "identity", "lopsided"),
            ),
            "stride": Attribute("step from one position to the next", "1", range=(1, 4)),
            "padding": Attribute("cells added on each side", "0", range=(0, 4)),
            "mode": Attribute("what the padding holds", "zero", words=("zero", "circular")),
            "dilation": Attribute("distance of neighbouring taps", "1", range=(1, 3)),
            "channels": Attribute("channels of the input", "1", range=(1, 3)),
        },
    ),
    "feature-hierarchy": Widget(
        keyboard="In a table of units or patches the arrow keys look and Enter chooses.",
        attributes={"layer": Attribute("the layer to begin with", "1", range=(1, 3))},
        data=tuple(
            f"feature_network/{name}"
            for name in ("features.json", "pictures.webp", "filters.webp", "trained.npz", "untrained.npz", "noise.npz")
        ),
    ),
    "receptive-cone": Widget(
        keyboard="Arrow keys choose the level and move the two sliders of the unit; Enter in the guess adds the layer.",
        attributes={
            "preset": Attribute(
                "the stack to begin with",
                "plain-3",
                words=(
                    "plain-3",
                    "stride-2",
                    "dilation-124",
                    "dilation-222",
                    "padded-3",
                    "lenet-5",
                    "alexnet",
                    "vgg-16",
                    "resnet-18",
                    "resnet-50-1x1",
                    "resnet-50-3x3",
                    "plain-5",
                    "plain-10",
                    "plain-20",
                    "plain-50",
                ),
            ),
            "overlay": Attribute("what lies over the input", "field", words=("field", "paths", "measured")),
        },
        data=("receptive_field/effective_maps.json",),
    ),
    "equivariance-bench": Widget(
        keyboard="With the focus on the input, the arrow keys move the object, and Home puts it back.",
        attributes={
            "layer": Attribute("the layer to begin with", "convolution", words=("convolution", "dense")),
            "padding": Attribute("what the padding holds", "zero", words=("zero", "circular")),
            "stride": Attribute("step from one position to the next", "1", range=(1, 2)),
            "pooling": Attribute("what follows the convolution", "none", words=("none", "max", "global")),
            "kernel": Attribute("the weights", "sobel-x", words=("sobel-x", "sobel-y", "box")),
            "ground": Attribute("what the object lies on", "texture", words=("texture", "black")),
        },
    ),
    "kernel-lab": Widget(
        keyboard="The two pictures are one stop: arrow keys move the loupe by a pixel, with Shift by ten. In the kernel, a "
        "digit or a minus sign changes the weight. In the tables of pixels and answers, Enter moves the loupe to the cell.",
        attributes={
            "preset": Attribute(
                "the kernel to begin with",
                "sobel-x",
                words=("sobel-x", "sobel-y", "laplacian", "blur", "sharpen", "emboss", "identity"),
            ),
            "show": Attribute("what is drawn", "answer", words=("answer", "magnitude", "direction")),
        },
    ),
    "digit-lab": Widget(
        keyboard="On the canvas the arrow keys move the digit, and Home leads to the middle. On the drawing they move the pen, "
        "with Shift by four cells; Space puts it down and lifts it.",
        attributes={
            "digit": Attribute("which test digit", "2", range=(1, 597)),
            "maps": Attribute("the feature maps to begin with", "first", words=("first", "last")),
        },
        data=("shift_experiment/networks.json",),
    ),
}

# What the build writes itself: a question, and the list of all.
QUESTIONS = ("quick-check", "quiz-progress")

# What brings the widgets of a page to life. It stands in every article and is the same in all: Material's instant navigation runs
# it on each page, under the policy of the first, which names the scripts that may run. Browsers refuse modules from a disk.
STARTING = """<script>
globalThis.started = painted.then(() => {
  if (!document.querySelector("article :not(:defined)")) return;
  const folder = new URL("assets/widgets/", __md_scope);
  if (location.protocol !== "file:") return import(`${folder}start.js`).then(({ start }) => start());
  document.body.append(Object.assign(document.createElement("script"), { src: `${folder}from-disk.js` }));
});
</script>
"""


def read(head: str) -> tuple[str, dict[str, str]]:
    """Name and attributes of a widget, from the head of its block; `ValueError` says what is wrong and what would be right."""
    match = HEAD.fullmatch(head)
    if match is None or (name := match["name"]) not in TABLE:
        wanted = re.match(r"[\w-]*", head)[0]
        if wanted in TABLE:
            raise ValueError(
                f'{head[len(wanted) :]!r} after {wanted} is no attribute; write {wanted}[name="value"], without blanks between'
            )
        near = get_close_matches(wanted, TABLE, n=1) or TABLE
        raise ValueError(f"there is no widget {wanted!r}; there is {', '.join(near)}")
    attributes: dict[str, str] = {}
    for part in re.findall(r"\[[^\]]*\]", match["attributes"]):
        given = ATTRIBUTE.fullmatch(part)
        if given is None:
            raise ValueError(f'{part} is no attribute; write [name="value"]')
        attribute = TABLE[name].attributes.get(given["name"])
        if attribute is None:
            there = ", ".join(TABLE[name].attributes) or "none"
            raise ValueError(f"{name} has no attribute {given['name']!r}; there is {there}")
        if given["name"] in attributes:
            raise ValueError(f"{name} has {given['name']} twice")
        if not attribute.admits(given["value"]):
            raise ValueError(f"{given['name']} of {name} is {attribute.allowed}, not {given['value']!r}")
        attributes[given["name"]] = given["value"]
    return name, attributes


def data(names: set[str], snippets: Path) -> dict[str, bytes]:
    """The files that the widgets of these ``names`` load or offer, by path below the site, beside the scripts."""
    files = (snippets / file for name in sorted(names) for file in TABLE[name].data)
    return {f"assets/widgets/{path.name}": path.read_bytes() for path in files}


def gallery(name: str) -> str:
    """The keys and attributes of one widget, as Markdown; "" if there is no such widget."""
    if name not in TABLE:
        return ""
    lines = [TABLE[name].keyboard]
    if attributes := TABLE[name].attributes:
        lines += ["", "| attribute | values | without it | meaning |", "|---|---|---|---|"]
        lines += [f"| {key} | {a.allowed} | {a.default} | {a.meaning} |" for key, a in attributes.items()]
    return "\n".join(lines)
