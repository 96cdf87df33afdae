"""Touchpoints go out: intent before, conditional request, outcome after, one item at a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from kithkeeper.errors import PluginError
from kithkeeper.identity.ids import new_id
from kithkeeper.store import Store
from kithkeeper.sync import guard
from kithkeeper.sync.keeper import Cancelled, Keeper, Wanted
from kithkeeper.sync.observe import differs, wording
from kithkeeper.sync.ports import Calendar, CalendarItem, ItemStatus, Outcome, Result, Seen
from kithkeeper.sync.readback import THEIRS, ReadBack
from kithkeeper.sync.report import Held, SyncReport
from kithkeeper.sync.state import ItemRow, drop_item, load_item, load_items, save_item

MOST_IN_A_ROW = 3
"""So many unknown errors one after the other end the connection's run."""


class Push:
    """Writes one calendar.

    Args:
        readback: The reader of the same calendar, for what a conflict asks to be read again.
        allow_deletions: Carry out a mass deletion of ours that was held back.
    """

    def __init__(
        self,
        store: Store,
        keeper: Keeper,
        calendar: Calendar,
        report: SyncReport,
        readback: ReadBack,
        *,
        allow_deletions: bool = False,
        cancelled: Cancelled = lambda: False,
        progress: Callable[[int, int | None], None] = lambda *_: None,
        make_uid: Callable[[], str] = new_id,
    ) -> None:
        self._store = store
        self._keeper = keeper
        self._calendar = calendar
        self._report = report
        self._connection = report.connection
        self._readback = readback
        self._allow = allow_deletions
        self._cancelled = cancelled
        self._progress = progress
        self._make_uid = make_uid
        self._failures = 0
        self._gone: set[str] = set()

    def run(self) -> None:
        """Create, update and delete what differs from what is wanted.

        Raises:
            LoginNeeded, TryLater, PluginError: From the plugin; what was written is remembered.
        """
        wanted = {each.touchpoint: each for each in self._keeper.wanted(self._connection)}
        rows = load_items(self._store, self._connection)
        self._learn_versions(rows, wanted)
        rows = load_items(self._store, self._connection)
        work = [each for each in wanted.values() if self._is_due(rows.get(each.touchpoint), each)]
        self._report.pushed.unchanged += len(wanted) - len(work)
        for number, each in enumerate(work):
            if self._cancelled():
                return
            self._progress(number, len(work))
            self._write(rows.get(each.touchpoint), each)
        self._withdraw([row for row in rows.values() if row.touchpoint not in wanted], len(rows))
        if self._gone:
            self._readback.take_gone(self._gone)
        self._confirm_versions()
        self._readback.remember()

    def _is_due(self, row: ItemRow | None, wanted: Wanted) -> bool:
        if row is None or row.base is None:
            return not wanted.finished
        if row.held:
            return False
        if wanted.finished and row.base.status is not ItemStatus.OPEN:
            return False
        return differs(row.base, _as_wanted(row, wanted.item))

    def _learn_versions(self, rows: dict[str, ItemRow], wanted: dict[str, Wanted]) -> None:
        """Items that shall be written and whose version we don't know are read first, at once."""
        blind = [
            row.remote
            for row in rows.values()
            if row.remote and row.version is None
            and (row.touchpoint not in wanted or self._is_due(row, wanted[row.touchpoint]))
        ]  # fmt: skip
        if blind:
            self._readback.read(blind)

    def _write(self, row: ItemRow | None, wanted: Wanted) -> None:
        for _ in range(2):
            if row is None:
                row = ItemRow(self._connection, wanted.touchpoint, self._make_uid())
            item = _as_wanted(row, wanted.item)
            outcome = self._put(row, item)
            if outcome.result is not Result.CONFLICT:
                self._settle(row, item, outcome)
                return
            again = self._after_conflict(row)
            fresh = self._keeper.wanted_one(self._connection, wanted.touchpoint)
            if fresh is None or (again and not self._is_due(again, fresh)):
                return
            row, wanted = again, fresh
        name = self._keeper.name(wanted.touchpoint)
        self._report.conflicts.append(
            f"{name}: it changes there faster than we can write; left for the next sync"
        )

    def _put(self, row: ItemRow, item: CalendarItem) -> Outcome:
        intent = "update" if row.remote else "create"
        with self._keeper.begin("about to write") as work:
            save_item(work, replace(row, intent=intent, pending=item))
        return self._guarded(
            lambda: self._calendar.put(item, id=row.remote, raw=row.raw, expected=row.version)
        )

    def _after_conflict(self, row: ItemRow) -> ItemRow | None:
        """The row after the other side was read again; None to begin anew under a fresh UID."""
        known = load_item(self._store, self._connection, row.touchpoint) or row
        if row.remote:
            return self._readback.reread(known)
        found: Seen | None = self._calendar.find(row.uid)
        if found:
            return self._readback.adopt_found(known, found)
        with self._keeper.begin("the place is taken") as work:
            drop_item(work, row)
        return None

    def _settle(self, row: ItemRow, item: CalendarItem, outcome: Outcome) -> None:
        """Write down how a write ended."""
        name = self._keeper.name(row.touchpoint)
        with self._keeper.begin("wrote") as work:
            match outcome.result:
                case Result.OK:
                    save_item(work, _written(row, item, outcome))
                    self._count(row, item, name)
                case Result.GONE:
                    save_item(work, replace(row, intent=None, pending=None))
                    self._gone.add(row.remote)
                case Result.FAILED:
                    # It may have arrived all the same: the intent stays, and the next run looks.
                    intent = "update" if row.remote else "create"
                    save_item(work, replace(row, intent=intent, pending=item, attempts=row.attempts + 1, error=outcome.reason))  # fmt: skip
                    self._report.problem(name, outcome.reason)
                case _:
                    save_item(work, replace(row, intent=None, pending=None, attempts=row.attempts + 1, error=outcome.reason))  # fmt: skip
                    self._report.problem(name, outcome.reason)

    def _count(self, row: ItemRow, item: CalendarItem, name: str) -> None:
        if row.remote:
            self._report.pushed.updated += 1
            self._report.detail(f"{name}: updated, {item.day}")
        else:
            self._report.pushed.created += 1
            self._report.detail(f"{name}: created, {item.day}")

    def _withdraw(self, rows: list[ItemRow], known: int) -> None:
        """Items whose touchpoint is finished become so there; those that are not wanted go."""
        deletions = []
        for row in rows:
            if row.held or (row.base is not None and row.base.status is not ItemStatus.OPEN):
                continue
            finished = self._keeper.wanted_one(self._connection, row.touchpoint)
            if finished is None:
                deletions.append(row)
            elif row.base is not None and differs(row.base, _as_wanted(row, finished.item)):
                self._write(row, finished)
        if guard.mass(len(deletions), known) and not self._allow:
            reason = "so many reminders would be deleted at once"
            self._report.held += [
                Held(row.touchpoint, self._keeper.name(row.touchpoint), "ours", reason)
                for row in deletions
            ]
            return
        for row in deletions:
            if self._cancelled():
                return
            self._delete(row)

    def _delete(self, row: ItemRow) -> None:
        if not row.remote:
            with self._keeper.begin("never written") as work:
                drop_item(work, row)
            return
        with self._keeper.begin("about to delete") as work:
            save_item(work, replace(row, intent="delete"))
        outcome = self._guarded(lambda: self._calendar.delete(row.remote, expected=row.version))
        name = self._keeper.name(row.touchpoint)
        if outcome.result in (Result.OK, Result.GONE):
            with self._keeper.begin("deleted") as work:
                drop_item(work, row)
            self._report.pushed.deleted += 1
            self._report.detail(f"{name}: withdrawn")
            return
        with self._keeper.begin("not deleted") as work:
            save_item(work, replace(row, intent=None, error=outcome.reason))
        if outcome.result is Result.CONFLICT:
            self._after_changed_before_delete(row, name)
        else:
            self._report.problem(name, outcome.reason)

    def _after_changed_before_delete(self, row: ItemRow, name: str) -> None:
        """The user changed what we were about to withdraw: take that in, then try once more."""
        again = self._readback.reread(row)
        if again is None or self._keeper.wanted_one(self._connection, row.touchpoint) is not None:
            return
        outcome = self._guarded(lambda: self._calendar.delete(again.remote, expected=again.version))
        if outcome.result in (Result.OK, Result.GONE):
            with self._keeper.begin("deleted") as work:
                drop_item(work, again)
            self._report.pushed.deleted += 1
        else:
            self._report.conflicts.append(f"{name}: it changed there while it was being withdrawn")

    def _confirm_versions(self) -> None:
        """Where the other side told no version, read once what was written."""
        rows = load_items(self._store, self._connection)
        blind = [
            row.remote
            for row in rows.values()
            if row.remote and row.version is None and not row.held
        ]
        if blind and not self._cancelled():
            self._readback.read(blind)

    def _guarded(self, call: Callable[[], Outcome]) -> Outcome:
        """Call the plugin; an unknown exception fails this item, three in a row the connection."""
        try:
            outcome = call()
        except PluginError:
            raise
        except Exception as error:
            self._failures += 1
            reason = f"{type(error).__name__}: {error}"
            if self._failures >= MOST_IN_A_ROW:
                raise PluginError(
                    f"{MOST_IN_A_ROW} writes failed in a row; the last: {reason}"
                ) from error
            return Outcome(Result.FAILED, reason=reason)
        self._failures = 0
        return outcome


def _as_wanted(row: ItemRow, item: CalendarItem) -> CalendarItem:
    """What shall stand there: ours, with the user's notes and, in their own item, their words."""
    base = row.base
    made = replace(item, uid=row.uid)
    if base is None:
        return made
    made = replace(made, notes=base.notes, minutes=base.minutes if made.time else made.minutes)
    if row.drift == THEIRS:
        made = replace(made, summary=base.summary, description=base.description, alarm=base.alarm)
    return made


def _written(row: ItemRow, item: CalendarItem, outcome: Outcome) -> ItemRow:
    drift = row.drift
    if drift != THEIRS and row.base is not None and wording(row.base) != wording(item):
        drift = wording(row.base)
    return replace(
        row, remote=outcome.id or row.remote, version=outcome.version, raw=outcome.raw or row.raw,
        base=item, intent=None, pending=None, seen=True, drift=drift, attempts=0, error="",
    )  # fmt: skip
