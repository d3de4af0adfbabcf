"""The command as people run it: exit status, formats, mending, and nothing ever but one clear sentence."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.checks.codes import CODES
from tests.checks.books import BASE, ROOT, write_book


def run(*arguments: str | Path, cwd: Path | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "scripts/validate.py"), *map(str, arguments)]
    return subprocess.run(
        command,
        cwd=cwd or ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env={**os.environ, **environment},
    )


def snapshot(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".cache" not in path.parts
    }


BROKEN = {"docs/index.md": "# Home\n\nRead the [guide](giude.md).\n"}


def test_clean_book_ends_with_0_from_any_folder(tmp_path: Path) -> None:
    config = write_book(tmp_path, {})
    before = snapshot(tmp_path)
    done = run("-f", config, cwd=Path("/"))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "0 errors, 0 warnings in 2 pages, 2 links, 3 anchors, 1 diagrams\n"
    assert snapshot(tmp_path) == before
    as_module = subprocess.run(
        [sys.executable, "-m", "scripts.validate", "-f", str(config)],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
    )
    assert (as_module.returncode, as_module.stdout) == (0, done.stdout)


def test_errors_end_with_1_and_all_formats_agree(tmp_path: Path) -> None:
    config = write_book(tmp_path, BROKEN)
    text = run("-f", config)
    assert text.returncode == 1
    assert text.stdout.startswith("docs/index.md:3:18: error link-missing-file: there is no file 'giude.md'")
    data = json.loads(run("-f", config, "--format", "json").stdout)
    assert data["counts"] == {"pages": 2, "links": 2, "anchors": 3, "diagrams": 1}
    assert data["issues"] == [
        {
            "file": "docs/index.md",
            "line": 3,
            "column": 18,
            "severity": "error",
            "code": "link-missing-file",
            "message": "there is no file 'giude.md', did you mean 'guide.md'",
            "suggestion": "guide.md",
            "fixable": False,
        }
    ]
    annotation = run("-f", config, "--format", "github").stdout.splitlines()[0]
    assert annotation.startswith("::error file=docs/index.md,line=3,col=18,title=link-missing-file::there is no file")


def test_only_links_or_diagrams(tmp_path: Path) -> None:
    config = write_book(tmp_path, {**BROKEN, "diagrams/flow.mmd": "flowchart LR\n  A --> \n"})
    links, diagrams = run("-f", config, "--only", "links"), run("-f", config, "--only", "diagrams")
    assert [links.returncode, diagrams.returncode] == [1, 1]
    assert "1 errors, 0 warnings in 2 pages, 2 links, 3 anchors\n" in links.stdout
    assert "1 errors, 0 warnings in 2 pages, 1 diagrams\n" in diagrams.stdout
    (tmp_path / "diagrams/flow.mmd").unlink()
    assert "nothing-to-check" in run("-f", config, "--only", "diagrams").stdout


def test_warnings_count_only_when_strict(tmp_path: Path) -> None:
    config = write_book(tmp_path, {"docs/guide.md": "# Guide\n\n[Home](/index.html)\n"})
    assert run("-f", config).returncode == 0
    assert run("-f", config, "--strict").returncode == 1


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        ({"mkdocs.yml": None}, "no configuration file"),
        ({"mkdocs.yml": b""}, "is empty"),
        ({"mkdocs.yml": b"site_name: [\n"}, "mkdocs.yml:2:1: the configuration is not valid YAML"),
        ({"mkdocs.yml": b"\xff\xfe"}, "is not UTF-8"),
        ({"mkdocs.yml": b"- a\n- b\n"}, "is empty or not a list"),
        ({"mkdocs.yml": b"site_name: A\ndocs_dir: nowhere\n"}, "mkdocs.yml:2: 'docs_dir'"),
        ({"mkdocs.yml": b"site_name: A\nnav: 3\n"}, "mkdocs.yml:2: 'nav'"),
        ({"mkdocs.yml": b"site_name: &a [*a, *a]\n"}, "nested too deeply"),
        ({"mkdocs.yml": b"site_name: A\nb: !!python/object/apply:nosuch.thing []\n"}, "mkdocs.yml:2:4: "),
        (
            {"mkdocs.yml": b"site_name: A\nextra:\n  validator:\n    ignroe: [x]\n"},
            "mkdocs.yml:4: 'extra.validator.ignroe'",
        ),
        ({"mkdocs.yml": b"INHERIT: nowhere.yml\nsite_name: A\n"}, "nowhere.yml"),
        ({"mkdocs.yml": b"site_name: A\nx: " + b"[" * 5000}, "nested too deeply"),
    ],
)
def test_what_cannot_run_ends_with_2_and_one_sentence(
    files: dict[str, bytes | None], sentence: str, tmp_path: Path
) -> None:
    write_book(tmp_path, {"docs/index.md": BASE["docs/index.md"]}, bare=True)
    for name, content in files.items():
        if content is not None:
            (tmp_path / name).write_bytes(content)
    done = run("-f", tmp_path / "mkdocs.yml")
    assert (done.returncode, done.stdout) == (2, "")
    assert sentence in done.stderr
    assert len(done.stderr.splitlines()) == 1, done.stderr


def test_usage_errors_end_with_2() -> None:
    assert run("--no-such-option").returncode == 2
    assert run("--deadline", "-3").returncode == 2
    assert run("--format", "xml").returncode == 2


def test_missing_library_ends_with_2(tmp_path: Path) -> None:
    """A copy of the validator without node_modules says what to install, but only when there are diagrams."""
    import shutil

    for name in ("scripts/checks", "scripts/content"):
        shutil.copytree(ROOT / name, tmp_path / "tool" / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("scripts/__init__.py", "scripts/validate.py"):
        shutil.copy(ROOT / name, tmp_path / "tool" / name)
    tool = tmp_path / "tool/scripts/validate.py"
    config = write_book(tmp_path / "book", {})
    done = subprocess.run([sys.executable, str(tool), "-f", str(config)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert "npm install mermaid jsdom" in done.stderr
    (tmp_path / "book/diagrams/flow.mmd").unlink()
    done = subprocess.run([sys.executable, str(tool), "-f", str(config)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


FIXABLE = {
    "docs/index.md": "# Home\n\n[a](Guide.md) [b](guide.html#first-step) [c](img\\plot.svg) ![d](/img/plot.svg)\r\n"
    "[e](guide.md#First-Step) <a href='guide.md'>f</a> [g](https:/mermaid.js.org) [h](giude.md)\n\n"
    "```mermaid\nsequenceDiagram\n  A->>B: candidate #1\n```\n",
    "docs/guide.md": b"\xef\xbb\xbf# Guide\n\n## First step\n\n`[code](Guide.md)`\n\n    [code](Guide.md)\n",
    "docs/more.md": "# More\n\n* [x](INDEX.md)\n\n    ```mermaid\n"
    '    flowchart LR\n      A[load (all)] --> B["<key>"]\n    ```\n',
}


def test_fix_mends_what_is_safe_and_nothing_else_and_only_once(tmp_path: Path) -> None:
    config = write_book(tmp_path, FIXABLE)
    (tmp_path / "docs/more.md").chmod(0o640)
    before = snapshot(tmp_path)
    done = run("-f", config, "--fix", "--format", "json")
    assert done.returncode == 1
    after = snapshot(tmp_path)
    assert after["docs/index.md"].decode() == (
        "# Home\n\n[a](guide.md) [b](guide.md#first-step) [c](img/plot.svg) ![d](img/plot.svg)\n"
        "[e](guide.md#first-step) <a href='guide.html'>f</a> [g](https://mermaid.js.org) [h](giude.md)\n\n"
        "```mermaid\nsequenceDiagram\n  A->>B: candidate #35;1\n```\n"
    )
    assert after["docs/guide.md"] == before["docs/guide.md"].removeprefix(b"\xef\xbb\xbf")
    assert after["docs/more.md"].decode() == (
        "# More\n\n* [x](index.md)\n\n    ```mermaid\n"
        '    flowchart LR\n      A["load (all)"] --> B["#lt;key#gt;"]\n    ```\n'
    )
    assert (tmp_path / "docs/more.md").stat().st_mode & 0o777 == 0o640
    assert {name for name in after if after[name] != before[name]} == set(FIXABLE)
    assert after.keys() == before.keys()
    left = json.loads(done.stdout)["issues"]
    assert [each["code"] for each in left] == ["link-missing-file"]
    again = run("-f", config, "--fix")
    assert snapshot(tmp_path) == after
    assert "mended" not in again.stderr


def test_cache_changes_the_time_but_never_the_answer(tmp_path: Path) -> None:
    config = write_book(tmp_path, {**BROKEN, "diagrams/flow.mmd": "flowchart LR\n  A[x (y)] --> B\n"})
    cold = run("-f", config)
    table = tmp_path / ".cache/validate/diagrams.json"
    assert json.loads(table.read_text())["entries"]
    assert run("-f", config).stdout == cold.stdout
    assert run("-f", config, "--no-cache").stdout == cold.stdout
    for spoiled in (b"", b"{", b"[]", b'{"format": 1, "entries": {"x": 3}}', b"\xff", b"[" * 9000):
        table.write_bytes(spoiled)
        (tmp_path / ".cache/validate/pages.json").write_bytes(spoiled)
        assert run("-f", config).stdout == cold.stdout
    (tmp_path / "diagrams/flow.mmd").write_text("flowchart LR\n  A --> B\n")
    (tmp_path / "docs/index.md").write_text(BASE["docs/index.md"])
    assert run("-f", config).returncode == 0


def test_jobs_do_not_change_the_answer(tmp_path: Path) -> None:
    pages = {f"docs/p{i}.md": f"# Page {i}\n\n[next](p{i + 1}.md#page-{i + 1}) [no](q{i}.md)\n" for i in range(12)}
    config = write_book(tmp_path, pages)
    one = run("-f", config, "--jobs", "1", "--no-cache")
    assert run("-f", config, "--jobs", "3", "--no-cache").stdout == one.stdout
    assert one.stdout.count("link-missing-file") == 13


def test_progress_is_for_terminals_only(tmp_path: Path) -> None:
    config = write_book(tmp_path, BROKEN)
    assert run("-f", config, "--no-cache").stderr == ""
    terminal, end = os.openpty()
    command = [sys.executable, str(ROOT / "scripts/validate.py"), "-f", str(config), "--no-cache"]
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=end, check=False, timeout=120)
    os.close(end)
    assert b"page 1 of 2" in os.read(terminal, 65536)
    os.close(terminal)


def test_list_of_codes_is_complete() -> None:
    lines = run("--list-codes").stdout.splitlines()
    assert [line.split()[0] for line in lines] == list(CODES)
