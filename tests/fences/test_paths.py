"""Reading paths: plain lists with minutes; the marks are the browser's."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from scripts.content.errors import ContentError
from scripts.fences import paths
from tests.fences.converter import converter

PAGES = {"blocks/a.md": "# Store\n\n" + "word " * 399, "systems/b.md": "# Search\n\nShort.\n"}
BODY = """paths:
  - name: "Two days: all"
    about: For the hurried.
    stops:
      - {page: systems/b.md, why: first}
      - {page: blocks/a.md, why: "then < this"}
"""


@pytest.fixture(autouse=True)
def book(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "chapters", lambda: PAGES)


def shown(text: str = BODY) -> BeautifulSoup:
    return BeautifulSoup(paths.format_paths(text, "", "", {}, converter("reference/x.md")), "lxml")


def test_a_path_is_a_list_of_links_with_minutes_and_reasons() -> None:
    soup = shown()
    head = soup.select_one("h2#two-days-all")
    assert head
    stops = [stop.get_text(" ", strip=True) for stop in soup.select("li")]
    assert stops == ["Search 1 min first", "Store 2 min then < this"]
    assert [link["href"] for link in soup.select("li a")] == ["../systems/b.html", "../blocks/a.html"]
    assert "0 h 3 min" in soup.get_text()
    assert all(box.has_attr("hidden") for box in soup.select("input"))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (BODY.replace("systems/b.md", "systems/lost.md"), "'systems/lost.md' is no page"),
        (BODY.replace("blocks/a.md", "systems/b.md"), "'systems/b.md' comes twice in 'Two days: all'"),
        ("paths: []\n", "'paths': list should have at least 1"),
        (BODY.replace("why: first", "wy: first"), "is missing|is not a field"),
    ],
)
def test_a_wrong_path_is_told(text: str, told: str) -> None:
    with pytest.raises(ContentError, match=told):
        shown(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("", 1), ("word " * 200, 1), ("word " * 201, 2), ("```estimate\n" + "word " * 900 + "\n```\nword", 1)],
)
def test_minutes_count_prose_alone(text: str, expected: int) -> None:
    assert paths.minutes(text) == expected
