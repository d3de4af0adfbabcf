"""Live diagrams of built pages become drawings."""

from __future__ import annotations

import shutil
from pathlib import Path
from xml.etree import ElementTree

import pytest

from scripts.fences.diagram import figure
from scripts.publish.build import BuildFailure, configuration, mermaid_arguments
from scripts.publish.static_diagrams import (
    TOKEN,
    DrawingError,
    draw,
    fingerprint,
    make_static,
    sources_in,
    with_drawings,
)
from tests.support import DOCS

TEXT = 'flowchart TB\n  a["A & B"] -->|"x < y"| b[("Store")]:::store'
LOADER = (
    '<script src="../assets/vendor/mermaid.min.js"></script><script>mermaid.initialize({"startOnLoad": true});</script>'
)


def _site(folder: Path, **pages: str) -> Path:
    for part in ("css", "vendor"):
        shutil.copytree(DOCS / "assets" / part, folder / "assets" / part)
    for name, page in pages.items():
        (folder / f"{name}.html").write_text(page, encoding="utf-8")
    return folder


def test_sources_come_out_as_they_went_in() -> None:
    page = f"<main>{figure(TEXT)}<p>between</p>{figure('gantt')}</main>"
    assert sources_in(page) == [TEXT, "gantt"]
    assert sources_in("<p>none</p>") == []


def test_each_drawing_gets_ids_of_its_own() -> None:
    drawing = f'<svg id="{TOKEN}-a"><use href="#{TOKEN}-a"/></svg>'
    page = with_drawings(figure(TEXT) + figure(TEXT), {TEXT: drawing})
    assert page.count('<svg id="d1-a"><use href="#d1-a"/></svg>') == 1
    assert page.count('<svg id="d2-a"><use href="#d2-a"/></svg>') == 1
    assert TOKEN not in page
    assert "A &amp; B" not in page


def test_the_loader_goes_and_other_scripts_stay() -> None:
    page = with_drawings(f'<script src="own.js"></script>{LOADER}<script>other()</script>', {})
    assert page == '<script src="own.js"></script><script>other()</script>'


def test_the_caption_and_the_words_stay() -> None:
    page = with_drawings(figure("flowchart TB\n  accTitle: One\n  accDescr: Two"), _all("<svg/>"))
    assert "<figcaption>One</figcaption>" in page
    assert "<p>Two</p>" in page


class _all(dict[str, str]):
    """Gives the same drawing for every text."""

    def __init__(self, drawing: str) -> None:
        super().__init__()
        self.drawing = drawing

    def __missing__(self, key: str) -> str:
        return self.drawing


def test_drawings_are_drawn_once_and_kept(tmp_path: Path) -> None:
    site, cache = _site(tmp_path / "site"), tmp_path / "cache"
    arguments = mermaid_arguments(configuration())
    first = draw([TEXT, TEXT], site, arguments, cache)
    svg = ElementTree.fromstring(first[TEXT])
    text = "".join(svg.itertext())
    assert "A & B" in text
    assert "x < y" in text
    assert "Store" in text
    kept = list(cache.iterdir())
    assert len(kept) == 1
    kept[0].write_text("<svg>kept</svg>")
    assert draw([TEXT], site, arguments, cache) == {TEXT: "<svg>kept</svg>"}
    assert not (site / "drawing.html").exists()


def test_a_change_of_look_is_a_new_drawing(tmp_path: Path) -> None:
    site = _site(tmp_path / "site")
    looks = {fingerprint(site, {"theme": "base"}, "1"), fingerprint(site, {"theme": "dark"}, "1")}
    looks.add(fingerprint(site, {"theme": "base"}, "2"))
    with (site / "assets/css/diagrams.css").open("a") as style:
        style.write("/* new */")
    looks.add(fingerprint(site, {"theme": "base"}, "1"))
    assert len(looks) == 4


def test_a_broken_diagram_is_one_error_with_its_text(tmp_path: Path) -> None:
    site = _site(tmp_path / "site", page=figure("flowchart TB\n  a --> [broken"))
    with pytest.raises(DrawingError, match=r"^Mermaid refuses 'flowchart TB\n  a --> \[broken\.\.\.': "):
        make_static(site, mermaid_arguments(configuration()), tmp_path / "cache")
    assert "a --&gt; [broken" in (site / "page.html").read_text(), "the page was changed all the same"


def test_a_site_without_diagrams_is_an_error(tmp_path: Path) -> None:
    site = _site(tmp_path / "site", page="<p>no diagram</p>")
    with pytest.raises(DrawingError, match=r"the built site has no diagram: is the mermaid fence configured"):
        make_static(site, {}, tmp_path / "cache")


def test_a_configuration_without_the_plugin_is_an_error() -> None:
    with pytest.raises(BuildFailure, match="does not list the mermaid2 plugin"):
        mermaid_arguments({"plugins": ["search"]})
