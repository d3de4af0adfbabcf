"""Plain clicks mislead a ranker for good; clicks divided by propensities do not."""

import pytest

from scripts.demonstrations.position_bias import demonstrate
from scripts.demonstrations.record import Demonstration


@pytest.fixture(scope="module", name="shown")
def run() -> Demonstration:
    """Run the experiment once."""
    return demonstrate()


def test_more_biased_clicks_do_not_help(shown: Demonstration) -> None:
    """A hundred times the pages leave the plain ranker where it was, with a weight that truth does not have."""
    plain = [height for height in shown.curves[0].heights if height is not None]
    assert max(plain) - min(plain) < 0.03
    assert plain[-1] < 0.95
    assert shown.values["old_weight"].value > 0.3


def test_weights_repair_it(shown: Demonstration) -> None:
    """With enough pages the weighted ranker equals one that was trained on true relevance."""
    values = {name: result.value for name, result in shown.values.items()}
    assert values["lost_weighted"] < 0.005
    assert values["lost_weighted_few"] > values["lost_weighted"] + 0.03
    assert values["lost_plain"] > 10 * values["lost_weighted"]
    assert values["lost_position"] < 0.005


def test_propensities_can_be_measured(shown: Demonstration) -> None:
    """Two thousand shuffled pages find the tenth position's propensity of 0.1 roughly."""
    assert 0.07 < shown.values["propensity_ten"].value < 0.14
