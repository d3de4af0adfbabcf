"""The live book, as ``make serve`` shows it: the library draws the diagrams in the reader's browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from scripts.publish.build import build
from tests.drawings import drawings_of, labels, squeezed
from tests.support import COLORS, Watched, chapter_addresses, serve_strictly, watching

ALL_DRAWN = """(count) => {
  const drawn = document.querySelectorAll("figure.diagram .mermaid > svg");
  return drawn.length === count && [...drawn].every((svg) => svg.getBoundingClientRect().height > 40);
}"""


def _richest() -> str:
    return max(chapter_addresses(), key=lambda address: len(drawings_of(address)))


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The book as MkDocs builds it, before the publish steps."""
    folder = tmp_path_factory.mktemp("live") / "site"
    build(folder, static=False)
    return folder


@pytest.fixture(scope="module")
def opened(live: Path, browser: Browser) -> Iterator[Watched]:
    """The chapter with the most diagrams, all drawn."""
    with (
        serve_strictly(live) as home,
        watching(browser, home, color_scheme="light", viewport={"width": 1280, "height": 900}) as watched,
    ):
        watched.open(_richest())
        watched.page.wait_for_function(ALL_DRAWN, arg=len(drawings_of(_richest())), timeout=60000)
        yield watched


def _texts(page: Page) -> list[str]:
    figures = page.locator("figure.diagram .mermaid > svg")
    return [squeezed(figures.nth(number).text_content() or "") for number in range(figures.count())]


def test_every_diagram_is_drawn_with_its_labels(opened: Watched) -> None:
    sources = drawings_of(_richest())
    assert len(sources) > 3
    for source, text in zip(sources, _texts(opened.page), strict=True):
        lost = [label for label in labels(source) if squeezed(label) not in text]
        assert not lost, f"{source[:80]} lost {lost}"


def test_formulas_are_drawn(opened: Watched) -> None:
    formulas = opened.page.locator(".arithmatex")
    assert formulas.count() > 0
    assert opened.page.locator(".arithmatex:not(:has(.katex))").count() == 0
    assert opened.page.locator(".katex-error").count() == 0


def test_diagrams_follow_the_toggle(opened: Watched) -> None:
    page = opened.page
    light = page.evaluate(COLORS)
    assert light
    page.emulate_media(color_scheme="dark")
    page.wait_for_selector('body[data-md-color-scheme="slate"]')
    dark = page.evaluate(COLORS)
    assert len(dark) == len(light)
    same = sum(one == other for one, other in zip(light, dark, strict=True))
    assert same < len(light) / 10, f"{same} of {len(light)} shapes keep their colors in the dark"


def test_nothing_went_wrong_and_nobody_else_was_asked(opened: Watched) -> None:
    assert opened.wrong == []
