"""Which chapters are printed, in which order, and the server that prints them."""

from __future__ import annotations

import urllib.error
import urllib.request
from pathlib import Path

import pytest

from scripts.publish.pdf import Chapter, chapters, serve

NAV = """<nav class="md-nav--primary"><a class="md-nav__link" href="index.html">Home</a>
<a class="md-nav__link" href="b/two.html">Two</a><a class="md-nav__link" href="a/one.html#part">One</a>
<a class="md-nav__link" href="a/plain.html">Plain</a><a class="md-nav__link" href="gone.html">Gone</a></nav>"""
SHEET = '<article><h1>{}<a class="headerlink" href="#x">#</a></h1><section class="sheet"></section></article>'


def _site(folder: Path) -> Path:
    (folder / "a").mkdir()
    (folder / "b").mkdir()
    (folder / "index.html").write_text(NAV)
    (folder / "a/one.html").write_text(SHEET.format("One &amp; only"))
    (folder / "a/plain.html").write_text("<article><h1>Plain</h1></article>")
    (folder / "b/two.html").write_text(SHEET.format("Two"))
    return folder


def test_chapters_are_the_pages_with_a_sheet_in_the_order_of_the_navigation(tmp_path: Path) -> None:
    assert chapters(_site(tmp_path)) == [Chapter("b/two.html", "Two"), Chapter("a/one.html", "One & only")]


def test_the_server_serves_the_folder_and_stops(tmp_path: Path) -> None:
    with serve(_site(tmp_path)) as address, urllib.request.urlopen(address + "b/two.html") as answer:
        assert "Two" in answer.read().decode()
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen(address + "b/two.html", timeout=2)
