"""One run over a project: read, check, report."""

from __future__ import annotations

import fnmatch
import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from scripts.checks.cache import Cache
from scripts.checks.diagram_clicks import check_clicks, external_targets
from scripts.checks.diagram_house import check_house, check_unused
from scripts.checks.diagram_losses import check_losses
from scripts.checks.diagram_mends import mend
from scripts.checks.diagrams import (
    Diagram,
    check_drawn,
    check_syntax,
    in_file,
    in_page,
    max_text,
    mermaid_names,
    without_repeats,
)
from scripts.checks.external import Policy, check_external
from scripts.checks.files import published, relative, walk
from scripts.checks.issues import Issue, Place, issue, ordered
from scripts.checks.links import Site, check_links
from scripts.checks.mermaid import Judge
from scripts.checks.navigation import check_assets, check_nav, check_reach
from scripts.checks.pages import PageRecord
from scripts.checks.project import PAGE_PLUGINS, Project
from scripts.checks.reading import read_pages
from scripts.checks.references import check_pages
from scripts.checks.site import check_site
from scripts.checks.snippets import Snippets

DIAGRAM_SUFFIXES = (".mmd", ".mermaid")
_SKIPPED_FOLDERS = {"node_modules", "site", "venv"}


@dataclass
class Result:
    """What a run found and how much it looked at."""

    issues: list[Issue] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)


def find_diagrams(
    project: Project, snippets: Snippets, pages: Iterable[PageRecord]
) -> tuple[list[Diagram], list[Diagram], list[Issue]]:
    """Return the diagrams of files, those of fences, and the faults of both."""
    issues: list[Issue] = []
    fenced: list[Diagram] = []
    names = mermaid_names(project.config.mdx_configs or {})
    for page in pages:
        found, faults = in_page(page, names)
        fenced += found
        issues += faults
    files: list[Diagram] = []
    for path in diagram_files(project, snippets):
        diagram, faults = in_file(path, project.name(path))
        issues += faults
        if diagram:
            files.append(diagram)
    return files, fenced, issues


def diagram_files(project: Project, snippets: Snippets) -> list[Path]:
    """Return the diagram files below the documentation, the snippet folders and the folders of the settings."""
    folders = [project.docs, *snippets.bases(), *(project.root / name for name in project.settings.diagram_folders)]
    found: dict[Path, None] = {}
    for folder in folders:
        inside = folder.resolve().is_relative_to(project.root.resolve())
        for path in walk(folder)[0] if inside else []:
            parts = path.relative_to(folder).parts[:-1]
            if path.suffix in DIAGRAM_SUFFIXES and not any(p.startswith(".") or p in _SKIPPED_FOLDERS for p in parts):
                found[path] = None
    return list(found)


@lru_cache(maxsize=8)
def theme_files(folders: tuple[str, ...]) -> frozenset[str]:
    """Return the static files that a theme puts on every site; its icons, in a hidden folder, are not among them."""
    found: set[str] = set()
    for folder in folders:
        for name, inner, files in os.walk(folder):
            inner[:] = [each for each in inner if not each.startswith(".")]
            found.update(relative(Path(name) / each, Path(folder)) for each in files)
    return frozenset(found)


def site_of(project: Project, pages: Sequence[PageRecord]) -> Site:
    """Return what links of ``pages`` may lead to."""
    files = project.files
    urls = {file.dest_uri: file.src_uri for file in files.all if published(file)}
    validation = project.config.validation.links.absolute_links
    return Site(
        pages={page.uri: page for page in pages},
        files=frozenset(files.uris()),
        excluded=frozenset(files.excluded),
        urls=urls,
        directory_urls=project.config.use_directory_urls,
        docs_name=project.name(project.docs),
        repository=frozenset(project.name(path) for path in project.root.glob("*.*")),
        theme_files=theme_files(tuple(project.config.theme.dirs)),
        absolute_is_docs=validation == -1,
        maybe_generated=bool(PAGE_PLUGINS & set(project.plugins)),
        templated="macros" in project.plugins,
        nav_names=frozenset([str((project.plugins["literate-nav"] or {}).get("nav_file") or "SUMMARY.md")])
        if "literate-nav" in project.plugins
        else frozenset(),
    )


@dataclass(frozen=True)
class Options:
    """What the command line may change. ``library`` are folders to look for the npm packages at or above."""

    jobs: int = 1
    page_seconds: float = 20.0
    diagram_seconds: float = 10.0
    external: Policy | None = None
    site: Path | None = None
    library: tuple[Path, ...] = ()
    only: str = ""


