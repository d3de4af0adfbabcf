"""``make pdf``: one PDF a chapter, and one deck of all sheets with bookmarks and page numbers."""

from __future__ import annotations

import functools
import http.server
import io
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from bs4 import BeautifulSoup
from playwright.sync_api import Page
from pypdf import PdfReader, PdfWriter

from scripts.publish.browser import open_browser

PAPER = "A4"
FOOTER = (
    '<div style="width:100%;margin:0 12mm;font:7pt monospace;color:#464b54;display:flex;'
    'justify-content:space-between"><span>{left}</span>'
    '<span><span class="pageNumber"></span> / <span class="totalPages"></span></span></div>'
)


class Chapter(NamedTuple):
    """A page with a sheet: its address below the site and its title."""

    address: str
    title: str


class PdfError(Exception):
    """The PDFs cannot be made; the text says why."""


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


class _Server(http.server.ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing when the browser closes a connection early: it does so whenever a page is left."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


@contextmanager
def serve(site: Path) -> Iterator[str]:
    """Serve ``site`` on a free port of this machine; give its address, ending in a slash."""
    handler = functools.partial(_Quiet, directory=str(site))
    with _Server(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()


def chapters(site: Path) -> list[Chapter]:
    """Return the pages of ``site`` that have a sheet, in the order of the navigation.

    Raises:
        PdfError: the site is not built, or no page has a sheet.
    """
    home = site / "index.html"
    if not home.is_file():
        raise PdfError(f"{site} is not built: run make build first")
    navigation = BeautifulSoup(home.read_text(encoding="utf-8"), "lxml").select(".md-nav--primary a.md-nav__link[href]")
    addresses = dict.fromkeys(str(link["href"]).split("#")[0] for link in navigation)
    found = []
    for address in addresses:
        path = site / address
        if address.endswith(".html") and path.is_file():
            page = BeautifulSoup(path.read_text(encoding="utf-8"), "lxml")
            heading = page.select_one("article h1")
            if page.select_one(".sheet") and heading:
                for link in heading.select(".headerlink"):
                    link.decompose()
                found.append(Chapter(address, heading.get_text(strip=True)))
    if not found:
        raise PdfError("no page of the site has a sheet")
    return found


def print_sheet(page: Page, *, paper: str = PAPER) -> bytes:
    """Print the open chapter as the browser's print command does: its sheet."""
    return page.pdf(format=paper, prefer_css_page_size=True, print_background=False)


def print_chapter(page: Page, title: str, *, paper: str = PAPER) -> bytes:
    """Print the open chapter as the button "print the whole chapter" does, with page numbers and bookmarks."""
    page.evaluate(
        """() => {
          document.documentElement.classList.add("print-chapter");
          const room = document.createElement("style");  // for the page numbers
          room.textContent = "@page { margin: 12mm 13mm 15mm }";
          document.head.append(room);
          window.addEventListener("afterprint", () => room.remove(), { once: true });
          window.dispatchEvent(new Event("beforeprint"));
        }"""
    )
    printed = page.pdf(
        format=paper,
        print_background=False,
        display_header_footer=True,
        header_template="<span></span>",
        footer_template=FOOTER.format(left=title),
        outline=True,
        tagged=True,
    )
    page.evaluate("() => window.dispatchEvent(new Event('afterprint'))")
    return printed


def _numbered(page: Page, number: int, total: int) -> None:
    page.evaluate(
        "(text) => { document.querySelector('.sheet-foot').lastElementChild.textContent += text }",
        f" · {number} / {total}",
    )


def make_pdfs(site: Path, target: Path) -> list[Path]:
    """Write ``<section>-<slug>.pdf`` for each chapter and ``sheets.pdf`` for all sheets; return the files.

    Raises:
        PdfError: the site is not built or has no sheet.
        NoBrowserError: there is no browser to print with.
    """
    found = chapters(site)
    target.mkdir(parents=True, exist_ok=True)
    deck = PdfWriter()
    written = []
    with serve(site) as address, open_browser() as browser:
        page = browser.new_page()
        for number, chapter in enumerate(found, 1):
            page.goto(address + chapter.address)
            page.evaluate("() => document.fonts.ready")
            file = target / (chapter.address.removesuffix(".html").replace("/", "-") + ".pdf")
            file.write_bytes(print_chapter(page, chapter.title))
            written.append(file)
            _numbered(page, number, len(found))
            sheet = PdfReader(io.BytesIO(print_sheet(page)))
            deck.append(sheet, outline_item=chapter.title, import_outline=False)
            print(f"  {file.name}", flush=True)
    deck.add_metadata({"/Title": "ML System Design Atlas: sheets"})
    file = target / "sheets.pdf"
    deck.write(file)
    print(f"  {file.name}: {len(deck.pages)} sheets", flush=True)
    return [*written, file]
