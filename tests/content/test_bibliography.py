"""The real bibliography: every entry is cited, every citation resolves."""

from __future__ import annotations

from scripts.content.source import UNSOURCED, cited_keys, read_bibliography
from scripts.fences.sources import chapters


def test_every_source_is_cited_and_every_citation_has_a_source() -> None:
    cited = {key for text in chapters().values() for key in cited_keys(text)}
    assert cited
    assert cited == set(read_bibliography())


def test_grades_without_a_source_are_no_keys() -> None:
    assert not set(UNSOURCED) & set(read_bibliography())
