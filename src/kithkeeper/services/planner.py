"""The plan: gather the facts, ask the planner, and write down the days that it gives."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from kithkeeper.errors import Invalid
from kithkeeper.identity.ids import new_id
from kithkeeper.model.kinds import Channel, Kind, State
from kithkeeper.model.partial_date import PartialDate
from kithkeeper.planning import Placed, Plan, Unplaced, plan
from kithkeeper.rules import capacity
from kithkeeper.rules.facts import Candidate, ContactFacts, Fixed
from kithkeeper.rules.proposals import Proposal, propose_touch
from kithkeeper.services.session import Session
from kithkeeper.services.standings import all_facts
from kithkeeper.store import Document, Group, Work

GRACE_DAYS = 3
"""Days that an item whose day passed stays, so that it can still be ticked."""

MOST_MOVES = 2
"""How often an item whose day passed is given another before it leaves the calendar."""

_OPEN = (State.PLANNED.value, State.SNOOZED.value)


class PlanRow(NamedTuple):
    """A touchpoint with its day. `ideal` is its due date."""

    id: str
    contact: str
    name: str
    circle: str | None
    date: dt.date
    ideal: dt.date | None
    earliest: dt.date | None
    latest: dt.date | None
    cadence_days: int
    kind: str
    activity: str | None
    intent: str | None
    channel: str | None
    effort: int
    because: str


class UnplacedRow(NamedTuple):
    """A touchpoint that found no day, and why."""

    contact: str
    name: str
    circle: str
    ideal: date
    earliest: date | None
    latest: date | None
    cadence_days: int
    effort: int
    because: str


class Load(NamedTuple):
    """Effort of a working day against what it may hold."""

    date: dt.date
    effort: int
    capacity: int


class WeekLoad(NamedTuple):
    """Effort of an ISO week, from its Monday, against what it may hold."""

    start: date
    effort: int
    capacity: int


@dataclass(frozen=True, slots=True)
class PlanView:
    """The plan as it stands.

    Attributes:
        mix: Shares of help, insight and ask among what is planned, in per cent.
        moved: How many touchpoints have another day than before.
        cost: The planner's cost; lower is nearer to every due date.
    """

    touchpoints: tuple[PlanRow, ...]
    load: tuple[Load, ...]
    weeks: tuple[WeekLoad, ...]
    unplaced: tuple[UnplacedRow, ...]
    mix: dict[str, float]
    moved: int
    cost: float


@dataclass
class _Facts:
    """What one run of the planner works on."""

    people: dict[str, ContactFacts]
    open_items: dict[str, Document]
    candidates: list[Candidate] = field(default_factory=list)
    proposals: dict[str, Proposal] = field(default_factory=dict)
    fixed: list[Fixed] = field(default_factory=list)
    passed: set[str] = field(default_factory=set)


class Planner:
    """Gives every touchpoint of the next weeks a day."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def plan(
        self,
        *,
        weeks: int | None = None,
        dry_run: bool = False,
        by: str = "plan",
        parent: Group | None = None,
    ) -> PlanView:
        """Plan the next weeks; the plan that stands is kept where it is as good.

        Args:
            weeks: The horizon; the config's if not given.
            dry_run: Only say what would be done.

        Raises:
            Invalid: The horizon is not between 1 and 60 weeks.
        """
        count = self._session.config.plan_weeks if weeks is None else weeks
        if not 1 <= count <= 60:
            raise Invalid("weeks", f"{count} is not between 1 and 60")
        end = self._session.today + timedelta(days=7 * count - 1)
        if dry_run:
            return self._rehearsed(end)
        with self._session.change(f"planned {count} weeks", by=by, parent=parent) as work:
            return self._run(work, end)

    def _rehearsed(self, end: date) -> PlanView:
        """Plan in a transaction that is rolled back."""
        views: list[PlanView] = []
        try:
            with self._session.store.write(by="plan", what="") as work:
                views.append(self._run(work, end))
                raise _RehearsalOver
        except _RehearsalOver:
            return views[0]

    def _run(self, work: Work, end: date) -> PlanView:
        self._write_birthdays(work, end)
        facts = self._gather(end)
        made = self._solve(facts, end)
        ids = self._write(work, facts, made)
        return self._view(facts, made, end, ids)

    def _gather(self, end: date) -> _Facts:
        people = {each.id: each for each in all_facts(self._session.store) if not each.archived}
        open_items: dict[str, Document] = {}
        facts = _Facts(people, open_items)
        for item in self._session.store.find("touchpoint", {"state": _OPEN}):
            if item["kind"] == Kind.CADENCE and item["contacts"][0] in people:
                open_items[item["contacts"][0]] = item
            if self._stands(item):
                if item.get("date"):
                    effort = capacity.effort(
                        Channel(item["channel"]) if item.get("channel") else None
                    )
                    facts.fixed.append(Fixed(item["id"], date.fromisoformat(item["date"]), effort))
            elif item.get("date") and item["date"] < self._session.today.isoformat():
                facts.passed.add(item["id"])
        standings = dict(self._session.store.columns("standing", ["id", "cadence_days"]))
        counts = {key: len(ids) for key, ids in self._session.store.participants().items()}
        may_ask = self._may_ask()
        for person in people.values():
            planned = open_items.get(person.id)
            if person.next_due is None or (planned and self._stands(planned)):
                continue
            if (
                planned
                and planned.get("moves", 0) >= MOST_MOVES
                and (planned["id"] in facts.passed or not planned.get("date"))
            ):
                continue
            self._add_candidate(
                facts, person, planned, standings.get(person.id) or 0, end, counts, may_ask
            )
        return facts

    def _stands(self, item: Document) -> bool:
        """Whether an open item keeps its day: fixed by its kind, or pinned, or just passed."""
        if not item.get("date"):
            return False
        behind = (self._session.today - date.fromisoformat(item["date"])).days
        if behind > GRACE_DAYS:
            return bool(item["kind"] != Kind.CADENCE)
        if behind > 0:
            return True
        return bool(item["kind"] != Kind.CADENCE or item.get("pinned"))

    def _add_candidate(
        self, facts: _Facts, person: ContactFacts, item: Document | None, days: int, end: date,
        counts: dict[str, int], may_ask: bool,
    ) -> None:  # fmt: skip
        circle = self._session.config.circle(person.circle or "")
        if circle is None or person.next_due is None:
            return
        proposal = self._proposal(person, item, counts.get(person.id, 0), may_ask)
        from kithkeeper.planning import windows

        due = person.next_due
        earliest, latest = windows(due, days, self._session.today)
        if due > end:
            return
        if person.paused_until and person.paused_until > earliest:
            earliest = person.paused_until
        facts.proposals[person.id] = proposal
        stands_on = date.fromisoformat(item["date"]) if item and item.get("date") else None
        facts.candidates.append(Candidate(
            person.id, person.name, circle.name, circle.rank, due, days, proposal.effort,
            item["id"] if item else None, stands_on, earliest, latest,
        ))  # fmt: skip

    def _proposal(
        self, person: ContactFacts, item: Document | None, past: int, may_ask: bool
    ) -> Proposal:
        circle = self._session.circle(person.circle or "")
        assert person.next_due is not None
        made = propose_touch(
            person, circle, past=past, due=person.next_due, may_ask=may_ask,
            temperament=self._session.config.profile.temperament,
        )  # fmt: skip
        if item and item.get("channel"):
            channel = Channel(item["channel"])
            return made._replace(channel=channel, effort=capacity.effort(channel))
        return made

    def _may_ask(self) -> bool:
        from kithkeeper.services.exchanges import Exchanges

        return Exchanges(self._session).balance().may_ask

    def _solve(self, facts: _Facts, end: date) -> Plan:
        per_day, per_week = self.capacity()
        rules = self._session.host.rulebook(self._session.moment())

        def blocks(candidate: Candidate, day: date) -> str | None:
            return rules.blocks(facts.people[candidate.contact], day)

        return plan(
            facts.candidates, facts.fixed, today=self._session.today, horizon_end=end,
            capacity=lambda day: per_day if self.works_on(day) else 0, week_capacity=per_week,
            blocks=blocks if len(rules) else None,
        )  # fmt: skip

    def capacity(self) -> tuple[int, int]:
        """What a working day and a week may hold, in effort."""
        profile = self._session.config.profile
        usual = capacity.defaults(profile.temperament)
        return (
            usual.max_per_day if profile.max_per_day is None else profile.max_per_day,
            usual.max_per_week if profile.max_per_week is None else profile.max_per_week,
        )

    def works_on(self, day: date) -> bool:
        """Whether a day is a working day and not off."""
        if day.weekday() not in self._session.config.profile.working_days:
            return False
        return not any(first <= day <= last for first, last in self._days_off)

    @property
    def _days_off(self) -> Sequence[tuple[date, date]]:
        return self._session.days_off

    def _write_birthdays(self, work: Work, end: date) -> None:
        """Birthdays of the two dearest circles get an item of their own."""
        today = self._session.today
        near = {each.name for each in self._session.circles if each.rank <= 1}
        rows = self._session.store.columns(
            "contact", ["id", "name", "birthday", "circle", "paused"],
            {"circle": list(near), "archived": 0, "merged_into": None},
        )  # fmt: skip
        known = {
            (item["contacts"][0], item.get("due"))
            for item in self._session.store.find("touchpoint", {"kind": Kind.BIRTHDAY.value})
        }
        for key, name, text, circle, paused in rows:
            on = PartialDate.parse(text).on_or_after(today) if text and not paused else None
            if on is None or on > end or (key, on.isoformat()) in known:
                continue
            birthday = PartialDate.parse(text)
            spoken = f"{on:%-d %b}" + (f" {birthday.year}" if birthday.year else "")
            work.put("touchpoint", new_id(), {
                "kind": Kind.BIRTHDAY.value, "contacts": [key], "date": on.isoformat(),
                "due": on.isoformat(), "channel": Channel.MESSAGE.value, "activity": "celebrate",
                "origin": "plan", "because": f"{circle.capitalize()} circle; birthday {spoken}",
                "title": f"{name} – birthday",
            })  # fmt: skip

    def _write(self, work: Work, facts: _Facts, made: Plan) -> dict[str, str]:
        ids: dict[str, str] = {}
        for each in made.placed:
            ids[each.candidate.contact] = self._write_one(work, facts, each)
        self._withdraw_early(work, facts)
        waiting = {each.candidate.contact: each for each in made.unplaced}
        for contact, item in facts.open_items.items():
            gives_up = item["id"] in facts.passed and item.get("moves", 0) >= MOST_MOVES
            if item.get("date") and contact not in ids and (contact in waiting or gives_up):
                bare = {k: v for k, v in item.items() if k not in ("date", "pinned")}
                work.put("touchpoint", item["id"], {**bare, "state": State.PLANNED.value})
        return ids

    def _withdraw_early(self, work: Work, facts: _Facts) -> None:
        """Take back what was planned for a date that has since moved beyond the horizon."""
        wanted = {each.contact for each in facts.candidates}
        fixed = {each.id for each in facts.fixed}
        for contact, item in facts.open_items.items():
            moved_on = facts.people[contact].next_due
            if contact in wanted or item["id"] in fixed | facts.passed or moved_on is None:
                continue
            if item.get("date") and item.get("due") != moved_on.isoformat():
                work.delete("touchpoint", item["id"])

    def _write_one(self, work: Work, facts: _Facts, placed: Placed) -> str:
        contact = placed.candidate.contact
        item = facts.open_items.get(contact)
        proposal = facts.proposals[contact]
        standing = self._session.store.get("standing", contact) or {}
        key = item["id"] if item else new_id()
        kept = (
            {} if item is None else {k: v for k, v in item.items() if k not in ("pinned", "state")}
        )
        passed = item is not None and item["id"] in facts.passed and bool(item.get("date"))
        document: Document = {
            "kind": Kind.CADENCE.value, "contacts": [contact], "origin": "plan",
            "activity": proposal.activity, "intent": proposal.intent.value, **kept,
            "channel": proposal.channel.value, "date": placed.day.isoformat(),
            "due": placed.candidate.due.isoformat(), "because": standing.get("because", ""),
        }  # fmt: skip
        if passed:
            document["moves"] = (item or {}).get("moves", 0) + 1
        work.put("touchpoint", key, document)
        return key

    def _view(self, facts: _Facts, made: Plan, end: date, ids: dict[str, str]) -> PlanView:
        rows = [self._placed_row(facts, each, ids) for each in made.placed]
        fixed_ids = {each.id for each in facts.fixed}
        rows += [
            self._fixed_row(facts, item)
            for item in self._session.store.find("touchpoint", {"state": _OPEN})
            if item["id"] in fixed_ids and item["date"] <= end.isoformat()
        ]
        rows.sort(key=lambda row: (row.date, row.name, row.id))
        unplaced = tuple(_unplaced_row(each) for each in made.unplaced)
        per_day, per_week = self.capacity()
        days = [
            self._session.today + timedelta(days=n)
            for n in range((end - self._session.today).days + 1)
        ]
        load: dict[date, int] = {}
        for row in rows:
            load[row.date] = load.get(row.date, 0) + row.effort
        weeks: dict[date, int] = {day - timedelta(days=day.weekday()): 0 for day in days}
        for day, effort in load.items():
            start = day - timedelta(days=day.weekday())
            weeks[start] = weeks.get(start, 0) + effort
        return PlanView(
            touchpoints=tuple(rows),
            load=tuple(Load(day, load.get(day, 0), per_day) for day in days if self.works_on(day)),
            weeks=tuple(
                WeekLoad(start, effort, per_week) for start, effort in sorted(weeks.items())
            ),
            unplaced=unplaced,
            mix=_mix(rows),
            moved=made.moved,
            cost=round(made.cost, 6),
        )

    def _placed_row(self, facts: _Facts, placed: Placed, ids: dict[str, str]) -> PlanRow:
        c = placed.candidate
        proposal = facts.proposals[c.contact]
        standing = self._session.store.get("standing", c.contact) or {}
        because = "; ".join(part for part in (standing.get("because", ""), placed.because) if part)
        item = self._session.store.get("touchpoint", ids[c.contact]) or {}
        return PlanRow(
            ids[c.contact], c.contact, c.name, c.circle, placed.day, c.due, c.earliest, c.latest,
            c.cadence_days, Kind.CADENCE.value, item.get("activity", proposal.activity),
            item.get("intent", proposal.intent.value), proposal.channel.value, c.effort, because,
        )  # fmt: skip

    def _fixed_row(self, facts: _Facts, item: Document) -> PlanRow:
        person = facts.people.get(item["contacts"][0]) if item["contacts"] else None
        standing = (self._session.store.get("standing", person.id) or {}) if person else {}
        channel = item.get("channel")
        due = item.get("due")
        return PlanRow(
            item["id"], person.id if person else "", person.name if person else item.get("title", ""),
            person.circle if person else None, date.fromisoformat(item["date"]),
            date.fromisoformat(due) if due else None, None, None,
            standing.get("cadence_days", 0) if item["kind"] == Kind.CADENCE else 0, item["kind"],
            item.get("activity"), item.get("intent"), channel,
            capacity.effort(Channel(channel) if channel else None), item.get("because", ""),
        )  # fmt: skip


class _RehearsalOver(Exception):
    """Ends a transaction that must leave nothing behind."""


def _unplaced_row(each: Unplaced) -> UnplacedRow:
    c = each.candidate
    return UnplacedRow(
        c.contact, c.name, c.circle, c.due, c.earliest, c.latest, c.cadence_days, c.effort, each.because
    )  # fmt: skip


def _mix(rows: Sequence[PlanRow]) -> dict[str, float]:
    counted = [row.intent for row in rows if row.intent]
    total = len(counted) or 1
    return {
        kind: round(100 * counted.count(kind) / total, 1) for kind in ("help", "insight", "ask")
    }
