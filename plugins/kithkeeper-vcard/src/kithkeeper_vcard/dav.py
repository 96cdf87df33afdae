"""Speaks WebDAV to one server: statuses become errors with names, answers become elements."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from kithkeeper.errors import LoginNeeded, PluginError, TryLater
from kithkeeper_vcard.davxml import BadXml, Element, Resource, dav, parse, resources

if TYPE_CHECKING:
    from kithkeeper.hooks import PluginContext, Response
    from kithkeeper_vcard.settings import CardSettings

_WAIT = frozenset({429, 503})
_BROKEN = frozenset({500, 502, 504})
_WRITING = frozenset({"PUT", "DELETE"})
"""Methods that concern one card, which may be what breaks the server."""
_PORTS = {"http": 80, "https": 443}


class Dav:
    """A client for one account.

    Args:
        ctx: Gives the HTTP client and the password.
        settings: Say who logs in.
    """

    def __init__(self, ctx: PluginContext, settings: CardSettings) -> None:
        self._ctx = ctx
        self._http = ctx.http()
        self._home = _origin(settings.url)
        self._auth = (settings.username, _password(ctx, settings)) if settings.username else None

    def request(self, method: str, url: str, body: bytes | None = None, **headers: str) -> Response:
        """Send a request; the answer has any status but those that concern the whole account.

        Raises:
            LoginNeeded: The server wants another password.
            TryLater: It asks for patience, or is broken for now.
            PluginError: The address is not the account's, or the connection failed.
        """
        if _origin(url) != self._home:
            raise PluginError(
                f"the server names an address at another host, {urlsplit(url).netloc}; "
                "if you trust it, give that address as `url`"
            )
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        sent = {"Accept-Encoding": "identity", **names}
        response = self._http.request(method, url, headers=sent, body=body, auth=self._auth)
        if response.status == 401:
            raise LoginNeeded(self._ctx.connection, "the server refused the name or password")
        is_broken = response.status in _BROKEN and method not in _WRITING
        if response.status in _WAIT or is_broken:
            reason = f"{method} was answered {response.status}"
            raise TryLater(response.retry_after(), reason)
        return response

    def multistatus(self, method: str, url: str, body: bytes, depth: str = "") -> Multistatus:
        """Ask for a multistatus; one of another status comes back with no resources."""
        headers = {"Content_Type": 'application/xml; charset="utf-8"'}
        if depth:
            headers["Depth"] = depth
        response = self.request(method, url, body, **headers)
        if response.status != 207:
            return Multistatus(response.status, response.url, None)
        try:
            root = parse(response.body)
        except BadXml as error:
            raise PluginError(f"{method} at {url}: {error}") from error
        if root.name != dav("multistatus"):
            raise PluginError(f"{method} at {url}: the answer is no multistatus")
        return Multistatus(207, response.url, root)


class Multistatus:
    """An answer to PROPFIND or REPORT.

    Attributes:
        status: 207, or what the server said instead.
        url: Where the answer came from, after redirects.
        root: The document; None where the status is another.
        resources: What it says of each resource.
    """

    def __init__(self, status: int, url: str, root: Element | None) -> None:
        self.status = status
        self.url = url
        self.root = root
        self.resources: list[Resource] = resources(root) if root else []

    def by_url(self) -> Mapping[str, Resource]:
        """Resources by their absolute address."""
        return {urljoin(self.url, each.href): each for each in self.resources}


def _password(ctx: PluginContext, settings: CardSettings) -> str:
    try:
        return ctx.secret("password")
    except LoginNeeded:
        raise
    except KeyError:
        return settings.password


def _origin(url: str) -> tuple[str, str, int]:
    parts = urlsplit(url)
    return parts.scheme, (parts.hostname or "").lower(), parts.port or _PORTS.get(parts.scheme, 0)
