"""Expressions of estimates: text -> a small tree -> a quantity, without ``eval``.

A tree is a number, a name (``str``) or ``[operation, argument, ...]``. It is what the page carries for the browser:
names stand for values in base units, so that no unit is left to convert there.
"""

from __future__ import annotations

import ast
import difflib
import math
from collections.abc import Callable, Iterator, Mapping
from statistics import NormalDist
from typing import Any

from pint.errors import DimensionalityError

from scripts.content.call import Call, Formula
from scripts.content.errors import ContentError
from scripts.content.units import Quantity, counted

Tree = float | str | list[Any]

MAX_LENGTH, MAX_DEPTH = 400, 40
_OPERATORS = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Pow: "**"}
_ARITY = {
    "sqrt": (1, 1), "exp": (1, 1), "log": (1, 1), "log2": (1, 1), "log10": (1, 1), "ceil": (1, 1), "floor": (1, 1),
    "z": (1, 1), "min": (2, 9), "max": (2, 9),
}  # fmt: skip
FUNCTIONS = tuple(_ARITY)
Formulas = Mapping[str, Formula]
_NO_FORMULAS: Formulas = {}


def parse(text: str, formulas: Formulas = _NO_FORMULAS) -> Tree:
    """Return the tree of an expression; a call of one of the ``formulas`` is the formula's own tree, filled.

    Raises:
        ContentError: not an expression of numbers, names, ``+ - * / **``, the known functions and formulas, longer
            than 400 characters or nested deeper than 40. It carries no file or line.
    """
    if len(text) > MAX_LENGTH:
        raise ContentError(f"the expression is longer than {MAX_LENGTH} characters", fix="split it into rows")
    try:
        body = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise ContentError(f"cannot read the expression '{text}'", fix="multiplication is *, power is **") from error
    return _tree(body, text, formulas, 0)


def _tree(node: ast.expr, text: str, formulas: Formulas, depth: int) -> Tree:
    if depth > MAX_DEPTH:
        raise ContentError("the expression is nested too deeply", fix="split it into rows")
    match node:
        case ast.Constant(value=bool()):
            pass
        case ast.Constant(value=int() | float() as number):
            return _number(number, text)
        case ast.Name(id=name):
            return name
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            inner = _tree(operand, text, formulas, depth + 1)
            return -inner if isinstance(inner, float) and inner > 0 else ["neg", inner]
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATORS:
            return [_OPERATORS[type(op)], *(_tree(side, text, formulas, depth + 1) for side in (left, right))]
        case ast.Call(func=ast.Name(id=name), args=args, keywords=[]) if name in _ARITY:
            low, high = _ARITY[name]
            if not low <= len(args) <= high:
                raise ContentError(f"'{name}' takes {low if low == high else f'{low} to {high}'} arguments")
            return [name, *(_tree(arg, text, formulas, depth + 1) for arg in args)]
        case ast.Call(func=ast.Name(id=name), args=args, keywords=[]) if name in formulas:
            return Call(formulas[name], [_tree(arg, text, formulas, depth + 1) for arg in args])
        case ast.Call(func=ast.Name(id=name), keywords=[]):
            near = difflib.get_close_matches(name, [*FUNCTIONS, *formulas], 1, 0.6)
            known = f"nearest: {near[0]}" if near else "functions: " + ", ".join(FUNCTIONS)
            raise ContentError(f"unknown function '{name}'", fix=known)
    part = ast.get_source_segment(text.strip(), node) or text
    raise ContentError(f"'{part}' is not allowed in an expression", fix="numbers, names, + - * / ** and functions")


def _number(number: float, text: str) -> float:
    try:
        value = float(number)
    except OverflowError:
        value = math.inf
    if not math.isfinite(value):
        raise ContentError(f"a number in '{text}' is too large")
    return value


def names(tree: Tree) -> Iterator[str]:
    """Yield the names a tree uses, in order, repeated as often as they occur."""
    if isinstance(tree, str):
        yield tree
    elif isinstance(tree, list):
        for argument in tree[1:]:
            yield from names(argument)


def plain_number(tree: Tree) -> bool:
    """Whether a tree uses no name."""
    return next(names(tree), None) is None


def _plain(value: Any, operation: str) -> float:
    if not value.dimensionless:
        raise ContentError(
            f"'{operation}' needs a plain number, not {value.units:~P}", fix="divide by a quantity of the same unit"
        )
    return float(value.magnitude)


