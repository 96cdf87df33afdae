"""What goals are counted from, read out of the store's columns."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TypeAlias

from kithkeeper.model.kinds import Channel, Kind, State
from kithkeeper.model.practice import GoalPeriod
from kithkeeper.rules.cadence import depth_of
from kithkeeper.rules.goals import period_of
from kithkeeper.rules.measures import (
    CheckLog,
    EventLog,
    GoalLog,
    JoinLog,
    MeetingLog,
    MoveLog,
    TickLog,
    TouchLog,
)
from kithkeeper.services.exchanges import Exchanges
from kithkeeper.services.session import Session
from kithkeeper.services.standings import happened
from kithkeeper.store import RowChange

_FACE_TO_FACE = (Channel.COFFEE.value, Channel.LUNCH.value, Channel.VISIT.value)
_TELLING = ("planned a meeting", "placed", "triage", "undid", "edited", "removed", "archived", "merged")  # fmt: skip
"""How entries of the history begin that may have planned a meeting or moved someone."""

_Change: TypeAlias = tuple[date, RowChange]

REVIEWED = "reviewed"
"""The state of a row in `dismissal` that says a review was finished."""


def goal_log(session: Session, today: date) -> GoalLog:
    """Everything that goals are counted from, for the periods that hold a day."""
    store = session.store
    people = store.columns("contact", ["id", "name", "placed_on"], {"merged_into": None})
    recent = _recent(session, today)
    return GoalLog(
        touches=tuple(_touches(session)),
        acts=tuple(Exchanges(session).acts()),
        meetings=tuple(_meetings(session, recent)),
        events=tuple(_events(session)),
        joins=tuple(
            JoinLog(row["id"], date.fromisoformat(row["joined_on"]), row["name"])
            for row in store.find("community") if row.get("joined_on")
        ),
        moves=tuple(_moves(session, today, recent)),
        ticks=tuple(
            TickLog(row["id"], row["goal"], date.fromisoformat(row["on"]), row.get("note", ""))
            for row in store.find("goal_tick")
        ),
        checks=tuple(
            CheckLog(row["id"], row["checklist"], row["item"], date.fromisoformat(row["on"]))
            for row in store.find("checklist_tick")
        ),
        reviews=tuple(
            date.fromisoformat(row["date"]) for row in store.find("dismissal", {"state": REVIEWED})
        ),
        cadence_days={
            key: days for key, days in store.columns("standing", ["id", "cadence_days"]) if days
        },
        known_since={
            key: date.fromisoformat(placed) for key, _, placed in people if placed
        },
        names={key: name for key, name, _ in people},
    )  # fmt: skip


def _touches(session: Session) -> list[TouchLog]:
    """Touches that happened; those that are parts of another one are left out."""
    people: dict[str, list[str]] = {}
    for contact, keys in session.store.participants().items():
        for key in keys:
            people.setdefault(key, []).append(contact)
    return [
        TouchLog(key, each.on, tuple(sorted(people.get(key, ()))), each.channel, depth_of(each))
        for key, each in happened(session.store).items()
    ]


def _meetings(session: Session, recent: Sequence[_Change]) -> list[MeetingLog]:
    """Meetings face to face, with the day on which each was arranged; long ago if not recently."""
    arranged = {change.key: on for on, change in recent if change.table == "touchpoint" and not change.before}  # fmt: skip
    found = []
    for row in session.store.find("touchpoint", {"kind": Kind.MEETING.value}):
        if row.get("channel") not in _FACE_TO_FACE or row.get("state") == State.SKIPPED:
            continue
        name = (session.store.get("contact", row["contacts"][0]) or {}).get("display", "")
        on = arranged.get(row["id"], date.min)
        found.append(MeetingLog(row["id"], on, f"{row['channel']} with {name}"))
    return found


def _events(session: Session) -> list[EventLog]:
    met: dict[str, int] = {}
    for (event,) in session.store.columns("encounter", ["parent"]):
        met[event] = met.get(event, 0) + 1
    return [
        EventLog(
            row["id"], date.fromisoformat(row["on"]), row["name"],
            bool(met.get(row["id"]) or row.get("wrapped_on")), met.get(row["id"], 0),
        )
        for row in session.store.find("networking_event")
    ]  # fmt: skip


def _moves(session: Session, today: date, recent: Sequence[_Change]) -> list[MoveLog]:
    """Who joined the innermost circle in the quarter and is in it, and who left it."""
    start, end = period_of(GoalPeriod.QUARTER, today)
    inner = session.circles[0].name
    was = {
        key: on
        for key, on in _inner_at_start(recent, inner).items()
        if not _new_since(session, key, start)
    }
    now = session.store.columns(
        "contact", ["id", "placed_on"],
        {"circle": inner, "archived": 0, "removed": 0, "merged_into": None},
    )  # fmt: skip
    stayed = {row[0] for row in now}
    moves = [
        MoveLog(key, date.fromisoformat(on), None, 0)
        for key, on in now
        if on and start.isoformat() <= on <= end.isoformat() and key not in was
    ]
    moves += [MoveLog(key, on, 0, None) for key, on in was.items() if key not in stayed]
    return moves


def _inner_at_start(recent: Sequence[_Change], inner: str) -> dict[str, date]:
    """Who was in the circle when the quarter began and was moved since, with the day."""
    first: dict[str, tuple[bool, date]] = {}
    for on, change in recent:
        before, after = change.before or {}, change.after or {}
        if change.table == "contact" and _in(before, inner) != _in(after, inner):
            first[change.key] = (_in(before, inner), on)
    return {key: on for key, (was, on) in first.items() if was}


def _new_since(session: Session, contact: str, start: date) -> bool:
    """Whether a contact came into the network on that day or later."""
    first = next(iter(session.store.entries(about=contact, limit=1)), None)
    return first is not None and session.clock.day_of(first.at) >= start


def _recent(session: Session, today: date) -> list[_Change]:
    """What the history of the quarter says of placing people and planning meetings, newest first."""
    start, _ = period_of(GoalPeriod.QUARTER, today)
    found: list[_Change] = []
    for entry in session.store.entries(newest_first=True):
        on = session.clock.day_of(entry.at)
        if on < start:
            break
        if entry.what.startswith(_TELLING):
            found += ((on, change) for change in session.store.changes_of(entry.seq))
    return found


def _in(row: dict[str, object], circle: str) -> bool:
    return row.get("circle") == circle and not row.get("archived") and not row.get("removed")
