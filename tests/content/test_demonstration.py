"""Experiments: found, run once, kept, and every failure told with its place."""

from pathlib import Path

import pytest

from scripts.content.chart import Axis, Chart, Curve
from scripts.content.demonstration import FOLDER, outcome_of, read_demonstration, script_path
from scripts.content.errors import ContentError
from scripts.demonstrations.record import Demonstration, Measured

ROOT = FOLDER.parents[1]
SCRIPT = """
import numpy as np
from pathlib import Path
from scripts.demonstrations.record import Axis, Curve, Demonstration, Measured

def demonstrate():
    runs = Path(__file__).with_suffix(".runs")
    runs.write_text((runs.read_text() if runs.is_file() else "") + "x")
    return Demonstration(title="T", description="D", x=Axis("x"), y=Axis("y"), across=np.arange(3),
                         curves=(Curve("c", np.array([1.0, np.nan, 3.0])),),
                         values={"half": Measured(np.float64(0.5), "percent", "Half")})
"""


def written(folder: Path, text: str = SCRIPT) -> Path:
    path = folder / "tiny.py"
    path.write_text(text, encoding="utf-8")
    return path


def test_numpy_rows_become_numbers_and_gaps(tmp_path: Path) -> None:
    outcome = outcome_of(written(tmp_path), tmp_path / "cache")
    assert outcome.across == (0.0, 1.0, 2.0)
    assert outcome.curves[0].heights == (1.0, None, 3.0)
    assert outcome.values["half"] == Measured(0.5, "percent", "Half")


def test_an_experiment_runs_once_until_its_script_changes(tmp_path: Path) -> None:
    from scripts.content.demonstration import _outcome

    path, cache = written(tmp_path), tmp_path / "cache"
    first = outcome_of(path, cache)
    _outcome.cache_clear()
    assert outcome_of(path, cache) == first
    assert path.with_suffix(".runs").read_text() == "x"
    written(tmp_path, SCRIPT + "\n# changed\n")
    assert outcome_of(path, cache) == first
    assert path.with_suffix(".runs").read_text() == "xx"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("def demonstrate():\n    return 1 / 0\n", "'tiny', line 2 fails: ZeroDivisionError"),
        ("def demonstrate():\n    return 1\n", "returns no Demonstration"),
        ("x = 1\n", "fails: AttributeError"),
        ("def (\n", "fails: SyntaxError"),
        (SCRIPT.replace("np.arange(3)", "np.arange(4)"), "'c' has 3 values for 4 places"),
        (SCRIPT.replace('"D"', '""'), "fails: ValidationError"),
    ],
)
def test_a_broken_experiment_is_one_clear_error(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(ContentError, match=told):
        outcome_of(written(tmp_path, text), tmp_path / "cache")


def test_an_unknown_experiment_is_told_with_its_line() -> None:
    with pytest.raises(ContentError) as caught:
        read_demonstration("script: no_such_thing\n", "blocks/x.md", 12)
    assert (caught.value.file, caught.value.line) == ("blocks/x.md", 12)
    for name in ("record", "__init__"):
        with pytest.raises(ContentError):
            script_path(name)


def curve(*heights: float | None) -> tuple[Curve, ...]:
    return (Curve("c", heights),)


@pytest.mark.parametrize(
    ("chart", "told"),
    [
        ({"curves": ()}, "1 to 6 curves"),
        ({"across": (1.0,), "curves": curve(1.0)}, "at least 2"),
        ({"x": Axis("x", ticks=("a",))}, "as many ticks"),
        ({"curves": curve(1.0)}, "1 values for 2"),
        ({"curves": curve(None, float("nan"))}, "no value anywhere"),
        ({"across": (1.0, float("inf"))}, "not a finite number"),
    ],
)
def test_what_cannot_be_drawn_is_refused(chart: dict[str, object], told: str) -> None:
    whole: dict[str, object] = {"x": Axis("x"), "y": Axis("y"), "across": (0.0, 1.0), "curves": curve(1.0, 2.0)}
    Chart(**whole)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=told):
        Chart(**{**whole, **chart})  # type: ignore[arg-type]


def test_every_experiment_is_shown_in_a_chapter_and_has_a_test() -> None:
    names = {path.stem for path in FOLDER.glob("*.py")} - {"__init__", "record"}
    texts = [path.read_text(encoding="utf-8") for path in (ROOT / "docs").rglob("*.md")]
    assert names
    assert [name for name in names if not any(f"```demonstration\nscript: {name}\n" in text for text in texts)] == []
    tests = {path.stem.removeprefix("test_") for path in (ROOT / "tests/demonstrations").glob("test_*.py")}
    assert tests == names


def test_the_outcome_is_a_demonstration_of_every_experiment() -> None:
    for path in sorted(FOLDER.glob("*.py")):
        if path.stem not in ("__init__", "record"):
            assert isinstance(outcome_of(path), Demonstration)
