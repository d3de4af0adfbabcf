"""Fenced blocks of a page with the line of their first line."""

from __future__ import annotations

import pytest

from scripts.content.fenced import Fence, fences


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("# A\n\n```sheet\na: 1\nb: 2\n```\n", [Fence("sheet", "a: 1\nb: 2", 4, True)]),
        ("~~~mermaid\nx\n~~~", [Fence("mermaid", "x", 2, True)]),
        ("```{ .python .annotate }\nx\n```", [Fence("python", "x", 2, True)]),
        ("````md\n```sheet\na\n```\n````", [Fence("md", "```sheet\na\n```", 2, True)]),
        ("    ```python\n    a\n      b\n    ```", [Fence("python", "a\n  b", 2, True)]),
        ("```a\n```\n```b\n```", [Fence("a", "", 2, True), Fence("b", "", 4, True)]),
        ("```a\nno end", [Fence("a", "no end", 2, False)]),
        ("```a\nx\n~~~\n```", [Fence("a", "x\n~~~", 2, True)]),
        ("> ```a\n> x\n> ```", [Fence("a", "x", 2, True)]),
        ("plain `code` and ``` in a line", []),
        ("a\x1e```\n\x0c```a\n```a\nx\u2028y\n```", [Fence("a", "x\u2028y", 4, True)]),
        ("", []),
    ],
)
def test_fences(text: str, wanted: list[Fence]) -> None:
    assert list(fences(text)) == wanted
