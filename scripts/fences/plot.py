"""``plot`` fence -> a drawn figure with caption, legend and its description in words."""

from __future__ import annotations

import html
from typing import Any

from markdown import Markdown

from scripts.content.chart import Chart
from scripts.content.expression import names, parse
from scripts.content.formula import library
from scripts.content.plot import Plot, read_plot
from scripts.fences.place import place
from scripts.fences.plot_svg import draw, key_of, swatches
from scripts.fences.values import fill, fill_plain, namespace_of


def _inputs(plot: Plot, md: Markdown) -> str:
    """Return the names of the page that the plot was drawn with, for the browser to notice when they change."""
    entries = namespace_of(md).entries
    texts = [series.expr for series in plot.series] + [str(part) for mark in plot.marks for part in (mark.x, mark.y)]
    used = {name for text in texts for name in names(parse(text, library())) if name in entries}
    return " ".join(sorted(used))


def figure_body(chart: Chart, key: str, title: str, description: str, md: Markdown) -> str:
    """Return the inside of a figure with axes: the drawing, its legend, its caption and its description in words."""
    svg = draw(chart, key, html.escape(fill_plain(title, md)), lambda text: fill_plain(text, md))
    legend = "".join(
        f"<li>{swatch} {fill(curve.label, md)}</li>"
        for swatch, curve in zip(swatches(chart), chart.curves, strict=True)
    )
    return (
        f'{svg}<ul class="plot-legend" aria-label="Legend">{legend}</ul>'
        f"<figcaption>{fill(title, md)}</figcaption>"
        f'<details class="in-words"><summary>In words</summary><p>{fill(description, md)}</p></details>'
    )


def format_plot(
    source: str, language: str, css_class: str, options: dict[str, Any], md: Markdown, **kwargs: Any
) -> str:
    """Return the HTML of a plot.

    Raises:
        ContentError: with file and line.
    """
    plot, chart = read_plot(source, *place(md, "plot", source), namespace_of(md))
    body = figure_body(chart, key_of(source), plot.title, plot.description, md)
    return f'<figure class="plot" data-drawn-with="{_inputs(plot, md)}">{body}</figure>'
