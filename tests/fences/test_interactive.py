"""Interactive figures: what the fence refuses, and every number the script draws against an independent value."""

from __future__ import annotations

import itertools
import json
import math
import subprocess
from statistics import NormalDist
from typing import Any

import numpy as np
import pytest
from bs4 import BeautifulSoup
from sklearn import metrics as sk

from scripts.content.errors import ContentError
from scripts.fences.interactive import LIBRARY, draw
from scripts.node import node
from tests.fences.converter import TRAFFIC, convert, converter

State = dict[str, Any]
STATES: dict[str, State] = {
    "threshold": {"threshold": 1.5, "prevalence": 0.01, "separation": 2},
    "ranking": {"grades": [3, 2, 3, 0, 1, 2], "order": [0, 1, 2, 3, 4, 5]},
    "calibration": {"base": 0.01, "keep": 0.025, "repair": False},
    "power": {"base": 0.04, "lift": 0.03, "arm": 200_000, "alpha": 0.05},
}
GAUSS = NormalDist()
_BATCH = """
const script = require(process.argv[1]);
const calls = JSON.parse(require("fs").readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(calls.map(([name, ...given]) => script[name](...given))));
"""


def run(calls: list[list[Any]]) -> list[Any]:
    """Return what the functions of the script answer, all in one process."""
    done = subprocess.run(
        [node(), "-e", _BATCH, str(LIBRARY)], input=json.dumps(calls), capture_output=True, text=True, check=True
    )
    return list(json.loads(done.stdout))


def values(kind: str, states: list[State]) -> list[dict[str, float]]:
    return [drawn["values"] for drawn in run([["render", kind, state] for state in states])]


def fence(kind: str, state: State | str, *, title: str = "Move it", more: str = "") -> str:
    written = state if isinstance(state, str) else json.dumps(state)
    body = f"kind: {kind}\ntitle: {title}\ndescription: What moves & why.\nstate: {written}\n{more}"
    return f"# Page\n\n```interactive\n{body}```\n"


# ---- the fence


@pytest.mark.parametrize("kind", STATES)
def test_the_first_state_is_in_the_page(kind: str) -> None:
    page = convert(fence(kind, STATES[kind], title="Move <it>"))
    figure = page.select_one("figure.interactive")
    assert figure is not None
    assert figure["data-kind"] == kind
    assert json.loads(str(figure["data-state"])) == STATES[kind]
    assert figure.figcaption is not None
    assert figure.figcaption.text == "Move <it>"
    assert figure.select("details p")[0].text == "What moves & why."
    drawn = draw(kind, STATES[kind])
    assert figure.select_one(".interactive-stage svg") is not None
    # svg attributes such as viewBox lose their case in a HTML parser, so both go through one.
    assert str(figure.select_one(".interactive-stage svg")) == str(BeautifulSoup(drawn["svg"], "lxml").svg)
    shown = [[row.th.text, row.td.text] for row in figure.select("tr") if row.th and row.td]
    assert shown == drawn["readout"]
    assert len(shown) >= 4
    controls = figure.select_one(".interactive-controls")
    assert controls is not None
    assert controls.text == "; ".join(f"{name}: {value}" for name, value in drawn["settings"])


@pytest.mark.parametrize("kind", STATES)
def test_a_drawing_has_no_number_that_is_none(kind: str) -> None:
    drawn = draw(kind, STATES[kind])
    assert "NaN" not in drawn["svg"]
    assert "undefined" not in drawn["svg"]
    assert all(math.isfinite(value) for value in drawn["values"].values())


def test_two_builds_are_the_same() -> None:
    text = "".join(fence(kind, state) for kind, state in STATES.items())
    assert converter().convert(text) == converter().convert(text)


