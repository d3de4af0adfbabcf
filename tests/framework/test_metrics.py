"""The metrics page: its Python against scikit-learn, or a second implementation built in another way, to 1e-9.

Each number that the prose calls "Toy rows" is checked against that independent value, not against the page's own code.
"""

from __future__ import annotations

import functools
import itertools
import random
import re
import statistics
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from sklearn import metrics as sk
from sklearn.calibration import calibration_curve
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.metrics.pairwise import cosine_similarity

from scripts.content.estimate import read_namespace
from scripts.content.fenced import fences
from tests.support import DOCS

PAGE = DOCS / "framework" / "metrics.md"
TEXT = PAGE.read_text(encoding="utf-8")
NUMBER = re.compile(r"(?<![\w.-])\d+(?:\.\d+)?(?![\w%])")
TOLERANCE = 1e-9
Values = dict[str, float]


@functools.cache
def block(name: str) -> dict[str, Any]:
    """Return the names that the one Python block which assigns ``name`` leaves behind."""
    assigned = re.compile(rf"^[^#=\n]*\b{name}\b.* = ", re.M)
    found = [fence.body for fence in fences(TEXT) if fence.lang == "python" and assigned.search(fence.body)]
    assert len(found) == 1, f"{len(found)} blocks assign '{name}'"
    names: dict[str, Any] = {"__name__": "__main__"}
    exec(compile(found[0], str(PAGE), "exec"), names)
    return names


def classification() -> Values:
    rows = block("roc_auc")
    labels, scores = rows["late"], rows["score"]
    flags = np.array(scores) >= 0.5
    (tn, fp), _ = sk.confusion_matrix(labels, flags)
    return {
        "accuracy": sk.accuracy_score(labels, flags),
        "precision": sk.precision_score(labels, flags),
        "recall": sk.recall_score(labels, flags),
        "fallout": fp / (fp + tn),
        "f1": sk.f1_score(labels, flags),
        "f2": sk.fbeta_score(labels, flags, beta=2),
        "roc_auc": sk.roc_auc_score(labels, scores),
        "pr_auc": sk.average_precision_score(labels, scores),
    }


def probability() -> Values:
    rows = block("log_loss")
    labels, scores = rows["late"], np.array(rows["score"])
    constant = np.full(len(labels), np.mean(labels))
    observed, predicted = calibration_curve(labels, scores, n_bins=2)
    share = np.histogram(scores, bins=[0, 0.5, 1])[0] / len(scores)
    return {
        "log_loss": sk.log_loss(labels, scores),
        "ne": sk.log_loss(labels, scores) / sk.log_loss(labels, constant),
        "brier": sk.brier_score_loss(labels, scores),
        "brier_constant": sk.brier_score_loss(labels, constant),
        "ratio": float(np.mean(scores) / np.mean(labels)),
        "ece": float(share @ np.abs(observed - predicted)),
    }


def regression() -> Values:
    rows = block("pinball")
    actual, forecast = np.array(rows["actual"]), np.array(rows["forecast"])
    return {
        "mae": sk.mean_absolute_error(actual, forecast),
        "rmse": sk.root_mean_squared_error(actual, forecast),
        "mape": sk.mean_absolute_percentage_error(actual, forecast),
        "wape": sk.mean_absolute_error(actual, forecast) / actual.mean(),
        "pinball": sk.mean_pinball_loss(actual, forecast, alpha=0.9),
        "coverage": 1 - sk.accuracy_score(np.ones(len(actual)), forecast < actual),
    }


def ranking() -> Values:
    rows = block("mrr")
    per_query: dict[str, list[float]] = {}
    for query, results in rows["shown"].items():
        grades = [grade for _, grade, _ in results] + rows["missed"][query]
        order = -np.arange(len(grades), dtype=float)  # what was not retrieved comes last
        good = np.array(grades) >= 2
        found = good[: len(results)]
        first = np.arange(len(grades)) == np.argmax(good)
        kinds = np.unique([kind for *_, kind in results], return_counts=True)[1]
        values = {
            "precision_3": sk.precision_score(good, order > -3),
            "recall_2": sk.recall_score(good, order > -2),
            "ceiling_2": sk.recall_score(np.sort(good)[::-1], order > -2),  # of the best order
            "hit_1": sk.precision_score(good, order > -1),
            "mean_ap": sk.average_precision_score(found, order[: len(results)]) * found.sum() / good.sum(),
            "mrr": sk.label_ranking_average_precision_score([first], [order]),
            "ndcg": sk.ndcg_score([2.0 ** np.array(grades) - 1], [order], k=4),
            "diversity": 1 - float(np.sum(kinds * (kinds - 1))) / (len(results) * (len(results) - 1)),
        }
        for name, value in values.items():
            per_query.setdefault(name, []).append(value)
    items = np.unique([item for results in rows["shown"].values() for item, *_ in results])
    return {name: float(np.mean(values)) for name, values in per_query.items()} | {"coverage": len(items) / 10}


