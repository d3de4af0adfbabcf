"""A broken configuration."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

from tests.checks.mutants.kinds import Corpus, Mutant, kind, line_of, made, typo


def on_config(
    rng: random.Random, corpus: Corpus, name: str, pattern: str, change: Callable[[re.Match[str]], str]
) -> Mutant | None:
    matches = list(re.finditer(pattern, corpus.config, re.M))
    if not matches:
        return None
    match = rng.choice(matches)
    text = corpus.config[: match.start()] + change(match) + corpus.config[match.end() :]
    return made(name, "mkdocs.yml", text, line_of(text, match.start()))


@kind
def nav_typo(rng: random.Random, corpus: Corpus) -> Mutant | None:
    return on_config(rng, corpus, "nav-typo", r"(?<=: )[a-z/-]+/[a-z-]+(?=\.md$)", lambda m: typo(rng, m[0]) + "q")


@kind
def nav_entry_lost(rng: random.Random, corpus: Corpus) -> Mutant | None:
    mutant = on_config(rng, corpus, "nav-entry-lost", r"(?<=\.md\n) +- [^\n]+: [a-z/-]+/[a-z-]+\.md\n", lambda m: "")
    if mutant is None:
        return None
    lost = set(re.findall(r": ([a-z/-]+/[a-z-]+\.md)$", corpus.config, re.M)) - set(
        re.findall(r": ([a-z/-]+/[a-z-]+\.md)$", (mutant.content or b"").decode(), re.M)
    )
    return mutant._replace(spots=frozenset((f"docs/{uri}", 1) for uri in lost))


@kind
def nav_entry_twice(rng: random.Random, corpus: Corpus) -> Mutant | None:
    mutant = on_config(rng, corpus, "nav-entry-twice", r"^ +- [^\n]+: [a-z/-]+/[a-z-]+\.md\n", lambda m: m[0] + m[0])
    return mutant._replace(spots=frozenset((file, line + 1) for file, line in mutant.spots)) if mutant else None


@kind
def style_sheet_typo(rng: random.Random, corpus: Corpus) -> Mutant | None:
    return on_config(rng, corpus, "style-sheet-typo", r"(?<=- )assets/css/[a-z]+(?=\.css)", lambda m: m[0] + "x")


@kind
def script_typo(rng: random.Random, corpus: Corpus) -> Mutant | None:
    return on_config(rng, corpus, "script-typo", r"assets/js/[a-z]+(?=\.js)", lambda m: m[0] + "x")


@kind
def extension_typo(rng: random.Random, corpus: Corpus) -> Mutant | None:
    return on_config(
        rng, corpus, "extension-typo", r"(?<=^  - )(?:admonition|def_list|md_in_html|tables)$", lambda m: m[0] + "x"
    )
