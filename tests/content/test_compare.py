"""What the comparison reads from the chapters, and what it refuses."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from scripts.content.compare import Answer, read_systems
from scripts.content.errors import ContentError
from tests.content.test_sheet import BLOCK, FIELDS, SYSTEM, TURNS


def chapter(title: str, **change: Any) -> str:
    sheet = yaml.safe_dump(SYSTEM | change, sort_keys=False)
    estimate = "```estimate\nid: x\ntitle: X\ninputs:\n  many: {value: 5, unit: user, label: Many}\n```\n"
    return f"---\ntitle: {title}\n---\n\n# {title}\n\n```sheet\n{sheet}```\n\n{estimate}"


PAGES = {
    "systems/search.md": chapter("Search", fields=dict.fromkeys(FIELDS, "for {{ many }}")),
    "systems/ads.md": chapter("Ads"),
    "blocks/store.md": "# Store\n",
    "index.md": "# Home\n",
}


def test_systems_come_by_title_with_their_figures_filled_in() -> None:
    systems = read_systems(PAGES)
    assert [(system.title, system.slug) for system in systems] == [("Ads", "ads"), ("Search", "search")]
    assert systems[1].fields == dict.fromkeys(FIELDS, "for 5 users")
    assert systems[0].turns == {name: Answer(kind, "of this") for name, kind in TURNS.items()}


@pytest.mark.parametrize(
    ("pages", "told"),
    [
        ({}, "no system to compare"),
        ({"blocks/store.md": "# Store\n"}, "no system to compare"),
        ({"systems/x.md": "# X\n"}, "systems/x.md:1: this system has no sheet"),
        ({"systems/x.md": chapter("X", fields={"input": "text"})}, "systems/x.md:.*'fields.business_goal' is missing"),
        ({"systems/x.md": chapter("X", turns={})}, "systems/x.md:.*'turns.framing' is missing"),
        ({"systems/x.md": chapter("X", fields=dict.fromkeys(FIELDS, "{{ lost }}"))}, "defines 'lost'"),
        ({"systems/x.md": f"# X\n\n```sheet\n{yaml.safe_dump(BLOCK)}```\n"}, "is missing|is not a field"),
    ],
)
def test_an_incomplete_system_is_refused(pages: dict[str, str], told: str) -> None:
    with pytest.raises(ContentError, match=told):
        read_systems(pages)
