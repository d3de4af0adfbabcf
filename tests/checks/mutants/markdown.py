"""Broken images, references, footnotes, includes, fences and bytes of pages."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

from tests.checks.mutants.kinds import Corpus, Mutant, inserted, kind, line_of, made, on_link, typo


@kind
def image_missing(rng: random.Random, corpus: Corpus) -> Mutant | None:
    return inserted(rng, corpus, "image-missing", "![A plot](pictures/plot.png)")


@kind
def image_in_html(rng: random.Random, corpus: Corpus) -> Mutant | None:
    return inserted(rng, corpus, "image-in-html", "Before", '<img alt="A plot" src="pictures/plot.png">', at=1)


@kind
def html_link_to_source(rng: random.Random, corpus: Corpus) -> Mutant | None:
    return inserted(rng, corpus, "html-link-to-source", 'Go <a href="no/index.md">home</a>.')


@kind
def scheme_typo(rng: random.Random, corpus: Corpus) -> Mutant | None:
    return inserted(rng, corpus, "scheme-typo", "Some text", "See [there](htpps://mermaid.js.org/intro).", at=1)


@kind
def slash_lost(rng: random.Random, corpus: Corpus) -> Mutant | None:
    return inserted(rng, corpus, "slash-lost", "See [there](https:/mermaid.js.org/intro).")


@kind
def host_lost(rng: random.Random, corpus: Corpus) -> Mutant | None:
    return inserted(rng, corpus, "host-lost", "See [there](https:///intro).")


@kind
def file_scheme(rng: random.Random, corpus: Corpus) -> Mutant | None:
    return inserted(rng, corpus, "file-scheme", "See [there](file:///home/me/notes.md).")


@kind
def html_javascript(rng: random.Random, corpus: Corpus) -> Mutant | None:
    return inserted(rng, corpus, "html-javascript", '<a href="java&#115;cript:alert(1)">Go</a>')


@kind
def brackets_exchanged(rng: random.Random, corpus: Corpus) -> Mutant | None:
    return inserted(rng, corpus, "brackets-exchanged", "See (there)[https://mermaid.js.org] for more.")


@kind
def reference_undefined(rng: random.Random, corpus: Corpus) -> Mutant | None:
    return inserted(rng, corpus, "reference-undefined", "See [there][manuel].", "", "[manual]: https://mermaid.js.org")


@kind
def reference_target_missing(rng: random.Random, corpus: Corpus) -> Mutant | None:
    return inserted(rng, corpus, "reference-target-missing", "See [there][manual].", "", "[manual]: no/manual.md", at=2)


@kind
def footnote_undefined(rng: random.Random, corpus: Corpus) -> Mutant | None:
    return inserted(rng, corpus, "footnote-undefined", "It is so.[^because]")


@kind
def footnote_unused(rng: random.Random, corpus: Corpus) -> Mutant | None:
    return inserted(rng, corpus, "footnote-unused", "It is so.", "", "[^because]: We measured it.", at=2)


@kind
def footnote_twice(rng: random.Random, corpus: Corpus) -> Mutant | None:
    return inserted(
        rng, corpus, "footnote-twice", "So.[^because]", "", "[^because]: One.", "", "[^because]: Two.", at=4
    )


@kind
def id_twice(rng: random.Random, corpus: Corpus) -> Mutant | None:
    return inserted(rng, corpus, "id-twice", "One. <span id='twice'></span>", "", "Two. <span id='twice'></span>", at=2)


@kind
def attributes_lost(rng: random.Random, corpus: Corpus) -> Mutant | None:
    return inserted(rng, corpus, "attributes-lost", "A text {#with-an-id } that goes on.")


@kind
def include_unclosed(rng: random.Random, corpus: Corpus) -> Mutant | None:
    return inserted(rng, corpus, "include-unclosed", "--8<--")


@kind
def include_url(rng: random.Random, corpus: Corpus) -> Mutant | None:
    return inserted(rng, corpus, "include-url", '--8<-- "https://example.org/notes.md"')


@kind
def include_outside(rng: random.Random, corpus: Corpus) -> Mutant | None:
    return inserted(rng, corpus, "include-outside", '--8<-- "../mkdocs.yml"')


def on_include(rng: random.Random, corpus: Corpus, name: str, change: Callable[[str], str]) -> Mutant | None:
    """Change the path of an include."""
    names = [page for page, text in corpus.pages.items() if re.search(r'^--8<-- ".+\.mmd"$', text, re.M)]
    if not names:
        return None
    file = rng.choice(names)
    text = corpus.pages[file]
    match = rng.choice(list(re.finditer(r'^--8<-- "(.+)\.mmd"$', text, re.M)))
    return made(
        name, file, text[: match.start(1)] + change(match[1]) + text[match.end(1) + 4 :], line_of(text, match.start())
    )


@kind
def include_typo(rng: random.Random, corpus: Corpus) -> Mutant | None:
    return on_include(rng, corpus, "include-typo", lambda path: typo(rng, path) + ".mmd")


@kind
def include_no_section(rng: random.Random, corpus: Corpus) -> Mutant | None:
    return on_include(rng, corpus, "include-no-section", lambda path: f"{path}.mmd:no-such-part")


@kind
def include_no_lines(rng: random.Random, corpus: Corpus) -> Mutant | None:
    return on_include(rng, corpus, "include-no-lines", lambda path: f"{path}.mmd:9000:9001")


@kind
def fence_unclosed(rng: random.Random, corpus: Corpus) -> Mutant | None:
    """Delete the last closing fence of a page: an earlier one would be closed by the next opening."""
    names = [
        page for page, text in corpus.pages.items() if len(re.findall(r"^```$", text, re.M)) and "````" not in text
    ]
    if not names:
        return None
    file = rng.choice(names)
    text = corpus.pages[file]
    last = list(re.finditer(r"^```$", text, re.M))[-1]
    opened = list(re.finditer(r"^```[\w-]+", text[: last.start()], re.M))[-1]
    return made("fence-unclosed", file, text[: last.start()] + text[last.end() + 1 :], line_of(text, opened.start()))


@kind
def fence_broken_inside(rng: random.Random, corpus: Corpus) -> Mutant | None:
    return inserted(rng, corpus, "fence-broken-inside", "```mermaid", "flowchart LR", "  A[x(y)] --> B", "```", at=2)


@kind
def fence_empty(rng: random.Random, corpus: Corpus) -> Mutant | None:
    return inserted(rng, corpus, "fence-empty", "```mermaid", "```")


@kind
def nul_character(rng: random.Random, corpus: Corpus) -> Mutant | None:
    return inserted(rng, corpus, "nul-character", "A \0 text")


@kind
def not_utf8(rng: random.Random, corpus: Corpus) -> Mutant | None:
    mutant = inserted(rng, corpus, "not-utf8", "A MARKER text")
    return mutant._replace(content=(mutant.content or b"").replace(b"A MARKER", b"Caf\xe9")) if mutant else None


@kind
def byte_order_mark(rng: random.Random, corpus: Corpus) -> Mutant | None:
    file, text = corpus.page(rng) or ("", "")
    return Mutant("byte-order-mark", file, b"\xef\xbb\xbf" + text.encode(), frozenset({(file, 1)})) if file else None


@kind
def mixed_line_ends(rng: random.Random, corpus: Corpus) -> Mutant | None:
    file, text = corpus.page(rng) or ("", "")
    at = rng.choice([match.start() for match in re.finditer("\n", text)])
    return made("mixed-line-ends", file, text[:at] + "\r" + text[at:], line_of(text, at))


@kind
def front_matter_broken(rng: random.Random, corpus: Corpus) -> Mutant | None:
    names = [page for page, text in corpus.pages.items() if re.match(r"---\ntitle: \w", text)]
    if not names:
        return None
    file = rng.choice(names)
    text = corpus.pages[file].replace("title: ", "title: The: ", 1)
    return made("front-matter-broken", file, text, 2)


@kind
def citation_unknown(rng: random.Random, corpus: Corpus) -> Mutant | None:
    return on_link(
        rng,
        corpus,
        "citation-unknown",
        lambda m: f"[@{m['key']}x9",
        r"(?<![`\w])\[@(?P<key>[a-z][a-z0-9-]{5,})"
        r"(?=\])(?<!rule-of-thumb)(?<!assumption)",
    )


@kind
def figure_unknown(rng: random.Random, corpus: Corpus) -> Mutant | None:
    return on_link(
        rng,
        corpus,
        "figure-unknown",
        lambda m: "{{ " + typo(rng, m["name"]) + "_q }}",
        r"\{\{ (?P<name>[a-z_]{3,}) \}\}",
    )


@kind
def sheet_field_unknown(rng: random.Random, corpus: Corpus) -> Mutant | None:
    names = [
        page
        for page, text in corpus.pages.items()
        if re.search(r"^```sheet\narea: (?:(?!\n```).)*\n```", text, re.S | re.M)
    ]
    if not names:
        return None
    file = rng.choice(names)
    text = re.sub(r"^```sheet\narea: ", "```sheet\naera: ", corpus.pages[file], count=1, flags=re.M)
    return made(
        "sheet-field-unknown",
        file,
        text,
        line_of(text, text.index("```sheet\n")) + 1,
        line_of(text, text.index("```sheet\n")),
    )
