"""Mermaid fence -> figure."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from markdown import Markdown

from scripts.fences.diagram import Description, describe, figure, format_diagram

TEXT = """flowchart TB
  accTitle: Offline & online
  accDescr {
    The store feeds
    the model.
  }
  a["x < y"] --> b
"""


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        (TEXT, Description("Offline & online", "The store feeds the model.")),
        ("gantt\n accTitle : T\n accDescr: one line", Description("T", "one line")),
        ("gantt\naccDescr{in\nbraces}", Description("", "in braces")),
        ("flowchart TB\n a --> b", Description("", "")),
        ("", Description("", "")),
    ],
)
def test_a_diagram_describes_itself(source: str, wanted: Description) -> None:
    assert describe(source) == wanted


def test_the_figure_holds_source_caption_and_words() -> None:
    soup = BeautifulSoup(figure(TEXT), "lxml")
    host = soup.select_one("figure.diagram > div.mermaid[data-search-exclude]")
    assert host
    assert host.get_text() == TEXT.strip()
    assert not host.find(True), "the source is text, not markup"
    assert soup.select_one("figcaption").get_text() == "Offline & online"  # type: ignore[union-attr]
    assert soup.select_one("details.in-words > summary").get_text() == "In words"  # type: ignore[union-attr]
    assert soup.select_one("details.in-words > p").get_text() == "The store feeds the model."  # type: ignore[union-attr]


def test_markup_in_labels_stays_text() -> None:
    html = figure('flowchart TB\n accTitle: <b>\n a["</div><script>alert(1)</script>"]')
    assert "<script>" not in html
    assert "<figcaption>&lt;b&gt;</figcaption>" in html


def test_the_sheet_leaves_the_caption_out_and_keeps_the_words() -> None:
    html = figure(TEXT, caption=False)
    assert "figcaption" not in html
    assert "The store feeds the model." in html


def test_without_a_description_there_is_no_empty_one() -> None:
    html = figure("flowchart TB\n a --> b")
    assert "details" not in html
    assert "figcaption" not in html


def test_the_fence_is_the_figure() -> None:
    assert format_diagram(TEXT, "mermaid", "mermaid", {}, Markdown()) == figure(TEXT)
