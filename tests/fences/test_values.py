"""Figures in the text: wherever Markdown allows text, and nowhere else."""

import json
from pathlib import Path

import pytest

from scripts.content.errors import ContentError
from scripts.fences.place import place, place_text, read_source
from scripts.fences.values import fill, fill_plain, namespace_of, value_html
from tests.fences.converter import TRAFFIC, convert, converter

FIGURE = "10 B impressions/day"


@pytest.mark.parametrize(
    ("text", "selector", "expected"),
    [
        ("We show {{ impressions }}.", "p", f"We show {FIGURE}."),
        ("{{impressions}}", "p", FIGURE),
        ("## Now {{ impressions }}", "h2", f"Now {FIGURE}"),
        ("- item {{ impressions }}", "li", f"item {FIGURE}"),
        ("**{{ impressions }}**", "p > strong > .computed", FIGURE),
        ("*{{ impressions }}*", "p > em > .computed", FIGURE),
        ("**about {{ impressions }} now**", "strong", f"about {FIGURE} now"),
        ("[{{ impressions }}](#x)", "a > .computed", FIGURE),
        ("> {{ impressions }}", "blockquote p", FIGURE),
        ('!!! note "{{ impressions }}"\n    text', ".admonition-title .computed", FIGURE),
        ("!!! note\n    {{ impressions }}", ".admonition .computed", FIGURE),
        ('??? question "Why {{ impressions }}?"\n    text', "summary", f"Why {FIGURE}?"),
        ('??? question "Why?"\n    - {{ impressions }}', "details li .computed", FIGURE),
        ('=== "Tab"\n    {{ impressions }}', ".tabbed-block .computed", FIGURE),
        ("<div markdown>\n{{ impressions }}\n</div>", "div .computed", FIGURE),
        ("text[^1]\n\n[^1]: {{ impressions }}", ".footnote .computed", FIGURE),
        ("| a | b |\n|---|---|\n| {{ impressions }} | x |", "td:first-child", FIGURE),
        ("| a | b |\n|---|---|\n| {{ impressions | users=2*users }} | x |", "td:first-child", "20 B impressions/day"),
        ("| a | b |\n|---|---|\n| {{ impressions \\| users=2*users }} | x |", "td:first-child", "20 B impressions/day"),
        ("| a | b |\n|---|---|\n| x | {{ #impressions | users=2*users }} |", "td:last-child", "20 B"),
        ("{{ impressions\n| users=2*users }}", "p", "20 B impressions/day"),
        ("{{ impressions | users=2*users, ads_per_user=2*ads_per_user }} *x*", "p", "40 B impressions/day x"),
        ("{{ keep }} and {{ kept }}", "p", "2.5% and 250 M impressions/day"),
    ],
)
def test_a_figure_stands_where_text_stands(text: str, selector: str, expected: str) -> None:
    page = convert(text + "\n\n" + TRAFFIC)
    found = page.select_one(selector)
    assert found is not None
    assert " ".join(found.text.split()) == expected
    outside = [span for span in page.select(".computed") if not span.find_parent("figure")]
    assert outside
    assert "{{" not in page.text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("`{{ impressions }}`", "{{ impressions }}"),
        ("`{{ impressions | users=1 }}`", "{{ impressions | users=1 }}"),
        ("`` {{ a | b }} ``", "{{ a | b }}"),
        ("```\n{{ a | b }}\n```", "{{ a | b }}"),
        ("    {{ a | b }}", "{{ a | b }}"),
        ("````markdown\n```estimate\n{{ a | b }}\n```\n````", "{{ a | b }}"),
        ("$x_{{a}}$", "x_{{a}}"),
        ("$$\nx_{{a|b}}\n$$", "x_{{a|b}}"),
        ("| a | b |\n|---|---|\n| `{{ a \\| b }}` | x |", "{{ a | b }}"),
    ],
)
def test_code_and_math_keep_their_braces(text: str, expected: str) -> None:
    page = convert(text)
    assert expected in page.text
    assert not page.select(".computed")


