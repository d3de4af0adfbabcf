"""``glossary`` and ``glossary-index`` fences -> the entries of one group, and every name in alphabetical order."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from functools import lru_cache
from html import escape
from typing import Any, NamedTuple

from markdown import Markdown

from scripts.content.errors import ContentError
from scripts.content.glossary import Concept, Entry, Group, Names, distinct, entries, read_glossary
from scripts.content.located import located
from scripts.content.records import LocatedYaml, Record
from scripts.content.sections import sections
from scripts.content.source import DOCS, title_of
from scripts.fences.page import link_from, page_path
from scripts.fences.place import place
from scripts.fences.sources import chapters

_SECTIONS = ("blocks", "framework", "systems")  # where a concept is explained, in this order
_MOST_PLACES = 3
_FENCE = re.compile(r"^(`{3,})[^`\n]*\n.*?^\1`*[ \t]*$", re.M | re.S)
_IN_TEXT = 30  # ranks from here on are mentions in a text


class GlossaryFence(Record):
    """The content of a ``glossary`` fence: the name of a file below ``docs/glossary``, without its ending."""

    group: str


class Place(NamedTuple):
    """A page or section: its path below docs, its anchor and what a link to it says."""

    page: str
    anchor: str
    title: str


class Uses(NamedTuple):
    """Where the Atlas treats a concept: sections that explain it, and systems that use it."""

    explained: tuple[Place, ...]
    systems: tuple[Place, ...]


def _prose(text: str) -> str:
    """Return the Markdown ``text`` without its fences, which repeat in figures what the text says."""
    return _FENCE.sub("", text)


def _explaining(pages: dict[str, str], names: Names) -> dict[str, list[tuple[int, Place]]]:
    """Return concept id -> (rank, section) of the sections that name it.

    First come headings that say nothing else, then headings that name it among other words, then texts that name it,
    the more often the better.
    """
    found: dict[str, list[tuple[int, Place]]] = defaultdict(list)
    for page, text in pages.items():
        folder = page.split("/", 1)[0]
        if folder not in _SECTIONS:
            continue
        title = title_of(text, page)
        for section in sections(text):
            top = section.level == 1
            label = title if top else f"{title}: {re.sub(r'^[0-9]+ ', '', section.title)}"
            for mention in names.mentions(section.title):
                whole = mention.end - mention.start >= len(re.sub(r"^[0-9]+ ", "", section.title)) - 1
                rank = (0 if whole else 10) + (0 if top else 1) + 3 * _SECTIONS.index(folder)
                for entry in mention.found:
                    found[entry.concept.id].append((rank, Place(page, "" if top else section.anchor, label)))
            told = Counter(
                entry.concept.id for mention in names.mentions(_prose(section.text)) for entry in mention.found
            )
            for concept, times in told.items():
                rank = 40 - min(times, 9)
                found[concept].append((rank, Place(page, "" if top else section.anchor, label)))
    return found


@lru_cache(maxsize=2)
def _uses(groups: tuple[Group, ...], texts: tuple[tuple[str, str], ...]) -> dict[str, Uses]:
    pages = dict(texts)
    every = entries(groups)
    names = Names(every, distinct)
    explaining = _explaining(pages, names)
    using: dict[str, dict[str, Place]] = defaultdict(dict)
    for page, text in pages.items():
        if page.startswith("systems/"):
            for mention in names.mentions(_prose(text)):
                for entry in mention.found:
                    using[entry.concept.id].setdefault(page, Place(page, "", title_of(text, page)))
    return {
        entry.concept.id: Uses(
            _places(entry.concept, explaining[entry.concept.id], pages), tuple(using[entry.concept.id].values())
        )
        for entry in every
    }


def _places(concept: Concept, ranked: list[tuple[int, Place]], pages: dict[str, str]) -> tuple[Place, ...]:
    """Return where ``concept`` is explained: what its entry says, then what the headings say.

    Raises:
        ContentError: the entry names a page or an anchor that is not there.
    """
    chosen = []
    for target in concept.see:
        page, _, anchor = target.partition("#")
        if page not in pages:
            raise ContentError(f"'{concept.term}' points to '{page}', which is no page", fix="a path below docs/")
        title = title_of(pages[page], page)
        found = {section.anchor: section.title for section in sections(pages[page])}
        if anchor and anchor not in found:
            raise ContentError(f"'{concept.term}' points to '{target}': the page has no such section")
        chosen.append(Place(page, anchor, f"{title}: {found[anchor]}" if anchor else title))
    best = min((rank for rank, _ in ranked), default=0)
    for rank, place_ in sorted(ranked, key=lambda pair: pair[0]):
        if rank >= _IN_TEXT and (chosen or rank > best):
            break  # a text that names it counts where no heading does, and only the one that names it most
        if (place_.page, place_.anchor) not in {(one.page, one.anchor) for one in chosen}:
            chosen.append(place_)
    return tuple(chosen[:_MOST_PLACES])


def uses() -> dict[str, Uses]:
    """Return for the id of each concept where the Atlas explains it and which systems use it.

    Raises:
        ContentError: the glossary cannot be read, or an entry points to a page that is not there.
    """
    return _uses(read_glossary(), tuple(chapters().items()))


def _links(places: tuple[Place, ...], page: str) -> str:
    return ", ".join(f'<a href="{link_from(page, one.page, one.anchor)}">{escape(one.title)}</a>' for one in places)


def _others(entry: Entry, homonyms: dict[str, list[Entry]], page: str) -> str:
    """Return the sentence that tells ``entry`` from concepts that share a name with it."""
    told = []
    for name in entry.concept.names:
        for other in homonyms[name.casefold()]:
            if other.concept.id != entry.concept.id:
                link = link_from(page, other.group.page, other.concept.id)
                told.append(f'“{escape(name)}” is also <a href="{link}">{escape(other.concept.term)}</a>')
    return f'<p class="concept-others" data-search-exclude>{"; ".join(told)}.</p>' if told else ""


def _entry(entry: Entry, used: Uses, homonyms: dict[str, list[Entry]], page: str) -> str:
    concept = entry.concept
    aliases = " · ".join(escape(name) for name in concept.aliases)
    places = []
    if used.explained:
        places.append(f"<b>Explained in</b> {_links(used.explained, page)}")
    if used.systems:
        places.append(f"<b>Used in</b> {_links(used.systems, page)}")
    return (
        f'<h2 id="{concept.id}">{escape(concept.term)}<a class="headerlink" href="#{concept.id}" '
        'title="Link to this entry">#</a></h2>'
        f'<p class="concept-text">{escape(concept.text)}</p>'
        f'<p class="concept-probe"><b>They probe</b> {escape(concept.probe)}</p>'
        + (f'<p class="concept-names" data-search-exclude><b>Also called</b> {aliases}</p>' if aliases else "")
        + _others(entry, homonyms, page)
        + "".join(f'<p class="concept-places" data-search-exclude>{place_}</p>' for place_ in places)
    )


def _homonyms(every: list[Entry]) -> dict[str, list[Entry]]:
    found: dict[str, list[Entry]] = defaultdict(list)
    for entry in every:
        for name in entry.concept.names:
            found[name.casefold()].append(entry)
    return found


def format_glossary(source: str, language: str, css_class: str, options: dict[str, Any], md: Markdown, **_: Any) -> str:
    """Return the entries of one group of the glossary.

    Raises:
        ContentError: with file and line: there is no such group, or an entry is broken.
    """
    file, line = place(md, "glossary", source)
    body = LocatedYaml(source, file=file, first_line=line)
    slug = body.read(GlossaryFence).group
    groups = {group.slug: group for group in read_glossary()}
    if slug not in groups:
        raise ContentError(
            f"no group '{slug}' in the glossary", file=file, line=line, fix=", ".join(groups) or "none yet"
        )
    every = entries(groups.values())
    homonyms = _homonyms(every)
    page = page_path(md)
    with located(f"glossary/{slug}.yml", 1):
        used = uses()
    written = (_entry(entry, used[entry.concept.id], homonyms, page) for entry in entries([groups[slug]]))
    return f'<div class="glossary">{"".join(written)}</div>'


def _letter(name: str) -> str:
    first = unicodedata.normalize("NFKD", name)[0].upper()
    return first if "A" <= first <= "Z" else "0–9"


def format_index(source: str, language: str, css_class: str, options: dict[str, Any], md: Markdown, **_: Any) -> str:
    """Return every name of every concept in alphabetical order, each a link to its entry.

    Raises:
        ContentError: there is no glossary.
    """
    every = entries(read_glossary())
    page = page_path(md)
    if not every:
        raise ContentError("there is no glossary", file=page, fix=f"write one below {DOCS.name}/glossary")
    letters: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for entry in every:
        link = link_from(page, entry.group.page, entry.concept.id)
        for name in entry.concept.names:
            other = "" if name == entry.concept.term else entry.concept.term
            letters[_letter(name)].append((name, link, other))
    jump = " ".join(f'<a href="#letter-{letter[0].lower()}">{letter}</a>' for letter in sorted(letters))
    lists = []
    for letter in sorted(letters):
        rows = "".join(
            f'<li><a href="{link}">{escape(name)}</a>{f" <small>{escape(other)}</small>" if other else ""}</li>'
            for name, link, other in sorted(letters[letter], key=lambda row: (row[0].casefold(), row[2]))
        )
        lists.append(f'<h2 id="letter-{letter[0].lower()}">{letter}</h2><ul>{rows}</ul>')
    return (
        f'<div class="glossary-index" data-search-exclude><p class="glossary-letters">{jump}</p>{"".join(lists)}</div>'
    )