def validate(
    project: Project,
    cache: Cache,
    options: Options,
    progress: Callable[[str], None] = lambda _: None,
    judge: Judge | None = None,
) -> Result:
    """Return the issues of ``project``, ordered by place, without those its settings ignore.

    ``judge`` may be one that runs already; otherwise one is started when there are diagrams, and ended.

    Raises:
        ToolMissing: there are diagrams, and Node or Mermaid is not installed.
    """
    snippets = Snippets(project.extension("pymdownx.snippets"), project.root)
    pages = read_pages(
        project,
        snippets,
        cache,
        jobs=options.jobs,
        seconds=options.page_seconds,
        progress=progress,
        rendered=options.only != "diagrams",
    )
    progress("diagrams")
    starts = [project.root, *options.library]
    own = judge or Judge(starts, cache, seconds=options.diagram_seconds)
    own.configure(mermaid_settings(project))
    try:
        result = check(project, snippets, pages, own, options.only)
    finally:
        if judge is None:
            own.close()
    if options.site:
        known = {each.place for each in result.issues}
        found = check_site(options.site, pages, project.name(project.config_file), str(project.config.site_url or ""))
        result.issues += [each for each in found if each.place not in known or each.place.line == 1]
    if options.external:
        policy = replace(options.external, skip=options.external.skip + project.settings.external_skip)
        links = [link for page in pages for link in page.links]
        links += external_targets(find_diagrams(project, snippets, pages)[1])
        found, result.counts["external"] = check_external(links, policy, cache, progress)
        result.issues += found
    result.issues = kept(ordered(result.issues), project)
    return result


def check(project: Project, snippets: Snippets, pages: Sequence[PageRecord], judge: Judge, only: str = "") -> Result:
    """Return what all checks that need neither the built site nor the network find on ``pages``.

    ``only`` leaves out the checks of the diagrams (``links``) or of everything else (``diagrams``).
    """
    issues = [*project.issues, *project.files.issues, *(fault for page in pages for fault in page.issues)]
    site = site_of(project, pages)
    counts = {"pages": len(pages)}
    if only != "diagrams":
        issues += check_all_links(project, site, pages)
        counts["links"] = sum(len(page.links) for page in pages)
        counts["anchors"] = sum(len(page.ids) for page in pages)
    if only != "links":
        files, fenced, faults = find_diagrams(project, snippets, pages)
        issues += faults + check_diagrams(project, snippets, pages, files, fenced, site, judge)
        counts["diagrams"] = len(without_repeats(files, fenced))
    return Result(issues + nothing_checked(project, counts, only), counts)


def check_all_links(project: Project, site: Site, pages: Sequence[PageRecord]) -> list[Issue]:
    """Return everything wrong with links, anchors, references, navigation and assets."""
    issues = check_links(site)
    issues += check_nav(project, site) + check_reach(project, site) + check_assets(project)
    issues += check_pages(
        pages,
        footnotes=project.extension("footnotes") is not None,
        attributes=project.extension("attr_list") is not None,
        other_labels=bool({"autorefs", "mkdocstrings"} & set(project.plugins)),
    )
    return issues


def check_diagrams(
    project: Project,
    snippets: Snippets,
    pages: Sequence[PageRecord],
    files: Sequence[Diagram],
    fenced: Sequence[Diagram],
    site: Site,
    judge: Judge,
) -> list[Issue]:
    """Return everything wrong with the diagrams of files and fences."""
    diagrams = without_repeats(files, fenced)
    settings, rules = mermaid_settings(project), project.settings.diagrams
    most = max_text(settings)
    verdicts = judge.ask([each.text for each in (*diagrams, *fenced) if len(each.text) <= most])
    texts = [page.text for page in pages] + [diagram.text for diagram in diagrams]
    folders = [project.name(base) for base in (*snippets.bases(), project.docs)]
    strict = settings.get("securityLevel", "strict") == "strict"
    return [
        *mend(check_syntax(diagrams, verdicts, settings), diagrams, verdicts, judge.ask),
        *check_losses(diagrams, verdicts, rules.classes),
        *check_clicks([*fenced, *files], verdicts, site, {page.name: page for page in pages}, strict=strict),
        *check_house(diagrams, verdicts, rules),
        *check_unused(files, texts, folders, rules),
        *check_drawn(pages, fenced),
    ]


def mermaid_settings(project: Project) -> dict[str, Any]:
    """Return the Mermaid configuration of the site, as far as it changes what Mermaid accepts."""
    arguments = (project.plugins.get("mermaid2") or {}).get("arguments") or {}
    return {key: arguments[key] for key in ("securityLevel", "maxTextSize", "maxEdges") if key in arguments}


def nothing_checked(project: Project, counts: dict[str, int], only: str = "") -> list[Issue]:
    """Return an issue for each kind of thing that must be there and is not."""
    place = Place(project.name(project.config_file))
    wanted = ["pages"] if only == "diagrams" else ["pages", "links"]
    if only == "diagrams" or (project.settings.require_diagrams and not only):
        wanted.append("diagrams")
    return [
        issue(place, "nothing-to-check", f"no {name} found in '{project.name(project.docs)}'")
        for name in wanted
        if not counts[name]
    ]


def kept(issues: Sequence[Issue], project: Project) -> list[Issue]:
    """Return the issues that the settings do not ignore."""
    settings = project.settings
    return [
        each
        for each in issues
        if each.code not in settings.ignore
        and not any(fnmatch.fnmatch(each.place.file, pattern) for pattern in settings.ignore_files)
    ]
