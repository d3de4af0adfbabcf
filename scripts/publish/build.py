"""``make build``: the published site. MkDocs first, then each publish step over the pages it wrote."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import yaml

from scripts.publish import static_diagrams, static_math
from scripts.publish.browser import NoBrowserError
from scripts.publish.search import SearchIndexError, publish_search
from scripts.publish.unused import drop_unused

ROOT = Path(__file__).resolve().parents[2]
SITE = ROOT / "site"
CACHE = ROOT / ".cache"


class BuildFailure(Exception):
    """The site cannot be built; the text says why."""


class _Loader(yaml.SafeLoader):
    """Reads mkdocs.yml without importing the Python names in it."""


_Loader.add_multi_constructor("tag:yaml.org,2002:python/", lambda loader, suffix, node: suffix)


def configuration(root: Path = ROOT) -> dict[str, Any]:
    """Return ``mkdocs.yml`` as data; Python names in it stay text."""
    data: dict[str, Any] = yaml.load((root / "mkdocs.yml").read_text(encoding="utf-8"), Loader=_Loader)
    return data


def mermaid_arguments(config: dict[str, Any]) -> dict[str, Any]:
    """Return what ``mermaid.initialize`` gets, from the mermaid2 entry of the configuration."""
    for plugin in config["plugins"]:
        if isinstance(plugin, dict) and "mermaid2" in plugin:
            arguments: dict[str, Any] = plugin["mermaid2"]["arguments"]
            return arguments
    raise BuildFailure("mkdocs.yml does not list the mermaid2 plugin")


def environment(root: Path = ROOT) -> dict[str, str]:
    """Return the environment of the build: the time of the last commit instead of now, so that builds are the same."""
    settings = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    if "SOURCE_DATE_EPOCH" not in settings:
        asked = subprocess.run(
            ["git", "log", "-1", "--format=%ct"], cwd=root, capture_output=True, text=True, check=False
        )
        settings["SOURCE_DATE_EPOCH"] = asked.stdout.strip() or "0"
    return settings


def run_mkdocs(site: Path) -> None:
    """Build the live site into ``site`` with MkDocs, warnings counting as errors.

    Raises:
        BuildFailure: MkDocs refuses; it has printed why.
    """
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--clean", "--site-dir", str(site)]
    done = subprocess.run(command, cwd=ROOT, env=environment(), capture_output=True, text=True, check=False)
    if done.returncode:
        told = [line for line in (done.stdout + done.stderr).splitlines() if not line.startswith("INFO")]
        raise BuildFailure("MkDocs refuses the book:\n" + "\n".join(told))


def build(site: Path = SITE, *, static: bool = True, cache: Path = CACHE / "diagrams") -> None:
    """Build the published site.

    Args:
        site: the folder to write; what was in it is replaced.
        static: draw diagrams and formulas into the pages; without it they stay live.
        cache: drawings of earlier builds; it may be deleted at any time.

    Raises:
        BuildFailure: a page, a diagram or a formula is broken.
    """
    start = time.monotonic()

    def say(text: str) -> None:
        print(f"  {text} ({time.monotonic() - start:.1f} s)", flush=True)

    print("Building the site:", flush=True)
    run_mkdocs(site)
    say(f"{len(list(site.rglob('*.html')))} pages")
    if static:
        try:
            count = static_diagrams.make_static(site, mermaid_arguments(configuration()), cache)
            say(f"{count} diagrams drawn")
        except NoBrowserError as error:
            print(f"  {error} The diagrams stay live: they are drawn in the reader's browser.", flush=True)
        except static_diagrams.DrawingError as error:
            raise BuildFailure(str(error)) from error
        try:
            say(f"{static_math.make_static(site)} formulas drawn")
        except static_math.FormulaError as error:
            raise BuildFailure(str(error)) from error
        say(f"{drop_unused(site)} unused scripts and styles dropped")
    try:
        say(f"{publish_search(site)} sections in the search index")
    except SearchIndexError as error:
        raise BuildFailure(str(error)) from error
    print(f"Built: {site.relative_to(ROOT) if site.is_relative_to(ROOT) else site}/index.html", flush=True)
