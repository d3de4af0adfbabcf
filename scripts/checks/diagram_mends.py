"""Exact mends for diagrams, found by trial: a change counts only if the real Mermaid then accepts the text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from scripts.checks.diagrams import Diagram
from scripts.checks.issues import Edit, Issue
from scripts.checks.mermaid import Verdict
from scripts.checks.suggest import nearest

MAX_DIAGRAMS = 60
_SHAPES = (
    ("([", "])"),
    ("[[", "]]"),
    ("[(", ")]"),
    ("((", "))"),
    ("{{", "}}"),
    ("[/", "/]"),
    ("[\\", "\\]"),
    ("[", "]"),
    ("(", ")"),
    ("{", "}"),
)
_WORDS = (
    "participant",
    "actor",
    "Note over",
    "Note left of",
    "Note right of",
    "activate",
    "deactivate",
    "loop",
    "alt",
    "else",
    "opt",
    "par",
    "and",
    "end",
    "rect",
    "critical",
    "break",
    "box",
    "autonumber",
    "subgraph",
    "direction",
    "section",
    "title",
    "dateFormat",
    "axisFormat",
    "excludes",
    "accTitle:",
    "accDescr {",
    "classDef",
    "class",
    "style",
    "linkStyle",
    "click",
    "state",
    "note",
    "commit",
    "branch",
    "checkout",
    "merge",
    "x-axis",
    "y-axis",
    "quadrant-1",
    "quadrant-2",
    "quadrant-3",
    "quadrant-4",
    "bar",
    "line",
    "columns",
    "root",
)


class Candidate(NamedTuple):
    """A change of one line. A safe one cannot mean anything but what was meant."""

    line: str
    safe: bool


def _candidates(line: str, kind: str) -> Iterator[Candidate]:
    """Yield changed forms of a line that Mermaid refuses, the most likely first."""
    plain = line.translate(str.maketrans("\u201c\u201d\u2018\u2019\u2192\u2013\u2014", "\"\"''>--"))
    if plain != line:
        yield Candidate(plain, True)
    if kind.startswith(("flowchart", "graph", "block", "swimlane", "mindmap")):
        yield from _quoted(line)
    if kind.startswith(("sequence", "state")) and ";" in line:
        yield Candidate(re.sub(r"(?<!#\d\d);(?!$)", "#59;", line), False)
    for wrong, right in (
        ("-->", "-->"),
        ("->", "-->"),
        ("=>", "==>"),
        ("-.>", "-.->"),
        ("->>", "-->"),
        ("--", "-->"),
        ("—>", "-->"),
        ("<--", "-->"),
    ):
        if wrong != right and re.search(rf"(?<![-=.<>]){re.escape(wrong)}(?![-=.>])", line):
            yield Candidate(re.sub(rf"(?<![-=.<>]){re.escape(wrong)}(?![-=.>])", right, line, count=1), False)
    if line.count('"') % 2:
        for bracket in ("]", ")", "}", "|"):
            if bracket in line:
                at = line.rindex(bracket)
                yield Candidate(line[:at].rstrip('"') + '"' + line[at:], False)
        at = line.index('"')
        opener = re.search(r"[\[({|](?=[^\[({|\"]*\"[^\"]*$)", line)
        if opener:
            yield Candidate(line[: opener.end()] + '"' + line[opener.end() :], False)
        yield Candidate(line.rstrip() + '"', False)
        yield Candidate(line[:at] + line[at + 1 :], False)
    yield from _balanced(line)
    if re.search(r"\bend\b", line):
        yield Candidate(re.sub(r"\bend\b", "End", line), False)
    stripped = line.strip()
    first = stripped.split(" ")[0] if stripped else ""
    if near := nearest(first, _WORDS, cutoff=0.5):
        yield Candidate(line.replace(first, near, 1), False)
    if kind.startswith("sequence") and re.match(r"\s*\S+\s*-+[>x)]+\s*\S+\s+\S", line) and ":" not in line:
        yield Candidate(re.sub(r"(-+[>x)]+\s*[^\s:]+)\s+", r"\1: ", line, count=1), False)
    if len(stripped) > 1 and not stripped[-1].isalnum():
        yield Candidate(line.rstrip()[:-1], False)


def _balanced(line: str) -> Iterator[Candidate]:
    """Yield the line with the bracket added that is missing, or without the one too many."""
    for opening, closing in _SHAPES:
        for match in re.finditer(re.escape(opening), line):
            rest = line[match.end() :]
            end = re.search(
                r"\s*(?=-->|---|-\.|==>|<-->|:::|\s&\s|$)", re.sub(r'"[^"]*"', lambda m: "x" * len(m[0]), rest)
            )
            if end and closing not in rest[: end.start()]:
                at = match.end() + end.start()
                yield Candidate(line[:at] + closing + line[at:], False)
    for opening, closing in (("[", "]"), ("(", ")"), ("{", "}"), ('["', '"]'), ('("', '")'), ('{"', '"}')):
        for match in re.finditer(re.escape(closing), line):
            if opening not in line[: match.start()] or line.count(closing) > line.count(opening):
                yield Candidate(line[: match.start()] + line[match.end() :], False)
                before = re.search(r"(?<=\w)(?=[^\w\s])", line[: match.start()])
                if before:
                    yield Candidate(line[: before.start()] + opening + line[before.start() :], False)


def _quoted(line: str) -> Iterator[Candidate]:
    """Yield the line with its unquoted labels in quotes: what is in brackets was meant as text."""
    for opening, closing in _SHAPES:
        pattern = (
            rf"(?<=\w){re.escape(opening)}(?![\[({{/\\\"])(?P<label>[^\"]*[^\"\s])\s*{re.escape(closing)}"
            rf"(?=\s*(?:$|;|:::|--|-\.|==|&|<-|o-|x-))"
        )
        better = re.sub(pattern, lambda m, o=opening, c=closing: f'{o}"{m["label"]}"{c}', line)  # type: ignore[misc]
        if better != line:
            yield Candidate(better, True)
    better = re.sub(r"\|(?P<label>[^|\"]+)\|", lambda m: f'|"{m["label"].strip()}"|', line)
    if better != line:
        yield Candidate(better, True)


def _difference(old: str, new: str) -> tuple[int, str, str]:
    """Return the smallest change from ``old`` to ``new``, widened to whole words, as offset, old part, new part."""
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    return start, old[start : len(old) - end], new[start : len(new) - end]


def mend(
    issues: Sequence[Issue],
    diagrams: Sequence[Diagram],
    verdicts: Mapping[str, Verdict],
    ask: Callable[[Sequence[str]], Mapping[str, Verdict]],
) -> list[Issue]:
    """Return ``issues`` with a suggestion for each syntax fault that one change of one line repairs.

    Only faults of diagrams in ``diagrams`` are tried, at most ``MAX_DIAGRAMS`` of them. ``ask`` judges texts.
    """
    trials: dict[int, list[tuple[str, Candidate, Diagram, int]]] = {}
    for index, fault in enumerate(issues):
        if fault.code != "diagram-syntax" or len(trials) >= MAX_DIAGRAMS:
            continue
        for diagram in diagrams:
            verdict = verdicts.get(diagram.text)
            rows = [
                n
                for n, line in enumerate(diagram.lines)
                if (line.file, line.number) == (fault.place.file, fault.place.line)
            ]
            if verdict is None or verdict["ok"] or not rows or len(diagram.text) > 20_000:
                continue
            lines = diagram.text.split("\n")
            tried = trials.setdefault(index, [])
            for candidate in list(dict.fromkeys(_candidates(lines[rows[0]], verdict.get("type") or "")))[:14]:
                text = "\n".join([*lines[: rows[0]], candidate.line, *lines[rows[0] + 1 :]])
                tried.append((text, candidate, diagram, rows[0]))
            break
    judged = ask([text for tried in trials.values() for text, *_ in tried]) if trials else {}
    result = list(issues)
    for index, tried in trials.items():
        for text, candidate, diagram, row in tried:
            if judged[text]["ok"]:
                fault = issues[index]
                offset, old, new = _difference(diagram.text.split("\n")[row], candidate.line)
                edit = Edit(diagram.place(row + 1, offset + 1), old, new) if candidate.safe else None
                better = candidate.line.strip()
                result[index] = replace(
                    fault, message=f"{fault.message}; Mermaid accepts: {better}", suggestion=better, edit=edit
                )
                break
    return result
