"""What an answer of another site means for the links that lead to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TypedDict

from scripts.checks.issues import Issue, issue
from scripts.checks.pages import Link
from scripts.checks.suggest import nearest


class Answer(TypedDict, total=False):
    """What became of a request. ``kind`` is ``ok`` or the end of an ``external-`` code."""

    kind: str
    status: int
    final: str
    hops: list[list[object]]
    detail: str
    retry_after: float | None
    anchors: dict[str, bool]
    near: list[str]


def _message(url: str, answer: Answer) -> str:
    status = answer.get("status")
    detail = f": {answer['detail'][:160]}" if answer.get("detail") else ""
    return {
        "dead": f"'{url}' answers {status}",
        "forbidden": f"'{url}' answers {status} to robots; look by hand",
        "server-error": f"'{url}' keeps answering {status}",
        "rate-limited": f"'{url}' keeps answering 429",
        "timeout": f"'{url}' does not answer in time",
        "unreachable": f"'{url}' cannot be reached{detail}",
        "tls": f"the certificate of '{url}' is not valid{detail}",
        "redirect-loop": f"the redirects of '{url}' never end",
        "unchecked": f"'{url}' was not checked before the deadline",
    }[answer["kind"]]


def issues_of(url: str, answer: Answer, uses: Mapping[str, Sequence[Link]]) -> Iterator[Issue]:
    """Yield the issues of every link to ``url``; ``uses`` are those links by fragment."""
    kind = answer["kind"]
    for fragment, links in uses.items():
        for link in links:
            if kind != "ok":
                yield issue(link.place, f"external-{kind}", _message(url, answer))
                continue
            hops = answer.get("hops") or []
            if hops and all(status in (301, 308) for status, _ in hops):
                final = answer["final"] + (f"#{fragment}" if fragment else "")
                chain = " -> ".join(str(status) for status, _ in hops)
                yield issue(
                    link.place, "external-moved", f"'{url}' has moved for good ({chain}) to '{final}'", suggestion=final
                )
            if fragment and answer.get("anchors", {}).get(fragment) is False:
                near = nearest(fragment, answer.get("near", []))
                hint = f", did you mean '#{near}'" if near else ""
                yield issue(
                    link.place,
                    "external-anchor",
                    f"'{url}' has no anchor '#{fragment}'{hint}",
                    suggestion=f"{url}#{near}" if near else "",
                )
