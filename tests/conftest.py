"""Fixtures around the built site. ``make test`` builds it; a single test builds it if it is missing or old."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from playwright.sync_api import Browser

from scripts.publish.browser import open_browser
from tests.support import built_site, chapter_addresses, serve_strictly

# The same examples on every run; new ones with: pytest --hypothesis-profile random tests/checks/test_fuzz.py
settings.register_profile("repeatable", derandomize=True)
settings.register_profile("random", derandomize=False)
settings.load_profile("repeatable")


# Fixtures that open or print one page: its tests run in one process, those of other pages may run in the other.
PAGE_FIXTURES = ("opened", "chapter", "sheet", "printed")


@pytest.hookimpl(tryfirst=True)  # xdist reads the groups in the same hook
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the tests of a file, or of one page in it, into one group for ``--dist loadgroup``."""
    for item in items:
        given = getattr(getattr(item, "callspec", None), "params", {})
        page = next((given[name] for name in PAGE_FIXTURES if name in given), "")
        page = page[0] if isinstance(page, tuple) else page
        item.add_marker(pytest.mark.xdist_group(f"{item.path.name}:{page}"))


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
