"""A CardDAV address book (RFC 6352) as a source."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from kithkeeper.errors import PluginError, Problem
from kithkeeper.sync.ports import Change, Page
from kithkeeper_vcard.bookstate import BookState, dump, load
from kithkeeper_vcard.dav import Dav
from kithkeeper_vcard.discovery import find_books
from kithkeeper_vcard.groups import tagged
from kithkeeper_vcard.listing import BookMissing, Fetched, changes, fetch
from kithkeeper_vcard.reader import read_text

if TYPE_CHECKING:
    from kithkeeper.hooks import PluginContext
    from kithkeeper_vcard.settings import CardSettings

_MOST_HELD = 16 * 1024 * 1024
"""Characters of cards that wait for the groups of their book, which may come after them."""


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
        self._held: list[Change] = []
        self._problems: list[Problem] = []
        self._size = 0
        self.complete = True

    def pages(self) -> Iterator[Page]:
        """Yield changed cards, then those whose groups changed, then those that are gone."""
        book = self._book
        listing = changes(self._client, book, self._today)
        self.complete = listing.full
        try:
            for fetched in fetch(self._client, book, list(listing.etags)):
                self._take(fetched, listing.etags)
                if self._size > _MOST_HELD:
                    yield self._page()
        except PluginError:
            yield self._page()
            raise
        removed = [href for href in listing.removed if href in book.known]
        for href in removed:
            self._forget(href)
        yield self._page()
        moved = [href for href, (_, uid) in book.known.items() if self._has_moved(href, uid)]
        for fetched in fetch(self._client, book, moved):
            self._take(fetched, {})
            yield self._page()
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

    def _page(self) -> Page:
        """The cards that were held, with the names of their groups as far as these are known."""
        self._tags = self._book.tags()
        found = []
        for each in self._held:
            if each.card is not None:
                self._shown[each.key] = self._tags.get(_bare(each.card.uid), ())
                each = replace(each, card=tagged(each.card, self._tags))  # noqa: PLW2901
            found.append(each)
        page = Page(changes=found, problems=self._problems)
        self._held, self._problems, self._size = [], [], 0
        return page

    def _take(self, fetched: list[Fetched], etags: dict[str, str]) -> None:
        for each in fetched:
            if each.text is None:
                if each.href in self._book.known:
                    self._held.append(Change(each.href, None))
                self._forget(each.href)
                continue
            self._size += len(each.text)
            self._read(each, each.etag or etags.get(each.href, ""))

    def _read(self, fetched: Fetched, etag: str) -> None:
        """Take one card: a person, a group, or a problem."""
        href, text = fetched.href, fetched.text or ""
        record = read_text(text)
        uid = str(record.values.get("uid", "")) if record else ""
        self._book.known[href] = [etag, uid]
        self._book.groups.pop(href, None)
        if record and record.members is not None:
            if name := str(record.values.get("name", "")):
                self._book.groups[href] = [name, list(record.members)]
            return
        if record is None or record.card is None:
            reason = record.reason if record else "there is no vCard in it"
            self._problems.append(Problem(urljoin(self._book.url, href), None, uid, reason))
            self.complete = False
            return
        self._held.append(Change(href, record.card, etag or None, text))


def _bare(uid: str) -> str:
    return uid.removeprefix("urn:uuid:")
