"""The bibliography page and the list of chapters that use a block, from the project's own pages."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup

from scripts.content.errors import ContentError
from scripts.content.source import cited_keys, read_bibliography, title_of
from scripts.fences.sources import chapters, format_sources, format_used_in
from tests.fences.converter import converter

TEXTS = chapters()
CITED = {key for text in TEXTS.values() for key in cited_keys(text)}


@pytest.fixture(scope="module")
def sources() -> BeautifulSoup:
    """The list of sources as it stands on its page."""
    return BeautifulSoup(format_sources("", "sources", "", {}, converter("reference/sources.md")), "lxml")


def test_every_cited_source_has_an_entry_and_no_other(sources: BeautifulSoup) -> None:
    assert CITED
    assert {str(entry["id"]) for entry in sources.select("section.source")} == CITED


def test_entries_are_by_author_and_year(sources: BeautifulSoup) -> None:
    known = read_bibliography()
    order = [known[str(entry["id"])] for entry in sources.select("section.source")]
    assert order == sorted(order, key=lambda source: (source.short.lower(), source.year, source.key))


def test_every_entry_links_to_its_work_and_back_to_every_place(sources: BeautifulSoup) -> None:
    known = read_bibliography()
    for entry in sources.select("section.source"):
        key = str(entry["id"])
        link = entry.select_one(".source-title a")
        assert link
        assert link["href"] == known[key].url
        assert entry.select("ul li")
        citing = [path for path, text in TEXTS.items() if key in cited_keys(text)]
        wanted = [(f"../{path[:-3]}.html#cite-{key}", title_of(TEXTS[path], path)) for path in citing]
        back = [
            (re.sub(r"^(?!\.\./)", "../reference/", str(a["href"])), a.get_text())
            for a in entry.select(".source-back a")
        ]
        assert back == wanted != []


def test_a_block_lists_the_chapters_that_link_to_it() -> None:
    html = format_used_in("", "used-in", "", {}, converter("blocks/feature-store.md"))
    links = [str(link["href"]) for link in BeautifulSoup(html, "lxml").select("ul.used-in a")]
    assert "../systems/ad-click-prediction.html" in links
    assert "feature-store.html" not in links
    systems = [link.startswith("../systems/") for link in links]
    assert systems == sorted(systems, reverse=True), "systems come first"


def test_a_page_that_nobody_links_to_is_an_error() -> None:
    with pytest.raises(ContentError, match=r"^blocks/none\.md: no chapter links to this page \(link it from where"):
        format_used_in("", "used-in", "", {}, converter("blocks/none.md"))
