"""What a check reports: an issue at a place, with the mend where there is one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from scripts.checks.codes import CODES

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A position in a file of the project; ``file`` is relative to the configuration file, line and column from 1."""

    file: str
    line: int = 1
    column: int = 1


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace ``old``, which starts at ``place``, by ``new``. Only mends that cannot change a meaning become edits."""

    place: Place
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Issue:
    """One fault. ``suggestion`` is the exact replacement text, ``edit`` the same as an operation ``--fix`` may do."""

    place: Place
    code: str
    message: str
    suggestion: str = ""
    edit: Edit | None = None
    severity: Severity = field(default="error")

    def as_dict(self) -> dict[str, Any]:
        """Return the issue as JSON-ready data with a flat place."""
        return {
            **asdict(self.place),
            "severity": self.severity,
            "code": self.code,
            "message": self.message,
            "suggestion": self.suggestion,
            "fixable": self.edit is not None,
        }


def issue(place: Place, code: str, message: str, *, suggestion: str = "", edit: Edit | None = None) -> Issue:
    """Return an issue with the severity that ``CODES`` gives to ``code``.

    Raises:
        KeyError: the code is not registered, so it would not be documented.
    """
    return Issue(place, code, message, suggestion, edit, CODES[code].severity)


def ordered(issues: Iterable[Issue]) -> list[Issue]:
    """Return ``issues`` by place, each once."""
    return sorted(set(issues), key=lambda each: (each.place, each.code, each.message))
