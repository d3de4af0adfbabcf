"""``make zensical``: the same book built by Zensical, the generator after Material, compared with what MkDocs builds.

Zensical reads ``mkdocs.yml`` and calls the same Markdown extensions and fences, but runs no MkDocs plugin. So three
things are expected to differ and are not compared: the theme's own markup, the search index (Zensical writes its own,
for its own search box), and the loader of live diagrams (mermaid2's; after the publish steps no page needs it).
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from bs4 import BeautifulSoup, Tag

from scripts.publish import static_diagrams, static_math
from scripts.publish.build import CACHE, ROOT, BuildFailure, configuration, environment, mermaid_arguments, run_mkdocs

# What a reader must find on a page, whichever generator built it: its name and where it is in the article.
KINDS = {
    "headings": "h1, h2, h3",
    "diagrams": "figure.diagram .mermaid",
    "captions": "figure.diagram figcaption",
    "descriptions": "figure.diagram .in-words p",
    "sheets": "section.sheet",
    "estimates": "figure.estimate",
    "figures in the text": ".computed",
    "latency budgets": "figure.budget",
    "plots": "figure.plot",
    "levels": ".levels",
    "citations": ".cited",
    "sources": "section.source",
    "formulas": ".arithmatex",
    "tables": "table",
    "questions": "details.question",
    "code": ".highlight code",
}
Facts = dict[str, list[str]]


def facts(html: str) -> Facts:
    """Return the texts of everything in ``KINDS`` on a page, in the order of the page."""
    article = BeautifulSoup(html, "lxml").select_one("article")
    if article is None:
        return {}
    for extra in article.select(".headerlink, .md-content__button, style, script, .md-source-file"):
        extra.decompose()
    return {kind: [_text(element) for element in article.select(where)] for kind, where in KINDS.items()}


def _text(element: Tag) -> str:
    return " ".join(element.get_text(" ").split())


def pages_of(site: Path) -> dict[str, Facts]:
    """Return the facts of every page under ``site`` by its address; the error page has none."""
    pages = {path.relative_to(site).as_posix(): path for path in sorted(site.rglob("*.html"))}
    return {name: facts(path.read_text(encoding="utf-8")) for name, path in pages.items() if name != "404.html"}


def differences(ours: Mapping[str, Facts], theirs: Mapping[str, Facts]) -> list[str]:
    """Return one sentence for each page that one of the two lacks, and each kind of thing that differs on a page."""
    told = [f"{page}: Zensical builds no such page" for page in sorted(set(ours) - set(theirs))]
    told += [f"{page}: only Zensical builds this page" for page in sorted(set(theirs) - set(ours))]
    for page in sorted(set(ours) & set(theirs)):
        for kind in KINDS:
            one, other = ours[page].get(kind, []), theirs[page].get(kind, [])
            if len(one) != len(other):
                told.append(f"{page}: {len(one)} {kind} with MkDocs, {len(other)} with Zensical")
            elif one != other:
                pair = next(pair for pair in zip(one, other, strict=True) if pair[0] != pair[1])
                told.append(f"{page}: {kind} differ: {_around(*pair)}")
    return told


def _around(one: str, other: str) -> str:
    start = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    begin = max(start - 20, 0)
    return f"'{one[begin : start + 40]}' against '{other[begin : start + 40]}'"


def run_zensical(folder: Path) -> Path:
    """Build the book with Zensical and return the site.

    Args:
        folder: an empty folder. Zensical writes its site and its cache beside its configuration, so it works on a copy.

    Raises:
        BuildFailure: Zensical refuses; the text says what it printed.
    """
    for part in ("docs", "diagrams"):
        shutil.copytree(ROOT / part, folder / part)
    shutil.copyfile(ROOT / "mkdocs.yml", folder / "mkdocs.yml")
    command = [sys.executable, "-m", "zensical", "build"]
    settings = {**environment(), "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=folder, env=settings, capture_output=True, text=True, check=False)
    site = folder / str(configuration()["site_dir"])
    if done.returncode or not (site / "index.html").is_file():
        raise BuildFailure("Zensical refuses the book:\n" + done.stdout + done.stderr)
    return site


def _table(ours: Mapping[str, Facts], theirs: Mapping[str, Facts], told: list[str]) -> None:
    print(f"  {'':22}{'MkDocs':>8}{'Zensical':>10}")
    print(f"  {'pages':22}{len(ours):8}{len(theirs):10}")
    for kind in KINDS:
        mine, other = (sum(len(page.get(kind, [])) for page in pages.values()) for pages in (ours, theirs))
        same = "differs" if any(f" {kind}" in sentence for sentence in told) else "same"
        print(f"  {kind:22}{mine:8}{other:10}  {same}")


def compare() -> int:
    """Build with both generators, compare every page, and run the publish steps on Zensical's; 1 if anything differs.

    Raises:
        BuildFailure: one of the two refuses the book.
    """
    with tempfile.TemporaryDirectory(prefix="zensical-") as folder:
        mkdocs, copy = Path(folder, "mkdocs"), Path(folder, "copy")
        print("Building with MkDocs ...", flush=True)
        run_mkdocs(mkdocs)
        print("Building with Zensical ...", flush=True)
        zensical = run_zensical(copy)
        ours, theirs = pages_of(mkdocs), pages_of(zensical)
        told = differences(ours, theirs)
        total = Counter(kind for page in ours.values() for kind, found in page.items() if found)
        told += [f"no page has {kind}: nothing was compared" for kind in ("diagrams", "sheets") if not total[kind]]
        drawn = static_diagrams.make_static(zensical, mermaid_arguments(configuration()), CACHE / "diagrams")
        formulas = static_math.make_static(zensical)
        texts = [path.read_text(encoding="utf-8") for path in zensical.rglob("*.html")]
        live = sum(len(static_diagrams.sources_in(text)) for text in texts)
        if live:
            told.append(f"{live} diagrams of Zensical's pages were not drawn")
    _table(ours, theirs, told)
    print(f"  publish steps on Zensical's pages: {drawn} diagrams and {formulas} formulas drawn")
    for sentence in told:
        print(f"  {sentence}", file=sys.stderr)
    return 1 if told else 0
