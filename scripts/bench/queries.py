"""What is asked of a search: every name of every concept, queries as people type them, and typing errors."""

from __future__ import annotations

import random
import string
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

import yaml

from scripts.content.glossary import Entry, entries, read_glossary
from scripts.fences.glossary import uses

TYPED = Path(__file__).resolve().parents[2] / "tests" / "search" / "queries.yml"
DEPTHS = (1, 3, 10)
NOT_FOUND = 10**6
NAMES, ERRORS = "names", "typing errors"
_SHORTEST_MISSPELLED = 5  # letters; shorter words become other words


class Query(NamedTuple):
    """A query and the groups of places that answer it: one of each group must be found.

    A place is the start of an address: a page, or a section with its anchor.
    """

    text: str
    wanted: tuple[frozenset[str], ...]


def _address(page: str, anchor: str) -> str:
    return page.removesuffix(".md") + ".html" + (f"#{anchor}" if anchor else "")


def _places(entry: Entry) -> frozenset[str]:
    """Return the entry and the sections that explain the concept."""
    explained = uses()[entry.concept.id].explained
    own = _address(entry.group.page, entry.concept.id)
    return frozenset([own, *(_address(place.page, place.anchor) for place in explained)])


def names() -> list[Query]:
    """Return a query for each name of the glossary; for a name of several concepts each of them is wanted."""
    owners: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries(read_glossary()):
        for name in entry.concept.names:
            owners[name.casefold()].append(entry)
    return [Query(name, tuple(map(_places, found))) for name, found in owners.items()]


def typed() -> dict[str, list[Query]]:
    """Return the queries of ``queries.yml`` by kind."""
    data: dict[str, dict[str, list[str]]] = yaml.safe_load(TYPED.read_text(encoding="utf-8"))
    return {
        kind: [Query(text, (frozenset(wanted),)) for text, wanted in queries.items()] for kind, queries in data.items()
    }


def misspelled(word: str, chance: random.Random) -> str:
    """Return ``word`` with one letter dropped, doubled, replaced, or swapped with the next; never its first."""
    place = chance.randrange(1, len(word) - 1)
    return chance.choice(
        [
            word[:place] + word[place + 1 :],
            word[:place] + word[place] + word[place:],
            word[:place] + chance.choice(string.ascii_lowercase) + word[place + 1 :],
            word[:place] + word[place + 1] + word[place] + word[place + 2 :],
        ]
    )


def typing_errors(seed: int = 11) -> list[Query]:
    """Return each term with one error in its longest word, where that is long enough."""
    chance = random.Random(seed)
    found = []
    for entry in entries(read_glossary()):
        parts = entry.concept.term.split()
        longest = max(range(len(parts)), key=lambda number: len(parts[number]))
        if parts[longest].isalpha() and len(parts[longest]) >= _SHORTEST_MISSPELLED:
            parts[longest] = misspelled(parts[longest], chance)
            found.append(Query(" ".join(parts), (_places(entry),)))
    return found


def all_queries() -> dict[str, list[Query]]:
    """Return every query by kind."""
    return {NAMES: names(), **typed(), ERRORS: typing_errors()}


def rank(query: Query, found: list[str]) -> int:
    """Return how many results must be read until every wanted group is met, ``NOT_FOUND`` if one is not."""

    def first(group: frozenset[str]) -> int:
        return next((n for n, one in enumerate(found, 1) if one.startswith(tuple(group))), NOT_FOUND)

    return max(first(group) for group in query.wanted)


def hits(ranks: list[int]) -> dict[int, float]:
    """Return the share of queries that are answered within each of ``DEPTHS`` results."""
    return {depth: sum(one <= depth for one in ranks) / len(ranks) for depth in DEPTHS}
