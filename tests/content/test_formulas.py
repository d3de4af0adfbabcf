"""The formula library: worked examples, the same values by other ways, and what a wrong call says."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from statistics import NormalDist
from typing import Any

import pytest

from scripts.content.call import Call
from scripts.content.errors import ContentError
from scripts.content.estimate import read_namespace
from scripts.content.expression import evaluate, names, parse
from scripts.content.formula import example_value, library, quantity, read_library, records
from scripts.content.units import Quantity
from tests.content.browser import Browser

NORMAL = NormalDist()


def call(name: str, *numbers: float) -> float:
    """Value of a formula for arguments in base units, things left out."""
    formula = library()[name]
    units = ["" if item.unit is None else item.unit.base for item in formula.parameters]
    pairs = enumerate(zip(numbers, units, strict=True))
    places = {f"x{place}": Quantity(value, unit) for place, (value, unit) in pairs}
    return float(evaluate(Call(formula, list(places)), places).magnitude)


@pytest.mark.parametrize("name", list(records()))
def test_the_worked_example_comes_out(name: str) -> None:
    example = records()[name].example
    value, expected = example_value(library()[name], example), quantity(example.gives)
    assert value.units == expected.units
    if example.digits is None:
        assert value.magnitude == pytest.approx(expected.magnitude, rel=1e-9)
    else:
        size = 10.0 ** (math.floor(math.log10(expected.magnitude)) - example.digits + 1)
        assert abs(value.magnitude - expected.magnitude) <= size / 2 * (1 + 1e-9)


def both_ways(n: float, p0: float, p1: float) -> float:
    """Least whole number from 1 on at which ``(1 - p0) ** n`` is at most ``1 - p1``, by search."""
    low, high = 0, 10**9
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if (1 - p0) ** middle <= 1 - p1 else (middle, high)
    return high


def drawn(spread: float, count: int) -> list[float]:
    generator = random.Random(7)
    return [10 ** generator.uniform(-spread, spread) for _ in range(count)]


# Each formula again, in another form than in formulas.yml; arguments in base units.
OTHERWISE: dict[str, Callable[..., float]] = {
    "peak_rate": lambda u, a, k: math.prod([u, a, k]),
    "in_flight": lambda r, t: r / (1 / t),
    "machines": lambda r, e, f: math.ceil(r / e / f - 1e-9),
    "stored_bytes": lambda r, s, k, c: math.prod([c, k, s, r]),
    "scan_time": lambda s, b: s * (1 / b),
    "embedding_bytes": lambda r, d, s: math.prod([s, d, r]),
    "shared_rows": lambda k, r: -math.expm1(-k / r),
    "hnsw_bytes": lambda n, d, m: n * d * 4 + n * 2 * m * 4,
    "ivfpq_bytes": lambda n, c, k, d: n * c + n * 8 + k * d * 4,
    "kv_cache_bytes": lambda ly, h, d, t, b: t * (ly * h * d * b + ly * h * d * b),
    "weight_bytes": lambda n, b: b / (1 / n),
    "adam_bytes": lambda n: 2 * n + 2 * n + 4 * n + 4 * n + 4 * n,
    "train_flops": lambda n, t: 2 * n * t + 4 * n * t,
    "infer_flops": lambda n, t: n * t + n * t,
    "gpu_time": lambda w, p, m: w / p / m,
    "gpus_for": lambda r, w, p, m: math.ceil(r / (p / w) / m - 1e-9),
    "ridge": lambda p, b: 1 / (b / p),
    "decode_rate": lambda n, w, kv, b: n / (w / b + n * (kv / b)),
    "fan_out_slow": lambda p, n: -math.expm1(n * math.log1p(-p)),
    "fan_out_allowed": lambda s, n: -math.expm1(math.log1p(-s) / n),
    "shards_touched": lambda k, s: s - s * math.exp(k * math.log((s - 1) / s)),
    "queue_time": lambda t, rho: 1 / (1 / t - rho / t),
    "funnel_recall": lambda a, b, c: math.exp(math.log(a) + math.log(b) + math.log(c)),
    "reviewers": lambda i, e, h, b: math.ceil(i * e / h / b - 1e-9),
    "label_cost": lambda i, v, e, w: math.prod([w, e, v, i]),
    "audit_sample": lambda b, c: both_ways(0, b, c),
    "share_sample": lambda p, e, c: (NORMAL.inv_cdf(0.5 + c / 2) * math.sqrt(p * (1 - p)) / (e * p)) ** 2,
    "alert_precision": lambda q, r, f: 1 / (1 + (1 - q) / q * f / r),
    "action_threshold": lambda c, g: 1 / (1 + g / c),
    "sampled_share": lambda p, w: 1 / (1 + w * (1 - p) / p),
    "recalibrate": lambda p, w: 1 / (1 + math.exp(-(math.log(p / (1 - p)) + math.log(w)))),
    "design_effect": lambda m, icc: (1 - icc) + m * icc,
    "cuped_factor": lambda rho: (1 - rho) * (1 + rho),
    "cost_per_request": lambda m, p, r: m / (r / p),
    "token_cost": lambda a, b, c, d: math.fsum([a * b, c * d]),
}
SHARES = {"p", "slow", "first", "second", "third", "fill", "mfu", "load", "busy", "bound", "confidence", "error", "w",
          "prevalence", "recall", "fpr", "icc", "rho", "alpha", "power", "lift"}  # fmt: skip


@pytest.mark.parametrize("name", list(OTHERWISE))
def test_another_way_gives_the_same(name: str) -> None:
    generator = random.Random(name)
    for _ in range(20):
        numbers = [
            generator.uniform(0.01, 0.9) if item.name in SHARES else generator.uniform(1.5, 500)
            for item in library()[name].parameters
        ]
        assert call(name, *numbers) == pytest.approx(OTHERWISE[name](*numbers), rel=1e-9), numbers


@pytest.mark.parametrize("alpha", [0.01, 0.05, 0.1])
@pytest.mark.parametrize("power", [0.8, 0.9])
def test_a_test_of_that_size_has_that_power(alpha: float, power: float) -> None:
    """The size is right if a two-sample z test with it rejects that often when the lift is real."""
    for cv, lift in [(8.0, 0.05), (1.5, 0.01), (3.0, 0.2)]:
        n = call("ab_arm_mean", cv, lift, alpha, power)
        shift = lift / (cv * math.sqrt(2 / n))
        assert NORMAL.cdf(shift - NORMAL.inv_cdf(1 - alpha / 2)) == pytest.approx(power, rel=1e-9)
        assert call("detectable_lift", cv, n, alpha, power) == pytest.approx(lift, rel=1e-9)
    for p, lift in [(0.01, 0.03), (0.5, 0.24)]:
        n = call("ab_arm_proportion", p, lift, alpha, power)
        shift = p * lift / math.sqrt(2 * p * (1 - p) / n)
        assert NORMAL.cdf(shift - NORMAL.inv_cdf(1 - alpha / 2)) == pytest.approx(power, rel=1e-9)
        assert call("ab_arm_mean", math.sqrt((1 - p) / p), lift, alpha, power) == pytest.approx(n, rel=1e-9)


def test_every_formula_is_computed_in_another_way() -> None:
    assert OTHERWISE.keys() | {"ab_arm_mean", "ab_arm_proportion", "detectable_lift"} == library().keys()


def test_sampling_and_recalibration_are_inverse() -> None:
    for p in drawn(2, 20):
        share = p / 200
        assert call("recalibrate", call("sampled_share", share, 0.025), 0.025) == pytest.approx(share, rel=1e-9)


def test_published_figures_come_out() -> None:
    """Llama 3.1 with 8 and with 64 KV heads, and the sample sizes of Kohavi et al., whose factor is rounded to 16."""
    assert call("kv_cache_bytes", 32, 8, 128, 4096, 2) == 512 * 2**20
    assert call("kv_cache_bytes", 80, 8, 128, 8192, 2) == 2.5 * 2**30
    assert call("kv_cache_bytes", 80, 64, 128, 8192, 2) == 20 * 2**30
    exact = 2 * (NORMAL.inv_cdf(0.975) + NORMAL.inv_cdf(0.8)) ** 2
    assert call("ab_arm_mean", 30 / 3.75, 0.05, 0.05, 0.8) * 16 / exact == pytest.approx(409_600)
    assert call("ab_arm_proportion", 0.05, 0.2, 0.05, 0.8) * 16 / exact == pytest.approx(7_600)
    assert call("ab_arm_proportion", 0.03, 0.2, 0.05, 0.8) * 16 / exact == pytest.approx(12_933, abs=1)


VALUES = {
    "users": quantity("5e6 user"),
    "visits": quantity("4 request/user/day"),
    "memory": quantity("80 GB"),
    "share": quantity("5 percent"),
    "layers": quantity("80 layer"),
}


def value(text: str) -> Any:
    return evaluate(parse(text, library()), VALUES)


def test_things_pass_through_and_counts_drop_theirs() -> None:
    assert value("peak_rate(users, visits, 2)").units == quantity("1 request/s").units
    assert value("adam_bytes(layers)").units == quantity("1 B").units
    assert value("1 + fan_out_slow(share, layers)").magnitude == pytest.approx(2 - 0.95**80)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("fan_out_slow(share)", r"'fan_out_slow' takes 2 arguments, not 1 \(fan_out_slow\(p: number, n: count\)\)"),
        ("fan_out_slow(memory, 2)", r"in 'fan_out_slow': 'p' is a plain number, not B \(it takes fan_out_slow\("),
        ("fan_out_slow(layers, 2)", "in 'fan_out_slow': 'p' is a plain number, not layer"),
        ("fan_out_slow(share, memory)", "in 'fan_out_slow': 'n' is a count, not B"),
        ("peak_rate(users, users, 2)", "in 'peak_rate': 'actions' is request/user/day, not user"),
        ("scan_time(memory, memory)", "in 'scan_time': 'bandwidth' is byte/s, not B"),
        ("audit_sample(0, share)", "in 'audit_sample': division by zero"),
        ("queue_time(share, share)", "in 'queue_time': 'service' is s, not a plain number"),
        ("peak_rte(users, visits, 2)", r"unknown function 'peak_rte' \(nearest: peak_rate\)"),
        ("fan_out_slow(p=share, n=2)", "is not allowed"),
        ("fan_out_slow", "unknown name"),
        ("recalibrate(" * 20 + "share" + ",1)" * 20, "nested too deeply"),
    ],
)
def test_a_wrong_call_says_what_the_formula_takes(text: str, fault: str) -> None:
    with pytest.raises(ContentError, match=fault):
        value(text)


PAGE = """
```estimate
id: one
title: One
inputs:
  tokens: {value: 128e3, unit: token, label: Tokens}
rows:
  cache: {expr: "kv_cache_bytes(80, 8, 128, tokens)", unit: GB, label: Cache}
```
"""


def test_the_fault_has_its_file_and_line() -> None:
    with pytest.raises(ContentError, match=r"^docs/a\.md:8: 'kv_cache_bytes' takes 5 arguments, not 4"):
        read_namespace(PAGE, "docs/a.md")
    with pytest.raises(ContentError, match=r"^docs/a\.md:8: in 'kv_cache_bytes': 'size' is byte, not a plain number"):
        read_namespace(PAGE.replace("tokens)", "tokens, 2)"), "docs/a.md")
    with pytest.raises(ContentError, match=r"^docs/a\.md:8: row 'cache' is in s, not GB"):
        read_namespace(PAGE.replace('"kv_cache_bytes(80, 8, 128, tokens)"', '"queue_time(size, 0.5)"').replace(
            "tokens: {value: 128e3, unit: token", "size: {value: 1, unit: s"), "docs/a.md")  # fmt: skip


LIBRARY = """
formulas:
- name: double
  group: cost
  takes: {x: {unit: number, means: a number}}
  expr: 2 * x
  meaning: Twice
  source: derived
  example: {takes: [2], gives: 4, by: hand}
