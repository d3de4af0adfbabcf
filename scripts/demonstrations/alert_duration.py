"""Asking for several bad checks in a row removes false alarms only as far as the checks are independent."""

import numpy as np
from numpy.typing import NDArray

from scripts.demonstrations.record import Axis, Curve, Demonstration, Measured

Floats = NDArray[np.float64]

SERIES, WEEKS, CHECKS = 800, 5, 2_016  # a check every five minutes
LINE = 3.0
IN_A_ROW = (1, 2, 3, 4, 6, 12)
LAST = (0.0, 0.5, 0.9, 0.98)


def walk(random: np.random.Generator, correlation: float) -> Floats:
    """Return healthy series, one a row, with standard normal values and this correlation of neighboring checks."""
    values = random.normal(size=(SERIES, WEEKS * CHECKS))
    scale = np.sqrt(1 - correlation**2)
    for step in range(1, values.shape[1]):
        values[:, step] = correlation * values[:, step - 1] + scale * values[:, step]
    return values


def alarms(values: Floats, in_a_row: int) -> float:
    """Return alarms a week and series: runs of checks beyond the line that last at least `in_a_row` checks."""
    lasted = np.zeros(SERIES, dtype=np.int64)
    count = 0
    for column in (np.abs(values) > LINE).T:
        lasted = np.where(column, lasted + 1, 0)
        count += int((lasted == in_a_row).sum())
    return count / (SERIES * WEEKS)


def demonstrate() -> Demonstration:
    """Count the false alarms of 800 healthy series over five weeks, checked every five minutes at three sigma.

    The series are first-order autoregressive with standard normal values; one alarm is one run of checks beyond the
    line that lasts long enough. Nothing is wrong in any of them, so every alarm is false.
    """
    random = np.random.default_rng(5)
    rates = {last: {k: alarms(values, k) for k in IN_A_ROW} for last in LAST for values in (walk(random, last),)}
    return Demonstration(
        title="False alarms a week and series, by the bad checks in a row that are asked for",
        description=(
            "False alarms a week of one healthy series at three sigma and five-minute checks, on a log axis, against "
            "the number of bad checks in a row that an alarm needs, 1 to 12. With independent checks two in a row "
            "remove nearly all of more than five alarms a week. With a correlation of 0.5 three in a row are needed. "
            "With 0.9 three in a row leave about a fifth, and with 0.98 it takes six to leave a fifth. Conclusion: the "
            "minimum duration must exceed the time over which the series forgets."
        ),
        x=Axis("Bad checks in a row", start=0),
        y=Axis("False alarms a week", scale="log", start=0.001, to=10),
        across=IN_A_ROW,
        curves=tuple(
            Curve(f"Correlation {last:g}", [rate or None for rate in rates[last].values()], points=True)
            for last in LAST
        ),
        values={
            "alone_one": Measured(rates[0.0][1], "", "Alarms a week, independent, one check"),
            "alone_two": Measured(rates[0.0][2], "", "Alarms a week, independent, two in a row"),
            "slow_one": Measured(rates[0.9][1], "", "Alarms a week, correlation 0.9, one check"),
            "slow_three": Measured(rates[0.9][3], "", "Alarms a week, correlation 0.9, three in a row"),
            "slow_twelve": Measured(rates[0.9][12], "", "Alarms a week, correlation 0.9, twelve in a row"),
            "slower_one": Measured(rates[0.98][1], "", "Alarms a week, correlation 0.98, one check"),
            "slower_six": Measured(rates[0.98][6], "", "Alarms a week, correlation 0.98, six in a row"),
        },
    )
