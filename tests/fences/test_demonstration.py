"""The demonstration fence: figure, results as names of the page, folded script."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from scripts.content import demonstration
from scripts.content.errors import ContentError
from tests.fences.converter import convert

SCRIPT = '''"""One in two."""

from scripts.demonstrations.record import Axis, Curve, Demonstration, Measured


def demonstrate() -> Demonstration:
    """Nothing is simulated."""
    return Demonstration(title="A share of {{ half_share }}", description="Bars < lines.",
                         x=Axis("Case", ticks=("one", "two")), y=Axis("Share"), across=(0, 1),
                         curves=(Curve("A", (1, 2)), Curve("B", (2, 1)), Curve("C", (2, 2))),
                         values={"half_share": Measured(0.5, "percent", "Share < all")})
'''
PAGE = """
It is {{ half_share }}.

```demonstration
script: tiny
```

```estimate
id: more
title: More
inputs:
  n: {value: 10, unit: user, label: Users}
rows:
  part: {expr: n * half_share, unit: user, label: Part}
```

So {{ part }}.
"""


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> BeautifulSoup:
    (tmp_path / "tiny.py").write_text(SCRIPT, encoding="utf-8")
    monkeypatch.setattr(demonstration, "FOLDER", tmp_path)
    monkeypatch.setattr(demonstration.script_path, "__defaults__", (tmp_path,))
    monkeypatch.setattr(demonstration.outcome_of, "__defaults__", (tmp_path / "cache",))
    return convert(PAGE)


def test_results_are_names_of_the_page(page: BeautifulSoup) -> None:
    assert "It is 50%." in page.get_text()
    assert "So 5 users." in page.get_text()
    figure = page.select_one("figure.demonstration")
    assert figure
    assert figure["id"] == "demonstration-tiny"
    data = json.loads(str(figure.select_one("script.estimate-data").string))  # type: ignore[union-attr]
    assert [entry[:4] for entry in data["entries"]] == [["half_share", "Share < all", 50.0, None]]
    rows = [[cell.get_text() for cell in row.select("th, td")] for row in figure.select("tr")]
    assert rows == [["Share < all", "50%"]]
    assert figure.select_one("figcaption").get_text() == "A share of 50%"  # type: ignore[union-attr]


def test_bars_are_told_apart_without_color(page: BeautifulSoup) -> None:
    legend = [str(swatch) for swatch in page.select(".plot-legend svg")]
    assert len(legend) == 3
    assert all("<rect" in swatch for swatch in legend)
    shapes = {swatch.replace("online", "").replace("model", "").replace("store", "") for swatch in legend}
    assert len(shapes) == 3
    drawn = page.select_one("figure.demonstration > svg")
    assert drawn
    assert len(drawn.select("pattern")) == 2  # the first set of bars is solid
    assert {"one", "two"} <= {text.get_text() for text in drawn.select("text")}


def test_the_script_is_shown_folded_and_not_searched(page: BeautifulSoup) -> None:
    details = page.select_one("details.script[data-search-exclude]:not([open])")
    assert details
    assert "return Demonstration(title=" in details.get_text()


def test_an_unknown_script_is_one_clear_error() -> None:
    with pytest.raises(ContentError, match="no experiment 'lost'"):
        convert("```demonstration\nscript: lost\n```\n")
