"""All pages of a project, rendered in parallel, and only those whose result is not known from an earlier run."""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import multiprocessing
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from scripts.checks.cache import Cache
from scripts.checks.files import walk
from scripts.checks.pages import Facts, PageRecord, add_facts, read_source, render_facts
from scripts.checks.project import Project
from scripts.checks.snippets import Snippets

_DATA = {".md", ".markdown", ".yml", ".yaml", ".json", ".toml", ".csv", ".bib", ".txt", ".mmd", ".mermaid"}
_shared: list[tuple[Project, list[str], float]] = []  # what forked workers inherit


def _local_packages(project: Project) -> list[Path]:
    """Return the Python files of the project's own extensions: those below its folder, without environments."""
    found: dict[Path, None] = {}
    for name in [*project.config.markdown_extensions, *project.foreign]:
        module = sys.modules.get(str(name).partition(":")[0])
        file = Path(str(getattr(module, "__file__", None) or ""))
        if module and file.is_relative_to(project.root) and "site-packages" not in file.parts:
            top = project.root / file.relative_to(project.root).parts[0]
            for path in [top] if top.is_file() else sorted(top.rglob("*.py")):
                found[path] = None
    return list(found)


def _stamp(project: Project, snippets: Snippets) -> str:
    """Return a digest of all that every page depends on: configuration, libraries, the project's own extensions.

    Extensions of the project itself may read any text of it, so with them the digest covers those texts too.
    """
    digest = hashlib.sha256()
    for name in ("mkdocs", "Markdown", "pymdown-extensions"):
        digest.update(f"{name} {importlib.metadata.version(name)} {sys.version}\0".encode())
    digest.update(json.dumps(project.raw, default=str, sort_keys=True).encode("utf-8", "surrogatepass"))
    for name in project.config.markdown_extensions:
        file = getattr(sys.modules.get(str(name)), "__file__", None)
        if file and Path(file).is_file():
            digest.update(f"{name} {Path(file).stat().st_mtime_ns} {Path(file).stat().st_size}\0".encode())
    for path in Path(__file__).parent.glob("*.py"):
        digest.update(path.read_bytes())
    local = _local_packages(project)
    for path in local:
        digest.update(path.read_bytes())
    if local:
        for folder in (project.docs, *snippets.bases()):
            for path in walk(folder)[0]:
                if path.suffix in _DATA and path.is_file() and path.stat().st_size < 5_000_000:
                    digest.update(f"{path}\0".encode("utf-8", "surrogatepass") + path.read_bytes())
    return digest.hexdigest()


def _render_one(index: int) -> Facts:
    project, texts, seconds = _shared[0]
    return render_facts(texts[index], project.files.pages[index], project, seconds)


def _rendered(
    project: Project, texts: list[str], wanted: list[int], jobs: int, seconds: float
) -> Iterator[tuple[int, Facts]]:
    """Yield the facts of the wanted pages in order."""
    _shared[:] = [(project, texts, seconds)]
    try:
        if jobs > 1 and len(wanted) > 3 and "fork" in multiprocessing.get_all_start_methods():
            with multiprocessing.get_context("fork").Pool(min(jobs, len(wanted))) as pool:
                yield from zip(wanted, pool.imap(_render_one, wanted), strict=True)
        else:
            for index in wanted:
                yield index, _render_one(index)
    finally:
        _shared.clear()


def read_pages(
    project: Project,
    snippets: Snippets,
    cache: Cache,
    *,
    jobs: int = 1,
    seconds: float = 20.0,
    progress: Callable[[str], None] = lambda _: None,
    rendered: bool = True,
) -> list[PageRecord]:
    """Return the record of every page, in the order of the files; without ``rendered`` only what its source says."""
    files = project.files.pages
    pages = [read_source(file, project, snippets) for file in files]
    if not rendered:
        return pages
    stamp = _stamp(project, snippets)
    keys = [
        hashlib.sha256(
            "\0".join((stamp, page.uri, page.text, page.expansion.text)).encode("utf-8", "surrogatepass")
        ).hexdigest()
        for page in pages
    ]
    facts: dict[int, Facts] = {}
    wanted = []
    for index, page in enumerate(pages):
        stored = cache.get("pages", keys[index]) if page.usable else None
        if stored is not None:
            facts[index] = stored
        elif page.usable:
            wanted.append(index)
    for done, (index, result) in enumerate(_rendered(project, [page.text for page in pages], wanted, jobs, seconds), 1):
        progress(f"page {done} of {len(wanted)}: {pages[index].uri}")
        facts[index] = result
        if "fault" not in result:
            cache.put("pages", keys[index], result)
    return [add_facts(page, facts[index], project) if index in facts else page for index, page in enumerate(pages)]
