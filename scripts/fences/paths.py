"""``reading-paths`` fence -> lists of pages to read, with minutes, a reason each, and marks kept by the browser."""

from __future__ import annotations

import math
import re
from html import escape
from typing import Annotated, Any

from markdown import Markdown
from pydantic import Field

from scripts.content.errors import ContentError
from scripts.content.records import LocatedYaml, Record
from scripts.content.source import title_of
from scripts.fences.page import link_from, page_path
from scripts.fences.place import place
from scripts.fences.sources import chapters

WORDS_A_MINUTE = 200  # silent reading of technical prose; tables and figures are looked at on the way


class Stop(Record):
    """One page of a path, below docs, and why it comes here."""

    page: str
    why: Annotated[str, Field(min_length=1, max_length=120)]


class ReadingPath(Record):
    """One path: for whom or how long, and its pages in order."""

    name: str
    about: str
    stops: Annotated[list[Stop], Field(min_length=2)]


class ReadingPaths(Record):
    """The content of a ``reading-paths`` fence."""

    paths: Annotated[list[ReadingPath], Field(min_length=1)]


def minutes(text: str) -> int:
    """Return how long the prose of a Markdown page takes to read, in minutes, at least 1; fences do not count."""
    prose = re.sub(r"^(`{3,}).*?^\1`*\s*$", "", text, flags=re.M | re.S)
    return max(1, math.ceil(len(re.findall(r"[A-Za-z][\w'-]*", prose)) / WORDS_A_MINUTE))


def _stop(stop: Stop, texts: dict[str, str], page: str) -> str:
    link = link_from(page, stop.page)
    title = title_of(texts[stop.page], stop.page)
    return (
        f'<li><label><input type="checkbox" hidden data-page="{escape(stop.page)}" aria-label="Read: {escape(title)}">'
        f'</label> <a href="{link}">{escape(title)}</a> <small>{minutes(texts[stop.page])} min</small> '
        f"{escape(stop.why)}</li>"
    )


def format_paths(source: str, language: str, css_class: str, options: dict[str, Any], md: Markdown, **_: Any) -> str:
    """Return the reading paths; without scripts they are plain lists.

    Raises:
        ContentError: with file and line: a page is not there, or comes twice in a path.
    """
    file, line = place(md, "reading-paths", source)
    body = LocatedYaml(source, file=file, first_line=line)
    texts, page = chapters(), page_path(md)
    lists = []
    for number, path in enumerate(body.read(ReadingPaths).paths):
        seen: set[str] = set()
        for index, stop in enumerate(path.stops):
            at = body.line("paths", number, "stops", index)
            if stop.page not in texts:
                raise ContentError(f"'{stop.page}' is no page", file=file, line=at, fix="a path below docs/")
            if stop.page in seen:
                raise ContentError(f"'{stop.page}' comes twice in '{path.name}'", file=file, line=at)
            seen.add(stop.page)
        total = sum(minutes(texts[stop.page]) for stop in path.stops)
        anchor = re.sub(r"[^a-z0-9]+", "-", path.name.lower()).strip("-")
        stops = "".join(_stop(stop, texts, page) for stop in path.stops)
        lists.append(
            f'<section class="reading-path"><h2 id="{anchor}">{escape(path.name)}'
            f'<a class="headerlink" href="#{anchor}" title="Link to this path">#</a></h2>'
            f"<p>{escape(path.about)} <small>{total // 60} h {total % 60} min. "
            '<span class="path-count"></span></small></p>'
            f"<ol>{stops}</ol></section>"
        )
    tools = (
        '<div class="path-tools" hidden><p>Marks are kept in this browser only. '
        '<button type="button" data-do="export">Export</button> <button type="button" data-do="import">Import</button> '
        '<button type="button" data-do="clear">Clear</button><input type="file" accept="application/json,.json" hidden '
        'aria-label="File of reading progress"> <span role="status"></span></p></div>'
    )
    return f'<div class="reading-paths">{tools}{"".join(lists)}</div>'
