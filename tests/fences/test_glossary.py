"""Glossary pages: entries with their other names and places, the index, and links from the chapters."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup

from scripts.content.errors import ContentError
from scripts.content.glossary import read_glossary
from scripts.fences import glossary, terms
from tests.content.test_glossary import PROBE, RANKING, TEXT, VISION, book
from tests.fences.converter import converter

PAGES = {
    "blocks/towers.md": "# Towers\n\n## Two-tower model\n\nText.\n\n## Another section\n\nExact match here.\n",
    "systems/search.md": "# Search\n\n## 1 Two-tower model and more\n\nA dual encoder.\n\n```python\n# DSSM\n```\n",
    "systems/ads.md": "# Ads\n\nNothing.\n",
    "index.md": "# Two-tower model\n",
}


@pytest.fixture(autouse=True)
def small_book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    groups = read_glossary(book(tmp_path, ranking=RANKING, vision=VISION))
    for module in (glossary, terms):
        monkeypatch.setattr(module, "read_glossary", lambda: groups)
    monkeypatch.setattr(glossary, "chapters", lambda: PAGES)
    return


def page(text: str, path: str = "glossary/ranking.md") -> BeautifulSoup:
    options: dict[str, Any] = {}
    return BeautifulSoup(glossary.format_glossary(text, "", "", options, converter(path)), "lxml")


def test_an_entry_has_definition_probe_names_and_places() -> None:
    soup = page("group: ranking\n")
    heads = [head["id"] for head in soup.select("h2")]
    assert heads == ["exact-match", "mean-average-precision", "two-tower-model", "user-features"]
    tower = soup.select_one("h2#two-tower-model")
    assert tower
    texts = [part.get_text(" ", strip=True) for part in tower.find_next_siblings("p")[:4]]
    assert texts == [
        TEXT,
        f"They probe {PROBE}",
        "Also called dual encoder · DSSM",
        "Explained in Towers: Two-tower model , Search: Two-tower model and more",
    ]
    links = [link["href"] for link in soup.select(".concept-places a")]
    assert "../blocks/towers.html#two-tower-model" in links
    assert "../systems/search.html#1-two-tower-model-and-more" in links
    assert "../systems/search.html" in links


def test_what_no_heading_names_is_explained_where_it_is_named_most() -> None:
    soup = page("group: ranking\n")
    match = soup.select_one("h2#exact-match ~ .concept-places a")
    assert match
    assert match["href"] == "../blocks/towers.html#another-section"


def test_homonyms_are_told_apart() -> None:
    soup = page("group: ranking\n")
    told = soup.select_one("h2#mean-average-precision ~ .concept-others")
    assert told
    assert told.get_text() == "“mAP” is also Detection mAP."
    assert told.a
    assert told.a["href"] == "vision.html#detection-map"


@pytest.mark.parametrize(
    ("see", "told"),
    [
        ("blocks/lost.md", "'X' points to 'blocks/lost.md', which is no page"),
        ("blocks/towers.md#lost", "the page has no such section"),
    ],
)
def test_an_entry_that_points_nowhere_is_told(
    see: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = {"title": "A", "concepts": [{"term": "X", "text": TEXT, "probe": PROBE, "see": [see]}]}
    (tmp_path / "more").mkdir()
    groups = read_glossary(book(tmp_path / "more", a=wrong))
    monkeypatch.setattr(glossary, "read_glossary", lambda: groups)
    with pytest.raises(ContentError, match=told):
        page("group: a\n")


def test_an_unknown_group_is_told() -> None:
    with pytest.raises(ContentError, match="no group 'rankng' in the glossary .*ranking"):
        page("group: rankng\n")


def test_the_index_holds_every_name_by_letter() -> None:
    soup = BeautifulSoup(glossary.format_index("", "", "", {}, converter("glossary/index.md")), "lxml")
    rows = [row.get_text(" ", strip=True) for row in soup.select("li")]
    assert len(rows) == sum(len(each.names) for group in glossary.read_glossary() for each in group.concepts)
    assert rows[:2] == ["Detection mAP", "DSSM Two-tower model"]
    assert [head.get_text() for head in soup.select("h2")] == ["D", "E", "H", "K", "M", "T", "U"]
    assert {link["href"] for link in soup.select(".glossary-letters a")} == {
        f"#{head['id']}" for head in soup.select("h2")
    }
    assert rows.count("mAP Detection mAP") == rows.count("mAP Mean average precision") == 1


def linked(text: str, path: str = "blocks/x.md") -> BeautifulSoup:
    md = converter(path)
    terms.makeExtension().extendMarkdown(md)
    return BeautifulSoup(md.convert(text), "lxml")


def test_the_first_mention_of_a_concept_is_linked_once() -> None:
    soup = linked("# DSSM\n\nA *two-tower model*, then a dual encoder; EM too.\n\nDSSM\n\n| a |\n|---|\n| kNN |\n")
    links = {link.get_text(): link for link in soup.select("a.term")}
    assert list(links) == ["two-tower model", "EM", "kNN"]
    assert links["EM"]["href"] == "../glossary/ranking.html#exact-match"
    assert links["EM"]["title"] == TEXT
    assert soup.select_one("p").get_text() == "A two-tower model, then a dual encoder; EM too."  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "text",
    ["`dual encoder`", "[a dual encoder](x.md)", "## Dual encoder", "mAP", "history", "$EM$", "```\nDSSM\n```"],
)
def test_code_links_headings_homonyms_and_plain_words_are_left_alone(text: str) -> None:
    assert not linked(text).select("a.term")


def test_of_two_terms_that_touch_the_first_is_linked() -> None:
    """Two links side by side look like one, and are too near each other for a finger."""
    links = linked("DSSM EM here, and there EM again").select("a.term")
    assert [(link.get_text(), link.next_sibling) for link in links] == [
        ("DSSM", " EM here, and there "),
        ("EM", " again"),
    ]


def test_only_chapters_are_linked() -> None:
    assert not linked("A dual encoder", "glossary/x.md").select("a.term")
    assert not linked("A dual encoder", "index.md").select("a.term")


def test_text_around_links_is_kept() -> None:
    text = "EM and kNN, *EM* and **dual encoder** or x. kNN"
    plain = BeautifulSoup(converter("index.md").convert(text), "lxml").get_text()
    assert linked(text).get_text() == plain
