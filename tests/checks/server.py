"""A web server on this machine that misbehaves in every way a link checker meets."""

from __future__ import annotations

import http.server
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


class Misbehaving(http.server.BaseHTTPRequestHandler):
    """Answers by path; the server counts requests and keeps the times of each."""

    protocol_version = "HTTP/1.1"
    server: Any

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def _answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        with self.server.lock:
            self.server.hits[path] += 1
            self.server.times.append((path, time.monotonic()))
            self.server.open += 1
            self.server.most_open = max(self.server.most_open, self.server.open)
        try:
            self._serve(path, self.server.hits[path])
        except (BrokenPipeError, ConnectionResetError):
            pass
        finally:
            with self.server.lock:
                self.server.open -= 1

    def _serve(self, path: str, hit: int) -> None:
        page = b"<html><body><h1 id='top-heading'>Fine</h1><p id='bottom'>end</p><a name='old'></a></body></html>"
        match path:
            case "/fine":
                self._answer(200, page, Content_Type="text/html; charset=utf-8")
            case "/gone":
                self._answer(404)
            case "/forbidden":
                self._answer(403)
            case "/failing":
                self._answer(503)
            case "/failing-once":
                self._answer(503) if hit == 1 else self._answer(200, page, Content_Type="text/html")
            case "/busy":
                self._answer(429, Retry_After="0")
            case "/busy-once":
                self._answer(429, Retry_After="1") if hit == 1 else self._answer(200, page, Content_Type="text/html")
            case "/busy-long":
                self._answer(429, Retry_After="86400")
            case "/moved":
                self._answer(301, Location="/fine")
            case "/moved-for-now":
                self._answer(302, Location="/fine")
            case "/loop":
                self._answer(302, Location="/loop")
            case "/slow":
                time.sleep(1.2)
                self._answer(200)
            case "/pausing":
                time.sleep(0.15)
                self._answer(200)
            case "/never":
                self._answer(429, Retry_After="1")
            case "/broken":
                self.close_connection = True
                self.connection.close()
            case "/endless":
                self.send_response(200)
                self.send_header("Content-Type", "text/html")
                self.end_headers()
                for _ in range(400):
                    self.wfile.write(b"<p>" + b"x" * 50_000)
                self.close_connection = True
            case "/odd":
                self._answer(200, b"\xff\xfe<html><a id='z'>", Content_Type="text/html; charset=nonsense")
            case _:
                self._answer(200, page, Content_Type="text/html")


@contextmanager
def misbehaving() -> Iterator[Any]:
    """Serve on a free port; yields the server, whose ``address`` ends without a slash."""
    server: Any = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Misbehaving)
    server.daemon_threads = True
    server.lock, server.hits, server.times, server.open, server.most_open = threading.Lock(), Counter(), [], 0, 0
    server.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
