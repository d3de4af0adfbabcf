"""The words a drawing must show, read from its Mermaid text independently of the library that draws it."""

from __future__ import annotations

import html
import re

from scripts.content.chapters import read_chapters
from scripts.content.fenced import fences
from scripts.content.records import LocatedYaml
from scripts.fences.sources import chapters
from tests.support import DIAGRAMS, source_of

_DESCRIPTION = re.compile(r"^\s*accTitle\s*:.*$|^\s*accDescr\s*(?::.*$|\{[^}]*\})", re.M)
_SNIPPET = re.compile(r'^\s*-+8<-+ "(?P<path>[^"]+)"', re.M)
_QUOTED = r'"([^"\n]+)"'
_KEY = r"^\s*(?:{})\b[ \t]*(.+)$"
# What is a label in each type of diagram; the last group that matched is it.
_RULES: dict[str, list[str]] = {
    "flowchart": [
        _QUOTED,
        r"\|([^|\"\n]+)\|",
        r"[\w-]+(?:\[\(|\(\[|\[|\(|\{)([^\[\](){}\"\n]+)[\])}]",
        r"(?:--|==|-\.)\s+([^-=.|>\"\n][^|>\"\n]*?)\s+(?:--|==|\.-)",
        r"^\s*subgraph (?!.*[\[\"])([^\n]+)$",
    ],
    "sequenceDiagram": [
        r"^\s*(?:participant|actor) \w+ as (.+)$",
        r"^\s*(?:participant|actor) (\w+)\s*$",
        r"^\s*\w+\s*[-=]+[->x)]+[+-]?\s*\w+\s*: *(.+)$",
        r"^\s*Note (?:over|left of|right of) [^:]+: *(.+)$",
        _KEY.format("alt|else|opt|loop|par|and|critical|option|break"),
    ],
    "stateDiagram-v2": [
        r'^\s*state "([^"]+)" as',
        r"^\s*(?:\[\*\]|\w+) --> (?:\[\*\]|\w+)\s*: *(.+)$",
        r"^\s*\w+\s*: *(.+)$",
        r"^\s*note (?:left|right) of \w+\s*: *(.+)$",
    ],
    "erDiagram": [
        r"[|}o{]{2}\s*(?:--|\.\.)\s*[|}o{]{2}\s*[\w-]+ *: *\"?([^\"\n]+)\"?",
        r"^\s*([\w-]+)\s*\{\s*$",
        r"^[ \t]*(?!direction\b|[ \t])[\w\[\]]+ +(\w+)(?: +(?:PK|FK|UK)\b.*)?\s*$",
    ],
    "gantt": [_KEY.format("title|section"), r"^[ \t]*(?!title|section|dateFormat|axisFormat|[ \t])([^:\n]+?)[ \t]*:"],
    "timeline": [
        _KEY.format("title|section"),
        r"^[ \t]*(?!title|section|[ \t])([^:\n]+?)[ \t]*(?=:)",
        r":\s*([^:\n]+?)\s*(?=:|$)",
    ],
    "quadrantChart": [
        _KEY.format("title|quadrant-[1-4]"),
        r"^\s*[xy]-axis +(.+?)(?= *-->|$)",
        r"^\s*[xy]-axis .*--> *(.+)$",
        r"^[ \t]*(?![xy]-axis|[ \t])([^:\n]+?)[ \t]*:[ \t]*\[",
    ],
    "xychart-beta": [_QUOTED, r"^\s*[xy]-axis (?:\"[^\"]*\" )?\[([^\]]+)\]"],
}
_RULES["graph"] = _RULES["flowchart"]
_RULES["stateDiagram"] = _RULES["stateDiagram-v2"]


def _is_text(label: str) -> bool:
    return any(sign.isalnum() for sign in label)


def labels(source: str) -> list[str]:
    """Return the labels of a Mermaid text, in no certain order, as a reader sees them.

    Raises:
        LookupError: the type of the diagram has no rules here, or nothing in it is a label.
    """
    text = re.sub(r"^\s*%%.*$", "", _DESCRIPTION.sub("", source), flags=re.M).strip()
    kind = text.split(maxsplit=1)[0]
    if kind not in _RULES:
        raise LookupError(f"tests/drawings.py knows no labels of '{kind}'")
    body = text.split("\n", 1)[1]
    found = []
    for rule in _RULES[kind]:
        for match in re.finditer(rule, body, re.M):
            for line in re.split(r"<br\s*/?>|\\n", match[match.lastindex or 0]):
                parts = line.split(",") if kind == "xychart-beta" and match[0].lstrip()[:1] in "xy" else [line]
                plain = (re.sub(r"</?[a-z]+>", "", part) for part in parts)
                found += [html.unescape(part.replace("#quot;", '"')).strip(" \t\"'") for part in plain]
    if kind.startswith("stateDiagram"):
        known = re.findall(r"^\s*(?:state \".*\" as (\w+)|(\w+)\s*:)", body, re.M)
        ends = re.findall(r"(?<![\w\]])(\w+) -->|--> (\w+)", body)
        found += sorted({name for pair in ends for name in pair} - {name for pair in known for name in pair})
    wanted = list(dict.fromkeys(label for label in found if _is_text(label)))
    if not wanted:
        raise LookupError(f"no label found in a diagram of type '{kind}'")
    return wanted


def squeezed(text: str) -> str:
    """Return ``text`` without white space: drawings break lines where they like."""
    return re.sub(r"\s+", "", text).replace("\u00ad", "")


def drawings_of(address: str) -> list[str]:
    """Return the Mermaid texts of the page at ``address`` in the order of the page; its sheet's sketch is one."""
    found = []
    for fence in fences(source_of(address)):
        if fence.lang == "sheet":
            found.append((DIAGRAMS / LocatedYaml(fence.body).data["sketch"]).read_text(encoding="utf-8"))
        elif fence.lang == "index" and fence.body.strip() == "of: sketches":
            found += [(DIAGRAMS / chapter.sheet.sketch).read_text("utf-8") for chapter in read_chapters(chapters())]
        elif fence.lang == "mermaid":
            found.append(_SNIPPET.sub(lambda match: (DIAGRAMS / match["path"]).read_text(encoding="utf-8"), fence.body))
    return found
