"""The sheet on paper: one page, whole, legible and gray-proof, for every chapter, paper and scheme."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page

from scripts.publish.pdf import print_sheet
from tests.print.paper import (
    MARGIN_X,
    MARGIN_Y,
    MM,
    PAPERS,
    Sheet,
    background,
    contrast,
    picture,
    plain,
    read,
    too_small,
)
from tests.support import chapter_addresses, watching

SHOWN_TEXTS = """() => {
  const texts = [];
  const walker = document.createTreeWalker(document.querySelector(".md-content__inner"), NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement, range = document.createRange();
    if (!node.data.trim() || element.closest("style, script, title, desc")) continue;
    range.selectNodeContents(node);
    const boxes = [...range.getClientRects()].filter((box) => box.width > 0 && box.height > 0);
    if (!boxes.length || getComputedStyle(element).visibility !== "visible") continue;
    const part = element.closest(".sheet .box, .sheet .sheet-foot, .sheet > p, h1") || element;
    texts.push({text: node.data, part: part.className || part.tagName,
                boxes: boxes.map(({left, top, right, bottom}) => [left, top, right, bottom]),
                home: (({left, top, right, bottom}) => [left, top, right, bottom])(part.getBoundingClientRect())});
  }
  return texts;
}"""
SCHEMES = {"light": "default", "dark": "slate"}
SCREEN_TEXTS = """() => [
  ...document.querySelectorAll("article h1, .sheet .lead, .sheet .area, .sheet .box")
].flatMap((part) => {
  const texts = [], walker = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode())
    if (!node.parentElement.closest("details, button, .headerlink, style, script, title, desc")) texts.push(node.data);
  return texts;
})"""
PARTS = """() => [...document.querySelectorAll("article h1, .sheet > .lead, .sheet .box, .sheet > .sheet-foot")]
  .filter((element) => element.getClientRects().length).map((element) => {
    const {left, top, right, bottom} = element.getBoundingClientRect();
    return {name: element.className || element.tagName, box: [left, top, right, bottom],
            over: Math.max(element.scrollHeight - element.clientHeight, element.scrollWidth - element.clientWidth)};
  })"""
SLACK = 2.5  # pixels: a descender may leave its line box


class Printed(NamedTuple):
    """One chapter's sheet: its pages, what the screen shows of it, and what the browser laid out for that paper."""

    paper: str
    pages: list[Sheet]
    colored: Image.Image
    on_screen: list[str]
    texts: list[dict[str, object]]
    parts: list[dict[str, object]]
    size: tuple[float, float]


def _print(page: Page, paper: str, scheme: str) -> Printed:
    width, height = PAPERS[paper]
    size = ((width - 2 * MARGIN_X * MM) * 96 / 72, (height - 2 * MARGIN_Y * MM) * 96 / 72)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.emulate_media(media="null", color_scheme=scheme)  # type: ignore[arg-type]
    page.wait_for_selector(f"body[data-md-color-scheme={SCHEMES[scheme]}]")
    on_screen = page.evaluate(SCREEN_TEXTS)
    pages = read(print_sheet(page, paper=paper))
    colored = picture(page.pdf(format=paper, prefer_css_page_size=True, print_background=True))
    page.set_viewport_size({"width": int(size[0]), "height": int(size[1])})
    page.emulate_media(media="print")
    return Printed(paper, pages, colored, on_screen, page.evaluate(SHOWN_TEXTS), page.evaluate(PARTS), size)


@pytest.fixture(scope="module", params=chapter_addresses())
def opened(request: pytest.FixtureRequest, browser: Browser, address: str) -> Iterator[Page]:
    """One chapter, opened once for all its prints."""
    with watching(browser, address) as watched:
        watched.open(request.param)
        yield watched.page


# The screen's scheme must not reach the paper; each paper from one scheme shows that as well as both papers from both.
PRINTS = list(zip(PAPERS, SCHEMES, strict=True))


