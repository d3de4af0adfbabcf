"""Markdown extension: a line break after each cell, item and heading that a fence writes.

Browsers ignore it. The search index drops the tags, and would otherwise glue the words of neighboring cells together.
"""

from __future__ import annotations

import re

from markdown import Markdown
from markdown.extensions import Extension
from markdown.postprocessors import Postprocessor

_CELL_END = re.compile(r"(</(?:td|th|tr|dt|dd|li|p|h2|summary|caption|figcaption)>)(?=<)")


def spaced(markup: str) -> str:
    """Return the HTML ``markup`` with a line break after each closed cell, item or heading."""
    return _CELL_END.sub(r"\1\n", markup)


class _Spacing(Postprocessor):
    def run(self, text: str) -> str:
        return spaced(text)


class SpacingExtension(Extension):
    """See the module."""

    def extendMarkdown(self, md: Markdown) -> None:
        """Register after the raw HTML of fences is back in the text (priority 30)."""
        md.postprocessors.register(_Spacing(md), "atlas-spacing", 5)


def makeExtension(**settings: object) -> SpacingExtension:
    """Return the extension; Markdown calls this by name."""
    return SpacingExtension(**settings)
