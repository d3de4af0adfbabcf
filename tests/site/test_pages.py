"""The HTML of the published pages: drawings without a library, ids that are found, an index of words."""

from __future__ import annotations

import functools
import json
import re
from collections import Counter
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag

from scripts.fences.diagram import describe
from tests.drawings import drawings_of
from tests.support import addresses

SKETCHES = "reference/sketches.html"  # the sketches of the sheets once more, without captions
REFERENCE = re.compile(r"""url\(\s*["']?#([^)"'\s]+)""")


@functools.cache
def _parsed(path: Path) -> BeautifulSoup:
    return BeautifulSoup(path.read_text(encoding="utf-8"), "lxml")


@pytest.fixture(params=addresses())
def page(request: pytest.FixtureRequest, site: Path) -> tuple[str, BeautifulSoup]:
    """A page with its address."""
    return request.param, _parsed(site / request.param)


def test_every_diagram_is_a_drawing(page: tuple[str, BeautifulSoup]) -> None:
    address, soup = page
    hosts = soup.select("div.mermaid")
    assert len(hosts) == len(drawings_of(address))
    for host in hosts:
        assert [child.name for child in host.children if isinstance(child, Tag)] == ["svg"]
        outside = [text for text in host.find_all(string=True, recursive=False) if text.strip()]
        assert not outside, f"{address} still holds Mermaid text: {outside[0][:60]}"


def test_it_loads_neither_mermaid_nor_katex(page: tuple[str, BeautifulSoup]) -> None:
    address, soup = page
    assert [
        script["src"] for script in soup.select("script[src*=mermaid], script[src*=katex], script[src*=math]")
    ] == []
    assert not [script for script in soup.select("script") if "mermaid" in script.get_text()]
    styles = soup.select("link[href*=katex]")
    assert bool(styles) == bool(soup.select(".katex")), address
    assert not soup.select(".arithmatex:not(:has(.katex))"), "a formula is not drawn"


def test_ids_are_unique_and_found(page: tuple[str, BeautifulSoup]) -> None:
    address, soup = page
    ids = Counter(str(element["id"]) for element in soup.select("[id]"))
    assert ids
    assert [name for name, count in ids.items() if count > 1] == []
    lost = set()
    for svg in soup.select("figure svg"):
        for element in [svg, *svg.select("*")]:
            for name, value in element.attrs.items():
                text = " ".join(value) if isinstance(value, list) else str(value)
                lost |= {one for one in REFERENCE.findall(text) if one not in ids}
                if name in ("aria-labelledby", "aria-describedby"):
                    lost |= {one for one in text.split() if one not in ids}
                if name in ("href", "xlink:href") and text.startswith("#"):
                    lost |= {text[1:]} - set(ids)
        for style in svg.select("style"):
            lost |= {one for one in REFERENCE.findall(style.get_text()) if one not in ids}
            selected = re.findall(r"#([A-Za-z][\w-]*)(?=[^{}]*\{)", style.get_text())
            lost |= {one for one in selected if one not in ids}
    assert not lost, f"{address} refers to ids that are not there: {lost}"


def test_every_drawing_has_a_name_and_a_description(page: tuple[str, BeautifulSoup]) -> None:
    address, soup = page
    figures = soup.select("figure.diagram")
    for figure, source in zip(figures, drawings_of(address), strict=True):
        title, text = describe(source)
        svg = figure.select_one("svg")
        assert svg
        named = soup.find(id=str(svg["aria-labelledby"]))
        described = soup.find(id=str(svg["aria-describedby"]))
        assert isinstance(named, Tag)
        assert isinstance(described, Tag)
        assert named.get_text() == title != ""
        assert described.get_text(" ").split() == text.split() != []
        words = figure.select_one("details.in-words p")
        assert words
        assert words.get_text() == text
        caption = figure.select_one("figcaption")
        assert figure.find_parent(class_=["sheet", "sketches"]) or (caption and caption.get_text() == title)


def _sections(site: Path) -> list[dict[str, str]]:
    text = (site / "search/sections.js").read_text(encoding="utf-8")
    found: list[dict[str, str]] = json.loads(text[text.index("[") : text.rindex("]") + 1])
    assert found
    return found


def test_search_knows_captions_but_neither_descriptions_nor_source_of_diagrams(site: Path) -> None:
    text = " ".join(section["text"] for section in _sections(site))
    plain = " ".join(BeautifulSoup(text, "lxml").get_text(" ").split())
    seen = 0
    for address in addresses():
        for number, source in enumerate(drawings_of(address)):
            title, words = describe(source)
            statement = max(source[source.rindex("accDescr") :].split("}", 1)[1].splitlines(), key=len).strip()
            assert statement
            assert statement not in plain, f"{address}: source of '{title}' is in the index"
            assert words
            assert words not in plain
            on_sheet = not number and address.startswith(("systems/", "blocks/", "framework/"))
            if not on_sheet and address != SKETCHES:
                assert title in plain
            seen += 1
    assert seen > 0
