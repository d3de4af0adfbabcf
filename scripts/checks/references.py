"""Within one page: references, footnotes, ids, and marks of Markdown that the reader should never see."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

from scripts.checks import markup
from scripts.checks.issues import Issue, issue
from scripts.checks.pages import PageRecord
from scripts.checks.suggest import nearest


def check_references(page: PageRecord, *, other_labels: bool = False) -> list[Issue]:
    """Return undefined, unused and repeated link definitions. ``other_labels``: a plugin resolves what is undefined."""
    if not page.rendered:
        return []
    defined = markup.definitions(page.masked)
    used = markup.references(page.masked)
    known = {each.label for each in defined}
    found: list[Issue] = []
    for use in used:
        literal = f"[{use.value}]"
        if use.label in known or other_labels or literal not in page.visible:
            continue
        near = nearest(use.label, known)
        hint = f", did you mean '[{near}]'" if near else ""
        found.append(
            issue(
                page.place(use.offset),
                "reference-undefined",
                f"'[{use.value}]' is not defined on this page" + hint,
                suggestion=near,
            )
        )
    shortcuts = {markup.normal(match[1]) for match in re.finditer(r"\[([^\[\]]+)\](?!:)", page.masked)}
    uses = {each.label for each in used} | shortcuts
    for definition, count in Counter(each.label for each in defined).items():
        places = [page.place(each.offset) for each in defined if each.label == definition]
        if count > 1:
            found.append(
                issue(
                    places[-1], "reference-duplicate", f"'[{definition}]' is defined {count} times, the last one counts"
                )
            )
        if definition not in uses and f"[{definition}]:" not in page.visible.casefold():
            found.append(issue(places[0], "reference-unused", f"'[{definition}]' is never used"))
    return found


def check_footnotes(page: PageRecord) -> list[Issue]:
    """Return footnotes without text, texts without a footnote, and repeated texts."""
    if not page.rendered:
        return []
    texts, uses = markup.footnotes(page.masked)
    known = {each.label for each in texts}
    used = {each.label for each in uses}
    found: list[Issue] = []
    for use in uses:
        if use.label not in known and f"[^{use.label}]" in page.visible:
            near = nearest(use.label, known, cutoff=0.3) if len(known) < 200 else nearest(use.label, known)
            hint = f", did you mean '[^{near}]'" if near else ""
            found.append(
                issue(
                    page.place(use.offset),
                    "footnote-undefined",
                    f"footnote '{use.label}' has no text{hint}",
                    suggestion=near,
                )
            )
    seen: set[str] = set()
    for text in texts:
        if text.label in seen:
            found.append(
                issue(page.place(text.offset), "footnote-duplicate", f"footnote '{text.label}' has a text already")
            )
        elif text.label not in used and f"[^{text.label}]:" not in page.visible:
            found.append(
                issue(page.place(text.offset), "footnote-unused", f"nothing refers to footnote '{text.label}'")
            )
        seen.add(text.label)
    return found


def check_ids(page: PageRecord) -> list[Issue]:
    """Return ids that are on the page more than once; links reach the first only."""
    found = []
    for name, count in Counter(page.ids).items():
        if count < 2:
            continue
        spots = [
            match.start()
            for match in re.finditer(
                rf"(?:\bid\s*=\s*[\"']?|\bname\s*=\s*[\"']?|\{{[^}}\n]*#){re.escape(name)}(?=[\s\"'}}>.]|$)",
                page.masked,
            )
        ]
        spots = spots or [max(0, page.expansion.text.find(name))]
        found.append(
            issue(
                page.place(spots[-1]),
                "anchor-duplicate",
                f"the id '{name}' is on this page {count} times; links reach only the first",
            )
        )
    return found


_BLANK = re.compile(
    r"\][ \t]+\((?:\.{0,2}/|#|https?:)?[\w./%#-]+\.(?:md|html|png|svg)[^\s()]*\)|\][ \t]+\((?:https?://|#)[^\s()]+\)"
)
_WRONG_WAY = re.compile(r"\)\[(?:(?:\.{0,2}/|#)?[\w./%#-]+\.(?:md|html)[^\[\]\s]*|https?:[^\[\]\s]+)\]")
_LITERALS = (
    (re.compile(r"\]\([^\s()|*]+"), "link-not-rendered", "this link is not read as one: the reader sees its brackets"),
    (_BLANK, "link-not-rendered", "a blank between the brackets: the reader sees them instead of a link"),
    (_WRONG_WAY, "link-not-rendered", "round and square brackets are the wrong way round"),
    (
        re.compile(r"\{:?[ \t]*[#.][A-Za-z][\w-]*[^{}\n]*\}"),
        "anchor-attribute-lost",
        "the reader sees these braces: the attribute list is not where it can apply",
    ),
)


@lru_cache(maxsize=1000)
def _on_one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def check_literals(page: PageRecord, *, attributes: bool = True) -> list[Issue]:
    """Return link and attribute notation that went through to the reader as text."""
    if not page.rendered:
        return []
    found = []
    seen: set[int] = set()
    visible = _on_one_line(page.visible)
    for pattern, code, message in _LITERALS:
        if code == "anchor-attribute-lost" and not attributes:
            continue
        for match in pattern.finditer(page.masked):
            line = page.masked.count("\n", 0, match.start())
            if line not in seen and _on_one_line(match[0]) in visible:
                seen.add(line)
                found.append(issue(page.place(match.start()), code, message))
    return found


def check_page(page: PageRecord, *, footnotes: bool, attributes: bool, other_labels: bool) -> list[Issue]:
    """Return everything wrong within ``page``, for the Markdown extensions in use."""
    found = [
        *check_references(page, other_labels=other_labels),
        *check_ids(page),
        *check_literals(page, attributes=attributes),
    ]
    return found + (check_footnotes(page) if footnotes else [])


def check_pages(pages: Iterable[PageRecord], *, footnotes: bool, attributes: bool, other_labels: bool) -> list[Issue]:
    """Return everything wrong within each of ``pages``."""
    return [
        fault
        for page in pages
        for fault in check_page(page, footnotes=footnotes, attributes=attributes, other_labels=other_labels)
    ]
