"""Broken diagrams."""

from __future__ import annotations

import posixpath
import random
import re
from collections.abc import Callable

from tests.checks.mutants.kinds import Corpus, Mutant, Spot, kind, line_of, made, typo


def on_diagram(
    rng: random.Random,
    corpus: Corpus,
    name: str,
    pattern: str,
    change: Callable[[re.Match[str]], str],
    spots: Callable[[str, str, int], list[int]] | None = None,
) -> Mutant | None:
    """Change a random match of ``pattern`` in a random diagram, texts for accessibility left alone."""

    def hidden(text: str) -> str:
        return re.sub(r"accDescr\s*\{[^}]*\}|^\s*acc\w+:.*", lambda m: re.sub(r"[^\n]", "\0", m[0]), text, flags=re.M)

    names = [file for file, text in corpus.diagrams.items() if re.search(pattern, hidden(text), re.M)]
    if not names:
        return None
    file = rng.choice(names)
    text = corpus.diagrams[file]
    match = rng.choice(list(re.finditer(pattern, hidden(text), re.M)))
    changed = text[: match.start()] + change(match) + text[match.end() :]
    lines = spots(text, changed, match.start()) if spots else [line_of(text, match.start())]
    return made(name, file, changed, *lines)


@kind
def bracket_close_lost(rng: random.Random, corpus: Corpus) -> Mutant | None:
    return on_diagram(rng, corpus, "bracket-close-lost", r'(?<=")[\])}]+(?=:::|\s|$)', lambda m: "")


@kind
def bracket_open_lost(rng: random.Random, corpus: Corpus) -> Mutant | None:
    return on_diagram(rng, corpus, "bracket-open-lost", r'(?<=\w)[\[({]+(?=")', lambda m: "")


@kind
def quote_lost(rng: random.Random, corpus: Corpus) -> Mutant | None:
    return on_diagram(rng, corpus, "quote-lost", r'"', lambda m: "")


@kind
def arrow_broken(rng: random.Random, corpus: Corpus) -> Mutant | None:
    return on_diagram(
        rng, corpus, "arrow-broken", r"(?<= )-->(?= |\|)", lambda m: rng.choice(["-~>", "->", "=>", "--~"])
    )


@kind
def arrow_twice(rng: random.Random, corpus: Corpus) -> Mutant | None:
    return on_diagram(rng, corpus, "arrow-twice", r"(?<= )-->(?= \w)", lambda m: "--> -->")


@kind
def type_typo(rng: random.Random, corpus: Corpus) -> Mutant | None:
    return on_diagram(
        rng,
        corpus,
        "type-typo",
        r"\A(?:flowchart|sequenceDiagram|stateDiagram|erDiagram|timeline|gantt)",
        lambda m: m[0][:3] + "x" + m[0][3:],
    )


@kind
def keyword_typo(rng: random.Random, corpus: Corpus) -> Mutant | None:
    return on_diagram(rng, corpus, "keyword-typo", r"^\s*(?:subgraph|participant)(?= )", lambda m: m[0][:-2] + m[0][-1])


def _opener(text: str, _changed: str, offset: int) -> list[int]:
    """Return the line of the block that the ``end`` at ``offset`` closes, and its own."""
    stack: list[int] = []
    here = line_of(text, offset)
    for number, line in enumerate(text.split("\n"), 1):
        if re.match(r"\s*(subgraph|loop|alt|opt|par|critical|break|rect|box)\b", line):
            stack.append(number)
        elif line.strip() == "end" and number >= here:
            return [stack[-1], here] if stack else [here]
        elif line.strip() == "end" and stack:
            stack.pop()
    return [here]


@kind
def end_lost(rng: random.Random, corpus: Corpus) -> Mutant | None:
    return on_diagram(
        rng,
        corpus,
        "end-lost",
        r"^\s*end\n",
        lambda m: "",
        lambda t, c, o: _opener(t, c, len(t) - len(t[o:].lstrip())),
    )


@kind
def end_too_many(rng: random.Random, corpus: Corpus) -> Mutant | None:
    return added(rng, corpus, "end-too-many", "end")


