"""What Lighthouse says of every page of the book on a phone, beside an empty page of the same theme: one table.

    python tests/lighthouse/measure.py [--runs N] [page ...]

The book is built, served from this machine below a path and compressed, as its host does it, and measured page by page. The
medians are written to tests/lighthouse/README.md when every page was measured, and the exit code says whether every limit
holds. Times are simulated from what was observed: they mean little while the machine does something else.
"""

import argparse
import datetime
import io
import json
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from playwright._impl._driver import compute_driver_executable

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "docs" / "hooks")]

import widgets  # noqa: E402

from tests.conftest import CHROMIUM, COMPRESSED, FLAGS, PUBLISHED, Host, html_pages, sent, serving  # noqa: E402

LIGHTHOUSE = ROOT / ".cache" / "lighthouse" / "node_modules" / "lighthouse"
TABLE = Path(__file__).with_name("README.md")
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
# Seconds and milliseconds that a page may take, beside the empty page and by itself.
LATER, BLOCKED = 0.3, 50
# Bytes of all that a page loads before anybody scrolls, compressed.
TEXT_PAGE, ANY_PAGE = 150_000, 350_000

EMPTY = "site_name: Empty\nsite_url: {address}\ntheme: {{name: material, font: false}}\n"


class Compressing(Host):
    """Sends text compressed to a browser that takes it so."""

    def send_head(self):
        file = Path(self.translate_path(self.path + "index.html" * self.path.endswith("/")))
        if file.suffix not in COMPRESSED or not file.is_file() or "gzip" not in self.headers.get("Accept-Encoding", ""):
            return super().send_head()
        content = sent(file)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(file))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        return io.BytesIO(content)


@dataclass(frozen=True)
class Measured:
    """The medians of a page: scores of 100, seconds, milliseconds, bytes, and how many requests went to other hosts."""

    scores: dict[str, int]
    lcp: float
    tbt: float
    cls: float
    size: float
    foreign: int


def limit(page: str) -> int:
    """Bytes that the page with this HTML may load at first; only one without widgets is a text page."""
    return ANY_PAGE if re.search(rf"<(?:{'|'.join(widgets.TABLE)})[\s>]", page) else TEXT_PAGE


def report(address: str) -> dict:
    """Lighthouse's own report of one visit."""
    command = [
        compute_driver_executable()[0],
        LIGHTHOUSE / "cli" / "index.js",
        address,
        "--quiet",
        "--output=json",
        f"--only-categories={','.join(CATEGORIES)}",
        f"--chrome-flags=--headless=new {FLAGS}",
    ]
    chromium = next(filter(None, map(shutil.which, reversed(CHROMIUM))), None)  # as readers have it, if there is one
    run = subprocess.run(
        command, env=os.environ | ({"CHROME_PATH": chromium} if chromium else {}), capture_output=True, text=True
    )
    if run.returncode:
        sys.exit(f"{address} could not be measured:\n{run.stderr[-2000:]}")
    return json.loads(run.stdout)


def medians(reports: list[dict], host: str) -> Measured:
    def median(audit: str) -> float:
        return statistics.median(report["audits"][audit]["numericValue"] for report in reports)

    loaded = [
        [item for item in report["audits"]["network-requests"]["details"]["items"] if item["url"].startswith("http")]
        for report in reports
    ]
    return Measured(
        {
            name: round(100 * statistics.median(report["categories"][name]["score"] for report in reports))
            for name in CATEGORIES
        },
        median("largest-contentful-paint") / 1000,
        median("total-blocking-time"),
        median("cumulative-layout-shift"),
        statistics.median(sum(item["transferSize"] for item in items) for items in loaded),
        max(sum(not item["url"].startswith(host) for item in items) for items in loaded),
    )


def measure(address: str, host: str, runs: int) -> tuple[Measured, dict]:
    """The medians, and one report. A performance of 99 is looked at a second time, and counts if that agrees."""
    reports = [report(address) for _ in range(runs)]
    measured = medians(reports, host)
    if measured.scores["performance"] == 99:
        again = medians([report(address) for _ in range(runs)], host)
        measured = min(measured, again, key=lambda one: one.scores["performance"])
    return measured, reports[-1]


def missed(page: str, measured: Measured, empty: Measured) -> list[str]:
    """The limits that the page with this HTML does not keep, in words."""
    wanted = {name: 99 if name == "performance" else 100 for name in measured.scores}
    if '<meta name="robots" content="noindex">' in page:
        del wanted["seo"]  # nobody is to find the page for a wrong address
    problems = [f"{name} {measured.scores[name]}" for name in wanted if measured.scores[name] < wanted[name]]
    if measured.lcp > empty.lcp + LATER:
        problems.append(f"LCP {measured.lcp - empty.lcp:.2f} s after that of the empty page")
    if measured.tbt > BLOCKED:
        problems.append(f"TBT {measured.tbt:.0f} ms")
    if measured.cls:
        problems.append(f"CLS {measured.cls:.4f}")
    if measured.size > limit(page):
        problems.append(f"{measured.size / 1000:.0f} KB")
    if measured.foreign:
        problems.append(f"{measured.foreign} requests to other hosts")
    return problems


