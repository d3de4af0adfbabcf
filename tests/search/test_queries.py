"""Every name of every concept, typed queries and typing errors: how often the right place is among the first results.

A result is a section as the search box lists it: pages in order, the sections of a page by their score.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from scripts.bench.queries import ERRORS, NAMES, NOT_FOUND, Query, all_queries, hits, rank
from tests.search.test_search_engine import Engine, published_sections

GOALS = {1: 0.90, 3: 0.97, 10: 0.99}
TYPO_GOAL = 0.85  # among the first three
Ranked = dict[str, list[tuple[int, Query]]]


@pytest.fixture(scope="module")
def atlas(tmp_path_factory: pytest.TempPathFactory, site: Path) -> Iterator[Engine]:
    sections = tmp_path_factory.mktemp("search") / "sections.json"
    sections.write_text(published_sections(site), encoding="utf-8")
    engine = Engine(sections)
    yield engine
    engine.close()


def results(answer: dict[str, Any]) -> list[str]:
    """Return the addresses in the order of the search box, without pages that only frame their sections."""
    return [
        item["location"]
        for group in answer["items"]
        for item in sorted(group, key=lambda item: -item["score"])
        if item["score"] > 0
    ]


@pytest.fixture(scope="module")
def ranked(atlas: Engine) -> Ranked:
    return {
        kind: [(rank(query, results(atlas.ask(query.text))), query) for query in queries]
        for kind, queries in all_queries().items()
    }


def test_a_rank_needs_every_wanted_group() -> None:
    both = Query("map", (frozenset(["a.html#map", "b.html"]), frozenset(["c.html#map"])))
    assert rank(both, ["x.html", "b.html#y", "c.html#map"]) == 3
    assert rank(both, ["b.html#y"]) == NOT_FOUND
    assert hits([1, 2, 5, NOT_FOUND]) == {1: 0.25, 3: 0.5, 10: 0.75}


def test_there_is_enough_to_ask(ranked: Ranked) -> None:
    assert len(ranked[NAMES]) >= 3000
    assert sum(len(queries) for kind, queries in ranked.items() if kind not in (NAMES, ERRORS)) >= 200
    assert len(ranked[ERRORS]) >= 400


def test_the_goals_are_met(ranked: Ranked) -> None:
    report = "\n".join(
        f"{kind}: {len(queries)} queries, "
        + ", ".join(f"{share:.1%} at {depth}" for depth, share in hits([place for place, _ in queries]).items())
        for kind, queries in ranked.items()
    )
    print(report)
    whole = hits([place for kind, queries in ranked.items() if kind != ERRORS for place, _ in queries])
    for depth, goal in GOALS.items():
        assert whole[depth] >= goal, report
    assert hits([place for place, _ in ranked[ERRORS]])[3] >= TYPO_GOAL, report


@pytest.mark.parametrize("kind", ["questions", "two concepts", "short and careless", "spelled otherwise"])
def test_typed_queries_find_their_place(ranked: Ranked, kind: str) -> None:
    lost = [query.text for place, query in ranked[kind] if place > 10]
    assert len(lost) <= 0.03 * len(ranked[kind]), lost
