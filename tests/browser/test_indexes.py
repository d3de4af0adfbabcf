"""Derived lists are filtered while typing; reading marks stay on the device and leave it only as a file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support import axe_violations

LISTS = ["sketches", "formulas", "sheet-numbers", "choices", "questions"]


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1000, "height": 900})
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("name", LISTS)
def test_a_list_is_filtered_by_every_word(page: Page, address: str, name: str) -> None:
    page.goto(f"{address}reference/{name}.html")
    items = page.locator(".index-item")
    total = items.count()
    assert total > 5
    page.get_by_role("searchbox", name="Show").fill("store feature")
    shown = [item.inner_text().lower() for item in items.all() if item.is_visible()]
    assert 0 < len(shown) < total
    expect(page.locator(".index-filter [role=status]")).to_have_text(f"{len(shown)} of {total}")
    page.get_by_role("searchbox", name="Show").fill("no such thing")
    assert not any(item.is_visible() for item in items.all())
    page.get_by_role("searchbox", name="Show").fill("")
    assert all(item.is_visible() for item in items.all())


def test_marks_are_kept_exported_cleared_and_imported(page: Page, address: str, tmp_path: Path) -> None:
    page.goto(address + "reference/reading-paths.html", wait_until="networkidle")
    asked: list[str] = []  # what is asked for after the page is whole, but for the icon in the tab and the own file
    page.on("request", lambda request: asked.append(request.url))
    box = page.locator(".reading-path").first.locator("input[data-page]").first
    name = box.get_attribute("data-page")
    box.focus()
    page.keyboard.press("Space")
    expect(page.locator(".path-count").first).to_contain_text("1 of")
    same = page.locator(f'input[data-page="{name}"]')
    assert same.count() > 1
    assert all(one.is_checked() for one in same.all())
    with page.expect_download() as download:
        page.get_by_role("button", name="Export").click()
    file = tmp_path / "progress.json"
    download.value.save_as(file)
    assert json.loads(file.read_text()) == {"atlas": 1, "read": [name]}
    assert [url for url in asked if not url.startswith("blob:") and not url.endswith("favicon.png")] == []
    page.reload()
    assert page.locator(f'input[data-page="{name}"]').first.is_checked()
    page.locator(".path-tools").get_by_role("button", name="Clear").click()
    assert page.evaluate("() => localStorage.getItem('atlas.read')") is None
    assert not page.locator("input[data-page]:checked").count()
    page.locator("input[type=file]").set_input_files(file)
    expect(page.locator(".path-tools [role=status]")).to_have_text("1 marks read from the file.")
    assert page.locator(f'input[data-page="{name}"]').first.is_checked()


@pytest.mark.parametrize("content", ["", "[]", '{"read": 1}', '{"read": ["x", 2]}'])
def test_a_wrong_file_changes_nothing_it_should_not(page: Page, address: str, tmp_path: Path, content: str) -> None:
    page.goto(address + "reference/reading-paths.html")
    page.locator("input[data-page]").first.check()
    file = tmp_path / "x.json"
    file.write_text(content)
    page.locator("input[type=file]").set_input_files(file)
    expect(page.locator(".path-tools [role=status]")).to_have_text(
        "0 marks read from the file."
        if content.endswith("2]}")
        else "This is not a file of reading progress; nothing was changed."
    )
    assert page.locator("input[data-page]:checked").count() > 0


def test_without_scripts_lists_and_paths_are_whole(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    for name in [*LISTS, "reading-paths"]:
        page.goto(f"{address}reference/{name}.html")
        assert page.locator(".index-item, .reading-path").count() > 5
        assert not page.locator(".index-filter, .path-tools").first.is_visible()
    page.goto(address + "glossary/index.html")
    assert page.locator(".glossary-index li").count() > 3000
    context.close()


@pytest.mark.parametrize("name", ["questions", "sheet-numbers", "reading-paths", "compare"])
def test_nothing_that_axe_finds(page: Page, address: str, name: str) -> None:
    page.goto(f"{address}reference/{name}.html")
    assert not axe_violations(page)
