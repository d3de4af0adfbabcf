"""A Markdown converter with our fences, as both generators set it up."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

from bs4 import BeautifulSoup
from markdown import Markdown
from markdown.treeprocessors import Treeprocessor

from scripts.fences.budget import format_budget
from scripts.fences.demonstration import format_demonstration
from scripts.fences.estimate import format_estimate
from scripts.fences.interactive import format_interactive
from scripts.fences.levels import format_levels
from scripts.fences.plot import format_plot

_FENCES = {
    "estimate": format_estimate,
    "budget": format_budget,
    "levels": format_levels,
    "plot": format_plot,
    "interactive": format_interactive,
    "demonstration": format_demonstration,
}
EXTENSIONS = [
    "abbr", "admonition", "attr_list", "footnotes", "md_in_html", "tables", "toc", "pymdownx.arithmatex",
    "pymdownx.details", "pymdownx.highlight", "pymdownx.inlinehilite", "pymdownx.snippets", "pymdownx.tabbed",
    "scripts.fences.values", "scripts.fences.citations", "pymdownx.superfences",
]  # fmt: skip

TRAFFIC = """
```estimate
id: traffic
title: Traffic & <storage>
inputs:
  users: {value: 500e6, unit: user, label: Daily active users}
  ads_per_user: {value: 20, unit: impression/user/day, label: Ads shown per user, from: rule-of-thumb}
  keep: {value: 2.5, unit: percent, label: Negatives kept}
rows:
  impressions: {expr: users * ads_per_user, unit: impression/day, label: Impressions}
  kept: {expr: impressions * keep, unit: impression/day, label: "Kept < all"}
```
"""


def converter(page: str = "", snippets: Path | None = None) -> Markdown:
    """Return a converter that believes to work on ``page``, as MkDocs tells it."""
    custom = [{"name": name, "class": name, "format": function} for name, function in _FENCES.items()]
    configs: dict[str, dict[str, Any]] = {
        "pymdownx.superfences": {"custom_fences": custom},
        "pymdownx.arithmatex": {"generic": True},
        "pymdownx.snippets": {"base_path": [str(snippets or ".")], "check_paths": True},
        "pymdownx.tabbed": {"alternate_style": True},
    }
    md = Markdown(extensions=EXTENSIONS, extension_configs=configs)
    if page:
        processor = Treeprocessor(md)
        processor.file = SimpleNamespace(src_uri=page)  # type: ignore[attr-defined]
        md.treeprocessors.register(processor, "relpath", 0)
    return md


def convert(text: str) -> BeautifulSoup:
    """Return the page made of ``text``."""
    return BeautifulSoup(converter().convert(text), "lxml")
