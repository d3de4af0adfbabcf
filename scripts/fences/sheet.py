"""Sheet fence -> the chapter's opening on screen, and its one printed page."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Any

from markdown import Markdown

from scripts.content.errors import ContentError
from scripts.content.fenced import fences
from scripts.content.sheet import (
    BlockSheet,
    Choice,
    FrameworkSheet,
    Number,
    Sheet,
    SystemSheet,
    Tradeoff,
    read_sheet,
)
from scripts.content.source import DOCS
from scripts.fences.budget import read_budget
from scripts.fences.diagram import figure
from scripts.fences.page import page_path
from scripts.fences.place import place
from scripts.fences.values import fill, value_html

DIAGRAMS = DOCS.parent / "diagrams"
LEGEND = ("online", "offline", "store", "model", "human", "external")
STEPS = {
    "clarify": "Clarify",
    "frame": "Frame",
    "data": "Data",
    "model": "Model",
    "evaluate": "Evaluate",
    "serve": "Serve",
    "monitor": "Monitor",
}


class _Writer:
    """Writes the parts of one sheet; texts may hold ``{{ name }}`` figures of the page."""

    def __init__(self, sheet: Sheet, md: Markdown, file: str, line: int) -> None:
        self.sheet, self.md, self.file, self.line = sheet, md, file, line

    def text(self, words: str) -> str:
        return fill(words, self.md)

    def box(self, name: str, heading: str, inner: str) -> str:
        return f'<div class="box box-{name}"><h2 class="box-title" data-search-exclude>{heading}</h2>{inner}</div>'

    def bullets(self, name: str, heading: str, texts: Iterable[str]) -> str:
        return self.box(name, heading, "<ul>" + "".join(f"<li>{self.text(words)}</li>" for words in texts) + "</ul>")

    def pairs(self, name: str, heading: str, pairs: Iterable[Choice | Tradeoff]) -> str:
        items = "".join(f"<li><b>{self.text(pair.name)}</b> {self.text(pair.text)}</li>" for pair in pairs)
        return self.box(name, heading, f"<ul>{items}</ul>")

    def numbers(self, numbers: Iterable[Number]) -> str:
        rows = "".join(
            f'<tr><th scope="row">{self.text(number.label)} <small>{self.text(number.how)}</small></th>'
            f"<td>{value_html(number.value, self.md)}</td></tr>"
            for number in numbers
        )
        return self.box("numbers", "Numbers", f'<table class="rows" data-search-exclude><tbody>{rows}</tbody></table>')

    def budget(self) -> str:
        """Return the page's first latency budget, empty where the page has none."""
        path = DOCS / self.file
        found = fences(path.read_text(encoding="utf-8")) if path.is_file() else ()
        for fence in found:
            if fence.lang == "budget":
                budget = read_budget(fence.body, self.file, fence.line)
                rows = "".join(
                    f'<tr><th scope="row">{self.text(row.stage)}</th><td>{row.ms:g} ms</td></tr>'
                    for row in budget.critical_path()
                )
                total = f'<tr class="total"><th scope="row">Total</th><td>{budget.total_ms:g} ms</td></tr>'
                return self.box(
                    "budget",
                    f"Latency, {escape(budget.percentile)}",
                    f'<table class="rows" data-search-exclude><tbody>{rows}{total}</tbody></table>',
                )
        return ""

    def sketch(self) -> str:
        path = DIAGRAMS / self.sheet.sketch
        if not path.is_file():
            raise ContentError(f"no diagram '{self.sheet.sketch}'", file=self.file, line=self.line, fix="draw it first")
        source = path.read_text(encoding="utf-8")
        used = [name for name in LEGEND if f":::{name}" in source]
        keys = "".join(f'<li class="key-{name}">{name}</li>' for name in used)
        legend = f'<ul class="legend" aria-label="Legend" data-search-exclude>{keys}</ul>' if used else ""
        return self.box("sketch", "Draw this", figure(source, caption=False) + legend)

    def center(self) -> str:
        """Return the sketch with the formula below it."""
        return f'<div class="center">{self.sketch()}{self.formula()}</div>'

    def formula_text(self) -> str:
        formula = self.sheet.formula
        if formula is None:
            return ""
        note = f" <small>{self.text(formula.note)}</small>" if formula.note else ""
        return f"<code>{self.text(formula.text)}</code>{note}"

    def formula(self) -> str:
        inner = self.formula_text()
        return self.box("formula", "Formula", f"<p>{inner}</p>") if inner else ""

    def steps(self, steps: dict[str, str]) -> str:
        """Return the seven steps; the formula takes the eighth cell."""
        items = "".join(f"<li><b>{STEPS[name]}</b> {self.text(words)}</li>" for name, words in steps.items())
        inner = self.formula_text()
        last = f'<p class="by-heart">{inner}</p>' if inner else ""
        return self.box("steps", "Seven steps", f'<div class="cells"><ol>{items}</ol>{last}</div>')

    def lead(self, words: str) -> str:
        return f'<p class="lead">{self.text(words)}</p><p class="area">{escape(self.sheet.area)}</p>'


