"""The browser that draws diagrams, prints pages and runs the tests."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
# As root Chromium has no sandbox; the other switches keep it off the network and make its pictures repeatable.
SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--font-render-hinting=none",
    "--force-color-profile=srgb",
]


class NoBrowserError(Exception):
    """No Chromium or Chrome was found; the text says how to get one."""


def find_browser() -> str:
    """Return the path of a Chromium or Chrome: ``$CHROME``, the system's, else Playwright's own.

    Raises:
        NoBrowserError: none of them is there.
    """
    for candidate in (os.environ.get("CHROME", ""), *NAMES, MAC):
        if candidate and (found := shutil.which(candidate)):
            return found
    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    if Path(own).exists():
        return own
    raise NoBrowserError(
        "No Chromium or Chrome found: install one (on Debian: apt-get install chromium), or name it in CHROME."
    )


def install_browser() -> None:
    """Get a browser for the tests if there is none: Debian's as root, else Playwright's own.

    Raises:
        NoBrowserError: neither way worked.
    """
    with contextlib.suppress(NoBrowserError):
        find_browser()
        return
    print("  a browser for the tests ...", flush=True)
    if hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get"):
        for command in (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "chromium"]):
            subprocess.run(command, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    else:
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)
    find_browser()


@contextlib.contextmanager
def open_browser() -> Iterator[Browser]:
    """Give a headless browser.

    Raises:
        NoBrowserError: there is none.
    """
    path = find_browser()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=SWITCHES)
        try:
            yield browser
        finally:
            browser.close()