Box = tuple[int, int, int, int]
Truth = list[tuple[int, Box]]
Found = list[tuple[float, int, Box]]


def overlap(a: Box, b: Box) -> float:
    """Return the IoU by counting unit squares."""
    one, other = ({(x, y) for x in range(b[0], b[2]) for y in range(b[1], b[3])} for b in (a, b))
    return len(one & other) / len(one | other)


def detection_ap(truth: Truth, found: Found, limit: float) -> float:
    """Return AP from a table of all overlaps and one pass over recall levels instead of ranks."""
    boxes = sorted(found, key=lambda row: -row[0])
    table = np.array([[overlap(box, t) if image == i else 0.0 for i, t in truth] for _, image, box in boxes])
    right = np.zeros(len(boxes))
    for row in range(len(boxes)):
        column = int(np.argmax(table[row]))
        if table[row, column] >= limit:
            right[row] = 1
            table[:, column] = -1.0
    precision = np.cumsum(right) / np.arange(1, len(boxes) + 1)
    best = [max(precision[np.cumsum(right) >= level], default=0.0) for level in range(1, len(truth) + 1)]
    return float(np.mean(best))


def detection() -> Values:
    rows = block("map_50")
    truth, found = rows["truth"], rows["found"]
    return {
        "iou_first": overlap(found["face"][0][2], truth["face"][0][1]),
        "ap_face": detection_ap(truth["face"], found["face"], 0.5),
        "map_50": float(np.mean([detection_ap(truth[kind], found[kind], 0.5) for kind in truth])),
        "map_75": float(np.mean([detection_ap(truth[kind], found[kind], 0.75) for kind in truth])),
    }


def shared(words: Sequence[str], reference: Sequence[str], n: int) -> tuple[int, int]:
    """Return how many n-grams of ``words`` can be crossed off in ``reference``, and how many there are."""
    left = [" ".join(reference[i : i + n]) for i in range(len(reference) - n + 1)]
    asked = [" ".join(words[i : i + n]) for i in range(len(words) - n + 1)]
    count = 0
    for gram in asked:
        if gram in left:
            left.remove(gram)
            count += 1
    return count, len(asked)


def bleu(words: Sequence[str], reference: Sequence[str]) -> float:
    shares = [shared(words, reference, n) for n in range(1, 5)]
    penalty = 1.0 if len(words) >= len(reference) else float(np.exp(1 - len(reference) / len(words)))
    return penalty * statistics.geometric_mean([count / total for count, total in shares])


def passes(k: int, n: int = 8, passed: int = 2) -> float:
    """Return pass@k by trying every choice of ``k`` samples."""
    return statistics.mean(any(i < passed for i in chosen) for chosen in itertools.combinations(range(n), k))


def generation() -> Values:
    rows = block("perplexity")
    texts = [" ".join(rows[name]) for name in ("reference", "good", "wrong")]
    cosines = cosine_similarity(CountVectorizer(token_pattern=r"\S+").fit_transform(texts))[0]
    verdicts = np.where(np.array(rows["judge_ab"]) == rows["judge_ba"], rows["judge_ab"], "tie")
    worth = {"A": 1.0, "tie": 0.5, "B": 0.0}
    return {
        "perplexity": float(2 ** np.mean(-np.log2(rows["chances"]))),
        "bleu_good": bleu(rows["good"], rows["reference"]),
        "bleu_wrong": bleu(rows["wrong"], rows["reference"]),
        "rouge_good": shared(rows["reference"], rows["good"], 1)[0] / len(rows["reference"]),
        "rouge_wrong": shared(rows["reference"], rows["wrong"], 1)[0] / len(rows["reference"]),
        "cosine_good": float(cosines[1]),
        "cosine_wrong": float(cosines[2]),
        "win_rate": statistics.mean(worth[verdict] for verdict in rows["people"]),
        "consistent": sk.accuracy_score(rows["judge_ab"], rows["judge_ba"]),
        "agree": sk.accuracy_score(rows["people"], verdicts),
        "kappa": sk.cohen_kappa_score(rows["people"], verdicts),
        "faithfulness": sk.precision_score(rows["supported"], np.ones(len(rows["supported"]))),
        "pass_1": passes(1),
        "pass_4": passes(4),
    }


