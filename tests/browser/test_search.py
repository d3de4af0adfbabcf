"""The search box in a browser: the published site over HTTP and from a folder."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support import Watched, axe_violations, watching

START = "index.html"
CALIBRATION = re.compile(r"blocks/imbalance-and-calibration\.html")
LOADED_LATE = re.compile(r"search/sections\.js|js/search-(?:worker|words|teaser|engine)\.js|vendor/minisearch\.js")


@pytest.fixture(params=["http", "folder"])
def home(request: pytest.FixtureRequest, site: Path) -> str:
    """Return where the site is: served, or opened as files."""
    if request.param == "folder":
        return site.as_uri() + "/"
    address: str = request.getfixturevalue("address")
    return address


@pytest.fixture
def watched(browser: Browser, home: str) -> Iterator[Watched]:
    with watching(browser, home) as page:
        yield page


def box(page: Page) -> Any:
    return page.get_by_role("textbox", name="Search")


def results(page: Page) -> Any:
    return page.locator(".md-search-result__item")


def status(page: Page) -> Any:
    return page.locator(".md-search-result__meta")


def search(watched: Watched, query: str) -> None:
    """Open the box with its key and enter a query at one stroke, without waiting for the index."""
    watched.open(START)
    watched.page.keyboard.press("/")
    expect(box(watched.page)).to_be_focused()
    watched.page.keyboard.insert_text(query)
    watched.page.keyboard.press("Shift")  # Material reads the box when a key is released.


def test_a_misspelt_word_finds_its_section(watched: Watched) -> None:
    search(watched, "calbration")
    first = results(watched.page).first
    expect(first).to_contain_text("Imbalance and calibration")
    expect(first.locator("h2").first).to_contain_text(re.compile("calibration", re.I))
    expect(first.locator("mark", has_text=re.compile("calibration", re.I)).first).to_be_visible()
    expect(status(watched.page)).to_have_text(re.compile(r"^\d+ matching documents?$"))


def test_the_answer_follows_the_typing(watched: Watched) -> None:
    search(watched, "feature store")
    expect(results(watched.page).first).to_contain_text("Feature store")
    watched.page.get_by_role("button", name="Clear").click()
    watched.page.keyboard.press("Shift")
    expect(status(watched.page)).to_have_text("Type to start searching")
    watched.page.keyboard.type("calibra")
    expect(results(watched.page).first).to_contain_text(re.compile("calibration", re.I))


def test_the_text_that_matches_is_shown(watched: Watched) -> None:
    search(watched, "down sampling negatives")
    teaser = results(watched.page).first.locator("article p").first
    expect(teaser).to_contain_text(re.compile("down|sampl|negative", re.I))
    expect(teaser.locator("mark").first).to_be_visible()


def test_enter_goes_to_the_best_result_and_marks_the_word(watched: Watched) -> None:
    search(watched, "calbration")
    expect(results(watched.page).first).to_be_visible()
    watched.page.keyboard.press("Enter")
    watched.page.wait_for_url(CALIBRATION)
    expect(watched.page.locator("article mark[data-md-highlight]").first).to_have_text(re.compile("calibration", re.I))


def test_arrows_reach_the_results(watched: Watched) -> None:
    search(watched, "calibration")
    expect(results(watched.page).first).to_be_visible()
    for _ in range(2):
        watched.page.keyboard.press("ArrowDown")
    focused = watched.page.locator(":focus")
    expect(focused).to_have_class(re.compile("md-search-result__link"))
    expect(focused.locator("mark").first).to_have_text(re.compile("calibration", re.I))
    watched.page.keyboard.press("Enter")
    watched.page.wait_for_url(CALIBRATION)


def test_escape_closes_the_box(watched: Watched) -> None:
    search(watched, "feature")
    watched.page.keyboard.press("Escape")
    expect(watched.page.locator("#__search")).not_to_be_checked()


def test_no_result_is_said(watched: Watched) -> None:
    search(watched, "zxqvbn")
    expect(status(watched.page)).to_have_text("No matching documents")
    expect(results(watched.page)).to_have_count(0)


def test_a_missing_word_is_said(watched: Watched) -> None:
    search(watched, "calibration zxqvbn")
    expect(results(watched.page).first.locator("del").first).to_have_text("zxqvbn")


def test_the_word_being_typed_is_suggested(watched: Watched) -> None:
    search(watched, "feature sto")
    expect(watched.page.locator(".md-search__suggest")).to_have_text("feature store")
    watched.page.keyboard.press("ArrowRight")
    expect(box(watched.page)).to_have_value("feature store")


def test_a_link_with_a_query_opens_the_box(watched: Watched) -> None:
    watched.open("index.html?q=feature+stores")
    expect(box(watched.page)).to_have_value("feature stores")
    expect(results(watched.page).first).to_contain_text("Feature store")


def test_the_query_can_be_shared(watched: Watched) -> None:
    search(watched, "feature store")
    link = watched.page.get_by_label("Share")
    expect(link).to_have_attribute("href", re.compile(r"index\.html\?q=feature\+store$"))


def test_nothing_of_the_search_loads_before_the_box_opens(browser: Browser, home: str) -> None:
    """What Material asks for itself, the settings of the index, holds no section."""
    with watching(browser, home) as watched:
        asked: list[str] = []
        watched.page.on("request", lambda request: asked.append(request.url))
        watched.open(START)
        assert asked
        assert not [url for url in asked if LOADED_LATE.search(url)]
        watched.page.keyboard.press("/")
        expect(status(watched.page)).to_have_text("Type to start searching")
        assert len({match[0] for url in asked if (match := LOADED_LATE.search(url))}) == 6


def test_the_live_preview_searches_the_index_of_the_build(browser: Browser, address: str, site: Path) -> None:
    """There the index is not split: Material loads all of it and hands it to the worker."""
    index = json.loads((site / "search" / "search_index.json").read_text(encoding="utf-8"))
    index["docs"] = [{"location": START, "title": "Feature store", "text": "<p>Only here: quokka.</p>"}]
    with watching(browser, address) as watched:
        watched.page.route("**/search_index.json", lambda route: route.fulfill(json=index))
        search(watched, "quoka")
        expect(results(watched.page)).to_have_count(1)
        expect(results(watched.page).locator("mark")).to_have_text("quokka")


def test_the_settings_are_small(site: Path) -> None:
    for name in ("search_index.json", "search_index.js"):
        assert (site / "search" / name).stat().st_size < 1000


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_results_are_accessible(browser: Browser, address: str, scheme: str) -> None:
    with watching(browser, address, color_scheme=scheme) as watched:
        search(watched, "calibration zxqvbn")
        expect(results(watched.page).first).to_be_visible()
        assert not axe_violations(watched.page)


def test_results_fit_a_phone(browser: Browser, address: str) -> None:
    with watching(browser, address, viewport={"width": 360, "height": 740}, has_touch=True) as watched:
        watched.open(START)
        watched.page.locator(".md-header__button[for=__search]").click()
        box(watched.page).press_sequentially("calibration")
        expect(results(watched.page).first).to_be_visible()
        list_width = "() => document.querySelector('.md-search__scrollwrap').scrollWidth"
        watched.page.wait_for_function(f"({list_width})() > 0")
        assert watched.page.evaluate(list_width) <= 360
