"""Lists that are derived from the chapters: the bibliography with back-links, and where a building block is used."""

from __future__ import annotations

import posixpath
import re
from html import escape
from pathlib import Path
from typing import Any

from markdown import Markdown

from scripts.content.errors import ContentError
from scripts.content.source import DOCS, GRADES, Source, cited_keys, read_bibliography, title_of
from scripts.fences.page import link_from, page_path


def chapters(docs: Path = DOCS) -> dict[str, str]:
    """Return the text of every page under ``docs`` by its path, sorted."""
    return {path.relative_to(docs).as_posix(): path.read_text(encoding="utf-8") for path in sorted(docs.rglob("*.md"))}


def _entry(source: Source, page: str, citing: list[tuple[str, str]]) -> str:
    grade, promise = GRADES[source.kind]
    facts = "".join(f"<li>{escape(fact)}</li>" for fact in source.facts)
    back = ", ".join(
        f'<a href="{link_from(page, path, f"cite-{source.key}")}">{escape(title)}</a>' for path, title in citing
    )
    return (
        f'<section class="source" id="{source.key}"><h3 class="source-title">'
        f'<a href="{escape(source.url)}" rel="noopener">{escape(source.title)}</a></h3>'
        f'<p class="source-by" data-search-exclude>{escape(source.authors)}, {source.year}. {escape(source.venue)}. '
        f'<span class="grade" title="{escape(promise)}">{grade}</span></p>'
        f"<ul data-search-exclude>{facts}</ul>"
        f'<p class="source-back" data-search-exclude>Cited in: {back}</p></section>'
    )


def format_sources(source: str, language: str, css_class: str, options: dict[str, Any], md: Markdown, **_: Any) -> str:
    """Superfences formatter of the ``sources`` fence: every cited source, by author and year, with back-links.

    Raises:
        ContentError: no page cites anything.
    """
    page = page_path(md)
    texts = chapters()
    citing: dict[str, list[tuple[str, str]]] = {}
    for path, text in texts.items():
        for key in cited_keys(text):
            citing.setdefault(key, []).append((path, title_of(text, path)))
    cited = [source for source in read_bibliography().values() if source.key in citing]
    if not cited:
        raise ContentError("no page cites a source", file=page)
    entries = sorted(cited, key=lambda entry: (entry.short.lower(), entry.year, entry.key))
    return "".join(_entry(entry, page, citing[entry.key]) for entry in entries)


def format_used_in(source: str, language: str, css_class: str, options: dict[str, Any], md: Markdown, **_: Any) -> str:
    """Superfences formatter of the ``used-in`` fence: the chapters that link to this page, systems first.

    Raises:
        ContentError: no chapter links here.
    """
    page = page_path(md)
    links = re.compile(r"\]\(([^)#\s]+\.md)(?:#[^)\s]*)?\)")
    using = [
        (path, title_of(text, path))
        for path, text in chapters().items()
        if path.count("/") == 1
        and path != page
        and any(
            posixpath.normpath(posixpath.join(posixpath.dirname(path), link)) == page for link in links.findall(text)
        )
    ]
    if not using:
        raise ContentError("no chapter links to this page", file=page, fix="link it from where it is used")
    using.sort(key=lambda chapter: not chapter[0].startswith("systems/"))
    items = "".join(f'<li><a href="{link_from(page, path)}">{escape(title)}</a></li>' for path, title in using)
    return f'<ul class="used-in">{items}</ul>'
