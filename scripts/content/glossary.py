"""The glossary: one entry a concept, in one YAML file a group below ``docs/glossary``."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Annotated, NamedTuple

from pydantic import Field

from scripts.content.errors import ContentError
from scripts.content.records import LocatedYaml, Record
from scripts.content.source import DOCS

FOLDER = "glossary"
_LONGEST_NAME = 8  # words
_WORD = re.compile(r"[^\W_]+(?:[.'’][^\W_]+)*")


class Concept(Record):
    """One entry. ``text`` defines it; ``probe`` is what an interviewer asks about it; ``see`` are pages below docs."""

    term: Annotated[str, Field(min_length=1, max_length=60)]
    aliases: tuple[Annotated[str, Field(min_length=1, max_length=60)], ...] = ()
    text: Annotated[str, Field(min_length=40, max_length=320)]
    probe: Annotated[str, Field(min_length=20, max_length=200)]
    see: Annotated[tuple[str, ...], Field(max_length=3)] = ()

    @property
    def id(self) -> str:
        """The anchor of the entry on its page."""
        plain = unicodedata.normalize("NFKD", self.term).encode("ascii", "ignore").decode()
        return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")

    @property
    def names(self) -> list[str]:
        """The term and its other names."""
        return [self.term, *self.aliases]


class GroupFile(Record):
    """One file of the glossary."""

    title: str
    concepts: Annotated[list[Concept], Field(min_length=1)]


class Group(NamedTuple):
    """The concepts of one page: ``slug`` names the file, ``concepts`` are in alphabetical order."""

    slug: str
    title: str
    concepts: tuple[Concept, ...]

    @property
    def page(self) -> str:
        """The path of its page below docs."""
        return f"{FOLDER}/{self.slug}.md"


class Entry(NamedTuple):
    """One concept and the group that holds it."""

    concept: Concept
    group: Group


def _read_file(path: Path) -> Group:
    located = LocatedYaml(path.read_text(encoding="utf-8"), file=f"{FOLDER}/{path.name}")
    read = located.read(GroupFile)
    return Group(path.stem, read.title, tuple(sorted(read.concepts, key=lambda concept: concept.term.lower())))


@lru_cache(maxsize=4)
def _read(folder: Path, state: tuple[float, ...]) -> tuple[Group, ...]:
    groups = tuple(_read_file(path) for path in sorted(folder.glob("*.yml")))
    seen: dict[str, str] = {}
    for group in groups:
        for concept in group.concepts:
            if concept.id in seen:
                raise ContentError(
                    f"'{concept.term}' is in {seen[concept.id]} and in {group.slug}.yml",
                    file=f"{FOLDER}/{group.slug}.yml",
                )
            seen[concept.id] = f"{group.slug}.yml"
            names = [name.casefold() for name in concept.names]
            if len(names) != len(set(names)):
                raise ContentError(f"'{concept.term}' has a name twice", file=f"{FOLDER}/{group.slug}.yml")
    return groups


def read_glossary(docs: Path = DOCS) -> tuple[Group, ...]:
    """Return the groups of the glossary by the name of their file; none where there is no glossary.

    Raises:
        ContentError: with file and line: an entry is incomplete, or a term comes twice.
    """
    folder = docs / FOLDER
    return _read(folder, tuple(path.stat().st_mtime for path in sorted(folder.glob("*.yml"))))


def entries(groups: Iterable[Group]) -> list[Entry]:
    """Return all entries of ``groups``, by term."""
    found = [Entry(concept, group) for group in groups for concept in group.concepts]
    return sorted(found, key=lambda entry: entry.concept.term.lower())


class Word(NamedTuple):
    """One word of a text: where it stands, and how it compares (lower case, singular as far as a rule goes)."""

    start: int
    end: int
    term: str


@lru_cache(maxsize=100_000)
def _term(word: str) -> str:
    plain = word.casefold().replace("’", "'").removesuffix("'s")
    if len(plain) > 3 and plain.endswith("s") and not plain.endswith(("ss", "us", "is")):
        plain = plain[:-1]
    return plain


def words(text: str) -> list[Word]:
    """Return the words of ``text`` in order."""
    return [Word(match.start(), match.end(), _term(match[0])) for match in _WORD.finditer(text)]


def _key(name: str) -> tuple[str, ...]:
    return tuple(word.term for word in words(name))


class Mention(NamedTuple):
    """A place in a text where a concept is named: from ``start`` to ``end``; the concepts of one name are homonyms."""

    start: int
    end: int
    found: tuple[Entry, ...]


def distinct(concept: Concept, name: str) -> bool:
    """Tell whether ``name`` says so much of the concept that it may be linked wherever it stands in a text.

    A term does, and a name of several words, with capitals or with digits; a plain word such as "history" does not.
    """
    return name == concept.term or len(words(name)) > 1 or name != name.lower() or any(map(str.isdigit, name))


class Names:
    """Finds concepts in texts by their names, the longest name first.

    Args:
        found: the concepts to look for.
        keep: tells for a concept and one of its names whether the name counts; without it all do.
    """

    def __init__(self, found: Iterable[Entry], keep: Callable[[Concept, str], bool] = lambda *_: True) -> None:
        """Read the names once; see the class."""
        self._by_key: dict[tuple[str, ...], list[tuple[Entry, str]]] = defaultdict(list)
        for entry in found:
            for name in entry.concept.names:
                key = _key(name)
                if keep(entry.concept, name) and 0 < len(key) <= _LONGEST_NAME:
                    self._by_key[key].append((entry, name))
        self._sizes: dict[str, list[int]] = {}  # first word -> lengths of the names that begin with it, longest first
        for key in self._by_key:
            self._sizes.setdefault(key[0], []).append(len(key))
        self._sizes = {first: sorted(set(sizes), reverse=True) for first, sizes in self._sizes.items()}

    @staticmethod
    def _as_written(name: str, text: str) -> bool:
        """Tell whether a short name with capitals (EM, mAP) stands in the text with the same capitals."""
        return len(name) > 5 or name[1:] == name[1:].lower() or name in text

    def mentions(self, text: str) -> Iterator[Mention]:
        """Yield the mentions in ``text`` in order, none inside another."""
        row = words(text)
        place = 0
        while place < len(row):
            step = 1
            for size in self._sizes.get(row[place].term, ()):
                known = self._by_key.get(tuple(word.term for word in row[place : place + size]))
                if not known or place + size > len(row):
                    continue
                start, end = row[place].start, row[place + size - 1].end
                here = text[start:end]
                if same := [entry for entry, name in known if self._as_written(name, here)]:
                    yield Mention(start, end, tuple({entry.concept.id: entry for entry in same}.values()))
                    step = size
                    break
            place += step
