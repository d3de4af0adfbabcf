"""Chapters without JavaScript, and from a folder."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.drawings import drawings_of, labels, squeezed
from tests.support import Watched, addresses, chapter_addresses, watching

HIDDEN = """() => {
  const hidden = [];
  for (const selector of ["article h1", "article > p", "article h2", ".sheet .box", "figure.estimate table",
                          "figure.estimate td", "figure.diagram svg", "figure.plot svg", "figure.budget", ".levels"])
    for (const element of document.querySelectorAll(selector)) {
      const box = element.getBoundingClientRect(), style = getComputedStyle(element);
      if (!element.closest("details:not([open])") && (!box.width || !box.height || style.visibility !== "visible"))
        hidden.push(selector + ": " + element.textContent.slice(0, 60));
    }
  return hidden;
}"""


@pytest.mark.parametrize("page_address", chapter_addresses())
def test_without_javascript_everything_is_there(browser: Browser, address: str, page_address: str) -> None:
    with watching(browser, address, java_script_enabled=False) as watched:
        page = watched.page
        page.goto(address + page_address)
        assert page.evaluate(HIDDEN) == []
        assert page.locator(".sheet .box").count() >= 5
        assert page.locator("article h2").count() >= 3
        svgs = page.locator("figure.diagram svg")
        sources = drawings_of(page_address)
        assert svgs.count() == len(sources) > 0
        for number, source in enumerate(sources):
            text = squeezed(svgs.nth(number).text_content() or "")
            assert all(squeezed(label) in text for label in labels(source))
        question = page.locator("article details > summary").first
        question.click()
        assert page.locator("article details[open]").count() > 0
        assert page.locator(".sheet-actions").is_hidden(), "a button that does nothing is shown"


@pytest.mark.parametrize("page_address", [page for page in addresses() if page != "404.html"])
def test_it_works_from_a_folder(browser: Browser, site: Path, page_address: str) -> None:
    with watching(browser, site.as_uri() + "/") as watched:
        watched.open(page_address)
        page = watched.page
        assert page.locator("figure.diagram .mermaid > svg").count() == len(drawings_of(page_address))
        faces = "() => [...document.fonts].filter((face) => face.status === 'loaded').length"
        assert page.evaluate(faces) > 0, "no font was loaded"
        link = page.locator("nav.md-nav a[href*='.html']:not([href*='#'])").last
        target = str(link.get_attribute("href"))
        page.goto((site / page_address).parent.joinpath(target).resolve().as_uri())
        assert page.locator("article h1").count() == 1


def test_links_between_pages_work_from_a_folder(browser: Browser, site: Path) -> None:
    with watching(browser, site.as_uri() + "/") as watched:
        home: Watched = watched
        home.open("index.html")
        link = home.page.locator("article a[href$='.html']").first
        target = str(link.get_attribute("href"))
        link.click()
        home.page.wait_for_load_state("networkidle")
        assert home.page.url == (site / target).as_uri()
        assert home.page.locator("article h1").count() == 1