def online() -> Values:
    rows = block("ctr")
    views, clicks = rows["views"], rows["clicks"]
    each = np.concatenate([np.arange(v) < c for v, c in zip(views, clicks, strict=True)])  # one entry a view
    residual = clicks - each.mean() * views  # the linear form of the delta method
    samples = [(v, share / len(verdicts)) for share, verdicts in rows["strata"] for v in verdicts]
    return {
        "ctr": float(each.mean()),
        "ctr_users": statistics.mean(c / v for v, c in zip(views, clicks, strict=True)),
        "se_delta": float(residual.std(ddof=1) / np.sqrt(len(views)) / views.mean()),
        "se_naive": float(each.std() / np.sqrt(len(each))),
        "minutes_mean": statistics.mean(map(float, rows["minutes"])),
        "minutes_median": float(statistics.median(rows["minutes"])),
        "conversion": np.count_nonzero(rows["spent"]) / len(views),
        "revenue": statistics.mean(map(float, rows["spent"])),
        "retention": np.count_nonzero(rows["back"]) / len(views),
        "prevalence": float(np.average([v for v, _ in samples], weights=[weight for _, weight in samples])),
    }


SECTIONS = {
    "roc_auc": classification,
    "log_loss": probability,
    "pinball": regression,
    "mrr": ranking,
    "map_50": detection,
    "perplexity": generation,
    "ctr": online,
}
# How a name of the tables above is called on the page, where it is no variable there.
ON_PAGE = {
    "brier_constant": "base * (1 - base)",
    "bleu_good": "bleu(good)",
    "bleu_wrong": "bleu(wrong)",
    "rouge_good": "rouge_1[0]",
    "rouge_wrong": "rouge_1[1]",
    "cosine_good": "cosine(good, reference)",
    "cosine_wrong": "cosine(wrong, reference)",
    "pass_1": "pass_at(1)",
    "pass_4": "pass_at(4)",
    "minutes_mean": "minutes.mean()",
    "minutes_median": "np.median(minutes)",
}
# What stands after "Toy rows" under a heading; plain numbers are parameters, not results.
TOYS: dict[str, list[str | float]] = {
    "Accuracy": ["accuracy"],
    "Precision": ["precision"],
    "Recall": ["recall"],
    "False positive rate": ["fallout"],
    "F1 and F-beta": ["f1", "f2"],
    "ROC-AUC": ["roc_auc"],
    "PR-AUC and average precision": ["pr_auc"],
    "Log loss": ["log_loss"],
    "Normalized entropy": ["ne"],
    "Calibration ratio": ["ratio"],
    "Expected calibration error": ["ece"],
    "Brier score": ["brier", "brier_constant"],
    "MAE and RMSE": ["mae", "rmse"],
    "MAPE and WAPE": ["mape", "wape"],
    "Pinball loss and interval coverage": ["pinball", "coverage"],
    "Precision at k": ["precision_3", 3],
    "Recall at k": ["recall_2", 2, "ceiling_2"],
    "Hit rate": ["hit_1", 1],
    "MAP (mean average precision)": ["mean_ap"],
    "MRR (mean reciprocal rank)": ["mrr"],
    "NDCG": ["ndcg", 4],
    "Coverage": ["coverage"],
    "Diversity": ["diversity"],
    "IoU (intersection over union)": ["iou_first"],
    "Average precision of detection and mAP": ["ap_face", "map_50", 0.50, "map_75", 0.75],
    "Perplexity": ["perplexity"],
    "BLEU and ROUGE": ["bleu_good", "bleu_wrong", "rouge_good", "rouge_wrong"],
    "Embedding-based metrics": ["cosine_good", "cosine_wrong"],
    "Human preference and win rate": ["win_rate"],
    "LLM as a judge": ["consistent", "agree", "kappa"],
    "Faithfulness": ["faithfulness"],
    "pass@k": ["pass_1", 1, "pass_4", 4],
    "CTR (click-through rate)": ["ctr", "ctr_users"],
    "Ratio metrics and the delta method": ["se_delta", "se_naive"],
    "Watch time": ["minutes_mean", "minutes_median"],
    "Prevalence": ["prevalence"],
    "Conversion rate": ["conversion"],
    "Revenue per user": ["revenue"],
    "Retention": ["retention"],
}
NO_TOY = {"Guardrail metrics"}


def entries() -> dict[str, str]:
    """Return the text under each ``###`` heading up to the next heading or fence."""
    parts = re.split(r"^(?:(### .+)|#{1,2} .+|```.*)$", TEXT, flags=re.M)
    return {head[4:].strip(): body for head, body in itertools.pairwise(parts) if head and head.startswith("### ")}


@functools.cache
def independent(section: str) -> Values:
    return SECTIONS[section]()


@pytest.mark.parametrize("section", SECTIONS)
def test_the_page_computes_what_an_independent_implementation_computes(section: str) -> None:
    values = independent(section)
    assert len(values) >= 4
    for name, value in values.items():
        shown = eval(ON_PAGE.get(name, name), block(section))
        assert float(shown) == pytest.approx(value, rel=TOLERANCE, abs=TOLERANCE), name


