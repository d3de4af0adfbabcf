"""Arbitrary input, bounded: nothing raises, nothing hangs, places are in the file, mending comes to rest."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from markdown import Markdown
from pymdownx.snippets import SnippetExtension

from scripts.checks import markup
from scripts.checks.cache import Cache
from scripts.checks.diagram_clicks import targets
from scripts.checks.diagram_house import check_house
from scripts.checks.diagram_losses import check_losses
from scripts.checks.diagram_mends import mend
from scripts.checks.diagrams import Diagram, check_syntax
from scripts.checks.files import decode
from scripts.checks.fixes import apply_edits
from scripts.checks.html_scan import scan_html
from scripts.checks.issues import Edit, Place
from scripts.checks.mermaid import Judge
from scripts.checks.pages import Link
from scripts.checks.schemes import check_scheme, is_external
from scripts.checks.settings import HouseRules
from scripts.checks.snippets import Line, Snippets
from scripts.checks.suggest import nearest, nearest_path
from tests.checks.books import ROOT, check_book, write_book

MANY = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
FEW = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
PIECES = st.sampled_from(
    [
        "[a](b.md)",
        "[a](guide.md#x)",
        "![x](y.png)",
        "[a][b]",
        "[b]: guide.md",
        "[^1]",
        "[^1]: t",
        "# H",
        "## H {#i}",
        "{#i}",
        "<a href='x.md'>",
        "<b id=i>",
        "</a>",
        "```",
        "```mermaid",
        "~~~",
        "flowchart LR",
        "A-->B",
        '--8<-- "flow.mmd"',
        "--8<--",
        ";--8<--",
        '  --8<-- "two.txt:part"',
        '--8<-- "two.txt:2:3"',
        "two.txt",
        ";two.txt",
        '--8<-- "flow.mmd:1:1,3:4"',
        "!!! note",
        "??? q",
        '=== "T"',
        "    ",
        "\t",
        "> ",
        "- ",
        "1. ",
        "|a|b|",
        "|-|-|",
        "---",
        "***",
        "`",
        "``",
        "$$",
        "$x$",
        "<!--",
        "-->",
        "<div markdown>",
        "</div>",
        "&lt;",
        "\\",
        "](",
        ")",
        "[",
        "]",
        "(",
        "{",
        "}",
        "%",
        "%zz",
        "javascript:x",
        "https://a.b/c",
        "http:/x",
        "mailto:x",
        "é",
        "日本",
        "\u202e",
        "\u00a0",
        "\u2028",
        "\f",
        "\ufeff",
        "\x07",
    ]
)
MARKDOWN = st.lists(st.one_of(PIECES, st.text(max_size=8)), max_size=40).flatmap(
    lambda parts: st.lists(st.sampled_from(["", " ", "\n", "\n\n"]), min_size=len(parts), max_size=len(parts)).map(
        lambda gaps: "".join(part + gap for part, gap in zip(parts, gaps, strict=True))
    )
)
WORDS = st.sampled_from(
    [
        "flowchart LR",
        "sequenceDiagram",
        "stateDiagram-v2",
        "erDiagram",
        "gantt",
        "pie",
        "mindmap",
        "classDiagram",
        "timeline",
        "A",
        "B",
        "-->",
        "---",
        "->>",
        ":",
        '"x"',
        '"',
        "[",
        "]",
        "(",
        ")",
        "{",
        "}",
        "<user_id>",
        "<br/>",
        "#",
        "#35;",
        ";",
        "end",
        "subgraph S",
        "style A fill:#f00",
        "class A x",
        "click A",
        "click A href",
        "linkStyle 0",
        "classDef x fill:#f00",
        ":::x",
        "%% c",
        "%%{init: {",
        "}}%%",
        "---",
        "title: T",
        "accTitle: t",
        "accDescr {",
        "}",
        "loop",
        "alt",
        "note",
        "%%{",
        "\\",
        "é",
        "2026-01-01",
        "after a",
        "section S",
        "participant A",
        "||--o{",
        "<|--",
        "direction TB",
        "@{ shape: rect }",
        "&",
        "|",
        "`",
    ]
)
MERMAID = st.lists(st.tuples(WORDS, st.sampled_from([" ", "\n", "\n  ", ""])), max_size=25).map(
    lambda parts: "".join(word + gap for word, gap in parts)
)


@pytest.fixture(scope="module")
def judge() -> Iterator[Judge]:
    with Judge([ROOT], Cache(None), seconds=5) as running:
        yield running


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Files that include each other and themselves."""
    folder = tmp_path_factory.mktemp("base")
    (folder / "flow.mmd").write_text('one\n--8<-- "two.txt"\n    --8<-- "flow.mmd"\nlast')
    (folder / "two.txt").write_text(
        "--8<-- [start:part]\ntwo\n--8<--\nflow.mmd\n--8<--\n--8<-- [end:part]\n;--8<-- [start:q]\n"
    )
    return folder


