"""The plot fence: curves of the page's expressions, in the page's colors, the same on every build."""

import re

import pytest

from scripts.content.errors import ContentError
from scripts.content.estimate import read_namespace
from scripts.content.plot import read_plot
from tests.fences.converter import TRAFFIC, convert, converter

BODY = """title: What recalibration does at {{ keep }}
description: The curve stays below {{ keep }} until the model is sure.
x: {name: p, from: 0.001, to: 0.999, points: 50, label: Model output p}
y: {label: Recalibrated q}
series:
  - {label: "Negatives kept {{ keep }}", expr: p / (p + (1 - p) / keep)}
  - {label: Uncorrected, expr: p, style: dashed}
  - {label: Constant, expr: 0.5}
marks:
  - {x: 0.29, y: 0.01, label: "costs $5 < {{ keep }}"}
"""
LOG = """title: Growth
description: Both grow.
x: {name: n, from: 1, to: 1e9, points: 10, scale: log, label: Items}
y: {scale: log, label: ms}
series:
  - {label: Exact, expr: n * 1e-4}
"""


def page_with(*bodies: str) -> str:
    return TRAFFIC + "".join(f"\n```plot\n{body}```\n" for body in bodies)


def test_points_are_the_expression_with_quantities_in_their_declared_unit() -> None:
    _, drawing = read_plot(BODY, "page.md", 1, read_namespace(TRAFFIC, "page.md"))
    assert len(drawing.across) == 50
    assert drawing.across[0] == 0.001
    assert drawing.across[-1] == pytest.approx(0.999)
    for p, q, same in zip(drawing.across, drawing.curves[0].heights, drawing.curves[1].heights, strict=True):
        assert q == pytest.approx(p / (p + (1 - p) / 0.025))
        assert same == p
    users = (
        read_plot(BODY.replace("expr: 0.5", "expr: ads_per_user * p"), "", 1, read_namespace(TRAFFIC, ""))[1]
        .curves[2]
        .heights
    )
    assert users[0] == pytest.approx(20 * 0.001)


def test_a_log_axis_is_evenly_spaced_in_powers() -> None:
    across = read_plot(LOG, "", 1, read_namespace("", ""))[1].across
    assert across == pytest.approx([10.0**power for power in range(10)])


def test_a_curve_has_a_gap_where_it_has_no_value() -> None:
    body = LOG.replace("n * 1e-4", "1 / (n - 1)")
    assert read_plot(body, "", 1, read_namespace("", ""))[1].curves[0].heights[0] is None


def test_two_builds_are_the_same_byte_for_byte() -> None:
    assert converter().convert(page_with(BODY, LOG)) == converter().convert(page_with(BODY, LOG))


def test_ids_are_unique_on_the_page_and_all_references_resolve() -> None:
    page = convert(page_with(BODY, LOG))
    ids = [str(element["id"]) for element in page.select("figure.plot [id]")]
    assert ids
    assert len(ids) == len(set(ids))
    html = str(page)
    used = re.findall(r'href="#(plot-[^"]+)"|url\(#([^)]+)\)', html)
    assert used
    assert {one or other for one, other in used} <= set(ids)


def test_colors_and_fonts_come_from_the_page() -> None:
    svg = str(convert(page_with(BODY)).select_one("figure.plot > svg"))
    drawn = re.sub(r"var\([^)]*\)", "", svg)
    assert not re.search(r"#[0-9a-f]{6}\b", drawn)
    for name in ("ink", "muted", "hair", "online-stroke", "model-stroke", "store-stroke"):
        assert f"var(--atlas-{name}," in svg
    assert "DejaVu" not in svg
    assert "<style" not in svg
    assert "<metadata" not in svg
    assert not re.search(r"20\d\d-\d\d-\d\d", svg)


def test_series_differ_without_color() -> None:
    page = convert(page_with(BODY))
    dashes = [line.get("stroke-dasharray") for line in page.select(".plot-swatch line")]
    assert len(dashes) == 3
    assert len(set(dashes)) == 3
    drawn = set(re.findall(r"stroke-dasharray: ([\d., ]+)", str(page.select_one("figure.plot > svg"))))
    assert len(drawn) == 2


def test_texts_are_in_the_page_with_their_figures() -> None:
    page = convert(page_with(BODY))
    figure = page.select_one("figure.plot")
    assert figure is not None
    assert [item.text.strip() for item in figure.select(".plot-legend li")] == [
        "Negatives kept 2.5%", "Uncorrected", "Constant",
    ]  # fmt: skip
    assert figure.figcaption is not None
    assert figure.figcaption.text == "What recalibration does at 2.5%"
    assert "below 2.5% until" in figure.select("details p")[0].text
    svg = figure.select_one("svg[role=img]")
    assert svg is not None
    assert svg.select("title")[0].text == "What recalibration does at 2.5%"
    texts = [text.text for text in svg.select("text")]
    assert {"Model output p", "Recalibrated q", "costs $5 < 2.5%", "0.2"} <= set(texts)
    assert figure["data-drawn-with"] == "keep"


def test_the_drawing_scales_and_keeps_its_letters_readable_at_330_pixels() -> None:
    svg = convert(page_with(BODY)).select_one("figure.plot > svg")
    assert svg is not None
    assert svg["width"] == "100%"
    assert "height" not in svg.attrs
    width = float(str(svg["viewbox"]).split()[2])
    sizes = [float(size) for size in re.findall(r"font-size: ([\d.]+)px", str(svg))]
    assert sizes
    assert min(sizes) * 330 / width >= 9.5


@pytest.mark.parametrize(
    ("body", "old", "new", "fault"),
    [
        (BODY, "/ keep)", "/ kep)", "uses 'kep', which the page does not define"),
        (BODY, "expr: 0.5", "expr: 1 / (p - p)", "division by zero"),
        (BODY, "expr: 0.5", "expr: p.real", "'p.real' is not allowed"),
        (BODY, "from: 0.001", "from: 2", "'from' must be less than 'to'"),
        (BODY, "points: 50", "points: 1e9", "'x.points'"),
        (BODY, "style: dashed", "style: wavy", "'series.1.style'"),
        (BODY, "y: 0.01", "y: nothing", "unknown name 'nothing'"),
        (BODY, "y: {label: Recalibrated q}", "y: {scale: log, label: q}\n", "is not above 0 everywhere"),
        (LOG, "from: 1,", "from: 0,", "a log axis starts above 0"),
        (LOG, "title: Growth", "titel: Growth", "'title' is missing"),
    ],
)
def test_a_fault_stops_the_build_with_its_line(body: str, old: str, new: str, fault: str) -> None:
    assert old in body
    body = body.replace("expr: p,", "expr: p - 1,") if "log, label: q" in new else body
    with pytest.raises(ContentError) as error:
        convert(page_with(body.replace(old, new)))
    assert fault in str(error.value)
    assert error.value.line > TRAFFIC.count("\n")
