"""The command line of the Atlas: ``python -m scripts <command>``. The Makefile sets up what a command needs."""

from __future__ import annotations

import argparse
import socket
import subprocess
import sys
from pathlib import Path

from scripts.publish.browser import NoBrowserError, install_browser
from scripts.publish.build import ROOT, SITE, BuildFailure, build, environment

HOST = "127.0.0.1"


class CommandError(Exception):
    """The command cannot run; the text is one clear sentence."""


def _run(*command: str) -> int:
    return subprocess.run([sys.executable, "-m", *command], cwd=ROOT, env=environment(), check=False).returncode


def serve(port: int) -> int:
    """Serve the book with live reload until interrupted."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise CommandError(f"Port {port} is busy: stop what uses it, or run make serve PORT={port + 1}.") from error
    print(
        f"Serving the Atlas at http://{HOST}:{port} (stop with Ctrl-C); the first build takes some seconds.", flush=True
    )
    try:
        return _run("mkdocs", "serve", "--livereload", "--dev-addr", f"{HOST}:{port}")
    except KeyboardInterrupt:
        return 0


def check() -> int:
    """Run the validator, the code style and the types; report all of them."""
    print("Checking links, diagrams and content:", flush=True)
    codes = [subprocess.run([sys.executable, "scripts/validate.py"], cwd=ROOT, check=False).returncode]
    for what, command in (
        ("code style", ["ruff", "check", "."]),
        ("code format", ["ruff", "format", "--check", "."]),
        ("types", ["mypy"]),
    ):
        print(f"Checking {what}:", flush=True)
        codes.append(_run(*command))
    return max(codes)


def test(arguments: list[str]) -> int:
    """Build the site, then run all tests on two processes."""
    install_browser()
    build()
    code = _run("pytest", "-n", "2", "--no-loadscope-reorder", *arguments)
    if code == 1:  # tests failed
        print("Once more, what failed: on a busy machine a browser may miss its time limit.", flush=True)
        code = _run("pytest", "--last-failed", "--last-failed-no-failures", "none", *arguments)
    return code


def pdf() -> int:
    """Build the site and print it."""
    from scripts.publish.pdf import PdfError, make_pdfs

    build()
    print("Printing:", flush=True)
    try:
        make_pdfs(SITE, ROOT / "pdf")
    except PdfError as error:
        raise CommandError(str(error)) from error
    return 0


def main() -> int:
    """Run one command; a failure is one sentence on standard error."""
    parser = argparse.ArgumentParser(prog="python -m scripts", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("serve", help="serve with live reload").add_argument("--port", type=int, default=8000)
    commands.add_parser("build", help="the published site")
    commands.add_parser("check", help="validator, code style, types")
    commands.add_parser("test", help="build, then all tests; what follows goes to pytest")
    commands.add_parser("pdf", help="one PDF a chapter, and the deck of sheets")
    commands.add_parser("bench", help="measurements side by side")
    commands.add_parser("zensical", help="build with Zensical and compare")
    chosen, rest = parser.parse_known_args()
    if rest and chosen.command != "test":
        parser.error(f"unknown: {' '.join(rest)}")
    try:
        match chosen.command:
            case "serve":
                return serve(chosen.port)
            case "build":
                build()
                return 0
            case "check":
                return check()
            case "test":
                return test(rest)
            case "pdf":
                return pdf()
            case "bench":
                from scripts.bench import run_all

                return run_all(Path(SITE))
            case _:
                from scripts.publish.zensical import compare

                return compare()
    except (CommandError, BuildFailure, NoBrowserError) as error:
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