def _system(sheet: SystemSheet, write: _Writer) -> str:
    fields = sheet.fields.model_dump()
    metrics = "".join(
        f"<div><dt>{name}</dt><dd>{write.text(fields[field])}</dd></div>"
        for name, field in (
            ("Offline", "offline_metric"),
            ("Online", "online_metric"),
            ("Guardrails", "guardrails"),
        )
    )
    card = "".join(
        f"<div><dt>{name.replace('_', ' ').capitalize().replace('Ml ', 'ML ')}</dt><dd>{write.text(words)}</dd></div>"
        for name, words in fields.items()
    )
    return "".join(
        (
            write.lead(f"“{sheet.prompt}”"),
            '<div class="beside">',
            write.bullets("assume", "Assume", sheet.assumptions),
            write.numbers(sheet.numbers),
            write.budget(),
            "</div>",
            write.sketch(),
            write.steps(sheet.steps.model_dump()),
            write.box("metrics", "Metrics", f"<dl>{metrics}</dl>"),
            write.pairs("tradeoffs", "Trade-offs", sheet.tradeoffs),
            write.bullets("traps", "Traps", sheet.traps),
            write.bullets("asks", "They will ask", sheet.followups),
            '<details class="card" data-search-exclude><summary>All fields of this system</summary>',
            f"<dl>{card}</dl></details>",
        )
    )


def _block(sheet: BlockSheet, write: _Writer) -> str:
    return "".join(
        (
            write.lead(sheet.what),
            '<div class="beside">',
            write.bullets("need", "Use it when", sheet.need_when),
            write.bullets("skip", "Skip it when", sheet.skip_when),
            write.numbers(sheet.numbers),
            write.budget(),
            "</div>",
            write.center(),
            write.pairs("choices", "Choices", sheet.choices),
            write.bullets("failures", "How it fails", sheet.failures),
            write.bullets("asks", "They will ask", sheet.probes),
        )
    )


def _framework(sheet: FrameworkSheet, write: _Writer) -> str:
    levels = "".join(
        f"<div><dt>{level.capitalize()}</dt><dd>{write.text(words)}</dd></div>"
        for level, words in sheet.levels.model_dump().items()
    )
    minutes = f"<b>{sheet.minutes} minutes.</b> " if sheet.minutes else ""
    return "".join(
        (
            write.lead(sheet.produces).replace('<p class="lead">', f'<p class="lead">{minutes}', 1),
            '<div class="beside">',
            write.bullets("asks", sheet.headings.asks, sheet.asks),
            write.numbers(sheet.numbers) if sheet.numbers else "",
            write.bullets("mistakes", sheet.headings.mistakes, sheet.mistakes),
            "</div>",
            write.center(),
            write.pairs("choices", sheet.headings.decides, sheet.decides),
            write.box("metrics", "Levels", f"<dl>{levels}</dl>"),
        )
    )


def format_sheet(source: str, language: str, css_class: str, options: dict[str, Any], md: Markdown, **_: Any) -> str:
    """Superfences formatter of the ``sheet`` fence.

    Raises:
        ContentError: the sheet does not fit its record, names an unknown figure, or its sketch is missing.
    """
    file, line = place(md, "sheet", source)
    file = file or page_path(md)
    sheet = read_sheet(source, file=file, first_line=line)
    write = _Writer(sheet, md, file, line)
    match sheet:
        case SystemSheet():
            kind, inner = "system", _system(sheet, write)
        case BlockSheet():
            kind, inner = "block", _block(sheet, write)
        case _:
            kind, inner = "framework", _framework(sheet, write)
    buttons = (
        '<p class="sheet-actions" data-search-exclude hidden>'
        '<button type="button" data-print="sheet">Print this sheet</button>'
        '<button type="button" data-print="chapter">Print the whole chapter</button></p>'
    )
    address = file.removesuffix(".md")
    foot = (
        '<p class="sheet-foot" data-search-exclude><span>ML System Design Atlas</span>'
        f"<span>{escape(address)}</span></p>"
    )
    return f'<section class="sheet sheet-{kind}" aria-label="Sheet">{inner}{foot}{buttons}</section>'
