"""Who to reach now, and what today holds: read from columns, without models."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from kithkeeper.model.kinds import Kind, State
from kithkeeper.rules.cadence import days_after
from kithkeeper.rules.due import days_late, rank
from kithkeeper.services.session import Session
from kithkeeper.store import Below, Document

if TYPE_CHECKING:
    from kithkeeper.rules.proposals import Proposal

OWED = (Kind.FOLLOWUP.value, Kind.PROMISE.value)
"""Kinds of touchpoints that are owed to someone."""
_OPEN = (State.PLANNED.value, State.SNOOZED.value)
SHOWN = (
    "id", "contact", "name", "circle", "due", "planned", "days_late", "kind", "activity", "intent",
    "channel", "because", "title", "contacts", "alarm_on", "alarm",
)  # fmt: skip
"""Fields of a row that are for the reader; the others are for ranking."""
_URGENT_DAYS = 1
"""Cadence by which a follow-up or promise is ranked: a day late is a whole cadence late."""


class DueRow(NamedTuple):
    """Someone to reach.

    Attributes:
        id: Id of the touchpoint; None while the next one has not been planned.
        due: The cadence's date, or the promised one.
        planned: The day it was given, if it was.
        days_late: Days since `due`, days off not counted; negative before it.
        rank: Place of the circle, 0 dearest.
        cadence_days: Nominal length of the cadence.
        title: What a follow-up or a promise is called; empty for the cadence.
        contacts: Ids of all whom it is with, those who are archived left out.
        alarm_on: The day on which the at-most cadence runs out; None without one.
        alarm: Whether that day has passed, days off not counted.
    """

    id: str | None
    contact: str
    name: str
    circle: str | None
    due: date
    planned: date | None
    days_late: int
    kind: str
    activity: str | None
    intent: str | None
    channel: str | None
    because: str
    rank: int
    cadence_days: int
    title: str = ""
    contacts: tuple[str, ...] = ()
    alarm_on: date | None = None
    alarm: bool = False

    @property
    def who(self) -> str:
        """The title of a checklist that is owed to several, else whom to reach."""
        return self.title if len(self.contacts) > 1 and self.title else self.name


def due(session: Session, *, within: int = 0, limit: int | None = None) -> list[DueRow]:
    """Who to reach by `within` days from now: overdue follow-ups and promises, then cadence by
    days late over cadence.
    """
    rows = [*_cadence(session, within), *_owed(session, within)]
    ranked = rank(rows)
    ranked.sort(key=lambda row: row.kind not in OWED or row.days_late < 0)
    return _proposed(session, ranked if limit is None else ranked[:limit])


def _proposed(session: Session, rows: list[DueRow]) -> list[DueRow]:
    """Rows of which nothing is planned yet, with what would be proposed."""
    if all(row.activity for row in rows if row.kind == Kind.CADENCE):
        return rows
    from kithkeeper.services.proposing import Proposer
    from kithkeeper.services.standings import all_facts

    people = {each.id: each for each in all_facts(session.store)}
    proposer = Proposer(session)
    return [
        row
        if row.activity or row.kind != Kind.CADENCE or not people[row.contact].circle
        else _with(row, proposer.propose(people[row.contact]))
        for row in rows
    ]


def _joined(because: str, item: dict[str, str]) -> str:
    return "; ".join(each for each in (because, item.get("called_for", "")) if each)


def _with(row: DueRow, made: Proposal) -> DueRow:
    because = _joined(row.because, {"called_for": made.called_for})
    return row._replace(
        activity=made.activity, intent=made.intent.value, channel=row.channel or made.channel.value,
        because=because,
    )  # fmt: skip


def _cadence(session: Session, within: int) -> list[DueRow]:
    today, off = session.today, session.days_off
    last = days_after(today, within).isoformat()
    standings = session.store.columns(
        "standing",
        ["id", "next_due", "cadence_days", "because", "alarm_on"],
        {"next_due": Below(last)},
    )
    if not standings:
        return []
    people = {
        row[0]: row
        for row in session.store.columns(
            "contact", ["id", "name", "circle"], {"archived": 0, "merged_into": None}
        )
    }
    planned = _planned(session)
    ranks = {each.name: each.rank for each in session.circles}
    found = []
    for key, next_due, days, because, alarm in standings:
        if key not in people:
            continue
        item = planned.get(key, {})
        snoozed = item.get("state") == State.SNOOZED and item["date"] > last
        if snoozed:
            continue
        _, name, circle = people[key]
        when, at_most = date.fromisoformat(next_due), _day(alarm)
        found.append(DueRow(
            item.get("id"), key, name, circle, when, _day(item.get("date")),
            days_late(when, today, off), Kind.CADENCE.value, item.get("activity"), item.get("intent"),
            item.get("channel"), _joined(because, item), ranks.get(circle, 99), days, "", (key,),
            at_most, at_most is not None and days_late(at_most, today, off) > 0,
        ))  # fmt: skip
    return found


def _owed(session: Session, within: int) -> list[DueRow]:
    today, off = session.today, session.days_off
    last = days_after(today, within)
    found = []
    for item in session.store.find("touchpoint", {"kind": OWED, "state": _OPEN}):
        if owed_on(item) > last:
            continue
        people = [session.store.get("contact", each) for each in item["contacts"]]
        there = [each for each in people if each and not each.get("archived")]
        if people and not there:
            continue
        contact = there[0] if there else None
        when = date.fromisoformat(item.get("due") or item["date"])
        name = contact.get("display", "") if contact else item.get("title", "")
        found.append(DueRow(
            item["id"], contact["id"] if contact else "", name, contact.get("circle") if contact else None,
            when, _day(item.get("date")), days_late(when, today, off), item["kind"], item.get("activity"),
            item.get("intent"), item.get("channel"), item.get("because", ""), 0, _URGENT_DAYS,
            item.get("title", ""), tuple(each["id"] for each in there),
        ))  # fmt: skip
    return found


def owed_on(item: Document) -> date:
    """From which day something owed is shown: the promised one, whatever day the calendar gives it
    since, but a snoozed one not before its own.
    """
    snoozed = item.get("state") == State.SNOOZED
    return date.fromisoformat(item["date"] if snoozed else item.get("due") or item["date"])


def _planned(session: Session) -> dict[str, dict[str, str]]:
    rows = session.store.find("touchpoint", {"kind": Kind.CADENCE.value, "state": _OPEN})
    return {row["contacts"][0]: row for row in rows}


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
