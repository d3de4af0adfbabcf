"""The exact place: through includes, indents and everything that Markdown and Mermaid strip before they read a text."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.checks.books import check_book, found, write_book

PLACES: dict[str, tuple[dict[str, str], list[str]]] = {
    "link in an included file": (
        {"docs/x.md": '# X\n\n- item\n\n    --8<-- "part.md"\n', "diagrams/part.md": "text\n[a](b.md) and [c](d.md)\n"},
        ["diagrams/part.md:2:19 link-missing-file", "diagrams/part.md:2:5 link-missing-file"],
    ),
    "link in a section of an included file": (
        {
            "docs/x.md": '# X\n\n--8<-- "part.md:two"\n',
            "diagrams/part.md": "# no\n--8<-- [start:two]\n\n[a](b.md)\n--8<-- [end:two]\n[x](y.md)\n",
        },
        ["diagrams/part.md:4:5 link-missing-file"],
    ),
    "link after front matter and includes": (
        {
            "docs/x.md": '---\ntitle: X\n---\n\n# X\n\n--8<-- "part.md"\n\n[a](b.md)\n',
            "diagrams/part.md": "1\n\n2\n\n3\n",
        },
        ["docs/x.md:9:5 link-missing-file"],
    ),
    "links of one line and of many": (
        {
            "docs/x.md": "# X\n\n`[a](b.md)` [a](b.md) [a](<b.md> 'b.md')\n\n    [a](b.md)\n\n"
            "| a |\n|---|\n| [a](b.md) |\n"
        },
        ["docs/x.md:3:17 link-missing-file", "docs/x.md:3:28 link-missing-file", "docs/x.md:9:7 link-missing-file"],
    ),
    "link in a tab, a closed block, a note and a footnote": (
        {
            "docs/x.md": '# X\n\n=== "T"\n\n    !!! note\n        [a](b.md)\n\n??? q\n'
            "    > - [c](d.md)\n\nText[^1]\n\n[^1]: See\n"
            "    [e](f.md)\n"
        },
        ["docs/x.md:14:9 link-missing-file", "docs/x.md:6:13 link-missing-file", "docs/x.md:9:13 link-missing-file"],
    ),
    "definition of a reference": (
        {"docs/x.md": "# X\n\n[a][r], [r], [r][]\n\n  [r]: b.md 'T'\n"},
        ["docs/x.md:5:8 link-missing-file"] * 1,
    ),
    "link without its end, in bold": (
        {"docs/x.md": "# X\n\n| a | b |\n|---|---|\n| **see [a](x.md** | c |\n"},
        ["docs/x.md:5:11 link-not-rendered"],
    ),
    "raw HTML": (
        {"docs/x.md": "# X\n\n<div>\n  <a\n    class='x'\n    href='b.html'>b</a>\n</div>\n"},
        ["docs/x.md:6:11 link-raw-html"],
    ),
    "card without its end": (
        {"docs/x.md": "# X\n\n```mermaid\nkanban\n  todo[To do]\n    a[A\n    b[B]\n```\n"},
        ["docs/x.md:6:6 diagram-open-card"],
    ),
    "arrow of a flowchart in a state diagram": (
        {
            "docs/x.md": "# X\n\n```mermaid\nstateDiagram-v2\n  [*] => A\n"
            "  note right of A\n    b => c\n  end note\n```\n"
        },
        ["docs/x.md:5:7 diagram-stray-arrow"],
    ),
    "node that is called like a statement of class diagrams": (
        {"docs/x.md": '# X\n\n```mermaid\nflowchart LR\n  a --> b\n  link -- "x" --> b\n```\n'},
        [],
    ),
    "include below an include": (
        {
            "docs/x.md": '# X\n\n--8<-- "one.md"\n',
            "diagrams/one.md": 'a\n\n    --8<-- "two.md"\n',
            "diagrams/two.md": '\n--8<-- "no"\n',
        },
        ["diagrams/two.md:2:9 snippet-missing"],
    ),
    "diagram in an included file": (
        {
            "docs/x.md": '# X\n\n1. a\n\n    ```mermaid\n    --8<-- "sub/bad.mmd"\n    ```\n',
            "diagrams/sub/bad.mmd": "flowchart LR\n\n  A --> B[x (y)]\n",
        },
        ["diagrams/sub/bad.mmd:3:13 diagram-syntax"],
    ),
    "diagram partly in an included file": (
        {
            "docs/x.md": '# X\n\n> ```mermaid\n> flowchart LR\n> --8<-- "part.txt"\n>   C --> D[x (y)]\n> ```\n',
            "diagrams/part.txt": "A --> B\n",
        },
        ["docs/x.md:5:3 diagram-syntax"],
    ),
    "diagram with a part from a file": (
        {
            "docs/x.md": '# X\n\n```mermaid\nflowchart LR\n--8<-- "part.txt:2:3"\n```\n',
            "diagrams/part.txt": "no\nA --> B\nB --> C[x (y)]\n",
        },
        ["diagrams/part.txt:3:11 diagram-syntax"],
    ),
    "comments, directives and blank lines before the fault": (
        {
            "diagrams/x.mmd": '\n\n---\ntitle: T\n---\n%%{init: {\n  "theme": "base"\n}}%%\n'
            "%% c\n\n  %% d\nflowchart LR\n  accDescr {\n    t\n  }\n\n\n"
            '  A["#35;"] --> B{x}\n\n  C --> D[x (y)]\n'
        },
        ["diagrams/x.mmd:20:13 diagram-syntax"],
    ),
    "quote that is noticed lines later": (
        {"diagrams/x.mmd": 'flowchart LR\n  A["a] --> B["b"]\n  B --> C["c"]\n  C --> D["d"]\n'},
        ["diagrams/x.mmd:2:17 diagram-syntax"],
    ),
    "bracket that is noticed lines later": (
        {"diagrams/x.mmd": "flowchart LR\n  A --> B\n  B --> C[c\n  C --> D\n  D --> E\n"},
        ["diagrams/x.mmd:3:10 diagram-syntax"],
    ),
    "inner block without an end": (
        {"diagrams/x.mmd": "flowchart LR\n  subgraph one\n    subgraph two\n      A\n  end\n  B --> C\n"},
        ["diagrams/x.mmd:3:5 diagram-syntax"],
    ),
    "loop without an end": (
        {"diagrams/x.mmd": "sequenceDiagram\n  loop a\n    A->>B: x\n    alt b\n      A->>B: y\n    end\n  A->>B: z\n"},
        ["diagrams/x.mmd:2:3 diagram-syntax"],
    ),
    "activation that ends too often": (
        {"diagrams/x.mmd": "sequenceDiagram\n  A->>+B: x\n  B-->>-A: y\n  B-->>-A: z\n  A->>B: w\n"},
        ["diagrams/x.mmd:4:1 diagram-syntax"],
    ),
}


@pytest.mark.parametrize("name", PLACES)
def test_place(name: str, tmp_path: Path) -> None:
    files, expected = PLACES[name]
    assert sorted(found(check_book(write_book(tmp_path, files)))) == sorted(expected)


def test_unclosed_fence_does_not_hide_what_comes_before_it(tmp_path: Path) -> None:
    config = write_book(tmp_path, {"docs/x.md": "# X\n\n[a](b.md)\n\n```text\nx\n\n[c](d.md)\n"})
    assert found(check_book(config))[:2] == ["docs/x.md:3:5 link-missing-file", "docs/x.md:5:1 fence-unclosed"]
