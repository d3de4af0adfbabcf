"""The publish step of the search index."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scripts.publish.search import SearchIndexError, plain, publish_search, with_aliases

CONFIG = {"lang": ["en"], "separator": "[\\s\\-]+", "pipeline": ["stopWordFilter"], "fields": {}}
DOCS = [{"location": "index.html", "title": "Start", "text": "<p>Größe \u2028 é</p>"}]


def index(folder: Path, docs: list[dict[str, str]]) -> Path:
    (folder / "search").mkdir(parents=True)
    (folder / "search" / "search_index.json").write_text(json.dumps({"config": CONFIG, "docs": docs}))
    return folder


def test_sections_move_and_settings_stay(tmp_path: Path) -> None:
    assert publish_search(index(tmp_path, DOCS)) == 1
    folder = tmp_path / "search"
    kept = json.loads((folder / "search_index.json").read_text())
    assert kept == {"config": CONFIG, "docs": []}
    script = (folder / "search_index.js").read_text()
    assert json.loads(script.removeprefix("var __index = ")) == kept
    moved = (folder / "sections.js").read_text(encoding="utf-8")
    assert json.loads(moved.removeprefix("var searchSections = ").rstrip(";\n")) == [
        {**DOCS[0], "text": "Größe \u2028 é"}
    ]


def test_two_builds_are_the_same(tmp_path: Path) -> None:
    for name in ("one", "two"):
        publish_search(index(tmp_path / name, DOCS))
    for file in ("sections.js", "search_index.json", "search_index.js"):
        assert (tmp_path / "one/search" / file).read_bytes() == (tmp_path / "two/search" / file).read_bytes()


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One <em>two</em> &lt;b&gt;.</p> <ul><li>three</li></ul>", "One two &lt;b&gt;.\nthree"),
        ("a\n<pre><code>x = 1\n\ny</code></pre>\nb", "a\n\nb"),
        ("2 &lt; 3", "2 &lt; 3"),
        ("", ""),
    ],
)
def test_text_is_kept_without_tags_and_listings(html: str, text: str) -> None:
    assert plain(html) == text


def test_other_names_go_to_their_entry() -> None:
    docs = [{"location": "a.html#x", "text": "t"}, {"location": "a.html", "text": "u"}]
    assert with_aliases(docs, {"a.html#x": ["ex"], "lost.html": ["no"]}) == [{**docs[0], "aliases": ["ex"]}, docs[1]]


def test_no_index(tmp_path: Path) -> None:
    with pytest.raises(SearchIndexError, match="missing"):
        publish_search(tmp_path)


def test_an_empty_index_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SearchIndexError, match="no section"):
        publish_search(index(tmp_path, []))
