"""Rules for diagrams that a project sets for itself under ``extra.validator.diagrams``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath

from scripts.checks.diagram_text import class_uses, directives, line_column, plain_lines
from scripts.checks.diagrams import Diagram
from scripts.checks.issues import Issue, Place, issue
from scripts.checks.mermaid import Verdict
from scripts.checks.settings import HouseRules
from scripts.checks.suggest import nearest


def check_house(diagrams: Sequence[Diagram], verdicts: Mapping[str, Verdict], rules: HouseRules) -> list[Issue]:
    """Return the diagrams that break ``rules``."""
    found: list[Issue] = []
    for diagram in diagrams:
        verdict = verdicts.get(diagram.text)
        found += _statements(diagram, rules)
        found += _classes(diagram, rules, verdict.get("type", "") if verdict else "")
        if not verdict or not verdict["ok"]:
            continue
        facts = verdict["facts"]
        if rules.require_title and not facts["title"].strip():
            found.append(issue(_head(diagram), "house-no-title", "add 'accTitle: ...', the caption"))
        if rules.require_description and not facts["description"].strip():
            found.append(issue(_head(diagram), "house-no-description", "add 'accDescr { ... }', the text alternative"))
        most = rules.max_boxes.get(PurePosixPath(diagram.name).stem)
        if most is not None and facts["boxes"] > most:
            found.append(issue(_head(diagram), "house-too-many-boxes", f"{facts['boxes']} boxes, at most {most} here"))
    return found


def _head(diagram: Diagram) -> Place:
    """Return the place of the line that names the type."""
    number = next((n for n, line in enumerate(plain_lines(diagram.text), 1) if line.strip()), 1)
    return diagram.place(number)


def _statements(diagram: Diagram, rules: HouseRules) -> Iterator[Issue]:
    words = "|".join(re.escape(each) for each in rules.forbid if each != "init")
    pattern = re.compile(rf"\s*({words})\b")
    for number, line in enumerate(plain_lines(diagram.text) if words else [], 1):
        match = pattern.match(line)
        if match and (match[1] != "class" or len(line.split()) > 2):
            yield issue(
                diagram.place(number, match.start(1) + 1),
                "house-statement",
                f"'{match[1]}' is not used in diagrams here",
            )
    if "init" in rules.forbid:
        for name, _, offset in directives(diagram.text):
            yield issue(
                diagram.place(*line_column(diagram.text, offset)),
                "house-statement",
                f"the directive '{name}' is not used in diagrams here",
            )


def _classes(diagram: Diagram, rules: HouseRules, kind: str) -> Iterator[Issue]:
    if not rules.classes:
        return
    for name, line, column in class_uses(plain_lines(diagram.text), kind):
        if name not in rules.classes:
            near = nearest(name, rules.classes)
            hint = f", did you mean '{near}'" if near else ""
            yield issue(
                diagram.place(line, column),
                "house-class",
                f"'{name}' is not in the palette ({', '.join(rules.classes)}){hint}",
                suggestion=near,
            )


def check_unused(
    files: Sequence[Diagram], texts: Sequence[str], folders: Sequence[str], rules: HouseRules
) -> list[Issue]:
    """Return the diagram files that no text of ``texts`` names. ``folders`` are what paths may be relative to."""
    if not rules.report_unused:
        return []
    found = []
    endings = "|".join(sorted({re.escape(PurePosixPath(diagram.name).suffix) for diagram in files}))
    named = {name for text in texts for name in re.findall(rf"[\w./-]+(?:{endings})(?![\w-])", text)}
    for diagram in files:
        names = {diagram.name, *(diagram.name.removeprefix(f"{folder}/") for folder in folders)}
        if names.isdisjoint(named):
            found.append(issue(Place(diagram.name), "house-unused-diagram", "no page names this diagram"))
    return found
