"""The bibliography, the keys a page cites, and the title of a page."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts.content.errors import ContentError
from scripts.content.source import UNSOURCED, cited_keys, read_bibliography, title_of

ENTRY = """  - key: {key}
    short: He et al.
    title: Practical lessons
    authors: X. He
    year: 2014
    venue: ADKDD
    url: {url}
    kind: {kind}
    facts: [NE is the metric]
"""


def _file(folder: Path, *entries: str) -> Path:
    path = folder / "bibliography.yml"
    path.write_text("sources:\n" + "".join(entries))
    return path


def _entry(key: str = "he2014", url: str = "https://example.org/he", kind: str = "paper") -> str:
    return ENTRY.format(key=key, url=url, kind=kind)


def test_sources_come_by_key(tmp_path: Path) -> None:
    found = read_bibliography(_file(tmp_path, _entry(), _entry("b-2")))
    assert list(found) == ["he2014", "b-2"]
    assert found["he2014"].year == 2014


@pytest.mark.parametrize(
    ("entries", "fault"),
    [
        ([_entry(), _entry()], "bibliography.yml:11: source 'he2014' is listed twice"),
        ([_entry("He")], "bibliography.yml:2: 'sources.0.key': string should match pattern"),
        ([_entry(url="http://example.org")], "bibliography.yml:8: 'sources.0.url': string should match pattern"),
        ([_entry(kind="rumor")], "bibliography.yml:9: 'sources.0.kind': input should be 'paper', 'engineering-blog'"),
        ([_entry().replace("[NE is the metric]", "[]")], "bibliography.yml:10: 'sources.0.facts': list should have at"),
        ([_entry(), _entry("b").replace("    year: 2014\n", "")], "bibliography.yml:11: 'sources.1.year' is missing"),
    ],
)
def test_a_fault_names_the_line(tmp_path: Path, entries: list[str], fault: str) -> None:
    with pytest.raises(ContentError) as caught:
        read_bibliography(_file(tmp_path, *entries))
    assert str(caught.value).startswith(fault)


def test_no_bibliography_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="there is no bibliography"):
        read_bibliography(tmp_path / "none.yml")


def test_a_change_of_the_file_is_seen(tmp_path: Path) -> None:
    path = _file(tmp_path, _entry("one"))
    assert list(read_bibliography(path)) == ["one"]
    _file(tmp_path, _entry("two"), _entry("three"))
    assert set(read_bibliography(path)) == {"two", "three"}


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("A claim [@he2014].", ["he2014"]),
        ("Two [@a; @b-1] and one [@a].", ["a", "b-1"]),
        ("Unsourced [@rule-of-thumb] [@assumption]", []),
        ("A mail me@example.org and [text](@x) and [@x](y.md)", []),
        ("```estimate\ninputs:\n  a: {value: 1, from: he2014}\n  b: {value: 1, from: assumption}\n```", ["he2014"]),
        ("from: nowhere outside of a fence", []),
        ("", []),
    ],
)
def test_cited_keys(text: str, keys: list[str]) -> None:
    assert cited_keys(text) == keys


def test_the_grades_without_a_source_are_two() -> None:
    assert set(UNSOURCED) == {"rule-of-thumb", "assumption"}


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("---\ntitle: From the front\n---\n# Heading", "From the front"),
        ("---\ndescription: none\n---\n\n# Heading {#id}\n", "Heading"),
        ("# Heading", "Heading"),
        ("no heading", "fallback"),
    ],
)
def test_title_of(text: str, title: str) -> None:
    assert title_of(text, "fallback") == title
