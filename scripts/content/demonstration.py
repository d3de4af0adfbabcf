"""The ``demonstration`` fence: which experiment it shows, and its outcome, kept until the script changes."""

from __future__ import annotations

import difflib
import hashlib
import importlib.util
import traceback
from functools import lru_cache
from pathlib import Path

import numpy
from pydantic import TypeAdapter, ValidationError

from scripts.content.errors import ContentError
from scripts.content.located import located
from scripts.content.records import LocatedYaml, Name, Record
from scripts.demonstrations import record as record_module
from scripts.demonstrations.record import Demonstration

FOLDER = Path(record_module.__file__).parent
CACHE = FOLDER.parents[1] / ".cache" / "demonstrations"
_OUTCOME = TypeAdapter(Demonstration)


class Shown(Record):
    """The content of one ``demonstration`` fence: the name of a module in ``scripts/demonstrations``."""

    script: Name


def script_path(name: str, folder: Path = FOLDER) -> Path:
    """Return the file of the experiment ``name``.

    Raises:
        ContentError: there is none; the fix names the nearest. It carries no file or line.
    """
    path = folder / f"{name}.py"
    known = [file.stem for file in sorted(folder.glob("*.py")) if file.stem not in ("__init__", "record")]
    if name not in known:
        near = difflib.get_close_matches(name, known, 1, 0.5)
        fix = f"nearest: {near[0]}" if near else "experiments: " + (", ".join(known) or "none yet")
        raise ContentError(f"no experiment '{name}' in scripts/demonstrations", fix=fix)
    return path


def _run(path: Path) -> Demonstration:
    spec = importlib.util.spec_from_file_location(f"demonstration_{path.stem}", path)
    if spec is None or spec.loader is None:
        raise ContentError(f"the experiment '{path.stem}' cannot be loaded")
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
        outcome = module.demonstrate()
    except Exception as error:
        where = next((f", line {frame.lineno}" for frame in reversed(traceback.extract_tb(error.__traceback__))
                      if frame.filename == str(path)), "")  # fmt: skip
        reason = error.errors()[0]["msg"] if isinstance(error, ValidationError) else error
        raise ContentError(f"the experiment '{path.stem}'{where} fails: {type(error).__name__}: {reason}") from error
    if not isinstance(outcome, Demonstration):
        raise ContentError(f"the experiment '{path.stem}' returns no Demonstration")
    return outcome


@lru_cache(maxsize=100)
def _outcome(path: Path, state: str, cache: Path) -> Demonstration:
    kept = cache / f"{path.stem}-{state}.json"
    if kept.is_file():
        return _OUTCOME.validate_json(kept.read_bytes())
    outcome = _run(path)
    cache.mkdir(parents=True, exist_ok=True)
    kept.write_bytes(_OUTCOME.dump_json(outcome))
    return outcome


def outcome_of(path: Path, cache: Path = CACHE) -> Demonstration:
    """Return the outcome of the experiment in ``path``; ``cache`` is a folder that may be deleted at any time.

    Raises:
        ContentError: the script fails. It carries no file or line.
    """
    state = hashlib.sha256(numpy.__version__.encode())
    for file in (path, Path(record_module.__file__)):
        state.update(file.read_bytes())
    return _outcome(path, state.hexdigest()[:16], cache)


def read_demonstration(text: str, file: str, first_line: int) -> tuple[str, Demonstration]:
    """Return name and outcome of the experiment that ``text``, the body of a fence, names.

    Raises:
        ContentError: with file and line: the fence or its experiment is missing, or the script fails.
    """
    page = LocatedYaml(text, file=file, first_line=first_line)
    name = page.read(Shown).script
    with located(file, page.line("script")):
        return name, outcome_of(script_path(name))
