"""The data of a sheet: which fields each kind has, and the lengths that fit one page."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from scripts.content.errors import ContentError
from scripts.content.sheet import BlockSheet, FrameworkSheet, SystemSheet, read_sheet

BLOCK: dict[str, Any] = {
    "area": "data",
    "sketch": "blocks/feature-store/whiteboard.mmd",
    "what": "Two sentences.",
    "need_when": ["a", "b", "c"],
    "skip_when": ["a", "b"],
    "numbers": [{"label": f"n{number}", "value": "1"} for number in range(4)],
    "choices": [{"name": f"Store {number}", "text": "why"} for number in range(4)],
    "failures": ["a", "b", "c", "d"],
    "probes": ["a", "b", "c", "d", "e"],
}
STEPS = ("clarify", "frame", "data", "model", "evaluate", "serve", "monitor")
FRAMEWORK: dict[str, Any] = {
    "area": "step 1",
    "sketch": "framework/clarify/whiteboard.mmd",
    "produces": "What is left on the board.",
    "asks": ["a", "b", "c", "d"],
    "decides": [{"name": "Goal", "text": "why"}] * 3,
    "mistakes": ["a", "b", "c"],
    "levels": {"mid": "m", "senior": "s", "staff": "t"},
}
FIELDS = """
    business_goal ml_task input output label label_delay negatives retrieval model loss offline_metric online_metric
    guardrails latency_budget freshness retrain_cadence cold_start fallback main_bias
""".split()  # noqa: SIM905 (as the guide lists them)
TURNS = {
    "framing": "calibrated probability",
    "reader": "money",
    "label": "own behavior",
    "delay": "days",
    "candidates": "one index",
    "timing": "after the event",
    "bias": "position",
    "adversary": "gaming",
    "experiment": "users",
}
SYSTEM: dict[str, Any] = {
    "area": "ads",
    "sketch": "systems/ad-click-prediction/whiteboard.mmd",
    "prompt": "Predict.",
    "fields": dict.fromkeys(FIELDS, "text"),
    "turns": {name: {"is": kind, "because": "of this"} for name, kind in TURNS.items()},
    "assumptions": ["a", "b", "c"],
    "numbers": [{"label": f"n{number}", "value": "1"} for number in range(5)],
    "steps": dict.fromkeys(STEPS, "line"),
    "tradeoffs": [{"name": "Sample", "text": "why"}] * 3,
    "traps": ["a", "b", "c"],
    "followups": ["a", "b", "c", "d", "e"],
}
KINDS = {"systems": SYSTEM, "blocks": BLOCK, "framework": FRAMEWORK}


def _yaml(data: dict[str, Any]) -> str:
    return yaml.safe_dump(data, sort_keys=False)


@pytest.mark.parametrize(
    ("section", "kind"), [("systems", SystemSheet), ("blocks", BlockSheet), ("framework", FrameworkSheet)]
)
def test_the_folder_decides_the_kind(section: str, kind: type) -> None:
    assert type(read_sheet(_yaml(KINDS[section]), file=f"{section}/x.md")) is kind


REQUIRED = [(section, name) for section, data in KINDS.items() for name in data]


@pytest.mark.parametrize(("section", "name"), REQUIRED)
def test_every_field_is_required(section: str, name: str) -> None:
    data = {key: value for key, value in KINDS[section].items() if key != name}
    with pytest.raises(ContentError, match=f"^{section}/x.md:7: '{name}' is missing"):
        read_sheet(_yaml(data), file=f"{section}/x.md", first_line=7)


@pytest.mark.parametrize("name", FIELDS)
def test_every_field_of_comparison_is_required(name: str) -> None:
    fields = {key: value for key, value in SYSTEM["fields"].items() if key != name}
    with pytest.raises(ContentError, match=f"'fields.{name}' is missing"):
        read_sheet(_yaml(SYSTEM | {"fields": fields}), file="systems/x.md")


@pytest.mark.parametrize("name", TURNS)
def test_every_turn_is_required_and_has_known_answers(name: str) -> None:
    turns = {key: value for key, value in SYSTEM["turns"].items() if key != name}
    with pytest.raises(ContentError, match=f"'turns.{name}' is missing"):
        read_sheet(_yaml(SYSTEM | {"turns": turns}), file="systems/x.md")
    turns[name] = {"is": "something new", "because": "of this"}
    with pytest.raises(ContentError, match=f"'turns.{name}.is': input should be '"):
        read_sheet(_yaml(SYSTEM | {"turns": turns}), file="systems/x.md")


@pytest.mark.parametrize(
    ("section", "change", "fault"),
    [
        ("blocks", {"wat": "x"}, "blocks/x.md:41: 'wat' is not a field here (fields: area, sketch, "),
        ("blocks", {"what": "x" * 261}, "blocks/x.md:4: 'what': string should have at most 260 characters"),
        ("blocks", {"what": ""}, "blocks/x.md:4: 'what': string should have at least 1 character"),
        ("blocks", {"need_when": ["a", "b"]}, "'need_when': list should have at least 3 items"),
        ("blocks", {"need_when": ["a", "b", "x" * 86]}, "blocks/x.md:8: 'need_when.2': string should have at most 85"),
        ("blocks", {"sketch": "../x.mmd"}, "blocks/x.md:3: 'sketch': string should match pattern"),
        ("blocks", {"sketch": "x.png"}, "blocks/x.md:3: 'sketch': string should match pattern"),
        ("systems", {"followups": ["a"]}, "'followups': list should have at least 5 items"),
        ("systems", {"traps": ["a", "b", "x" * 96]}, "'traps.2': string should have at most 95 characters"),
        ("systems", {"tradeoffs": [{"name": "x" * 25, "text": "y"}] * 3}, "'tradeoffs.0.name': string should have at"),
        ("framework", {"minutes": 0}, "'minutes': input should be greater than 0"),
        ("framework", {"levels": {"mid": "m", "senior": "s"}}, "'levels.staff' is missing"),
    ],
)
def test_a_fault_names_field_and_line(section: str, change: dict[str, Any], fault: str) -> None:
    with pytest.raises(ContentError) as caught:
        read_sheet(_yaml(KINDS[section] | change), file=f"{section}/x.md", first_line=2)
    assert fault in str(caught.value)


def test_a_page_outside_the_sections_has_no_sheet() -> None:
    with pytest.raises(ContentError, match=r"^index.md:3: a sheet belongs to a chapter \(put the page into systems, "):
        read_sheet(_yaml(BLOCK), file="index.md", first_line=3)