@pytest.mark.parametrize(
    ("kind", "state", "more", "line", "fault"),
    [
        ("treshold", STATES["threshold"], "", 4, "no figure 'treshold': threshold, ranking, calibration, power"),
        ("threshold", STATES["threshold"] | {"recall": 1}, "", 7, "'recall' is no setting of 'threshold'"),
        ("threshold", {"threshold": 1, "prevalence": 0.1}, "", 7, "'separation' is missing"),
        ("threshold", STATES["threshold"] | {"prevalence": 2}, "", 7, "'prevalence' is 2, outside 0.0001 to 0.5"),
        ("threshold", STATES["threshold"] | {"threshold": True}, "", 7, "'threshold' is not a number"),
        ("calibration", STATES["calibration"] | {"repair": 1}, "", 7, "'repair' is not true or false"),
        ("ranking", {"grades": [3, 2]}, "", 7, "'order' is missing"),
        ("ranking", {"grades": [3, 2], "order": [0, 0]}, "", 7, "'order' does not name every result once"),
        ("ranking", {"grades": [1, 0], "order": [0, 1]}, "", 7, "'grades' has to be 2 to 8 grades"),
        ("ranking", {"grades": [2] * 9, "order": [*range(9)]}, "", 7, "'grades' has to be 2 to 8 grades"),
        ("ranking", {"grades": 3, "order": [0]}, "", 7, "'grades' is no list of whole numbers"),
        ("power", STATES["power"], "colour: red\n", 8, "'colour' is not a field here"),
        ("power", "{base: 0.04", "", 7, "broken YAML"),
        ("power", "wide", "", 7, "'state'"),
    ],
)
def test_a_fault_stops_the_build_with_its_file_and_line(
    kind: str, state: State | str, more: str, line: int, fault: str
) -> None:
    with pytest.raises(ContentError) as error:
        converter("framework/nowhere.md").convert(TRAFFIC + fence(kind, state, more=more))
    assert fault in str(error.value)
    assert error.value.file == "framework/nowhere.md"
    assert error.value.line == TRAFFIC.count("\n") + line


@pytest.mark.parametrize("field", ["kind", "title", "description", "state"])
def test_every_field_is_needed(field: str) -> None:
    text = "\n".join(line for line in fence("power", STATES["power"]).split("\n") if not line.startswith(field + ":"))
    with pytest.raises(ContentError, match=f"'{field}' is missing"):
        convert(text)


# ---- the normal distribution


def test_normal_is_exact_in_the_middle_and_in_the_tail() -> None:
    points = [x / 16 for x in range(-8 * 16, 8 * 16 + 1)] + [-37.0, -20.0, -2.0000001, 2.0000001, 1e-9, 12.0]
    for x, computed in zip(points, run([["normal", x] for x in points]), strict=True):
        # Python's own cdf() loses digits far below the mean, erfc() does not.
        assert math.isclose(computed, math.erfc(-x / math.sqrt(2)) / 2, rel_tol=1e-12), x
        if x > -3.5:
            assert math.isclose(computed, GAUSS.cdf(x), rel_tol=1e-12), x


def test_quantile_inverts_it() -> None:
    shares = [1e-12, 1e-9, 1e-6, 1e-4, 0.005, 0.025, 0.1, 0.2, 0.3, 0.7, 0.8, 0.9, 0.975, 0.995, 0.9999, 1 - 1e-9]
    for share, computed in zip(shares, run([["quantile", share] for share in shares]), strict=True):
        assert math.isclose(computed, GAUSS.inv_cdf(share), rel_tol=1e-12), share
    assert run([["quantile", 0.5]])[0] == pytest.approx(0, abs=1e-15)


# ---- threshold


def test_threshold_agrees_with_the_closed_forms() -> None:
    grid = itertools.product([-3, -0.5, 0, 1.5, 5], [1e-4, 0.01, 0.2, 0.5], [0, 0.5, 2, 4])
    states = [{"threshold": t, "prevalence": p, "separation": d} for t, p, d in grid]
    for state, computed in zip(states, values("threshold", states), strict=True):
        share, gap, cut = state["prevalence"], state["separation"], state["threshold"]
        recall, fallout = GAUSS.cdf(gap - cut), GAUSS.cdf(-cut)
        flagged = share * recall + (1 - share) * fallout
        assert computed["recall"] == pytest.approx(recall, rel=1e-9)
        assert computed["fallout"] == pytest.approx(fallout, rel=1e-9)
        assert computed["precision"] == pytest.approx(share * recall / flagged, rel=1e-9)
        assert computed["rocAuc"] == pytest.approx(NormalDist(gap, math.sqrt(2)).cdf(2 * gap), rel=1e-12)


