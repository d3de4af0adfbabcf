"""``make bench``: measurements side by side, each pair in one run on one machine."""

from __future__ import annotations

from pathlib import Path

from scripts.bench import pages, search, validator


def run_all(site: Path) -> int:
    """Run every measurement and print its table; 1 if one misses its target."""
    reached = [pages.bench(site), search.bench(site), validator.bench(site)]
    return 0 if all(reached) else 1
