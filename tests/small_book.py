"""A book of two pages and a notebook that holds each kind of thing once, for tests that break it."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

from tests import forks

ROOT = Path(__file__).resolve().parents[1]
COPIED = (
    "docs/hooks",
    "docs/theme",
    "docs/assets",
    "docs/conftest.py",
    "Makefile",
    "mkdocs.yml",
    "pyproject.toml",
    "CITATION.cff",
    "snippets/figures/style.py",
)
NAV = """\
nav:
  - index.md
  - page.md
  - numpy-cnn.ipynb
  - glossary.md
  - references.md
"""

REDIRECTS = """\
  redirects:
    old-page.md: page.md
"""

INDEX = """\
---
title: A small book
description: It holds each kind of thing once.
---
# A small book

A convolution, for whoever searches.

[[chapter map]]
"""

PAGE = """\
---
title: A page
description: Everything that a page can hold.
imports: from math import sqrt
---
# A page

## Counting weights

A kernel of 5 × 5 weights has 25<!-- = count(5) --> of them [@lee-2001], and an image 1,024<!-- = count(32) --> pixels.
VGG-16 reached 84.3 %<!-- @lee-2001 --> with 40<!-- given --> layers, each a convolution.

//// exercise | coding, easy
Count weights, beginning with [this file](snippets/page/starters/count.py).

/// details | Hint
    type: hint

Rows times columns.
///

/// details | Solution
    type: answer

```python
--8<-- "page/count.py"
```

```{.text .output .no-copy}
3 x 3: 9 weights
5 x 5: 25 weights
```

///
////

A probe goes on from there:

```pycon
>>> for side in (2, 3):
...     print(count(side))
4
9
```

| side | weights |
|---:|---:|
| 3<!-- given --> | 9<!-- = count(3) --> |

The length is $\\sqrt{25<!-- = count(5) -->} = 5<!-- = sqrt(count(5)) -->$.

![Two bars: 5 × 5 gives 25<!-- = count(5) --> weights, nearly three times as many as 3 × 3.](figures/bars.svg)
/// caption
From side 3<!-- given --> to side 5<!-- given --> the weights grow to 25<!-- = count(5) -->.
///

Read the [index](index.md), the [notebook](numpy-cnn.ipynb) and the [weights](#counting-weights).

```bash
python count.py
```

## Check yourself

/// question
What counts the weights?

- [x] The product of the sides.

    Right: rows times columns.

- [ ] Their sum.

    The sum counts the rows and columns.
///

/// question | numeric
How many weights has a kernel of 4 × 4?

- [ ] 8<!-- = 2 * 4 -->

    That adds the sides.

- [x] 16<!-- = count(4) -->

    Right.
///
"""

GLOSSARY = """\
---
title: Glossary
description: The words.
---
# Glossary

Convolution
:   A sum of products at each place. First used on [A small book](index.md).

Kernel
:   The weights. First used on [a page](page.md).
"""

REFERENCES = """\
---
title: References
description: The works.
---
# References

[@lee-2001]: Lee, A. *Counting.* Journal of Counting, 2001. doi:10.1000/182
"""

LISTING = '''\
"""Count the weights of square kernels."""


def count(side):
    """Number of weights of a (side, side) kernel."""
    return side * side


if __name__ == "__main__":
    for side in (3, 5):
        print(f"{side} x {side}: {count(side)} weights")
'''

STARTER = '''\
"""Count the weights of square kernels."""


def count(side):
    """Number of weights of a (side, side) kernel."""
    raise NotImplementedError
'''


QUOTATIONS = """\
[lee-2001]
"84.3 %" = "what VGG-16 reached"
"""

FIGURE = '''\
"""The weights of two kernels."""

from matplotlib.figure import Figure

from snippets.figures.style import Style
from snippets.page.count import count


def draw(style: Style) -> Figure:
    """Two bars."""
    figure, (axes,) = style.panels(1, 1, 1, 0.3)
    axes.bar(["3 x 3", "5 x 5"], [count(3), count(5)], color=style.kernel)
    axes.set_title("More weights")
    return figure
'''


def notebook(*cells: tuple[str, str, str]) -> str:
    """The text of a notebook; a cell is its kind, its id and its source."""
    made = [
        {"cell_type": kind, "id": name, "metadata": {}, "source": source.splitlines(keepends=True)}
        | ({"execution_count": None, "outputs": []} if kind == "code" else {})
        for kind, name, source in cells
    ]
    about = {"title": "A notebook", "description": "Two cells."}
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    whole = {"cells": made, "metadata": {"book": about, "kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(whole, indent=1) + "\n"


NOTEBOOK = notebook(
    ("markdown", "title", "# A notebook\n\nBack to [the page](page.md), where the weights of a kernel are counted."),
    ("code", "sum", "total = 0\nfor side in (3, 5):\n    total += side * side\nprint(total)"),
    ("code", "end", "total // 2"),
)


def write(root: Path) -> Path:
    """Write the book below ``root``, with the hooks, the theme and the settings of the real one."""
    for name in COPIED:
        source = ROOT / name
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, root / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, root / name)
    settings, found = re.subn(r"^nav:\n(?: .*\n)+", NAV, (root / "mkdocs.yml").read_text("utf-8"), flags=re.MULTILINE)
    assert found == 1
    settings, found = re.subn(r"^  redirects:.*\n(?:    .*\n)*", REDIRECTS, settings, flags=re.MULTILINE)
    assert found == 1
    (root / "mkdocs.yml").write_text(settings, "utf-8")
    return write_pages(root)


def write_pages(root: Path) -> Path:
    """Write what is the small book's own: its pages, listings and figures."""
    files = {
        "docs/index.md": INDEX,
        "docs/page.md": PAGE,
        "docs/glossary.md": GLOSSARY,
        "docs/references.md": REFERENCES,
        "docs/numpy-cnn.ipynb": NOTEBOOK,
        "snippets/page/count.py": LISTING,
        "snippets/page/starters/count.py": STARTER,
        "tests/quotations.toml": QUOTATIONS,
        "snippets/figures/bars.py": FIGURE,
    }
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, "utf-8")
    return root


def changed(path: Path, old: str, new: str) -> str:
    """The text of a file with one change in it, for which there is one place."""
    text = path.read_text("utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path}"
    return text.replace(old, new)


def build(root: Path) -> None:
    """Write the book below ``root`` and build it."""
    write(root)
    built = run(root, "mkdocs", "build")
    assert built.returncode == 0, built.stderr


def copied(book: Path, root: Path, *tests: str) -> Path:
    """A copy of a book at ``root``, with its caches and some of the real one's tests."""
    shutil.copytree(book, root)
    for name in tests:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, root / name)
    return root


def run(book: Path, *arguments: str) -> subprocess.CompletedProcess:
    """Run ``python -m ARGUMENTS`` in the book's folder, as an author does, and not as a check on a server."""
    return forks.run([*arguments], book, environment(book), 300)


def environment(book: Path) -> dict[str, str]:
    """That of an author: no server's, and without the settings with which a workflow tests and publishes the real book."""
    settings = re.findall(r"!ENV \[(\w+)", (ROOT / "mkdocs.yml").read_text("utf-8"))
    others = ("CI", "PYTEST", "NOTEBOOKS", *settings)
    clean = {name: value for name, value in os.environ.items() if not name.startswith(others)}
    return clean | {
        "NO_MKDOCS_2_WARNING": "1",
        "NO_COLOR": "1",
        "COLUMNS": "200",
        "PYTEST_DEBUG_TEMPROOT": str(book),
    }
