"""Down-sampling breaks calibration, the formula repairs it, and the order stays."""

import pytest

from scripts.demonstrations.downsampling_calibration import demonstrate
from scripts.demonstrations.record import Demonstration


@pytest.fixture(scope="module", name="shown")
def run() -> Demonstration:
    """Run the experiment once."""
    return demonstrate()


def test_sampling_breaks_the_level_and_the_formula_repairs_it(shown: Demonstration) -> None:
    """Predictions are many times too high before the repair, and right within a few percent after it."""
    values = {name: result.value for name, result in shown.values.items()}
    assert values["ratio_sampled"] > 10
    assert 0.95 < values["ratio_repaired"] < 1.05
    assert values["ne_sampled"] > 1 > values["ne_repaired"]
    assert values["rows_saved"] > 20


def test_the_order_does_not_change(shown: Demonstration) -> None:
    """AUC is the same before and after the repair, and almost that of a model trained on all rows."""
    values = {name: result.value for name, result in shown.values.items()}
    assert values["auc_sampled"] == pytest.approx(values["auc_repaired"], abs=1e-12)
    assert values["auc_sampled"] == pytest.approx(values["auc_full"], abs=0.005)


def test_every_tenth_is_repaired(shown: Demonstration) -> None:
    """Not only the mean: in the upper tenths, which have enough positives, prediction and rate agree."""
    _, repaired, observed = (curve.heights for curve in shown.curves)
    for predicted, rate in list(zip(repaired, observed, strict=True))[3:]:
        assert predicted is not None
        assert rate is not None
        assert predicted == pytest.approx(rate, rel=0.2)
