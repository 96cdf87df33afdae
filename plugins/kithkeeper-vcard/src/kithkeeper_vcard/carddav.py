"""A CardDAV address book (RFC 6352) as a source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from kithkeeper.errors import Problem
from kithkeeper.model import Card
from kithkeeper.sync.ports import Change, Outcome, Page, Result
from kithkeeper_vcard.bookstate import BookState, dump, load
from kithkeeper_vcard.dav import Dav
from kithkeeper_vcard.discovery import find_books
from kithkeeper_vcard.groups import tagged
from kithkeeper_vcard.listing import BookMissing, Fetched, changes, fetch, fetch_one
from kithkeeper_vcard.patch import patched, said_after
from kithkeeper_vcard.reader import read_text
from kithkeeper_vcard.writer import card_text, file_name, with_uid

if TYPE_CHECKING:
    from kithkeeper.hooks import PluginContext, Response
    from kithkeeper_vcard.settings import CardSettings

_WRITTEN = (200, 201, 204)


class CardDavSource:
    """Reads the address books at an address.

    Args:
        ctx: Gives the HTTP client, the password and today.
        settings: Where, and who.
    """

    def __init__(self, ctx: PluginContext, settings: CardSettings) -> None:
        self._ctx = ctx
        self._settings = settings
        self._client = Dav(ctx, settings)

    def describe(self) -> list[str]:
        """A line for each address book that is there."""
        books = find_books(self._client, self._settings.url)
        return [f"address book {book.name or book.url} at {book.url}" for book in books]

    def pull(self, cursor: str | None) -> Iterator[Page]:
        """Yield what changed since the cursor; see `Source.pull`.

        Raises:
            LoginNeeded: The server does not take the password.
            TryLater: It asks for patience, or can't be reached.
            PluginError: There is no address book, or its answers can't be read.
        """
        books = load(cursor, self._settings.url)
        try:
            yield from self._pulled(books, full=not books)
        except BookMissing:
            if not books:
                raise
            yield from self._pulled([], full=True)

    def _pulled(self, books: list[BookState], *, full: bool) -> Iterator[Page]:
        if not books:
            found = find_books(self._client, self._settings.url)
            books = [BookState.of(book) for book in found]
        complete = full
        for book in books:
            pull = _BookPull(self._client, book, self._ctx.today.isoformat())
            yield from pull.pages()
            complete = complete and pull.complete
        yield Page(checkpoint=dump(self._settings.url, books), complete=complete)


class _BookPull:
    """One pull of one address book; its state is brought up to date on the way."""

    def __init__(self, client: Dav, book: BookState, today: str) -> None:
        self._client = client
        self._book = book
        self._today = today
        self._tags = book.tags()
        self._shown: dict[str, tuple[str, ...]] = {
            href: self._tags.get(_bare(uid), ()) for href, (_, uid) in book.known.items()
        }
        self.complete = True

    def pages(self) -> Iterator[Page]:
        """Yield changed cards, then those whose groups changed, then those that are gone."""
        book = self._book
        listing = changes(self._client, book, self._today)
        self.complete = listing.full
        for fetched in fetch(self._client, book, list(listing.etags)):
            yield self._page(fetched, listing.etags)
        removed = [href for href in listing.removed if href in book.known]
        for href in removed:
            self._forget(href)
        self._tags = book.tags()
        moved = [href for href, (_, uid) in book.known.items() if self._has_moved(href, uid)]
        for fetched in fetch(self._client, book, moved):
            yield self._page(fetched, {})
        yield Page(changes=[Change(href, None) for href in removed])
        book.token = listing.token
        book.listed = self._today if listing.full else book.listed

    def _has_moved(self, href: str, uid: str) -> bool:
        return href not in self._book.groups and self._shown.get(href, ()) != self._tags.get(
            _bare(uid), ()
        )

    def _forget(self, href: str) -> None:
        self._book.known.pop(href, None)
        self._book.groups.pop(href, None)

    def _page(self, fetched: list[Fetched], etags: dict[str, str]) -> Page:
        found: list[Change] = []
        problems: list[Problem] = []
        for each in fetched:
            if each.text is None:
                if each.href in self._book.known:
                    found.append(Change(each.href, None))
                self._forget(each.href)
                continue
            self._read(each, each.etag or etags.get(each.href, ""), found, problems)
        return Page(changes=found, problems=problems)

    def _read(
        self, fetched: Fetched, etag: str, found: list[Change], problems: list[Problem]
    ) -> None:
        """Take one card: a person, a group, or a problem."""
        href, text = fetched.href, fetched.text or ""
        record = read_text(text)
        uid = str(record.values.get("uid", "")) if record else ""
        self._book.known[href] = [etag, uid]
        self._book.groups.pop(href, None)
        if record and record.members is not None:
            if name := str(record.values.get("name", "")):
                self._book.groups[href] = [name, list(record.members)]
                self._tags = self._book.tags()
            return
        if record is None or record.card is None:
            reason = record.reason if record else "there is no vCard in it"
            problems.append(Problem(urljoin(self._book.url, href), None, uid, reason))
            self.complete = False
            return
        self._shown[href] = self._tags.get(_bare(uid), ())
        card = tagged(record.card, self._tags)
        found.append(Change(href, card, etag or None, text))


def _bare(uid: str) -> str:
    return uid.removeprefix("urn:uuid:")


class WritableCardDavSource(CardDavSource):
    """An address book that changed contacts are written back to."""

    def push(self, change: Change, base: Card | None, expected: str | None) -> Outcome:
        """Write one card, if nothing changed there meanwhile; see `WritableSource.push`."""
        if not change.key:
            return self._create(change)
        url = urljoin(self._settings.url, change.key)
        condition = self._condition(url, change, expected)
        if isinstance(condition, Outcome):
            return condition
        if change.card is None:
            response = self._client.request("DELETE", url, None, **condition)
            return _judged(response, change.key)
        if not change.raw:
            return Outcome(Result.REFUSED, change.key, reason="the card is not known as received")
        text = patched(change.raw, change.card, base)
        response = self._put(url, text, condition)
        outcome = _judged(response, change.key, text, said_after(change.raw, text, base))
        kept = self._as_kept(url, outcome, change.raw, base)
        return kept if expected else replace(kept, version=None)

    def _create(self, change: Change) -> Outcome:
        if change.card is None:
            return Outcome(Result.REFUSED, reason="there is nothing to delete")
        book = find_books(self._client, self._settings.url)[0]
        card = with_uid(change.card)
        url = urljoin(book.url, f"{file_name(card.uid)}.vcf")
        text = card_text(card)
        response = self._put(url, text, {"If_None_Match": "*"})
        outcome = _judged(response, _path(url), text, card)
        if outcome.result is not Result.CONFLICT:
            return self._as_kept(url, outcome, text, card)
        there = fetch_one(self._client, url, outcome.id)
        if there is None or there.text is None:
            return outcome
        return replace(outcome, version=there.etag or None, raw=there.text)

    def _as_kept(self, url: str, outcome: Outcome, raw: str, base: Card | None) -> Outcome:
        """What came of a write; read again where no ETag says that it was kept as it was sent.

        A server that changes what it is given must not answer with one (RFC 7231 section 4.3.4).
        """
        if outcome.result is not Result.OK or outcome.version:
            return outcome
        now = fetch_one(self._client, url, outcome.id)
        if now is None or now.text is None:
            return outcome
        said = said_after(raw, now.text, base)
        return replace(outcome, version=now.etag or None, raw=now.text, card=said or outcome.card)

    def _put(self, url: str, text: str, condition: dict[str, str]) -> Response:
        return self._client.request(
            "PUT", url, text.encode(), Content_Type="text/vcard; charset=utf-8", **condition
        )

    def _condition(
        self, url: str, change: Change, expected: str | None
    ) -> dict[str, str] | Outcome:
        """The header that guards the write.

        A weak ETag guards nothing: there the card is read again, and compared with what we know.
        """
        if expected and not expected.startswith("W/"):
            return {"If_Match": expected}
        now = fetch_one(self._client, url, change.key)
        if now is None:
            return Outcome(Result.FAILED, change.key, reason="the card can't be read again")
        if now.text is None:
            return Outcome(Result.GONE, change.key)
        if _lines(now.text) != _lines(change.raw):
            return Outcome(Result.CONFLICT, change.key, now.etag or None, now.text)
        if now.etag and not now.etag.startswith("W/"):
            return {"If_Match": now.etag}
        return {}


def _lines(text: str) -> list[str]:
    return text.replace("\r\n", "\n").strip().split("\n")


def _path(url: str) -> str:
    return "/" + url.split("://", 1)[-1].partition("/")[2]


def _judged(response: Response, key: str, text: str = "", card: Card | None = None) -> Outcome:
    """What the answer to a write means."""
    status = response.status
    if status in _WRITTEN:
        etag = response.headers.get("etag", "") or None
        return Outcome(Result.OK, key, etag if text else None, text, card=card)
    if status in (404, 410):
        return Outcome(Result.GONE, key)
    if status in (409, 412):
        return Outcome(Result.CONFLICT, key, reason="it was changed there, or is there already")
    if status in (400, 403, 405, 413, 415, 422, 507):
        reason = f"the server answered {status}{_said(response.body)}"
        return Outcome(Result.REFUSED, key, reason=reason)
    return Outcome(Result.FAILED, key, reason=f"the server answered {status}")


def _said(body: bytes) -> str:
    """The precondition that an error body names, such as ` (no-uid-conflict)`."""
    from kithkeeper_vcard.davxml import BadXml, parse

    try:
        names: Iterable[str] = (each.name for each in parse(body).children)
    except BadXml:
        return ""
    words = [name.rpartition(" ")[2] for name in names]
    return f" ({', '.join(words)})" if words else ""
