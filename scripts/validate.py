"""Check the links and Mermaid diagrams of a MkDocs project: ``python scripts/validate.py --help``."""

from __future__ import annotations

import sys
from pathlib import Path

if __name__ == "__main__":
    # Run as a file, Python looks for packages beside it; they are one folder up, wherever the caller stands.
    root = str(Path(__file__).resolve().parents[1])
    sys.path[:] = [root, *(path for path in sys.path if Path(path or ".").resolve() != Path(__file__).resolve().parent)]
    from scripts.checks.cli import main

    sys.exit(main())
