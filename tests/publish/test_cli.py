"""The command line: what it says when it cannot do what it was asked, and that ``serve`` serves."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.support import ROOT

HOST = "127.0.0.1"


def _atlas(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    settings = {**os.environ, **environment}
    command = [sys.executable, "-m", "scripts", *arguments]
    return subprocess.run(command, cwd=ROOT, env=settings, capture_output=True, text=True, timeout=120, check=False)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def test_a_busy_port_is_one_sentence_with_a_way_out() -> None:
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = _atlas("serve", "--port", str(port))
    assert done.returncode == 1
    assert done.stderr == f"Port {port} is busy: stop what uses it, or run make serve PORT={port + 1}.\n"
    assert done.stdout == ""


def test_serve_answers_with_the_book() -> None:
    port = _free_port()
    command = [sys.executable, "-m", "scripts", "serve", "--port", str(port)]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
    ) as server:
        try:
            page = _wait_for(f"http://{HOST}:{port}/systems/ad-click-prediction.html", server)
            time.sleep(2)  # MkDocs may hang when it is stopped before its threads have settled
        finally:
            os.killpg(server.pid, signal.SIGINT)
            try:
                said, _ = server.communicate(timeout=30)
            except subprocess.TimeoutExpired:
                os.killpg(server.pid, signal.SIGKILL)
                raise
    assert f"Serving the Atlas at http://{HOST}:{port} (stop with Ctrl-C)" in said
    assert "<h1" in page
    assert 'class="mermaid"' in page
    assert "Traceback" not in said


def _wait_for(address: str, server: subprocess.Popen[str]) -> str:
    until = time.monotonic() + 300
    while time.monotonic() < until:
        assert server.poll() is None, "the server ended by itself"
        try:
            with urllib.request.urlopen(address, timeout=30) as answer:
                return str(answer.read().decode())
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.3)
    pytest.fail(f"{address} does not answer")


@pytest.mark.parametrize("arguments", [[], ["nonsense"], ["serve", "--port", "many"]])
def test_a_wrong_command_shows_the_usage(arguments: list[str]) -> None:
    done = _atlas(*arguments)
    assert done.returncode == 2
    assert done.stderr.startswith("usage: python -m scripts")
    assert "Traceback" not in done.stderr


def test_make_without_a_target_lists_the_targets() -> None:
    done = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True)
    listed = {line.split()[1] for line in done.stdout.splitlines() if line.startswith("  make ")}
    assert listed >= {"help", "serve", "build", "check", "test", "pdf", "bench", "zensical", "clean"} - {"help"}


def test_the_browser_that_is_named_is_taken(tmp_path: Path) -> None:
    own = tmp_path / "my-chrome"
    own.write_text("#!/bin/sh\n")
    own.chmod(0o755)
    code = "from scripts.publish.browser import find_browser; print(find_browser())"
    settings = {**os.environ, "CHROME": str(own)}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=settings, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == str(own)


def test_no_browser_is_one_sentence(tmp_path: Path) -> None:
    code = (
        "from scripts.publish.browser import NoBrowserError, find_browser\n"
        "try: find_browser()\nexcept NoBrowserError as error: print(error)"
    )
    settings = {"PATH": str(tmp_path), "PLAYWRIGHT_BROWSERS_PATH": str(tmp_path), "HOME": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=settings, capture_output=True, text=True, check=True
    )
    said = "No Chromium or Chrome found: install one (on Debian: apt-get install chromium), or name it in CHROME.\n"
    assert done.stdout == said
