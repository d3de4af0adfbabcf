"""``[@key]`` -> link with a grade, from the project's own bibliography."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from scripts.content.errors import ContentError
from scripts.content.source import GRADES, read_bibliography
from tests.fences.converter import converter

PAGE = "systems/none.md"
SOURCES = list(read_bibliography().values())
FIRST, SECOND = SOURCES[:2]


def _soup(text: str) -> BeautifulSoup:
    return BeautifulSoup(converter(PAGE).convert(text), "lxml")


@pytest.mark.parametrize("source", SOURCES, ids=[source.key for source in SOURCES])
def test_every_source_can_be_cited(source: object) -> None:
    link = _soup(f"A claim [@{source.key}].").select_one(".cited a.cite")  # type: ignore[attr-defined]
    assert link
    assert link["href"] == f"../reference/sources.html#{source.key}"  # type: ignore[attr-defined]
    assert link.get_text() == f"{source.short} {source.year}"  # type: ignore[attr-defined]


def test_the_grade_stands_beside_the_source() -> None:
    grade = _soup(f"A claim [@{FIRST.key}].").select_one(".grade")
    assert grade
    assert (grade.get_text(), grade["title"]) == GRADES[FIRST.kind]


def test_the_first_citation_is_the_anchor() -> None:
    soup = _soup(f"One [@{FIRST.key}; @{SECOND.key}].\n\nAgain [@{FIRST.key}].")
    assert len(soup.select(".cited")) == 2
    assert len(soup.select("a.cite")) == 3
    assert [link["id"] for link in soup.select("a.cite[id]")] == [f"cite-{FIRST.key}", f"cite-{SECOND.key}"]


def test_each_page_starts_anew() -> None:
    md = converter(PAGE)
    pages = [md.reset().convert(f"One [@{FIRST.key}].") for _ in range(2)]
    assert pages[0] == pages[1]


@pytest.mark.parametrize(("key", "words"), [("rule-of-thumb", "rule of thumb"), ("assumption", "assumption")])
def test_grades_without_a_source(key: str, words: str) -> None:
    soup = _soup(f"A number [@{key}].")
    assert soup.select_one(".grade").get_text() == words  # type: ignore[union-attr]
    assert not soup.select("a")


@pytest.mark.parametrize("text", [f"`[@{FIRST.key}]`", f"[text](@{FIRST.key})", "a@b.org", f"    [@{FIRST.key}]"])
def test_what_is_no_citation(text: str) -> None:
    assert not _soup(text).select(".cited")


def test_an_unknown_key_names_the_page_and_the_nearest() -> None:
    typo = FIRST.key[:-1] + ("x" if FIRST.key[-1] != "x" else "y")
    with pytest.raises(ContentError) as caught:
        converter(PAGE).convert(f"A claim [@{typo}].")
    assert str(caught.value) == f"{PAGE}: unknown source '@{typo}' (did you mean @{FIRST.key}?)"


def test_an_unknown_key_on_a_page_names_the_line(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    from scripts.fences import citations

    page = tmp_path / "systems/a.md"  # type: ignore[operator]
    page.parent.mkdir()
    page.write_text("# A\n\nText.\n\nA claim [@nobody1066none].\n")
    monkeypatch.setattr(citations, "DOCS", tmp_path)
    with pytest.raises(ContentError, match=r"^systems/a\.md:5: unknown source '@nobody1066none'"):
        converter("systems/a.md").convert(page.read_text())
