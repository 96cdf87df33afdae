"""Finds the address books behind an address (RFC 6352 section 6, RFC 6764)."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import urljoin

from kithkeeper.errors import PluginError
from kithkeeper_vcard.dav import Dav, Multistatus
from kithkeeper_vcard.davxml import Element, carddav, dav, propfind

_ABOUT = propfind(
    "d:resourcetype", "d:displayname", "d:current-user-principal", "c:addressbook-home-set",
    "c:supported-address-data", "d:supported-report-set",
)  # fmt: skip


class Book(NamedTuple):
    """An address book.

    Attributes:
        url: With a slash at its end.
        name: As the server shows it.
        version: The vCard version to ask for; '' for whatever the server keeps.
        can_sync: Whether it offers sync-collection.
    """

    url: str
    name: str
    version: str
    can_sync: bool


def find_books(client: Dav, url: str) -> list[Book]:
    """The address books at an address: of the book itself, its home, its principal or its server.

    Raises:
        PluginError: There is none.
    """
    status = 0
    for start in (url, urljoin(url, "/.well-known/carddav"), urljoin(url, "/")):
        answer = client.multistatus("PROPFIND", start, _ABOUT, "0")
        status = status or answer.status
        if books := _books(client, answer):
            return books
    said = f" (the server answered {status})" if status != 207 else ""
    raise PluginError(f"there is no address book at {url}{said}")


def _books(client: Dav, answer: Multistatus) -> list[Book]:
    """Follow an answer to address books: here, below a home, or by way of the principal."""
    if own := [book for book in _listed(answer) if book]:
        return own
    if homes := _hrefs(answer, carddav("addressbook-home-set")):
        return [book for home in homes for book in _at_home(client, home)]
    for principal in _hrefs(answer, dav("current-user-principal")):
        about = client.multistatus("PROPFIND", principal, _ABOUT, "0")
        if homes := _hrefs(about, carddav("addressbook-home-set")):
            return [book for home in homes for book in _at_home(client, home)]
    return []


def _at_home(client: Dav, home: str) -> list[Book]:
    return _listed(client.multistatus("PROPFIND", home, _ABOUT, "1"))


def _listed(answer: Multistatus) -> list[Book]:
    return [
        _book(url, each.prop)
        for url, each in answer.by_url().items()
        if each.prop.find(dav("resourcetype"), carddav("addressbook"))
    ]


def _book(url: str, prop: Element) -> Book:
    kinds = prop.find(carddav("supported-address-data"))
    versions = {
        each.attributes.get("version", "")
        for each in (kinds.all(carddav("address-data-type")) if kinds else ())
    }
    reports = prop.find(dav("supported-report-set"))
    can_sync = any(
        each.find(dav("report"), dav("sync-collection"))
        for each in (reports.all(dav("supported-report")) if reports else ())
    )
    return Book(
        url=url if url.endswith("/") else f"{url}/",
        name=prop.text_at(dav("displayname")),
        version="4.0" if "4.0" in versions else "",
        can_sync=can_sync,
    )


def _hrefs(answer: Multistatus, name: str) -> list[str]:
    found = [each.prop.find(name) for each in answer.resources]
    hrefs = (href.text.strip() for each in found if each for href in each.all(dav("href")))
    return [urljoin(answer.url, href) for href in hrefs if href]
