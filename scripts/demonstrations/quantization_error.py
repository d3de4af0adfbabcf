"""One wide channel ruins a scale that all channels share: int8 per tensor fails where int8 per channel does not."""

import numpy as np
from numpy.typing import NDArray

from scripts.demonstrations.record import Axis, Curve, Demonstration, Measured

Floats = NDArray[np.float64]

CHANNELS, INPUTS, ROWS = 256, 512, 400
WIDTHS = (1, 2, 5, 10, 20, 50, 100)


def _rounded(weights: Floats, bits: int, *, shared: bool, group: int = INPUTS) -> Floats:
    """Symmetric quantization and back; one scale for all weights, or one for each ``group`` inputs of a channel."""
    grouped = weights.reshape(CHANNELS, -1, group)
    largest = np.abs(grouped).max() if shared else np.abs(grouped).max(axis=2, keepdims=True)
    scale = largest / (2 ** (bits - 1) - 1)
    result: Floats = (np.round(grouped / scale) * scale).reshape(weights.shape)
    return result


def _error(weights: Floats, rounded: Floats, inputs: Floats) -> float:
    """Root mean square error of the outputs, relative to the outputs, of all channels but the wide one."""
    true, approximate = inputs @ weights[1:].T, inputs @ rounded[1:].T
    return float(np.sqrt(((approximate - true) ** 2).mean() / (true**2).mean()))


def demonstrate() -> Demonstration:
    """A layer of 256 channels and 512 inputs with normal weights, of which one channel is 1 to 100 times wider.

    The error counts only the other 255 channels: what they lose because of the wide one. Scale = largest absolute
    weight / (2^(bits-1) - 1), as in symmetric post-training quantization.
    """
    random = np.random.default_rng(7)
    plain, inputs = random.normal(size=(CHANNELS, INPUTS)), random.normal(size=(ROWS, INPUTS))
    errors: dict[str, list[float]] = {"tensor": [], "channel": [], "four": [], "grouped": []}
    for width in WIDTHS:
        weights = plain.copy()
        weights[0] *= width
        errors["tensor"].append(_error(weights, _rounded(weights, 8, shared=True), inputs))
        errors["channel"].append(_error(weights, _rounded(weights, 8, shared=False), inputs))
        errors["four"].append(_error(weights, _rounded(weights, 4, shared=False), inputs))
        errors["grouped"].append(_error(weights, _rounded(weights, 4, shared=False, group=32), inputs))
    return Demonstration(
        title="Output error of the 255 ordinary channels, by how much wider the one other channel is",
        description=(
            "Four curves over the width of one channel relative to the others, from 1 to 100 times, both axes "
            "logarithmic. With one int8 scale for the whole matrix the error of the other channels grows almost in "
            "proportion, from about one percent to more than two thirds of the signal. With one scale for each channel "
            "it stays flat below one percent for int8, and flat above ten percent for int4. int4 with a scale for each "
            "32 weights lies below plain int4. Conclusion: once there is an outlier, how many weights share a scale "
            "matters more than the number of bits."
        ),
        x=Axis("Width of the outlier channel", scale="log"),
        y=Axis("Relative output error", scale="log"),
        across=WIDTHS,
        curves=(
            Curve("int8, one scale a tensor", errors["tensor"]),
            Curve("int4, one scale a channel", errors["four"], style="dashed"),
            Curve("int4, one scale a 32 weights", errors["grouped"], style="dashdot"),
            Curve("int8, one scale a channel", errors["channel"], points=True),
        ),
        values={
            "error_even": Measured(errors["tensor"][0], "percent", "int8 per tensor, no outlier"),
            "error_tensor": Measured(errors["tensor"][-1], "percent", "int8 per tensor, outlier 100 times"),
            "error_ten": Measured(errors["tensor"][WIDTHS.index(10)], "percent", "int8 per tensor, outlier 10 times"),
            "error_channel": Measured(errors["channel"][-1], "percent", "int8 per channel, outlier 100 times"),
            "error_four": Measured(errors["four"][-1], "percent", "int4 per channel"),
            "error_grouped": Measured(errors["grouped"][-1], "percent", "int4, a scale for each 32 weights"),
        },
    )
