"""The glossary's data: entries, names, and where a text mentions them."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from scripts.content.errors import ContentError
from scripts.content.glossary import Concept, Names, distinct, entries, read_glossary

ROOT = Path(__file__).resolve().parents[2]
TEXT = "A definition that is long enough to be one."
PROBE = "What changes at ten times the load?"


def concept(term: str, *aliases: str, **more: object) -> dict[str, object]:
    return {"term": term, "aliases": list(aliases), "text": TEXT, "probe": PROBE, **more}


RANKING = {
    "title": "Ranking",
    "concepts": [
        concept("Two-tower model", "dual encoder", "DSSM"),
        concept("Mean average precision", "mAP"),
        concept("Exact match", "EM"),
        concept("User features", "history"),
    ],
}
VISION = {"title": "Vision", "concepts": [concept("Detection mAP", "mAP"), concept("k-nearest neighbors", "kNN")]}


def book(folder: Path, **files: object) -> Path:
    (folder / "glossary").mkdir()
    for slug, content in files.items():
        (folder / "glossary" / f"{slug}.yml").write_text(yaml.safe_dump(content), encoding="utf-8")
    return folder


def names(folder: Path) -> Names:
    return Names(entries(read_glossary(book(folder, ranking=RANKING, vision=VISION))))


def test_groups_come_by_file_and_entries_by_term(tmp_path: Path) -> None:
    groups = read_glossary(book(tmp_path, ranking=RANKING, vision=VISION))
    assert [(group.slug, group.title, group.page) for group in groups] == [
        ("ranking", "Ranking", "glossary/ranking.md"),
        ("vision", "Vision", "glossary/vision.md"),
    ]
    assert [entry.concept.id for entry in entries(groups)] == [
        "detection-map", "exact-match", "k-nearest-neighbors", "mean-average-precision", "two-tower-model",
        "user-features",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Two towers and two-tower models", [["two-tower-model"]]),
        ("the DUAL ENCODER's size; DSSM", [["two-tower-model"], ["two-tower-model"]]),
        ("k-nearest neighbor", [["k-nearest-neighbors"]]),
        ("reports mAP", [["detection-map", "mean-average-precision"]]),
        ("a map of the em dash", []),
        ("EM of 40", [["exact-match"]]),
        ("", []),
    ],
)
def test_mentions(tmp_path: Path, text: str, told: list[list[str]]) -> None:
    found = list(names(tmp_path).mentions(text))
    assert [sorted(entry.concept.id for entry in mention.found) for mention in found] == told


def test_a_mention_is_the_longest_name_and_says_where_it_stands(tmp_path: Path) -> None:
    text = "a mean average precision of 1"
    (mention,) = names(tmp_path).mentions(text)
    assert text[mention.start : mention.end] == "mean average precision"


def test_a_plain_word_says_too_little_to_be_linked() -> None:
    each = Concept.model_validate(concept("User features", "history", "user history", "RFM", "h3"))
    assert [name for name in each.names if distinct(each, name)] == ["User features", "user history", "RFM", "h3"]


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({"a": {"title": "A", "concepts": []}}, "glossary/a.yml:1: 'concepts': list should have at least 1"),
        ({"a": {"title": "A", "concepts": [{"term": "X"}]}}, "glossary/a.yml:2: 'concepts.0.text' is missing"),
        ({"a": {"title": "A", "concepts": [concept("X", text="short")]}}, "'concepts.0.text'"),
        ({"a": {"title": "A", "concepts": [concept("X", "x")]}}, "'X' has a name twice"),
        ({"a": RANKING, "b": RANKING}, "is in a.yml and in b.yml"),
    ],
)
def test_a_broken_file_is_one_clear_error(tmp_path: Path, files: dict[str, object], told: str) -> None:
    with pytest.raises(ContentError, match=told):
        read_glossary(book(tmp_path, **files))


def test_no_glossary_has_no_group(tmp_path: Path) -> None:
    assert read_glossary(tmp_path) == ()


def test_the_glossary_of_the_atlas() -> None:
    groups = read_glossary()
    assert sum(len(group.concepts) for group in groups) >= 729
    assert sum(len(entry.concept.aliases) for entry in entries(groups)) >= 2447
    texts = [entry.concept.text for entry in entries(groups)]
    assert len(set(texts)) == len(texts)
    for group in groups:
        assert (ROOT / "docs" / group.page).is_file()
