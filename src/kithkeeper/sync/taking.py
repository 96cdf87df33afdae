"""Taking in what stands in a calendar: items that are known, and items met for the first time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from kithkeeper.errors import StoreDamaged, StoreLocked, StoreNewer
from kithkeeper.store import Work
from kithkeeper.sync.observe import Observation, agreed, mark, observe, wording
from kithkeeper.sync.ports import CalendarItem, Gone, ItemStatus, Restored, Seen
from kithkeeper.sync.scene import Scene
from kithkeeper.sync.state import THEIRS, ItemRow, with_seen


class Taking:
    """Takes items in, each in a transaction of its own; one that fails hurts no other.

    Attributes:
        waiting: Items that no row is known for. They are looked at after those that are known and
            those that are gone, so that a touchpoint is free when its successor is met.
    """

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self.waiting: dict[str, Seen] = {}

    def take(self, seen: Seen) -> None:
        """Take in an item that is known; let another wait."""
        row = self._row_of(seen)
        if seen.item is None:
            self._scene.foreign[seen.id] = seen.version
            if row:
                self._scene.report.problem(self._scene.name(row), seen.problem)
        elif row:
            self._safely(seen, partial(self._known, row, seen))
        else:
            self.waiting[seen.id] = seen

    def take_waiting(self) -> None:
        """Take in those that waited."""
        waiting, self.waiting = self.waiting, {}
        for seen in waiting.values():
            if self._row_of(seen):
                self.take(seen)
            else:
                self._safely(seen, partial(self._unknown, seen))

    def adopt(self, row: ItemRow, seen: Seen) -> ItemRow:
        """Tie a row to an item that turned up at another place, and take that in."""
        uid = seen.item.uid if seen.item else row.uid
        self.waiting.pop(seen.id, None)
        if row.remote in self._scene.wrote:
            self._scene.wrote ^= {row.remote, seen.id}
        self._scene.save(replace(row, uid=uid, remote=seen.id), "found elsewhere")
        self.take(seen)
        return self._scene.rows.of(row.touchpoint) or row

    def successor(self, row: ItemRow) -> Seen | None:
        """An item that waits and stands for the same touchpoint as a row whose item is gone."""
        for seen in self.waiting.values():
            item = seen.item
            if item is None or item.network not in ("", self._scene.keeper.network):
                continue
            if item.uid == row.uid or (item.network and item.touchpoint == row.touchpoint):
                return seen
        return None

    def _row_of(self, seen: Seen) -> ItemRow | None:
        if row := self._scene.rows.at(seen.id):
            return row
        row = self._scene.rows.with_uid(seen.item.uid) if seen.item else None
        return row if row and not row.remote else None

    def _safely(self, seen: Seen, take: Callable[[CalendarItem], None]) -> None:
        assert seen.item is not None
        try:
            take(seen.item)
        except (StoreDamaged, StoreLocked, StoreNewer):
            raise
        except Exception as error:  # noqa: BLE001 - one bad item never stops the rest
            reason = f"can't be taken in: {error}"
            self._scene.report.problem(seen.item.summary, reason)
            self._scene.again.add(seen.id)

    def _known(self, row: ItemRow, seen: Seen, item: CalendarItem) -> None:
        """Carry out what the user did, and let the base follow, in one transaction."""
        scene = self._scene
        if scene.restored is Restored.YES and seen.version in row.earlier:
            scene.save(with_seen(row, seen, item), "went back to a backup there")
            return
        observation = observe(row.base, item, row.pending)
        with scene.keeper.begin("read back") as work:
            left = self._carry_out(work, row.touchpoint, observation)
            scene.rows.save(work, with_seen(row, seen, _new_base(row, item)))
        self._say(row.touchpoint, left)
        if observation:
            scene.report.pulled.updated += 1
            scene.report.detail(f"{scene.name(row)}: {describe(observation)}")
        else:
            scene.report.pulled.unchanged += 1

    def _unknown(self, seen: Seen, item: CalendarItem) -> None:
        scene = self._scene
        ours = item.network == scene.keeper.network
        scene.strangers.pop(seen.id, None)
        if item.network and not ours and scene.others != "adopt":
            scene.strangers[seen.id] = item.network
            scene.foreign[seen.id] = seen.version
            return
        row = scene.rows.of(item.touchpoint) if ours else None
        if row and row.remote and row.uid == item.uid:
            self._follow(row, seen)
            return
        if row and _is_double(row, item):
            self._settle_double(row, seen, item)
            return
        left: Sequence[str] = ()
        with scene.keeper.begin("adopted") as work:
            touchpoint = self._touchpoint_for(work, seen, item, ours=ours)
            if touchpoint is not None:
                left = self._tie(work, touchpoint, seen, item)
        if touchpoint is None:
            scene.foreign[seen.id] = seen.version
            if ours and item.status is ItemStatus.OPEN:
                scene.orphans.add(seen.id)
            return
        self._say(touchpoint, left)
        scene.foreign.pop(seen.id, None)
        scene.report.pulled.added += 1
        scene.report.detail(f"{scene.keeper.name(touchpoint)}: taken over from the calendar")

    def _carry_out(self, work: Work, touchpoint: str, observation: Observation) -> Sequence[str]:
        return self._scene.keeper.observed(work, touchpoint, observation) if observation else ()

    def _say(self, touchpoint: str, left: Sequence[str]) -> None:
        """Report what of the user's doing could not be carried out, once the rest of it was."""
        for reason in left:
            self._scene.report.problem(self._scene.keeper.name(touchpoint), reason)

    def _tie(self, work: Work, touchpoint: str, seen: Seen, item: CalendarItem) -> Sequence[str]:
        """Make the row of an item that is taken over, with what the user did to it; what of that
        could not be carried out.
        """
        scene = self._scene
        base = None
        wanted = scene.keeper.wanted_one(scene.connection, touchpoint)
        if wanted and item.network:
            base = replace(
                wanted.item, uid=item.uid, network=item.network, status=ItemStatus.OPEN,
                completed_on=None,
            )  # fmt: skip
        left = self._carry_out(work, touchpoint, observe(base, item))
        drift = "" if item.network else THEIRS
        row = ItemRow(scene.connection, touchpoint, item.uid, base=base, drift=drift)
        scene.rows.save(work, with_seen(row, seen, _new_base(row, item)))
        return left

    def _touchpoint_for(
        self, work: Work, seen: Seen, item: CalendarItem, *, ours: bool
    ) -> str | None:
        scene = self._scene
        if item.touchpoint and scene.keeper.knows(item.touchpoint):
            known = scene.rows.of(item.touchpoint)
            return None if known and known.remote else item.touchpoint
        if item.status is ItemStatus.CANCELLED:
            return None
        if item.network and not ours and item.status is not ItemStatus.OPEN:
            return None
        made = scene.keeper.adopt(work, item)
        taken = scene.rows.of(made) if made else None
        if not taken or not taken.remote:
            return made
        if ours and scene.restored is Restored.YES:
            # Withdrawn since the backup was taken; what it stood for has another item by now.
            scene.doubles[seen.id] = seen.version
        return None

    def _follow(self, row: ItemRow, seen: Seen) -> None:
        """An item under an address that we don't know it by: it has moved there, or that is one
        more name of it, or a copy that the other side made. None of these is deleted.
        """
        if any(isinstance(each, Gone) for each in self._scene.calendar.read([row.remote])):
            self.adopt(row, seen)
        else:
            self._scene.foreign[seen.id] = seen.version

    def _settle_double(self, row: ItemRow, seen: Seen, item: CalendarItem) -> None:
        """Two devices made an item for one touchpoint: the one with the lesser UID stays, so that
        both devices decide alike.
        """
        scene = self._scene
        if item.uid < row.uid:
            scene.doubles[row.remote] = row.version
            scene.save(replace(with_seen(row, seen, row.base), uid=item.uid), "made twice")
        else:
            scene.doubles[seen.id] = seen.version


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


def _is_double(row: ItemRow, item: CalendarItem) -> bool:
    """Whether an item says what the row's item says: no copy that the user put on another day."""
    base = row.base
    if not row.remote or base is None or base.status is not ItemStatus.OPEN or item.notes.strip():
        return False
    return (base.day, base.time, base.status) == (item.day, item.time, item.status)


def _new_base(row: ItemRow, item: CalendarItem) -> CalendarItem:
    base = agreed(row.base, item)
    if row.drift == THEIRS:
        return replace(base, summary=item.summary, description=item.description)
    now = wording(item)
    if row.pending is not None and now == wording(row.pending):
        sent = row.pending
        base = replace(base, summary=sent.summary, description=sent.description)
        # Of a write that changes the alarm alone, equal words don't tell that it arrived.
        arrived = row.base is None or item.alarm == sent.alarm
        return replace(base, alarm=sent.alarm) if arrived else base
    if now != wording(base) and mark(item) != row.drift:
        return replace(base, summary=item.summary, description=item.description)
    return base
