"""A CardDAV address book (RFC 6352) as a source."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from kithkeeper.errors import LoginNeeded, PluginError, Problem, TryLater
from kithkeeper.sync.ports import Change, Page
from kithkeeper_vcard.bookstate import BookState, dump, load
from kithkeeper_vcard.dav import Dav
from kithkeeper_vcard.discovery import find_books
from kithkeeper_vcard.failures import Failures, MissingBooks
from kithkeeper_vcard.groups import tagged
from kithkeeper_vcard.listing import (
    BookMissing,
    Fetched,
    Listing,
    changes,
    everything,
    fetch,
)
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
        if not books:
            yield from self._pulled(self._found([]), Failures)
            return
        try:
            yield from self._pulled(self._still_there(books), MissingBooks)
        except BookMissing:
            yield from self._pulled(self._found(books), Failures)

    def _found(self, known: list[BookState]) -> list[BookState]:
        """The books that the server names, each with what is known of it."""
        states = {book.url: book for book in known}
        found = find_books(self._client, self._settings.url)
        return [states.get(book.url) or BookState.of(book) for book in found]

    def _still_there(self, known: list[BookState]) -> list[BookState]:
        """The books to read; once a day the server is asked again which there are."""
        today = self._ctx.today.isoformat()
        named = self._settings.url.rstrip("/")
        if all(book.listed == today or book.url.rstrip("/") == named for book in known):
            return known
        try:
            return self._found(known)
        except (LoginNeeded, TryLater):
            raise
        except PluginError:  # the books themselves may answer still
            return known

    def _pulled(self, books: list[BookState], failures: type[Failures]) -> Iterator[Page]:
        today = self._ctx.today.isoformat()
        failed = failures(of=len(books))
        listings = self._listed(books, today, failed)
        for book in books:
            if listing := listings.get(book.url):
                with failed.of_book(book.url):
                    yield from _BookPull(self._client, book, listing, today).pages()
        complete = not failed.problems and all(each.full for each in listings.values())
        checkpoint = dump(self._settings.url, books)
        yield Page(problems=failed.problems, checkpoint=checkpoint, complete=complete)

    def _listed(self, books: list[BookState], today: str, failed: Failures) -> dict[str, Listing]:
        """What changed in each book: in all of them by token, or in all of them by listing, as who is
        in none of them is gone.
        """
        listings: dict[str, Listing] = {}
        for book in books:
            with failed.of_book(book.url):
                listings[book.url] = changes(self._client, book, today)
        if any(listing.full for listing in listings.values()):
            for book in books:
                listing = listings.get(book.url)
                if listing and not listing.present and not listing.full:
                    with failed.of_book(book.url):
                        listings[book.url] = everything(self._client, book)
        return listings


class _BookPull:
    """One pull of one address book; its state is brought up to date on the way."""

    def __init__(self, client: Dav, book: BookState, listing: Listing, today: str) -> None:
        self._client = client
        self._book = book
        self._listing = listing
        self._today = today
        self._tags = book.tags()
        self._shown = {sealed: self._tags.get(uid, ()) for sealed, (_, uid) in book.known.items()}
        self._held: list[Change] = []
        self._problems: list[Problem] = []
        self._size = 0

    def pages(self) -> Iterator[Page]:
        """Yield who is there, changed cards, those whose groups changed, and those that are gone."""
        book, listing = self._book, self._listing
        if listing.full:
            yield Page(present=listing.present)
            book.keep_only(listing.present)
        try:
            # What is told as gone is asked for by itself: tokens lie.
            hrefs = [*listing.etags, *sorted(listing.removed)]
            for fetched in fetch(self._client, book, hrefs):
                self._take(fetched)
                if self._size > _MOST_HELD:
                    yield self._page()
        except PluginError:
            yield self._page()
            raise
        yield self._page()
        for fetched in fetch(self._client, book, self._moved()):
            self._take(fetched)
            yield self._page()
        book.token = listing.token
        book.listed = self._today if listing.full else book.listed

    def _moved(self) -> list[str]:
        """The cards whose groups are others than when they were last told of."""
        book = self._book
        moved = {
            sealed
            for sealed, (_, uid) in book.known.items()
            if sealed not in book.groups and self._shown.get(sealed, ()) != self._tags.get(uid, ())
        }
        if not moved:
            return []
        hrefs = self._listing.present or everything(self._client, book).present
        return [href for href in hrefs if book.seal(href) in moved]

    def _page(self) -> Page:
        """The cards that were held, with the names of their groups as far as these are known."""
        self._tags = self._book.tags()
        found = [self._grouped(change) for change in self._held]
        page = Page(changes=found, problems=self._problems)
        self._held, self._problems, self._size = [], [], 0
        return page

    def _grouped(self, change: Change) -> Change:
        if change.card is None:
            return change
        sealed = self._book.seal(change.key)
        groups = self._tags.get(self._book.known[sealed].uid, ())
        self._shown[sealed] = groups
        return replace(change, card=tagged(change.card, groups))

    def _take(self, fetched: list[Fetched]) -> None:
        for each in fetched:
            if each.reason:
                etag = self._listing.etags.get(each.href, "")
                self._told(each, etag, "", f"the card can't be read: {each.reason}")
                continue
            if each.text is None:
                if self._book.knows(each.href):
                    self._held.append(Change(each.href, None))
                self._book.forget(each.href)
                continue
            self._size += len(each.text)
            self._read(each, each.etag or self._listing.etags.get(each.href, ""))

    def _told(self, fetched: Fetched, etag: str, uid: str, reason: str) -> None:
        """Tell of a card that can't be taken; once, until it changes."""
        self._book.learn(fetched.href, etag, uid)
        self._problems.append(Problem(urljoin(self._book.url, fetched.href), None, uid, reason))

    def _read(self, fetched: Fetched, etag: str) -> None:
        """Take one card: a person, a group, or a problem."""
        href, text = fetched.href, fetched.text or ""
        record = read_text(text)
        uid = str(record.values.get("uid", "")) if record else ""
        self._book.learn(href, etag, uid)
        if record and record.members is not None:
            if name := str(record.values.get("name", "")):
                self._book.learn_group(href, name, record.members)
            return
        if record is None or record.card is None:
            self._told(fetched, etag, uid, record.reason if record else "there is no vCard in it")
            return
        self._held.append(Change(href, record.card, etag or None, text))
