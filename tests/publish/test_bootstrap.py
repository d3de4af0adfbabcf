"""The set-up: what it reuses, and one sentence for each thing that can be missing."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from scripts import bootstrap
from tests.support import ROOT


def _project(folder: Path) -> Path:
    """A copy of what the set-up reads, with nothing installed."""
    for name in ("pyproject.toml", "package.json", "package-lock.json"):
        shutil.copyfile(ROOT / name, folder / name)
    (folder / "scripts").mkdir()
    for name in ("bootstrap.py", "fonts.py"):
        shutil.copyfile(ROOT / "scripts" / name, folder / "scripts" / name)
    shutil.copytree(ROOT / "requirements", folder / "requirements")
    return folder


def _run(project: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "scripts/bootstrap.py", *arguments]
    settings = {**os.environ, **environment}
    return subprocess.run(command, cwd=project, env=settings, capture_output=True, text=True, timeout=300, check=False)


def test_an_old_python_is_one_sentence(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(bootstrap, "OLDEST", (99, 1, 2))
    assert bootstrap.main() == 2
    said = capsys.readouterr()
    have = sys.version.split()[0]
    assert said.err == f"The Atlas needs Python 99.1.2 or later; this is {have}. Try: make PYTHON=python3.12\n"
    assert said.out == ""


def test_make_without_python_is_one_sentence() -> None:
    done = subprocess.run(
        ["make", "PYTHON=no-such-python", "setup"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert done.stderr.splitlines()[0] == "The Atlas needs Python 3.11.5 or later, and found none."


def test_no_network_is_one_sentence(tmp_path: Path) -> None:
    """A new checkout whose package index cannot be reached."""
    project = _project(tmp_path)
    nowhere = "https://packages.invalid/simple"
    settings = {"PIP_INDEX_URL": nowhere, "PIP_RETRIES": "1", "PIP_NO_CACHE_DIR": "1", "PIP_CONFIG_FILE": os.devnull}
    done = _run(project, **settings, PIP_EXTRA_INDEX_URL="", PIP_FIND_LINKS="")
    assert done.returncode == 1
    reason = "no network. Connect once, then run the command again."
    assert done.stderr == f"Python packages, a minute or two the first time failed: {reason}\n"
    assert "virtual environment in .venv ..." in done.stdout
    assert "Traceback" not in done.stdout + done.stderr


def test_a_lock_that_is_wrong_names_the_log(tmp_path: Path) -> None:
    project = _project(tmp_path)
    (project / "requirements/site.txt").write_text("no-hash-for-this==1.0\n")
    done = _run(project, PIP_NO_INDEX="1")
    assert done.returncode == 1
    assert done.stderr.startswith("Python packages, a minute or two the first time failed. ")
    assert done.stderr.endswith("The whole output is in .cache/setup.log.\n")
    assert "hash" in (project / ".cache/setup.log").read_text()


def test_what_is_installed_is_reused() -> None:
    """The environment these tests run in was set up: a second set-up does nothing."""
    wanted = bootstrap.digest("requirements/dev.txt", "pyproject.toml")
    if not bootstrap.fresh(ROOT / ".venv/.dev-packages", wanted):
        pytest.skip("the environment is older than pyproject.toml: run make test")
    done = _run(ROOT, "--dev")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_stamp_counts_only_with_what_it_records(tmp_path: Path) -> None:
    stamp = tmp_path / "stamp"
    assert not bootstrap.fresh(stamp, "a")
    stamp.write_text("a")
    assert bootstrap.fresh(stamp, "a")
    assert not bootstrap.fresh(stamp, "b")


def test_a_changed_lock_changes_the_hash(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "ROOT", _project(tmp_path))
    before = bootstrap.digest("requirements/site.txt", "pyproject.toml")
    assert before == bootstrap.digest("requirements/site.txt", "pyproject.toml")
    with (tmp_path / "requirements/site.txt").open("a") as lock:
        lock.write("# new\n")
    assert bootstrap.digest("requirements/site.txt", "pyproject.toml") != before


def test_what_pages_load_is_copied_from_npm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project = _project(tmp_path)
    (project / "node_modules").symlink_to(ROOT / "node_modules")
    vendor = project / "docs/assets/vendor"
    monkeypatch.setattr(bootstrap, "ROOT", project)
    monkeypatch.setattr(bootstrap, "VENDOR", vendor)
    bootstrap.vendor()
    for name in ("mermaid.min.js", "katex/katex.min.css", "fonts/ibm-plex-sans-latin-400-normal.woff2"):
        assert (vendor / name).stat().st_size > 1000
    (vendor / "mermaid.min.js").unlink()
    bootstrap.vendor()
    assert not (vendor / "mermaid.min.js").exists(), "the stamp is fresh, nothing is copied again"


def test_a_missing_npm_package_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "ROOT", _project(tmp_path))
    monkeypatch.setattr(bootstrap, "VENDOR", tmp_path / "vendor")
    with pytest.raises(bootstrap.SetupError, match=r"^node_modules/mermaid/.* is missing: delete node_modules and run"):
        bootstrap.vendor()
