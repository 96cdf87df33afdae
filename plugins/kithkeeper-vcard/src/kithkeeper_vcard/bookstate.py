"""What is remembered of an address book between two pulls, as a cursor."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import Any

from kithkeeper_vcard.discovery import Book


@dataclass(slots=True)
class BookState:
    """One address book as it was last seen.

    Attributes:
        url, version, can_sync: As discovered; see `Book`.
        token: Sync token, or ''.
        listed: Day of the last full listing.
        known: ETag and UID by href.
        groups: Name and members of each group card by href.
    """

    url: str
    version: str = ""
    can_sync: bool = False
    token: str = ""
    listed: str = ""
    known: dict[str, list[str]] = field(default_factory=dict)
    groups: dict[str, list[Any]] = field(default_factory=dict)

    @classmethod
    def of(cls, book: Book) -> BookState:
        """A book of which nothing is known yet."""
        return cls(book.url, book.version, book.can_sync)

    def tags(self) -> dict[str, tuple[str, ...]]:
        """The names of the groups by the UID of their members."""
        tags: dict[str, tuple[str, ...]] = {}
        for name, members in self.groups.values():
            for member in members:
                tags[member] = (*tags.get(member, ()), name)
        return tags


def dump(url: str, books: list[BookState]) -> str:
    """The cursor; `url` is the address in the settings, so that another one starts afresh."""
    return json.dumps({"v": 1, "url": url, "books": [asdict(book) for book in books]})


def load(cursor: str | None, url: str) -> list[BookState]:
    """What a cursor remembers; nothing for one that is not ours or of another address."""
    try:
        said = json.loads(cursor or "{}")
        if said.get("v") != 1 or said.get("url") != url:
            return []
        return [BookState(**each) for each in said["books"]]
    except (ValueError, TypeError, KeyError, AttributeError):
        return []