@pytest.mark.parametrize(("share", "gap"), [(0.01, 2), (0.01, 0), (0.05, 1), (0.2, 3), (0.5, 0.5)])
def test_both_areas_agree_with_scikit_learn_on_a_large_sample(share: float, gap: float) -> None:
    """Scores at the quantiles of both classes, 200,000 in all: no chance, so 0.002 is the width of the steps."""
    count = 200_000
    found = round(count * share)
    positives = [gap + GAUSS.inv_cdf((i + 0.5) / found) for i in range(found)]
    negatives = [GAUSS.inv_cdf((i + 0.5) / (count - found)) for i in range(count - found)]
    labels = np.repeat([1, 0], [found, count - found])
    state = {"threshold": 0, "prevalence": share, "separation": gap}
    computed = values("threshold", [state])[0]
    scores = np.array(positives + negatives)
    assert computed["averagePrecision"] == pytest.approx(sk.average_precision_score(labels, scores), abs=2e-3)
    assert computed["rocAuc"] == pytest.approx(sk.roc_auc_score(labels, scores), abs=2e-3)


def test_threshold_says_its_numbers() -> None:
    readout = dict(draw("threshold", STATES["threshold"])["readout"])
    assert readout["Of 10,000 cases"] == "69.1 found, 661 false alarms, 30.9 missed"
    assert (readout["Precision"], readout["Recall"]) == ("9.47%", "69.1%")


# ---- ranking


def test_ranking_agrees_over_all_720_orders() -> None:
    grades = STATES["ranking"]["grades"]
    orders = [list(order) for order in itertools.permutations(range(6))]
    computed = values("ranking", [{"grades": grades, "order": order} for order in orders])
    scores = np.arange(6, 0, -1)
    for order, drawn in zip(orders, computed, strict=True):
        listed = np.array(grades)[order]
        relevant = listed >= 2
        gains = 2.0**listed - 1
        first = np.arange(6) == np.flatnonzero(relevant)[0]
        assert drawn["dcg"] == pytest.approx(sk.dcg_score([gains], [scores]), rel=1e-9)
        assert drawn["ndcg"] == pytest.approx(sk.ndcg_score([gains], [scores]), rel=1e-9)
        assert drawn["ap"] == pytest.approx(sk.average_precision_score(relevant, scores), rel=1e-9)
        assert drawn["rr"] == pytest.approx(sk.label_ranking_average_precision_score([first], [scores]), rel=1e-9)
        assert drawn["precisionAt3"] == pytest.approx(sk.precision_score(relevant, scores > 3), rel=1e-9)
    assert max(drawn["ndcg"] for drawn in computed) == pytest.approx(1, rel=1e-12)


# ---- calibration

RATES = [0.001, 0.01, 0.1, 0.299]
KEEPS = [0.001, 0.025, 0.5, 1]


def test_the_repair_restores_the_true_rates() -> None:
    states = [{"base": base, "keep": keep, "repair": True} for base, keep in itertools.product(RATES, KEEPS)]
    for drawn in values("calibration", states):
        assert drawn["ratio"] == pytest.approx(1, rel=1e-12)
        assert drawn["ece"] == pytest.approx(0, abs=1e-12)
        assert drawn["logLoss"] == pytest.approx(drawn["best"], rel=1e-12)


