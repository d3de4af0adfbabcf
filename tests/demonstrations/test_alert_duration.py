"""A minimum duration removes the false alarms of independent checks, and few of slow series."""

import pytest

from scripts.demonstrations.alert_duration import demonstrate


@pytest.fixture(scope="module", name="values")
def measured() -> dict[str, float]:
    """Run the experiment once."""
    return {name: result.value for name, result in demonstrate().values.items()}


def test_independent_checks_follow_the_formula(values: dict[str, float]) -> None:
    """A week has 2,016 checks, each beyond three sigma with 0.27%; two in a row square the chance."""
    assert values["alone_one"] == pytest.approx(2016 * 0.0027, rel=0.05)
    assert values["alone_two"] == pytest.approx(2016 * 0.0027**2, rel=0.6)


def test_slow_series_keep_alarming(values: dict[str, float]) -> None:
    """Correlation makes fewer, longer alarms, and a short minimum duration leaves many of them."""
    assert values["slow_one"] < values["alone_one"]
    assert values["slow_three"] > 0.1 * values["slow_one"]
    assert values["slower_six"] > 0.1 * values["slower_one"]
    assert values["slow_twelve"] < 0.02