def diagram_of(text: str) -> Diagram:
    return Diagram(text, tuple(Line(line, "x.mmd", number) for number, line in enumerate(text.split("\n"), 1)))


@FEW
@given(MARKDOWN)
@example("\x1e```")
@example("a\u2028b\x85c\n```mermaid\n\x0cflowchart LR\n")
def test_any_page(text: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        config = write_book(Path(folder), {"docs/x.md": f"# X\n\n{text}"})
        for each in check_book(config, seconds=10).issues:
            assert each.place.file in ("docs/x.md", "diagrams/flow.mmd")
            assert each.place.line <= text.count("\n") + 3 + text.count("\r")
            assert each.message
            assert "\n" not in each.message


@MANY
@given(st.binary(max_size=300))
def test_any_bytes(data: bytes) -> None:
    text = decode(data, "x.md")
    assert text.usable == (not any(each.severity == "error" for each in text.issues))
    assert "\r" not in text.text
    assert "\0" not in text.text


@MANY
@given(MARKDOWN)
def test_masks_keep_every_offset(text: str) -> None:
    masked = markup.mask(text)
    assert len(masked) == len(text)
    assert [i for i, char in enumerate(masked) if char == "\n"] == [i for i, char in enumerate(text) if char == "\n"]
    for found in (*markup.addresses(masked), *markup.references(masked), *markup.definitions(masked)):
        assert 0 <= found.offset <= len(text)


@MANY
@given(MARKDOWN)
def test_snippets_expand_as_the_extension_does(base: Path, text: str) -> None:
    text = text.replace("\r", "").replace("\f", "").replace("\0", "")
    options = {"base_path": [str(base)]}
    md = Markdown(extensions=[SnippetExtension(**options)])
    theirs = md.preprocessors["snippet"].run(text.split("\n"))
    ours = Snippets(options, ROOT).expand(text, "docs/x.md")
    assert [line.text for line in ours.lines] == theirs


@MANY
@given(MARKDOWN)
def test_any_html(text: str) -> None:
    scan = scan_html(text)
    assert all(isinstance(each.value, str) for each in scan.addresses)


@MANY
@given(st.one_of(st.text(max_size=60), PIECES))
def test_any_address(text: str) -> None:
    link = Link(text, "a", "markdown", Place("x.md"))
    for each in check_scheme(link):
        assert is_external(text)
        assert each.code.startswith("link-")
    assert nearest(text, ["a", "b c", text]) in ("", "a", "b c", text)
    assert nearest_path(text, []) == ""


@settings(MANY, max_examples=250)
@given(MERMAID)
def test_any_diagram(judge: Judge, text: str) -> None:
    if not text.strip():
        return
    diagram = diagram_of(text)
    verdicts = judge.ask([text])
    issues = mend(check_syntax([diagram], verdicts, {}), [diagram], verdicts, judge.ask)
    issues += check_losses([diagram], verdicts, ("x",))
    issues += check_house([diagram], verdicts, HouseRules(require_title=True, classes=("x",), forbid=("style", "init")))
    assert list(targets(diagram, verdicts[text]["type"])) is not None
    assert verdicts[text]["ok"] or any(each.severity == "error" for each in issues)
    for each in issues:
        assert 1 <= each.place.line <= text.count("\n") + 1
        assert each.place.column >= 1
        if each.edit:
            start = each.edit.place.column - 1
            line = text.split("\n")[each.edit.place.line - 1]
            assert line[start : start + len(each.edit.old)] == each.edit.old


@MANY
@given(
    st.text(alphabet="ab\n", max_size=60),
    st.lists(
        st.tuples(st.integers(1, 6), st.integers(1, 8), st.text("ab", max_size=3), st.text("abc\n", max_size=4)),
        max_size=6,
    ),
)
def test_edits_change_only_what_they_name(text: str, raw: list[tuple[int, int, str, str]]) -> None:
    edits = [Edit(Place("x", line, column), old, new) for line, column, old, new in raw]
    changed, count = apply_edits(text, edits)
    assert 0 <= count <= len(edits)
    if not count:
        assert changed == text
    if not any(edit.old != edit.new for edit in edits):
        assert changed == text
