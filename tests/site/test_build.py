"""The published site as files: complete, static, the same on every build, and honest when there is no browser."""

from __future__ import annotations

import filecmp
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from scripts.publish.build import build, configuration
from tests.drawings import drawings_of
from tests.support import addresses


def _nav(entries: list[Any]) -> Iterator[str]:
    for entry in entries:
        for value in entry.values() if isinstance(entry, dict) else [entry]:
            if isinstance(value, list):
                yield from _nav(value)
            else:
                yield str(value)


def _files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_every_page_of_the_navigation_is_there(site: Path) -> None:
    entries = list(_nav(configuration()["nav"]))
    assert entries
    assert [entry for entry in entries if not (site / entry).with_suffix(".html").is_file()] == []


def test_pages_and_sources_match(pages: dict[str, str]) -> None:
    assert set(pages) == set(addresses())


def test_nothing_of_the_build_is_left(site: Path) -> None:
    assert not (site / "drawing.html").exists()
    assert not [name for name in _files(site) if name.endswith((".yml", ".mmd", ".md", ".atlas"))]


def test_two_builds_are_the_same_byte_for_byte(site: Path, tmp_path: Path) -> None:
    """The second has nothing to reuse: another folder, an empty cache of drawings."""
    again = tmp_path / "site"
    build(again, cache=tmp_path / "cache")
    assert any((tmp_path / "cache").iterdir()), "no diagram was drawn again"
    assert _files(again) == _files(site)
    _, different, failed = filecmp.cmpfiles(site, again, sorted(_files(site)), shallow=False)
    assert (different, failed) == ([], [])


def test_without_a_browser_the_diagrams_stay_live(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A machine without Chromium: nothing on the path but git, none of Playwright's own."""
    commands = tmp_path / "bin"
    commands.mkdir()
    git = shutil.which("git")
    assert git
    (commands / "git").symlink_to(git)
    monkeypatch.setenv("PATH", str(commands))
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path / "none"))
    monkeypatch.delenv("CHROME", raising=False)
    site = tmp_path / "site"
    build(site, cache=tmp_path / "cache")
    said = capsys.readouterr().out
    assert "No Chromium or Chrome found" in said
    assert "The diagrams stay live: they are drawn in the reader's browser." in said
    assert "diagrams drawn" not in said
    seen = 0
    for address in addresses():
        page = (site / address).read_text(encoding="utf-8")
        wanted = len(drawings_of(address))
        assert page.count('class="mermaid"') == wanted
        assert "<svg id=" not in page
        assert ("mermaid.min.js" in page) == (wanted > 0)
        seen += wanted
    assert seen > 0
