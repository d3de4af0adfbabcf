"""The loss of a stale model grows with its age, then saturates, so two numbers give its mean over a period."""

import numpy as np
from numpy.typing import NDArray

from scripts.demonstrations.record import Axis, Curve, Demonstration, Measured

Numbers = NDArray[np.float64]
WEIGHTS, ROWS, WINDOW, LAG = 20, 400, 7, 7  # weights of the truth, rows a day, days trained on, days until labels
HALF_LIFE = 14.0  # days in which the moving part of the truth halves its correlation
DAYS, OLDEST = 1_500, 119  # days simulated, oldest model that is measured
PERIODS = (1, 2, 4, 7, 14, 28, 56, 112)


def simulate(random: np.random.Generator) -> Numbers:
    """Return the excess squared error of models of each age, 0 to OLDEST days, averaged over all training days."""
    keep = 0.5 ** (1 / HALF_LIFE)
    fixed, moving = random.normal(size=WEIGHTS), random.normal(size=WEIGHTS)
    truth = np.empty((DAYS, WEIGHTS))
    for day in range(DAYS):
        truth[day] = fixed + moving / np.sqrt(2 * WEIGHTS)
        moving = keep * moving + np.sqrt(1 - keep**2) * random.normal(size=WEIGHTS)
    gram, cross = np.empty((DAYS, WEIGHTS, WEIGHTS)), np.empty((DAYS, WEIGHTS))
    for day in range(DAYS):
        rows = random.normal(size=(ROWS, WEIGHTS))
        labels = rows @ truth[day] + random.normal(size=ROWS)
        gram[day], cross[day] = rows.T @ rows, rows.T @ labels

    excess, models = np.zeros(OLDEST + 1), 0
    for day in range(WINDOW, DAYS - OLDEST - 1):  # a model trained on the WINDOW days before `day`
        model = np.linalg.solve(gram[day - WINDOW : day].sum(axis=0), cross[day - WINDOW : day].sum(axis=0))
        excess += ((truth[day : day + OLDEST + 1] - model) ** 2).sum(axis=1)
        models += 1
    return excess / models


def over_period(excess: Numbers, period: int, lag: int = 0) -> float:
    """Return the mean excess error over the days for which a model serves, if its newest label is ``lag`` days old."""
    return float(excess[lag : lag + period].mean())


def fit(excess: Numbers) -> tuple[float, float, float]:
    """Fit floor + (ceiling - floor)(1 - exp(-age / constant)); return floor, ceiling, constant."""
    ages = np.arange(len(excess))
    best = (np.inf, 0.0, 0.0, 1.0)
    for constant in np.arange(2.0, 80.0, 0.1):
        design = np.column_stack((np.ones_like(excess), 1 - np.exp(-ages / constant)))
        answer, *_ = np.linalg.lstsq(design, excess, rcond=None)
        error = float(((design @ answer - excess) ** 2).sum())
        if error < best[0]:
            best = (error, float(answer[0]), float(answer.sum()), float(constant))
    return best[1:]


def demonstrate() -> Demonstration:
    """Let the truth drift, retrain on a sliding window, and measure the error by age of the model.

    A linear truth with 20 weights over 1,500 days: each weight has a fixed part and a moving part, an autoregressive
    process of order one that halves its correlation in 14 days. Each day brings 400 rows with unit noise. A model is
    the least-squares fit of the last 7 days. Its excess error is the squared error above the noise, known exactly from
    the distance of its weights to the truth. Late labels: the newest row is 7 days old when the model goes live.
    """
    excess = simulate(np.random.default_rng(7))
    floor, ceiling, constant = fit(excess)
    fresh = tuple(over_period(excess, period) for period in PERIODS)
    late = tuple(over_period(excess, period, LAG) for period in PERIODS)
    model = tuple(
        ceiling - (ceiling - floor) * constant / period * (1 - np.exp(-period / constant)) for period in PERIODS
    )
    return Demonstration(
        title="Mean excess error against the retraining period",
        description=(
            "Mean excess squared error over a period against the days between two retrainings, 1 to 112 on a "
            "logarithmic axis. With labels at once it rises from a floor, steeply between four and thirty days, and "
            "flattens toward the level of a model that is never retrained. The formula with a fitted floor, ceiling "
            "and time constant lies close above it. With labels seven days late the curve starts much higher, and even "
            "daily retraining is worse than every 14 days with labels at once. Conclusion: shorten the lag before the "
            "period, and do not expect the loss to grow for ever."
        ),
        x=Axis("Days between two retrainings", scale="log"),
        y=Axis("Mean excess squared error", start=0),
        across=PERIODS,
        curves=(
            Curve("Labels at once", fresh, points=True),
            Curve("Labels 7 days late", late, points=True),
            Curve("Formula, fitted", model, style="dashed"),
        ),
        values={
            "excess_day": Measured(fresh[0], "", "Excess error, retrained daily"),
            "excess_week": Measured(fresh[3], "", "Excess error, retrained weekly"),
            "excess_fortnight": Measured(fresh[4], "", "Excess error, retrained every 14 days"),
            "excess_month": Measured(fresh[5], "", "Excess error, retrained every 28 days"),
            "excess_late": Measured(late[0], "", "Excess error, daily, labels 7 days late"),
            "loss_fresh": Measured(floor, "", "Fitted floor: a model of age 0"),
            "loss_never": Measured(ceiling, "", "Fitted ceiling: never retrained"),
            "constant": Measured(constant * 86_400, "day", "Fitted time constant"),
        },
    )
