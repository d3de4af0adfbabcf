"""PSI has a floor that falls with the rows and grows with the bins, so one fixed limit is wrong at both ends."""

import numpy as np
from numpy.typing import NDArray

from scripts.demonstrations.record import Axis, Curve, Demonstration, Measured

Floats = NDArray[np.float64]

PAIRS, RULE, SHIFT = 4_000, 0.1, 0.2
ROWS = (50, 100, 200, 300, 500, 1_000, 2_000, 5_000, 10_000, 50_000)
# Inner edges of ten bins of equal probability under the standard normal.
EDGES = np.array([-1.281552, -0.841621, -0.524401, -0.253347, 0.0, 0.253347, 0.524401, 0.841621, 1.281552])
CHI2 = 16.919  # 95% quantile of chi-square with 9 degrees of freedom


def shares(random: np.random.Generator, rows: int, chances: Floats) -> Floats:
    """Draw `PAIRS` windows of `rows` rows; half a row is added to each bin so that none is empty."""
    counts = random.multinomial(rows, chances, PAIRS) + 0.5
    share: Floats = counts / counts.sum(axis=1, keepdims=True)
    return share


def indices(random: np.random.Generator, rows: int, base: Floats, now: Floats) -> Floats:
    """Return the PSI of `PAIRS` pairs of windows, both of `rows` rows."""
    b, c = shares(random, rows, base), shares(random, rows, now)
    value: Floats = ((c - b) * np.log(c / b)).sum(axis=1)
    return value


def shifted(random: np.random.Generator) -> Floats:
    """Return the chances of the ten bins when the mean has moved up by `SHIFT` standard deviations."""
    draws = np.searchsorted(EDGES, random.normal(SHIFT, 1, 2_000_000))
    chances: Floats = np.bincount(draws, minlength=10) / draws.size
    return chances


def demonstrate() -> Demonstration:
    """Compare 4,000 pairs of windows at each size, without a shift and with a mean moved by 0.2 standard deviations.

    Ten bins of equal probability under the baseline. The first rule alarms at a PSI above 0.1; the second at the 95%
    quantile of PSI without a shift, (1/n + 1/m) times chi-square with bins - 1 degrees of freedom (Yurdakul and
    Naranjo 2020).
    """
    random = np.random.default_rng(11)
    even, moved = np.full(10, 0.1), shifted(random)
    still = {n: indices(random, n, even, even) for n in ROWS}
    drift = {n: indices(random, n, even, moved) for n in ROWS}
    limit = {n: CHI2 * 2 / n for n in ROWS}
    fine = indices(random, 500, np.full(50, 0.02), np.full(50, 0.02))
    return Demonstration(
        title="One fixed PSI limit: false alarms on small windows, no alarms on large ones",
        description=(
            "Share of pairs of windows that raise an alarm, against the rows in each window from 50 to 50,000. With "
            "the fixed limit of 0.1, nearly all windows of 50 rows alarm, whether or not anything moved; the false "
            "alarms vanish at about 500 rows, and the true alarms for a shift of 0.2 standard deviations vanish after "
            "them, to practically none from 2,000 rows on. With a limit that follows the sample size, false alarms "
            "stay near 5 percent and the same shift is found ever more often, practically always from 2,000 rows on. "
            "Conclusion: the limit belongs to the sample size, and the effect is judged separately."
        ),
        x=Axis("Rows in each window", scale="log"),
        y=Axis("Windows that alarm", start=0, to=1.05),
        across=ROWS,
        curves=(
            Curve("No shift, limit 0.1", [float((still[n] > RULE).mean()) for n in ROWS], points=True),
            Curve("Shift, limit 0.1", [float((drift[n] > RULE).mean()) for n in ROWS], points=True),
            Curve("No shift, limit by size", [float((still[n] > limit[n]).mean()) for n in ROWS]),
            Curve("Shift, limit by size", [float((drift[n] > limit[n]).mean()) for n in ROWS]),
        ),
        values={
            "psi_still": Measured(float(still[100].mean()), "", "Mean PSI, no shift, 100 rows, 10 bins"),
            "psi_floor": Measured(float(still[500].mean()), "", "Mean PSI, no shift, 500 rows, 10 bins"),
            "psi_fine": Measured(float(fine.mean()), "", "Mean PSI, no shift, 500 rows, 50 bins"),
            "psi_large": Measured(float(still[50_000].mean()), "", "Mean PSI, no shift, 50,000 rows"),
            "psi_moved": Measured(float(drift[50_000].mean()), "", "Mean PSI, shift of 0.2 sigma, 50,000 rows"),
            "wolf": Measured(float((still[100] > RULE).mean()), "percent", "Alarms, no shift, 100 rows, limit 0.1"),
            "deaf": Measured(float((drift[5_000] > RULE).mean()), "percent", "Alarms, shift, 5,000 rows, limit 0.1"),
            "calm": Measured(
                float((still[1_000] > limit[1_000]).mean()), "percent", "Alarms, no shift, 1,000 rows, limit by size"
            ),
            "found": Measured(
                float((drift[1_000] > limit[1_000]).mean()), "percent", "Alarms, shift, 1,000 rows, limit by size"
            ),
        },
    )
