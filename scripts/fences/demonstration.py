"""``demonstration`` fence -> the figure of an experiment, its results, and its script, folded."""

from __future__ import annotations

import html
import json
from typing import Any

from markdown import Markdown
from pygments import highlight
from pygments.formatters.html import HtmlFormatter
from pygments.lexers.python import PythonLexer

from scripts.content.demonstration import read_demonstration, script_path
from scripts.content.errors import ContentError
from scripts.fences.estimate import block_data
from scripts.fences.place import place
from scripts.fences.plot import figure_body
from scripts.fences.plot_svg import key_of
from scripts.fences.values import figure_html, namespace_of


def format_demonstration(
    source: str, language: str, css_class: str, options: dict[str, Any], md: Markdown, **kwargs: Any
) -> str:
    """Return the HTML of a demonstration.

    Raises:
        ContentError: with file and line.
    """
    file, line = place(md, "demonstration", source)
    name, outcome = read_demonstration(source, file, line)
    block = next((block for block in namespace_of(md).blocks if block.record.id == f"demonstration-{name}"), None)
    if block is None:
        raise ContentError(
            "this demonstration was not read", file=file, line=line,
            fix="is the extension scripts.fences.values in mkdocs.yml?",
        )  # fmt: skip
    rows = "".join(
        f'<tr role="row"><th scope="row" role="rowheader">{html.escape(entry.label)}</th>'
        f'<td role="cell" class="estimate-value">{figure_html(entry.name, md)}</td></tr>'
        for entry in block.entries
    )
    code = script_path(name).read_text(encoding="utf-8")
    shown = highlight(code, PythonLexer(), HtmlFormatter(cssclass="highlight", wrapcode=True))
    data = json.dumps(block_data(block), ensure_ascii=False).replace("<", "\\u003c")
    return (
        f'<figure class="plot demonstration" id="demonstration-{name}">'
        + figure_body(outcome, key_of(name), outcome.title, outcome.description, md)
        + f'<table class="demonstration-results" role="table" aria-label="{html.escape(outcome.title)}: results">'
        f'<tbody role="rowgroup">{rows}</tbody></table>'
        f'<details class="in-words script" data-search-exclude><summary>The experiment, {len(code.splitlines())} lines '
        f"of Python that made this figure</summary>{shown}</details>"
        f'<script type="application/json" class="estimate-data">{data}</script></figure>'
    )
