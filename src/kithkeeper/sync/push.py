"""Touchpoints go out: intent before, conditional request, outcome after, one item at a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cached_property, partial

from kithkeeper.identity.ids import new_id
from kithkeeper.sync import guard
from kithkeeper.sync.keeper import Cancelled, Wanted
from kithkeeper.sync.observe import differences, differs, mark, wording
from kithkeeper.sync.ports import CalendarItem, Gone, Outcome, Result
from kithkeeper.sync.readback import ReadBack
from kithkeeper.sync.report import Held
from kithkeeper.sync.scene import finished
from kithkeeper.sync.state import MOVED, THEIRS, ItemRow, before, load_item, load_notes
from kithkeeper.sync.writing import Writing

_DONE = (Result.OK, Result.GONE)


class Push:
    """Writes one calendar.

    Args:
        readback: The reader of the same calendar, for what a conflict asks to be read again.
        allow_deletions: Carry out a mass deletion of ours that was held back.
    """

    def __init__(
        self,
        readback: ReadBack,
        *,
        allow_deletions: bool = False,
        cancelled: Cancelled = lambda: False,
        progress: Callable[[int, int | None], None] = lambda *_: None,
        make_uid: Callable[[], str] = new_id,
    ) -> None:
        self._readback = readback
        self._scene = readback.scene
        self._keeper = self._scene.keeper
        self._report = self._scene.report
        self._allow = allow_deletions
        self._cancelled = cancelled
        self._progress = progress
        self._make_uid = make_uid
        self._writing = Writing()
        self._gone: set[str] = set()

    def write(self) -> int:
        """Create and update what differs from what is wanted.

        Returns:
            How many items are wanted there.

        Raises:
            LoginNeeded, TryLater, PluginError: From the plugin; what was written is remembered.
        """
        wanted = self._wanted()
        self._learn_versions(wanted)
        work = [each for each in wanted.values() if self._is_due(each)]
        self._report.pushed.unchanged = len(wanted) - len(work)
        for number, each in enumerate(work):
            if self._cancelled():
                break
            self._progress(number, len(work))
            self._write(each)
        return len(wanted)

    def withdraw(self) -> None:
        """Take out what is not wanted any more, once every calendar was written: what moves to
        another one stands there before it goes here.

        Raises:
            LoginNeeded, TryLater, PluginError: From the plugin; what was deleted is remembered.
        """
        wanted = self._wanted()
        if not self._cancelled():
            self._withdraw([row for row in self._scene.rows if row.touchpoint not in wanted])
            self._delete_doubles()
            if self._gone:
                self._readback.take_gone(self._gone)
            self._confirm_versions()
        self._readback.remember()

    def _wanted(self) -> dict[str, Wanted]:
        return {each.touchpoint: each for each in self._keeper.wanted(self._scene.connection)}

    def _is_due(self, wanted: Wanted) -> bool:
        row = self._scene.rows.of(wanted.touchpoint)
        if row is None or row.base is None:
            return not wanted.finished
        if row.held or row.intent == MOVED or (row.drift == THEIRS and row.base.repeats):
            return False
        if wanted.finished and finished(row):
            return False
        return differs(row.base, _as_wanted(row, wanted.item))

    def _learn_versions(self, wanted: dict[str, Wanted]) -> None:
        """Items that shall be written and whose version we don't know are read first, at once."""
        blind = [
            row.remote
            for row in self._scene.rows
            if row.remote and row.version is None
            and (row.touchpoint not in wanted or self._is_due(wanted[row.touchpoint]))
        ]  # fmt: skip
        if blind:
            self._readback.read(blind)

    def _write(self, wanted: Wanted) -> None:
        """Write one item; where it changed there, read it, merge, and write once more.

        One that is refused as changed, and is found as it was, is no conflict but a problem.
        """
        touchpoint, moved, reason = wanted.touchpoint, False, ""
        for _ in range(2):
            row = self._scene.rows.of(touchpoint)
            row = row or ItemRow(self._scene.connection, touchpoint, self._make_uid())
            item = _as_wanted(row, wanted.item)
            if row.base is None:
                item = replace(item, notes=self._notes_elsewhere.get(touchpoint, ""))
            outcome = self._put(row, item)
            if outcome.result is not Result.CONFLICT:
                self._settle(row, item, outcome)
                return
            moved, reason = self._after_conflict(row), outcome.reason
            fresh = self._keeper.wanted_one(self._scene.connection, touchpoint)
            if fresh is None or not self._is_due(fresh):
                return
            wanted = fresh
        name = self._keeper.name(touchpoint)
        if moved:
            self._report.conflicts.append(
                f"{name}: it changes there faster than we can write; left for the next sync"
            )
        else:
            self._report.problem(name, reason)

    @cached_property
    def _notes_elsewhere(self) -> dict[str, str]:
        """The user's lines by touchpoint, for items that come here from another calendar."""
        return load_notes(self._scene.store, self._scene.connection)

    def _put(self, row: ItemRow, item: CalendarItem) -> Outcome:
        intent = "update" if row.remote else "create"
        self._scene.save(replace(row, intent=intent, pending=item), "about to write")
        return self._writing.attempt(
            lambda: (
                self._unmet(row)
                or self._scene.calendar.put(item, id=row.remote, raw=row.raw, expected=row.version)
            )
        )

    def _unmet(self, row: ItemRow) -> Outcome | None:
        """Where the other side honours no condition: read and compare before the write."""
        if not row.remote or self._scene.calendar.capabilities.conditional:
            return None
        for each in self._scene.calendar.read([row.remote]):
            if isinstance(each, Gone):
                return Outcome(Result.GONE, row.remote)
            if each.version != row.version or (each.version is None and each.raw != row.raw):
                return Outcome(Result.CONFLICT, row.remote, reason="it changed there")
            return None
        return Outcome(Result.FAILED, row.remote, reason="it could not be read before the write")

    def _after_conflict(self, row: ItemRow) -> bool:
        """Read the other side again; a place that someone else's item takes asks for a new UID.

        Returns:
            Whether anything has changed there.
        """
        if row.remote:
            there = self._readback.reread(row)
            return there is None or (there.version, there.raw) != (row.version, row.raw)
        if found := self._scene.calendar.find(row.uid):
            self._readback.adopt(self._scene.rows.of(row.touchpoint) or row, found)
            return True
        self._scene.drop(row, "the place is taken")
        return False

    def _settle(self, row: ItemRow, item: CalendarItem, outcome: Outcome) -> None:
        """Write down how a write ended."""
        name = self._scene.name(row)
        clear = replace(row, intent=None, pending=None)
        failed = replace(row, attempts=row.attempts + 1, error=outcome.reason)
        match outcome.result:
            case Result.OK:
                written = _written(row, item, outcome)
                self._scene.save(written, "wrote")
                self._scene.wrote.add(written.remote)
                self._count(row, item, name)
            case Result.GONE if row.remote:
                self._scene.save(clear, "gone")
                self._gone.add(row.remote)
            case Result.FAILED:
                # It may have arrived all the same: the intent stays, and the next run looks.
                intent = "update" if row.remote else "create"
                self._scene.save(replace(failed, intent=intent, pending=item), "failed")
                self._report.problem(name, outcome.reason)
            case _:
                # A UID that the other side refuses may be one that it deleted before.
                uid = row.uid if row.remote else self._make_uid()
                self._scene.save(replace(failed, intent=None, pending=None, uid=uid), "refused")
                self._report.problem(name, outcome.reason)

    def _count(self, row: ItemRow, item: CalendarItem, name: str) -> None:
        if row.remote:
            self._report.pushed.updated += 1
            why = ", ".join(differences(row.base, item)) if row.base else "written again"
            self._report.detail(f"{name}: updated: {why}")
        else:
            self._report.pushed.created += 1
            why = item.description.partition("\n")[0]
            self._report.detail(f"{name}: created on {item.day}" + (f": {why}" if why else ""))

    def _withdraw(self, rows: list[ItemRow]) -> None:
        """Items whose touchpoint is finished become so there; those that are not wanted go, but
        for what the user made.
        """
        deletions = []
        for row in rows:
            if row.held or finished(row):
                continue
            done = self._keeper.wanted_one(self._scene.connection, row.touchpoint)
            if done is None:
                if row.drift != THEIRS and not self._is_on_its_way(row):
                    deletions.append(row)
            elif self._is_due(done) and not self._cancelled():
                self._write(done)
        if guard.mass(len(deletions), len(self._scene.rows)) and not self._allow:
            self._hold(deletions)
            return
        for row in deletions:
            if self._cancelled():
                return
            self._delete(row)

    def _is_on_its_way(self, row: ItemRow) -> bool:
        """Whether the item shall stand in another calendar, and doesn't yet."""
        home = self._keeper.home(row.touchpoint)
        if home is None or home == self._scene.connection:
            return False
        there = load_item(self._scene.store, home, row.touchpoint)
        return there is None or not there.seen or there.intent == MOVED

    def _hold(self, rows: list[ItemRow]) -> None:
        reason = "so many reminders would be deleted at once"
        self._report.held += [
            Held(row.touchpoint, self._scene.name(row), "ours", reason) for row in rows
        ]

    def _delete(self, row: ItemRow) -> None:
        """Delete one item; where the user changed it meanwhile, take that in and try once more."""
        name = self._scene.name(row)
        again: ItemRow | None = row
        for _ in range(2):
            if again is None:
                return
            outcome = self._delete_once(again)
            if outcome.result in _DONE:
                self._scene.drop(again, "deleted")
                if again.remote:
                    self._scene.wrote.add(again.remote)
                    self._report.pushed.deleted += 1
                    self._report.detail(f"{name}: withdrawn: nothing is planned there for them now")
                return
            if outcome.result is not Result.CONFLICT:
                self._not_deleted(again, name, outcome)
                return
            again = self._readback.reread(again)
            if self._keeper.wanted_one(self._scene.connection, row.touchpoint) is not None:
                return
        self._report.conflicts.append(f"{name}: it changed there while it was being withdrawn")

    def _delete_once(self, row: ItemRow) -> Outcome:
        if not row.remote:
            return Outcome(Result.GONE)
        self._scene.save(replace(row, intent="delete"), "about to delete")
        return self._writing.attempt(
            lambda: (
                self._unmet(row) or self._scene.calendar.delete(row.remote, expected=row.version)
            )
        )

    def _not_deleted(self, row: ItemRow, name: str, outcome: Outcome) -> None:
        """One that failed may have arrived: its intent stays, so that it is not taken for the
        user's deletion.
        """
        intent = "delete" if outcome.result is Result.FAILED else None
        self._scene.save(replace(row, intent=intent, error=outcome.reason), "not deleted")
        self._report.problem(name, outcome.reason)

    def _delete_doubles(self) -> None:
        for key, version in list(self._scene.doubles.items()):
            outcome = self._writing.attempt(
                partial(self._scene.calendar.delete, key, expected=version)
            )
            if outcome.result in _DONE:
                del self._scene.doubles[key]
                self._report.pushed.deleted += 1
                self._report.detail("a reminder that two devices had made is one again")

    def _confirm_versions(self) -> None:
        """Where the other side told no version, read once what was written."""
        blind = [
            row.remote
            for row in self._scene.rows
            if row.remote and row.version is None and not row.held
        ]
        if blind:
            self._readback.read(blind)


def _as_wanted(row: ItemRow, item: CalendarItem) -> CalendarItem:
    """What shall stand there: ours, with the user's notes and, in their own item, their words."""
    base = row.base
    made = replace(item, uid=row.uid)
    if base is None:
        return made
    made = replace(
        made, notes=base.notes, minutes=base.minutes if made.time else made.minutes,
        repeats=base.repeats,
    )  # fmt: skip
    if row.drift == THEIRS:
        made = replace(
            made, summary=base.summary, description=base.description, alarm=base.alarm,
            network=base.network, touchpoint=base.touchpoint, kind=base.kind,
        )  # fmt: skip
    return made


def _written(row: ItemRow, item: CalendarItem, outcome: Outcome) -> ItemRow:
    drift = row.drift
    if drift != THEIRS and row.base is not None and wording(row.base) != wording(item):
        drift = mark(row.base)
    return replace(
        row, remote=outcome.id or row.remote, version=outcome.version, raw=outcome.raw or row.raw,
        base=item, intent=None, pending=None, seen=True, drift=drift, attempts=0, error="",
        earlier=before(row, outcome.version),
    )  # fmt: skip
