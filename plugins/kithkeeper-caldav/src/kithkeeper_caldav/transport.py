"""One account's requests, with bounds on what is sent, followed and taken.

They go through the HTTP library that `caldav` uses. Its own client is left out: importing it takes
longer than a sync in which nothing changed.

Plain http leaves this machine only where it was allowed, a redirect never takes the password to
another host, an answer has a largest size and a longest time, and XML with entities is refused.
"""

from __future__ import annotations

import os
import time
import weakref
from base64 import b64encode
from collections.abc import Callable, Mapping
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

from caldav.lib.http_sync import AuthBase, requests

from kithkeeper.errors import LoginNeeded, PluginError, TryLater
from kithkeeper.hooks.unreached import unreached
from kithkeeper_caldav.hrefs import is_loopback, may_follow, sendable
from kithkeeper_caldav.retry_after import seconds_to_wait
from kithkeeper_caldav.settings import AccountSettings

LARGEST_ANSWER = 64 * 2**20
"""Bytes of one answer; fifty items with embedded photographs stay far below."""
TRIES = 3
"""How often a request that changes nothing is sent before its failure counts."""
HOPS = 5
CONNECT_SECONDS = 15.0
PATIENCE = 10
"""An answer that drips may take this many times the time-out in all."""


class Unreachable(Exception):
    """No whole answer came: the connection broke, timed out, or gave something else.

    Whether the request was carried out is not known.
    """


class Answer(NamedTuple):
    """A whole answer."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str

    def header(self, name: str) -> str:
        """A header's value, or an empty string."""
        return str(self.headers.get(name, "") or "")


