"""One valid and one broken text for every diagram type of the pinned Mermaid, with the line that is broken."""

from __future__ import annotations

#: type: (valid text, broken text, line of the fault)
TYPES: dict[str, tuple[str, str, int]] = {
    "flowchart": (
        '---\ntitle: T\n---\nflowchart LR\n\n  %% note\n  A["a (b)"] -->|x| B{c}\n  subgraph S\n    C\n  end\n',
        "---\ntitle: T\n---\nflowchart LR\n\n  %% note\n\n  A --> B\n  B --> C[x (y)]\n  C --> D\n",
        9,
    ),
    "graph": ("graph TD; A-->B; B-->C\n", "graph TD\n  A-->B\n  B-->\n", 3),
    "sequenceDiagram": (
        '%%{init: {"theme": "base"}}%%\nsequenceDiagram\n  participant A as Ann\n  loop each\n    A->>B: hi\n  end\n',
        '%%{init: {"theme": "base"}}%%\nsequenceDiagram\n  %% one\n  %% two\n  A->>B: hi\n  A->>\n  B->>A: ho\n',
        6,
    ),
    "classDiagram": (
        "classDiagram\n  class A {\n    +int x\n    +f(y) List~int~\n  }\n  A <|-- B : is\n",
        "classDiagram\n  A <|-- B\n  A <|== C\n  B <|-- D\n",
        3,
    ),
    "stateDiagram-v2": (
        "stateDiagram-v2\n  [*] --> A : go\n  state A {\n    x --> y\n  }\n",
        "stateDiagram-v2\n  [*] --> A\n  A --> B : go\n  A -> B\n",
        4,
    ),
    "erDiagram": (
        "erDiagram\n  USER ||--o{ ORDER : places\n  USER {\n    int id PK\n  }\n",
        "erDiagram\n  USER ||--o{ ORDER : places\n  USER ||-o{ CART : has\n",
        3,
    ),
    "journey": (
        "journey\n  title T\n  section S\n    Search: 5: Me\n",
        "journey\n  title T\n  section S\n    Search 5 Me\n    A: 1: B\n",
        4,
    ),
    "gantt": (
        "gantt\n  dateFormat YYYY-MM-DD\n  section S\n  A :a, 2026-01-01, 3d\n  B :after a, 2d\n",
        "gantt\n  dateFormat YYYY-MM-DD\n  section S\n  A\n  B :b, 2026-01-01, 2d\n",
        4,
    ),
    "pie": ('pie showData\n  title T\n  "a": 1\n  "b": 2.5\n', 'pie\n  title T\n  "a": 1\n  "b" 2\n', 4),
    "quadrantChart": (
        "quadrantChart\n  title T\n  x-axis Low --> High\n  A: [0.3, 0.6]\n",
        "quadrantChart\n  title T\n  x-axis Low --> High\n  A: [0.3; 0.6]\n",
        4,
    ),
    "requirementDiagram": (
        "requirementDiagram\n  requirement r {\n    id: 1\n    text: t\n    risk: high\n    verifymethod: test\n  }\n",
        "requirementDiagram\n  requirement r {\n    id: 1\n    risk: enormous\n  }\n",
        4,
    ),
    "gitGraph": (
        'gitGraph\n  commit\n  branch dev\n  commit id: "x"\n  checkout main\n  merge dev\n',
        "gitGraph\n  commit\n  branch dev\n  checkout nowhere\n  commit\n",
        4,
    ),
    "C4Context": (
        'C4Context\n  Person(a, "A", "x")\n  System(b, "B")\n  Rel(a, b, "uses")\n',
        'C4Context\n  Person(a, "A")\n  Persn(b, "B")\n',
        3,
    ),
    "mindmap": ('mindmap\n  root((a))\n    b\n    c["d"]\n', "mindmap\n  root((a))\n    b[c\n    d\n", 3),
    "timeline": ("timeline\n  title T\n  2025 : a : b\n  2026 : c\n", "timeline\n  title T\n  : a\n", 3),
    "sankey": ("sankey-beta\na,b,3\nb,c,2\n", "sankey-beta\na,b,3\nb,c\n", 3),
    "xychart": (
        'xychart-beta\n  title "T"\n  x-axis [a, b]\n  bar [1, 2]\n',
        'xychart-beta\n  title "T"\n  x-axis [a, b]\n  bar [1, x]\n',
        4,
    ),
    "block": ('block-beta\n  columns 2\n  a["A"] b\n  a --> b\n', 'block-beta\n  columns 2\n  a["A" b\n', 3),
    "packet": ('packet-beta\n  0-7: "a"\n  8-15: "b"\n', 'packet-beta\n  0-7: "a"\n  8-15 "b"\n', 3),
    "kanban": ("kanban\n  todo[To do]\n    a[A]\n", "kanban\n  todo[To do]\n    a[A]]\n    b[B]\n", 3),
    "architecture": (
        "architecture-beta\n  service a(server)[A]\n  service b(database)[B]\n  a:R -- L:b\n",
        "architecture-beta\n  service a(server)[A]\n  service b(database)[B]\n  a:R -- b\n",
        4,
    ),
    "radar": (
        'radar-beta\n  axis a["A"], b, c\n  curve x{1, 2, 3}\n',
        'radar-beta\n  axis a["A"], b, c\n  curve x{1, 2, q\n',
        3,
    ),
    "treemap": ('treemap-beta\n"a"\n  "b": 3\n', 'treemap-beta\n"a"\n  "b: 3\n', 3),
    "info": ("info\n", "info nonsense here\n", 1),
}
