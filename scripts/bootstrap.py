"""Set up everything the Atlas needs inside its own folder: ``python3 scripts/bootstrap.py [--dev]``.

Standard library only, because it runs before anything is installed. What is already there is reused: a stamp in the
virtual environment holds the hash of the files that decide what belongs into it.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / "bin"
LOG = ROOT / ".cache" / "setup.log"
VENDOR = ROOT / "docs" / "assets" / "vendor"
OLDEST = (3, 11, 5)

# What the pages load, from node_modules: nothing of it is committed.
VENDORED = {
    "mermaid/dist/mermaid.min.js": "mermaid.min.js",
    "minisearch/dist/umd/index.js": "minisearch.js",
    "@panzoom/panzoom/dist/panzoom.min.js": "panzoom.min.js",
    "iframe-worker/shim/index.js": "iframe-worker.js",
    "katex/dist/katex.min.js": "katex.min.js",
    "katex/dist/contrib/auto-render.min.js": "katex-auto-render.min.js",
    "katex/dist/katex.min.css": "katex/katex.min.css",
    "katex/dist/fonts/*.woff2": "katex/fonts/",
    "@fontsource/ibm-plex-sans/files/ibm-plex-sans-latin-[456]00-normal.woff2": "fonts/",
    "@fontsource/ibm-plex-sans/files/ibm-plex-sans-latin-400-italic.woff2": "fonts/",
    "@fontsource/ibm-plex-sans/files/ibm-plex-sans-latin-ext-400-normal.woff2": "fonts/",
    "@fontsource/ibm-plex-sans/files/ibm-plex-sans-greek-400-normal.woff2": "fonts/",
    "@fontsource/ibm-plex-sans-condensed/files/ibm-plex-sans-condensed-latin-[46]00-normal.woff2": "fonts/",
    "@fontsource/ibm-plex-mono/files/ibm-plex-mono-latin-400-normal.woff2": "fonts/",
}


class SetupError(Exception):
    """A step of the set-up failed; the text says what to do."""


def digest(*names: str) -> str:
    """Return one hash over the contents of the named files of the project."""
    total = hashlib.sha256(sys.version.encode())
    for name in names:
        total.update((ROOT / name).read_bytes())
    return total.hexdigest()


def run(what: str, command: list[str | Path], hint: str) -> None:
    """Run ``command`` with its output in the log; raise SetupError with ``hint`` if it fails."""
    print(f"  {what} ...", flush=True)
    LOG.parent.mkdir(exist_ok=True)
    environment = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}", "PUPPETEER_SKIP_DOWNLOAD": "1"}
    with LOG.open("a", encoding="utf-8") as log:
        done = subprocess.run(command, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT, env=environment, check=False)
    if done.returncode:
        text = LOG.read_text(encoding="utf-8", errors="replace")[-4000:]
        offline = any(
            sign in text
            for sign in (
                *("NewConnectionError", "NameResolution", "ConnectTimeout", "Max retries"),  # pip
                *("ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ETIMEDOUT", "Network is unreach"),  # npm
            )
        )
        raise SetupError(
            f"{what} failed: no network. Connect once, then run the command again."
            if offline
            else f"{what} failed. {hint} The whole output is in {LOG.relative_to(ROOT)}."
        )


def fresh(stamp: Path, wanted: str) -> bool:
    """Tell whether ``stamp`` records ``wanted``."""
    return stamp.is_file() and stamp.read_text() == wanted


def python_packages(dev: bool) -> None:
    """Create the virtual environment and install the locked packages with their hashes."""
    lock = "requirements/dev.txt" if dev else "requirements/site.txt"
    wanted = digest(lock, "pyproject.toml")
    stamp, dev_stamp = VENV / ".site-packages", VENV / ".dev-packages"
    if fresh(dev_stamp, digest("requirements/dev.txt", "pyproject.toml")) or (not dev and fresh(stamp, wanted)):
        return
    if not (BIN / "python").exists():
        print("  virtual environment in .venv ...", flush=True)
        try:
            venv.create(VENV, with_pip=True)
        except (subprocess.CalledProcessError, OSError) as error:
            raise SetupError(
                "Python cannot make a virtual environment: install its venv module (on Debian: apt-get install "
                "python3-venv)."
            ) from error
    pip: list[str | Path] = [BIN / "python", "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
    run(
        "Python packages, a minute or two the first time",
        [*pip, "--require-hashes", "-r", lock],
        "A package may not exist for this Python version or processor.",
    )
    run(
        "the Atlas's own scripts",
        [*pip, "--no-deps", "--no-build-isolation", "-e", "."],
        "pyproject.toml may be broken.",
    )
    (dev_stamp if dev else stamp).write_text(wanted)


def npm_packages(dev: bool) -> None:
    """Install the locked npm packages with the npm of the virtual environment."""
    wanted = digest("package-lock.json", "package.json") + ("+dev" if dev else "")
    stamp = ROOT / "node_modules" / ".atlas"
    if fresh(stamp, wanted) or fresh(stamp, wanted + "+dev"):
        return
    run(
        "npm packages",
        [BIN / "npm", "ci", "--ignore-scripts", *([] if dev else ["--omit=dev"])],
        "package-lock.json may not match package.json: run npm install.",
    )
    stamp.write_text(wanted)


def vendor() -> None:
    """Copy what pages load from ``node_modules`` to ``docs/assets/vendor``."""
    wanted = digest("package-lock.json", "scripts/bootstrap.py", "scripts/fonts.py")
    stamp = VENDOR / ".atlas"
    if fresh(stamp, wanted):
        return
    shutil.rmtree(VENDOR, ignore_errors=True)
    for pattern, target in VENDORED.items():
        found = sorted((ROOT / "node_modules").glob(pattern))
        if not found:
            raise SetupError(f"node_modules/{pattern} is missing: delete node_modules and run the command again.")
        for source in found:
            place = VENDOR / target / source.name if target.endswith("/") else VENDOR / target
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, place)
    run("smaller fonts", [BIN / "python", "-m", "scripts.fonts", VENDOR], "Delete docs/assets/vendor and try again.")
    stamp.write_text(wanted)


def main() -> int:
    """Set up, or say in one sentence why not."""
    if sys.version_info < OLDEST:
        have, need = sys.version.split()[0], ".".join(map(str, OLDEST))
        print(f"The Atlas needs Python {need} or later; this is {have}. Try: make PYTHON=python3.12", file=sys.stderr)
        return 2
    dev = "--dev" in sys.argv[1:]
    LOG.unlink(missing_ok=True)
    try:
        python_packages(dev)
        npm_packages(dev)
        vendor()
    except SetupError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
