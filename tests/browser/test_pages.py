"""Every page in a real browser, in the light and in the dark scheme. Each is opened once and looked at many times."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.drawings import drawings_of, labels, squeezed
from tests.support import Watched, addresses, axe_violations, watching

PHONE = 360
OVERFLOWING = """(width) => {
  const wide = [];
  for (const element of document.querySelectorAll("body *")) {
    const box = element.getBoundingClientRect();
    if (box.right <= width + 1 || !box.width || getComputedStyle(element).position === "fixed") continue;
    let parent = element.parentElement;
    while (parent && getComputedStyle(parent).overflowX === "visible") parent = parent.parentElement;
    if (!parent || parent === document.body || parent === document.documentElement)
      wide.push(element.tagName + "." + element.getAttribute("class") + " ends at " + Math.round(box.right));
  }
  return wide.slice(0, 5);
}"""
# Text of a drawing that takes up room and is not painted over with nothing.
DRAWN_TEXTS = """() => [...document.querySelectorAll("figure.diagram")].map((figure) => {
  const svg = figure.querySelector(".mermaid > svg");
  if (!svg) return {found: false};
  const box = svg.getBoundingClientRect();
  const texts = [...svg.querySelectorAll("text, foreignObject")].filter((element) => {
    const style = getComputedStyle(element), own = element.getBoundingClientRect();
    return style.visibility === "visible" && style.display !== "none" && own.width > 0
      && own.right > box.left && own.left < box.right && own.bottom > box.top && own.top < box.bottom;
  });
  return {found: true, width: box.width, height: box.height, role: svg.getAttribute("role"),
          title: svg.querySelector("title")?.textContent || "", text: texts.map((text) => text.textContent).join(" ")};
})"""


@pytest.fixture(scope="module", params=[(a, s) for a in addresses() for s in ("light", "dark")], ids="-".join)
def opened(request: pytest.FixtureRequest, browser: Browser, address: str) -> Iterator[tuple[Watched, str, str]]:
    """A page in one scheme, with its address and the scheme; errors of the page fail the last of its tests."""
    page_address, scheme = request.param
    with watching(browser, address, color_scheme=scheme, viewport={"width": 1280, "height": 900}) as watched:
        if page_address == "404.html":  # Its links start at the root, where a published site stands.
            watched.page.goto(address + page_address)
        else:
            watched.open(page_address)
        yield watched, page_address, scheme


def test_it_opens_without_an_error_and_asks_nobody_else(opened: tuple[Watched, str, str]) -> None:
    watched, _, _ = opened
    assert not watched.wrong


def test_its_scheme_is_the_readers(opened: tuple[Watched, str, str]) -> None:
    watched, _, scheme = opened
    wanted = {"light": "default", "dark": "slate"}[scheme]
    assert watched.page.locator("body").get_attribute("data-md-color-scheme") == wanted


def test_every_drawing_shows_all_its_labels(opened: tuple[Watched, str, str]) -> None:
    watched, page_address, _ = opened
    sources = drawings_of(page_address)
    drawn = watched.page.evaluate(DRAWN_TEXTS)
    assert len(drawn) == len(sources)
    for source, drawing in zip(sources, drawn, strict=True):
        assert drawing["found"], f"not drawn: {source[:80]}"
        assert min(drawing["width"], drawing["height"]) > 40
        assert drawing["title"], f"no title: {source[:80]}"
        text = squeezed(drawing["text"])
        lost = [label for label in labels(source) if squeezed(label) not in text]
        assert not lost, f"'{drawing['title']}' lost {lost}"


def test_accessibility(opened: tuple[Watched, str, str]) -> None:
    watched, _, scheme = opened
    if scheme == "dark":
        pytest.skip("in the dark it is looked at below, with everything open")
    assert axe_violations(watched.page) == []


def test_accessibility_with_everything_open_on_a_phone(opened: tuple[Watched, str, str]) -> None:
    watched, _, scheme = opened
    if scheme == "light":
        pytest.skip("in the light it is looked at above; once in each scheme is enough")
    watched.page.set_viewport_size({"width": PHONE, "height": 740})
    watched.page.evaluate("() => document.querySelectorAll('details').forEach((details) => { details.open = true; })")
    assert axe_violations(watched.page) == []


def test_nothing_scrolls_sideways_on_a_phone(opened: tuple[Watched, str, str]) -> None:
    watched, _, _ = opened
    watched.page.set_viewport_size({"width": PHONE, "height": 740})
    width = watched.page.evaluate("() => document.scrollingElement.scrollWidth")
    assert width <= PHONE, watched.page.evaluate(OVERFLOWING, PHONE)


def test_the_pages_hold_drawings() -> None:
    """Guards the checks above: pages without drawings pass them."""
    assert sum(len(drawings_of(page)) for page in addresses()) > 0
