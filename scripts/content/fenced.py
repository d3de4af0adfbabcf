"""Fenced blocks of a Markdown text, with the line on which each body starts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_OPEN = re.compile(r"^(?P<indent>[ \t>]*)(?P<fence>`{3,}|~{3,})[ \t]*\{?[ \t]*\.?(?P<lang>[\w+-]*)(?P<rest>[^\n`]*)$")


class Fence(NamedTuple):
    """One fenced block. ``line`` is the 1-based line of the first line of ``body`` in the file."""

    lang: str
    body: str
    line: int
    closed: bool


def fences(text: str) -> Iterator[Fence]:
    """Yield the outermost fenced blocks of ``text`` in order; blocks shown inside longer fences are not yielded."""
    opened: re.Match[str] | None = None
    body: list[str] = []
    start = 0
    for number, line in enumerate(text.removesuffix("\n").split("\n"), 1):
        if opened is None:
            if match := _OPEN.match(line):
                opened, body, start = match, [], number + 1
            continue
        stripped = line.strip(" \t>")
        fence = opened["fence"]
        if set(stripped) == {fence[0]} and len(stripped) >= len(fence):
            yield Fence(opened["lang"], "\n".join(body), start, True)
            opened = None
        else:
            indent = opened["indent"]
            body.append(line[len(indent) :] if line.startswith(indent) else line.lstrip(" \t"))
    if opened is not None:
        yield Fence(opened["lang"], "\n".join(body), start, False)
