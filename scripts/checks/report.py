"""Issues as text for people, as JSON for programs, as annotations for a code host."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from scripts.checks.issues import Issue


def as_text(issues: Sequence[Issue], counts: Mapping[str, int]) -> str:
    """Return one line an issue and a line of totals."""
    lines = [f"{i.place.file}:{i.place.line}:{i.place.column}: {i.severity} {i.code}: {i.message}" for i in issues]
    errors = sum(each.severity == "error" for each in issues)
    checked = ", ".join(f"{count} {name}" for name, count in counts.items())
    fixable = sum(each.edit is not None for each in issues)
    hint = f"; --fix mends {fixable}" if fixable else ""
    return "\n".join([*lines, f"{errors} errors, {len(issues) - errors} warnings in {checked}{hint}"])


def as_json(issues: Sequence[Issue], counts: Mapping[str, int]) -> str:
    """Return one object with ``issues`` and ``counts``."""
    data = {"issues": [each.as_dict() for each in issues], "counts": dict(counts)}
    return json.dumps(data, ensure_ascii=False, indent=2)


def _escaped(text: str, *, value: bool = False) -> str:
    text = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return text.replace(":", "%3A").replace(",", "%2C") if value else text


def as_github(issues: Sequence[Issue], counts: Mapping[str, int]) -> str:
    """Return workflow commands that GitHub shows at the lines of a change, and the totals."""
    lines = [
        f"::{i.severity} file={_escaped(i.place.file, value=True)},line={i.place.line},col={i.place.column},"
        f"title={i.code}::{_escaped(i.message)}"
        for i in issues
    ]
    return "\n".join([*lines, as_text([], counts) if not issues else as_text(issues, counts).splitlines()[-1]])


FORMATS = {"text": as_text, "json": as_json, "github": as_github}
