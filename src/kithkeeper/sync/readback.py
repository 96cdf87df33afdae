"""What the user did in a calendar comes back: one transaction an item, and the cursor last."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, MutableMapping, Sequence
from dataclasses import replace
from typing import Any

from kithkeeper.errors import NeedsDecision
from kithkeeper.store import Document, Store
from kithkeeper.sync.departed import Departed, Place
from kithkeeper.sync.keeper import Cancelled, Keeper
from kithkeeper.sync.ports import Calendar, Gone, Restored, Seen
from kithkeeper.sync.report import SyncReport
from kithkeeper.sync.scene import Rows, Scene, finished
from kithkeeper.sync.state import ItemRow, load_state, save_state
from kithkeeper.sync.taking import Taking

ENOUGH = 20
"""So many of the items that were written tell whether a later answer speaks of them."""

REVERTED = 2
"""So many items that say again what they said before are a restored backup, and not the user."""


class ReadBack:
    """Reads one calendar back.

    Args:
        make_keeper: Makes who keeps the touchpoints, when something happened to them.
        full: List everything, whatever the cursor says.
        allow_deletions: Settle deletions that the guard held back: they were meant.
        recreate: Settle them the other way: the items are made again.
        memory: The plugin's own small state, written with the cursor.
        others: What to do about items of another network: `refuse`, `share` or `adopt`.
        elsewhere: The other calendars of ours.
        zone: Name of the zone in which days and times are told now.

    Attributes:
        quiet: Nothing has happened there since the last run, and nothing waits.
    """

    def __init__(
        self,
        store: Store,
        make_keeper: Callable[[], Keeper],
        calendar: Calendar,
        report: SyncReport,
        *,
        memory: MutableMapping[str, Any] | None = None,
        full: bool = False,
        allow_deletions: bool = False,
        recreate: bool = False,
        others: str = "refuse",
        elsewhere: Sequence[Place] = (),
        zone: str = "",
        cancelled: Cancelled = lambda: False,
    ) -> None:
        self._memory = {} if memory is None else memory
        self._full = full
        self._cancelled = cancelled
        self._zone = zone
        self.quiet = False
        self._state: Document = load_state(store, report.connection)
        self.scene = Scene(
            store, make_keeper, calendar, report, Rows(store, report.connection),
            foreign=dict(self._state.get("foreign", {})),
            strangers=dict(self._state.get("strangers", {})), others=others,
        )  # fmt: skip
        self._taking = Taking(self.scene)
        self._departed = Departed(
            self.scene, self._taking, allow=allow_deletions, recreate=recreate, elsewhere=elsewhere
        )

    def run(self) -> None:
        """Read what changed, carry it out, and remember how far we got.

        Raises:
            NeedsDecision: The calendar holds reminders of another network.
            LoginNeeded, TryLater, PluginError: From the plugin; what came until then is kept.
        """
        changed, removed, cursor, complete = self._listed()
        missing = self._missing(removed, changed if complete else None)
        if complete and self._is_restored(changed, missing):
            self.scene.restored = Restored.YES
        wanted = [*self._unfinished(), *self._to_read(changed), *self._state.get("again", ())]
        if self.scene.others == "adopt":
            wanted += self.scene.strangers
        wanted += self._orphans()
        wanted += self._told_elsewhere()
        self.quiet = not (wanted or missing or self._holds)
        if not self.quiet:
            self.unsettle()
            seen = self._newest()
            self._take_in(wanted, missing)
            left = {*self._still_orphans(wanted), *self.scene.orphans}
            orphans = {"ids": sorted(left), "seen": seen} if left else None
            self._state = {
                **self._state,
                "orphans": orphans,
                "holds": any(row.held for row in self.scene.rows),
            }
        if cursor != self._state.get("listed"):
            self._state = {**self._state, "listed": cursor, "wrote": ()}
        self._state = {**self._state, "zone": self._zone}
        self.remember()
        self._refuse_strangers()

    def _orphans(self) -> list[str]:
        """Ids of reminders of ours that stood for nobody, to be read where that may be different.

        They were made after the backup that this store was restored from. Who comes back later
        gets them, and no second ones beside them.
        """
        known = self._state.get("orphans")
        if not known or known["seen"] == self._newest():
            return []
        return list(known["ids"])

    def _told_elsewhere(self) -> list[str]:
        """Ids of open items at a time of day, where the user has come to another time zone: what
        stands in the calendar is an instant, and tells what time that is here.
        """
        if self._state.get("zone", self._zone) == self._zone:
            return []
        rows = (row for row in self.scene.rows if row.remote and not finished(row))
        return [row.remote for row in rows if row.base and row.base.time]

    def _still_orphans(self, read: list[str]) -> set[str]:
        """Ids of those that were known before, are still there and were not read again now."""
        known = set((self._state.get("orphans") or {}).get("ids", ()))
        return (known - set(read)) & self.scene.foreign.keys()

    def _newest(self) -> int:
        newest = self.scene.store.entries(newest_first=True, limit=1)
        return newest[0].seq if newest else 0

    @property
    def _holds(self) -> bool:
        """Whether items are held as deleted there."""
        return bool(self._state.get("holds", self._state.get("state") == "held"))

    def unsettle(self) -> None:
        """Before anything is changed: forget that all was planned and written."""
        if self._state.get("settled"):
            self._state = {**self._state, "settled": None}
            self.remember()

    def _take_in(self, wanted: list[str], missing: set[str]) -> None:
        """Read items and carry out what the user did to them, and that others are gone."""
        gone = self._read(wanted)
        if not self._cancelled():
            gone |= self._departed.confirm(missing - gone)
            self._departed.take(gone)
            self._taking.take_waiting()
        else:
            self.scene.again |= missing | self._taking.waiting.keys() | gone

    def reread(self, row: ItemRow) -> ItemRow | None:
        """Read one item again, carry out what the user did to it, and return its row."""
        self.read([row.remote])
        return self.scene.rows.of(row.touchpoint)

    def adopt(self, row: ItemRow, seen: Seen) -> ItemRow:
        """Tie a row to an item that was found under its UID."""
        return self._taking.adopt(row, seen)

    def read(self, ids: Iterable[str]) -> None:
        """Read items again, in one go, and carry out what the user did to them."""
        self._departed.take(self._read(ids))
        self._taking.take_waiting()

    def take_gone(self, ids: set[str]) -> None:
        """Carry out that these items are gone, once that is confirmed."""
        self._departed.take(self._departed.confirm(ids))

    def remember(self) -> None:
        """Write down the cursor, what was left alone, and the plugin's own memory."""
        scene = self.scene
        state = {
            **self._state, "foreign": scene.foreign, "strangers": scene.strangers,
            "again": sorted(scene.again | scene.doubles.keys()), "plugin": dict(self._memory),
            "wrote": sorted({*self._state.get("wrote", ()), *scene.wrote})[:ENOUGH],
        }  # fmt: skip
        if state != load_state(scene.store, scene.connection):
            with scene.keeper.begin("cursor") as work:
                save_state(work, scene.connection, state)
            self._state = state

    def _listed(self) -> tuple[dict[str, str | None], set[str], str | None, bool]:
        """All that changed since the cursor, and whether it is everything there is.

        An answer that leaves out what we wrote since is none to that cursor: the calendar was made
        again, or went back to a backup. Then everything is listed.
        """
        found = self._told(None if self._full else self._state.get("listed"))
        changed, removed, _, complete = found
        if not complete and not changed.keys() | removed >= set(self._state.get("wrote", ())):
            return self._told(None)
        return found

    def _told(self, cursor: str | None) -> tuple[dict[str, str | None], set[str], str | None, bool]:
        """What the calendar answers to a cursor, its parts together."""
        changed: dict[str, str | None] = {}
        removed: set[str] = set()
        complete = False
        for delta in self.scene.calendar.changes(cursor):
            for key in delta.removed:
                changed.pop(key, None)
            removed.update(delta.removed)
            removed -= {key for key, _ in delta.changed}
            changed.update(delta.changed)
            if delta.restored is not Restored.NO:
                self.scene.restored = delta.restored
            cursor = delta.cursor or cursor
            complete = complete or delta.complete
        return changed, removed, cursor, complete

    def _is_restored(self, listed: Mapping[str, str | None], missing: set[str]) -> bool:
        """Whether a full listing shows versions that were there before and are replaced since."""
        count = sum(
            row.version != listed.get(row.remote, row.version)
            and listed.get(row.remote) in row.earlier
            for row in self.scene.rows
            if row.earlier
        )
        return count >= REVERTED or (count > 0 and bool(missing))

    def _unfinished(self) -> list[str]:
        """Ids of items that a write was under way for; one without an id is looked up by UID."""
        ids = []
        for row in self.scene.rows.under_way():
            if row.remote:
                ids.append(row.remote)
            elif found := self.scene.calendar.find(row.uid):
                self._taking.adopt(row, found)
            else:
                self.scene.save(replace(row, intent=None, pending=None), "nothing was written")
        return ids

    def _to_read(self, changed: Mapping[str, str | None]) -> list[str]:
        """Ids whose version is not the one that we know, or that were thought to be gone."""
        return [
            key
            for key, version in changed.items()
            if version is None or version != self._known(key)
        ]

    def _known(self, key: str) -> str | None:
        row = self.scene.rows.at(key)
        if row is None:
            return self.scene.foreign.get(key)
        return None if row.held or row.intent else row.version

    def _read(self, ids: Iterable[str]) -> set[str]:
        """Read items and take them in; the ids of those that are gone."""
        wanted = dict.fromkeys(ids)
        gone: set[str] = set()
        answered: set[str] = set()
        for each in self.scene.calendar.read(list(wanted)) if wanted else ():
            answered.add(each.id)
            if isinstance(each, Gone):
                gone.add(each.id)
                self.scene.foreign.pop(each.id, None)
                self.scene.strangers.pop(each.id, None)
            else:
                self._taking.take(each)
            if self._cancelled():
                break
        self.scene.again |= wanted.keys() - answered
        return gone

    def _missing(self, removed: set[str], listed: Mapping[str, str | None] | None) -> set[str]:
        """Ids of ours that were reported as removed, or are not in a full listing."""
        scene = self.scene
        if listed is None and not removed:
            return set()
        ours = {row.remote for row in scene.rows if row.remote and row.seen}
        if listed is not None:
            removed = removed | (ours - listed.keys())
            removed |= (scene.foreign.keys() | scene.strangers.keys()) - listed.keys()
        for key in removed - ours:
            scene.foreign.pop(key, None)
            scene.strangers.pop(key, None)
        return removed & ours

    def _refuse_strangers(self) -> None:
        scene = self.scene
        if scene.strangers and scene.others == "refuse":
            count = len(scene.strangers)
            raise NeedsDecision(
                f"The calendar of {scene.connection!r} holds {count} reminder{'s' * (count > 1)} of "
                "another network, so nothing was written there.",
                (
                    f"use it side by side: kith config set connections.{scene.connection}.other_network share",
                    f"take them over: kith config set connections.{scene.connection}.other_network adopt",
                    "or give this network a calendar of its own",
                ),
            )
