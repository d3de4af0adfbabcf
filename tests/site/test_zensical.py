"""The same book from Zensical, and the comparison itself."""

from __future__ import annotations

import pytest

from scripts.publish.zensical import KINDS, compare, differences, facts

PAGE = """<nav><h1>Menu</h1></nav><article><h1>Title<a class="headerlink">#</a></h1>
<figure class="diagram"><div class="mermaid">a --&gt; b</div><figcaption>One</figcaption></figure>
<span class="cited">He 2014</span></article>"""


def test_both_generators_build_the_same_book(capsys: pytest.CaptureFixture[str]) -> None:
    code = compare()
    said = capsys.readouterr()
    assert code == 0, said.out + said.err
    table = said.out.partition("Zensical ...")[2]
    assert [kind for kind in KINDS if f"  {kind} " not in table] == []
    assert "differs" not in table
    for kind in ("diagrams", "sheets", "estimates", "citations", "formulas"):
        row = next(line.split() for line in table.splitlines() if line.strip().startswith(kind + " "))
        assert int(row[1]) == int(row[2]) > 0


def test_facts_are_of_the_article_only() -> None:
    found = facts(PAGE)
    assert found["headings"] == ["Title"]
    assert found["diagrams"] == ["a --> b"]
    assert found["captions"] == ["One"]
    assert found["citations"] == ["He 2014"]
    assert found["sheets"] == []
    assert facts("<p>no article</p>") == {}


def test_each_kind_of_difference_is_told() -> None:
    ours = {"a.html": facts(PAGE), "b.html": facts(PAGE)}
    theirs = {"a.html": facts(PAGE.replace("He 2014", "He 2015")), "c.html": facts(PAGE)}
    assert differences(ours, theirs) == [
        "b.html: Zensical builds no such page",
        "c.html: only Zensical builds this page",
        "a.html: citations differ: 'He 2014' against 'He 2015'",
    ]
    without = {"a.html": facts(PAGE.replace('class="diagram"', 'class="other"'))}
    assert differences({"a.html": facts(PAGE)}, without) == [
        "a.html: 1 diagrams with MkDocs, 0 with Zensical",
        "a.html: 1 captions with MkDocs, 0 with Zensical",
    ]
    assert differences(ours, ours) == []
