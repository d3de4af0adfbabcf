"""Looking at the p-value again and again inflates false positives; a sequential boundary repairs it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scripts.demonstrations.record import Axis, Curve, Demonstration, Measured

TESTS, STEPS, PER_STEP, RATE = 20_000, 100, 1_000, 0.04
LOOKS = (1, 2, 5, 10, 20, 50, 100)
FIXED = 1.959964  # two-sided 5%
FACTOR = 2.801585  # 1.96 + 0.84: 80% power at one look


@dataclass(frozen=True)
class Batch:
    """Many tests of the same kind: z and the measured lift, one row a test, one column a step."""

    z: NDArray[np.float64]
    lift: NDArray[np.float64]


def run(random: np.random.Generator, lift: float) -> Batch:
    """Simulate tests in which each step adds `PER_STEP` users to both arms."""
    a = random.binomial(PER_STEP, RATE, (TESTS, STEPS)).cumsum(axis=1)
    b = random.binomial(PER_STEP, RATE * (1 + lift), (TESTS, STEPS)).cumsum(axis=1)
    users = PER_STEP * np.arange(1, STEPS + 1)
    pooled = (a + b) / (2 * users)
    return Batch((b - a) / np.sqrt(2 * users * pooled * (1 - pooled)), b / a - 1)


def at(looks: int) -> NDArray[np.intp]:
    """Return the steps of equally spaced looks, the last one at the end."""
    return np.arange(1, looks + 1) * (STEPS // looks) - 1


def boundary(z: NDArray[np.float64], looks: int) -> NDArray[np.float64]:
    """Return the O'Brien-Fleming shape, limit * sqrt(last look / this look), that 5% of the A/A tests cross."""
    shape = np.sqrt(looks / np.arange(1, looks + 1))
    limit = float(np.quantile((np.abs(z[:, at(looks)]) / shape).max(axis=1), 0.95))
    return limit * shape


def always_valid(effect: float) -> NDArray[np.float64]:
    """Return the mixture SPRT's bound on |z| at each step; `effect` is the deviation of the effects mixed over."""
    noise = 2 * RATE * (1 - RATE)
    share = noise / (noise + PER_STEP * np.arange(1, STEPS + 1) * effect**2)
    bound: NDArray[np.float64] = np.sqrt((2 * np.log(1 / 0.05) - np.log(share)) / (1 - share))
    return bound


def demonstrate() -> Demonstration:
    """Run 20,000 A/A tests and 20,000 tests with a true lift, each with up to 100,000 users an arm.

    Clicks are binomial with a base rate of 4%. The true lift is the one that a single look at the end detects with 80%
    power. The boundary's constant is fitted on one set of A/A tests and checked on another. The always-valid bound is
    the mixture sequential probability ratio test of Johari et al. 2017.
    """
    random = np.random.default_rng(7)
    lift = FACTOR * np.sqrt(2 * (1 - RATE) / (RATE * STEPS * PER_STEP))
    fit, null, real = run(random, 0.0), run(random, 0.0), run(random, float(lift))
    bound = always_valid(float(lift) * RATE)

    naive = {k: float((np.abs(null.z[:, at(k)]) > FIXED).any(axis=1).mean()) for k in LOOKS}
    repaired = {k: float((np.abs(null.z[:, at(k)]) > boundary(fit.z, k)).any(axis=1).mean()) for k in LOOKS}
    valid = {k: float((np.abs(null.z[:, at(k)]) > bound[at(k)]).any(axis=1).mean()) for k in LOOKS}

    five = at(5)
    crossed = real.z[:, five] > boundary(fit.z, 5)
    spent = np.where(crossed.any(axis=1), crossed.argmax(axis=1) + 1, 5) / 5
    early = real.z[:, five] > FIXED
    won = early.any(axis=1)
    shown = real.lift[:, five][np.arange(TESTS), early.argmax(axis=1)][won].mean()
    return Demonstration(
        title='Peeking: the share of A/A tests that "win", by the number of looks',
        description=(
            "False positives of A/A tests against the number of equally spaced looks, from 1 to 100. Stopping at the "
            "first p below 0.05 starts at 5 percent and climbs steadily beyond 30 percent. With the O'Brien-Fleming "
            "boundary the share stays at 5 percent for every number of looks. The always-valid bound stays below 5 "
            "percent throughout. Conclusion: looks are free only if the boundary was made for them."
        ),
        x=Axis("Looks at the result", scale="log"),
        y=Axis("A/A tests called significant", start=0, to=0.4),
        across=LOOKS,
        curves=(
            Curve("Stop at the first p < 0.05", tuple(naive.values())),
            Curve("O'Brien-Fleming boundary", tuple(repaired.values())),
            Curve("Always-valid (mSPRT)", tuple(valid.values()), style="dashed"),
        ),
        values={
            "false_one": Measured(naive[1], "percent", "False positives, one look"),
            "false_five": Measured(naive[5], "percent", "False positives, five looks at p < 0.05"),
            "false_twenty": Measured(naive[20], "percent", "False positives, twenty looks at p < 0.05"),
            "false_hundred": Measured(naive[100], "percent", "False positives, a hundred looks at p < 0.05"),
            "false_bounded": Measured(repaired[5], "percent", "False positives, five looks with the boundary"),
            "false_valid": Measured(valid[100], "percent", "False positives, a hundred looks, always valid"),
            "bound_first": Measured(float(boundary(fit.z, 5)[0]), "", "Boundary on |z| at the first of five looks"),
            "bound_last": Measured(float(boundary(fit.z, 5)[-1]), "", "Boundary on |z| at the last"),
            "power_one": Measured(float((real.z[:, -1] > FIXED).mean()), "percent", "Power, one look"),
            "power_bounded": Measured(float(crossed.any(axis=1).mean()), "percent", "Power, five looks, boundary"),
            "power_valid": Measured(float((real.z > bound).any(axis=1).mean()), "percent", "Power, always valid"),
            "users_spent": Measured(float(spent.mean()), "percent", "Users spent on average with the boundary"),
            "lift_true": Measured(float(lift), "percent", "True lift"),
            "lift_shown": Measured(float(shown), "percent", "Lift shown by tests stopped at the first p < 0.05"),
        },
    )
