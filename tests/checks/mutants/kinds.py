"""Ways to break a book, one thing at a time. Each kind returns a changed file and the lines where that must show."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from scripts.checks import markup

Spot = tuple[str, int]
masked = lru_cache(maxsize=200)(markup.mask)  # every mutant looks at all pages


class Mutant(NamedTuple):
    """One broken thing. ``content`` is ``None`` for a deleted file; any line of ``spots`` is the right place."""

    kind: str
    file: str
    content: bytes | None
    spots: frozenset[Spot]


@dataclass
class Corpus:
    """The texts of the book by file name: pages, diagrams, configuration."""

    pages: dict[str, str]
    diagrams: dict[str, str]
    config: str

    def page(self, rng: random.Random, wanted: str = "") -> tuple[str, str] | None:
        """Return a random page whose visible source has ``wanted`` in it."""
        names = [name for name, text in self.pages.items() if not wanted or re.search(wanted, masked(text), re.M)]
        return (name, self.pages[name]) if names and (name := rng.choice(names)) else None

    def diagram(self, rng: random.Random, wanted: str = "") -> tuple[str, str] | None:
        """Return a random diagram with a match of ``wanted``."""
        names = [name for name, text in self.diagrams.items() if re.search(wanted, text, re.M)]
        return (name, self.diagrams[name]) if names and (name := rng.choice(names)) else None


Maker = Callable[[random.Random, Corpus], "Mutant | None"]
KINDS: dict[str, Maker] = {}
INLINE = r"\]\((?P<target>(?!https?:|#)[^()\s#]+\.md)(?P<fragment>#[^()\s]+)?\)"


def kind(maker: Maker) -> Maker:
    """Register a way to break the book."""
    KINDS[maker.__name__.replace("_", "-")] = maker
    return maker


def line_of(text: str, offset: int) -> int:
    return text.count("\n", 0, offset) + 1


def made(name: str, file: str, text: str, *lines: int | Spot) -> Mutant:
    spots = frozenset((file, line) if isinstance(line, int) else line for line in lines)
    return Mutant(name, file, text.encode(), spots)


def typo(rng: random.Random, word: str) -> str:
    """Return ``word`` with two neighbours exchanged, a letter lost or a letter doubled; never ``word`` itself."""
    places = [i for i, char in enumerate(word) if char.isalpha()]
    while True:
        at = rng.choice(places)
        changed = rng.choice(
            [
                word[:at] + word[at + 1 :],
                word[:at] + word[at] + word[at:],
                word[:at] + word[at + 1 : at + 2] + word[at] + word[at + 2 :],
            ]
        )
        if changed != word and changed.strip():
            return changed


def on_link(
    rng: random.Random, corpus: Corpus, name: str, change: Callable[[re.Match[str]], str], pattern: str = INLINE
) -> Mutant | None:
    """Change a random link that matches ``pattern``."""
    picked = corpus.page(rng, pattern)
    if picked is None:
        return None
    file, text = picked
    match = rng.choice(list(re.finditer(pattern, markup.mask(text))))
    return made(name, file, text[: match.start()] + change(match) + text[match.end() :], line_of(text, match.start()))


def paragraph(rng: random.Random, text: str) -> int:
    """Return the offset of a blank line between two plain paragraphs, outside lists, fences and indented blocks."""
    masked = markup.mask(text)
    body = masked.find("\n# ")
    spots = [
        match.end()
        for match in re.finditer(r"(?<=\n)[A-Z][^\n|`<>]*[a-z.:]\n(?=\n(?:[A-Z]|## ))", masked)
        if match.start() > body
    ]
    return rng.choice(spots) if spots else len(text)


def inserted(rng: random.Random, corpus: Corpus, name: str, *lines: str, at: int = 0) -> Mutant | None:
    """Insert a paragraph of ``lines`` at a random place; the fault is in line ``at`` of them."""
    file, text = corpus.page(rng, r"^# ") or ("", "")
    if not file:
        return None
    offset = paragraph(rng, text)
    text = text[:offset] + "\n" + "\n".join(lines) + "\n" + text[offset:]
    return made(name, file, text, line_of(text, offset) + 1 + at)
