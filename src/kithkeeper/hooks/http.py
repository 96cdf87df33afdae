"""A small HTTP client for plugins: bounded in time and size, and careful with credentials.

It asks no proxy, keeps connections alive, follows redirects of reading requests only, never shows
credentials to another host, scheme or port, and speaks plain http to this machine only, unless the
connection allows more.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from typing import TYPE_CHECKING
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

from kithkeeper.errors import PluginError, TryLater
from kithkeeper.hooks.wire import PORTS, Request, Response, Transport, origin

if TYPE_CHECKING:
    from types import TracebackType

LARGEST = 64 * 1024 * 1024
"""Bytes of an answer's body beyond which it is refused."""
READING = frozenset({"GET", "HEAD", "OPTIONS", "PROPFIND", "REPORT"})
"""Methods that change nothing: they may be sent again, and follow redirects."""
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MOST_REDIRECTS = 5
_ELSEWHERE = frozenset(
    {"accept", "accept-language", "content-type", "depth", "prefer", "user-agent"}
)
"""Headers that another host may see."""
Auth = tuple[str, str] | str | None
"""User name and password (Basic), the whole value of an Authorization header, or nothing."""


class Http:
    """An HTTP client.

    Args:
        plugin: Named in errors.
        allow_insecure: Whether plain http may leave this machine.
        timeout: Seconds for connecting, and for each wait for an answer.
        total: Seconds for one request with its answer.
        largest: Bytes of a body that are taken at most.
        transport: What carries requests; sockets by default.

    Attributes:
        requests: How many requests went out, those that were sent again included.
    """

    def __init__(
        self,
        *,
        plugin: str = "",
        allow_insecure: bool = False,
        timeout: float = 30.0,
        total: float = 300.0,
        largest: int = LARGEST,
        transport: Transport | None = None,
    ) -> None:
        self._plugin = plugin
        self._allow_insecure = allow_insecure
        self._timeout, self._total, self._largest = timeout, total, largest
        self._transport_ = transport
        self.requests = 0

    def __enter__(self) -> Http:  # noqa: PYI034 - not meant to be subclassed
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections that are kept alive."""
        if self._transport_ is not None:
            self._transport_.close()

    @property
    def _transport(self) -> Transport:
        if self._transport_ is None:
            from kithkeeper.hooks.sockets import Sockets

            self._transport_ = Sockets()
        return self._transport_

    def request(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        body: bytes | str | None = None,
        auth: Auth = None,
        timeout: float | None = None,
    ) -> Response:
        """Send a request and return the answer, whatever its status.

        Raises:
            PluginError: The address is not to be used, the answer is too large or no HTTP, or a
                redirect leads where it must not.
            TryLater: The other side can't be reached, was silent too long, or hung up.
        """
        given = {"User-Agent": "kithkeeper", "Accept-Encoding": "identity", **(headers or {})}
        if auth is not None:
            given["Authorization"] = _authorization(auth)
        request = Request(
            method=method.upper(),
            url=self._checked(url),
            headers=given,
            body=body.encode() if isinstance(body, str) else body,
            timeout=timeout or self._timeout,
            total=max(self._total, timeout or 0.0),
            largest=self._largest,
        )
        return self._followed(request)

    def _followed(self, request: Request) -> Response:
        """The answer after redirects, which only reading requests follow."""
        for _ in range(_MOST_REDIRECTS + 1):
            response = self._sent(request)
            location = response.headers.get("location", "")
            if response.status not in _REDIRECTS or not location or request.method not in READING:
                return response
            request = self._redirected(request, location, response.status)
        raise self._error(f"{_host(request.url)} redirects in circles")

    def _redirected(self, request: Request, location: str, status: int) -> Request:
        try:
            url = self._checked(urljoin(request.url, location))
        except ValueError:
            raise self._error(f"{_host(request.url)} redirects to a bad address") from None
        old, new = urlsplit(request.url), urlsplit(url)
        if old.scheme == "https" and new.scheme != "https":
            raise self._error(f"{old.hostname} redirects from https to plain {new.scheme}; refused")
        headers = request.headers
        if origin(url) != origin(request.url):
            headers = {
                name: each for name, each in headers.items() if name.casefold() in _ELSEWHERE
            }
        if status == 303:
            return request._replace(method="GET", url=url, headers=headers, body=None)
        return request._replace(url=url, headers=headers)

    def _sent(self, request: Request) -> Response:
        """The answer; a reading request that was cut off is sent once more."""
        attempts = 2 if request.method in READING else 1
        for attempt in range(attempts):
            self.requests += 1
            try:
                return self._transport.send(request)
            except PluginError as error:
                raise self._named(error) from error
            except OSError as error:
                is_cut = isinstance(error, ConnectionError) and not isinstance(
                    error, ConnectionRefusedError
                )
                if not is_cut or attempt == attempts - 1:
                    raise self._unreached(request, error) from error
        raise self._later(f"{_host(request.url)} hung up")

    def _unreached(self, request: Request, error: OSError) -> PluginError:
        from kithkeeper.hooks.unreached import unreached

        found = unreached(request.url, error)
        return self._error(found.reason) if found.lasts else self._later(found.reason)

    def _checked(self, url: str) -> str:
        """The address as it is sent: http or https, no credentials, encoded, no fragment."""
        if not url.isprintable() or url != url.strip():
            raise self._error("the address holds characters that it must not")
        try:
            parts = urlsplit(url)
            host, port = (parts.hostname or "").rstrip("."), parts.port
            host = host.encode("idna").decode() if not host.isascii() else host
        except ValueError:
            raise self._error(f"{_host(url) or 'the address'} is no address") from None
        if parts.scheme not in PORTS or not host:
            raise self._error(f"{parts.scheme or url[:40]!r} is no http or https address")
        if parts.username is not None or parts.password is not None:
            raise self._error("put user name and password into settings, not into the address")
        if parts.scheme == "http" and not self._allow_insecure and not is_loopback(host):
            raise self._error(
                f"plain http to {host} would show your data to others; use https, or set "
                "allow_insecure = true"
            )
        bracketed = f"[{host}]" if ":" in host else host
        place = f"{bracketed}:{port}" if port is not None else bracketed
        path = quote(parts.path, safe="/%:@!$&'()*+,;=~-._") or "/"
        query = quote(parts.query, safe="/%:@!$&'()*+,;=~-._?")
        return urlunsplit((parts.scheme, place, path, query, ""))

    def _error(self, reason: str) -> PluginError:
        return PluginError(reason, plugin=self._plugin)

    def _later(self, reason: str) -> TryLater:
        return TryLater(None, reason, plugin=self._plugin)

    def _named(self, error: PluginError) -> PluginError:
        """The error with the plugin's name, where it has none."""
        if error.plugin or type(error) is not PluginError:
            return error
        return self._error(error.reason)


def is_loopback(host: str) -> bool:
    """Whether a host is this machine itself."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    from ipaddress import ip_address

    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _host(url: str) -> str:
    """The host of an address for messages; nothing else of it, which may be private."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _authorization(auth: tuple[str, str] | str) -> str:
    if isinstance(auth, str):
        return auth
    return "Basic " + b64encode(":".join(auth).encode()).decode("ascii")
