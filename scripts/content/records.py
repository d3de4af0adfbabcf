"""YAML in a fence -> a typed record, with every fault reported at its line."""

from __future__ import annotations

from typing import Annotated, Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from scripts.content import fast_yaml
from scripts.content.errors import ContentError

Path = tuple[str | int, ...]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]


class Record(BaseModel):
    """Base of all records in a chapter: no unknown field, no change after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


RecordType = TypeVar("RecordType", bound=Record)


def _line_of(node: yaml.Node | None, path: Path) -> int:
    """Return the 0-based line of ``path`` below ``node``, or of its nearest ancestor that exists."""
    line = node.start_mark.line if node else 0
    for step in path:
        if isinstance(node, yaml.MappingNode):
            pair = next(((k, v) for k, v in node.value if k.value == str(step)), None)
            if pair is None:
                break
            line, node = pair[0].start_mark.line, pair[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
            line = node.start_mark.line
        else:
            break
    return line


class LocatedYaml:
    """Parsed YAML that knows the line of each of its values."""

    def __init__(self, text: str, *, file: str = "", first_line: int = 1) -> None:
        """Parse ``text``, whose first line is line ``first_line`` of ``file``.

        Raises:
            ContentError: the text is not YAML, not a mapping, or repeats a key.
        """
        self.file, self.first_line = file, first_line
        try:
            self.node = fast_yaml.compose(text)
            self.data: dict[str, Any] = fast_yaml.load(text)
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            problem = getattr(error, "problem", None) or "not valid YAML"
            raise ContentError(
                f"broken YAML: {problem}",
                file=file,
                line=first_line + (mark.line if mark else 0),
                fix="quote texts that hold a colon, a hash or braces",
            ) from error
        if not isinstance(self.data, dict):
            raise ContentError("expected 'name: value' lines", file=file, line=first_line)
        self._refuse_repeated_keys(self.node)

    def _refuse_repeated_keys(self, node: yaml.Node | None) -> None:
        if isinstance(node, yaml.SequenceNode):
            for child in node.value:
                self._refuse_repeated_keys(child)
        if isinstance(node, yaml.MappingNode):
            seen: set[str] = set()
            for key, value in node.value:
                if key.value in seen:
                    raise ContentError(
                        f"'{key.value}' is given twice", file=self.file, line=self.first_line + key.start_mark.line
                    )
                seen.add(key.value)
                self._refuse_repeated_keys(value)

    def line(self, *path: str | int) -> int:
        """Return the line in the file of the value at ``path``."""
        return self.first_line + _line_of(self.node, path)

    def read(self, model: type[RecordType]) -> RecordType:
        """Return the data as ``model``.

        Raises:
            ContentError: a field is missing, unknown, too long or of the wrong kind; the first fault is reported.
        """
        try:
            return model.model_validate(self.data)
        except ValidationError as error:
            first = error.errors()[0]
            path = tuple(step for step in first["loc"] if not str(step).startswith("function-"))
            name = ".".join(str(step) for step in path)
            known = ", ".join(model.model_fields) if len(path) == 1 else ""
            message = {
                "missing": f"'{name}' is missing",
                "extra_forbidden": f"'{name}' is not a field here",
            }.get(first["type"], f"'{name}': {first['msg'][0].lower()}{first['msg'][1:]}")
            fix = f"fields: {known}" if known and first["type"] in ("missing", "extra_forbidden") else ""
            raise ContentError(message, file=self.file, line=self.line(*path), fix=fix) from error
