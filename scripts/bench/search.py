"""The search against Material's default search and Pagefind: the same queries on the same pages, in one browser."""

from __future__ import annotations

import gzip
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, NamedTuple

from playwright.sync_api import Page

from scripts.bench.pages import serve
from scripts.bench.queries import NAMES, Query, all_queries, hits, rank
from scripts.publish.browser import open_browser

ROOT = Path(__file__).resolve().parents[2]
PAGEFIND_PACKAGE, PAGEFIND_HOME = "pagefind@1.6.0", ROOT / ".cache" / "pagefind"
# Node and npm are in the virtual environment.
ENVIRONMENT = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"}
NAMES_ASKED = 600  # a seeded sample; the tests ask all of them of our own search
SLOWDOWN = 4  # a phone against this machine; workers cannot be throttled, so their times are multiplied
KEYSTROKE_MS, INDEX_BYTES = 50.0, 600_000
# Each returns, in the page, a function from a query to the addresses found, best first.
WORKER = """async ([script, docs]) => {
  const began = performance.now();
  const worker = new Worker(script);
  const next = (message) => new Promise((done) => {
    worker.onmessage = ({data}) => { if (data.type === 1 || data.type === 3) done(data); };
    worker.postMessage(message);
  });
  const given = docs ? await (await fetch(docs)).json() : {config: {lang: ["en"], separator: "[\\\\s\\\\-]+",
    pipeline: ["stopWordFilter"]}, docs: []};
  await next({type: 0, data: {...given, options: {suggest: false}}});
  window.ask = async (query) => {
    const {data} = await next({type: 2, data: query});
    return data.items.flatMap((group) => [...group].sort((a, b) => b.score - a.score)
      .filter((item) => item.score > 0).map((item) => item.location));
  };
  await window.ask("feature");
  return performance.now() - began;
}"""
PAGEFIND = """async () => {
  const began = performance.now();
  const pagefind = await import("/pagefind/pagefind.js");
  await pagefind.init();
  window.ask = async (query) => {
    const {results} = await pagefind.search(query);
    const pages = await Promise.all(results.slice(0, 10).map((result) => result.data()));
    return pages.flatMap((page) => [...page.sub_results]
      .sort((a, b) => b.weighted_locations.length - a.weighted_locations.length)
      .map((part) => part.url.replace(/^\\//, "")));
  };
  await window.ask("feature");
  return performance.now() - began;
}"""
ASK = """async (queries) => {
  const found = [];
  for (const query of queries) {
    const began = performance.now();
    const places = await window.ask(query);
    found.push([performance.now() - began, places.slice(0, 40)]);
  }
  return found;
}"""


class Outcome(NamedTuple):
    """How one search did: shares of hits by kind and depth, and its costs."""

    shares: dict[str, dict[int, float]]
    index_bytes: int
    first_result_ms: float
    keystroke_ms: float


def _sample() -> dict[str, list[Query]]:
    queries = all_queries()
    queries[NAMES] = random.Random(5).sample(queries[NAMES], min(NAMES_ASKED, len(queries[NAMES])))
    return queries


def _keystrokes(queries: dict[str, list[Query]]) -> list[str]:
    """Return what the box holds after each key while 40 queries are typed."""
    texts = [query.text for kind in queries.values() for query in kind[:8]][:40]
    return [text[:end] for text in texts for end in range(2, len(text) + 1)]


def _measure(page: Page, opener: str, argument: Any, queries: dict[str, list[Query]], index_bytes: int) -> Outcome:
    first = float(page.evaluate(opener, argument))
    shares = {}
    for kind, asked in queries.items():
        answers = page.evaluate(ASK, [query.text for query in asked])
        shares[kind] = hits([rank(query, places) for query, (_, places) in zip(asked, answers, strict=True)])
    times = sorted(took for took, _ in page.evaluate(ASK, _keystrokes(queries)))
    slow = statistics.quantiles(times, n=20)[-1]
    return Outcome(shares, index_bytes, first * SLOWDOWN, slow * SLOWDOWN)


def _compressed(*paths: Path) -> int:
    return sum(len(gzip.compress(path.read_bytes(), 9, mtime=0)) for path in paths)


def _pagefind() -> Path:
    """Return the command of Pagefind. Only this comparison needs it, so it is installed here and not with the rest."""
    command = PAGEFIND_HOME / "node_modules" / ".bin" / "pagefind"
    if not command.exists():
        install = ["npm", "install", "--silent", "--no-save", "--prefix", str(PAGEFIND_HOME), PAGEFIND_PACKAGE]
        PAGEFIND_HOME.mkdir(parents=True, exist_ok=True)
        subprocess.run(install, check=True, env=ENVIRONMENT)
    return command


def _prepare(site: Path, copy: Path) -> None:
    """Copy the site, put back the index that Material's own search reads, and index the pages with Pagefind."""
    shutil.copytree(site, copy)
    script = (site / "search" / "sections.js").read_text(encoding="utf-8")
    docs = json.loads(script[script.index("[") : script.rindex("]") + 1])
    settings = json.loads((site / "search" / "search_index.json").read_text(encoding="utf-8"))
    settings["docs"] = [{key: value for key, value in doc.items() if key != "aliases"} for doc in docs]
    (copy / "default.json").write_text(json.dumps(settings), encoding="utf-8")
    subprocess.run([str(_pagefind()), "--site", str(copy), "--quiet"], check=True, env=ENVIRONMENT)


def compare(site: Path) -> dict[str, Outcome]:
    """Return how each search does on the pages of ``site``."""
    queries = _sample()
    with tempfile.TemporaryDirectory(prefix="search-") as folder:
        copy = Path(folder, "site")
        _prepare(site, copy)
        worker = next((copy / "assets/javascripts/workers").glob("search.*.min.js")).relative_to(copy).as_posix()
        found = {}
        kinds: dict[str, tuple[str, Any, int]] = {
            "ours": (WORKER, ["/assets/js/search-worker.js", ""], _compressed(site / "search" / "sections.js")),
            "Material's default": (WORKER, [f"/{worker}", "/default.json"], _compressed(copy / "default.json")),
            "Pagefind": (PAGEFIND, None, _compressed(*(p for p in (copy / "pagefind").rglob("*") if p.is_file()))),
        }
        with serve(copy) as home, open_browser() as browser:
            for name, (opener, argument, size) in kinds.items():
                page = browser.new_page()
                page.goto(home + "404.html")
                found[name] = _measure(page, opener, argument, queries, size)
                page.close()
    return found


def bench(site: Path) -> bool:
    """Print the comparison; tell whether our search reaches what it must."""
    found = compare(site)
    print(f"Search: hits at 1, 3 and 10 results; times with a processor {SLOWDOWN} times slower")
    for name, outcome in found.items():
        print(f"  {name}: index {outcome.index_bytes:,} bytes gzip, first result {outcome.first_result_ms:,.0f} ms, "
              f"95% of keystrokes within {outcome.keystroke_ms:,.0f} ms")  # fmt: skip
        for kind, shares in outcome.shares.items():
            print(f"    {kind:20}" + "".join(f"{share:8.1%}" for share in shares.values()))
    ours = found["ours"]
    return ours.keystroke_ms <= KEYSTROKE_MS and ours.index_bytes <= INDEX_BYTES
