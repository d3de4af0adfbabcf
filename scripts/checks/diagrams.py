"""Where the diagrams of a project are, and what the real Mermaid says of each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from scripts.checks.diagram_places import culprit
from scripts.checks.files import read_text
from scripts.checks.issues import Issue, Place, issue
from scripts.checks.mermaid import Verdict
from scripts.checks.pages import PageRecord
from scripts.checks.snippets import Line
from scripts.checks.suggest import nearest
from scripts.content.fenced import Fence, fences

#: First words of the diagrams of Mermaid 11.17.
TYPES = (
    "flowchart",
    "graph",
    "sequenceDiagram",
    "classDiagram",
    "classDiagram-v2",
    "stateDiagram",
    "stateDiagram-v2",
    "erDiagram",
    "journey",
    "gantt",
    "pie",
    "quadrantChart",
    "requirementDiagram",
    "gitGraph",
    "C4Context",
    "C4Container",
    "C4Component",
    "C4Dynamic",
    "C4Deployment",
    "mindmap",
    "timeline",
    "sankey-beta",
    "sankey",
    "xychart-beta",
    "xychart",
    "block-beta",
    "block",
    "packet-beta",
    "packet",
    "kanban",
    "architecture-beta",
    "radar-beta",
    "treemap-beta",
    "treemap",
    "venn-beta",
    "ishikawa-beta",
    "wardley-beta",
    "info",
    "flowchart-elk",
)
#: Front matter after a comment. Drawing fails on it, `mermaid.parse` does not.
LATE_FRONT_MATTER = re.compile(r"(?:\s*%%(?!\{)[^\n]*\n)+\s*(?=---\s*\n)")
MAX_DIAGRAM_BYTES = 1_000_000


@dataclass(frozen=True)
class Diagram:
    """A Mermaid text with the origin of each of its lines. ``page`` is empty for a file of its own."""

    text: str
    lines: tuple[Line, ...]
    page: str = ""

    def place(self, line: int = 1, column: int = 1) -> Place:
        """Return the place in the original file of a line and column of the text."""
        if not self.lines:
            return Place(self.page)
        return self.lines[min(max(line, 1), len(self.lines)) - 1].place(column)

    @property
    def name(self) -> str:
        """The file that a reader would open to change the diagram."""
        return self.lines[0].file if self.lines else self.page


def mermaid_names(extensions: Mapping[str, Any]) -> set[str]:
    """Return the fence names that draw Mermaid: ``mermaid`` and every custom fence with that class."""
    names = {"mermaid"}
    for fence in (extensions.get("pymdownx.superfences") or {}).get("custom_fences") or []:
        if isinstance(fence, Mapping) and "mermaid" in str(fence.get("class", "")).split():
            names.add(str(fence.get("name")))
    return names


@lru_cache(maxsize=500)
def _fences(text: str) -> tuple[Fence, ...]:
    return tuple(fences(text))


def in_page(page: PageRecord, names: Iterable[str]) -> tuple[list[Diagram], list[Issue]]:
    """Return the diagrams of the fences of ``page`` and the fences that are not closed."""
    found: list[Diagram] = []
    issues: list[Issue] = []
    lines = page.expansion.lines
    for fence in _fences(page.expansion.text):
        if not fence.closed:
            place = lines[fence.line - 2].place()
            issues.append(
                issue(
                    place,
                    "fence-unclosed",
                    "this fenced block is not closed, so nothing of it is shown as one",
                    suggestion="add the closing fence",
                )
            )
            continue
        if fence.lang not in names:
            continue
        body = fence.body.split("\n") if fence.body else []
        raw = lines[fence.line - 1 : fence.line - 1 + len(body)]
        kept = tuple(
            each._replace(text=text, offset=each.offset + len(text) - len(each.text))
            for text, each in zip(body, raw, strict=False)
        )
        if not fence.body.strip():
            if any(
                each.place == Place(line.file, line.number, each.place.column)
                for each in page.issues
                for line in _around(page, fence.line)
            ):
                continue  # what it should include is not there, which is reported
            issues.append(issue(lines[fence.line - 2].place(), "diagram-empty", "this diagram has no content"))
            continue
        found.append(Diagram(fence.body, kept, page.name))
    return found, issues


def _around(page: PageRecord, first: int) -> Iterable[Line]:
    """Return the lines of the page's own file from the opening of a fence to its end, includes counted as lines."""
    opening = page.expansion.lines[first - 2]
    return [opening._replace(number=opening.number + step) for step in range(1, 4)]


