"""Items that are gone from a calendar: found elsewhere, skipped by the user, or held back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from kithkeeper.sync import guard
from kithkeeper.sync.observe import Observation, agreed, observe
from kithkeeper.sync.ports import Gone, Restored, Seen
from kithkeeper.sync.report import Held
from kithkeeper.sync.scene import Scene, finished
from kithkeeper.sync.state import MOVED, ItemRow
from kithkeeper.sync.taking import Taking

_MANY = "it is gone from the calendar together with many others"


class Place(NamedTuple):
    """Another calendar of ours, to which the user may have moved an item.

    Attributes:
        find: Looks for a UID there.
        is_read: Whether this sync reads it, too, and so takes over what stands there.
    """

    find: Callable[[str], Seen | None]
    is_read: bool = True


class Departed:
    """Carries out that items are gone, under the deletion guard.

    Args:
        allow: Settle what the guard held back: the deletions were meant.
        recreate: Settle it the other way: the items are made again.
        elsewhere: The other calendars of ours.
    """

    def __init__(
        self, scene: Scene, taking: Taking, *, allow: bool, recreate: bool,
        elsewhere: Sequence[Place] = (),
    ) -> None:  # fmt: skip
        self._scene = scene
        self._taking = taking
        self._elsewhere = elsewhere
        self._allow = allow
        self._recreate = recreate

    def confirm(self, ids: Iterable[str]) -> set[str]:
        """Those of these ids that are gone, asked for directly; those that no answer spoke of
        are asked for again in the next run.
        """
        wanted = sorted(ids)
        gone: set[str] = set()
        answered: set[str] = set()
        for each in self._scene.calendar.read(wanted) if wanted else ():
            answered.add(each.id)
            if isinstance(each, Seen):
                self._taking.take(each)
            elif isinstance(each, Gone):
                gone.add(each.id)
        self._scene.again |= set(wanted) - answered
        return gone

    def take(self, ids: set[str]) -> None:
        """Carry out that these items are gone, and those that were held."""
        rows = self._rows(ids)
        few = len(rows) <= guard.HANDFUL
        rows = [row for row in rows if not self._found_elsewhere(row, look=few)]
        meant = [row for row in rows if not finished(row) and row.intent != "delete"]
        for row in rows:
            if row not in meant:
                self._forget(row, None)
        live = [row for row in self._scene.rows if row.seen and row.remote and not finished(row)]
        if self._recreate or self._was_undone(len(meant), len(live)):
            for row in meant:
                self._forget(row, None)
            return
        reason = "" if self._allow else self._doubt(len(meant), len(live))
        for row in meant:
            if reason or (row.held and not self._allow):
                self._hold(row, reason or _MANY)
            else:
                self._forget(row, Observation(gone=True))

    def _rows(self, ids: set[str]) -> list[ItemRow]:
        gone = [row for key in sorted(ids) if (row := self._scene.rows.at(key))]
        held = [row for row in self._scene.rows if row.held and row.remote not in ids]
        return gone + held

    def _was_undone(self, gone: int, live: int) -> bool:
        """Whether a backup undid what was made since; a calendar that was made anew counts from the
        beginning, too, and has nothing of what was there.
        """
        return self._scene.restored is Restored.YES and not gone >= live > 1

    def _doubt(self, gone: int, live: int) -> str:
        """Why the user has to be asked whether these deletions were meant; empty if they were."""
        if guard.emptied(gone, live):
            return _MANY
        if self._scene.restored is Restored.MAYBE and gone > 1:
            return "the calendar stands as it did before it was made, as after a restored backup"
        return ""

    def _found_elsewhere(self, row: ItemRow, *, look: bool) -> bool:
        """Whether the item only moved to another place of the calendar, or to another calendar."""
        found = self._taking.successor(row)
        look = look and not row.held and row.intent != "delete"
        if found is None and look:
            found = self._scene.calendar.find(row.uid)
        if found is None or found.id == row.remote:
            return look and not finished(row) and self._moved_away(row)
        self._taking.adopt(row, found)
        return True

    def _moved_away(self, row: ItemRow) -> bool:
        """Whether the item stands in another calendar now.

        What the user did to it there is carried out. Where this sync reads that calendar, it is
        taken over; else it is looked for again in the next one.
        """
        for place in self._elsewhere:
            seen = _found_in(place, row.uid)
            if seen is not None and seen.item is not None:
                break
        else:
            return False
        scene, there = self._scene, seen.item
        observation = observe(row.base, there, row.pending)
        with scene.keeper.begin("moved to another calendar") as work:
            if observation:
                scene.keeper.observed(work, row.touchpoint, observation)
            if place.is_read:
                scene.rows.drop(work, row)
            else:
                base = agreed(row.base, there)
                scene.rows.save(work, replace(row, base=base, intent=MOVED, pending=None))
        scene.report.pulled.updated += bool(observation)
        scene.report.detail(f"{scene.name(row)}: moved to another calendar")
        return True

    def _forget(self, row: ItemRow, observation: Observation | None) -> None:
        scene = self._scene
        name = scene.name(row)
        with scene.keeper.begin("deleted there") as work:
            if observation:
                scene.keeper.observed(work, row.touchpoint, observation)
            scene.rows.drop(work, row)
        if observation:
            scene.report.pulled.removed += 1
            scene.report.detail(f"{name}: deleted there, so skipped")

    def _hold(self, row: ItemRow, reason: str) -> None:
        held = self._scene.report.held
        if all(each.id != row.touchpoint for each in held):
            held.append(Held(row.touchpoint, self._scene.name(row), "theirs", reason))
        if not row.held:
            self._scene.save(replace(row, held=True), reason)


def _found_in(place: Place, uid: str) -> Seen | None:
    try:
        return place.find(uid)
    except Exception:  # noqa: BLE001 - of whatever plugin that is, none fails this connection
        # Its own connection says so; that must not keep deletions waiting in this one.
        return None
