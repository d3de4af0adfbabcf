"""Units: one pint registry in which things that are counted are dimensions of their own.

A user times impressions per user are impressions; bytes per second are never requests per second. All arithmetic is
done in base units (second, byte, FLOP, USD, and one of each counted thing); the declared unit of a value is only a
factor to the base and the way it is written.
"""

from __future__ import annotations

import ast
import difflib
from dataclasses import dataclass
from functools import lru_cache
from typing import cast

import pint

from scripts.content.errors import ContentError

_COUNTED = """
user advertiser creator seller buyer listing host guest customer driver rider courier member candidate
item product ad campaign video image frame post article document passage chunk page event trip order account
merchant transaction comment message notification search result friend edge vertex entity category concept
impression click view like share purchase booking conversion session visit request query call prediction score
row example pair sample record label review reviewer annotation judgment annotator decision case alert appeal
feature key lookup read write id hash bucket slot vector embedding dimension parameter weight layer head
expert token word prompt answer turn tool citation
GPU core server replica node machine shard partition disk link
batch step epoch model version experiment arm variant test slice attempt job
pixel face plate panorama person vehicle box region keyframe clip utterance field cell code centroid
"""
THINGS = frozenset(_COUNTED.split())

_IRREGULAR = {"vertex": "vertices", "person": "people", "hash": "hashes", "box": "boxes"}

_PREFIXES = {
    "nano": (1e-9, "n"), "micro": (1e-6, "µ"), "milli": (1e-3, "m"), "kilo": (1e3, "k"), "mega": (1e6, "M"),
    "giga": (1e9, "G"), "tera": (1e12, "T"), "peta": (1e15, "P"), "exa": (1e18, "E"),
    "kibi": (2.0**10, "Ki"), "mebi": (2.0**20, "Mi"), "gibi": (2.0**30, "Gi"), "tebi": (2.0**40, "Ti"),
}  # fmt: skip
_SMALL = frozenset({"nano", "micro", "milli"})
_TAKES_SMALL = frozenset({"second", "meter", "gram", "watt", "joule", "USD"})
_LADDER_UNITS = frozenset({"byte", "bit", "FLOP", "watt", "joule", "hertz", "watt_hour"})

_MEASURES = (
    "second = [time] = s = sec",
    "minute = 60 * second = min",
    "hour = 60 * minute = h = hr",
    "day = 24 * hour = d",
    "week = 7 * day",
    "month = 30 * day",
    "year = 365 * day = yr",
    "byte = [information] = B",
    "bit = byte / 8 = b",
    "FLOP = [operation] = FLOP = flop",
    "USD = [money] = $ = dollar",
    "meter = [length] = m",
    "gram = [mass] = g",
    "joule = kilogram * meter ** 2 / second ** 2 = J",
    "watt = joule / second = W",
    "watt_hour = watt * hour = Wh",
    "hertz = 1 / second = Hz",
    "percent = 0.01 = %",
    "qps = query / second = QPS",
    "rps = request / second = RPS",
)

_SYMBOLS = {
    "second": "s", "minute": "min", "byte": "B", "bit": "bit", "FLOP": "FLOP", "USD": "USD", "meter": "m", "gram": "g",
    "joule": "J", "watt": "W", "watt_hour": "Wh", "hertz": "Hz", "percent": "%",
    "qps": "queries/s", "rps": "requests/s",
}  # fmt: skip


