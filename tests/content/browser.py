"""Runs the pure functions of ``docs/assets/js/estimates.js`` in Node, one process for all questions."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "docs" / "assets" / "js" / "estimates.js"

_DRIVER = """
const estimates = require(process.argv[1]);
require("readline").createInterface({ input: process.stdin }).on("line", function (line) {
  let answer;
  try {
    const question = JSON.parse(line);
    answer = { value: estimates[question.call](...question.with) };
    if (answer.value === undefined) answer = { error: "undefined" };
  } catch (error) { answer = { error: error.message }; }
  process.stdout.write(JSON.stringify(answer) + "\\n");
});
"""


class Fault(Exception):
    """The script threw."""


class Browser:
    """``browser.call("evaluate", tree, values)`` is what the script answers; JSON keeps every bit of a number."""

    def __init__(self) -> None:
        node = Path(sys.executable).parent / "node"
        self.process = subprocess.Popen(
            [node, "-e", _DRIVER, str(SCRIPT)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def call(self, name: str, *arguments: Any) -> Any:
        """Return the answer.

        Raises:
            Fault: the script threw.
        """
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps({"call": name, "with": arguments}) + "\n")
        self.process.stdin.flush()
        # Every number is a float there; read as an int, 30577388078897750 would not equal the float it stands for.
        answer = json.loads(self.process.stdout.readline(), parse_int=float)
        if "error" in answer:
            raise Fault(answer["error"])
        return answer["value"]

    def close(self) -> None:
        """End the process."""
        assert self.process.stdin
        self.process.stdin.close()
        self.process.wait(10)
