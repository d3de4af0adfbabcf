"""Text with its snippet includes expanded, where each line still knows the file it comes from.

The notation and the search for files are those of pymdownx, whose preprocessor is asked for both; it does not say
where a line came from, and it drops missing and cyclic includes without a word, which is what this module adds.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from markdown import Markdown
from pymdownx.snippets import SnippetExtension, SnippetPreprocessor

from scripts.checks.files import decode, relative
from scripts.checks.issues import Issue, Place, issue
from scripts.checks.suggest import nearest, nearest_path

MAX_DEPTH = 50
MAX_LINES = 200_000


class Line(NamedTuple):
    """One line of an expanded text. ``offset`` is what its column must be reduced by to get that in ``file``."""

    text: str
    file: str
    number: int
    offset: int = 0

    def place(self, column: int = 1) -> Place:
        """Return the place in the original file of ``column`` of this line."""
        return Place(self.file, self.number, max(1, column - self.offset))


@dataclass
class Expansion:
    """The lines of a text after its includes, the files it took them from, and the includes that failed."""

    lines: list[Line] = field(default_factory=list)
    files: set[str] = field(default_factory=set)
    issues: list[Issue] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The expanded text."""
        return "\n".join(line.text for line in self.lines)


class Snippets:
    """Expands includes as ``pymdownx.snippets`` does with the given options; without options nothing is expanded."""

    def __init__(self, options: Mapping[str, Any] | None, root: Path) -> None:
        """Take the options of the extension in the project's configuration, and the folder places refer to."""
        self.root = root
        self._engine: SnippetPreprocessor | None = None
        self._known: list[str] | None = None
        if options is not None:
            md = Markdown(extensions=[SnippetExtension(**{**options, "check_paths": False})])
            self._engine = md.preprocessors["snippet"]

    def bases(self) -> list[Path]:
        """Return the base folders that exist."""
        if self._engine is None:
            return []
        return [Path(base) for base in self._engine.base_path if Path(base).is_dir()]

    def expand(self, text: str, file: str, first_line: int = 1) -> Expansion:
        """Return ``text``, which starts at ``first_line`` of ``file``, with every include replaced by its lines."""
        lines = [Line(each, file, number) for number, each in enumerate(text.split("\n"), first_line)]
        result = Expansion()
        if self._engine is None:
            result.lines = lines
            return result
        # pymdownx appends these to every page; a fault in one of them is the configuration's.
        for name in self._engine.auto_append:
            lines += [Line("", file, 1), Line(f'--8<-- "{name}"', file, 1), Line("", file, 1)]
        result.lines = self._expand(lines, (str((self.root / file).absolute()),), result, is_section=False)
        return result

    def _expand(
        self, lines: Sequence[Line], stack: tuple[str, ...], result: Expansion, *, is_section: bool
    ) -> list[Line]:
        engine = self._engine
        assert engine is not None
        out: list[Line] = []
        opened: Line | None = None
        before = 0
        for line in lines:
            match = engine.RE_ALL_SNIPPETS.match(line.text)
            if match and match["escape"]:
                out.append(line._replace(text=line.text.replace(";", "", 1)))
            elif match and match["block_marker"]:
                opened, before = None if opened else line, len(result.issues)
            elif match and not opened:
                column = match.start("snippet") + 2
                indent = match["space"].expandtabs(engine.tab_length)
                out += self._include(match["snippet"][1:-1].strip(), line, column, indent, stack, result)
            elif match:
                continue  # pymdownx ignores the inline notation inside a block
            elif opened:
                path = line.text.strip()
                indent = line.text[: len(line.text) - len(line.text.lstrip())]
                out += self._include(path, line, len(indent) + 1, indent, stack, result) if path else [line]
            else:
                section = None if is_section else engine.match_section(line.text)
                if section and not section["escape"]:
                    continue
                if section:
                    start = section.start("escape")
                    line = line._replace(text=line.text[:start] + line.text[start + 1 :], offset=-1)
                out.append(line)
        if opened:
            del result.issues[before:]  # the rest of the page was taken for file names
            result.issues.append(issue(opened.place(), "snippet-unclosed", "this include block has no second '--8<--'"))
        return out

    def _include(
        self, spec: str, line: Line, column: int, indent: str, stack: tuple[str, ...], result: Expansion
    ) -> list[Line]:
        engine = self._engine
        assert engine is not None
        place = line.place(column)
        if spec.startswith(";"):
            return []
        target = engine.parse_snippet_target(spec)
        path = target["path"] if target else ""
        if not target:
            result.issues.append(issue(place, "snippet-missing", "this include names no file"))
            return []
        if path.lower().startswith(("https://", "http://")):
            if not engine.url_download:
                message = f"'{path}' is not downloaded: the option url_download is off, so the reader sees nothing"
                result.issues.append(issue(place, "snippet-url", message))
            return []
        found = engine.get_snippet_path(path) if "\0" not in path else None
        if found is None or not is_file(Path(found)):
            result.issues.append(self._missing(path, place))
            return []
        found = str(Path(found).absolute())
        if found in stack or len(stack) > MAX_DEPTH or len(result.lines) > MAX_LINES:
            chain = " -> ".join(
                Path(each).name for each in (*stack[stack.index(found) if found in stack else 0 :], path)
            )
            result.issues.append(
                issue(place, "snippet-cycle", f"'{path}' includes itself ({chain}), its text is left out")
            )
            return []
        name = relative(found, self.root)
        result.files.add(name)
        text = decode(Path(found).read_bytes(), name)
        if not text.usable:
            message = f"'{path}' cannot be included: it {text.issues[-1].message}"
            result.issues.append(issue(place, "snippet-unreadable", message))
            return []
        content = text.text.split("\n") if text.text else []
        lines = [Line(each, name, number) for number, each in enumerate(content, 1)]
        lines = self._select(lines, target, path, place, result)
        nested = self._expand(lines, (*stack, found), result, is_section=target["section"] is not None)
        return [each._replace(text=indent + each.text, offset=each.offset + len(indent)) for each in nested]

    def _missing(self, path: str, place: Place) -> Issue:
        engine = self._engine
        assert engine is not None
        for base in self.bases():
            if engine.restrict_base_path and is_file(base / path):
                message = f"'{path}' is outside the base paths of the snippets, so it is left out"
                return issue(place, "snippet-outside", message)
        near = nearest_path(path, self.known())
        hint = f", did you mean '{near}'" if near else ""
        return issue(place, "snippet-missing", f"there is no file '{path}' to include{hint}", suggestion=near)

    def known(self) -> list[str]:
        """Return what could be included: the text files below the base folders, hidden and installed ones left out."""
        if self._known is None:
            self._known = []
            for base in self.bases():
                for path in sorted(base.rglob("*"))[:20_000]:
                    parts = path.relative_to(base).parts
                    hidden = any(part.startswith(".") or part in ("node_modules", "site") for part in parts)
                    if not hidden and path.is_file():
                        self._known.append(path.relative_to(base).as_posix())
        return self._known

    def _select(
        self, lines: list[Line], target: Mapping[str, Any], path: str, place: Place, result: Expansion
    ) -> list[Line]:
        """Return the lines that the section or the line numbers of an include ask for."""
        engine = self._engine
        assert engine is not None
        dedent = bool(engine.dedent_subsections)
        if name := target["section"]:
            marks = [
                (index, m["name"], m["type"])
                for index, line in enumerate(lines)
                if (m := engine.match_section(line.text)) and not m["escape"]
            ]
            start = next((index for index, found, kind in marks if found == name and kind == "start"), None)
            if start is None:
                near = nearest(name, [found for _, found, kind in marks if kind == "start"])
                message = f"'{path}' has no section '{name}'" + (f", did you mean '{near}'" if near else "")
                result.issues.append(issue(place, "snippet-section", message, suggestion=near))
                return []
            end = next((i for i, found, kind in marks if i > start and found == name and kind == "end"), len(lines))
            inner = {index for index, *_ in marks}
            return _dedent([lines[i] for i in range(start + 1, end) if i not in inner], dedent)
        if not target["start"]:
            return lines
        chosen: list[Line] = []
        for start, end in zip(target["start"], target["end"], strict=True):
            total = len(lines)
            first = max(0, total + start) if start and start < 0 else start or 0
            last = max(0, total + 1 + end) if end and end < 0 else end
            picked = lines[first:last]
            if not picked:
                message = f"'{path}' has {total} lines, the ones asked for do not exist"
                result.issues.append(issue(place, "snippet-lines", message))
            chosen += picked
        return _dedent(chosen, dedent)


def is_file(path: Path) -> bool:
    """Tell whether ``path`` is a file; a name that cannot be one is none."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def _dedent(lines: list[Line], wanted: bool) -> list[Line]:
    if not wanted:
        return lines
    texts = textwrap.dedent("\n".join(line.text for line in lines)).split("\n")
    return [
        line._replace(text=text, offset=len(text) - len(line.text)) for line, text in zip(lines, texts, strict=False)
    ]
