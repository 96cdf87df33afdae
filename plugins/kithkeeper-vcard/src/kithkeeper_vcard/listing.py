"""What changed in an address book: by its sync token where that can be trusted, else by listing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote, urljoin, urlsplit

from kithkeeper.errors import LoginNeeded, PluginError, TryLater
from kithkeeper_vcard.bookstate import BookState
from kithkeeper_vcard.dav import Dav, Multistatus
from kithkeeper_vcard.davxml import (
    Element,
    Resource,
    carddav,
    dav,
    multiget,
    propfind,
    sync_collection,
)
from kithkeeper_vcard.probing import is_probe

_LISTING = propfind("d:getetag", "d:resourcetype", "d:sync-token")
_MOST_PARTS = 1_000
_BATCH = 50
_GONE = (404, 410)


class BookMissing(PluginError):
    """The address book is not where it was."""


@dataclass(slots=True)
class Listing:
    """What a book says of its cards.

    Attributes:
        etags: New or changed cards with their ETags ('' where the server told none).
        removed: Cards that were known and that the server names as gone.
        present: Cards that are there, new or not, as far as they were listed.
        token: The sync token to go on from, or ''.
        full: Whether everything was listed: what is not in `present` is gone.
    """

    etags: dict[str, str] = field(default_factory=dict)
    removed: set[str] = field(default_factory=set)
    present: list[str] = field(default_factory=list)
    token: str = ""
    full: bool = False


@dataclass(frozen=True, slots=True)
class Fetched:
    """A card as it was received; `text` is None where it is gone.

    Attributes:
        reason: Why it could not be received; then there is no text either.
    """

    href: str
    etag: str
    text: str | None
    reason: str = ""


def changes(client: Dav, book: BookState, today: str) -> Listing:
    """What changed since the state: one request where nothing did.

    Tokens lie, so a full listing replaces them on the first pull of each day, and whenever the
    server does not take one.

    Raises:
        BookMissing: The book is gone.
    """
    if book.token and book.can_sync and book.listed == today:
        listing = _since_token(client, book)
        if listing is not None:
            return listing
    return everything(client, book)


def _since_token(client: Dav, book: BookState) -> Listing | None:
    listing = Listing(token=book.token)
    for _ in range(_MOST_PARTS):
        body = sync_collection(listing.token)
        answer = client.multistatus("REPORT", book.url, body, "0")
        token = answer.root.text_at(dav("sync-token")) if answer.root else ""
        if not token:
            return None
        cut = False
        for href, resource in _members(answer, book.url):
            if resource.status in _GONE:
                listing.etags.pop(href, None)
                listing.removed |= {href} if book.knows(href) else set()
                continue
            listing.removed.discard(href)
            if not book.is_as_known(href, etag := _etag(resource)):
                listing.etags[href] = etag
        cut = any(each.status == 507 for each in answer.resources)
        if not cut or token == listing.token:
            listing.token = token
            return listing
        listing.token = token
    return None


def everything(client: Dav, book: BookState) -> Listing:
    """Every card of a book, in one request.

    Raises:
        BookMissing: The book is gone.
        PluginError: The answer is no listing.
    """
    answer = client.multistatus("PROPFIND", book.url, _LISTING, "1")
    if answer.status in _GONE:
        raise BookMissing(f"there is no address book at {book.url} any more")
    if answer.root is None:
        raise PluginError(f"listing {book.url} was answered {answer.status}")
    listing = Listing(full=not any(each.status == 507 for each in answer.resources))
    listing.token = _still_a_book(answer, book.url).text_at(dav("sync-token"))
    for href, resource in _members(answer, book.url):
        if resource.status in _GONE:
            continue
        listing.present.append(href)
        if resource.status < 400 and not book.is_as_known(href, etag := _etag(resource)):
            listing.etags[href] = etag
    return listing


def _still_a_book(answer: Multistatus, url: str) -> Element:
    """What a listing says of the book itself, which must be one still: an answer that lists nothing
    is no proof that all cards are gone.

    Raises:
        BookMissing: It is not there.
    """
    own = urlsplit(url).path.rstrip("/")
    mine = (each for each in answer.resources if path_of(answer.url, each.href).rstrip("/") == own)
    found = next(mine, None)
    kinds = found.prop.find(dav("resourcetype")) if found else None
    is_other = kinds is not None and not kinds.find(carddav("addressbook"))
    if not answer.resources or is_other or (found and found.status in _GONE):
        raise BookMissing(f"{url} does not answer as an address book any more")
    return found.prop if found else Element("prop")


def _members(answer: Multistatus, url: str) -> Iterator[tuple[str, Resource]]:
    """The resources that can be cards: neither the book itself nor other collections."""
    own = urlsplit(url).path.rstrip("/")
    for each in answer.resources:
        href = path_of(answer.url, each.href)
        if href.rstrip("/") == own or each.prop.find(dav("resourcetype"), dav("collection")):
            continue
        if (not href.endswith("/") or each.status in _GONE) and not is_probe(href):
            yield href, each


def path_of(base: str, href: str) -> str:
    """An href as path, in the server's own spelling."""
    return urlsplit(urljoin(base, href)).path


def _etag(resource: Resource) -> str:
    return resource.prop.text_at(dav("getetag"))


def fetch(client: Dav, book: BookState, hrefs: list[str]) -> Iterator[list[Fetched]]:
    """Yield cards in batches; one that no answer names is asked for by itself."""
    for start in range(0, len(hrefs), _BATCH):
        batch = hrefs[start : start + _BATCH]
        found = _multiget(client, book, batch)
        cards = [found.get(unquote(href)) or _alone(client, book.url, href) for href in batch]
        yield [card for card in cards if card is not None]


def _multiget(client: Dav, book: BookState, hrefs: list[str]) -> dict[str, Fetched]:
    """Cards by their decoded path.

    Where an answer is too large, or one card in it breaks its XML, halves of it are asked for.
    """
    try:
        answer = client.multistatus("REPORT", book.url, multiget(hrefs, book.version), "0")
        if answer.root is None and book.version:
            book.version = ""
            answer = client.multistatus("REPORT", book.url, multiget(hrefs, ""), "0")
    except (LoginNeeded, TryLater):
        raise
    except PluginError:
        middle = len(hrefs) // 2
        halves = (hrefs[:middle], hrefs[middle:]) if middle else ()
        return {path: card for h in halves for path, card in _multiget(client, book, h).items()}
    wanted = {unquote(href): href for href in hrefs}
    found: dict[str, Fetched] = {}
    for each in answer.resources:
        path = unquote(path_of(answer.url, each.href))
        data = each.prop.find(carddav("address-data"))
        if path in wanted and data is not None and data.text:
            found[path] = Fetched(wanted[path], _etag(each), data.text)
        elif path in wanted and each.status in _GONE:
            found[path] = Fetched(wanted[path], "", None)
    return found


def _alone(client: Dav, url: str, href: str) -> Fetched | None:
    """One card that no answer named; such as one that is too large costs no other card."""
    try:
        return fetch_one(client, url, href)
    except (LoginNeeded, TryLater):
        raise
    except PluginError as error:
        return Fetched(href, "", None, error.reason)


def fetch_one(client: Dav, url: str, href: str) -> Fetched | None:
    """One card by GET; None where the server neither gives it nor says that it is gone."""
    response = client.request("GET", urljoin(url, href), Accept="text/vcard, text/x-vcard;q=0.5")
    if response.status in _GONE:
        return Fetched(href, "", None)
    if response.status != 200:
        return None
    text = response.body.decode("utf-8", "replace")
    return Fetched(href, response.headers.get("etag", ""), text)
