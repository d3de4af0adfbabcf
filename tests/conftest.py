"""Fixtures around the built site. ``make test`` builds it; a single test builds it if it is missing or old."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from playwright.sync_api import Browser
from xdist.scheduler import LoadScopeScheduling

from scripts.publish.browser import open_browser
from tests.support import built_site, chapter_addresses, serve_strictly

# The same examples on every run; new ones with: pytest --hypothesis-profile random tests/checks/test_fuzz.py
settings.register_profile("repeatable", derandomize=True)
settings.register_profile("random", derandomize=False)
settings.load_profile("repeatable")


class PageScheduling(LoadScopeScheduling):
    """Sends the tests of a file, or of one page of the book in it, to one process: they share what they open."""

    def _split_scope(self, nodeid: str) -> str:
        file, _, test = nodeid.partition("::")
        page = re.search(r"(?:[a-z]+/)?[a-z0-9-]+\.html", test)
        return f"{file} {page[0] if page else ''}"


@pytest.hookimpl(optionalhook=True)  # there is nothing to schedule without xdist
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> PageScheduling:
    """Share the tests between processes page by page."""
    return PageScheduling(config, log)


# What takes longest starts first, so that no process is left waiting for it at the end.
LONGEST = ("test_mutations.py", "test_zensical.py", "test_build.py", "test_cli.py", "test_live.py", "test_pdf.py")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest files first."""
    items.sort(key=lambda item: LONGEST.index(item.path.name) if item.path.name in LONGEST else len(LONGEST))


@pytest.fixture(scope="session")
def site() -> Path:
    """The folder of the published site."""
    return built_site()


@pytest.fixture(scope="session")
def address(site: Path) -> Iterator[str]:
    """Where the published site is served, under a strict content policy; ends in a slash."""
    with serve_strictly(site) as home:
        yield home


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A headless browser. One a module: between modules tests may run code that opens a browser of its own."""
    with open_browser() as opened:
        yield opened


@pytest.fixture(scope="session")
def pages(site: Path) -> dict[str, str]:
    """The HTML of every page of the site by its address."""
    found = {
        path.relative_to(site).as_posix(): path.read_text(encoding="utf-8") for path in sorted(site.rglob("*.html"))
    }
    assert found, "the site has no page"
    return found


@pytest.fixture(scope="session")
def chapters() -> list[str]:
    """The addresses of the pages with a sheet."""
    return chapter_addresses()
