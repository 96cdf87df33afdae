"""New items on a server that gives them another address than the one that they were written to.

They are found all at once: among what is new in the calendar since it was last listed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kithkeeper.sync.ports import Seen
from kithkeeper_caldav.dav import Dav


class Arrivals:
    """What one calendar was sent, and how to find out where that stands now."""

    def __init__(self, dav: Dav) -> None:
        self._dav = dav
        self._sent: dict[str, str] = {}
        self._token = ""
        self._known: set[str] | None = None

    def since(self, token: str, known: Iterable[str] | None = None) -> None:
        """What comes after this is new.

        Args:
            token: The sync-token that the calendar told last, or empty.
            known: All that it held, where it was listed.
        """
        self._token, self._known = token, None if known is None else set(known)

    def sent(self, id: str, uid: str) -> None:
        """An item was written to this address."""
        self._sent[uid] = id

    def wait_for(self, ids: Iterable[str]) -> bool:
        """Whether some of these addresses were written to, and may not hold anything."""
        return not set(ids).isdisjoint(self._sent.values())

    def fresh(self, *, by_token: bool) -> list[str]:
        """Ids that are new since then, in one request; none where that can't be told.

        Args:
            by_token: The calendar's sync-token can be relied on.
        """
        if self._token and by_token:
            page = self._dav.delta(self._token)
            return [id for id, each in page[1] if each.status < 300] if page else []
        if self._known is None:
            return []
        return [id for id, _ in self._dav.list_all().items if id not in self._known]

    def settle(self, found: Iterable[Seen]) -> Iterator[tuple[str, Seen]]:
        """The items among these that were sent to another address, each with that address."""
        sent, self._sent = self._sent, {}
        there = {each.id: each for each in found}
        for each in there.values():
            old = sent.get(each.item.uid) if each.item else None
            if old is not None and old not in there:
                yield old, each
