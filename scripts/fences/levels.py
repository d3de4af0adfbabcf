"""``levels`` fence -> the same moment answered at mid, senior and staff level, side by side."""

from __future__ import annotations

from typing import Any

from markdown import Markdown

from scripts.content.levels import read_levels
from scripts.fences.place import place
from scripts.fences.values import fill


def format_levels(
    source: str, language: str, css_class: str, options: dict[str, Any], md: Markdown, **kwargs: Any
) -> str:
    """Return the HTML of a levels fence: a list, so that the order is there without the columns.

    Raises:
        ContentError: with file and line.
    """
    levels = read_levels(source, *place(md, "levels", source))

    def answer(name: str, text: str, added: str = "") -> str:
        more = f'<p class="levels-added"><b>Added:</b> {fill(added, md)}</p>' if added else ""
        return (
            f'<li class="level level-{name}"><p class="level-name">{name.capitalize()}</p>'
            f"<p>{fill(text, md)}</p>{more}</li>"
        )

    return (
        f'<figure class="levels"><figcaption>{fill(levels.moment, md)}</figcaption><ol class="levels-answers">'
        + answer("mid", levels.mid)
        + answer("senior", levels.senior, levels.added.senior)
        + answer("staff", levels.staff, levels.added.staff)
        + "</ol></figure>"
    )