def test_the_span_carries_what_the_browser_needs() -> None:
    page = convert("{{ impressions in impression/s | users=5e6, ads_per_user=2*ads_per_user }}\n" + TRAFFIC)
    span = page.select_one("p > .computed")
    assert span is not None
    assert span["data-value"] == "impressions"
    assert json.loads(str(span["data-with"])) == [["users", 5e6], ["ads_per_user", ["*", 2, "ads_per_user"]]]
    assert json.loads(str(span["data-style"]))[0] == 1.0
    plain = convert("{{ impressions }}\n" + TRAFFIC).select_one("p > .computed")
    assert plain is not None
    assert set(plain.attrs) == {"class", "data-value"}


def test_each_page_has_its_own_names() -> None:
    md = converter()
    md.convert(TRAFFIC)
    assert "users" in namespace_of(md).entries
    md.reset()
    with pytest.raises(ContentError, match="no estimate of this page defines 'users'"):
        md.convert("{{ users }}")
    assert namespace_of(md).entries == {}


def test_texts_of_other_fences_are_filled_and_escaped() -> None:
    md = converter()
    md.convert(TRAFFIC)
    assert fill_plain("a < {{ keep }}", md) == "a < 2.5%"
    assert fill("a < {{ keep }}", md) == 'a &lt; <span class="computed" data-value="keep">2.5%</span>'
    assert fill("no figure & no span", md) == "no figure &amp; no span"
    assert value_html("keep", md) == '<span class="computed" data-value="keep">2.5%</span>'
    assert value_html("20 ms", md) == "20 ms"
    assert value_html("about {{ keep }}", md).startswith("about <span")
    with pytest.raises(ContentError, match="ads_per_usr"):
        value_html("ads_per_usr", md)


def test_a_fault_names_the_page_and_the_line_behind_front_matter(tmp_path: Path) -> None:
    body = "# Title\n\ntext\n\n| a |\n|---|\n| {{ usrs \\| users=1 }} |\n" + TRAFFIC
    (tmp_path / "page.md").write_text("---\ntitle: x\nkind: block\n---\n\n" + body, encoding="utf-8")
    md = converter("page.md")
    md.__dict__["atlas_source"] = source = read_source(md, body, tmp_path)
    assert (source.file, source.offset) == ("page.md", 5)
    assert place_text(md, "{{ usrs") == ("page.md", 12)
    assert place_text(md, "nowhere") == ("page.md", 0)
    with pytest.raises(ContentError) as error:
        converter("elsewhere.md").convert(body)
    assert (error.value.file, error.value.line) == ("elsewhere.md", 7)
    assert "nearest: users" in str(error.value)


def test_lines_count_in_the_page_and_not_behind_a_snippet(tmp_path: Path) -> None:
    (tmp_path / "long.mmd").write_text("a\n" * 50, encoding="utf-8")
    text = f'```mermaid\n--8<-- "long.mmd"\n```\n{TRAFFIC}\n```budget\ntotal: 1 ms\n```\n'
    md = converter("page.md", tmp_path)
    with pytest.raises(ContentError) as error:
        md.convert(text)
    line = text.splitlines().index("total: 1 ms") + 1
    assert (error.value.file, error.value.line) == ("page.md", line)
    assert place(md, "budget", "total: 1 ms") == ("page.md", line)
    assert place(md, "plot", "total: 1 ms") == ("page.md", 0)


def test_a_fence_inside_a_list_or_a_box_is_found() -> None:
    md = converter("page.md")
    box = '??? question "Why?"\n    Text.\n\n    ```budget\n    total: x\n    ```\n'
    with pytest.raises(ContentError) as error:
        md.convert(box)
    assert error.value.line == 5


def test_a_figure_cut_off_by_a_yaml_comment_is_refused_at_its_line() -> None:
    levels = (
        "```levels\nmoment: m\nmid: at most {{ #impressions }} a day\nsenior: s\nstaff: s\n"
        "added: {senior: a, staff: b}\n```"
    )
    with pytest.raises(ContentError, match="a figure does not close") as caught:
        convert(TRAFFIC + "\n\n" + levels)
    assert caught.value.line == (TRAFFIC + "\n\n").count("\n") + 3
