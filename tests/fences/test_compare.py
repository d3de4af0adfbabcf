"""The comparison: turns as tables of same and different, fields side by side."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup

from scripts.content.errors import ContentError
from scripts.fences import compare
from tests.content.test_compare import PAGES, chapter
from tests.content.test_sheet import FIELDS, SYSTEM
from tests.fences.converter import converter


@pytest.fixture(autouse=True)
def book(monkeypatch: pytest.MonkeyPatch) -> None:
    other = SYSTEM["turns"] | {"reader": {"is": "only the order", "because": "nobody <pays>"}}
    pages = PAGES | {"systems/feed.md": chapter("Feed", turns=other), "systems/zoo.md": chapter("Zoo", turns=other)}
    monkeypatch.setattr(compare, "chapters", lambda: pages)


def page(format_fence: Callable[..., str], text: str) -> BeautifulSoup:
    options: dict[str, Any] = {}
    return BeautifulSoup(format_fence(text, "", "", options, converter("reference/compare.md")), "lxml")


def test_systems_with_the_same_answer_stand_together_with_their_reasons() -> None:
    soup = page(compare.format_turn, "turn: reader\n")
    rows = [[cell.get_text() for cell in row.select("th, td")] for row in soup.select("tbody tr")]
    assert rows == [
        ["money", "Ads", "of this"],
        ["Search", "of this"],
        ["only the order", "Feed", "nobody <pays>"],
        ["Zoo", "nobody <pays>"],
    ]
    assert [cell["rowspan"] for cell in soup.select("tbody th")] == ["2", "2"]
    assert next(link["href"] for link in soup.select("a")) == "../systems/ads.html#2-frame-as-an-ml-task"


def test_all_fields_of_all_systems_are_there_and_two_to_four_are_shown() -> None:
    soup = page(compare.format_side_by_side, "show: [search, ads]\n")
    heads = [cell.get_text() for cell in soup.select("thead th")]
    assert heads == ["Field", "Ads", "Feed", "Search", "Zoo"]
    assert [cell.get_text() for cell in soup.select("tbody th")][:2] == ["Business goal", "ML task"]
    assert len(soup.select("tbody tr")) == len(FIELDS)
    assert len(soup.select("tbody td")) == 4 * len(FIELDS)
    hidden = {cell["data-system"] for cell in soup.select("[data-system][hidden]")}
    assert hidden == {"feed", "zoo"}
    assert [box["value"] for box in soup.select("input[checked]")] == ["ads", "search"]
    assert soup.select("fieldset[hidden]")


@pytest.mark.parametrize(
    ("format_fence", "text", "told"),
    [
        (compare.format_turn, "turn: raeder\n", "no turn 'raeder' .*reader"),
        (compare.format_turn, "wat: x\n", "'turn' is missing"),
        (compare.format_side_by_side, "show: [ads]\n", "show 2 to 4"),
        (compare.format_side_by_side, "show: [ads, ads]\n", "show 2 to 4"),
        (compare.format_side_by_side, "show: [ads, serch]\n", "no system 'serch' .*search"),
    ],
)
def test_a_wrong_fence_is_told(format_fence: Callable[..., str], text: str, told: str) -> None:
    with pytest.raises(ContentError, match=told):
        page(format_fence, text)
