"""What is drawn as a figure with axes: curves over one row of x values, or bars over named ones."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable
from typing import Annotated, Literal

from pydantic import ConfigDict, FiniteFloat, PlainValidator
from pydantic.dataclasses import dataclass

Scale = Literal["linear", "log"]
Dash = Literal["solid", "dashed", "dotted", "dashdot"]
_STRICT = ConfigDict(extra="forbid")


def _heights(values: Iterable[float | None]) -> tuple[float | None, ...]:
    """Return any row of numbers, such as a numpy array, as floats; what is not finite becomes a gap."""
    numbers = (None if value is None else float(value) for value in values)
    return tuple(None if value is None or not math.isfinite(value) else value for value in numbers)


def _places(values: Iterable[float]) -> tuple[float, ...]:
    places = tuple(float(value) for value in values)
    if not all(math.isfinite(value) for value in places):
        raise ValueError("a place on the x axis is not a finite number")
    return places


Row = Annotated[Collection[float | None], PlainValidator(_heights)]
Places = Annotated[Collection[float], PlainValidator(_places)]


@dataclass(frozen=True, config=_STRICT)
class Axis:
    """One axis; without limits it follows the curves. With ``ticks`` it names 0, 1, 2 ... and bars stand over them."""

    label: str
    scale: Scale = "linear"
    start: FiniteFloat | None = None
    to: FiniteFloat | None = None
    ticks: tuple[str, ...] = ()


@dataclass(frozen=True, config=_STRICT)
class Curve:
    """One curve or set of bars. Without ``style`` each gets a dash pattern of its own; ``points`` marks each value."""

    label: str
    heights: Row
    style: Dash | None = None
    points: bool = False


@dataclass(frozen=True, config=_STRICT)
class Chart:
    """A figure: ``curves[i].heights[j]`` stands at ``across[j]``; ``marks`` are labelled points (x, y, label)."""

    x: Axis
    y: Axis
    across: Places
    curves: tuple[Curve, ...]
    marks: tuple[tuple[FiniteFloat, FiniteFloat, str], ...] = ()

    def __post_init__(self) -> None:
        """Refuse what cannot be drawn."""
        if not 1 <= len(self.curves) <= 6:
            raise ValueError("a figure has 1 to 6 curves")
        if len(self.across) < 2:
            raise ValueError("a figure has at least 2 values on its x axis")
        if self.x.ticks and len(self.x.ticks) != len(self.across):
            raise ValueError("there are as many ticks as values on the x axis")
        for curve in self.curves:
            if len(curve.heights) != len(self.across):
                raise ValueError(f"'{curve.label}' has {len(curve.heights)} values for {len(self.across)} places")
            if all(height is None for height in curve.heights):
                raise ValueError(f"'{curve.label}' has no value anywhere")