def where(name: str, heading: str) -> float:
    """Return the independent value of ``name``; two sections have a ``coverage``."""
    if name == "coverage":
        return independent("mrr" if heading == "Coverage" else "pinball")[name]
    return next(values[name] for values in map(independent, SECTIONS) if name in values)


@pytest.mark.parametrize("heading", TOYS)
def test_the_numbers_in_the_prose_are_the_independent_ones(heading: str) -> None:
    sentence = re.search(r"Toy\s+rows\b(.*?)(?:\n\n|\Z)", entries()[heading], re.S)
    assert sentence
    written = NUMBER.findall(sentence[1])
    assert len(written) == len(TOYS[heading]), written
    for number, wanted in zip(written, TOYS[heading], strict=True):
        value = where(wanted, heading) if isinstance(wanted, str) else wanted
        decimals = len(number.partition(".")[2])
        # Half a unit of the last digit: 0.1625 may be written 0.16 or 0.163, a third digit may not be invented.
        assert abs(float(number) - value) <= 0.5 * 10**-decimals + TOLERANCE, (number, value)


def test_every_metric_has_a_definition_a_lie_and_a_use() -> None:
    found = entries()
    assert set(found) == set(TOYS) | NO_TOY
    for heading, text in found.items():
        assert "- **Lies when**" in text, heading
        assert "- **Used in**" in text, heading
        assert ("Toy rows" in " ".join(text.split())) == (heading not in NO_TOY), heading


def test_no_metric_has_two_independent_values() -> None:
    """Guards the look-up by name."""
    names = [name for section in SECTIONS for name in independent(section)]
    assert {name for name in names if names.count(name) > 1} == {"coverage"}


def test_detection_agrees_on_random_boxes() -> None:
    draw = random.Random(5)
    names = dict(block("map_50"))
    compared = 0
    for _ in range(200):
        corners = [(draw.randrange(12), draw.randrange(12)) for _ in range(9)]
        sizes = [(draw.randrange(3, 9), draw.randrange(3, 9)) for _ in corners]
        boxes = [(x, y, x + w, y + h) for (x, y), (w, h) in zip(corners, sizes, strict=True)]
        truth = [(draw.choice((1, 2)), box) for box in boxes[:3]]
        found = [(draw.random(), draw.choice((1, 2)), box) for box in boxes[3:]]
        names["truth"].update(face=truth)
        names["found"].update(face=found)
        couples = list(itertools.combinations([box for _, box in truth], 2))
        if any(overlap(box, a) == overlap(box, b) > 0 for *_, box in found for a, b in couples):
            continue  # a tie: either object may be taken
        compared += 1
        for limit in (0.1, 0.3, 0.5):
            expected = detection_ap(truth, found, limit)
            assert names["average_precision"]("face", limit) == pytest.approx(expected, rel=TOLERANCE, abs=TOLERANCE)
    block.cache_clear()
    assert compared > 150


def test_ranking_agrees_on_every_order_of_grades() -> None:
    names = dict(block("mrr"))
    names["missed"]["A"] = []
    for listed in itertools.permutations([3, 2, 1, 0]):
        names["grades"]["A"] = list(listed)
        names["hits"]["A"] = [grade >= 2 for grade in listed]
        names["relevant"]["A"] = 2
        order = [[4.0, 3.0, 2.0, 1.0]]
        expected = sk.ndcg_score([2.0 ** np.array(listed) - 1], order, k=4)
        assert names["ndcg_4"]("A") == pytest.approx(expected, rel=TOLERANCE)
        expected = sk.average_precision_score(names["hits"]["A"], order[0])
        assert names["average_precision"]("A") == pytest.approx(expected, rel=TOLERANCE)
    block.cache_clear()


def test_the_computed_figures_agree_with_counts_and_quantiles() -> None:
    page = read_namespace(TEXT, "framework/metrics.md")
    values = {name: page.values[name].magnitude for name in page.values}
    million = np.array([900, 999_000 * 0.01])  # right and false alarms of a million cases at 1 in 1,000
    assert values["rare_precision"] == pytest.approx(million[0] / million.sum(), rel=TOLERANCE)
    assert values["false_alarms"] == pytest.approx(million[1], rel=TOLERANCE)
    normal = statistics.NormalDist()
    sure, likely = normal.inv_cdf(0.975), normal.inv_cdf(0.8)
    # Standard error of a share p from n draws, and of a mean of n fair coins.
    share = np.sqrt(0.001 * 0.999 / values["labels"])
    assert sure * share / 0.001 == pytest.approx(0.1, rel=TOLERANCE)
    assert (sure + likely) * np.sqrt(0.25 / values["pairs"]) == pytest.approx(0.05, rel=TOLERANCE)
    assert sure / np.sqrt(values["slice_clicks"]) == pytest.approx(0.05, rel=TOLERANCE)
    assert values["ceiling"] == pytest.approx(10 / 50, rel=TOLERANCE)
