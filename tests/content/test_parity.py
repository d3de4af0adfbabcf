"""The browser computes what Python computed: every row and figure of every chapter, and random ones."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from scripts.content.errors import ContentError
from scripts.content.estimate import Namespace, read_namespace
from scripts.content.expression import evaluate
from scripts.content.figure import FIGURE, read_figure
from scripts.content.number import bare, style_of, write
from scripts.content.units import Quantity, parse_unit
from scripts.fences.estimate import block_data
from tests.content.browser import Browser, Fault

ROOT = Path(__file__).resolve().parents[2]
STRESS = """
```estimate
id: stress
title: Every operation and every way to write a number
inputs:
  users: {value: 500e6, unit: user, label: a}
  rate: {value: 20, unit: impression/user/day, label: b}
  keep: {value: 2.5, unit: percent, label: c}
  memory: {value: 3.7, unit: TiB, label: d}
  card: {value: 80, unit: GB/GPU, label: e}
  price: {value: 2.15, unit: USD/GPU/hour, label: f}
  window: {value: 36, unit: hour, label: g}
  tiny: {value: 3e-9, label: h}
  negative: {value: -4.25, label: i}
rows:
  total: {expr: users * rate, unit: impression/day, label: a}
  second: {expr: users * rate * keep / (1 - keep), unit: impression/s, label: b}
  cards: {expr: ceil(memory / card), unit: GPU, label: c}
  down: {expr: floor(memory / card), unit: GPU, label: d}
  cost: {expr: cards * price, unit: USD/month, label: e}
  each: {expr: cost / total, unit: USD/kiloimpression, label: f}
  cents: {expr: cost / users / 1000, unit: USD/user/month, label: g}
  root: {expr: "sqrt(memory) * sqrt(memory)", unit: GB, label: h}
  curve: {expr: "exp(-window / (6 * window)) + log(2) - log2(3) * log10(7)", label: i}
  sample: {expr: "2 * (z(0.975) + z(0.8)) ** 2 * keep * (1 - keep) / (keep * 0.01) ** 2", label: j}
  tail: {expr: z(1e-12) + z(tiny), label: k}
  both: {expr: "max(keep, tiny, negative) - min(keep, tiny, negative)", unit: percent, label: l}
  power: {expr: tiny ** 2.5 * negative ** 3 / negative ** -2, label: m}
  whole: {expr: ceil(0.1 * 3 * 10) + floor(-0.5), label: n}
  zero: {expr: keep - keep, unit: percent, label: o}
  span: {expr: window * 7, unit: day, label: p}
  one: {expr: users / users, label: q}
  gap: {expr: 1 / (tiny - 1), label: r}
```

