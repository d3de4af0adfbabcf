"""Interactive fence -> a figure with controls. ``docs/assets/js/interactive.js`` draws it: here by Node for its first
state, so that it prints and works without scripts, and in the browser when a control moves."""

from __future__ import annotations

import functools
import json
import subprocess
from html import escape
from pathlib import Path
from typing import Any

from markdown import Markdown

from scripts.content.errors import ContentError
from scripts.content.records import LocatedYaml, Record
from scripts.content.source import DOCS
from scripts.fences.place import place
from scripts.node import node

LIBRARY = DOCS / "assets" / "js" / "interactive.js"
_CALL = """
const { render } = require(process.argv[1]);
try {
  process.stdout.write(JSON.stringify(render(process.argv[2], JSON.parse(process.argv[3]))));
} catch (error) {
  process.stdout.write(JSON.stringify({ error: error.message }));
}
"""


class Interactive(Record):
    """What the fence says: the kind of figure, its first state, its caption and its text alternative."""

    kind: str
    title: str
    description: str
    state: dict[str, float | bool | list[int]]


@functools.lru_cache(maxsize=64)
def _drawn(kind: str, state: str, library: str) -> dict[str, Any]:
    done = subprocess.run([node(), "-e", _CALL, library, kind, state], capture_output=True, text=True, check=False)
    if done.returncode:
        raise ContentError(f"the figure cannot be drawn: {done.stderr.strip().splitlines()[-1]}")
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def draw(kind: str, state: dict[str, Any], library: Path = LIBRARY) -> dict[str, Any]:
    """Return ``svg``, ``readout``, ``settings`` (pairs of text) and ``values`` of a figure in ``state``.

    Raises:
        ContentError: there is no such kind, or the state has a wrong or missing name.
    """
    answer = _drawn(kind, json.dumps(state), str(library))
    if "error" in answer:
        raise ContentError(str(answer["error"]))
    return answer


def _rows(pairs: list[list[str]]) -> str:
    return "".join(f'<tr><th scope="row">{escape(name)}</th><td>{escape(value)}</td></tr>' for name, value in pairs)


def format_interactive(
    source: str, language: str, css_class: str, options: dict[str, Any], md: Markdown, **_: Any
) -> str:
    """Superfences formatter of the ``interactive`` fence.

    Raises:
        ContentError: the fence does not fit its record, or the figure cannot be drawn.
    """
    file, line = place(md, "interactive", source)
    located = LocatedYaml(source, file=file, first_line=line)
    figure = located.read(Interactive)
    try:
        drawn = draw(figure.kind, figure.state)
    except ContentError as error:
        field = "kind" if error.message.startswith("no figure") else "state"
        raise ContentError(error.message, file=file, line=located.line(field)) from error
    settings = "; ".join(f"{escape(name)}: {escape(value)}" for name, value in drawn["settings"])
    state = escape(json.dumps(figure.state))
    return (
        f'<figure class="interactive" data-kind="{escape(figure.kind)}" data-state="{state}">'
        f"<figcaption>{escape(figure.title)}</figcaption>"
        f'<div class="interactive-controls"><p>{settings}</p></div>'
        f'<div class="interactive-stage">{drawn["svg"]}</div>'
        f'<table class="interactive-readout" aria-live="polite"><tbody>{_rows(drawn["readout"])}</tbody></table>'
        f'<details class="in-words"><summary>In words</summary><p>{escape(figure.description)}</p></details></figure>'
    )
