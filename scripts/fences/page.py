"""Which page a Markdown converter is working on, for both generators that call our fences."""

from __future__ import annotations

import posixpath

from markdown import Markdown


def page_path(md: Markdown) -> str:
    """Return the page's path under ``docs/`` (``systems/ad-click-prediction.md``), or ``""`` where none is known.

    MkDocs keeps the page on its relative-path processor, Zensical on its context preprocessor.
    """
    for processor in md.treeprocessors:
        file = getattr(processor, "file", None)
        if file is not None:
            return str(getattr(file, "src_uri", ""))
    for preprocessor in md.preprocessors:
        page = getattr(preprocessor, "page", None)
        if page is not None:
            return str(getattr(page, "path", ""))
    return ""


def link_from(page: str, target: str, anchor: str = "") -> str:
    """Return the address on the site of ``target`` (a path under ``docs/``), relative to ``page``."""
    start = posixpath.dirname(page)
    address = posixpath.relpath(target, start or ".")
    if address.endswith(".md"):
        address = address[:-3] + ".html"
    return address + (f"#{anchor}" if anchor else "")
