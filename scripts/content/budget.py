"""A latency budget: stages that add up to a stated total; of parallel stages the slowest counts."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import Discriminator, Field, Tag, field_validator

from scripts.content.errors import ContentError
from scripts.content.inline import InlineRecord
from scripts.content.located import located
from scripts.content.records import LocatedYaml, Record
from scripts.content.units import parse_unit

Milliseconds = Annotated[Decimal, Field(gt=0, le=Decimal(10) ** 9, allow_inf_nan=False)]


class Stage(InlineRecord):
    """One stage and its share in milliseconds."""

    stage: str
    ms: Milliseconds
    note: str = ""


class Parallel(Record):
    """Stages that run at the same time; the slowest counts."""

    parallel: Annotated[tuple[Stage, ...], Field(min_length=2)]

    @property
    def slowest(self) -> Stage:
        """The stage that counts; the first of equals."""
        return max(self.parallel, key=lambda stage: stage.ms)

    @property
    def ms(self) -> Decimal:
        """What the group takes, in milliseconds."""
        return self.slowest.ms


def _kind(row: object) -> str:
    return _PARALLEL if isinstance(row, Parallel) or (isinstance(row, dict) and "parallel" in row) else _SINGLE


# The kind of a row is read off its fields, so that a fault is reported once, for the record that was meant. The tags
# stand in the path of a fault; LocatedYaml leaves out steps that start like this.
_SINGLE, _PARALLEL = "function-single", "function-parallel"
BudgetRow = Annotated[Annotated[Stage, Tag(_SINGLE)] | Annotated[Parallel, Tag(_PARALLEL)], Discriminator(_kind)]


class Budget(Record):
    """The content of one ``budget`` fence; ``total`` is text such as ``100 ms`` or ``2 s``."""

    title: str
    total: str
    percentile: str = ""
    rows: Annotated[tuple[BudgetRow, ...], Field(min_length=1)]

    @field_validator("total", mode="before")
    @classmethod
    def _text(cls, value: object) -> object:
        return str(value) if isinstance(value, (int, float)) else value

    def critical_path(self) -> tuple[Stage, ...]:
        """Return the stages that add up to the total: every single one, and of parallel ones the slowest."""
        return tuple(row if isinstance(row, Stage) else row.slowest for row in self.rows)

    @property
    def total_ms(self) -> Decimal:
        """The stated total in milliseconds."""
        return duration_ms(self.total)


def duration_ms(text: str) -> Decimal:
    """Return a duration such as ``100 ms`` in milliseconds.

    Raises:
        ContentError: not a positive number and a unit of time. It carries no file or line.
    """
    number, _, unit = text.strip().partition(" ")
    try:
        amount = Decimal(number)
        scale = parse_unit(unit)
    except (ArithmeticError, ContentError) as error:
        raise ContentError(f"cannot read the total '{text}'", fix="write it as 100 ms or 2 s") from error
    if scale.base != parse_unit("s").base or not amount.is_finite() or amount <= 0:
        raise ContentError(f"the total '{text}' is not a duration", fix="write it as 100 ms or 2 s")
    return _tidy(amount * Decimal(repr(scale.scale)) * 1000)


def _tidy(number: Decimal) -> Decimal:
    """Return the same number without trailing zeros and without an exponent, so that every format shows it whole."""
    return Decimal(f"{number.normalize():f}")


def plain(ms: Decimal) -> str:
    """Return milliseconds without trailing zeros and with thousands separators: 35, 2.5, 1,200."""
    return f"{_tidy(ms):,}"


def read_budget(text: str, file: str, first_line: int) -> Budget:
    """Return the budget in ``text``, the body of a fence that starts on ``first_line`` of ``file``.

    Raises:
        ContentError: with file and line: a field is wrong, or the rows do not add up to the total.
    """
    page = LocatedYaml(text, file=file, first_line=first_line)
    budget = page.read(Budget)
    with located(file, page.line("total")):
        total = budget.total_ms
    used = sum((row.ms for row in budget.rows), Decimal(0))
    if used != total:
        gap = total - used
        raise ContentError(
            f"the rows add up to {plain(used)} ms, the total is {plain(total)} ms",
            file=file,
            line=page.line("total"),
            fix=f"{plain(abs(gap))} ms too {'little' if gap > 0 else 'much'}",
        )
    return budget