"""


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("2 * x", "2 * y", "uses y, but takes x"),
        ("2 * x", "x", "computes nothing"),
        ("2 * x", "2 * double(x)", "unknown function 'double'"),
        ("name: double", "name: sqrt", "name of a function"),
        ("takes: [2]", "takes: [2, 3]", "takes 1 arguments, not 2"),
        ("takes: [2]", "takes: [2 GB]", "'x' is a plain number, not B"),
        ("  meaning: Twice", "  gives: GB\n  meaning: Twice", "gives a plain number, not GB"),
        ("unit: number", "unit: nmber", "unknown unit 'nmber'"),
    ],
)
def test_a_broken_library_is_refused_with_its_line(old: str, new: str, fault: str) -> None:
    with pytest.raises(ContentError, match=fault) as caught:
        read_library(LIBRARY.replace(old, new), "formulas.yml")
    assert caught.value.line == 3


def test_a_formula_may_call_an_earlier_one() -> None:
    second = LIBRARY.split("formulas:\n")[1].replace("double", "four", 1).replace("2 * x", "double(double(x))").replace(
        "gives: 4", "gives: 8")  # fmt: skip
    formulas = read_library(LIBRARY + second, "formulas.yml")[1]
    assert evaluate(parse("four(2)", formulas), {}).magnitude == 8
    assert parse("four(a)", formulas) == ["*", 2.0, ["*", 2.0, "a"]]


def test_the_browser_computes_every_formula_the_same() -> None:
    script = Browser()
    try:
        for name, record in records().items():
            places = [f"x{place}" for place in range(len(record.example.takes))]
            given = {place: quantity(text) for place, text in zip(places, record.example.takes, strict=True)}
            tree = parse(f"{name}({', '.join(places)})", library())
            assert set(names(tree)) == set(places)
            expected = evaluate(tree, given).magnitude
            answer = script.call("evaluate", tree, {place: item.magnitude for place, item in given.items()})
            assert answer == pytest.approx(expected, rel=1e-12), name
    finally:
        script.close()
