"""The formula library: ``formulas.yml`` as typed records, and as functions that any expression may call."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field

from scripts.content.call import CONSTANTS, COUNT, NUMBER, Call, Formula, Parameter, measures
from scripts.content.errors import ContentError
from scripts.content.expression import FUNCTIONS, evaluate, names, parse
from scripts.content.located import located
from scripts.content.records import LocatedYaml, Record
from scripts.content.units import Quantity, parse_unit

FILE = Path(__file__).with_suffix(".yml").with_stem("formulas")
DERIVED = "derived"
_NAME = r"^[a-z][a-z0-9_]*$"


class Takes(Record):
    """One parameter. ``unit`` is ``number``, ``count`` or a unit; ``means`` says what it is in a few words."""

    unit: str
    means: str


class Example(Record):
    """A worked example: the arguments and the result as "number unit".

    ``digits`` is how many significant digits the source gives (none: exact to 1e-9); ``by`` says who worked it out.
    """

    model_config = ConfigDict(coerce_numbers_to_str=True)

    takes: list[str]
    gives: str
    digits: int | None = None
    by: str


class FormulaRecord(Record):
    """One formula as its author writes it; ``source`` is a key of the bibliography, or ``derived`` from its meaning."""

    name: Annotated[str, Field(pattern=_NAME, max_length=40)]
    group: Literal["traffic", "memory", "compute", "latency", "labels", "test", "cost"]
    takes: dict[Annotated[str, Field(pattern=_NAME)], Takes]
    expr: str
    gives: str = ""
    meaning: Annotated[str, Field(max_length=160)]
    source: str
    example: Example


class Library(Record):
    """All formulas; a later one may call an earlier one."""

    formulas: list[FormulaRecord]


def quantity(text: str) -> Any:
    """Return "80 GB" or "0.05" as a quantity in base units."""
    number, _, unit = text.strip().partition(" ")
    parsed = parse_unit(unit)
    return Quantity(float(number) * parsed.scale, parsed.base)


def _formula(record: FormulaRecord, earlier: dict[str, Formula]) -> Formula:
    if record.name in FUNCTIONS or record.name in earlier:
        raise ContentError(f"formula '{record.name}' is defined twice or is the name of a function")
    parameters = tuple(
        Parameter(name, item.unit, None if item.unit in (COUNT, NUMBER) else parse_unit(item.unit))
        for name, item in record.takes.items()
    )
    body = parse(record.expr, earlier)
    used, known = set(names(body)), {item.name for item in parameters}
    if used - CONSTANTS.keys() - known or known - used:
        raise ContentError(
            f"formula '{record.name}' uses {', '.join(sorted(used))}, but takes {', '.join(sorted(known))}"
        )
    if not isinstance(body, list):
        raise ContentError(f"formula '{record.name}' computes nothing")
    return Formula(record.name, parameters, body, parse_unit(record.gives))


def example_value(formula: Formula, example: Example) -> Any:
    """Return what the formula gives for the example's arguments, as a quantity in base units.

    Raises:
        ContentError: the arguments do not fit, or the result does not measure what the formula promises.
    """
    arguments = [quantity(text) for text in example.takes]
    places = [f"x{number}" for number in range(len(arguments))]
    value = evaluate(Call(formula, list(places)), dict(zip(places, arguments, strict=True)))
    if measures(value.units) != measures(formula.result.base):
        given, promised = f"{value.units:~P}" or "a plain number", formula.result.text or "a plain number"
        raise ContentError(f"'{formula.name}' gives {given}, not {promised}")
    return value


def read_library(text: str, file: str) -> tuple[dict[str, FormulaRecord], dict[str, Formula]]:
    """Return the records and the callable formulas of a YAML text, by name.

    Raises:
        ContentError: with file and line, if a formula cannot be read or does not fit its own example.
    """
    page = LocatedYaml(text, file=file)
    records: dict[str, FormulaRecord] = {}
    formulas: dict[str, Formula] = {}
    for number, record in enumerate(page.read(Library).formulas):
        with located(file, page.line("formulas", number)):
            formulas[record.name] = _formula(record, formulas)
            example_value(formulas[record.name], record.example)
            records[record.name] = record
    return records, formulas


@functools.lru_cache(maxsize=2)
def _read(path: Path, modified: float) -> tuple[dict[str, FormulaRecord], dict[str, Formula]]:
    return read_library(path.read_text(encoding="utf-8"), path.name)


def records() -> dict[str, FormulaRecord]:
    """Return the formulas of the Atlas as they are written, in order."""
    return _read(FILE, FILE.stat().st_mtime)[0]


def library() -> dict[str, Formula]:
    """Return the formulas that the expressions of the Atlas may call, by name."""
    return _read(FILE, FILE.stat().st_mtime)[1]
