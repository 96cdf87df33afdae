"""Circles: how full they are, who should move, and their settings."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from kithkeeper.model.circle import Circle
from kithkeeper.model.kinds import Depth, Direction, Intent
from kithkeeper.model.period import Period
from kithkeeper.rules.cadence import counts, depth_of
from kithkeeper.rules.circles import Evidence, Move, moves
from kithkeeper.rules.due import days_late
from kithkeeper.rules.facts import ContactFacts
from kithkeeper.rules.phrases import count
from kithkeeper.rules.roles import place_of, role_of
from kithkeeper.services.exchanges import Exchanges
from kithkeeper.services.reading import left_unplaced, waiting
from kithkeeper.services.session import Session
from kithkeeper.services.standings import all_facts, happened


class CircleRow(NamedTuple):
    """A circle, how many it holds, and what is proposed about it."""

    name: str
    size: int
    least: int
    most: int | None
    cadence: str
    overdue: int
    proposals: tuple[Move, ...]


class Triage(NamedTuple):
    """Someone who waits to be placed, with a proposal and what it rests on."""

    contact: str
    name: str
    proposal: str | None
    because: str


class Circles:
    """The rings of the network."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, name: str) -> Circle:
        """A circle by name.

        Raises:
            NotFound: There is none.
        """
        return self._session.circle(name)

    def all(self) -> list[CircleRow]:
        """All circles, dearest first, with sizes, overdue people and proposals to move."""
        people = [each for each in all_facts(self._session.store) if not each.archived]
        off = self._session.days_off
        proposed = moves(self._session.circles, people, self.evidence(people))
        return [
            CircleRow(
                circle.name,
                sum(each.circle == circle.name for each in people),
                circle.least,
                circle.most,
                str(circle.cadence),
                sum(_overdue(each, circle, self._session.today, off) for each in people),
                tuple(move for move in proposed if move.circle == circle.name),
            )
            for circle in self._session.circles
        ]

    def waiting(self) -> int:
        """How many contacts have no circle."""
        return waiting(self._session)

    def triage(self, limit: int | None = None) -> list[Triage]:
        """Everyone without a circle, those with most evidence first."""
        people = [
            each
            for each in all_facts(self._session.store)
            if each.circle is None and not each.archived
        ]
        evidence = self.evidence(people)
        rows = [self._proposal(each, evidence.get(each.id, Evidence())) for each in people]
        left = left_unplaced(self._session)
        rows = [row for row in rows if row.contact not in left]
        rows.sort(key=lambda row: (row.proposal is None, row.name.casefold(), row.contact))
        return rows if limit is None else rows[:limit]

    def leave_unplaced(self, contact: str) -> None:
        """Remember that someone shall have no circle, so that triage doesn't ask again."""
        with self._session.change("left without a circle", subject=contact) as work:
            work.put("dismissal", f"triage:{contact}", {"contact": contact})

    def _proposal(self, person: ContactFacts, seen: Evidence) -> Triage:
        if role := role_of(person.tags):
            circle = self._session.circles[place_of(role, len(self._session.circles))]
            return Triage(person.id, person.name, circle.name, f"tagged {role}")
        if seen.touches or seen.given or seen.received:
            parts = [f"{count(seen.touches, 'touch', 'touches')} in a year"]
            if seen.given or seen.received:
                parts.append(f"{seen.given} given, {seen.received} received")
            place = 0 if seen.touches >= 8 else 1 if seen.touches >= 3 or seen.deep else 2
            circle = self._session.circles[min(place, len(self._session.circles) - 1)]
            return Triage(person.id, person.name, circle.name, ", ".join(parts))
        if person.organization:
            return Triage(
                person.id, person.name, None, f"works at {person.organization}; nothing logged yet"
            )
        return Triage(person.id, person.name, None, "nothing logged yet")

    def evidence(self, people: Sequence[ContactFacts]) -> dict[str, Evidence]:
        """What the last year says of each person's relationship."""
        today = self._session.today
        since = today - timedelta(days=365)
        rows = {
            key: each for key, each in happened(self._session.store).items() if each.on >= since
        }
        began = self._began()
        of = self._session.store.participants()
        given, received = self._values(today)
        circles = {each.name: each for each in self._session.circles}
        found = {}
        for person in people:
            circle = circles.get(person.circle or "")
            touches = [rows[key] for key in of.get(person.id, ()) if key in rows]
            counted = [each for each in touches if circle is None or counts(each, circle)]
            period = person.cadence or (circle.cadence if circle else None)
            found[person.id] = Evidence(
                touches=len(counted),
                expected=_expected(period, person.placed_on, today),
                deep=sum(depth_of(each) is Depth.DEEP for each in touches),
                given=given.get(person.id, 0),
                received=received.get(person.id, 0),
                theirs=sum(each.id in began for each in touches),
            )
        return found

    def _began(self) -> frozenset[str]:
        """Ids of the touches that the other side began."""
        rows = self._session.store.columns("touchpoint", ["id", "doc"], {"state": "done"})
        return frozenset(
            key for key, doc in rows if '"theirs"' in doc and json.loads(doc)["theirs"]
        )

    def _values(self, today: date) -> tuple[dict[str, int], dict[str, int]]:
        given: dict[str, int] = {}
        received: dict[str, int] = {}
        for act in Exchanges(self._session).acts():
            if act.kind is Intent.ASK or (today - act.on).days > 365:
                continue
            tally = given if act.direction is Direction.GIVEN else received
            for contact in act.contacts:
                tally[contact] = tally.get(contact, 0) + 1
        return given, received


def _expected(period: Period | None, placed_on: date | None, today: date) -> int:
    if period is None or placed_on is None:
        return 0
    return max(0, min(365, (today - placed_on).days) // period.nominal_days)


def _overdue(
    person: ContactFacts, circle: Circle, today: date, off: Sequence[tuple[date, date]]
) -> bool:
    if person.circle != circle.name or person.next_due is None:
        return False
    return days_late(person.next_due, today, off) > 0
