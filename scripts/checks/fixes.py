"""Applying the safe mends. A file changes only where an issue said so, and only if it still reads as it did then."""

from __future__ import annotations

import os
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from scripts.checks.issues import Edit, Issue


def apply_edits(text: str, edits: Sequence[Edit]) -> tuple[str, int]:
    """Return ``text`` with those of ``edits`` that still fit and do not overlap, and how many those were."""
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    spans = []
    for edit in set(edits):
        if edit.place.line >= len(starts):
            continue
        start = starts[edit.place.line - 1] + edit.place.column - 1
        if text[start : start + len(edit.old)] == edit.old:
            spans.append((start, start + len(edit.old), edit.new))
    done, last = 0, len(text) + 1
    for start, end, new in sorted(spans, reverse=True):
        if end <= last:
            text = text[:start] + new + text[end:]
            last, done = start, done + 1
    return text, done


def write(path: Path, data: bytes) -> None:
    """Replace the content of ``path`` in one step, its permissions kept; an interruption leaves the old content.

    Raises:
        OSError: the file cannot be replaced.
    """
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        Path(temporary).chmod(path.stat().st_mode & 0o7777)
        Path(temporary).replace(path)
    except OSError:
        Path(temporary).unlink(missing_ok=True)
        raise


def fix(issues: Sequence[Issue], root: Path) -> tuple[int, list[str]]:
    """Apply the edits of ``issues`` to the files below ``root``; return how many were applied and what failed."""
    by_file: dict[str, list[Issue]] = defaultdict(list)
    for each in issues:
        if each.edit is not None:
            by_file[each.edit.place.file].append(each)
    applied, failed = 0, []
    for name, faults in sorted(by_file.items()):
        path = (root / name).resolve()
        if not path.is_relative_to(root.resolve()) or not path.is_file():
            failed.append(f"{name}: outside the project, left alone")
            continue
        data = path.read_bytes()
        codes = {each.code for each in faults}
        text = data.removeprefix(b"\xef\xbb\xbf").decode("utf-8")
        windows = "\r" in text
        plain = text.replace("\r\n", "\n").replace("\r", "\n")
        edits = [each.edit for each in faults if each.edit and each.code not in ("file-bom", "file-crlf")]
        plain, count = apply_edits(plain, edits)
        if windows and "file-crlf" not in codes:
            plain = plain.replace("\n", "\r\n")
        better = plain.encode("utf-8")
        if data.startswith(b"\xef\xbb\xbf") and "file-bom" not in codes:
            better = b"\xef\xbb\xbf" + better
        if better == data:
            continue
        try:
            write(path, better)
        except OSError as error:
            failed.append(f"{name}: {error.strerror or error}")
            continue
        applied += count + len(codes & {"file-bom", "file-crlf"})
    return applied, failed
