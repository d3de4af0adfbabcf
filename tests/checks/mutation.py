"""Breaks a copy of the real book and looks at what the validator says, rendering again only what a change touches.

``python -m tests.checks.mutation`` breaks the book it stands in, so run it in a copy; ``in_a_copy`` does.
"""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from scripts.checks.cache import Cache
from scripts.checks.issues import Issue
from scripts.checks.mermaid import Judge
from scripts.checks.pages import Facts, PageRecord, add_facts, read_source, render_facts
from scripts.checks.project import Project, load_project
from scripts.checks.run import check, kept
from scripts.checks.snippets import Snippets
from tests.checks.books import ROOT
from tests.checks.mutants import KINDS, Corpus, Mutant

SEED = 20261120


class Book:
    """A copy of the real book that can be broken and restored."""

    def __init__(self, root: Path) -> None:
        """Read the book in ``root`` once."""
        self.root = root
        self.judge = Judge([root], Cache(None))
        self.project = load_project(root / "mkdocs.yml")
        self.facts: dict[str, Facts] = {}
        self.pages = self._read(self.project, None)
        self.before = frozenset(self._check(self.project, self.pages))

    def corpus(self) -> Corpus:
        """Return the texts to break: what the validator reads, code examples of it left out."""

        def texts(pattern: str) -> dict[str, str]:
            return {
                path.relative_to(self.root).as_posix(): path.read_text("utf-8")
                for path in sorted(self.root.glob(pattern))
            }

        rendered = {page.name for page in self.pages if page.rendered and not page.uri.endswith("validator-codes.md")}
        pages = {name: text for name, text in texts("docs/**/*.md").items() if name in rendered}
        return Corpus(pages, texts("diagrams/**/*.mmd"), (self.root / "mkdocs.yml").read_text("utf-8"))

    def _read(self, project: Project, changed: str | None) -> list[PageRecord]:
        """Return all pages; only a changed page is rendered again, only pages that include a change are read again."""
        snippets = Snippets(project.extension("pymdownx.snippets"), project.root)
        pages = []
        known = {page.uri: page for page in getattr(self, "pages", [])}
        for file in project.files.pages:
            name = f"docs/{file.src_uri}"
            old = known.get(file.src_uri)
            if old and changed is not None and changed != name and changed not in old.expansion.files:
                pages.append(old)
                continue
            page = read_source(file, project, snippets)
            if not page.usable:
                pages.append(page)
            elif changed is None or changed == name or changed == "mkdocs.yml":
                facts = render_facts(page.text, file, project)
                if changed is None:
                    self.facts[file.src_uri] = facts
                pages.append(add_facts(page, facts, project))
            else:
                pages.append(add_facts(page, self.facts[file.src_uri], project))
        return pages

    def _check(self, project: Project, pages: list[PageRecord]) -> list[Issue]:
        snippets = Snippets(project.extension("pymdownx.snippets"), project.root)
        return kept(check(project, snippets, pages, self.judge).issues, project)

    @contextmanager
    def broken(self, mutant: Mutant) -> Iterator[None]:
        """Have ``mutant`` on disk for the time of the block."""
        path = self.root / mutant.file
        before = path.read_bytes() if path.is_file() else None
        try:
            if mutant.content is None:
                path.unlink()
            else:
                path.write_bytes(mutant.content)
            yield
        finally:
            path.unlink(missing_ok=True)
            if before is not None:
                path.write_bytes(before)

    def issues(self, mutant: Mutant) -> list[Issue]:
        """Return what the validator says of ``mutant`` and does not say of the whole book."""
        with self.broken(mutant):
            if mutant.file == "mkdocs.yml":
                project = load_project(self.root / "mkdocs.yml")
                pages = self.pages  # a change of the navigation or of assets renders no page differently
            else:
                project = replace(self.project)
                pages = self._read(project, mutant.file)
            return [each for each in self._check(project, pages) if each not in self.before]


def make_mutants(corpus: Corpus, kinds: list[str], each: int) -> list[Mutant]:
    """Return ``each`` different mutants of every kind, fewer where a kind has fewer places; seeded."""
    mutants: list[Mutant] = []
    for name in kinds:
        rng = random.Random(f"{SEED} {name}")
        seen: set[tuple[str, bytes | None]] = set()
        for _ in range(each * 4):
            mutant = KINDS[name](rng, corpus)
            if mutant is None or len(seen) == each:
                break
            if (mutant.file, mutant.content) not in seen:
                seen.add((mutant.file, mutant.content))
                mutants.append(mutant)
    return mutants


def copy_book(folder: Path) -> None:
    """Copy everything that a run needs into ``folder``; installed packages are linked."""
    for name in ("docs", "diagrams", "scripts", "tests/checks", ".cache/demonstrations"):
        ignore = shutil.ignore_patterns("__pycache__", "vendor" if name != "docs" else "__pycache__")
        if (ROOT / name).is_dir():  # results of experiments are there after a build
            shutil.copytree(ROOT / name, folder / name, ignore=ignore)
    for name in ("mkdocs.yml", "pyproject.toml", "package.json"):
        shutil.copy(ROOT / name, folder)
    (folder / "node_modules").symlink_to(ROOT / "node_modules")


def run(root: Path, kinds: list[str], each: int) -> dict[str, Any]:
    """Return what became of ``each`` mutants of every one of ``kinds``, and what is wrong with the unbroken book."""
    book = Book(root)
    results = []
    try:
        for mutant in make_mutants(book.corpus(), kinds, each):
            issues = book.issues(mutant)
            places = {(issue.place.file, issue.place.line) for issue in issues}
            verdict = "caught" if places & mutant.spots else "wrong place" if issues else "missed"
            shown = [f"{i.place.file}:{i.place.line} {i.code}: {i.message}" for i in issues[:3]]
            results.append(
                {
                    "kind": mutant.kind,
                    "file": mutant.file,
                    "spots": sorted(mutant.spots),
                    "verdict": verdict,
                    "issues": [] if verdict == "caught" else shown,
                }
            )
    finally:
        book.judge.close()
    before = [
        f"{i.place.file}:{i.place.line} {i.code}: {i.message}" for i in sorted(book.before, key=lambda i: i.place)
    ]
    return {"results": results, "before": before}


def in_a_copy(folder: Path, kinds: list[str], each: int) -> dict[str, Any]:
    """Do ``run`` in a new process on a copy of the book in ``folder``."""
    copy_book(folder)
    command = [sys.executable, "-m", "tests.checks.mutation", str(each), *kinds]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


if __name__ == "__main__":
    print(json.dumps(run(Path.cwd(), sys.argv[2:] or list(KINDS), int(sys.argv[1]))))
