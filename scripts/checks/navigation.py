"""The configuration's own links: navigation entries, style sheets, scripts, logos; and pages nothing leads to."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import unquote, urlsplit

from mkdocs.structure.files import InclusionLevel

from scripts.checks.issues import Edit, Issue, Place, issue
from scripts.checks.links import Site
from scripts.checks.project import NAV_PLUGINS, Project
from scripts.checks.schemes import is_external, scheme_of, unsafe
from scripts.checks.suggest import nearest_path


def nav_targets(nav: Any) -> Iterable[str]:
    """Yield the targets of a navigation tree in order."""
    if isinstance(nav, str):
        yield nav
    elif isinstance(nav, Mapping):
        for value in nav.values():
            yield from nav_targets(value)
    elif isinstance(nav, list):
        for value in nav:
            yield from nav_targets(value)


def _own_nav(project: Project) -> bool:
    return bool(project.raw.get("nav")) and not NAV_PLUGINS & set(project.plugins)


def check_nav(project: Project, site: Site) -> list[Issue]:
    """Return navigation entries that lead nowhere or twice to one page. A plugin's own navigation is left alone."""
    if not _own_nav(project):
        return []
    name = project.name(project.config_file)
    found: list[Issue] = []
    seen: set[str] = set()
    for target, line, column in project.places.scalars("nav"):
        place = Place(name, line, column)
        if unsafe(target):
            found.append(issue(place, "link-unsafe-scheme", f"'{scheme_of(target)}:' runs code or opens local files"))
            continue
        if is_external(target) or target.startswith("/") or not target.strip():
            continue
        path = posixpath.normpath(unquote(urlsplit(target).path))
        if path in site.excluded:
            found.append(issue(place, "link-excluded", f"'{path}' is excluded from the site"))
        elif path not in site.files:
            same = site.folded.get(path.casefold(), "")
            near = same or nearest_path(path, [file for file in site.files if file.endswith((".md", ".markdown"))])
            hint = f", did you mean '{near}'" if near else ""
            found.append(
                issue(
                    place,
                    "nav-missing",
                    f"the navigation names '{target}', which does not exist{hint}",
                    suggestion=near,
                    edit=Edit(place, target, same) if same else None,
                )
            )
        elif path in seen and not urlsplit(target).fragment:
            found.append(issue(place, "nav-duplicate", f"'{path}' is in the navigation twice"))
        seen.add(path)
    return found


def check_reach(project: Project, site: Site) -> list[Issue]:
    """Return pages that are not in the navigation, and pages that nothing leads to at all."""
    if not _own_nav(project):
        return []
    listed = {posixpath.normpath(unquote(urlsplit(target).path)) for target in nav_targets(project.config.nav)}
    linked = {uri for page in site.pages.values() for uri in _linked_from(page.uri, page.links)}
    found = []
    for file in project.files.pages:
        page = site.pages.get(file.src_uri)
        if page is None or file.src_uri in listed or posixpath.basename(file.src_uri) == "404.md":
            continue
        hidden = file.inclusion == InclusionLevel.NOT_IN_NAV
        if file.src_uri not in linked:
            found.append(issue(Place(page.name), "page-orphan", "no link and no navigation entry leads to this page"))
        elif not hidden:
            found.append(issue(Place(page.name), "nav-omitted", "this page is not in the navigation"))
    return found


def _linked_from(uri: str, links: Iterable[Any]) -> Iterable[str]:
    folder = posixpath.dirname(uri)
    for link in {link.target for link in links}:
        yield from (each for each in _sources_of(folder, link) if each != uri)


@lru_cache(maxsize=100_000)  # pages of one folder repeat the links of their navigation
def _sources_of(folder: str, link: str) -> tuple[str, ...]:
    """Return the files below ``docs`` that ``link`` on a page in ``folder`` may lead to."""
    path = "" if is_external(link) else unquote(urlsplit(link).path)
    if not path:
        return ()
    target = posixpath.normpath(posixpath.join(folder, path))
    return target, target.removesuffix(".html") + ".md", posixpath.join(target, "index.md")


def check_assets(project: Project) -> list[Issue]:
    """Return style sheets, scripts, logo, favicon and theme folder of the configuration that do not exist."""
    name = project.name(project.config_file)
    published = project.files.uris()
    found = []
    theme = project.raw.get("theme")
    theme = theme if isinstance(theme, Mapping) else {}
    wanted: list[tuple[tuple[str, ...], str]] = []
    for key in ("extra_css", "extra_javascript"):
        for entry in project.raw.get(key) or []:
            wanted.append(((key,), str(entry.get("path", "")) if isinstance(entry, Mapping) else str(entry)))
    wanted += [(("theme", key), str(theme[key])) for key in ("logo", "favicon") if isinstance(theme.get(key), str)]
    theme_dirs = [*project.config.theme.dirs]
    for path, target in wanted:
        plain = unquote(urlsplit(target).path).lstrip("/")
        if not plain or is_external(target) or plain in published:
            continue
        if any((project.root / folder / plain).is_file() for folder in theme_dirs):
            continue
        spot = next(((line, column) for value, line, column in project.places.scalars(*path) if value == target), None)
        near = nearest_path(plain, [each for each in published if each.endswith(plain[-4:])])
        hint = f", did you mean '{near}'" if near else ""
        place = Place(name, *(spot or project.places.of_path(path)))
        found.append(issue(place, "asset-missing", f"'{target}' does not exist{hint}", suggestion=near))
    return found
