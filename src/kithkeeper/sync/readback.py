"""What the user did in a calendar comes back: one transaction an item, and the cursor last."""

from __future__ import annotations

from collections.abc import Iterable, MutableMapping
from dataclasses import replace
from typing import Any

from kithkeeper.errors import NeedsDecision
from kithkeeper.store import Document, Store, Work
from kithkeeper.sync import guard
from kithkeeper.sync.keeper import Cancelled, Keeper
from kithkeeper.sync.observe import Observation, agreed, observe, wording
from kithkeeper.sync.ports import Calendar, CalendarItem, Gone, ItemStatus, Seen
from kithkeeper.sync.report import Held, SyncReport
from kithkeeper.sync.state import (
    ItemRow,
    drop_item,
    load_items,
    load_state,
    save_item,
    save_state,
    with_seen,
)

THEIRS = "theirs"
"""In `ItemRow.drift`: the user made the item, and its wording is theirs."""


class ReadBack:
    """Reads one calendar back.

    Args:
        full: List everything, whatever the cursor says.
        allow_deletions: Settle deletions that the guard held back: they were meant.
        recreate: Settle them the other way: the items are made again.
        memory: The plugin's own small state, written with the cursor.
        others: What to do about items of another network: `refuse`, `share` or `adopt`.
    """

    def __init__(
        self,
        store: Store,
        keeper: Keeper,
        calendar: Calendar,
        report: SyncReport,
        *,
        memory: MutableMapping[str, Any] | None = None,
        full: bool = False,
        allow_deletions: bool = False,
        recreate: bool = False,
        others: str = "refuse",
        cancelled: Cancelled = lambda: False,
    ) -> None:
        self._store = store
        self._keeper = keeper
        self._calendar = calendar
        self._report = report
        self._connection = report.connection
        self._memory = {} if memory is None else memory
        self._full = full
        self._allow = allow_deletions
        self._recreate = recreate
        self._others = others
        self._cancelled = cancelled
        self._rows = load_items(store, self._connection)
        self._state: Document = load_state(store, self._connection)
        self._foreign: dict[str, str | None] = dict(self._state.get("foreign", {}))
        self._strangers: dict[str, str] = dict(self._state.get("strangers", {}))

    def run(self) -> None:
        """Read what changed, carry it out, and remember how far we got.

        Raises:
            NeedsDecision: The calendar holds reminders of another network.
            LoginNeeded, TryLater, PluginError: From the plugin; what came until then is kept.
        """
        changed, removed, cursor, complete = self._listed()
        wanted = [*self._unfinished(), *self._to_read(changed)]
        gone = {each.id for each in self._read(wanted) if isinstance(each, Gone)}
        missing = self._missing(removed, changed if complete else None)
        gone |= self._confirm(missing - gone)
        self._take_gone(gone)
        self._remember(cursor)
        self._refuse_strangers()

    def reread(self, row: ItemRow) -> ItemRow | None:
        """Read one item again, carry out what the user did to it, and return its row."""
        self._rows = load_items(self._store, self._connection)
        for each in self._calendar.read([row.remote]):
            if isinstance(each, Gone):
                self._take_gone({each.id})
            else:
                self._take(each)
        return self._rows.get(row.touchpoint)

    def adopt_found(self, row: ItemRow, seen: Seen) -> ItemRow:
        """Tie a row to an item that was found under its UID."""
        self._rows[row.touchpoint] = replace(row, remote=seen.id)
        self._take(seen)
        return self._rows[row.touchpoint]

    def read(self, ids: Iterable[str]) -> None:
        """Read items whose version is not known, in one go."""
        self._rows = load_items(self._store, self._connection)
        self._take_gone({each.id for each in self._read(ids) if isinstance(each, Gone)})

    def remember(self) -> None:
        """Write down the cursor, what was left alone, and the plugin's own memory."""
        state = {
            **self._state, "foreign": self._foreign, "strangers": self._strangers, "plugin": dict(self._memory),
        }  # fmt: skip
        if state != load_state(self._store, self._connection):
            with self._keeper.begin("cursor") as work:
                save_state(work, self._connection, state)

    def take_gone(self, ids: set[str]) -> None:
        """Carry out that these items are gone, under the guard."""
        self._rows = load_items(self._store, self._connection)
        self._take_gone(ids)

    def _listed(self) -> tuple[dict[str, str | None], set[str], str | None, bool]:
        """All that changed since the cursor, and whether it is everything there is."""
        cursor = None if self._full else self._state.get("cursor")
        changed: dict[str, str | None] = {}
        removed: set[str] = set()
        complete = False
        for delta in self._calendar.changes(cursor):
            changed.update(delta.changed)
            removed.update(delta.removed)
            cursor = delta.cursor or cursor
            complete = complete or delta.complete
        return changed, removed - changed.keys(), cursor, complete

    def _unfinished(self) -> list[str]:
        """Ids of items that a write was under way for; one without an id is looked up by UID."""
        ids = []
        for row in list(self._rows.values()):
            if row.intent is None:
                continue
            if row.remote:
                ids.append(row.remote)
            elif found := self._calendar.find(row.uid):
                self.adopt_found(row, found)
            else:
                self._save(replace(row, intent=None, pending=None), "nothing was written")
        return ids

    def _to_read(self, changed: dict[str, str | None]) -> list[str]:
        """Ids whose version is not the one that we know."""
        known = {row.remote: row.version for row in self._rows.values() if row.intent is None}
        return [
            key
            for key, version in changed.items()
            if version is None or version != known.get(key, self._foreign.get(key))
        ]

    def _read(self, ids: Iterable[str]) -> list[Seen | Gone]:
        wanted = list(dict.fromkeys(ids))
        if not wanted:
            return []
        answers = []
        for each in self._calendar.read(wanted):
            answers.append(each)
            if isinstance(each, Seen):
                self._take(each)
            if self._cancelled():
                break
        return answers

    def _missing(self, removed: set[str], listed: dict[str, str | None] | None) -> set[str]:
        """Ids of ours that were reported as removed, or are not in a full listing."""
        ours = {row.remote for row in self._rows.values() if row.remote and row.seen}
        if listed is not None:
            for key in [each for each in self._foreign if each not in listed]:
                self._foreign.pop(key)
            self._strangers = {k: v for k, v in self._strangers.items() if k in listed}
            removed = removed | (ours - listed.keys())
        for key in removed - ours:
            self._foreign.pop(key, None)
            self._strangers.pop(key, None)
        return removed & ours

    def _confirm(self, ids: set[str]) -> set[str]:
        """Those that the other side says are gone when it is asked for each, and that did not
        only move to another place.
        """
        gone: set[str] = set()
        if not ids:
            return gone
        for each in self._calendar.read(sorted(ids)):
            if isinstance(each, Seen):
                self._take(each)
            else:
                gone.add(each.id)
        if len(gone) <= guard.HANDFUL:
            gone = {key for key in gone if not self._moved_away(key)}
        return gone

    def _moved_away(self, key: str) -> bool:
        row = next((each for each in self._rows.values() if each.remote == key), None)
        found = self._calendar.find(row.uid) if row else None
        if row is None or found is None:
            return False
        self.adopt_found(row, found)
        return True

    def _take(self, seen: Seen) -> None:
        row = self._row_of(seen)
        if seen.item is None:
            self._foreign[seen.id] = seen.version
            if row:
                self._report.problem(self._keeper.name(row.touchpoint), seen.problem)
            return
        if row:
            self._take_known(row, seen, seen.item)
        else:
            self._take_unknown(seen, seen.item)

    def _row_of(self, seen: Seen) -> ItemRow | None:
        for row in self._rows.values():
            if row.remote == seen.id:
                return row
        uid = seen.item.uid if seen.item else ""
        return next((row for row in self._rows.values() if row.uid == uid and not row.remote), None)

    def _take_known(self, row: ItemRow, seen: Seen, item: CalendarItem) -> None:
        """Carry out what the user did, and let the base follow, in one transaction."""
        observation = observe(row.base, item, row.pending)
        base = self._new_base(row, item)
        with self._keeper.begin("read back") as work:
            if observation:
                self._keeper.observed(work, row.touchpoint, observation)
                self._report.pulled.updated += 1
                self._report.detail(f"{self._keeper.name(row.touchpoint)}: {describe(observation)}")
            else:
                self._report.pulled.unchanged += 1
            self._keep(work, with_seen(row, seen, base))

    def _new_base(self, row: ItemRow, item: CalendarItem) -> CalendarItem:
        base = agreed(row.base, item)
        if row.drift == THEIRS:
            return replace(base, summary=item.summary, description=item.description)
        now = wording(item)
        if row.pending is not None and now == wording(row.pending):
            return replace(base, summary=row.pending.summary, description=row.pending.description, alarm=row.pending.alarm)  # fmt: skip
        if now not in (wording(base), row.drift):
            return replace(base, summary=item.summary, description=item.description)
        return base

    def _take_unknown(self, seen: Seen, item: CalendarItem) -> None:
        ours = item.network == self._keeper.network
        if item.network and not ours and self._others != "adopt":
            self._strangers[seen.id] = item.network
            self._foreign[seen.id] = seen.version
            return
        with self._keeper.begin("adopted") as work:
            touchpoint = self._touchpoint_for(work, item)
            if touchpoint is None:
                self._foreign[seen.id] = seen.version
                return
            wanted = self._keeper.wanted_one(self._connection, touchpoint)
            base = replace(wanted.item, uid=item.uid) if wanted and item.network else None
            row = ItemRow(
                self._connection, touchpoint, item.uid, drift="" if item.network else THEIRS
            )
            observation = observe(base, item)
            if observation:
                self._keeper.observed(work, touchpoint, observation)
            self._keep(work, with_seen(row, seen, self._new_base(replace(row, base=base), item)))
        self._report.pulled.added += 1
        self._report.detail(f"{self._keeper.name(touchpoint)}: taken over from the calendar")

    def _touchpoint_for(self, work: Work, item: CalendarItem) -> str | None:
        known = self._rows.get(item.touchpoint)
        if item.touchpoint and self._keeper.knows(item.touchpoint):
            return None if known and known.remote else item.touchpoint
        if item.touchpoint and item.status is not ItemStatus.OPEN:
            return None
        made = self._keeper.adopt(work, item)
        taken = self._rows.get(made) if made else None
        return None if taken and taken.remote else made

    def _take_gone(self, ids: set[str]) -> None:
        rows = [
            row for row in self._rows.values() if row.remote in ids or (row.held and row.remote)
        ]
        if not rows:
            return
        for row in [each for each in rows if _finished(each)]:
            self._forget(row, None)
        rows = [each for each in rows if not _finished(each)]
        live = [
            row for row in self._rows.values() if row.seen and row.remote and not _finished(row)
        ]
        if self._recreate:
            for row in rows:
                self._forget(row, None)
        elif guard.emptied(len(rows), len(live)) and not self._allow:
            for row in rows:
                self._hold(row)
        else:
            for row in rows:
                self._forget(row, Observation(gone=True))

    def _forget(self, row: ItemRow, observation: Observation | None) -> None:
        with self._keeper.begin("deleted there") as work:
            if observation and row.intent != "delete":
                self._keeper.observed(work, row.touchpoint, observation)
                self._report.pulled.removed += 1
                self._report.detail(
                    f"{self._keeper.name(row.touchpoint)}: deleted there, so skipped"
                )
            drop_item(work, row)
        self._rows.pop(row.touchpoint, None)

    def _hold(self, row: ItemRow) -> None:
        reason = "it is gone from the calendar together with many others"
        self._report.held.append(
            Held(row.touchpoint, self._keeper.name(row.touchpoint), "theirs", reason)
        )
        self._save(replace(row, held=True), reason)

    def _save(self, row: ItemRow, why: str) -> None:
        with self._keeper.begin(why) as work:
            self._keep(work, row)

    def _keep(self, work: Work, row: ItemRow) -> None:
        save_item(work, row)
        self._rows[row.touchpoint] = row

    def _remember(self, cursor: str | None) -> None:
        self._state = {**self._state, "cursor": cursor}
        self.remember()

    def _refuse_strangers(self) -> None:
        if self._strangers and self._others == "refuse":
            raise NeedsDecision(
                f"The calendar of {self._connection!r} holds {len(self._strangers)} reminders of another "
                "network, so nothing was written there.",
                (
                    f"use it side by side: kith config set connections.{self._connection}.other_network share",
                    f"take them over: kith config set connections.{self._connection}.other_network adopt",
                    "or give this network a calendar of its own",
                ),
            )


def describe(seen: Observation) -> str:
    """What the user did, in words."""
    parts = [
        f"ticked off on {seen.done_on}" if seen.done_on else "",
        "reopened" if seen.reopened else "",
        "cancelled" if seen.gone else "",
        f"moved to {seen.moved_to}" if seen.moved_to else "",
        "notes changed" if seen.notes is not None else "",
    ]
    return ", ".join(part for part in parts if part)


def _finished(row: ItemRow) -> bool:
    return row.base is not None and row.base.status is not ItemStatus.OPEN
