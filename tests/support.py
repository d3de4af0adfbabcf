"""The built site under test: where it is, how it is served, and pages that are watched while they are open."""

from __future__ import annotations

import fcntl
import functools
import http.server
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, expect

from scripts.content.fenced import fences
from scripts.publish.build import environment

ROOT = Path(__file__).resolve().parents[1]
SITE = ROOT / "site"
DOCS = ROOT / "docs"
DIAGRAMS = ROOT / "diagrams"
# Material configures itself with scripts and styles in the page; nothing else may run, and nothing from elsewhere.
POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; object-src 'none'; base-uri 'self'"
)
PATIENCE = 60_000  # milliseconds; a page that is slow on a busy machine is not a page that is wrong
expect.set_options(timeout=PATIENCE)
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# The colors of every shape and word of every drawing.
COLORS = """() => [...document.querySelectorAll("figure.diagram svg :is(rect, path, circle, polygon, text, p)")]
  .map((shape) => { const style = getComputedStyle(shape); return style.fill + style.stroke + style.color; })"""
AXE = ROOT / "node_modules/axe-core/axe.min.js"


def addresses() -> list[str]:
    """Return the address below the site of every page, from the Markdown files; empty never passes."""
    found = [path.relative_to(DOCS).with_suffix(".html").as_posix() for path in sorted(DOCS.rglob("*.md"))]
    assert found, "docs/ has no page"
    return [*found, "404.html"]


def source_of(address: str) -> str:
    """Return the Markdown behind the page at ``address``; "404.html" has none."""
    path = DOCS / Path(address).with_suffix(".md")
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def chapter_addresses() -> list[str]:
    """Return the addresses of the pages with a sheet; empty never passes."""
    found = [address for address in addresses() if any(fence.lang == "sheet" for fence in fences(source_of(address)))]
    assert found, "no page in docs/ has a sheet"
    return found


def is_fresh(site: Path = SITE) -> bool:
    """Tell whether ``site`` is complete and newer than everything it is made from."""
    home = site / "index.html"
    if not home.is_file() or (site / "drawing.html").exists():
        return False
    folders = (DOCS, DIAGRAMS, ROOT / "scripts")
    inputs = [path for folder in folders for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc"]
    newest = max(path.stat().st_mtime for path in [*inputs, ROOT / "mkdocs.yml"])
    return home.stat().st_mtime >= newest


def built_site() -> Path:
    """Return the published site; build it first if it is missing or old, once however many processes ask."""
    lock = ROOT / ".cache" / "test-build.lock"
    lock.parent.mkdir(exist_ok=True)
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        if not is_fresh():
            command = [sys.executable, "-m", "scripts", "build"]
            done = subprocess.run(command, cwd=ROOT, env=environment(), capture_output=True, text=True, check=False)
            assert done.returncode == 0, f"the site does not build:\n{done.stdout}{done.stderr}"
    return SITE


class _Strict(http.server.SimpleHTTPRequestHandler):
    """Serves files with the content policy, quietly."""

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def serve_strictly(site: Path) -> Iterator[str]:
    """Serve ``site`` on a free port under the content policy; give its address, ending in a slash."""
    handler = functools.partial(_Strict, directory=str(site))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()


class Watched:
    """An open page with everything that went wrong on it so far.

    Attributes:
        page: the page.
        wrong: console errors and warnings, uncaught errors, failed or foreign requests, violations of the policy.
    """

    def __init__(self, page: Page, home: str) -> None:
        """Watch ``page``, whose requests belong below ``home``."""
        self.page, self.home = page, home
        self.wrong: list[str] = []
        page.set_default_timeout(PATIENCE)
        page.on("console", lambda message: self._note(message.type in ("error", "warning"), message.text))
        page.on("pageerror", lambda error: self._note(True, f"uncaught: {error}"))
        page.on("request", lambda request: self._note(not self._is_ours(request.url), f"foreign: {request.url}"))
        page.on("requestfailed", lambda request: self._note(True, f"failed: {request.url} {request.failure}"))
        page.on("response", lambda answer: self._note(answer.status >= 400, f"{answer.status}: {answer.url}"))

    def _is_ours(self, url: str) -> bool:
        return url.startswith((self.home, "data:", "blob:" + self.home))

    def _note(self, bad: bool, what: str) -> None:
        if bad:
            self.wrong.append(what)

    def open(self, address: str) -> None:
        """Open the page at ``address`` and wait until its scripts and fonts are there."""
        self.page.goto(self.home + address)
        self.page.wait_for_load_state("networkidle")
        self.page.evaluate("() => document.fonts.ready")


@contextmanager
def watching(browser: Browser, home: str, **context: Any) -> Iterator[Watched]:
    """Give a watched page in a browser context of its own; what went wrong on it fails the test at the end."""
    own = browser.new_context(**context)
    own.add_init_script(
        "document.addEventListener('securitypolicyviolation', (event) =>"
        " console.error('content policy: ' + event.violatedDirective + ' ' + event.blockedURI));"
    )
    try:
        watched = Watched(own.new_page(), home)
        yield watched
        assert not watched.wrong, "\n".join(watched.wrong)
    finally:
        own.close()


def axe_violations(page: Page) -> list[str]:
    """Return what axe-core finds on the open page against WCAG 2.2 AA, one line for each element."""
    if not page.evaluate("() => 'axe' in window"):
        page.add_script_tag(path=AXE)
    page.evaluate("() => Promise.all(document.getAnimations().map((one) => one.finished.catch(() => null)))")
    found = page.evaluate("(tags) => axe.run(document, {runOnly: tags, resultTypes: ['violations']})", WCAG)
    assert found["passes"], "axe checked nothing"
    return [
        f"{violation['id']}: {node['html'][:160]} ({node['failureSummary'].splitlines()[-1].strip()[:160]})"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]
