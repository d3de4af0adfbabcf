"""Where the links of a diagram lead. Mermaid puts them into the built page as they are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from scripts.checks.diagram_text import plain_lines
from scripts.checks.diagrams import Diagram
from scripts.checks.issues import Issue, issue
from scripts.checks.links import Site, check_link
from scripts.checks.mermaid import Verdict
from scripts.checks.pages import Link, PageRecord
from scripts.checks.schemes import is_external, scheme_of, unsafe

_TO = r"\s+(?P<node>\S+)\s+(?:(?:href\s+)?\"(?P<target>[^\"]*)\"|(?P<call>call\s+\S+|[\w.]+))"
_CLICK = re.compile(rf"^\s*click{_TO}")
_CLASS_LINK = re.compile(rf"^\s*(?:click|link){_TO}")  # elsewhere "link" may be the name of a node
_SEQUENCE_LINK = re.compile(r"^\s*link\s+[^:]+:\s*.*?@\s*(?P<target>\S+)")
_LINKS = {"sequence": _SEQUENCE_LINK, "class": _CLASS_LINK}


def targets(diagram: Diagram, kind: str) -> Iterator[tuple[str, int, int]]:
    """Yield the address, line and column of every link of the diagram; the address is empty for a callback."""
    statement = next((one for name, one in _LINKS.items() if kind.startswith(name)), _CLICK)
    for number, line in enumerate(plain_lines(diagram.text), 1):
        match = statement.match(line)
        if match and match["target"] is not None:
            yield match["target"], number, match.start("target") + 1
        elif match and match.groupdict().get("call"):
            yield "", number, match.start("call") + 1


def check_clicks(
    diagrams: Sequence[Diagram],
    verdicts: Mapping[str, Verdict],
    site: Site,
    pages: Mapping[str, PageRecord],
    *,
    strict: bool = True,
) -> list[Issue]:
    """Return links of diagrams that run code, draw nothing or lead nowhere. ``pages`` are by file name."""
    found: list[Issue] = []
    for diagram in diagrams:
        verdict = verdicts.get(diagram.text)
        kind = verdict.get("type", "") if verdict else ""
        for target, line, column in targets(diagram, kind):
            place = diagram.place(line, column)
            if not target:
                if strict and not kind.startswith("class"):
                    found.append(
                        issue(
                            place,
                            "diagram-link-dead",
                            "callbacks do not run at this security level, so no link is drawn",
                        )
                    )
            elif bad := unsafe(target):
                found.append(issue(place, "diagram-unsafe-link", f"'{bad}:' runs code; Mermaid removes the link"))
            elif (page := pages.get(diagram.page)) and page.rendered:
                link = Link(target, "a", "markdown" if is_external(target) else "html", place)
                for fault in check_link(link, page, site):
                    if scheme_of(target):
                        found.append(fault)
                    else:
                        found.append(
                            issue(
                                place,
                                "diagram-link-missing",
                                fault.message,
                                suggestion=fault.suggestion,
                                edit=fault.edit,
                            )
                        )
    return found


def external_targets(diagrams: Sequence[Diagram]) -> Iterator[Link]:
    """Yield the links of diagrams that leave the site."""
    for diagram in diagrams:
        for target, line, column in targets(diagram, ""):
            if scheme_of(target) in ("http", "https"):
                yield Link(target, "a", "html", diagram.place(line, column))
