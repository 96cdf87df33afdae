"""What one day holds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any, NamedTuple

from kithkeeper.model.kinds import Kind, State
from kithkeeper.services.due import DueRow, due, owed_on
from kithkeeper.services.greetings import HolidayRow, near_holidays
from kithkeeper.services.life_dates import LifeDate, life_dates
from kithkeeper.services.milestones import Milestone, milestones
from kithkeeper.services.near_events import NearEvent, near_events
from kithkeeper.services.presence import PresenceRow, due_communities, due_rhythm
from kithkeeper.services.reading import waiting
from kithkeeper.services.session import Session
from kithkeeper.store import Below, Between

_OPEN = ("planned", "snoozed")
ASKED_DAYS = 14
"""How long it is asked whether a meeting took place."""


class PromiseRow(NamedTuple):
    """An open promise that is due."""

    id: str
    contact: str
    name: str
    what: str
    by: str | None
    theirs: bool


class FollowupRow(NamedTuple):
    """A follow-up that is due: a checklist of people and what to do."""

    id: str
    title: str
    due: str
    contacts: tuple[str, ...]
    what: tuple[str, ...]


class MeetingRow(NamedTuple):
    """A meeting of this day, with the brief of everyone in it."""

    id: str
    at: str | None
    names: str
    contacts: tuple[str, ...]
    briefs: tuple[dict[str, Any], ...]


class UnsettledRow(NamedTuple):
    """A meeting whose day passed, and of which nobody said whether it took place."""

    id: str
    on: str
    names: str
    contacts: tuple[str, ...]


class MilestoneRow(NamedTuple):
    """A new title or place of somebody's, with the command that drafts a word about it."""

    contact: str
    name: str
    what: str
    command: str


class Today(NamedTuple):
    """What one day holds.

    Attributes:
        dates: Birthdays and other dates of today; `upcoming` those ahead, as each circle looks.
        communities: Where to show up; `rhythm` what comes back of the checklists.
        events: Networking events to prepare, of today, or to wrap up.
        unsettled: Meetings of the last days that are neither done nor skipped.
        occasions: Holidays of the next days on which a circle is greeted.
        milestones: New titles and places of the last weeks that no touch has followed.
        waiting: How many have no circle.
    """

    day: dt.date
    due: tuple[DueRow, ...]
    commitments: tuple[PromiseRow, ...]
    followups: tuple[FollowupRow, ...]
    dates: tuple[LifeDate, ...]
    meetings: tuple[MeetingRow, ...]
    upcoming: tuple[LifeDate, ...]
    communities: tuple[PresenceRow, ...]
    rhythm: tuple[PresenceRow, ...]
    milestones: tuple[MilestoneRow, ...]
    occasions: tuple[HolidayRow, ...]
    unsettled: tuple[UnsettledRow, ...]
    events: tuple[NearEvent, ...]
    waiting: int


def today(session: Session) -> Today:
    """Everything of today: who to reach, promises, follow-ups, dates and meetings."""
    day = session.today
    dates = life_dates(session)
    return Today(
        day,
        tuple(due(session)),
        tuple(_promises(session, day)),
        tuple(_followups(session, day)),
        tuple(each for each in dates if each.days == 0),
        tuple(_meetings(session, day)),
        tuple(each for each in dates if each.days > 0),
        due_communities(session),
        due_rhythm(session),
        tuple(_milestones(session)),
        near_holidays(session),
        tuple(_unsettled(session, day)),
        near_events(session),
        waiting(session),
    )


def _promises(session: Session, day: dt.date) -> list[PromiseRow]:
    """Those that are due, less those of archived people and those put off to a later day."""
    rows = session.store.find(
        "commitment", {"state": "open", "date": Below(day.isoformat())}, order=("date", "id")
    )
    gone = _archived(session) if rows else set()
    return [
        PromiseRow(row["id"], row["contact"], _name(session, row["contact"]), row["what"], row.get("by"), bool(row.get("theirs")))
        for row in rows
        if row["contact"] not in gone and not _put_off(session, row["id"], day)
    ]  # fmt: skip


def _put_off(session: Session, commitment: str, day: dt.date) -> bool:
    item = session.store.get("touchpoint", f"{commitment}p")
    return item is not None and item.get("state") == State.SNOOZED and owed_on(item) > day


def _archived(session: Session) -> set[str]:
    return {row[0] for row in session.store.columns("contact", ["id"], {"archived": 1})}


def _followups(session: Session, day: dt.date) -> list[FollowupRow]:
    rows = session.store.find("touchpoint", {"kind": Kind.FOLLOWUP.value, "state": _OPEN})
    if not rows:
        return []
    gone = _archived(session)
    return [
        FollowupRow(
            row["id"],
            row.get("title", ""),
            row.get("due") or row["date"],
            tuple(row["contacts"]),
            tuple(row.get("what", ())),
        )
        for row in rows
        if owed_on(row) <= day and (not row["contacts"] or not gone.issuperset(row["contacts"]))
    ]


def _meetings(session: Session, day: dt.date) -> list[MeetingRow]:
    rows = session.store.find(
        "touchpoint", {"kind": Kind.MEETING.value, "state": _OPEN, "date": day.isoformat()}
    )
    if not rows:
        return []
    from kithkeeper.services.briefing import brief_document

    return [
        MeetingRow(
            row["id"], row.get("time"), _names(session, row["contacts"]),
            tuple(row["contacts"]), tuple(brief_document(session, each) for each in row["contacts"]),
        )
        for row in sorted(rows, key=lambda row: row.get("time") or "")
    ]  # fmt: skip


def _unsettled(session: Session, day: dt.date) -> list[UnsettledRow]:
    since, until = day - dt.timedelta(days=ASKED_DAYS), day - dt.timedelta(days=1)
    passed = Between(since.isoformat(), until.isoformat())
    rows = session.store.find(
        "touchpoint", {"kind": Kind.MEETING.value, "state": _OPEN, "date": passed}, order=("date", "id")
    )  # fmt: skip
    gone = _archived(session) if rows else set()
    return [
        UnsettledRow(row["id"], row["date"], _names(session, row["contacts"]), tuple(row["contacts"]))
        for row in rows
        if not gone.issuperset(row["contacts"])
    ]  # fmt: skip


def _milestones(session: Session) -> list[MilestoneRow]:
    """Those that are still to be celebrated: nothing was heard of the person since."""
    return [
        MilestoneRow(each.contact, _name(session, each.contact), each.because, each.command)
        for each in milestones(session)
        if not _touched_since(session, each)
    ]


def _touched_since(session: Session, found: Milestone) -> bool:
    last = (session.store.get("standing", found.contact) or {}).get("last_touch")
    return last is not None and str(last) >= found.on.isoformat()


def _names(session: Session, contacts: Iterable[str]) -> str:
    return ", ".join(_name(session, each) for each in contacts)


def _name(session: Session, contact: str) -> str:
    return str((session.store.get("contact", contact) or {}).get("display", contact))