class Client:
    """A session that speaks HTTP/1.1 on one connection, for one account.

    Args:
        settings: The account; its `timeout` bounds each wait, ten times that an answer.
        password: The password, or the bearer's token.
    """

    def __init__(self, settings: AccountSettings, password: str) -> None:
        self._auth = _auth(settings, password)
        self._timeout = (min(CONNECT_SECONDS, settings.timeout), settings.timeout)
        self._longest = settings.timeout * PATIENCE
        try:
            self.session = requests.Session(disable_http2=True, disable_http3=True)
        except TypeError:
            self.session = requests.Session()
        self.session.trust_env = not is_loopback(settings.url)
        if authorities := os.environ.get("SSL_CERT_FILE"):
            self.session.verify = authorities

    def exchange(self, method: str, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Send one request and take its whole answer; no redirect is followed.

        Raises:
            Unreachable: No whole answer came.
            PluginError: The answer is too large, or the host speaks no TLS that can be trusted.
        """
        until = time.monotonic() + self._longest
        wanted = {**_HEADERS, **headers}
        if not body:
            wanted.pop("Content-Type", None)
        try:
            response = self.session.request(
                method, url, data=body or None, headers=wanted,
                auth=self._auth, timeout=self._timeout, allow_redirects=False, stream=True,
            )  # fmt: skip
            try:
                taken = self._take(response, until)
            finally:
                response.close()
        except (requests.exceptions.RequestException, OSError) as error:
            found = unreached(url, error)
            raise (PluginError if found.lasts else Unreachable)(found.reason) from error
        return Answer(int(response.status_code or 0), response.headers, taken, url)

    def _take(self, response: requests.Response, until: float) -> bytes:
        """The body, as long as it is neither too large, nor too slow, nor cut short."""
        announced = str(response.headers.get("Content-Length", ""))
        told = int(announced) if announced.isascii() and announced.isdigit() else None
        if told is not None and told > LARGEST_ANSWER:
            raise PluginError(
                f"the answer has {told} bytes; more than {LARGEST_ANSWER} are refused"
            )
        parts, size = [], 0
        for part in response.iter_content(65536):
            size += len(part)
            parts.append(part)
            if size > LARGEST_ANSWER:
                raise PluginError(f"the answer has more than {LARGEST_ANSWER} bytes and is refused")
            if time.monotonic() > until:
                raise Unreachable(f"{_host(str(response.url))} took too long to answer")
        plain = not response.headers.get("Content-Encoding")
        if plain and told is not None and size < told and response.request.method != "HEAD":
            raise Unreachable(f"{_host(str(response.url))} broke off its answer")
        return b"".join(parts)


_HEADERS = {
    "Accept": "text/xml, text/calendar",
    "Accept-Encoding": "identity",
    "Content-Type": "text/xml",
    "User-Agent": "kithkeeper-caldav",
}


class _Shown(AuthBase):  # type: ignore[misc]
    """Shows the same with each request."""

    def __init__(self, value: str) -> None:
        self._value = value

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = self._value
        return request


def _auth(
    settings: AccountSettings, password: str
) -> Callable[[requests.PreparedRequest], requests.PreparedRequest]:
    """How the account shows who it is."""
    if not (settings.username or password):
        return _no_auth
    match settings.auth_type:
        case "digest":
            return requests.auth.HTTPDigestAuth(settings.username, password)  # type: ignore[no-any-return]
        case "bearer":
            return _Shown(f"Bearer {password}")
        case _:
            text = f"{settings.username}:{password}".encode()
            return _Shown(f"Basic {b64encode(text).decode('ascii')}")


def _no_auth(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Send nothing, not even what a .netrc holds for this host."""
    return request


def _host(url: str) -> str:
    return urlsplit(url).netloc.rpartition("@")[2] or url


class Transport:
    """Requests of one account, counted, with their common outcomes as errors.

    Attributes:
        count: Requests sent so far.
    """

    def __init__(self, settings: AccountSettings, password: str, connection: str) -> None:
        self.connection = connection
        self.count = 0
        self._allow_insecure = settings.allow_insecure
        self._check_scheme(settings.url)
        self._client = Client(settings, password)
        weakref.finalize(self, self._client.session.close)
        self.root = settings.url

    def ask(
        self, method: str, url: str, body: str = "", headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Send a request that changes nothing, again if no whole answer came.

        Returns:
            Any answer but the ones below.

        Raises:
            LoginNeeded: 401.
            TryLater: 429, 503, any other 5xx that stays, or no answer.
        """
        for attempt in range(1, TRIES + 1):
            try:
                answer = self.send(method, url, body, headers)
            except Unreachable as error:
                if attempt == TRIES:
                    raise TryLater(None, str(error)) from error
                continue
            if answer.status not in (500, 502, 504) or attempt == TRIES:
                break
        return answer

    def send(
        self, method: str, url: str, body: str = "", headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Send one request, following redirects that stay on its host.

        Raises:
            Unreachable: No whole answer came; it may have been carried out or not.
            LoginNeeded: 401.
            TryLater: 429 and 503.
            PluginError: A redirect leads elsewhere, or the answer breaks a bound.
        """
        url = sendable(urljoin(self.root, url))
        for _ in range(HOPS):
            self._check_scheme(url)
            self.count += 1
            answer = self._client.exchange(method, url, body.encode(), headers or {})
            target = answer.header("Location")
            if not _leads_elsewhere(answer.status, method) or not target:
                return self._judge(answer)
            target = sendable(urljoin(url, target))
            if not may_follow(url, target):
                raise PluginError(
                    f"{_host(url)} sends us on to {_host(target)}, which will not be shown your "
                    f"password; if that is right, set url = {_collection(target, method)!r}"
                )
            url = target
        raise PluginError(f"{_host(url)} sends us round in circles")

    def _judge(self, answer: Answer) -> Answer:
        """Turn the answers that concern the whole account into errors."""
        if answer.status == 401:
            raise LoginNeeded(self.connection, f"{_host(answer.url)} refuses the password")
        if answer.status in (429, 503) or _is_quota(answer):
            wait = seconds_to_wait(answer.header("Retry-After"), answer.header("Date"))
            raise TryLater(wait, f"{_host(answer.url)} asks for patience ({answer.status})")
        return answer

    def _check_scheme(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.netloc:
            raise PluginError(f"{url!r} is no http address")
        if parts.scheme == "http" and not is_loopback(url) and not self._allow_insecure:
            raise PluginError(
                f"{_host(url)} would get your password over plain http; use https, or set "
                "allow_insecure = true if you trust everything between here and there"
            )

    def close(self) -> None:
        """Close the connection."""
        self._client.session.close()


def _leads_elsewhere(status: int, method: str) -> bool:
    """Whether an answer is a redirect to follow; after 303 only what reads is asked again."""
    return status in (301, 302, 307, 308) or (status == 303 and method == "PROPFIND")


def _is_quota(answer: Answer) -> bool:
    """Google says with a 403 that a quota was used up."""
    return answer.status == 403 and b"usageLimits" in answer.body


def _collection(url: str, method: str) -> str:
    """The address of the calendar that a request was about, or that its item lies in."""
    plain = urlsplit(url)._replace(query="", fragment="").geturl()
    return plain.rpartition("/")[0] + "/" if method in ("GET", "PUT", "DELETE") else plain
