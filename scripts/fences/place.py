"""Where a fence or a text stands: superfences tells a formatter neither the file nor the line."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from markdown import Markdown

from scripts.content.fenced import Fence, fences
from scripts.content.figure import PIPE
from scripts.content.source import DOCS
from scripts.fences.page import page_path


@dataclass(frozen=True)
class Source:
    """The Markdown of a page before snippets were included.

    Attributes:
        file: the page's path below ``docs/``, empty where none is known.
        text: the Markdown as the generator handed it over.
        offset: how many lines of the file come before it (front matter).
        expanded: the outermost fences after snippets were included, with their line in the file.
    """

    file: str
    text: str
    offset: int
    expanded: tuple[Fence, ...] = ()


def _plain(text: str) -> str:
    # The pipes of figures are hidden from tables while a page is converted.
    text = text.replace(PIPE, "|")
    return "\n".join(line.expandtabs(4).rstrip() for line in text.split("\n")).strip("\n")


def read_source(md: Markdown, text: str, docs: Path = DOCS) -> Source:
    """Return the source of the page that ``md`` is converting; its file is looked up below ``docs``."""
    path = page_path(md)
    try:
        whole = _plain((docs / path).read_text(encoding="utf-8-sig")) if path else ""
    except (OSError, UnicodeDecodeError):
        whole = ""
    body = _plain(text)
    lead = len(text) - len(text.lstrip("\n"))
    offset = whole[: len(whole) - len(body)].count("\n") - lead if body and whole.endswith(body) else 0
    return Source(path, text, max(offset, 0))


def with_expanded(source: Source, text: str) -> Source:
    """Return ``source`` with the fences of ``text``, the page after snippets, at the lines they have in the file."""
    before, after = list(fences(source.text)), list(fences(text))
    if len(before) == len(after):
        after = [new._replace(line=old.line + source.offset) for old, new in zip(before, after, strict=True)]
    return Source(source.file, source.text, source.offset, tuple(after))


def source_of(md: Markdown) -> Source:
    """Return the source that the ``scripts.fences.values`` extension keeps on ``md``; an empty one without it."""
    source = getattr(md, "atlas_source", None)
    return source if isinstance(source, Source) else Source("", "", 0)


def place(md: Markdown, lang: str, source: str) -> tuple[str, int]:
    """Return file and line of the first line of the fence ``lang`` with the body ``source``; line 0 if unknown."""
    page = source_of(md)
    body = _plain(source)
    for fence in page.expanded:
        if fence.lang == lang and _plain(fence.body) == body:
            return page.file, fence.line
    return page.file, 0


def place_text(md: Markdown, needle: str) -> tuple[str, int]:
    """Return file and line of the first occurrence of ``needle`` in the page; line 0 if it is not there."""
    page = source_of(md)
    before, found, _ = page.text.partition(needle)
    return page.file, before.count("\n") + 1 + page.offset if found and needle else 0
