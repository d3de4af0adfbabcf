"""The queue behind a running pass makes the batches; waiting for a full one is never better here."""

import pytest

from scripts.demonstrations.dynamic_batching import demonstrate


@pytest.fixture(scope="module", name="values")
def measured() -> dict[str, float]:
    """Run the experiment once."""
    return {name: result.value for name, result in demonstrate().values.items()}


def test_the_rule_for_the_mean_holds(values: dict[str, float]) -> None:
    """One and a half passes of FIXED / (1 - load): within about a tenth."""
    assert values["mean_error"] < 0.12
    assert 0.0105 < values["ready_mean"] < 0.0125
    assert 2.2 < values["p99_passes"] < 3


def test_waiting_for_a_full_batch_hurts_at_low_load(values: dict[str, float]) -> None:
    """At 10% load the wait is an order of magnitude, and the greedy batcher still holds the tail at 60%."""
    assert values["wait_low"] > 8 * values["ready_low"]
    assert values["ready_p99"] < 0.025 < values["ready_high"]
