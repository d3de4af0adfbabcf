"""Results kept between runs. Keys hold everything a result depends on, so an entry is never wrong, only unused."""

from __future__ import annotations

import json
import os
import tempfile
import time
from pathlib import Path
from typing import Any

FORMAT = 1


def _is_entry(entry: Any) -> bool:
    return isinstance(entry, list) and len(entry) == 2 and isinstance(entry[0], int)


class Cache:
    """Named tables in a folder, each one JSON file. A cache that cannot be read or written is no fault."""

    def __init__(self, folder: Path | None) -> None:
        """Use ``folder``; ``None`` keeps nothing."""
        self._folder = folder
        self._tables: dict[str, dict[str, Any]] = {}
        self._used: dict[str, set[str]] = {}
        self._changed: set[str] = set()

    def folder(self, name: str) -> str:
        """Return the path of a folder of its own for another program's cache, or ``""``."""
        return str(self._folder / name) if self._folder else ""

    def _table(self, name: str) -> dict[str, Any]:
        if name not in self._tables:
            self._tables[name] = {}
            if self._folder:
                try:
                    data = json.loads((self._folder / f"{name}.json").read_text("utf-8"))
                    if data.get("format") == FORMAT:
                        self._tables[name] = {key: entry for key, entry in data["entries"].items() if _is_entry(entry)}
                except (OSError, ValueError, KeyError, AttributeError, RecursionError):
                    pass
        return self._tables[name]

    def known(self, table: str) -> bool:
        """Tell whether ``table`` holds anything."""
        return bool(self._table(table))

    def get(self, table: str, key: str, *, max_age: float | None = None) -> Any:
        """Return the entry, or ``None`` when there is none or it is older than ``max_age`` seconds."""
        entry = self._table(table).get(key)
        if entry is None:
            return None
        if max_age is not None and not 0 <= time.time() - entry[0] <= max_age:
            return None
        self._used.setdefault(table, set()).add(key)
        return entry[1]

    def put(self, table: str, key: str, value: Any) -> None:
        """Keep ``value``, which must be JSON-ready."""
        self._table(table)[key] = [int(time.time()), value]
        self._used.setdefault(table, set()).add(key)
        self._changed.add(table)

    def save(self, *, keep: int = 5000) -> None:
        """Write the changed tables, the ``keep`` newest entries and all used ones of each; failure is silent."""
        for name in sorted(self._changed):
            if not self._folder:
                break
            table, used = self._tables[name], self._used.get(name, set())
            newest = sorted(table, key=lambda key: (key in used, table[key][0]), reverse=True)[: max(keep, len(used))]
            data = {"format": FORMAT, "entries": {key: table[key] for key in sorted(newest)}}
            try:
                self._folder.mkdir(parents=True, exist_ok=True)
                handle, path = tempfile.mkstemp(dir=self._folder, suffix=".tmp")
                with os.fdopen(handle, "w", encoding="utf-8") as stream:
                    json.dump(data, stream, separators=(",", ":"))
                Path(path).replace(self._folder / f"{name}.json")
            except OSError:
                pass
        self._changed.clear()
