"""Draws a plot as SVG that takes its colors from the page and is the same, byte for byte, on every build."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Callable
from typing import Any

from scripts.content.chart import Chart
from scripts.content.number import Style, write

# Matplotlib writes colors as hex numbers; these stand for the page's variables and are replaced in the SVG.
_COLORS = {
    "#010101": "var(--atlas-ink, #16181d)",
    "#020202": "var(--atlas-muted, #565c66)",
    "#030303": "var(--atlas-hair, #e3e6eb)",
    "#040401": "var(--atlas-online-stroke, #0f766e)",
    "#040402": "var(--atlas-model-stroke, #6b46c1)",
    "#040403": "var(--atlas-store-stroke, #9a6410)",
    "#040404": "var(--atlas-human-stroke, #b83250)",
    "#040405": "var(--atlas-offline-stroke, #3b5ba9)",
    "#040406": "var(--atlas-external-stroke, #63636c)",
}
_INK, _MUTED, _RULE, *_SERIES = _COLORS
_DASHES: tuple[tuple[float, ...], ...] = ((), (6, 3), (1.5, 2.5), (8, 3, 1.5, 3), (3, 1.5), (10, 3, 2, 3, 2, 3))
_NAMED = {"solid": _DASHES[0], "dashed": _DASHES[1], "dotted": _DASHES[2], "dashdot": _DASHES[3]}
_PLAIN = Style(1.0, "", ("", " k", " M", " B", " T"), "", "")
WIDTH, HEIGHT = 380, 250
_POINTS_PER_INCH = 72
_LINE, _TYPE = 1.8, 12
_HATCHES = ("", "////", "....", "xxxx", "----", "||||")  # bars that are told apart in gray
_BARS = 0.8  # share of the room between two ticks


def _dashes(chart: Chart) -> list[tuple[float, ...]]:
    """Return the dash pattern of each curve: the named one, else the next that no other curve has."""
    named = [_NAMED[curve.style] if curve.style else None for curve in chart.curves]
    free = [pattern for pattern in _DASHES if pattern not in named]
    return [pattern if pattern is not None else free.pop(0) for pattern in named]


def _line_swatch(color: str, dashes: tuple[float, ...]) -> str:
    pattern = f' stroke-dasharray="{" ".join(f"{dash:g}" for dash in dashes)}"' if dashes else ""
    return f'<line x1="0" y1="4" x2="30" y2="4" stroke="{color}" stroke-width="2"{pattern}/>'


def _bar_swatch(color: str, number: int) -> str:
    def lines(shift: int) -> str:
        return "".join(f'<line x1="{x}" y1="7.5" x2="{x + shift}" y2="0.5" stroke="{color}"/>' for x in range(5, 25, 4))

    dots = "".join(f'<circle cx="{x}" cy="4" r="1" fill="{color}"/>' for x in range(4, 28, 4))
    level = "".join(f'<line x1="1" y1="{y}" x2="29" y2="{y}" stroke="{color}"/>' for y in (2.8, 5.2))
    inside = ("", lines(4), dots, lines(4) + lines(-4), level, lines(0))[number]
    fill = "none" if number else color
    return f'<rect x="0.5" y="0.5" width="29" height="7" fill="{fill}" stroke="{color}"/>{inside}'


def swatches(chart: Chart) -> list[str]:
    """Return a small SVG line or bar for each curve, for the legend."""
    colors = [_COLORS[color] for color in _SERIES]
    if chart.x.ticks:
        drawn = [
            _bar_swatch(color, number) for number, (color, _) in enumerate(zip(colors, chart.curves, strict=False))
        ]
    else:
        drawn = [_line_swatch(color, dashes) for color, dashes in zip(colors, _dashes(chart), strict=False)]
    head = '<svg class="plot-swatch" viewBox="0 0 30 8" width="30" height="8" aria-hidden="true" focusable="false">'
    return [f"{head}{swatch}</svg>" for swatch in drawn]


def _axes(figure: Any, chart: Chart, label: Callable[[str], str]) -> Any:
    from matplotlib.ticker import FuncFormatter, NullFormatter

    axes = figure.add_subplot()
    axes.set_xscale(chart.x.scale)
    axes.set_yscale(chart.y.scale)
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(FuncFormatter(lambda value, _: write(value, _PLAIN)))
        axis.set_minor_formatter(NullFormatter())
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    for side in ("left", "bottom"):
        axes.spines[side].set_color(_MUTED)
    axes.tick_params(which="both", color=_MUTED, labelcolor=_INK, labelsize=_TYPE, width=0.8)
    axes.grid(True, which="major", color=_RULE, linewidth=0.8)
    axes.set_axisbelow(True)
    if chart.x.ticks:
        axes.set_xticks(chart.across, [label(tick) for tick in chart.x.ticks], parse_math=False)
    elif chart.x.scale == "linear":
        axes.locator_params(axis="x", nbins=6)
    if chart.y.scale == "linear":
        axes.locator_params(axis="y", nbins=6)
    return axes


def _draw_curves(axes: Any, chart: Chart) -> None:
    for number, (curve, color, dashes) in enumerate(zip(chart.curves, _SERIES, _dashes(chart), strict=False)):
        heights = [float("nan") if y is None else y for y in curve.heights]
        if chart.x.ticks:
            width = _BARS / len(chart.curves)
            places = [x - _BARS / 2 + (number + 0.5) * width for x in chart.across]
            axes.bar(places, heights, width * 0.92, facecolor="none" if number else color, edgecolor=color,
                     hatch=_HATCHES[number], linewidth=1.0)  # fmt: skip
        else:
            style = (0, tuple(dash / _LINE for dash in dashes)) if dashes else "solid"
            axes.plot(chart.across, heights, color=color, linewidth=_LINE, linestyle=style,
                      marker="o" if curve.points else None, markersize=5)  # fmt: skip


def _marks(axes: Any, chart: Chart, label: Callable[[str], str]) -> None:
    """Draw each mark with its label on the side that has room."""
    for x, y, text in chart.marks:
        axes.plot([x], [y], marker="o", markersize=6, markerfacecolor=_INK, markeredgecolor=_INK, linestyle="none")
        across, up = axes.transAxes.inverted().transform(axes.transData.transform((x, y)))
        left, below = across > 0.55, up > 0.8
        axes.annotate(
            label(text), (x, y), xytext=(-8 if left else 8, -8 if below else 8), textcoords="offset points",
            ha="right" if left else "left", va="top" if below else "bottom", fontsize=_TYPE, color=_INK,
            parse_math=False,
        )  # fmt: skip


def _clean(svg: str, key: str, title: str) -> str:
    """Return the ``svg`` element with ids of its own, the page's colors and font, and no size but its proportions."""
    svg = svg[svg.index("<svg") :].strip()
    svg = re.sub(r"<metadata>.*?</metadata>\s*", "", svg, flags=re.DOTALL)
    # This rule would reach every drawing on the page.
    svg = re.sub(r"<defs>\s*<style.*?</style>\s*</defs>\s*", "", svg, count=1, flags=re.DOTALL)
    svg = re.sub(r'\bid="', f'id="{key}-', svg)
    svg = re.sub(r'(href="|url\()#', rf"\1#{key}-", svg)
    svg = re.sub(r"font: (\d+(?:\.\d+)?)px [^;\"]*", r"font-size: \1px", svg)
    svg = re.sub(r"font-family: [^;\"]*;?", "", svg)
    for color, variable in _COLORS.items():
        svg = svg.replace(color, variable)
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'viewBox="0 0 {WIDTH} {HEIGHT}" width="100%" role="img" data-search-exclude aria-labelledby="{key}-title">'
        f'<title id="{key}-title">{title}</title>'
    )
    body = svg[svg.index(">") + 1 :]
    return head + re.sub(r"\s*\n\s*", "\n", re.sub(r"<!--.*?-->", "", body, flags=re.DOTALL))


