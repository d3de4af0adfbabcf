"""The levels fence: three answers to one moment, and what each adds."""

import pytest

from scripts.content.errors import ContentError
from tests.fences.converter import TRAFFIC, convert

BODY = """moment: There are {{ impressions }}. What do you do?
mid: Take < all.
senior: Keep {{ keep }} of the negatives.
staff: Ask what it costs.
added:
  senior: the numbers
  staff: the price & the limit
"""


def test_three_answers_in_order_with_what_was_added() -> None:
    page = convert(f"{TRAFFIC}\n```levels\n{BODY}```\n")
    caption = page.select_one("figure.levels figcaption")
    assert caption is not None
    assert caption.text == "There are 10 B impressions/day. What do you do?"
    answers = [[part.text for part in level.select("p")] for level in page.select("ol.levels-answers > li.level")]
    assert answers == [
        ["Mid", "Take < all."],
        ["Senior", "Keep 2.5% of the negatives.", "Added: the numbers"],
        ["Staff", "Ask what it costs.", "Added: the price & the limit"],
    ]
    assert len(page.select("figure.levels .computed")) == 2


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("mid: Take < all.\n", "", "'mid' is missing"),
        ("  staff: the price & the limit\n", "", "'added.staff' is missing"),
        ("mid: Take < all.", "mid: ''", "'mid'"),
        ("added:", "more:", "'more'"),
        ("{{ keep }}", "{{ kept2 }}", "no estimate of this page defines 'kept2'"),
    ],
)
def test_a_fault_stops_the_build(old: str, new: str, fault: str) -> None:
    assert old in BODY
    with pytest.raises(ContentError) as error:
        convert(f"{TRAFFIC}\n```levels\n{BODY.replace(old, new)}```\n")
    assert fault in str(error.value) or "'added' is missing" in str(error.value)
    assert error.value.line > TRAFFIC.count("\n")