def row(name: str, one: Measured) -> str:
    scores = " | ".join(str(score) for score in one.scores.values())
    return f"| {name} | {scores} | {one.lcp:.2f} s | {one.tbt:.0f} ms | {one.cls:.3g} | {one.size / 1000:.0f} KB |"


HEAD = """\
| page | performance | accessibility | best practices | SEO | LCP | TBT | CLS | first load |
|---|---:|---:|---:|---:|---:|---:|---:|---:|"""

DOCUMENT = """\
# How fast the pages are

`make lighthouse` measures every page of the built book as a phone on a slow network would load it, and writes this file. Each
value is the median of {runs} visits. An empty page of Material for MkDocs, measured in the same run, says what the theme alone
takes.

Measured on {day} with Lighthouse {lighthouse} and Chromium {chromium}, on {cores} cores of {processor}.

{table}

Every page has to reach 100 in each column, or 99 for performance twice in a row. Its largest paint (LCP) comes at most
{later} s after that of the empty page, scripts block it for at most {blocked} ms (TBT), and nothing moves (CLS 0). A page
without widgets loads at most {text:.0f} KB, any other {any:.0f} KB, compressed, before anybody scrolls; nothing comes from
another host. 404.html asks search engines to pass it by, which costs it SEO, and is meant to.
"""


def processor() -> str:
    """The name that the machine gives its processor."""
    told = Path("/proc/cpuinfo")
    model = re.search(r"model name\s*: (.*)", told.read_text("utf-8")) if told.exists() else None
    return model[1] if model else platform.processor() or platform.machine()


def build(folder: Path, target: Path, **settings: str) -> None:
    command = [sys.executable, "-m", "mkdocs", "build", "-q", "-d", target]
    if subprocess.run(command, cwd=folder, env=os.environ | PUBLISHED | settings).returncode:
        sys.exit("nothing measured: the book does not build")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("page", nargs="*", help="what to measure, such as edges or index; if none is named, every page")
    parser.add_argument("--runs", type=int, default=3, help="visits to each page (3)")
    parser.add_argument("--reports", type=Path, help="a folder for the report of one visit to each page")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        bare, site = Path(folder) / "bare", Path(folder) / "site"
        with serving(bare / "site", Compressing) as empty_host, serving(site, Compressing) as host:
            (bare / "docs").mkdir(parents=True)
            (bare / "mkdocs.yml").write_text(EMPTY.format(address=empty_host), "utf-8")
            (bare / "docs" / "index.md").write_text("# Empty\n", "utf-8")
            build(bare, bare / "site")
            build(ROOT, site, SITE_URL=host)
            pages = {path.relative_to(site).as_posix(): path.read_text("utf-8") for path in html_pages(site)}
            pages = {name.removesuffix("/index.html").removesuffix(".html"): page for name, page in pages.items()}
            if unknown := set(arguments.page) - set(pages):
                parser.error(f"there is no page {min(unknown)}; there is {', '.join(pages)}")
            print(HEAD)
            empty, told = measure(empty_host, empty_host, arguments.runs)
            rows, problems = [row("an empty page", empty)], []
            print(rows[0], flush=True)
            for name in arguments.page or pages:
                address = host + {"index": "", "404": "404.html"}.get(name, f"{name}/")
                measured, told = measure(address, host, arguments.runs)
                rows.append(row(name, measured))
                print(rows[-1], flush=True)
                problems += [f"{name}: {problem}" for problem in missed(pages[name], measured, empty)]
                if arguments.reports:
                    arguments.reports.mkdir(parents=True, exist_ok=True)
                    (arguments.reports / f"{name}.json").write_text(json.dumps(told), "utf-8")
    if not arguments.page:
        TABLE.write_text(
            DOCUMENT.format(
                runs=arguments.runs,
                day=datetime.date.today().strftime("%-d %B %Y"),
                lighthouse=told["lighthouseVersion"],
                chromium=re.search(r"Chrome/([\d.]+)", told["environment"]["hostUserAgent"])[1],
                cores=os.cpu_count(),
                processor=processor(),
                table="\n".join([HEAD, *rows]),
                later=LATER,
                blocked=BLOCKED,
                text=TEXT_PAGE / 1000,
                any=ANY_PAGE / 1000,
            ),
            "utf-8",
        )
    if problems:
        sys.exit("\nNot within the limits:\n" + "\n".join(problems))


if __name__ == "__main__":
    main()
