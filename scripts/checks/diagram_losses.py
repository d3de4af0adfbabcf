"""What Mermaid accepts and the reader never sees. Each rule was settled by drawing examples in Chromium."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence

from scripts.checks.diagram_text import class_uses, directives, front_matter, line_column, plain_lines, statements
from scripts.checks.diagrams import LATE_FRONT_MATTER, Diagram
from scripts.checks.html_tags import HTML_TAGS
from scripts.checks.issues import Edit, Issue, issue
from scripts.checks.mermaid import Verdict
from scripts.checks.suggest import nearest

#: Types whose texts never pass through HTML.
_TEXT_ONLY = ("sequence", "gantt", "journey", "timeline", "pie", "packet", "architecture", "radar", "treemap")
#: Types whose grammar takes a hash in the middle of a line for a comment.
_HASH_CUTS = ("sequence", "journey", "timeline")
#: What `secure` in Mermaid's configuration keeps a diagram from setting.
SECURE = {"secure", "securityLevel", "startOnLoad", "maxTextSize", "suppressErrorRendering", "maxEdges"}
_TAG = re.compile(
    r"(?<![<\w~])<(?P<name>[A-Za-z][\w:.-]*)(?P<rest>[^<>\"\n]*)(?P<close>>?)|(?<=\w)<(?P<inner>[A-Za-z]"
    r"[\w:.-]*)(?P<more>[^<>\"\n]*)(?P<shut>>?)"
)


def check_losses(diagrams: Sequence[Diagram], verdicts: Mapping[str, Verdict], palette: Sequence[str]) -> list[Issue]:
    """Return the losses of every diagram that Mermaid accepts, and the directives that it drops."""
    found: list[Issue] = []
    for diagram in diagrams:
        verdict = verdicts.get(diagram.text)
        found += _front_matter_position(diagram)
        found += _directives(diagram)
        if not verdict or not verdict["ok"]:
            continue
        lines = plain_lines(diagram.text)
        found += _description(diagram)
        found += _empty(diagram, lines)
        found += _tags(diagram, lines, verdict["type"])
        found += _hashes(diagram, lines, verdict["type"])
        found += _open_cards(diagram, lines, verdict["type"])
        found += _stray_arrows(diagram, lines, verdict["type"])
        found += _nodes(diagram, lines, verdict)
        found += _classes(diagram, lines, verdict, palette)
        found += _nesting(diagram, lines, verdict)
    return found


def _empty(diagram: Diagram, lines: list[str]) -> Iterator[Issue]:
    if (
        sum(bool(line.strip()) for line in lines) < 2
        and "\n" in diagram.text.strip() + "\n"
        and not any(";" in line or '"' in line for line in lines)
    ):
        kinds = ("flowchart", "graph", "sequence", "gantt", "er", "mindmap", "timeline", "class", "state")
        first = next((line.strip() for line in lines if line.strip()), "")
        if first.lower().startswith(kinds):
            yield issue(diagram.place(), "diagram-empty", "this diagram has no content")


def _description(diagram: Diagram) -> Iterator[Issue]:
    for match in re.finditer(r"accDescr\s*\{(?P<text>[^}]*)(?P<end>\}?)", diagram.text):
        if not match["end"] or re.search(r"\{|:::|-->|->>|\|\|--", match["text"]):
            yield issue(
                diagram.place(*line_column(diagram.text, match.start())),
                "diagram-description",
                "this description has no closing brace of its own, so what follows is not drawn",
                suggestion="}",
            )


def _front_matter_position(diagram: Diagram) -> Iterator[Issue]:
    match = LATE_FRONT_MATTER.match(diagram.text)
    if match:
        line, column = line_column(diagram.text, match.end())
        yield issue(
            diagram.place(line, column),
            "diagram-front-matter",
            "front matter must come before any comment; here Mermaid cannot draw the diagram",
        )


def _directives(diagram: Diagram) -> Iterator[Issue]:
    text = diagram.text
    for match in re.finditer(r"%%\{", text):
        end = text.find("}%%", match.end())
        following = text.find("%%{", match.end())
        if end < 0 or 0 <= following < end:
            yield issue(
                diagram.place(*line_column(text, match.start())),
                "diagram-directive",
                "this directive is not closed by '}%%'",
                suggestion="}%%",
            )
    settings: list[tuple[str, int]] = [(front_matter(text), 0)]
    for name, arguments, offset in directives(text):
        place = diagram.place(*line_column(text, offset))
        if name not in ("init", "initialize", "wrap"):
            near = nearest(name, ("init", "initialize", "wrap"))
            hint = f", did you mean '{near}'" if near else ""
            yield issue(
                place, "diagram-directive", f"'{name}' is not a directive, so it is ignored{hint}", suggestion=near
            )
            continue
        settings.append((arguments, offset))
        if name == "wrap":
            continue
        try:
            json.loads(arguments.replace("'", '"'))
        except (ValueError, RecursionError) as error:
            reason = str(error).split(":")[0]
            yield issue(place, "diagram-directive", f"this directive is not valid JSON, so it is ignored: {reason}")
    for value, offset in settings:
        for key in re.findall(r"[\"']?(\w+)[\"']?\s*:", value):
            if key in SECURE:
                at = max(offset, text.find(key))
                yield issue(
                    diagram.place(*line_column(text, at)),
                    "diagram-unsafe-directive",
                    f"a diagram cannot set '{key}', only the page can",
                )
        if sheet := re.search(r"@import|url\(", value):
            at = text.find(sheet[0], offset)
            yield issue(
                diagram.place(*line_column(text, at)),
                "diagram-external-style",
                f"'{sheet[0]}' loads styles from elsewhere",
            )


def _tags(diagram: Diagram, lines: list[str], kind: str) -> Iterator[Issue]:
    if kind.startswith(_TEXT_ONLY):
        return
    for number, line in enumerate(lines, 1):
        for match in _TAG.finditer(line):
            name = (match["name"] or match["inner"]).lower()
            closed = bool(match["close"] or match["shut"])
            if closed and name in HTML_TAGS:
                continue
            better = match[0].replace("<", "#lt;").replace(">", "#gt;")
            place = diagram.place(number, match.start() + 1)
            what = (
                "looks like an HTML tag and vanishes" if closed else "opens an HTML tag, and the text after it vanishes"
            )
            yield issue(
                place,
                "diagram-label-lost",
                f"'{match[0].strip()}' {what}, write '{better}'",
                suggestion=better,
                edit=Edit(place, match[0], better),
            )


def _hashes(diagram: Diagram, lines: list[str], kind: str) -> Iterator[Issue]:
    if not kind.startswith(_HASH_CUTS):
        return
    for number, line in enumerate(lines, 1):
        hashes = [m.start() for m in re.finditer(r"#(?!\w+;)", line)]
        if kind.startswith("timeline"):
            # Only the period, before the first colon, ends at a hash.
            period = len(line) if re.match(r"\s*(title|section)\b", line) else line.find(":") % (len(line) + 1)
            hashes = [] if re.match(r"\s*(title|section)\b", line) else [at for at in hashes if at < period]
        if hashes and line[: hashes[0]].strip():
            place = diagram.place(number, hashes[0] + 1)
            yield issue(
                place,
                "diagram-text-cut",
                "the reader sees nothing from this '#' on, write '#35;'",
                suggestion="#35;",
                edit=Edit(place, "#", "#35;"),
            )


def _open_cards(diagram: Diagram, lines: list[str], kind: str) -> Iterator[Issue]:
    if not kind.startswith("kanban"):
        return
    for number, line in enumerate(lines, 1):
        if (card := re.match(r"\s*\w*\[(?!\"`?)", line)) and "]" not in line:
            yield issue(
                diagram.place(number, card.end()),
                "diagram-open-card",
                "this bracket is not closed on its line, so the next card runs into its label",
                suggestion=f"{line.strip()}]",
            )


def _stray_arrows(diagram: Diagram, lines: list[str], kind: str) -> Iterator[Issue]:
    if not kind.startswith("state"):
        return
    note = False
    for number, line in enumerate(lines, 1):
        note = (note or bool(re.match(r"\s*note\b[^:]*$", line))) and not re.match(r"\s*end note\b", line)
        stray = re.match(r"\s*[\w\[\]*]+\s+(?P<arrow>[=~.<]*[=~.]>|<?[=~]+)\s+[\w\[\]*]", line)
        if stray and not note:
            place = diagram.place(number, stray.start("arrow") + 1)
            yield issue(
                place,
                "diagram-stray-arrow",
                f"'{stray['arrow']}' is drawn as a state, write '-->'",
                suggestion="-->",
                edit=Edit(place, stray["arrow"], "-->"),
            )


def _nodes(diagram: Diagram, lines: list[str], verdict: Verdict) -> Iterator[Issue]:
    facts, kind = verdict["facts"], verdict["type"]
    known = facts.get("ids")
    if known is None and not facts.get("tasks"):
        return
    for each in statements(lines, kind):
        if known is None:
            break
        for name in each.names:
            column = each.column + (lines[each.line - 1][each.column - 1 :].find(name))
            place = diagram.place(each.line, column)
            plain = name.removeprefix("href").strip()
            if plain in known or name in ("default", "*", "[*]", "node"):
                late = (
                    each.word == "click"
                    and kind.startswith("flowchart")
                    and plain not in facts["linked"]
                    and re.match(r"(href\s*)?\"", each.rest)
                    and not re.search(r"(javascript|data|vbscript):", each.rest, re.I)
                )
                if late:
                    yield issue(
                        place,
                        "diagram-link-dead",
                        f"'{name}' is defined only further down, so no link is drawn; move the click below it",
                    )
                continue
            near = nearest(name, known)
            hint = f", did you mean '{near}'" if near else ""
            yield issue(
                place,
                "diagram-unknown-node",
                f"'{each.word}' names '{name}', which is not in the diagram{hint}",
                suggestion=near,
            )
    if kind.startswith("gantt"):
        yield from _gantt(diagram, lines, set(facts.get("tasks") or []))


def _gantt(diagram: Diagram, lines: list[str], tasks: set[str]) -> Iterator[Issue]:
    for number, line in enumerate(lines, 1):
        for match in re.finditer(r"[:,]\s*(?:after|until)\s+(?P<names>[^,\n]+)", line):
            for name in match["names"].split():
                if name not in tasks:
                    near = nearest(name, tasks)
                    place = diagram.place(number, match.start("names") + match["names"].find(name) + 1)
                    hint = f", did you mean '{near}'" if near else ""
                    yield issue(
                        place,
                        "diagram-unknown-node",
                        f"there is no task '{name}', so this one starts today{hint}",
                        suggestion=near,
                    )


def _classes(diagram: Diagram, lines: list[str], verdict: Verdict, palette: Sequence[str]) -> Iterator[Issue]:
    if palette:
        return  # the house rules name every class that is not in it
    facts, kind = verdict["facts"], verdict["type"]
    known = {*facts["classes"], "default"}
    for name, number, column in class_uses(lines, kind):
        if name not in known:
            near = nearest(name, known - {"default"})
            hint = f", did you mean '{near}'" if near else ""
            yield issue(
                diagram.place(number, column),
                "diagram-unknown-class",
                f"the class '{name}' is not defined{hint}",
                suggestion=near,
            )


def _nesting(diagram: Diagram, lines: list[str], verdict: Verdict) -> Iterator[Issue]:
    groups = {each["id"]: set(each["nodes"]) for each in verdict["facts"].get("groups") or []}
    for name, nodes in groups.items():
        inside, todo = set(nodes), list(nodes & groups.keys())
        while todo:
            new = groups[todo.pop()] - inside
            inside |= new
            todo += [each for each in new if each in groups]
        if name in inside:
            number = next(
                (
                    n
                    for n, line in enumerate(lines, 1)
                    if re.match(rf"\s*subgraph\s+\"?{re.escape(name)}\"?(?![\w])", line)
                ),
                1,
            )
            yield issue(
                diagram.place(number, lines[number - 1].find("subgraph") + 1),
                "diagram-self-nested",
                f"the group '{name}' contains itself, so Mermaid cannot draw the diagram; rename the node or it",
            )
