"""Reading aids for Mermaid source that do not judge it: plain lines, statements, directives."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

_DIRECTIVE = re.compile(r"%%\{\s*(\w+)\s*(?::\s*(.*?))?\s*\}%%", re.S)
_FRONT_MATTER = re.compile(r"\A\s*([^\S\n\r]*)---[^\S\n]*\n(.*?)\n\1---[^\S\n]*\n", re.S)
_HIDDEN = re.compile(r"accDescr\s*\{[^}]*\}|%%\{.*?\}%%", re.S)


def _blank(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", match[0])


@lru_cache(maxsize=2000)
def plain_lines(text: str) -> list[str]:
    """Return the lines of ``text`` with front matter, directives, comments and accessibility texts as blanks."""
    text = _HIDDEN.sub(_blank, _FRONT_MATTER.sub(_blank, text))
    return [re.sub(r"^\s*(%%|accTitle\b|accDescr\b).*", "", line) for line in text.split("\n")]


class Statement(NamedTuple):
    """A statement that refers to nodes: ``word`` is its first word, ``names`` the nodes, ``rest`` what follows."""

    word: str
    names: tuple[str, ...]
    rest: str
    line: int
    column: int


_STATEMENT = re.compile(
    r"""^(?P<lead>\s*(?:[^"]*;\s*)?)(?P<word>style|class|click|cssClass|callback|link)[ \t]+
    (?:"(?P<quoted>[^"]*)"|(?P<names>[^\s,]+(?:[ \t]*,[ \t]*[^\s,]+)*))[ \t]*(?P<rest>.*)$""",
    re.X,
)


_CLASS_DIAGRAM_WORDS = ("cssClass", "callback", "link")  # elsewhere they may be names of nodes


def statements(lines: list[str], kind: str) -> Iterator[Statement]:
    """Yield the style, class and click statements of a diagram of the type ``kind``."""
    for number, line in enumerate(lines, 1):
        match = _STATEMENT.match(line)
        if not match or match["word"] in (("class",) if kind.startswith("class") else _CLASS_DIAGRAM_WORDS):
            continue
        raw = match["quoted"] if match["quoted"] is not None else match["names"]
        names = tuple(name.strip() for name in raw.split(","))
        start = match.start("quoted") if match["quoted"] is not None else match.start("names")
        yield Statement(match["word"], names, match["rest"].strip().rstrip(";"), number, start + 1)


def class_uses(lines: list[str], kind: str) -> list[tuple[str, int, int]]:
    """Return the name, line and column of each class given to a node, by ``:::`` or by a statement."""
    uses: list[tuple[str, int, int]] = []
    for number, line in enumerate(lines, 1):
        bare = re.sub(r'"[^"]*"', lambda found: " " * len(found[0]), line)
        for match in re.finditer(r":::\s*([A-Za-z_][\w-]*(?:\s*,\s*[A-Za-z_][\w-]*)*)", bare):
            uses += [(part[0], number, match.start(1) + part.start() + 1) for part in re.finditer(r"[\w-]+", match[1])]
    for each in statements(lines, kind):
        if each.word in ("class", "cssClass") and each.rest:
            column = lines[each.line - 1].rfind(each.rest) + 1
            uses += [(part[0], each.line, column + part.start()) for part in re.finditer(r"[\w-]+", each.rest)]
    return uses


def directives(text: str) -> Iterator[tuple[str, str, int]]:
    """Yield the name, the arguments and the offset of each ``%%{name: arguments}%%``."""
    for match in _DIRECTIVE.finditer(text):
        yield match[1], match[2] or "", match.start()


def front_matter(text: str) -> str:
    """Return the front matter of a diagram without its fences, or ``""``."""
    match = _FRONT_MATTER.match(text)
    return match[2] if match else ""


def line_column(text: str, offset: int) -> tuple[int, int]:
    """Return the line and column, from 1, of ``offset``."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)
