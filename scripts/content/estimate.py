"""Estimates of a page: the records in the fences, and the one namespace they make together."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Annotated, Any

from pydantic import Field, FiniteFloat, field_validator, model_validator

from scripts.content.demonstration import read_demonstration
from scripts.content.errors import ContentError
from scripts.content.expression import FUNCTIONS, Tree, evaluate, names, parse
from scripts.content.fenced import fences
from scripts.content.formula import library
from scripts.content.inline import InlineRecord
from scripts.content.located import located
from scripts.content.number import Style, style_of
from scripts.content.records import LocatedYaml, Name, Record
from scripts.content.snippets import expand
from scripts.content.units import Quantity, Unit, parse_unit

Slug = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]*$", max_length=60)]
RESERVED = frozenset(FUNCTIONS) | {"in"}


class Input(InlineRecord):
    """A named number that the reader may change. ``from`` is its grade: assumption, rule-of-thumb or a source key."""

    value: FiniteFloat
    unit: str = ""
    label: str
    grade: str = Field(default="assumption", alias="from", pattern=r"^[a-z][a-z0-9-]*$")

    @field_validator("value", mode="before")
    @classmethod
    def _no_truth(cls, value: object) -> object:
        if isinstance(value, bool):
            raise ValueError("write a number")
        return value


class Row(InlineRecord):
    """A number computed from inputs and from rows above it."""

    expr: str
    unit: str = ""
    label: str

    @field_validator("expr", mode="before")
    @classmethod
    def _text(cls, value: object) -> object:
        return repr(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else value


class Estimate(Record):
    """The content of one ``estimate`` fence."""

    id: Slug
    title: str
    inputs: dict[Name, Input] = Field(default_factory=dict)
    rows: dict[Name, Row] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _not_empty(self) -> Estimate:
        if not self.inputs and not self.rows:
            raise ValueError("an estimate has inputs or rows")
        return self


@dataclass(frozen=True)
class Entry:
    """One name of the page: an input (``tree`` is None) or a row."""

    name: str
    label: str
    unit: Unit
    style: Style
    block: str
    line: int
    amount: float = 0.0
    grade: str = "computed"
    tree: Tree | None = None

    @property
    def quantity(self) -> Any:
        """The amount of an input as a quantity in base units."""
        return Quantity(self.amount * self.unit.scale, self.unit.base)

    @property
    def is_input(self) -> bool:
        """Whether the reader may change it."""
        return self.tree is None


@dataclass(frozen=True)
class Block:
    """One estimate fence.

    Attributes:
        record: what it says.
        entries: the names it adds.
        line: first line of its body in the page.
        file: where its text stands, and the lines of its entries count: the page, or the snippet it includes.
    """

    record: Estimate
    entries: tuple[Entry, ...]
    line: int
    file: str


@dataclass
class Namespace:
    """All names of a page in order.

    Attributes:
        file: the page, for messages.
        blocks: its estimates, and the results of its demonstrations.
        entries: name -> entry, in order of definition.
        values: name -> quantity in base units.
    """

    file: str = ""
    blocks: list[Block] = field(default_factory=list)
    entries: dict[str, Entry] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)

    def evaluate(self, overrides: Mapping[str, Any], wanted: Iterable[str] | None = None) -> dict[str, Any]:
        """Return name -> quantity in base units with the quantities of ``overrides`` in place of inputs or rows.

        Only what ``wanted`` names need is computed (default: all names), so that a change that leaves another row
        without a value does not matter.

        Raises:
            ContentError: an expression has no value with these overrides. It carries no file or line.
        """
        values = dict(overrides)

        def compute(name: str) -> Any:
            if name not in values:
                entry = self.entries[name]
                if entry.tree is None:
                    values[name] = entry.quantity
                else:
                    values[name] = evaluate(entry.tree, {used: compute(used) for used in set(names(entry.tree))})
            return values[name]

        return {name: compute(name) for name in (self.entries if wanted is None else wanted)}

    def entry(self, name: str) -> Entry:
        """Return the entry called ``name``.

        Raises:
            ContentError: there is none; the fix names the nearest. It carries no file or line.
        """
        if name not in self.entries:
            raise ContentError(f"no estimate of this page defines '{name}'", fix=self.nearest(name))
        return self.entries[name]

    def nearest(self, name: str) -> str:
        """Return a hint with the known name nearest to ``name``."""
        near = difflib.get_close_matches(name, self.entries, 1, 0.5)
        return f"nearest: {near[0]}" if near else "names: " + (", ".join(self.entries) or "none yet")


def check_unit(value: Any, unit: Unit, what: str) -> None:
    """Raise ContentError unless the quantity ``value`` converts into ``unit``; say what is left over."""
    if value.units == unit.base:
        return
    left = (value / Quantity(1.0, unit.base)).units
    wanted = unit.text or "a plain number"
    raise ContentError(
        f"{what} is in {f'{value.units:~P}' or 'plain numbers'}, not {wanted}", fix=f"left over: {left:~P}"
    )


def _define(namespace: Namespace, entry: Entry) -> None:
    name = entry.name
    if name in RESERVED:
        raise ContentError(f"'{name}' is the name of a function", fix="choose another name")
    if name in namespace.entries:
        raise ContentError(f"'{name}' is defined twice", fix=f"first in line {namespace.entries[name].line}")
    if entry.tree is None:
        value = entry.quantity
    else:
        for used in names(entry.tree):
            if used not in namespace.entries:
                raise ContentError(
                    f"row '{name}' uses '{used}', which is not defined above it", fix=namespace.nearest(used)
                )
        value = evaluate(entry.tree, namespace.values)
        check_unit(value, entry.unit, f"row '{name}'")
    namespace.entries[name] = entry
    namespace.values[name] = value


def _entry(name: str, item: Input | Row, block: str, line: int) -> Entry:
    unit = parse_unit(item.unit)
    entry = Entry(name, item.label, unit, style_of(unit), block, line)
    if isinstance(item, Input):
        return replace(entry, amount=item.value, grade=item.grade)
    return replace(entry, tree=parse(item.expr, library()))


def _read_block(namespace: Namespace, body: str, first_line: int) -> Block:
    text, file, line = expand(body, namespace.file, first_line)
    page = LocatedYaml(text, file=file, first_line=line)
    return _add(namespace, page.read(Estimate), page, first_line)


def _read_results(namespace: Namespace, body: str, first_line: int) -> Block:
    """Return the results of an experiment as inputs of the page."""
    name, outcome = read_demonstration(body, namespace.file, first_line)
    page = LocatedYaml(body, file=namespace.file, first_line=first_line)
    with located(namespace.file, first_line):
        inputs = {
            key: Input(value=result.value / parse_unit(result.unit).scale, unit=result.unit, label=result.label)
            for key, result in outcome.values.items()
        }
    return _add(namespace, Estimate(id=f"demonstration-{name}", title=outcome.title, inputs=inputs), page, first_line)


def _add(namespace: Namespace, record: Estimate, page: LocatedYaml, first_line: int) -> Block:
    file = page.file
    if any(block.record.id == record.id for block in namespace.blocks):
        raise ContentError(f"two estimates are called '{record.id}'", file=file, line=page.line("id"))
    entries = []
    kinds: tuple[tuple[str, Mapping[str, Input | Row]], ...] = (("inputs", record.inputs), ("rows", record.rows))
    for kind, items in kinds:
        for name, item in items.items():
            line = page.line(kind, name)
            with located(file, line):
                entry = _entry(name, item, record.id, line)
                _define(namespace, entry)
            entries.append(entry)
    return Block(record, tuple(entries), first_line, file)


def read_namespace(text: str, file: str, *, line_offset: int = 0) -> Namespace:
    """Return the namespace of a page.

    Args:
        text: the Markdown of the page.
        file: its name for messages.
        line_offset: lines of the file before ``text``, where a generator has taken off the front matter.

    Raises:
        ContentError: with file and line, for the first fault in an estimate or a demonstration.
    """
    namespace = Namespace(file)
    for fence in fences(text):
        if fence.lang == "estimate":
            namespace.blocks.append(_read_block(namespace, fence.body, fence.line + line_offset))
        if fence.lang == "demonstration":
            namespace.blocks.append(_read_results(namespace, fence.body, fence.line + line_offset))
    return namespace
