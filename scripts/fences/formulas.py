"""``formulas`` fence -> the formula library as a table; and the link from a row's working to its formula."""

from __future__ import annotations

from html import escape
from typing import Any

from markdown import Markdown

from scripts.content.call import substitute
from scripts.content.errors import ContentError
from scripts.content.formula import DERIVED, FormulaRecord, library, records
from scripts.content.units import parse_unit, write_unit
from scripts.content.working import working
from scripts.fences.citations import citation_html
from scripts.fences.page import link_from, page_path

PAGE = "framework/estimation.md"
GROUPS = {
    "traffic": "Traffic and storage",
    "memory": "Memory",
    "compute": "Compute",
    "latency": "Latency and funnels",
    "labels": "Labels and probabilities",
    "test": "A/B tests",
    "cost": "Cost",
}


def _anchor(name: str) -> str:
    return "formula-" + name.replace("_", "-")


def formula_link(name: str, md: Markdown) -> str:
    """Return the link to the formula ``name`` in the table of formulas."""
    page = page_path(md)
    address = f"#{_anchor(name)}" if page == PAGE else link_from(page, PAGE, _anchor(name))
    meaning = escape(records()[name].meaning)
    return f'<a class="formula-name" href="{address}" title="{meaning}">{name}</a>'


def _takes(record: FormulaRecord) -> str:
    parts = []
    for name, item in record.takes.items():
        unit = "" if item.unit in ("count", "number") else write_unit(parse_unit(item.unit), many=False)
        parts.append(f"<var>{name}</var> {escape(item.means)}" + (f" ({escape(unit)})" if unit else ""))
    return "; ".join(parts)


def _row(record: FormulaRecord, md: Markdown) -> str:
    tree = substitute(library()[record.name].body, {name: name for name in record.takes})
    body = working(tree, lambda name: f"<var>{name}</var>")
    source = "derived" if record.source == DERIVED else citation_html(record.source, md)
    return (
        f'<tr role="row" id="{_anchor(record.name)}">'
        f'<th scope="row" role="rowheader"><code>{record.name}</code></th>'
        f'<td role="cell"><span class="formula-body">{body}</span></td>'
        f'<td role="cell">{escape(record.meaning)}. <span class="formula-takes">{_takes(record)}</span></td>'
        f'<td role="cell" class="estimate-basis">{source}</td></tr>'
    )


def format_formulas(
    source: str, language: str, css_class: str, options: dict[str, Any], md: Markdown, **kwargs: Any
) -> str:
    """Superfences formatter of the ``formulas`` fence: the whole library (empty body), or one group of it by its name.

    Raises:
        ContentError: there is no such group.
    """
    wanted = source.strip()
    if wanted and wanted not in GROUPS:
        raise ContentError(f"there is no group of formulas '{wanted}'", fix=f"groups: {', '.join(GROUPS)}")
    heads = ("Call", "Formula", "What it gives", "Source")
    head = "".join(f'<th scope="col" role="columnheader">{text}</th>' for text in heads)
    tables = []
    for group, title in GROUPS.items():
        if wanted in ("", group):
            rows = "".join(_row(record, md) for record in records().values() if record.group == group)
            tables.append(
                f'<table class="formulas-table" role="table" aria-label="{title}"><caption>{title}</caption>'
                f'<thead role="rowgroup"><tr role="row">{head}</tr></thead>'
                f'<tbody role="rowgroup">{rows}</tbody></table>'
            )
    return f'<figure class="formulas">{"".join(tables)}</figure>'
