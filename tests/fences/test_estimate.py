"""The estimate fence: readable without a script, complete for the script."""

import json

import pytest
from bs4 import BeautifulSoup

from scripts.content.errors import ContentError
from scripts.content.source import read_bibliography
from tests.fences.converter import TRAFFIC, convert


@pytest.fixture(scope="module")
def page() -> BeautifulSoup:
    return convert(TRAFFIC)


def cells(page: BeautifulSoup, table: str) -> list[list[str]]:
    return [[cell.text.strip() for cell in row.select("th, td")] for row in page.select(f"{table} tbody tr")]


def test_inputs_and_results_are_text(page: BeautifulSoup) -> None:
    assert cells(page, ".estimate-inputs") == [
        ["Daily active users", "500 M users", "assumption"],
        ["Ads shown per user", "20 impressions/user/day", "rule of thumb"],
        ["Negatives kept", "2.5%", "assumption"],
    ]
    assert cells(page, ".estimate-results") == [
        ["Impressions", "500 M users × 20 impressions/user/day", "10 B impressions/day"],
        ["Kept < all", "10 B impressions/day × 2.5%", "250 M impressions/day"],
    ]


def test_the_figure_has_an_anchor_and_a_caption(page: BeautifulSoup) -> None:
    figure = page.select_one("figure#estimate-traffic.estimate")
    assert figure is not None
    assert figure.figcaption is not None
    assert figure.figcaption.text == "Traffic & <storage>"


def test_tables_have_names_and_scoped_headers(page: BeautifulSoup) -> None:
    tables = page.select("figure.estimate table")
    assert [table["aria-label"] for table in tables] == [
        "Traffic & <storage>: inputs", "Traffic & <storage>: results",
    ]  # fmt: skip
    for table in tables:
        assert [cell["scope"] for cell in table.select("thead th")] == ["col"] * 3
        assert all(row.th is not None and row.th["scope"] == "row" for row in table.select("tbody tr"))


def test_every_name_in_the_working_follows_the_reader(page: BeautifulSoup) -> None:
    names = [span["data-value"] for span in page.select(".estimate-working .computed")]
    assert names == ["users", "ads_per_user", "impressions", "keep"]


def test_the_data_for_the_browser_is_complete_and_inert(page: BeautifulSoup) -> None:
    script = page.select_one("script.estimate-data")
    assert script is not None
    assert script["type"] == "application/json"
    assert script.string is not None
    assert "<" not in script.string
    data = json.loads(script.string)
    assert data["id"] == "traffic"
    assert [entry[0] for entry in data["entries"]] == ["users", "ads_per_user", "keep", "impressions", "kept"]
    assert data["entries"][0][2:4] == [500e6, None]
    assert data["entries"][3][2:4] == [None, ["*", "users", "ads_per_user"]]
    inputs = [cell["data-input"] for cell in page.select("[data-input]")]
    assert inputs == ["users", "ads_per_user", "keep"]


def test_a_source_becomes_a_citation() -> None:
    source = next(iter(read_bibliography().values()))
    page = convert(TRAFFIC.replace("from: rule-of-thumb", f"from: {source.key}"))
    link = page.select_one(".estimate-basis a.cite")
    assert link is not None
    assert str(source.year) in link.text


def test_an_unknown_source_stops_the_build_with_its_line() -> None:
    with pytest.raises(ContentError, match="unknown source '@nobody'") as error:
        convert(TRAFFIC.replace("from: rule-of-thumb", "from: nobody"))
    assert error.value.line == 7


def test_a_broken_estimate_stops_the_build() -> None:
    with pytest.raises(ContentError, match="unknown unit 'usr'"):
        convert(TRAFFIC.replace("unit: user,", "unit: usr,"))


def test_blocks_without_inputs_or_rows_have_one_table() -> None:
    text = "```estimate\nid: a\ntitle: A\nrows:\n  x: {expr: 2, label: Two}\n```"
    assert [table["class"] for table in convert(text).select("table")] == [["estimate-results"]]
    with pytest.raises(ContentError, match="inputs or rows"):
        convert("```estimate\nid: a\ntitle: A\n```")
