"""What is committed: no address of a package registry, no path of one machine, and code in chapters that runs."""

from __future__ import annotations

import re
import subprocess

import pytest

from scripts.content.fenced import fences
from tests.support import DOCS, ROOT

# Written in parts, so that this file does not hold what it looks for.
HOSTS = [".".join(parts) for parts in (("pypi", "org"), ("pythonhosted", "org"), ("registry", "npmjs", "org"))]
HOSTS += [".".join(parts) for parts in (("registry", "yarnpkg", "com"), ("npmmirror", "com"))]
MACHINE = re.compile(r"(?<![\w.:/~-])/(?:home|root|Users|work|mnt|tmp)/[A-Za-z]")
BLOCKS = [
    (path, fence.line, fence.body)
    for path in sorted(DOCS.rglob("*.md"))
    for fence in fences(path.read_text(encoding="utf-8"))
    if fence.lang in ("python", "py")
]


def _tracked() -> dict[str, str]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    found = {}
    for name in filter(None, listed.split("\0")):
        path = ROOT / name
        if path.is_file():
            found[name] = path.read_bytes().decode("utf-8", "replace")
    assert len(found) > 50
    return found


def test_no_file_names_a_package_registry() -> None:
    named = {name: host for name, text in _tracked().items() for host in HOSTS if host in text}
    assert named == {}


def test_no_file_holds_a_path_of_one_machine() -> None:
    held = {name: match[0] for name, text in _tracked().items() if (match := MACHINE.search(text))}
    assert held == {}
    assert [name for name, text in _tracked().items() if str(ROOT) in text] == []


def test_there_is_code_in_the_chapters() -> None:
    assert BLOCKS


@pytest.mark.parametrize(("path", "line", "code"), BLOCKS, ids=[f"{p.stem}:{line}" for p, line, _ in BLOCKS])
def test_code_in_chapters_runs(path: object, line: int, code: str) -> None:
    assert "assert" in code, f"{path}:{line} proves nothing: end it with an assert"
    exec(compile("\n" * (line - 1) + code, str(path), "exec"), {"__name__": "__main__"})
