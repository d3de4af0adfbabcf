"""Tiny projects for the validator: written from text, checked in this process."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Mapping
from pathlib import Path

from scripts.checks.cache import Cache
from scripts.checks.external import Policy
from scripts.checks.mermaid import Judge
from scripts.checks.project import load_project
from scripts.checks.run import Options, Result, validate

ROOT = Path(__file__).resolve().parents[2]
EXTENSIONS = """
markdown_extensions:
  - admonition
  - attr_list
  - footnotes
  - md_in_html
  - tables
  - toc: {permalink: true}
  - pymdownx.details
  - pymdownx.snippets: {base_path: [diagrams]}
  - pymdownx.tabbed: {alternate_style: true}
  - pymdownx.superfences:
      custom_fences:
        - {name: mermaid, class: mermaid, format: !!python/name:pymdownx.superfences.fence_div_format ""}
"""
BASE = {
    "mkdocs.yml": "site_name: Example\n",
    "docs/index.md": "# Home\n\nRead the [guide](guide.md).\n",
    "docs/guide.md": "# Guide\n\n## First step\n\nBack [home](index.md).\n",
    "docs/img/plot.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>\n",
    "diagrams/flow.mmd": 'flowchart LR\n  A["Start"] --> B["Stop"]\n',
}
#: Nobody waits for a test, and no request leaves this machine.
IMPATIENT = Policy(pause=0, timeout=0.5, retries=1, backoff=0.01, deadline=3, longest_wait=2, trust_env=False)


def write_book(folder: Path, files: Mapping[str, str | bytes], *, bare: bool = False) -> Path:
    """Write ``files`` over the base project (none with ``bare``) into ``folder``; return the configuration file."""
    for name, content in {**({} if bare else BASE), **files}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if name == "mkdocs.yml" and isinstance(content, str) and not bare:
            content = content if "use_directory_urls" in content else f"{content}\nuse_directory_urls: false\n"
            content = content if "markdown_extensions" in content else content + EXTENSIONS
            content = content if "theme" in content else f"{content}\ntheme: mkdocs\n"
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8", "surrogateescape"))
    return folder / "mkdocs.yml"


#: One Node process for all tiny books of a test process; texts that hang get one of their own.
JUDGE = Judge([ROOT], Cache(None))


def check_book(config: Path, *, seconds: float = 10, judge: Judge | None = JUDGE, **options: object) -> Result:
    """Validate the project of ``config`` without a cache on disk."""
    before = Path.cwd()
    os.chdir(config.parent)
    try:
        todo = Options(library=(ROOT,), diagram_seconds=seconds, page_seconds=seconds, **options)  # type: ignore[arg-type]
        return validate(load_project(config), Cache(None), todo, judge=judge)
    finally:
        os.chdir(before)
        for name, module in list(sys.modules.items()):  # the next book may bring an extension of the same name
            if str(getattr(module, "__file__", None) or "").startswith(f"{config.parent}/"):
                del sys.modules[name]
        sys.path[:] = [path for path in sys.path if path != str(config.parent)]
        importlib.invalidate_caches()


def found(result: Result) -> list[str]:
    """Return the issues as ``file:line:column code``."""
    return [f"{each.place.file}:{each.place.line}:{each.place.column} {each.code}" for each in result.issues]
