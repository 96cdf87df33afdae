"""Carrying HTTP requests over sockets: kept alive, and bounded as a whole, not only a read."""

from __future__ import annotations

import io
import select
import socket
import ssl
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection, IncompleteRead
from time import monotonic
from typing import NamedTuple, cast
from urllib.parse import urlsplit

from kithkeeper.errors import PluginError
from kithkeeper.hooks.wire import Headers, Request, Response, origin

_CHUNK = 64 * 1024


class _Timed(io.RawIOBase):
    """Reads of a socket, none of which waits beyond the end of the whole request."""

    def __init__(self, wire: _Wire) -> None:
        self._wire = wire

    def readable(self) -> bool:
        """It can be read."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Read what there is, within what is left of the time."""
        self._wire.limit()
        return self._wire.sock.recv_into(buffer)

    def close(self) -> None:
        """Let go of the socket, which closes with its last reader."""
        if not self.closed:
            super().close()
            self._wire.let_go()


class _Wire:
    """A socket as `http.client` uses it, with a time by which everything must be over."""

    def __init__(self, sock: socket.socket, timeout: float, end: float) -> None:
        self.sock = sock
        self.timeout = timeout
        self.end = end
        self._readers = 0
        self._closing = False

    def limit(self) -> None:
        """Let the next wait be no longer than is left; TimeoutError where nothing is."""
        left = self.end - monotonic()
        if left <= 0:
            raise TimeoutError("took too long")
        self.sock.settimeout(min(self.timeout, left))

    def sendall(self, data: bytes) -> None:
        """Send everything."""
        self.limit()
        self.sock.sendall(data)

    def makefile(self, mode: str) -> io.BufferedReader:
        """A file to read from."""
        del mode
        self._readers += 1
        return io.BufferedReader(_Timed(self))

    def let_go(self) -> None:
        """One reader less."""
        self._readers -= 1
        if self._closing and self._readers <= 0:
            self.sock.close()

    def close(self) -> None:
        """Close the socket, once an answer that is still being read has been read."""
        self._closing = True
        if self._readers <= 0:
            self.sock.close()

    @property
    def is_stale(self) -> bool:
        """Whether there is something to read while nothing was asked: its end, or a lost answer."""
        try:
            readable, _, _ = select.select([self.sock], [], [], 0)
        except (OSError, ValueError):
            return True
        return bool(readable)


class _Line(NamedTuple):
    """A connection with its wire."""

    connection: HTTPConnection
    wire: _Wire


class Sockets:
    """Connections by host, each used again while it lasts."""

    def __init__(self) -> None:
        self._open: dict[tuple[str, str, int], _Line] = {}
        self._tls: ssl.SSLContext | None = None

    def close(self) -> None:
        """Close all connections."""
        while self._open:
            self._open.popitem()[1].connection.close()

    def send(self, request: Request) -> Response:
        """The answer to one request; OSError or PluginError where there is none."""
        place = origin(request.url)
        end = monotonic() + request.total
        line = self._kept(place) or self._connected(place, request, end)
        line.wire.timeout, line.wire.end = request.timeout, end
        try:
            response = _ask(line.connection, request)
            body = _body(response, request)
        except BaseException as error:
            line.connection.close()
            line.wire.sock.close()
            if isinstance(error, HTTPException) and not isinstance(error, OSError):
                raise _readable(error, place[1]) from error
            raise
        if not response.will_close:
            self._open[place] = line
        response.close()
        return Response(response.status, Headers(response.getheaders()), body, request.url)

    def _kept(self, place: tuple[str, str, int]) -> _Line | None:
        """A connection from before, if it still stands."""
        line = self._open.pop(place, None)
        if line is not None and line.wire.is_stale:
            line.connection.close()
            return None
        return line

    def _connected(self, place: tuple[str, str, int], request: Request, end: float) -> _Line:
        scheme, host, port = place
        if scheme == "https":
            self._tls = self._tls or ssl.create_default_context()
            connection: HTTPConnection = HTTPSConnection(
                host, port, timeout=request.timeout, context=self._tls
            )
        else:
            connection = HTTPConnection(host, port, timeout=request.timeout)
        connection.connect()
        wire = _Wire(connection.sock, request.timeout, end)
        connection.sock = cast("socket.socket", wire)
        return _Line(connection, wire)


def _ask(connection: HTTPConnection, request: Request) -> HTTPResponse:
    parts = urlsplit(request.url)
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    try:
        connection.request(request.method, target, request.body, dict(request.headers))
    except ValueError as error:
        raise PluginError(f"the request can't be sent: {error}") from None
    return connection.getresponse()


def _body(response: HTTPResponse, request: Request) -> bytes:
    announced = response.length
    if announced is not None and announced > request.largest and request.method != "HEAD":
        raise _too_large(request)
    parts: list[bytes] = []
    size = 0
    while chunk := response.read(_CHUNK):
        size += len(chunk)
        if size > request.largest:
            raise _too_large(request)
        parts.append(chunk)
    if announced is not None and size < announced and request.method != "HEAD":
        raise ConnectionResetError("the answer was cut off")
    return b"".join(parts)


def _too_large(request: Request) -> PluginError:
    megabytes = request.largest / 1024 / 1024
    return PluginError(f"{urlsplit(request.url).hostname} answered with over {megabytes:g} MB")


def _readable(error: HTTPException, host: str) -> Exception:
    """An error of the protocol as one of ours; a cut answer as a lost connection."""
    if isinstance(error, IncompleteRead):
        return ConnectionResetError("the answer was cut off")
    return PluginError(f"{host} gave an answer that is no HTTP: {type(error).__name__}")
