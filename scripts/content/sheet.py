"""What the sheet of a chapter holds: a record for each kind of chapter, with the lengths that fit one printed page."""

from __future__ import annotations

from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import Field

from scripts.content.errors import ContentError
from scripts.content.records import LocatedYaml, Record


def _text(longest: int) -> Any:
    return Field(min_length=1, max_length=longest)


Text24 = Annotated[str, _text(24)]
Text34 = Annotated[str, _text(34)]
Text70 = Annotated[str, _text(70)]
Text75 = Annotated[str, _text(75)]
Text85 = Annotated[str, _text(85)]
Text95 = Annotated[str, _text(95)]
Text110 = Annotated[str, _text(110)]
Text120 = Annotated[str, _text(120)]
Text140 = Annotated[str, _text(140)]
Text150 = Annotated[str, _text(150)]
Text160 = Annotated[str, _text(160)]


class Number(Record):
    """One row of the numbers table: ``value`` is a name from the page's estimates, or text."""

    label: Text24
    how: Annotated[str, Field(max_length=34)] = ""
    value: Annotated[str, _text(40)]


class Choice(Record):
    """A trade-off or decision: its name, and what speaks for and against it."""

    name: Text24
    text: Text110


class Tradeoff(Record):
    """One trade-off of a system."""

    name: Text24
    text: Text85


class Formula(Record):
    """The formula to know by heart, as plain text, and a worked line."""

    text: Annotated[str, _text(60)]
    note: Annotated[str, Field(max_length=90)] = ""


class Fields(Record):
    """The fields by which systems are compared; the same in every system chapter."""

    business_goal: Text160
    ml_task: Text160
    input: Text160
    output: Text160
    label: Text160
    label_delay: Text160
    negatives: Text160
    retrieval: Text160
    model: Text160
    loss: Text160
    offline_metric: Text110
    online_metric: Text110
    guardrails: Text110
    latency_budget: Text160
    freshness: Text160
    retrain_cadence: Text160
    cold_start: Text160
    fallback: Text160
    main_bias: Text160


Kind = TypeVar("Kind", bound=str)


class Turn(Record, Generic[Kind]):
    """The answer of one system at a point where designs part: which of the known answers, and because of what."""

    kind: Kind = Field(alias="is")
    because: Text120


def _turn(title: str, step: str) -> Any:
    return Field(title=title, json_schema_extra={"step": step})


class Turns(Record):
    """The points where the designs of systems part. Systems with the same ``is`` are the same there.

    The title of a field is what it is called on the page; ``step`` is the anchor of the step that argues it.
    """

    framing: Turn[
        Literal[
            "calibrated probability",
            "several actions in one value",
            "order by relevance",
            "action by cost",
            "violation of a policy",
            "distance between embeddings",
            "boxes in an image",
            "link between two nodes",
        ]
    ] = _turn("What is predicted", "2-frame-as-an-ml-task")
    reader: Turn[Literal["money", "thresholds", "only the order"]] = _turn(
        "What reads the score", "2-frame-as-an-ml-task"
    )
    label: Turn[Literal["own behavior", "human judgment", "later outcome", "several kinds"]] = _turn(
        "Where labels come from", "3-prepare-data"
    )
    delay: Turn[Literal["seconds to hours", "days", "weeks to months"]] = _turn(
        "When the label is known", "3-prepare-data"
    )
    candidates: Turn[Literal["many sources", "one index", "graph neighborhood", "none: all is scored"]] = _turn(
        "How candidates are found", "4-develop-the-model"
    )
    timing: Turn[Literal["while a user waits", "while a payment waits", "after the event", "ahead, in batch"]] = _turn(
        "When the model runs", "6-deploy-and-serve"
    )
    bias: Turn[Literal["position", "exposure by our own choice", "our own decisions", "who asks and who is asked"]] = (
        _turn("What the logs hide", "3-prepare-data")
    )
    adversary: Turn[Literal["none that pays", "gaming", "attackers"]] = _turn(
        "Who works against it", "7-monitor-and-maintain"
    )
    experiment: Turn[Literal["users", "budgets", "clusters", "queries", "held-out decisions", "sampled audit"]] = _turn(
        "How a change is tested", "5-evaluate"
    )


class Steps(Record):
    """One line for each of the seven steps."""

    clarify: Text140
    frame: Text140
    data: Text140
    model: Text140
    evaluate: Text140
    serve: Text140
    monitor: Text140


class Levels(Record):
    """What the same answer sounds like at three levels."""

    mid: Text150
    senior: Text150
    staff: Text150


class Sheet(Record):
    """What every sheet has."""

    area: Text24
    sketch: Annotated[str, Field(pattern=r"^[a-z0-9/-]+\.mmd$")]
    formula: Formula | None = None


class SystemSheet(Sheet):
    """The sheet of a system chapter."""

    prompt: Text160
    fields: Fields
    turns: Turns
    assumptions: Annotated[list[Text75], Field(min_length=3, max_length=4)]
    numbers: Annotated[list[Number], Field(min_length=5, max_length=7)]
    steps: Steps
    tradeoffs: Annotated[list[Tradeoff], Field(min_length=3, max_length=3)]
    traps: Annotated[list[Text95], Field(min_length=3, max_length=3)]
    followups: Annotated[list[Text70], Field(min_length=5, max_length=5)]


class BlockSheet(Sheet):
    """The sheet of a building block."""

    what: Annotated[str, _text(260)]
    need_when: Annotated[list[Text85], Field(min_length=3, max_length=3)]
    skip_when: Annotated[list[Text85], Field(min_length=2, max_length=3)]
    numbers: Annotated[list[Number], Field(min_length=4, max_length=7)]
    choices: Annotated[list[Choice], Field(min_length=4, max_length=6)]
    failures: Annotated[list[Text95], Field(min_length=4, max_length=5)]
    probes: Annotated[list[Text75], Field(min_length=5, max_length=5)]


class Headings(Record):
    """What stands above the lists of a framework sheet, where a page is no step of the interview."""

    asks: Text24 = "Ask"
    decides: Text24 = "Decide"
    mistakes: Text24 = "Mistakes"


class FrameworkSheet(Sheet):
    """The sheet of a framework chapter."""

    headings: Headings = Headings()

    produces: Annotated[str, _text(200)]
    minutes: Annotated[int, Field(gt=0, le=60)] | None = None
    asks: Annotated[list[Text85], Field(min_length=4, max_length=7)]
    decides: Annotated[list[Choice], Field(min_length=3, max_length=7)]
    numbers: Annotated[tuple[Number, ...], Field(max_length=7)] = ()
    mistakes: Annotated[list[Text95], Field(min_length=3, max_length=5)]
    levels: Levels


AnySheet = SystemSheet | BlockSheet | FrameworkSheet
_BY_SECTION: dict[str, type[AnySheet]] = {
    "systems": SystemSheet,
    "blocks": BlockSheet,
    "framework": FrameworkSheet,
}


def read_sheet(text: str, *, file: str = "", first_line: int = 1) -> AnySheet:
    """Return the sheet written in ``text``; its kind follows from the section (folder) of ``file``.

    Raises:
        ContentError: a field is missing, unknown or too long, or the page is in no section.
    """
    located = LocatedYaml(text, file=file, first_line=first_line)
    model = _BY_SECTION.get(file.split("/", 1)[0])
    if model is None:
        raise ContentError(
            "a sheet belongs to a chapter",
            file=file,
            line=first_line,
            fix=f"put the page into {', '.join(_BY_SECTION)}",
        )
    return located.read(model)
