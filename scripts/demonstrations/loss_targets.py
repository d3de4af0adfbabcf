"""The loss decides which number of a skewed distribution a regression model learns."""

import numpy as np
from numpy.typing import NDArray

from scripts.demonstrations.record import Axis, Curve, Demonstration, Measured

Floats = NDArray[np.float64]

ROWS, STEPS, DELTA = 20_000, 4_000, 30.0


def _slope(name: str, error: Floats) -> Floats:
    """Derivative of the loss by the prediction, for ``error`` = prediction - watch time in seconds."""
    if name == "mse":
        return error
    if name == "mae":
        return np.sign(error)
    if name == "huber":
        return np.clip(error, -DELTA, DELTA)
    level = 0.9
    return np.where(error > 0, 1 - level, -level)


def _fit(name: str, watched: Floats) -> float:
    """The constant that gradient descent finds; the step shrinks, so that the sign losses settle too."""
    guess = 0.0
    scale = {"mse": 1.0, "mae": 40.0, "huber": 2.0, "q90": 60.0}[name]
    for step in range(STEPS):
        guess -= scale / (1 + step / 40) * float(_slope(name, guess - watched).mean())
    return guess


def demonstrate() -> Demonstration:
    """Fit one constant to 20,000 log-normal watch times (median 30 s) under five losses.

    A constant is the smallest regression model; a network does the same within each group of inputs it can tell apart.
    Squared error on log(1 + y) is fitted in closed form and mapped back.
    """
    watched = np.exp(np.random.default_rng(7).normal(np.log(30.0), 1.2, ROWS))
    learned = {name: _fit(name, watched) for name in ("mse", "huber", "mae", "q90")}
    learned["log"] = float(np.expm1(np.log1p(watched).mean()))
    mean, median = float(watched.mean()), float(np.median(watched))
    high = float(np.quantile(watched, 0.9))
    total = {name: value / mean for name, value in learned.items()}
    return Demonstration(
        title="What a constant learns from the same watch times under five losses",
        description=(
            "Grouped bars in seconds, one group for each loss: what the constant learned, the mean of the sample and "
            "its median, which is about half the mean. Squared error (MSE) learns the mean. Absolute error (MAE) and "
            "squared error on the logarithm (log MSE) learn about the median. Huber loss lies between them, nearer to "
            "the median. Pinball loss at 0.9 learns the 90th percentile, more than twice the mean. Conclusion: choose "
            "the loss by the number that is read later."
        ),
        x=Axis("Loss", ticks=("MSE", "Huber", "MAE", "Log MSE", "Pinball")),
        y=Axis("Seconds"),
        across=(0, 1, 2, 3, 4),
        curves=(
            Curve("Learned", tuple(learned[name] for name in ("mse", "huber", "mae", "log", "q90"))),
            Curve("Mean of the sample", (mean,) * 5),
            Curve("Median of the sample", (median,) * 5),
        ),
        values={
            "watch_mean": Measured(mean, "s", "Mean watch time"),
            "watch_median": Measured(median, "s", "Median watch time"),
            "watch_high": Measured(high, "s", "90th percentile"),
            "fit_mse": Measured(learned["mse"], "s", "Learned with squared error"),
            "fit_mae": Measured(learned["mae"], "s", "Learned with absolute error"),
            "fit_huber": Measured(learned["huber"], "s", "Learned with Huber loss, delta 30 s"),
            "fit_log": Measured(learned["log"], "s", "Learned with squared error on log(1 + y)"),
            "fit_high": Measured(learned["q90"], "s", "Learned with pinball loss at 0.9"),
            "total_mae": Measured(total["mae"], "percent", "Predicted over true total, absolute error"),
            "total_log": Measured(total["log"], "percent", "Predicted over true total, log"),
            "total_huber": Measured(total["huber"], "percent", "Predicted over true total, Huber"),
        },
    )
