"""Mermaid fence -> figure: the escaped source for the library to draw, its caption, and its description in words."""

from __future__ import annotations

import re
from html import escape
from typing import Any, NamedTuple

from markdown import Markdown

_TITLE = re.compile(r"^[ \t]*accTitle[ \t]*:[ \t]*(.+?)[ \t]*$", re.M)
_DESCRIPTION = re.compile(r"^[ \t]*accDescr[ \t]*(?::[ \t]*(?P<line>.+?)[ \t]*$|\{(?P<block>[^}]*)\})", re.M)


class Description(NamedTuple):
    """What a diagram says of itself: its caption and its relations in sentences."""

    title: str
    text: str


def describe(source: str) -> Description:
    """Return ``accTitle`` and ``accDescr`` of a Mermaid text, empty where they are missing."""
    title, text = _TITLE.search(source), _DESCRIPTION.search(source)
    words = ((text["line"] or text["block"] or "") if text else "").split()
    return Description(title[1] if title else "", " ".join(words))


def figure(source: str, *, caption: bool = True) -> str:
    """Return the figure for one diagram.

    Only the caption is in the search index: the description repeats the chapter, and all of them are a fifteenth of the
    index. ``div.mermaid`` is what mermaid2 looks for; what is published replaces its text by the drawing.
    """
    title, text = describe(source)
    parts = [f'<div class="mermaid" data-search-exclude>{escape(source.strip(), quote=False)}</div>']
    if caption and title:
        parts.append(f"<figcaption>{escape(title)}</figcaption>")
    if text:
        parts.append(
            f'<details class="in-words" data-search-exclude><summary>In words</summary><p>{escape(text)}</p></details>'
        )
    return f'<figure class="diagram">{"".join(parts)}</figure>'


def format_diagram(source: str, language: str, css_class: str, options: dict[str, Any], md: Markdown, **_: Any) -> str:
    """Superfences formatter of ``mermaid`` fences."""
    return figure(source)
