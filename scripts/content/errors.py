"""The one exception of the content layer: what is wrong in which line of which page, and how to mend it."""

from __future__ import annotations

from mkdocs.exceptions import BuildError
from pymdownx.superfences import SuperFencesException


class ContentError(SuperFencesException, BuildError):  # type: ignore[misc]  # pymdownx has no types
    """A fault in a chapter.

    It is a ``SuperFencesException``, the only exception a fence may raise without falling back to a plain code
    block, and a MkDocs ``BuildError``, which MkDocs reports as one sentence instead of a traceback.
    """

    def __init__(self, message: str, *, file: str = "", line: int = 0, fix: str = "") -> None:
        """Say ``message`` of ``line`` of ``file``, and how to mend it (``fix``)."""
        place = f"{file or 'page'}:{line}: " if line else f"{file}: " if file else ""
        super().__init__(place + message + (f" ({fix})" if fix else ""))
        # After the base class, which keeps the whole sentence as its message: a caller may place the fault anew.
        self.message, self.file, self.line, self.fix = message, file, line, fix  # type: ignore[misc]

    def __str__(self) -> str:
        """Return the whole sentence: place, fault, mend."""
        return str(self.args[0])
