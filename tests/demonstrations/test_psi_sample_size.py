"""PSI without a shift follows its formula, and a fixed limit is wrong for small and for large windows."""

import pytest

from scripts.demonstrations.psi_sample_size import demonstrate


@pytest.fixture(scope="module", name="values")
def measured() -> dict[str, float]:
    """Run the experiment once."""
    return {name: result.value for name, result in demonstrate().values.items()}


def test_the_floor_is_bins_minus_one_times_two_over_n(values: dict[str, float]) -> None:
    """Means agree with (B - 1)(1/n + 1/m); more bins raise the floor, more rows lower it."""
    assert values["psi_still"] == pytest.approx(9 * 2 / 100, rel=0.07)
    assert values["psi_floor"] == pytest.approx(9 * 2 / 500, rel=0.05)
    assert values["psi_fine"] == pytest.approx(49 * 2 / 500, rel=0.10)
    assert values["psi_large"] == pytest.approx(9 * 2 / 50_000, rel=0.05)


def test_a_fixed_limit_cries_wolf_and_is_deaf(values: dict[str, float]) -> None:
    """At 100 rows most quiet windows alarm; at 5,000 rows a real shift of 0.2 sigma never does."""
    assert values["wolf"] > 0.75
    assert values["deaf"] == 0
    assert values["psi_moved"] < 0.1  # the true size of the shift lies below the rule


def test_a_limit_that_follows_the_sample_keeps_its_level(values: dict[str, float]) -> None:
    """About 5% false alarms, and the shift is found."""
    assert 0.035 < values["calm"] < 0.065
    assert values["found"] > 0.8
