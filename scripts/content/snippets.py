"""Snippet lines (``--8<-- "framework/orders.yml"``) inside a fence, for readers that run without Markdown."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

from scripts.content.errors import ContentError
from scripts.content.source import DOCS

SNIPPETS = (DOCS.parent / "diagrams", DOCS)
"""Where snippets are looked up, as in ``base_path`` of ``mkdocs.yml``."""
_LINE = re.compile(r'^(?P<indent>[ \t]*)--8<--[ \t]+(["\'])(?P<path>[^"\']+)\2[ \t]*$')


class Expanded(NamedTuple):
    """A text with its snippets in place; ``file`` and ``line`` say where its first line stands."""

    text: str
    file: str
    line: int


def _find(name: str, folders: tuple[Path, ...]) -> Path | None:
    for folder in folders:
        path = (folder / name).resolve()
        if path.is_relative_to(folder.resolve()) and path.is_file():
            return path
    return None


def expand(body: str, file: str, line: int, folders: tuple[Path, ...] = SNIPPETS) -> Expanded:
    """Return ``body``, which starts on ``line`` of ``file``, with each snippet line replaced by the file it names.

    A body that is nothing but one snippet is placed in that snippet's file, so that faults are reported there.

    Raises:
        ContentError: the file is missing or outside ``folders``.
    """
    if "--8<--" not in body:
        return Expanded(body, file, line)
    lines: list[str] = []
    whole = ""
    for number, written in enumerate(body.removesuffix("\n").split("\n"), line):
        if not (match := _LINE.match(written)):
            lines.append(written)
            continue
        path = _find(match["path"], folders)
        if path is None:
            where = " or ".join(f"{folder.name}/" for folder in folders)
            raise ContentError(f"no snippet '{match['path']}'", file=file, line=number, fix=f"put it into {where}")
        whole = match["path"]
        lines += [match["indent"] + part for part in path.read_text(encoding="utf-8").removesuffix("\n").split("\n")]
    alone = "\n" not in body.strip()
    return Expanded("\n".join(lines), whole, 1) if alone and whole else Expanded("\n".join(lines), file, line)
