"""Input made to hurt: each gives a clear issue, never a traceback, never a hang, and no file is changed."""

from __future__ import annotations

import json
import os
import re
import socket
import time
from pathlib import Path

import pytest

from scripts.checks.run import Result
from tests.checks.books import check_book, found, write_book
from tests.checks.test_command import run, snapshot


def check(folder: Path, files: dict[str, str | bytes]) -> Result:
    config = write_book(folder, files)
    before = snapshot(folder)
    start = time.monotonic()
    result = check_book(config)
    assert time.monotonic() - start < 40
    assert snapshot(folder) == before
    return result


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"# A\n\nCaf\xe9\n", "docs/x.md:3:4 file-encoding"),
        ("# A\n\nCafé\n".encode("utf-16"), "docs/x.md:1:1 file-encoding"),
        (b"\xef\xbb\xbf# A\n", "docs/x.md:1:1 file-bom"),
        (b"# A\r\n\r\n[x](y.md)\r\n", "docs/x.md:1:4 file-crlf"),
        (b"# A\r\n\r\n[x](y.md)\r\n", "docs/x.md:3:5 link-missing-file"),
        (b"# A\r\r[x](y.md)\r", "docs/x.md:3:5 link-missing-file"),
        (b"# A\n\x00\n", "docs/x.md:2:1 file-nul"),
        (b"", "docs/x.md:1:1 file-empty"),
        (b"\n \n", "docs/x.md:1:1 file-empty"),
        (b"# A\n" + b"x" * 50_000_000, "docs/x.md:1:1 file-too-large"),
        (b"---\ntitle: [\n---\n# A\n", "docs/x.md:2:9 page-front-matter"),
        (b"---\na: &a [*a]\nb: !!python/name:os.system\n---\n# A\n", "docs/x.md:3:4 page-front-matter"),
        (b"# A\n\n" + b"".join(b"    " * depth + b"- x\n" for depth in range(400)), "docs/x.md:1:1 page-(render|slow)"),
        (b"# A\n\n[x](javascript&colon;alert(1))\n", "docs/x.md:3:5 link-unsafe-scheme"),
        (b"# A\n\n[x](\x01javascript:alert%281%29)\n", "docs/x.md:3:5 link-unsafe-scheme"),
        (b"# A\n\n<a href='java\tscript:alert(1)'>x</a>\n", "docs/x.md:3:10 link-unsafe-scheme"),
        (b"# A\n\n[x](http://[::1)\n", "docs/x.md:3:5 link-malformed"),
        (b"# A\n\n[x](http://a:99999/)\n", "docs/x.md:3:5 link-malformed"),
        (b"# A\n\n![x](" + b"../" * 3000 + b"etc/passwd)\n", "docs/x.md:3:6 link-outside-docs"),
        (b"# A\n\n[x](" + b"a" * 5000 + b".md)\n", "link-missing-file"),
        (b'# A\n\n--8<-- "' + b"a" * 5000 + b'"\n', "docs/x.md:3:9 snippet-missing"),
        (b'# A\n\n--8<-- "/etc/passwd"\n', "docs/x.md:3:9 snippet-outside"),
        (b'# A\n\n--8<-- "flow.mmd:-99999999999999999999:3"\n\n```mermaid\n```\n', "docs/x.md:5:1 diagram-empty"),
        (
            b'# A\n\n```mermaid\n%%{init: {"__proto__": {"x": 1}, "secure": []}}%%\nflowchart LR\n A-->B\n```\n',
            "docs/x.md:4:35 diagram-unsafe-directive",
        ),
        (
            b"# A\n\n```mermaid\n"
            + b"flowchart LR\n"
            + b"".join(b"n%d --> n%d\n" % (i, i + 1) for i in range(10_000))
            + b"```\n",
            "docs/x.md:4:1 diagram-too-large",
        ),
        (b"# A\n\n```mermaid\nflowchart LR\n" + b"A --> B\n" * 600 + b"```\n", "docs/x.md:4:1 diagram-too-large"),
    ],
)
def test_hostile_page(content: bytes, expected: str, tmp_path: Path) -> None:
    result = check(tmp_path, {"docs/x.md": content})
    assert any(re.search(f"{expected}$", each) for each in found(result)), found(result)
    assert all("\n" not in each.message and each.message for each in result.issues)


@pytest.mark.parametrize(
    "text",
    [
        "- a\n" + "".join("    " * depth + "- x\n" for depth in range(1, 60)),
        "[" * 20_000,
        "![" * 5_000 + "](x)" * 5_000,
        "*" * 20_000,
        "`" * 9_999 + "x",
        "<" * 20_000,
        "<!--" * 5_000,
        "|" * 10_000 + "\n" + "|-" * 5_000,
        "[^" * 5_000,
        "{#" * 5_000,
        "\\" * 20_000,
        "&" * 20_000,
        "```\n" * 4_001,
        "<div markdown>\n" * 300,
        "<![CDATA[ x <![if y]> <!DOCTYPE <?php",
        "]]>" * 3_000,
        "\u202e\u0000"[:1] * 3_000,
        "[a]: " * 4_000,
        "!!! note\n" * 2_000,
        "\ud83d".encode("utf-16", "surrogatepass").decode("latin-1"),
    ],
)
def test_pathological_markdown_ends(text: str, tmp_path: Path) -> None:
    """The libraries may give up on it; the validator says so or finds nothing."""
    result = check(tmp_path, {"docs/x.md": f"# A\n\n{text}\n"})
    assert {each.place.file for each in result.issues} <= {"docs/x.md"}


