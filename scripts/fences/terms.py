"""Markdown extension: the first mention of a concept on a page links to its entry in the glossary."""

from __future__ import annotations

from functools import lru_cache
from typing import Any
from xml.etree import ElementTree

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from scripts.content.glossary import Entry, Group, Mention, Names, distinct, entries, read_glossary
from scripts.fences.page import link_from, page_path

SECTIONS = ("systems/", "blocks/", "framework/")
_CLOSED = frozenset({"a", "code", "pre", "h1", "h2", "h3", "h4", "h5", "h6", "summary", "script", "style", "th"})


@lru_cache(maxsize=2)
def _names(groups: tuple[Group, ...]) -> Names:
    return Names(entries(groups), distinct)


class _Terms(Treeprocessor):
    def run(self, root: ElementTree.Element) -> None:
        page = page_path(self.md)
        groups = read_glossary()
        if not groups or not page.startswith(SECTIONS):
            return
        self.page, self.names = page, _names(groups)
        self.linked: set[str] = set()
        self._visit(root)

    def _visit(self, element: ElementTree.Element) -> None:
        if element.tag in _CLOSED or not isinstance(element.tag, str) or "arithmatex" in element.get("class", ""):
            return
        for child in list(element):
            self._visit(child)
        place = 0
        if element.text and not isinstance(element.text, AtomicString):
            element.text, made = self._split(element.text)
            for number, link in enumerate(made):
                element.insert(number, link)
            place = len(made)
        for child in list(element)[place:]:
            place = list(element).index(child) + 1
            if child.tail and not isinstance(child.tail, AtomicString):
                child.tail, made = self._split(child.tail)
                for number, link in enumerate(made):
                    element.insert(place + number, link)

    def _split(self, text: str) -> tuple[str, list[ElementTree.Element]]:
        """Return the text before the first new mention, and the links with the text after each."""
        chosen: list[tuple[Mention, Entry]] = []
        for mention in self.names.mentions(text):
            entry = mention.found[0]
            touches = chosen and not text[chosen[-1][0].end : mention.start].strip()  # two links would look like one
            if len(mention.found) == 1 and entry.concept.id not in self.linked and not touches:
                self.linked.add(entry.concept.id)
                chosen.append((mention, entry))
        if not chosen:
            return text, []
        made = []
        ends = [mention.start for mention, _ in chosen[1:]] + [len(text)]
        for (mention, entry), end in zip(chosen, ends, strict=True):
            target = link_from(self.page, entry.group.page, entry.concept.id)
            link = ElementTree.Element("a", {"class": "term", "href": target, "title": entry.concept.text})
            link.text = AtomicString(text[mention.start : mention.end])
            link.tail = text[mention.end : end]
            made.append(link)
        return text[: chosen[0][0].start], made


class TermsExtension(Extension):
    """See the module."""

    def extendMarkdown(self, md: Markdown) -> None:
        """Run last: after inline markup and after MkDocs has checked the links that authors wrote."""
        md.treeprocessors.register(_Terms(md), "atlas-terms", -10)


def makeExtension(**settings: Any) -> TermsExtension:
    """Return the extension, as Python-Markdown asks for it."""
    return TermsExtension(**settings)
