"""The sections of a chapter: headings with the anchors that Markdown gives them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from markdown.extensions.toc import slugify, unique

_HEADING = re.compile(r"^(?P<level>#{1,4}) +(?P<title>.+?)\s*(?:\{:?[^{}]*#(?P<id>[\w-]+)[^{}]*\})?\s*#*$")
_FENCE = re.compile(r"^\s*(`{3,}|~{3,})")


class Section(NamedTuple):
    """One heading: its level, its text without marks, its anchor and the text up to the next heading."""

    level: int
    title: str
    anchor: str
    text: str


def _plain(title: str) -> str:
    title = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", title)
    return re.sub(r"[`*$\\]|\{\{.*?\}\}", "", title).strip()


def sections(text: str) -> Iterator[Section]:
    """Yield the sections of the Markdown ``text`` in order; what is inside a fence is text, not a heading."""
    used: set[str] = set()
    opened = ""
    heading: tuple[int, str, str] | None = None
    body: list[str] = []
    for line in text.split("\n"):
        if fence := _FENCE.match(line):
            if not opened:
                opened = fence[1]
            elif fence[1].startswith(opened) and line.strip() == fence[1]:
                opened = ""
        match = None if opened else _HEADING.match(line)
        if not match:
            body.append(line)
            continue
        if heading:
            yield Section(*heading, "\n".join(body))
        title = _plain(match["title"])
        anchor = match["id"] or unique(slugify(title, "-"), used)
        heading, body = (len(match["level"]), title, anchor), []
    if heading:
        yield Section(*heading, "\n".join(body))
