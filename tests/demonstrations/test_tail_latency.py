"""Fan-out makes the rare slow call common, and a hedge after the p95 removes most of the tail for 5% more calls."""

import pytest

from scripts.demonstrations.tail_latency import demonstrate


@pytest.fixture(scope="module", name="values")
def measured() -> dict[str, float]:
    """Run the experiment once."""
    return {name: result.value for name, result in demonstrate().values.items()}


def test_the_slowest_of_many_is_slow(values: dict[str, float]) -> None:
    """The simulated shares are those of 1 - (1 - p)^n with p = 1%."""
    assert values["slow_of_ten"] == pytest.approx(1 - 0.99**10, abs=0.01)
    assert values["slow_of_hundred"] == pytest.approx(1 - 0.99**100, abs=0.01)
    assert values["fan_median"] > values["single_p99"]
    assert values["fan_p99"] > 5 * values["single_p99"]


def test_hedging_after_the_p95_costs_five_percent(values: dict[str, float]) -> None:
    """5% more calls take the p99 of 40 calls back near that of one; hedging after the median buys little more."""
    assert values["hedge_extra"] == pytest.approx(0.05, abs=0.001)
    assert values["hedged_p99"] < values["fan_p99"] / 5
    assert values["hedged_p99"] < 1.5 * values["single_p99"]
    assert values["slow_hedged"] < 0.1
    assert values["eager_extra"] == pytest.approx(0.5, abs=0.001)
    assert values["hedged_p99"] - values["eager_p99"] < values["fan_p99"] / 20


def test_copies_that_pause_together_spoil_it(values: dict[str, float]) -> None:
    """A pause that both copies share is not hedged away."""
    assert values["shared_p99"] > values["fan_p99"] / 2
