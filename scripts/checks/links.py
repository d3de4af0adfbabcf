"""Links inside the site: does each one lead to a file and an anchor that will be there?"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from urllib.parse import unquote, urlsplit

from scripts.checks.issues import Edit, Issue, issue
from scripts.checks.pages import Link, PageRecord
from scripts.checks.schemes import check_scheme, is_external
from scripts.checks.suggest import nearest, nearest_path


@dataclass
class Site:
    """What links may lead to: source files by path, pages by path, and everything by its address on the site."""

    pages: Mapping[str, PageRecord]
    files: frozenset[str]
    excluded: frozenset[str]
    urls: Mapping[str, str]
    directory_urls: bool = True
    docs_name: str = "docs"
    repository: frozenset[str] = frozenset()
    absolute_is_docs: bool = False
    absolute_ignored: bool = False
    maybe_generated: bool = False
    templated: bool = False
    nav_names: frozenset[str] = frozenset()
    theme_files: frozenset[str] = field(default_factory=frozenset)

    @cached_property
    def folded(self) -> dict[str, str]:
        """Source paths by their lower-case form."""
        return {path.casefold(): path for path in sorted(self.files, reverse=True)}


def fragment_found(fragment: str, ids: Iterable[str]) -> bool:
    """Tell whether a browser finds ``fragment`` among ``ids``: literally, then percent-decoded."""
    known = ids if isinstance(ids, (set, frozenset)) else set(ids)
    return fragment in known or unquote(fragment) in known or fragment.startswith(":~:") or fragment.lower() == "top"


def check_links(site: Site) -> list[Issue]:
    """Return the faults of every link of every page."""
    found: list[Issue] = []
    for page in site.pages.values():
        if page.uri.rpartition("/")[2] in site.nav_names:
            continue  # a plugin's navigation, with a grammar of its own
        for link in page.links:
            if site.templated and re.search(r"\{\{|\{%", link.target):
                continue
            found += check_link(link, page, site)
    return found


def check_link(link: Link, page: PageRecord, site: Site) -> list[Issue]:
    """Return the faults of one link."""
    target = link.target.strip()
    if not target:
        if link.tag in ("a", "img") and link.origin != "generated":
            return [issue(link.place, "link-empty", f"this {_noun(link)} has no target")]
        return []
    if faults := check_scheme(link):
        return faults
    if is_external(target) or target == "#":
        return []
    if re.search(r"%(?![0-9A-Fa-f]{2})", target):
        fixed = re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", target)
        return [_fault(link, "link-encoding", f"'{target}' has a percent sign without two hex digits", fixed)]
    if link.origin == "markdown":
        return _check_markdown(link, target, page, site)
    return _check_html(link, target, page, site)


def _noun(link: Link) -> str:
    return "image" if link.tag == "img" else "link"


def _fault(link: Link, code: str, message: str, better: str = "", *, safe: bool = False) -> Issue:
    hint = f", did you mean '{better}'" if better else ""
    edit = Edit(link.place, link.target, better) if safe and better and link.written else None
    return issue(link.place, code, message + hint, suggestion=better, edit=edit)


def _relative(path: str, page: PageRecord) -> str:
    return posixpath.relpath(path, posixpath.dirname(page.uri) or ".")


def _join(path: str, suffix: str) -> str:
    return path.replace(" ", "%20") + suffix


def _check_markdown(link: Link, target: str, page: PageRecord, site: Site) -> list[Issue]:
    parts = urlsplit(target)
    suffix = (f"?{parts.query}" if parts.query else "") + (f"#{parts.fragment}" if parts.fragment else "")
    raw = unquote(parts.path)
    if not raw:
        return _check_anchor(link, parts.fragment, page, page, site)
    if "\\" in raw:
        better = target.replace("\\", "/").replace("%5C", "/")
        return [
            _fault(
                link,
                "link-encoding",
                f"'{target}' has backslashes, which are no folders in an address",
                better,
                safe=True,
            )
        ]
    if raw.startswith("/") and not site.absolute_is_docs:
        return _check_absolute(link, raw, suffix, page, site)
    path = posixpath.normpath(posixpath.join(posixpath.dirname(page.uri), raw).lstrip("/"))
    if path == "." or (raw.rstrip("/") in (".", "")):
        path = page.uri if posixpath.normpath(raw) == "." and not raw.endswith("/") else posixpath.join(path, "")
    if path in site.files:
        other = site.pages.get(path)
        return _check_anchor(link, parts.fragment, other, page, site) if other and link.tag == "a" else []
    return [_missing(link, raw, path, suffix, page, site)]


def _check_anchor(link: Link, fragment: str, other: PageRecord, page: PageRecord, site: Site) -> list[Issue]:
    if not fragment or not other.rendered or fragment_found(fragment, other.id_set):
        return []
    before = link.target.partition("#")[0]
    wanted = unquote(fragment)
    if near := nearest(wanted, other.ids, cutoff=0.55):
        same = re.sub(r"[\W_]+", "-", wanted).strip("-").casefold() == near.casefold()
        where = "this page" if other is page else f"'{other.uri}'"
        return [
            _fault(link, "link-missing-anchor", f"{where} has no anchor '#{wanted}'", f"{before}#{near}", safe=same)
        ]
    elsewhere = sorted(uri for uri, each in site.pages.items() if wanted in each.ids and each is not other)
    better = f"{_relative(elsewhere[0], page)}#{wanted}" if len(elsewhere) == 1 else ""
    where = "this page" if other is page else f"'{other.uri}'"
    return [_fault(link, "link-missing-anchor", f"{where} has no anchor '#{wanted}'", better)]


def _check_absolute(link: Link, raw: str, suffix: str, page: PageRecord, site: Site) -> list[Issue]:
    source = site.urls.get(raw.lstrip("/")) or site.urls.get(posixpath.join(raw.lstrip("/"), "index.html"))
    source = source or (raw.lstrip("/") if raw.lstrip("/") in site.files else None)
    better = _join(_relative(source, page), suffix) if source else ""
    if site.absolute_ignored:
        return []
    message = f"'{link.target}' starts at the root of the host: it breaks in a subfolder, from a file and on a fork"
    return [_fault(link, "link-absolute", message, better, safe=bool(source))]


def _missing(link: Link, raw: str, path: str, suffix: str, page: PageRecord, site: Site) -> Issue:
    """Return the fault of a Markdown link whose target is not a file of the documentation."""
    image = link.tag == "img"
    if path in site.excluded:
        return _fault(link, "link-excluded", f"'{path}' is excluded from the site")
    if path.startswith("../") or path == "..":
        known = posixpath.normpath(posixpath.join(site.docs_name, path)) in site.repository
        there = "is in the repository but not on the site" if known else "does not exist"
        return _fault(
            link,
            "link-outside-docs",
            f"'{raw}' leaves the documentation folder; the file {there}",
            "" if known else _near(path, page, site, suffix),
        )
    if same := site.folded.get(path.casefold()):
        return _fault(
            link, "link-case", f"'{path}' is written '{same}'", _join(_relative(same, page), suffix), safe=True
        )
    if unquote(raw) != raw:
        twice = posixpath.normpath(posixpath.join(posixpath.dirname(page.uri), unquote(raw)))
        if twice in site.files:
            return _fault(
                link,
                "link-encoding",
                f"'{link.target}' is percent-encoded twice",
                _join(_relative(twice, page), suffix),
                safe=True,
            )
    for built in (path, _from_url(page, raw)):
        source = site.urls.get(built) or site.urls.get(posixpath.join(built, "index.html"))
        source = source or (
            f"{built[:-5]}.md" if f"{built[:-5]}.md" in site.files and built.endswith(".html") else None
        )
        if source is None and f"{built.rstrip('/')}.md" in site.files:
            source = f"{built.rstrip('/')}.md"
        if source and source not in site.excluded:
            works = built == _from_url(page, raw) and source == site.urls.get(
                built, site.urls.get(built + "/index.html")
            )
            code = "link-directory" if works and not raw.endswith(".html") else "link-built-page"
            message = (
                f"'{link.target}' names the built page, which nothing checks"
                if works
                else f"'{link.target}' is neither a source file nor the address of the built page"
            )
            return _fault(link, code, message, _join(_relative(source, page), suffix), safe=True)
    near = _near(path, page, site, suffix, image=image)
    if image:
        return _fault(link, "image-missing", f"there is no image '{path}'", near)
    fault = _fault(link, "link-missing-file", f"there is no file '{path}'", near)
    if site.maybe_generated:
        return replace(fault, severity="warning", message=f"{fault.message} (unless a plugin writes it: see --site)")
    return fault


def _near(path: str, page: PageRecord, site: Site, suffix: str, *, image: bool = False) -> str:
    pictures = (".png", ".svg", ".jpg", ".jpeg", ".gif", ".webp", ".avif")
    known = [file for file in site.files if file.lower().endswith(pictures)] if image else site.files
    near = nearest_path(path, known)
    return _join(_relative(near, page), suffix) if near else ""


def _from_url(page: PageRecord, raw: str) -> str:
    """Return what a browser asks for when it follows ``raw`` on the built page, relative to the site."""
    joined = posixpath.normpath(posixpath.join(posixpath.dirname(page.dest), raw))
    return "" if joined == "." else joined


def _check_html(link: Link, target: str, page: PageRecord, site: Site) -> list[Issue]:
    """Check an address that MkDocs does not rewrite: the browser resolves it against the built page."""
    parts = urlsplit(target)
    path = unquote(parts.path)
    suffix = f"#{parts.fragment}" if parts.fragment else ""
    if not path:
        return _check_anchor(link, parts.fragment, page, page, site) if link.tag == "a" else []
    if path.startswith("/"):
        return _check_absolute(link, path, suffix, page, site) if link.tag in ("a", "img") else []
    built = _from_url(page, path)
    if path.endswith("/") or built == "":
        built = posixpath.join(built, "index.html").lstrip("/")
    source = site.urls.get(built) or site.urls.get(posixpath.join(built, "index.html"))
    if source is not None:
        other = site.pages.get(source)
        return _check_anchor(link, parts.fragment, other, page, site) if other and link.tag == "a" else []
    if built in site.theme_files or built.startswith("search/"):
        return []
    meant = posixpath.normpath(posixpath.join(posixpath.dirname(page.uri), path))
    base = posixpath.dirname(page.dest) or "."
    if meant in site.files:
        address = next(url for url, uri in site.urls.items() if uri == meant)
        better = posixpath.relpath(address, base)
        if site.directory_urls and better.endswith("index.html"):
            better = better[: -len("index.html")] or "./"
        message = f"MkDocs does not rewrite raw HTML: '{target}' does not exist on the site"
        return [_fault(link, "link-raw-html", message, better + suffix, safe=True)]
    near = nearest_path(built, site.urls)
    better = posixpath.relpath(near, base) + suffix if near else ""
    return [_fault(link, "link-raw-html", f"nothing on the site is at '{built}'", better)]
