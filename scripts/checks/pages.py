"""A page as the checks see it: its ids, its links with their places, and the faults found while reading it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict, deque
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypedDict
from urllib.parse import urlsplit

import yaml
from mkdocs.structure.files import File

from scripts.checks import markup
from scripts.checks.files import Text, read_text
from scripts.checks.html_scan import scan_html
from scripts.checks.issues import Issue, Place, issue
from scripts.checks.project import Project
from scripts.checks.render import SECONDS_PER_PAGE, RenderFault, render
from scripts.checks.snippets import Expansion, Snippets
from scripts.content import fast_yaml

Origin = Literal["markdown", "html", "generated"]


@dataclass(frozen=True, slots=True)
class Link:
    """An address on a page. ``written`` says whether its place shows the very characters of ``target``."""

    target: str
    tag: str
    origin: Origin
    place: Place
    text: str = ""
    written: bool = True


@dataclass
class PageRecord:
    """Everything the checks need of one page. ``rendered`` is false when its links and anchors are not known."""

    uri: str
    url: str
    dest: str
    name: str
    text: str = ""
    masked: str = ""
    visible: str = ""
    ids: list[str] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    expansion: Expansion = field(default_factory=Expansion)
    diagrams: int = 0
    usable: bool = False
    rendered: bool = False
    issues: list[Issue] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    _id_set: set[str] | None = None

    @property
    def id_set(self) -> set[str]:
        """The ids, for looking up many."""
        if self._id_set is None:
            self._id_set = set(self.ids)
        return self._id_set

    def place(self, offset: int) -> Place:
        """Return the place in the file it came from of ``offset`` in the expanded text."""
        row = bisect_right(self.starts, offset) - 1
        if not 0 <= row < len(self.expansion.lines):
            return Place(self.name)
        return self.expansion.lines[row].place(offset - self.starts[row] + 1)


def _front_matter_issue(text: str, name: str) -> Issue | None:
    if not text.startswith("---\n"):
        return None
    end = text.find("\n---", 3)
    if end < 0:
        return None
    try:
        fast_yaml.load(text[4:end])
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = 2 + (mark.line if mark else 0)
        column = 1 + (mark.column if mark else 0)
        problem = getattr(error, "problem", None) or "not valid YAML"
        return issue(
            Place(name, line, column),
            "page-front-matter",
            f"the front matter is ignored: {problem}",
            suggestion="quote values that hold a colon, a hash or brackets",
        )
    return None


class Facts(TypedDict, total=False):
    """What rendering a page showed, ready for JSON. ``fault`` stands alone when rendering failed."""

    ids: list[str]
    addresses: list[tuple[str, str, int]]
    written: list[tuple[str, str, str]]
    visible: str
    diagrams: int
    fault: tuple[str, str, str, int, str]


def render_facts(text: str, file: File, project: Project, seconds: float = SECONDS_PER_PAGE) -> Facts:
    """Return what rendering ``text``, the source of ``file``, shows; ``seconds`` is the time limit."""
    try:
        html, written = render(text, file, project.files.all, project.config, seconds)
    except RenderFault as fault:
        return {"fault": (fault.kind, fault.message, fault.file, fault.line, fault.fix)}
    scan = scan_html(html)
    addresses = [(each.value, each.tag, each.mark) for each in scan.addresses]
    return {
        "ids": scan.ids,
        "addresses": addresses,
        "written": written,
        "visible": scan.text,
        "diagrams": scan.diagrams,
    }


def read_source(file: File, project: Project, snippets: Snippets, text: Text | None = None) -> PageRecord:
    """Return the record of ``file`` before rendering; ``text`` stands in for its content on disk."""
    name = project.name(project.docs / file.src_uri)
    page = PageRecord(file.src_uri, file.url, file.dest_uri, name)
    source = text or read_text(Path(str(file.abs_src_path)), name)
    page.issues += source.issues
    if not source.usable:
        return page
    page.usable, page.text = True, source.text
    if found := _front_matter_issue(page.text, name):
        page.issues.append(found)
    page.expansion = snippets.expand(page.text, name)
    page.issues += page.expansion.issues
    page.masked = markup.mask(page.expansion.text)
    page.starts = [0]
    for line in page.expansion.lines[:-1]:
        page.starts.append(page.starts[-1] + len(line.text) + 1)
    return page


def add_facts(page: PageRecord, facts: Facts, project: Project) -> PageRecord:
    """Complete ``page`` with what rendering showed, each link at its place in the source."""
    if "fault" in facts:
        page.issues.append(_bad_address(page) or _render_issue(facts["fault"], page, project))
        return page
    page.ids, page.visible, page.diagrams, page.rendered = facts["ids"], facts["visible"], facts["diagrams"], True
    candidates: dict[str, deque[int]] = defaultdict(deque)
    for found in sorted(markup.addresses(page.masked), key=lambda each: each.offset):
        candidates[_key(found.value)].append(found.offset)
    for value, tag, mark in facts["addresses"]:
        marked = mark >= 0
        target, label = (facts["written"][mark][1], facts["written"][mark][2]) if marked else (value, "")
        offset = _take(candidates, target)
        origin: Origin = "markdown" if marked else "html"
        if offset is None:
            place, origin = _guess(page, target, project), origin if marked else "generated"
            page.links.append(Link(target, tag, origin, place, label, False))
        else:
            page.links.append(Link(target, tag, origin, page.place(offset), label))
    return page


def read_page(file: File, project: Project, snippets: Snippets, text: Text | None = None) -> PageRecord:
    """Return the record of ``file``; ``text`` stands in for its content on disk. Faults become issues of the record."""
    page = read_source(file, project, snippets, text)
    return add_facts(page, render_facts(page.text, file, project), project) if page.usable else page


def _key(target: str) -> str:
    return re.sub(r"\s+", "", target)  # Markdown expands tabs, HTML drops line ends


def _take(candidates: dict[str, deque[int]], target: str) -> int | None:
    """Return the place of the next use of ``target``; its last one serves all later uses (reference definitions)."""
    places = candidates.get(_key(target))
    if not places:
        return None
    return places.popleft() if len(places) > 1 else places[0]


def _guess(page: PageRecord, target: str, project: Project) -> Place:
    """Return the place of what most likely made a generated link.

    That is the address in a data file, else its fragment or file name on the page, else the page's first line.
    """
    expanded = page.expansion.text
    path, _, fragment = target.partition("#")
    if len(target) > 8 and target not in expanded:
        for name, text in project.data:
            if (at := text.find(target)) >= 0:
                return Place(name, text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at))
    for piece in (target, fragment, path.rpartition("/")[2].rpartition(".")[0]):
        if len(piece) > 2 and (at := expanded.find(piece)) >= 0:
            return page.place(at)
    return page.place(0)


def _bad_address(page: PageRecord) -> Issue | None:
    """Return the address on which MkDocs itself fails, if that is why the page cannot be rendered."""
    for found in markup.addresses(page.masked):
        try:
            urlsplit(found.value)
        except ValueError as error:
            return issue(page.place(found.offset), "link-malformed", f"'{found.value}' is not an address: {error}")
    return None


def _render_issue(fault: tuple[str, str, str, int, str], page: PageRecord, project: Project) -> Issue:
    kind, message, file, line, fix = fault
    name = page.name
    message = message.removeprefix(f"{file}:{line}: ").removeprefix(f"{file}: ")
    if file and file != page.uri:
        inside = project.docs / file
        name = project.name(inside) if inside.is_file() else file
    place = Place(name, max(1, line))
    if not line and name == page.name and "missing" not in message:
        quoted = (page.text.find(each) for each in re.findall(r"'([^']{2,})'", message))
        place = next((_plain_place(page, at) for at in quoted if at >= 0), place)
    return issue(place, kind, message, suggestion=fix)


def _plain_place(page: PageRecord, offset: int) -> Place:
    return Place(page.name, page.text.count("\n", 0, offset) + 1, offset - page.text.rfind("\n", 0, offset))
