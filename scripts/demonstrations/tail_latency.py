"""A fan-out makes the rare slow call the normal case; a hedged call after the 95th percentile repairs most of it."""

import numpy as np
from numpy.typing import NDArray

from scripts.demonstrations.record import Axis, Curve, Demonstration, Measured

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

REQUESTS, CALLS = 40_000, 100
ACROSS = (1, 2, 3, 5, 10, 20, 40, 60, 100)
BODY, SPREAD = 5.0, 0.4  # milliseconds: median of a normal call, deviation of its logarithm
SLOW, PAUSE, SHAPE, LIMIT = 0.03, 20.0, 1.5, 1_000.0  # 3% meet a pause of 20 ms and more, Pareto, cut at 1 s
SHARED = 0.5  # in the bad case: share of pauses that hold both copies until they end (same hot key, same rack)


def call_times(random: np.random.Generator, slow: Flags) -> Floats:
    """Return the time of each call: log-normal, and a Pareto pause where `slow` is set."""
    body = BODY * np.exp(SPREAD * random.standard_normal(slow.shape))
    pause = PAUSE * (1 - random.random(slow.shape)) ** (-1 / SHAPE)
    times: Floats = np.where(slow, body + np.minimum(pause, LIMIT), body)
    return times


def demonstrate() -> Demonstration:
    """Send 40,000 requests that wait for the slowest of up to 100 parallel calls.

    A call that has not answered after the delay is sent once more, and the first answer counts (Dean and Barroso 2013).
    Calls are independent and add no queue; in the bad case half of the pauses hold both copies.
    """
    random = np.random.default_rng(7)
    slow = random.random((REQUESTS, CALLS)) < SLOW
    first = call_times(random, slow)
    second = call_times(random, random.random(slow.shape) < SLOW)
    together = slow & (random.random(slow.shape) < SHARED)

    delay, early = (float(np.quantile(first, level)) for level in (0.95, 0.5))
    single = float(np.quantile(first, 0.99))

    def slowest(calls: Floats) -> dict[int, Floats]:
        running: Floats = np.maximum.accumulate(calls, axis=1)
        return {n: running[:, n - 1] for n in ACROSS}

    def p99(times: dict[int, Floats]) -> tuple[float, ...]:
        return tuple(float(np.quantile(times[n], 0.99)) for n in ACROSS)

    plain = slowest(first)
    hedged = slowest(np.minimum(first, delay + second))
    eager = slowest(np.minimum(first, early + second))
    shared = slowest(np.where(together, first, np.minimum(first, delay + second)))
    at40 = ACROSS.index(40)

    def milliseconds(value: float, label: str) -> Measured:
        return Measured(value / 1000, "ms", label)

    return Demonstration(
        title="p99 of a request that waits for the slowest of n calls, in ms",
        description=(
            "p99 against the number of parallel calls, both on logarithmic axes, from 1 to 100. Without hedging the "
            "curve climbs from some 40 milliseconds for one call to several hundred from 20 calls on. With a second "
            "call after the 95th percentile it stays below 60. If half of the pauses hold both copies, it climbs "
            "nearly as high as without hedging. Conclusion: hedging removes the tail for a few percent more calls, as "
            "long as the copies do not pause together."
        ),
        x=Axis("Calls in parallel, n", scale="log"),
        y=Axis("p99 of the request, ms", scale="log", start=10, to=1000),
        across=ACROSS,
        curves=(
            Curve("No hedge", p99(plain)),
            Curve("Hedge after p95, half of the pauses shared", p99(shared)),
            Curve("Hedge after p95", p99(hedged)),
        ),
        values={
            "single_median": milliseconds(float(np.quantile(first, 0.5)), "One call, median"),
            "single_p95": milliseconds(delay, "One call, p95: the hedging delay"),
            "single_p99": milliseconds(single, "One call, p99"),
            "slow_of_ten": Measured(float((plain[10] > single).mean()), "percent", "Slower than that p99, of 10"),
            "slow_of_hundred": Measured(float((plain[100] > single).mean()), "percent", "Slower than that p99, of 100"),
            "slow_hedged": Measured(float((hedged[100] > single).mean()), "percent", "The same, of 100, hedged"),
            "fan_median": milliseconds(float(np.quantile(plain[100], 0.5)), "Slowest of 100, median"),
            "fan_p99": milliseconds(p99(plain)[at40], "Slowest of 40, p99"),
            "hedged_p99": milliseconds(p99(hedged)[at40], "Slowest of 40, p99, hedged after p95"),
            "shared_p99": milliseconds(p99(shared)[at40], "The same, half of the pauses shared"),
            "eager_p99": milliseconds(p99(eager)[at40], "Slowest of 40, p99, hedged after the median"),
            "hedge_extra": Measured(float((first > delay).mean()), "percent", "More calls, hedged after p95"),
            "eager_extra": Measured(float((first > early).mean()), "percent", "More calls, hedged after the median"),
        },
    )
