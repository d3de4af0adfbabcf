"""``turn`` and ``side-by-side`` fences -> what systems share, where they part, and all their fields in columns."""

from __future__ import annotations

import difflib
from html import escape
from typing import Any, get_args

from markdown import Markdown

from scripts.content.compare import SideBySide, System, TurnFence, read_systems
from scripts.content.errors import ContentError
from scripts.content.located import located
from scripts.content.records import LocatedYaml
from scripts.content.sheet import Fields, Turns
from scripts.fences.page import link_from, page_path
from scripts.fences.place import place
from scripts.fences.sources import chapters

MOST, LEAST = 4, 2


def _pick(name: str, known: list[str], what: str) -> str:
    if name not in known:
        near = difflib.get_close_matches(name, known, 1, 0.4)
        raise ContentError(f"no {what} '{name}'", fix=f"nearest: {near[0]}" if near else ", ".join(known))
    return name


def _words(name: str) -> str:
    return name.replace("_", " ").capitalize().replace("Ml ", "ML ")


def format_turn(source: str, language: str, css_class: str, options: dict[str, Any], md: Markdown, **_: Any) -> str:
    """Return one turn as a table: systems with the same answer stand together, each with its reason.

    Raises:
        ContentError: with file and line: there is no such turn, or a system lacks it.
    """
    file, line = place(md, "turn", source)
    body = LocatedYaml(source, file=file, first_line=line)
    with located(file, body.line("turn")):
        name = _pick(body.read(TurnFence).turn, list(Turns.model_fields), "turn")
    field = Turns.model_fields[name]
    step = str(field.json_schema_extra["step"]) if isinstance(field.json_schema_extra, dict) else ""
    kinds = get_args(field.annotation.model_fields["kind"].annotation)  # type: ignore[union-attr]
    systems = read_systems(chapters())
    rows = ""
    for kind in kinds:
        same = [system for system in systems if system.turns[name].kind == kind]
        for number, system in enumerate(same):
            head = f'<th scope="rowgroup" rowspan="{len(same)}">{escape(kind)}</th>' if not number else ""
            link = link_from(page_path(md), system.page, step)
            rows += (
                f'<tr>{head}<td><a href="{link}">{escape(system.title)}</a></td>'
                f"<td>{escape(system.turns[name].because)}</td></tr>"
            )
    return (
        f'<table class="turn" data-turn="{name}"><thead><tr><th scope="col">{escape(str(field.title))}</th>'
        f'<th scope="col">System</th><th scope="col">Because</th></tr></thead><tbody>{rows}</tbody></table>'
    )


def _row(name: str, systems: list[System], shown: list[str], page: str) -> str:
    cells = "".join(
        f'<td data-system="{system.slug}" data-title="{escape(system.title)}"'
        f"{'' if system.slug in shown else ' hidden'}>{escape(system.fields[name])}</td>"
        for system in systems
    )
    return f'<tr><th scope="row">{_words(name)}</th>{cells}</tr>'


def format_side_by_side(
    source: str, language: str, css_class: str, options: dict[str, Any], md: Markdown, **_: Any
) -> str:
    """Return all systems by all fields as one table; the reader picks the columns, without scripts all are shown.

    Raises:
        ContentError: with file and line: a system is unknown, or too few or too many are shown first.
    """
    file, line = place(md, "side-by-side", source)
    body = LocatedYaml(source, file=file, first_line=line)
    systems = read_systems(chapters())
    page = page_path(md)
    with located(file, body.line("show")):
        shown = [_pick(slug, [system.slug for system in systems], "system") for slug in body.read(SideBySide).show]
        if not LEAST <= len(set(shown)) <= MOST:
            raise ContentError(f"show {LEAST} to {MOST} systems")
    boxes = "".join(
        f'<label><input type="checkbox" name="system" value="{system.slug}"'
        f"{' checked' if system.slug in shown else ''}> {escape(system.title)}</label>"
        for system in systems
    )
    heads = "".join(
        f'<th scope="col" data-system="{system.slug}"{"" if system.slug in shown else " hidden"}>'
        f'<a href="{link_from(page, system.page)}">{escape(system.title)}</a></th>'
        for system in systems
    )
    rows = "".join(_row(name, systems, shown, page) for name in Fields.model_fields)
    return (
        f'<div class="side-by-side" data-least="{LEAST}" data-most="{MOST}" data-search-exclude>'
        f'<fieldset hidden><legend>Pick {LEAST} to {MOST} systems</legend>{boxes}<p role="status"></p></fieldset>'
        f'<table><thead><tr><th scope="col">Field</th>{heads}</tr></thead><tbody>{rows}</tbody></table></div>'
    )
