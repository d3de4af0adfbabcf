"""Adds the place to a fault found by a function that knows none."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from scripts.content.errors import ContentError


@contextmanager
def located(file: str, line: int) -> Iterator[None]:
    """Re-raise a ContentError that has no line yet with ``file`` and ``line``."""
    try:
        yield
    except ContentError as error:
        if error.line:
            raise
        # The exception's text may have become its message, with the hint at the end.
        message = error.message.removesuffix(f" ({error.fix})") if error.fix else error.message
        raise ContentError(message, file=file, line=line, fix=error.fix) from error
