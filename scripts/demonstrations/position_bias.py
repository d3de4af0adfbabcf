"""Position bias fools a click-trained ranker, and inverse-propensity weighting repairs it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scripts.demonstrations.record import Axis, Curve, Demonstration, Measured

Array = NDArray[np.float64]
ITEMS, FEATURES, PAGES = 10, 8, (100, 300, 1_000, 3_000, 10_000)
RANDOM_PAGES = 2_000  # shown in random order, to measure how often each position is looked at
SEEN = 1 / np.arange(1, ITEMS + 1)  # the truth: position k is looked at with probability 1 / k


@dataclass(frozen=True)
class Log:
    """Pages as shown: features and click of the item at each position."""

    x: Array  # pages, positions, features
    clicked: Array  # pages, positions


def sigmoid(z: Array) -> Array:
    """Return 1 / (1 + exp(-z))."""
    return np.asarray(1 / (1 + np.exp(-z)))


def show(random: np.random.Generator, pages: int, truth: Array, shown_by: Array | None) -> Log:
    """Order fresh items by a ranker (None: at random) and click: looked at, and relevant."""
    x = random.normal(size=(pages, ITEMS, FEATURES))
    score = random.normal(size=(pages, ITEMS)) if shown_by is None else x @ shown_by
    x = np.take_along_axis(x, np.argsort(-score, axis=1)[:, :, None], axis=1)
    relevant = sigmoid(x @ truth - 2.5)
    return Log(x, (random.random((pages, ITEMS)) < SEEN * relevant).astype(float))


def fit(x: Array, target: Array) -> Array:
    """Fit log loss by Newton's method; a target may exceed 1, as a click divided by its propensity does."""
    weights = np.zeros(x.shape[1])
    for _ in range(25):
        p = sigmoid(x @ weights)
        slope = x.T @ (p - target) + 1e-3 * weights
        bend = (x * (p * (1 - p))[:, None]).T @ x + 1e-3 * np.eye(x.shape[1])
        step = np.linalg.solve(bend, slope)
        weights -= step * min(1.0, 2 / float(np.abs(step).max()))
        if np.abs(step).max() < 1e-6:
            break
    return weights


def demonstrate() -> Demonstration:
    """Train three linear rankers on the clicks of an old one, and a fourth on true relevance.

    A page has ten items with eight features. An item is clicked if its position is looked at (probability 1 / k) and it
    is relevant. The old ranker orders by other weights than the true ones, so features that it likes stand where users
    look. The inverse-propensity ranker uses clicks divided by propensities that are measured on 2,000 pages in random
    order (Joachims et al. 2017); the position ranker has one weight per position, dropped when it serves. All are
    judged by the clicks that their order would get on new pages, as a share of the best possible.
    """
    random = np.random.default_rng(7)
    truth = np.array([1.0, -1.0, 0.8, -0.6, 0.5, 0.0, 0.0, 0.3])
    old = np.array([0.3, 0.0, 0.2, 0.0, 0.0, 1.0, -1.0, 0.0])
    log = show(random, PAGES[-1], truth, old)
    shuffled = show(random, RANDOM_PAGES, truth, None)
    rates = shuffled.clicked.mean(axis=0)
    propensity = rates / rates[0]

    fresh = random.normal(size=(4_000, ITEMS, FEATURES))
    gains = sigmoid(fresh @ truth - 2.5)
    best = (np.sort(gains, axis=1)[:, ::-1] * SEEN).sum()

    def worth(weights: Array) -> float:
        order = np.argsort(-(fresh @ weights), axis=1)
        return float((np.take_along_axis(gains, order, axis=1) * SEEN).sum() / best)

    places = np.eye(ITEMS)
    results: dict[str, list[float]] = {"clicks": [], "position": [], "weighted": [], "relevance": []}
    for pages in PAGES:
        x, clicked = log.x[:pages].reshape(-1, FEATURES), log.clicked[:pages]
        constant = np.hstack([x, np.ones((len(x), 1))])
        placed = np.hstack([x, np.tile(places, (pages, 1))])
        results["clicks"].append(worth(fit(constant, clicked.ravel())[:FEATURES]))
        results["position"].append(worth(fit(placed, clicked.ravel())[:FEATURES]))
        results["weighted"].append(worth(fit(constant, (clicked / propensity).ravel())[:FEATURES]))
        relevant = (random.random(len(x)) < sigmoid(x @ truth - 2.5)).astype(float)
        results["relevance"].append(worth(fit(constant, relevant)[:FEATURES]))

    plain = fit(np.hstack([log.x.reshape(-1, FEATURES), np.ones((PAGES[-1] * ITEMS, 1))]), log.clicked.ravel())
    return Demonstration(
        title="What the order of a click-trained ranker is worth, by the pages it learned from",
        description=(
            "Clicks that a ranker's order would get on new pages, as a share of the best order, against the logged "
            "pages it was trained on, from 100 to 10,000. Trained on plain clicks it stays clearly below the others, "
            "however many pages it gets. With clicks divided by measured propensities it is noisy at first and rises "
            "to the ranker that was trained on true relevance. Position as a feature gets there too. Conclusion: more "
            "biased clicks do not help; knowing where they were made does."
        ),
        x=Axis("Logged pages", scale="log"),
        y=Axis("Clicks, share of the best order"),
        across=PAGES,
        curves=(
            Curve("Plain clicks", tuple(results["clicks"]), points=True),
            Curve("Clicks / propensity (IPS)", tuple(results["weighted"]), points=True),
            Curve("Position as a feature", tuple(results["position"]), style="dashed"),
            Curve("True relevance", tuple(results["relevance"]), style="dotted"),
        ),
        values={
            "lost_old": Measured(1 - worth(old), "percent", "Clicks lost by the old ranker's order"),
            "lost_plain": Measured(1 - results["clicks"][-1], "percent", "Lost: plain clicks, 10,000 pages"),
            "lost_plain_few": Measured(1 - results["clicks"][0], "percent", "Lost: plain clicks, 100 pages"),
            "lost_weighted": Measured(1 - results["weighted"][-1], "percent", "Lost: weighted clicks, 10,000 pages"),
            "lost_weighted_few": Measured(1 - results["weighted"][0], "percent", "Lost: weighted clicks, 100 pages"),
            "lost_position": Measured(1 - results["position"][-1], "percent", "Lost: position feature, 10,000 pages"),
            "old_weight": Measured(float(plain[5]), "", "Weight of a feature that only the old ranker likes; truth: 0"),
            "propensity_ten": Measured(float(propensity[-1]), "", "Measured propensity of position 10; truth: 0.1"),
        },
    )
