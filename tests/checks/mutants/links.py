"""Broken links, anchors and pages."""

from __future__ import annotations

import posixpath
import random
import re

from scripts.checks import markup
from tests.checks.mutants.kinds import INLINE, Corpus, Mutant, Spot, kind, line_of, made, on_link, typo


@kind
def link_file_typo(rng: random.Random, corpus: Corpus) -> Mutant | None:
    def change(match: re.Match[str]) -> str:
        folder, _, file = match["target"].rpartition("/")
        name = typo(rng, file[:-3])
        return f"]({folder}{'/' if folder else ''}{name}.md{match['fragment'] or ''})"

    return on_link(rng, corpus, "link-file-typo", change)


@kind
def link_wrong_case(rng: random.Random, corpus: Corpus) -> Mutant | None:
    return on_link(
        rng,
        corpus,
        "link-wrong-case",
        lambda m: m[0].replace(
            m["target"],
            m["target"].capitalize()
            if "/" not in m["target"]
            else posixpath.join(posixpath.dirname(m["target"]), posixpath.basename(m["target"]).capitalize()),
        ),
    )


@kind
def link_wrong_folder(rng: random.Random, corpus: Corpus) -> Mutant | None:
    return on_link(rng, corpus, "link-wrong-folder", lambda m: f"](nowhere/{m['target']}{m['fragment'] or ''})")


@kind
def link_to_html(rng: random.Random, corpus: Corpus) -> Mutant | None:
    return on_link(rng, corpus, "link-to-html", lambda m: m[0].replace(".md", ".html"))


@kind
def link_without_ending(rng: random.Random, corpus: Corpus) -> Mutant | None:
    return on_link(rng, corpus, "link-without-ending", lambda m: m[0].replace(".md", ""))


@kind
def link_absolute(rng: random.Random, corpus: Corpus) -> Mutant | None:
    return on_link(rng, corpus, "link-absolute", lambda m: "](/" + m[0][2:])


@kind
def link_above_docs(rng: random.Random, corpus: Corpus) -> Mutant | None:
    return on_link(rng, corpus, "link-above-docs", lambda m: "](../../../" + m[0][2:])


@kind
def link_backslash(rng: random.Random, corpus: Corpus) -> Mutant | None:
    return on_link(
        rng,
        corpus,
        "link-backslash",
        lambda m: m[0].replace("/", "\\"),
        r"\]\((?P<target>(?!https?:)[^()\s#]+/[a-z][^()\s#]*\.md)(?P<fragment>#[^()\s]+)?\)",
    )


@kind
def link_bad_percent(rng: random.Random, corpus: Corpus) -> Mutant | None:
    return on_link(rng, corpus, "link-bad-percent", lambda m: m[0].replace(".md", "%z.md"))


@kind
def link_encoded_twice(rng: random.Random, corpus: Corpus) -> Mutant | None:
    return on_link(rng, corpus, "link-encoded-twice", lambda m: m[0].replace(".md", "%252Emd"))


@kind
def link_emptied(rng: random.Random, corpus: Corpus) -> Mutant | None:
    return on_link(rng, corpus, "link-emptied", lambda m: "]()")


@kind
def link_bracket_lost(rng: random.Random, corpus: Corpus) -> Mutant | None:
    return on_link(rng, corpus, "link-bracket-lost", lambda m: m[0][:-1], INLINE + r"(?!\))")


@kind
def link_blank_between(rng: random.Random, corpus: Corpus) -> Mutant | None:
    return on_link(rng, corpus, "link-blank-between", lambda m: "] " + m[0][1:])


@kind
def link_javascript(rng: random.Random, corpus: Corpus) -> Mutant | None:
    return on_link(rng, corpus, "link-javascript", lambda m: "](JavaScript:history.back%28%29)")


@kind
def anchor_typo(rng: random.Random, corpus: Corpus) -> Mutant | None:
    return on_link(
        rng,
        corpus,
        "anchor-typo",
        lambda m: f"]({m['path']}#{typo(rng, m['name'])})",
        r"\]\((?P<path>(?!https?:)[^()\s#]*)#(?P<name>[^()\s]+)\)",
    )


@kind
def anchor_capital(rng: random.Random, corpus: Corpus) -> Mutant | None:
    return on_link(
        rng,
        corpus,
        "anchor-capital",
        lambda m: f"]({m['path']}#{m['name'].capitalize()})",
        r"\]\((?P<path>(?!https?:)[^()\s#]*)#(?P<name>[a-z][^()\s]+)\)",
    )


@kind
def anchor_of_other_page(rng: random.Random, corpus: Corpus) -> Mutant | None:
    return on_link(
        rng,
        corpus,
        "anchor-of-other-page",
        lambda m: m[0][:-1] + "#no-such-heading-anywhere)",
        r"\]\((?!https?:)[^()\s#]+\.md\)",
    )


@kind
def heading_renamed(rng: random.Random, corpus: Corpus) -> Mutant | None:
    """Rename a heading that some page links to; each such link must be reported."""
    targets: dict[tuple[str, str], set[Spot]] = {}
    for page, text in corpus.pages.items():
        masked = markup.mask(text)
        for match in re.finditer(r"\]\((?P<path>(?!https?:)[^()\s#]*)#(?P<name>[a-z0-9-]+)\)", masked):
            path = posixpath.normpath(posixpath.join(posixpath.dirname(page), match["path"])) if match["path"] else page
            targets.setdefault((path, match["name"]), set()).add((page, line_of(text, match.start())))
    choices = []
    for (page, name), spots in targets.items():
        for match in re.finditer(r"^#{2,4} (?P<title>.+)$", markup.mask(corpus.pages.get(page, "")), re.M):
            slug = re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", match["title"]).strip().lower())
            if slug == name:
                choices.append((page, match.start("title"), match.end("title"), spots))
    if not choices:
        return None
    page, start, end, spots = rng.choice(sorted(choices, key=lambda each: each[:3]))
    text = corpus.pages[page]
    return made("heading-renamed", page, text[:start] + "Something else entirely" + text[end:], *spots)


@kind
def page_deleted(rng: random.Random, corpus: Corpus) -> Mutant | None:
    """Delete a page; the navigation and each link to it must be reported."""
    found = {}
    for page in corpus.pages:
        uri = page.removeprefix("docs/")
        nav = re.search(rf"\b{re.escape(uri)}\s*$", corpus.config, re.M)
        if nav and uri != "index.md":
            found[page] = line_of(corpus.config, nav.start())
    if not found:
        return None
    page = rng.choice(sorted(found))
    return Mutant("page-deleted", page, None, frozenset({("mkdocs.yml", found[page])}))


@kind
def page_emptied(rng: random.Random, corpus: Corpus) -> Mutant | None:
    picked = corpus.page(rng)
    return Mutant("page-emptied", picked[0], b"", frozenset({(picked[0], 1)})) if picked else None
