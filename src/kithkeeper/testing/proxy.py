"""A proxy on loopback between a client and a real server, in which one request goes wrong.

Every answer passes through unchanged but that of the chosen request. So a suite can let each
request fail once in each way, or end the client before or after the server has seen it.
"""

from __future__ import annotations

import http.client
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple, cast
from urllib.parse import urlsplit

FAULTS = (
    "reset-before", "reset-after", "500-before", "500-after", "503", "429", "truncated", "slow",
    "wrong-type",
)  # fmt: skip
"""Ways in which a request can fail; "after" means that the server has carried it out."""

_HOP = {"connection", "keep-alive", "transfer-encoding", "content-length"}


class _Answer(NamedTuple):
    status: int
    headers: list[tuple[str, str]]
    body: bytes


class FaultProxy:
    """The proxy; use `fault_proxy`.

    Attributes:
        url: Where the client goes instead of to the server.
        requests: Method and path of each request so far.
        fault: What goes wrong with request number `at`, counted from 1; empty for nothing.
        before, after: Called when request number `at` has come, and when the server has answered
            it; the client gets no answer where one is set and answers True.
    """

    def __init__(self, upstream: str) -> None:
        self.upstream = urlsplit(upstream)
        self.url = ""
        self._lock = threading.Lock()
        self.reset()

    def reset(
        self,
        fault: str = "",
        at: int = 0,
        *,
        before: Callable[[], bool] | None = None,
        after: Callable[[], bool] | None = None,
    ) -> None:
        """Begin to count anew, with another fault."""
        self.requests: list[tuple[str, str]] = []
        self.fault, self.at, self.before, self.after = fault, at, before, after

    def count(self, method: str, path: str) -> bool:
        """Note a request; whether it is the one that goes wrong."""
        with self._lock:
            self.requests.append((method, path))
            return len(self.requests) == self.at

    def forward(self, method: str, path: str, headers: dict[str, str], body: bytes) -> _Answer:
        """The server's own answer."""
        place = self.upstream
        connection = http.client.HTTPConnection(place.hostname or "", place.port or 80, timeout=30)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return _Answer(answer.status, answer.getheaders(), answer.read())
        finally:
            connection.close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __getattr__(self, name: str) -> Any:
        if name.startswith("do_"):
            return self._handle
        raise AttributeError(name)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""

    def _handle(self) -> None:
        proxy = cast("_Server", self.server).proxy
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length)
        chosen = proxy.count(self.command, self.path)
        fault = proxy.fault if chosen else ""
        if chosen and proxy.before is not None and proxy.before():
            self._reset()
            return
        if fault in _INSTEAD:
            _INSTEAD[fault](self)
            return
        answer = proxy.forward(self.command, self.path, self._given(), body)
        if chosen and proxy.after is not None and proxy.after():
            self._reset()
            return
        _AFTER.get(fault, _Handler._pass)(self, answer)

    def _given(self) -> dict[str, str]:
        return {name: text for name, text in self.headers.items() if name.casefold() not in _HOP}

    def _pass(self, answer: _Answer) -> None:
        self._say(answer.status, answer.headers, answer.body)

    def _say(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        self.send_response_only(status)
        for name, text in headers:
            if name.casefold() not in _HOP:
                self.send_header(name, text)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def _error(self, status: int) -> None:
        self._say(status, [("Retry-After", "1")] if status in (429, 503) else [], b"broken")

    def _reset(self, _answer: _Answer | None = None) -> None:
        """End the connection with a reset, so that the client surely notices."""
        linger = struct.pack("ii", 1, 0)
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self.connection.close()
        self.close_connection = True

    def _truncated(self, answer: _Answer) -> None:
        """Half of the answer, or half of its head where it has no body."""
        self.send_response_only(answer.status)
        if answer.body:
            self.send_header("Content-Type", "application/xml; charset=utf-8")
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body[: len(answer.body) // 2])
        else:
            self.wfile.write(b"HTTP/1.1 201")
        self.wfile.flush()
        self._reset()

    def _wrong_type(self, _answer: _Answer) -> None:
        self._say(200, [("Content-Type", "text/html")], b"<html>Please log in</html>")

    def _slow(self) -> None:
        """Never answer: wait until the client has lost patience."""
        self.connection.settimeout(60)
        with suppress(OSError):
            self.connection.recv(1)
        self.close_connection = True


_INSTEAD: dict[str, Callable[[_Handler], None]] = {
    "reset-before": _Handler._reset,
    "500-before": lambda handler: handler._error(500),
    "503": lambda handler: handler._error(503),
    "429": lambda handler: handler._error(429),
    "slow": _Handler._slow,
}
_AFTER: dict[str, Callable[[_Handler, _Answer], None]] = {
    "reset-after": _Handler._reset,
    "500-after": lambda handler, _: handler._error(500),
    "truncated": _Handler._truncated,
    "wrong-type": _Handler._wrong_type,
}


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    proxy: FaultProxy

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is no news."""


@contextmanager
def fault_proxy(upstream: str) -> Iterator[FaultProxy]:
    """Run a proxy before the server at `upstream`, on a port that the system chooses."""
    proxy = FaultProxy(upstream)
    server = _Server(("127.0.0.1", 0), _Handler)
    server.proxy = proxy
    proxy.url = f"http://127.0.0.1:{server.server_address[1]}/"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield proxy
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
