"""Addresses with a scheme: code in disguise, misspelt schemes, and web addresses that cannot be one."""

from __future__ import annotations

import html
import re
from urllib.parse import urlsplit

from scripts.checks.issues import Edit, Issue, issue
from scripts.checks.pages import Link
from scripts.checks.suggest import nearest

#: Schemes that documentation really uses; anything else is a slip or a rarity worth a second look.
KNOWN = {
    "http",
    "https",
    "mailto",
    "tel",
    "sms",
    "ftp",
    "ftps",
    "sftp",
    "ssh",
    "git",
    "irc",
    "ircs",
    "matrix",
    "xmpp",
    "magnet",
    "news",
    "geo",
    "urn",
    "doi",
    "data",
    "blob",
    "about",
    "vscode",
    "vscode-insiders",
    "slack",
    "zoommtg",
    "file",
    "javascript",
    "vbscript",
    "intent",
    "steam",
    "obsidian",
    "ws",
    "wss",
    "callto",
    "webcal",
    "view-source",
}
UNSAFE = {"javascript", "vbscript", "file", "data", "blob", "view-source"}
_SCHEME = re.compile(r"^([A-Za-z][A-Za-z0-9+.-]*):")


def scheme_of(target: str) -> str:
    """Return the scheme as a browser reads it: control characters and blanks in it are dropped."""
    plain = re.sub(r"[\x00-\x20]", "", html.unescape(target))
    match = _SCHEME.match(plain)
    return match[1].lower() if match else ""


def is_external(target: str) -> bool:
    """Tell whether ``target`` leaves the site: it has a scheme or names a host."""
    return bool(scheme_of(target)) or target.startswith("//")


def unsafe(target: str, *, image: bool = False) -> str:
    """Return the unsafe scheme of ``target``, or ``""``. Pictures may be data."""
    scheme = scheme_of(target)
    if scheme == "data" and image and re.match(r"data:image/(?!svg)", target, re.I):
        return ""
    if scheme == "data" and image:
        return ""  # an <img> never runs the script of an SVG
    return scheme if scheme in UNSAFE else ""


def check_scheme(link: Link) -> list[Issue]:
    """Return the faults of the scheme and host of an address; none for one inside the site."""
    target = link.target.strip()
    scheme = scheme_of(target)
    if bad := unsafe(target, image=link.tag in ("img", "source", "video", "audio")):
        return [issue(link.place, "link-unsafe-scheme", f"'{bad}:' runs code or opens local files: '{target[:60]}'")]
    if scheme and scheme not in KNOWN:
        near = nearest(scheme, ("http", "https", "mailto", "ftp", "tel"), cutoff=0.5)
        if not near and not target.startswith(f"{scheme}://"):
            return []
        better = near + target[len(scheme) :] if near else ""
        hint = f", did you mean '{better}'" if better else ""
        return [
            issue(link.place, "link-unknown-scheme", f"'{scheme}:' is not a scheme in use{hint}", suggestion=better)
        ]
    if scheme in ("http", "https") or target.startswith("//"):
        return _check_web(link, target, scheme)
    if scheme == "mailto" and not re.match(r"mailto:[^@\s]+@[^@\s]+\.[^@\s]+$", target.split("?")[0], re.I):
        return [issue(link.place, "link-malformed", f"'{target}' is not a mail address")]
    return []


def _check_web(link: Link, target: str, scheme: str) -> list[Issue]:
    match = re.match(rf"{scheme}:(/*)", target, re.I) if scheme else None
    if match and len(match[1]) != 2:
        better = f"{scheme}://{target[match.end() :]}"
        edit = Edit(link.place, link.target, better) if link.written else None
        return [
            issue(
                link.place,
                "link-malformed",
                f"'{target}' needs two slashes after the scheme, did you mean '{better}'",
                suggestion=better,
                edit=edit,
            )
        ]
    try:
        parts = urlsplit(target)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        return [issue(link.place, "link-malformed", f"'{target}' is not an address: {error}")]
    if not host or re.search(r"[\s<>\"{}|\\^`]", target):
        what = "has no host" if not host else "has characters that an address cannot have"
        return [issue(link.place, "link-malformed", f"'{target}' {what}")]
    if not re.fullmatch(r"(\[[0-9a-fA-F:.]+\]|[0-9a-fA-F:.]+|localhost|[^.\s/]+(\.[^.\s/]+)+\.?|[\w-]+)", host):
        return [issue(link.place, "link-malformed", f"'{host}' is not a host name")]
    if re.match(r"https?$", host):
        better = re.sub(r"^https?:/*", "", target, count=1, flags=re.I)
        return [
            issue(
                link.place,
                "link-malformed",
                f"'{target}' has its scheme twice, did you mean '{better}'",
                suggestion=better,
            )
        ]
    return []
