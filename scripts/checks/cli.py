"""The command line of the validator."""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from scripts.checks.cache import Cache
from scripts.checks.codes import CODES
from scripts.checks.external import Policy
from scripts.checks.fixes import fix
from scripts.checks.mermaid import Judge, ToolMissing
from scripts.checks.project import ProjectError, load_project
from scripts.checks.report import FORMATS
from scripts.checks.run import Options, validate

MAX_ROUNDS = 3
EPILOG = "Exit status: 0 no error, 1 errors found, 2 could not run."


def _positive(text: str) -> float:
    value = float(text)
    if not 0 < value < 1e6:
        raise argparse.ArgumentTypeError("must be more than 0")
    return value


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="validate.py", description="Check the links and Mermaid diagrams of a MkDocs project.", epilog=EPILOG
    )
    add = parser.add_argument
    add("-f", "--config-file", type=Path, default=Path("mkdocs.yml"), metavar="FILE", help="default: mkdocs.yml")
    add("--format", choices=sorted(FORMATS), default="text", help="github: annotations for its workflows")
    add("--fix", action="store_true", help="apply the mends that cannot change a meaning, then check again")
    add("--strict", action="store_true", help="warnings count as errors")
    add("--only", choices=("links", "diagrams"), default="", help="check nothing else; links need no Node")
    add("--site", type=Path, metavar="DIR", help="check the built site in DIR too")
    add("--external", action="store_true", help="ask other sites whether the links to them still work")
    add("--deadline", type=_positive, default=300.0, metavar="SECONDS", help="for all external links (default 300)")
    add("--max-age", type=_positive, default=7.0, metavar="DAYS", help="how long a good answer counts (default 7)")
    add("--jobs", type=int, default=os.cpu_count() or 1, metavar="N", help="pages rendered at once")
    add("--page-seconds", type=_positive, default=20.0, metavar="N", help="time limit for a page (default 20)")
    add("--diagram-seconds", type=_positive, default=10.0, metavar="N", help="time limit for a diagram (default 10)")
    add("--no-cache", action="store_true", help="use and keep nothing in .cache/")
    add("--list-codes", action="store_true", help="print every code with its meaning, and end")
    return parser


def _progress(text: str) -> None:
    """Show ``text`` in place on the terminal; nothing clears the line."""
    print(f"\r\033[K{text[:100]}", end="", file=sys.stderr, flush=True)


def _run(options: argparse.Namespace, config_file: Path, progress: Callable[[str], None]) -> int:
    """Check, mend if asked, print the report; return the exit status."""
    cache = Cache(None if options.no_cache else config_file.parent / ".cache/validate")
    policy = Policy(deadline=options.deadline, max_age=options.max_age * 86400) if options.external else None
    library = (Path(__file__).resolve().parents[2],)
    todo = Options(
        jobs=max(1, options.jobs),
        page_seconds=options.page_seconds,
        diagram_seconds=options.diagram_seconds,
        external=policy,
        site=options.site,
        library=library,
        only=options.only,
    )
    with Judge([config_file.parent, *library], cache, seconds=options.diagram_seconds) as judge:
        if options.only != "links" and not cache.known("diagrams"):
            with contextlib.suppress(ToolMissing):  # it may not be needed
                judge.prepare()
        result = validate(load_project(config_file), cache, todo, progress, judge)
        for _ in range(MAX_ROUNDS if options.fix else 0):
            # A mend may uncover another: a link in a diagram is checked once the diagram is valid.
            count, failed = fix(result.issues, config_file.parent)
            for reason in failed:
                print(f"validate: not mended: {reason}", file=sys.stderr)
            if not count:
                break
            print(f"validate: mended {count}", file=sys.stderr)
            result = validate(load_project(config_file), cache, todo, progress, judge)
    cache.save()
    progress("")
    print(FORMATS[options.format](result.issues, result.counts))
    bad = result.issues if options.strict else [each for each in result.issues if each.severity == "error"]
    return 1 if bad else 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the validator and return its exit status: 0 no error, 1 errors, 2 could not run."""
    options = _parser().parse_args(arguments)
    if options.list_codes:
        print("\n".join(f"{name:28} {code.severity:8} {code.summary}" for name, code in CODES.items()))
        return 0
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a file name may be no text at all
    config_file = options.config_file.absolute()
    options.site = options.site.absolute() if options.site else None
    before = Path.cwd()
    try:
        if not config_file.is_file():
            raise ProjectError(f"no configuration file '{options.config_file}'")
        os.chdir(config_file.parent)  # paths of Markdown extensions are relative to the working folder
        return _run(options, config_file, _progress if sys.stderr.isatty() else lambda _: None)
    except (ProjectError, ToolMissing) as error:
        print(f"validate: {error}", file=sys.stderr)
        return 2
    except Exception as error:
        if os.environ.get("VALIDATE_DEBUG"):
            raise
        what = " ".join(f"{type(error).__name__}: {error}".split())[:300]
        print(f"validate: stopped by a fault of its own: {what} (VALIDATE_DEBUG=1 shows where)", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("validate: interrupted", file=sys.stderr)
        return 2
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 2
    finally:
        os.chdir(before)
