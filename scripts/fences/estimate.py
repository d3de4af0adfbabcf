"""``estimate`` fence -> two tables (inputs; results with their working) that the reader can change in the browser."""

from __future__ import annotations

import html
import json
from typing import Any

from markdown import Markdown

from scripts.content.errors import ContentError
from scripts.content.estimate import Block, Entry
from scripts.content.located import located
from scripts.content.units import write_unit
from scripts.content.working import formulas_in, working
from scripts.fences.citations import citation_html
from scripts.fences.formulas import formula_link
from scripts.fences.place import place
from scripts.fences.values import figure_html, namespace_of


def _grade(entry: Entry, block: Block, md: Markdown) -> str:
    with located(block.file, entry.line):
        return citation_html(entry.grade, md)


def _input_row(entry: Entry, block: Block, md: Markdown) -> str:
    unit = html.escape(write_unit(entry.unit, many=True))
    return (
        f'<tr role="row"><th scope="row" role="rowheader">{html.escape(entry.label)}</th>'
        f'<td role="cell" class="estimate-value" data-input="{entry.name}" data-unit="{unit}" data-search-exclude>'
        f"{figure_html(entry.name, md)}</td>"
        f'<td role="cell" class="estimate-basis" data-search-exclude>{_grade(entry, block, md)}</td></tr>'
    )


def _result_row(entry: Entry, md: Markdown) -> str:
    tree = entry.tree if entry.tree is not None else 0.0
    shown = working(tree, lambda name: figure_html(name, md))
    shown += "".join(f" {formula_link(name, md)}" for name in formulas_in(tree))
    return (
        f'<tr role="row"><th scope="row" role="rowheader">{html.escape(entry.label)}</th>'
        f'<td role="cell" class="estimate-working" data-search-exclude>{shown}</td>'
        f'<td role="cell" class="estimate-value" data-search-exclude>{figure_html(entry.name, md)}</td></tr>'
    )


def _table(kind: str, name: str, heads: tuple[str, str, str], rows: list[str]) -> str:
    if not rows:
        return ""
    head = "".join(f'<th scope="col" role="columnheader">{text}</th>' for text in heads)
    return (
        f'<table class="estimate-{kind}" role="table" aria-label="{html.escape(name)}">'
        f'<thead role="rowgroup" data-search-exclude><tr role="row">{head}</tr></thead>'
        f'<tbody role="rowgroup">{"".join(rows)}</tbody></table>'
    )


def block_data(block: Block) -> dict[str, Any]:
    """Return what the browser needs: ``{"id", "entries"}``; an entry is its name, label, amount in the declared unit
    or null, tree or null, and style."""
    rows: list[list[Any]] = [
        [entry.name, entry.label, entry.amount if entry.is_input else None, entry.tree, entry.style.data()]
        for entry in block.entries
    ]
    return {"id": block.record.id, "entries": rows}


def _data(block: Block) -> str:
    return json.dumps(block_data(block), ensure_ascii=False).replace("<", "\\u003c")


def _block(source: str, md: Markdown) -> Block:
    file, line = place(md, "estimate", source)
    for block in namespace_of(md).blocks:
        if block.line == line:
            return block
    raise ContentError(
        "this estimate was not read", file=file, line=line, fix="is the extension scripts.fences.values in mkdocs.yml?"
    )


def format_estimate(
    source: str, language: str, css_class: str, options: dict[str, Any], md: Markdown, **kwargs: Any
) -> str:
    """Return the HTML of an estimate: readable as it is, with inputs once ``estimates.js`` runs.

    Raises:
        ContentError: with file and line, if the page's estimates cannot be read.
    """
    block = _block(source, md)
    title = html.escape(block.record.title)
    inputs = [_input_row(entry, block, md) for entry in block.entries if entry.is_input]
    results = [_result_row(entry, md) for entry in block.entries if not entry.is_input]
    return (
        f'<figure class="estimate" id="estimate-{block.record.id}">'
        f"<figcaption>{title}</figcaption>"
        + _table("inputs", f"{block.record.title}: inputs", ("Input", "Value", "Basis"), inputs)
        + _table("results", f"{block.record.title}: results", ("Result", "Working", "Value"), results)
        + f'<script type="application/json" class="estimate-data">{_data(block)}</script></figure>'
    )
