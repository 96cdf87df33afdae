"""Addresses: which may be followed with a password, and when two of them mean the same item."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import quote, unquote, urljoin, urlsplit

_LEGAL = "/%:@!$&'()*+,;=~?#[]"
_ENCODED = re.compile("%[0-9A-Fa-f]{2}")


def is_loopback(url: str) -> bool:
    """Whether the address stays on this machine."""
    host = (urlsplit(url).hostname or "").rstrip(".")
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def origin(url: str) -> tuple[str, str, int]:
    """Scheme, host and port."""
    parts = urlsplit(url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    return parts.scheme, (parts.hostname or "").rstrip("."), port


def may_follow(here: str, there: str) -> bool:
    """Whether the password may go along on a redirect: the same origin, or its own step to https."""
    if origin(here) == origin(there):
        return True
    (scheme, host, port), target = origin(here), origin(there)
    return (scheme, port) == ("http", 80) and target == ("https", host, 443)


def may_use(root: str, there: str) -> bool:
    """Whether an address that the server names for the account's own collections may be used.

    Some services keep them on a neighbouring host (`p34-caldav.icloud.com` for
    `caldav.icloud.com`): over https a host of the same domain is taken, any other is not.
    """
    if may_follow(root, there):
        return True
    (scheme, host, _), (to_scheme, to_host, to_port) = origin(root), origin(there)
    if (scheme, to_scheme, to_port) != ("https", "https", 443):
        return False
    domain = host.split(".", 1)[-1]
    labels = domain.split(".")
    registry = len(labels) < 2 or (len(labels[0]) <= 3 and len(labels[-1]) == 2)
    return to_host.endswith("." + host) or (not registry and to_host.endswith("." + domain))


def sendable(url: str) -> str:
    """The address with what may not stand in one percent-encoded; nothing else is changed."""
    return quote(url, safe=_LEGAL).partition("#")[0]


def same(href: str) -> str:
    """What is equal for all spellings of one path."""
    return quote(unquote(urlsplit(href).path), safe="/").rstrip("/")


def item_id(href: str, collection: str) -> str | None:
    """The id of a member: the collection's own path and the last segment as given.

    Of the spellings that are one by RFC 3986 section 6.2.2 (`a%2eics`, `a.ics`) each has one id, so
    that an item is known again wherever the server names it.

    Args:
        href: As the server gave it: a path, an absolute URL, or relative to the collection.
        collection: The collection's URL.

    Returns:
        None where it is the collection itself, another collection, or lies elsewhere.
    """
    path = urlsplit(collection).path
    # A colon in a bare name would be taken for a scheme, so only real ones are joined as URLs.
    told = href if href.startswith("/") else _path_of(href, collection)
    folder, _, name = told.rpartition("/")
    if not name or same(folder) != same(path):
        return None
    return path.rstrip("/") + "/" + _ENCODED.sub(_plainest, name)


def _plainest(encoded: re.Match[str]) -> str:
    """An octet as it is written if it needs no encoding, else encoded in capitals."""
    character = chr(int(encoded[0][1:], 16))
    plain = character.isascii() and (character.isalnum() or character in "-._~")
    return character if plain else encoded[0].upper()


def _path_of(href: str, collection: str) -> str:
    """The raw path of an absolute or relative reference."""
    if not href.lower().startswith(("http://", "https://")):
        return urlsplit(collection).path.rstrip("/") + "/" + href.removeprefix("./")
    if origin(href)[1:] != origin(collection)[1:]:
        return urlsplit(urljoin(href, "/elsewhere/")).path
    after_host = href.split("://", 1)[1]
    return "/" + after_host.partition("/")[2]
