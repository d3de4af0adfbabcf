"""External links, against a server on this machine that misbehaves in each way."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from email.utils import formatdate
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from scripts.checks.cache import Cache
from scripts.checks.external import check_external, retry_after, wanted
from scripts.checks.issues import Issue, Place
from scripts.checks.pages import Link
from tests.checks.books import IMPATIENT
from tests.checks.server import misbehaving


@pytest.fixture
def server() -> Iterator[Any]:
    with misbehaving() as running:
        yield running


def links(server: Any, *paths: str) -> list[Link]:
    return [
        Link(f"{server.address}{path}", "a", "markdown", Place("docs/index.md", number, 3))
        for number, path in enumerate(paths, 1)
    ]


def check(server: Any, *paths: str, cache: Cache | None = None, **policy: Any) -> list[Issue]:
    return check_external(links(server, *paths), replace(IMPATIENT, **policy), cache or Cache(None))[0]


def codes(issues: list[Issue]) -> list[str]:
    return [each.code.removeprefix("external-") for each in issues]


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/fine", ""),
        ("/fine#bottom", ""),
        ("/fine#old", ""),
        ("/fine#:~:text=end", ""),
        ("/fine#L10-L20", ""),
        ("/gone", "dead"),
        ("/forbidden", "forbidden"),
        ("/failing", "server-error"),
        ("/failing-once", ""),
        ("/busy", "rate-limited"),
        ("/slow", "timeout"),
        ("/moved", "moved"),
        ("/moved-for-now", ""),
        ("/loop", "redirect-loop"),
        ("/broken", "unreachable"),
        ("/fine#botom", "anchor"),
        ("/endless#x", ""),
        ("/odd#z", ""),
        ("/a%20b?q=1&r=%C3%A9", ""),
    ],
)
def test_each_misbehavior_has_its_code(path: str, code: str, server: Any) -> None:
    issues = check(server, path, timeout=3 if path == "/endless#x" else 0.5, max_bytes=200_000)
    assert codes(issues) == [code] * bool(code)
    assert all(each.place == Place("docs/index.md", 1, 3) for each in issues)


def test_suggestions_are_exact(server: Any) -> None:
    assert [each.suggestion for each in check(server, "/moved#bottom", "/fine#botom")] == [
        f"{server.address}/fine#bottom",
        f"{server.address}/fine#bottom",
    ]


def test_retry_waits_as_long_as_the_server_asks(server: Any) -> None:
    assert check(server, "/busy-once") == []
    first, second = (at for path, at in server.times if path == "/busy-once")
    assert second - first >= 1


def test_one_host_that_asks_to_wait_is_left_alone_by_all(server: Any) -> None:
    assert check(server, "/busy-once", "/fine?1", "/fine?2", "/fine?3", per_host=1, deadline=5) == []
    busy = next(at for path, at in server.times if path == "/busy-once")
    later = [at for path, at in server.times if path == "/fine" and at > busy]
    assert later
    assert min(later) - busy >= 0.9


def test_a_wait_beyond_the_limit_ends_at_once(server: Any) -> None:
    start = time.monotonic()
    assert codes(check(server, "/busy-long")) == ["rate-limited"]
    assert time.monotonic() - start < 1
    assert server.hits["/busy-long"] == 1


def test_retries_end(server: Any) -> None:
    check(server, "/failing", "/gone", retries=2, backoff=0.01)
    assert (server.hits["/failing"], server.hits["/gone"]) == (3, 1)


def test_backoff_grows(server: Any) -> None:
    check(server, "/failing", retries=3, backoff=0.1, deadline=10)
    times = [at for _, at in server.times]
    gaps = [later - earlier for earlier, later in pairwise(times)]
    assert len(gaps) == 3
    assert gaps[0] >= 0.1
    assert gaps[1] >= 0.2
    assert gaps[2] >= 0.4


def test_politeness_few_at_once_and_apart(server: Any) -> None:
    paths = [f"/pausing?{number}" for number in range(8)]
    assert check(server, *paths, per_host=2, concurrency=16, pause=0.05, deadline=20) == []
    assert server.most_open <= 2
    times = sorted(at for _, at in server.times)
    assert times[-1] - times[0] >= 7 * 0.05 / 2  # seven pauses; half of them, because a busy machine answers unevenly


def test_hosts_are_asked_at_the_same_time() -> None:
    with misbehaving() as one, misbehaving() as two:
        both = links(one, *(f"/pausing?{n}" for n in range(4))) + links(two, *(f"/pausing?{n}" for n in range(4)))
        issues, count = check_external(both, replace(IMPATIENT, per_host=1, deadline=20), Cache(None))
        assert (issues, count) == ([], 8)
        first, second = sorted(at for _, at in one.times), sorted(at for _, at in two.times)
        assert first[0] < second[-1]
        assert second[0] < first[-1]


def test_each_address_is_asked_once_for_all_its_links(server: Any) -> None:
    issues = check(server, "/gone", "/gone", "/gone#part", "/fine#bottom", "/fine")
    assert [each.place.line for each in issues] == [1, 2, 3]
    assert (server.hits["/gone"], server.hits["/fine"]) == (1, 1)


def test_deadline_leaves_the_rest_unchecked(server: Any) -> None:
    start = time.monotonic()
    paths = ["/fine", *(f"/slow?{number}" for number in range(6))]
    issues = check(server, *paths, timeout=30, deadline=0.7, per_host=1)
    assert codes(issues) == ["unchecked"] * 6
    assert time.monotonic() - start < 2.5


def test_cache_keeps_good_answers_for_their_age_only(server: Any, tmp_path: Path) -> None:
    def again(*paths: str, **policy: Any) -> list[Issue]:
        cache = Cache(tmp_path)
        issues = check(server, *paths, cache=cache, **policy)
        cache.save()
        return issues

    assert codes(again("/fine", "/gone", "/moved")) == ["dead", "moved"]
    assert codes(again("/fine", "/gone", "/moved")) == ["dead", "moved"]
    assert server.hits["/gone"] == 2
    assert server.hits["/moved"] == 1
    hits = server.hits["/fine"]
    assert again("/fine#bottom") == []
    assert server.hits["/fine"] == hits + 1
    assert again("/fine#bottom") == []
    assert server.hits["/fine"] == hits + 1
    time.sleep(1.1)
    assert again("/fine#bottom", max_age=0.5) == []
    assert server.hits["/fine"] == hits + 2


def test_no_server_and_no_tls(server: Any) -> None:
    port = server.address.rpartition(":")[2]
    where = Place("docs/index.md")
    targets = [f"https://127.0.0.1:{port}/fine", "http://127.0.0.1:9/", "http://no-such-host.invalid/"]
    issues, _ = check_external([Link(each, "a", "markdown", where) for each in targets], IMPATIENT, Cache(None))
    assert codes(issues) == ["tls", "unreachable", "unreachable"]


def test_only_web_addresses_that_are_not_skipped(server: Any) -> None:
    where = Place("docs/index.md")
    targets = ["mailto:a@b.org", "guide.md", "#x", "//127.0.0.1/x", "ftp://a.org", f"{server.address}/private/x"]
    found = wanted([Link(each, "a", "markdown", where) for each in targets], skip=("*/private/*",))
    assert list(found) == ["https://127.0.0.1/x"]


def test_retry_after_as_seconds_date_or_nonsense() -> None:
    assert retry_after("120") == 120
    assert 50 < (retry_after(formatdate(time.time() + 60, usegmt=True)) or 0) <= 60
    assert retry_after(formatdate(time.time() - 60, usegmt=True)) == 0
    assert [retry_after(each) for each in (None, "", "soon", "-3")] == [None] * 4
