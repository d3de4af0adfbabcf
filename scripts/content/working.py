"""The working of a row: its expression with figures in place of names (500 M users × 20 impressions/user/day)."""

from __future__ import annotations

from collections.abc import Callable

from scripts.content.call import Call
from scripts.content.expression import Tree
from scripts.content.number import Style, write

_PLAIN = Style(1.0, "", ("", " k", " M", " B", " T"), "", "")
_RANK = {"+": 1, "-": 1, "*": 2, "/": 2, "neg": 3, "**": 4}
_SIGN = {"+": " + ", "-": " − ", "*": " × ", "/": " ÷ "}
_CALLED = {"log": "ln", "log2": "log₂", "log10": "log₁₀", "ceil": "round up", "floor": "round down"}


def literal(number: float) -> str:
    """Return a number of an expression as text: shortened only where nothing is lost."""
    short = write(number, _PLAIN)
    digits = f"{abs(number):.12g}".replace(".", "").strip("0")
    return short if len(digits) <= 3 or "e" in digits else f"{number:,.12g}".replace("-", "−")


def working(tree: Tree, show: Callable[[str], str]) -> str:
    """Return ``tree`` as HTML; ``show`` gives the HTML of a name."""
    return _write(tree, show)[0]


def formulas_in(tree: Tree) -> list[str]:
    """Return the names of the formulas that an expression calls, each once, in order."""
    found: dict[str, None] = {}
    if isinstance(tree, Call):
        found[tree.formula.name] = None
    parts = tree.arguments if isinstance(tree, Call) else tree[1:] if isinstance(tree, list) else []
    for part in parts:
        found |= dict.fromkeys(formulas_in(part))
    return list(found)


def _write(tree: Tree, show: Callable[[str], str]) -> tuple[str, int]:
    """Return the HTML and how tightly it binds."""
    if isinstance(tree, str):
        return show(tree), 9
    if isinstance(tree, float):
        return literal(tree), 9 if tree >= 0 else 3
    operation = str(tree[0])
    parts = [_write(argument, show) for argument in tree[1:]]
    if operation in _SIGN:
        rank = _RANK[operation]
        left = _bind(parts[0], rank)
        right = _bind(parts[1], rank + (operation in "-/" or _swaps(operation, tree[2])))
        right = f"({right})" if right.startswith("−") else right
        return left + _SIGN[operation] + right, rank
    if operation == "neg":
        return "−" + _bind(parts[0], 3), 3
    if operation == "**":
        return f"{_bind(parts[0], 5)}<sup>{parts[1][0]}</sup>", 4
    if operation == "sqrt":
        return f"√({parts[0][0]})", 9
    return f"{_CALLED.get(operation, operation)}({', '.join(text for text, _ in parts)})", 9


def _swaps(operation: str, right: Tree) -> bool:
    """Whether leaving out the parentheses on the right would change what is computed first: a × (b ÷ c)."""
    return operation == "*" and isinstance(right, list) and right[0] == "/"


def _bind(part: tuple[str, int], rank: int) -> str:
    text, own = part
    return text if own >= rank else f"({text})"
