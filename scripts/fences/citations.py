"""``[@key]`` -> author and year with the grade of the source, linked to its entry."""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree
from html import escape
from typing import Any

from markdown import Extension, Markdown
from markdown.inlinepatterns import InlineProcessor
from markdown.preprocessors import Preprocessor
from rapidfuzz import process

from scripts.content.errors import ContentError
from scripts.content.source import CITATION, DOCS, GRADES, UNSOURCED, read_bibliography
from scripts.fences.page import link_from, page_path

SOURCES_PAGE = "reference/sources.md"


def _line_of(page: str, key: str) -> int:
    """Return the first line of the page's file that cites ``key``, 0 if the file is not there."""
    file = DOCS / page
    lines = file.read_text(encoding="utf-8").split("\n") if page and file.is_file() else []
    return next((number for number, line in enumerate(lines, 1) if re.search(rf"@{re.escape(key)}\b", line)), 0)


def _grade(words: str, promise: str) -> str:
    return f'<span class="grade" title="{escape(promise)}" data-search-exclude>{words}</span>'


def citation_html(key: str, md: Markdown) -> str:
    """Return the link and grade for one key; the page's first citation of a source carries the anchor ``cite-KEY``.

    Raises:
        ContentError: the bibliography has no such key.
    """
    if key in UNSOURCED:
        return _grade(*UNSOURCED[key])
    page = page_path(md)
    sources = read_bibliography()
    if key not in sources:
        near = process.extractOne(key, [*sources, *UNSOURCED])
        fix = f"did you mean @{near[0]}?" if near else "add it to docs/reference/bibliography.yml"
        raise ContentError(f"unknown source '@{key}'", file=page, line=_line_of(page, key), fix=fix)
    source = sources[key]
    cited: set[str] = md.__dict__.setdefault("atlas_cited", set())
    anchor = "" if key in cited else f' id="cite-{key}"'
    cited.add(key)
    address = link_from(page, SOURCES_PAGE, key)
    return (
        f'<a class="cite"{anchor} href="{address}" title="{escape(source.title)}">'
        f"{escape(source.short)} {source.year}</a> {_grade(*GRADES[source.kind])}"
    )


class _Forget(Preprocessor):
    """Starts each page with no source cited: a converter may serve several pages."""

    def run(self, lines: list[str]) -> list[str]:
        self.md.__dict__["atlas_cited"] = set()
        return lines


class _Citation(InlineProcessor):
    def handleMatch(  # type: ignore[override]
        self, m: re.Match[str], data: str
    ) -> tuple[str | etree.Element, int, int]:
        inner = "; ".join(citation_html(key, self.md) for key in re.findall(r"@([\w-]+)", m[1]))
        return self.md.htmlStash.store(f'<span class="cited">{inner}</span>'), m.start(0), m.end(0)


class CitationExtension(Extension):
    """Registers citations just above Markdown's own reference links."""

    def extendMarkdown(self, md: Markdown) -> None:
        """Add the processors to ``md``."""
        md.preprocessors.register(_Forget(md), "atlas-citations", 33)
        md.inlinePatterns.register(_Citation(CITATION.pattern, md), "atlas-citation", 175)


def makeExtension(**settings: Any) -> CitationExtension:
    """Return the extension; Markdown calls this by name."""
    return CitationExtension(**settings)