@pytest.mark.parametrize(
    "text",
    [
        "flowchart LR\n" + "style:" * 8_000,
        "flowchart LR\n" + "subgraph a\n" * 3_000,
        "flowchart LR\nA" + "[" * 30_000,
        "classDiagram\n" + "A <|-- B\n" * 5_000,
        "sequenceDiagram\n" + "loop x\n" * 2_000,
        "mindmap\n" + "".join(" " * depth + f"n{depth}\n" for depth in range(1, 300)),
        'flowchart LR\nA["' + "\\" * 30_000 + '"]',
        "---\n" + "a: &a [*a]\n" * 10 + "---\nflowchart LR\nA-->B",
        "%%{" * 10_000,
        "\ufeffflowchart LR\nA-->B",
        "\u2028" * 100,
        "gantt\ndateFormat YYYY-MM-DD\n"
        "excludes monday,tuesday,wednesday,thursday,friday,saturday,sunday\nA:a,2026-01-01,9d",
        "flowchart LR\nA-->B\n%% " + "\u202e" * 1_000,
        "sankey-beta\n" + "a,b,1\n" * 4_000,
        "{}",
        "--8<--",
        "__proto__",
        "constructor\n",
    ],
)
def test_pathological_diagram_ends(text: str, tmp_path: Path) -> None:
    config = write_book(tmp_path, {"diagrams/x.mmd": text, "diagrams/y.mmd": "flowchart LR\n  A[\n"})
    start = time.monotonic()
    result = check_book(config, seconds=2.5, judge=None)
    assert time.monotonic() - start < 60
    assert {each.place.file for each in result.issues} <= {"diagrams/x.mmd", "diagrams/y.mmd"}
    assert any(each.startswith("diagrams/y.mmd:2:") for each in found(result)), "what follows a bad text is judged too"


def test_devices_links_and_folders_in_place_of_files(tmp_path: Path) -> None:
    config = write_book(tmp_path, {})
    docs = tmp_path / "docs"
    os.mkfifo(docs / "pipe.md")
    (docs / "zero.md").symlink_to("/dev/zero")
    (docs / "folder.md").mkdir()
    (docs / "self.md").symlink_to("self.md")
    (docs / "up").symlink_to("..")
    (tmp_path / "diagrams/dead.mmd").symlink_to("nowhere")
    (tmp_path / "diagrams/loop").symlink_to("../diagrams")
    os.chdir(tmp_path)  # a socket's path must be short
    with socket.socket(socket.AF_UNIX) as sock:
        sock.bind("docs/socket.md")
        done = run("-f", config, "--no-cache")
    assert (done.returncode, done.stderr) == (1, "")
    for line in (
        "docs/pipe.md:1:1: error file-unreadable",
        "docs/zero.md:1:1: error file-unreadable",
        "docs/self.md:1:1: error",
        "docs/up:1:1: error symlink-loop",
        "docs/socket.md:1:1: error file-unreadable",
        "diagrams/dead.mmd:1:1: error file-unreadable",
    ):
        assert line in done.stdout, done.stdout


def test_unreadable_file(tmp_path: Path) -> None:
    config = write_book(tmp_path, {})
    (tmp_path / "docs/guide.md").chmod(0)
    if os.access(tmp_path / "docs/guide.md", os.R_OK):
        pytest.skip("this user may read everything")
    assert "docs/guide.md:1:1: error file-unreadable" in run("-f", config).stdout


def test_names_that_are_no_text(tmp_path: Path) -> None:
    config = write_book(
        tmp_path, {"docs/a b & <c>.md": "# X\n\n[y](no.md)\n", "docs/sub/%41.md": "# P\n\n[y](no.md)\n"}
    )
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/docs/caf\xe9.md")).write_text("# C\n\n[y](no.md)\n")
    done = run("-f", config, "--no-cache", "--format", "json")
    assert done.returncode == 1, done.stderr
    assert done.stderr == ""
    assert done.stdout.count("link-missing-file") == 2
    assert [each["code"] for each in json.loads(done.stdout)["issues"]].count("file-encoding") == 1


def test_fix_leaves_what_it_may_not_write(tmp_path: Path) -> None:
    """A link out of the project is not followed when mending."""
    outside = tmp_path / "outside.md"
    outside.write_bytes(b"\xef\xbb\xbf# Outside\n")
    config = write_book(tmp_path / "book", {})
    (tmp_path / "book/docs/in.md").symlink_to(outside)
    done = run("-f", config, "--fix")
    assert "outside the project, left alone" in done.stderr
    assert outside.read_bytes() == b"\xef\xbb\xbf# Outside\n"
    assert (tmp_path / "book/docs/in.md").is_symlink()
