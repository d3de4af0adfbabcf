"""Publish step: every formula of the built site is drawn by KaTeX at build time; pages load no KaTeX."""

from __future__ import annotations

import html
import json
import re
import subprocess
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from scripts.node import node

FORMULA = re.compile(
    r'<(?P<tag>span|div) class="arithmatex">(?:\\\((?P<inline>.*?)\\\)|\\\[(?P<block>.*?)\\\])</(?P=tag)>', re.S
)
SCRIPTS = re.compile(r'\s*<script\b[^>]*\bsrc="[^"]*(?:katex(?:-auto-render)?\.min|js/math)\.js"[^>]*></script>')
STYLE = re.compile(r'\s*<link\b[^>]*\bhref="[^"]*katex\.min\.css"[^>]*>')
ROOT = Path(__file__).resolve().parents[2]


class FormulaError(Exception):
    """KaTeX refuses a formula; the text names the page, the formula and what KaTeX said."""


def _tex(match: re.Match[str]) -> tuple[str, bool]:
    block = match["block"] is not None
    return html.unescape(match["block"] if block else match["inline"]).strip(), block


def draw_formulas(formulas: list[tuple[str, bool]]) -> list[str]:
    """Return the HTML of each ``(tex, display)``.

    Raises:
        FormulaError: KaTeX refuses one.
    """
    asked = json.dumps([{"tex": tex, "display": display} for tex, display in formulas])
    script = Path(__file__).with_name("render_math.cjs")
    done = subprocess.run([node(), script], input=asked, capture_output=True, text=True, cwd=ROOT, check=False)
    if done.returncode:
        raise FormulaError(f"KaTeX did not run: {done.stderr.strip().splitlines()[-1:]}")
    drawn = []
    for (tex, _), answer in zip(formulas, json.loads(done.stdout), strict=True):
        if "error" in answer:
            raise FormulaError(f"formula '{tex}': {answer['error']}")
        drawn.append(answer["html"])
    return drawn


def _drawn(drawn: Iterator[str], match: re.Match[str]) -> str:
    return f'<{match["tag"]} class="arithmatex">{next(drawn)}</{match["tag"]}>'


def make_static(site: Path) -> int:
    """Replace every formula under ``site``; return how many there were.

    Raises:
        FormulaError: KaTeX refuses one; the text names the page.
    """
    count = 0
    for path in sorted(site.rglob("*.html")):
        page = path.read_text(encoding="utf-8")
        formulas = [_tex(match) for match in FORMULA.finditer(page)]
        if formulas:
            try:
                drawn = iter(draw_formulas(formulas))
            except FormulaError as error:
                raise FormulaError(f"{path.relative_to(site)}: {error}") from error
            page = FORMULA.sub(partial(_drawn, drawn), page)
        elif 'class="katex' not in page:
            page = STYLE.sub("", page)
        count += len(formulas)
        path.write_text(SCRIPTS.sub("", page), encoding="utf-8")
    return count
