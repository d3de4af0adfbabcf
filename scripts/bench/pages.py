"""What drawing diagrams at build time saves the reader: the same chapter with static and with live diagrams.

Both are served by one process over HTTP with gzip and opened in turns, each time with an empty cache and a processor
slowed down four times, which is about a phone.
"""

from __future__ import annotations

import functools
import gzip
import http.server
import statistics
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser

from scripts.publish.browser import open_browser
from scripts.publish.build import build

PAGE = "systems/ad-click-prediction.html"
SLOWDOWN = 4
RUNS = 5
LIGHTER, FASTER = 4.0, 3.0  # what static diagrams must reach against live ones
COMPRESSED = (".html", ".css", ".js", ".json", ".svg", ".xml")
# Records when the last diagram stands in the page with a size, in the frame that shows it.
WATCH = """
  window.lastDiagram = null;
  const look = () => {
    const hosts = document.querySelectorAll("figure.diagram .mermaid");
    const drawn = (host) => host.querySelector(":scope > svg")?.getBoundingClientRect().height > 10;
    if (document.readyState !== "loading" && hosts.length && [...hosts].every(drawn))
      requestAnimationFrame(() => { window.lastDiagram = performance.now(); });
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
"""


class Cost(NamedTuple):
    """What one visit costs the reader."""

    wire_bytes: float
    main_thread_ms: float
    last_diagram_ms: float


class _Gzip(http.server.SimpleHTTPRequestHandler):
    """Serves files as a host for static sites does: texts compressed."""

    def log_message(self, format: str, *args: object) -> None:
        pass

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        if not path.is_file():
            self.send_error(404)
            return
        body = path.read_bytes()
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        if path.suffix in COMPRESSED:
            body = _compressed(str(path), path.stat().st_mtime_ns)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@functools.cache
def _compressed(path: str, changed: int) -> bytes:
    return gzip.compress(Path(path).read_bytes(), 6, mtime=0)


@contextmanager
def serve(site: Path) -> Iterator[str]:
    """Serve ``site`` compressed on a free port; give its address, ending in a slash."""
    handler = functools.partial(_Gzip, directory=str(site))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()


def visit(browser: Browser, address: str) -> Cost:
    """Open the page at ``address`` as a new reader on a slow machine; return what it cost until everything is drawn."""
    context = browser.new_context(viewport={"width": 412, "height": 823})
    try:
        page = context.new_page()
        page.set_default_timeout(120_000)
        page.add_init_script(WATCH)
        devtools = context.new_cdp_session(page)
        received: list[float] = []
        devtools.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
        devtools.send("Network.enable")
        devtools.send("Network.setCacheDisabled", {"cacheDisabled": True})
        devtools.send("Performance.enable")
        devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWDOWN})
        page.goto(address)
        page.wait_for_load_state("networkidle")
        page.wait_for_function("() => window.lastDiagram !== null")
        last = float(page.evaluate("() => window.lastDiagram"))
        metrics = {entry["name"]: entry["value"] for entry in devtools.send("Performance.getMetrics")["metrics"]}
        return Cost(sum(received), metrics["TaskDuration"] * 1000, last)
    finally:
        context.close()


def measure(static: Path, live: Path, runs: int = RUNS) -> tuple[list[Cost], list[Cost]]:
    """Visit the chapter in both sites in turns; return the costs of the static and of the live one."""
    costs: tuple[list[Cost], list[Cost]] = ([], [])
    with serve(static) as home, serve(live) as live_home, open_browser() as browser:
        visit(browser, home + PAGE)  # the first visit also starts the browser's own processes
        for _ in range(runs):
            costs[0].append(visit(browser, home + PAGE))
            costs[1].append(visit(browser, live_home + PAGE))
    return costs


def medians(costs: list[Cost]) -> Cost:
    """Return the median of each cost."""
    return Cost(*(statistics.median(values) for values in zip(*costs, strict=True)))


def bench(site: Path) -> bool:
    """Build both kinds, measure them, print the table; tell whether static diagrams reach what they must."""
    with tempfile.TemporaryDirectory(prefix="live-") as folder:
        live = Path(folder, "site")
        build(site)
        build(live, static=False)
        costs = measure(site, live)
    static, drawn_live = (medians(one) for one in costs)
    last = [[one.last_diagram_ms for one in kind] for kind in costs]
    spread = [f"{min(times):,.0f} ... {max(times):,.0f}" for times in last]
    lighter = drawn_live.wire_bytes / static.wire_bytes
    faster = drawn_live.last_diagram_ms / static.last_diagram_ms
    busy = drawn_live.main_thread_ms / static.main_thread_ms
    print(f"\n{PAGE}, {RUNS} visits of each kind in turns, processor {SLOWDOWN} times slower, medians:\n")
    print(f"  {'':28}{'static':>16}{'live':>16}{'live / static':>16}")
    _row("bytes over the wire", static.wire_bytes, drawn_live.wire_bytes, lighter)
    _row("main thread, ms", static.main_thread_ms, drawn_live.main_thread_ms, busy)
    _row("last diagram visible, ms", static.last_diagram_ms, drawn_live.last_diagram_ms, faster)
    print(f"  {'  from ... to':28}{spread[0]:>16}{spread[1]:>16}")
    reached = lighter >= LIGHTER and faster >= FASTER
    print(f"\n  Static must be {LIGHTER:g} times lighter and {FASTER:g} times faster: {'yes' if reached else 'NO'}.\n")
    return reached


def _row(what: str, static: float, live: float, ratio: float) -> None:
    print(f"  {what:28}{static:16,.0f}{live:16,.0f}{ratio:16.1f}")