@kind
def class_typo(rng: random.Random, corpus: Corpus) -> Mutant | None:
    return on_diagram(rng, corpus, "class-typo", r"(?<=:::)[a-z]+", lambda m: typo(rng, m[0]))


@kind
def label_like_tag(rng: random.Random, corpus: Corpus) -> Mutant | None:
    return on_diagram(rng, corpus, "label-like-tag", r'(?<=[\[(]")(?=\w)', lambda m: "<user_id> ")


@kind
def label_unquoted(rng: random.Random, corpus: Corpus) -> Mutant | None:
    return on_diagram(rng, corpus, "label-unquoted", r'(?<=\w\[)"[^"<]+"(?=\])', lambda m: f"{m[0][1:-1]} (all)")


@kind
def message_hash(rng: random.Random, corpus: Corpus) -> Mutant | None:
    return _in_sequence(rng, corpus, "message-hash", r"(?<=: )[^\n]+$", lambda m: m[0] + " #1 of 500")


def _in_sequence(
    rng: random.Random, corpus: Corpus, name: str, pattern: str, change: Callable[[re.Match[str]], str]
) -> Mutant | None:
    chosen = {file: text for file, text in corpus.diagrams.items() if text.startswith("sequenceDiagram")}
    return on_diagram(rng, Corpus(corpus.pages, chosen, corpus.config), name, pattern, change)


@kind
def message_semicolon(rng: random.Random, corpus: Corpus) -> Mutant | None:
    return _in_sequence(rng, corpus, "message-semicolon", r"(?<=: )[^\n]+$", lambda m: m[0] + "; and more of it")


def added(rng: random.Random, corpus: Corpus, name: str, line: str) -> Mutant | None:
    """Add a line at the end of a flowchart."""
    chosen = {file: text for file, text in corpus.diagrams.items() if text.startswith("flowchart")}
    return on_diagram(
        rng,
        Corpus(corpus.pages, chosen, corpus.config),
        name,
        r"\n\Z",
        lambda m: f"\n{line}\n",
        lambda t, c, o: [line_of(c, o) + 1],
    )


def first(rng: random.Random, corpus: Corpus, name: str, *lines: str) -> Mutant | None:
    """Put lines before a diagram; the fault is in the first."""
    return on_diagram(rng, corpus, name, r"\A", lambda m: "\n".join(lines) + "\n", lambda t, c, o: [1])


@kind
def style_unknown_node(rng: random.Random, corpus: Corpus) -> Mutant | None:
    return added(rng, corpus, "style-unknown-node", "  style nowhere fill:#eee")


@kind
def click_unknown_node(rng: random.Random, corpus: Corpus) -> Mutant | None:
    return added(rng, corpus, "click-unknown-node", '  click nowhere "https://mermaid.js.org"')


@kind
def click_javascript(rng: random.Random, corpus: Corpus) -> Mutant | None:
    return added(rng, corpus, "click-javascript", '  click nowhere href "javascript:alert(1)"')


@kind
def group_in_itself(rng: random.Random, corpus: Corpus) -> Mutant | None:
    mutant = added(rng, corpus, "group-in-itself", "  subgraph round\n    round --> other9\n  end")
    return mutant


@kind
def directive_broken(rng: random.Random, corpus: Corpus) -> Mutant | None:
    return first(rng, corpus, "directive-broken", "%%{init: {theme: dark}}%%")


@kind
def directive_unclosed(rng: random.Random, corpus: Corpus) -> Mutant | None:
    return first(rng, corpus, "directive-unclosed", '%%{init: {"theme": "dark"}')


@kind
def directive_security(rng: random.Random, corpus: Corpus) -> Mutant | None:
    return first(rng, corpus, "directive-security", '%%{init: {"securityLevel": "loose"}}%%')


@kind
def directive_style_sheet(rng: random.Random, corpus: Corpus) -> Mutant | None:
    return first(
        rng, corpus, "directive-style-sheet", '%%{init: {"themeCSS": "@import url(https://example.org/a.css)"}}%%'
    )


