"""Where things stand in Markdown source. Rendering decides what is a link; this only says where its address was."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from scripts.content.fenced import fences

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n.*?\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.S)
_COMMENT = re.compile(r"<!--.*?-->", re.S)
_CODE_SPAN = re.compile(r"(?<![`\\])(`+)(?!`)((?:(?!\n[ \t]*\n).)+?)(?<!`)\1(?!`)", re.S)
_DEFINITION = re.compile(r"^[ \t>]*\[(?P<label>[^\^\[\]\n][^\[\]\n]*)\]:[ ]*\n?[ \t]*<?(?P<target>[^\s>]+)>?", re.M)
_FOOTNOTE = re.compile(r"^[ \t>]*\[\^(?P<label>[^\]\s]+)\]:", re.M)
_FOOTNOTE_USE = re.compile(r"(?<!\\)\[\^(?P<label>[^\]\s]+)\]")
_REFERENCE = re.compile(
    r"(?<![\\\w])!?\[(?P<text>[^\[\]\n]*(?:\[[^\[\]\n]*\][^\[\]\n]*)*)\]\s?\[(?P<label>[^\[\]\n]*)\]"
)
_INLINE = re.compile(r"\]\(\s*")
_AUTO = re.compile(r"<(?P<target>[A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>]*)>")
_BARE = re.compile(r"(?<![\w\"'=(<\[])(?P<target>https?://[^\s<>\"'`)\]]+)")
_ATTRIBUTE = re.compile(
    r"\b(?:href|src|poster|data|action|srcset)\s*=\s*(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'|(?P<bare>[^\s\"'>]+))",
    re.I,
)


class Found(NamedTuple):
    """A piece of source: its value as Markdown reads it, and the offset of its first character."""

    value: str
    offset: int
    label: str = ""


def _blank(text: str, start: int, end: int) -> str:
    return text[:start] + re.sub(r"[^\n]", " ", text[start:end]) + text[end:]


_CONTAINER = re.compile(r"[ ]{0,3}(?:[-*+]|\d+[.)]|!!!|\?\?\?|===|///|:|>|\[\^|<)")


def _indented_code(text: str) -> str:
    """Blank what is code by its indent alone: four blanks after an empty line, in no list, note, tab or footnote."""
    lines = text.split("\n")
    inside, empty, code = False, True, False
    for number, line in enumerate(lines):
        if not line.strip():
            empty = True
            continue
        if line.startswith(("    ", "\t")):
            code = not inside and (empty or code)
            if code:
                lines[number] = " " * len(line)
        else:
            code = False
            inside = bool(_CONTAINER.match(line)) or (inside and not empty)
        empty = False
    return "\n".join(lines)


def mask(text: str) -> str:
    """Return ``text`` with front matter, fences, comments and code spans replaced by spaces, so that offsets hold."""
    if match := _FRONT_MATTER.match(text):
        text = _blank(text, 0, match.end())
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    for fence in fences(text):
        if fence.closed:
            last = fence.line - 1 + (fence.body.count("\n") + 1 if fence.body else 0)
            text = _blank(text, starts[fence.line - 1], min(starts[min(last, len(starts) - 1)], len(text)))
    text = _indented_code(text)
    for pattern in (_COMMENT, _CODE_SPAN):
        text = pattern.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)
    return text


def _destination(text: str, start: int) -> tuple[str, int] | None:
    """Return the address after ``](`` at ``start`` and its offset: up to the balanced bracket, title left out."""
    if text[start : start + 1] == "<":
        end = text.find(">", start)
        return (text[start + 1 : end], start + 1) if end > 0 and "\n" not in text[start:end] else None
    depth, position = 0, start
    while position < len(text) and position - start < 2000:
        char = text[position]
        if char == "\\":
            position += 1
        elif char == "(":
            depth += 1
        elif char == ")":
            if depth == 0:
                break
            depth -= 1
        elif char == "\n" and text[position : position + 2] == "\n\n":
            return None
        position += 1
    inside = text[start:position]
    if title := re.search(r"\s+([\"']).*\1\s*$", inside, re.S):
        inside = inside[: title.start()]
    return inside.strip(), start


def _clean(value: str) -> str:
    return html.unescape(re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", value)).strip()


def addresses(masked: str) -> Iterator[Found]:
    """Yield every address in ``masked`` source, in all notations, in no particular order."""
    for match in _INLINE.finditer(masked):
        if found := _destination(masked, match.end()):
            yield Found(_clean(found[0]), found[1])
    for match in _DEFINITION.finditer(masked):
        yield Found(_clean(match["target"]), match.start("target"), normal(match["label"]))
    for pattern in (_AUTO, _BARE):
        for match in pattern.finditer(masked):
            yield Found(
                _clean(match["target"].rstrip(".,;:!?") if pattern is _BARE else match["target"]), match.start("target")
            )
    for match in _ATTRIBUTE.finditer(masked):
        name = str(match.lastgroup)
        for part in re.finditer(r"[^\s,][^,]*", match[name]) if "srcset" in match[0].lower() else [None]:
            value = match[name] if part is None else part[0].split()[0]
            yield Found(html.unescape(value), match.start(name) + (part.start() if part else 0))


def normal(label: str) -> str:
    """Return a reference label as python-markdown compares it."""
    return re.sub(r"\s+", " ", label).strip().casefold()


@lru_cache(maxsize=500)
def definitions(masked: str) -> list[Found]:
    """Return the link definitions ``[label]: target`` with the offset of the label."""
    return [
        Found(match["target"], match.start("label"), normal(match["label"])) for match in _DEFINITION.finditer(masked)
    ]


@lru_cache(maxsize=500)
def references(masked: str) -> list[Found]:
    """Return the uses ``[text][label]`` and ``[label][]``: source of the label, its offset, its normal form."""
    found = []
    for match in _REFERENCE.finditer(masked):
        name = "label" if match["label"].strip() else "text"
        found.append(Found(match[name], match.start(name), normal(match[name])))
    return found


@lru_cache(maxsize=500)
def footnotes(masked: str) -> tuple[list[Found], list[Found]]:
    """Return the footnote texts and the uses of footnotes, with the offset of the label."""
    texts = [Found(match["label"], match.start("label"), match["label"]) for match in _FOOTNOTE.finditer(masked)]
    starts = {found.offset for found in texts}
    uses = [
        Found(match["label"], match.start("label"), match["label"])
        for match in _FOOTNOTE_USE.finditer(masked)
        if match.start("label") not in starts
    ]
    return texts, uses