def plural(word: str) -> str:
    """Return the English plural of a unit's name."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if word.endswith("y") and word[-2] not in "aeiou":
        return word[:-1] + "ies"
    return word + ("es" if word.endswith(("s", "x", "ch", "sh")) else "s")


def _build() -> pint.UnitRegistry[float]:
    registry: pint.UnitRegistry[float] = pint.UnitRegistry(None)
    for name, (factor, symbol) in _PREFIXES.items():
        registry.define(f"{name}- = {factor!r} = {symbol}-" + (" = u-" if name == "micro" else ""))
    for thing in sorted(THINGS):
        alias = f" = _ = {plural(thing)}" if plural(thing) != thing + "s" else ""
        registry.define(f"{thing} = [{thing}]{alias}")
    for line in _MEASURES:
        registry.define(line)
    return registry


REGISTRY = _build()
Quantity = REGISTRY.Quantity
_KNOWN = sorted({*THINGS, *(line.split(" ")[0] for line in _MEASURES), "kB", "MB", "GB", "TB", "GiB", "ms", "s", "h"})


@dataclass(frozen=True)
class Factor:
    """One factor of a unit as its author wrote it: ``GB`` is giga, byte, 1; ``/day`` is day, -1."""

    prefix: str
    name: str
    power: int


@dataclass(frozen=True)
class Unit:
    """A parsed unit.

    Attributes:
        text: as written, ``""`` for a plain number.
        factors: in the order written.
        scale: how many base units one of it is (``day``: 86400.0, ``percent``: 0.01).
        base: its pint unit in base units; equal for units that convert into each other.
    """

    text: str
    factors: tuple[Factor, ...]
    scale: float
    base: pint.Unit

    @property
    def plain(self) -> bool:
        """Whether it is a plain number or a percentage."""
        return bool(self.base == REGISTRY.dimensionless)


def _unknown(name: str) -> ContentError:
    near = difflib.get_close_matches(name, _KNOWN, 1, 0.6)
    near = near or [known for known in _KNOWN if known.lower() == name.lower()]
    fix = f"nearest: {near[0]}" if near else "add counted things to THINGS in scripts/content/units.py"
    return ContentError(f"unknown unit '{name}'", fix=fix)


def _factor(name: str, power: int) -> Factor:
    try:
        found = REGISTRY.parse_unit_name(name)
    except (pint.errors.PintError, ValueError) as error:
        raise _unknown(name) from error
    if not found:
        raise _unknown(name)
    prefix, unit, _ = min(found, key=lambda candidate: len(candidate[0]))
    if prefix in _SMALL and unit not in _TAKES_SMALL:
        raise ContentError(f"unit '{name}' reads as {prefix}{unit}", fix="upper case M is mega, as in MB")
    return Factor(prefix, unit, power)


def _walk(node: ast.expr, power: int, text: str) -> list[Factor]:
    match node:
        case ast.Name(id=name):
            return [_factor(name, power)]
        case ast.Constant(value=1):
            return []
        case ast.BinOp(left=left, op=ast.Mult(), right=right):
            return _walk(left, power, text) + _walk(right, power, text)
        case ast.BinOp(left=left, op=ast.Div(), right=right):
            return _walk(left, power, text) + _walk(right, -power, text)
        case ast.BinOp(left=left, op=ast.Pow(), right=ast.Constant(value=int(exponent))) if 1 <= exponent <= 9:
            return _walk(left, power * exponent, text)
    raise ContentError(f"cannot read the unit '{text}'", fix="write it as request/s, GB or USD/GPU/hour")


@lru_cache(maxsize=1024)
def parse_unit(text: str) -> Unit:
    """Parse ``impression/user/day``, ``GB``, ``percent``, ``USD/(GPU*hour)``; ``""`` is a plain number.

    Raises:
        ContentError: the text is not a product of known units; the fix names the nearest known unit. It carries no
            file or line: the caller knows them.
    """
    source = text.strip()
    if source in ("", "1", "dimensionless"):
        return Unit("", (), 1.0, REGISTRY.dimensionless)
    if len(source) > 120:
        raise ContentError("the unit is longer than 120 characters")
    spelled = source.replace("%", "percent").replace("$", "USD").replace(" per ", "/").replace("^", "**")
    try:
        tree = ast.parse(spelled.replace("·", "*"), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise ContentError(f"cannot read the unit '{source}'", fix="write it as request/s or GB") from error
    factors = tuple(_walk(tree, 1, source))
    unit = REGISTRY.Unit("")
    for factor in factors:
        unit = unit * REGISTRY.Unit(factor.prefix + factor.name) ** factor.power
    base = Quantity(1.0, unit).to_base_units()
    return Unit(source, factors, float(base.magnitude), cast(pint.Unit, base.units))


def counted(base: pint.Unit) -> bool:
    """Whether a base unit is made of counted things and money only, so that "one of it" has a single meaning."""
    return all(name.strip("[]") in THINGS | {"money"} for name in base.dimensionality)


def _name(factor: Factor, many: bool) -> str:
    symbol = _SYMBOLS.get(factor.name)
    if symbol is None:
        word = plural(factor.name) if many else factor.name
        thousand = {"kilo": "1,000 ", "mega": "1 M ", "giga": "1 B "}
        return thousand[factor.prefix] + plural(factor.name) if factor.prefix in thousand else word
    return (_PREFIXES[factor.prefix][1] if factor.prefix else "") + symbol


_SUPERSCRIPT = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


def _written(factor: Factor, many: bool) -> str:
    power = abs(factor.power)
    return _name(factor, many) + (str(power).translate(_SUPERSCRIPT) if power > 1 else "")


def write_unit(unit: Unit, *, many: bool, skip: int = 0) -> str:
    """Return how a unit is read: ``requests/s``, ``GPU-hours``, ``GB``; ``skip`` leaves out leading factors.

    Counted things come before measures: core-ms, GPU-hours.
    """
    above = [factor for factor in unit.factors[skip:] if factor.power > 0]
    above.sort(key=lambda factor: factor.name not in THINGS)
    below = [factor for factor in unit.factors[skip:] if factor.power < 0]
    top = "-".join(_written(factor, many and factor is above[-1]) for factor in above)
    return top + "".join("/" + _written(factor, False) for factor in below)


def ladder(unit: Unit) -> tuple[str, str] | None:
    """Return (prefixes from the unit's own upwards, symbol) where large values take a metric prefix, as bytes do."""
    first = unit.factors[0] if unit.factors else None
    metric = ["", "kilo", "mega", "giga", "tera", "peta", "exa"]
    if first is None or first.power != 1 or first.name not in _LADDER_UNITS or first.prefix not in metric:
        return None
    steps = metric[metric.index(first.prefix) :]
    return "".join(_PREFIXES[step][1] if step else "-" for step in steps), _SYMBOLS[first.name]
