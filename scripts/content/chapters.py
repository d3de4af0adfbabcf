"""The chapters of the book as data: what the indexes are derived from."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from scripts.content.errors import ContentError
from scripts.content.estimate import Namespace, read_namespace
from scripts.content.fenced import fences
from scripts.content.figure import FIGURE, read_figure
from scripts.content.sections import sections
from scripts.content.sheet import AnySheet, read_sheet
from scripts.content.source import title_of

SECTIONS = ("framework", "systems", "blocks")
_QUESTION = re.compile(r'^\?{3}\+? question "(?P<text>.+)"\s*$', re.M)


@dataclass(frozen=True)
class Question:
    """A follow-up question and the anchor of the section that answers it."""

    text: str
    anchor: str


@dataclass(frozen=True)
class Chapter:
    """One chapter: its page below docs, title, sheet, the names it computes, and its follow-up questions."""

    page: str
    title: str
    sheet: AnySheet
    namespace: Namespace
    questions: tuple[Question, ...]

    @property
    def section(self) -> str:
        """The folder of the page: ``framework``, ``systems`` or ``blocks``."""
        return self.page.split("/", 1)[0]

    def fill(self, words: str) -> str:
        """Return ``words`` with every ``{{ name }}`` replaced by the chapter's figure.

        Raises:
            ContentError: a figure cannot be read.
        """
        return re.sub(FIGURE, lambda match: read_figure(match[1], self.namespace).text, words)

    def value(self, text: str) -> str:
        """Return the figure called ``text``, or ``text`` itself, filled."""
        return self.fill(f"{{{{ {text} }}}}") if text.strip() in self.namespace.entries else self.fill(text)


def _questions(text: str) -> tuple[Question, ...]:
    return tuple(
        Question(match["text"].replace('\\"', '"'), section.anchor)
        for section in sections(text)
        for match in _QUESTION.finditer(section.text)
    )


@lru_cache(maxsize=200)
def read_chapter(page: str, text: str) -> Chapter | None:
    """Return the chapter whose Markdown is ``text``; None if the page has no sheet.

    Raises:
        ContentError: with file and line, for a broken sheet or estimate.
    """
    sheet = next((fence for fence in fences(text) if fence.lang == "sheet"), None)
    if sheet is None:
        return None
    read = read_sheet(sheet.body, file=page, first_line=sheet.line)
    return Chapter(page, title_of(text, page), read, read_namespace(text, page), _questions(text))


def read_chapters(pages: Mapping[str, str]) -> list[Chapter]:
    """Return the chapters among ``pages`` (path below docs -> Markdown) by section and title.

    Raises:
        ContentError: with file and line, for a broken sheet or estimate; or there is no chapter at all.
    """
    found = [read_chapter(page, text) for page, text in pages.items() if page.split("/", 1)[0] in SECTIONS]
    chapters = [chapter for chapter in found if chapter is not None]
    if not chapters:
        raise ContentError("there is no chapter with a sheet")
    return sorted(chapters, key=lambda chapter: (SECTIONS.index(chapter.section), chapter.title.lower()))