@kind
def front_matter_late(rng: random.Random, corpus: Corpus) -> Mutant | None:
    mutant = first(rng, corpus, "front-matter-late", "%% A comment", "---", "title: Late", "---")
    return mutant._replace(spots=frozenset((file, line + 1) for file, line in mutant.spots)) if mutant else None


@kind
def front_matter_of_diagram_broken(rng: random.Random, corpus: Corpus) -> Mutant | None:
    mutant = first(rng, corpus, "front-matter-of-diagram-broken", "---", "title: a: b", "---")
    return mutant._replace(spots=frozenset((file, line + 1) for file, line in mutant.spots)) if mutant else None


@kind
def description_brace_lost(rng: random.Random, corpus: Corpus) -> Mutant | None:
    picked = corpus.diagram(rng, r"accDescr \{")
    if picked is None:
        return None
    file, text = picked
    start = text.index("accDescr {")
    at = text.index("}", start)
    return made("description-brace-lost", file, text[:at] + text[at + 1 :], line_of(text, start), line_of(text, at))


@kind
def title_lost(rng: random.Random, corpus: Corpus) -> Mutant | None:
    picked = corpus.diagram(rng, r"^\s*accTitle:.*\n")
    if picked is None:
        return None
    file, text = picked
    return made("title-lost", file, re.sub(r"^\s*accTitle:.*\n", "", text, count=1, flags=re.M), 1)


@kind
def description_lost(rng: random.Random, corpus: Corpus) -> Mutant | None:
    picked = corpus.diagram(rng, r"accDescr \{")
    if picked is None:
        return None
    file, text = picked
    return made("description-lost", file, re.sub(r"^\s*accDescr \{[^}]*\}\n", "", text, count=1, flags=re.M), 1)


@kind
def boxes_too_many(rng: random.Random, corpus: Corpus) -> Mutant | None:
    names = [
        file
        for file, text in corpus.diagrams.items()
        if file.endswith("whiteboard.mmd") and text.startswith("flowchart")
    ]
    if not names:
        return None
    file = rng.choice(names)
    extra = "".join(f'  extra{i}["Extra {i}"]\n' for i in range(9))
    return made("boxes-too-many", file, corpus.diagrams[file] + extra, 1)


@kind
def diagram_emptied(rng: random.Random, corpus: Corpus) -> Mutant | None:
    picked = corpus.diagram(rng)
    return Mutant("diagram-emptied", picked[0], b"\n", frozenset({(picked[0], 1)})) if picked else None


@kind
def diagram_not_utf8(rng: random.Random, corpus: Corpus) -> Mutant | None:
    file, text = corpus.diagram(rng) or ("", "")
    return Mutant("diagram-not-utf8", file, text.encode() + b"%% caf\xe9\n", frozenset({(file, text.count("\n") + 1)}))


@kind
def diagram_includes_itself(rng: random.Random, corpus: Corpus) -> Mutant | None:
    used = "\n".join(corpus.pages.values())
    names = [file for file in corpus.diagrams if f'--8<-- "{file.removeprefix("diagrams/")}"' in used]
    if not names:
        return None
    file = rng.choice(names)
    text = corpus.diagrams[file] + f'--8<-- "{file.removeprefix("diagrams/")}"\n'
    return made("diagram-includes-itself", file, text, text.count("\n"))


@kind
def diagram_deleted(rng: random.Random, corpus: Corpus) -> Mutant | None:
    uses: dict[str, set[Spot]] = {}
    for page, text in corpus.pages.items():
        for match in re.finditer(r'^--8<-- "(.+\.mmd)"$', text, re.M):
            uses.setdefault(f"diagrams/{match[1]}", set()).add((page, line_of(text, match.start())))
    files = sorted(set(uses) & set(corpus.diagrams))
    if not files:
        return None
    file = rng.choice(files)
    return Mutant("diagram-deleted", file, None, frozenset(uses[file]))


@kind
def diagram_unused(rng: random.Random, corpus: Corpus) -> Mutant | None:
    picked = corpus.diagram(rng, r"\Aflowchart")
    if picked is None:
        return None
    file = posixpath.join(posixpath.dirname(picked[0]), "nobody-draws-this.mmd")
    return Mutant("diagram-unused", file, picked[1].encode(), frozenset({(file, 1)}))
