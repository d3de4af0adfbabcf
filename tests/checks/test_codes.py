"""Every code is documented, and every example on the page of codes is true."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config

from scripts.checks.codes import CODES
from scripts.checks.run import Result
from tests.checks.books import IMPATIENT, ROOT, check_book, write_book
from tests.checks.server import misbehaving

PAGE = (ROOT / "docs/reference/validator-codes.md").read_text("utf-8")
SECTIONS = dict(re.findall(r"^### ([\w-]+)\n(.*?)(?=^##|\Z)", PAGE, re.S | re.M))
MARKS = {"<BOM>": "\ufeff", "<NUL>": "\0", "<CR>": "\r", "<0xe9>": "\udce9"}


def _example(code: str, sign: str) -> tuple[dict[str, str], list[str]]:
    """Return the files of the broken (``-``) or mended (``+``) example, and what it says in words."""
    diff = re.search(r"^````diff\n(.*?)^````$", SECTIONS[code], re.S | re.M)
    assert diff, f"'{code}' has no example"
    files: dict[str, list[str]] = {}
    words: list[str] = []
    name, other = "", ("-" if sign == "+" else "+")
    for line in diff[1].splitlines():
        line = re.sub(r"^([ ]?);(?=-+8<)", r"\1", line)  # escaped, so that the page shows it
        if header := re.match(r"([-+]?)--- (\S+)$", line):
            name = header[2] if header[1] != other else ""
            if name:
                files.setdefault(name, [])
        elif not line.startswith(other):
            text = line[1:]
            if text.startswith("@ ") and re.search(r"characters$|times$", text):
                amount = int(re.search(r"\d+(?= characters| times)", text)[0])  # type: ignore[index]
                piece = re.search(r"'(.*)'", text)
                files[name].append(piece[1] * amount if piece else "x" * amount)
            elif text.startswith("@ "):
                words.append(text[2:])
            elif name:
                files[name].append(text)
    content = {name: "\n".join(lines) + "\n" for name, lines in files.items()}
    for mark, char in MARKS.items():
        content = {name: text.replace(mark, char) for name, text in content.items()}
    return content, words


@pytest.fixture(scope="module")
def server() -> Iterator[Any]:
    with misbehaving() as running:
        yield running


def _check(code: str, sign: str, folder: Path, server: Any) -> Result:
    files, words = _example(code, sign)
    files = {
        name: text.replace("//server/", server.address.removeprefix("http:") + "/") for name, text in files.items()
    }
    config = write_book(folder, files)
    options: dict[str, Any] = {}
    for word in words:
        if link := re.match(r"(\S+) is a link to (\S+)", word):
            (folder / link[1]).symlink_to(link[2])
    if code.startswith("site-"):
        build(load_config(str(config)))
        options["site"] = folder / "site"
        for word in words:
            if without := re.match(r"without site/(\S+)", word):
                (folder / "site" / without[1]).unlink()
            elif spoiled := re.match(r"site/(\S+) without (\S+)", word):
                page = folder / "site" / spoiled[1]
                assert spoiled[2] in page.read_text("utf-8")
                page.write_text(page.read_text("utf-8").replace(spoiled[2], ""), "utf-8")
    if code.startswith("external-"):
        server.hits.clear()
        options["external"] = replace(IMPATIENT, deadline=0.2) if code == "external-unchecked" else IMPATIENT
    if code == "diagram-timeout":
        return check_book(config, seconds=3, judge=None)
    return check_book(config, seconds=1 if code == "page-slow" else 20, **options)


def test_page_lists_exactly_the_codes() -> None:
    assert list(SECTIONS) == list(CODES)
    for code, text in SECTIONS.items():
        assert text.strip().lower().startswith(CODES[code].severity), code


@pytest.mark.parametrize("code", CODES)
def test_broken_example_is_reported_and_mended_one_is_not(code: str, tmp_path: Path, server: Any) -> None:
    broken = _check(code, "-", tmp_path / "broken", server)
    hits = [each for each in broken.issues if each.code == code]
    assert hits, [each.message for each in broken.issues]
    assert all(each.message and each.place.line >= 1 and each.place.column >= 1 for each in hits)
    mended = _check(code, "+", tmp_path / "mended", server)
    left = [f"{each.code}: {each.message}" for each in mended.issues if each.code == code or each.severity == "error"]
    assert not left
    shutil.rmtree(tmp_path, ignore_errors=True)
