"""The namespace of a page, figures in its text, and the working of its rows."""

import re

import pytest

from scripts.content.errors import ContentError
from scripts.content.estimate import read_namespace
from scripts.content.expression import parse
from scripts.content.figure import read_figure
from scripts.content.number import write
from scripts.content.working import working

PAGE = """---
title: A page
---
# A page

```estimate
id: traffic
title: Traffic
inputs:
  users: {value: 500e6, unit: user, label: Daily active users}
  ads_per_user: {value: 20, unit: impression/user/day, label: Ads shown per user, from: he2014practical}
  peak: {value: 2, label: Peak over mean, from: rule-of-thumb}
  keep: {value: 2.5, unit: percent, label: Negatives kept}
rows:
  impressions: {expr: users * ads_per_user, unit: impression/day, label: Impressions}
  peak_rate: {expr: impressions * peak, unit: impression/s, label: Impressions at peak}
```

````markdown
```estimate
id: shown
```
````

```estimate
id: more
title: More
rows:
  kept: {expr: impressions * keep, unit: impression/day, label: Kept}
```
"""


@pytest.fixture
def page():
    return read_namespace(PAGE, "page.md")


def text(page, name: str) -> str:
    return write(page.values[name].magnitude, page.entries[name].style)


def test_all_blocks_of_a_page_are_one_namespace(page) -> None:
    assert [block.record.id for block in page.blocks] == ["traffic", "more"]
    assert list(page.entries) == ["users", "ads_per_user", "peak", "keep", "impressions", "peak_rate", "kept"]
    assert text(page, "impressions") == "10 B impressions/day"
    assert text(page, "peak_rate") == "231 k impressions/s"
    assert text(page, "kept") == "250 M impressions/day"


def test_entries_know_their_line_and_grade(page) -> None:
    lines = PAGE.splitlines()
    for name, entry in page.entries.items():
        assert lines[entry.line - 1].lstrip().startswith(f"{name}:")
    assert page.entries["users"].grade == "assumption"
    assert page.entries["ads_per_user"].grade == "he2014practical"
    assert page.entries["impressions"].grade == "computed"


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("expr: users *", "expr: peak_rate *", "uses 'peak_rate', which is not defined above"),
        ("expr: users *", "expr: impressions *", "uses 'impressions', which is not defined above"),
        ("expr: users *", "expr: userz *", "nearest: users"),
        ("unit: impression/s,", "unit: request/s,", "is in impression/s, not request/s"),
        ("unit: impression/s,", "", "not a plain number"),
        ("unit: user,", "unit: usr,", "unknown unit 'usr' (nearest: user)"),
        ("value: 500e6", "value: many", "'inputs.users.value'"),
        ("value: 500e6", "value: true", "write a number"),
        ("value: 500e6", "value: .inf", "finite"),
        ("value: 500e6", "value: .nan", "finite"),
        ("  kept:", "  peak:", "'peak' is defined twice (first in line"),
        ("  kept:", "  max:", "'max' is the name of a function"),
        ("  kept:", "  Kept:", "Kept"),
        ("id: more", "id: traffic", "two estimates are called 'traffic'"),
        ("impressions * keep", "impressions / (keep - keep)", "division by zero"),
        ("expr: impressions * keep", "expr: max(impressions, impressions)", "a comma cut off"),
        ("label: Kept", "lable: Kept", "'rows.kept.label' is missing"),
        ("label: Kept", "label: Kept, color: red", "'rows.kept.color' is not a field"),
        ("title: More\nrows", "rows", "'title' is missing"),
        ("from: rule-of-thumb", "from: Some One", "inputs.peak.from"),
    ],
)
def test_a_fault_is_reported_with_file_and_line(old: str, new: str, fault: str) -> None:
    assert PAGE.count(old) == 1
    line = PAGE[: PAGE.index(old)].count("\n") + 1 - ("title" in old)
    with pytest.raises(ContentError) as error:
        read_namespace(PAGE.replace(old, new), "page.md")
    assert fault in str(error.value)
    assert str(error.value).count("page.md") == 1
    assert (error.value.file, error.value.line) == ("page.md", line)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("impressions", "10 B impressions/day"),
        (" impressions in impression/s ", "116 k impressions/s"),
        ("#impressions", "10 B"),
        ("#impressions in impression/s", "116 k"),
        ("keep in 1", "0.025"),
        ("impressions | users=100*users", "1 T impressions/day"),
        ("impressions \\| users=100*users", "1 T impressions/day"),
        ("impressions | users=5e6, ads_per_user=3", "15 M impressions/day"),
        ("impressions in impression/s | ads_per_user=86.4, users=1000", "1 impression/s"),
        ("kept | keep=10", "1 B impressions/day"),
        ("kept | keep=2*keep", "500 M impressions/day"),
        ("kept | impressions=1000", "25 impressions/day"),
        ("kept | impressions=max(impressions, 2*impressions), keep=1", "200 M impressions/day"),
        ("users | users=3", "3 users"),
        ("peak | peak=peak+1", "3"),
    ],
)
def test_a_figure_reads_as_asked(page, source: str, expected: str) -> None:
    assert read_figure(source, page).text == expected


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        ("impresions", "nearest: impressions"),
        ("impressions in request/s", "left over: impression/request"),
        ("impressions in reqest/s", "unknown unit 'reqest'"),
        ("impressions | userz=1", "nearest: users"),
        ("impressions | users=impressions", "the change of 'users' is in"),
        ("impressions | keep=1", "does not depend on 'keep'"),
        ("kept | keep=1/0", "division by zero"),
        ("impressions | users", "cannot read the change"),
        ("impressions | users.x=1", "cannot read the change"),
        ("impressions + 1", "cannot read the figure"),
        ("", "cannot read the figure"),
    ],
)
def test_a_broken_figure_is_refused(page, source: str, fault: str) -> None:
    with pytest.raises(ContentError, match=re.escape(fault)):
        read_figure(source, page)


def test_a_change_that_leaves_another_row_without_a_value_does_not_matter() -> None:
    text = PAGE.replace("rows:\n  kept:", "rows:\n  odds: {expr: 1 / (peak - 3), label: Odds}\n  kept:")
    page = read_namespace(text, "page.md")
    assert read_figure("peak_rate | peak=3", page).text == "347 k impressions/s"
    with pytest.raises(ContentError, match="division by zero"):
        read_figure("odds | peak=3", page)


def test_changes_do_not_touch_the_page(page) -> None:
    before = dict(page.values)
    read_figure("impressions | users=1", page)
    assert page.values == before


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("a * b", "A × B"),
        ("a * (b / c)", "A × (B ÷ C)"),
        ("a / b * c", "A ÷ B × C"),
        ("a / (b * c)", "A ÷ (B × C)"),
        ("a - (b - c)", "A − (B − C)"),
        ("a - b + c", "A − B + C"),
        ("(a + b) * c", "(A + B) × C"),
        ("-a ** 2", "−A<sup>2</sup>"),
        ("(a * b) ** c", "(A × B)<sup>C</sup>"),
        ("ceil(a / b)", "round up(A ÷ B)"),
        ("log(a) + sqrt(b)", "ln(A) + √(B)"),
        ("max(a, 0.8416)", "max(A, 0.8416)"),
        ("a * 1e6", "A × 1 M"),
        ("a * 86400", "A × 86.4 k"),
        ("a * 123456", "A × 123,456"),
        ("a + -2", "A + (−2)"),
    ],
)
def test_the_working_says_what_is_computed_in_which_order(expression: str, expected: str) -> None:
    assert working(parse(expression), str.upper) == expected
