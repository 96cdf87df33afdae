"""What the user did to an item: the difference between the base and what stands there now."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import date, time

from kithkeeper.sync.ports import CalendarItem, ItemStatus


@dataclass(frozen=True, slots=True)
class Observation:
    """What the user did to one reminder in the calendar. Several may be true at once.

    Attributes:
        done_on: Ticked off, on this day; of one that was done already, its new day.
        reopened: The tick, or the cancellation, was taken away.
        day: The day on which a reopened item stands.
        gone: Deleted or cancelled.
        moved_to: Moved to this day (and `time`).
        time: The time of day now; None for all day.
        notes: The user's lines as they are now, where they changed.
        notes_before: What they were; of no meaning where they did not change.
    """

    done_on: date | None = None
    reopened: bool = False
    day: date | None = None
    gone: bool = False
    moved_to: date | None = None
    time: time | None = None
    notes: str | None = None
    notes_before: str = ""

    def __bool__(self) -> bool:
        """Whether anything was done at all."""
        return self != Observation()


def observe(
    base: CalendarItem | None, now: CalendarItem, pending: CalendarItem | None = None
) -> Observation:
    """What the user did since the base.

    Args:
        base: What both sides agreed on last; None for an item met for the first time, of which
            only a tick, a cancellation and notes are the user's.
        pending: What a write of ours that may or may not have arrived wanted: what equals it is
            ours and not the user's.
    """
    known = base or pending or replace(now, status=ItemStatus.OPEN, notes="", completed_on=None)
    ours = pending or known
    done_on, reopened, gone = None, False, False
    if now.status not in (known.status, ours.status):
        done_on = now.completed_on or now.day if now.status is ItemStatus.DONE else None
        gone = now.status is ItemStatus.CANCELLED
        reopened = now.status is ItemStatus.OPEN
    elif now.status is ItemStatus.DONE:
        told = (None, known.completed_on, ours.completed_on)
        done_on = None if now.completed_on in told else now.completed_on
    where = (now.day, now.time)
    moved = now.day is not None and where not in ((known.day, known.time), (ours.day, ours.time))
    noted = _plain(now.notes) not in (_plain(known.notes), _plain(ours.notes))
    return Observation(
        done_on=done_on,
        reopened=reopened,
        day=now.day if reopened else None,
        gone=gone,
        moved_to=now.day if moved else None,
        time=now.time if moved else None,
        notes=now.notes if noted else None,
        notes_before=known.notes if noted else "",
    )


def agreed(base: CalendarItem | None, now: CalendarItem) -> CalendarItem:
    """The new base: the user's half as it stands there, our wording as we last sent it."""
    if base is None:
        return now
    return replace(
        now, summary=base.summary, description=base.description, alarm=base.alarm, kind=base.kind,
        network=base.network, touchpoint=base.touchpoint, uid=base.uid,
    )  # fmt: skip


def wording(item: CalendarItem) -> str:
    """Our half of the text in a form in which servers' rewrapping doesn't show."""
    return f"{_plain(item.summary)}\n{_plain(item.description)}"


def mark(item: CalendarItem) -> str:
    """A short mark of our half of the text, which tells nothing of what it says."""
    return hashlib.sha256(wording(item).encode()).hexdigest()[:32]


def differs(base: CalendarItem, wanted: CalendarItem) -> bool:
    """Whether the other side has to be written to."""
    return bool(differences(base, wanted))


def differences(base: CalendarItem, wanted: CalendarItem) -> list[str]:
    """Why the other side has to be written to, in words; empty where it has not."""
    told = []
    if base.status is not wanted.status:
        told.append(_BECAME[wanted.status])
    if (base.day, base.time) != (wanted.day, wanted.time):
        told.append(f"moved to {wanted.day}" + (f" {wanted.time:%H:%M}" if wanted.time else ""))
    if wording(base) != wording(wanted):
        told.append("worded anew")
    if base.alarm != wanted.alarm:
        told.append("reminded at another time")
    if base.time is not None and base.minutes != wanted.minutes:
        told.append("of another length")
    if base.network and base.network != wanted.network:
        told.append("taken over")
    return told


_BECAME = {
    ItemStatus.OPEN: "open again", ItemStatus.DONE: "done", ItemStatus.CANCELLED: "cancelled",
}  # fmt: skip


def _plain(text: str) -> str:
    return "\n".join(" ".join(line.split()) for line in text.strip().splitlines())
