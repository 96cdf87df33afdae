"""What is remembered of an address book between two pulls, as a cursor.

Of the cards it keeps keyed hashes alone: enough to see what changed, nothing that says who is in
the book. So whoever is forgotten leaves no trace here, though their card may stay where it is.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from hashlib import blake2b
from typing import Any, NamedTuple

from kithkeeper_vcard.discovery import Book
from kithkeeper_vcard.groups import bare

_FORMAT = 2


class Seen(NamedTuple):
    """A card as it was last seen: hashes of its ETag and of its UID."""

    etag: str
    uid: str


@dataclass(slots=True)
class BookState:
    """One address book as it was last seen.

    Attributes:
        url, version, can_sync: As discovered; see `Book`.
        token: Sync token, or ''.
        listed: Day of the last full listing.
        salt: Key of the hashes, in hexadecimal.
        known: The cards by the hash of their href.
        groups: Name and hashes of the members of each group card, by the hash of its href.
    """

    url: str
    version: str = ""
    can_sync: bool = False
    token: str = ""
    listed: str = ""
    salt: str = field(default_factory=lambda: secrets.token_hex(16))
    known: dict[str, Seen] = field(default_factory=dict)
    groups: dict[str, tuple[str, tuple[str, ...]]] = field(default_factory=dict)

    @classmethod
    def of(cls, book: Book) -> BookState:
        """A book of which nothing is known yet."""
        return cls(book.url, book.version, book.can_sync)

    def seal(self, text: str) -> str:
        """The keyed hash of an href, an ETag or a bare UID."""
        data = text.encode(errors="surrogatepass")
        return blake2b(data, key=bytes.fromhex(self.salt), digest_size=16).hexdigest()

    def knows(self, href: str) -> bool:
        """Whether a card was there."""
        return self.seal(href) in self.known

    def is_as_known(self, href: str, etag: str) -> bool:
        """Whether a card is the one that was seen; False where the server tells no ETag."""
        seen = self.known.get(self.seal(href))
        return bool(etag) and seen is not None and seen.etag == self.seal(etag)

    def learn(self, href: str, etag: str, uid: str) -> None:
        """Remember a card as it is now, which is no group so far."""
        self.forget(href)
        self.known[self.seal(href)] = Seen(self.seal(etag), self.seal(bare(uid)))

    def learn_group(self, href: str, name: str, members: Iterable[str]) -> None:
        """Remember that a known card is a group of these UIDs."""
        self.groups[self.seal(href)] = (name, tuple(self.seal(bare(each)) for each in members))

    def forget(self, href: str) -> None:
        """Remember nothing of a card."""
        self.known.pop(self.seal(href), None)
        self.groups.pop(self.seal(href), None)

    def keep_only(self, hrefs: Iterable[str]) -> None:
        """Forget the cards that are not among these."""
        kept = {self.seal(href) for href in hrefs}
        for sealed in self.known.keys() - kept:
            del self.known[sealed]
            self.groups.pop(sealed, None)

    def tags(self) -> dict[str, tuple[str, ...]]:
        """The names of the groups by the hash of the UID of their members."""
        tags: dict[str, tuple[str, ...]] = {}
        for name, members in self.groups.values():
            for member in members:
                tags[member] = (*tags.get(member, ()), name)
        return tags


def dump(url: str, books: list[BookState]) -> str:
    """The cursor; `url` is the address in the settings, so that another one starts afresh."""
    return json.dumps({"v": _FORMAT, "url": url, "books": [asdict(book) for book in books]})


def load(cursor: str | None, url: str) -> list[BookState]:
    """What a cursor remembers; nothing for one that is not ours or of another address."""
    try:
        said = json.loads(cursor or "{}")
        if said.get("v") != _FORMAT or said.get("url") != url:
            return []
        return [_book(each) for each in said["books"]]
    except (ValueError, TypeError, KeyError, AttributeError):
        return []


def _book(said: dict[str, Any]) -> BookState:
    known = {sealed: Seen(*each) for sealed, each in said.pop("known").items()}
    groups = {sealed: (name, tuple(of)) for sealed, (name, of) in said.pop("groups").items()}
    return BookState(**said, known=known, groups=groups)
