"""The nearest existing name to a wrong one."""

from __future__ import annotations

from collections.abc import Iterable

from rapidfuzz import process
from rapidfuzz.distance import OSA


def nearest(wrong: str, known: Iterable[str], *, cutoff: float = 0.6) -> str:
    """Return the member of ``known`` nearest to ``wrong`` by edit distance, or ``""`` if none is near enough.

    Capital letters do not count; a tie goes to the first in alphabetical order, so the answer is stable.
    """
    choices = sorted(set(known))
    found = process.extractOne(
        wrong, choices, scorer=OSA.normalized_similarity, processor=str.casefold, score_cutoff=cutoff
    )
    return str(found[0]) if found else ""


def nearest_path(wrong: str, known: Iterable[str]) -> str:
    """Return the path nearest to ``wrong``: the same name in another folder first, then by edit distance."""
    paths = sorted(set(known))
    name = wrong.rsplit("/", 1)[-1].casefold()
    same_name = [path for path in paths if path.rsplit("/", 1)[-1].casefold() == name]
    return nearest(wrong, same_name, cutoff=0) or nearest(wrong, paths)
