"""Publish step: a page loads no script or style for something it does not hold."""

from __future__ import annotations

import re
from pathlib import Path

# What a page must hold -> the files it then needs.
NEEDED_BY = {
    'class="interactive"': ("js/interactive.js", "css/interactive.css"),
    'class="diagram"': ("vendor/panzoom.min.js", "js/zoom.js"),
    'class="estimate': ("js/estimates.js",),
    'class="side-by-side"': ("js/compare.js", "css/compare.css"),
    'class="index-of': ("js/indexes.js",),
    'class="reading-paths"': ("js/paths.js",),
    'class="term"': ("js/terms.js",),
}


def without_unused(page: str) -> str:
    """Return the HTML ``page`` without the tags of files for which it has no use."""
    for sign, files in NEEDED_BY.items():
        if sign not in page:
            names = "|".join(map(re.escape, files))
            page = re.sub(rf'\s*<script[^>]*src="[^"]*(?:{names})"[^>]*></script>', "", page)
            page = re.sub(rf'\s*<link[^>]*href="[^"]*(?:{names})"[^>]*/?>', "", page)
    return page


def drop_unused(site: Path) -> int:
    """Rewrite the pages below ``site``; return how many tags were dropped."""
    dropped = 0
    for path in sorted(site.rglob("*.html")):
        page = path.read_text(encoding="utf-8")
        lean = without_unused(page)
        dropped += page.count("<script") + page.count("<link") - lean.count("<script") - lean.count("<link")
        path.write_text(lean, encoding="utf-8")
    return dropped
