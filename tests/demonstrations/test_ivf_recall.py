"""An inverted-file index reads little for high recall, if the data has groups and the queries share them."""

from scripts.demonstrations.ivf_recall import demonstrate


def test_recall_is_steep_then_flat_with_groups() -> None:
    """A few percent read give 95% recall; shifted queries need more, vectors without groups most of the work."""
    shown = demonstrate()
    values = {name: measured.value for name, measured in shown.values.items()}
    assert values["ivf_first"] > 0.8
    assert values["ivf_first_read"] < 0.02
    assert values["ivf_needs"] < 0.08
    assert 2 * values["ivf_needs"] < values["ivf_needs_shifted"] < values["ivf_needs_noise"]
    assert values["ivf_needs_noise"] > 0.3
    for curve in shown.curves:
        heights = [height for height in curve.heights if height is not None]
        assert heights == sorted(heights)
