"""Publish step: the search index becomes a script that is loaded only when the reader opens the search box.

MkDocs' search plugin writes ``search/search_index.json``, and Material loads all of it with every page view because the
highlighting of search terms needs the settings at its beginning. Here the sections move to ``search/sections.js`` (a
script, because a page in a folder may not fetch); what Material loads keeps the settings and no section. The worker in
``docs/assets/js/search-worker.js`` takes the empty list as the sign to load ``sections.js``. Glossary entries
get the other names of their concept, which count as titles.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from scripts.content.glossary import entries, read_glossary


class SearchIndexError(Exception):
    """The index of the built site is missing or empty; the text says which."""


_CODE = re.compile(r"<pre>.*?</pre>", re.S)
_BLOCK_TAG = re.compile(r"(?:\s*</?(?:p|li|ul|ol|pre)>)+\s*")
_TAG = re.compile(r"<[^>]+>")


def plain(html: str) -> str:
    """Return a piece of the index without listings and tags, each block on its own line; entities stay escaped."""
    return _TAG.sub("", _BLOCK_TAG.sub("\n", _CODE.sub("", html))).strip()


def _compact(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def with_aliases(docs: list[dict[str, Any]], aliases: dict[str, list[str]]) -> list[dict[str, Any]]:
    """Return ``docs`` with ``aliases`` (location -> other names) put into those that have some."""
    return [{**doc, "aliases": aliases[doc["location"]]} if doc["location"] in aliases else doc for doc in docs]


def _aliases() -> dict[str, list[str]]:
    return {
        f"{entry.group.page.removesuffix('.md')}.html#{entry.concept.id}": list(entry.concept.aliases)
        for entry in entries(read_glossary())
        if entry.concept.aliases
    }


def publish_search(site: Path) -> int:
    """Split the search index of the built site; return how many sections can be found.

    Args:
        site: the folder MkDocs has just written.

    Raises:
        SearchIndexError: there is no index, or nothing in it.
    """
    folder = site / "search"
    source = folder / "search_index.json"
    try:
        index = json.loads(source.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise SearchIndexError(f"{source} is missing: does mkdocs.yml list the search plugin?") from error
    if not index["docs"]:
        raise SearchIndexError(f"{source} lists no section: publish a fresh build, once.")
    docs = with_aliases([{**doc, "text": plain(doc["text"])} for doc in index["docs"]], _aliases())
    settings = _compact({"config": index["config"], "docs": []})
    (folder / "sections.js").write_text(f"var searchSections = {_compact(docs)};\n", encoding="utf-8")
    source.write_text(settings, encoding="utf-8")
    # What Material loads instead when the page comes from a folder.
    (folder / "search_index.js").write_text(f"var __index = {settings}", encoding="utf-8")
    return len(docs)