def in_file(path: Path, name: str) -> tuple[Diagram | None, list[Issue]]:
    """Return the diagram of a ``.mmd`` file, or the reason why there is none."""
    source = read_text(path, name, max_bytes=MAX_DIAGRAM_BYTES)
    issues = [each for each in source.issues if each.code != "file-empty"]
    if not source.usable:
        return None, issues
    if not source.text.strip():
        return None, [*issues, issue(Place(name), "diagram-empty", "this diagram has no content")]
    lines = tuple(Line(text, name, number) for number, text in enumerate(source.text.split("\n"), 1))
    return Diagram(source.text, lines), issues


def without_repeats(files: Sequence[Diagram], fenced: Sequence[Diagram]) -> list[Diagram]:
    """Return all diagrams, leaving out fences that only include a file which is there itself."""
    known = {(each.name, each.text.strip()) for each in files}
    return [*files, *(each for each in fenced if (each.name, each.text.strip()) not in known)]


def max_text(settings: Mapping[str, Any]) -> int:
    """Return how many characters Mermaid draws."""
    return int(settings.get("maxTextSize", 50_000))


def check_syntax(
    diagrams: Sequence[Diagram], verdicts: Mapping[str, Verdict], limits: Mapping[str, Any]
) -> list[Issue]:
    """Return an issue for each diagram that Mermaid refuses or will not draw."""
    issues = []
    for diagram in diagrams:
        size = len(diagram.text)
        if size > (most := max_text(limits)):
            issues.append(
                issue(
                    diagram.place(),
                    "diagram-too-large",
                    f"{size} characters, Mermaid draws a warning instead of more than {most}",
                )
            )
            continue
        verdict = verdicts[diagram.text]
        if not verdict["ok"]:
            issues.append(_refused(diagram, verdict))
        elif (reason := verdict["facts"].get("drawn")) and not LATE_FRONT_MATTER.match(diagram.text):
            place = diagram.place(_line_of_reason(diagram.text, reason))
            issues.append(issue(place, "diagram-render", f"Mermaid cannot draw this: {reason}"))
    return issues


def _line_of_reason(text: str, reason: str) -> int:
    """Return the line that holds what Mermaid quotes after the last colon, or the ``excludes`` it complains of."""
    wanted = reason.rpartition(":")[2].strip()
    for number, line in enumerate(text.split("\n"), 1):
        if (wanted and wanted in line) or ("exclude" in reason and line.strip().startswith("excludes")):
            return number
    return 1


def _refused(diagram: Diagram, verdict: Verdict) -> Issue:
    fault = verdict["error"]
    if fault["kind"] == "timeout":
        return issue(diagram.place(), "diagram-timeout", fault["message"])
    if fault["kind"] == "front-matter":
        return issue(
            diagram.place(fault["line"], fault["column"]),
            "diagram-front-matter",
            f"the front matter is not valid YAML: {fault['message']}",
        )
    if "limit" in fault["message"].lower() and "exceeded" in fault["message"].lower():
        return issue(diagram.place(), "diagram-too-large", " ".join(fault["message"].split()))
    line, column, message = culprit(diagram.text, verdict)
    if fault["kind"] == "unknown-type":
        rows = diagram.text.split("\n")
        if line <= len(rows) and rows[line - 1].strip().startswith("---"):
            return issue(
                diagram.place(line, column),
                "diagram-front-matter",
                "front matter counts only at the very start, before comments and blank lines",
            )
        word = rows[line - 1].split()[0] if line <= len(rows) and rows[line - 1].split() else ""
        near = nearest(word, TYPES)
        hint = f", did you mean '{near}'" if near else ""
        return issue(
            diagram.place(line, column),
            "diagram-unknown-type",
            f"'{word}' is not a diagram type{hint}",
            suggestion=near,
        )
    return issue(diagram.place(line, column), "diagram-syntax", message)


def check_drawn(pages: Sequence[PageRecord], fenced: Sequence[Diagram]) -> list[Issue]:
    """Return Mermaid fences that their page shows as code while others of the site become diagrams."""
    if not any(page.diagrams for page in pages):
        return []  # drawn by a plugin or a script of the theme, after Markdown
    found = []
    for page in pages:
        own = [each for each in fenced if each.page == page.name]
        if page.rendered and own and not page.diagrams:
            found += [issue(each.place(), "diagram-not-drawn", "this fence is shown as code") for each in own]
    return found
