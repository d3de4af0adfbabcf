"""The whole chapter on paper: the sheet first, all unfolded, no figure cut, no blank page, numbered."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from itertools import cycle, product
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser
from pypdf import PdfReader

from scripts.publish.pdf import print_chapter
from tests.drawings import drawings_of, labels
from tests.print.paper import MM, PAPERS, Sheet, plain, read, too_small
from tests.support import chapter_addresses, source_of, watching

TEXTS = """() => ({
  title: document.querySelector("article h1").firstChild.textContent,
  lead: document.querySelector(".sheet .lead").textContent,
  folded: [...document.querySelectorAll("article details:not(.in-words) > :not(summary)")]
    .map((element) => {
      const shown = element.cloneNode(true);
      for (const unseen of shown.querySelectorAll(".katex-mathml, script, [hidden], .estimate-error")) unseen.remove();
      return shown.textContent;
    }),
  headings: [...document.querySelectorAll("article > h2, article > h3")].map((heading) => {
    let next = heading.nextElementSibling;
    return [heading.firstChild.textContent, next ? next.textContent.trim().slice(0, 30) : ""];
  }),
  outside: [...document.querySelectorAll("article a[href^=http]")].map((link) => link.href)})"""


class Chapter(NamedTuple):
    """One printed chapter: its Mermaid texts, its pages, what the web page says, and the bookmarks of the PDF."""

    drawings: list[str]
    pages: list[Sheet]
    said: dict[str, list[str]]
    bookmarks: list[str]
    paper: str


def _titles(outline: list[object]) -> Iterator[str]:
    for item in outline:
        if isinstance(item, list):
            yield from _titles(item)
        else:
            yield str(item["/Title"])  # type: ignore[index]


# A chapter of twenty pages takes seconds to print and to read: the papers take turns, the longest get both.
TURNS = list(zip(chapter_addresses(), cycle(PAPERS)))
LONGEST = sorted(chapter_addresses(), key=lambda address: -len(source_of(address)))[:3]
PRINTS = sorted({*TURNS, *product(LONGEST, PAPERS)})


@pytest.fixture(scope="module", params=PRINTS, ids="-".join)
def chapter(request: pytest.FixtureRequest, browser: Browser, address: str) -> Chapter:
    """One chapter printed whole; A4 from the light scheme, Letter from the dark one."""
    page_address, paper = request.param
    scheme = {"A4": "light", "Letter": "dark"}[paper]
    with watching(browser, address, color_scheme=scheme) as watched:
        watched.open(page_address)
        said = watched.page.evaluate(TEXTS)
        printed = print_chapter(watched.page, "The title", paper=paper)
    bookmarks = list(_titles(PdfReader(io.BytesIO(printed)).outline))
    return Chapter(drawings_of(page_address), read(printed), said, bookmarks, paper)


def _text(page: Sheet) -> str:
    return "".join(plain(page.text))


def test_no_page_is_blank(chapter: Chapter) -> None:
    assert len(chapter.pages) > 1
    low = PAPERS[chapter.paper][1] - 15 * MM  # below are the title and the number of the page
    full = [any(word.box[1] < low for word in page.words) for page in chapter.pages]
    assert full == [True] * len(chapter.pages)


def test_the_words_lie_inside_the_margins(chapter: Chapter) -> None:
    width, _ = PAPERS[chapter.paper]
    outside = {
        (number, word.text)
        for number, page in enumerate(chapter.pages, 1)
        for word in page.words
        if word.box[0] < 12 * MM - 2 or word.box[2] > width - 12 * MM + 2
    }
    assert not outside


def test_every_page_has_its_number(chapter: Chapter) -> None:
    total = len(chapter.pages)
    for number, page in enumerate(chapter.pages, 1):
        low = PAPERS[chapter.paper][1] - 15 * MM
        footer = " ".join(word.text for word in page.words if word.box[1] > low)
        assert re.search(rf"(^| ){number} ?/ ?{total}$", footer), footer


def test_the_first_page_is_the_sheet(chapter: Chapter) -> None:
    first = _text(chapter.pages[0])
    assert first.startswith("".join(plain(str(chapter.said["title"]))))
    assert "".join(plain(str(chapter.said["lead"]))) in first
    assert "drawthis" in first


def test_what_was_folded_is_there(chapter: Chapter) -> None:
    text = "".join(map(_text, chapter.pages))
    for folded in chapter.said["folded"]:
        words = plain(folded)
        assert not words or words[0] in text
        missing = [word for word in words if word not in text]
        assert not missing, f"'{folded[:40]}' lost {missing}"


def test_no_drawing_is_cut(chapter: Chapter) -> None:
    texts = [_text(page) for page in chapter.pages]
    for source in chapter.drawings:
        wanted = ["".join(plain(label)) for label in labels(source)]
        whole = [number for number, text in enumerate(texts, 1) if all(label in text for label in wanted)]
        assert whole, f"no page holds all labels of: {source[:90]}"


def test_a_heading_stands_on_the_page_of_its_text(chapter: Chapter) -> None:
    """A heading is never the last text of a page, above the footer."""
    low = PAPERS[chapter.paper][1] - 15 * MM
    headings = {"".join(plain(heading)) for heading, _ in chapter.said["headings"]}
    assert headings
    for number, page in enumerate(chapter.pages, 1):
        body = [word for word in page.words if word.box[1] < low]
        last = max(word.box[3] for word in body)
        line = "".join(plain("".join(word.text for word in body if word.box[3] > last - 2)))
        assert line not in headings, f"page {number} ends with the heading '{line}'"


def test_links_to_elsewhere_show_their_address(chapter: Chapter) -> None:
    text = "".join(page.text for page in chapter.pages)
    assert [link for link in chapter.said["outside"] if re.sub(r"\s", "", link) not in text] == []


def test_headings_are_bookmarks(chapter: Chapter) -> None:
    wanted = [" ".join(heading.split()) for heading, _ in chapter.said["headings"]]
    found = {" ".join(title.replace("#", " ").split()) for title in chapter.bookmarks}
    assert [heading for heading in wanted if heading not in found] == []


def test_the_paper_is_white(chapter: Chapter) -> None:
    for page in chapter.pages:
        picture = page.picture
        corners = [(2, 2), (picture.width - 3, 2), (2, picture.height - 3), (picture.width - 3, picture.height - 3)]
        assert {picture.getpixel(corner) for corner in corners} == {(255, 255, 255)}


def test_no_text_is_too_small(chapter: Chapter) -> None:
    small = {number: too_small(page) for number, page in enumerate(chapter.pages, 1)}
    assert not {number: words for number, words in small.items() if words}


def test_some_chapter_has_something_folded() -> None:
    """Guards the check of what was folded."""
    assert any("\n??? " in source_of(address) for address in chapter_addresses())
