"""The bibliography: who said it, where, and how far it can be trusted."""

from __future__ import annotations

import functools
import re
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from scripts.content import fast_yaml
from scripts.content.errors import ContentError
from scripts.content.fenced import fences
from scripts.content.formula import DERIVED, records
from scripts.content.records import LocatedYaml, Record

DOCS = Path(__file__).resolve().parents[2] / "docs"
BIBLIOGRAPHY = DOCS / "reference" / "bibliography.yml"
INPUT_GRADE = re.compile(r"\bfrom:\s*([a-z][\w-]*)")
CITATION = re.compile(r"\[(@[\w-]+(?:\s*;\s*@[\w-]+)*)\](?!\()")

# Grades that need no source, with what they promise.
UNSOURCED = {
    "rule-of-thumb": ("rule of thumb", "From practice; no source measured it for this case"),
    "assumption": ("assumption", "Ours, stated so that it can be changed"),
}
GRADES = {
    "paper": ("paper", "Measured in a peer-reviewed paper or preprint"),
    "engineering-blog": ("company report", "Reported by the company that runs the system"),
    "book": ("book", "Stated in a book"),
    "docs": ("docs", "Stated in the product's documentation"),
    "press": ("press", "Reported by a newspaper or magazine"),
}


class Source(Record):
    """One work that the Atlas cites. ``short`` is how the text names its authors; ``facts`` is what we cite it for."""

    key: Annotated[str, Field(pattern=r"^[a-z0-9-]+$")]
    short: str
    title: str
    authors: str
    year: int
    venue: str
    url: Annotated[str, Field(pattern=r"^https://")]
    kind: Literal["paper", "engineering-blog", "book", "docs", "press"]
    facts: Annotated[list[str], Field(min_length=1)]


class Bibliography(Record):
    """All sources."""

    sources: list[Source]


@functools.lru_cache(maxsize=4)
def _read(path: Path, modified: float) -> dict[str, Source]:
    located = LocatedYaml(path.read_text(encoding="utf-8"), file=path.name)
    entries = located.read(Bibliography).sources
    sources: dict[str, Source] = {}
    for number, source in enumerate(entries):
        if source.key in sources:
            raise ContentError(
                f"source '{source.key}' is listed twice", file=path.name, line=located.line("sources", number)
            )
        sources[source.key] = source
    return sources


def read_bibliography(path: Path = BIBLIOGRAPHY) -> dict[str, Source]:
    """Return the sources of the YAML file ``path`` by key.

    Raises:
        ContentError: the file is missing, broken, or lists a key twice.
    """
    if not path.is_file():
        raise ContentError("there is no bibliography", file=str(path))
    return _read(path, path.stat().st_mtime)


def cited_keys(text: str) -> list[str]:
    """Return the keys that the Markdown ``text`` cites, in prose or for an input of an estimate.

    Each key comes once, in order; the grades that need no source are left out.
    """
    from scripts.content.snippets import expand  # which needs DOCS from here

    keys = [key for match in CITATION.finditer(text) for key in re.findall(r"@([\w-]+)", match[1])]
    for fence in fences(text):
        if fence.lang == "estimate":
            keys += INPUT_GRADE.findall(expand(fence.body, "", fence.line).text)
        if fence.lang == "formulas":
            keys += [record.source for record in records().values()]
    return [key for key in dict.fromkeys(keys) if key not in UNSOURCED and key != DERIVED]


def title_of(text: str, fallback: str = "") -> str:
    """Return the title of a Markdown page: from its front matter, else its first heading."""
    if front := re.match(r"---\n(.*?)\n---\n", text, re.S):
        data = fast_yaml.load(front[1])
        if isinstance(data, dict) and data.get("title"):
            return str(data["title"])
    heading = re.search(r"^# +(.+?) *(?:\{.*\})?$", text, re.M)
    return heading[1] if heading else fallback