def test_without_the_repair_it_is_off_unless_all_negatives_are_kept() -> None:
    states = [{"base": base, "keep": keep, "repair": False} for base, keep in itertools.product(RATES, KEEPS)]
    for state, drawn in zip(states, values("calibration", states), strict=True):
        # The same population on another grid, and the odds of a click divided by the share of negatives kept.
        z = (np.arange(20_000) + 0.5) / 20_000 * 8 - 4
        weights = np.exp(-z * z / 2)
        truth = 1 / (1 + np.exp(-(z + math.log(state["base"] / (1 - state["base"])))))
        odds = truth / (1 - truth) / state["keep"]
        shown = odds / (1 + odds)
        expected = {
            "ratio": np.average(shown, weights=weights) / np.average(truth, weights=weights),
            "ece": np.average(np.abs(shown - truth), weights=weights),
            "logLoss": np.average(-truth * np.log(shown) - (1 - truth) * np.log1p(-shown), weights=weights),
        }
        for name, value in expected.items():
            assert drawn[name] == pytest.approx(value, rel=2e-4, abs=1e-12), (state, name)
        if state["keep"] == 1:
            assert drawn["ratio"] == pytest.approx(1, rel=1e-12)
        else:
            assert drawn["ratio"] > 1
            assert drawn["logLoss"] > drawn["best"]


# ---- power


def test_power_agrees_with_the_closed_form() -> None:
    grid = itertools.product([0.001, 0.04, 0.5], [0.001, 0.03, 0.5], [1e3, 2e5, 1e8], [0.001, 0.05, 0.2])
    states = [{"base": b, "lift": r, "arm": n, "alpha": a} for b, r, n, a in grid]
    for state, drawn in zip(states, values("power", states), strict=True):
        base, count, alpha = state["base"], state["arm"], state["alpha"]
        arms = NormalDist(base * state["lift"], math.sqrt(2 * base * (1 - base) / count))
        limit = GAUSS.inv_cdf(1 - alpha / 2) * arms.stdev
        assert drawn["power"] == pytest.approx(1 - arms.cdf(limit) + arms.cdf(-limit), rel=1e-9)
        both = GAUSS.inv_cdf(1 - alpha / 2) + GAUSS.inv_cdf(0.8)
        assert drawn["needed"] == pytest.approx(2 * base * (1 - base) * (both / arms.mean) ** 2, rel=1e-9)
        assert drawn["detectable"] == pytest.approx(both * arms.stdev / base, rel=1e-9)


def test_the_power_figure_marks_both_limits_and_points_to_a_lift_beyond_its_edge() -> None:
    near, far = run([["render", "power", STATES["power"] | {"arm": arm}] for arm in (200_000, 100_000_000)])
    assert near["svg"].count('class="cut"') == near["svg"].count('class="fill-negative"') == 2
    assert ("→" in near["svg"], "→" in far["svg"]) == (False, True)
    assert dict(near["readout"])["Users per arm for 80% power"] == "418,607"


def test_the_needed_number_and_the_found_lift_give_80_percent() -> None:
    state = STATES["power"]
    drawn = values("power", [state])[0]
    again = values("power", [state | {"arm": drawn["needed"]}, state | {"lift": drawn["detectable"]}])
    assert [each["power"] for each in again] == pytest.approx([0.8, 0.8], abs=1e-6)


@pytest.mark.parametrize("lift", [0.001, 0.03, 0.05])
def test_power_agrees_with_simulated_tests(lift: float) -> None:
    """100,000 tests of two binomial arms; 0.01 covers chance and the variance that the lift adds."""
    state = STATES["power"] | {"lift": lift}
    draws = np.random.default_rng(11)
    arm, base = state["arm"], state["base"]
    one, other = draws.binomial(arm, base, 100_000) / arm, draws.binomial(arm, base * (1 + lift), 100_000) / arm
    pooled = (one + other) / 2
    z = (other - one) / np.sqrt(2 * pooled * (1 - pooled) / arm)
    seen = float(np.mean(np.abs(z) > GAUSS.inv_cdf(0.975)))
    assert values("power", [state])[0]["power"] == pytest.approx(seen, abs=0.01)
