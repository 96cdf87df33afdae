"""What reading and writing one calendar share: its rows at hand, and what was left alone there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from kithkeeper.store import Not, Store, Work
from kithkeeper.sync.keeper import Keeper
from kithkeeper.sync.ports import Calendar, ItemStatus, Restored
from kithkeeper.sync.report import SyncReport
from kithkeeper.sync.state import ItemRow, drop_item, load_items, save_item


class Rows:
    """All that is remembered of one calendar's items, at hand by touchpoint, id and UID.

    They are read when one is first asked for.
    """

    def __init__(self, store: Store, connection: str) -> None:
        self._store = store
        self._connection = connection
        self._by_remote: dict[str, str] = {}
        self._by_uid: dict[str, str] = {}

    @cached_property
    def _by_touchpoint(self) -> dict[str, ItemRow]:
        rows = load_items(self._store, self._connection)
        self._by_remote = {row.remote: row.touchpoint for row in rows.values() if row.remote}
        self._by_uid = {row.uid: row.touchpoint for row in rows.values()}
        return rows

    def under_way(self) -> list[ItemRow]:
        """Rows of items that a write was begun for, and nobody knows how it ended."""
        begun = {"connection": self._connection, "intent": Not(None)}
        if not self._store.count("sync_item", begun):
            return []
        return [row for row in self if row.intent is not None]

    def __iter__(self) -> Iterator[ItemRow]:
        return iter(list(self._by_touchpoint.values()))

    def __len__(self) -> int:
        return len(self._by_touchpoint)

    def of(self, touchpoint: str) -> ItemRow | None:
        """The row of a touchpoint."""
        return self._by_touchpoint.get(touchpoint)

    def at(self, remote: str) -> ItemRow | None:
        """The row of the item with this id."""
        rows = self._by_touchpoint
        return rows.get(self._by_remote.get(remote, ""))

    def with_uid(self, uid: str) -> ItemRow | None:
        """The row of the item with this UID."""
        rows = self._by_touchpoint
        return rows.get(self._by_uid.get(uid, ""))

    def save(self, work: Work, row: ItemRow) -> None:
        """Write a row."""
        save_item(work, row)
        self._let_go(row.touchpoint)
        self._hold(row)

    def drop(self, work: Work, row: ItemRow) -> None:
        """Forget a row."""
        drop_item(work, row)
        self._let_go(row.touchpoint)

    def _hold(self, row: ItemRow) -> None:
        self._by_touchpoint[row.touchpoint] = row
        self._by_uid[row.uid] = row.touchpoint
        if row.remote:
            self._by_remote[row.remote] = row.touchpoint

    def _let_go(self, touchpoint: str) -> None:
        row = self._by_touchpoint.pop(touchpoint, None)
        if row is not None:
            self._by_uid.pop(row.uid, None)
            self._by_remote.pop(row.remote, None)


@dataclass
class Scene:
    """One calendar during one sync.

    Attributes:
        make_keeper: Makes who keeps the touchpoints, when that is first asked for.
        foreign: Version by id of items that are left alone.
        strangers: Network by id of items that belong to another network.
        others: What to do about those: `refuse`, `share` or `adopt`.
        orphans: Ids of items of our own network that stand for nobody who is known here.
        again: Ids to be read in the next run, whatever the calendar says has changed.
        doubles: Version by id of second items of one touchpoint, to be deleted.
        wrote: Ids that were written or deleted in this sync.
        restored: The other side went back to a backup: what it undid was not the user. Where
            that is only possible, the user is asked.
    """

    store: Store
    make_keeper: Callable[[], Keeper]
    calendar: Calendar
    report: SyncReport
    rows: Rows
    foreign: dict[str, str | None] = field(default_factory=dict)
    strangers: dict[str, str] = field(default_factory=dict)
    others: str = "refuse"
    orphans: set[str] = field(default_factory=set)
    again: set[str] = field(default_factory=set)
    doubles: dict[str, str | None] = field(default_factory=dict)
    wrote: set[str] = field(default_factory=set)
    restored: Restored = Restored.NO

    @cached_property
    def keeper(self) -> Keeper:
        """Who keeps the touchpoints."""
        return self.make_keeper()

    @property
    def connection(self) -> str:
        """Name of the connection."""
        return self.report.connection

    def save(self, row: ItemRow, why: str) -> None:
        """Write a row in a transaction of its own."""
        with self.keeper.begin(why) as work:
            self.rows.save(work, row)

    def drop(self, row: ItemRow, why: str) -> None:
        """Forget a row in a transaction of its own."""
        with self.keeper.begin(why) as work:
            self.rows.drop(work, row)

    def name(self, row: ItemRow) -> str:
        """What to call a row in a message: its title there, where nothing is planned any more."""
        if row.base is not None and not self.keeper.knows(row.touchpoint):
            return row.base.summary
        return self.keeper.name(row.touchpoint)


def finished(row: ItemRow) -> bool:
    """Whether the item is done or cancelled there."""
    return row.base is not None and row.base.status is not ItemStatus.OPEN
