"""YAML in a fence becomes a record, and every fault names its line."""

from __future__ import annotations

from typing import Annotated

import pytest
from pydantic import Field

from scripts.content.errors import ContentError
from scripts.content.records import LocatedYaml, Record


class Part(Record):
    """A nested record."""

    name: Annotated[str, Field(max_length=5)]
    size: int = 1


class Whole(Record):
    """A record with a list."""

    title: str
    parts: list[Part] = Field(default=[])


def _read(text: str) -> Whole:
    return LocatedYaml(text, file="systems/x.md", first_line=10).read(Whole)


def test_a_record_is_read() -> None:
    whole = _read("title: A\nparts:\n  - {name: one}\n  - name: two\n    size: 2\n")
    assert whole == Whole(title="A", parts=[Part(name="one"), Part(name="two", size=2)])


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("parts: []", "systems/x.md:10: 'title' is missing (fields: title, parts)"),
        ("title: A\ncolor: red", "systems/x.md:11: 'color' is not a field here (fields: title, parts)"),
        ("title: A\nparts:\n  - name: one\n  - {size: 2}", "systems/x.md:13: 'parts.1.name' is missing"),
        ("title: A\nparts:\n  - name: one\n    sise: 2", "systems/x.md:13: 'parts.0.sise' is not a field here"),
        (
            "title: A\nparts:\n  - name: one\n  - name: eleven",
            "systems/x.md:13: 'parts.1.name': string should have at most 5 characters",
        ),
        (
            "title: A\nparts:\n  - name: one\n    size: many",
            "systems/x.md:13: 'parts.0.size': input should be a valid integer, unable to parse string as an integer",
        ),
        ("title: A\nparts: one", "systems/x.md:11: 'parts': input should be a valid list"),
        ("title: A\n\ntitle: B", "systems/x.md:12: 'title' is given twice"),
        ("title: A\nparts:\n  - name: one\n    name: two", "systems/x.md:13: 'name' is given twice"),
        (
            "title: A\nparts: [one",
            "systems/x.md:11: broken YAML: expected ',' or ']', but got '<stream end>' "
            "(quote texts that hold a colon, a hash or braces)",
        ),
        (
            "title: A: B",
            "systems/x.md:10: broken YAML: mapping values are not allowed here "
            "(quote texts that hold a colon, a hash or braces)",
        ),
        ("just text", "systems/x.md:10: expected 'name: value' lines"),
        ("- a\n- b", "systems/x.md:10: expected 'name: value' lines"),
        ("", "systems/x.md:10: expected 'name: value' lines"),
    ],
)
def test_a_fault_names_file_and_line(text: str, fault: str) -> None:
    with pytest.raises(ContentError) as caught:
        _read(text)
    assert str(caught.value) == fault


def test_the_line_of_any_value() -> None:
    located = LocatedYaml("a: 1\nb:\n  - x\n  - y: 2\n    z: 3", first_line=5)
    assert [located.line(), located.line("a"), located.line("b", 1), located.line("b", 1, "z")] == [5, 5, 8, 9]
    assert located.line("b", 9) == 6
    assert located.line("nothing") == 5


def test_a_record_does_not_change() -> None:
    with pytest.raises(ValueError, match="frozen"):
        _read("title: A").title = "B"  # type: ignore[misc]
