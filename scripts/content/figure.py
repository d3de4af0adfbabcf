"""``{{ name }}`` in a text: what it means and how it reads."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from scripts.content.errors import ContentError
from scripts.content.estimate import Entry, Namespace, check_unit
from scripts.content.expression import Tree, evaluate, names, parse, plain_number
from scripts.content.formula import library
from scripts.content.number import Style, bare, style_of, write
from scripts.content.units import Quantity, parse_unit

FIGURE = r"\{\{(.*?)\}\}"
PIPE = "\ue07c"
"""Stands for ``|`` inside a figure until the figure is read, so that tables do not split there."""

_HEAD = re.compile(r"^(?P<bare>#?)\s*(?P<name>[A-Za-z_]\w*)(?:\s+in\s+(?P<unit>\S.*))?$", re.DOTALL)
_CHANGE = re.compile(r"^\s*(?P<name>[A-Za-z_]\w*)\s*=(?P<value>.+)$", re.DOTALL)


@dataclass(frozen=True)
class Figure:
    """A figure of a page.

    Attributes:
        name: the entry it shows.
        text: what a reader sees.
        style: how it is written; ``own_style`` tells whether that differs from the entry's.
        changes: name -> tree, in base units, evaluated with the page's values.
    """

    name: str
    text: str
    style: Style
    own_style: bool
    changes: tuple[tuple[str, Tree], ...] = ()


def _split(text: str) -> list[str]:
    """Split at commas outside parentheses."""
    parts, depth = [""], 0
    for letter in text:
        depth += (letter == "(") - (letter == ")")
        if letter == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += letter
    return parts


def _change(text: str, namespace: Namespace) -> tuple[str, Tree, Any]:
    match = _CHANGE.match(text)
    if not match:
        raise ContentError(f"cannot read the change '{text.strip()}'", fix="write {{ name | input=value }}")
    entry = namespace.entry(match["name"])
    tree = parse(match["value"], library())
    for used in names(tree):
        namespace.entry(used)
    if plain_number(tree) and entry.unit.scale != 1.0:
        tree = ["*", tree, entry.unit.scale]
    value = evaluate(tree, namespace.values)
    if plain_number(tree):
        value = Quantity(value.magnitude, entry.unit.base)
    check_unit(value, entry.unit, f"the change of '{entry.name}'")
    return entry.name, tree, value


def read_figure(source: str, namespace: Namespace) -> Figure:
    """Return the figure written between ``{{`` and ``}}``.

    Raises:
        ContentError: it cannot be read, names something the page does not define, or a unit does not fit. It carries
            no file or line.
    """
    head, _, tail = source.replace("\\|", "|").replace(PIPE, "|").partition("|")
    match = _HEAD.match(head.strip())
    if not match:
        raise ContentError(
            f"cannot read the figure '{{{{{source}}}}}'", fix="write {{ name }}, {{ name in unit }} or use a code span"
        )
    entry = namespace.entry(match["name"])
    changes = [_change(part, namespace) for part in _split(tail)] if tail.strip() else []
    for name, _, _ in changes:
        if not _reaches(entry, name, namespace):
            raise ContentError(f"'{entry.name}' does not depend on '{name}'", fix="remove the change")
    style = entry.style
    value = namespace.values[entry.name]
    if changes:
        value = namespace.evaluate({name: new for name, _, new in changes}, [entry.name])[entry.name]
    if match["unit"]:
        unit = parse_unit(match["unit"])
        check_unit(value, unit, f"'{entry.name}'")
        style = style_of(unit)
    if match["bare"]:
        style = bare(style)
    text = write(value.magnitude, style)
    return Figure(entry.name, text, style, style != entry.style, tuple((name, tree) for name, tree, _ in changes))


def _reaches(entry: Entry, name: str, namespace: Namespace) -> bool:
    if entry.name == name:
        return True
    return any(_reaches(namespace.entries[used], name, namespace) for used in set(names(entry.tree or 0.0)))
