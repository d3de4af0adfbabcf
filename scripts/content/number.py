"""How a number is written: the same text from Python and from ``docs/assets/js/estimates.js``.

A ``Style`` holds everything the browser needs, so that neither side knows about units when it formats. Rounding works
on the twelve-digit decimal text of the number, half up, because last-bit differences between two machines and between
two ways to round a tie must not change what a reader sees.
"""

from __future__ import annotations

from dataclasses import dataclass

from scripts.content.units import Unit, ladder, write_unit

_SUPERSCRIPT = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
DIGITS = 3
_TIMES = frozenset({"second", "minute", "hour", "day", "week", "month", "year"})


@dataclass(frozen=True)
class Style:
    """How values of one unit are written.

    Attributes:
        scale: base units in one of the unit; a value in base units is divided by it.
        before: text before the number (``$``).
        steps: what stands after the number for each factor of 1,000, starting with none: ``("", " k", " M", ...)``.
            A single entry means that the number is never shortened.
        one, many: the unit after a number that reads "1", and after any other.
        money: two decimals from 0.10 to 100.
    """

    scale: float
    before: str
    steps: tuple[str, ...]
    one: str
    many: str
    money: bool = False

    def data(self) -> list[object]:
        """Return the style for the browser: ``[scale, before, steps, one, many, money]``."""
        return [self.scale, self.before, list(self.steps), self.one, self.many, int(self.money)]


def style_of(unit: Unit) -> Style:
    """Return how values of ``unit`` are written."""
    thousands = ("", " k", " M", " B", " T")
    if not unit.factors:
        return Style(1.0, "", thousands, "", "")
    first = unit.factors[0]
    if first.name == "USD" and first.power == 1 and not first.prefix:
        rest = write_unit(unit, many=True, skip=1)
        return Style(unit.scale, "$", thousands, rest, rest, money=True)
    if first.name == "percent" and first.power == 1:
        rest = "%" + write_unit(unit, many=True, skip=1)
        return Style(unit.scale, "", ("",), rest, rest)
    if metric := ladder(unit):
        prefixes, symbol = metric
        steps = tuple(" " + prefix.strip("-") + symbol for prefix in prefixes)
        rest = write_unit(unit, many=True, skip=1)
        joint = "-" if rest and not rest.startswith("/") else ""
        return Style(unit.scale, "", steps, joint + rest, joint + rest)
    one, many = (write_unit(unit, many=many) for many in (False, True))
    one, many = (text if text.startswith("/") else " " + text for text in (one, many))
    short = first.name in _TIMES or first.prefix
    return Style(unit.scale, "", ("",) if short else thousands, one, many)


def bare(style: Style) -> Style:
    """Return ``style`` without its unit, for ``{{ #name }}``; k, M, B and T stay."""
    return Style(style.scale, "", style.steps if style.steps[0] == "" else ("",), "", "")


def _rounded(value: float, digits: int) -> tuple[str, int]:
    """Return the significant digits of a positive ``value`` without trailing zeros, and the exponent of the first."""
    mantissa, exponent = f"{value:.11e}".split("e")
    all_digits, power = mantissa.replace(".", ""), int(exponent)
    head = int(all_digits[:digits]) + (all_digits[digits : digits + 1] >= "5")
    text = str(head)
    if len(text) > digits:
        power += 1
    return text.rstrip("0"), power


def _place(digits: str, power: int) -> str:
    """Return ``digits`` with the decimal point after position ``power``: ("12", 2) is 120, ("5", -2) is 0.05."""
    if power < 0:
        return "0." + "0" * (-power - 1) + digits
    whole, part = digits[: power + 1].ljust(power + 1, "0"), digits[power + 1 :]
    groups = f"{int(whole):,}"
    return groups + ("." + part if part else "")


def _magnitude(size: float, style: Style) -> tuple[str, str]:
    """Return the text of a positive number and of its step."""
    exact, exact_power = _rounded(size, 12)
    if exact_power < 4 and len(exact) <= exact_power + 1:
        return _place(exact, exact_power), style.steps[0]
    digits, power = _rounded(size, DIGITS)
    limit = 6 + 3 * (len(style.steps) - 1) if len(style.steps) > 1 else 9
    if power < -4 or power >= limit:
        head = digits[0] + ("." + digits[1:] if digits[1:] else "")
        return f"{head} × 10{str(power).translate(_SUPERSCRIPT)}", style.steps[0]
    if style.money and power >= -1 and exact_power < 2:
        cents, cents_power = _rounded(size, exact_power + 3)
        whole, _, part = _place(cents, cents_power).partition(".")
        return (f"{whole}.{part.ljust(2, '0')}" if part else whole), style.steps[0]
    step = min(power // 3, len(style.steps) - 1) if power >= 4 else 0
    return _place(digits, power - 3 * step), style.steps[step]


def write(base_value: float, style: Style) -> str:
    """Return ``base_value``, given in base units, as text in ``style``: three significant digits, whole numbers
    below 10,000 exactly, larger ones shortened by the style's steps."""
    value = base_value / style.scale
    sign = "−" if value < 0 else ""
    if value == 0:
        return style.before + "0" + style.steps[0] + style.many
    text, step = _magnitude(abs(value), style)
    unit = style.one if text == "1" and step == style.steps[0] else style.many
    return sign + style.before + text + step + unit
