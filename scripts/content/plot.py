"""Plots of expressions: the record of a ``plot`` fence and the points of its curves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field, FiniteFloat, field_validator, model_validator
from pydantic_core import PydanticCustomError

from scripts.content.chart import Axis, Chart, Curve, Dash, Scale
from scripts.content.errors import ContentError
from scripts.content.estimate import Namespace
from scripts.content.expression import Tree, evaluate, names, parse
from scripts.content.formula import library
from scripts.content.inline import InlineRecord
from scripts.content.located import located
from scripts.content.records import LocatedYaml, Name, Record
from scripts.content.units import Quantity


class Across(InlineRecord):
    """The horizontal axis and the name that runs along it."""

    name: Name
    start: FiniteFloat = Field(alias="from")
    to: FiniteFloat
    points: int = Field(default=200, ge=2, le=1000)
    scale: Scale = "linear"
    label: str

    @model_validator(mode="after")
    def _forward(self) -> Across:
        if self.start >= self.to:
            raise PydanticCustomError("range", "'from' must be less than 'to'")
        if self.scale == "log" and self.start <= 0:
            raise PydanticCustomError("range", "a log axis starts above 0")
        return self

    def values(self) -> list[float]:
        """Return ``points`` numbers from ``from`` to ``to``, evenly spaced on the axis's scale."""
        steps = range(self.points)
        if self.scale == "log":
            ratio = self.to / self.start
            return [self.start * ratio ** (step / (self.points - 1)) for step in steps]
        return [self.start + (self.to - self.start) * step / (self.points - 1) for step in steps]


class Up(InlineRecord):
    """The vertical axis; its limits follow the curves unless given."""

    scale: Scale = "linear"
    label: str
    start: FiniteFloat | None = Field(default=None, alias="from")
    to: FiniteFloat | None = None


class Series(InlineRecord):
    """One curve. Without ``style`` each gets a dash pattern of its own."""

    label: str
    expr: str
    style: Dash | None = None

    @field_validator("expr", mode="before")
    @classmethod
    def _text(cls, value: object) -> object:
        return repr(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else value


class Mark(InlineRecord):
    """A labelled point; ``x`` and ``y`` are numbers or expressions of the page's names."""

    x: FiniteFloat | str
    y: FiniteFloat | str
    label: str


class Plot(Record):
    """The content of one ``plot`` fence."""

    title: str
    description: str
    x: Across
    y: Up
    series: Annotated[tuple[Series, ...], Field(min_length=1, max_length=6)]
    marks: tuple[Mark, ...] = ()


def plain_values(namespace: Namespace) -> dict[str, Any]:
    """Return name -> plain number of each name: quantities in their declared unit, percentages as shares."""
    return {
        name: Quantity(value.magnitude / (1.0 if entry.unit.plain else entry.unit.scale), "")
        for (name, value), entry in zip(namespace.values.items(), namespace.entries.values(), strict=True)
    }


def _curve(tree: Tree, name: str, across: list[float], values: Mapping[str, Any]) -> tuple[float | None, ...]:
    """Return the curve's values; where the expression has none (a division by zero) the curve has a gap."""
    curve: list[float | None] = []
    fault: ContentError | None = None
    for x in across:
        try:
            curve.append(float(evaluate(tree, {**values, name: Quantity(x, "")}).magnitude))
        except ContentError as error:
            curve.append(None)
            fault = error
    if fault is not None and all(y is None for y in curve):
        raise fault
    return tuple(curve)


def read_plot(text: str, file: str, first_line: int, namespace: Namespace) -> tuple[Plot, Chart]:
    """Return the plot in ``text``, the body of a fence that starts on ``first_line`` of ``file``, and what to draw.

    Raises:
        ContentError: with file and line: a field is wrong, an expression cannot be read or uses a name that the page
            does not define, or a curve has no value anywhere.
    """
    page = LocatedYaml(text, file=file, first_line=first_line)
    plot = page.read(Plot)
    values = plain_values(namespace)
    known = {*values, plot.x.name}
    across = plot.x.values()
    curves, marks = [], []
    for number, series in enumerate(plot.series):
        with located(file, page.line("series", number)):
            tree = parse(series.expr, library())
            for used in names(tree):
                if used not in known:
                    raise ContentError(f"'{series.label}' uses '{used}', which the page does not define")
            curve = _curve(tree, plot.x.name, across, values)
            if plot.y.scale == "log" and any(y is not None and y <= 0 for y in curve):
                raise ContentError(f"'{series.label}' is not above 0 everywhere, as a log axis needs")
            curves.append(Curve(series.label, curve, series.style))
    for number, mark in enumerate(plot.marks):
        with located(file, page.line("marks", number)):
            x, y = (float(evaluate(parse(str(value), library()), values).magnitude) for value in (mark.x, mark.y))
            if (plot.x.scale == "log" and x <= 0) or (plot.y.scale == "log" and y <= 0):
                raise ContentError(f"'{mark.label}' is not above 0, as a log axis needs")
            marks.append((x, y, mark.label))
    chart = Chart(
        x=Axis(plot.x.label, plot.x.scale),
        y=Axis(plot.y.label, plot.y.scale, plot.y.start, plot.y.to),
        across=tuple(across),
        curves=tuple(curves),
        marks=tuple(marks),
    )
    return plot, chart
