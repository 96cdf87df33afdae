"""A source of contacts in memory, that can be written to and that forgets where it is told to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kithkeeper.errors import Problem
from kithkeeper.model import Card
from kithkeeper.sync.ports import Change, Outcome, Page, Result


@dataclass
class _Stored:
    card: Card
    version: int
    raw: str = ""


class FakeSource:
    """A `WritableSource` in memory, and what others can do to it.

    Args:
        incremental: Whether it answers a cursor with what changed since.
        page: Cards on one page.

    Attributes:
        requests: Calls that went out.
        problems: Records that a pull could not read.
    """

    def __init__(self, *, incremental: bool = True, page: int = 100) -> None:
        self.incremental = incremental
        self.page = page
        self.requests = 0
        self.problems: list[Problem] = []
        self._cards: dict[str, _Stored] = {}
        self._removed: dict[str, int] = {}
        self._clock = 0

    def pull(self, cursor: str | None) -> Iterator[Page]:
        """Everything, or what changed since the cursor, page by page."""
        self.requests += 1
        since = self._since(cursor)
        found = [
            Change(key, each.card, f"v{each.version}", each.raw)
            for key, each in self._cards.items()
            if since is None or each.version > since
        ]
        if since is not None:
            found += [Change(key, None) for key, when in self._removed.items() if when > since]
        pages = [found[at : at + self.page] for at in range(0, len(found), self.page)] or [[]]
        for number, changes in enumerate(pages):
            last = number == len(pages) - 1
            checkpoint = f"c{self._clock}" if last else None
            problems = self.problems if last else ()
            yield Page(changes, (), problems, checkpoint, complete=last and since is None)

    def push(self, change: Change, base: Card | None, expected: str | None) -> Outcome:  # noqa: ARG002
        """Write one contact if it still has the expected version."""
        self.requests += 1
        key = change.key or f"new-{self._clock + 1}"
        there = self._cards.get(change.key)
        if change.key and there is None:
            return Outcome(Result.GONE, key)
        if there is not None and expected != f"v{there.version}":
            return Outcome(Result.CONFLICT, key, reason="it changed there")
        if change.card is None:
            self.remove(key)
            return Outcome(Result.OK, key)
        self.set(key, change.card, raw=there.raw if there else "")
        return Outcome(Result.OK, key, f"v{self._clock}", there.raw if there else "")

    @property
    def cards(self) -> dict[str, Card]:
        """What it holds, by key."""
        return {key: each.card for key, each in self._cards.items()}

    def raw(self, key: str) -> str:
        """What it keeps of a card beside what is modelled."""
        return self._cards[key].raw

    def set(self, key: str, card: Card, raw: str = "") -> None:
        """Someone adds or changes a card there."""
        self._clock += 1
        self._cards[key] = _Stored(card, self._clock, raw)
        self._removed.pop(key, None)

    def remove(self, key: str) -> None:
        """Someone deletes a card there."""
        self._clock += 1
        self._cards.pop(key, None)
        self._removed[key] = self._clock

    def _since(self, cursor: str | None) -> int | None:
        if not self.incremental or not cursor or not cursor[1:].isdigit():
            return None
        since = int(cursor[1:])
        return since if since <= self._clock else None
