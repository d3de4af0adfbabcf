"""Target encoding without out-of-fold values teaches a model to trust noise."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scripts.demonstrations.record import Axis, Curve, Demonstration, Measured

Numbers = NDArray[np.float64]
Levels = NDArray[np.int64]
ROWS, FOLDS, PRIOR = 100_000, 5, 10.0  # training rows (as many again for the test), folds, rows of prior
SHARE = (1, 2, 5, 10, 20, 50, 100, 200)  # mean training rows of a level


@dataclass(frozen=True)
class Result:
    """AUC of a model on a real feature and an encoded noise feature, in training and on new rows."""

    train: float
    naive: float
    held_out: float


def auc(score: Numbers, label: Levels) -> float:
    """Return the area under the ROC curve."""
    ranks = np.empty(len(score))
    ranks[np.argsort(score)] = np.arange(1, len(score) + 1)
    ones = int(label.sum())
    return float((ranks[label == 1].sum() - ones * (ones + 1) / 2) / (ones * (len(label) - ones)))


def encode(level: Levels, label: Levels, levels: int) -> Numbers:
    """Return the smoothed label mean of each level."""
    rows = np.bincount(level, minlength=levels)
    ones = np.bincount(level, weights=label, minlength=levels)
    rates: Numbers = (ones + PRIOR * label.mean()) / (rows + PRIOR)
    return rates


def fit(columns: Numbers, label: Levels) -> Numbers:
    """Fit a logistic regression by Newton's method."""
    weights = np.zeros(columns.shape[1])
    for _ in range(15):
        p = 1 / (1 + np.exp(-columns @ weights))
        curve = (columns * (p * (1 - p))[:, None]).T @ columns + 1e-6 * np.eye(len(weights))
        weights += np.linalg.solve(curve, columns.T @ (label - p))
    return weights


def judge(random: np.random.Generator, share: int) -> Result:
    """Train once on naive and once on out-of-fold values of an id that has nothing to do with the label."""
    levels = ROWS // share
    real = random.normal(size=(2, ROWS))
    label = random.binomial(1, 1 / (1 + np.exp(1.5 - 0.7 * real)))
    level = random.integers(levels, size=(2, ROWS))
    table = encode(level[0], label[0], levels)
    fold = random.integers(FOLDS, size=ROWS)
    outside = np.empty(ROWS)
    for k in range(FOLDS):
        outside[fold == k] = encode(level[0][fold != k], label[0][fold != k], levels)[level[0][fold == k]]

    def columns(part: int, encoded: Numbers) -> Numbers:
        return np.column_stack([np.ones(ROWS), real[part], np.log(encoded / (1 - encoded))])

    train, new = columns(0, table[level[0]]), columns(1, table[level[1]])
    trusting, careful = fit(train, label[0]), fit(columns(0, outside), label[0])
    return Result(auc(train @ trusting, label[0]), auc(new @ trusting, label[1]), auc(new @ careful, label[1]))


def demonstrate() -> Demonstration:
    """Encode a random id by its label mean, with and without its own row, and train beside a real feature.

    100,000 training rows and as many new ones. The logit of the label is -1.5 + 0.7 times a normal feature; the id is
    uniform noise. Encoding: (ones + 10 x rate) / (rows + 10), naive over all training rows or over the other four of
    five folds. The model is a logistic regression on the feature and the encoded id.
    """
    random = np.random.default_rng(7)
    results = {share: judge(random, share) for share in SHARE}
    rare, common = results[2], results[200]
    return Demonstration(
        title="An id that is pure noise, encoded with and without its own label",
        description=(
            "AUC against the mean number of training rows of a level, from 1 to 200 on a logarithmic axis. In training "
            "the model with naive target encoding looks excellent when levels are rare and falls to the honest value "
            "as they grow. On new rows the same model is poor where levels are rare and reaches the honest value only "
            "with many rows a level. With out-of-fold encoding the AUC on new rows is flat at the honest value. "
            "Conclusion: encode each training row without its own label."
        ),
        x=Axis("Training rows of a level", scale="log"),
        y=Axis("AUC"),
        across=SHARE,
        curves=(
            Curve("Naive, in training", tuple(result.train for result in results.values()), style="dashed"),
            Curve("Naive, new rows", tuple(result.naive for result in results.values())),
            Curve("Out-of-fold, new rows", tuple(result.held_out for result in results.values())),
        ),
        values={
            "naive_train": Measured(rare.train, "", "AUC in training, naive, two rows a level"),
            "naive_new": Measured(rare.naive, "", "AUC on new rows, naive, two rows a level"),
            "folds_new": Measured(rare.held_out, "", "AUC on new rows, out-of-fold, two rows a level"),
            "naive_common": Measured(common.naive, "", "AUC on new rows, naive, 200 rows a level"),
        },
    )
