"""Formulas of built pages are drawn before they are published."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts.publish.static_math import FormulaError, draw_formulas, make_static

HEAD = (
    '<link href="../assets/vendor/katex/katex.min.css" rel="stylesheet"/>'
    '<link rel="stylesheet" href="../assets/css/atlas.css">'
)
SCRIPTS = (
    '<script defer="" src="../assets/vendor/katex.min.js"></script>\n'
    '<script src="../assets/vendor/katex-auto-render.min.js" defer></script>\n'
    '<script defer="" src="../assets/js/math.js"></script>\n'
    '<script defer="" src="../assets/js/zoom.js"></script>'
)
INLINE = r'<span class="arithmatex">\(a &lt; b\)</span>'
BLOCK = r'<div class="arithmatex">\[\frac{1}{2}\]</div>'


def _page(folder: Path, body: str) -> Path:
    page = folder / "page.html"
    page.write_text(HEAD + body + SCRIPTS, encoding="utf-8")
    return page


def test_formulas_become_text_and_the_library_goes(tmp_path: Path) -> None:
    page = _page(tmp_path, INLINE + BLOCK)
    assert make_static(tmp_path) == 2
    html = page.read_text()
    assert '<span class="arithmatex"><span class="katex">' in html
    assert '<div class="arithmatex"><span class="katex-display">' in html
    assert "<mo>&lt;</mo>" in html
    assert "katex.min.css" in html
    assert "katex.min.js" not in html
    assert "auto-render" not in html
    assert "math.js" not in html
    assert "zoom.js" in html


def test_a_page_without_formulas_loads_no_style_for_them(tmp_path: Path) -> None:
    page = _page(tmp_path, "<p>plain</p>")
    assert make_static(tmp_path) == 0
    html = page.read_text()
    assert "katex" not in html
    assert "atlas.css" in html


def test_a_second_run_changes_nothing(tmp_path: Path) -> None:
    page = _page(tmp_path, INLINE)
    make_static(tmp_path)
    once = page.read_text()
    assert make_static(tmp_path) == 0
    assert page.read_text() == once


def test_a_broken_formula_names_page_formula_and_reason(tmp_path: Path) -> None:
    _page(tmp_path, r'<span class="arithmatex">\(\frac{1\)</span>')
    with pytest.raises(FormulaError, match=r"^page\.html: formula '\\frac\{1': .*expected"):
        make_static(tmp_path)


def test_an_unknown_command_is_refused() -> None:
    with pytest.raises(FormulaError, match=r"formula '\\nosuch': .*nosuch"):
        draw_formulas([(r"\nosuch", False)])
