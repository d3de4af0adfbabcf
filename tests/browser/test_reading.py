"""What a reader does with a chapter: switch to dark, enlarge a drawing, print, change an input."""

from __future__ import annotations

import json
import math
import operator
from collections.abc import Callable, Iterator
from statistics import NormalDist
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.support import COLORS, Watched, chapter_addresses, watching

SHRINK = 0.37
OPERATIONS: dict[str, Callable[..., float]] = {
    **{"+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv, "**": math.pow},
    **{"neg": operator.neg, "min": min, "max": max, "z": NormalDist().inv_cdf},
    **{name: getattr(math, name) for name in ("ceil", "floor", "sqrt", "exp", "log", "log2", "log10")},
}
RECORD_PRINT = "window.printed = []; window.print = () => window.printed.push(document.documentElement.className);"
FIGURES = """() => [...document.querySelectorAll(".computed[data-value]")].map((span) => ({
  name: span.dataset.value, changes: JSON.parse(span.dataset.with || "[]"), text: span.textContent,
  changed: span.classList.contains("is-changed"), on_sheet: !!span.closest(".sheet")}))"""


@pytest.fixture(scope="module", params=chapter_addresses())
def chapter(request: pytest.FixtureRequest, browser: Browser, address: str) -> Iterator[Watched]:
    """A chapter, watched; printing is recorded instead of opening a dialog that nobody can close."""
    with watching(browser, address, viewport={"width": 1280, "height": 900}, color_scheme="light") as watched:
        watched.page.add_init_script(RECORD_PRINT)
        watched.open(request.param)
        yield watched


def test_the_toggle_changes_all_drawings_without_a_reload(chapter: Watched) -> None:
    page = chapter.page
    page.evaluate("() => { window.same = true; }")
    before = page.evaluate(COLORS)
    assert before
    body = page.locator("body")
    for _ in range(3):  # follow the system, light, dark
        page.locator("form[data-md-component=palette] label:not([hidden])").click()
        if body.get_attribute("data-md-color-scheme") == "slate":
            break
    assert body.get_attribute("data-md-color-scheme") == "slate"
    after = page.evaluate(COLORS)
    assert len(after) == len(before)
    same = sum(one == other for one, other in zip(before, after, strict=True))
    assert same < len(before) / 10, f"{same} of {len(before)} shapes keep their colors in the dark"
    assert page.evaluate("() => window.same"), "the page was loaded again"


def test_drawings_follow_the_system_live(chapter: Watched) -> None:
    page = chapter.page
    page.evaluate("() => localStorage.clear()")
    page.reload()
    light = page.evaluate(COLORS)
    page.emulate_media(color_scheme="dark")
    page.wait_for_selector('body[data-md-color-scheme="slate"]')
    assert page.evaluate(COLORS) != light
    page.emulate_media(color_scheme="light")
    page.wait_for_selector('body[data-md-color-scheme="default"]')
    assert page.evaluate(COLORS) == light


def test_every_drawing_opens_large_and_goes_back(chapter: Watched) -> None:
    page = chapter.page
    figures = page.locator("figure.diagram")
    assert figures.count() > 0
    for number in range(figures.count()):
        figure = figures.nth(number)
        before = figure.locator(".mermaid").evaluate("(element) => element.innerHTML")
        if number % 2:
            figure.locator(".mermaid").click()
        else:
            figure.locator("button.zoom-open").focus()
            page.keyboard.press("Enter")
        dialog = page.locator("dialog.zoom")
        assert dialog.locator("svg").is_visible()
        assert figure.locator(".mermaid svg").count() == 0
        page.keyboard.press("Escape")
        dialog.wait_for(state="hidden")
        figure.locator(".mermaid svg").wait_for()
        assert figure.locator(".mermaid").evaluate("(element) => element.innerHTML") == before


def test_the_large_drawing_grows_and_closes_by_its_buttons(chapter: Watched) -> None:
    page = chapter.page
    page.locator("figure.diagram .mermaid").first.click()
    dialog = page.locator("dialog.zoom")
    drawing = dialog.locator("svg").first
    small = drawing.bounding_box()
    dialog.get_by_role("button", name="Larger").click()
    page.wait_for_timeout(400)  # panzoom moves there
    large = drawing.bounding_box()
    assert small
    assert large
    assert large["width"] > small["width"] * 1.1
    dialog.get_by_role("button", name="Close").click()
    dialog.wait_for(state="hidden")
    assert page.locator("figure.diagram").first.locator(".mermaid > svg").is_visible()


def test_the_two_buttons_print_the_sheet_and_the_chapter(chapter: Watched) -> None:
    page = chapter.page
    page.get_by_role("button", name="Print this sheet").click()
    page.get_by_role("button", name="Print the whole chapter").click()
    sheet, whole = page.evaluate("() => window.printed")
    assert "print-chapter" not in sheet.split()
    assert "print-chapter" in whole.split()
    closed = "() => document.querySelectorAll('.md-content details:not([open])').length"
    before = page.evaluate(closed)
    assert before > 0
    page.evaluate("() => window.dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate(closed) == 0
    page.evaluate("() => window.dispatchEvent(new Event('afterprint'))")
    assert page.evaluate(closed) == before
    assert "print-chapter" not in page.evaluate("() => document.documentElement.className").split()


def _entries(chapter: Watched) -> list[list[Any]]:
    texts = chapter.page.locator("script.estimate-data").all_text_contents()
    return [entry for text in texts for entry in json.loads(text)["entries"]]


def _value(tree: Any, values: dict[str, float]) -> float:
    if isinstance(tree, str):
        return values[tree]
    if not isinstance(tree, list):
        return float(tree)
    return float(OPERATIONS[tree[0]](*(_value(part, values) for part in tree[1:])))


def _values(entries: list[list[Any]], changed: dict[str, float]) -> dict[str, float]:
    """Return the value of every entry, with inputs multiplied by ``changed``; independent of both implementations."""
    values: dict[str, float] = {}
    for name, _, amount, tree, style in entries:
        values[name] = amount * style[0] * changed.get(name, 1) if tree is None else _value(tree, values)
    return values


def _moving(entries: list[list[Any]], name: str) -> set[str]:
    """Return the names whose value changes by more than rounding hides when the input ``name`` shrinks."""
    try:
        before, after = _values(entries, {}), _values(entries, {name: SHRINK})
    except (ArithmeticError, ValueError):
        return set()  # no result with this input that small
    return {entry for entry, value in before.items() if abs(after[entry] - value) > 0.02 * abs(value)}


def _most_used_input(chapter: Watched, entries: list[list[Any]]) -> str:
    """Return the input on which most figures of the sheet depend, then most of the page; results have no field, and an
    input that is negative from the start may stay so."""
    figures = chapter.page.evaluate(FIGURES)
    positive = {entry[0] for entry in entries if entry[2] is not None and entry[2] > 0}
    inputs = chapter.page.evaluate("() => [...document.querySelectorAll('[data-input]')].map((it) => it.dataset.input)")

    def weight(name: str) -> tuple[int, int]:
        names = _moving(entries, name)
        moving = [figure for figure in figures if figure["name"] in names and not figure["changes"]]
        return sum(figure["on_sheet"] for figure in moving), len(moving)

    return max((name for name in inputs if name in positive), key=weight)


def test_an_input_changes_what_depends_on_it_and_reset_restores(chapter: Watched) -> None:
    page, entries = chapter.page, _entries(chapter)
    if not entries:
        pytest.skip("this chapter has no estimate")
    name = _most_used_input(chapter, entries)
    moving = _moving(entries, name)
    before = page.evaluate(FIGURES)
    field = page.locator(f"[data-input={name}] input")
    field.fill(repr(float(field.input_value()) * SHRINK))
    after = page.evaluate(FIGURES)
    moved = [new["text"] != old["text"] for old, new in zip(before, after, strict=True)]
    assert any(moved)
    assert any(now and figure["on_sheet"] for now, figure in zip(moved, after, strict=True)), (
        "the sheet stayed the same"
    )
    still = [f for now, f in zip(moved, after, strict=True) if f["name"] in moving and not f["changes"] and not now]
    assert not still, f"{name} changed, these did not: {still}"
    assert [figure["changed"] for figure in after] == moved
    block = page.locator(f"figure.estimate:has([data-input={name}])")
    block.get_by_role("button", name="Reset").click()
    assert page.evaluate(FIGURES) == before


@pytest.mark.parametrize("text", ["", "-5", "1e40"])
def test_an_impossible_input_says_why_and_changes_nothing(chapter: Watched, text: str) -> None:
    page, entries = chapter.page, _entries(chapter)
    if not entries:
        pytest.skip("this chapter has no estimate")
    name = _most_used_input(chapter, entries)
    before = page.evaluate(FIGURES)
    field = page.locator(f"[data-input={name}] input")
    field.fill(text)
    message = page.locator(f"[data-input={name}] [role=alert]")
    assert message.is_visible()
    assert message.inner_text().strip()
    assert field.get_attribute("aria-invalid") == "true"
    assert page.evaluate(FIGURES) == before
    page.locator(f"figure.estimate:has([data-input={name}])").get_by_role("button", name="Reset").click()
    assert not message.is_visible()


def test_some_chapter_has_an_estimate(pages: dict[str, str]) -> None:
    """Guards the skips above."""
    assert any('class="estimate"' in page for page in pages.values())
