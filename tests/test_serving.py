"""While the book is served, a page changes with everything that is in it, though most of it is not made again."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from tests import small_book


@pytest.fixture(scope="module")
def served_book(small, tmp_path_factory):
    """The small book in its folder, and the address at which `mkdocs serve` shows it."""
    book = small_book.copied(small, tmp_path_factory.mktemp("serving") / "book")
    server, address = served(book)
    yield book, address
    server.terminate()
    server.wait()


def served(book: Path) -> tuple[subprocess.Popen, str]:
    """`mkdocs serve` in a session of its own, as in a terminal, and its address; what it says goes to the file ``console``."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        address = f"127.0.0.1:{free.getsockname()[1]}"
    command = [sys.executable, "-m", "mkdocs", "serve", "--livereload", "--dev-addr", address]
    with (book / "console").open("w") as console:
        told = {"cwd": book, "stdout": console, "stderr": console, "start_new_session": True}
        return subprocess.Popen(command, env=small_book.environment(book), **told), f"http://{address}/"


def shown(address: str, text: str, seconds: int = 60) -> bool:
    """Whether the page at ``address`` comes to hold ``text``."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            with urlopen(address, timeout=5) as answer:
                if text in answer.read().decode():
                    return True
        except (URLError, ConnectionError, TimeoutError):
            pass  # not up yet
        time.sleep(0.2)
    return False


@pytest.mark.parametrize(
    ("shows_it", "file", "old", "new"),
    [
        ("page/", "docs/page.md", "<p>Read the", "<p>Now read the"),
        ("page/", "docs/page.md", "<p>Now read the", "<p>Read the"),
        ("page/", "snippets/page/count.py", "Number of weights of", "The number of weights of"),
        ("page/", "snippets/figures/bars.py", "Two bars.", "A pair of bars."),
        ("page/", "docs/glossary.md", "A sum of products at each place.", "Many sums of products."),
        ("numpy-cnn/", "docs/glossary.md", "The weights.", "The numbers that are learned."),
        ("", "docs/page.md", "Everything that a page can hold", "All that there can be"),
        ("page/", "mkdocs.yml", "Link to this section", "Link to this part"),
    ],
)
def test_a_page_shows_what_was_saved(served_book, shows_it, file, old, new):
    """Its own text, and back again to what it was, and what it takes from other files."""
    book, address = served_book
    assert shown(address + shows_it, old)
    source = small_book.changed(book / file, old.removeprefix("<p>"), new.removeprefix("<p>"))
    time.sleep(1)  # the server looks every half second; let it see the file as it was
    (book / file).write_text(source, "utf-8")
    assert shown(address + shows_it, new)


@pytest.mark.parametrize("colour", ["#123456", "#654321", "#abcdef"])
def test_a_figure_is_drawn_as_it_was_saved_last(served_book, colour):
    """The process that draws it was there before, with what drawings are made with, and without any of the book's modules."""
    book, address = served_book
    assert shown(address + "figures/bars.svg", "</svg>")
    source = re.sub("color=[^)]*", f'color="{colour}"', (book / "snippets/figures/bars.py").read_text("utf-8"))
    time.sleep(1)
    (book / "snippets/figures/bars.py").write_text(source, "utf-8")
    assert shown(address + "figures/bars.svg", colour)


def test_a_page_is_shown_in_spite_of_a_dead_link(served_book):
    """The page it leads to may be the next to be written."""
    book, address = served_book
    page = book / "docs/page.md"
    right = page.read_text("utf-8")
    try:
        page.write_text(small_book.changed(page, "Read the", "Read [what follows](later.md) and the"), "utf-8")
        assert shown(address + "page/", "what follows")
    finally:
        page.write_text(right, "utf-8")
    assert shown(address + "page/", "<p>Read the")


def test_a_mistake_is_told_as_often_as_it_is_met(served_book):
    """Saved again with it, and made again after it was mended; MkDocs says nothing twice. No request is answered till then."""
    book, address = served_book
    page, console, problem = book / "docs/page.md", book / "console", "docs/page.md:1: front matter has no title"
    right = page.read_text("utf-8")
    wrong = small_book.changed(page, "title: A page\n", "")
    for times, text in enumerate((wrong, wrong + "\nMore.\n", wrong), 1):
        if times == 3:
            page.write_text(right, "utf-8")
            assert shown(address + "page/", "A page")
        time.sleep(1)
        page.write_text(text, "utf-8")
        end = time.monotonic() + 60
        while console.read_text().count(problem) < times:
            assert time.monotonic() < end, console.read_text()
            time.sleep(0.2)
    with pytest.raises(TimeoutError):
        urlopen(address, timeout=1)
    page.write_text(right, "utf-8")
    assert shown(address + "page/", "A page")


def test_ctrl_c_ends_it_without_a_word(small, tmp_path):
    """It reaches every process in the terminal's session; the one that waits for a figure to be saved has its own."""
    book = small_book.copied(small, tmp_path / "book")
    server, address = served(book)
    assert shown(address, "<title>")
    os.killpg(server.pid, signal.SIGINT)
    server.wait(60)
    said = (book / "console").read_text()
    assert said.rstrip().endswith("Shutting down..."), said


def test_what_is_watched_is_left_alone(served_book):
    """Python keeps what it compiled; written below snippets/, it would have the book built again at once."""
    book, address = served_book
    assert shown(address, "<title>")
    assert list((book / "snippets").rglob("*.pyc")) == []


def test_an_address_that_is_taken_is_told(served_book):
    """In one sentence, with the command that serves elsewhere; not by a traceback."""
    book, address = served_book
    taken = address.removeprefix("http://").strip("/")
    shown(address, "<title>")
    command = [sys.executable, "-m", "mkdocs", "serve", "--livereload", "--dev-addr", taken]
    second = subprocess.run(command, cwd=book, env=small_book.environment(book), capture_output=True, text=True)
    said = second.stdout + second.stderr
    assert second.returncode != 0
    assert f"{taken} can't be used: Address already in use" in said
    assert f"--dev-addr 127.0.0.1:{int(taken.rpartition(':')[2]) + 1}" in said
    assert "Traceback" not in said, said
