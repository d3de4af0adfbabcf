"""The validator against the tools one would use instead: seconds, and who notices the same broken things."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from scripts.publish.browser import find_browser
from scripts.publish.build import ROOT, environment

#: Diagrams that mermaid-cli draws one by one; the rest of the book is reckoned from them.
ONE_BY_ONE = 6
MUTANTS = 24


class Measured(NamedTuple):
    """Seconds a tool takes for what it can check, and what that is."""

    tool: str
    seconds: float
    scope: str


def _seconds(command: Sequence[str | Path], folder: Path, *, best_of: int = 1) -> float:
    """Return the time of the fastest run; what the command says and its exit status are no matter here."""
    times = []
    for _ in range(best_of):
        start = time.perf_counter()
        _run(command, folder)
        times.append(time.perf_counter() - start)
    return min(times)


def _run(command: Sequence[str | Path], folder: Path) -> int:
    done = subprocess.run([*map(str, command)], cwd=folder, env=environment(), capture_output=True, check=False)
    return done.returncode


def _puppeteer(folder: Path) -> Path:
    file = folder / "puppeteer.json"
    file.write_text(json.dumps({"executablePath": find_browser(), "args": ["--no-sandbox", "--disable-gpu"]}), "utf-8")
    return file


def _mmdc(folder: Path, source: Path, target: str) -> list[str | Path]:
    return [ROOT / "node_modules/.bin/mmdc", "-q", "-p", _puppeteer(folder), "-i", source, "-o", folder / target]


def _validate(*options: str) -> list[str | Path]:
    return [sys.executable, "scripts/validate.py", *options]


def _program(name: str) -> str | None:
    """Return the path of a program: the one in this environment first."""
    beside = Path(sys.executable).with_name(name)
    return str(beside) if beside.exists() else shutil.which(name)


def link_checkers(site: Path) -> dict[str, list[str | Path]]:
    """Return the commands of the link checkers that are installed, for the built ``site``."""
    commands: dict[str, list[str | Path]] = {}
    if linkchecker := _program("linkchecker"):
        commands["linkchecker"] = [
            linkchecker, "--no-status", "--no-warnings", "--no-robots", "-q",
            "--ignore-url=^https?:", "--ignore-url=/vendor/", f"file://{site}/index.html",
        ]  # fmt: skip
    if lychee := _program("lychee"):
        # The 404 page is written for the root of a host, a library's style sheet names fonts that are not needed.
        commands["lychee"] = [
            lychee, "--offline", "--include-fragments", "--no-progress", "-q",
            "--exclude-path", "404[.]html", "--exclude-path", "/vendor/", site,
        ]  # fmt: skip
    return commands


def speeds(book: Path, site: Path) -> list[Measured]:
    """Return what each tool takes for the book in ``book``, built in ``site``."""
    diagrams = sorted((book / "diagrams").rglob("*.mmd"))
    count = len(diagrams)
    found = []
    shutil.rmtree(book / ".cache", ignore_errors=True)
    found.append(Measured("validate.py, first run", _seconds(_validate(), book), "links and diagrams"))
    found.append(Measured("validate.py, unchanged", _seconds(_validate(), book, best_of=2), "links and diagrams"))
    cold = _seconds(_validate("--only", "diagrams", "--no-cache"), book, best_of=2)
    found.append(Measured("validate.py --only diagrams, first run", cold, f"{count} diagrams"))
    warm = _seconds(_validate("--only", "diagrams"), book, best_of=2)
    found.append(Measured("validate.py --only diagrams, unchanged", warm, f"{count} diagrams"))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        step = max(1, count // ONE_BY_ONE)
        sample = diagrams[::step][:ONE_BY_ONE]
        one = sum(_seconds(_mmdc(folder, each, "one.svg"), folder) for each in sample) / len(sample)
        found.append(Measured("mermaid-cli, one by one", one * count, f"{count} diagrams, from {len(sample)}"))
        every = folder / "all.md"
        every.write_text("\n".join(f"```mermaid\n{each.read_text('utf-8')}```\n" for each in diagrams), "utf-8")
        batch = _seconds(_mmdc(folder, every, "drawn.md"), folder)
        found.append(Measured("mermaid-cli, batch", batch, f"{count} diagrams"))
    found.append(Measured("mkdocs build --strict", _seconds(_mkdocs(book / "site"), book), "links"))
    for tool, command in link_checkers(site).items():
        found.append(Measured(tool, _seconds(command, site), "links of the built site"))
    return found


def _mkdocs(site: Path) -> list[str | Path]:
    return [sys.executable, "-m", "mkdocs", "build", "--strict", "-q", "-d", site]


@contextmanager
def _broken(path: Path, content: bytes | None) -> Iterator[None]:
    before = path.read_bytes() if path.is_file() else None
    try:
        path.unlink(missing_ok=True)
        if content is not None:
            path.write_bytes(content)
        yield
    finally:
        path.unlink(missing_ok=True)
        if before is not None:
            path.write_bytes(before)


def catches(book: Path, amount: int, say: Callable[[str], None]) -> tuple[int, Mapping[str, set[int]]]:
    """Return how many mutants there were and which of them each tool noticed. ``book`` must be a copy."""
    from tests.checks.mutants import KINDS
    from tests.checks.mutation import Book, make_mutants

    own = Book(book)
    kinds = sorted(KINDS)
    mutants = make_mutants(own.corpus(), kinds[:: max(1, len(kinds) // amount)][:amount], 1)
    caught: dict[str, set[int]] = {"validate.py": set(), "mermaid-cli": set(), "mkdocs build --strict": set()}
    site = book / "site"
    clean = {"mkdocs build --strict": _run(_mkdocs(site), book)}
    clean |= {tool: _run(command, site) for tool, command in link_checkers(site).items()}
    with tempfile.TemporaryDirectory() as name:
        for number, mutant in enumerate(mutants):
            say(f"mutant {number + 1} of {len(mutants)}: {mutant.kind}")
            places = {(each.place.file, each.place.line) for each in own.issues(mutant)}
            if places & mutant.spots:
                caught["validate.py"].add(number)
            with _broken(book / mutant.file, mutant.content):
                drawn = mutant.file.endswith(".mmd") and mutant.content
                if drawn and _run(_mmdc(Path(name), book / mutant.file, "x.svg"), book):
                    caught["mermaid-cli"].add(number)
                shutil.rmtree(site, ignore_errors=True)
                codes = {"mkdocs build --strict": _run(_mkdocs(site), book)}
                if (site / "index.html").is_file():
                    codes |= {tool: _run(command, site) for tool, command in link_checkers(site).items()}
            for tool, code in codes.items():
                if code and not clean[tool]:
                    caught.setdefault(tool, set()).add(number)
    own.judge.close()
    noisy = [tool for tool, code in clean.items() if code]
    for tool in noisy:
        caught[f"{tool} (already complains of the unbroken book)"] = caught.pop(tool, set())
    return len(mutants), caught


def _table(rows: Sequence[Sequence[str]]) -> str:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def bench(site: Path, mutants: int = MUTANTS) -> bool:
    """Print both tables; return whether the validator is fast enough and notices more than all the others together.

    The goals: 100 times faster than mermaid-cli one by one, 60 times faster than its batch mode.
    """
    from tests.checks.mutation import copy_book

    print("\nThe validator and the tools one would use instead, on this book:", flush=True)
    with tempfile.TemporaryDirectory() as name:
        book = Path(name).resolve()
        book.chmod(0o755)  # linkchecker gives up the rights of root
        copy_book(book)
        before = Path.cwd()
        os.chdir(book)
        try:
            built = site if (site / "index.html").is_file() else book / "site"
            if built != site:
                _run(_mkdocs(built), book)
            measured = speeds(book, built)
            seconds = {each.tool: each.seconds for each in measured}
            rows = [("tool", "seconds", "checks")]
            print(_table([*rows, *((each.tool, f"{each.seconds:.2f}", each.scope) for each in measured)]), flush=True)
            good = True
            for state in ("first run", "unchanged"):
                mine = seconds[f"validate.py --only diagrams, {state}"]
                one, batch = seconds["mermaid-cli, one by one"] / mine, seconds["mermaid-cli, batch"] / mine
                print(
                    f"Diagrams, {state}: {one:.0f} times as fast as one by one, {batch:.0f} times as fast as in batch."
                )
                good = good and one >= 100 and batch >= 60
            total, caught = catches(book, mutants, lambda text: print(f"  {text}", file=sys.stderr, flush=True))
        finally:
            os.chdir(before)
    others = set().union(*(numbers for tool, numbers in caught.items() if tool != "validate.py"))
    lines = [("tool", "noticed", f"of {total} broken things")]
    print(_table([*lines, *((tool, str(len(numbers)), "") for tool, numbers in caught.items()),
                  ("all others together", str(len(others)), "")]))  # fmt: skip
    return good and len(caught["validate.py"]) > len(others)


if __name__ == "__main__":
    sys.exit(0 if bench(ROOT / "site") else 1)
