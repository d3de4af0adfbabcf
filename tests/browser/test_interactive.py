"""Figures with controls in a real browser: by keyboard, as first drawn, without scripts, dark, accessible, on paper."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator

from scripts.fences.interactive import LIBRARY, draw
from scripts.publish.pdf import print_chapter
from tests.print.paper import PAPERS, Word, contrast, plain, read
from tests.support import Watched, axe_violations, chapter_addresses, source_of, watching

KINDS = ["threshold", "ranking", "calibration", "power"]
PAGES = [address for address in chapter_addresses() if "```interactive" in source_of(address)]
STAGE = ".interactive-stage"
# The script as Node sees it, run in the page's own engine.
RENDER = "(([kind, state]) => { const module = {}; %s; return module.exports.render(kind, state); })"
# Every shape with its attributes in one order: publishing sorts them.
SHAPES = """(box) => [...box.querySelectorAll("*")].map((shape) => [
  shape.tagName.toLowerCase(), shape.children.length ? "" : shape.textContent,
  [...shape.attributes].map(({name, value}) => name + "=" + value).sort()])"""
PARSED = f"(text) => {{ const box = document.createElement('div'); box.innerHTML = text; return ({SHAPES})(box); }}"
# Colors of what is drawn and of the paper under it, as red, green and blue between 0 and 1.
COLORS = """(figure) => {
  const canvas = document.createElement("canvas").getContext("2d", {willReadFrequently: true});
  const parts = (color) => {
    canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = color; canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data].map((part) => part / 255);
  };
  let ground = figure;
  while (ground && parts(getComputedStyle(ground).backgroundColor)[3] === 0) ground = ground.parentElement;
  const paper = parts(getComputedStyle(ground || document.body).backgroundColor).slice(0, 3);
  const own = (selector, property) => [...figure.querySelectorAll(selector)]
    .map((shape) => parts(getComputedStyle(shape)[property]).slice(0, 3));
  return {paper, lines: own("svg :is(path, rect):not([class^=fill])", "stroke"),
          texts: own("svg text", "fill"), read: own(".interactive-readout :is(th, td)", "color")};
}"""


@pytest.fixture(scope="module")
def page_address() -> str:
    """The page that has all four figures."""
    full = [address for address in PAGES if all(f"kind: {kind}\n" in source_of(address) for kind in KINDS)]
    assert full, "no page has all figures"
    return full[0]


@pytest.fixture
def opened(browser: Browser, address: str, page_address: str) -> Iterator[Watched]:
    with watching(browser, address, viewport={"width": 1280, "height": 900}, color_scheme="light") as watched:
        watched.open(page_address)
        yield watched


def figure_of(watched: Watched, kind: str) -> Locator:
    figure = watched.page.locator(f"figure.interactive[data-kind={kind}]").first
    figure.scroll_into_view_if_needed()
    return figure


def readout(figure: Locator) -> dict[str, str]:
    rows = figure.locator(".interactive-readout tr")
    return {row.locator("th").inner_text(): row.locator("td").inner_text() for row in rows.all()}


def state_of(figure: Locator) -> Any:
    return json.loads(str(figure.get_attribute("data-state")))


@pytest.mark.parametrize("kind", KINDS)
def test_the_first_state_is_what_node_drew(opened: Watched, kind: str) -> None:
    figure = figure_of(opened, kind)
    page, state = opened.page, state_of(figure)
    built = figure.locator(STAGE).evaluate(SHAPES)
    from_node = draw(kind, state)
    here = page.evaluate(RENDER % LIBRARY.read_text(encoding="utf-8"), [kind, state])
    assert len(built) > 10
    assert built == page.evaluate(PARSED, from_node["svg"]) == page.evaluate(PARSED, here["svg"])
    shown = [list(row) for row in readout(figure).items()]
    assert shown == from_node["readout"] == here["readout"]
    said = dict(from_node["settings"])
    for label in figure.locator(".interactive-controls label:has(output)").all():
        assert label.locator("output").inner_text() == said[label.locator("span").inner_text()]


@pytest.mark.parametrize("kind", ["threshold", "calibration", "power"])
def test_every_slider_moves_by_the_arrow_keys(opened: Watched, kind: str) -> None:
    figure, page = figure_of(opened, kind), opened.page
    sliders = figure.locator("input[type=range]")
    assert sliders.count() >= 2
    for slider in sliders.all():
        output = slider.locator("xpath=..").locator("output")
        assert slider.get_attribute("aria-valuetext") == output.inner_text(), "silent until it is moved"
        slider.focus()
        before = (output.inner_text(), readout(figure), figure.locator(STAGE).evaluate(SHAPES))
        for _ in range(5):
            page.keyboard.press("ArrowRight")
        after = (output.inner_text(), readout(figure), figure.locator(STAGE).evaluate(SHAPES))
        assert all(old != new for old, new in zip(before, after, strict=True))
        assert slider.get_attribute("aria-valuetext") == after[0]
        assert slider.evaluate("(input) => input === document.activeElement")
        for key in ("End", "Home"):
            page.keyboard.press(key)
            assert "NaN" not in str(figure.locator(STAGE).evaluate(SHAPES))


def test_sliders_are_reached_by_tab_and_have_names(opened: Watched) -> None:
    figure, page = figure_of(opened, "threshold"), opened.page
    figure.locator("input").first.focus()
    names = []
    for _ in range(3):
        names.append(page.evaluate("() => document.activeElement.labels[0].querySelector('span').textContent"))
        page.keyboard.press("Tab")
    assert names == ["Threshold", "Positives among all", "Separation of the classes"]


def test_a_higher_threshold_finds_less_and_is_surer(opened: Watched) -> None:
    figure = figure_of(opened, "threshold")
    before = readout(figure)
    figure.locator("input").first.focus()
    opened.page.keyboard.press("ArrowRight")
    after = readout(figure)
    assert float(after["Recall"][:-1]) < float(before["Recall"][:-1])
    assert float(after["Precision"][:-1]) > float(before["Precision"][:-1])
    assert after["ROC-AUC"] == before["ROC-AUC"]
    opened.page.keyboard.press("ArrowLeft")
    assert readout(figure) == before


def test_the_repair_is_ticked_with_the_space_bar(opened: Watched) -> None:
    figure = figure_of(opened, "calibration")
    before = readout(figure)
    drawn = figure.locator(STAGE).evaluate(SHAPES)
    box = figure.get_by_role("checkbox")
    box.focus()
    opened.page.keyboard.press("Space")
    after = readout(figure)
    assert after["Predicted over observed"] == "1"
    loss, best = after["Log loss"].split("; of the true rates ")
    assert loss == best
    opened.page.keyboard.press("Space")
    assert readout(figure) == before
    assert figure.locator(STAGE).evaluate(SHAPES) == drawn


def test_results_are_moved_with_tab_and_enter(opened: Watched) -> None:
    figure, page = figure_of(opened, "ranking"), opened.page
    grades = state_of(figure)["grades"]
    first = f"A, grade {grades[0]}"
    figure.get_by_role("button").nth(1).focus()  # the first one cannot move up
    focused = "() => document.activeElement.getAttribute('aria-label')"
    best = readout(figure)
    for place in range(1, len(grades)):
        assert page.evaluate(focused) == f"Move {first} down"
        page.keyboard.press("Enter")
        order = [line.split(" ")[0] for line in figure.locator(".movers li").all_inner_texts()]
        assert order.index("A,") == place
        assert figure.locator(f"{STAGE} rect").count() == 2 * len(grades)
    # At the end "down" is gone; the focus stays with the result, on the button that is left.
    assert page.evaluate(focused) == f"Move {first} up"
    assert float(readout(figure)["NDCG"]) < float(best["NDCG"])
    for _ in range(1, len(grades)):
        page.keyboard.press("Enter")
    assert readout(figure) == best
    assert page.evaluate(focused) == f"Move {first} down"
    page.keyboard.press("Tab")
    assert page.evaluate(focused) == f"Move B, grade {grades[1]} up"


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_is_accessible_also_after_a_move(
    browser: Browser, address: str, page_address: str, scheme: Any, width: int
) -> None:
    with watching(browser, address, viewport={"width": width, "height": 800}, color_scheme=scheme) as watched:
        watched.open(page_address)
        for kind in KINDS:
            figure_of(watched, kind).locator("input, button:not([disabled])").first.focus()
            watched.page.keyboard.press("Enter" if kind == "ranking" else "ArrowRight")
        found = axe_violations(watched.page)
        # A link of the table of contents that is half scrolled out of sight counts as too small a target.
        assert [violation for violation in found if "md-nav__link" not in violation] == []
        wide = watched.page.evaluate("() => document.documentElement.scrollWidth")
        assert wide <= width


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_is_visible_in_both_schemes(browser: Browser, address: str, page_address: str, scheme: Any) -> None:
    with watching(browser, address, color_scheme=scheme) as watched:
        watched.open(page_address)
        for kind in KINDS:
            colors = figure_of(watched, kind).evaluate(COLORS)
            paper = tuple(colors["paper"])
            assert (sum(paper) > 1.5) == (scheme == "light")
            assert len(colors["lines"]) >= 3, kind
            assert min(contrast(tuple(line), paper) for line in colors["lines"]) >= 3, kind
            assert min(contrast(tuple(text), paper) for text in colors["texts"] + colors["read"]) >= 4.5, kind


def test_it_reads_without_scripts(browser: Browser, address: str, page_address: str) -> None:
    with watching(browser, address, java_script_enabled=False) as watched:
        watched.page.goto(address + page_address)
        for kind in KINDS:
            figure = figure_of(watched, kind)
            drawn = draw(kind, state_of(figure))
            assert figure.locator("svg").is_visible()
            assert readout(figure) == dict(drawn["readout"])
            assert figure.locator("input, button").count() == 0
            controls = figure.locator(".interactive-controls")
            assert all(f"{name}: {value}" in controls.inner_text() for name, value in drawn["settings"])
            figure.locator("summary").click()
            assert figure.locator("details p").is_visible()


@pytest.mark.parametrize("paper", PAPERS)
def test_it_prints_whole_inside_the_chapter(browser: Browser, address: str, page_address: str, paper: str) -> None:
    with watching(browser, address, color_scheme="dark") as watched:
        watched.open(page_address)
        titles = {kind: figure_of(watched, kind).locator("figcaption").inner_text() for kind in KINDS}
        readouts = {kind: readout(figure_of(watched, kind)) for kind in KINDS}
        pages = read(print_chapter(watched.page, "Metrics", paper=paper))
    texts = ["".join(plain(page.text)) for page in pages]
    for kind in KINDS:
        wanted = ["".join(plain(text)) for text in (titles[kind], *readouts[kind], *readouts[kind].values())]
        whole = [number for number, text in enumerate(texts) if all(part in text for part in wanted)]
        assert whole, f"{kind} is cut or lost"
        words: list[Word] = pages[whole[0]].words
        assert all(word.box[2] <= PAPERS[paper][0] for word in words)
        assert min(word.size for word in words if "KaTeX" not in word.font) >= 6.95
    assert not any("↑" in page.text or "↓" in page.text for page in pages), "buttons on paper"
