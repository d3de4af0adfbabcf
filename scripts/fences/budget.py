"""``budget`` fence -> a latency budget as a bar and a table."""

from __future__ import annotations

import html
from decimal import Decimal
from typing import Any

from markdown import Markdown

from scripts.content.budget import Budget, Parallel, Stage, plain, read_budget
from scripts.fences.place import place
from scripts.fences.values import fill, fill_plain

__all__ = ["Budget", "format_budget", "read_budget"]


def _share(ms: Decimal, total: Decimal) -> str:
    return f"{float(ms / total * 100):.4f}".rstrip("0").rstrip(".")


def _segment(number: str, width: str) -> str:
    idle = "" if width == "100" else " budget-idle"
    return f'<span class="budget-segment{idle}" style="width:{width}%"><b>{number}</b></span>'


def _bar(budget: Budget) -> str:
    """Return the bar: one segment a row, parallel rows one above the other; numbers refer to the table."""
    total, parts = budget.total_ms, []
    for number, row in enumerate(budget.rows, 1):
        if isinstance(row, Parallel):
            lanes = "".join(
                _segment(f"{number}{chr(96 + lane)}", _share(stage.ms, row.ms))
                for lane, stage in enumerate(row.parallel, 1)
            )
            parts.append(f'<span class="budget-parallel" style="width:{_share(row.ms, total)}%">{lanes}</span>')
        else:
            parts.append(_segment(str(number), _share(row.ms, total)))
    return f'<div class="budget-bar" aria-hidden="true" data-search-exclude>{"".join(parts)}</div>'


def _row(number: str, stage: Stage, counts: bool, md: Markdown) -> str:
    note = f' <span class="budget-note">{fill(stage.note, md)}</span>' if stage.note else ""
    css = "" if counts else ' class="budget-hidden"'
    apart = "" if counts else f'<span class="budget-note">{"," if note else ""} in parallel</span>'
    return (
        f'<tr{css}><td class="budget-number" data-search-exclude>{number}</td>'
        f'<th scope="row">{fill(stage.stage, md)}{note}{apart}</th>'
        f'<td class="budget-ms" data-search-exclude>{plain(stage.ms)} ms</td></tr>'
    )


def _rows(budget: Budget, md: Markdown) -> str:
    rows = []
    for number, row in enumerate(budget.rows, 1):
        if isinstance(row, Parallel):
            rows += [
                _row(f"{number}{chr(96 + lane)}", stage, stage is row.slowest, md)
                for lane, stage in enumerate(row.parallel, 1)
            ]
        else:
            rows.append(_row(str(number), row, True, md))
    return "".join(rows)


def format_budget(
    source: str, language: str, css_class: str, options: dict[str, Any], md: Markdown, **kwargs: Any
) -> str:
    """Return the HTML of a latency budget. The table is the text alternative of the bar.

    Raises:
        ContentError: with file and line, also when the rows do not add up to the total.
    """
    budget = read_budget(source, *place(md, "budget", source))
    percentile = f" ({html.escape(budget.percentile)})" if budget.percentile else ""
    return (
        f'<figure class="budget"><figcaption>{fill(budget.title, md)}{percentile}</figcaption>{_bar(budget)}'
        f'<table class="budget-table" aria-label="{html.escape(fill_plain(budget.title, md))}">'
        "<thead data-search-exclude><tr>"
        '<th scope="col"><span class="budget-key">No.</span></th><th scope="col">Stage</th><th scope="col">Time</th>'
        f"</tr></thead><tbody>{_rows(budget, md)}</tbody><tfoot data-search-exclude><tr><td></td>"
        f'<th scope="row">Total</th><td class="budget-ms">{plain(budget.total_ms)} ms</td></tr></tfoot></table>'
        "</figure>"
    )
