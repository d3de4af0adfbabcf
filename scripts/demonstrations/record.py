"""What an experiment hands over: the figure, and the results that the text may use."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, ConfigDict, Field, FiniteFloat
from pydantic.dataclasses import dataclass

from scripts.content.chart import Axis, Chart, Curve
from scripts.content.records import Name

__all__ = ["Axis", "Curve", "Demonstration", "Measured"]

_STRICT = ConfigDict(extra="forbid")
Number = Annotated[FiniteFloat, BeforeValidator(lambda value: float(value))]


@dataclass(frozen=True, config=_STRICT)
class Measured:
    """One result: ``value`` in the base of ``unit`` (0.31 with ``percent`` reads 31%), and what it is."""

    value: Number
    unit: str
    label: str


@dataclass(frozen=True, config=_STRICT)
class Demonstration(Chart):
    """The outcome of an experiment: a figure with its caption and text alternative, and named results."""

    title: Annotated[str, Field(min_length=1)] = ""
    description: Annotated[str, Field(min_length=1)] = ""
    values: Annotated[dict[Name, Measured], Field(min_length=1)] = Field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse what cannot be drawn or told."""
        super().__post_init__()
        if not (self.title and self.description and self.values):
            raise ValueError("a demonstration has a title, a description and values")