def _whole(value: Any, name: str) -> Any:
    """Round to a whole number; within 1e-9 of a whole number is that number, so that rounding noise adds no machine."""
    if not counted(value.units):
        raise ContentError(
            f"'{name}' of a quantity in {value.units:~P} depends on its unit", fix="divide by the unit first"
        )
    number = float(value.magnitude)
    slack = 1e-9 * max(1.0, abs(number))
    return Quantity(float(math.ceil(number - slack) if name == "ceil" else math.floor(number + slack)), value.units)


def _extreme(arguments: list[Any], name: str) -> Any:
    first = arguments[0]
    for other in arguments[1:]:
        if other.units != first.units:
            raise ContentError(f"'{name}' compares {first.units:~P} with {other.units:~P}")
    pick = min if name == "min" else max
    return Quantity(pick(argument.magnitude for argument in arguments), first.units)


def _power(base: Any, exponent: Any, tree: Tree) -> Any:
    power = _plain(exponent, "**")
    if not base.dimensionless:
        if not plain_number(tree):
            raise ContentError("the power of a quantity with a unit must be a number, not a name")
        return Quantity(float(base.magnitude) ** power, base.units**power)
    result = float(base.magnitude) ** power
    if isinstance(result, complex):
        raise ContentError("a broken power of a negative number has no real value")
    return Quantity(result, "")


_OF_PLAIN: dict[str, Callable[[float], float]] = {
    "exp": math.exp, "log": math.log, "log2": math.log2, "log10": math.log10, "z": NormalDist().inv_cdf,
}  # fmt: skip


def _apply(operation: str, arguments: list[Any], tree: list[Any]) -> Any:
    match operation:
        case "+":
            return arguments[0] + arguments[1]
        case "-":
            return arguments[0] - arguments[1]
        case "*":
            return arguments[0] * arguments[1]
        case "/":
            return arguments[0] / arguments[1]
        case "**":
            return _power(arguments[0], arguments[1], tree[2])
        case "neg":
            return -arguments[0]
        case "sqrt":
            return Quantity(math.sqrt(arguments[0].magnitude), arguments[0].units ** 0.5)
        case "ceil" | "floor":
            return _whole(arguments[0], operation)
        case "min" | "max":
            return _extreme(arguments, operation)
    return Quantity(_OF_PLAIN[operation](_plain(arguments[0], operation)), "")


def evaluate(tree: Tree, values: Mapping[str, Any]) -> Any:
    """Return the pint quantity of ``tree``; ``values`` are quantities in base units, and so is the result.

    Raises:
        ContentError: an unknown name, units that do not fit, a division by zero, a root or logarithm of a negative
            number, ``z`` outside (0, 1), or a result too large for a number. It carries no file or line.
    """
    if isinstance(tree, float):
        return Quantity(tree, "")
    if isinstance(tree, str):
        if tree not in values:
            raise ContentError(f"unknown name '{tree}'")
        return values[tree]
    if isinstance(tree, Call):
        return _evaluate_call(tree, values)
    arguments = [evaluate(argument, values) for argument in tree[1:]]
    operation = str(tree[0])
    try:
        result = _apply(operation, arguments, tree)
    except DimensionalityError as error:
        left, right = (f"{argument.units:~P}" or "a plain number" for argument in arguments[:2])
        verb = {"+": "add", "-": "subtract"}.get(operation, operation)
        raise ContentError(f"cannot {verb} {left} and {right}", fix="both sides need the same unit") from error
    except ZeroDivisionError as error:
        raise ContentError("division by zero") from error
    except (OverflowError, ValueError) as error:
        raise ContentError(f"'{operation}' has no finite value here") from error
    if not math.isfinite(result.magnitude):
        raise ContentError(f"'{operation}' has no finite value here")
    return result


def _evaluate_call(call: Call, values: Mapping[str, Any]) -> Any:
    arguments = [evaluate(argument, values) for argument in call.arguments]
    try:
        return evaluate(call.formula.body, call.formula.value(arguments))
    except ContentError as error:
        message = error.message.removesuffix(f" ({error.fix})") if error.fix else error.message
        raise ContentError(f"in '{call.formula.name}': {message}", fix=f"it takes {call.formula.signature}") from error
