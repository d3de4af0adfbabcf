"""Peeking inflates false positives, and a boundary made for the looks repairs it."""

import pytest

from scripts.demonstrations.peeking import demonstrate


@pytest.fixture(scope="module", name="values")
def measured() -> dict[str, float]:
    """Run the experiment once."""
    return {name: result.value for name, result in demonstrate().values.items()}


def test_looking_more_often_finds_more_that_is_not_there(values: dict[str, float]) -> None:
    """One look keeps the 5%, five looks nearly triple it, a hundred go beyond a third."""
    assert 0.045 < values["false_one"] < 0.055
    assert 0.13 < values["false_five"] < 0.155  # 14.2% by numerical integration
    assert 0.23 < values["false_twenty"] < 0.265  # 24.8%
    assert 0.35 < values["false_hundred"] < 0.395  # 37.4%


def test_boundaries_keep_the_promised_level(values: dict[str, float]) -> None:
    """Both boundaries hold 5%; the O'Brien-Fleming one costs almost no power and saves users."""
    assert 0.045 < values["false_bounded"] < 0.055
    assert values["false_valid"] < 0.05
    assert 0.77 < values["power_bounded"] < values["power_one"] < 0.82
    assert values["power_valid"] < values["power_bounded"]
    assert values["users_spent"] < 0.9


def test_early_winners_overstate_the_effect(values: dict[str, float]) -> None:
    """A test stopped at its first significant look shows a lift well above the true one."""
    assert values["lift_shown"] > 1.3 * values["lift_true"]