{{ total | users=2*users }} {{ second in impression/day | keep=50 }} {{ power | tiny=1 }}
"""


def pages() -> Iterator[tuple[str, str]]:
    for path in sorted((ROOT / "docs").rglob("*.md")):
        text = path.read_text(encoding="utf-8")
        if "```estimate" in text:
            yield path.relative_to(ROOT).as_posix(), text
    yield "stress", STRESS


PAGES = dict(pages())


@pytest.fixture(scope="module")
def script() -> Iterator[Browser]:
    process = Browser()
    yield process
    process.close()


@pytest.fixture(params=PAGES)
def page(request: pytest.FixtureRequest) -> Namespace:
    return read_namespace(PAGES[request.param], request.param)


def entries_of(page: Namespace) -> list[Any]:
    return [entry for block in page.blocks for entry in block_data(block)["entries"]]


def close(a: float, b: float) -> bool:
    # 1 - exp(-x) keeps few digits for a small x, and the two libraries may differ in the last bit of exp.
    return math.isclose(a, b, rel_tol=1e-12, abs_tol=4e-16)


def test_the_chapters_have_rows_to_compare() -> None:
    rows = [entry for name in PAGES if name != "stress" for entry in entries_of(read_namespace(PAGES[name], name))]
    assert len([row for row in rows if row[3] is not None]) >= 40


def test_every_row_of_every_block_is_the_same(script: Browser, page: Namespace) -> None:
    entries = entries_of(page)
    assert entries
    assert any(entry[3] is not None for entry in entries)
    values = script.call("compute", entries, {})
    assert list(values) == list(page.values)
    for name, tree_entry in zip(page.values, entries, strict=True):
        expected = page.values[name].magnitude
        assert close(values[name], expected), name
        assert script.call("write", values[name], tree_entry[4]) == write(expected, page.entries[name].style), name


@pytest.mark.parametrize("factor", [0.0, 1e-3, 0.37, 2.0, 1e6])
def test_rows_stay_the_same_when_a_reader_changes_an_input(script: Browser, page: Namespace, factor: float) -> None:
    entries = entries_of(page)
    inputs = [entry for entry in page.entries.values() if entry.is_input]
    computed = 0
    for entry in inputs:
        amount = entry.amount * factor
        try:
            expected = page.evaluate({entry.name: Quantity(amount * entry.unit.scale, entry.unit.base)})
        except ContentError:
            with pytest.raises(Fault):
                script.call("compute", entries, {entry.name: amount})
            continue
        values = script.call("compute", entries, {entry.name: amount})
        for name, quantity in expected.items():
            assert close(values[name], quantity.magnitude), (entry.name, name)
            computed += 1
    assert computed > 0 or not inputs or factor == 0


def test_every_figure_in_the_text_is_the_same(script: Browser, page: Namespace) -> None:
    text = re.sub(r"`[^`\n]*`", "", PAGES[page.file])
    entries = entries_of(page)
    values = script.call("compute", entries, {})
    sources = re.findall(FIGURE, text)
    assert sources
    for source in [*sources, *(f"#{name}" for name in page.entries)]:
        figure = read_figure(source, page)
        value = script.call("figure", entries, {}, values, figure.name, [list(change) for change in figure.changes])
        assert script.call("write", value, figure.style.data()) == figure.text, source


numbers = some.floats(min_value=-1e12, max_value=1e12, allow_nan=False) | some.integers(-20, 20).map(float)
leaves = numbers | some.sampled_from(["a", "b", "c"])
# The processor rounds these the same way everywhere, so nested results are equal to the last bit; powers and
# logarithms may differ in it, and a difference of two of them would magnify that: they get leaves only.
exact = some.recursive(
    leaves,
    lambda inner: some.one_of(
        some.tuples(some.sampled_from(["+", "-", "*", "/", "min", "max"]), inner, inner).map(list),
        some.tuples(some.sampled_from(["neg", "sqrt", "ceil", "floor"]), inner).map(list),
    ),
    max_leaves=20,
)
rough = some.one_of(
    some.tuples(some.sampled_from(["exp", "log", "log2", "log10", "z"]), leaves | some.floats(0, 1)).map(list),
    some.tuples(some.just("**"), leaves, leaves).map(list),
)
values = some.fixed_dictionaries(dict.fromkeys("abc", numbers))


def agree(script: Browser, tree: Any, values: dict[str, float], same: Any) -> None:
    try:
        expected = evaluate(tree, {name: Quantity(value, "") for name, value in values.items()}).magnitude
    except ContentError:
        with pytest.raises(Fault):
            script.call("evaluate", tree, values)
        return
    assert same(script.call("evaluate", tree, values), expected)


@settings(max_examples=500, deadline=None, derandomize=True)
@given(exact, values)
def test_random_arithmetic_is_equal_to_the_last_bit(script: Browser, tree: Any, values: dict[str, float]) -> None:
    agree(script, tree, values, lambda a, b: a == b)


@settings(max_examples=500, deadline=None, derandomize=True)
@given(rough, values)
def test_random_functions_are_equal_to_twelve_digits(script: Browser, tree: Any, values: dict[str, float]) -> None:
    agree(script, tree, values, close)


UNITS = ["", "request/s", "percent", "USD", "USD/kilorequest", "GB", "byte", "GiB/s", "s", "day", "GPU*hour", "TFLOP/s"]
sizes = some.floats(allow_nan=False, allow_infinity=False) | some.builds(
    lambda digits, power: digits * 10.0**power, some.integers(-99999, 99999), some.integers(-12, 18)
)


@settings(max_examples=1000, deadline=None, derandomize=True)
@given(sizes, some.sampled_from(UNITS), some.booleans())
def test_random_numbers_are_written_the_same(script: Browser, value: float, unit: str, alone: bool) -> None:
    style = style_of(parse_unit(unit))
    style = bare(style) if alone else style
    if math.isfinite(value / style.scale):
        assert script.call("write", value, style.data()) == write(value, style)


@pytest.mark.parametrize(
    ("text", "original", "answer"),
    [
        ("12.5", 1, {"amount": 12.5}),
        ("500e6", 1, {"amount": 500e6}),
        ("0", 1, {"amount": 0}),
        ("-3", -1, {"amount": -3}),
        ("-3", 1, {"error": "Enter 0 or more."}),
        ("", 1, {"error": "Enter a number."}),
        ("  ", 1, {"error": "Enter a number."}),
        ("NaN", 1, {"error": "This is not a number."}),
        ("abc", 1, {"error": "This is not a number."}),
        ("1e999", 1, {"error": "This is not a number."}),
        ("1e31", 1, {"error": "This is too large."}),
    ],
)
def test_what_a_reader_types_is_a_number_or_a_clear_message(
    script: Browser, text: str, original: float, answer: dict[str, Any]
) -> None:
    assert script.call("readAmount", text, original) == answer


def test_the_script_never_evaluates_text() -> None:
    text = (ROOT / "docs" / "assets" / "js" / "estimates.js").read_text(encoding="utf-8")
    assert not re.search(r"\beval\s*\(|new Function|innerHTML|import\s*\(|\bfetch\b", text)


def test_a_name_of_the_language_is_no_value(script: Browser) -> None:
    for name in ("__proto__", "constructor", "toString"):
        with pytest.raises(Fault):
            script.call("evaluate", name, {})
        with pytest.raises(Fault):
            script.call("evaluate", [name, 1], {})
