"""What one day holds."""

from __future__ import annotations

import datetime as dt
from json import loads
from typing import Any, NamedTuple

from kithkeeper.model.kinds import Kind
from kithkeeper.model.partial_date import PartialDate
from kithkeeper.services.due import DueRow, due, owed_on
from kithkeeper.services.reading import waiting
from kithkeeper.services.session import Session
from kithkeeper.store import Below

_OPEN = ("planned", "snoozed")


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


class DateRow(NamedTuple):
    """A birthday or another date of somebody's life that falls on this day."""

    contact: str
    name: str
    circle: str | None
    what: str


class MeetingRow(NamedTuple):
    """A meeting of this day, with the brief of everyone in it."""

    id: str
    at: str | None
    names: str
    contacts: tuple[str, ...]
    briefs: tuple[dict[str, Any], ...]


class Today(NamedTuple):
    """What one day holds; `waiting` counts those without a circle."""

    day: dt.date
    due: tuple[DueRow, ...]
    commitments: tuple[PromiseRow, ...]
    followups: tuple[FollowupRow, ...]
    dates: tuple[DateRow, ...]
    meetings: tuple[MeetingRow, ...]
    waiting: int


def today(session: Session) -> Today:
    """Everything of today: who to reach, promises, follow-ups, dates and meetings."""
    day = session.today
    return Today(
        day,
        tuple(due(session)),
        tuple(_promises(session, day)),
        tuple(_followups(session, day)),
        tuple(_dates(session, day)),
        tuple(_meetings(session, day)),
        waiting(session),
    )


def _promises(session: Session, day: dt.date) -> list[PromiseRow]:
    rows = session.store.find(
        "commitment", {"state": "open", "date": Below(day.isoformat())}, order=("date", "id")
    )
    return [
        PromiseRow(row["id"], row["contact"], _name(session, row["contact"]), row["what"], row.get("by"), bool(row.get("theirs")))
        for row in rows
    ]  # fmt: skip


def _followups(session: Session, day: dt.date) -> list[FollowupRow]:
    rows = session.store.find("touchpoint", {"kind": Kind.FOLLOWUP.value, "state": _OPEN})
    return [
        FollowupRow(
            row["id"],
            row.get("title", ""),
            row.get("due") or row["date"],
            tuple(row["contacts"]),
            tuple(row.get("what", ())),
        )
        for row in rows
        if owed_on(row) <= day
    ]


def _dates(session: Session, day: dt.date) -> list[DateRow]:
    """Birthdays and other dates; 29 February is kept on the 28th in short years."""
    near = {(day.month, day.day), (2, 29)}
    found = []
    rows = session.store.columns(
        "contact", ["id", "name", "circle", "birthday", "doc"], {"archived": 0, "merged_into": None}
    )
    for key, name, circle, birthday, doc in rows:
        known = [("birthday", birthday)] if birthday else []
        if '"dates"' in doc:
            known += [(each["label"] or "a date", each["date"]) for each in loads(doc)["dates"]]
        for label, text in known:
            date = PartialDate.parse(text)
            if (date.month, date.day) in near and date.on_or_after(day) == day:
                since = (
                    f", {day.year - date.year} years" if date.year and date.year < day.year else ""
                )
                found.append(DateRow(key, name, circle, label + since))
    return found


def _meetings(session: Session, day: dt.date) -> list[MeetingRow]:
    rows = session.store.find(
        "touchpoint", {"kind": Kind.MEETING.value, "state": _OPEN, "date": day.isoformat()}
    )
    if not rows:
        return []
    from kithkeeper.services.briefing import brief_document

    return [
        MeetingRow(
            row["id"], row.get("time"), ", ".join(_name(session, each) for each in row["contacts"]),
            tuple(row["contacts"]), tuple(brief_document(session, each) for each in row["contacts"]),
        )
        for row in sorted(rows, key=lambda row: row.get("time") or "")
    ]  # fmt: skip


def _name(session: Session, contact: str) -> str:
    return str((session.store.get("contact", contact) or {}).get("display", contact))
