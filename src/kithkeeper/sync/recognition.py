"""Whom a card of a source means, among those who are here or were put away."""

from __future__ import annotations

from collections.abc import Collection

from kithkeeper.identity.keys import strong_keys
from kithkeeper.identity.match import Index
from kithkeeper.model.card import Card
from kithkeeper.store import Store
from kithkeeper.sync.rows import card_of


class Recognition:
    """Knows the contacts by their keys; it reads them when the first unknown card asks.

    Args:
        connection: Name of the source whose cards are to be recognized.
    """

    def __init__(self, store: Store, connection: str, region: str) -> None:
        self._store = store
        self._connection = connection
        self._region = region
        self._indexes: tuple[Index, Index] | None = None

    def sole(self, card: Card) -> str | None:
        """The one contact that a card means, if it is surely known.

        A card that has nothing but a full name means the only one of that name whom the same
        source brought: that is how older exports name people.
        """
        if known := self.surely(card):
            return known
        return None if strong_keys(card, self._region) else self._named(card.display_name)

    def surely(self, card: Card, exclude: Collection[str] = ()) -> str | None:
        """Who is meant: somebody who is here, else somebody whom the user put away."""
        for known in self._known():
            match = known.find(card, exclude=exclude)
            if match.kind == "same":
                return match.contact
        return None

    def namesake(self, card: Card) -> str | None:
        """The contact of another item of this source that has the same UID: a copy, or a link."""
        if not card.uid:
            return None
        links = self._store.find("link", {"connection": self._connection, "uid": card.uid}, limit=1)
        return links[0]["contact"] if links else None

    def learn(self, contact: str, card: Card) -> None:
        """Know somebody new."""
        self._known()[0].add(contact, card)

    def relearn(self, contact: str) -> None:
        """Know somebody by what is said of them now."""
        if self._indexes is not None and (document := self._store.get("contact", contact)):
            self._indexes[bool(document.get("removed"))].add(contact, card_of(document))

    def _named(self, name: str) -> str | None:
        if len(name.split()) < 2:
            return None
        found = self._store.columns(
            "contact", ["id"], {"sort": name.casefold(), "merged_into": None}, limit=2
        )
        if len(found) != 1:
            return None
        ours = {"connection": self._connection, "contact": found[0][0]}
        return found[0][0] if self._store.find("link", ours, limit=1) else None

    def _known(self) -> tuple[Index, Index]:
        """Who is here, and who was put away."""
        if self._indexes is None:
            self._indexes = (Index((), self._region), Index((), self._region))
            for document in self._store.find("contact", {"merged_into": None}):
                self._indexes[bool(document.get("removed"))].add(document["id"], card_of(document))
        return self._indexes
