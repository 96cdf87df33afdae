"""Who was forgotten: keyed hashes, so that no source brings them back and no one can read them."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from kithkeeper.identity.keys import strong_keys
from kithkeeper.model.card import Card
from kithkeeper.store import Store, Work

_KEY = "tombstone-key"


class Tombstones:
    """The forgotten, as HMAC-SHA256 of their source keys, e-mails and phones under a key of the
    store's own.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._hashes: frozenset[str] | None = None

    def covers(self, connection: str, key: str, card: Card, region: str) -> bool:
        """Whether this is someone who was forgotten."""
        return bool(self.marks(connection, key, card, region))

    def marks(self, connection: str, key: str, card: Card, region: str) -> set[str]:
        """By which marks this is someone who was forgotten."""
        known = self._known()
        if not known:
            return set()
        marks = _marks(connection, key, card, region)
        return {each for each in marks if self._hash(each) in known}

    def add(self, work: Work, connection: str, key: str, card: Card, region: str) -> None:
        """Remember that this one was forgotten."""
        if self._store.get("remembered", _KEY) is None:
            work.put("remembered", _KEY, {"value": secrets.token_hex(32)})
        for mark in _marks(connection, key, card, region):
            work.put("tombstone", self._hash(mark), {})
        self._hashes = None

    def carry(self, work: Work, other: Tombstones) -> None:
        """Take over whom another store knows as forgotten; not where its hashes have another key."""
        key = other._store.get("remembered", _KEY)
        if key is None or self._store.get("remembered", _KEY) not in (None, key):
            return
        work.put("remembered", _KEY, key)
        for mark in sorted(other._known()):
            work.put("tombstone", mark, {})
        self._hashes = None

    def _known(self) -> frozenset[str]:
        if self._hashes is None:
            self._hashes = frozenset(row[0] for row in self._store.columns("tombstone", ["id"]))
        return self._hashes

    def _hash(self, mark: str) -> str:
        secret = (self._store.get("remembered", _KEY) or {}).get("value", "")
        return hmac.new(bytes.fromhex(secret), mark.encode(), hashlib.sha256).hexdigest()


def _marks(connection: str, key: str, card: Card, region: str) -> set[str]:
    uid = {f"uid:{card.uid}"} if card.uid else set()
    return {f"source:{connection}|{key}", *uid, *strong_keys(card, region)}
