"""Where a value stands in a YAML text."""

from __future__ import annotations

from collections.abc import Iterator

import yaml

from scripts.content import fast_yaml


def _walk(
    node: yaml.Node | None, path: tuple[str | int, ...] = ()
) -> Iterator[tuple[tuple[str | int, ...], yaml.Node]]:
    if node is None:
        return
    yield path, node
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield (*path, f"{key.value}:key"), key
            yield from _walk(value, (*path, str(key.value)))
    elif isinstance(node, yaml.SequenceNode):
        for index, child in enumerate(node.value):
            yield from _walk(child, (*path, index))


class YamlPlaces:
    """The nodes of a YAML text with their lines and columns, both from 1. Tags are not resolved."""

    def __init__(self, text: str) -> None:
        """Parse ``text``.

        Raises:
            yaml.YAMLError: it is not YAML.
        """
        self._nodes = list(_walk(fast_yaml.compose(text)))

    def scalars(self, *path: str) -> list[tuple[str, int, int]]:
        """Return the value, line and column of each text below ``path``, keys left out."""
        found = []
        for where, node in self._nodes:
            below = where[: len(path)] == path
            if below and isinstance(node, yaml.ScalarNode) and not str(where[-1]).endswith(":key"):
                found.append((str(node.value), node.start_mark.line + 1, node.start_mark.column + 1))
        return found

    def of_path(self, path: tuple[str | int, ...]) -> tuple[int, int]:
        """Return the line and column of the value at ``path`` or of its nearest ancestor."""
        for length in range(len(path), 0, -1):
            for where, node in self._nodes:
                if where == (*path[: length - 1], f"{path[length - 1]}:key") or where == path[:length]:
                    return node.start_mark.line + 1, node.start_mark.column + 1
        return 1, 1

    def of_text(self, text: str) -> tuple[int, int]:
        """Return the line and column of the first key or value that is ``text``."""
        for _, node in self._nodes:
            if isinstance(node, yaml.ScalarNode) and node.value == text:
                return node.start_mark.line + 1, node.start_mark.column + 1
        return 1, 1
