"""The formula table, and the name of a formula after the working of a row."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from scripts.content.errors import ContentError
from scripts.content.formula import DERIVED, records
from scripts.content.source import cited_keys, read_bibliography
from scripts.fences.formulas import GROUPS
from scripts.fences.formulas import format_formulas as formulas
from tests.fences.converter import converter

CALL = """
```estimate
id: tail
title: Tail
inputs:
  slow: {value: 1, unit: percent, label: Slow calls}
rows:
  both: {expr: "1 - fan_out_slow(slow, 2) * fan_out_slow(fan_out_allowed(slow, 3), 4)", label: Both}
```
"""


@pytest.fixture(scope="module")
def table() -> BeautifulSoup:
    return BeautifulSoup(formulas("", "formulas", "", {}, converter("framework/estimation.md")), "lxml")


def test_the_table_has_every_formula_once_with_its_anchor(table: BeautifulSoup) -> None:
    assert [row["id"] for row in table.select("tbody tr")] == [
        "formula-" + name.replace("_", "-") for group in GROUPS for name, it in records().items() if it.group == group
    ]
    assert [caption.text for caption in table.select("caption")] == list(GROUPS.values())


def test_a_row_says_what_it_takes_and_where_it_is_from(table: BeautifulSoup) -> None:
    row = table.select_one("#formula-kv-cache-bytes")
    assert row is not None
    cells = [cell.text for cell in row.select("th, td")]
    assert cells[:2] == ["kv_cache_bytes", "2 × layers × kv_heads × head_dim × tokens × size"]
    assert "kv_heads key-value heads (not query heads)" in cells[2]
    assert "size bytes of one number (B)" in cells[2]
    link = row.select_one("a.cite")
    assert link is not None
    assert link["href"] == "../reference/sources.html#kwon2023vllm"


def test_no_formula_ends_in_a_unit(table: BeautifulSoup) -> None:
    assert not [body.text for body in table.select(".formula-body") if body.text.strip().endswith("×")]


def test_one_group_can_be_shown() -> None:
    page = BeautifulSoup(formulas("memory", "formulas", "", {}, converter("framework/estimation.md")), "lxml")
    assert [caption.text for caption in page.select("caption")] == ["Memory"]
    with pytest.raises(ContentError, match="no group of formulas 'speed'"):
        formulas("speed", "formulas", "", {}, converter())


def test_the_working_names_its_formulas_once_and_links_to_them() -> None:
    for page, address in (("blocks/a.md", "../framework/estimation.html"), ("framework/estimation.md", "")):
        html = BeautifulSoup(converter(page).convert(CALL), "lxml")
        links = html.select(".estimate-working a.formula-name")
        assert [(link.text, link["href"]) for link in links] == [
            ("fan_out_slow", f"{address}#formula-fan-out-slow"),
            ("fan_out_allowed", f"{address}#formula-fan-out-allowed"),
        ]


def test_every_source_of_a_formula_is_in_the_bibliography_and_cited_by_the_table() -> None:
    sources = {record.source for record in records().values()} - {DERIVED}
    assert sources <= read_bibliography().keys()
    assert sources == set(cited_keys("```formulas\n```\n"))
