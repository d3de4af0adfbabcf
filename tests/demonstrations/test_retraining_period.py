"""The loss of a stale model saturates, and late labels cost as much as a long period."""

from scripts.demonstrations.retraining_period import HALF_LIFE, demonstrate


def test_error_grows_with_the_period_and_saturates() -> None:
    """Weekly is worse than daily, monthly worse still, and the ceiling bounds them."""
    values = {name: result.value for name, result in demonstrate().values.items()}
    assert values["excess_day"] < values["excess_week"] < values["excess_month"] < values["loss_never"]
    assert values["loss_never"] < 1.1


def test_fit_finds_the_speed_of_the_drift() -> None:
    """The time constant is the half-life over ln 2, and the fit starts near the error of a fresh model."""
    values = {name: result.value for name, result in demonstrate().values.items()}
    assert abs(values["constant"] / 86_400 * 0.693 / HALF_LIFE - 1) < 0.15
    assert abs(values["loss_fresh"] - values["excess_day"]) < 0.05


def test_late_labels_undo_daily_training() -> None:
    """With labels 7 days late, daily training is worse than every 14 days with labels at once."""
    values = {name: result.value for name, result in demonstrate().values.items()}
    assert values["excess_late"] > values["excess_fortnight"]
