"""A formula and a call of it: an expression with a name, whose parameters know what they measure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pint

from scripts.content.errors import ContentError
from scripts.content.units import THINGS, Quantity, Unit, counted

COUNT, NUMBER = "count", "number"
MAX_SIZE = 2000
# Units that a formula's expression may name; each is one base unit, so that nothing is left of it in the browser.
CONSTANTS = {"byte": Quantity(1.0, "byte"), "FLOP": Quantity(1.0, "FLOP")}


def measures(base: pint.Unit) -> dict[str, float]:
    """Return the measures of a base unit (time, information, operations, money) with their powers, without things."""
    powers: dict[str, Any] = {name.strip("[]"): power for name, power in base.dimensionality.items()}
    return {name: power for name, power in powers.items() if name not in THINGS}


@dataclass(frozen=True)
class Parameter:
    """What a formula takes in one place.

    Attributes:
        name: as the formula's expression calls it.
        takes: ``number`` (a plain number), ``count`` (a plain number or counted things, whose kind is dropped) or the
            text of a unit.
        unit: that unit; an argument needs the same measures, while things pass through and cancel as in any
            expression. None for ``number`` and ``count``.
    """

    name: str
    takes: str
    unit: Unit | None

    def accept(self, value: Any) -> Any:
        """Return the quantity ``value`` as the formula uses it.

        Raises:
            ContentError: it measures something else. It carries no file or line.
        """
        if self.unit is None:
            if value.dimensionless or (self.takes == COUNT and counted(value.units) and not measures(value.units)):
                return Quantity(value.magnitude, "")
        elif measures(value.units) == measures(self.unit.base):
            return value
        kind = {COUNT: "a count", NUMBER: "a plain number"}.get(self.takes, self.takes)
        raise ContentError(f"'{self.name}' is {kind}, not {f'{value.units:~P}' or 'a plain number'}")


@dataclass(frozen=True)
class Formula:
    """A named expression.

    Attributes:
        name: how it is called.
        parameters: what it takes, in order.
        body: tree over the names of the parameters and of ``CONSTANTS``.
        result: unit of what it gives, up to the things that its arguments bring.
    """

    name: str
    parameters: tuple[Parameter, ...]
    body: Any
    result: Unit

    @property
    def signature(self) -> str:
        """What to write: ``fan_out_slow(p: number, n: count)``."""
        return f"{self.name}({', '.join(f'{item.name}: {item.takes}' for item in self.parameters)})"

    def value(self, arguments: list[Any]) -> dict[str, Any]:
        """Return name -> quantity for the body, from the quantities of the arguments in order.

        Raises:
            ContentError: an argument measures the wrong thing. It carries no file or line.
        """
        bound = {item.name: item.accept(value) for item, value in zip(self.parameters, arguments, strict=True)}
        return bound | CONSTANTS


class Call(list[Any]):
    """A call: as a list it is the plain tree with the arguments in their places, which is all that a browser needs."""

    def __init__(self, formula: Formula, arguments: list[Any]) -> None:
        """Put ``arguments`` into the formula's places.

        Raises:
            ContentError: too many or too few, or calls within calls that fill more than 2,000 places. It carries no
                file or line.
        """
        if len(arguments) != len(formula.parameters):
            raise ContentError(
                f"'{formula.name}' takes {len(formula.parameters)} arguments, not {len(arguments)}",
                fix=formula.signature,
            )
        places = dict(zip((item.name for item in formula.parameters), arguments, strict=True))
        self.formula, self.arguments = formula, arguments
        # A formula may use an argument twice, so calls within calls grow by powers of two.
        self.size = _size(formula.body, places)
        if self.size > MAX_SIZE:
            raise ContentError("the formulas are nested too deeply", fix="split the expression into rows")
        super().__init__(substitute(formula.body, places))


def _size(tree: Any, places: Mapping[str, Any]) -> int:
    if isinstance(tree, Call):
        return tree.size
    if isinstance(tree, list):
        return 1 + sum(_size(part, places) for part in tree[1:])
    return _size(places[tree], {}) if isinstance(tree, str) and tree in places else 1


def substitute(tree: Any, places: Mapping[str, Any]) -> Any:
    """Return ``tree`` with trees in place of names; a factor that is only a unit goes, since it is 1 in base units."""
    if isinstance(tree, str):
        return places.get(tree, 1.0)
    if not isinstance(tree, list):
        return tree
    if tree[0] == "*" and isinstance(tree[2], str) and tree[2] in CONSTANTS and tree[2] not in places:
        return substitute(tree[1], places)
    return [tree[0], *(substitute(part, places) for part in tree[1:])]
