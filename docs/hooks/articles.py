"""What Markdown makes of a page, finished: figures for both schemes and widths, tables that scroll, files to download."""

import html
import re

import figures

# Names, True and None, operators, punctuation, blanks and prefixes of strings have the colour of code, and are most of the elements
# of a page.
PLAIN = re.compile(r'<span class="(?:kc|n|o|p|sa|w)">([^<]*)</span>')
# The parts of a string have one colour.
STRING = re.compile(r'(?:<span class="s(?:1|2|i)">[^<]*</span>){2,}')
# Material watches every title, to show it in a window of its own.
PERMALINK = re.compile(r'(<a class="headerlink" href="[^"]*") title=')
# No line of prose ends between a number and the sign that belongs to it, before the number of a citation, or within a name such
# as VGG-16. Tags and code are taken first, and left as they are.
BOUND = re.compile(
    r'<(code|math|pre|script)\b.*?</\1>| (?=<a class="citation")|<[^>]*>'
    r"|(?<=\d) (?=[%×·])|(?<=[×·]) (?=\d)|(?<=CC BY) (?=\d)|(?P<name>\b(\w*[A-Z]){2}\w*-[A-Z]?\d\w*)",
    re.DOTALL,
)


def finish(content: str, up: str) -> str:
    """``content`` as readers get it, but for its figures; ``up`` leads from the page to the book's folder."""
    content = re.sub(r'<span class="filename">([^<]+\.py)</span>', lambda m: filename(m[1], up), content)
    content = re.sub(r'<a href="([./]*snippets/[^"]+)">', r'<a href="\1" download>', content)
    content = PLAIN.sub(r"\1", content)
    content = STRING.sub(lambda m: f'<span class="s2">{re.sub("<[^>]*>", "", m[0])}</span>', content)
    content = PERMALINK.sub(r"\1 aria-label=", content)
    content = BOUND.sub(bound, content)
    return re.sub(r"<table>.*?</table>", lambda m: table(m[0]), content, flags=re.DOTALL)


def with_figures(content: str, drawn: dict[str, bytes], up: str) -> str:
    """``content`` with its figures, of which ``drawn`` has the variants by path."""
    image = r'<img alt="([^"]*)" src="[./]*figures/([\w.]+)" ?/?>'
    return re.sub(image, lambda m: picture(m[1], m[2], drawn, up), content)


def bound(match: re.Match) -> str:
    """What ``BOUND`` found, as a browser doesn't break it."""
    if match["name"]:
        return f'<span class="whole">{match[0]}</span>'
    return "\u00a0" if match[0] == " " else match[0]


def picture(alt: str, file: str, drawn: dict[str, bytes], up: str) -> str:
    """An image in both colour schemes and for both widths; the browser loads the one that is shown."""

    def one(scheme: str, suffix: str) -> str:
        wide, narrow = figures.variant(file, suffix), figures.variant(file, f".narrow{suffix}")
        (w, h), (nw, nh) = figures.size(drawn[wide]), figures.size(drawn[narrow])
        return (
            f'<picture class="{scheme}-only">'
            f'<source media="screen and (max-width: 46em)" srcset="{up}{narrow}" width="{nw}" height="{nh}">'
            f'<img src="{up}{wide}" alt="{alt}" width="{w}" height="{h}" loading="lazy"></picture>'
        )

    return one("light", "") + one("dark", ".dark")


def table(rendered: str) -> str:
    """A table that scrolls inside itself. The first cell of a row heads it, unless it is empty or a formula."""
    first = re.compile(r"(<tr>\s*)<td([^>]*>(?!<math|</td>).*?)</td>", re.DOTALL)
    rendered = first.sub(r'\1<th scope="row"\2</th>', rendered)
    rendered = re.sub(r"<th( [^>]*)?></th>", r"<td\1></td>", rendered)
    return f'<div class="table" tabindex="0" role="group" aria-label="Table">{rendered}</div>'


def filename(path: str, up: str) -> str:
    """The title of a listing: its file's name, as a link that downloads it where the site carries the file."""
    href = f"{up}snippets/{html.escape(path)}"
    shown = html.escape(path).replace("/", "/<wbr>")
    if path.startswith("figures/"):
        return f'<span class="filename">snippets/{shown}</span>'
    return f'<span class="filename"><a href="{href}" download title="Download this listing">{shown}</a></span>'
