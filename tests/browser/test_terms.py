"""The definition of a term in a chapter: shown on hover and on focus, and dismissed with Escape."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.support import Watched, watching

PAGE = "blocks/feature-store.html"


@pytest.fixture
def watched(browser: Browser, address: str) -> Iterator[Watched]:
    with watching(browser, address) as page:
        page.open(PAGE)
        yield page


def terms(watched: Watched) -> Locator:
    return watched.page.locator("article a.term")


def definition(watched: Watched) -> Locator:
    return watched.page.locator(".md-tooltip2--active[role=tooltip]")


@pytest.mark.parametrize("way", ["hover", "focus"])
def test_it_is_shown_and_escape_hides_it(watched: Watched, way: str) -> None:
    assert terms(watched).count() > 5
    getattr(terms(watched).nth(1), way)()
    expect(definition(watched)).to_be_visible()
    assert len(definition(watched).inner_text()) > 40
    watched.page.keyboard.press("Escape")
    expect(definition(watched)).not_to_be_visible()
    getattr(terms(watched).nth(2), way)()
    expect(definition(watched)).to_be_visible()


def test_the_term_leads_to_its_entry(watched: Watched) -> None:
    name = terms(watched).first.inner_text()
    terms(watched).first.click()
    watched.page.wait_for_url("**/glossary/*.html#*")
    entry = watched.page.locator("article :target")
    expect(entry).to_be_visible()
    assert name
