"""Picking systems to see side by side, with the keyboard, kept in the address."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

SHOWN = """() => [...document.querySelectorAll(".side-by-side thead [data-system]")]
  .filter((cell) => cell.getClientRects().length).map((cell) => cell.dataset.system)"""


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    opened = browser.new_page(viewport={"width": 1300, "height": 900})
    opened.goto(address + "reference/compare.html")
    yield opened
    opened.close()


def test_four_are_shown_first_and_no_fifth_can_be_picked(page: Page) -> None:
    assert len(page.evaluate(SHOWN)) == 4
    assert page.locator(".side-by-side input:not(:checked):not(:disabled)").count() == 0


def test_the_keyboard_swaps_a_system_and_the_address_keeps_it(page: Page, browser: Browser) -> None:
    first = page.evaluate(SHOWN)
    page.locator(".side-by-side input:checked").first.focus()
    page.keyboard.press("Space")
    assert page.evaluate(SHOWN) == first[1:]
    other = page.locator(".side-by-side input:not(:checked)")
    name = next(box.get_attribute("value") for box in other.all() if box.get_attribute("value") != first[0])
    page.locator(f'.side-by-side input[value="{name}"]').focus()
    page.keyboard.press("Space")
    now = page.evaluate(SHOWN)
    assert set(now) == {*first[1:], name}
    assert "4 systems" in page.locator(".side-by-side [role=status]").inner_text()
    again = browser.new_page()
    again.goto(page.url)
    assert again.evaluate(SHOWN.replace("getClientRects().length", "hidden === false")) == now
    again.close()


def test_two_is_the_least(page: Page) -> None:
    for _ in range(2):
        page.locator(".side-by-side input:checked:not(:disabled)").first.uncheck()
    assert len(page.evaluate(SHOWN)) == 2
    assert page.locator(".side-by-side input:checked:not(:disabled)").count() == 0


def test_an_unknown_choice_in_the_address_is_ignored(page: Page) -> None:
    page.goto(page.url + "?systems=nothing,ad-click-prediction")
    assert len(page.evaluate(SHOWN)) == 4


def test_on_a_phone_the_systems_of_a_field_stand_below_each_other(page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 800})
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 360
    lefts = page.evaluate(
        """() => [...document.querySelectorAll(".side-by-side tbody tr:first-child td:not([hidden])")]
          .map((cell) => Math.round(cell.getBoundingClientRect().left))"""
    )
    assert len(lefts) == 4
    assert len(set(lefts)) == 1


def test_without_scripts_every_system_is_there(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address + "reference/compare.html")
    cells = page.locator(".side-by-side thead [data-system]")
    assert cells.count() > 4
    assert all(cell.is_visible() for cell in cells.all())
    context.close()
