"""One thing broken at a time, all over the real book: each must be reported, at its line."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.checks.mutants import KINDS
from tests.checks.mutation import in_a_copy

EACH = 6


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What became of all mutants; two processes share the kinds."""
    kinds = sorted(KINDS)
    folders = [tmp_path_factory.mktemp("book") for _ in range(2)]
    with ThreadPoolExecutor(2) as pool:
        parts = list(pool.map(in_a_copy, folders, [kinds[0::2], kinds[1::2]], [EACH, EACH]))
    return {"before": parts[0]["before"], "results": [each for part in parts for each in part["results"]]}


def test_no_false_alarm_on_the_unbroken_book(outcome: dict[str, Any]) -> None:
    assert outcome["before"] == []


def test_enough_mutants_of_enough_kinds(outcome: dict[str, Any]) -> None:
    kinds = Counter(each["kind"] for each in outcome["results"])
    assert len(kinds) >= 40
    assert sum(kinds.values()) >= 500, Path.cwd()


def test_every_mutant_is_reported(outcome: dict[str, Any]) -> None:
    missed = [each for each in outcome["results"] if each["verdict"] == "missed"]
    assert not missed, "\n".join(map(str, missed))


def test_every_report_is_at_the_broken_line(outcome: dict[str, Any]) -> None:
    elsewhere = [each for each in outcome["results"] if each["verdict"] == "wrong place"]
    assert not elsewhere, "\n".join(map(str, elsewhere))
