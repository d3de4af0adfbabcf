"""The built site: links that are right in the source and lead nowhere there.

Our own resolution rather than lychee's, because it leads from each dead address back to the line of Markdown that
made it; lychee names the built page only.
"""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit

from scripts.checks.files import walk
from scripts.checks.html_scan import Scan, scan_html
from scripts.checks.issues import Issue, Place, issue
from scripts.checks.links import fragment_found
from scripts.checks.pages import PageRecord
from scripts.checks.schemes import is_external


def read_site(folder: Path) -> tuple[dict[str, Scan], set[str]]:
    """Return the scan of every HTML file below ``folder`` and the paths of all files, relative to it."""
    paths = [path.relative_to(folder).as_posix() for path in walk(folder)[0]]
    html = [path for path in paths if path.endswith((".html", ".htm"))]
    return {path: scan_html((folder / path).read_text("utf-8", "replace")) for path in html}, set(paths)


def check_site(folder: Path, pages: Iterable[PageRecord], config_name: str, site_url: str = "") -> list[Issue]:
    """Return pages that were not built, and dead links and anchors of those that were."""
    if not folder.is_dir():
        return [issue(Place(config_name), "nothing-to-check", f"the built site '{folder.name}' does not exist")]
    scans, paths = read_site(folder)
    by_dest = {page.dest: page for page in pages}
    found = [
        issue(Place(page.name), "site-missing-page", f"'{dest}' is not in the built site")
        for dest, page in sorted(by_dest.items())
        if dest not in paths
    ]
    if not scans:
        return [*found, issue(Place(config_name), "nothing-to-check", f"no page in the built site '{folder.name}'")]
    dead: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for path, scan in scans.items():
        if posixpath.basename(path) == "404.html":
            continue  # served at any address, so its links are absolute
        for address in scan.addresses:
            fault = _follow(address.value, path, scans, paths, site_url, anchors=address.tag in ("a", "area"))
            if fault:
                dead[(fault, address.value, _target(address.value, path)[0])].append(path)
    for (fault, value, _), sources in sorted(dead.items()):
        code = "site-dead-anchor" if fault == "anchor" else "site-dead-link"
        message = (
            f"'{value}' leads nowhere on the built site" if fault == "file" else f"'{value}': no such anchor there"
        )
        if len(sources) > max(3, len(scans) // 2):
            found.append(issue(Place(config_name), code, f"{message} (in the frame of {len(sources)} pages)"))
            continue
        for path in dict.fromkeys(sources):
            page = by_dest.get(path)
            place = _place(page, value) if page else Place(config_name)
            found.append(issue(place, code, message if page else f"{message} (in '{path}')"))
    return found


def _target(value: str, path: str) -> tuple[str, str]:
    parts = urlsplit(value)
    plain = unquote(parts.path)
    joined = posixpath.normpath(posixpath.join(posixpath.dirname(path), plain)) if plain else path
    if plain.endswith("/") or joined == ".":
        joined = posixpath.join(joined, "index.html").removeprefix("./")
    return joined, parts.fragment


def _follow(value: str, path: str, scans: Mapping[str, Scan], paths: set[str], site_url: str, *, anchors: bool) -> str:
    """Return ``""`` if ``value`` on the page ``path`` leads somewhere, else ``file`` or ``anchor``."""
    value = value.strip()
    if site_url and value.startswith(site_url):
        value = "/" + value[len(site_url) :].lstrip("/")
        base = ""
    elif is_external(value) or not value:
        return ""
    else:
        base = urlsplit(site_url).path.rstrip("/")
    if value.startswith("/"):
        value = value[len(base) :] if value.startswith(f"{base}/") else value
        target, fragment = _target(value.lstrip("/") or "./", "index.html")
    else:
        target, fragment = _target(value, path)
    if target not in paths and posixpath.join(target, "index.html") in paths:
        target = posixpath.join(target, "index.html")
    if target not in paths:
        return "file"
    if anchors and fragment and target in scans and not fragment_found(fragment, scans[target].ids):
        return "anchor"
    return ""


def _place(page: PageRecord, value: str) -> Place:
    """Return the place of the link of ``page`` that most likely became ``value``."""
    parts = urlsplit(value)
    stem = posixpath.basename(parts.path.rstrip("/")).rpartition(".")[0] or posixpath.basename(parts.path.rstrip("/"))
    best, best_score = Place(page.name), 0
    for link in page.links:
        other = urlsplit(link.target)
        same = posixpath.basename(other.path.rstrip("/"))
        score = (
            (3 if link.target == value else 0)
            + (2 if stem and same.startswith(stem) else 0)
            + (1 if parts.fragment and parts.fragment == other.fragment else 0)
        )
        if score > best_score:
            best, best_score = link.place, score
    return best
