"""A random split flatters an encoded id whose rates drift."""

from scripts.demonstrations.time_split import demonstrate


def test_random_split_flatters_where_rates_drift() -> None:
    """With fast drift the random split promises what the live days do not keep, and even picks the wrong feature."""
    values = {name: result.value for name, result in demonstrate().values.items()}
    assert values["random_fast"] - values["live_fast"] > 0.03
    assert abs(values["time_fast"] - values["live_fast"]) < 0.01
    assert values["live_fast"] < values["content_fast"] < values["random_fast"]


def test_splits_agree_where_rates_hardly_move() -> None:
    """With slow drift both splits tell nearly the same."""
    values = {name: result.value for name, result in demonstrate().values.items()}
    assert values["random_slow"] - values["live_slow"] < 0.02
    assert abs(values["time_slow"] - values["live_slow"]) < 0.01