@pytest.fixture(scope="module", params=PRINTS, ids="-".join)
def sheet(request: pytest.FixtureRequest, opened: Page) -> Printed:
    """The chapter printed as a reader does it, on one paper from one scheme."""
    return _print(opened, *request.param)


def test_it_is_exactly_one_page(sheet: Printed) -> None:
    assert len(sheet.pages) == 1


def test_no_text_is_too_small(sheet: Printed) -> None:
    assert sheet.pages[0].words
    assert too_small(sheet.pages[0]) == []


def test_every_word_of_the_sheet_is_on_the_paper(sheet: Printed) -> None:
    wanted = Counter(word for text in sheet.on_screen for word in plain(text))
    assert len(wanted) > 100
    found = "".join(plain(sheet.pages[0].text))
    lost = [word for word in wanted if found.count(word) < wanted[word]]
    assert not lost


def test_every_text_lies_inside_its_part_and_the_page(sheet: Printed) -> None:
    width, height = sheet.size
    outside = []
    for text in sheet.texts:
        left, top, right, bottom = text["home"]  # type: ignore[misc]
        for x0, y0, x1, y1 in text["boxes"]:  # type: ignore[attr-defined]
            inside = x0 > left - SLACK and x1 < right + SLACK and y0 > top - SLACK and y1 < bottom + SLACK
            if not inside or x0 < -SLACK or x1 > width + SLACK or y0 < -SLACK or y1 > height + SLACK:
                outside.append((text["part"], str(text["text"])[:40]))
    assert not outside


def test_no_part_covers_another(sheet: Printed) -> None:
    assert len(sheet.parts) >= 6
    covered = []
    for number, one in enumerate(sheet.parts):
        for other in sheet.parts[number + 1 :]:
            (a0, b0, a1, b1), (c0, d0, c1, d1) = one["box"], other["box"]  # type: ignore[misc]
            if min(a1, c1) - max(a0, c0) > 1 and min(b1, d1) - max(b0, d0) > 1:
                covered.append((one["name"], other["name"]))
    assert not covered
    assert not [part["name"] for part in sheet.parts if float(str(part["over"])) > SLACK], "text is cut off in a part"


def test_the_words_lie_inside_the_margins(sheet: Printed) -> None:
    width, height = PAPERS[sheet.paper]
    for word in sheet.pages[0].words:
        x0, top, x1, bottom = word.box
        assert x0 > MARGIN_X * MM - 2, word
        assert x1 < width - MARGIN_X * MM + 2, word
        assert top > MARGIN_Y * MM - 4, word
        assert bottom < height - MARGIN_Y * MM + 4, word


@pytest.mark.parametrize("backgrounds", [False, True])
def test_the_paper_is_white_to_its_edges(sheet: Printed, backgrounds: bool) -> None:
    paper = sheet.colored if backgrounds else sheet.pages[0].picture
    edge = 25  # pixels at 100 dpi: a quarter inch, less than the margins
    across, down = range(0, paper.width, 3), range(0, paper.height, 3)
    border = [(x, y) for x in across for y in (*range(edge), *range(paper.height - edge, paper.height))]
    border += [(x, y) for y in down for x in (*range(edge), *range(paper.width - edge, paper.width))]
    assert {paper.getpixel(point) for point in border} == {(255, 255, 255)}


def test_it_is_legible_in_gray(sheet: Printed) -> None:
    page = sheet.pages[0]
    faint = []
    for word in page.words:
        ratio = contrast(word.color, background(page.picture, word.box))
        if ratio < 4.5:
            faint.append((word.text, round(ratio, 1)))
    assert not faint


def test_it_fills_the_page(sheet: Printed) -> None:
    """The last line of the sheet stands at the bottom margin: nothing was squeezed, nothing left over."""
    bottom = max(word.box[3] for word in sheet.pages[0].words)
    assert bottom > PAPERS[sheet.paper][1] - MARGIN_Y * MM - 25
