"""Each loss learns its own number of a skewed distribution."""

import pytest

from scripts.demonstrations.loss_targets import demonstrate


def test_each_loss_learns_its_own_number() -> None:
    """Squared error finds the mean, absolute error the median, pinball the quantile; Huber lies between."""
    values = {name: measured.value for name, measured in demonstrate().values.items()}
    assert values["fit_mse"] == pytest.approx(values["watch_mean"], rel=0.01)
    assert values["fit_mae"] == pytest.approx(values["watch_median"], rel=0.01)
    assert values["fit_high"] == pytest.approx(values["watch_high"], rel=0.01)
    assert values["watch_median"] < values["fit_huber"] < values["watch_mean"]
    assert values["fit_log"] == pytest.approx(values["watch_median"], rel=0.1)
    assert values["total_mae"] < 0.6
