"""A calendar in memory, with versions and tombstones, that misbehaves where it is told to."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace
from typing import Any

from kithkeeper.sync.ports import (
    CalendarItem,
    Capabilities,
    Delta,
    Gone,
    Outcome,
    Restored,
    Result,
    Seen,
)
from kithkeeper.sync.state import item_document, item_from

BATCH = 50
"""Items that one request reads."""


@dataclass(frozen=True, slots=True)
class Manners:
    """How a calendar behaves.

    Attributes:
        conditional: It honours `expected`; without it, it writes whatever stands there.
        admits: It says so in its capabilities where it doesn't.
        delta: It can answer with less than everything.
        version_on_put: It tells the version after a write.
        rewrites: It changes the wording of what it stores.
        lying_cursor: It answers any cursor with "nothing changed".
        omits: Ids that it leaves out of the answers to `read`.
        keeps_foreign: What it does not know survives a write.
    """

    conditional: bool = True
    admits: bool = True
    delta: bool = True
    version_on_put: bool = True
    rewrites: bool = False
    lying_cursor: bool = False
    omits: frozenset[str] = frozenset()
    keeps_foreign: bool = True


@dataclass
class _Stored:
    item: CalendarItem
    version: int
    foreign: tuple[str, ...] = ()
    problem: str = ""


@dataclass
class _Books:
    """What is kept: items by id, and when each was last changed or removed; which making it is."""

    items: dict[str, _Stored] = field(default_factory=dict)
    removed: dict[str, int] = field(default_factory=dict)
    clock: int = 0
    made: int = 1


class FakeCalendar:
    """A `Calendar` in memory, and what a user can do to it from outside.

    Attributes:
        requests: Requests that went out: one a call, one a batch of reading.
        log: Each write that was asked for: "put ID" or "delete ID".
    """

    def __init__(self, manners: Manners | None = None) -> None:
        self.manners = manners or Manners()
        self.requests = 0
        self.log: list[str] = []
        self._books = _Books()

    @property
    def capabilities(self) -> Capabilities:
        """As it behaves, or as it claims to."""
        honest = self.manners.conditional or not self.manners.admits
        return Capabilities(conditional=honest, delta=self.manners.delta, items=("event", "todo"))

    def changes(self, cursor: str | None) -> Iterator[Delta]:
        """Everything, or what changed since the cursor."""
        self.requests += 1
        now = self._cursor
        since = self._since(cursor)
        if since is None:
            listed = [(key, f"v{each.version}") for key, each in self._books.items.items()]
            yield Delta(listed, (), now, complete=True, restored=self._restored(cursor))
            return
        if self.manners.lying_cursor:
            yield Delta((), (), now)
            return
        changed = [
            (key, f"v{each.version}")
            for key, each in self._books.items.items()
            if each.version > since
        ]
        gone = [key for key, when in self._books.removed.items() if when > since]
        yield Delta(changed, gone, now)

    def read(self, ids: Sequence[str]) -> Iterable[Seen | Gone]:
        """The items with these ids."""
        self.requests += max(1, -(-len(ids) // BATCH))
        return [
            self._seen(each) if each in self._books.items else Gone(each)
            for each in ids
            if each not in self.manners.omits
        ]

    def find(self, uid: str) -> Seen | None:
        """The item with this UID."""
        self.requests += 1
        for key, each in self._books.items.items():
            if each.item.uid == uid:
                return self._seen(key)
        return None

    def put(self, item: CalendarItem, *, id: str, raw: str, expected: str | None) -> Outcome:
        """Write one item; where conditions are not honoured, it is read and compared first."""
        self.requests += 1
        key = id or f"/cal/{item.uid}.ics"
        self.log.append(f"put {key}")
        if stop := self._unmet(key, expected, new=not id):
            return stop
        kept = json.loads(raw)["foreign"] if raw and self.manners.keeps_foreign else ()
        self._write(key, self._rewritten(item), tuple(kept))
        version = f"v{self._books.clock}" if self.manners.version_on_put else None
        return Outcome(Result.OK, key, version, self._seen(key).raw)

    def delete(self, id: str, *, expected: str | None) -> Outcome:
        """Delete one item."""
        self.requests += 1
        self.log.append(f"delete {id}")
        stop = self._unmet(id, expected, new=False)
        if stop:
            return stop
        self._remove(id)
        return Outcome(Result.OK, id)

    @property
    def items(self) -> dict[str, CalendarItem]:
        """What stands there, by id."""
        return {key: each.item for key, each in self._books.items.items()}

    def edit(self, id: str, **changes: Any) -> None:
        """The user changes an item: fields of `CalendarItem`, such as `status` or `day`."""
        stored = self._books.items[id]
        self._write(id, replace(stored.item, **changes), stored.foreign)

    def add(self, item: CalendarItem) -> str:
        """The user makes an item; its id."""
        key = f"/cal/theirs-{item.uid}.ics"
        self._write(key, item, ())
        return key

    def garble(self, id: str) -> None:
        """Another program makes an item something that can't be understood."""
        stored = self._books.items[id]
        self._write(id, stored.item, stored.foreign)
        self._books.items[id].problem = "it has no day"

    def remove(self, id: str) -> None:
        """The user deletes an item."""
        self._remove(id)

    def rename(self, id: str, to: str) -> None:
        """The server gives an item another id."""
        stored = self._books.items[id]
        self._remove(id)
        self._write(to, stored.item, stored.foreign)

    def add_foreign(self, id: str, *lines: str) -> None:
        """Another program adds lines of its own to an item."""
        stored = self._books.items[id]
        self._write(id, stored.item, (*stored.foreign, *lines))

    def foreign(self, id: str) -> tuple[str, ...]:
        """Lines of other programs in an item."""
        return self._books.items[id].foreign

    def remake(self) -> None:
        """The calendar is deleted and made again, empty."""
        self._books = _Books(clock=self._books.clock + 1, made=self._books.made + 1)

    def backup(self) -> object:
        """What stands there now, for `restore`."""
        return deepcopy(self._books)

    def restore(self, backup: object) -> None:
        """The server goes back to a backup: versions and cursors that it gave since are unknown."""
        assert isinstance(backup, _Books)
        self._books = deepcopy(backup)

    @property
    def _cursor(self) -> str:
        return f"{self._books.made}-{self._books.clock}"

    def _restored(self, cursor: str | None) -> Restored:
        """Whether the cursor is of a time that did not come yet."""
        made, _, clock = (cursor or "").partition("-")
        ahead = made == str(self._books.made) and clock.isdigit() and int(clock) > self._books.clock
        return Restored.YES if ahead else Restored.NO

    def _since(self, cursor: str | None) -> int | None:
        """The cursor's place, None where only a full listing answers."""
        made, _, clock = (cursor or "").partition("-")
        if made != str(self._books.made) or not clock.isdigit():
            return None
        since = int(clock)
        if self.manners.lying_cursor:
            return since
        return since if self.manners.delta and since <= self._books.clock else None

    def _unmet(self, key: str, expected: str | None, *, new: bool) -> Outcome | None:
        there = self._books.items.get(key)
        if not self.manners.conditional:
            return None if there or new else Outcome(Result.GONE, key)
        if new:
            taken = there is not None or self._has_uid(key)
            return Outcome(Result.CONFLICT, key, reason="it is taken") if taken else None
        if there is None:
            return Outcome(Result.GONE, key)
        if expected is not None and expected != f"v{there.version}":
            return Outcome(Result.CONFLICT, key, reason="it changed")
        return None

    def _has_uid(self, key: str) -> bool:
        uid = key.removeprefix("/cal/").removesuffix(".ics")
        return any(each.item.uid == uid for each in self._books.items.values())

    def _rewritten(self, item: CalendarItem) -> CalendarItem:
        if not self.manners.rewrites:
            return item
        return replace(item, summary=item.summary.upper(), description=f"{item.description}.")

    def _seen(self, key: str) -> Seen:
        stored = self._books.items[key]
        raw = json.dumps({"item": item_document(stored.item), "foreign": stored.foreign})
        if stored.problem:
            return Seen(key, f"v{stored.version}", None, raw, stored.problem)
        item = item_from(json.loads(raw)["item"])
        return Seen(key, f"v{stored.version}", item, raw)

    def _write(self, key: str, item: CalendarItem, foreign: tuple[str, ...]) -> None:
        self._books.clock += 1
        self._books.items[key] = _Stored(item, self._books.clock, foreign)
        self._books.removed.pop(key, None)

    def _remove(self, key: str) -> None:
        self._books.clock += 1
        self._books.items.pop(key, None)
        self._books.removed[key] = self._books.clock
