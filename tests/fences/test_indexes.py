"""Lists derived from all chapters."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from bs4 import BeautifulSoup

from scripts.content.chapters import read_chapters
from scripts.content.errors import ContentError
from scripts.fences import indexes
from tests.content.test_sheet import BLOCK, FRAMEWORK, KINDS, SYSTEM
from tests.fences.converter import converter

ESTIMATE = "```estimate\nid: x\ntitle: X\ninputs:\n  many: {value: 5, unit: user, label: Many}\n```\n"
QUESTIONS = '## Follow-ups\n\n??? question "Why \\"this\\"?"\n    Because.\n\n??? question "What else?"\n    Nothing.\n'


def chapter(section: str, title: str, **change: Any) -> str:
    sketch = {"sketch": "blocks/feature-store/whiteboard.mmd"}
    sheet = yaml.safe_dump(KINDS[section] | sketch | change, sort_keys=False)
    return f"---\ntitle: {title}\n---\n\n# {title}\n\n```sheet\n{sheet}```\n\n{ESTIMATE}\n{QUESTIONS}"


NUMBERS = [
    {"label": "Users", "how": "given", "value": "many"},
    *({"label": f"n{n}", "value": "1 < 2"} for n in range(4)),
]
PAGES = {
    "blocks/store.md": chapter("blocks", "Store", formula={"text": "a < b", "note": "with {{ many }}"}),
    "systems/search.md": chapter("systems", "Search", numbers=NUMBERS),
    "framework/clarify.md": chapter("framework", "Clarify"),
    "reference/other.md": "# Other\n",
}


@pytest.fixture(autouse=True)
def book(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexes, "chapters", lambda: PAGES)


def listed(what: str) -> BeautifulSoup:
    html = indexes.format_index_of(f"of: {what}\n", "", "", {}, converter("reference/x.md"))
    return BeautifulSoup(html, "lxml")


@pytest.mark.parametrize("what", ["sketches", "numbers", "choices", "questions"])
def test_every_chapter_is_listed_by_section_with_a_link(what: str) -> None:
    soup = listed(what)
    wanted = ["Clarify", "Search", "Store"] if what != "numbers" else ["Search", "Store"]
    assert [name.get_text() for name in soup.select(".index-name")] == wanted
    link = soup.select(".index-name a")[-1]
    assert link["href"] == "../blocks/store.html"
    assert soup.select(".index-filter[hidden] input")


def test_sketches_are_drawn() -> None:
    assert len(listed("sketches").select("figure.diagram .mermaid")) == 3


def test_numbers_are_computed() -> None:
    rows = [[cell.get_text(" ", strip=True) for cell in row.select("th, td")] for row in listed("numbers").select("tr")]
    assert rows[0] == ["Users given", "5 users"]
    assert rows[1][1] == "1 < 2"


def test_formulas_come_with_their_worked_line() -> None:
    soup = listed("formulas")
    assert [item.get_text(" ", strip=True) for item in soup.select(".index-item")] == ["Store a < b with 5 users"]


def test_choices_are_those_of_each_kind() -> None:
    names = [head.get_text() for head in listed("choices").select("th")]
    wanted = [pair["name"] for pair in FRAMEWORK["decides"]] + [pair["name"] for pair in SYSTEM["tradeoffs"]]
    assert names == wanted + [pair["name"] for pair in BLOCK["choices"]]


def test_questions_lead_to_their_answers() -> None:
    links = [(link.get_text(), link["href"]) for link in listed("questions").select("li a")]
    assert links[:2] == [
        ('Why "this"?', "../framework/clarify.html#follow-ups"),
        ("What else?", "../framework/clarify.html#follow-ups"),
    ]
    assert len(links) == 6


def test_a_wrong_fence_or_an_empty_book_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ContentError, match="'of'"):
        listed("nothing")
    monkeypatch.setattr(indexes, "chapters", lambda: {"index.md": "# Home\n"})
    with pytest.raises(ContentError, match="no chapter with a sheet"):
        listed("numbers")


def test_a_broken_chapter_is_told_with_its_place() -> None:
    with pytest.raises(ContentError, match=r"^systems/x\.md:"):
        read_chapters({"systems/x.md": chapter("systems", "X", traps=[])})