def draw(chart: Chart, key: str, title: str, label: Callable[[str], str]) -> str:
    """Return the plot as one ``svg`` element.

    Args:
        chart: the curves or bars.
        key: starts every id, unique on the page.
        title: HTML-escaped name of the drawing for assistive technology.
        label: turns the text of a label into plain text (it fills in figures).
    """
    from matplotlib import rc_context
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    settings: Any = {"svg.fonttype": "none", "svg.hashsalt": "atlas", "font.family": "sans-serif",
                "font.sans-serif": ["DejaVu Sans"], "axes.unicode_minus": True}  # fmt: skip
    with rc_context(settings):
        figure = Figure(figsize=(WIDTH / _POINTS_PER_INCH, HEIGHT / _POINTS_PER_INCH), layout="constrained")
        FigureCanvasSVG(figure)
        axes = _axes(figure, chart, label)
        _draw_curves(axes, chart)
        axes.set_ylim(bottom=chart.y.start, top=chart.y.to)
        if not chart.x.ticks:
            first, last = min(chart.across), max(chart.across)
            axes.set_xlim(first if chart.x.start is None else chart.x.start, last if chart.x.to is None else chart.x.to)
        axes.set_xlabel(label(chart.x.label), fontsize=_TYPE, color=_INK, parse_math=False)
        axes.set_ylabel(label(chart.y.label), fontsize=_TYPE, color=_INK, parse_math=False)
        _marks(axes, chart, label)
        out = io.StringIO()
        figure.savefig(out, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    return _clean(out.getvalue(), key, title)


def key_of(source: str) -> str:
    """Return the start of the ids of the plot written in ``source``."""
    return "plot-" + hashlib.sha256(source.encode()).hexdigest()[:8]
