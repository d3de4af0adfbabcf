"""The validator's verdict on a diagram is that of the real library in a real browser, line by line and type by type."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import pytest

from scripts.checks.cache import Cache
from scripts.checks.diagram_losses import check_losses
from scripts.checks.diagrams import Diagram, check_syntax
from scripts.checks.mermaid import Judge
from scripts.checks.snippets import Line
from scripts.publish.browser import open_browser
from tests.checks.books import ROOT
from tests.checks.diagram_types import TYPES
from tests.checks.mutants import KINDS, Corpus

#: What the validator calls a text that is not drawn. Everything else is drawn, if not as meant.
NOT_DRAWN = {
    "diagram-syntax",
    "diagram-unknown-type",
    "diagram-render",
    "diagram-self-nested",
    "diagram-front-matter",
    "diagram-too-large",
    "diagram-timeout",
}
DRAW = """async texts => {
  mermaid.initialize({startOnLoad: false, securityLevel: "strict"})
  const found = []
  for (const [index, text] of texts.entries()) {
    const result = {parses: true, draws: true, text: ""}
    try { await mermaid.parse(text) } catch { result.parses = false }
    try {
      const {svg} = await mermaid.render("d" + index, text)
      const box = document.createElement("div")
      box.innerHTML = svg
      box.querySelectorAll("style, title, desc").forEach(each => each.remove())
      result.text = box.textContent
    } catch { result.draws = false }
    document.querySelectorAll("body > div, body > svg").forEach(each => each.remove())
    found.push(result)
  }
  return found
}"""


def mutated() -> list[str]:
    """Return the diagrams of the book and at least 200 broken ones."""
    diagrams = {
        path.relative_to(ROOT).as_posix(): path.read_text("utf-8") for path in sorted(ROOT.glob("diagrams/**/*.mmd"))
    }
    corpus = Corpus({}, diagrams, "")
    texts = dict.fromkeys(diagrams.values())
    for name, maker in KINDS.items():
        rng = random.Random(f"chromium {name}")
        for _ in range(8):
            mutant = maker(rng, corpus) if not name.startswith(("page", "byte", "mixed")) else None
            if mutant and mutant.file.endswith(".mmd") and mutant.content:
                texts.setdefault(mutant.content.decode("utf-8", "replace"))
    assert len(texts) >= len(diagrams) + 150
    return [text for text in texts if text.strip() and "--8<--" not in text]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    with open_browser() as browser:
        page = browser.new_page()
        page.set_content("<!doctype html><body></body>")
        page.add_script_tag(path=str(ROOT / "node_modules/mermaid/dist/mermaid.min.js"))
        yield page


@pytest.fixture(scope="module")
def judge() -> Iterator[Judge]:
    with Judge([ROOT], Cache(None)) as running:
        yield running


def draw(page: Any, texts: list[str]) -> list[dict[str, Any]]:
    # On a page Mermaid trims a text before it reads it.
    return list(page.evaluate(DRAW, [text.strip() + "\n" for text in texts]))


def verdicts(judge: Judge, texts: list[str]) -> list[tuple[bool, set[str]]]:
    """Return for each text whether it parses, and the codes that say it is not drawn."""
    known = judge.ask(texts)
    found = []
    for text in texts:
        diagram = Diagram(text, tuple(Line(line, "x.mmd", n) for n, line in enumerate(text.split("\n"), 1)))
        issues = check_syntax([diagram], known, {}) + check_losses([diagram], known, ())
        found.append((known[text]["ok"], {each.code for each in issues} & NOT_DRAWN))
    return found


def test_verdicts_on_the_book_and_its_mutants_are_those_of_chromium(chromium: Any, judge: Judge) -> None:
    texts = mutated()
    wrong = [
        (text, ours, real)
        for text, ours, real in zip(texts, verdicts(judge, texts), draw(chromium, texts), strict=True)
        if ours[0] != real["parses"] or bool(ours[1]) == real["draws"]
    ]
    assert wrong == []


@pytest.mark.parametrize("name", TYPES)
def test_every_type_is_judged_as_in_chromium_and_at_the_right_line(name: str, chromium: Any, judge: Judge) -> None:
    valid, broken, line = TYPES[name]
    assert [(each["parses"], each["draws"]) for each in draw(chromium, [valid])] == [(True, True)]
    assert verdicts(judge, [valid]) == [(True, set())]
    drawn = draw(chromium, [broken])[0]
    assert not drawn["draws"]
    assert [ours[0] for ours in verdicts(judge, [broken])] == [drawn["parses"]]
    diagram = Diagram(broken, tuple(Line(text, "x.mmd", n) for n, text in enumerate(broken.split("\n"), 1)))
    issues = check_syntax([diagram], judge.ask([broken]), {})
    assert [each.place.line for each in issues] == [line], [each.message for each in issues]


LOST = {  # label that vanishes or is cut: (text, what the reader does not see, code)
    "tag in a flowchart": ('flowchart LR\n  A["see <user_id> now"]\n', "user_id", "diagram-label-lost"),
    "open tag in a flowchart": ('flowchart LR\n  A["if a<b then"]\n', "then", "diagram-label-lost"),
    "tag in a state": ("stateDiagram-v2\n  A --> B: see <user_id> now\n", "user_id", "diagram-label-lost"),
    "tag in a class": ("classDiagram\n  class A {\n    +f(<user_id> x)\n  }\n", "user_id", "diagram-label-lost"),
    "tag in a relation": ('erDiagram\n  A ||--o{ B : "has <user_id> x"\n', "user_id", "diagram-label-lost"),
    "tag in a mind map": ("mindmap\n  root((a))\n    see <user_id> x\n", "user_id", "diagram-label-lost"),
    "tag in a chart": ('xychart-beta\n  title "T <user_id> x"\n  bar [1, 2]\n', "user_id", "diagram-label-lost"),
    "hash in a message": ("sequenceDiagram\n  A->>B: candidate #1 of many\n", "many", "diagram-text-cut"),
    "hash in a note": (
        "sequenceDiagram\n  A->>B: x\n  Note over A: candidate #1 of many\n",
        "many",
        "diagram-text-cut",
    ),
    "hash in a timeline": ("timeline\n  title T\n  2026 #1 of many : a\n", "many", "diagram-text-cut"),
    "hash in a journey": ("journey\n  title T #1 of many\n  section S\n  A: 1: B\n", "many", "diagram-text-cut"),
}


@pytest.mark.parametrize("name", LOST)
def test_what_is_said_to_be_lost_is_lost_and_the_mend_brings_it_back(name: str, chromium: Any, judge: Judge) -> None:
    text, word, code = LOST[name]
    diagram = Diagram(text, tuple(Line(line, "x.mmd", n) for n, line in enumerate(text.split("\n"), 1)))
    issues = [each for each in check_losses([diagram], judge.ask([text]), ()) if each.code == code]
    assert len(issues) == 1
    edit = issues[0].edit
    assert edit is not None
    lines = text.split("\n")
    row, start = edit.place.line - 1, edit.place.column - 1
    assert lines[row][start:].startswith(edit.old)
    lines[row] = lines[row][:start] + edit.new + lines[row][start + len(edit.old) :]
    before, after = draw(chromium, [text, "\n".join(lines)])
    assert word not in before["text"]
    assert word in after["text"]


KEPT = [
    'flowchart LR\n  A["a < b"] --> B["x <= 3"] --> C["p<0.05"]\n',
    'flowchart LR\n  D["one<br/>two <b>three</b>"] --> E["#lt;x#gt; #35;1"]\n',
    "flowchart LR\n  A --> B[rank #1 of many]\n",
    "classDiagram\n  class A~T~ {\n    <<interface>>\n    +List~int~ x\n  }\n",
    "gantt\n  dateFormat YYYY-MM-DD\n  Task #1 <user_id> :a, 2026-01-01, 3d\n",
    'pie\n  "a <user_id> #1": 3\n',
    "sequenceDiagram\n  A<<->>B: x #35;1 #lt;y#gt;\n",
    "sequenceDiagram\n  A->>B: see <user_id> now\n",
    "timeline\n  title T #1\n  section S #2\n  2026 : candidate #3 of many\n",
    "stateDiagram-v2\n  state c <<choice>>\n  A --> c: go #1 x\n",
]


@pytest.mark.parametrize("text", KEPT)
def test_what_is_drawn_whole_is_not_reported(text: str, chromium: Any, judge: Judge) -> None:
    diagram = Diagram(text, tuple(Line(line, "x.mmd", n) for n, line in enumerate(text.split("\n"), 1)))
    assert draw(chromium, [text])[0]["draws"]
    assert check_losses([diagram], judge.ask([text]), ()) == []
