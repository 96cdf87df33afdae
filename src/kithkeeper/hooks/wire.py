"""What goes over the wire: a request, its answer, their headers, and who carries them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple, Protocol
from urllib.parse import urlsplit

PORTS = {"http": 80, "https": 443}
"""The schemes that are spoken, each with its usual port."""


class Headers(Mapping[str, str]):
    """Headers by name in upper or lower case; of repeated ones the values are joined by commas."""

    def __init__(self, pairs: list[tuple[str, str]]) -> None:
        self._values: dict[str, str] = {}
        for name, value in pairs:
            key = name.casefold()
            self._values[key] = f"{self._values[key]}, {value}" if key in self._values else value

    def __getitem__(self, name: str) -> str:
        return self._values[name.casefold()]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)


class Request(NamedTuple):
    """One request as a transport sends it.

    Attributes:
        timeout: Seconds for connecting, and for each wait for an answer.
        total: Seconds for all of it.
        largest: Bytes of a body that are taken at most.
    """

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes | None
    timeout: float
    total: float
    largest: int


class Response(NamedTuple):
    """An answer of any status.

    Attributes:
        url: Where it came from, after redirects.
    """

    status: int
    headers: Headers
    body: bytes
    url: str

    def retry_after(self) -> float | None:
        """Seconds for which the other side asks to wait; None where it doesn't."""
        said = self.headers.get("retry-after", "").strip()
        if said.isascii() and said.isdigit() and len(said) < 9:
            return float(said)
        from datetime import UTC, datetime
        from email.utils import parsedate_to_datetime

        try:
            until = parsedate_to_datetime(said)
        except ValueError:
            return None
        if until.tzinfo is None:
            until = until.replace(tzinfo=UTC)
        return max(0.0, (until - datetime.now(UTC)).total_seconds())


class Transport(Protocol):
    """Carries one request; raises OSError (a reset, a timeout) or PluginError."""

    def send(self, request: Request) -> Response:
        """The answer to one request, redirects not followed."""
        ...

    def close(self) -> None:
        """Close what is kept open."""
        ...


def origin(url: str) -> tuple[str, str, int]:
    """Scheme, host and port of an address: what credentials are bound to."""
    parts = urlsplit(url)
    return parts.scheme, parts.hostname or "", parts.port or PORTS.get(parts.scheme, 0)
