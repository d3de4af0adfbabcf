"""One decisive moment answered at three levels."""

from __future__ import annotations

from pydantic import Field

from scripts.content.records import LocatedYaml, Record


class Added(Record):
    """What an answer has that the one below lacks."""

    senior: str
    staff: str


class Levels(Record):
    """The content of one ``levels`` fence."""

    moment: str = Field(min_length=1)
    mid: str = Field(min_length=1)
    senior: str = Field(min_length=1)
    staff: str = Field(min_length=1)
    added: Added


def read_levels(text: str, file: str, first_line: int) -> Levels:
    """Return the levels in ``text``, the body of a fence that starts on ``first_line`` of ``file``.

    Raises:
        ContentError: with file and line, if a field is missing, unknown or of the wrong kind.
    """
    return LocatedYaml(text, file=file, first_line=first_line).read(Levels)
