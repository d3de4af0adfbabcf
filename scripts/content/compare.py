"""All systems next to each other, read from the sheets of their chapters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from scripts.content.chapters import read_chapter
from scripts.content.errors import ContentError
from scripts.content.records import Record
from scripts.content.sheet import SystemSheet


@dataclass(frozen=True)
class Answer:
    """What a system answers at one turn: one of the known kinds, and the reason."""

    kind: str
    because: str


@dataclass(frozen=True)
class System:
    """One system chapter: its page, its title, its fields and its turns, both by name and with figures filled in."""

    page: str
    title: str
    fields: dict[str, str]
    turns: dict[str, Answer]

    @property
    def slug(self) -> str:
        """The name of the page's file without its ending."""
        return self.page.removeprefix("systems/").removesuffix(".md")


class SideBySide(Record):
    """The content of a ``side-by-side`` fence: which systems it shows first."""

    show: list[str]


class TurnFence(Record):
    """The content of a ``turn`` fence: the name of one turn."""

    turn: str


def read_system(page: str, text: str) -> System:
    """Return the system whose chapter is ``text``.

    Raises:
        ContentError: with file and line: there is no sheet, it lacks a field, or a figure cannot be read.
    """
    chapter = read_chapter(page, text)
    if chapter is None:
        raise ContentError("this system has no sheet, so it cannot be compared", file=page, line=1)
    if not isinstance(chapter.sheet, SystemSheet):
        raise ContentError("this is not the sheet of a system", file=page, line=1)
    turns: dict[str, dict[str, str]] = chapter.sheet.turns.model_dump()
    return System(
        page,
        chapter.title,
        {name: chapter.fill(words) for name, words in chapter.sheet.fields.model_dump().items()},
        {name: Answer(turn["kind"], chapter.fill(turn["because"])) for name, turn in turns.items()},
    )


def read_systems(pages: Mapping[str, str]) -> list[System]:
    """Return the systems among ``pages`` (path below docs -> Markdown), by title.

    Raises:
        ContentError: there is none, or a system chapter lacks what is compared.
    """
    systems = [
        read_system(page, text)
        for page, text in pages.items()
        if page.startswith("systems/") and page.endswith(".md") and not page.endswith("/index.md")
    ]
    if not systems:
        raise ContentError("there is no system to compare")
    return sorted(systems, key=lambda system: system.title.lower())
