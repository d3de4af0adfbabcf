"""Publish step: every live diagram of the built site becomes a drawing in the page.

The same library, configuration, fonts and style sheets draw it as in the live page, once, in a headless browser. Pages
then need neither Mermaid (3.5 MB) nor scripts to show their diagrams, and print at once.
"""

from __future__ import annotations

import hashlib
import html
import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from playwright.sync_api import Error as BrowserError
from playwright.sync_api import Page

from scripts.publish.browser import open_browser

LIVE = re.compile(r'<div class="mermaid"[^>]*>(?P<source>[^<]*)</div>')
LOADER = re.compile(
    r'<script src="[^"]*mermaid\.min\.js"></script>\s*<script>\s*mermaid\.initialize\(.*?\);?\s*</script>', re.S
)
STYLES = ("fonts", "palette", "atlas", "diagrams")
DRAWING_PAGE = """<!doctype html><meta charset="utf-8">{styles}
<script src="assets/vendor/mermaid.min.js"></script>
<body class="md-typeset" data-md-color-scheme="default"><figure class="diagram"><div class="mermaid" id="host"></div>
</figure></body>"""
DRAW_SCRIPT = Path(__file__).with_name("draw.js")
TOKEN = "atlas-drawing"  # stands for the number of the drawing until it is put into a page


class DrawingError(Exception):
    """A diagram could not be drawn; the text names the page and what Mermaid said."""


def sources_in(page: str) -> list[str]:
    """Return the Mermaid texts of the live diagrams in the HTML ``page``."""
    return [html.unescape(match["source"]) for match in LIVE.finditer(page)]


def fingerprint(site: Path, arguments: Mapping[str, Any], browser_version: str) -> str:
    """Return a hash of everything besides its text that decides how a diagram looks."""
    total = hashlib.sha256(json.dumps([arguments, browser_version], sort_keys=True).encode())
    files = [site / "assets/vendor/mermaid.min.js", DRAW_SCRIPT]
    files += [site / f"assets/css/{name}.css" for name in STYLES]
    for file in files:
        total.update(file.read_bytes())
    return total.hexdigest()


def _open_drawing_page(page: Page, site: Path, arguments: Mapping[str, Any]) -> None:
    drawing_page = site / "drawing.html"
    styles = "".join(f'<link rel="stylesheet" href="assets/css/{name}.css">' for name in STYLES)
    drawing_page.write_text(DRAWING_PAGE.format(styles=styles), encoding="utf-8")
    try:
        page.goto(drawing_page.as_uri())
    finally:
        drawing_page.unlink()
    page.evaluate(
        """async (settings) => {
          mermaid.initialize({...settings, startOnLoad: false});
          for (const font of document.fonts) await font.load();
        }""",
        dict(arguments),
    )
    page.add_script_tag(content=DRAW_SCRIPT.read_text(encoding="utf-8"))


def draw(sources: Iterable[str], site: Path, arguments: Mapping[str, Any], cache: Path) -> dict[str, str]:
    """Return the SVG of each Mermaid text; what ``cache`` holds is not drawn again.

    Args:
        sources: Mermaid texts.
        site: the built site, with the library, fonts and style sheets in ``assets``.
        arguments: what ``mermaid.initialize`` gets.
        cache: a folder; it may be deleted at any time.

    Raises:
        DrawingError: Mermaid refuses a text.
        NoBrowserError: there is no browser to draw with.
    """
    drawings: dict[str, str] = {}
    with open_browser() as browser:
        look = fingerprint(site, arguments, browser.version)
        page: Page | None = None
        for source in dict.fromkeys(sources):
            kept = cache / (hashlib.sha256((look + source).encode()).hexdigest() + ".svg")
            if not kept.is_file():
                if page is None:
                    page = browser.new_page(viewport={"width": 1200, "height": 900})
                    _open_drawing_page(page, site, arguments)
                try:
                    svg = page.evaluate("([text, prefix]) => drawDiagram(text, prefix)", [source, TOKEN])
                except BrowserError as error:
                    raise DrawingError(f"Mermaid refuses '{source.strip()[:60]}...': {error.message}") from error
                cache.mkdir(parents=True, exist_ok=True)
                kept.write_text(svg, encoding="utf-8")
            drawings[source] = kept.read_text(encoding="utf-8")
    return drawings


def with_drawings(page: str, drawings: Mapping[str, str]) -> str:
    """Return the HTML ``page`` with its live diagrams replaced, each with ids of its own, and without the library."""
    number = 0

    def replace(match: re.Match[str]) -> str:
        nonlocal number
        number += 1
        svg = drawings[html.unescape(match["source"])].replace(TOKEN, f"d{number}")
        return f'<div class="mermaid" data-search-exclude>{svg}</div>'

    return LOADER.sub("", LIVE.sub(replace, page))


def make_static(site: Path, arguments: Mapping[str, Any], cache: Path) -> int:
    """Replace every live diagram under ``site``; return how many there were.

    Raises:
        DrawingError: the site has no diagram at all, or one cannot be drawn.
        NoBrowserError: there is no browser to draw with; nothing was changed.
    """
    pages = {path: path.read_text(encoding="utf-8") for path in sorted(site.rglob("*.html"))}
    texts = {path: sources_in(page) for path, page in pages.items()}
    count = sum(map(len, texts.values()))
    if not count:
        raise DrawingError("the built site has no diagram: is the mermaid fence configured in mkdocs.yml?")
    drawings = draw((source for found in texts.values() for source in found), site, arguments, cache)
    for path, found in texts.items():
        if found:
            path.write_text(with_drawings(pages[path], drawings), encoding="utf-8")
    return count
