"""The latency budget: rows add up, parallel rows count once, the bar agrees with the table."""

from decimal import Decimal

import pytest

from scripts.content.errors import ContentError
from scripts.fences.budget import read_budget
from tests.fences.converter import TRAFFIC, convert

BODY = """title: Where the 100 ms go
total: 100 ms
percentile: p99
rows:
  - {stage: Gateway and network, ms: 10}
  - parallel:
      - {stage: User features, ms: 15, note: "{{ keep }} miss"}
      - {stage: Candidate features, ms: 20}
  - {stage: Score <all>, ms: 60.5}
  - {stage: Reserve, ms: 9.5}
"""


def test_the_critical_path_adds_up_to_the_total() -> None:
    budget = read_budget(BODY, "page.md", 1)
    assert budget.total_ms == 100
    assert [stage.stage for stage in budget.critical_path()] == [
        "Gateway and network", "Candidate features", "Score <all>", "Reserve",
    ]  # fmt: skip
    assert sum(stage.ms for stage in budget.critical_path()) == budget.total_ms
    assert f"{budget.total_ms:g}" == "100"


def test_decimals_add_up_exactly() -> None:
    rows = "".join(f"  - {{stage: S{number}, ms: 0.1}}\n" for number in range(10))
    assert read_budget(f"title: T\ntotal: 1 ms\nrows:\n{rows}", "", 1).total_ms == Decimal(1)


@pytest.mark.parametrize(
    ("old", "new", "line", "fault"),
    [
        ("ms: 10}", "ms: 12}", 12, "the rows add up to 102 ms, the total is 100 ms (2 ms too much)"),
        ("ms: 20}", "ms: 19.5}", 12, "the rows add up to 99.5 ms, the total is 100 ms (0.5 ms too little)"),
        ("total: 100 ms", "total: 1 s", 12, "(900 ms too little)"),
        ("total: 100 ms", "total: 100", 12, "'100' is not a duration"),
        ("total: 100 ms", "total: fast", 12, "cannot read the total"),
        ("total: 100 ms", "total: 100 GB", 12, "is not a duration"),
        ("total: 100 ms", "total: -5 ms", 12, "is not a duration"),
        ("ms: 15,", "ms: 0,", 17, "greater than 0"),
        ("ms: 60.5", "ms: .nan", 19, "'rows.2.ms'"),
        ("Score <all>", "Score, rank", 19, "a comma cut off 'rank'"),
        ("stage: Reserve", "step: Reserve", 20, "'rows.3.stage' is missing"),
        ("      - {stage: Candidate features, ms: 20}\n", "", 16, "at least 2"),
        ("title: Where the 100 ms go", "", 12, "'title' is missing"),
    ],
)
def test_a_fault_is_reported_with_file_and_line(old: str, new: str, line: int, fault: str) -> None:
    assert old in BODY
    with pytest.raises(ContentError) as error:
        read_budget(BODY.replace(old, new), "page.md", 11)
    assert fault in str(error.value)
    assert (error.value.file, error.value.line) == ("page.md", line)


def test_the_bar_has_the_widths_of_the_table() -> None:
    page = convert(f"{TRAFFIC}\n```budget\n{BODY}```\n")
    bar = page.select_one(".budget-bar")
    assert bar is not None
    assert bar["aria-hidden"] == "true"
    widths = [str(part["style"]) for part in bar.find_all("span", recursive=False)]
    assert widths == ["width:10%", "width:20%", "width:60.5%", "width:9.5%"]
    lanes = bar.select(".budget-parallel .budget-segment")
    assert [(lane.text, lane["style"]) for lane in lanes] == [("2a", "width:75%"), ("2b", "width:100%")]
    numbers = [segment.text for segment in bar.select("b")]
    assert numbers == [cell.text for cell in page.select("tbody .budget-number")]


def test_the_table_says_it_all_in_words() -> None:
    page = convert(f"{TRAFFIC}\n```budget\n{BODY}```\n")
    rows = [" ".join(row.text.split()) for row in page.select(".budget-table tbody tr, .budget-table tfoot tr")]
    assert rows == [
        "1Gateway and network10 ms",
        "2aUser features 2.5% miss, in parallel15 ms",
        "2bCandidate features20 ms",
        "3Score <all>60.5 ms",
        "4Reserve9.5 ms",
        "Total100 ms",
    ]
    caption = page.select_one("figure.budget figcaption")
    assert caption is not None
    assert caption.text == "Where the 100 ms go (p99)"


def test_rows_that_do_not_add_up_stop_the_build() -> None:
    with pytest.raises(ContentError, match="too much"):
        convert(f"{TRAFFIC}\n```budget\n{BODY.replace('ms: 10}', 'ms: 11}')}```\n")
