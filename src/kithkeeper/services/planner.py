"""The plan: gather the facts, ask the planner, and write down the days that it gives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

from kithkeeper.errors import Invalid
from kithkeeper.identity.ids import new_id
from kithkeeper.model.kinds import Channel, Kind, State
from kithkeeper.planning import Placed, Plan, plan, windows
from kithkeeper.rules import capacity
from kithkeeper.rules.facts import Candidate, ContactFacts, Fixed
from kithkeeper.rules.proposals import Proposal
from kithkeeper.services.birthdays import GRACE_DAYS, write_birthdays
from kithkeeper.services.due import OWED
from kithkeeper.services.greetings import write_greetings
from kithkeeper.services.planview import PlanRow, PlanView, view
from kithkeeper.services.proposing import Proposer
from kithkeeper.services.recovery import recovering
from kithkeeper.services.session import Session
from kithkeeper.services.standings import all_facts
from kithkeeper.services.wording import reason
from kithkeeper.store import Below, Document, Group, Not, Work

MOST_MOVES = 2
"""How often an item whose day passed is given another before it leaves the calendar."""

_OPEN = (State.PLANNED.value, State.SNOOZED.value)


@dataclass
class _Facts:
    """What one run of the planner works on.

    Attributes:
        open_items: The open cadence touchpoint by contact.
        standing: Ids of what keeps its day, even a passed one.
        weighed: What rules of plugins said for or against a contact, in words.
        passed: Ids of what has a day that passed.
    """

    people: dict[str, ContactFacts]
    open_items: dict[str, Document]
    candidates: list[Candidate] = field(default_factory=list)
    proposals: dict[str, Proposal] = field(default_factory=dict)
    weighed: dict[str, str] = field(default_factory=dict)
    fixed: list[Fixed] = field(default_factory=list)
    standing: set[str] = field(default_factory=set)
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
        if not isinstance(count, int) or not 1 <= count <= 60:
            raise Invalid("weeks", f"{count!r} is not between 1 and 60")
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
        vars(self).pop("_days_off", None)
        write_birthdays(self._session, work, end)
        write_greetings(self._session, work, end)
        self._move_owed(work, end)
        facts = self._gather(end)
        made = self._solve(facts, end)
        ids = self._write(work, facts, made)
        return self._view(facts, made, end, ids)

    def _gather(self, end: date) -> _Facts:
        people = {each.id: each for each in all_facts(self._session.store) if not each.archived}
        facts = _Facts(people, {})
        today = self._session.today.isoformat()
        for item in self._session.store.find("touchpoint", {"state": _OPEN}):
            if item["kind"] == Kind.CADENCE and item["contacts"][0] in people:
                facts.open_items[item["contacts"][0]] = item
            if self._stands(item):
                facts.standing.add(item["id"])
            if item.get("date") and item["date"] < today:
                facts.passed.add(item["id"])
            elif item["id"] in facts.standing:
                facts.fixed.append(_fixed(item))
        self._choose(facts, end)
        return facts

    def _choose(self, facts: _Facts, end: date) -> None:
        """Candidates are those due by the end whose day doesn't stand and who didn't give up."""
        days = dict(self._session.store.columns("standing", ["id", "cadence_days"]))
        proposer = Proposer(self._session)
        for person in facts.people.values():
            item = facts.open_items.get(person.id)
            wanted = person.next_due is not None and person.next_due <= end
            if wanted and not (
                item and (item["id"] in facts.standing or self._gave_up(facts, item))
            ):
                self._add_candidate(facts, person, item, days.get(person.id) or 0, proposer)
            elif (
                item and item.get("date", "") > end.isoformat() and item["id"] not in facts.standing
            ):
                facts.fixed.append(_fixed(item))

    def _gave_up(self, facts: _Facts, item: Document) -> bool:
        """Whether its day passed as often as it may."""
        lost = item["id"] in facts.passed or not item.get("date")
        return bool(lost and item.get("moves", 0) >= MOST_MOVES)

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
        self, facts: _Facts, person: ContactFacts, item: Document | None, days: int,
        proposer: Proposer,
    ) -> None:  # fmt: skip
        circle = self._session.config.circle(person.circle or "")
        if circle is None or person.next_due is None:
            return
        due = person.next_due
        proposal = proposer.propose(person, item)
        earliest, latest = windows(due, days, self._session.today)
        if person.paused_until and person.paused_until > earliest:
            earliest = person.paused_until
        facts.proposals[person.id] = proposal
        stands_on = date.fromisoformat(item["date"]) if item and item.get("date") else None
        facts.candidates.append(Candidate(
            person.id, person.name, circle.name, circle.rank, due, days, proposal.effort,
            item["id"] if item else None, stands_on, earliest, latest,
        ))  # fmt: skip

    def _solve(self, facts: _Facts, end: date) -> Plan:
        rules = self._session.host.rulebook(self._session.moment())

        def blocks(candidate: Candidate, day: date) -> str | None:
            return rules.blocks(facts.people[candidate.contact], day)

        def weighed(candidate: Candidate) -> Candidate:
            weight, reasons = rules.weighs(candidate)
            facts.weighed[candidate.contact] = "; ".join(reasons)
            return candidate._replace(weight=weight)

        return plan(
            [weighed(each) for each in facts.candidates], facts.fixed, today=self._session.today, horizon_end=end,
            capacity=self.room_on, week_capacity=self.capacity().max_per_week,
            blocks=blocks if len(rules) else None,
        )  # fmt: skip

    def capacity(self) -> capacity.Capacity:
        """What a working day and a week may hold, in effort."""
        profile = self._session.config.profile
        usual = capacity.defaults(profile.temperament)
        return capacity.Capacity(
            usual.max_per_day if profile.max_per_day is None else profile.max_per_day,
            usual.max_per_week if profile.max_per_week is None else profile.max_per_week,
        )

    def works_on(self, day: date) -> bool:
        """Whether a day is a working day and not off."""
        if day.weekday() not in self._session.config.profile.working_days:
            return False
        return not any(first <= day <= last for first, last in self._days_off)

    def room_on(self, day: date) -> int:
        """What a day may hold: nothing when it is off, half of it shortly after an event."""
        if not self.works_on(day):
            return 0
        most = self.capacity().max_per_day
        return (most + 1) // 2 if day in self._recovering else most

    @cached_property
    def _recovering(self) -> frozenset[date]:
        return recovering(self._session, self.works_on)

    @cached_property
    def _days_off(self) -> Sequence[tuple[date, date]]:
        return self._session.days_off

    def _move_owed(self, work: Work, end: date) -> None:
        """Follow-ups and promises whose day passed get the next free day, at most twice; then they
        leave the calendar, and stay due.
        """
        oldest = self._session.today - timedelta(days=GRACE_DAYS)
        owed = self._session.store.find(
            "touchpoint", {"kind": OWED, "state": _OPEN, "date": Below(oldest.isoformat())}
        )
        late = [item for item in owed if date.fromisoformat(item["date"]) < oldest]
        if not late:
            return
        room = self._room(end)
        for item in sorted(late, key=lambda item: (item.get("due") or item["date"], item["id"])):
            kept = {k: v for k, v in item.items() if k not in ("pinned", "state", "date")}
            kept["due"] = item.get("due") or item["date"]
            if item.get("moves", 0) < MOST_MOVES:
                effort = effort_of(item)
                day = next((each for each, left in room.items() if left >= effort), min(room))
                room[day] -= effort
                kept |= {"date": day.isoformat(), "moves": item.get("moves", 0) + 1}
            work.put("touchpoint", item["id"], kept)

    def _room(self, end: date) -> dict[date, int]:
        """What is left of each working day beside all that has a day."""
        today = self._session.today
        days = [today + timedelta(days=n) for n in range((end - today).days + 1)]
        room = {day: self.room_on(day) for day in days if self.works_on(day)}
        room = room or dict.fromkeys(days, self.capacity().max_per_day)
        for item in self._session.store.find("touchpoint", {"state": _OPEN, "date": Not(None)}):
            day = date.fromisoformat(item["date"])
            if day in room:
                room[day] -= effort_of(item)
        return room

    def _write(self, work: Work, facts: _Facts, made: Plan) -> dict[str, str]:
        ids: dict[str, str] = {}
        for each in made.placed:
            ids[each.candidate.contact] = self._write_one(work, facts, each)
        self._withdraw_early(work, facts)
        waiting = {each.candidate.contact: each for each in made.unplaced}
        for contact, item in facts.open_items.items():
            gives_up = item["id"] not in facts.standing and self._gave_up(facts, item)
            if item.get("date") and contact not in ids and (contact in waiting or gives_up):
                bare = {k: v for k, v in item.items() if k not in ("date", "pinned")}
                work.put("touchpoint", item["id"], {**bare, "state": State.PLANNED.value})
        return ids

    def _withdraw_early(self, work: Work, facts: _Facts) -> None:
        """Take back what was planned for a date that has since moved beyond the horizon."""
        wanted = {each.contact for each in facts.candidates}
        for contact, item in facts.open_items.items():
            moved_on = facts.people[contact].next_due
            if contact in wanted or item["id"] in facts.standing | facts.passed or moved_on is None:
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
            "activity": proposal.activity, "intent": proposal.intent.value,
            "called_for": proposal.called_for, **kept,
            "channel": proposal.channel.value, "date": placed.day.isoformat(),
            "due": placed.candidate.due.isoformat(), "because": standing.get("because", ""),
        }  # fmt: skip
        if passed:
            document["moves"] = (item or {}).get("moves", 0) + 1
        work.put("touchpoint", key, document)
        return key

    def _view(self, facts: _Facts, made: Plan, end: date, ids: dict[str, str]) -> PlanView:
        fixed_ids = {each.id for each in facts.fixed}
        rows = [self._placed_row(facts, each, ids) for each in made.placed]
        rows += [
            self._fixed_row(facts, item)
            for item in self._session.store.find("touchpoint", {"state": _OPEN})
            if item["id"] in fixed_ids and item["date"] <= end.isoformat()
        ]
        today = self._session.today
        days = [today + timedelta(days=n) for n in range((end - today).days + 1)]
        return view(rows, made, days, self.room_on)

    def _placed_row(self, facts: _Facts, placed: Placed, ids: dict[str, str]) -> PlanRow:
        c = placed.candidate
        proposal = facts.proposals[c.contact]
        standing = self._session.store.get("standing", c.contact) or {}
        item = self._session.store.get("touchpoint", ids[c.contact]) or {}
        called_for = item.get("called_for", "")
        weighed = facts.weighed.get(c.contact, "")
        reasons = (standing.get("because", ""), called_for, placed.because, weighed)
        because = "; ".join(part for part in reasons if part)
        return PlanRow(
            ids[c.contact], c.contact, c.name, c.circle, placed.day, c.due, c.earliest, c.latest,
            c.cadence_days, Kind.CADENCE.value, item.get("activity", proposal.activity),
            item.get("intent", proposal.intent.value), proposal.channel.value, c.effort, because,
            called_for,
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
            capacity.effort(Channel(channel) if channel else None), reason(item),
            title=item.get("title", "") if len(item["contacts"]) != 1 else "",
        )  # fmt: skip


class _RehearsalOver(Exception):
    """Ends a transaction that must leave nothing behind."""


def _fixed(item: Document) -> Fixed:
    return Fixed(item["id"], date.fromisoformat(item["date"]), effort_of(item))


def effort_of(item: Document) -> int:
    """What a touchpoint takes out of its day."""
    return capacity.effort(Channel(item["channel"]) if item.get("channel") else None)
