"""What the HTML of a page holds: ids, addresses and the text a reader sees."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import NamedTuple

#: Attributes that hold an address, and whether what they name is shown in the page rather than linked.
ADDRESS_ATTRIBUTES = {"href": False, "src": True, "poster": True, "data": True, "srcset": True, "action": False}
_CODE = {"code", "pre", "script", "style", "svg", "textarea", "math", "kbd"}
_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
MARK = "data-validate"


class Address(NamedTuple):
    """An address in the HTML. ``mark`` is the number that the renderer gave to a Markdown link, or -1."""

    value: str
    tag: str
    attribute: str
    mark: int
    line: int


class _Scanner(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.ids: list[str] = []
        self.addresses: list[Address] = []
        self.text: list[str] = []
        self.diagrams = 0
        self._hidden: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if values.get("id"):
            self.ids.append(values["id"])
        if tag == "a" and values.get("name") and values.get("name") != values.get("id"):
            self.ids.append(values["name"])
        classes = values.get("class", "").split()
        if "mermaid" in classes:
            self.diagrams += 1
        mark = int(values.get(MARK) or -1)
        if not {"headerlink", "footnote-ref", "footnote-backref"}.isdisjoint(classes):
            return  # made by extensions from what is there
        for name, value in values.items():
            if name in ADDRESS_ATTRIBUTES and not (name == "data" and tag != "object"):
                parts = [part.split()[0] for part in value.split(",") if part.strip()] if name == "srcset" else [value]
                for part in parts:
                    self.addresses.append(Address(part, tag, name, mark, self.getpos()[0]))
        if tag not in _VOID and (self._hidden or tag in _CODE or "mermaid" in classes or "arithmatex" in classes):
            self._hidden.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._hidden:
            while self._hidden and self._hidden.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.text.append(data)


class Scan(NamedTuple):
    """The result of ``scan_html``."""

    ids: list[str]
    addresses: list[Address]
    text: str
    diagrams: int


def scan_html(html: str) -> Scan:
    """Return the ids (repeated ones too), the addresses and the visible text of ``html``, code left out."""
    scanner = _Scanner()
    scanner.feed(re.sub(r"<!\[(?!CDATA)", "&lt;![", html))  # html.parser asserts on other marked sections
    scanner.close()
    return Scan(scanner.ids, scanner.addresses, "".join(scanner.text), scanner.diagrams)
