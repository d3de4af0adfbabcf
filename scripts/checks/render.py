"""A page rendered as MkDocs renders it, with the addresses that the author wrote still known."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple
from xml.etree.ElementTree import Element

from markdown import Extension, Markdown
from markdown.treeprocessors import Treeprocessor
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import BuildError
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page
from mkdocs.utils import meta

from scripts.checks.html_scan import MARK

SECONDS_PER_PAGE = 20.0


class Rendered(NamedTuple):
    """The HTML of a page, and what its Markdown links said before MkDocs rewrote them (by their mark)."""

    html: str
    links: list[tuple[str, str, str]]


class RenderFault(Exception):
    """A page cannot be rendered. ``kind`` is the code of the issue, ``line`` is 0 where it is not known."""

    def __init__(self, kind: str, message: str, file: str = "", line: int = 0, fix: str = "") -> None:
        """Keep the parts of the fault."""
        super().__init__(message)
        self.kind, self.message, self.file, self.line, self.fix = kind, message, file, line, fix


class _Recorder(Treeprocessor):
    def __init__(self, md: Markdown, links: list[tuple[str, str, str]]) -> None:
        super().__init__(md)
        self.links = links

    def run(self, root: Element) -> None:
        for element in root.iter():
            key = {"a": "href", "img": "src"}.get(str(element.tag))
            value = element.get(key) if key else None
            if value is None or element.get("class") in ("headerlink", "footnote-backref"):
                continue
            element.set(MARK, str(len(self.links)))
            self.links.append((str(element.tag), value, "".join(element.itertext())[:80]))


class _RecorderExtension(Extension):
    """Notes the addresses after all inline work and before MkDocs' own processor (priority 0) rewrites them."""

    def __init__(self, links: list[tuple[str, str, str]]) -> None:
        super().__init__()
        self.links = links

    def extendMarkdown(self, md: Markdown) -> None:
        md.treeprocessors.register(_Recorder(md, self.links), "validate-recorder", 0.5)


class _Timeout(BaseException):
    """Not an Exception: code of an extension that catches those must not catch this."""


@contextmanager
def _time_limit(seconds: float) -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "setitimer"):
        yield  # signals reach the main thread only
        return

    began, worked = time.monotonic(), time.process_time()

    def stop(*_: Any) -> None:
        """Stop what has computed for the whole time or only waits; on a busy machine a page may take longer."""
        computed = time.process_time() - worked
        if computed >= seconds or computed < 0.1 * (time.monotonic() - began):
            raise _Timeout

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds, min(seconds, 1))
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def render(text: str, file: File, files: Files, config: MkDocsConfig, seconds: float = SECONDS_PER_PAGE) -> Rendered:
    """Return ``text``, the source of ``file``, as HTML.

    Raises:
        RenderFault: an extension refused the content, or the libraries failed or did not come to an end.
    """
    links: list[tuple[str, str, str]] = []
    extensions = config.markdown_extensions
    page = Page(None, file, config)
    page.markdown, page.meta = meta.get_data(text)
    config.markdown_extensions = [*extensions, _RecorderExtension(links)]  # type: ignore[list-item]
    try:
        with _time_limit(seconds):
            page.render(config, files)
    except BuildError as error:  # ContentError of our own fences is one too
        line = int(getattr(error, "line", 0) or 0)
        message, fix = str(getattr(error, "message", error)), str(getattr(error, "fix", ""))
        raise RenderFault("content-error", message, str(getattr(error, "file", "")), line, fix) from error
    except _Timeout as error:
        raise RenderFault("page-slow", f"rendering did not end within {seconds:g} s") from error
    except RecursionError as error:
        raise RenderFault("page-render", "the Markdown is nested too deeply to render") from error
    except Exception as error:  # any extension of any project runs here
        reason = " ".join(str(error).split()) or type(error).__name__
        raise RenderFault("page-render", f"rendering fails with {type(error).__name__}: {reason[:300]}") from error
    finally:
        config.markdown_extensions = extensions
    return Rendered(page.content or "", links)
