"""``index`` fence -> a list that is derived from the sheets and questions of all chapters."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from html import escape
from typing import Any, Literal

from markdown import Markdown

from scripts.content.chapters import Chapter, read_chapters
from scripts.content.errors import ContentError
from scripts.content.records import LocatedYaml, Record
from scripts.content.sheet import BlockSheet, FrameworkSheet, SystemSheet
from scripts.fences.diagram import figure
from scripts.fences.page import link_from, page_path
from scripts.fences.place import place
from scripts.fences.sheet import DIAGRAMS
from scripts.fences.sources import chapters


class IndexFence(Record):
    """The content of an ``index`` fence: what it lists."""

    of: Literal["sketches", "formulas", "numbers", "choices", "questions"]


def _link(chapter: Chapter, page: str, anchor: str = "", text: str = "") -> str:
    return f'<a href="{link_from(page, chapter.page, anchor)}">{escape(text or chapter.title)}</a>'


def _filter(what: str) -> str:
    return (
        f'<p class="index-filter" hidden><label>Show {what} with <input type="search" autocomplete="off"></label>'
        ' <span role="status"></span></p>'
    )


def _item(chapter: Chapter, inner: str) -> str:
    return f'<section class="index-item" data-area="{escape(chapter.sheet.area)}">{inner}</section>'


def _sketches(found: list[Chapter], page: str) -> str:
    items = []
    for chapter in found:
        path = DIAGRAMS / chapter.sheet.sketch
        if not path.is_file():
            raise ContentError(f"no diagram '{chapter.sheet.sketch}'", file=chapter.page, line=1)
        drawing = figure(path.read_text(encoding="utf-8"), caption=False)
        items.append(_item(chapter, f'<p class="index-name">{_link(chapter, page)}</p>{drawing}'))
    return f'{_filter("sketches")}<div class="sketches">{"".join(items)}</div>'


def _table(chapter: Chapter, page: str, rows: Iterable[tuple[str, str]]) -> str:
    body = "".join(f'<tr><th scope="row">{head}</th><td>{text}</td></tr>' for head, text in rows)
    name = escape(chapter.title)
    return _item(
        chapter,
        f'<p class="index-name">{_link(chapter, page)}</p><table class="index-rows" aria-label="{name}">'
        f"<tbody>{body}</tbody></table>",
    )


def _formulas(found: list[Chapter], page: str) -> str:
    items = []
    for chapter in found:
        formula = chapter.sheet.formula
        if formula:
            note = f" <small>{escape(chapter.fill(formula.note))}</small>" if formula.note else ""
            inner = f'<p class="index-name">{_link(chapter, page)}</p><p><code>{escape(formula.text)}</code>{note}</p>'
            items.append(_item(chapter, inner))
    return _filter("formulas") + "".join(items)


def _numbers(found: list[Chapter], page: str) -> str:
    return _filter("chapters") + "".join(
        _table(
            chapter,
            page,
            [
                (
                    f"{escape(chapter.fill(number.label))} <small>{escape(chapter.fill(number.how))}</small>",
                    escape(chapter.value(number.value)),
                )
                for number in chapter.sheet.numbers
            ],
        )
        for chapter in found
        if chapter.sheet.numbers
    )


def _pairs(chapter: Chapter) -> list[tuple[str, str]]:
    match chapter.sheet:
        case SystemSheet(tradeoffs=pairs):
            return [(pair.name, pair.text) for pair in pairs]
        case BlockSheet(choices=choices) | FrameworkSheet(decides=choices):
            return [(choice.name, choice.text) for choice in choices]
    return []


def _choices(found: list[Chapter], page: str) -> str:
    return _filter("chapters") + "".join(
        _table(
            chapter,
            page,
            [(escape(chapter.fill(name)), escape(chapter.fill(text))) for name, text in _pairs(chapter)],
        )
        for chapter in found
    )


def _questions(found: list[Chapter], page: str) -> str:
    items = []
    for chapter in found:
        if chapter.questions:
            rows = "".join(
                f"<li>{_link(chapter, page, question.anchor, question.text)}</li>" for question in chapter.questions
            )
            items.append(_item(chapter, f'<p class="index-name">{_link(chapter, page)}</p><ul>{rows}</ul>'))
    return _filter("chapters") + "".join(items)


_LISTS: dict[str, Callable[[list[Chapter], str], str]] = {
    "sketches": _sketches,
    "formulas": _formulas,
    "numbers": _numbers,
    "choices": _choices,
    "questions": _questions,
}


def format_index_of(source: str, language: str, css_class: str, options: dict[str, Any], md: Markdown, **_: Any) -> str:
    """Return what the fence asks for, over all chapters.

    Raises:
        ContentError: with file and line: the fence is wrong, or a chapter cannot be read.
    """
    file, line = place(md, "index", source)
    wanted = LocatedYaml(source, file=file, first_line=line).read(IndexFence).of
    page = page_path(md)
    inner = _LISTS[wanted](read_chapters(chapters()), page)
    return f'<div class="index-of index-of-{wanted}" data-search-exclude>{inner}</div>'
