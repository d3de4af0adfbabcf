"""Markdown extension: reads the estimates of a page and puts their figures where the text says ``{{ name }}``."""

from __future__ import annotations

import html
import json
import re
from xml.etree import ElementTree

from markdown import Markdown
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor
from markdown.postprocessors import Postprocessor
from markdown.preprocessors import Preprocessor
from markdown.util import AtomicString

from scripts.content.errors import ContentError
from scripts.content.estimate import Namespace, read_namespace
from scripts.content.figure import FIGURE, PIPE, Figure, read_figure
from scripts.content.located import located
from scripts.fences.place import place_text, read_source, source_of, with_expanded

_FIGURE = re.compile(FIGURE, re.DOTALL)


def namespace_of(md: Markdown) -> Namespace:
    """Return the namespace of the page that ``md`` is converting; an empty one without this extension."""
    namespace = getattr(md, "atlas_namespace", None)
    return namespace if isinstance(namespace, Namespace) else Namespace()


def figure_of(source: str, md: Markdown) -> Figure:
    """Return the figure ``source`` (the text between the braces) of the current page.

    Raises:
        ContentError: with file and line.
    """
    written = "{{" + source.replace(PIPE, "|") + "}}"
    spellings = (written, written.replace("|", "\\|"), source)
    places = (place_text(md, spelling) for spelling in spellings)
    file, line = next((found for found in places if found[1]), (source_of(md).file, 0))
    with located(file, line):
        return read_figure(source, namespace_of(md))


def _attributes(figure: Figure) -> dict[str, str]:
    attributes = {"class": "computed", "data-value": figure.name}
    if figure.own_style:
        attributes["data-style"] = json.dumps(figure.style.data(), ensure_ascii=False)
    if figure.changes:
        attributes["data-with"] = json.dumps([list(change) for change in figure.changes])
    return attributes


def figure_html(source: str, md: Markdown) -> str:
    """Return the ``<span class="computed">`` of a figure; ``source`` as in ``figure_of``, for example a name."""
    figure = figure_of(source, md)
    attributes = " ".join(f'{key}="{html.escape(value)}"' for key, value in _attributes(figure).items())
    return f"<span {attributes}>{html.escape(figure.text, quote=False)}</span>"


def value_html(value: str, md: Markdown) -> str:
    """Return the figure called ``value`` as its span, or ``value`` itself, filled, where it is a text.

    Raises:
        ContentError: ``value`` is written like a name (``peak_rate``), but the page defines no such name.
    """
    name = value.strip()
    if name in namespace_of(md).entries or re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)+", name):
        return figure_html(name, md)
    return fill(value, md)


def _refuse_open(text: str, md: Markdown) -> None:
    """Refuse a figure without its end: an unquoted ``{{ #name }}`` in YAML is cut off at the ``#``."""
    left = _FIGURE.sub("", text)
    if "{{" in left:
        file, line = place_text(md, left[: left.index("{{")][-24:] + "{{")
        raise ContentError(
            "a figure does not close", file=file, line=line, fix="quote the text: # starts a YAML comment"
        )


def fill(text: str, md: Markdown) -> str:
    """Return ``text`` as HTML: escaped, with every ``{{ }}`` replaced by its span.

    Raises:
        ContentError: a figure cannot be read; with file and line.
    """
    _refuse_open(text, md)
    parts = _FIGURE.split(text)
    return "".join(
        figure_html(part, md) if index % 2 else html.escape(part, quote=False) for index, part in enumerate(parts)
    )


def fill_plain(text: str, md: Markdown) -> str:
    """Return ``text``, not escaped, with every ``{{ }}`` replaced by its text: for attributes and for plots."""
    _refuse_open(text, md)
    return _FIGURE.sub(lambda match: figure_of(match[1], md).text, text)


class _Before(Preprocessor):
    """Keeps the page as written, before snippets are included."""

    def run(self, lines: list[str]) -> list[str]:
        self.md.__dict__["atlas_namespace"] = Namespace()
        self.md.__dict__["atlas_source"] = read_source(self.md, "\n".join(lines))
        return lines


class _After(Preprocessor):
    """Reads the estimates once snippets are included, and hides the pipes of figures from tables."""

    def run(self, lines: list[str]) -> list[str]:
        source = with_expanded(source_of(self.md), "\n".join(lines))
        self.md.__dict__["atlas_source"] = source
        self.md.__dict__["atlas_namespace"] = read_namespace(source.text, source.file, line_offset=source.offset)
        return [re.sub(r"\{\{[^{}]*\}\}", lambda match: match[0].replace("\\|", "|").replace("|", PIPE), line)
                if "{{" in line else line for line in lines]  # fmt: skip


class _Inline(InlineProcessor):
    def handleMatch(  # type: ignore[override]
        self, match: re.Match[str], data: str
    ) -> tuple[ElementTree.Element, int, int]:
        figure = figure_of(match[1], self.md)
        element = ElementTree.Element("span", _attributes(figure))
        element.text = AtomicString(figure.text)
        return element, match.start(0), match.end(0)


class _Pipes(Postprocessor):
    """Gives back the pipes of figures that were only shown, in code."""

    def run(self, text: str) -> str:
        return text.replace(PIPE, "|")


class ValuesExtension(Extension):
    """See the module."""

    def extendMarkdown(self, md: Markdown) -> None:
        """Register around the other extensions: snippets run at 32, superfences at 25, code spans at 190, escapes
        at 180."""
        md.preprocessors.register(_Before(md), "atlas-before", 40)
        md.preprocessors.register(_After(md), "atlas-values", 31.5)
        md.inlinePatterns.register(_Inline(FIGURE, md), "atlas-figure", 185)
        md.postprocessors.register(_Pipes(md), "atlas-pipes", 1)


def makeExtension(**kwargs: object) -> ValuesExtension:
    """Return the extension, as Python-Markdown asks for it."""
    return ValuesExtension(**kwargs)
