"""The line a reader must change. A grammar notices a missing quote, bracket or ``end`` only further down."""

from __future__ import annotations

import re

from scripts.checks.diagram_text import plain_lines
from scripts.checks.mermaid import Verdict

_BLOCKS = {
    "flowchart": r"subgraph\b",
    "swimlane": r"subgraph\b",
    "sequence": r"(?:loop|alt|opt|par|par_over|critical|break|rect|box)\b",
    "block": r"block\b(?=.*$)",
}
#: What a reader would type for the names that the grammars give to it; other names are left out of messages.
_TOKENS = {
    "SQE": "]", "SQS": "[", "PE": ")", "PS": "(", "DIAMOND_STOP": "}", "DIAMOND_START": "{", "PIPE": "|", "COLON": ":",
    "STADIUMEND": "])", "SUBROUTINEEND": "]]", "CYLINDEREND": ")]", "DOUBLECIRCLEEND": ")))", "LINK": "an arrow",
    "ARROW_POINT": "an arrow", "SOLID_ARROW": "->>", "DOTTED_ARROW": "-->>", "SOLID_OPEN_ARROW": "->", "AMP": "&",
    "STR": "a quoted text", "TEXT": "a text", "UNICODE_TEXT": "a text", "TXT": "a text", "NODE_STRING": "a name",
    "ACTOR": "a name", "ID": "a name", "ALPHA": "a name", "NUM": "a number", "end": "end", "NEWLINE": "a new line",
    "EOF": "the end", "SEMI": ";", "COMMA": ",", "-->": "-->", "STRUCT_START": "{", "STRUCT_STOP": "}",
}  # fmt: skip
_BRACKETED = ("flowchart", "block", "mindmap", "state", "class", "er", "requirement", "kanban", "swimlane")
_PAIRS = {"[": "]", "(": ")", "{": "}"}


def _odd_quote(lines: list[str], last: int) -> tuple[int, int] | None:
    if sum(line.count('"') for line in lines) % 2 == 0:
        return None
    for number, line in enumerate(lines[:last], 1):
        if line.count('"') % 2:
            return number, line.rindex('"') + 1
    return None


def _open_bracket(lines: list[str], last: int) -> tuple[int, int] | None:
    """Return the first bracket, up to line ``last``, that its own line does not close."""
    for number, line in enumerate(lines[:last], 1):
        text = re.sub(r'"[^"]*"', lambda m: " " * len(m[0]), line)
        text = re.sub(r"(?<=\w)>(?=[^\]>]*\])", "[", text)
        text = re.sub(r"(?:\|o|\|\||\}o|\}\|)(?:--|\.\.)(?:o\||\|\||o\{|\|\{)", lambda m: " " * len(m[0]), text)
        stack: list[tuple[str, int]] = []
        for column, char in enumerate(text, 1):
            if char in _PAIRS:
                stack.append((char, column))
            elif char in _PAIRS.values() and stack and _PAIRS[stack[-1][0]] == char:
                stack.pop()
        if stack:
            return number, stack[-1][1]
    return None


def _open_block(lines: list[str], kind: str) -> tuple[int, int] | None:
    """Return the block without an ``end``: by indentation, else the last one left open."""
    pattern = next((each for name, each in _BLOCKS.items() if kind.startswith(name)), None)
    if pattern is None:
        return None
    stack: list[tuple[int, int]] = []
    for number, line in enumerate(lines, 1):
        indent = len(line) - len(line.lstrip())
        if re.match(rf"\s*{pattern}", line):
            stack.append((number, indent))
        elif re.match(r"\s*end\s*;?\s*$", line) and stack:
            if stack[-1][1] > indent and any(each[1] == indent for each in stack):
                number, indent = stack[-1]
                return number, indent + 1
            stack.pop()
    return (stack[-1][0], stack[-1][1] + 1) if stack else None


def _brace(lines: list[str]) -> tuple[int, int] | None:
    """Return the last opening brace at a line's end that no later line closes."""
    stack: list[tuple[int, int]] = []
    for number, line in enumerate(lines, 1):
        text = re.sub(r'"[^"]*"', lambda m: " " * len(m[0]), line)
        if text.rstrip().endswith("{"):
            stack.append((number, text.rindex("{") + 1))
        elif text.strip().startswith("}") and stack:
            stack.pop()
    return stack[-1] if stack else None


def culprit(text: str, verdict: Verdict) -> tuple[int, int, str]:
    """Return the line, the column and the message for a text that Mermaid refused."""
    fault = verdict["error"]
    kind = verdict.get("type") or ""
    line, column = int(fault.get("line", 1)), int(fault.get("column", 1))
    lines = plain_lines(text)
    message = explain(fault)
    description = re.search(r"accDescr\s*\{", text)
    if description and "}" not in text[description.end() :]:
        start = text.count("\n", 0, description.start()) + 1
        return start, 1, "the description that starts here has no closing brace"
    if found := _odd_quote(lines, line):
        return (*found, "a quote is opened or closed here without its other half")
    found = _open_bracket(lines, line) if kind.startswith(_BRACKETED) else None
    if found and not lines[found[0] - 1].rstrip().endswith("{"):
        return (*found, f"the bracket '{lines[found[0] - 1][found[1] - 1]}' is not closed on its line")
    last = max((number for number, each in enumerate(lines, 1) if each.strip()), default=1)
    if fault.get("atEnd") or line >= last:
        if found := _open_block(lines, kind):
            return (*found, "this block has no 'end'")
        if found := _brace(lines):
            return (*found, "this brace is not closed")
    if line > len(lines) or not lines[line - 1].strip():
        line = min(line, last)
        column = len(lines[line - 1].rstrip()) + 1
    return line, column, message


def explain(fault: object) -> str:
    """Return Mermaid's message as one sentence."""
    assert isinstance(fault, dict)
    message = str(fault["message"])
    token = str(fault.get("token") or "").strip()
    names = (_TOKENS.get(each, each) for each in fault.get("expected") or [])
    expected = list(dict.fromkeys(each for each in names if not re.fullmatch(r"[A-Z_0-9]{2,}|[a-z]\w*[A-Z]\w*", each)))
    if message.startswith("Parse error"):
        what = f"'{token}' cannot stand here" if token else "the line ends too early"
        return f"{what}; Mermaid expects {_some(expected)}" if expected else what
    if message.startswith("Lexical error"):
        return "these characters mean nothing here"
    return " ".join(message.split())[:300]


def _some(expected: list[str]) -> str:
    return ", ".join(expected[:6]) + (" or another" if len(expected) > 6 else "")
