"""The sheet fence: structured data becomes the opening of a chapter."""

from __future__ import annotations

import pytest
import yaml
from bs4 import BeautifulSoup
from markdown import Markdown

from scripts.content.errors import ContentError
from scripts.fences.sheet import format_sheet
from tests.content.test_sheet import BLOCK, FRAMEWORK, KINDS, STEPS, SYSTEM
from tests.fences.converter import TRAFFIC, converter

SKETCH = {"sketch": "blocks/feature-store/whiteboard.mmd"}


def _markdown(page: str) -> Markdown:
    md = converter(page)
    md.convert(TRAFFIC)
    return md


def _sheet(section: str, **change: object) -> BeautifulSoup:
    text = yaml.safe_dump(KINDS[section] | SKETCH | change, sort_keys=False, allow_unicode=True)
    return BeautifulSoup(format_sheet(text, "sheet", "", {}, _markdown(f"{section}/none.md")), "lxml")


def _titles(soup: BeautifulSoup) -> list[str]:
    return [title.get_text() for title in soup.select(".sheet .box-title")]


def test_a_system_shows_all_its_parts() -> None:
    soup = _sheet("systems")
    assert soup.select_one("section.sheet-system")
    parts = ["Assume", "Numbers", "Draw this", "Seven steps", "Metrics", "Trade-offs", "Traps", "They will ask"]
    assert [title for title in parts if title not in _titles(soup)] == []
    steps = [step.get_text() for step in soup.select(".box-steps li > b")]
    assert steps == [name.capitalize() for name in STEPS]
    assert len(soup.select("details.card dl > div")) == len(SYSTEM["fields"])


def test_a_block_shows_all_its_parts() -> None:
    soup = _sheet("blocks")
    assert soup.select_one("section.sheet-block")
    for title in ("Use it when", "Skip it when", "Numbers", "Draw this", "Choices", "How it fails", "They will ask"):
        assert title in _titles(soup)
    assert len(soup.select(".box-need li")) == len(BLOCK["need_when"])


def test_a_framework_page_shows_all_its_parts() -> None:
    soup = _sheet("framework", minutes=6)
    assert soup.select_one("section.sheet-framework")
    for title in ("Ask", "Draw this", "Decide", "Mistakes", "Levels"):
        assert title in _titles(soup)
    lead = soup.select_one(".lead")
    assert lead
    assert lead.get_text() == f"6 minutes. {FRAMEWORK['produces']}"
    assert len(soup.select(".box-metrics dt")) == 3


def test_the_sketch_has_a_legend_of_what_it_uses() -> None:
    soup = _sheet("blocks")
    assert soup.select_one(".box-sketch figure.diagram div.mermaid")
    assert not soup.select(".box-sketch figcaption")
    keys = [str(key["class"][0]) for key in soup.select(".legend li")]
    source = soup.select_one("div.mermaid")
    assert source
    assert keys
    assert all(f":::{key.removeprefix('key-')}" in source.get_text() for key in keys)


def test_numbers_come_from_the_estimates_of_the_page() -> None:
    numbers = [{"label": f"n{number}", "how": "a x b", "value": "impressions"} for number in range(4)]
    cells = _sheet("blocks", numbers=numbers, what="About {{ impressions }}.").select(".box-numbers td .computed")
    assert [cell.get_text() for cell in cells] == ["10 B impressions/day"] * 4
    assert "About 10 B impressions/day." in _sheet("blocks", what="About {{ impressions }}.").select_one(".lead").text  # type: ignore[union-attr]


def test_a_formula_is_shown_where_there_is_one() -> None:
    formula = {"text": "q = p < 1", "note": "by heart"}
    assert _sheet("systems", formula=formula).select_one(".by-heart code").get_text() == "q = p < 1"  # type: ignore[union-attr]
    assert _sheet("blocks", formula=formula).select_one(".box-formula code").get_text() == "q = p < 1"  # type: ignore[union-attr]
    assert not _sheet("systems").select(".by-heart")


def test_texts_are_texts() -> None:
    soup = _sheet("blocks", what="<script>alert(1)</script> & more")
    assert not soup.select(".lead script")
    assert soup.select_one(".lead").get_text() == "<script>alert(1)</script> & more"  # type: ignore[union-attr]


def test_the_buttons_wait_for_the_script() -> None:
    actions = _sheet("blocks").select_one(".sheet-actions")
    assert actions
    assert actions.has_attr("hidden")
    assert [button["data-print"] for button in actions.select("button")] == ["sheet", "chapter"]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"sketch": "blocks/none/none.mmd"}, r"no diagram 'blocks/none/none\.mmd' \(draw it first\)"),
        ({"what": "About {{ nothing }}."}, "nothing"),
        ({"numbers": [{"label": "n", "value": "no_such_row"}] * 4}, "no_such_row"),
        ({"probes": ["a"]}, "'probes': list should have at least 5 items"),
        ({"surprise": "x"}, "'surprise' is not a field here"),
    ],
)
def test_a_fault_stops_the_build_and_names_the_page(change: dict[str, object], fault: str) -> None:
    with pytest.raises(ContentError, match=fault) as caught:
        _sheet("blocks", **change)
    assert caught.value.file == "blocks/none.md"
